//! Rows of absences.

use diesel::prelude::*;

use super::api::AbsenceFilter;
use super::rules::{AbsenceStatus, HalfDay, Work};
use crate::auth::role::Reach;
use crate::civil::IsoWeek;
use crate::ctx::Ctx;
use crate::db::schema::{absences, agenda_weeks, time_records};
use crate::db::{Day, Instant, MultiBackend};
use crate::esf::agenda_weeks::rules::AgendaStatus;
use crate::esf::charters::rules::ABSENCE_TASKS;
use crate::esf::{staff, time_records::rules::TimeStatus};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AbsenceId, OperationId, PlieId, TimeRecordId, UserId};
use crate::keyset;

/// A row of `absences`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = absences, treat_none_as_default_value = false)]
pub(crate) struct AbsenceRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AbsenceId,
    pub(crate) user_id: UserId,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Day,
    pub(crate) kind: String,
    pub(crate) half_day: Option<HalfDay>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) status: AbsenceStatus,
    pub(crate) cancelled_reason: Option<String>,
    pub(crate) cancelled_by: Option<UserId>,
    pub(crate) cancelled_at: Option<Instant>,
}

fn of_users<'a>(cx: &Ctx<'_>, users: Option<&Vec<UserId>>) -> absences::BoxedQuery<'a, MultiBackend> {
    let query = absences::table.filter(absences::plie_id.eq(cx.plie())).into_boxed();
    match users {
        Some(users) => query.filter(absences::user_id.eq_any(users.clone())),
        None => query,
    }
}

pub(super) fn list(cx: &mut Ctx<'_>, page: &PageIn, filter: &AbsenceFilter) -> Outcome<Page<AbsenceRow>> {
    let users = staff::in_reach(cx, &cx.reach.clone())?;
    let filtered = |cx: &Ctx<'_>| {
        let mut query = of_users(cx, users.as_ref());
        if let Some(user) = filter.user_id {
            query = query.filter(absences::user_id.eq(user));
        }
        if let Some(from) = filter.from {
            query = query.filter(absences::ends_on.ge(from));
        }
        if let Some(to) = filter.to {
            query = query.filter(absences::starts_on.le(to));
        }
        if let Some(kind) = &filter.kind {
            query = query.filter(absences::kind.eq(kind.clone()));
        }
        if let Some(status) = filter.status {
            query = query.filter(absences::status.eq(status));
        }
        if let Some(after) = page.updated_after {
            query = query.filter(absences::updated_at.gt(after));
        }
        query
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-starts_on", "starts_on"])?;
    let query = filtered(cx).select(AbsenceRow::as_select());
    let rows = if sort == "starts_on" {
        keyset!(query, page, asc, absences::starts_on, absences::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, absences::starts_on, absences::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &AbsenceRow| (r.starts_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: AbsenceId) -> Outcome<AbsenceRow> {
    let query = of_users(cx, None).filter(absences::id.eq(id)).select(AbsenceRow::as_select());
    let row: AbsenceRow = query.get_result(cx.conn)?;
    if staff::reaches(cx, reach, row.user_id)? { Ok(row) } else { Err(Failure::NotFound) }
}

/// Whether the absence is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: AbsenceId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The first day between two on which the person has recorded work.
pub(super) fn worked_between(cx: &mut Ctx<'_>, user: UserId, from: Day, to: Day) -> Outcome<Option<Day>> {
    let query = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::user_id.eq(user))
        .filter(time_records::date.between(from, to))
        .filter(time_records::status.ne(TimeStatus::Superseded))
        .filter(time_records::task.ne_all(ABSENCE_TASKS))
        .select(diesel::dsl::min(time_records::date));
    Ok(query.get_result(cx.conn)?)
}

/// The live records of work of some people on days between two on which an absence of theirs stands, if only for half
/// of the day, by day.
pub(super) fn work_on_absences(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<Vec<(UserId, Work)>> {
    type Row = (UserId, TimeRecordId, Day, Option<i64>, Option<i64>, i64, Option<OperationId>);
    let away = absences::table
        .filter(absences::plie_id.eq(time_records::plie_id))
        .filter(absences::user_id.eq(time_records::user_id))
        .filter(absences::status.eq(AbsenceStatus::Recorded))
        .filter(absences::starts_on.le(time_records::date))
        .filter(absences::ends_on.ge(time_records::date));
    let rows: Vec<Row> = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::user_id.eq_any(users.to_vec()))
        .filter(time_records::date.between(from, to))
        .filter(time_records::status.ne(TimeStatus::Superseded))
        .filter(time_records::task.ne_all(ABSENCE_TASKS))
        .filter(diesel::dsl::exists(away))
        .order((time_records::date, time_records::id))
        .select((
            time_records::user_id,
            time_records::id,
            time_records::date,
            time_records::start_minute,
            time_records::end_minute,
            time_records::duration_minutes,
            time_records::operation_id,
        ))
        .load(cx.conn)?;
    let work = |(user, record, date, start, end, minutes, operation): Row| {
        (user, Work { record, date, times: start.zip(end), minutes, operation })
    };
    Ok(rows.into_iter().map(work).collect())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &AbsenceRow) -> Outcome<()> {
    diesel::insert_into(absences::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// The first week between two days that has been handed in.
pub(super) fn handed_in_between(cx: &mut Ctx<'_>, user: UserId, from: Day, to: Day) -> Outcome<Option<String>> {
    let query = agenda_weeks::table
        .filter(agenda_weeks::plie_id.eq(cx.plie()))
        .filter(agenda_weeks::user_id.eq(user))
        .filter(agenda_weeks::starts_on.between(IsoWeek::of(from).monday(), to))
        .filter(agenda_weeks::status.eq_any([AgendaStatus::Submitted, AgendaStatus::Accepted]))
        .select(diesel::dsl::min(agenda_weeks::week));
    Ok(query.get_result(cx.conn)?)
}

pub(super) fn update(cx: &mut Ctx<'_>, row: &AbsenceRow) -> Outcome<()> {
    let before = absences::table
        .filter(absences::plie_id.eq(row.plie_id))
        .filter(absences::id.eq(row.id))
        .filter(absences::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
