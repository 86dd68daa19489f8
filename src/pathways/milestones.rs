//! Milestones: every five months, were the objectives reached, and what next (S3.26; timers T1 and T2).
//!
//! The routes come with the resource; these are the rules its due dates and alerts already need.

use crate::civil;
use crate::db::Day;
use crate::ids::ObjectiveId;
use crate::machine::Step;
use crate::pathways::objectives::{ObjectiveResult, rules::reason_fault};
use crate::refusal::Fault;

crate::text_enum! {
    /// Where a milestone stands (domain § 4.7).
    pub enum MilestoneStatus {
        Due = "due",
        Held = "held",
        Validated = "validated",
    }
}

/// The machine.
pub static STEPS: &[Step<MilestoneStatus>] = &[
    Step { verb: "hold", from: &[MilestoneStatus::Due], to: MilestoneStatus::Held, guard: "every open objective" },
    Step { verb: "validate", from: &[MilestoneStatus::Held], to: MilestoneStatus::Validated, guard: "both signatures" },
];

/// T2: so many months after activation or the last milestone, clamped to the month's end.
pub fn due_on(last: Day, every_months: u32) -> Day {
    civil::add_months(last, every_months)
}

/// Days around the due day on which T2 alerts.
pub const ALERT_OFFSETS: [i64; 3] = [-15, 0, 15];

/// The alert T2 gives on `today`: the last offset reached, none before the first.
pub fn alert(due: Day, today: Day) -> Option<i64> {
    ALERT_OFFSETS.into_iter().rfind(|offset| today >= civil::add_days(due, *offset))
}

/// The result a milestone gives an objective.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// Which objective.
    pub objective_id: ObjectiveId,
    /// What became of it.
    pub result: ObjectiveResult,
    /// Why it was not achieved.
    pub reason: Option<&'a str>,
}

/// Every fault of a milestone: each open objective has its result, none is left open, a reason when not achieved
/// and then new objectives (S3.26).
pub fn milestone_faults(open: &[ObjectiveId], given: &[Given<'_>], new_objectives: usize) -> Vec<Fault> {
    let mut out = Vec::new();
    for missing in open.iter().filter(|id| !given.iter().any(|g| g.objective_id == **id)) {
        out.push(Fault::new(
            "/results",
            "rule_milestone_results",
            format!("L'objectif {missing} attend son résultat (S3.26)."),
            format!("Objective {missing} awaits its result (S3.26)."),
        ));
    }
    for (i, g) in given.iter().enumerate() {
        if !open.contains(&g.objective_id) || g.result == ObjectiveResult::Open {
            out.push(Fault::new(
                format!("/results/{i}"),
                "rule_milestone_result",
                "Un jalon donne un résultat aux objectifs ouverts de ce parcours (S3.26).",
                "A milestone gives a result to the open objectives of this pathway (S3.26).",
            ));
        }
        out.extend(reason_fault(&format!("/results/{i}/reason"), g.result, g.reason));
    }
    if new_objectives == 0 && given.iter().any(|g| g.result == ObjectiveResult::NotAchieved) {
        out.push(Fault::new(
            "/new_objectives",
            "rule_new_objectives",
            "Un objectif non atteint en appelle de nouveaux (S3.26).",
            "An objective not achieved calls for new ones (S3.26).",
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    #[test]
    fn a_milestone_is_due_five_months_later_clamped() {
        for (last, due) in [
            ("2026-01-15", "2026-06-15"),
            ("2025-09-30", "2026-02-28"),
            ("2027-09-30", "2028-02-29"),
            ("2026-01-31", "2026-06-30"),
        ] {
            assert_eq!(due_on(day(last), 5), day(due), "{last}");
        }
    }

    #[test]
    fn alerts_come_fifteen_days_around() {
        for (today, offset) in [
            ("2026-05-30", None),
            ("2026-05-31", Some(-15)),
            ("2026-06-14", Some(-15)),
            ("2026-06-15", Some(0)),
            ("2026-06-30", Some(15)),
        ] {
            assert_eq!(alert(day("2026-06-15"), day(today)), offset, "{today}");
        }
    }

    #[test]
    fn every_open_objective_gets_its_result() {
        let (a, b) = (ObjectiveId::new(), ObjectiveId::new());
        let given = |objective_id, result, reason| Given { objective_id, result, reason };
        for (results, new, codes) in [
            (vec![given(a, ObjectiveResult::Achieved, None), given(b, ObjectiveResult::Partly, None)], 0, vec![]),
            (vec![given(a, ObjectiveResult::Achieved, None)], 0, vec!["rule_milestone_results"]),
            (
                vec![given(a, ObjectiveResult::NotAchieved, None), given(b, ObjectiveResult::Open, None)],
                0,
                vec!["rule_reason", "rule_milestone_result", "rule_new_objectives"],
            ),
            (
                vec![
                    given(a, ObjectiveResult::NotAchieved, Some("malade")),
                    given(b, ObjectiveResult::Achieved, None),
                    given(ObjectiveId::new(), ObjectiveResult::Achieved, None),
                ],
                1,
                vec!["rule_milestone_result"],
            ),
        ] {
            let found = milestone_faults(&[a, b], &results, new);
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), codes);
        }
    }
}
