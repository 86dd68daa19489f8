//! Employment costs: what a member of staff has cost for a time, salary with the employer's contributions and benefits,
//! as payslips prove it (§ 6.8). A day is documented once. Hourly rates and shares of real costs are made of them.

mod api;
mod flow;
pub mod rules;
mod store;

pub(crate) use store::{between, exists, ids_in_reach};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_employment_costs)
        .service(api::create_employment_cost)
        .service(api::get_employment_cost)
        .service(api::update_employment_cost);
}
