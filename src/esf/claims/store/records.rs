//! The records whose minutes a claim holds.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::schema::claim_records as t;
use crate::db::types::UuidSql;
use crate::esf::cost_statements::support::Supported;
use crate::failure::Outcome;
use crate::ids::{ClaimId, PlieId, TimeRecordId, UserId};

/// A row of `claim_records`.
#[derive(Debug, Clone, Copy, Queryable, Selectable, Insertable)]
#[diesel(table_name = t)]
pub(crate) struct ClaimedRecord {
    pub(crate) plie_id: PlieId,
    pub(crate) time_record_id: TimeRecordId,
    pub(crate) claim_id: ClaimId,
    pub(crate) user_id: UserId,
    pub(crate) month: Month,
    pub(crate) minutes: i64,
}

/// A record that a claim has just taken in.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(in crate::esf::claims) struct Moved {
    #[diesel(sql_type = UuidSql)]
    pub(in crate::esf::claims) id: TimeRecordId,
    #[diesel(sql_type = UuidSql)]
    pub(in crate::esf::claims) user_id: UserId,
    #[diesel(sql_type = BigInt)]
    pub(in crate::esf::claims) version: i64,
}

/// Takes the supported records of the lines that are paid by the minute into a claim, and marks them as claimed.
pub(in crate::esf::claims) fn claim(cx: &mut Ctx<'_>, claim: ClaimId, records: &Supported) -> Outcome<Vec<Moved>> {
    let lit = Literals::of(cx.conn);
    let (plie, id, now) = (lit.id(cx.plie()), lit.id(claim), lit.instant(cx.now));
    let insert = format!(
        "insert into claim_records (plie_id, time_record_id, claim_id, user_id, month, minutes)
         select {plie}, c.id, {id}, c.user_id, c.month, c.minutes from ({records}) c
         where c.support = 'supported' and c.status = 'supervisor_signed' and c.mode in ('actual_hours', 'hourly_rate')
           and exists (select 1 from claim_lines k where k.plie_id = {plie} and k.claim_id = {id} and k.user_id = c.user_id
             and k.month = c.month and k.claimed_minutes > 0)",
        records = records.records()
    );
    diesel::sql_query(insert).execute(cx.conn)?;
    let mark = format!(
        "update time_records set status = 'claimed', version = version + 1, updated_at = {now}
         where plie_id = {plie} and id in (select time_record_id from claim_records where plie_id = {plie} and claim_id = {id})
         returning id, user_id, version"
    );
    Ok(diesel::sql_query(mark).load(cx.conn)?)
}

/// The claim that holds a record.
pub(in crate::esf::claims) fn held(cx: &mut Ctx<'_>, record: TimeRecordId) -> Outcome<Option<ClaimedRecord>> {
    let query = t::table.find((cx.plie(), record)).select(ClaimedRecord::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// Some of the records that a claim holds, in order of their identifiers after one of them: those that it was filed with,
/// and those that have taken their places. Whether it is in reach was asked before.
pub(crate) fn records_after(
    cx: &mut Ctx<'_>,
    claim: ClaimId,
    after: Option<TimeRecordId>,
    count: i64,
) -> Outcome<Vec<ClaimedRecord>> {
    let mut query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::claim_id.eq(claim))
        .order(t::time_record_id)
        .limit(count)
        .select(ClaimedRecord::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(t::time_record_id.gt(after));
    }
    Ok(query.load(cx.conn)?)
}

/// The version that a correction has made takes the place of the record in its claim.
pub(in crate::esf::claims) fn take_over(cx: &mut Ctx<'_>, row: &ClaimedRecord) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}
