//! The rules of an interview: its machine, its times, the seven-day rule and the monthly timer.

use chrono::{Datelike, NaiveDate};

use crate::civil;
use crate::db::{Day, Instant};
use crate::faults;
use crate::machine::{self, Step};
use crate::participants::nir_faults;
use crate::refusal::{Fault, Refusal, Warning};

/// The signature of an interview.
pub mod signing;

crate::text_enum! {
    /// What became of an interview (§ 5.6).
    pub enum InterviewOutcome {
        Planned = "planned",
        Held = "held",
        NoShow = "no_show",
        Excused = "excused",
        CancelledByService = "cancelled_by_service",
        Rescheduled = "rescheduled",
    }
}
use InterviewOutcome as S;

/// The machine.
pub static STEPS: &[Step<S>] = &[
    Step { verb: "hold", from: &[S::Planned], to: S::Held, guard: "its day has come" },
    Step { verb: "no-show", from: &[S::Planned], to: S::NoShow, guard: "its day has come" },
    Step { verb: "excuse", from: &[S::Planned], to: S::Excused, guard: "" },
    Step { verb: "cancel", from: &[S::Planned], to: S::CancelledByService, guard: "" },
    Step { verb: "reschedule", from: &[S::Planned], to: S::Rescheduled, guard: "plans a new interview" },
    Step { verb: "sign", from: &[S::Held], to: S::Held, guard: "the facts are those signed (R6.11)" },
];

/// Longest interview that may pass midnight, in minutes.
pub const LENGTH_MAX_MINUTES: i64 = 12 * 60;

/// Every fault of the times: the end comes after the start, on the same day in Paris or within 12 hours.
pub fn times_faults(starts_at: Instant, ends_at: Instant) -> Vec<Fault> {
    let fault = |code, fr: &str, en: &str| vec![Fault::new("/ends_at", code, fr, en)];
    let minutes = (ends_at.0 - starts_at.0).num_minutes();
    if ends_at <= starts_at {
        fault("rule_interview_end", "La fin vient après le début.", "The end comes after the start.")
    } else if civil::day_of(starts_at) != civil::day_of(ends_at) && minutes > LENGTH_MAX_MINUTES {
        fault(
            "rule_interview_length",
            "Un entretien tient dans un jour, ou dans 12 heures.",
            "An interview fits in one day, or in 12 hours.",
        )
    } else {
        vec![]
    }
}

/// What is written of an interview.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Where.
    pub place: Option<&'a str>,
    /// What was said and agreed.
    pub report: Option<&'a str>,
}

/// Longest report, in characters.
pub const REPORT_MAX: usize = 20_000;

/// Every fault of an interview.
pub fn draft_faults(d: &Draft<'_>) -> Vec<Fault> {
    let mut out = times_faults(d.starts_at, d.ends_at);
    out.extend(faults::too_long("/report", d.report, REPORT_MAX));
    out.extend(nir_faults(&[("/place", d.place), ("/report", d.report)]));
    out
}

/// `invalid` for an outcome that an interview cannot be recorded with at once: what is rescheduled was planned.
pub fn outcome_fault(pointer: &str, outcome: S) -> Option<Fault> {
    (outcome == S::Rescheduled).then(|| {
        Fault::new(
            pointer,
            "invalid",
            "On reporte un entretien prévu par son verbe « reschedule ».",
            "A planned interview is rescheduled by its verb `reschedule`.",
        )
    })
}

/// `hold`: on a day that has come; `ends_at` is the end kept, the planned one or the true one.
///
/// # Errors
/// `Illegal` unless planned, `Conflict` before its day, `Invalid` for the times.
pub fn hold(from: S, starts_at: Instant, ends_at: Instant, now: Instant) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "hold")?;
    has_come(starts_at, now)?;
    Refusal::unless_empty(times_faults(starts_at, ends_at)).map(|()| to)
}

/// `no-show`: on a day that has come.
///
/// # Errors
/// `Illegal` unless planned, `Conflict` before its day.
pub fn no_show(from: S, starts_at: Instant, now: Instant) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "no-show")?;
    has_come(starts_at, now).map(|()| to)
}

/// § 6.2 FUTURE: what has not happened is not recorded as done; counted in days, for clocks differ by minutes.
fn has_come(starts_at: Instant, now: Instant) -> Result<(), Refusal> {
    let day = civil::day_of(starts_at);
    if day <= civil::day_of(now) {
        return Ok(());
    }
    Err(Refusal::conflict(
        "conflict_interview_to_come",
        format!("Cet entretien est prévu le {day}."),
        format!("This interview is planned on {day}."),
    ))
}

/// `reschedule`: this one becomes `rescheduled`; a new planned one takes the new times.
///
/// # Errors
/// `Illegal` unless planned, `Invalid` for the new times.
pub fn reschedule(from: S, starts_at: Instant, ends_at: Instant) -> Result<S, Refusal> {
    let to = machine::step(STEPS, from, "reschedule")?;
    Refusal::unless_empty(times_faults(starts_at, ends_at)).map(|()| to)
}

/// Days to complete the file after a contact, by the seeds (S3.32); a setting of the PLIE.
pub const FILE_COMPLETION_DAYS: i64 = 7;

/// The last instant to complete the file in time: 23:59:59 of so many days after the contact's day in Paris
/// (T3, § 6.4).
pub fn file_deadline(contact_ends_at: Instant, days: i64) -> Instant {
    civil::end_of_day(last_file_day(contact_ends_at, days))
}

/// Whether what was recorded then is late (§ 6.4); counted in days, so that 23:59:59.5 is in time.
pub fn is_late(contact_ends_at: Instant, recorded_at: Instant, days: i64) -> bool {
    civil::day_of(recorded_at) > last_file_day(contact_ends_at, days)
}

/// `late`: recorded after the seven days (§ 6.4); accepted, flagged and counted.
pub fn late_warning(pointer: &str, days: i64) -> Warning {
    Warning::new(
        pointer,
        "late",
        format!("Saisi plus de {days} jours après le contact (S3.32)."),
        format!("Recorded more than {days} days after the contact (S3.32)."),
    )
}

fn last_file_day(contact_ends_at: Instant, days: i64) -> Day {
    civil::add_days(civil::day_of(contact_ends_at), days)
}

/// T1: the last day of the `every_months`-th calendar month after the last held interview, or after activation.
pub fn next_due(last: Day, every_months: u32) -> Day {
    let first = NaiveDate::from_ymd_opt(last.0.year(), last.0.month(), 1).map_or(last, Day);
    civil::add_days(civil::add_months(first, every_months + 1), -1)
}

#[cfg(test)]
mod tests;
