//! What the trace of a record shows.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::civil::{IsoWeek, Month, TimeOfDay};
use crate::db::{Day, Instant};
use crate::esf::agenda_weeks::rules::AgendaStatus;
use crate::esf::audit_missions::api::evidence::{AuditDocumentView, MissingPieceView};
use crate::esf::charters::Attribution;
use crate::esf::mission_letters::CostMode;
use crate::esf::time_records::rules::TimeStatus;
use crate::esf::timesheets::rules::TimesheetStatus;
use crate::ids::{
    AnyId, CharterId, MissionLetterId, OperationId, ParticipantId, PathwayId, SignatureId, TimeRecordId, TimesheetId,
    UserId,
};
use crate::participants::signatures::SignatureRow;
use crate::participants::signatures::rules::{SignatureKind, SignerType};
use crate::pathways::rules::PathwayStatus;

/// The record itself, as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "last_name": "Roux", "first_name": "Agnès", "date": "2025-06-03", "start_time": "09:00", "end_time": "10:00", "break_minutes": 0, "duration_minutes": 60, "task": "interview_in_person", "attribution": "P", "charter_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "status": "supervisor_signed", "late": false, "recorded_at": "2025-06-03T16:00:00Z", "recorded_by": null, "supersedes": null, "superseded_by": null, "reason": null, "version": 3}))]
pub(crate) struct TraceRecordView {
    /// Its identifier.
    pub(super) id: TimeRecordId,
    /// Whose minutes they are.
    pub(super) user_id: UserId,
    /// Their last name.
    pub(super) last_name: String,
    /// Their first name.
    pub(super) first_name: String,
    /// The civil day.
    pub(super) date: Day,
    /// Start on the wall clock.
    #[schema(required = true)]
    pub(super) start_time: Option<TimeOfDay>,
    /// End on the wall clock.
    #[schema(required = true)]
    pub(super) end_time: Option<TimeOfDay>,
    /// Minutes of break.
    pub(super) break_minutes: i64,
    /// Its minutes.
    pub(super) duration_minutes: i64,
    /// Task of the charter.
    pub(super) task: String,
    /// Whom the minutes are for.
    pub(super) attribution: Attribution,
    /// The charter that held on the day.
    pub(super) charter_id: CharterId,
    /// Where it stands between its entry and the claim.
    pub(super) status: TimeStatus,
    /// Whether it was recorded more than a week after its day.
    pub(super) late: bool,
    /// When this version was recorded.
    pub(super) recorded_at: Instant,
    /// Who recorded it; null for a machine.
    #[schema(required = true)]
    pub(super) recorded_by: Option<UserId>,
    /// The kept copy of the version before.
    #[schema(required = true)]
    pub(super) supersedes: Option<TimeRecordId>,
    /// What replaced it.
    #[schema(required = true)]
    pub(super) superseded_by: Option<TimeRecordId>,
    /// Why it was changed.
    #[schema(required = true)]
    pub(super) reason: Option<String>,
    /// Its version.
    pub(super) version: i64,
}

/// A signature of the trace.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d4", "kind": "electronic", "signer_type": "participant", "signer_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "signed_at": "2025-06-03T08:55:00Z", "facts_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "document_id": null, "method": "tablet", "refused": false, "late": false, "void_at": null, "recorded_at": "2025-06-03T08:56:00Z"}))]
pub(crate) struct TraceSignatureView {
    /// Its identifier.
    pub(super) id: SignatureId,
    /// How it was given.
    pub(super) kind: SignatureKind,
    /// Who signed: the participant, somebody of the staff, a third party.
    pub(super) signer_type: SignerType,
    /// The participant or the account.
    #[schema(required = true)]
    pub(super) signer_id: Option<AnyId>,
    /// When it was given.
    pub(super) signed_at: Instant,
    /// The hash of the facts signed.
    pub(super) facts_hash: String,
    /// The scan.
    #[schema(required = true)]
    pub(super) document_id: Option<AnyId>,
    /// The means of an electronic one.
    #[schema(required = true)]
    pub(super) method: Option<String>,
    /// Whether it is a refusal to sign.
    pub(super) refused: bool,
    /// Whether it came after the day of what is signed.
    pub(super) late: bool,
    /// When it became void.
    #[schema(required = true)]
    pub(super) void_at: Option<Instant>,
    /// When it was recorded.
    pub(super) recorded_at: Instant,
}

