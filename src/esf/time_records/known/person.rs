//! A person and their days, in one statement.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use super::{Known, Operation, Person, Recorded, Terms, Wanted};
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::statement::Statement;
use crate::db::types::UuidSql;
use crate::each;
use crate::esf::absences::{Absence, rules::HalfDay};
use crate::esf::charters::is_absence;
use crate::esf::participations::rules::Programme;
use crate::esf::time_records::rules::{OperationFacts, Other};
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, Id, PlieId, UserId};

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

/// What is asked of one person: between two days.
struct Asked {
    plie: PlieId,
    user: UserId,
    from: Day,
    to: Day,
}

/// Reads a person's days, and the operations that are named.
pub(super) fn read(
    cx: &mut Ctx<'_>,
    known: &mut Known,
    wanted: &Wanted,
    user: UserId,
    from: Day,
    to: Day,
) -> Outcome<()> {
    let asked = Asked { plie: cx.plie(), user, from, to };
    let mut query = asked.terms(asked.absences(asked.records()));
    if !wanted.operations.is_empty() {
        query = operations(query, asked.plie, wanted);
    }
    let rows: Vec<PersonFound> = each!(cx.conn, |c| query.load(c))?;
    let person = known.people.entry(user).or_default();
    for row in rows {
        if row.0 == "o" {
            let (_, id, _, from, to, counts, _, _, number, parameters) = row;
            let Some(((id, from), (to, number))) = id.zip(from).zip(to.zip(number)) else { continue };
            let facts = OperationFacts { number, starts_on: from, ends_on: to, counts_people: counts == Some(1) };
            known.operations.insert(id.cast(), operation(facts, parameters.as_deref())?);
        } else {
            keep(person, row);
        }
    }
    Ok(())
}

/// The operations that records name, each with whether the ESF counts its participants.
fn operations(query: Statement<PersonRow>, plie: PlieId, wanted: &Wanted) -> Statement<PersonRow> {
    let mut query = query.sql(" union all select 'o', id, null, starts_on, ends_on, case programme_period");
    for period in Programme::ALL {
        query = query.sql(" when ").text(period).sql(" then 1");
    }
    query
        .sql(" else 0 end, null, null, number, cast(parameters as text) from operations where plie_id = ")
        .id(plie)
        .sql(" and id")
        .in_ids(wanted.operations.iter().map(|o| o.0))
}

impl Asked {
    /// The account and its live records.
    fn records(&self) -> Statement<PersonRow> {
        Statement::<PersonRow>::new(
            "select 'u', id, cast(null as uuid), cast(null as date), cast(null as date), cast(null as bigint), \
             cast(null as bigint), cast(null as bigint), cast(null as text), cast(null as text) \
             from users where plie_id = ",
        )
        .id(self.plie)
        .sql(" and id = ")
        .id(self.user)
        .sql(
            " union all select 'r', id, operation_id, date, null, start_minute, end_minute, duration_minutes, \
             task, null from time_records where plie_id = ",
        )
        .id(self.plie)
        .sql(" and user_id = ")
        .id(self.user)
        .sql(" and status <> 'superseded' and date between ")
        .day(self.from)
        .sql(" and ")
        .day(self.to)
    }

    /// Absences that stand, and the months that somebody has signed.
    fn absences(&self, query: Statement<PersonRow>) -> Statement<PersonRow> {
        query
            .sql(
                " union all select 'a', null, null, starts_on, ends_on, null, null, null, half_day, null \
         from absences where status = 'recorded' and plie_id = ",
            )
            .id(self.plie)
            .sql(" and user_id = ")
            .id(self.user)
            .sql(" and starts_on <= ")
            .day(self.to)
            .sql(" and ends_on >= ")
            .day(self.from)
            .sql(
                " union all select 's', null, null, null, null, null, null, null, month, null from timesheets \
         where status in ('employee_signed', 'countersigned', 'supervisor_signed') and plie_id = ",
            )
            .id(self.plie)
            .sql(" and user_id = ")
            .id(self.user)
            .sql(" and month between ")
            .text(Month::of(self.from))
            .sql(" and ")
            .text(Month::of(self.to))
    }

    /// Mission letters and work schedules.
    fn terms(&self, query: Statement<PersonRow>) -> Statement<PersonRow> {
        query
            .sql(
                " union all select 'm', operation_id, null, starts_on, ends_on, null, null, null, null, null \
         from mission_letters where plie_id = ",
            )
            .id(self.plie)
            .sql(" and user_id = ")
            .id(self.user)
            .sql(" and starts_on <= ")
            .day(self.to)
            .sql(" and ends_on >= ")
            .day(self.from)
            .sql(
                " union all select 'w', null, null, valid_from, valid_to, null, null, null, \
             cast(work_schedule as text), cast(schedule_changes as text) from referents where plie_id = ",
            )
            .id(self.plie)
            .sql(" and user_id = ")
            .id(self.user)
            .sql(" and valid_from <= ")
            .day(self.to)
            .sql(" and (valid_to is null or valid_to >= ")
            .day(self.from)
            .sql(
                ") union all select 'w', null, null, valid_from, valid_to, null, null, null, \
             cast(work_schedule as text), cast(schedule_changes as text) from staff_assignments where plie_id = ",
            )
            .id(self.plie)
            .sql(" and user_id = ")
            .id(self.user)
            .sql(" and valid_from <= ")
            .day(self.to)
            .sql(" and (valid_to is null or valid_to >= ")
            .day(self.from)
            .sql(")")
    }
}

fn keep(person: &mut Person, row: PersonFound) {
    let (kind, id, other, from, to, start, end, minutes, text, more) = row;
    match kind.as_str() {
        "u" => person.exists = true,
        "r" => {
            let (Some(id), Some(date), Some(task)) = (id, from, text) else { return };
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
            let (Some(starts_on), Some(ends_on)) = (from, to) else { return };
            let half_day = text.as_deref().and_then(HalfDay::parse);
            person.absences.push(Absence { starts_on, ends_on, half_day });
        }
        "s" => person.signed.extend(text),
        "m" => person.letters.extend(id.zip(from).zip(to).map(|((id, from), to)| (id.cast(), from, to))),
        _ => {
            let terms =
                from.zip(text).map(|(from, first)| Terms { from, to, first, changes: more.unwrap_or_default() });
            person.terms.extend(terms);
        }
    }
}

fn operation(facts: OperationFacts, parameters: Option<&str>) -> Outcome<Operation> {
    let own: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(parameters.unwrap_or("{}")).map_err(Failure::defect)?;
    let setting = |name: &str| own.get(name).and_then(serde_json::Value::as_i64);
    Ok(Operation {
        facts,
        file_days: setting("file_completion_days"),
        day_norm: setting("day_warning_minutes"),
        week_norm: setting("week_warning_minutes"),
    })
}
