//! Commands on signatures.

use uuid::Uuid;

use super::api::{NewSignatureIn, SignatureIn};
use super::rules::{self, Given, ObjectType, SignerType};
use super::store::{self, SignatureRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{AnyId, InterviewId, ParticipantId, SignatureId};
use crate::participants::documents::evidence_fault;
use crate::pathways::interviews;
use crate::refusal::Refusal;

/// What is signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    /// The kind of object.
    pub(crate) object_type: ObjectType,
    /// The object.
    pub(crate) object_id: Uuid,
    /// The hash of its facts as they stand.
    pub(crate) facts_hash: &'a str,
    /// The participant it is about.
    pub(crate) participant: Option<ParticipantId>,
    /// Whether it comes after the day of what is signed (R6.13).
    pub(crate) late: bool,
    /// Where the signature stands in the body: `/signature`, or nothing.
    pub(crate) pointer: &'a str,
}

/// Records a signature, or its refusal, on facts that are still those shown to the signer (R6.11).
pub(crate) fn record(cx: &mut Ctx<'_>, id: SignatureId, given: &SignatureIn, of: &Signed<'_>) -> Outcome<SignatureRow> {
    let facts = given_of(given);
    let mut found = rules::given_faults(of.pointer, &facts, of.participant, cx.now);
    let warning = rules::proof_warning(of.pointer, &facts);
    if let (SignerType::Staff, Some(user)) = (facts.signer_type, facts.signer_id)
        && !store::account_exists(cx, user)?
    {
        found.push(reference_fault(format!("{}/signer/id", of.pointer)));
    }
    if let Some(document) = facts.document_id {
        found.extend(evidence_fault(cx, &format!("{}/document_id", of.pointer), document, of.participant)?);
    }
    Refusal::unless_empty(found)?;
    rules::same_facts(given.facts_hash.as_str(), of.facts_hash)?;
    let row = keep(cx, id, &facts, of)?;
    warning.into_iter().for_each(|w| cx.warn(w));
    Ok(row)
}

/// Keeps a signature that the room of its object has looked at.
pub(crate) fn keep(cx: &mut Ctx<'_>, id: SignatureId, given: &Given<'_>, of: &Signed<'_>) -> Outcome<SignatureRow> {
    let concerned = of.participant.filter(|_| given.signer_type == SignerType::Participant).map(|p| p.0);
    let row = SignatureRow {
        plie_id: cx.plie(),
        id,
        object_type: of.object_type,
        object_id: AnyId::of(of.object_id),
        kind: given.kind,
        signer_type: given.signer_type,
        signer_id: given.signer_id.or(concerned).map(AnyId::of),
        signer_name: given.signer_name.map(str::to_owned),
        signed_at: given.signed_at,
        facts_hash: of.facts_hash.to_owned(),
        document_id: given.document_id.map(AnyId::of),
        method: given.method.map(str::to_owned),
        refused_reason: given.refused_reason.map(str::to_owned),
        late: of.late,
        void_at: None,
        void_reason: None,
        recorded_at: cx.now,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    // the facts of an orientation hold a name, which a hash in the chain would keep for ever
    let bound = matches!(of.object_type, ObjectType::Interview | ObjectType::CollectiveSession);
    let bound = bound.then(|| row.facts_hash.clone());
    cx.record(Entry::created("signatures", row.id).about(of.participant).binding(bound));
    Ok(row)
}

/// Makes a signature void because what it signed has changed (R6.11); void already, it stays as it is.
pub(crate) fn void(
    cx: &mut Ctx<'_>,
    id: SignatureId,
    reason: &str,
    participant: Option<ParticipantId>,
) -> Outcome<SignatureRow> {
    let mut row = store::find(cx, &Reach::everything(), id)?;
    if row.void_at.is_some() {
        return Ok(row);
    }
    row.void_at = Some(cx.now);
    row.void_reason = Some(reason.to_owned());
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    let entry = Entry::changed("signatures", id, row.version).about(participant);
    cx.record(entry.because(reason).fields(&["void_at", "void_reason"]));
    Ok(row)
}

/// `POST /v1/signatures`.
pub(super) fn create(cx: &mut Ctx<'_>, new: NewSignatureIn) -> Outcome<SignatureRow> {
    let (object_type, object_id, id): (ObjectType, _, _) = (new.object_type.into(), new.object_id, new.id);
    let given = SignatureIn::from(new);
    if let Some(id) = id {
        match store::find(cx, &Reach::everything(), id) {
            Ok(row) => return same_again(cx, row, &given, object_type, object_id),
            Err(Failure::NotFound) => {}
            Err(failure) => return Err(failure),
        }
    }
    let id = id.unwrap_or_else(SignatureId::new);
    let (facts_hash, participant) = match object_type {
        ObjectType::Interview => {
            // another door to the same signature: it opens to the same people
            if cx.reach_in("sign_interview").is_empty() {
                return Err(Failure::Forbidden { right: "sign_interview".to_owned() });
            }
            let interview = InterviewId::of(object_id);
            return interviews::sign_as(cx, interview, id, given).map_err(unknown_object);
        }
        ObjectType::EntryFile => store::entry_file_facts(cx, &cx.reach.clone(), object_id).map_err(unknown_object)?,
        // signed where the person is received (S3.33), or by the session's own verb
        ObjectType::Orientation | ObjectType::CollectiveSession => return Err(unknown_object(Failure::NotFound)),
    };
    let participant = Some(participant);
    let of = Signed { object_type, object_id, facts_hash: &facts_hash, participant, late: false, pointer: "" };
    record(cx, id, &given, &of)
}

fn unknown_object(failure: Failure) -> Failure {
    if failure == Failure::NotFound { Failure::reference("/object_id") } else { failure }
}

fn same_again(
    cx: &mut Ctx<'_>,
    row: SignatureRow,
    given: &SignatureIn,
    object_type: ObjectType,
    object_id: Uuid,
) -> Outcome<SignatureRow> {
    let same_object = (row.object_type, row.object_id.0) == (object_type, object_id);
    let same_signer = row.signer_type == given.signer.kind
        && given.signer.id.is_none_or(|id| row.signer_id.is_some_and(|s| s.0 == id))
        && row.signer_name.as_deref() == given.signer.name.as_ref().map(|n| n.as_str());
    let same_facts = row.signed_at == given.signed_at
        && row.kind == given.kind
        && row.facts_hash.eq_ignore_ascii_case(given.facts_hash.as_str());
    if same_object && same_signer && same_facts && store::exists(cx, &cx.reach.clone(), row.id)? {
        return Ok(row);
    }
    Err(Failure::conflict(
        "duplicate",
        "Une autre signature porte déjà cet identifiant.",
        "Another signature already has this identifier.",
    ))
}

fn given_of(given: &SignatureIn) -> Given<'_> {
    Given {
        kind: given.kind,
        signer_type: given.signer.kind,
        signer_id: given.signer.id,
        signer_name: given.signer.name.as_ref().map(|n| n.as_str()),
        signed_at: given.signed_at,
        document_id: given.document_id,
        method: given.method.as_ref().map(|m| m.as_str()),
        refused_reason: given.refused_reason.as_ref().map(|r| r.as_str()),
    }
}
