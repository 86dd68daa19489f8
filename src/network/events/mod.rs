//! Events of the territory: job dating, industry week, forums (S3.28), and the people who are sent to them.
//!
//! An event is everybody's; of the people sent to it each sees and changes those whom they follow.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) use store::exists;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(api::list_events).service(api::create_event).service(api::get_event).service(api::update_event);
}
