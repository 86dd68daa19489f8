//! Pairs of participants who may be one person. A pair is written when a participant is made or its identity
//! changes, from what strong numbers, birth dates and folded names find (`rules/likeness.rs`): a name alone never
//! makes one. A pair that was refused stays, so that it is not proposed again.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(super) use flow::{look, merged, unmerged};
pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_duplicate_candidates)
        .service(api::get_duplicate_candidate)
        .service(api::dismiss_duplicate_candidate);
}
