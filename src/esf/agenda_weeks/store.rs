//! Rows of agenda weeks, and what a week is computed from.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::rules::{AgendaStatus, Recorded};
use crate::civil::{IsoWeek, Month};
use crate::ctx::Ctx;
use crate::db::schema::{agenda_weeks, time_records, timesheets};
use crate::db::{Day, Instant};
use crate::esf::time_records::rules::TimeStatus;
use crate::esf::timesheets::rules::TimesheetStatus;
use crate::failure::{Failure, Outcome};
use crate::ids::{AgendaWeekId, PlieId, UserId};

/// A row of `agenda_weeks`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agenda_weeks, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct AgendaWeekRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AgendaWeekId,
    pub(crate) user_id: UserId,
    pub(crate) week: IsoWeek,
    pub(crate) starts_on: Day,
    pub(crate) expected_minutes: i64,
    pub(crate) covered_minutes: i64,
    pub(crate) status: AgendaStatus,
    pub(crate) submitted_at: Option<Instant>,
    pub(crate) accepted_at: Option<Instant>,
    pub(crate) accepted_by: Option<UserId>,
    pub(crate) returned_reason: Option<String>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The stored weeks of some people whose Monday lies between two days. Whether they are in reach was
/// asked before: the list of people is the reach.
pub(crate) fn stored(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Vec<AgendaWeekRow>> {
    let query = agenda_weeks::table
        .filter(agenda_weeks::plie_id.eq(cx.plie()))
        .filter(agenda_weeks::user_id.eq_any(users.to_vec()))
        .filter(agenda_weeks::starts_on.between(from, to))
        .select(AgendaWeekRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The live records of some people between two days.
pub(crate) fn recorded(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Vec<(UserId, Recorded)>> {
    type Row = (UserId, Day, Option<i64>, Option<i64>, i64);
    let rows: Vec<Row> = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::user_id.eq_any(users.to_vec()))
        .filter(time_records::date.between(from, to))
        .filter(time_records::status.ne(TimeStatus::Superseded))
        .select((
            time_records::user_id,
            time_records::date,
            time_records::start_minute,
            time_records::end_minute,
            time_records::duration_minutes,
        ))
        .load(cx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(user, date, start, end, minutes)| (user, Recorded { date, times: start.zip(end), minutes }))
        .collect())
}

/// The minutes of some people between two days, a sum a day; overlaps are left to the database, which has none.
pub(crate) fn summed(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Vec<(UserId, Recorded)>> {
    use diesel::dsl::sql;
    let rows: Vec<(UserId, Day, i64)> = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::user_id.eq_any(users.to_vec()))
        .filter(time_records::date.between(from, to))
        .filter(time_records::status.ne(TimeStatus::Superseded))
        .group_by((time_records::user_id, time_records::date))
        // PostgreSQL sums bigint as numeric
        .select((
            time_records::user_id,
            time_records::date,
            sql::<diesel::sql_types::BigInt>("cast(sum(duration_minutes) as bigint)"),
        ))
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|(user, date, minutes)| (user, Recorded { date, times: None, minutes })).collect())
}

/// The months between two days that some people have signed.
pub(super) fn signed_months(
    cx: &mut Ctx<'_>,
    users: &[UserId],
    from: Day,
    to: Day,
) -> Outcome<BTreeSet<(UserId, Month)>> {
    let rows: Vec<(UserId, Month)> = timesheets::table
        .filter(timesheets::plie_id.eq(cx.plie()))
        .filter(timesheets::user_id.eq_any(users.to_vec()))
        .filter(timesheets::month.between(Month::of(from), Month::of(to)))
        .filter(timesheets::status.eq_any([TimesheetStatus::EmployeeSigned, TimesheetStatus::Countersigned]))
        .select((timesheets::user_id, timesheets::month))
        .load(cx.conn)?;
    Ok(rows.into_iter().collect())
}

/// Stores a week; `read` is the version it was read at, none where it was not stored yet.
pub(super) fn save(cx: &mut Ctx<'_>, row: &AgendaWeekRow, read: Option<i64>) -> Outcome<()> {
    let Some(read) = read else {
        diesel::insert_into(agenda_weeks::table).values(row).execute(cx.conn)?;
        return Ok(());
    };
    let written = diesel::update(agenda_weeks::table.find((row.plie_id, row.id)))
        .filter(agenda_weeks::version.eq(read))
        .set(row)
        .execute(cx.conn)?;
    // on PostgreSQL another writer may have come between
    if written == 1 { Ok(()) } else { Err(Failure::Stale { current: read + 1 }) }
}
