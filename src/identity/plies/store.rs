//! Rows of PLIEs.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::plies;
use crate::db::{Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::PlieId;
use crate::keyset;

/// A row of `plies`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plies, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct PlieRow {
    pub(crate) id: PlieId,
    pub(crate) name: String,
    pub(crate) siren: Option<String>,
    pub(crate) protocol_starts_on: Option<Day>,
    pub(crate) protocol_ends_on: Option<Day>,
    pub(crate) settings: Json,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The PLIE that platform administrators belong to, hidden from lists.
pub(crate) const PLATFORM: PlieId = PlieId::of(uuid::Uuid::nil());

/// Every PLIE: only behind no wall, for the platform.
pub(super) fn list(cx: &mut Ctx<'_>, page: &PageIn) -> Outcome<Page<PlieRow>> {
    let filtered = || {
        let query = plies::table.filter(plies::id.ne(PLATFORM)).into_boxed();
        match page.updated_after {
            Some(after) => query.filter(plies::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered().count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at"])?;
    let query = filtered().select(PlieRow::as_select());
    let rows = keyset!(query, page, desc, plies::created_at, plies::id, Instant).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &PlieRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The name of the caller's PLIE, for a document.
pub(crate) fn name(cx: &mut Ctx<'_>) -> Outcome<String> {
    Ok(plies::table.find(cx.plie()).select(plies::name).get_result(cx.conn)?)
}

pub(super) fn find(cx: &mut Ctx<'_>, id: PlieId) -> Outcome<PlieRow> {
    Ok(plies::table.find(id).select(PlieRow::as_select()).get_result(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &PlieRow) -> Outcome<()> {
    diesel::insert_into(plies::table).values(row).execute(cx.conn)?;
    Ok(())
}

pub(super) fn update(cx: &mut Ctx<'_>, row: &PlieRow) -> Outcome<()> {
    let read = plies::table.find(row.id).filter(plies::version.eq(row.version - 1));
    let changed = diesel::update(read).set(row).execute(cx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Failure::Stale { current: row.version }) }
}
