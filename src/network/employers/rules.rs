//! The rules of an employer.

use crate::directory::rules::siret_fault;
use crate::participants::nir_faults;
use crate::refusal::Fault;

/// An employer as it would stand.
#[derive(Debug, Clone, Default)]
pub struct Employer<'a> {
    /// Its name.
    pub name: &'a str,
    /// The number of the establishment.
    pub siret: Option<&'a str>,
    /// What it does.
    pub activity: Option<&'a str>,
    /// Where it is.
    pub address: Option<&'a str>,
    /// The names and the functions of those to reach.
    pub contacts: Vec<(&'a str, Option<&'a str>)>,
}

/// Every fault of an employer: a number with its key (Luhn), nobody's health number anywhere.
pub fn employer_faults(e: &Employer<'_>) -> Vec<Fault> {
    let mut out: Vec<Fault> = e.siret.and_then(|siret| siret_fault("/siret", siret)).into_iter().collect();
    out.extend(nir_faults(&[("/name", Some(e.name)), ("/activity", e.activity), ("/address", e.address)]));
    for (n, (name, function)) in e.contacts.iter().enumerate() {
        let (at_name, at_function) = (format!("/contacts/{n}/name"), format!("/contacts/{n}/function"));
        out.extend(nir_faults(&[(&at_name, Some(name)), (&at_function, *function)]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_employer_has_a_number_with_its_key() {
        let base = Employer { name: "Transports Alpins", ..Employer::default() };
        for (e, codes) in [
            (base.clone(), vec![]),
            (Employer { siret: Some("73282932000074"), ..base.clone() }, vec![]),
            (Employer { siret: Some("73282932000075"), ..base.clone() }, vec!["rule_siret"]),
            (Employer { contacts: vec![("1 85 05 78 006 084 91", None)], ..base }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(employer_faults(&e).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{e:?}");
        }
    }
}
