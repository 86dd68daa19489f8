//! Meetings: of the team (S1.4), of the referents (S0.10), technical committees (S1.5), with institutions, the network
//! and partners (S0.13, S0.15, S2.14); who was invited and who came, so that they can be counted by kind and period.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_meetings).service(api::create_meeting).service(api::get_meeting).service(api::update_meeting);
}
