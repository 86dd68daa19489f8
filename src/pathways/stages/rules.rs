//! The rules of a stage and its review (domain § 4.7).

use crate::db::Day;
use crate::faults;
use crate::machine::{self, Step};
use crate::participants::nir_faults;
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// Where a stage stands (domain § 4.7).
    pub enum StageStatus {
        Proposed = "proposed",
        Accepted = "accepted",
        Planned = "planned",
        InProgress = "in_progress",
        Completed = "completed",
        Interrupted = "interrupted",
        Cancelled = "cancelled",
        RefusedByParticipant = "refused_by_participant",
        RefusedByProvider = "refused_by_provider",
    }
}
use StageStatus as S;

crate::text_enum! {
    /// Who refuses a stage.
    pub enum RefusedBy {
        Participant = "participant",
        Provider = "provider",
    }
}

crate::text_enum! {
    /// Who takes part in the review of a stage (S3.27).
    pub enum ReviewKind {
        Referent = "referent",
        Tripartite = "tripartite",
        Collective = "collective",
    }
}

/// The states in which something is still to come.
pub const OPEN: &[S] = &[S::Proposed, S::Accepted, S::Planned, S::InProgress];
const NOT_STARTED: &[S] = &[S::Proposed, S::Accepted, S::Planned];

/// The machine.
pub static STEPS: &[Step<S>] = &[
    Step { verb: "accept", from: &[S::Proposed], to: S::Accepted, guard: "" },
    Step { verb: "plan", from: &[S::Accepted], to: S::Planned, guard: "a planned start" },
    Step { verb: "start", from: &[S::Planned], to: S::InProgress, guard: "the day it started" },
    Step { verb: "complete", from: &[S::InProgress], to: S::Completed, guard: "a review (S3.24)" },
    Step { verb: "interrupt", from: &[S::InProgress], to: S::Interrupted, guard: "a review (S3.24)" },
    Step { verb: "cancel", from: NOT_STARTED, to: S::Cancelled, guard: "" },
    Step { verb: "refuse", from: NOT_STARTED, to: S::RefusedByParticipant, guard: "by participant" },
    Step { verb: "refuse", from: NOT_STARTED, to: S::RefusedByProvider, guard: "by provider" },
];

impl StageStatus {
    /// Whether the stage keeps the pathway from closing (§ 4.5).
    pub fn is_open(self) -> bool {
        OPEN.contains(&self)
    }
}

/// A stage as it would stand.
#[derive(Debug, Clone, Default)]
pub struct Stage<'a> {
    /// How many objectives it serves.
    pub objectives: usize,
    /// How many barriers it serves.
    pub barriers: usize,
    /// Planned first day.
    pub planned_starts_on: Option<Day>,
    /// First day.
    pub started_on: Option<Day>,
    /// Last day.
    pub ended_on: Option<Day>,
    /// Hours in all.
    pub hours: Option<i64>,
    /// ROME code of the trade.
    pub rome: Option<&'a str>,
}

/// Every fault of a stage: it serves something (S2.6), its days are in order, its trade is a ROME code.
pub fn stage_faults(s: &Stage<'_>) -> Vec<Fault> {
    let mut out = Vec::new();
    if s.objectives + s.barriers == 0 {
        out.push(Fault::new(
            "/objective_ids",
            "rule_stage_purpose",
            "Une étape sert au moins un objectif ou un frein (S2.6).",
            "A stage serves at least one objective or barrier (S2.6).",
        ));
    }
    if s.ended_on.is_some() && s.started_on.is_none() {
        out.push(faults::required("/started_on"));
    }
    out.extend(faults::period("/ended_on", s.started_on, s.ended_on));
    if s.hours.is_some_and(|h| h < 0) {
        out.push(Fault::new("/hours", "invalid", "Un nombre d'heures positif.", "A number of hours, not negative."));
    }
    out.extend(s.rome.and_then(|code| rome_fault("/rome", code)));
    out
}

/// `invalid` at `pointer` when the code of a trade is not a ROME code.
pub fn rome_fault(pointer: &str, code: &str) -> Option<Fault> {
    (!is_rome(code)).then(|| {
        Fault::new(
            pointer,
            "invalid",
            "Un code ROME : une lettre de A à N et quatre chiffres.",
            "A ROME code: a letter from A to N and four digits.",
        )
    })
}

