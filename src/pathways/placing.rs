//! Where a participant stands because of their pathway.

use super::rules::PathwayStatus;
use super::store::{self, PathwayRow};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::participants::{self, PathwayPlace};

/// Tells the participant's record which pathway is theirs now, how it stands and who follows it; an admission given
/// up leaves the pathway before it, if there was one. What happens to a former pathway after a re-entry, such as its
/// closing, moves the person no more (§ 4.5).
pub(super) fn place(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<()> {
    let person = participants::held(cx, &Reach::everything(), row.participant_id)?;
    let entered_again = person.current_pathway_id.is_some_and(|current| current != row.id);
    if row.status != PathwayStatus::Admitted && entered_again {
        return Ok(());
    }
    let current = match row.previous_pathway_id.filter(|_| row.status == PathwayStatus::Cancelled) {
        Some(id) => Some(store::find(cx, &Reach::everything(), id)?),
        None => (row.status != PathwayStatus::Cancelled).then(|| row.clone()),
    };
    let referent_id = current.as_ref().and_then(|p| p.current_referent_id);
    let site_id = match referent_id {
        Some(id) => store::referent(cx, id)?.map(|r| r.site_id),
        None => person.site_id,
    };
    let place = PathwayPlace {
        pathway_id: current.as_ref().map(|p| p.id),
        status: current.as_ref().map(|p| p.status),
        referent_id,
        referent_user_id: current.as_ref().and_then(|p| p.current_referent_user_id),
        site_id,
    };
    participants::place(cx, row.participant_id, place)
}
