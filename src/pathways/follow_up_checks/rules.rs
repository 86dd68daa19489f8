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

/// Whoever was not reached has not told whether they are still there.
pub fn told_fault(reached: Reached, still_employed: Option<bool>) -> Option<Fault> {
    (reached == Reached::No && still_employed.is_some()).then(|| {
        Fault::new(
            "/still_employed",
            "rule_not_reached",
            "Une personne qui n'a pas été jointe n'a rien dit de sa présence (S2.16).",
            "Somebody who was not reached has told nothing of being there (S2.16).",
        )
    })
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

    #[test]
    fn who_was_not_reached_has_told_nothing() {
        for (reached, still_employed, code) in [
            (Reached::Yes, Some(true), None),
            (Reached::Yes, None, None),
            (Reached::No, None, None),
            (Reached::No, Some(true), Some("rule_not_reached")),
            (Reached::No, Some(false), Some("rule_not_reached")),
        ] {
            let found = told_fault(reached, still_employed).map(|f| f.code);
            assert_eq!(found, code, "{reached} {still_employed:?}");
        }
    }
}
