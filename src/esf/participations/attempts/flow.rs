//! Commands on attempts.

use super::api::ParticipationAttemptIn;
use super::store::{self, AttemptRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::esf::participations::store as participations;
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::ids::{ParticipationAttemptId, ParticipationId};
use crate::participants;
use crate::pathways::Reached;
use crate::reference::names::CHANNEL;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, id: ParticipationId, new: ParticipationAttemptIn) -> Outcome<AttemptRow> {
    let of = participations::find(cx, &cx.reach.clone(), id)?;
    let row = AttemptRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ParticipationAttemptId::new),
        participation_id: of.id,
        attempted_on: new.on,
        channel: new.channel.into_string(),
        reached: new.reached,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = store::by_id(cx, row.id)?
    {
        return if same(&first, &row) { Ok(first) } else { Err(Failure::taken_id()) };
    }
    let mut found: Vec<Fault> = faults::to_come("/on", row.attempted_on, cx.today).into_iter().collect();
    if of.exited_on.is_none_or(|exit| row.attempted_on < exit) {
        found.push(Fault::new(
            "/on",
            "rule_exit_date",
            "La personne n'était pas encore sortie ce jour-là.",
            "The person had not left yet on that day.",
        ));
    }
    found.extend(cx.lists().faults_for(CHANNEL, cx.today, &[("/channel", &row.channel)]));
    Refusal::unless_empty(found)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("participation_attempts", row.id).about(of.participant_id));
    if row.reached == Reached::Yes {
        participants::touch_contact(cx, of.participant_id, row.attempted_on)?;
    }
    Ok(row)
}

fn same(a: &AttemptRow, b: &AttemptRow) -> bool {
    let what = |r: &AttemptRow| (r.participation_id, r.attempted_on, r.channel.clone(), r.reached);
    what(a) == what(b)
}
