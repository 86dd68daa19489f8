//! Objectives: what the person and the referent agreed to reach (S3.13).
//!
//! An objective has its words, perhaps a theme and a due day, and a result: open until it is achieved, partly
//! achieved, not achieved (with the reason) or dropped. Every milestone gives each open objective its result
//! (S3.26).

mod api;
mod flow;
pub(crate) mod rules;
mod store;

use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::routes::Routes;
use crate::ids::PathwayId;

pub(crate) use flow::{Agreed, agree, judge};
pub(crate) use rules::ObjectiveResult;
pub(super) use store::{known, open_by};

pub(crate) use api::ObjectiveView;

/// Those of a pathway that was found in reach, as they are shown.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<ObjectiveView>> {
    Ok(store::of_pathway(cx, pathway)?.into_iter().map(ObjectiveView::from).collect())
}

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_objectives)
        .service(api::create_objective)
        .service(api::get_objective)
        .service(api::update_objective);
}
