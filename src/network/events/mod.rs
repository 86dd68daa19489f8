//! Events of the territory: job dating, industry week, forums (S3.28), and the people who are sent to them.
//!
//! An event is everybody's; of the people sent to it each sees and changes those whom they follow.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_events).service(api::create_event).service(api::get_event).service(api::update_event);
}
