//! Commands on evidence of eligibility.

use super::api::EligibilityIn;
use super::rules;
use super::store::{self, EligibilityRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::ids::{DocumentId, EligibilityId, ParticipantId};
use crate::participants::{self, criteria, documents};
use crate::reference::names;
use crate::refusal::Refusal;

/// `POST /v1/participants/{id}/eligibility`.
pub(super) fn create(cx: &mut Ctx<'_>, participant: ParticipantId, new: EligibilityIn) -> Outcome<EligibilityRow> {
    let person = participants::held(cx, &cx.reach.clone(), participant)?;
    let row = EligibilityRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(EligibilityId::new),
        participant_id: participant,
        criterion: new.criterion.into_string(),
        issued_on: new.issued_on,
        evidence_document_id: new.evidence_document_id.map(DocumentId::of),
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if let Some(id) = new.id
        && let Some(first) = store::by_id(cx, id)?
    {
        return if same(&first, &row) { Ok(first) } else { Err(Failure::taken_id()) };
    }
    participants::still_kept(&person)?;
    let mut found = cx.lists().faults_for(names::CRITERION, cx.today, &[("/criterion", &row.criterion)]);
    found.extend(rules::issued_faults(row.issued_on, person.birth_date, cx.today));
    if let Some(document) = row.evidence_document_id {
        found.extend(documents::evidence_fault(cx, "/evidence_document_id", document.0, Some(participant))?);
    }
    Refusal::unless_empty(found)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("eligibility", row.id).about(participant));
    criteria::renew(cx, person)?;
    Ok(row)
}

/// Whether evidence sent again is that which was recorded first.
fn same(a: &EligibilityRow, b: &EligibilityRow) -> bool {
    let what = |r: &EligibilityRow| (r.participant_id, r.criterion.clone(), r.issued_on, r.evidence_document_id);
    what(a) == what(b)
}
