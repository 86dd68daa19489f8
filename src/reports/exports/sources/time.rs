//! The time of the staff, record by record and month by month.

use std::collections::HashMap;

use super::Line;
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::esf::time_records::{self, TimeRecordFilter, TimeRecordView};
use crate::esf::timesheets::{self, SheetSigner, TimesheetFilter, TimesheetSummaryView};
use crate::esf::{operations, staff};
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::identity::users;
use crate::ids::{OperationId, UserId};
use crate::reports::export_profiles::rules::{Row, Value};
use crate::reports::exports::api::ExportParameters;

/// What a count of something may hold.
fn number(count: usize) -> Value {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

pub(super) fn records(cx: &mut Ctx<'_>, page: &PageIn, asked: &ExportParameters) -> Outcome<Page<Line>> {
    let filter = TimeRecordFilter {
        user_id: asked.user_id,
        participant_id: asked.participant_id,
        operation_id: asked.operation_id,
        task: asked.task.as_ref().map(|task| task.as_str().to_owned()),
        from: asked.from,
        to: asked.to,
        status: asked.status,
        ..TimeRecordFilter::default()
    };
    let found = time_records::list(cx, page, &filter)?.map(TimeRecordView::from);
    let accounts: Vec<UserId> = found.items.iter().map(|record| record.user_id).collect();
    let names = users::names(cx, &accounts)?;
    let paying: Vec<OperationId> = found.items.iter().filter_map(|record| record.operation_id).collect();
    let payers = operations::payers(cx, &paying)?;
    let numbers: HashMap<OperationId, &str> = payers.iter().map(|payer| (payer.id, payer.number.as_str())).collect();
    let reach = cx.reach.clone();
    let reached = staff::in_reach(cx, &reach)?;
    let line = |record: TimeRecordView| {
        let is_reached = reached.as_ref().is_none_or(|users| users.contains(&record.user_id));
        let (staff, operation) = if is_reached { (Some(record.user_id), None) } else { (None, record.operation_id) };
        let operation_number = record.operation_id.and_then(|id| numbers.get(&id).copied());
        let people: Vec<String> = record.participant_ids.iter().map(ToString::to_string).collect();
        let mut values = named(record.user_id, names.get(&record.user_id));
        values.extend([
            ("time_record_id", record.id.to_string().into()),
            ("date", record.date.into()),
            ("start_time", record.start_time.map(|time| time.to_string()).into()),
            ("end_time", record.end_time.map(|time| time.to_string()).into()),
            ("break_minutes", record.break_minutes.into()),
            ("duration_minutes", record.duration_minutes.into()),
            ("task", record.task.into()),
            ("attribution", record.attribution.code().into()),
            ("operation_id", record.operation_id.map(|id| id.to_string()).into()),
            ("operation_number", operation_number.into()),
            ("participants", number(people.len())),
            ("participant_ids", people.join(" ").into()),
            ("linked_type", record.linked.as_ref().map(|linked| linked.kind.clone()).into()),
            ("linked_id", record.linked.as_ref().map(|linked| linked.id.to_string()).into()),
            ("place", record.place.into()),
            ("modality", record.modality.into()),
            ("status", record.status.code().into()),
            ("late", record.late.into()),
            ("recorded_at", record.recorded_at.into()),
            ("recorded_by", record.recorded_by.map(|id| id.to_string()).into()),
            ("performed_by", record.performed_by.to_string().into()),
            ("month", record.month.to_string().into()),
            ("week", record.week.to_string().into()),
        ]);
        Line { values, person: None, staff, operation }
    };
    Ok(found.map(line))
}

pub(super) fn months(
    cx: &mut Ctx<'_>,
    page: &PageIn,
    month: Option<Month>,
    user_id: Option<UserId>,
) -> Outcome<Page<Line>> {
    let found = timesheets::months(cx, &TimesheetFilter { user_id, month, status: None }, page)?;
    let accounts: Vec<UserId> = found.items.iter().map(|sheet| sheet.user_id).collect();
    let names = users::names(cx, &accounts)?;
    let line = |sheet: TimesheetSummaryView| {
        let signed = |by: SheetSigner| sheet.signatures.iter().find(|s| s.signs_as == by).map(|s| s.signed_at);
        let mut values = named(sheet.user_id, names.get(&sheet.user_id));
        values.extend([
            ("employee_signed_at", signed(SheetSigner::Employee).into()),
            ("countersigned_at", signed(SheetSigner::Supervisor).into()),
            ("month", sheet.month.to_string().into()),
            ("amendment", sheet.amendment.into()),
            ("status", sheet.status.code().into()),
            ("worked_minutes", sheet.worked_minutes.into()),
            ("absence_minutes", sheet.absence_minutes.into()),
            ("employee_due_on", sheet.employee_due_on.into()),
            ("supervisor_due_on", sheet.supervisor_due_on.into()),
            ("content_hash", sheet.content_hash.into()),
        ]);
        Line { values, person: None, staff: Some(sheet.user_id), operation: None }
    };
    Ok(found.map(line))
}

/// An account by its name, first and last.
fn named(user: UserId, name: Option<&(String, String)>) -> Row {
    Row::from([
        ("user_id", user.to_string().into()),
        ("last_name", name.map(|(_, last)| last.as_str()).into()),
        ("first_name", name.map(|(first, _)| first.as_str()).into()),
    ])
}
