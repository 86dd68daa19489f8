//! The signature of a reception (S3.33).

use super::api::wire::{OrientationCandidate, ReceptionSignatureIn, ReceptionSignatureKind};
use super::store::OrientationRow;
use crate::auth::keys::sha256;
use crate::civil;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::ids::SignatureId;
use crate::participants::nir_faults;
use crate::participants::signatures::rules::{Given, SignatureKind, SignerType};
use crate::participants::signatures::{self, ObjectType, Signed};
use crate::refusal::{Fault, Refusal};

/// Keeps the person's signature with the hash of what was signed: who, which slot, which day.
pub(super) fn sign_reception(cx: &mut Ctx<'_>, row: &OrientationRow, given: &ReceptionSignatureIn) -> Outcome<()> {
    let signed_at = given.signed_at.unwrap_or(cx.now);
    let (signer, method) = (given.signer_name.as_ref().map(|t| t.as_str()), given.method.as_ref().map(|t| t.as_str()));
    let mut found = nir_faults(&[("/signature/signer_name", signer), ("/signature/method", method)]);
    if signed_at > cx.now {
        found.push(Fault::new(
            "/signature/signed_at",
            "rule_future_date",
            "Une signature ne peut pas être datée du futur.",
            "A signature can't be dated in the future.",
        ));
    }
    Refusal::unless_empty(found)?;
    let candidate: OrientationCandidate = row.candidate.read().map_err(Failure::defect)?;
    let name = format!("{} {}", candidate.first_name.as_str(), candidate.last_name.as_str());
    let booked = row.booked_on.map(|day| day.to_string()).unwrap_or_default();
    let facts = sha256(&[row.id.0.as_bytes(), name.as_bytes(), booked.as_bytes()]);
    let facts: String = facts.iter().map(|byte| format!("{byte:02x}")).collect();
    let signature = Given {
        kind: match given.kind {
            ReceptionSignatureKind::HandwrittenScan => SignatureKind::HandwrittenScan,
            ReceptionSignatureKind::Electronic => SignatureKind::Electronic,
        },
        signer_type: SignerType::Participant,
        signer_id: None,
        signer_name: Some(signer.unwrap_or(&name)),
        signed_at,
        document_id: None,
        method,
        refused_reason: None,
    };
    let of = Signed {
        object_type: ObjectType::Orientation,
        object_id: row.id.0,
        facts_hash: &facts,
        participant: row.participant_id,
        late: row.booked_on.is_some_and(|day| civil::day_of(signed_at) > day),
        pointer: "/signature",
    };
    signatures::keep(cx, SignatureId::new(), &signature, &of).map(drop)
}
