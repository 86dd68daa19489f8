//! Engagement contracts: what the person and the PLIE signed, or the person and the département (S3.22).
//!
//! A contract is of one kind (of the PLIE, the CER of an RSA recipient, the engagement contract of the 2025 law), with
//! the day it was signed and its first and last day; two of one kind never overlap. One that ends soon alerts (T10).

mod api;
mod flow;
mod printed;
mod rules;
mod store;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_engagement_contracts)
        .service(api::create_engagement_contract)
        .service(api::get_engagement_contract)
        .service(api::update_engagement_contract);
}