impl From<&SignatureRow> for TraceSignatureView {
    fn from(row: &SignatureRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            signer_type: row.signer_type,
            signer_id: row.signer_id,
            signed_at: row.signed_at,
            facts_hash: row.facts_hash.clone(),
            document_id: row.document_id,
            method: row.method.clone(),
            refused: row.refused_reason.is_some(),
            late: row.late,
            void_at: row.void_at,
            recorded_at: row.recorded_at,
        }
    }
}

/// What the time was spent on.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(example = json!({"type": "interview", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ce", "title": null, "kind": "follow_up", "modality": "in_person", "starts_at": "2025-06-03T07:00:00Z", "ends_at": "2025-06-03T08:00:00Z", "outcome": "held", "report_present": true, "late": false, "facts_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "attended": null, "signature": null}))]
pub(crate) struct TraceLinkedView {
    /// Kind of object.
    #[serde(rename = "type")]
    pub(super) linked_type: String,
    /// Its identifier.
    pub(super) id: Uuid,
    /// The title of a session.
    #[schema(required = true)]
    pub(super) title: Option<String>,
    /// The type of an interview, the kind of a meeting.
    #[schema(required = true)]
    pub(super) kind: Option<String>,
    /// How an interview was held.
    #[schema(required = true)]
    pub(super) modality: Option<String>,
    /// Start.
    #[schema(required = true)]
    pub(super) starts_at: Option<Instant>,
    /// End.
    #[schema(required = true)]
    pub(super) ends_at: Option<Instant>,
    /// What came of an interview.
    #[schema(required = true)]
    pub(super) outcome: Option<&'static str>,
    /// Whether an interview has its report; what it says is not part of the evidence.
    #[schema(required = true)]
    pub(super) report_present: Option<bool>,
    /// Whether an interview was put on file late.
    #[schema(required = true)]
    pub(super) late: Option<bool>,
    /// The facts that a signature of an interview binds.
    #[schema(required = true)]
    pub(super) facts_hash: Option<String>,
    /// Whether whoever recorded the time is noted as present at a meeting.
    #[schema(required = true)]
    pub(super) attended: Option<bool>,
    /// The signature of an interview.
    #[schema(required = true)]
    pub(super) signature: Option<TraceSignatureView>,
}

/// Evidence of eligibility.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"criterion": "rsa", "issued_on": "2025-01-10", "valid_until": "2025-04-10", "document_id": null}))]
pub(crate) struct TraceCriterionView {
    /// The criterion (list `criterion`).
    pub(super) criterion: String,
    /// When the evidence was issued.
    pub(super) issued_on: Day,
    /// The last day it holds.
    #[schema(required = true)]
    pub(super) valid_until: Option<Day>,
    /// The document.
    #[schema(required = true)]
    pub(super) document_id: Option<AnyId>,
}

/// A pathway of a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d8", "status": "active", "activated_on": "2025-02-01", "exit_on": null}))]
pub(crate) struct TracePathwayView {
    /// The pathway.
    pub(super) pathway_id: PathwayId,
    /// Where it stands.
    pub(super) status: PathwayStatus,
    /// When it began.
    #[schema(required = true)]
    pub(super) activated_on: Option<Day>,
    /// When it was left.
    #[schema(required = true)]
    pub(super) exit_on: Option<Day>,
}

