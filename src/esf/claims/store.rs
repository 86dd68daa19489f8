//! Rows of claims.

mod records;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::rules::ClaimStatus;
use crate::auth::role::Reach;
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::schema::{claim_adjustments, claim_lines, claims as t};
use crate::db::types::UuidSql;
use crate::db::{Day, Instant, MultiBackend};
use crate::each;
use crate::esf::audit_missions;
use crate::esf::mission_letters::CostMode;
use crate::esf::money::rules::RateMethod;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, ClaimAdjustmentId, ClaimId, OperationId, PlieId, TimeCorrectionId, TimeRecordId, UserId};
use crate::keyset;

pub(crate) use records::{ClaimedRecord, records_after};
pub(super) use records::{claim, held, take_over};

/// A row of `claims`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ClaimRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ClaimId,
    pub(crate) operation_id: OperationId,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Day,
    pub(crate) status: ClaimStatus,
    pub(crate) override_reason: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) content: String,
    pub(crate) content_hash: String,
    pub(crate) claimed_minutes: i64,
    pub(crate) supported_minutes: i64,
    pub(crate) unsupported_minutes: i64,
    pub(crate) staff_cents: i64,
    pub(crate) total_cents: i64,
    pub(crate) eu_cents: i64,
    pub(crate) filed_at: Instant,
    pub(crate) filed_by: UserId,
    pub(crate) decided_on: Option<Day>,
    pub(crate) decided_by: Option<UserId>,
    pub(crate) accepted_cents: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A row of `claim_lines`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = claim_lines, treat_none_as_default_value = false)]
pub(super) struct LineRow {
    pub(super) plie_id: PlieId,
    pub(super) claim_id: ClaimId,
    pub(super) position: i64,
    pub(super) user_id: UserId,
    pub(super) month: Month,
    pub(super) operation_id: OperationId,
    pub(super) cost_mode: CostMode,
    pub(super) minutes: i64,
    pub(super) supported_minutes: i64,
    pub(super) claimed_minutes: i64,
    pub(super) worked_minutes: i64,
    pub(super) cost_cents: Option<i64>,
    pub(super) denominator_num: Option<i64>,
    pub(super) denominator_den: Option<i64>,
    pub(super) method: Option<RateMethod>,
    pub(super) share_ppm: i64,
    pub(super) amount_cents: i64,
}

/// A row of `claim_adjustments`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = claim_adjustments, treat_none_as_default_value = false)]
pub(crate) struct AdjustmentRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ClaimAdjustmentId,
    pub(crate) claim_id: ClaimId,
    pub(crate) time_correction_id: TimeCorrectionId,
    pub(crate) time_record_id: TimeRecordId,
    pub(crate) user_id: UserId,
    pub(crate) month: Month,
    pub(crate) minutes: i64,
    pub(crate) amount_cents: i64,
    pub(crate) reason: String,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) created_at: Instant,
    /// None in a row that is older than the column: a later adjustment of the claim takes it along.
    pub(crate) total_cents: Option<i64>,
    pub(crate) eu_cents: Option<i64>,
}

/// The identifiers of those in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<AnyId>> {
    Ok(scoped(cx, reach)?.select(t::id).load(cx.conn)?)
}

/// Whoever reads claims reads those of the whole PLIE, of the operations that the role names, or of open audit missions.
fn scoped<'a>(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<t::BoxedQuery<'a, MultiBackend>> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return Ok(query);
    }
    let mut named = audit_missions::operations_granted(cx, reach)?;
    named.extend(&reach.operations);
    Ok(query.filter(t::operation_id.eq_any(named)))
}

