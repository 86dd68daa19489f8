//! The rules of an employment contract (§ 5.5).

use crate::db::Day;
use crate::directory::rules::siret_fault;
use crate::faults;
use crate::participants::nir_faults;
use crate::pathways::stages::rules::rome_fault;
use crate::refusal::Fault;

crate::text_enum! {
    /// Whether the contract is in the file (S0.16).
    pub enum DocumentState {
        Expected = "expected",
        Received = "received",
    }
}

/// Minutes a week of a full-time job.
pub const FULL_TIME_MINUTES: i64 = 2_100;
/// The most minutes of a week.
pub const WEEK_MINUTES: i64 = 7 * 24 * 60;

/// A contract as it would stand.
#[derive(Debug, Clone, Copy)]
pub struct Contract<'a> {
    /// Who employs.
    pub employer_name: &'a str,
    /// The employer's establishment.
    pub employer_siret: Option<&'a str>,
    /// First day.
    pub starts_on: Day,
    /// Last day agreed.
    pub ends_on: Option<Day>,
    /// Last day worked, where it was broken.
    pub broken_on: Option<Day>,
    /// Whether its type has an end (§ 5.5).
    pub fixed_term: bool,
    /// ROME code of the trade.
    pub rome: Option<&'a str>,
}

/// Every fault of a contract: the employer, its days in order, an end where the type has one, a ROME code.
pub fn contract_faults(c: &Contract<'_>, today: Day) -> Vec<Fault> {
    let mut out = nir_faults(&[("/employer/name", Some(c.employer_name))]);
    out.extend(c.employer_siret.and_then(|siret| siret_fault("/employer/siret", siret)));
    if c.fixed_term && c.ends_on.is_none() {
        out.push(faults::required("/ends_on"));
    }
    out.extend(faults::period("/ends_on", Some(c.starts_on), c.ends_on));
    out.extend(faults::period("/broken_on", Some(c.starts_on), c.broken_on));
    out.extend(c.broken_on.and_then(|day| faults::to_come("/broken_on", day, today)));
    if let (Some(broken), Some(end)) = (c.broken_on, c.ends_on)
        && broken > end
    {
        out.push(Fault::new(
            "/broken_on",
            "rule_broken_after_end",
            format!("Le contrat se termine le {end} : une rupture vient avant."),
            format!("The contract ends on {end}: it is broken before that."),
        ));
    }
    out.extend(c.rome.and_then(|code| rome_fault("/rome", code)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_has_its_days_in_order_and_an_end_where_its_type_has_one() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let base = Contract {
            employer_name: "Transports Ampère",
            employer_siret: Some("73282932000074"),
            starts_on: day("2026-02-01"),
            ends_on: Some(day("2026-12-31")),
            broken_on: None,
            fixed_term: true,
            rome: Some("N1103"),
        };
        for (c, codes) in [
            (base, vec![]),
            (Contract { ends_on: None, ..base }, vec!["required"]),
            (Contract { ends_on: None, fixed_term: false, ..base }, vec![]),
            (Contract { ends_on: Some(day("2026-01-31")), ..base }, vec!["rule_period"]),
            (Contract { broken_on: Some(day("2026-03-01")), ..base }, vec![]),
            (Contract { broken_on: Some(day("2026-03-13")), ..base }, vec!["rule_future"]),
            (Contract { broken_on: Some(day("2026-01-31")), ..base }, vec!["rule_period"]),
            (
                Contract { ends_on: Some(day("2026-02-15")), broken_on: Some(day("2026-02-16")), ..base },
                vec!["rule_broken_after_end"],
            ),
            (
                Contract { employer_name: "269054958815780", employer_siret: Some("1"), rome: Some("Z1"), ..base },
                vec!["rule_no_nir", "rule_siret", "invalid"],
            ),
        ] {
            let found = contract_faults(&c, day("2026-03-12"));
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{c:?}");
        }
    }
}
