//! The rules of an action: its states (S0.22) and its places (S0.12).

use crate::db::Day;
use crate::faults;
use crate::machine::{self, Step};
use crate::participants::nir_faults;
use crate::pathways::stages::rules::StageStatus;
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// Where an action stands (S0.22).
    pub enum ActionStatus {
        Idea = "idea",
        Planned = "planned",
        Open = "open",
        Closed = "closed",
    }
}
use ActionStatus as S;

/// The machine.
pub static STEPS: &[Step<S>] = &[
    Step { verb: "plan", from: &[S::Idea], to: S::Planned, guard: "a first day" },
    Step { verb: "open", from: &[S::Planned], to: S::Open, guard: "not over" },
    Step { verb: "close", from: &[S::Planned, S::Open], to: S::Closed, guard: "" },
];

/// The stages that take no place: they did not take place, or were left.
pub const WITHOUT_PLACE: &[StageStatus] = &[
    StageStatus::Interrupted,
    StageStatus::Cancelled,
    StageStatus::RefusedByParticipant,
    StageStatus::RefusedByProvider,
];

/// An action as it would stand.
#[derive(Debug, Clone, Default)]
pub struct Action<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it is about.
    pub description: Option<&'a str>,
    /// Where.
    pub place: Option<&'a str>,
    /// First day.
    pub starts_on: Option<Day>,
    /// Last day.
    pub ends_on: Option<Day>,
    /// Where it stands.
    pub status: Option<S>,
}

/// Every fault of an action: its days in order, and a first day from the time it is planned.
pub fn action_faults(a: &Action<'_>) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::period("/ends_on", a.starts_on, a.ends_on).into_iter().collect();
    if a.starts_on.is_none() && (a.ends_on.is_some() || a.status.is_some_and(|s| s != S::Idea)) {
        out.push(faults::required("/starts_on"));
    }
    out.extend(nir_faults(&[("/title", Some(a.title)), ("/description", a.description), ("/place", a.place)]));
    out
}

/// `plan`: with a first day.
///
/// # Errors
/// `Illegal` unless an idea, `Invalid` without day.
pub fn plan(from: S, starts_on: Option<Day>) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "plan")?;
    let found = starts_on.is_none().then(|| faults::required("/starts_on"));
    Refusal::unless_empty(found.into_iter().collect()).map(|()| to)
}

/// `open`: what is over enrols nobody.
///
/// # Errors
/// `Illegal` unless planned, `Conflict` after its last day.
pub fn open(from: S, ends_on: Option<Day>, today: Day) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "open")?;
    if ends_on.is_some_and(|last| last < today) {
        return Err(over());
    }
    Ok(to)
}

fn over() -> Refusal {
    Refusal::conflict(
        "conflict_action_over",
        "Cette action est terminée : plus personne n'y entre.",
        "This action is over: nobody enters it any more.",
    )
}

/// Whether one more takes a place: in an open action that is not over, where one is left.
///
/// # Errors
/// `Conflict`: `conflict_action_not_open`, `conflict_action_over`, `conflict_action_full`.
pub fn enrol(status: S, ends_on: Option<Day>, capacity: Option<i64>, taken: i64, today: Day) -> Result<(), Refusal> {
    if status != S::Open {
        return Err(Refusal::conflict(
            "conflict_action_not_open",
            "Cette action n'est pas ouverte aux inscriptions.",
            "This action is not open for enrolment.",
        ));
    }
    if ends_on.is_some_and(|last| last < today) {
        return Err(over());
    }
    if capacity.is_some_and(|places| taken >= places) {
        return Err(full(taken));
    }
    Ok(())
}

/// Whether so many places are enough for those taken.
///
/// # Errors
/// `conflict_action_full`.
pub fn keeps_places(capacity: Option<i64>, taken: i64) -> Result<(), Refusal> {
    if capacity.is_some_and(|places| taken > places) { Err(full(taken)) } else { Ok(()) }
}

fn full(taken: i64) -> Refusal {
    Refusal::conflict(
        "conflict_action_full",
        format!("Les {taken} places prises ne laissent pas celle-ci : l'action est complète (S0.12)."),
        format!("The {taken} places taken leave none: the action is full (S0.12)."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn code(result: Result<(), Refusal>) -> &'static str {
        match result {
            Ok(()) => "",
            Err(Refusal::Conflict { code, .. }) => code,
            Err(Refusal::Invalid(_)) => "invalid",
            Err(Refusal::Illegal { .. }) => "illegal_transition",
        }
    }

    #[test]
    fn an_idea_is_planned_opened_and_closed() {
        for (verb, from, to) in [
            ("plan", S::Idea, Some(S::Planned)),
            ("open", S::Idea, None),
            ("open", S::Planned, Some(S::Open)),
            ("plan", S::Planned, None),
            ("close", S::Idea, None),
            ("close", S::Planned, Some(S::Closed)),
            ("close", S::Open, Some(S::Closed)),
            ("open", S::Closed, None),
        ] {
            assert_eq!(machine::step(STEPS, from, verb).ok(), to, "{verb} from {from}");
        }
        assert!(plan(S::Idea, None).is_err());
        assert_eq!(open(S::Planned, Some(day("2026-03-01")), day("2026-03-01")), Ok(S::Open));
        assert!(open(S::Planned, Some(day("2026-03-01")), day("2026-03-02")).is_err());
    }

    #[test]
    fn days_are_in_order_and_known_from_the_plan_on() {
        let idea = Action { title: "Mobilité", status: Some(S::Idea), ..Action::default() };
        let (first, last) = (Some(day("2026-03-02")), Some(day("2026-03-31")));
        for (a, codes) in [
            (idea.clone(), vec![]),
            (Action { starts_on: first, ends_on: last, ..idea.clone() }, vec![]),
            (Action { starts_on: last, ends_on: first, ..idea.clone() }, vec!["rule_period"]),
            (Action { ends_on: last, ..idea.clone() }, vec!["required"]),
            (Action { status: Some(S::Open), ..idea.clone() }, vec!["required"]),
            (Action { title: "Suivi de 1 85 05 78 006 084 91", ..idea }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(action_faults(&a).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{a:?}");
        }
    }

    #[test]
    fn one_enters_what_is_open_and_has_a_place_left() {
        let (today, last) = (day("2026-03-02"), Some(day("2026-03-02")));
        for (status, ends_on, capacity, taken, expected) in [
            (S::Open, None, None, 1000, ""),
            (S::Open, last, Some(3), 2, ""),
            (S::Open, last, Some(3), 3, "conflict_action_full"),
            (S::Open, Some(day("2026-03-01")), None, 0, "conflict_action_over"),
            (S::Planned, None, None, 0, "conflict_action_not_open"),
            (S::Closed, None, None, 0, "conflict_action_not_open"),
        ] {
            assert_eq!(code(enrol(status, ends_on, capacity, taken, today)), expected, "{status} {capacity:?} {taken}");
        }
        assert_eq!(code(keeps_places(Some(3), 3)), "");
        assert_eq!(code(keeps_places(Some(2), 3)), "conflict_action_full");
        assert_eq!(code(keeps_places(None, 3)), "");
    }
}
