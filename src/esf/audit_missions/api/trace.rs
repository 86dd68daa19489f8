//! One record from end to end, in one answer: what it was spent on, who signed, for whom, who pays, which week and month
//! hold it, what the journal says (§ 6.9).

use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::evidence::{AuditDocumentView, MissingPieceView, disclosed, documents};
use crate::app::App;
use crate::audit::store::EntryRow;
use crate::civil::{IsoWeek, Month, TimeOfDay};
use crate::db::{Day, Instant};
use crate::esf::agenda_weeks::rules::AgendaStatus;
use crate::esf::audit_missions::facts::Signed;
use crate::esf::audit_missions::rules::evidence::missing;
use crate::esf::audit_missions::store;
use crate::esf::audit_missions::store::dossier::{self, Dossiers, WeekFacts};
use crate::esf::charters::Attribution;
use crate::esf::operations::{self, OperationRow};
use crate::esf::time_records::TimeRecordRow;
use crate::esf::time_records::rules::TimeStatus;
use crate::esf::timesheets::rules::TimesheetStatus;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Reply};
use crate::ids::{
    AnyId, AuditMissionId, CharterId, OperationId, ParticipantId, PathwayId, SignatureId, TimeRecordId, TimesheetId,
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
    id: TimeRecordId,
    /// Whose minutes they are.
    user_id: UserId,
    /// Their last name.
    last_name: String,
    /// Their first name.
    first_name: String,
    /// The civil day.
    date: Day,
    /// Start on the wall clock.
    #[schema(required = true)]
    start_time: Option<TimeOfDay>,
    /// End on the wall clock.
    #[schema(required = true)]
    end_time: Option<TimeOfDay>,
    /// Minutes of break.
    break_minutes: i64,
    /// Its minutes.
    duration_minutes: i64,
    /// Task of the charter.
    task: String,
    /// Whom the minutes are for.
    attribution: Attribution,
    /// The charter that held on the day.
    charter_id: CharterId,
    /// Where it stands between its entry and the claim.
    status: TimeStatus,
    /// Whether it was recorded more than a week after its day.
    late: bool,
    /// When this version was recorded.
    recorded_at: Instant,
    /// Who recorded it; null for a machine.
    #[schema(required = true)]
    recorded_by: Option<UserId>,
    /// The kept copy of the version before.
    #[schema(required = true)]
    supersedes: Option<TimeRecordId>,
    /// What replaced it.
    #[schema(required = true)]
    superseded_by: Option<TimeRecordId>,
    /// Why it was changed.
    #[schema(required = true)]
    reason: Option<String>,
    /// Its version.
    version: i64,
}

/// A signature of the trace.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d4", "kind": "electronic", "signer_type": "participant", "signer_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "signed_at": "2025-06-03T08:55:00Z", "facts_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "document_id": null, "method": "tablet", "refused": false, "late": false, "void_at": null, "recorded_at": "2025-06-03T08:56:00Z"}))]
pub(crate) struct TraceSignatureView {
    /// Its identifier.
    id: SignatureId,
    /// How it was given.
    kind: SignatureKind,
    /// Who signed: the participant, somebody of the staff, a third party.
    signer_type: SignerType,
    /// The participant or the account.
    #[schema(required = true)]
    signer_id: Option<AnyId>,
    /// When it was given.
    signed_at: Instant,
    /// The hash of the facts signed.
    facts_hash: String,
    /// The scan.
    #[schema(required = true)]
    document_id: Option<AnyId>,
    /// The means of an electronic one.
    #[schema(required = true)]
    method: Option<String>,
    /// Whether it is a refusal to sign.
    refused: bool,
    /// Whether it came after the day of what is signed.
    late: bool,
    /// When it became void.
    #[schema(required = true)]
    void_at: Option<Instant>,
    /// When it was recorded.
    recorded_at: Instant,
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
    linked_type: String,
    /// Its identifier.
    id: Uuid,
    /// The title of a session.
    #[schema(required = true)]
    title: Option<String>,
    /// The type of an interview, the kind of a meeting.
    #[schema(required = true)]
    kind: Option<String>,
    /// How an interview was held.
    #[schema(required = true)]
    modality: Option<String>,
    /// Start.
    #[schema(required = true)]
    starts_at: Option<Instant>,
    /// End.
    #[schema(required = true)]
    ends_at: Option<Instant>,
    /// What came of an interview.
    #[schema(required = true)]
    outcome: Option<&'static str>,
    /// Whether an interview has its report; what it says is not part of the evidence.
    #[schema(required = true)]
    report_present: Option<bool>,
    /// Whether an interview was put on file late.
    #[schema(required = true)]
    late: Option<bool>,
    /// The facts that a signature of an interview binds.
    #[schema(required = true)]
    facts_hash: Option<String>,
    /// Whether whoever recorded the time is noted as present at a meeting.
    #[schema(required = true)]
    attended: Option<bool>,
    /// The signature of an interview.
    #[schema(required = true)]
    signature: Option<TraceSignatureView>,
}

