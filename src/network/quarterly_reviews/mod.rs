//! Quarterly reviews: the point with the département or France Travail on the progress of pathways (S3.20).
//!
//! One for a structure, a quarter and a referent, with a line for each person concerned. Whoever speaks for the
//! structure reads its reviews. The next is due three months after the last (T9).

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use store::{exists, seal_clear};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_quarterly_reviews)
        .service(api::create_quarterly_review)
        .service(api::get_quarterly_review)
        .service(api::update_quarterly_review);
}
