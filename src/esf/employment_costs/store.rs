//! Rows of employment costs.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::api::EmploymentCostFilter;
use super::rules::Cost;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::employment_costs as t;
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, DocumentId, EmploymentCostId, PlieId, UserId};
use crate::keyset;

/// A row of `employment_costs`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct CostRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: EmploymentCostId,
    pub(crate) user_id: UserId,
    pub(crate) period_from: Day,
    pub(crate) period_to: Day,
    pub(crate) gross_cost_cents: i64,
    pub(crate) document_id: Option<DocumentId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl CostRow {
    /// What the rules look at.
    pub(super) fn cost(&self) -> Cost {
        Cost { from: self.period_from, to: self.period_to, gross_cents: self.gross_cost_cents }
    }
    /// Whether a create that is sent again says the same.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        (self.user_id, self.cost(), self.document_id) == (other.user_id, other.cost(), other.document_id)
    }
}

/// The identifiers of those in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AnyId>> {
    Ok(scoped(cx, reach).select(t::id).load(cx.conn)?)
}

/// Whoever reads costs reads those of the whole PLIE; a role that names an operation, a territory or a site reads none,
/// since a cost is of none of them.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all { query } else { query.filter(t::user_id.ne(t::user_id)) }
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &EmploymentCostFilter, page: &PageIn) -> Outcome<Page<CostRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(user) = filter.staff_id {
            query = query.filter(t::user_id.eq(user));
        }
        if let Some(from) = filter.from {
            query = query.filter(t::period_to.ge(from));
        }
        if let Some(to) = filter.to {
            query = query.filter(t::period_from.le(to));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-period_from", "period_from"])?;
    let query = filtered(cx).select(CostRow::as_select());
    let rows = if sort == "period_from" {
        keyset!(query, page, asc, t::period_from, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::period_from, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &CostRow| (r.period_from.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The cost, when it is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: EmploymentCostId) -> Outcome<CostRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(CostRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the cost is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: EmploymentCostId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The other costs of a person.
pub(super) fn others(cx: &mut Ctx<'_>, row: &CostRow) -> Outcome<Vec<Cost>> {
    let rows: Vec<CostRow> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::user_id.eq(row.user_id))
        .filter(t::id.ne(row.id))
        .order(t::period_from)
        .select(CostRow::as_select())
        .load(cx.conn)?;
    Ok(rows.iter().map(CostRow::cost).collect())
}

/// The costs of some people that cover a day between two. Whether the caller may read them was asked before.
pub(crate) fn between(cx: &mut Ctx<'_>, users: &[UserId], from: Day, to: Day) -> Outcome<BTreeMap<UserId, Vec<Cost>>> {
    let rows: Vec<CostRow> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::user_id.eq_any(users.to_vec()))
        .filter(t::period_from.le(to))
        .filter(t::period_to.ge(from))
        .order((t::user_id, t::period_from))
        .select(CostRow::as_select())
        .load(cx.conn)?;
    let mut out: BTreeMap<UserId, Vec<Cost>> = BTreeMap::new();
    for row in rows {
        out.entry(row.user_id).or_default().push(row.cost());
    }
    Ok(out)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &CostRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &CostRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
