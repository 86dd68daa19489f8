//! Rows of hourly rates.

use diesel::prelude::*;

use super::api::HourlyRateFilter;
use crate::auth::role::Reach;
use crate::civil::add_days;
use crate::ctx::Ctx;
use crate::db::schema::{hourly_rates as t, operations};
use crate::db::{Day, Instant, MultiBackend};
use crate::esf::money::rules::caps::RateSpan;
use crate::esf::money::rules::{BaseSource, Fraction, Rate, RateBase, RateMethod, YEAR_MINUTES, denominator};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, HourlyRateId, OperationId, PlieId, UserId};
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

/// The identifiers of those in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AnyId>> {
    Ok(scoped(cx, reach).select(t::id).load(cx.conn)?)
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

/// A rate of a person on an operation, and the days on which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeldRate {
    pub(crate) user: UserId,
    pub(crate) operation: OperationId,
    /// From its month or the operation's first day, to the next rate there or the operation's last day.
    pub(crate) span: RateSpan,
    pub(crate) base: RateBase,
    pub(crate) rate: Rate,
}

/// The rates of some people that begin on a day or before, on every operation that lasts until another day: caps are of
/// all operations together (R6.25). By person, operation and month. Whether the caller may read the operation that is
/// looked at was asked before.
pub(crate) fn held(cx: &mut Ctx<'_>, users: &[UserId], lasts: Day, until: Day) -> Outcome<Vec<HeldRate>> {
    let query = t::table
        .inner_join(operations::table.on(operations::plie_id.eq(t::plie_id).and(operations::id.eq(t::operation_id))))
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::user_id.eq_any(users.to_vec()))
        .filter(t::valid_from.le(until))
        .filter(operations::ends_on.ge(lasts))
        .order((t::user_id, t::operation_id, t::valid_from))
        .select((RateRow::as_select(), operations::starts_on, operations::ends_on));
    let rows: Vec<(RateRow, Day, Day)> = query.load(cx.conn)?;
    let held = |(at, (row, begins, ends)): (usize, &(RateRow, Day, Day))| {
        let same = |other: &RateRow| (other.user_id, other.operation_id) == (row.user_id, row.operation_id);
        let next = rows.get(at + 1).map(|(other, ..)| other).filter(|other| same(other));
        let to = next.map_or(*ends, |other| add_days(other.valid_from, -1).min(*ends));
        let year_minutes = denominator(YEAR_MINUTES, Fraction::ratio(row.share_num, row.share_den));
        let span = RateSpan { from: row.valid_from.max(*begins), to, year_minutes };
        HeldRate { user: row.user_id, operation: row.operation_id, span, base: row.base, rate: row.rate() }
    };
    Ok(rows.iter().enumerate().map(held).collect())
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
