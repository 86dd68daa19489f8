//! Employment contracts: the jobs a person found, as the referent knows them (S0.16, § 5.5).
//!
//! A contract has its employer, its type, its days and its hours, and tells whether the paper is in the file. Whether
//! it makes a positive exit is decided by `rules/outcomes.rs`; a contract of integration is a stage (S3.14).

mod api;
mod flow;
pub(crate) mod rules;
mod store;

use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::routes::Routes;
use crate::ids::PathwayId;

pub(super) use api::EmploymentContractView;
pub(super) use flow::broken;
pub(super) use store::{ContractRow, of_pathway as rows, within};

/// Those of a pathway that was found in reach, as they are shown.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<EmploymentContractView>> {
    Ok(store::of_pathway(cx, pathway)?.into_iter().map(EmploymentContractView::from).collect())
}

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_employment_contracts)
        .service(api::create_employment_contract)
        .service(api::get_employment_contract)
        .service(api::update_employment_contract);
}
