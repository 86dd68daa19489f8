//! The access log as directors and data managers read it: who read what is restricted, of whom, when and why (R3.6).
//! Its lines are written by `audit::access`, before what was read is answered.

mod api;
mod store;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_access_log).service(api::list_participant_access_log);
}
