//! Rows of partner structures.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::api::PartnerStructureFilter;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::partner_structures as t;
use crate::db::{Instant, Json, MultiBackend};
use crate::directory::rules::Authorisation;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{PartnerStructureId, PlieId};
use crate::keyset;

/// A row of `partner_structures`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct PartnerStructureRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: PartnerStructureId,
    pub(crate) name: String,
    pub(crate) sort_name: String,
    pub(crate) kind: String,
    pub(crate) siret: Option<String>,
    pub(crate) authorisation: Authorisation,
    pub(crate) commune_code: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) external_ids: Json,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl PartnerStructureRow {
    /// The names that other systems give it.
    pub(super) fn external_ids(&self) -> Outcome<BTreeMap<String, String>> {
        self.external_ids.read().map_err(Failure::defect)
    }

    /// Whether a create that is sent again says the same.
    pub(super) fn says_the_same(&self, other: &Self) -> Outcome<bool> {
        let same = (&self.name, &self.kind, &self.siret) == (&other.name, &other.kind, &other.siret)
            && (&self.commune_code, &self.email, &self.phone) == (&other.commune_code, &other.email, &other.phone);
        Ok(same && self.external_ids()? == other.external_ids()?)
    }
}

/// A structure belongs to no territory: who reaches part of the PLIE reaches all structures, and a
/// partner its own.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    let part = !reach.territories.is_empty() || !reach.sites.is_empty() || !reach.operations.is_empty();
    if reach.all || part {
        return query;
    }
    query.filter(t::id.eq_any(reach.senders.clone()))
}

pub(super) fn list(
    cx: &mut Ctx<'_>,
    filter: &PartnerStructureFilter,
    folded: Option<&str>,
    page: &PageIn,
) -> Outcome<Page<PartnerStructureRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(after) = page.updated_after {
            query = query.filter(t::updated_at.gt(after));
        }
        if let Some(kind) = &filter.kind {
            query = query.filter(t::kind.eq(kind.as_str().to_owned()));
        }
        if let Some(authorisation) = filter.authorisation {
            query = query.filter(t::authorisation.eq(authorisation));
        }
        if let Some(siret) = &filter.siret {
            query = query.filter(t::siret.eq(siret.as_str().to_owned()));
        }
        if let Some(words) = folded {
            // folding leaves letters, digits and spaces only
            query = query.filter(t::sort_name.like(format!("%{words}%")));
        }
        query
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["name", "-created_at"])?;
    let query = filtered(cx).select(PartnerStructureRow::as_select());
    let mut found = if sort == "name" {
        let rows = keyset!(query, page, asc, t::sort_name, t::id, String).load(cx.conn)?;
        page.cut(rows, sort, |r: &PartnerStructureRow| (r.sort_name.clone().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, t::created_at, t::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &PartnerStructureRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

/// The structure, if it is in reach.
pub(crate) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: PartnerStructureId) -> Outcome<PartnerStructureRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(PartnerStructureRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the structure is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: PartnerStructureId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The row with this identifier, whoever asks: for a create that is sent again.
pub(super) fn stored(cx: &mut Ctx<'_>, id: PartnerStructureId) -> Outcome<Option<PartnerStructureRow>> {
    Ok(t::table.find((cx.plie(), id)).select(PartnerStructureRow::as_select()).get_result(cx.conn).optional()?)
}

/// Another structure with this SIRET.
pub(super) fn with_siret(cx: &mut Ctx<'_>, siret: &str, but: PartnerStructureId) -> Outcome<Option<String>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::siret.eq(siret))
        .filter(t::id.ne(but))
        .order(t::id)
        .select(t::name);
    Ok(query.first(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &PartnerStructureRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &PartnerStructureRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
