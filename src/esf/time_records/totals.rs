//! The roll-up of live time records by person, month, operation, task and attribution: what reports
//! read instead of the records. Kept in the transaction that writes them, and checked against them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use uuid::Uuid;

use super::rules::TimeStatus;
use super::store::TimeRecordRow;
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::Conn;
use crate::db::schema::{time_records, time_totals};
use crate::db::statement::Statement;
use crate::each;
use crate::failure::Outcome;
use crate::ids::{OperationId, PlieId, UserId};

/// Whose minutes, of when, on what. A record without an operation has the nil one here.
type Key = (UserId, Month, OperationId, String, &'static str);

/// What a transaction adds to the totals, or takes from them: minutes and records by key. Kept in
/// one order, so that two transactions never wait for each other crosswise.
#[derive(Debug, Default)]
pub(super) struct Deltas(BTreeMap<Key, (i64, i64)>);

impl Deltas {
    /// A live record comes in.
    pub(super) fn add(&mut self, row: &TimeRecordRow) {
        self.count(row, 1);
    }
    /// A live record goes.
    pub(super) fn take(&mut self, row: &TimeRecordRow) {
        self.count(row, -1);
    }
    fn count(&mut self, row: &TimeRecordRow, sign: i64) {
        if row.status == TimeStatus::Superseded {
            return;
        }
        let operation = row.operation_id.unwrap_or(OperationId::of(Uuid::nil()));
        let key = (row.user_id, row.month, operation, row.task.clone(), row.attribution.code());
        let total = self.0.entry(key).or_default();
        total.0 += sign * row.duration_minutes;
        total.1 += sign;
    }

    /// Writes them.
    pub(super) fn write(self, cx: &mut Ctx<'_>) -> Outcome<()> {
        let plie = cx.plie();
        for ((user, month, operation, task, attribution), (minutes, records)) in self.0 {
            if (minutes, records) == (0, 0) {
                continue;
            }
            // by hand, since diesel prepares an upsert anew each time
            let upsert = Statement::<()>::new(
                "insert into time_totals (plie_id, user_id, month, operation_id, task, attribution, minutes, records) \
                 values (",
            )
            .id(plie)
            .sql(", ")
            .id(user)
            .sql(", ")
            .text(month)
            .sql(", ")
            .id(operation)
            .sql(", ")
            .text(task)
            .sql(", ")
            .text(attribution)
            .sql(", ")
            .number(minutes)
            .sql(", ")
            .number(records)
            .sql(
                ") on conflict (plie_id, user_id, month, operation_id, task, attribution) do update set \
                 minutes = time_totals.minutes + excluded.minutes, records = time_totals.records + excluded.records",
            );
            each!(cx.conn, |c| upsert.execute(c))?;
        }
        Ok(())
    }
}

/// A total that is not the sum of its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The PLIE.
    pub plie: PlieId,
    /// Whose minutes.
    pub user: UserId,
    /// Of when.
    pub month: String,
    /// For which operation; nil for none.
    pub operation: OperationId,
    /// On what.
    pub task: String,
    /// For whom.
    pub attribution: String,
    /// Minutes and records as kept.
    pub kept: (i64, i64),
    /// Minutes and records as they add up.
    pub summed: (i64, i64),
}

/// Adds the records up anew and answers every total that differs; none is as it should be.
///
/// # Errors
/// The database is away.
pub fn verify_totals(conn: &mut Conn) -> Outcome<Vec<Drift>> {
    use diesel::dsl::{count_star, sql};
    type Found = (PlieId, UserId, String, Option<OperationId>, String, String, i64, i64);
    type Kept = (PlieId, UserId, String, OperationId, String, String, i64, i64);
    type Named = (PlieId, UserId, String, OperationId, String, String);
    let nil = OperationId::of(Uuid::nil());
    // PostgreSQL sums bigint as numeric
    let live = time_records::table
        .filter(time_records::status.ne(TimeStatus::Superseded))
        .group_by((
            time_records::plie_id,
            time_records::user_id,
            time_records::month,
            time_records::operation_id,
            time_records::task,
            time_records::attribution,
        ))
        .select((
            time_records::plie_id,
            time_records::user_id,
            time_records::month,
            time_records::operation_id,
            time_records::task,
            time_records::attribution,
            sql::<BigInt>("cast(sum(duration_minutes) as bigint)"),
            count_star(),
        ));
    let summed: Vec<Found> = live.load(conn)?;
    let kept: Vec<Kept> = time_totals::table
        .select((
            time_totals::plie_id,
            time_totals::user_id,
            time_totals::month,
            time_totals::operation_id,
            time_totals::task,
            time_totals::attribution,
            time_totals::minutes,
            time_totals::records,
        ))
        .load(conn)?;
    let mut all: BTreeMap<Named, [(i64, i64); 2]> = BTreeMap::new();
    for (plie, user, month, operation, task, attribution, minutes, records) in kept {
        let key = (plie, user, month, operation, task, attribution);
        all.entry(key).or_default()[0] = (minutes, records);
    }
    for (plie, user, month, operation, task, attribution, minutes, records) in summed {
        let key = (plie, user, month, operation.unwrap_or(nil), task, attribution);
        all.entry(key).or_default()[1] = (minutes, records);
    }
    let drift = all.into_iter().filter(|(_, [kept, summed])| kept != summed);
    Ok(drift
        .map(|((plie, user, month, operation, task, attribution), [kept, summed])| Drift {
            plie,
            user,
            month,
            operation,
            task,
            attribution,
            kept,
            summed,
        })
        .collect())
}
