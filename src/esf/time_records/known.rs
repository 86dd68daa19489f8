//! What the checks need to know, read in two statements for a record or for a whole batch: one about
//! the person and their days, one about participants and linked objects.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use uuid::Uuid;

use super::rules::{Attribution, LinkedContact, OperationFacts, Other};
use crate::civil::{self, IsoWeek, Month};
use crate::ctx::Ctx;
use crate::db::statement::Statement;
use crate::db::types::{InstantSql, UuidSql};
use crate::db::{Day, Instant};
use crate::each;
use crate::esf::absences::{Absence, rules::HalfDay};
use crate::esf::charters::is_absence;
use crate::failure::{Failure, Outcome};
use crate::identity::plies::Settings;
use crate::ids::{AnyId, Id, OperationId, ParticipantId, TimeRecordId, UserId};
use crate::pathways::interviews::rules::{InterviewOutcome, signing};

/// What a set of records needs known.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) days: BTreeMap<UserId, BTreeSet<Day>>,
    pub(super) operations: BTreeSet<OperationId>,
    pub(super) participants: BTreeSet<ParticipantId>,
    pub(super) linked: BTreeSet<(String, Uuid)>,
}

/// A live record of a person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recorded {
    pub(super) date: Day,
    pub(super) other: Other,
}

/// Terms that hold between two days, with their minutes a weekday as JSON.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) from: Day,
    pub(super) to: Option<Day>,
    pub(super) minutes: String,
}

/// A person and their days.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) exists: bool,
    pub(super) records: Vec<Recorded>,
    pub(super) absences: Vec<Absence>,
    pub(super) signed: HashSet<String>,
    pub(super) letters: Vec<(OperationId, Day, Day)>,
    pub(super) terms: Vec<Terms>,
}

/// An operation, with the settings that it overrides.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) facts: OperationFacts,
    pub(super) file_days: Option<i64>,
    pub(super) day_norm: Option<i64>,
    pub(super) week_norm: Option<i64>,
}

/// A span of days in which something of a participant was open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) from: Day,
    pub(super) to: Option<Day>,
    /// Whether its end is an exit from a pathway.
    pub(super) pathway: bool,
    /// Who answers for it, for an entry file.
    pub(super) referent: Option<UserId>,
}

/// A participant's history, as far as time is concerned.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) open: Vec<Open>,
    pub(super) assigned: Vec<(UserId, Day, Option<Day>)>,
}

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) people: HashMap<UserId, Person>,
    pub(super) operations: HashMap<OperationId, Operation>,
    pub(super) participants: HashMap<ParticipantId, History>,
    pub(super) contacts: HashMap<Uuid, LinkedContact>,
    pub(super) linked: HashMap<(String, Uuid), Option<Attribution>>,
}

type PersonRow = (
    Text,
    Nullable<UuidSql>,
    Nullable<UuidSql>,
    Nullable<Date>,
    Nullable<Date>,
    Nullable<BigInt>,
    Nullable<BigInt>,
    Nullable<BigInt>,
    Nullable<Text>,
    Nullable<Text>,
);
type PersonFound = (
    String,
    Option<AnyId>,
    Option<AnyId>,
    Option<Day>,
    Option<Day>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<String>,
);

/// Reads all that these records need known.
pub(super) fn load(cx: &mut Ctx<'_>, wanted: &Wanted) -> Outcome<Known> {
    let mut known = Known::default();
    for (user, days) in &wanted.days {
        for (from, to) in spans(days) {
            person(cx, &mut known, wanted, *user, from, to)?;
        }
    }
    if !wanted.participants.is_empty() || !wanted.linked.is_empty() {
        others(cx, &mut known, wanted)?;
    }
    Ok(known)
}

/// Whole weeks that hold all the days; days far apart give several, so that no year is read for two days.
fn spans(days: &BTreeSet<Day>) -> Vec<(Day, Day)> {
    const FAR: i64 = 31;
    let mut out: Vec<(Day, Day)> = Vec::new();
    for day in days {
        let week = IsoWeek::of(*day);
        match out.last_mut() {
            Some((_, to)) if civil::days_between(*to, week.monday()) <= FAR => *to = (*to).max(week.sunday()),
            _ => out.push((week.monday(), week.sunday())),
        }
    }
    out
}