/// Whether a text is written as a code of the ROME: a letter from A to N and four digits.
pub fn is_rome(code: &str) -> bool {
    let mut bytes = code.bytes();
    bytes.next().is_some_and(|b| (b'A'..=b'N').contains(&b)) && code.len() == 5 && bytes.all(|b| b.is_ascii_digit())
}

/// `plan`: with a planned start.
///
/// # Errors
/// `Illegal` unless accepted, `Invalid` without day.
pub fn plan(from: S, planned_starts_on: Option<Day>) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "plan")?;
    let found = planned_starts_on.is_none().then(|| faults::required("/planned_starts_on"));
    Refusal::unless_empty(found.into_iter().collect()).map(|()| to)
}

/// `start`: on a day not to come and not before the pathway's activation.
///
/// # Errors
/// `Illegal` unless planned, `Invalid` for the day.
pub fn start(from: S, started_on: Day, activated_on: Day, today: Day) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "start")?;
    let mut found: Vec<Fault> = faults::to_come("/started_on", started_on, today).into_iter().collect();
    found.extend(before_pathway("/started_on", started_on, activated_on));
    Refusal::unless_empty(found).map(|()| to)
}

/// `rule_stage_before_pathway` when a stage starts before the pathway is active.
pub fn before_pathway(pointer: &str, started_on: Day, activated_on: Day) -> Option<Fault> {
    (started_on < activated_on).then(|| {
        Fault::new(
            pointer,
            "rule_stage_before_pathway",
            format!("Le parcours a commencé le {activated_on}."),
            format!("The pathway started on {activated_on}."),
        )
    })
}

/// The review that ends a stage (S3.24).
#[derive(Debug, Clone)]
pub struct Review<'a> {
    /// The day it was held.
    pub held_on: Option<Day>,
    /// What the stage brought.
    pub result: Option<&'a str>,
    /// The person's own view (S3.25).
    pub participant_view: Option<&'a str>,
}

/// `complete` and `interrupt`: with the last day and a review (S3.24).
///
/// # Errors
/// `Illegal` unless in progress, `Invalid` with every fault.
pub fn end(
    from: S,
    verb: &'static str,
    started_on: Option<Day>,
    ended_on: Day,
    review: Option<&Review<'_>>,
    today: Day,
) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, verb)?;
    let mut found: Vec<Fault> = faults::period("/ended_on", started_on, Some(ended_on)).into_iter().collect();
    found.extend(faults::to_come("/ended_on", ended_on, today));
    match review {
        None => found.push(Fault::new(
            "/review",
            "rule_stage_review",
            "Une étape se termine avec un bilan (S3.24).",
            "A stage ends with a review (S3.24).",
        )),
        Some(r) => found.extend(review_faults(r, started_on, today)),
    }
    Refusal::unless_empty(found).map(|()| to)
}

fn review_faults(r: &Review<'_>, started_on: Option<Day>, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::required_text("/review/result", r.result).into_iter().collect();
    match r.held_on {
        None => out.push(faults::required("/review/held_on")),
        Some(on) => out.extend(
            faults::to_come("/review/held_on", on, today)
                .or_else(|| faults::period("/review/held_on", started_on, Some(on))),
        ),
    }
    out.extend(nir_faults(&[("/review/result", r.result), ("/review/participant_view", r.participant_view)]));
    out
}

