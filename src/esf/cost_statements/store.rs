//! What a statement is made of: sums by person and month, and what was claimed before.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::rules::Support;
use super::support::{Supported, quoted};
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::db::types::UuidSql;
use crate::esf::charters::rules::ABSENCE_TASKS;
use crate::failure::Outcome;
use crate::ids::{OperationId, UserId};

/// Minutes of a person and month, by whether they are supported.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct MinutesRow {
    #[diesel(sql_type = UuidSql)]
    pub(super) user_id: UserId,
    #[diesel(sql_type = Text)]
    pub(super) month: Month,
    #[diesel(sql_type = Text)]
    pub(super) support: Support,
    #[diesel(sql_type = BigInt)]
    pub(super) minutes: i64,
}

/// Minutes on the operation, summed.
pub(super) fn minutes(cx: &mut Ctx<'_>, supported: &Supported) -> Outcome<Vec<MinutesRow>> {
    let sql = format!(
        "select user_id, month, support, cast(sum(minutes) as bigint) as minutes from ({records}) c
         group by user_id, month, support order by user_id, month",
        records = supported.records()
    );
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

#[derive(QueryableByName)]
struct WorkedRow {
    #[diesel(sql_type = UuidSql)]
    user_id: UserId,
    #[diesel(sql_type = Text)]
    month: Month,
    #[diesel(sql_type = BigInt)]
    minutes: i64,
}

/// Minutes that some people worked in each month, on whatever, from the roll-up.
pub(super) fn worked(
    cx: &mut Ctx<'_>,
    people: &[UserId],
    from: Month,
    to: Month,
) -> Outcome<BTreeMap<(UserId, Month), i64>> {
    let lit = Literals::of(cx.conn);
    let sql = format!(
        "select user_id, month, cast(sum(minutes) as bigint) as minutes from time_totals
         where plie_id = {} and user_id in ({}) and month between '{from}' and '{to}' and task not in ({})
         group by user_id, month",
        lit.id(cx.plie()),
        lit.ids(people),
        quoted(&ABSENCE_TASKS)
    );
    let rows: Vec<WorkedRow> = diesel::sql_query(sql).load(cx.conn)?;
    Ok(rows.into_iter().map(|row| ((row.user_id, row.month), row.minutes)).collect())
}

/// What claims hold already of a person's month, less what corrections have taken away.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct ClaimedRow {
    #[diesel(sql_type = UuidSql)]
    pub(super) user_id: UserId,
    #[diesel(sql_type = Text)]
    pub(super) month: Month,
    #[diesel(sql_type = UuidSql)]
    pub(super) operation_id: OperationId,
    /// The share of the month, in millionths.
    #[diesel(sql_type = BigInt)]
    pub(super) share_ppm: i64,
    /// Minutes paid by the hour.
    #[diesel(sql_type = BigInt)]
    pub(super) hours: i64,
}

/// The claims of an operation that hold some of these days, where they are left out of what was claimed before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aside {
    pub(super) operation: OperationId,
    pub(super) from: Day,
    pub(super) to: Day,
}

/// Minutes of a claimed line `h` that are still paid: corrections have left `h.kept` of those that were supported.
/// Minutes over a cap go first: they were not paid, so that nothing is given back for them.
const STILL_PAID: &str =
    "case when h.kept >= h.claimed_minutes then h.claimed_minutes when h.kept > 0 then h.kept else 0 end";

/// The share of the month that they are, in millionths: that of the line, or floored anew as that of a claim of these
/// minutes alone would be. The guard of `claim_lines` adds shares up in the same way.
const STILL_SHARED: &str = "case when h.kept >= h.claimed_minutes or h.worked_minutes = 0 then h.share_ppm
     when h.kept > 0 then 1000000 * h.kept / h.worked_minutes else 0 end";

/// What claims hold already of some people's months, by operation, less what corrections have taken away: that may be
/// claimed again (R6.19).
pub(super) fn claimed(
    cx: &mut Ctx<'_>,
    people: &[UserId],
    (from, to): (Month, Month),
    aside: Option<Aside>,
) -> Outcome<Vec<ClaimedRow>> {
    let lit = Literals::of(cx.conn);
    let but = aside.map(|a| {
        format!(
            "and k.claim_id not in (select id from claims where plie_id = {} and operation_id = {} and starts_on <= {} and ends_on >= {})",
            lit.id(cx.plie()),
            lit.id(a.operation),
            lit.day(a.to),
            lit.day(a.from)
        )
    });
    let sql = format!(
        "select h.user_id as user_id, h.month as month, h.operation_id as operation_id,
           cast(sum({STILL_SHARED}) as bigint) as share_ppm,
           cast(sum(case when h.cost_mode = 'hourly_rate' then {STILL_PAID} else 0 end) as bigint) as hours
         from (
           select k.user_id, k.month, k.operation_id, k.cost_mode, k.share_ppm, k.claimed_minutes, k.worked_minutes,
             k.supported_minutes + coalesce((
               select cast(sum(a.minutes) as bigint) from claim_adjustments a
               where a.plie_id = k.plie_id and a.claim_id = k.claim_id and a.user_id = k.user_id and a.month = k.month
             ), 0) as kept
           from claim_lines k
           where k.plie_id = {} and k.user_id in ({}) and k.month between '{from}' and '{to}' {}
         ) h group by h.user_id, h.month, h.operation_id",
        lit.id(cx.plie()),
        lit.ids(people),
        but.unwrap_or_default()
    );
    Ok(diesel::sql_query(sql).load(cx.conn)?)
}

#[derive(QueryableByName)]
struct CentsRow {
    #[diesel(sql_type = BigInt)]
    total_cents: i64,
    #[diesel(sql_type = BigInt)]
    eu_cents: i64,
}

/// Cents that claims of the operation hold already, less what corrections have taken away: eligible, and of the fund.
pub(super) fn claimed_cents(cx: &mut Ctx<'_>, operation: OperationId, aside: Option<Aside>) -> Outcome<(i64, i64)> {
    let lit = Literals::of(cx.conn);
    let but = aside.map(|a| format!("and (c.starts_on > {} or c.ends_on < {})", lit.day(a.to), lit.day(a.from)));
    let held = format!(
        "c.plie_id = {} and c.operation_id = {} {}",
        lit.id(cx.plie()),
        lit.id(operation),
        but.unwrap_or_default()
    );
    // PostgreSQL sums bigint as numeric
    let sql = format!(
        "select cast(coalesce(sum(h.total_cents), 0) as bigint) as total_cents,
           cast(coalesce(sum(h.eu_cents), 0) as bigint) as eu_cents
         from (
           select c.total_cents as total_cents, c.eu_cents as eu_cents from claims c where {held}
           union all
           select a.total_cents as total_cents, a.eu_cents as eu_cents from claim_adjustments a
             join claims c on c.plie_id = a.plie_id and c.id = a.claim_id where {held}
         ) h"
    );
    let row: CentsRow = diesel::sql_query(sql).get_result(cx.conn)?;
    Ok((row.total_cents, row.eu_cents))
}
