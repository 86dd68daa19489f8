//! Rows of timesheets, and the records that a month is made of.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::rules::{SheetRecord, TimesheetStatus};
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::schema::{operations, time_record_participants, time_records, time_totals, timesheets};
use crate::db::{Day, Instant};
use crate::esf::charters::Attribution;
use crate::esf::charters::rules::ABSENCE_TASKS;
use crate::esf::time_records::rules::TimeStatus;
use crate::failure::{Failure, Outcome};
use crate::ids::{OperationId, ParticipantId, PlieId, TimeRecordId, TimesheetId, UserId};

/// A row of `timesheets`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = timesheets, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct TimesheetRow {
    pub(super) plie_id: PlieId,
    pub(super) id: TimesheetId,
    pub(super) user_id: UserId,
    pub(super) month: Month,
    pub(super) amendment: i64,
    pub(super) status: TimesheetStatus,
    pub(super) content_hash: Option<String>,
    pub(super) content: Option<String>,
    pub(super) employee_signed_at: Option<Instant>,
    pub(super) employee_signed_by: Option<UserId>,
    pub(super) countersigned_at: Option<Instant>,
    pub(super) countersigned_by: Option<UserId>,
    pub(super) reopened_reason: Option<String>,
    pub(super) version: i64,
    pub(super) created_at: Instant,
    pub(super) updated_at: Instant,
}

/// The sheet of a month and its amendments, oldest first. Whether its person is in reach was asked before.
pub(super) fn of_month(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Vec<TimesheetRow>> {
    let query = timesheets::table
        .filter(timesheets::plie_id.eq(cx.plie()))
        .filter(timesheets::user_id.eq(user))
        .filter(timesheets::month.eq(month))
        .order(timesheets::amendment)
        .select(TimesheetRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The last sheets of some people in some months.
pub(super) fn latest(
    cx: &mut Ctx<'_>,
    users: &[UserId],
    from: Month,
    to: Month,
) -> Outcome<BTreeMap<(Month, UserId), TimesheetRow>> {
    let rows: Vec<TimesheetRow> = timesheets::table
        .filter(timesheets::plie_id.eq(cx.plie()))
        .filter(timesheets::user_id.eq_any(users.to_vec()))
        .filter(timesheets::month.between(from, to))
        .order(timesheets::amendment)
        .select(TimesheetRow::as_select())
        .load(cx.conn)?;
    // a later amendment takes the place of an earlier one
    Ok(rows.into_iter().map(|row| ((row.month, row.user_id), row)).collect())
}

/// Whose records some months hold.
pub(super) fn recorders(
    cx: &mut Ctx<'_>,
    users: Option<Vec<UserId>>,
    from: Month,
    to: Month,
) -> Outcome<Vec<(Month, UserId)>> {
    let mut query = time_totals::table
        .filter(time_totals::plie_id.eq(cx.plie()))
        .filter(time_totals::month.between(from, to))
        .filter(time_totals::minutes.gt(0))
        .select((time_totals::month, time_totals::user_id))
        .distinct()
        .into_boxed();
    if let Some(users) = users {
        query = query.filter(time_totals::user_id.eq_any(users));
    }
    Ok(query.load(cx.conn)?)
}

/// Minutes of the roll-up by month and person: worked, and of absence tasks.
pub(super) fn totals(
    cx: &mut Ctx<'_>,
    users: &[UserId],
    from: Month,
    to: Month,
) -> Outcome<BTreeMap<(Month, UserId), (i64, i64)>> {
    let rows: Vec<(Month, UserId, String, i64)> = time_totals::table
        .filter(time_totals::plie_id.eq(cx.plie()))
        .filter(time_totals::user_id.eq_any(users.to_vec()))
        .filter(time_totals::month.between(from, to))
        .select((time_totals::month, time_totals::user_id, time_totals::task, time_totals::minutes))
        .load(cx.conn)?;
    let mut out: BTreeMap<(Month, UserId), (i64, i64)> = BTreeMap::new();
    for (month, user, task, minutes) in rows {
        let both = out.entry((month, user)).or_default();
        let one = if ABSENCE_TASKS.contains(&task.as_str()) { &mut both.1 } else { &mut both.0 };
        *one += minutes;
    }
    Ok(out)
}

/// The live records of a month, with whom they were for.
pub(super) fn records(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Vec<SheetRecord>> {
    type Row = (TimeRecordId, Day, Option<i64>, Option<i64>, i64, i64, String, Attribution, Option<OperationId>);
    let live = time_records::table
        .filter(time_records::plie_id.eq(cx.plie()))
        .filter(time_records::user_id.eq(user))
        .filter(time_records::date.between(month.first(), month.last()))
        .filter(time_records::status.ne(TimeStatus::Superseded));
    let rows: Vec<Row> = live
        .order((time_records::date, time_records::id))
        .select((
            time_records::id,
            time_records::date,
            time_records::start_minute,
            time_records::end_minute,
            time_records::break_minutes,
            time_records::duration_minutes,
            time_records::task,
            time_records::attribution,
            time_records::operation_id,
        ))
        .load(cx.conn)?;
    let named: Vec<(TimeRecordId, ParticipantId)> = time_record_participants::table
        .filter(time_record_participants::plie_id.eq(cx.plie()))
        .filter(time_record_participants::time_record_id.eq_any(live.select(time_records::id)))
        .select((time_record_participants::time_record_id, time_record_participants::participant_id))
        .load(cx.conn)?;
    let mut people: BTreeMap<TimeRecordId, Vec<ParticipantId>> = BTreeMap::new();
    for (record, participant) in named {
        people.entry(record).or_default().push(participant);
    }
    let sheet = |(id, date, start, end, break_minutes, minutes, task, attribution, operation): Row| SheetRecord {
        id,
        date,
        times: start.zip(end),
        break_minutes,
        minutes,
        task,
        attribution,
        operation,
        participants: people.remove(&id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(sheet).collect())
}

/// The numbers of operations, for a reader.
pub(super) fn numbers(cx: &mut Ctx<'_>, ids: Vec<OperationId>) -> Outcome<BTreeMap<OperationId, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(OperationId, String)> = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .filter(operations::id.eq_any(ids))
        .select((operations::id, operations::number))
        .load(cx.conn)?;
    Ok(rows.into_iter().collect())
}

/// Stores a sheet; `read` is the version it was read at, none where it was not stored yet.
pub(super) fn save(cx: &mut Ctx<'_>, row: &TimesheetRow, read: Option<i64>) -> Outcome<()> {
    let Some(read) = read else {
        diesel::insert_into(timesheets::table).values(row).execute(cx.conn)?;
        return Ok(());
    };
    let written = diesel::update(timesheets::table.find((row.plie_id, row.id)))
        .filter(timesheets::version.eq(read))
        .set(row)
        .execute(cx.conn)?;
    // on PostgreSQL another writer may have come between
    if written == 1 { Ok(()) } else { Err(Failure::Stale { current: read + 1 }) }
}