/// `refuse`: by the person or by the provider.
///
/// # Errors
/// `Illegal` once started.
pub fn refuse(from: S, by: RefusedBy) -> Result<S, Refusal> {
    machine::step(STEPS, from, "refuse")?;
    Ok(match by {
        RefusedBy::Participant => S::RefusedByParticipant,
        RefusedBy::Provider => S::RefusedByProvider,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn codes<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Vec<&'static str> {
        match result {
            Ok(_) => vec![],
            Err(Refusal::Invalid(faults)) => faults.iter().map(|f| f.code).collect(),
            Err(Refusal::Conflict { code, .. }) => vec![code],
            Err(Refusal::Illegal { .. }) => vec!["illegal_transition"],
        }
    }

    #[test]
    fn the_machine_follows_the_page() {
        for (verb, from, to) in [
            ("accept", S::Proposed, Some(S::Accepted)),
            ("plan", S::Accepted, Some(S::Planned)),
            ("plan", S::Proposed, None),
            ("start", S::Planned, Some(S::InProgress)),
            ("start", S::Accepted, None),
            ("complete", S::InProgress, Some(S::Completed)),
            ("complete", S::Planned, None),
            ("interrupt", S::InProgress, Some(S::Interrupted)),
            ("cancel", S::Planned, Some(S::Cancelled)),
            ("cancel", S::InProgress, None),
        ] {
            assert_eq!(machine::step(STEPS, from, verb).ok(), to, "{verb} from {from}");
        }
        for status in S::ALL {
            assert_eq!(status.is_open(), !machine::verbs(STEPS, *status).is_empty(), "{status}");
        }
        assert_eq!(refuse(S::Accepted, RefusedBy::Participant), Ok(S::RefusedByParticipant));
        assert_eq!(refuse(S::Planned, RefusedBy::Provider), Ok(S::RefusedByProvider));
        assert_eq!(codes(refuse(S::InProgress, RefusedBy::Provider)), ["illegal_transition"]);
    }

    #[test]
    fn a_stage_serves_an_objective_or_a_barrier() {
        let base = Stage { objectives: 1, ..Stage::default() };
        for (s, found) in [
            (Stage::default(), vec!["rule_stage_purpose"]),
            (Stage { barriers: 1, ..Stage::default() }, vec![]),
            (Stage { ended_on: Some(day("2026-03-12")), ..base.clone() }, vec!["required"]),
            (
                Stage { started_on: Some(day("2026-03-12")), ended_on: Some(day("2026-03-11")), ..base.clone() },
                vec!["rule_period"],
            ),
            (Stage { rome: Some("N1103"), hours: Some(35), ..base.clone() }, vec![]),
            (Stage { rome: Some("Z1103"), hours: Some(-1), ..base.clone() }, vec!["invalid", "invalid"]),
            (Stage { rome: Some("N11033"), ..base.clone() }, vec!["invalid"]),
        ] {
            assert_eq!(stage_faults(&s).iter().map(|f| f.code).collect::<Vec<_>>(), found, "{s:?}");
        }
    }

    #[test]
    fn a_stage_starts_on_a_day_that_has_come() {
        let (active, today) = (day("2026-03-12"), day("2026-04-01"));
        assert_eq!(start(S::Planned, today, active, today), Ok(S::InProgress));
        assert_eq!(codes(start(S::Planned, day("2026-04-02"), active, today)), ["rule_future"]);
        assert_eq!(codes(start(S::Planned, day("2026-03-11"), active, today)), ["rule_stage_before_pathway"]);
        assert_eq!(codes(plan(S::Accepted, None)), ["required"]);
    }

    #[test]
    fn a_stage_ends_with_a_review() {
        let (started, ended, today) = (Some(day("2026-03-12")), day("2026-04-12"), day("2026-04-20"));
        let good =
            Review { held_on: Some(day("2026-04-15")), result: Some("métier confirmé"), participant_view: None };
        for verb in ["complete", "interrupt"] {
            assert!(end(S::InProgress, verb, started, ended, Some(&good), today).is_ok());
            assert_eq!(codes(end(S::InProgress, verb, started, ended, None, today)), ["rule_stage_review"]);
            assert_eq!(codes(end(S::Planned, verb, started, ended, Some(&good), today)), ["illegal_transition"]);
        }
        let bad = Review { held_on: Some(day("2026-04-21")), result: None, participant_view: None };
        let found = end(S::InProgress, "complete", started, day("2026-04-22"), Some(&bad), today);
        assert_eq!(codes(found), ["rule_future", "required", "rule_future"]);
        let early = Review { held_on: Some(day("2026-03-11")), ..good };
        assert_eq!(codes(end(S::InProgress, "complete", started, ended, Some(&early), today)), ["rule_period"]);
    }
}
