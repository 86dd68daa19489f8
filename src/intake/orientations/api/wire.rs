//! Orientations on the wire.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::{Day, Instant};
use crate::http::Text;
use crate::http::text::{Code, CommuneCode, Email, Note, Paragraph, Phone, Postcode};
use crate::ids::{
    EntryFileId, OrientationId, ParticipantId, PartnerStructureId, ReceptionSlotId, ReferentId, TerritoryId,
};
use crate::intake::orientations::rules::{OrientationStatus, OrientationType, ReceptionOutcome};

/// Who sends the person, and how to reach them with the outcome.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Claire Roux", "email": "c.roux@example.org"}))]
pub(crate) struct Prescriber {
    /// First and last name.
    pub(crate) name: Text<1, 200>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<Email>,
    /// Phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<Phone>,
}

/// Where a candidate lives.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"line": "12 rue des Alpes", "postcode": "38400", "commune_code": "38421"}))]
pub(crate) struct CandidateAddress {
    /// Number and street.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<Text<1, 300>>,
    /// Postcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) postcode: Option<Postcode>,
    /// INSEE code of the commune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) commune_code: Option<CommuneCode>,
}

/// The person sent. One of `email`, `phone` or `contact_person` is needed (R7.5).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12", "gender": "woman", "phone": "0612345678"}))]
pub(crate) struct OrientationCandidate {
    /// Given name.
    pub(crate) first_name: Text<1, 100>,
    /// Family name in use.
    pub(crate) last_name: Text<1, 100>,
    /// Family name at birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) birth_name: Option<Text<1, 100>>,
    /// Day of birth.
    pub(crate) birth_date: Day,
    /// Code of the list `gender`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) gender: Option<Code>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<Email>,
    /// Phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<Phone>,
    /// Somebody who can reach the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) contact_person: Option<Text<1, 200>>,
    /// Where the person lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<CandidateAddress>,
    /// France Travail number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) france_travail_id: Option<Text<1, 50>>,
}

/// A person sent to the PLIE.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"external_id": "MDS-2026-114", "prescriber": {"name": "Claire Roux", "email": "c.roux@example.org"}, "candidate": {"first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12", "phone": "0612345678"}, "motives": ["reinforced_support"], "criteria": ["rsa"], "data_protection_commitment": true}))]
pub(crate) struct OrientationIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<OrientationId>,
    /// The structure that sends. A partner's client need not give it: it is its own. Staff must.
    #[serde(default)]
    pub(crate) partner_structure_id: Option<PartnerStructureId>,
    /// The structure's own number for it, unique per structure: sent again with the same content, the first
    /// orientation is the answer.
    #[serde(default)]
    pub(crate) external_id: Option<Text<1, 200>>,
    /// Who sends the person.
    pub(crate) prescriber: Prescriber,
    /// The person.
    pub(crate) candidate: OrientationCandidate,
    /// Codes of the list `motive`.
    #[validate(length(max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub(crate) motives: Vec<Code>,
    /// Codes of the list `criterion`.
    #[serde(default)]
    #[validate(length(max = 40))]
    #[schema(max_items = 40)]
    pub(crate) criteria: Option<Vec<Code>>,
    /// Legal orientation type of an RSA recipient.
    #[serde(default)]
    pub(crate) orientation_type: Option<OrientationType>,
    /// Free words.
    #[serde(default)]
    pub(crate) comment: Option<Paragraph>,
    /// The prescriber states that the person is informed and agrees: `true`.
    pub(crate) data_protection_commitment: bool,
    /// The territory; that of the candidate's commune if left out.
    #[serde(default)]
    pub(crate) territory_id: Option<TerritoryId>,
}

/// A step of an orientation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"from": "received", "to": "in_triage", "at": "2026-03-03T08:00:00Z", "reason": null}))]
pub(crate) struct OrientationEvent {
    /// The state before; null for the push.
    #[schema(required = true)]
    pub(crate) from: Option<OrientationStatus>,
    /// The state after.
    pub(crate) to: OrientationStatus,
    /// When.
    pub(crate) at: Instant,
    /// Why, where there is a reason.
    #[schema(required = true)]
    pub(crate) reason: Option<String>,
}

