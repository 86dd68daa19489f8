//! Rows of collective sessions.

use diesel::prelude::*;

use super::api::CollectiveSessionFilter;
use crate::auth::role::Reach;
use crate::civil::add_days;
use crate::ctx::Ctx;
use crate::db::schema::{attendances, collective_sessions as t};
use crate::db::{Day, Instant, MultiBackend};
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{CollectiveSessionId, OperationId, PlieId, UserId};
use crate::keyset;

/// A row of `collective_sessions`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct SessionRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: CollectiveSessionId,
    pub(crate) title: String,
    pub(crate) leader_id: UserId,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) day: Day,
    pub(crate) place: Option<String>,
    pub(crate) operation_id: Option<OperationId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// Whose sessions are in reach, all where none is named, and since which day.
type Led = (Option<Vec<UserId>>, Option<Day>);

/// Those of whose time is in reach: one's own in the first place. Whoever provides for the PLIE reads those that they
/// led for as long as the stages that they gave.
fn led(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Led> {
    if reach.only_enrolled() {
        let since = add_days(cx.today, -cx.settings().partner_read_days);
        return Ok((Some(vec![reach.user]), Some(since)));
    }
    Ok((staff::in_reach(cx, reach)?, None))
}

fn scoped<'a>(plie: PlieId, led: &Led) -> t::BoxedQuery<'a, MultiBackend> {
    let (leaders, since) = led;
    let mut query = t::table.filter(t::plie_id.eq(plie)).into_boxed();
    if let Some(users) = leaders {
        query = query.filter(t::leader_id.eq_any(users.clone()));
    }
    if let Some(since) = *since {
        query = query.filter(t::day.ge(since));
    }
    query
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &CollectiveSessionFilter, page: &PageIn) -> Outcome<Page<SessionRow>> {
    let led = led(cx, &cx.reach.clone())?;
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx.plie(), &led);
        if let Some(leader) = filter.leader_id {
            query = query.filter(t::leader_id.eq(leader));
        }
        if let Some(operation) = filter.operation_id {
            query = query.filter(t::operation_id.eq(operation));
        }
        if let Some(pathway) = filter.pathway_id {
            let there = attendances::table
                .filter(attendances::plie_id.eq(cx.plie()))
                .filter(attendances::pathway_id.eq(pathway))
                .select(attendances::session_id);
            query = query.filter(t::id.nullable().eq_any(there));
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
    let query = filtered(cx).select(SessionRow::as_select());
    let rows = if sort == "starts_at" {
        keyset!(query, page, asc, t::starts_at, t::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::starts_at, t::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &SessionRow| (r.starts_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: CollectiveSessionId) -> Outcome<SessionRow> {
    if reach.is_empty() {
        return Err(Failure::NotFound);
    }
    let led = led(cx, reach)?;
    let query = scoped(cx.plie(), &led).filter(t::id.eq(id)).select(SessionRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the session is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: CollectiveSessionId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &SessionRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &SessionRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
