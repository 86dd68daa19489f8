//! Employers: with whom the PLIE keeps up for its participants (S0.9, S3.16).
//!
//! An employer has a name, an establishment number where it is known, an activity, a place, and people to reach
//! there. Opportunities name it.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use store::exists;
pub(super) use store::names;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_employers)
        .service(api::create_employer)
        .service(api::get_employer)
        .service(api::update_employer);
}
