//! The rules of a check of the follow-up (S2.16).

use crate::db::Day;
use crate::faults;
use crate::refusal::Fault;

crate::text_enum! {
    /// Whether the person was reached.
    pub enum Reached {
        Yes = "yes",
        No = "no",
    }
}

/// Every fault of a check: on a day that has come, since the person has found something. `since` is the first day of
/// the first job or course; none where there is none yet.
pub fn check_faults(on: Day, since: Option<Day>, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::to_come("/on", on, today).into_iter().collect();
    if since.is_none_or(|first| on < first) {
        out.push(Fault::new(
            "/on",
            "rule_nothing_to_follow",
            "Aucun emploi ni formation n'a commencé ce jour-là (S2.16).",
            "No job or course had started on that day (S2.16).",
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_follows_something_that_has_begun() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        for (on, since, codes) in [
            ("2026-03-12", Some("2026-03-12"), vec![]),
            ("2026-03-13", Some("2026-03-12"), vec!["rule_future"]),
            ("2026-03-11", Some("2026-03-12"), vec!["rule_nothing_to_follow"]),
            ("2026-03-11", None, vec!["rule_nothing_to_follow"]),
        ] {
            let found = check_faults(day(on), since.map(day), day("2026-03-12"));
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{on} {since:?}");
        }
    }
}