fn person(cx: &mut Ctx<'_>, known: &mut Known, wanted: &Wanted, user: UserId, from: Day, to: Day) -> Outcome<()> {
    let plie = cx.plie();
    let mut query = Statement::<PersonRow>::new(
        "select 'u', id, cast(null as uuid), cast(null as date), cast(null as date), cast(null as bigint), \
         cast(null as bigint), cast(null as bigint), cast(null as text), cast(null as text) from users where plie_id = ",
    )
    .id(plie)
    .sql(" and id = ")
    .id(user)
    .sql(
        " union all select 'r', id, operation_id, date, null, start_minute, end_minute, duration_minutes, task, null \
         from time_records where plie_id = ",
    )
    .id(plie)
    .sql(" and user_id = ")
    .id(user)
    .sql(" and status <> 'superseded' and date between ")
    .day(from)
    .sql(" and ")
    .day(to)
    .sql(
        " union all select 'a', null, null, starts_on, ends_on, null, null, null, half_day, null \
         from absences where plie_id = ",
    )
    .id(plie)
    .sql(" and user_id = ")
    .id(user)
    .sql(" and starts_on <= ")
    .day(to)
    .sql(" and ends_on >= ")
    .day(from)
    .sql(
        " union all select 's', null, null, null, null, null, null, null, month, null from timesheets \
         where status in ('employee_signed', 'countersigned', 'supervisor_signed') and plie_id = ",
    )
    .id(plie)
    .sql(" and user_id = ")
    .id(user)
    .sql(" and month between ")
    .text(Month::of(from))
    .sql(" and ")
    .text(Month::of(to))
    .sql(
        " union all select 'm', operation_id, null, starts_on, ends_on, null, null, null, null, null \
         from mission_letters where plie_id = ",
    )
    .id(plie)
    .sql(" and user_id = ")
    .id(user)
    .sql(" and starts_on <= ")
    .day(to)
    .sql(" and ends_on >= ")
    .day(from)
    .sql(
        " union all select 'w', null, null, valid_from, valid_to, null, null, null, cast(work_schedule as text), null \
         from referents where plie_id = ",
    )
    .id(plie)
    .sql(" and user_id = ")
    .id(user)
    .sql(" and valid_from <= ")
    .day(to)
    .sql(" and (valid_to is null or valid_to >= ")
    .day(from)
    .sql(")");
    if !wanted.operations.is_empty() {
        query = query
            .sql(
                " union all select 'o', id, null, starts_on, ends_on, null, null, null, number, \
                 cast(parameters as text) from operations where plie_id = ",
            )
            .id(plie)
            .sql(" and id")
            .in_ids(wanted.operations.iter().map(|o| o.0));
    }
    let rows: Vec<PersonFound> = each!(cx.conn, |c| query.load(c))?;
    let mut operations = Vec::new();
    let person = known.people.entry(user).or_default();
    for (kind, id, other, from, to, start, end, minutes, text, more) in rows {
        match kind.as_str() {
            "u" => person.exists = true,
            "r" => {
                let (Some(id), Some(date), Some(task)) = (id, from, text) else { continue };
                let other = Other {
                    id: id.cast(),
                    times: start.zip(end),
                    duration: minutes.unwrap_or_default(),
                    operation: other.map(Id::cast),
                    worked: !is_absence(&task),
                };
                person.records.push(Recorded { date, other });
            }
            "a" => {
                let (Some(starts_on), Some(ends_on)) = (from, to) else { continue };
                let half_day = text.as_deref().and_then(HalfDay::parse);
                person.absences.push(Absence { starts_on, ends_on, half_day });
            }
            "s" => person.signed.extend(text),
            "m" => person.letters.extend(id.zip(from).zip(to).map(|((id, from), to)| (id.cast(), from, to))),
            "w" => {
                person.terms.extend(from.zip(text).map(|(from, minutes)| Terms { from, to, minutes }));
            }
            _ => operations.push((id, from, to, text, more)),
        }
    }
    for (id, from, to, number, parameters) in operations {
        let (Some(id), Some(starts_on), Some(ends_on), Some(number)) = (id, from, to, number) else { continue };
        let own: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(parameters.as_deref().unwrap_or("{}")).map_err(Failure::defect)?;
        let setting = |name: &str| own.get(name).and_then(serde_json::Value::as_i64);
        let operation = Operation {
            facts: OperationFacts { number, starts_on, ends_on },
            file_days: setting("file_completion_days"),
            day_norm: setting("day_warning_minutes"),
            week_norm: setting("week_warning_minutes"),
        };
        known.operations.insert(id.cast(), operation);
    }
    Ok(())
}

