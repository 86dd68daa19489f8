//! Opportunities: jobs, training and integration passed on to the people whom they fit (S2.12, S3.18).
//!
//! An opportunity says its occupation, the publics it is for and the barriers that rule it out. It fits an open pathway
//! whose diagnosis aims at the occupation, or whose person is of a public, that has no such barrier open and whose
//! person rules out nothing that it asks for (`constraints` of both). Each person hears of it once, by a channel that is
//! kept. What is said in words alone is shown and compared with nothing.

mod api;
mod flow;
mod matches;
pub(crate) mod rules;
mod store;

pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_opportunities)
        .service(api::create_opportunity)
        .service(api::get_opportunity)
        .service(api::update_opportunity)
        .service(api::list_opportunity_matches)
        .service(api::notify_opportunity)
        .service(api::list_opportunity_notices)
        .service(api::update_opportunity_notice);
}
