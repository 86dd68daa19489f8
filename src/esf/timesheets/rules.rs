//! Totals, content hash and signatures of a month (R6.14–R6.17).

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::civil::{IsoWeek, Month, add_days};
use crate::db::Day;
use crate::esf::absences::rules::{HalfDay, Work, contradiction};
use crate::esf::absences::{Absence, Away, away};
use crate::esf::charters::{Attribution, is_absence};
use crate::ids::{OperationId, ParticipantId, TimeRecordId, UserId};
use crate::machine::{self, Step};
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// Where a timesheet stands between its month and the claim.
    pub enum TimesheetStatus {
        Open = "open",
        EmployeeSigned = "employee_signed",
        Countersigned = "countersigned",
    }
}

use TimesheetStatus::{Countersigned, EmployeeSigned, Open};

/// The machine of a timesheet.
pub static STEPS: &[Step<TimesheetStatus>] = &[
    Step {
        verb: "sign",
        from: &[Open, Countersigned],
        to: EmployeeSigned,
        guard: "by the employee, first, on accepted weeks (R6.14, R6.15), without work on an absence (§ 6.2); once countersigned only as an amendment, when a correction has changed the content (R6.18)",
    },
    Step {
        verb: "countersign",
        from: &[EmployeeSigned],
        to: Countersigned,
        guard: "by another person, on the same content (R6.15, R3.2)",
    },
    Step { verb: "reopen", from: &[EmployeeSigned], to: Open, guard: "before the supervisor signs, with a reason" },
];

/// A live time record as the timesheet shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRecord {
    /// Its id; after sign-off a correction is a new record, so that the id stands for the content.
    pub id: TimeRecordId,
    /// Its day.
    pub date: Day,
    /// Start and end in minutes after midnight, when it has them.
    pub times: Option<(i64, i64)>,
    /// Minutes of break.
    pub break_minutes: i64,
    /// Its minutes.
    pub minutes: i64,
    /// Its task.
    pub task: String,
    /// Whom its minutes are for.
    pub attribution: Attribution,
    /// The operation that pays.
    pub operation: Option<OperationId>,
    /// Whom it was for.
    pub participants: Vec<ParticipantId>,
}

/// The minutes of one task on one operation on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The task.
    pub task: String,
    /// The operation.
    pub operation: Option<OperationId>,
    /// Whom its minutes are for.
    pub attribution: Attribution,
    /// Minutes, a group session once.
    pub minutes: i64,
    /// Different participants.
    pub participants: i64,
}

/// One day of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLine {
    /// The day.
    pub date: Day,
    /// What absences take out of it.
    pub away: Away,
    /// Its minutes by task and operation, in that order.
    pub cells: Vec<Cell>,
    /// Minutes worked.
    pub worked: i64,
}

/// A month: days × tasks × operations, and totals (R6.14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Every day of the month.
    pub days: Vec<DayLine>,
    /// Minutes worked on each operation; none stands for work outside operations.
    pub by_operation: BTreeMap<Option<OperationId>, i64>,
    /// Minutes of each task, absences included.
    pub by_task: BTreeMap<String, i64>,
    /// Minutes worked by attribution.
    pub by_attribution: BTreeMap<Attribution, i64>,
    /// Minutes of absence tasks.
    pub absence: i64,
    /// Minutes worked.
    pub total: i64,
}

/// The sheet of a month; records of other months are left out.
pub fn sheet(month: Month, records: &[SheetRecord], absences: &[Absence]) -> Sheet {
    let mut out = Sheet {
        days: month.days().map(|day| day_line(day, records, absences)).collect(),
        by_operation: BTreeMap::new(),
        by_task: BTreeMap::new(),
        by_attribution: BTreeMap::new(),
        absence: 0,
        total: 0,
    };
    for r in records.iter().filter(|r| month.contains(r.date)) {
        *out.by_task.entry(r.task.clone()).or_default() += r.minutes;
        if is_absence(&r.task) {
            out.absence += r.minutes;
            continue;
        }
        *out.by_operation.entry(r.operation).or_default() += r.minutes;
        *out.by_attribution.entry(r.attribution).or_default() += r.minutes;
        out.total += r.minutes;
    }
    out
}

