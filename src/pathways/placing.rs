//! Where a participant stands because of their pathway.

use diesel::prelude::*;

use super::rules::PathwayStatus;
use super::store::PathwayRow;
use crate::ctx::Ctx;
use crate::db::schema::participants;
use crate::failure::Outcome;

/// Tells the participant's record which pathway is theirs now, how it stands and who follows it.
pub(super) fn place(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<()> {
    let gone = row.status == PathwayStatus::Cancelled;
    diesel::update(participants::table.find((row.plie_id, row.participant_id)))
        .set((
            participants::current_pathway_id.eq((!gone).then_some(row.id)),
            participants::pathway_status.eq((!gone).then_some(row.status)),
            participants::current_referent_id.eq(row.current_referent_id),
            participants::current_referent_user_id.eq(row.current_referent_user_id),
            participants::updated_at.eq(cx.now),
        ))
        .execute(cx.conn)?;
    Ok(())
}