type OtherRow = (
    Text,
    UuidSql,
    Nullable<UuidSql>,
    Nullable<Date>,
    Nullable<Date>,
    Nullable<InstantSql>,
    Nullable<InstantSql>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    BigInt,
);
type OtherFound = (
    String,
    AnyId,
    Option<AnyId>,
    Option<Day>,
    Option<Day>,
    Option<Instant>,
    Option<Instant>,
    Option<String>,
    Option<String>,
    Option<String>,
    i64,
);

macro_rules! linked {
    ($table:literal) => {
        concat!(", id, null, null, null, null, null, null, null, null, 0 from ", $table, " where plie_id = ")
    };
}
/// The tables of the objects that a record may be linked to, besides interviews. Kinds that are not
/// here are not kept yet, so that nothing can be linked to them.
const LINKED: &[(&str, &str)] = &[
    ("orientation", linked!("orientations")),
    ("entry_file", linked!("entry_files")),
    ("participant", linked!("participants")),
    ("stage", linked!("stages")),
    ("stage_review", linked!("stage_reviews")),
    ("agenda_item", linked!("agenda_items")),
    ("pathway", linked!("pathways")),
];

fn others(cx: &mut Ctx<'_>, known: &mut Known, wanted: &Wanted) -> Outcome<()> {
    let plie = cx.plie();
    let people = || wanted.participants.iter().map(|p| p.0);
    let mut query = Statement::<OtherRow>::new(
        "select 'p', id, cast(null as uuid), cast(null as date), cast(null as date), cast(null as timestamptz), \
         cast(null as timestamptz), cast(null as text), cast(null as text), cast(null as text), cast(0 as bigint) \
         from participants where merged_into is null and plie_id = ",
    )
    .id(plie)
    .sql(" and id")
    .in_ids(people());
    if !wanted.participants.is_empty() {
        query = query
            .sql(
                " union all select 'h', participant_id, null, activated_on, exit_on, created_at, null, status, \
                 null, null, 0 from pathways where plie_id = ",
            )
            .id(plie)
            .sql(" and participant_id")
            .in_ids(people())
            .sql(
                " union all select 'f', participant_id, referent_user_id, null, null, created_at, decided_at, \
                 null, null, null, 0 from entry_files where plie_id = ",
            )
            .id(plie)
            .sql(" and participant_id")
            .in_ids(people())
            .sql(
                " union all select 'e', participant_id, null, null, null, received_at, closed_at, null, null, null, \
                 0 from orientations where plie_id = ",
            )
            .id(plie)
            .sql(" and participant_id")
            .in_ids(people())
            .sql(
                " union all select 'g', participant_id, user_id, starts_on, ends_on, null, null, null, null, null, \
                 0 from referent_assignments where plie_id = ",
            )
            .id(plie)
            .sql(" and participant_id")
            .in_ids(people());
    }
    let of = |kind: &str| wanted.linked.iter().filter(|(k, _)| k == kind).map(|l| l.1).collect::<Vec<_>>();
    let interviews = of("interview");
    if !interviews.is_empty() {
        query = query
            .sql(
                " union all select 'i', i.id, i.participant_id, i.day, null, i.starts_at, i.ends_at, i.type, \
                 i.modality, i.outcome, case when s.id is not null then 1 else 0 end from interviews i \
                 left join signatures s on s.plie_id = i.plie_id and s.id = i.signature_id \
                 and s.void_at is null and s.refused_reason is null where i.plie_id = ",
            )
            .id(plie)
            .sql(" and i.id")
            .in_ids(interviews);
    }
    let records = of("time_record");
    if !records.is_empty() {
        query = query
            .sql(
                " union all select 'time_record', id, null, null, null, null, null, attribution, null, null, 0 \
                 from time_records where status <> 'superseded' and plie_id = ",
            )
            .id(plie)
            .sql(" and id")
            .in_ids(records);
    }
    for (kind, sql) in LINKED {
        let ids = of(kind);
        if !ids.is_empty() {
            query = query.sql(" union all select '").sql(kind).sql("'").sql(sql).id(plie).sql(" and id").in_ids(ids);
        }
    }
    let rows: Vec<OtherFound> = each!(cx.conn, |c| query.load(c))?;
    for row in rows {
        keep(known, row);
    }
    Ok(())
}

