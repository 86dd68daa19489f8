//! Rows of territories and of their communes.

use diesel::prelude::*;

use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{territories, territory_communes};
use crate::db::{Instant, Json, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, PlieId, TerritoryId};
use crate::keyset;

/// A row of `territories`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = territories, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct TerritoryRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: TerritoryId,
    pub(crate) name: String,
    pub(crate) commune_codes: Json,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl TerritoryRow {
    /// INSEE codes of its communes.
    pub(super) fn communes(&self) -> Outcome<Vec<String>> {
        self.commune_codes.read().map_err(Failure::defect)
    }

    /// Whether a create that is sent again says the same.
    pub(super) fn says_the_same(&self, other: &Self) -> Outcome<bool> {
        Ok(self.name == other.name && self.communes()? == other.communes()?)
    }
}

/// The identifiers of those in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AnyId>> {
    Ok(scoped(cx, reach).select(territories::id).load(cx.conn)?)
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> territories::BoxedQuery<'a, MultiBackend> {
    let query = territories::table.filter(territories::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    query.filter(territories::id.eq_any(reach.territories.clone()))
}

pub(super) fn list(cx: &mut Ctx<'_>, page: &PageIn) -> Outcome<Page<TerritoryRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let query = scoped(cx, &cx.reach);
        match page.updated_after {
            Some(after) => query.filter(territories::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["name", "-created_at"])?;
    let query = filtered(cx).select(TerritoryRow::as_select());
    let mut found = if sort == "name" {
        let rows = keyset!(query, page, asc, territories::name, territories::id, String).load(cx.conn)?;
        page.cut(rows, sort, |r: &TerritoryRow| (r.name.clone().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, territories::created_at, territories::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &TerritoryRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: TerritoryId) -> Outcome<TerritoryRow> {
    let query = scoped(cx, reach).filter(territories::id.eq(id)).select(TerritoryRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the territory is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: TerritoryId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The territory that a commune belongs to.
pub(crate) fn of_commune(cx: &mut Ctx<'_>, commune_code: &str) -> Outcome<Option<TerritoryId>> {
    let query = territory_communes::table
        .filter(territory_communes::plie_id.eq(cx.plie()))
        .filter(territory_communes::commune_code.eq(commune_code))
        .select(territory_communes::territory_id);
    Ok(query.get_result(cx.conn).optional()?)
}

/// The row with this identifier, whoever asks: for a create that is sent again.
pub(super) fn stored(cx: &mut Ctx<'_>, id: TerritoryId) -> Outcome<Option<TerritoryRow>> {
    Ok(territories::table.find((cx.plie(), id)).select(TerritoryRow::as_select()).get_result(cx.conn).optional()?)
}

/// Those of the communes that another territory has, each with its name.
pub(super) fn taken(cx: &mut Ctx<'_>, codes: &[String], but: TerritoryId) -> Outcome<Vec<(String, String)>> {
    let same =
        territories::plie_id.eq(territory_communes::plie_id).and(territories::id.eq(territory_communes::territory_id));
    let query = territory_communes::table
        .inner_join(territories::table.on(same))
        .filter(territory_communes::plie_id.eq(cx.plie()))
        .filter(territory_communes::commune_code.eq_any(codes))
        .filter(territory_communes::territory_id.ne(but))
        .order(territory_communes::commune_code)
        .select((territory_communes::commune_code, territories::name));
    Ok(query.load(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &TerritoryRow) -> Outcome<()> {
    diesel::insert_into(territories::table).values(row).execute(cx.conn)?;
    communes(cx, row)
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &TerritoryRow) -> Outcome<()> {
    let before = territories::table
        .filter(territories::plie_id.eq(row.plie_id))
        .filter(territories::id.eq(row.id))
        .filter(territories::version.eq(row.version - 1));
    if diesel::update(before).set(row).execute(cx.conn)? == 0 {
        return Err(Failure::Stale { current: row.version });
    }
    let mine = territory_communes::table
        .filter(territory_communes::plie_id.eq(row.plie_id))
        .filter(territory_communes::territory_id.eq(row.id));
    diesel::delete(mine).execute(cx.conn)?;
    communes(cx, row)
}

fn communes(cx: &mut Ctx<'_>, row: &TerritoryRow) -> Outcome<()> {
    let codes: std::collections::BTreeSet<String> = row.commune_codes.read().map_err(Failure::defect)?;
    let rows: Vec<_> = codes
        .into_iter()
        .map(|code| {
            (
                territory_communes::plie_id.eq(row.plie_id),
                territory_communes::commune_code.eq(code),
                territory_communes::territory_id.eq(row.id),
            )
        })
        .collect();
    for chunk in rows.chunks(500) {
        each!(cx.conn, |c| diesel::insert_into(territory_communes::table).values(chunk).execute(c))?;
    }
    Ok(())
}