/// Evidence of eligibility.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"criterion": "rsa", "issued_on": "2025-01-10", "valid_until": "2025-04-10", "document_id": null}))]
pub(crate) struct TraceCriterionView {
    /// The criterion (list `criterion`).
    criterion: String,
    /// When the evidence was issued.
    issued_on: Day,
    /// The last day it holds.
    #[schema(required = true)]
    valid_until: Option<Day>,
    /// The document.
    #[schema(required = true)]
    document_id: Option<AnyId>,
}

/// A pathway of a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d8", "status": "active", "activated_on": "2025-02-01", "exit_on": null}))]
pub(crate) struct TracePathwayView {
    /// The pathway.
    pathway_id: PathwayId,
    /// Where it stands.
    status: PathwayStatus,
    /// When it began.
    #[schema(required = true)]
    activated_on: Option<Day>,
    /// When it was left.
    #[schema(required = true)]
    exit_on: Option<Day>,
}

/// Somebody whom the time was for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "last_name": "Benali", "first_name": "Nadia", "minutes": 60, "attendance": null, "signature": null, "pathways": [], "eligibility": []}))]
pub(crate) struct TraceParticipantView {
    /// The participant.
    participant_id: ParticipantId,
    /// Last name.
    last_name: String,
    /// First name.
    first_name: String,
    /// Their part of the minutes.
    minutes: i64,
    /// Whether they were at the session.
    #[schema(required = true)]
    attendance: Option<&'static str>,
    /// Their signature of the session.
    #[schema(required = true)]
    signature: Option<TraceSignatureView>,
    /// Their pathways, the first one first.
    pathways: Vec<TracePathwayView>,
    /// What proves to which public they belong.
    eligibility: Vec<TraceCriterionView>,
}

/// Who pays.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "number": "201501234", "title": "Accompagnement des parcours", "fund": "esf_plus", "starts_on": "2025-01-01", "ends_on": "2025-12-31"}))]
pub(crate) struct TraceOperationView {
    /// The operation.
    id: OperationId,
    /// Number of the agreement.
    number: String,
    /// Its title.
    title: String,
    /// The fund.
    fund: String,
    /// First day.
    starts_on: Day,
    /// Last day.
    ends_on: Day,
}

/// The agenda week that holds the record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"week": "2025-W23", "status": "accepted", "expected_minutes": 2100, "covered_minutes": 2100, "submitted_at": "2025-06-09T08:00:00Z", "accepted_at": "2025-06-09T09:00:00Z", "accepted_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d9"}))]
pub(crate) struct TraceWeekView {
    /// The week.
    week: IsoWeek,
    /// Where it stands.
    status: AgendaStatus,
    /// Minutes that the contract expects.
    expected_minutes: i64,
    /// Minutes that records and absences cover.
    covered_minutes: i64,
    /// When it was handed in.
    #[schema(required = true)]
    submitted_at: Option<Instant>,
    /// When it was accepted.
    #[schema(required = true)]
    accepted_at: Option<Instant>,
    /// By whom.
    #[schema(required = true)]
    accepted_by: Option<UserId>,
}

