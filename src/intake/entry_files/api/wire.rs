//! Entry files on the wire; their nested members are kept as they come.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::{Day, Instant};
use crate::http::table::Format;
use crate::http::text::{Code, Note, Paragraph};
use crate::http::{Text, patched};
use crate::ids::{
    AnyId, CommissionSessionId, EntryFileId, OrientationId, ParticipantId, ReferentId, SignatureId, UserId,
};
use crate::intake::entry_files::rules::{DepartmentOpinion, EntryFileStatus, EvidenceState, Item, ItemState};
use crate::participants::vault::words;

/// The diagnosis (S3.11).
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"project_maturity": "idea", "autonomy_level": 2, "summary": "Souhaite travailler dans la logistique.", "target_rome": ["N1103"]}))]
pub(crate) struct Diagnosis {
    /// Code of the list `project_maturity`.
    #[serde(default)]
    pub(crate) project_maturity: Option<Code>,
    /// Degree of autonomy, 1 (little) to 4 (full).
    #[serde(default)]
    #[schema(minimum = 1, maximum = 4)]
    pub(crate) autonomy_level: Option<i64>,
    /// In words; null in a list, which shows no words.
    #[serde(default)]
    pub(crate) summary: Option<Text<1, 5000>>,
    /// ROME codes of the jobs aimed at.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub(crate) target_rome: Option<Vec<Text<5, 5>>>,
}

impl Diagnosis {
    /// As an answer holds it: without the summary, where it was not opened.
    pub(crate) fn told(self) -> Self {
        Self { summary: self.summary.filter(|text| text.as_str() != words::MARK), ..self }
    }
}

/// What changes of a diagnosis.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"autonomy_level": 3}))]
pub(crate) struct DiagnosisPatch {
    /// Code of the list `project_maturity`.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) project_maturity: Option<Option<Code>>,
    /// Degree of autonomy, 1 (little) to 4 (full).
    #[serde(default, deserialize_with = "patched")]
    #[schema(minimum = 1, maximum = 4)]
    pub(crate) autonomy_level: Option<Option<i64>>,
    /// In words.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) summary: Option<Option<Text<1, 5000>>>,
    /// ROME codes of the jobs aimed at.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) target_rome: Option<Option<Vec<Text<5, 5>>>>,
}

/// A public the person belongs to, and what proves it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"criterion": "rsa", "issued_on": "2026-02-10"}))]
pub(crate) struct FileCriterion {
    /// Code of the list `criterion`.
    pub(crate) criterion: Code,
    /// The document that proves it.
    #[serde(default)]
    pub(crate) evidence_document_id: Option<AnyId>,
    /// When that was issued.
    #[serde(default)]
    pub(crate) issued_on: Option<Day>,
}

/// A public with what proves it, and for how long.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"criterion": "rsa", "evidence_document_id": null, "issued_on": "2026-02-10", "valid_until": "2026-05-10", "status": "met"}))]
pub(crate) struct FileCriterionView {
    /// Code of the list `criterion`.
    pub(crate) criterion: String,
    /// The document that proves it.
    #[schema(required = true)]
    pub(crate) evidence_document_id: Option<AnyId>,
    /// When that was issued.
    #[schema(required = true)]
    pub(crate) issued_on: Option<Day>,
    /// The last day it holds; null where it does not age.
    #[schema(required = true)]
    pub(crate) valid_until: Option<Day>,
    /// Whether the criterion is proved today or, once the file is decided, on the day of the decision.
    pub(crate) status: EvidenceState,
}

/// A barrier looked at.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FileBarrier, example = json!({"theme": "mobility", "severity": 2}))]
pub(crate) struct Barrier {
    /// Code of the list `barrier`.
    pub(crate) theme: Code,
    /// 0 (none) to 3 (blocking).
    #[schema(minimum = 0, maximum = 3)]
    pub(crate) severity: i64,
}

/// A first objective.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Passer le permis B", "theme": "mobility"}))]
pub(crate) struct FileObjective {
    /// What is to be reached.
    pub(crate) text: Note,
    /// The barrier it works on, a code of the list `barrier`.
    #[serde(default)]
    pub(crate) theme: Option<Code>,
}

