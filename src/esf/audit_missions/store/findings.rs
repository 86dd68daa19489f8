//! Rows of findings.

use diesel::prelude::*;

use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{audit_findings as t, time_records};
use crate::db::{Instant, MultiBackend};
use crate::esf::audit_missions::api::AuditFindingFilter;
use crate::esf::audit_missions::rules::AuditFindingStatus;
use crate::esf::audit_missions::store::records_of;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AuditFindingId, AuditMissionId, PlieId, TimeRecordId, UserId};
use crate::keyset;

/// A row of `audit_findings`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct FindingRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AuditFindingId,
    pub(crate) mission_id: AuditMissionId,
    pub(crate) time_record_id: Option<TimeRecordId>,
    pub(crate) text: String,
    pub(crate) doubted_minutes: Option<i64>,
    pub(crate) status: AuditFindingStatus,
    pub(crate) answer: Option<String>,
    pub(crate) answered_by: Option<UserId>,
    pub(crate) answered_at: Option<Instant>,
    pub(crate) recorded_by: UserId,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The findings of a mission whose reach was looked at already, or those about the records of one account.
fn of<'a>(cx: &Ctx<'_>, mission: AuditMissionId, only: Option<UserId>) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::mission_id.eq(mission)).into_boxed();
    match only {
        None => query,
        Some(user) => query.filter(t::time_record_id.assume_not_null().eq_any(records_of!(cx, user))),
    }
}

/// The identifiers of those in reach, for the feed of changes: those of the missions that are read whole, and those about
/// one's own records.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AuditFindingId>> {
    let missions = super::in_reach(cx, &Reach { myself: false, ..reach.clone() })?;
    let own: Vec<UserId> = reach.myself.then_some(reach.user).into_iter().collect();
    let records = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::user_id.eq_any(own))
        .select(time_records::id);
    let theirs = t::time_record_id.is_not_null().and(t::time_record_id.assume_not_null().eq_any(records));
    let query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::mission_id.eq_any(missions).or(theirs));
    Ok(query.select(t::id).load(cx.conn)?)
}

pub(crate) fn list(
    cx: &mut Ctx<'_>,
    mission: AuditMissionId,
    only: Option<UserId>,
    filter: &AuditFindingFilter,
    page: &PageIn,
) -> Outcome<Page<FindingRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = of(cx, mission, only);
        if let Some(status) = filter.status {
            query = query.filter(t::status.eq(status));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["created_at", "-created_at"])?;
    let query = filtered(cx).select(FindingRow::as_select());
    let rows = if sort == "created_at" {
        keyset!(query, page, asc, t::created_at, t::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::created_at, t::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &FindingRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(crate) fn find(
    cx: &mut Ctx<'_>,
    mission: AuditMissionId,
    only: Option<UserId>,
    id: AuditFindingId,
) -> Outcome<FindingRow> {
    Ok(of(cx, mission, only).filter(t::id.eq(id)).select(FindingRow::as_select()).get_result(cx.conn)?)
}

/// The finding with an identifier that a caller made, of whatever mission.
pub(crate) fn by_id(cx: &mut Ctx<'_>, id: AuditFindingId) -> Outcome<Option<FindingRow>> {
    let query = t::table.find((cx.plie(), id)).select(FindingRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(crate) fn insert(cx: &mut Ctx<'_>, row: &FindingRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(crate) fn update(cx: &mut Ctx<'_>, row: &FindingRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
