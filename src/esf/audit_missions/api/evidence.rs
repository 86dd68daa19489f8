//! The evidence of a sample over HTTP: record by record, what proves it and what is missing.

use std::collections::BTreeMap;

use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::db::{Day, Instant};
use crate::esf::audit_missions::disclosure::Shown;
use crate::esf::audit_missions::facts::Signed;
use crate::esf::audit_missions::rules::evidence::{Missing, MissingPiece, missing};
use crate::esf::audit_missions::store;
use crate::esf::audit_missions::store::dossier::{self, DocumentFacts, Dossiers};
use crate::esf::charters::Attribution;
use crate::esf::time_records::TimeRecordRow;
use crate::esf::time_records::rules::TimeStatus;
use crate::failure::Outcome;
use crate::http::{Caller, PageIn, PageParams, Reply};
use crate::ids::{AnyId, AuditMissionId, DocumentId, ParticipantId, TimeRecordId, UserId};

/// A document of evidence; its bytes are in the pack.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "kind": "eligibility_proof", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "content_type": "application/pdf", "size_bytes": 48213, "sha256": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "recorded_at": "2026-01-12T10:00:00Z"}))]
pub(crate) struct AuditDocumentView {
    /// Its identifier.
    id: DocumentId,
    /// Code of the list `document_kind`.
    kind: String,
    /// The person it is about.
    #[schema(required = true)]
    participant_id: Option<ParticipantId>,
    /// What it is, as its bytes told.
    content_type: &'static str,
    /// Its size in bytes.
    size_bytes: i64,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// When it was uploaded.
    recorded_at: Instant,
}

impl AuditDocumentView {
    fn of(document: &DocumentFacts) -> Self {
        Self {
            id: document.id,
            kind: document.kind.clone(),
            participant_id: document.participant_id,
            content_type: document.content_type.code(),
            size_bytes: document.size_bytes,
            sha256: document.sha256.clone(),
            recorded_at: document.created_at,
        }
    }
}

/// A hash that something was signed under.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"object_type": "timesheet", "object_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d7", "hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50"}))]
pub(crate) struct AuditHashView {
    /// `interview` or `signature`: the facts signed; `timesheet`: the content signed.
    object_type: &'static str,
    /// The object.
    object_id: Uuid,
    /// SHA-256, in hexadecimal.
    hash: String,
}

/// A piece that is missing.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"piece": "signature", "participant_id": null}))]
pub(crate) struct MissingPieceView {
    /// The piece.
    piece: MissingPiece,
    /// Of whom, where it is somebody's.
    #[schema(required = true)]
    participant_id: Option<ParticipantId>,
}

impl From<Missing> for MissingPieceView {
    fn from(missing: Missing) -> Self {
        Self { piece: missing.piece, participant_id: missing.of }
    }
}

/// What proves a record of the sample, and what is missing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"position": 0, "time_record_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "date": "2025-06-03", "duration_minutes": 60, "task": "interview_in_person", "attribution": "P", "status": "supervisor_signed", "late": false, "linked_type": "interview", "linked_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ce", "participant_ids": ["01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"], "documents": [], "hashes": [], "missing": [{"piece": "signature", "participant_id": null}]}))]
pub(crate) struct AuditEvidenceView {
    /// Its place in the sample.
    position: i64,
    /// The record.
    time_record_id: TimeRecordId,
    /// Whose minutes they are.
    user_id: UserId,
    /// The civil day.
    date: Day,
    /// Its minutes.
    duration_minutes: i64,
    /// Task of the charter.
    task: String,
    /// Whom the minutes are for.
    attribution: Attribution,
    /// Where it stands between its entry and the claim.
    status: TimeStatus,
    /// Whether it was recorded more than a week after its day.
    late: bool,
    /// What the minutes were spent on.
    #[schema(required = true)]
    linked_type: Option<String>,
    /// Its identifier.
    #[schema(required = true)]
    linked_id: Option<AnyId>,
    /// Whom they were for.
    participant_ids: Vec<ParticipantId>,
    /// The papers of its signatures and of the eligibility of its participants.
    documents: Vec<AuditDocumentView>,
    /// What was signed, as hashes.
    hashes: Vec<AuditHashView>,
    /// What an auditor asks for and does not find.
    missing: Vec<MissingPieceView>,
}

