//! What keeps a pathway from closing (§ 4.5).

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::{agenda_items, decisions, interviews, signatures, stages};
use crate::failure::Outcome;
use crate::ids::{InterviewId, PathwayId, StageId};
use crate::pathways::interviews::rules::InterviewOutcome;
use crate::pathways::interviews::rules::signing;
use crate::pathways::rules::exits::Unfinished;
use crate::pathways::stages::rules::StageStatus;

/// The stages and interviews of a pathway that are not finished.
pub(in crate::pathways) fn unfinished(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<Unfinished> {
    let open: Vec<StageStatus> = StageStatus::ALL.iter().copied().filter(|s| s.is_open()).collect();
    let stages: Vec<StageId> = stages::table
        .filter(stages::plie_id.eq(cx.plie()))
        .filter(stages::pathway_id.eq(id))
        .filter(stages::status.eq_any(open))
        .order(stages::id)
        .select(stages::id)
        .load(cx.conn)?;
    let held: Vec<(InterviewId, String, String)> = interviews::table
        .left_join(
            signatures::table.on(signatures::plie_id
                .eq(interviews::plie_id)
                .and(signatures::id.nullable().eq(interviews::signature_id))
                .and(signatures::void_at.is_null())),
        )
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(interviews::pathway_id.eq(id))
        .filter(interviews::outcome.eq(InterviewOutcome::Held))
        .filter(signatures::id.nullable().is_null())
        .order((interviews::starts_at, interviews::id))
        .select((interviews::id, interviews::type_, interviews::modality))
        .load(cx.conn)?;
    let owed =
        held.into_iter().filter(|(_, kind, modality)| signing::is_required(kind, modality, InterviewOutcome::Held));
    Ok(Unfinished {
        open_stages: stages.iter().map(ToString::to_string).collect(),
        unsigned_interviews: owed.map(|(id, ..)| id.to_string()).collect(),
        ..Unfinished::default()
    })
}

/// Whether the commission gave its opinion that the pathway ends (§ 4.5).
pub(in crate::pathways) fn commission_closes(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<bool> {
    let given = decisions::table
        .inner_join(
            agenda_items::table
                .on(agenda_items::plie_id.eq(decisions::plie_id).and(agenda_items::id.eq(decisions::agenda_item_id))),
        )
        .filter(decisions::plie_id.eq(cx.plie()))
        .filter(agenda_items::pathway_id.eq(id))
        .filter(decisions::outcome.eq("close"))
        .filter(decisions::superseded_by.is_null());
    Ok(diesel::select(diesel::dsl::exists(given)).get_result(cx.conn)?)
}
