//! Rows of employers.

use std::collections::HashMap;

use diesel::prelude::*;

use super::api::EmployerFilter;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::employers as t;
use crate::db::{Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{EmployerId, PlieId, UserId};
use crate::keyset;

/// A row of `employers`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct EmployerRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: EmployerId,
    pub(crate) name: String,
    pub(crate) sort_name: String,
    pub(crate) siret: Option<String>,
    pub(crate) activity: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) commune_code: Option<String>,
    pub(crate) contacts: Json,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// Whoever reads employers reads those of the whole PLIE.
fn scoped<'a>(cx: &Ctx<'_>, _reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    t::table.filter(t::plie_id.eq(cx.plie())).into_boxed()
}

pub(super) fn list(
    cx: &mut Ctx<'_>,
    filter: &EmployerFilter,
    folded: Option<&str>,
    page: &PageIn,
) -> Outcome<Page<EmployerRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(siret) = &filter.siret {
            query = query.filter(t::siret.eq(siret.as_str().to_owned()));
        }
        if let Some(commune) = &filter.commune_code {
            query = query.filter(t::commune_code.eq(commune.as_str().to_owned()));
        }
        if let Some(words) = folded {
            // folding leaves letters, digits and spaces only
            query = query.filter(t::sort_name.like(format!("%{words}%")));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["name"])?;
    let query = filtered(cx).select(EmployerRow::as_select());
    let rows = keyset!(query, page, asc, t::sort_name, t::id, String).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &EmployerRow| (r.sort_name.clone().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: EmployerId) -> Outcome<EmployerRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(EmployerRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the employer is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: EmployerId) -> Outcome<bool> {
    if reach.is_empty() {
        return Ok(false);
    }
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The names and numbers of these employers.
pub(in crate::network) fn names(
    cx: &mut Ctx<'_>,
    ids: Vec<EmployerId>,
) -> Outcome<HashMap<EmployerId, (String, Option<String>)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(EmployerId, String, Option<String>)> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::id.eq_any(ids))
        .select((t::id, t::name, t::siret))
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|(id, name, siret)| (id, (name, siret))).collect())
}

/// Another employer with this number.
pub(super) fn with_siret(cx: &mut Ctx<'_>, siret: &str, but: EmployerId) -> Outcome<Option<String>> {
    let query =
        t::table.filter(t::plie_id.eq(cx.plie())).filter(t::siret.eq(siret)).filter(t::id.ne(but)).select(t::name);
    Ok(query.first(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &EmployerRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &EmployerRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
