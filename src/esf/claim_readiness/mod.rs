//! What stands between an operation and its claim (§ 6.11): each obstacle with its owner, how many objects it is about
//! and where they are. Errors refuse the claim unless the director overrides them with a reason; warnings are worth a
//! look. Computed anew each time, from the very statement that a claim would freeze.

mod api;
mod flow;
pub mod rules;
mod store;

pub(crate) use flow::{Group, read};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_claim_readiness).service(api::list_claim_obstacles);
}
