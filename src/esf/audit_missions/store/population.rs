//! The records that a sample is drawn from: those on file of an operation, in a period.

use std::collections::BTreeSet;

use diesel::prelude::*;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::schema::{time_record_participants as shares, time_records as t};
use crate::esf::time_records::rules::TimeStatus;
use crate::failure::Outcome;
use crate::ids::{OperationId, ParticipantId, TimeRecordId};

/// What is under check.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Population {
    pub(crate) operation: OperationId,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

/// Rows that are looked at together.
const STRETCH: i64 = 5000;

/// The records of a population; a macro, since a query that stands within another can't be boxed. What was replaced is
/// history, and a draft was never handed in.
macro_rules! records {
    ($all:expr, $cx:expr) => {
        t::table
            .filter(t::plie_id.eq($cx.plie()))
            .filter(t::operation_id.eq($all.operation))
            .filter(t::date.between($all.from, $all.to))
            .filter(t::status.ne_all([TimeStatus::Superseded, TimeStatus::Draft]))
    };
}

impl Population {
    /// A stretch of the records by identifier, with their minutes; empty at the end.
    pub(crate) fn stretch(&self, cx: &mut Ctx<'_>, after: Option<TimeRecordId>) -> Outcome<Vec<(TimeRecordId, i64)>> {
        let mut query = records!(self, cx).into_boxed();
        if let Some(after) = after {
            query = query.filter(t::id.gt(after));
        }
        Ok(query.order(t::id).limit(STRETCH).select((t::id, t::duration_minutes)).load(cx.conn)?)
    }

    /// How many records there are.
    pub(crate) fn count(&self, cx: &mut Ctx<'_>) -> Outcome<i64> {
        Ok(records!(self, cx).count().get_result(cx.conn)?)
    }

    /// Those of these records that are of the population, with their minutes.
    pub(crate) fn among(&self, cx: &mut Ctx<'_>, ids: &[TimeRecordId]) -> Outcome<Vec<(TimeRecordId, i64)>> {
        let query = records!(self, cx).filter(t::id.eq_any(ids.to_vec())).select((t::id, t::duration_minutes));
        Ok(query.load(cx.conn)?)
    }

    /// Everybody whom the records were for.
    pub(crate) fn participants(&self, cx: &mut Ctx<'_>) -> Outcome<Vec<ParticipantId>> {
        let query = shares::table
            .filter(shares::plie_id.eq(cx.plie()))
            .filter(shares::time_record_id.eq_any(records!(self, cx).select(t::id)))
            .select(shares::participant_id)
            .distinct();
        Ok(query.load(cx.conn)?)
    }

    /// The records of some participants, in order of time, with their minutes.
    pub(crate) fn of_participants(
        &self,
        cx: &mut Ctx<'_>,
        people: &[Uuid],
        most: usize,
    ) -> Outcome<Vec<(TimeRecordId, i64)>> {
        let people: Vec<ParticipantId> = people.iter().copied().map(ParticipantId::of).collect();
        let theirs = shares::table
            .filter(shares::plie_id.eq(cx.plie()))
            .filter(shares::participant_id.eq_any(people))
            .select(shares::time_record_id);
        let query = records!(self, cx).filter(t::id.eq_any(theirs)).order((t::date, t::id));
        let most = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        Ok(query.limit(most).select((t::id, t::duration_minutes)).load(cx.conn)?)
    }
}

/// How many people some records were for.
pub(crate) fn people_of(cx: &mut Ctx<'_>, records: &[TimeRecordId]) -> Outcome<i64> {
    let mut people: BTreeSet<ParticipantId> = BTreeSet::new();
    for chunk in records.chunks(500) {
        let query = shares::table
            .filter(shares::plie_id.eq(cx.plie()))
            .filter(shares::time_record_id.eq_any(chunk.to_vec()))
            .select(shares::participant_id)
            .distinct();
        people.extend(query.load::<ParticipantId>(cx.conn)?);
    }
    Ok(i64::try_from(people.len()).unwrap_or(i64::MAX))
}