/// The month that holds the record, as it was last signed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d7", "month": "2025-06", "amendment": 0, "status": "countersigned", "content_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "signed_minutes": 60, "employee_signed_at": "2025-07-03T08:00:00Z", "employee_signed_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "countersigned_at": "2025-07-04T08:00:00Z", "countersigned_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d9"}))]
pub(crate) struct TraceSheetView {
    /// Its identifier.
    id: TimesheetId,
    /// The month.
    month: Month,
    /// 0 for the first sheet.
    amendment: i64,
    /// Where it stands.
    status: TimesheetStatus,
    /// The hash of what was signed.
    #[schema(required = true)]
    content_hash: Option<String>,
    /// The minutes of the record in what was signed; null where it does not stand there.
    #[schema(required = true)]
    signed_minutes: Option<i64>,
    /// When the employee signed.
    #[schema(required = true)]
    employee_signed_at: Option<Instant>,
    /// The employee's account.
    #[schema(required = true)]
    employee_signed_by: Option<UserId>,
    /// When the supervisor signed.
    #[schema(required = true)]
    countersigned_at: Option<Instant>,
    /// The supervisor's account.
    #[schema(required = true)]
    countersigned_by: Option<UserId>,
}

/// A correction after sign-off (R6.18).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7da", "status": "approved", "requested_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "requested_at": "2025-08-01T08:00:00Z", "decided_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d9", "decided_at": "2025-08-02T08:00:00Z"}))]
pub(crate) struct TraceCorrectionView {
    /// Its identifier.
    id: AnyId,
    /// Where it stands.
    status: String,
    /// Who asked for it.
    requested_by: UserId,
    /// When.
    requested_at: Instant,
    /// Who decided.
    #[schema(required = true)]
    decided_by: Option<UserId>,
    /// When.
    #[schema(required = true)]
    decided_at: Option<Instant>,
}

/// What the journal says of one of the objects.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"seq": 1204, "at": "2025-06-03T16:00:00Z", "actor_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "operation": "create_time_record", "resource": "time_records", "object_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "change": "created", "fields": [], "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}))]
pub(crate) struct TraceEntryView {
    /// Its place in the chain.
    seq: i64,
    /// When it happened.
    at: Instant,
    /// Who did it.
    #[schema(required = true)]
    actor_id: Option<AnyId>,
    /// The operation.
    operation: String,
    /// The kind of object.
    resource: String,
    /// The object.
    #[schema(required = true)]
    object_id: Option<AnyId>,
    /// What happened to it.
    change: crate::audit::Change,
    /// Names of the members that changed.
    fields: Vec<String>,
    /// Its hash in the chain.
    hash: String,
}

/// A record of the sample from end to end.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"record": {"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "last_name": "Roux", "first_name": "Agnès", "date": "2025-06-03", "start_time": "09:00", "end_time": "10:00", "break_minutes": 0, "duration_minutes": 60, "task": "interview_in_person", "attribution": "P", "charter_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "status": "supervisor_signed", "late": false, "recorded_at": "2025-06-03T16:00:00Z", "recorded_by": null, "supersedes": null, "superseded_by": null, "reason": null, "version": 3}, "linked": null, "participants": [], "operation": {"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "number": "201501234", "title": "Accompagnement des parcours", "fund": "esf_plus", "starts_on": "2025-01-01", "ends_on": "2025-12-31"}, "agenda_week": null, "timesheet": null, "corrections": [], "documents": [], "journal": [], "missing": []}))]
pub(crate) struct AuditTraceView {
    /// The record.
    record: TraceRecordView,
    /// What it was spent on.
    #[schema(required = true)]
    linked: Option<TraceLinkedView>,
    /// Whom it was for.
    participants: Vec<TraceParticipantView>,
    /// Who pays.
    operation: TraceOperationView,
    /// The agenda week that holds it.
    #[schema(required = true)]
    agenda_week: Option<TraceWeekView>,
    /// The month that holds it.
    #[schema(required = true)]
    timesheet: Option<TraceSheetView>,
    /// Corrections after sign-off.
    corrections: Vec<TraceCorrectionView>,
    /// Its papers.
    documents: Vec<AuditDocumentView>,
    /// What the journal says of the record, its contact, its signatures, its week and its month.
    journal: Vec<TraceEntryView>,
    /// What an auditor asks for and does not find.
    missing: Vec<MissingPieceView>,
}

