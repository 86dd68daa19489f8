//! Alerts: the timers of § 4.6, computed from the due days that are stored, never stored themselves.

mod api;
mod flow;
pub mod rules;
mod store;

pub(crate) use flow::{Wanted, text};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_alerts).service(api::list_referent_alerts);
}
