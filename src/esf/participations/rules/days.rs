//! The days of a participation: of the entry, of the exit, of the situations that tell of them (§ 7.1, § 7.6).

use super::{ENTRY_DAYS, EXIT_DAYS, Moment, SIX_MONTHS};
use crate::civil::{add_days, add_months, days_between, french, sub_months};
use crate::db::Day;
use crate::faults;
use crate::refusal::{Fault, Refusal};

/// The last day on which the exit is told in time (T6).
pub fn exit_due_on(exited_on: Day) -> Day {
    add_days(exited_on, EXIT_DAYS)
}

/// The day on which six months have passed since the exit (T7).
pub fn six_month_on(exited_on: Day) -> Day {
    add_months(exited_on, SIX_MONTHS)
}

/// The last day of leaving of which six months have passed on a day: what is clamped to the end of a shorter month may lie
/// some days later than six months before it.
pub fn left_six_months_before(today: Day) -> Day {
    let mut left = sub_months(today, SIX_MONTHS);
    while six_month_on(add_days(left, 1)) <= today {
        left = add_days(left, 1);
    }
    left
}

/// The day of the exit: that which was told, or the end of an operation that is over (R7.10).
pub fn left_on(exited_on: Option<Day>, operation_ends_on: Day, today: Day) -> Option<Day> {
    exited_on.or((operation_ends_on < today).then_some(operation_ends_on))
}

/// The days of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Its first day.
    pub from: Day,
    /// Its last day, included.
    pub to: Day,
}

impl Span {
    fn fault(self, pointer: &str, day: Day) -> Option<Fault> {
        let (from, to) = (self.from, self.to);
        (day < from || to < day).then(|| {
            Fault::new(
                pointer,
                "rule_outside_operation",
                format!("Le {} est hors de l'opération, du {} au {}.", french(day), french(from), french(to)),
                format!("{day} is outside the operation, from {from} to {to}."),
            )
        })
    }
}

/// What is wrong with the day of an entry.
pub fn entry_faults(entered_on: Day, exited_on: Option<Day>, operation: Span, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::to_come("/entered_on", entered_on, today).into_iter().collect();
    out.extend(operation.fault("/entered_on", entered_on));
    if exited_on.is_some_and(|exit| exit < entered_on) {
        out.push(exit_before_entry("/entered_on"));
    }
    out
}

/// What is wrong with an entry whose person was proved eligible only later (§ 6.10). Who was proved by nothing yet owes
/// the proof; that is told elsewhere.
pub fn eligibility_fault(entered_on: Day, first_proof: Option<Day>) -> Option<Fault> {
    let proved = first_proof.filter(|day| *day > entered_on)?;
    Some(Fault::new(
        "/entered_on",
        "rule_eligibility_at_entry",
        format!("L'éligibilité n'est justifiée qu'à partir du {} (§ 6.10).", french(proved)),
        format!("Eligibility is proved only from {proved} on (§ 6.10)."),
    ))
}

fn exit_before_entry(pointer: &str) -> Fault {
    Fault::new(
        pointer,
        "rule_exit_date",
        "La sortie ne précède pas l'entrée (§ 7.6).",
        "The exit does not come before the entry (§ 7.6).",
    )
}

/// What is wrong with the day of an exit.
pub fn exit_faults(entered_on: Day, exited_on: Day, operation: Span, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::to_come("/exited_on", exited_on, today).into_iter().collect();
    if exited_on < entered_on {
        out.push(exit_before_entry("/exited_on"));
    } else {
        out.extend(operation.fault("/exited_on", exited_on));
    }
    out
}

/// The days between which a situation tells of a moment, both included.
pub fn window(moment: Moment, entered_on: Day, exited_on: Day, six_month_days: i64) -> (Option<Day>, Day) {
    match moment {
        Moment::Entry => (None, add_days(entered_on, ENTRY_DAYS)),
        Moment::Exit => (Some(exited_on), exit_due_on(exited_on)),
        Moment::SixMonth => {
            let from = six_month_on(exited_on);
            (Some(from), add_days(from, six_month_days))
        }
    }
}

/// A situation that holds for another time than the moment it is told of (§ 7.1).
pub fn window_fault(moment: Moment, pointer: &str, as_of: Day, (from, to): (Option<Day>, Day)) -> Option<Fault> {
    if from.is_none_or(|from| from <= as_of) && as_of <= to {
        return None;
    }
    let code = match moment {
        Moment::Entry => "rule_entry_window",
        Moment::Exit => "rule_exit_window",
        Moment::SixMonth => "rule_six_month_window",
    };
    let (since_fr, since) = match from {
        Some(from) => (format!("du {} ", french(from)), format!("from {from} ")),
        None => (String::new(), String::new()),
    };
    Some(Fault::new(
        pointer,
        code,
        format!("La situation vaut pour le {}, et non {since_fr}au {} (§ 7.1).", french(as_of), french(to)),
        format!("The situation holds for {as_of}, not {since}to {to} (§ 7.1)."),
    ))
}

/// R7.9: the entry situation stands for the exit only after a very short support.
pub fn carried_over_fault(entered_on: Day, exited_on: Day, most_days: i64) -> Option<Fault> {
    (days_between(entered_on, exited_on) > most_days).then(|| {
        Fault::new(
            "/carried_over",
            "rule_carried_over",
            format!(
                "La situation d'entrée n'est reprise qu'après un accompagnement de {most_days} jours au plus (R7.9)."
            ),
            format!("The entry situation is carried over only after a support of {most_days} days at most (R7.9)."),
        )
    })
}

/// Whether so many attempts, each on a day of its own, allow to say that nobody could be reached.
///
/// # Errors
/// `Conflict` with how many are missing.
pub fn unreachable(mut days: Vec<Day>, needed: i64) -> Result<(), Refusal> {
    days.sort();
    days.dedup();
    let logged = i64::try_from(days.len()).unwrap_or(i64::MAX);
    if logged >= needed {
        return Ok(());
    }
    Err(Refusal::conflict(
        "conflict_attempts_missing",
        format!("{logged} tentative(s) de contact enregistrée(s), à des jours différents, sur {needed} (§ 7.6)."),
        format!("{logged} attempt(s) on record, on different days, of {needed} (§ 7.6)."),
    ))
}

/// R7.6: who comes back takes up the same participation, after the day they left.
pub fn reentry_faults(exited_on: Day, on: Day, operation: Span, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::to_come("/on", on, today).into_iter().collect();
    out.extend(operation.fault("/on", on));
    if on < exited_on {
        out.push(Fault::new(
            "/on",
            "rule_reentry_date",
            format!("Le retour ne précède pas la sortie du {} (R7.6).", french(exited_on)),
            format!("The return does not come before the exit of {exited_on} (R7.6)."),
        ));
    }
    out
}