fn day_line(date: Day, records: &[SheetRecord], absences: &[Absence]) -> DayLine {
    type Spent = (i64, Vec<ParticipantId>);
    let mut cells: BTreeMap<(&str, Option<OperationId>, Attribution), Spent> = BTreeMap::new();
    let mut worked = 0;
    for r in records.iter().filter(|r| r.date == date) {
        let cell = cells.entry((&r.task, r.operation, r.attribution)).or_default();
        cell.0 += r.minutes;
        cell.1.extend(&r.participants);
        worked += if is_absence(&r.task) { 0 } else { r.minutes };
    }
    let cells = cells
        .into_iter()
        .map(|((task, operation, attribution), (minutes, mut people))| {
            people.sort_unstable();
            people.dedup();
            let participants = i64::try_from(people.len()).unwrap_or(i64::MAX);
            Cell { task: task.to_owned(), operation, attribution, minutes, participants }
        })
        .collect();
    DayLine { date, away: away(absences, date), cells, worked }
}

/// The first line of every content, with its version.
const HEAD: &str = "jalon-timesheet 1";

/// The text that both signatures stand on: the same month gives the same bytes, whatever the order
/// of its records. Remarks are left out, so that erasing one later does not break the evidence.
pub fn canonical_text(user: UserId, month: Month, records: &[SheetRecord], absences: &[Absence]) -> String {
    let mut lines: Vec<&SheetRecord> = records.iter().filter(|r| month.contains(r.date)).collect();
    lines.sort_by_key(|r| (r.date, r.times, r.id));
    let mut text = format!("{HEAD}\nuser {user}\nmonth {month}\n");
    for r in lines {
        // writing to a String cannot fail
        let _ = writeln!(text, "{}", record_line(r));
    }
    for day in month.days() {
        let away = match away(absences, day) {
            Away::Present => continue,
            Away::Half(half) => half.code(),
            Away::Whole => "day",
        };
        let _ = writeln!(text, "absence {day} {away}");
    }
    let total = sheet(month, records, &[]).total;
    let _ = writeln!(text, "total {total}");
    text
}

fn record_line(r: &SheetRecord) -> String {
    let dash = || "-".to_owned();
    let times = r.times.map_or_else(dash, |(start, end)| format!("{start}-{end}"));
    let operation = r.operation.map_or_else(dash, |o| o.to_string());
    let mut people: Vec<String> = r.participants.iter().map(ToString::to_string).collect();
    people.sort_unstable();
    let people = if people.is_empty() { dash() } else { people.join(",") };
    let SheetRecord { id, date, break_minutes, minutes, attribution, .. } = r;
    let task = r.task.escape_default();
    format!("record {date} {times} {break_minutes} {minutes} {attribution} {operation} {people} {id} {task}")
}

/// The records and absences that a content was made from; none when it is not one.
pub fn read_text(text: &str) -> Option<(Vec<SheetRecord>, Vec<Absence>)> {
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return None;
    }
    let (mut records, mut absences) = (Vec::new(), Vec::new());
    for line in lines {
        match line.split_once(' ')? {
            ("record", rest) => records.push(read_record(rest)?),
            ("absence", rest) => absences.push(read_absence(rest)?),
            _ => {}
        }
    }
    Some((records, absences))
}

fn read_record(line: &str) -> Option<SheetRecord> {
    let fields: Vec<&str> = line.splitn(9, ' ').collect();
    let [date, times, breaks, minutes, attribution, operation, people, id, task] = fields.as_slice() else {
        return None;
    };
    let given = |text: &&&str| **text != "-";
    let times = match Some(times).filter(given) {
        Some(times) => {
            let (start, end) = times.split_once('-')?;
            Some((start.parse().ok()?, end.parse().ok()?))
        }
        None => None,
    };
    let operation = match Some(operation).filter(given) {
        Some(operation) => Some(operation.parse().ok()?),
        None => None,
    };
    let people = Some(people).filter(given).map(|p| p.split(',').map(|id| id.parse().ok()).collect());
    Some(SheetRecord {
        id: id.parse().ok()?,
        date: date.parse().ok()?,
        times,
        break_minutes: breaks.parse().ok()?,
        minutes: minutes.parse().ok()?,
        task: (*task).to_owned(),
        attribution: Attribution::parse(attribution)?,
        operation,
        participants: people.unwrap_or_else(|| Some(Vec::new()))?,
    })
}

fn read_absence(line: &str) -> Option<Absence> {
    let (day, away) = line.split_once(' ')?;
    let day = day.parse().ok()?;
    let half_day = if away == "day" { None } else { Some(HalfDay::parse(away)?) };
    Some(Absence { starts_on: day, ends_on: day, half_day })
}