crate::page_of!(AuditEvidencePage, AuditEvidenceView);

/// List the evidence of an audit mission
///
/// Record by record of the sample, in the order in which it was drawn: documents with their SHA-256, the hashes that were
/// signed, the pieces that are missing. A referent lists that of their own records. Each person whose evidence is shown
/// has a line in the access log. Sort: `position`.
#[utoipa::path(tag = "audit_missions", params(("id" = AuditMissionId, Path, description = "The mission"), PageParams), responses((status = 200, description = "One page", body = AuditEvidencePage)))]
#[get("/audit-missions/{id}/evidence")]
pub(crate) async fn list_audit_evidence(
    app: App,
    caller: Caller,
    id: web::Path<AuditMissionId>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        store::find(cx, &cx.reach.clone(), *id)?;
        let only = store::only_of(cx, *id)?;
        let found = store::page_of_items(cx, *id, only, &page)?;
        let ids: Vec<TimeRecordId> = found.items.iter().map(|item| item.time_record_id).collect();
        let dossiers = dossier::load(cx, &ids)?;
        Shown::of(&dossiers).note(cx, *id, &["evidence"]);
        let signed = dossiers.signed();
        let mut records: BTreeMap<TimeRecordId, &TimeRecordRow> =
            dossiers.records.iter().map(|row| (row.id, row)).collect();
        let page_of = found.items.iter().filter_map(|item| {
            records.remove(&item.time_record_id).map(|record| view(&dossiers, record, &signed, item.position))
        });
        let items: Vec<AuditEvidenceView> = page_of.collect();
        crate::http::Page { items, next_cursor: found.next_cursor, total: found.total }.reply(&page, cx.lang())
    })
    .await
}

fn view(dossiers: &Dossiers, record: &TimeRecordRow, signed: &Signed, position: i64) -> AuditEvidenceView {
    let shares = dossiers.shares.get(&record.id).into_iter().flatten();
    AuditEvidenceView {
        position,
        time_record_id: record.id,
        user_id: record.user_id,
        date: record.date,
        duration_minutes: record.duration_minutes,
        task: record.task.clone(),
        attribution: record.attribution,
        status: record.status,
        late: record.late,
        linked_type: record.linked_type.clone(),
        linked_id: record.linked_id,
        participant_ids: shares.map(|share| share.participant_id).collect(),
        documents: documents(dossiers, record),
        hashes: hashes(dossiers, record),
        missing: missing(&dossiers.facts(record, signed)).into_iter().map(Into::into).collect(),
    }
}

/// The papers of a record, by identifier.
pub(super) fn documents(dossiers: &Dossiers, record: &TimeRecordRow) -> Vec<AuditDocumentView> {
    dossiers.documents_of(record).into_iter().map(AuditDocumentView::of).collect()
}

fn hashes(dossiers: &Dossiers, record: &TimeRecordRow) -> Vec<AuditHashView> {
    let mut all = Vec::new();
    let interview = record.linked_id.and_then(|id| dossiers.interviews.get(&id.0));
    if let Some(interview) = interview
        && let Some(hash) = &interview.facts_hash
    {
        all.push(AuditHashView { object_type: "interview", object_id: interview.id.0, hash: hash.clone() });
    }
    for signature in dossiers.signatures_of(record) {
        let hash = signature.facts_hash.clone();
        all.push(AuditHashView { object_type: "signature", object_id: signature.id.0, hash });
    }
    if let Some(sheet) = dossiers.sheet_of(record)
        && let Some(hash) = &sheet.content_hash
    {
        all.push(AuditHashView { object_type: "timesheet", object_id: sheet.id.0, hash: hash.clone() });
    }
    all
}
