//! Rows of sites.

use diesel::prelude::*;

use super::api::SiteFilter;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::sites;
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, PlieId, SiteId, TerritoryId};
use crate::keyset;

/// A row of `sites`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sites, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct SiteRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: SiteId,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) commune_code: String,
    pub(crate) territory_id: Option<TerritoryId>,
    pub(crate) valid_from: Day,
    pub(crate) valid_to: Option<Day>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl SiteRow {
    /// Whether a create that is sent again says the same.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        (&self.name, &self.address, &self.commune_code) == (&other.name, &other.address, &other.commune_code)
            && (self.territory_id, self.valid_from, self.valid_to)
                == (other.territory_id, other.valid_from, other.valid_to)
    }
}

/// The identifiers of those in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AnyId>> {
    Ok(scoped(cx, reach).select(sites::id).load(cx.conn)?)
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> sites::BoxedQuery<'a, MultiBackend> {
    let query = sites::table.filter(sites::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    query.filter(sites::id.eq_any(reach.sites.clone()).or(sites::territory_id.eq_any(reach.territories.clone())))
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &SiteFilter, page: &PageIn) -> Outcome<Page<SiteRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(after) = page.updated_after {
            query = query.filter(sites::updated_at.gt(after));
        }
        if let Some(territory) = filter.territory_id {
            query = query.filter(sites::territory_id.eq(territory));
        }
        if let Some(on) = filter.on {
            query = query.filter(sites::valid_from.le(on));
            query = query.filter(sites::valid_to.is_null().or(sites::valid_to.ge(on)));
        }
        query
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["name", "-created_at"])?;
    let query = filtered(cx).select(SiteRow::as_select());
    let mut found = if sort == "name" {
        let rows = keyset!(query, page, asc, sites::name, sites::id, String).load(cx.conn)?;
        page.cut(rows, sort, |r: &SiteRow| (r.name.clone().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, sites::created_at, sites::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &SiteRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: SiteId) -> Outcome<SiteRow> {
    let query = scoped(cx, reach).filter(sites::id.eq(id)).select(SiteRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The row with this identifier, whoever asks: for a create that is sent again.
pub(super) fn stored(cx: &mut Ctx<'_>, id: SiteId) -> Outcome<Option<SiteRow>> {
    Ok(sites::table.find((cx.plie(), id)).select(SiteRow::as_select()).get_result(cx.conn).optional()?)
}

/// Whether the site is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: SiteId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &SiteRow) -> Outcome<()> {
    diesel::insert_into(sites::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &SiteRow) -> Outcome<()> {
    let before = sites::table
        .filter(sites::plie_id.eq(row.plie_id))
        .filter(sites::id.eq(row.id))
        .filter(sites::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
