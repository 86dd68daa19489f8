//! The verbs of an interview (§ 4.7).

use super::{contact, draft_faults, load, look_out, recorded, save};
use crate::audit::Entry;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::http::text::Note;
use crate::ids::{InterviewId, SignatureId};
use crate::machine;
use crate::participants::nir_faults;
use crate::participants::signatures::rules::SignerType;
use crate::participants::signatures::{self, ObjectType, SignatureIn, SignatureRow, Signed};
use crate::pathways::interviews::api::{InterviewHoldIn, InterviewRescheduleIn};
use crate::pathways::interviews::rules::signing::{self, Signing, facts_hash};
use crate::pathways::interviews::rules::{self, STEPS};
use crate::pathways::interviews::store::{self, InterviewRow};
use crate::pathways::parent;
use crate::refusal::Refusal;

pub(in crate::pathways::interviews) fn hold(
    cx: &mut Ctx<'_>,
    id: InterviewId,
    asked: InterviewHoldIn,
) -> Outcome<InterviewRow> {
    let (mut row, _) = load(cx, id)?;
    let ends_at = asked.ends_at.unwrap_or(row.ends_at);
    row.outcome = rules::hold(row.outcome, row.starts_at, ends_at, cx.now)?;
    let mut fields = vec!["outcome"];
    if ends_at != row.ends_at {
        row.ends_at = ends_at;
        fields.push("ends_at");
    }
    if let Some(report) = asked.report {
        row.set_report(Some(report.into()));
        fields.push("report");
    }
    if let Some(given) = &asked.information_given {
        row.information_given = Json::of(given).map_err(Failure::defect)?;
        fields.push("information_given");
    }
    Refusal::unless_empty(draft_faults(&row))?;
    row.facts_hash = Some(facts_hash(&row.facts()));
    recorded(cx, &mut row)?;
    let row = save(cx, row, &fields)?;
    contact(cx, &row)?;
    look_out(cx, &row)?;
    Ok(row)
}

pub(in crate::pathways::interviews) fn no_show(
    cx: &mut Ctx<'_>,
    id: InterviewId,
    reason: Option<Note>,
) -> Outcome<InterviewRow> {
    let (mut row, _) = load(cx, id)?;
    row.outcome = rules::no_show(row.outcome, row.starts_at, cx.now)?;
    not_held(cx, row, reason)
}

pub(in crate::pathways::interviews) fn excuse(
    cx: &mut Ctx<'_>,
    id: InterviewId,
    reason: Option<Note>,
) -> Outcome<InterviewRow> {
    let (mut row, _) = load(cx, id)?;
    row.outcome = machine::step(STEPS, row.outcome, "excuse")?;
    not_held(cx, row, reason)
}

pub(in crate::pathways::interviews) fn cancel(
    cx: &mut Ctx<'_>,
    id: InterviewId,
    reason: Option<Note>,
) -> Outcome<InterviewRow> {
    let (mut row, _) = load(cx, id)?;
    row.outcome = machine::step(STEPS, row.outcome, "cancel")?;
    not_held(cx, row, reason)
}

fn not_held(cx: &mut Ctx<'_>, mut row: InterviewRow, reason: Option<Note>) -> Outcome<InterviewRow> {
    row.outcome_reason = reason.map(Into::into);
    Refusal::unless_empty(nir_faults(&[("/reason", row.outcome_reason.as_deref())]))?;
    recorded(cx, &mut row)?;
    save(cx, row, &["outcome", "outcome_reason"])
}

/// This one is over; another is planned with the same person, account, type, modality and place.
pub(in crate::pathways::interviews) fn reschedule(
    cx: &mut Ctx<'_>,
    id: InterviewId,
    asked: InterviewRescheduleIn,
) -> Outcome<InterviewRow> {
    let (mut row, of) = load(cx, id)?;
    let outcome = rules::reschedule(row.outcome, asked.starts_at, asked.ends_at)?;
    parent::still_open(&of)?;
    let next = InterviewRow {
        id: InterviewId::new(),
        starts_at: asked.starts_at,
        ends_at: asked.ends_at,
        day: civil::day_of(asked.starts_at),
        rescheduled_from: Some(row.id),
        // what was written of the one stays with it
        report: None,
        report_sealed: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        ..row.clone()
    };
    row.outcome = outcome;
    let row = not_held(cx, row, asked.reason)?;
    store::insert(cx, &next)?;
    cx.record(Entry::created("interviews", next.id).about(next.participant_id).owned_by(next.user_id));
    look_out(cx, &next)?;
    Ok(row)
}

pub(in crate::pathways::interviews) fn sign(
    cx: &mut Ctx<'_>,
    id: InterviewId,
    given: SignatureIn,
) -> Outcome<InterviewRow> {
    sign_as(cx, id, SignatureId::new(), given)?;
    store::find(cx, &cx.reach.clone(), id)
}

/// Signs an interview, or refuses to. The participant's signature is the one that counts; those of others are kept
/// beside it.
///
/// # Errors
/// `NotFound` out of reach; 409 where nothing can be signed, 422 where the signature does not hold.
pub(crate) fn sign_as(
    cx: &mut Ctx<'_>,
    id: InterviewId,
    signature: SignatureId,
    given: SignatureIn,
) -> Outcome<SignatureRow> {
    // `/v1/signatures` does not name the interview in its path
    crate::db::one_at_a_time(cx.conn, id.0)?;
    let (mut row, _) = load(cx, id)?;
    machine::step(STEPS, row.outcome, "sign")?;
    let facts = row.facts();
    let by_participant = given.signer.kind == SignerType::Participant;
    if by_participant {
        let beside = store::beside(cx, std::slice::from_ref(&row))?;
        let standing = row.signature_id.and_then(|id| beside.signatures.get(&id));
        let asked = Signing {
            signed_at: given.signed_at,
            facts_hash: given.facts_hash.as_str(),
            refused: given.refused_reason.is_some(),
            refused_reason: given.refused_reason.as_ref().map(|r| r.as_str()),
        };
        let (_, warnings) = signing::sign(row.outcome, row.signature_state(standing), &facts, &asked, cx.now)?;
        warnings.into_iter().for_each(|w| cx.warn(w));
    }
    let hash = facts_hash(&facts);
    let signed = Signed {
        object_type: ObjectType::Interview,
        object_id: row.id.0,
        facts_hash: &hash,
        participant: Some(row.participant_id),
        late: civil::day_of(given.signed_at) > row.day,
        pointer: "",
    };
    let kept = signatures::record(cx, signature, &given, &signed)?;
    if by_participant {
        row.signature_id = Some(kept.id);
    }
    save(cx, row, &["signature"])?;
    Ok(kept)
}
