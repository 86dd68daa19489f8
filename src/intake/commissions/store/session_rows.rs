//! Queries on sessions.

use diesel::prelude::*;

use super::{Rooms, SessionRow, open_to_members, rooms};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{commission_sessions, commissions};
use crate::db::{Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{CommissionId, CommissionSessionId};
use crate::intake::commissions::api::SessionFilter;
use crate::intake::commissions::rules::SessionStatus;
use crate::keyset;

fn scoped<'a>(cx: &Ctx<'_>, rooms: &Rooms) -> commission_sessions::BoxedQuery<'a, MultiBackend> {
    let query = commission_sessions::table.filter(commission_sessions::plie_id.eq(cx.plie())).into_boxed();
    if rooms.all {
        return query;
    }
    query.filter(
        commission_sessions::commission_id.eq_any(rooms.whole.clone()).or(commission_sessions::commission_id
            .eq_any(rooms.seated.clone())
            .and(commission_sessions::status.eq_any(open_to_members()))),
    )
}

pub(in crate::intake::commissions) fn list(
    cx: &mut Ctx<'_>,
    page: &PageIn,
    f: &SessionFilter,
) -> Outcome<Page<SessionRow>> {
    let rooms = rooms(cx, &cx.reach.clone())?;
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &rooms);
        if let Some(id) = f.commission_id {
            query = query.filter(commission_sessions::commission_id.eq(id));
        }
        if let Some(status) = f.status {
            query = query.filter(commission_sessions::status.eq(status));
        }
        if let Some(territory) = f.territory_id {
            let here = commissions::table
                .filter(commissions::plie_id.eq(cx.plie()))
                .filter(commissions::territory_id.eq(territory))
                .select(commissions::id);
            query = query.filter(commission_sessions::commission_id.eq_any(here));
        }
        if let Some(after) = page.updated_after {
            query = query.filter(commission_sessions::updated_at.gt(after));
        }
        query
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-starts_at", "starts_at"])?;
    let query = filtered(cx).select(SessionRow::as_select());
    let (at, id) = (commission_sessions::starts_at, commission_sessions::id);
    let rows = if sort == "starts_at" {
        keyset!(query, page, asc, at, id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, at, id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &SessionRow| (r.starts_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(in crate::intake::commissions) fn find(
    cx: &mut Ctx<'_>,
    reach: &Reach,
    id: CommissionSessionId,
) -> Outcome<SessionRow> {
    let rooms = rooms(cx, reach)?;
    let query = scoped(cx, &rooms).filter(commission_sessions::id.eq(id)).select(SessionRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The next session of a commission that is only planned, this one aside; the earliest from now on.
pub(in crate::intake::commissions) fn next_planned(
    cx: &mut Ctx<'_>,
    commission: CommissionId,
    aside: CommissionSessionId,
    after: Instant,
) -> Outcome<Option<SessionRow>> {
    let query = commission_sessions::table
        .filter(commission_sessions::plie_id.eq(cx.plie()))
        .filter(commission_sessions::commission_id.eq(commission))
        .filter(commission_sessions::status.eq(SessionStatus::Planned))
        .filter(commission_sessions::id.ne(aside))
        .filter(commission_sessions::starts_at.ge(after))
        .order((commission_sessions::starts_at, commission_sessions::id))
        .limit(1)
        .select(SessionRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(in crate::intake::commissions) fn insert(cx: &mut Ctx<'_>, row: &SessionRow) -> Outcome<()> {
    diesel::insert_into(commission_sessions::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(in crate::intake::commissions) fn update(cx: &mut Ctx<'_>, row: &SessionRow) -> Outcome<()> {
    let before = commission_sessions::table
        .filter(commission_sessions::plie_id.eq(row.plie_id))
        .filter(commission_sessions::id.eq(row.id))
        .filter(commission_sessions::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
