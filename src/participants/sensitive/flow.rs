//! Commands on sensitive facts.

use super::api::SensitiveFactsIn;
use super::rules;
use super::store::{self, Facts, SensitiveRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::esf::participations;
use crate::failure::{Failure, Outcome};
use crate::ids::{ParticipantId, SensitiveFactsId};
use crate::participants;
use crate::participants::vault::{self, What};
use crate::refusal::Refusal;

/// `PUT /v1/participants/{id}/sensitive`.
pub(super) fn put(
    cx: &mut Ctx<'_>,
    participant: ParticipantId,
    told: SensitiveFactsIn,
) -> Outcome<(SensitiveRow, Facts)> {
    let person = participants::held(cx, &cx.reach.clone(), participant)?;
    participants::still_kept(&person)?;
    let as_of = told.as_of.unwrap_or(cx.today);
    Refusal::unless_empty(rules::day_faults(as_of, person.birth_date, cx.today))?;
    let (id, facts) = (SensitiveFactsId::new(), Facts::from(told));
    let plain = serde_json::to_string(&facts).map_err(Failure::defect)?;
    let row = SensitiveRow {
        plie_id: cx.plie(),
        id,
        participant_id: participant,
        as_of,
        sealed: vault::seal(cx, What::SensitiveFacts, participant, id.0, &plain)?,
        recorded_at: cx.now,
        recorded_by: cx.actor.user(),
    };
    store::insert(cx, &row)?;
    // neither the values nor which of them were told
    cx.record(Entry::created("sensitive_facts", id).about(participant));
    participations::sensitive_told(cx, participant, id, &facts)?;
    Ok((row, facts))
}