/// Somebody whom the time was for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "last_name": "Benali", "first_name": "Nadia", "minutes": 60, "attendance": null, "signature": null, "pathways": [], "eligibility": []}))]
pub(crate) struct TraceParticipantView {
    /// The participant.
    pub(super) participant_id: ParticipantId,
    /// Last name.
    pub(super) last_name: String,
    /// First name.
    pub(super) first_name: String,
    /// Their part of the minutes.
    pub(super) minutes: i64,
    /// Whether they were at the session.
    #[schema(required = true)]
    pub(super) attendance: Option<&'static str>,
    /// Their signature of the session.
    #[schema(required = true)]
    pub(super) signature: Option<TraceSignatureView>,
    /// Their pathways, the first one first.
    pub(super) pathways: Vec<TracePathwayView>,
    /// What proves to which public they belong.
    pub(super) eligibility: Vec<TraceCriterionView>,
}

/// Who pays.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "number": "201501234", "title": "Accompagnement des parcours", "fund": "esf_plus", "starts_on": "2025-01-01", "ends_on": "2025-12-31"}))]
pub(crate) struct TraceOperationView {
    /// The operation.
    pub(super) id: OperationId,
    /// Number of the agreement.
    pub(super) number: String,
    /// Its title.
    pub(super) title: String,
    /// The fund.
    pub(super) fund: String,
    /// First day.
    pub(super) starts_on: Day,
    /// Last day.
    pub(super) ends_on: Day,
}

/// The mission letter that holds for the record (§ 6.1).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7db", "missions": "Référente de parcours", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "cost_mode": "hourly_rate", "signed_on": "2025-01-02", "accepted_by_ma_on": "2025-01-20"}))]
pub(crate) struct TraceLetterView {
    /// Its identifier.
    pub(super) id: MissionLetterId,
    /// What the person does on the operation.
    pub(super) missions: String,
    /// First day.
    pub(super) starts_on: Day,
    /// Last day, included.
    pub(super) ends_on: Day,
    /// How the time is proved and paid.
    pub(super) cost_mode: CostMode,
    /// When it was signed.
    #[schema(required = true)]
    pub(super) signed_on: Option<Day>,
    /// When the managing authority accepted it.
    #[schema(required = true)]
    pub(super) accepted_by_ma_on: Option<Day>,
}

/// The agenda week that holds the record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"week": "2025-W23", "status": "accepted", "expected_minutes": 2100, "covered_minutes": 2100, "submitted_at": "2025-06-09T08:00:00Z", "accepted_at": "2025-06-09T09:00:00Z", "accepted_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d9"}))]
pub(crate) struct TraceWeekView {
    /// The week.
    pub(super) week: IsoWeek,
    /// Where it stands.
    pub(super) status: AgendaStatus,
    /// Minutes that the contract expects.
    pub(super) expected_minutes: i64,
    /// Minutes that records and absences cover.
    pub(super) covered_minutes: i64,
    /// When it was handed in.
    #[schema(required = true)]
    pub(super) submitted_at: Option<Instant>,
    /// When it was accepted.
    #[schema(required = true)]
    pub(super) accepted_at: Option<Instant>,
    /// By whom.
    #[schema(required = true)]
    pub(super) accepted_by: Option<UserId>,
}

/// The month that holds the record, as it was last signed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d7", "month": "2025-06", "amendment": 0, "status": "countersigned", "content_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "signed_minutes": 60, "employee_signed_at": "2025-07-03T08:00:00Z", "employee_signed_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "countersigned_at": "2025-07-04T08:00:00Z", "countersigned_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d9"}))]
pub(crate) struct TraceSheetView {
    /// Its identifier.
    pub(super) id: TimesheetId,
    /// The month.
    pub(super) month: Month,
    /// 0 for the first sheet.
    pub(super) amendment: i64,
    /// Where it stands.
    pub(super) status: TimesheetStatus,
    /// The hash of what was signed.
    #[schema(required = true)]
    pub(super) content_hash: Option<String>,
    /// The minutes of the record in what was signed; null where it does not stand there.
    #[schema(required = true)]
    pub(super) signed_minutes: Option<i64>,
    /// When the employee signed.
    #[schema(required = true)]
    pub(super) employee_signed_at: Option<Instant>,
    /// The employee's account.
    #[schema(required = true)]
    pub(super) employee_signed_by: Option<UserId>,
    /// When the supervisor signed.
    #[schema(required = true)]
    pub(super) countersigned_at: Option<Instant>,
    /// The supervisor's account.
    #[schema(required = true)]
    pub(super) countersigned_by: Option<UserId>,
}

