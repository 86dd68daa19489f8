//! Times and duration: start, end, break, step (§ 6.2, R6.31).

use super::{Facts, Proposed};
use crate::civil::TimeOfDay;
use crate::refusal::Fault;

/// Minutes of a day.
const DAY: i64 = 1440;

/// The minutes of a record: end − start − break, or the duration given.
///
/// # Errors
/// What keeps it from having a duration, with the pointer of each.
pub fn duration(p: &Proposed) -> Result<i64, Vec<Fault>> {
    match (p.start, p.end) {
        (Some(start), Some(end)) => from_times(p, start, end),
        (Some(_), None) => Err(vec![required("/end_time", "L'heure de fin manque.", "The end time is missing.")]),
        (None, Some(_)) => Err(vec![required("/start_time", "L'heure de début manque.", "The start time is missing.")]),
        (None, None) => alone(p),
    }
}

fn from_times(p: &Proposed, start: i64, end: i64) -> Result<i64, Vec<Fault>> {
    if end <= start || start < 0 || end > DAY {
        let (from, to) = (clock(start), clock(end));
        return Err(vec![Fault::new(
            "/end_time",
            "rule_midnight",
            format!("La saisie de {from} à {to} passe minuit : saisir une ligne par jour."),
            format!("The record from {from} to {to} crosses midnight: enter one for each day."),
        )]);
    }
    let span = end - start;
    if p.break_minutes < 0 || p.break_minutes >= span {
        return Err(vec![Fault::new(
            "/break_minutes",
            "invalid",
            format!("La pause de {} minutes ne tient pas dans les {span} minutes de la saisie.", p.break_minutes),
            format!("The break of {} minutes does not fit in the {span} minutes of the record.", p.break_minutes),
        )]);
    }
    let minutes = span - p.break_minutes;
    match p.duration.filter(|given| *given != minutes) {
        None => Ok(minutes),
        Some(given) => Err(vec![Fault::new(
            "/duration_minutes",
            "invalid",
            format!("La durée de {given} minutes n'est pas fin − début − pause, soit {minutes} minutes."),
            format!("The duration of {given} minutes is not end − start − break, {minutes} minutes."),
        )]),
    }
}

fn alone(p: &Proposed) -> Result<i64, Vec<Fault>> {
    let Some(minutes) = p.duration else {
        return Err(vec![required(
            "/duration_minutes",
            "Donner les heures de début et de fin, ou la durée.",
            "Give the start and end times, or the duration.",
        )]);
    };
    let mut faults = Vec::new();
    if p.break_minutes != 0 {
        faults.push(Fault::new(
            "/break_minutes",
            "invalid",
            "Une pause ne se déduit que d'heures de début et de fin.",
            "A break is only taken off a start and an end.",
        ));
    }
    if minutes < 1 {
        faults.push(Fault::new(
            "/duration_minutes",
            "invalid",
            format!("La durée de {minutes} minutes doit être d'au moins une minute."),
            format!("The duration of {minutes} minutes must be at least one minute."),
        ));
    }
    if minutes > DAY {
        faults.push(Fault::new(
            "/duration_minutes",
            "rule_midnight",
            format!("La durée de {minutes} minutes dépasse les {DAY} d'un jour : saisir une ligne par jour."),
            format!("The duration of {minutes} minutes is over the {DAY} of a day: enter one for each day."),
        ));
    }
    if faults.is_empty() { Ok(minutes) } else { Err(faults) }
}

/// The minutes, when they could be told, with what is wrong pushed to `faults`.
pub(super) fn check(p: &Proposed, f: &Facts, faults: &mut Vec<Fault>) -> Option<i64> {
    let minutes = duration(p).map_err(|found| faults.extend(found)).ok();
    let step = f.charter.as_ref().map_or(1, |c| c.step_minutes);
    if let Some(n) = minutes.filter(|n| n.checked_rem(step).is_some_and(|rest| rest != 0)) {
        let pointer = if p.duration.is_some() { "/duration_minutes" } else { "/end_time" };
        let (below, above) = (n - n % step, n - n % step + step);
        faults.push(Fault::new(
            pointer,
            "rule_step",
            format!("La durée de {n} minutes n'est pas un multiple du pas de {step} minutes ({below} ou {above})."),
            format!(
                "The duration of {n} minutes is not a multiple of the step of {step} minutes ({below} or {above})."
            ),
        ));
    }
    minutes
}

fn required(pointer: &str, fr: &str, en: &str) -> Fault {
    Fault::new(pointer, "required", fr, en)
}

/// A time for a sentence.
pub(super) fn clock(minutes: i64) -> String {
    TimeOfDay::of_minutes(minutes).map_or_else(|| minutes.to_string(), |t| t.to_string())
}
