//! Interviews as they go over the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::{Day, Instant};
use crate::http::patched;
use crate::http::text::{Code, Long, Name, Note};
use crate::ids::{InterviewId, ParticipantId, PathwayId, ReferentId, UserId};
use crate::participants::signatures::SignatureView;
use crate::pathways::interviews::rules::InterviewOutcome;
use crate::pathways::interviews::rules::signing::SignatureState;
use crate::pathways::interviews::store::{Beside, InterviewRow};

/// An interview.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "type": "follow_up", "modality": "in_person", "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T08:45:00Z", "place": "Maison de l'emploi", "outcome": "planned", "outcome_reason": null, "report": null, "information_given": [], "recorded_at": null, "late": false, "facts_hash": null, "signature_state": "not_required", "signature": null, "rescheduled_from": null, "rescheduled_to": null, "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "performed_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "version": 1, "created_at": "2026-02-20T08:00:00Z", "updated_at": "2026-02-20T08:00:00Z"}))]
pub(crate) struct InterviewView {
    /// Its identifier.
    pub(crate) id: InterviewId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// The person met.
    pub(crate) participant_id: ParticipantId,
    /// The account of the referent who meets them.
    pub(crate) user_id: UserId,
    /// What it is for, a code of `interview_type`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// How they meet, a code of `modality`.
    pub(crate) modality: String,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// What became of it.
    pub(crate) outcome: InterviewOutcome,
    /// Why it did not take place.
    #[schema(required = true)]
    pub(crate) outcome_reason: Option<String>,
    /// What was said and agreed; null in a list, and for whoever may record it on behalf of the referent, but not read
    /// it.
    #[schema(required = true)]
    pub(crate) report: Option<String>,
    /// The information given to the person (S3.17).
    pub(crate) information_given: Vec<String>,
    /// When its outcome, and then its report, was recorded (§ 6.4).
    #[schema(required = true)]
    pub(crate) recorded_at: Option<Instant>,
    /// Whether that was later than the PLIE's delay (§ 6.4).
    pub(crate) late: bool,
    /// SHA-256 of the facts that a signature binds (R6.11); null until it is held.
    #[schema(required = true)]
    pub(crate) facts_hash: Option<String>,
    /// Where the signature stands (R6.7).
    pub(crate) signature_state: SignatureState,
    /// The participant's signature or refusal; with `void_at` once the facts have changed.
    #[schema(required = true)]
    pub(crate) signature: Option<SignatureView>,
    /// The interview it was planned instead of.
    #[schema(required = true)]
    pub(crate) rescheduled_from: Option<InterviewId>,
    /// The interview planned instead of it.
    #[schema(required = true)]
    pub(crate) rescheduled_to: Option<InterviewId>,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// The account of the referent who meets the person, whoever recorded it (S0.18).
    pub(crate) performed_by: UserId,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(InterviewPage, InterviewView);

/// A new interview: planned, or recorded at once with what became of it.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T08:45:00Z", "place": "Maison de l'emploi"}))]
pub(crate) struct InterviewIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<InterviewId>,
    /// The account of the referent who meets the person, where an assistant or the data manager records on their
    /// behalf (S0.18); the pathway's referent if left out. A referent records their own.
    #[serde(default)]
    pub(crate) user_id: Option<UserId>,
    /// What it is for, a code of `interview_type`.
    #[serde(rename = "type")]
    pub(crate) kind: Code,
    /// How they meet, a code of `modality`.
    pub(crate) modality: Code,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Where.
    #[serde(default)]
    pub(crate) place: Option<Name>,
    /// What became of it: planned if left out; any other once its day has come. Never `rescheduled`.
    #[serde(default)]
    pub(crate) outcome: Option<InterviewOutcome>,
    /// Why it did not take place.
    #[serde(default)]
    pub(crate) outcome_reason: Option<Note>,
    /// What was said and agreed.
    #[serde(default)]
    pub(crate) report: Option<Long>,
    /// The information given to the person (S3.17).
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) information_given: Option<Vec<Note>>,
}

