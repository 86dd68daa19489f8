//! Commands on checks of the follow-up.

use super::api::FollowUpCheckIn;
use super::rules::{self, Reached};
use super::store::{self, CheckRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::ids::{FollowUpCheckId, PathwayId};
use crate::participants::{self, documents};
use crate::pathways::{self, parent};
use crate::reference::names::CHANNEL;
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: FollowUpCheckIn) -> Outcome<CheckRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let row = CheckRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(FollowUpCheckId::new),
        pathway_id: pathway,
        participant_id: of.participant_id,
        checked_on: new.on,
        reached: new.reached,
        still_employed: new.still_employed,
        qualification_gained: new.qualification_gained,
        channel: new.channel.into_string(),
        evidence_document_id: new.evidence_document_id,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = store::by_id(cx, row.id)?
    {
        return if same(&first, &row) { Ok(first) } else { Err(parent::taken()) };
    }
    // a job is still followed after an exit that was dated of its start (§ 4.5)
    parent::still_written(&of)?;
    let since = pathways::outcome_since(cx, pathway)?;
    let mut found = rules::check_faults(row.checked_on, since, cx.today);
    found.extend(rules::told_fault(row.reached, row.still_employed));
    found.extend(cx.lists().faults_for(CHANNEL, cx.today, &[("/channel", &row.channel)]));
    if let Some(document) = row.evidence_document_id {
        found.extend(documents::evidence_fault(cx, "/evidence_document_id", document.0, Some(of.participant_id))?);
    }
    Refusal::unless_empty(found)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("follow_up_checks", row.id).about(row.participant_id));
    if row.reached == Reached::Yes {
        participants::touch_contact(cx, row.participant_id, row.checked_on)?;
    }
    pathways::job_checked(cx, &of)?;
    Ok(row)
}

fn same(a: &CheckRow, b: &CheckRow) -> bool {
    let what = |r: &CheckRow| (r.pathway_id, r.checked_on, r.reached, r.still_employed, r.qualification_gained);
    what(a) == what(b) && (&a.channel, a.evidence_document_id) == (&b.channel, b.evidence_document_id)
}
