//! Queries on commissions.

use diesel::prelude::*;

use super::{CommissionRow, Rooms, rooms};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::commissions;
use crate::db::{Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{CommissionId, TerritoryId};
use crate::keyset;

fn scoped<'a>(cx: &Ctx<'_>, rooms: &Rooms) -> commissions::BoxedQuery<'a, MultiBackend> {
    let query = commissions::table.filter(commissions::plie_id.eq(cx.plie())).into_boxed();
    if rooms.all {
        return query;
    }
    let ids: Vec<CommissionId> = rooms.whole.iter().chain(&rooms.seated).copied().collect();
    query.filter(commissions::id.eq_any(ids))
}

pub(in crate::intake::commissions) fn list(
    cx: &mut Ctx<'_>,
    page: &PageIn,
    territory: Option<TerritoryId>,
) -> Outcome<Page<CommissionRow>> {
    let rooms = rooms(cx, &cx.reach.clone())?;
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &rooms);
        if let Some(id) = territory {
            query = query.filter(commissions::territory_id.eq(id));
        }
        if let Some(after) = page.updated_after {
            query = query.filter(commissions::updated_at.gt(after));
        }
        query
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["name", "-created_at"])?;
    let query = filtered(cx).select(CommissionRow::as_select());
    let mut found = if sort == "name" {
        let rows = keyset!(query, page, asc, commissions::name, commissions::id, String).load(cx.conn)?;
        page.cut(rows, sort, |r: &CommissionRow| (r.name.clone().into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, commissions::created_at, commissions::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &CommissionRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

pub(in crate::intake::commissions) fn find(
    cx: &mut Ctx<'_>,
    reach: &Reach,
    id: CommissionId,
) -> Outcome<CommissionRow> {
    let rooms = rooms(cx, reach)?;
    let query = scoped(cx, &rooms).filter(commissions::id.eq(id)).select(CommissionRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the territory has another commission of this name.
pub(in crate::intake::commissions) fn same_name(cx: &mut Ctx<'_>, row: &CommissionRow) -> Outcome<bool> {
    let other = commissions::table
        .filter(commissions::plie_id.eq(row.plie_id))
        .filter(commissions::territory_id.eq(row.territory_id))
        .filter(commissions::name.eq(&row.name))
        .filter(commissions::id.ne(row.id));
    Ok(diesel::select(diesel::dsl::exists(other)).get_result(cx.conn)?)
}

pub(in crate::intake::commissions) fn insert(cx: &mut Ctx<'_>, row: &CommissionRow) -> Outcome<()> {
    diesel::insert_into(commissions::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(in crate::intake::commissions) fn update(cx: &mut Ctx<'_>, row: &CommissionRow) -> Outcome<()> {
    let before = commissions::table
        .filter(commissions::plie_id.eq(row.plie_id))
        .filter(commissions::id.eq(row.id))
        .filter(commissions::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
