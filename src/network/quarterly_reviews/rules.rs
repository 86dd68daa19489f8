//! The rules of a quarterly review (S3.20).

use crate::civil;
use crate::db::Day;
use crate::faults;
use crate::participants::nir_faults;
use crate::refusal::Fault;

/// Months until the next review of a structure (T9).
pub const EVERY_MONTHS: u32 = 3;

/// A review as it would stand.
#[derive(Debug, Clone)]
pub struct Review<'a> {
    /// `YYYY-Qn`.
    pub quarter: &'a str,
    /// The day it was held.
    pub held_on: Option<Day>,
    /// What was said and agreed, person by person.
    pub items: Vec<(Option<&'a str>, Option<&'a str>)>,
}

/// Every fault of a review: it is held on a day that has come, not before its quarter.
pub fn review_faults(r: &Review<'_>, today: Day) -> Vec<Fault> {
    let mut out = Vec::new();
    if let Some(on) = r.held_on {
        out.extend(faults::to_come("/held_on", on, today));
        out.extend(civil::quarter_starts_on(r.quarter).filter(|first| on < *first).map(|first| {
            Fault::new(
                "/held_on",
                "rule_review_quarter",
                format!("Le point d'un trimestre ne se tient pas avant lui ({}).", civil::french(first)),
                format!("The review of a quarter is not held before it ({first})."),
            )
        }));
    }
    for (n, (summary, next_step)) in r.items.iter().enumerate() {
        let (at_summary, at_step) = (format!("/items/{n}/summary"), format!("/items/{n}/next_step"));
        out.extend(nir_faults(&[(&at_summary, *summary), (&at_step, *next_step)]));
    }
    out
}

/// T9: the next review is due three months after the last.
pub fn next_due_on(held_on: Option<Day>) -> Option<Day> {
    held_on.map(|on| civil::add_months(on, EVERY_MONTHS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_held_in_its_quarter_or_after_it() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let today = day("2026-04-10");
        for (quarter, held, codes) in [
            ("2026-Q1", None, vec![]),
            ("2026-Q1", Some("2026-01-01"), vec![]),
            ("2026-Q1", Some("2026-04-10"), vec![]),
            ("2026-Q1", Some("2025-12-31"), vec!["rule_review_quarter"]),
            ("2026-Q2", Some("2026-04-11"), vec!["rule_future"]),
        ] {
            let r = Review { quarter, held_on: held.map(day), items: vec![] };
            assert_eq!(review_faults(&r, today).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{r:?}");
        }
        let r = Review { quarter: "2026-Q1", held_on: None, items: vec![(None, Some("1 85 05 78 006 084 91"))] };
        assert_eq!(review_faults(&r, today).first().unwrap().pointer, "/items/0/next_step");
        assert_eq!(next_due_on(Some(day("2026-11-30"))), Some(day("2027-02-28")), "T9");
    }
}