fn keep(known: &mut Known, row: OtherFound) {
    let (kind, id, other, from, to, at, until, text, modality, outcome, number) = row;
    let day = |at: Option<Instant>| at.map(civil::day_of);
    match kind.as_str() {
        "p" => drop(known.participants.entry(id.cast()).or_default()),
        "h" if text.as_deref() == Some("cancelled") => {}
        "h" | "f" | "e" => {
            let Some(from) = from.or_else(|| day(at)) else { return };
            let open = Open {
                from,
                to: if kind == "h" { to } else { day(until) },
                pathway: kind == "h",
                referent: other.map(Id::cast),
            };
            known.participants.entry(id.cast()).or_default().open.push(open);
        }
        "g" => {
            let Some((user, from)) = other.zip(from) else { return };
            known.participants.entry(id.cast()).or_default().assigned.push((user.cast(), from, to));
        }
        "i" => {
            let (Some(date), Some(starts_at), Some(ends_at)) = (from, at, until) else { return };
            let outcome = outcome.as_deref().and_then(InterviewOutcome::parse).unwrap_or(InterviewOutcome::Planned);
            let (kind, modality) = (text.unwrap_or_default(), modality.unwrap_or_default());
            let contact = LinkedContact {
                date,
                start: civil::minute_of(starts_at),
                end: if civil::day_of(ends_at) == date { civil::minute_of(ends_at) } else { 1440 },
                participant: other.map(Id::cast),
                planned: outcome == InterviewOutcome::Planned,
                signature_required: signing::is_required(&kind, &modality, outcome),
                signed: number == 1,
            };
            known.contacts.insert(id.0, contact);
            known.linked.insert(("interview".to_owned(), id.0), None);
        }
        _ => {
            let attribution = text.as_deref().and_then(Attribution::parse);
            known.linked.insert((kind, id.0), attribution);
        }
    }
}

impl Person {
    /// The other records of a day.
    pub(super) fn others(&self, date: Day, own: TimeRecordId) -> Vec<Other> {
        self.records.iter().filter(|r| r.date == date && r.other.id != own).map(|r| r.other).collect()
    }
    /// Minutes worked in the other records of the week.
    pub(super) fn week_minutes(&self, week: IsoWeek, own: TimeRecordId) -> i64 {
        let others = self.records.iter().filter(|r| r.other.worked && r.other.id != own && week.contains(r.date));
        others.map(|r| r.other.duration).sum()
    }
    /// Minutes that the contract expects on a day, whatever the calendar says.
    pub(super) fn expected(&self, date: Day) -> Outcome<Option<i64>> {
        const WEEKDAYS: [&str; 7] = [
            "monday_minutes",
            "tuesday_minutes",
            "wednesday_minutes",
            "thursday_minutes",
            "friday_minutes",
            "saturday_minutes",
            "sunday_minutes",
        ];
        let holds = |t: &&Terms| t.from <= date && t.to.is_none_or(|to| date <= to);
        let Some(terms) = self.terms.iter().filter(holds).max_by_key(|t| t.from) else { return Ok(None) };
        let minutes: HashMap<String, i64> = serde_json::from_str(&terms.minutes).map_err(Failure::defect)?;
        let weekday = usize::try_from(civil::weekday(date) - 1).unwrap_or_default();
        Ok(Some(WEEKDAYS.get(weekday).and_then(|name| minutes.get(*name)).copied().unwrap_or_default()))
    }
}

impl Operation {
    /// A setting of the operation, or that of its PLIE.
    pub(super) fn norms(operation: Option<&Self>, settings: &Settings) -> (i64, i64, i64) {
        let pick = |own: Option<i64>, general: i64| own.unwrap_or(general);
        (
            pick(operation.and_then(|o| o.file_days), settings.file_completion_days),
            pick(operation.and_then(|o| o.day_norm), settings.day_warning_minutes),
            pick(operation.and_then(|o| o.week_norm), settings.week_warning_minutes),
        )
    }
}
