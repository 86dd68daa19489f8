//! A timesheet as the wire shows it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::flow::{Listed, Seen};
use super::rules::{self, Cell, DayLine, TimesheetStatus};
use super::store::TimesheetRow;
use crate::civil::{IsoWeek, Month};
use crate::db::{Day, Instant};
use crate::esf::absences::Away;
use crate::esf::charters::Attribution;
use crate::identity::plies::Settings;
use crate::ids::{OperationId, TimesheetId, UserId};

crate::text_enum! {
    /// What an absence takes out of a day.
    pub enum AwayPart {
        None = "none",
        Morning = "am",
        Afternoon = "pm",
        Day = "day",
    }
}

impl From<Away> for AwayPart {
    fn from(away: Away) -> Self {
        use crate::esf::absences::rules::HalfDay;
        match away {
            Away::Present => Self::None,
            Away::Half(HalfDay::Morning) => Self::Morning,
            Away::Half(HalfDay::Afternoon) => Self::Afternoon,
            Away::Whole => Self::Day,
        }
    }
}

/// The minutes of one task on one operation on one day.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"task": "interview_in_person", "attribution": "P", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "minutes": 105, "participants": 2}))]
pub(crate) struct TimesheetLineView {
    /// The task.
    pub(crate) task: String,
    /// Whom its minutes are for.
    pub(crate) attribution: Attribution,
    /// The operation; null outside operations.
    #[schema(required = true)]
    pub(crate) operation_id: Option<OperationId>,
    /// Minutes, those of a group once.
    pub(crate) minutes: i64,
    /// Different participants.
    pub(crate) participants: i64,
}

/// A day of the sheet.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"date": "2026-03-02", "absence": "none", "worked_minutes": 420, "lines": []}))]
pub(crate) struct TimesheetDayView {
    /// The day.
    pub(crate) date: Day,
    /// What absences take out of it.
    pub(crate) absence: AwayPart,
    /// Minutes worked.
    pub(crate) worked_minutes: i64,
    /// Its minutes by task and operation.
    pub(crate) lines: Vec<TimesheetLineView>,
}

/// Minutes worked on an operation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "operation_number": "202301234", "minutes": 6300}))]
pub(crate) struct OperationMinutesView {
    /// The operation; null for work outside operations.
    #[schema(required = true)]
    pub(crate) operation_id: Option<OperationId>,
    /// Its number.
    #[schema(required = true)]
    pub(crate) operation_number: Option<String>,
    /// Minutes worked.
    pub(crate) minutes: i64,
}

/// Minutes of a task.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"task": "diagnosis", "minutes": 240}))]
pub(crate) struct TaskMinutesView {
    /// The task, absences included.
    pub(crate) task: String,
    /// Minutes.
    pub(crate) minutes: i64,
}

/// Minutes worked by attribution.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"attribution": "P", "minutes": 4200}))]
pub(crate) struct AttributionMinutesView {
    /// Whom the minutes are for.
    pub(crate) attribution: Attribution,
    /// Minutes.
    pub(crate) minutes: i64,
}

/// The totals of a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"worked_minutes": 9240, "absence_minutes": 420, "by_operation": [], "by_task": [], "by_attribution": []}))]
pub(crate) struct TimesheetTotalsView {
    /// Minutes worked.
    pub(crate) worked_minutes: i64,
    /// Minutes of absence tasks.
    pub(crate) absence_minutes: i64,
    /// By operation; their sum is what was worked.
    pub(crate) by_operation: Vec<OperationMinutesView>,
    /// By task, absences included.
    pub(crate) by_task: Vec<TaskMinutesView>,
    /// By attribution; their sum is what was worked.
    pub(crate) by_attribution: Vec<AttributionMinutesView>,
}

crate::text_enum! {
    /// As whom somebody signs a timesheet.
    pub enum SheetSigner {
        Employee = "employee",
        Supervisor = "supervisor",
    }
}

/// A signature under a timesheet.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"as": "employee", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "signed_at": "2026-04-02T08:00:00Z", "content_hash": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}))]
pub(crate) struct SheetSignatureView {
    /// As whom.
    #[serde(rename = "as")]
    pub(crate) signs_as: SheetSigner,
    /// Who.
    pub(crate) user_id: UserId,
    /// When.
    pub(crate) signed_at: Instant,
    /// The hash of the content signed.
    pub(crate) content_hash: String,
}

