//! A change of an interview: its report comes in, or its facts change under a signature (R6.11).

use super::{code_faults, draft_faults, load, look_out, performer_faults, recorded, save};
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::esf::norms;
use crate::failure::{Failure, Outcome};
use crate::ids::InterviewId;
use crate::participants::{self, signatures};
use crate::patch::patch_field;
use crate::pathways;
use crate::pathways::interviews::api::InterviewPatch;
use crate::pathways::interviews::rules::signing::{after_change, facts_hash};
use crate::pathways::interviews::rules::{self, InterviewOutcome};
use crate::pathways::interviews::store::{self, InterviewRow};
use crate::refusal::Refusal;

pub(in crate::pathways::interviews) fn update(
    cx: &mut Ctx<'_>,
    id: InterviewId,
    patch: InterviewPatch,
) -> Outcome<InterviewRow> {
    let (before, _) = load(cx, id)?;
    let mut row = before.clone();
    let fields = apply(&mut row, patch)?;
    let has = |name: &str| fields.contains(&name);
    let moved = ["user_id", "type", "modality", "starts_at", "ends_at"].iter().any(|name| has(name));
    let live = matches!(row.outcome, InterviewOutcome::Planned | InterviewOutcome::Held);
    if row.outcome == InterviewOutcome::Rescheduled || (moved && !live) {
        return Err(Failure::conflict(
            "conflict_interview_over",
            "Cet entretien n'a pas eu lieu : ni ses heures ni ses personnes ne changent plus.",
            "This interview did not take place: neither its times nor its persons change any more.",
        ));
    }
    let mut found = draft_faults(&row);
    found.extend(code_faults(cx, &row, has("type"), has("modality")));
    if row.user_id != before.user_id {
        found.extend(performer_faults(cx, &row, row.user_id)?);
    }
    Refusal::unless_empty(found)?;
    if fields.is_empty() {
        return Ok(row);
    }
    if row.outcome == InterviewOutcome::Held {
        held_again(cx, &before, &mut row)?;
    }
    let row = save(cx, row, &fields)?;
    if row.outcome == InterviewOutcome::Held && row.day != before.day {
        let last = store::last_held(cx, row.pathway_id)?;
        pathways::contact_corrected(cx, row.pathway_id, last)?;
        participants::contact_corrected(cx, row.participant_id)?;
    }
    if moved {
        look_out(cx, &row)?;
    }
    Ok(row)
}

fn apply(row: &mut InterviewRow, patch: InterviewPatch) -> Outcome<Vec<&'static str>> {
    let mut fields = Vec::new();
    patch_field!(fields, patch.user_id, "user_id", |user| row.user_id = user);
    patch_field!(fields, patch.kind, "type", |kind| row.type_ = kind.into_string());
    patch_field!(fields, patch.modality, "modality", |modality| row.modality = modality.into_string());
    patch_field!(fields, patch.starts_at, "starts_at", |at| row.starts_at = at);
    patch_field!(fields, patch.ends_at, "ends_at", |at| row.ends_at = at);
    patch_field!(fields, patch.place, "place", |place| row.place = place.map(Into::into));
    patch_field!(fields, patch.outcome_reason, "outcome_reason", |reason| row.outcome_reason = reason.map(Into::into));
    patch_field!(fields, patch.report, "report", |report| row.set_report(report.map(Into::into)));
    patch_field!(fields, patch.information_given, "information_given", |given| {
        row.information_given = Json::of(&given).map_err(Failure::defect)?;
    });
    row.day = civil::day_of(row.starts_at);
    Ok(fields)
}

/// A held interview that changes: the report may complete the file, and other facts void the signature.
fn held_again(cx: &mut Ctx<'_>, before: &InterviewRow, row: &mut InterviewRow) -> Outcome<()> {
    rules::hold(InterviewOutcome::Planned, row.starts_at, row.ends_at, cx.now)?;
    let days = norms::of_pathway(cx, row.pathway_id, row.day)?.file_completion_days;
    if !before.has_report() && row.has_report() {
        recorded(cx, row)?;
    } else if let Some(at) = row.recorded_at {
        row.late = rules::is_late(row.ends_at, at, days);
    }
    // a record merged since has another person's identifier: nothing that was signed has changed by that
    if before.facts() == row.facts() && before.must_be_signed() == row.must_be_signed() {
        return Ok(());
    }
    row.facts_hash = Some(facts_hash(&row.facts()));
    let beside = store::beside(cx, std::slice::from_ref(before))?;
    let Some(signature) = before.signature_id.and_then(|id| beside.signatures.get(&id)) else { return Ok(()) };
    let stood = before.signature_state(Some(signature));
    let (_, warning) = after_change(stood, Some(&signature.facts_hash), &row.facts(), row.must_be_signed());
    if let Some(warning) = warning {
        signatures::void(cx, signature.id, "signature_voided", Some(row.participant_id))?;
        cx.warn(warning);
    }
    Ok(())
}
