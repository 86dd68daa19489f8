//! Rows of objectives.

use diesel::prelude::*;

use super::ObjectiveResult;
use super::api::ObjectiveFilter;
use crate::ctx::Ctx;
use crate::db::schema::objectives;
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{ObjectiveId, PathwayId, PlieId, UserId};
use crate::keyset;

/// A row of `objectives`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = objectives, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ObjectiveRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ObjectiveId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) text: String,
    pub(crate) theme: Option<String>,
    pub(crate) set_on: Day,
    pub(crate) due_on: Option<Day>,
    pub(crate) result: ObjectiveResult,
    pub(crate) reason: Option<String>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The pathway was found in reach before: its objectives are in reach with it.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    filter: &ObjectiveFilter,
    page: &PageIn,
) -> Outcome<Page<ObjectiveRow>> {
    let filtered = |cx: &Ctx<'_>| -> objectives::BoxedQuery<'_, MultiBackend> {
        let mut query = objectives::table
            .filter(objectives::plie_id.eq(cx.plie()))
            .filter(objectives::pathway_id.eq(pathway))
            .into_boxed();
        if let Some(result) = filter.result {
            query = query.filter(objectives::result.eq(result));
        }
        match page.updated_after {
            Some(after) => query.filter(objectives::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["set_on", "-created_at"])?;
    let query = filtered(cx).select(ObjectiveRow::as_select());
    let mut found = if sort == "set_on" {
        let rows = keyset!(query, page, asc, objectives::set_on, objectives::id, Day).load(cx.conn)?;
        page.cut(rows, sort, |r: &ObjectiveRow| (r.set_on.to_string().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, objectives::created_at, objectives::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &ObjectiveRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

/// The first 500 of a pathway, in order of time.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<ObjectiveRow>> {
    let query = objectives::table
        .filter(objectives::plie_id.eq(cx.plie()))
        .filter(objectives::pathway_id.eq(pathway))
        .order((objectives::set_on, objectives::id))
        .limit(500)
        .select(ObjectiveRow::as_select());
    Ok(query.load(cx.conn)?)
}

pub(super) fn find(cx: &mut Ctx<'_>, pathway: PathwayId, id: ObjectiveId) -> Outcome<ObjectiveRow> {
    let query = objectives::table
        .find((cx.plie(), id))
        .filter(objectives::pathway_id.eq(pathway))
        .select(ObjectiveRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The objective with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: ObjectiveId) -> Outcome<Option<ObjectiveRow>> {
    let query = objectives::table.find((cx.plie(), id)).select(ObjectiveRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// Those of the identifiers that are objectives of the pathway.
pub(crate) fn known(cx: &mut Ctx<'_>, pathway: PathwayId, ids: &[ObjectiveId]) -> Outcome<Vec<ObjectiveId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = objectives::table
        .filter(objectives::plie_id.eq(cx.plie()))
        .filter(objectives::pathway_id.eq(pathway))
        .filter(objectives::id.eq_any(ids.to_vec()))
        .select(objectives::id);
    Ok(query.load(cx.conn)?)
}

/// The objectives of the pathway that are open and were set by a day, in order of time.
pub(crate) fn open_by(cx: &mut Ctx<'_>, pathway: PathwayId, day: Day) -> Outcome<Vec<ObjectiveId>> {
    let query = objectives::table
        .filter(objectives::plie_id.eq(cx.plie()))
        .filter(objectives::pathway_id.eq(pathway))
        .filter(objectives::result.eq(ObjectiveResult::Open))
        .filter(objectives::set_on.le(day))
        .order((objectives::set_on, objectives::id))
        .select(objectives::id);
    Ok(query.load(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ObjectiveRow) -> Outcome<()> {
    diesel::insert_into(objectives::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ObjectiveRow) -> Outcome<()> {
    let before = objectives::table
        .filter(objectives::plie_id.eq(row.plie_id))
        .filter(objectives::id.eq(row.id))
        .filter(objectives::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
