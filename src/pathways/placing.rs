//! Where a participant stands because of their pathway.

use super::rules::PathwayStatus;
use super::store::{self, PathwayRow};
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::participants::{self, PathwayPlace};

/// Tells the participant's record which pathway is theirs now, how it stands and who follows it; an admission given
/// up leaves the pathway before it, if there was one.
pub(super) fn place(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<()> {
    let before = match row.previous_pathway_id.filter(|_| row.status == PathwayStatus::Cancelled) {
        Some(id) => Some(store::find(cx, &crate::auth::role::Reach::everything(), id)?),
        None => (row.status != PathwayStatus::Cancelled).then(|| row.clone()),
    };
    let site_id = match row.current_referent_id {
        Some(id) => store::referent(cx, id)?.map(|r| r.site_id),
        None => participants::find(cx, &crate::auth::role::Reach::everything(), row.participant_id)?.site_id,
    };
    let place = PathwayPlace {
        pathway_id: before.as_ref().map(|p| p.id),
        status: before.as_ref().map(|p| p.status),
        referent_id: row.current_referent_id,
        referent_user_id: row.current_referent_user_id,
        site_id,
    };
    participants::place(cx, row.participant_id, place)
}
