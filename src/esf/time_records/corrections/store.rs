//! Rows of corrections.

use diesel::prelude::*;

use super::api::TimeCorrectionFilter;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{time_corrections as t, time_records};
use crate::db::{Instant, Json, MultiBackend};
use crate::esf::staff;
use crate::esf::time_records::rules::correction::CorrectionStatus;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{PlieId, TimeCorrectionId, TimeRecordId, UserId};
use crate::keyset;

/// A row of `time_corrections`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct CorrectionRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: TimeCorrectionId,
    pub(crate) time_record_id: TimeRecordId,
    pub(crate) new_values: Option<Json>,
    pub(crate) reason: String,
    pub(crate) requested_by: UserId,
    pub(crate) requested_at: Instant,
    pub(crate) status: CorrectionStatus,
    pub(crate) decided_by: Option<UserId>,
    pub(crate) decided_at: Option<Instant>,
    pub(crate) replaced_by: Option<TimeRecordId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) refused_reason: Option<String>,
}

/// The corrections of some people's time; of everybody's where none are named.
fn scoped<'a>(cx: &Ctx<'_>, users: Option<Vec<UserId>>) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    let Some(users) = users else { return query };
    let theirs = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::user_id.eq_any(users))
        .select(time_records::id);
    query.filter(t::time_record_id.eq_any(theirs))
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &TimeCorrectionFilter, page: &PageIn) -> Outcome<Page<CorrectionRow>> {
    let reach = cx.reach.clone();
    let users = match filter.user_id {
        Some(user) if staff::reaches(cx, &reach, user)? => Some(vec![user]),
        Some(_) => Some(Vec::new()),
        None => staff::in_reach(cx, &reach)?,
    };
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, users.clone());
        if let Some(record) = filter.time_record_id {
            query = query.filter(t::time_record_id.eq(record));
        }
        if let Some(status) = filter.status {
            query = query.filter(t::status.eq(status));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-requested_at", "requested_at"])?;
    let query = filtered(cx).select(CorrectionRow::as_select());
    let rows = if sort == "requested_at" {
        keyset!(query, page, asc, t::requested_at, t::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::requested_at, t::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &CorrectionRow| (r.requested_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The correction, when the time of its record is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: TimeCorrectionId) -> Outcome<CorrectionRow> {
    let users = staff::in_reach(cx, reach)?;
    let query = scoped(cx, users).filter(t::id.eq(id)).select(CorrectionRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the correction is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: TimeCorrectionId) -> Outcome<bool> {
    if reach.is_empty() {
        return Ok(false);
    }
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Whether a correction of the record waits.
pub(super) fn pending(cx: &mut Ctx<'_>, record: TimeRecordId) -> Outcome<bool> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::time_record_id.eq(record))
        .filter(t::status.eq(CorrectionStatus::Pending))
        .select(t::id);
    Ok(query.first::<TimeCorrectionId>(cx.conn).optional()?.is_some())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &CorrectionRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &CorrectionRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
