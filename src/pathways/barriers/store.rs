//! Rows of barriers.

use diesel::prelude::*;

use super::api::BarrierFilter;
use super::rules::HEALTH;
use super::{Shown, social_themes};
use crate::ctx::Ctx;
use crate::db::schema::barriers;
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{BarrierId, PathwayId, PlieId, UserId};
use crate::keyset;

/// A row of `barriers`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = barriers, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct BarrierRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: BarrierId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) theme: String,
    pub(crate) severity: i64,
    pub(crate) opened_on: Day,
    pub(crate) lifted_on: Option<Day>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

fn of<'a>(cx: &Ctx<'_>, pathway: PathwayId, shown: Shown) -> barriers::BoxedQuery<'a, MultiBackend> {
    let query =
        barriers::table.filter(barriers::plie_id.eq(cx.plie())).filter(barriers::pathway_id.eq(pathway)).into_boxed();
    match shown {
        Shown::All => query,
        Shown::AllButHealth => query.filter(barriers::theme.ne(HEALTH)),
        Shown::Social => query.filter(barriers::theme.eq_any(social_themes(cx))),
    }
}

/// The pathway was found in reach before: its barriers are in reach with it.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    shown: Shown,
    filter: &BarrierFilter,
    page: &PageIn,
) -> Outcome<Page<BarrierRow>> {
    let filtered = |cx: &Ctx<'_>| -> barriers::BoxedQuery<'_, MultiBackend> {
        let mut query = of(cx, pathway, shown);
        if let Some(theme) = &filter.theme {
            query = query.filter(barriers::theme.eq(theme.as_str().to_owned()));
        }
        match filter.open {
            Some(true) => query = query.filter(barriers::lifted_on.is_null()),
            Some(false) => query = query.filter(barriers::lifted_on.is_not_null()),
            None => {}
        }
        match page.updated_after {
            Some(after) => query.filter(barriers::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["opened_on", "-severity"])?;
    let query = filtered(cx).select(BarrierRow::as_select());
    let mut found = if sort == "opened_on" {
        let rows = keyset!(query, page, asc, barriers::opened_on, barriers::id, Day).load(cx.conn)?;
        page.cut(rows, sort, |r: &BarrierRow| (r.opened_on.to_string().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, barriers::severity, barriers::id, i64).load(cx.conn)?;
        page.cut(rows, sort, |r: &BarrierRow| (r.severity.into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

/// The first 500 of a pathway, in order of time.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId, shown: Shown) -> Outcome<Vec<BarrierRow>> {
    let query =
        of(cx, pathway, shown).order((barriers::opened_on, barriers::id)).limit(500).select(BarrierRow::as_select());
    Ok(query.load(cx.conn)?)
}

pub(super) fn find(cx: &mut Ctx<'_>, pathway: PathwayId, id: BarrierId) -> Outcome<BarrierRow> {
    let query =
        barriers::table.find((cx.plie(), id)).filter(barriers::pathway_id.eq(pathway)).select(BarrierRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The barrier with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: BarrierId) -> Outcome<Option<BarrierRow>> {
    let query = barriers::table.find((cx.plie(), id)).select(BarrierRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// Those of the identifiers that are barriers of the pathway.
pub(crate) fn known(cx: &mut Ctx<'_>, pathway: PathwayId, ids: &[BarrierId]) -> Outcome<Vec<BarrierId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = barriers::table
        .filter(barriers::plie_id.eq(cx.plie()))
        .filter(barriers::pathway_id.eq(pathway))
        .filter(barriers::id.eq_any(ids.to_vec()))
        .select(barriers::id);
    Ok(query.load(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &BarrierRow) -> Outcome<()> {
    diesel::insert_into(barriers::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &BarrierRow) -> Outcome<()> {
    let before = barriers::table
        .filter(barriers::plie_id.eq(row.plie_id))
        .filter(barriers::id.eq(row.id))
        .filter(barriers::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
