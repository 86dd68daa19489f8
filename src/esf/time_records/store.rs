//! Rows of time records.

use diesel::prelude::*;

use super::api::TimeRecordFilter;
use super::rules::{Attribution, TimeStatus};
use crate::auth::role::Reach;
use crate::civil::{IsoWeek, Month};
use crate::ctx::Ctx;
use crate::db::schema::{time_record_participants, time_records};
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::each;
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, CharterId, OperationId, ParticipantId, PlieId, TimeRecordId, UserId};
use crate::keyset;

/// A row of `time_records`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = time_records, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct TimeRecordRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: TimeRecordId,
    pub(crate) user_id: UserId,
    pub(crate) date: Day,
    pub(crate) start_minute: Option<i64>,
    pub(crate) end_minute: Option<i64>,
    pub(crate) break_minutes: i64,
    pub(crate) duration_minutes: i64,
    pub(crate) task: String,
    pub(crate) attribution: Attribution,
    pub(crate) charter_id: CharterId,
    pub(crate) operation_id: Option<OperationId>,
    pub(crate) linked_type: Option<String>,
    pub(crate) linked_id: Option<AnyId>,
    pub(crate) allocations: Json,
    pub(crate) place: Option<String>,
    pub(crate) modality: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) status: TimeStatus,
    pub(crate) late: bool,
    pub(crate) recorded_at: Instant,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) performed_by: UserId,
    pub(crate) supersedes: Option<TimeRecordId>,
    pub(crate) superseded_by: Option<TimeRecordId>,
    pub(crate) reason: Option<String>,
    pub(crate) month: Month,
    pub(crate) week: IsoWeek,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

type Rows<'a> = time_records::BoxedQuery<'a, MultiBackend>;

fn of_plie<'a>(cx: &Ctx<'_>) -> Rows<'a> {
    time_records::table.filter(time_records::plie_id.eq(cx.plie())).into_boxed()
}

/// One's own records, those of staff whose time one may see, those of the operations that a role names.
fn narrowed<'a>(query: Rows<'a>, reach: &Reach, users: Option<&Vec<UserId>>) -> Rows<'a> {
    match users {
        None => query,
        Some(users) if reach.operations.is_empty() => query.filter(time_records::user_id.eq_any(users.clone())),
        Some(users) => query.filter(
            time_records::user_id
                .eq_any(users.clone())
                .or(time_records::operation_id.eq_any(reach.operations.clone()).assume_not_null()),
        ),
    }
}

/// The accounts to look among: a caller that asks for its own needs no question about others.
fn accounts(cx: &mut Ctx<'_>, reach: &Reach, asked: Option<UserId>) -> Outcome<Option<Vec<UserId>>> {
    if !reach.all && asked == Some(reach.user) {
        return Ok(Some(vec![reach.user]));
    }
    staff::in_reach(cx, reach)
}