/// The person's consent to enter (S3.5).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConsentToEnter, example = json!({"given_on": "2026-03-02"}))]
pub(crate) struct Consent {
    /// The day.
    pub(crate) given_on: Day,
    /// Its signature.
    #[serde(default)]
    pub(crate) signature_id: Option<SignatureId>,
}

crate::text_enum! {
    /// What a notice informs of.
    pub enum NoticeKind {
        Privacy = "privacy",
        Esf = "esf",
    }
}

/// A notice handed to the person (§ 9.1, S3.29).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FileNotice, example = json!({"kind": "privacy", "version": "2026-01", "given_on": "2026-03-02", "channel": "in_person"}))]
pub(crate) struct Notice {
    /// What it informs of.
    pub(crate) kind: NoticeKind,
    /// Which edition.
    pub(crate) version: Text<1, 50>,
    /// The day.
    pub(crate) given_on: Day,
    /// Code of the list `channel`.
    pub(crate) channel: Code,
}

/// A new entry file.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca"}))]
pub(crate) struct EntryFileIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<EntryFileId>,
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// The orientation that brought the person, once received in person.
    #[serde(default)]
    pub(crate) orientation_id: Option<OrientationId>,
    /// The referent who makes the file with the person.
    pub(crate) referent_id: ReferentId,
    /// The diagnosis.
    #[serde(default)]
    pub(crate) diagnosis: Option<Diagnosis>,
    /// Publics with their evidence.
    #[serde(default)]
    #[schema(max_items = 40)]
    #[validate(length(max = 40))]
    pub(crate) criteria: Option<Vec<FileCriterion>>,
    /// Barriers looked at.
    #[serde(default)]
    #[schema(max_items = 40)]
    #[validate(length(max = 40))]
    pub(crate) barriers: Option<Vec<Barrier>>,
    /// First objectives.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20))]
    pub(crate) objectives: Option<Vec<FileObjective>>,
    /// The person's consent to enter.
    #[serde(default)]
    pub(crate) consent_to_enter: Option<Consent>,
    /// Notices handed over.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20))]
    pub(crate) notices: Option<Vec<Notice>>,
    /// What the département says, for an RSA recipient; `none` if left out.
    #[serde(default)]
    pub(crate) department_opinion: Option<DepartmentOpinion>,
    /// Whether the candidate signed.
    #[serde(default)]
    pub(crate) signed_by_candidate: Option<bool>,
    /// Whether the prescriber signed.
    #[serde(default)]
    pub(crate) signed_by_prescriber: Option<bool>,
    /// Why the person is followed although living elsewhere (S2.2).
    #[serde(default)]
    pub(crate) out_of_area_reason: Option<Paragraph>,
}

/// What changes of a consent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConsentToEnterPatch, example = json!({"given_on": "2026-03-02"}))]
pub(crate) struct ConsentPatch {
    /// The day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) given_on: Option<Day>,
    /// Its signature.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) signature_id: Option<Option<SignatureId>>,
}

/// What changes of an entry file; a list replaces the former one.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"diagnosis": {"autonomy_level": 3}, "signed_by_candidate": true}))]
pub(crate) struct EntryFilePatch {
    /// The referent who makes the file with the person.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) referent_id: Option<ReferentId>,
    /// The diagnosis.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) diagnosis: Option<Option<DiagnosisPatch>>,
    /// Publics with their evidence.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 40)]
    #[validate(length(max = 40))]
    pub(crate) criteria: Option<Vec<FileCriterion>>,
    /// Barriers looked at.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 40)]
    #[validate(length(max = 40))]
    pub(crate) barriers: Option<Vec<Barrier>>,
    /// First objectives.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 20)]
    #[validate(length(max = 20))]
    pub(crate) objectives: Option<Vec<FileObjective>>,
    /// The person's consent to enter.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) consent_to_enter: Option<Option<ConsentPatch>>,
    /// Notices handed over.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 20)]
    #[validate(length(max = 20))]
    pub(crate) notices: Option<Vec<Notice>>,
    /// What the département says, for an RSA recipient.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) department_opinion: Option<DepartmentOpinion>,
    /// Whether the candidate signed.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) signed_by_candidate: Option<Option<bool>>,
    /// Whether the prescriber signed.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) signed_by_prescriber: Option<Option<bool>>,
    /// Why the person is followed although living elsewhere (S2.2).
    #[serde(default, deserialize_with = "patched")]
    pub(crate) out_of_area_reason: Option<Option<Paragraph>>,
}

