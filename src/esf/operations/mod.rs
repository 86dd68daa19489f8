//! Operations: what the ESF pays for, with dates, money and how long its evidence is kept.

mod api;
mod flow;
pub mod rules;
mod store;

pub(crate) use api::PayerView;
pub(crate) use rules::retain_until;
pub(crate) use store::{OperationRow, Payer, exists, find, funding_statement, ids_in_reach, payers, statement};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_operations)
        .service(api::create_operation)
        .service(api::get_operation)
        .service(api::update_operation);
}