/// An orientation. A partner sees its own with their outcome; the members of the follow-up (`participant_id`,
/// `entry_file_id`, `slot_id`, `no_show_count`) stand only in what staff see.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "partner_structure_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "external_id": "MDS-2026-114", "prescriber": {"name": "Claire Roux", "email": "c.roux@example.org"}, "candidate": {"first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12", "phone": "0612345678"}, "motives": ["reinforced_support"], "criteria": ["rsa"], "orientation_type": null, "comment": null, "data_protection_commitment": true, "territory_id": null, "status": "received", "status_reason": null, "alternative": null, "redirected_to": null, "booked_on": null, "history": [{"from": null, "to": "received", "at": "2026-03-02T08:00:00Z", "reason": null}], "waiting_days": 0, "received_at": "2026-03-02T08:00:00Z", "expires_on": "2026-05-01", "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct OrientationView {
    /// Its identifier.
    pub(crate) id: OrientationId,
    /// The structure that sent the person.
    pub(crate) partner_structure_id: PartnerStructureId,
    /// The structure's own number for it.
    #[schema(required = true)]
    pub(crate) external_id: Option<String>,
    /// Who sent the person.
    pub(crate) prescriber: Prescriber,
    /// The person, as sent.
    pub(crate) candidate: OrientationCandidate,
    /// Codes of the list `motive`.
    pub(crate) motives: Vec<String>,
    /// Codes of the list `criterion`.
    pub(crate) criteria: Vec<String>,
    /// Legal orientation type of an RSA recipient.
    #[schema(required = true)]
    pub(crate) orientation_type: Option<OrientationType>,
    /// Free words; null in a list, which shows none.
    #[schema(required = true)]
    pub(crate) comment: Option<String>,
    /// The prescriber stated that the person is informed and agrees.
    pub(crate) data_protection_commitment: bool,
    /// The territory.
    #[schema(required = true)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Where it stands.
    pub(crate) status: OrientationStatus,
    /// Why it stands there: a code of the list `refusal_reason`, or the outcome of a reception.
    #[schema(required = true)]
    pub(crate) status_reason: Option<String>,
    /// What was proposed instead, on a refusal.
    #[schema(required = true)]
    pub(crate) alternative: Option<String>,
    /// The structure that takes over, on a redirection.
    #[schema(required = true)]
    pub(crate) redirected_to: Option<PartnerStructureId>,
    /// The day of the reception booked or held.
    #[schema(required = true)]
    pub(crate) booked_on: Option<Day>,
    /// Every step, oldest first.
    pub(crate) history: Vec<OrientationEvent>,
    /// Days from receipt to the reception in person, else to the end, else to today.
    pub(crate) waiting_days: i64,
    /// When it was received.
    pub(crate) received_at: Instant,
    /// The last day it stays open if nobody touches it; null once it has ended.
    #[schema(required = true)]
    pub(crate) expires_on: Option<Day>,
    /// The slot booked. For staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ReceptionSlotId>)]
    pub(crate) slot_id: Option<Option<ReceptionSlotId>>,
    /// Absences without excuse. For staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) no_show_count: Option<i64>,
    /// The participant it led to. For staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ParticipantId>)]
    pub(crate) participant_id: Option<Option<ParticipantId>>,
    /// The entry file it led to. For staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<EntryFileId>)]
    pub(crate) entry_file_id: Option<Option<EntryFileId>>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(OrientationPage, OrientationView);

/// Which orientations are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrientationFilter {
    /// Only in this state.
    pub(crate) status: Option<OrientationStatus>,
    /// Only of this territory.
    #[param(value_type = Option<String>, format = "uuid")]
    pub(crate) territory_id: Option<TerritoryId>,
    /// Only from this structure.
    #[param(value_type = Option<String>, format = "uuid")]
    pub(crate) partner_structure_id: Option<PartnerStructureId>,
    /// Received on this day or later.
    #[param(value_type = Option<String>, format = "date")]
    pub(crate) received_from: Option<Day>,
    /// Received on this day or before.
    #[param(value_type = Option<String>, format = "date")]
    pub(crate) received_to: Option<Day>,
    /// Beginning of a name of the candidate, whatever its case and accents.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub(crate) q: Option<Text<1, 200>>,
}

/// Which place to book.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"slot_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "date": "2026-03-03"}))]
pub(crate) struct BookReceptionIn {
    /// The slot.
    pub(crate) slot_id: ReceptionSlotId,
    /// The date, one of the slot's weekday.
    pub(crate) date: Day,
}

crate::text_enum! {
    /// How a signature was given.
    pub enum ReceptionSignatureKind {
        HandwrittenScan = "handwritten_scan",
        Electronic = "electronic",
    }
}

/// The person's signature of a reception (S3.33).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "handwritten_scan", "signer_name": "Nadia Benali"}))]
pub(crate) struct ReceptionSignatureIn {
    /// How it was given.
    pub(crate) kind: ReceptionSignatureKind,
    /// Who signed; the candidate if left out.
    #[serde(default)]
    pub(crate) signer_name: Option<Text<1, 200>>,
    /// When; now if left out.
    #[serde(default)]
    pub(crate) signed_at: Option<Instant>,
    /// The means, for an electronic one.
    #[serde(default)]
    pub(crate) method: Option<Text<1, 100>>,
}

/// What happened at the reception.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"outcome": "attended", "signature": {"kind": "handwritten_scan"}}))]
pub(crate) struct RecordReceptionIn {
    /// The outcome.
    pub(crate) outcome: ReceptionOutcome,
    /// The person's signature, when they came.
    #[serde(default)]
    pub(crate) signature: Option<ReceptionSignatureIn>,
}

/// For whom to open an entry file, and with which referent.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct OpenEntryFileIn {
    /// The referent who makes the file with the person.
    pub(crate) referent_id: ReferentId,
    /// The participant that the candidate is; a new one is made if left out.
    #[serde(default)]
    pub(crate) participant_id: Option<ParticipantId>,
    /// Make a new participant although others look alike.
    #[serde(default)]
    pub(crate) confirm_new: Option<bool>,
}

/// Why an orientation is refused, and what is proposed instead.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "not_eligible", "alternative": "Mission locale de Grenoble"}))]
pub(crate) struct RefuseOrientationIn {
    /// Code of the list `refusal_reason`.
    pub(crate) reason: Code,
    /// What is proposed instead.
    #[serde(default)]
    pub(crate) alternative: Option<Note>,
}

/// Why an orientation is redirected, and to whom.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "other_scheme_better", "partner_structure_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct RedirectOrientationIn {
    /// Code of the list `refusal_reason`.
    pub(crate) reason: Code,
    /// The structure that takes over.
    pub(crate) partner_structure_id: PartnerStructureId,
}

/// Why an orientation is withdrawn.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "hired_elsewhere"}))]
pub(crate) struct WithdrawOrientationIn {
    /// Code of the list `refusal_reason`.
    pub(crate) reason: Code,
}