/// The month of a member of staff.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": null, "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "month": "2026-03", "amendment": 0, "status": "open", "employee_due_on": "2026-04-10", "supervisor_due_on": "2026-04-20", "days": [], "totals": {"worked_minutes": 0, "absence_minutes": 0, "by_operation": [], "by_task": [], "by_attribution": []}, "content_hash": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "content_intact": true, "changed_since_signed": false, "weeks_not_accepted": ["2026-W10"], "signatures": [], "reopened_reason": null, "version": 1, "created_at": null, "updated_at": null}))]
pub(crate) struct TimesheetView {
    /// Its identifier in the audit log and the change feed; null before the first signature.
    #[schema(required = true)]
    pub(crate) id: Option<TimesheetId>,
    /// Whose month it is.
    pub(crate) user_id: UserId,
    /// The month.
    pub(crate) month: Month,
    /// 0 for the first sheet; a correction after both signatures makes the next (R6.18).
    pub(crate) amendment: i64,
    /// Where it stands.
    pub(crate) status: TimesheetStatus,
    /// The last day on which the employee signs on time (T5).
    pub(crate) employee_due_on: Day,
    /// The last day on which the supervisor signs on time (T5).
    pub(crate) supervisor_due_on: Day,
    /// Every day of the month.
    pub(crate) days: Vec<TimesheetDayView>,
    /// Its totals.
    pub(crate) totals: TimesheetTotalsView,
    /// SHA-256 of the content, in hexadecimal: what signatures stand on.
    pub(crate) content_hash: String,
    /// Whether the stored content still has the hash that was signed.
    pub(crate) content_intact: bool,
    /// Whether the records say something else now than what was signed: an amendment is due.
    pub(crate) changed_since_signed: bool,
    /// The weeks to be accepted before the employee signs (R6.14).
    pub(crate) weeks_not_accepted: Vec<IsoWeek>,
    /// The signatures, the employee's first.
    pub(crate) signatures: Vec<SheetSignatureView>,
    /// Why it was opened again.
    #[schema(required = true)]
    pub(crate) reopened_reason: Option<String>,
    /// Version, for If-Match; 1 before the first signature.
    pub(crate) version: i64,
    /// When it was first signed.
    #[schema(required = true)]
    pub(crate) created_at: Option<Instant>,
    /// When it last changed.
    #[schema(required = true)]
    pub(crate) updated_at: Option<Instant>,
}

/// A month in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": null, "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "month": "2026-03", "amendment": 0, "status": "open", "employee_due_on": "2026-04-10", "supervisor_due_on": "2026-04-20", "worked_minutes": 9240, "absence_minutes": 420, "content_hash": null, "signatures": [], "version": 1, "created_at": null, "updated_at": null}))]
pub(crate) struct TimesheetSummaryView {
    /// Its identifier; null before the first signature.
    #[schema(required = true)]
    pub(crate) id: Option<TimesheetId>,
    /// Whose month it is.
    pub(crate) user_id: UserId,
    /// The month.
    pub(crate) month: Month,
    /// 0 for the first sheet.
    pub(crate) amendment: i64,
    /// Where it stands.
    pub(crate) status: TimesheetStatus,
    /// The last day on which the employee signs on time (T5).
    pub(crate) employee_due_on: Day,
    /// The last day on which the supervisor signs on time (T5).
    pub(crate) supervisor_due_on: Day,
    /// Minutes worked, as the records stand now.
    pub(crate) worked_minutes: i64,
    /// Minutes of absence tasks, as the records stand now.
    pub(crate) absence_minutes: i64,
    /// The hash of the content signed; null before.
    #[schema(required = true)]
    pub(crate) content_hash: Option<String>,
    /// The signatures, the employee's first.
    pub(crate) signatures: Vec<SheetSignatureView>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was first signed.
    #[schema(required = true)]
    pub(crate) created_at: Option<Instant>,
    /// When it last changed.
    #[schema(required = true)]
    pub(crate) updated_at: Option<Instant>,
}

