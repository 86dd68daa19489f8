//! What is read of the objects that hang on a record: no more than an auditor is shown.

use diesel::prelude::*;

use crate::civil::{IsoWeek, Month};
use crate::db::schema::timesheets;
use crate::db::{Day, Instant};
use crate::esf::agenda_weeks::rules::AgendaStatus;
use crate::esf::mission_letters::CostMode;
use crate::esf::timesheets::rules::TimesheetStatus;
use crate::ids::{
    AgendaWeekId, AnyId, AttendanceId, CollectiveSessionId, DecisionId, DocumentId, InterviewId, MeetingId,
    MissionLetterId, OperationId, ParticipantId, PathwayId, SignatureId, TimeRecordId, TimesheetId, UserId,
};
use crate::network::AttendanceOutcome;
use crate::participants::documents::rules::ContentType;
use crate::pathways::interviews::rules::InterviewOutcome;
use crate::pathways::rules::PathwayStatus;

/// A person's part of a record.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct ShareFacts {
    pub(crate) time_record_id: TimeRecordId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) minutes: i64,
}

/// An interview; whether it has a report, never the report.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct InterviewFacts {
    pub(crate) id: InterviewId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) user_id: UserId,
    pub(crate) kind: String,
    pub(crate) modality: String,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) day: Day,
    pub(crate) place: Option<String>,
    pub(crate) outcome: InterviewOutcome,
    pub(crate) reported: bool,
    pub(crate) recorded_at: Option<Instant>,
    pub(crate) late: bool,
    pub(crate) facts_hash: Option<String>,
    pub(crate) signature_id: Option<SignatureId>,
}

/// A collective session.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct SessionFacts {
    pub(crate) id: CollectiveSessionId,
    pub(crate) title: String,
    pub(crate) leader_id: UserId,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) day: Day,
    pub(crate) place: Option<String>,
    pub(crate) operation_id: Option<OperationId>,
}

/// Whether somebody was at a session.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct AttendanceFacts {
    pub(crate) id: AttendanceId,
    pub(crate) session_id: Option<CollectiveSessionId>,
    pub(crate) participant_id: ParticipantId,
    pub(crate) outcome: AttendanceOutcome,
    pub(crate) signature_id: Option<SignatureId>,
}

/// A meeting.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct MeetingFacts {
    pub(crate) id: MeetingId,
    pub(crate) kind: String,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) day: Day,
}

/// Somebody whom a record was for.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct PersonFacts {
    pub(crate) id: ParticipantId,
    pub(crate) last_name: String,
    pub(crate) first_name: String,
}

/// Evidence of eligibility.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct CriterionFacts {
    pub(crate) participant_id: ParticipantId,
    pub(crate) criterion: String,
    pub(crate) issued_on: Day,
    pub(crate) valid_until: Option<Day>,
    pub(crate) document_id: Option<AnyId>,
}

/// A pathway.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct PathwayFacts {
    pub(crate) id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) status: PathwayStatus,
    pub(crate) decision_id: Option<DecisionId>,
    pub(crate) activated_on: Option<Day>,
    pub(crate) exit_on: Option<Day>,
}

/// A mission letter (§ 6.1).
#[derive(Debug, Clone, Queryable)]
pub(crate) struct LetterFacts {
    pub(crate) id: MissionLetterId,
    pub(crate) user_id: UserId,
    pub(crate) operation_id: OperationId,
    pub(crate) missions: String,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Day,
    pub(crate) cost_mode: CostMode,
    pub(crate) signed_on: Option<Day>,
    pub(crate) accepted_by_ma_on: Option<Day>,
}

/// An agenda week.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct WeekFacts {
    pub(crate) id: AgendaWeekId,
    pub(crate) user_id: UserId,
    pub(crate) week: IsoWeek,
    pub(crate) status: AgendaStatus,
    pub(crate) expected_minutes: i64,
    pub(crate) covered_minutes: i64,
    pub(crate) submitted_at: Option<Instant>,
    pub(crate) accepted_at: Option<Instant>,
    pub(crate) accepted_by: Option<UserId>,
}

/// A timesheet, without its content.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = timesheets)]
pub(crate) struct SheetFacts {
    pub(crate) id: TimesheetId,
    pub(crate) user_id: UserId,
    pub(crate) month: Month,
    pub(crate) amendment: i64,
    pub(crate) status: TimesheetStatus,
    pub(crate) content_hash: Option<String>,
    pub(crate) employee_signed_at: Option<Instant>,
    pub(crate) employee_signed_by: Option<UserId>,
    pub(crate) countersigned_at: Option<Instant>,
    pub(crate) countersigned_by: Option<UserId>,
}

/// A document: what it is, and the name of its bytes in the data directory.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct DocumentFacts {
    pub(crate) id: DocumentId,
    pub(crate) participant_id: Option<ParticipantId>,
    pub(crate) kind: String,
    pub(crate) content_type: ContentType,
    pub(crate) size_bytes: i64,
    pub(crate) sha256: String,
    pub(crate) stored_as: String,
    pub(crate) sealed_key: Option<Vec<u8>>,
    pub(crate) created_at: Instant,
}

/// A correction that was asked for after sign-off (R6.18).
#[derive(Debug, Clone, Queryable)]
pub(crate) struct CorrectionFacts {
    pub(crate) id: AnyId,
    pub(crate) time_record_id: TimeRecordId,
    pub(crate) status: String,
    pub(crate) requested_by: UserId,
    pub(crate) requested_at: Instant,
    pub(crate) decided_by: Option<UserId>,
    pub(crate) decided_at: Option<Instant>,
    pub(crate) replaced_by: Option<TimeRecordId>,
}
