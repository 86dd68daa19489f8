//! Procurement contracts: the services that the PLIE buys to improve pathways (S0.11, S1.11).
//!
//! A contract has its reference, one a lot, who provides, what it costs and its days; actions are bought under it. With a
//! social clause it asks for hours of integration through work, which stages under it count (S3.23).

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use flow::fault;
pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_procurement_contracts)
        .service(api::create_procurement_contract)
        .service(api::get_procurement_contract)
        .service(api::update_procurement_contract);
}
