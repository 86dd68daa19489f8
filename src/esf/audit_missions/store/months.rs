//! The months that cost an operation something, one person's at a time: their records, what proofs support, their sheet.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::dossier::SheetFacts;
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::schema::{claim_lines, time_record_participants, time_records, timesheets};
use crate::db::types::UuidSql;
use crate::db::{Day, Instant};
use crate::esf::charters::Attribution;
use crate::esf::cost_statements::rules::Support;
use crate::esf::cost_statements::support::Supported;
use crate::esf::time_records::rules::TimeStatus;
use crate::failure::Outcome;
use crate::ids::{AnyId, CharterId, ClaimId, OperationId, ParticipantId, TimeRecordId, UserId};

/// A record, without its remarks.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct RecordFacts {
    pub(crate) user_id: UserId,
    pub(crate) month: Month,
    pub(crate) id: TimeRecordId,
    pub(crate) date: Day,
    pub(crate) start_minute: Option<i64>,
    pub(crate) end_minute: Option<i64>,
    pub(crate) break_minutes: i64,
    pub(crate) duration_minutes: i64,
    pub(crate) task: String,
    pub(crate) attribution: Attribution,
    pub(crate) charter_id: CharterId,
    pub(crate) operation_id: Option<OperationId>,
    pub(crate) linked_type: Option<String>,
    pub(crate) linked_id: Option<AnyId>,
    pub(crate) status: TimeStatus,
    pub(crate) recorded_at: Instant,
    pub(crate) supersedes: Option<TimeRecordId>,
    pub(crate) superseded_by: Option<TimeRecordId>,
    pub(crate) version: i64,
}

/// Every record of a person's month, those that were replaced among them.
pub(crate) fn records(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Vec<RecordFacts>> {
    use time_records as t;
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::user_id.eq(user))
        .filter(t::date.between(month.first(), month.last()))
        .order((t::date, t::id))
        .select((
            t::user_id,
            t::month,
            t::id,
            t::date,
            t::start_minute,
            t::end_minute,
            t::break_minutes,
            t::duration_minutes,
            t::task,
            t::attribution,
            t::charter_id,
            t::operation_id,
            t::linked_type,
            t::linked_id,
            t::status,
            t::recorded_at,
            t::supersedes,
            t::superseded_by,
            t::version,
        ));
    Ok(query.load(cx.conn)?)
}

/// Whom these records were for.
pub(crate) fn people(cx: &mut Ctx<'_>, records: &[TimeRecordId]) -> Outcome<HashMap<TimeRecordId, Vec<ParticipantId>>> {
    use time_record_participants as t;
    let mut all: HashMap<TimeRecordId, Vec<ParticipantId>> = HashMap::new();
    for chunk in records.chunks(500) {
        let rows: Vec<(TimeRecordId, ParticipantId)> = t::table
            .filter(t::plie_id.eq(cx.plie()))
            .filter(t::time_record_id.eq_any(chunk.to_vec()))
            .order((t::time_record_id, t::position))
            .select((t::time_record_id, t::participant_id))
            .load(cx.conn)?;
        for (record, participant) in rows {
            all.entry(record).or_default().push(participant);
        }
    }
    Ok(all)
}

#[derive(QueryableByName)]
struct SupportRow {
    #[diesel(sql_type = UuidSql)]
    id: TimeRecordId,
    #[diesel(sql_type = Text)]
    support: Support,
}

/// What proofs come to of the records of a person's month on an operation, as a cost statement says.
pub(crate) fn support(
    cx: &mut Ctx<'_>,
    operation: OperationId,
    user: UserId,
    month: Month,
) -> Outcome<HashMap<TimeRecordId, Support>> {
    let records = Supported::new(cx, operation, month.first(), month.last()).records();
    let user = Literals::of(cx.conn).id(user);
    let sql = format!("select c.id as id, c.support as support from ({records}) c where c.user_id = {user}");
    let rows: Vec<SupportRow> = diesel::sql_query(sql).load(cx.conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row.support)).collect())
}

/// The sheet of a month that counts: the last that somebody has signed, else the last.
pub(crate) fn sheet(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Option<SheetFacts>> {
    use timesheets as t;
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::user_id.eq(user))
        .filter(t::month.eq(month))
        .order(t::amendment.desc())
        .select(SheetFacts::as_select());
    let rows: Vec<SheetFacts> = query.load(cx.conn)?;
    let counts = rows.iter().position(|row| row.content_hash.is_some()).unwrap_or_default();
    Ok(rows.into_iter().nth(counts))
}

/// The months that some claims hold.
pub(crate) fn of_claims(cx: &mut Ctx<'_>, claims: &[ClaimId]) -> Outcome<Vec<(UserId, Month)>> {
    use claim_lines as t;
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::claim_id.eq_any(claims.to_vec()))
        .select((t::user_id, t::month))
        .distinct();
    Ok(query.load(cx.conn)?)
}
