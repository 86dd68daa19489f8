//! What people are called, for a document that names many.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::in_reach;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::participants as t;
use crate::failure::Outcome;
use crate::ids::ParticipantId;

/// First and last names of those of these people who are in reach.
pub(crate) fn names(
    cx: &mut Ctx<'_>,
    reach: &Reach,
    ids: &[ParticipantId],
) -> Outcome<BTreeMap<ParticipantId, (String, String)>> {
    if ids.is_empty() || reach.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::id.eq_any(ids.to_vec()))
        .filter(in_reach(cx, reach, t::id))
        .select((t::id, t::first_name, t::last_name));
    let rows: Vec<(ParticipantId, String, String)> = query.load(cx.conn)?;
    Ok(rows.into_iter().map(|(id, first, last)| (id, (first, last))).collect())
}
