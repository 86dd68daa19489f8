//! The rules of a procurement contract.

use crate::db::Day;
use crate::faults;
use crate::participants::nir_faults;
use crate::refusal::Fault;

/// A contract as it would stand.
#[derive(Debug, Clone)]
pub struct Contract<'a> {
    /// What is bought.
    pub title: &'a str,
    /// Its cost in cents.
    pub amount_cents: Option<i64>,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Option<Day>,
}

/// Every fault of a contract: its days in order, an amount that is none of debt.
pub fn contract_faults(c: &Contract<'_>) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::period("/ends_on", Some(c.starts_on), c.ends_on).into_iter().collect();
    if c.amount_cents.is_some_and(|cents| cents < 0) {
        out.push(Fault::new("/amount_cents", "invalid", "Un montant positif.", "An amount, not negative."));
    }
    out.extend(nir_faults(&[("/title", Some(c.title))]));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_has_days_in_order_and_an_amount() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let base =
            Contract { title: "Ateliers numériques", amount_cents: None, starts_on: day("2026-03-02"), ends_on: None };
        for (c, codes) in [
            (base.clone(), vec![]),
            (Contract { ends_on: Some(day("2026-03-01")), ..base.clone() }, vec!["rule_period"]),
            (Contract { amount_cents: Some(-1), ..base.clone() }, vec!["invalid"]),
            (Contract { amount_cents: Some(0), ..base.clone() }, vec![]),
            (Contract { title: "1 85 05 78 006 084 91", ..base }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(contract_faults(&c).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{c:?}");
        }
    }
}