/// The claims of an operation that is in reach.
pub(super) fn list(cx: &mut Ctx<'_>, operation: OperationId, page: &PageIn) -> Outcome<Page<ClaimRow>> {
    let reach = cx.reach.clone();
    let filtered = |cx: &mut Ctx<'_>| {
        let query = scoped(cx, &reach)?.filter(t::operation_id.eq(operation));
        Ok::<_, Failure>(match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        })
    };
    let total = if page.include_total { Some(filtered(cx)?.count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-from", "from"])?;
    let query = filtered(cx)?.select(ClaimRow::as_select());
    let rows = if sort == "from" {
        keyset!(query, page, asc, t::starts_on, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::starts_on, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &ClaimRow| (r.starts_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The claim, when it is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ClaimId) -> Outcome<ClaimRow> {
    let query = scoped(cx, reach)?.filter(t::id.eq(id)).select(ClaimRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the claim is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ClaimId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The claims of an operation that hold some of these days, the first first. Whether they are in reach was asked before.
pub(crate) fn between(cx: &mut Ctx<'_>, operation: OperationId, from: Day, to: Day) -> Outcome<Vec<ClaimRow>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::operation_id.eq(operation))
        .filter(t::starts_on.le(to))
        .filter(t::ends_on.ge(from))
        .order((t::starts_on, t::id))
        .select(ClaimRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// Every adjustment of a claim, the first first. Whether it is in reach was asked before.
pub(crate) fn adjustments_of(cx: &mut Ctx<'_>, claim: ClaimId) -> Outcome<Vec<AdjustmentRow>> {
    use claim_adjustments as a;
    let query = a::table
        .filter(a::plie_id.eq(cx.plie()))
        .filter(a::claim_id.eq(claim))
        .order((a::created_at, a::id))
        .select(AdjustmentRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The days of a claim of the operation that holds some of these.
pub(super) fn overlapping(cx: &mut Ctx<'_>, operation: OperationId, from: Day, to: Day) -> Outcome<Option<(Day, Day)>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::operation_id.eq(operation))
        .filter(t::starts_on.le(to))
        .filter(t::ends_on.ge(from))
        .order(t::starts_on)
        .select((t::starts_on, t::ends_on));
    Ok(query.first(cx.conn).optional()?)
}

/// What the claims of an operation say, as they were frozen.
pub(super) fn contents(cx: &mut Ctx<'_>, operation: OperationId) -> Outcome<Vec<String>> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::operation_id.eq(operation)).select(t::content);
    Ok(query.load(cx.conn)?)
}

/// The last day, of the months between two, for which the operation has claimed somebody's time.
pub(crate) fn last_day(
    cx: &mut Ctx<'_>,
    operation: OperationId,
    user: UserId,
    from: Month,
    to: Month,
) -> Outcome<Option<Day>> {
    let of_line = t::plie_id.eq(claim_lines::plie_id).and(t::id.eq(claim_lines::claim_id));
    let query = claim_lines::table
        .inner_join(t::table.on(of_line))
        .filter(claim_lines::plie_id.eq(cx.plie()))
        .filter(claim_lines::operation_id.eq(operation))
        .filter(claim_lines::user_id.eq(user))
        .filter(claim_lines::month.between(from, to))
        .order((claim_lines::month.desc(), t::ends_on.desc()))
        .select((claim_lines::month, t::ends_on));
    let last: Option<(Month, Day)> = query.first(cx.conn).optional()?;
    Ok(last.map(|(month, ends_on)| ends_on.min(month.last())))
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ClaimRow, lines: &[LineRow]) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    for chunk in lines.chunks(500) {
        each!(cx.conn, |c| diesel::insert_into(claim_lines::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ClaimRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

/// The line of a person and month.
pub(super) fn line(cx: &mut Ctx<'_>, claim: ClaimId, user: UserId, month: Month) -> Outcome<LineRow> {
    let query = claim_lines::table
        .filter(claim_lines::plie_id.eq(cx.plie()))
        .filter(claim_lines::claim_id.eq(claim))
        .filter(claim_lines::user_id.eq(user))
        .filter(claim_lines::month.eq(month))
        .select(LineRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// What adjustments have taken away.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct Adjusted {
    #[diesel(sql_type = UuidSql)]
    pub(super) claim_id: ClaimId,
    #[diesel(sql_type = BigInt)]
    pub(super) minutes: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) amount_cents: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) total_cents: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) eu_cents: i64,
}

/// What adjustments have taken away from some claims, each summed.
pub(super) fn adjusted(cx: &mut Ctx<'_>, claims: &[ClaimId]) -> Outcome<Vec<Adjusted>> {
    let lit = crate::db::literal::Literals::of(cx.conn);
    let sql = format!(
        "select claim_id, cast(sum(minutes) as bigint) as minutes, cast(sum(amount_cents) as bigint) as amount_cents,
           cast(coalesce(sum(total_cents), 0) as bigint) as total_cents,
           cast(coalesce(sum(eu_cents), 0) as bigint) as eu_cents
         from claim_adjustments where plie_id = {} and claim_id in ({}) group by claim_id",
        lit.id(cx.plie()),
        lit.ids(claims)
    );
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

/// What adjustments have taken away from the line of a person and month: minutes and cents.
pub(super) fn adjusted_line(cx: &mut Ctx<'_>, claim: ClaimId, user: UserId, month: Month) -> Outcome<(i64, i64)> {
    use diesel::dsl::sql;
    let query = claim_adjustments::table
        .filter(claim_adjustments::plie_id.eq(cx.plie()))
        .filter(claim_adjustments::claim_id.eq(claim))
        .filter(claim_adjustments::user_id.eq(user))
        .filter(claim_adjustments::month.eq(month))
        .select((
            sql::<BigInt>("cast(coalesce(sum(minutes), 0) as bigint)"),
            sql::<BigInt>("cast(coalesce(sum(amount_cents), 0) as bigint)"),
        ));
    Ok(query.get_result(cx.conn)?)
}

pub(super) fn insert_adjustment(cx: &mut Ctx<'_>, row: &AdjustmentRow) -> Outcome<()> {
    diesel::insert_into(claim_adjustments::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// The adjustments of a claim that is in reach.
pub(super) fn adjustments(cx: &mut Ctx<'_>, claim: ClaimId, page: &PageIn) -> Outcome<Page<AdjustmentRow>> {
    use claim_adjustments as a;
    let filtered = |cx: &Ctx<'_>| {
        let query = a::table.filter(a::plie_id.eq(cx.plie())).filter(a::claim_id.eq(claim)).into_boxed();
        match page.updated_after {
            Some(after) => query.filter(a::created_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["created_at", "-created_at"])?;
    let query = filtered(cx).select(AdjustmentRow::as_select());
    let rows = if sort == "created_at" {
        keyset!(query, page, asc, a::created_at, a::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, a::created_at, a::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &AdjustmentRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}
