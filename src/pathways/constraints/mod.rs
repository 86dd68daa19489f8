//! Constraints: what a job must fit, such as hours, an area or the care of a child (S3.18).
//!
//! Of health a constraint says by a code what the work must be like, never the illness nor any words of one's own;
//! like barriers of health, those stand in the lists of fewer people.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

use crate::auth::restricted::Restricted;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::routes::Routes;
use crate::ids::PathwayId;

/// Whether the list of a pathway's constraints shows those of health, as it does its barriers (`domain.md` § 3).
fn with_health(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<bool> {
    match cx.narrower("list_constraints", Restricted::HealthBarriers) {
        Some(reach) => super::exists(cx, &reach, pathway),
        None => Ok(true),
    }
}

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_constraints)
        .service(api::create_constraint)
        .service(api::get_constraint)
        .service(api::update_constraint);
}
