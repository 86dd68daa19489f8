//! The signature of a reception (S3.33).

use diesel::prelude::*;

use super::api::wire::ReceptionSignatureIn;
use super::store::OrientationRow;
use crate::audit::Entry;
use crate::auth::keys::sha256;
use crate::ctx::Ctx;
use crate::db::schema::signatures;
use crate::failure::{Failure, Outcome};
use crate::ids::SignatureId;

/// Keeps the person's signature with the hash of what was signed: who, which slot, which day.
pub(super) fn sign_reception(cx: &mut Ctx<'_>, row: &OrientationRow, given: ReceptionSignatureIn) -> Outcome<()> {
    let signed_at = given.signed_at.unwrap_or(cx.now);
    if signed_at > cx.now {
        return Err(Failure::invalid(
            "/signature/signed_at",
            "rule_future_date",
            "Une signature ne peut pas être datée du futur.",
            "A signature can't be dated in the future.",
        ));
    }
    let candidate: super::api::wire::OrientationCandidate = row.candidate.read().map_err(Failure::defect)?;
    let name = format!("{} {}", candidate.first_name.as_str(), candidate.last_name.as_str());
    let booked = row.booked_on.map(|day| day.to_string()).unwrap_or_default();
    let facts = sha256(&[row.id.0.as_bytes(), name.as_bytes(), booked.as_bytes()]);
    let hash: String = facts.iter().map(|byte| format!("{byte:02x}")).collect();
    let id = SignatureId::new();
    diesel::insert_into(signatures::table)
        .values((
            (
                signatures::plie_id.eq(cx.plie()),
                signatures::id.eq(id),
                signatures::object_type.eq("orientation"),
                signatures::object_id.eq(row.id.cast::<crate::ids::Any>()),
                signatures::kind.eq(given.kind.code()),
                signatures::signer_type.eq("participant"),
                signatures::signer_name.eq(given.signer_name.map_or(name, String::from)),
                signatures::signed_at.eq(signed_at),
                signatures::facts_hash.eq(hash),
                signatures::method.eq(given.method.map(String::from)),
                signatures::late.eq(false),
            ),
            (
                signatures::recorded_at.eq(cx.now),
                signatures::recorded_by.eq(cx.actor.user()),
                signatures::version.eq(1i64),
                signatures::created_at.eq(cx.now),
                signatures::updated_at.eq(cx.now),
            ),
        ))
        .execute(cx.conn)?;
    cx.record(Entry::created("signatures", id));
    Ok(())
}