/// One page of the records in reach.
pub(crate) fn list(cx: &mut Ctx<'_>, page: &PageIn, filter: &TimeRecordFilter) -> Outcome<Page<TimeRecordRow>> {
    let reach = cx.reach.clone();
    let users = accounts(cx, &reach, filter.user_id)?;
    let filtered = |cx: &Ctx<'_>| filter.apply(narrowed(of_plie(cx), &reach, users.as_ref()), cx.plie(), page);
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-date", "date"])?;
    let query = filtered(cx).select(TimeRecordRow::as_select());
    let rows = if sort == "date" {
        keyset!(query, page, asc, time_records::date, time_records::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, time_records::date, time_records::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &TimeRecordRow| (r.date.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

impl TimeRecordFilter {
    fn apply<'a>(&self, mut query: Rows<'a>, plie: PlieId, page: &PageIn) -> Rows<'a> {
        if let Some(user) = self.user_id {
            query = query.filter(time_records::user_id.eq(user));
        }
        if let Some(participant) = self.participant_id {
            let named = time_record_participants::table
                .filter(time_record_participants::plie_id.eq(plie))
                .filter(time_record_participants::participant_id.eq(participant))
                .select(time_record_participants::time_record_id);
            query = query.filter(time_records::id.eq_any(named));
        }
        if let Some(operation) = self.operation_id {
            query = query.filter(time_records::operation_id.eq(operation));
        }
        if let Some(task) = &self.task {
            query = query.filter(time_records::task.eq(task.clone()));
        }
        if let Some(from) = self.from {
            query = query.filter(time_records::date.ge(from));
        }
        if let Some(to) = self.to {
            query = query.filter(time_records::date.le(to));
        }
        if let Some(month) = self.month {
            query = query.filter(time_records::date.between(month.first(), month.last()));
        }
        if let Some(week) = self.week {
            query = query.filter(time_records::date.between(week.monday(), week.sunday()));
        }
        // what was replaced is history: it comes only when asked for
        query = match self.status {
            Some(status) => query.filter(time_records::status.eq(status)),
            None => query.filter(time_records::status.ne(TimeStatus::Superseded)),
        };
        match page.updated_after {
            Some(after) => query.filter(time_records::updated_at.gt(after)),
            None => query,
        }
    }
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: TimeRecordId) -> Outcome<TimeRecordRow> {
    let row: TimeRecordRow =
        of_plie(cx).filter(time_records::id.eq(id)).select(TimeRecordRow::as_select()).get_result(cx.conn)?;
    let named = row.operation_id.is_some_and(|operation| reach.operations.contains(&operation));
    let mine = reach.all || row.user_id == reach.user || named;
    if mine || staff::reaches(cx, reach, row.user_id)? { Ok(row) } else { Err(Failure::NotFound) }
}

/// Whether the record is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: TimeRecordId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The records that have these ids, whoever asks: ids that callers made.
pub(crate) fn with_ids(cx: &mut Ctx<'_>, ids: &[TimeRecordId]) -> Outcome<Vec<TimeRecordRow>> {
    let query = of_plie(cx).filter(time_records::id.eq_any(ids.to_vec())).select(TimeRecordRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The last of the copies that were kept of a record of somebody.
pub(super) fn last_kept(cx: &mut Ctx<'_>, user: UserId, of: TimeRecordId) -> Outcome<Option<TimeRecordRow>> {
    let query = of_plie(cx)
        .filter(time_records::user_id.eq(user))
        .filter(time_records::superseded_by.eq(of))
        .order(time_records::version.desc())
        .limit(1)
        .select(TimeRecordRow::as_select());
    Ok(query.get_result::<TimeRecordRow>(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, rows: &[TimeRecordRow]) -> Outcome<()> {
    match rows {
        [] => {}
        [row] => {
            diesel::insert_into(time_records::table).values(row).execute(cx.conn)?;
        }
        // PostgreSQL takes 65535 values a statement
        rows => {
            for chunk in rows.chunks(500) {
                each!(cx.conn, |c| diesel::insert_into(time_records::table).values(chunk).execute(c))?;
            }
        }
    }
    Ok(())
}

/// Who a record is for, with their share.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = time_record_participants, treat_none_as_default_value = false)]
pub(super) struct ShareRow {
    pub(super) plie_id: PlieId,
    pub(super) time_record_id: TimeRecordId,
    pub(super) position: i64,
    pub(super) participant_id: ParticipantId,
    pub(super) allocated_minutes: i64,
}

pub(super) fn insert_shares(cx: &mut Ctx<'_>, rows: &[ShareRow]) -> Outcome<()> {
    match rows {
        [] => {}
        [row] => {
            diesel::insert_into(time_record_participants::table).values(row).execute(cx.conn)?;
        }
        rows => {
            for chunk in rows.chunks(1000) {
                each!(cx.conn, |c| diesel::insert_into(time_record_participants::table).values(chunk).execute(c))?;
            }
        }
    }
    Ok(())
}

pub(super) fn delete_shares(cx: &mut Ctx<'_>, id: TimeRecordId) -> Outcome<()> {
    let mine = time_record_participants::table
        .filter(time_record_participants::plie_id.eq(cx.plie()))
        .filter(time_record_participants::time_record_id.eq(id));
    diesel::delete(mine).execute(cx.conn)?;
    Ok(())
}

/// Stores a record that was read at this version.
pub(super) fn update(cx: &mut Ctx<'_>, row: &TimeRecordRow, read: i64) -> Outcome<()> {
    let written = diesel::update(time_records::table.find((row.plie_id, row.id)))
        .filter(time_records::version.eq(read))
        .set(row)
        .execute(cx.conn)?;
    // on PostgreSQL another writer may have come between
    if written == 1 { Ok(()) } else { Err(Failure::Stale { current: read + 1 }) }
}

pub(super) fn delete(cx: &mut Ctx<'_>, row: &TimeRecordRow) -> Outcome<()> {
    delete_shares(cx, row.id)?;
    let written = diesel::delete(time_records::table.find((row.plie_id, row.id)))
        .filter(time_records::version.eq(row.version))
        .execute(cx.conn)?;
    if written == 1 { Ok(()) } else { Err(Failure::Stale { current: row.version + 1 }) }
}

/// On PostgreSQL the writers of one person's time come one after the other, so that the second sees
/// what the first has written. SQLite has one writer anyway.
pub(crate) fn one_at_a_time(cx: &mut Ctx<'_>, users: &[UserId]) -> Outcome<()> {
    let mut users = users.to_vec();
    users.sort_unstable();
    users.dedup();
    users.into_iter().try_for_each(|user| crate::db::one_at_a_time(cx.conn, user.0))
}
