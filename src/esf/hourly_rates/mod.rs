//! Hourly rates: what an hour of a member of staff costs an operation from a month on (R6.22–R6.26): the cost of a year
//! over 1 720 hours at the working share, or of a month over its average hours. The base, the exact denominator and the
//! way of rounding are kept, so that anybody can work it out again.

mod api;
mod flow;
pub mod rules;
mod store;

pub(crate) use store::{HeldRate, exists, held, ids_in_reach};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_hourly_rates)
        .service(api::create_hourly_rate)
        .service(api::get_hourly_rate)
        .service(api::update_hourly_rate);
}
