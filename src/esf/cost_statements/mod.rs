//! The cost statement of an operation: each person and month with the minutes that proofs support and those that they
//! do not, what they cost and how much of it is eligible, what caps take away, flat rates on top, and the whole against
//! the budget (§ 6.8, R6.17). Minutes are summed in the database, a row a person, month and reason. Claims freeze one.

mod api;
mod csv;
mod flow;
pub mod rules;
mod store;
/// Which minutes are supported, as SQL.
pub(crate) mod support;
mod view;

pub(crate) use flow::{Asked, Statement, make};
pub(crate) use view::{CapUseView, CostStatementView};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_cost_statement);
}
