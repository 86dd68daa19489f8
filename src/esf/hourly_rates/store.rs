//! Rows of hourly rates.

use diesel::prelude::*;

use super::api::HourlyRateFilter;
use crate::auth::role::Reach;
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::schema::hourly_rates as t;
use crate::db::{Day, Instant, MultiBackend};
use crate::esf::money::rules::{BaseSource, Fraction, Rate, RateBase, RateMethod, denominator};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{HourlyRateId, OperationId, PlieId, UserId};
use crate::keyset;

/// A row of `hourly_rates`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct RateRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: HourlyRateId,
    pub(crate) user_id: UserId,
    pub(crate) operation_id: OperationId,
    pub(crate) base: RateBase,
    pub(crate) base_source: BaseSource,
    pub(crate) base_cents: i64,
    pub(crate) documented_from: Option<Day>,
    pub(crate) documented_to: Option<Day>,
    pub(crate) documented_cents: Option<i64>,
    pub(crate) share_num: i64,
    pub(crate) share_den: i64,
    pub(crate) full_time_minutes: i64,
    pub(crate) method: RateMethod,
    pub(crate) valid_from: Day,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl RateRow {
    /// The rate, exact.
    pub(super) fn rate(&self) -> Rate {
        let share = Fraction::ratio(self.share_num, self.share_den);
        let denominator = denominator(self.full_time_minutes, share);
        Rate { base_cents: self.base_cents, denominator, method: self.method }
    }
    /// Whether a create that is sent again says the same.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let who = |r: &Self| (r.user_id, r.operation_id, r.valid_from, r.method);
        let base = |r: &Self| (r.base, r.base_source, r.base_cents, r.documented_from, r.documented_to);
        let share = |r: &Self| (r.share_num, r.share_den, r.full_time_minutes);
        who(self) == who(other) && base(self) == base(other) && share(self) == share(other)
    }
}

/// Whoever reads rates reads those of the whole PLIE, or of the operations that the role names.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all { query } else { query.filter(t::operation_id.eq_any(reach.operations.clone())) }
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &HourlyRateFilter, page: &PageIn) -> Outcome<Page<RateRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(user) = filter.staff_id {
            query = query.filter(t::user_id.eq(user));
        }
        if let Some(operation) = filter.operation_id {
            query = query.filter(t::operation_id.eq(operation));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-valid_from", "valid_from"])?;
    let query = filtered(cx).select(RateRow::as_select());
    let rows = if sort == "valid_from" {
        keyset!(query, page, asc, t::valid_from, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::valid_from, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &RateRow| (r.valid_from.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The rate, when it is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: HourlyRateId) -> Outcome<RateRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(RateRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the rate is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: HourlyRateId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Whether another rate of the person on the operation holds from the same month.
pub(super) fn same_month(cx: &mut Ctx<'_>, row: &RateRow) -> Outcome<bool> {
    let query = t::table
        .filter(t::plie_id.eq(row.plie_id))
        .filter(t::user_id.eq(row.user_id))
        .filter(t::operation_id.eq(row.operation_id))
        .filter(t::valid_from.eq(row.valid_from))
        .filter(t::id.ne(row.id))
        .select(t::id);
    Ok(query.first::<HourlyRateId>(cx.conn).optional()?.is_some())
}

/// A rate of a person on an operation, and the month from which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeldRate {
    pub(crate) user: UserId,
    pub(crate) from: Month,
    pub(crate) base: RateBase,
    pub(crate) rate: Rate,
}

/// The rates on an operation that begin on a day or before, by person and month. Whether the caller may read the
/// operation was asked before.
pub(crate) fn held(cx: &mut Ctx<'_>, operation: OperationId, until: Day) -> Outcome<Vec<HeldRate>> {
    let rows: Vec<RateRow> = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::operation_id.eq(operation))
        .filter(t::valid_from.le(until))
        .order((t::user_id, t::valid_from))
        .select(RateRow::as_select())
        .load(cx.conn)?;
    let held = |row: &RateRow| HeldRate {
        user: row.user_id,
        from: Month::of(row.valid_from),
        base: row.base,
        rate: row.rate(),
    };
    Ok(rows.iter().map(held).collect())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &RateRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &RateRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
