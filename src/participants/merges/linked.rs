//! The pathways of two records that are one person: each comes after the one before it (§ 4.5).

use diesel::prelude::*;
use uuid::Uuid;

use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::schema::pathways;
use crate::failure::Outcome;
use crate::ids::{ParticipantId, PathwayId};
use crate::pathways::rules::PathwayStatus;

/// Gives the pathways that had none before them the one that came before. Told are they, so that it can be undone.
pub(super) fn link(cx: &mut Ctx<'_>, people: [ParticipantId; 2]) -> Outcome<Vec<Uuid>> {
    let rows: Vec<(PathwayId, Option<PathwayId>, i64)> = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::participant_id.eq_any(people.to_vec()))
        .filter(pathways::status.ne(PathwayStatus::Cancelled))
        .order(pathways::id)
        .select((pathways::id, pathways::previous_pathway_id, pathways::version))
        .load(cx.conn)?;
    let mut linked = Vec::new();
    for pair in rows.windows(2) {
        let [(before, ..), (id, None, version)] = *pair else { continue };
        follow(cx, id, Some(before), version)?;
        linked.push(id.0);
    }
    Ok(linked)
}

/// Undoes [`link`].
pub(super) fn unlink(cx: &mut Ctx<'_>, linked: &[Uuid]) -> Outcome<()> {
    for id in linked {
        let id = PathwayId::of(*id);
        let version: i64 = pathways::table.find((cx.plie(), id)).select(pathways::version).get_result(cx.conn)?;
        follow(cx, id, None, version)?;
    }
    Ok(())
}

fn follow(cx: &mut Ctx<'_>, id: PathwayId, before: Option<PathwayId>, version: i64) -> Outcome<()> {
    let set =
        (pathways::previous_pathway_id.eq(before), pathways::version.eq(version + 1), pathways::updated_at.eq(cx.now));
    let row = pathways::table.find((cx.plie(), id));
    let person: ParticipantId = row.select(pathways::participant_id).get_result(cx.conn)?;
    diesel::update(row).set(set).execute(cx.conn)?;
    cx.record(Entry::changed("pathways", id, version + 1).about(person).fields(&["previous_pathway_id"]));
    Ok(())
}