/// The session before which a file is brought.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"session_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct SubmitEntryFileIn {
    /// The commission session.
    pub(crate) session_id: CommissionSessionId,
}

/// Why a file is returned.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Attestation RSA à renouveler"}))]
pub(crate) struct ReturnEntryFileIn {
    /// What is asked for.
    pub(crate) reason: Note,
}

/// A line of the checklist (§ 4.3).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"item": "diagnosis", "state": "partial", "pointer": "/diagnosis"}))]
pub(crate) struct ChecklistItem {
    /// The item.
    pub(crate) item: Item,
    /// How far it is.
    pub(crate) state: ItemState,
    /// JSON pointer into the file to what is wanted.
    pub(crate) pointer: String,
}

/// An entry file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "orientation_id": null, "referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "status": "in_preparation", "diagnosis": null, "criteria": [], "barriers": [], "objectives": [], "consent_to_enter": null, "notices": [], "department_opinion": "none", "signed_by_candidate": null, "signed_by_prescriber": null, "out_of_area_reason": null, "returned_reason": null, "completed_at": null, "submitted_at": null, "decided_at": null, "checklist": [{"item": "diagnosis", "state": "due", "pointer": "/diagnosis"}], "facts_hash": "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50", "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct EntryFileView {
    /// Its identifier.
    pub(crate) id: EntryFileId,
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// The orientation that brought the person.
    #[schema(required = true)]
    pub(crate) orientation_id: Option<OrientationId>,
    /// The referent who makes the file with the person.
    pub(crate) referent_id: ReferentId,
    /// Where it stands.
    pub(crate) status: EntryFileStatus,
    /// The diagnosis.
    #[schema(required = true)]
    pub(crate) diagnosis: Option<Diagnosis>,
    /// Publics with their evidence.
    pub(crate) criteria: Vec<FileCriterionView>,
    /// Barriers looked at.
    pub(crate) barriers: Vec<Barrier>,
    /// First objectives.
    pub(crate) objectives: Vec<FileObjective>,
    /// The person's consent to enter.
    #[schema(required = true)]
    pub(crate) consent_to_enter: Option<Consent>,
    /// Notices handed over.
    pub(crate) notices: Vec<Notice>,
    /// What the département says, for an RSA recipient.
    pub(crate) department_opinion: DepartmentOpinion,
    /// Whether the candidate signed; null: not asked.
    #[schema(required = true)]
    pub(crate) signed_by_candidate: Option<bool>,
    /// Whether the prescriber signed; null: not asked.
    #[schema(required = true)]
    pub(crate) signed_by_prescriber: Option<bool>,
    /// Why the person is followed although living elsewhere (S2.2).
    #[schema(required = true)]
    pub(crate) out_of_area_reason: Option<String>,
    /// Why it was returned.
    #[schema(required = true)]
    pub(crate) returned_reason: Option<String>,
    /// When it was complete.
    #[schema(required = true)]
    pub(crate) completed_at: Option<Instant>,
    /// When it was brought before a session.
    #[schema(required = true)]
    pub(crate) submitted_at: Option<Instant>,
    /// When it was decided.
    #[schema(required = true)]
    pub(crate) decided_at: Option<Instant>,
    /// Item by item, how far it is today or, once the file is decided, was on the day of the decision.
    pub(crate) checklist: Vec<ChecklistItem>,
    /// Hash of what a signature of this file binds (R6.11), for `POST /v1/signatures`.
    pub(crate) facts_hash: String,
    /// Who recorded it.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(EntryFilePage, EntryFileView);

/// In which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EntryFileForm {
    /// The form of the answer: `json`, or `pdf` for the summary that goes to the commission.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) format: Option<Format>,
}

/// Which entry files are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EntryFileFilter {
    /// Only in this state.
    pub(crate) status: Option<EntryFileStatus>,
    /// Only of this referent.
    #[param(value_type = Option<String>, format = "uuid")]
    pub(crate) referent_id: Option<ReferentId>,
    /// Only of this participant.
    #[param(value_type = Option<String>, format = "uuid")]
    pub(crate) participant_id: Option<ParticipantId>,
}
