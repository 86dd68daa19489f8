//! Milestones: every five months, were the objectives reached, and what next (S3.26; timer T2).
//!
//! A milestone gives every open objective of the pathway its result, with the reason where it was not achieved and
//! then new objectives; the objectives follow. The next one is due so many months after the day it was held, cut to
//! the end of a short month and shifted by suspensions. It is validated once its interview owes no signature.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::routes::Routes;
use crate::ids::PathwayId;

pub(super) use api::MilestoneView;
pub(super) use store::last_held;

/// Those of a pathway that was found in reach, as they are shown.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<MilestoneView>> {
    store::of_pathway(cx, pathway)?.into_iter().map(MilestoneView::of).collect()
}

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_milestones)
        .service(api::create_milestone)
        .service(api::get_milestone)
        .service(api::validate_milestone);
}
