//! Actions: the catalogue of what the PLIE offers its participants (S0.12, S0.22).
//!
//! An action is an idea, then planned, open and closed. It lifts barriers of some themes (S0.23–S0.25), for some
//! publics (S0.27), and has so many places: a stage that names it is an enrolment and takes one, and only while it is
//! open. What is open is shown to everybody, without an account and without anybody's name (S0.13).

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use flow::enrol;
pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_public_actions)
        .service(api::list_actions)
        .service(api::create_action)
        .service(api::get_action)
        .service(api::update_action)
        .service(api::plan_action)
        .service(api::open_action)
        .service(api::close_action);
}
