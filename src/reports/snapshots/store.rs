//! Rows of snapshots.

use diesel::prelude::*;

use super::api::SnapshotFilter;
use crate::auth::role::Reach;
use crate::civil::{end_of_day, start_of_day};
use crate::ctx::Ctx;
use crate::db::schema::report_snapshots as t;
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{PlieId, ReportSnapshotId, UserId};
use crate::keyset;
use crate::reports::api::ReportName;

/// A row of `report_snapshots` but for its content, which a list does not show.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
pub(super) struct SnapshotRow {
    pub(super) plie_id: PlieId,
    pub(super) id: ReportSnapshotId,
    pub(super) report: ReportName,
    pub(super) title: Option<String>,
    pub(super) parameters: Json,
    pub(super) period_from: Day,
    pub(super) period_to: Day,
    pub(super) content_hash: String,
    pub(super) recorded_by: UserId,
    pub(super) created_at: Instant,
}

/// Whoever reads all of the PLIE reads every snapshot, anybody else those of their own.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all { query } else { query.filter(t::recorded_by.eq(reach.user)) }
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &SnapshotFilter, page: &PageIn) -> Outcome<Page<SnapshotRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(report) = filter.report {
            query = query.filter(t::report.eq(report));
        }
        if let Some(author) = filter.author {
            query = query.filter(t::recorded_by.eq(author));
        }
        if let Some(from) = filter.from {
            query = query.filter(t::created_at.ge(start_of_day(from)));
        }
        if let Some(to) = filter.to {
            query = query.filter(t::created_at.le(end_of_day(to)));
        }
        match page.updated_after {
            Some(after) => query.filter(t::created_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "created_at"])?;
    let query = filtered(cx).select(SnapshotRow::as_select());
    let rows = if sort == "created_at" {
        keyset!(query, page, asc, t::created_at, t::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::created_at, t::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &SnapshotRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The snapshot with its content, when it is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ReportSnapshotId) -> Outcome<(SnapshotRow, String)> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select((SnapshotRow::as_select(), t::content));
    Ok(query.get_result(cx.conn)?)
}

/// Whether the snapshot is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ReportSnapshotId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &SnapshotRow, content: &str) -> Outcome<()> {
    diesel::insert_into(t::table).values((row, t::content.eq(content))).execute(cx.conn)?;
    Ok(())
}