/// Trace a record of an audit mission
///
/// From the minutes to the contact, its signature and its report (whether there is one), the participants with their
/// eligibility, the operation, the agenda week, the month with both signatures, and the entries of the audit chain. Each
/// participant has a line in the access log.
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission"), ("time_record_id" = TimeRecordId, Path, description = "A record of the sample")), responses((status = 200, description = "The trace", body = AuditTraceView)))]
#[get("/audit-missions/{id}/trace/{time_record_id}")]
pub(crate) async fn get_audit_trace(
    app: App,
    caller: Caller,
    path: web::Path<(AuditMissionId, TimeRecordId)>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let (mission, id) = *path;
        let found = store::find(cx, &cx.reach.clone(), mission)?;
        if !store::holds(cx, mission, id)? {
            return Err(Failure::NotFound);
        }
        let dossiers = dossier::load(cx, &[id])?;
        let record = dossiers.records.first().ok_or(Failure::NotFound)?;
        let everything = crate::auth::role::Reach::everything();
        let operation = operations::find(cx, &everything, found.operation_id)?;
        let journal = dossier::journal(cx, &dossiers.objects_of(record))?;
        disclosed(cx, mission, &dossiers, &["trace"]);
        Reply::value(&trace(&dossiers, record, operation, journal))
    })
    .await
}

fn trace(
    dossiers: &Dossiers,
    record: &TimeRecordRow,
    operation: OperationRow,
    journal: Vec<EntryRow>,
) -> AuditTraceView {
    let signed = dossiers.signed();
    let corrections = dossiers.corrections.get(&record.id).into_iter().flatten().map(|c| TraceCorrectionView {
        id: c.id,
        status: c.status.clone(),
        requested_by: c.requested_by,
        requested_at: c.requested_at,
        decided_by: c.decided_by,
        decided_at: c.decided_at,
    });
    AuditTraceView {
        record: record_view(dossiers, record),
        linked: linked(dossiers, record),
        participants: participants(dossiers, record),
        operation: TraceOperationView {
            id: operation.id,
            number: operation.number,
            title: operation.title,
            fund: operation.fund,
            starts_on: operation.starts_on,
            ends_on: operation.ends_on,
        },
        agenda_week: dossiers.weeks.get(&(record.user_id, record.week)).map(week),
        timesheet: sheet(dossiers, record, &signed),
        corrections: corrections.collect(),
        documents: documents(dossiers, record),
        journal: journal.into_iter().map(entry).collect(),
        missing: missing(&dossiers.facts(record, &signed)).into_iter().map(Into::into).collect(),
    }
}

fn record_view(dossiers: &Dossiers, r: &TimeRecordRow) -> TraceRecordView {
    let (last_name, first_name) = dossiers.staff.get(&r.user_id).cloned().unwrap_or_default();
    TraceRecordView {
        id: r.id,
        user_id: r.user_id,
        last_name,
        first_name,
        date: r.date,
        start_time: r.start_minute.and_then(TimeOfDay::of_minutes),
        end_time: r.end_minute.and_then(TimeOfDay::of_minutes),
        break_minutes: r.break_minutes,
        duration_minutes: r.duration_minutes,
        task: r.task.clone(),
        attribution: r.attribution,
        charter_id: r.charter_id,
        status: r.status,
        late: r.late,
        recorded_at: r.recorded_at,
        recorded_by: r.recorded_by,
        supersedes: r.supersedes,
        superseded_by: r.superseded_by,
        reason: r.reason.clone(),
        version: r.version,
    }
}

