//! Alerts: the timers of § 4.6, computed from the due days that are stored, never stored themselves.

mod api;
mod flow;
pub mod rules;
mod store;

pub(crate) use flow::{Wanted, text};

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(api::list_alerts).service(api::list_referent_alerts);
}
