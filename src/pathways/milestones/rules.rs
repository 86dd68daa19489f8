//! The rules of a milestone: its due day, its results, its validation (S3.26; timer T2).

use crate::civil;
use crate::db::Day;
use crate::faults;
use crate::ids::ObjectiveId;
use crate::machine::{self, Step};
use crate::pathways::interviews::rules::signing::SignatureState;
use crate::pathways::objectives::{ObjectiveResult, rules::reason_fault};
use crate::refusal::{Fault, Refusal};

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
    Step { verb: "validate", from: &[MilestoneStatus::Held], to: MilestoneStatus::Validated, guard: VALIDATION },
];
const VALIDATION: &str = "its interview is held and signed, or the refusal to sign is recorded (R6.7, R6.12)";

/// T2: so many months after activation or the last milestone, clamped to the month's end.
pub fn due_on(last: Day, every_months: u32) -> Day {
    civil::add_months(last, every_months)
}

/// When a milestone may be held: since activation, after the one before, on a day that has come.
pub fn day_faults(held_on: Day, activated_on: Day, last_held_on: Option<Day>, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::to_come("/held_on", held_on, today).into_iter().collect();
    if held_on < activated_on {
        out.push(Fault::new(
            "/held_on",
            "rule_milestone_before_pathway",
            format!("Le parcours a commencé le {activated_on}."),
            format!("The pathway started on {activated_on}."),
        ));
    }
    if let Some(last) = last_held_on.filter(|last| held_on <= *last) {
        out.push(Fault::new(
            "/held_on",
            "rule_milestone_order",
            format!("Le jalon précédent a eu lieu le {last} : celui-ci vient après."),
            format!("The milestone before was held on {last}: this one comes after."),
        ));
    }
    out
}

/// `rule_milestone_interview` at `pointer` when the milestone was not held on the day of its interview.
pub fn interview_fault(pointer: &str, held_on: Day, interview_on: Day) -> Option<Fault> {
    (held_on != interview_on).then(|| {
        Fault::new(
            pointer,
            "rule_milestone_interview",
            format!("Cet entretien est du {interview_on} et le jalon du {held_on}."),
            format!("This interview is of {interview_on}, the milestone of {held_on}."),
        )
    })
}

/// `validate`: in an interview that was held and needs no signature any more. `interview` tells whether it was held
/// and where its signature stands; none where the milestone names no interview.
///
/// # Errors
/// `Illegal` unless held, `Conflict` with what is missing.
pub fn validate(from: MilestoneStatus, interview: Option<(bool, SignatureState)>) -> Result<MilestoneStatus, Refusal> {
    let to = machine::step(STEPS, from, "validate")?;
    let missing = match interview {
        None => ("interview", "Il manque l'entretien du jalon.", "The interview of the milestone is missing."),
        Some((false, _)) => ("interview_not_held", "L'entretien n'a pas eu lieu.", "The interview has not been held."),
        Some((true, state)) if state.is_owed() => {
            ("unsigned_interview", "L'entretien n'est pas signé (R6.7).", "The interview is not signed (R6.7).")
        }
        Some(_) => return Ok(to),
    };
    Err(Refusal::Conflict {
        code: "conflict_milestone_not_signed",
        fr: "Ce jalon ne peut pas encore être validé (S3.26).".to_owned(),
        en: "This milestone can't be validated yet (S3.26).".to_owned(),
        missing: vec![Fault::new("/interview_id", missing.0, missing.1, missing.2)],
    })
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
        let twice = given.iter().take(i).any(|before| before.objective_id == g.objective_id);
        if twice || !open.contains(&g.objective_id) || g.result == ObjectiveResult::Open {
            out.push(Fault::new(
                format!("/results/{i}"),
                "rule_milestone_result",
                "Un jalon donne un résultat, et un seul, à chaque objectif ouvert de ce parcours (S3.26).",
                "A milestone gives one result to each open objective of this pathway (S3.26).",
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
    fn a_milestone_comes_after_the_one_before_and_not_before_its_day() {
        for (held, last, codes) in [
            ("2026-03-12", None, vec![]),
            ("2026-01-01", None, vec![]),
            ("2025-12-31", None, vec!["rule_milestone_before_pathway"]),
            ("2026-03-13", None, vec!["rule_future"]),
            ("2026-03-01", Some("2026-02-28"), vec![]),
            ("2026-03-01", Some("2026-03-01"), vec!["rule_milestone_order"]),
        ] {
            let found = day_faults(day(held), day("2026-01-01"), last.map(day), day("2026-03-12"));
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{held}");
        }
        assert_eq!(
            interview_fault("/x", day("2026-03-01"), day("2026-03-02")).unwrap().code,
            "rule_milestone_interview"
        );
    }

    #[test]
    fn a_milestone_is_validated_once_its_interview_owes_no_signature() {
        use MilestoneStatus::{Held, Validated};
        for (interview, code) in [
            (None, Some("interview")),
            (Some((false, SignatureState::NotRequired)), Some("interview_not_held")),
            (Some((true, SignatureState::Missing)), Some("unsigned_interview")),
            (Some((true, SignatureState::Voided)), Some("unsigned_interview")),
            (Some((true, SignatureState::Signed)), None),
            (Some((true, SignatureState::Refused)), None),
            (Some((true, SignatureState::NotRequired)), None),
        ] {
            match (validate(Held, interview), code) {
                (Ok(to), None) => assert_eq!(to, Validated),
                (Err(Refusal::Conflict { missing, .. }), Some(code)) => assert_eq!(missing[0].code, code),
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(validate(Validated, None), Err(Refusal::Illegal { .. })));
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
            (
                vec![
                    given(a, ObjectiveResult::Achieved, None),
                    given(a, ObjectiveResult::Partly, None),
                    given(b, ObjectiveResult::Dropped, None),
                ],
                0,
                vec!["rule_milestone_result"],
            ),
        ] {
            let found = milestone_faults(&[a, b], &results, new);
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), codes);
        }
    }
}