/// What changes of an interview.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"report": "Point sur la recherche de stage ; CV à mettre à jour."}))]
pub(crate) struct InterviewPatch {
    /// The account of the referent who meets the person.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) user_id: Option<UserId>,
    /// What it is for, a code of `interview_type`.
    #[serde(default, deserialize_with = "patched", rename = "type")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<Code>,
    /// How they meet, a code of `modality`.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) modality: Option<Code>,
    /// Start.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) starts_at: Option<Instant>,
    /// End.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) ends_at: Option<Instant>,
    /// Where.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) place: Option<Option<Name>>,
    /// Why it did not take place.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) outcome_reason: Option<Option<Note>>,
    /// What was said and agreed.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) report: Option<Option<Long>>,
    /// The information given to the person; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) information_given: Option<Vec<Note>>,
}

/// Which interviews are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct InterviewFilter {
    /// Only those of this pathway.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) pathway_id: Option<PathwayId>,
    /// Only those of this person.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Only those of this account.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) user_id: Option<UserId>,
    /// Only those of this referent.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) referent_id: Option<ReferentId>,
    /// Only those of which this became.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) outcome: Option<InterviewOutcome>,
    /// Only those of this type.
    #[serde(default, rename = "type")]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<Code>,
    /// Only those of this modality.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) modality: Option<Code>,
    /// Only those on this day or later.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) from: Option<Day>,
    /// Only those on this day or earlier.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) to: Option<Day>,
    /// Only those whose signature is due and does not stand (R6.7), or only the others.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) unsigned: Option<bool>,
    /// Only those recorded late (§ 6.4), or only the others.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) late: Option<bool>,
}

/// How an interview was held.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ends_at": "2026-03-02T08:50:00Z", "report": "Point sur la recherche de stage."}))]
pub(crate) struct InterviewHoldIn {
    /// The true end; the planned one if left out.
    #[serde(default)]
    pub(crate) ends_at: Option<Instant>,
    /// What was said and agreed; it may come later, within seven days.
    #[serde(default)]
    pub(crate) report: Option<Long>,
    /// The information given to the person (S3.17).
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    pub(crate) information_given: Option<Vec<Note>>,
}

/// Why an interview did not take place.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Enfant malade"}))]
pub(crate) struct InterviewReasonIn {
    /// Why.
    #[serde(default)]
    pub(crate) reason: Option<Note>,
}

/// When an interview takes place instead.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"starts_at": "2026-03-09T08:00:00Z", "ends_at": "2026-03-09T08:45:00Z"}))]
pub(crate) struct InterviewRescheduleIn {
    /// The new start.
    pub(crate) starts_at: Instant,
    /// The new end.
    pub(crate) ends_at: Instant,
    /// Why.
    #[serde(default)]
    pub(crate) reason: Option<Note>,
}

impl InterviewView {
    /// The interview with what stands beside it.
    pub(crate) fn of(row: InterviewRow, beside: &Beside) -> Self {
        let signature = row.signature_id.and_then(|id| beside.signatures.get(&id));
        Self {
            signature_state: row.signature_state(signature),
            signature: signature.cloned().map(SignatureView::from),
            rescheduled_to: beside.rescheduled_to.get(&row.id).copied(),
            information_given: row.information_given.read().unwrap_or_default(),
            id: row.id,
            pathway_id: row.pathway_id,
            participant_id: row.participant_id,
            user_id: row.user_id,
            kind: row.type_,
            modality: row.modality,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            place: row.place,
            outcome: row.outcome,
            outcome_reason: row.outcome_reason,
            report: row.report,
            recorded_at: row.recorded_at,
            late: row.late,
            facts_hash: row.facts_hash,
            rescheduled_from: row.rescheduled_from,
            recorded_by: row.recorded_by,
            performed_by: row.user_id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
