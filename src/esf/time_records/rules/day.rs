//! The day the record falls on: other records, absences, operation, sign-off, norms (§ 6.2).

use super::shape::clock;
use super::{Attribution, Facts, Other, Proposed, content};
use crate::civil::{add_days, end_of_day, french, hours, weekday};
use crate::db::{Day, Instant};
use crate::esf::charters::is_absence;
use crate::refusal::{Fault, Warning};

/// Until when what happened on a day is on time: the end of the day so many days later (§ 6.4).
pub fn file_deadline(occurred_on: Day, file_days: i64) -> Instant {
    end_of_day(add_days(occurred_on, file_days))
}

/// Whether what happened on a day is recorded too late (§ 6.4): accepted, flagged, counted.
pub fn is_late(occurred_on: Day, recorded_on: Day, file_days: i64) -> bool {
    recorded_on > add_days(occurred_on, file_days)
}

/// `rule_period_locked` when the PLIE takes no more records of a day.
pub fn locked(pointer: &str, day: Day, locked_until: Option<Day>) -> Option<Fault> {
    let until = locked_until.filter(|until| day <= *until)?;
    Some(Fault::new(
        pointer,
        "rule_period_locked",
        format!("La saisie est close jusqu'au {}.", french(until)),
        format!("Recording is closed up to {until}."),
    ))
}

pub(super) fn check(
    p: &Proposed,
    f: &Facts,
    minutes: Option<i64>,
    faults: &mut Vec<Fault>,
    warnings: &mut Vec<Warning>,
) {
    let (date_fr, date) = (french(p.date), p.date);
    let planned = f.contact.is_some_and(|c| c.planned && c.span.from.0 == p.date);
    if p.date > f.today && !planned {
        faults.push(Fault::new(
            "/date",
            "rule_future_date",
            format!("Le {date_fr} est après aujourd'hui, le {}.", french(f.today)),
            format!("{date} is after today, {}.", f.today),
        ));
    }
    if f.month_signed {
        faults.push(Fault::new(
            "/date",
            "rule_period_signed",
            format!("Le mois du {date_fr} est signé : demander une correction."),
            format!("The month of {date} is signed: ask for a correction."),
        ));
    }
    faults.extend(locked("/date", p.date, f.locked_until));
    let worked = f.others.iter().filter(|o| o.worked).map(|o| o.duration).sum::<i64>() + minutes.unwrap_or_default();
    let expected = f.expected_minutes.map(|contract| if f.public_holiday { 0 } else { contract });
    if !is_absence(&p.task) && f.away.conflicts(p.start.zip(p.end), worked, expected) {
        faults.push(Fault::new(
            "/date",
            "rule_absent",
            format!("Une absence est enregistrée le {date_fr} sur ces minutes."),
            format!("An absence is recorded on {date} over these minutes."),
        ));
    }
    operation(p, f, faults);
    overlaps(p, f, minutes, faults);
    norms(p, f, minutes, warnings);
}

fn operation(p: &Proposed, f: &Facts, faults: &mut Vec<Fault>) {
    let Some(o) = f.operation.as_ref().filter(|_| p.operation.is_some()) else { return };
    if p.date < o.starts_on || p.date > o.ends_on {
        let (number, from, to) = (&o.number, o.starts_on, o.ends_on);
        faults.push(Fault::new(
            "/operation_id",
            "rule_outside_operation",
            format!("Le {} est hors de l'opération {number}, du {} au {}.", french(p.date), french(from), french(to)),
            format!("{} is outside operation {number}, from {from} to {to}.", p.date),
        ));
    }
}

fn overlaps(p: &Proposed, f: &Facts, minutes: Option<i64>, faults: &mut Vec<Fault>) {
    let times = p.start.zip(p.end).filter(|(start, end)| start < end);
    let same_minutes = |o: &&Other| match (times, o.times) {
        (Some((start, end)), Some((from, to))) => start < to && from < end,
        _ => false,
    };
    for other in f.others.iter().filter(same_minutes) {
        let (from, to) = other.times.unwrap_or_default();
        let (from, to, id) = (clock(from), clock(to), other.id);
        faults.push(Fault::new(
            "/start_time",
            "rule_overlap",
            format!("Une autre saisie va de {from} à {to} ce jour ({id})."),
            format!("Another record goes from {from} to {to} that day ({id})."),
        ));
        if p.operation.zip(other.operation).is_some_and(|(a, b)| a != b) {
            faults.push(Fault::new(
                "/operation_id",
                "rule_duplicate_funding",
                format!("Les minutes de {from} à {to} sont déjà sur une autre opération ({id})."),
                format!("The minutes from {from} to {to} are already on another operation ({id})."),
            ));
        }
    }
    let total = f.others.iter().map(|o| o.duration).sum::<i64>() + minutes.unwrap_or_default();
    if total > 1440 && !f.others.is_empty() {
        faults.push(Fault::new(
            "/duration_minutes",
            "rule_overlap",
            format!("Les saisies du jour feraient {total} minutes, plus que les 1440 d'un jour."),
            format!("The records of the day would make {total} minutes, more than the 1440 of a day."),
        ));
    }
}

fn norms(p: &Proposed, f: &Facts, minutes: Option<i64>, warnings: &mut Vec<Warning>) {
    let (date_fr, date) = (french(p.date), p.date);
    let worked = if is_absence(&p.task) { 0 } else { minutes.unwrap_or_default() };
    let day = f.others.iter().filter(|o| o.worked).map(|o| o.duration).sum::<i64>() + worked;
    if worked > 0 && day > f.day_norm {
        let (h, norm) = (hours(day), hours(f.day_norm));
        warnings.push(Warning::new(
            "/date",
            "day_over_10h",
            format!("Le {date_fr} compte {h}, plus que {norm}."),
            format!("{date} has {h}, more than {norm}."),
        ));
    }
    let week = f.week_minutes + worked;
    if worked > 0 && week > f.week_norm {
        let (h, norm) = (hours(week), hours(f.week_norm));
        warnings.push(Warning::new(
            "/date",
            "week_over_48h",
            format!("La semaine du {date_fr} compte {h}, plus que {norm}."),
            format!("The week of {date} has {h}, more than {norm}."),
        ));
    }
    let expected = f.expected_minutes.unwrap_or_else(|| i64::from(weekday(p.date) <= 5));
    if worked > 0 && (f.public_holiday || expected == 0) {
        let (fr, en) =
            if f.public_holiday { ("férié", "a public holiday") } else { ("non travaillé", "not worked") };
        warnings.push(Warning::new(
            "/date",
            "not_working_day",
            format!("Le {date_fr} est un jour {fr}."),
            format!("{date} is a day that is {en}."),
        ));
    }
    let funded = content::attribution(p, f).is_some_and(|a| a != Attribution::N);
    if funded && p.operation.is_some() && !f.mission_letter {
        warnings.push(Warning::new(
            "/operation_id",
            "no_mission_letter",
            format!("Aucune lettre de mission pour cette opération le {date_fr} : bloquant au bilan."),
            format!("No mission letter for this operation on {date}: it will block the claim."),
        ));
    }
    if is_late(p.date, f.today, f.file_days) {
        let days = crate::civil::days_between(p.date, f.today);
        warnings.push(Warning::new(
            "/date",
            "late",
            format!("Saisie {days} jours après le {date_fr}, plus que {} jours.", f.file_days),
            format!("Recorded {days} days after {date}, more than {} days.", f.file_days),
        ));
    }
}