/// SHA-256 of a text, in lower-case hexadecimal.
pub fn content_hash(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The employee's signature. `not_accepted` are the weeks with days of the month to account for that
/// are not accepted yet: the sheet is generated from accepted weeks (R6.14). `changed` says whether
/// the content is another than the one both have signed, which makes an amendment (R6.18). `on_absences`
/// are the records of the month that contradict an absence.
///
/// # Errors
/// `Illegal` when signed already; `Conflict` `conflict_employee_first` for another person,
/// `conflict_weeks_not_accepted` with the weeks and the contradicted absences; `Invalid` `rule_absent` when
/// nothing but these last stands in the way (§ 6.2).
pub fn sign(
    status: TimesheetStatus,
    owner: UserId,
    actor: UserId,
    changed: bool,
    not_accepted: &[IsoWeek],
    on_absences: &[Work],
) -> Result<TimesheetStatus, Refusal> {
    let next = machine::step(STEPS, status, "sign")?;
    if status == Countersigned && !changed {
        return Err(Refusal::Illegal { from: status.code(), allowed: Vec::new() });
    }
    if owner != actor {
        return Err(Refusal::conflict(
            "conflict_employee_first",
            "La première signature est celle de la personne dont c'est la feuille de temps.",
            "The first signature is that of the person whose timesheet it is.",
        ));
    }
    let absent = on_absences.iter().map(|w| contradiction(day_pointer(w.date), w));
    if not_accepted.is_empty() {
        Refusal::unless_empty(absent.collect())?;
        return Ok(next);
    }
    let week = |w: &IsoWeek| {
        let fr = format!("La semaine {w} n'est pas validée.");
        Fault::new("", "week_not_accepted", fr, format!("The week {w} is not accepted."))
    };
    Err(Refusal::Conflict {
        code: "conflict_weeks_not_accepted",
        fr: format!("{} semaine(s) du mois ne sont pas validées.", not_accepted.len()),
        en: format!("{} week(s) of the month are not accepted.", not_accepted.len()),
        missing: not_accepted.iter().map(week).chain(absent).collect(),
    })
}

/// Where a day stands in the sheet of its month.
fn day_pointer(date: Day) -> String {
    let place = Month::of(date).days().position(|day| day == date);
    place.map_or_else(String::new, |i| format!("/days/{i}"))
}

/// Whether the content is the one that the signer has read, where they say which.
///
/// # Errors
/// `Conflict` `conflict_content_changed`.
pub fn same_content(read: Option<&str>, hash_now: &str) -> Result<(), Refusal> {
    if read.is_none_or(|read| read == hash_now) {
        return Ok(());
    }
    Err(Refusal::conflict(
        "conflict_content_changed",
        "Le contenu n'est plus celui que vous avez lu : relire la feuille de temps avant de signer.",
        "The content is no longer the one you have read: read the timesheet again before you sign.",
    ))
}

/// The supervisor's signature, on what the employee signed.
///
/// # Errors
/// `Illegal` before the employee or twice; `Conflict` `conflict_same_person` (R3.2), or
/// `conflict_content_changed` when the hash is no longer the one that was signed (R6.16).
pub fn countersign(
    status: TimesheetStatus,
    owner: UserId,
    actor: UserId,
    signed_hash: &str,
    hash_now: &str,
) -> Result<TimesheetStatus, Refusal> {
    let next = machine::step(STEPS, status, "countersign")?;
    if owner == actor {
        return Err(Refusal::conflict(
            "conflict_same_person",
            "La feuille de temps est contresignée par une autre personne que celle qui l'a signée.",
            "The timesheet is countersigned by another person than the one who signed it.",
        ));
    }
    if signed_hash != hash_now {
        return Err(Refusal::conflict(
            "conflict_content_changed",
            "Le contenu a changé depuis la première signature : rouvrir et signer de nouveau.",
            "The content has changed since the first signature: reopen and sign again.",
        ));
    }
    Ok(next)
}

/// Opens a signed month again before it is countersigned; the employee signs anew.
///
/// # Errors
/// `Illegal` before the first signature and after the second; `Invalid` without a reason.
pub fn reopen(status: TimesheetStatus, reason: Option<&str>) -> Result<TimesheetStatus, Refusal> {
    let next = machine::step(STEPS, status, "reopen")?;
    if reason.is_none_or(|r| r.trim().is_empty()) {
        return Err(Refusal::invalid("/reason", "required", "Le motif manque.", "The reason is missing."));
    }
    Ok(next)
}

/// Whether the month takes no more changes than corrections (R6.16, R6.18).
pub fn frozen(status: TimesheetStatus) -> bool {
    status == Countersigned
}

/// Whether records of the month may still be entered and changed: not once somebody has signed.
pub fn takes_records(status: TimesheetStatus) -> bool {
    status == Open
}

/// The last day on which a signature is on time, so many days after the month (T5: settings
/// `timesheet_employee_days` and `timesheet_supervisor_days`).
pub fn due_on(month: Month, days: i64) -> Day {
    add_days(month.last(), days)
}

#[cfg(test)]
mod tests;
