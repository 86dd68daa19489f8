//! The rows of what proves the records that the operation pays, of the sample or not: identifiers and codes, no names and
//! no words of people.

use serde::Serialize;

use crate::db::{Day, Instant};
use crate::esf::audit_missions::store::dossier::{AttendanceFacts, InterviewFacts, MeetingFacts, SessionFacts};
use crate::ids::{AnyId, ParticipantId, SignatureId, TimeRecordId, UserId};
use crate::participants::signatures::SignatureRow;

rows! {
    /// What a record was spent on, with one person: the interview, their place at the session, the meeting.
    ContactRow {
        time_record_id: TimeRecordId,
        contact: &'static str,
        contact_id: AnyId,
        contact_type: Option<String>,
        modality: Option<String>,
        user_id: Option<UserId>,
        participant_id: Option<ParticipantId>,
        former_ids: String,
        day: Day,
        starts_at: Instant,
        ends_at: Instant,
        outcome: Option<&'static str>,
        signature_id: Option<SignatureId>,
        stands: bool,
        refused: bool,
        facts_hash: Option<String>,
    }
    /// What proves to which public somebody belongs, and the SHA-256 of the document that says so.
    CriterionRow {
        participant_id: ParticipantId,
        criterion: String,
        issued_on: Day,
        valid_until: Option<Day>,
        evidence_sha256: Option<String>,
    }
}

impl ContactRow {
    /// An interview, whoever it was with.
    pub(in crate::esf::audit_missions::pack) fn of_interview(record: TimeRecordId, i: &InterviewFacts) -> Self {
        Self {
            time_record_id: record,
            contact: "interview",
            contact_id: i.id.cast(),
            contact_type: Some(i.kind.clone()),
            modality: Some(i.modality.clone()),
            user_id: Some(i.user_id),
            participant_id: Some(i.participant_id),
            former_ids: String::new(),
            day: i.day,
            starts_at: i.starts_at,
            ends_at: i.ends_at,
            outcome: Some(i.outcome.code()),
            signature_id: i.signature_id,
            stands: false,
            refused: false,
            facts_hash: None,
        }
    }

    /// A session, with the place of one of those whom the record names.
    pub(in crate::esf::audit_missions::pack) fn of_session(
        record: TimeRecordId,
        s: &SessionFacts,
        participant_id: Option<ParticipantId>,
        there: Option<&AttendanceFacts>,
    ) -> Self {
        Self {
            time_record_id: record,
            contact: "session",
            contact_id: s.id.cast(),
            contact_type: None,
            modality: None,
            user_id: Some(s.leader_id),
            participant_id,
            former_ids: String::new(),
            day: s.day,
            starts_at: s.starts_at,
            ends_at: s.ends_at,
            outcome: there.map(|a| a.outcome.code()),
            signature_id: there.and_then(|a| a.signature_id),
            stands: false,
            refused: false,
            facts_hash: None,
        }
    }

    /// A meeting, and whether the account of the record was at it.
    pub(in crate::esf::audit_missions::pack) fn of_meeting(
        record: TimeRecordId,
        m: &MeetingFacts,
        attended: Option<UserId>,
    ) -> Self {
        Self {
            time_record_id: record,
            contact: "meeting",
            contact_id: m.id.cast(),
            contact_type: Some(m.kind.clone()),
            modality: None,
            user_id: attended,
            participant_id: None,
            former_ids: String::new(),
            day: m.day,
            starts_at: m.starts_at,
            ends_at: m.ends_at,
            outcome: attended.map(|_| "present"),
            signature_id: None,
            stands: false,
            refused: false,
            facts_hash: None,
        }
    }

    /// The same, signed: a signature stands that is not void, and so does a refusal with its reason (R6.12).
    pub(in crate::esf::audit_missions::pack) fn signed(self, signature: Option<&SignatureRow>) -> Self {
        Self {
            stands: signature.is_some_and(|s| s.void_at.is_none()),
            refused: signature.is_some_and(|s| s.refused_reason.is_some()),
            facts_hash: signature.map(|s| s.facts_hash.clone()),
            ..self
        }
    }
}
