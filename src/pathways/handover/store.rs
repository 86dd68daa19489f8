//! Whom a referent follows.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::pathways;
use crate::failure::Outcome;
use crate::ids::{PathwayId, ReferentId};
use crate::participants::in_reach;
use crate::pathways::rules::OPEN;

/// The open pathways in reach whose last referent is this one, in order of their identifiers, so that two handovers
/// never wait for each other.
pub(super) fn followed(cx: &mut Ctx<'_>, referent: ReferentId, most: i64) -> Outcome<Vec<PathwayId>> {
    let query = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::current_referent_id.eq(referent))
        .filter(pathways::status.eq_any(OPEN.to_vec()))
        .filter(in_reach(cx, &cx.reach.clone(), pathways::participant_id))
        .order(pathways::id)
        .limit(most)
        .select(pathways::id);
    Ok(query.load(cx.conn)?)
}
