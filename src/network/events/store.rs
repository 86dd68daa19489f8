//! Rows of events.

use diesel::prelude::*;

use super::api::EventFilter;
use super::rules::EventKind;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::events as t;
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{EventId, PlieId, TerritoryId, UserId};
use crate::keyset;

/// A row of `events`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct EventRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: EventId,
    pub(crate) kind: EventKind,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) day: Day,
    pub(crate) place: Option<String>,
    pub(crate) territory_id: Option<TerritoryId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// Staff read every event; a role that names a territory reads its own and those of the whole PLIE.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    let here = t::territory_id.is_not_null();
    let here = here.and(t::territory_id.assume_not_null().eq_any(reach.territories.clone()));
    query.filter(t::territory_id.is_null().or(here))
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &EventFilter, page: &PageIn) -> Outcome<Page<EventRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(kind) = filter.kind {
            query = query.filter(t::kind.eq(kind));
        }
        if let Some(territory) = filter.territory_id {
            query = query.filter(t::territory_id.eq(territory));
        }
        if let Some(from) = filter.from {
            query = query.filter(t::starts_at.ge(crate::civil::start_of_day(from)));
        }
        if let Some(to) = filter.to {
            query = query.filter(t::starts_at.le(crate::civil::end_of_day(to)));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-starts_at", "starts_at"])?;
    let query = filtered(cx).select(EventRow::as_select());
    let rows = if sort == "starts_at" {
        keyset!(query, page, asc, t::starts_at, t::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::starts_at, t::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &EventRow| (r.starts_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: EventId) -> Outcome<EventRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(EventRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the event is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: EventId) -> Outcome<bool> {
    if reach.is_empty() {
        return Ok(false);
    }
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &EventRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &EventRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