crate::page_of!(TimesheetPage, TimesheetSummaryView);

fn signatures(row: Option<&TimesheetRow>) -> Vec<SheetSignatureView> {
    let Some((row, hash)) = row.and_then(|r| Some((r, r.content_hash.clone()?))) else { return Vec::new() };
    let one = |signs_as, user: Option<UserId>, at: Option<Instant>| {
        let (user_id, signed_at) = user.zip(at)?;
        Some(SheetSignatureView { signs_as, user_id, signed_at, content_hash: hash.clone() })
    };
    let employee = one(SheetSigner::Employee, row.employee_signed_by, row.employee_signed_at);
    let supervisor = one(SheetSigner::Supervisor, row.countersigned_by, row.countersigned_at);
    employee.into_iter().chain(supervisor).collect()
}

fn line(cell: &Cell) -> TimesheetLineView {
    TimesheetLineView {
        task: cell.task.clone(),
        attribution: cell.attribution,
        operation_id: cell.operation,
        minutes: cell.minutes,
        participants: cell.participants,
    }
}

fn day(day: &DayLine) -> TimesheetDayView {
    TimesheetDayView {
        date: day.date,
        absence: day.away.into(),
        worked_minutes: day.worked,
        lines: day.cells.iter().map(line).collect(),
    }
}

impl TimesheetView {
    pub(super) fn of(seen: &Seen, settings: &Settings, numbers: &BTreeMap<OperationId, String>) -> Self {
        let (row, sheet) = (seen.row.as_ref(), &seen.sheet);
        let number = |id: &Option<OperationId>| id.and_then(|id| numbers.get(&id).cloned());
        let totals = TimesheetTotalsView {
            worked_minutes: sheet.total,
            absence_minutes: sheet.absence,
            by_operation: sheet
                .by_operation
                .iter()
                .map(|(id, minutes)| OperationMinutesView {
                    operation_id: *id,
                    operation_number: number(id),
                    minutes: *minutes,
                })
                .collect(),
            by_task: sheet
                .by_task
                .iter()
                .map(|(task, minutes)| TaskMinutesView { task: task.clone(), minutes: *minutes })
                .collect(),
            by_attribution: sheet
                .by_attribution
                .iter()
                .map(|(attribution, minutes)| AttributionMinutesView { attribution: *attribution, minutes: *minutes })
                .collect(),
        };
        Self {
            id: row.map(|r| r.id),
            user_id: seen.user,
            month: seen.month,
            amendment: seen.amendment,
            status: seen.status(),
            employee_due_on: rules::due_on(seen.month, settings.timesheet_employee_days),
            supervisor_due_on: rules::due_on(seen.month, settings.timesheet_supervisor_days),
            days: sheet.days.iter().map(day).collect(),
            totals,
            content_hash: seen.hash.clone(),
            content_intact: seen.intact,
            changed_since_signed: seen.changed,
            weeks_not_accepted: seen.not_accepted.clone(),
            signatures: signatures(row),
            reopened_reason: row.and_then(|r| r.reopened_reason.clone()),
            version: seen.version(),
            created_at: row.map(|r| r.created_at),
            updated_at: row.map(|r| r.updated_at),
        }
    }
}

impl TimesheetSummaryView {
    pub(super) fn of(listed: &Listed, settings: &Settings) -> Self {
        let row = listed.row.as_ref();
        Self {
            id: row.map(|r| r.id),
            user_id: listed.user,
            month: listed.month,
            amendment: row.map_or(0, |r| r.amendment),
            status: row.map_or(TimesheetStatus::Open, |r| r.status),
            employee_due_on: rules::due_on(listed.month, settings.timesheet_employee_days),
            supervisor_due_on: rules::due_on(listed.month, settings.timesheet_supervisor_days),
            worked_minutes: listed.worked,
            absence_minutes: listed.absent,
            content_hash: row.and_then(|r| r.content_hash.clone()),
            signatures: signatures(row),
            version: row.map_or(1, |r| r.version),
            created_at: row.map(|r| r.created_at),
            updated_at: row.map(|r| r.updated_at),
        }
    }
}