fn linked(dossiers: &Dossiers, record: &TimeRecordRow) -> Option<TraceLinkedView> {
    let (linked_type, id) = record.linked_type.clone().zip(record.linked_id)?;
    let bare = TraceLinkedView { linked_type, id: id.0, ..TraceLinkedView::default() };
    if let Some(i) = dossiers.interviews.get(&id.0) {
        return Some(TraceLinkedView {
            kind: Some(i.kind.clone()),
            modality: Some(i.modality.clone()),
            starts_at: Some(i.starts_at),
            ends_at: Some(i.ends_at),
            outcome: Some(i.outcome.code()),
            report_present: Some(i.reported),
            late: Some(i.late),
            facts_hash: i.facts_hash.clone(),
            signature: i.signature_id.and_then(|id| dossiers.signatures.get(&id)).map(Into::into),
            ..bare
        });
    }
    if let Some(s) = dossiers.sessions.get(&id.0) {
        return Some(TraceLinkedView {
            title: Some(s.title.clone()),
            starts_at: Some(s.starts_at),
            ends_at: Some(s.ends_at),
            ..bare
        });
    }
    if let Some(m) = dossiers.meetings.get(&id.0) {
        return Some(TraceLinkedView {
            kind: Some(m.kind.clone()),
            starts_at: Some(m.starts_at),
            ends_at: Some(m.ends_at),
            attended: Some(dossiers.attended.contains(&(id.0, record.user_id))),
            ..bare
        });
    }
    Some(bare)
}

fn participants(dossiers: &Dossiers, record: &TimeRecordRow) -> Vec<TraceParticipantView> {
    let shares = dossiers.shares.get(&record.id).into_iter().flatten();
    let one = |share: &dossier::ShareFacts| {
        let id = share.participant_id;
        let person = dossiers.people.get(&id);
        let there = record.linked_id.and_then(|session| dossiers.attendances.get(&(session.0, id)));
        let criteria = dossiers.criteria.get(&id).into_iter().flatten().map(|c| TraceCriterionView {
            criterion: c.criterion.clone(),
            issued_on: c.issued_on,
            valid_until: c.valid_until,
            document_id: c.document_id,
        });
        let pathways = dossiers.pathways.get(&id).into_iter().flatten().map(|p| TracePathwayView {
            pathway_id: p.id,
            status: p.status,
            activated_on: p.activated_on,
            exit_on: p.exit_on,
        });
        TraceParticipantView {
            participant_id: id,
            last_name: person.map(|p| p.last_name.clone()).unwrap_or_default(),
            first_name: person.map(|p| p.first_name.clone()).unwrap_or_default(),
            minutes: share.minutes,
            attendance: there.map(|a| a.outcome.code()),
            signature: there.and_then(|a| dossiers.signatures.get(&a.signature_id?)).map(Into::into),
            pathways: pathways.collect(),
            eligibility: criteria.collect(),
        }
    };
    shares.map(one).collect()
}

fn week(week: &WeekFacts) -> TraceWeekView {
    TraceWeekView {
        week: week.week,
        status: week.status,
        expected_minutes: week.expected_minutes,
        covered_minutes: week.covered_minutes,
        submitted_at: week.submitted_at,
        accepted_at: week.accepted_at,
        accepted_by: week.accepted_by,
    }
}

fn sheet(dossiers: &Dossiers, record: &TimeRecordRow, signed: &Signed) -> Option<TraceSheetView> {
    let sheet = dossiers.sheet_of(record)?;
    Some(TraceSheetView {
        id: sheet.id,
        month: sheet.month,
        amendment: sheet.amendment,
        status: sheet.status,
        content_hash: sheet.content_hash.clone(),
        signed_minutes: signed.minutes(sheet.id, record.id),
        employee_signed_at: sheet.employee_signed_at,
        employee_signed_by: sheet.employee_signed_by,
        countersigned_at: sheet.countersigned_at,
        countersigned_by: sheet.countersigned_by,
    })
}

fn entry(row: EntryRow) -> TraceEntryView {
    TraceEntryView {
        seq: row.seq.unwrap_or_default(),
        at: row.at,
        actor_id: row.actor_id,
        operation: row.operation,
        resource: row.resource,
        object_id: row.object_id,
        change: row.change,
        fields: row.fields.read().unwrap_or_default(),
        hash: crate::audit::chain::hex(&row.hash.unwrap_or_default()),
    }
}
