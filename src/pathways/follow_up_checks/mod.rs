//! Checks of the follow-up: is the person still in the job, the business or the course (S2.16, S3.19)?
//!
//! A check tells whether the person was reached, by which channel, and what was learnt; it is what proves presence at
//! the end of the six months (§ 5.7). Checks are made at one, three and six months (§ 4.5) and never changed.

mod api;
mod flow;
mod rules;
mod store;

pub(crate) use rules::Reached;
pub(super) use store::{CheckRow, last_reached, of_pathway as rows};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_follow_up_checks).service(api::create_follow_up_check).service(api::get_follow_up_check);
}