/// A correction after sign-off (R6.18).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7da", "status": "approved", "requested_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "requested_at": "2025-08-01T08:00:00Z", "decided_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d9", "decided_at": "2025-08-02T08:00:00Z"}))]
pub(crate) struct TraceCorrectionView {
    /// Its identifier.
    pub(super) id: AnyId,
    /// Where it stands.
    pub(super) status: String,
    /// Who asked for it.
    pub(super) requested_by: UserId,
    /// When.
    pub(super) requested_at: Instant,
    /// Who decided.
    #[schema(required = true)]
    pub(super) decided_by: Option<UserId>,
    /// When.
    #[schema(required = true)]
    pub(super) decided_at: Option<Instant>,
}

/// What the journal says of one of the objects.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"seq": 1204, "at": "2025-06-03T16:00:00Z", "actor_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "operation": "create_time_record", "resource": "time_records", "object_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "change": "created", "fields": [], "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}))]
pub(crate) struct TraceEntryView {
    /// Its place in the chain.
    pub(super) seq: i64,
    /// When it happened.
    pub(super) at: Instant,
    /// Who did it.
    #[schema(required = true)]
    pub(super) actor_id: Option<AnyId>,
    /// The operation.
    pub(super) operation: String,
    /// The kind of object.
    pub(super) resource: String,
    /// The object.
    #[schema(required = true)]
    pub(super) object_id: Option<AnyId>,
    /// What happened to it.
    pub(super) change: crate::audit::Change,
    /// Names of the members that changed.
    pub(super) fields: Vec<String>,
    /// Its hash in the chain.
    pub(super) hash: String,
}

/// A record of the sample from end to end.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"record": {"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "last_name": "Roux", "first_name": "Agnès", "date": "2025-06-03", "start_time": "09:00", "end_time": "10:00", "break_minutes": 0, "duration_minutes": 60, "task": "interview_in_person", "attribution": "P", "charter_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "status": "supervisor_signed", "late": false, "recorded_at": "2025-06-03T16:00:00Z", "recorded_by": null, "supersedes": null, "superseded_by": null, "reason": null, "version": 3}, "linked": null, "participants": [], "operation": {"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "number": "201501234", "title": "Accompagnement des parcours", "fund": "esf_plus", "starts_on": "2025-01-01", "ends_on": "2025-12-31"}, "mission_letter": null, "agenda_week": null, "timesheet": null, "corrections": [], "documents": [], "journal": [], "missing": []}))]
pub(crate) struct AuditTraceView {
    /// The record.
    pub(super) record: TraceRecordView,
    /// What it was spent on.
    #[schema(required = true)]
    pub(super) linked: Option<TraceLinkedView>,
    /// Whom it was for.
    pub(super) participants: Vec<TraceParticipantView>,
    /// Who pays.
    pub(super) operation: TraceOperationView,
    /// The mission letter of the person for the operation, on the day.
    #[schema(required = true)]
    pub(super) mission_letter: Option<TraceLetterView>,
    /// The agenda week that holds it.
    #[schema(required = true)]
    pub(super) agenda_week: Option<TraceWeekView>,
    /// The month that holds it.
    #[schema(required = true)]
    pub(super) timesheet: Option<TraceSheetView>,
    /// Corrections after sign-off.
    pub(super) corrections: Vec<TraceCorrectionView>,
    /// Its papers.
    pub(super) documents: Vec<AuditDocumentView>,
    /// What the journal says of the record, its contact, its signatures, its week and its month.
    pub(super) journal: Vec<TraceEntryView>,
    /// What an auditor asks for and does not find.
    pub(super) missing: Vec<MissingPieceView>,
}
