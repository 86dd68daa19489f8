//! Whom a referent follows.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::{pathways, referent_assignments};
use crate::failure::Outcome;
use crate::ids::{PathwayId, ReferentId};
use crate::participants::in_reach;
use crate::pathways::rules::FOLLOWED;

/// The pathways in reach that are not closed and whose last referent is this one, in order of their identifiers, so that
/// two handovers never wait for each other.
pub(super) fn followed(cx: &mut Ctx<'_>, referent: ReferentId, most: i64) -> Outcome<Vec<PathwayId>> {
    let lasting = referent_assignments::table
        .filter(referent_assignments::plie_id.eq(cx.plie()))
        .filter(referent_assignments::referent_id.eq(referent))
        .filter(referent_assignments::ends_on.is_null())
        .select(referent_assignments::pathway_id);
    let query = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::status.eq_any(FOLLOWED.to_vec()))
        .filter(pathways::id.eq_any(lasting))
        .filter(in_reach(cx, &cx.reach.clone(), pathways::participant_id))
        .order(pathways::id)
        .limit(most)
        .select(pathways::id);
    Ok(query.load(cx.conn)?)
}
