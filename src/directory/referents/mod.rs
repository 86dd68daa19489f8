//! A referent: a member of staff who follows people (S2.1, S2.3), with the terms of the work: site,
//! share of full time and the part of it given to participants, weekly schedule, supervisor who
//! countersigns (R6.15). Terms are dated; one person may hold two at a time, of one full time at
//! most in all.
//!
//! The caseload compares the people followed on a day with the target of 70 a full time (§ 8.1).

mod api;
mod caseload;
mod flow;
mod store;

pub(crate) use store::{ReferentRow, active_on, exists, find, ids_in_reach, of_user};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_referents)
        .service(api::create_referent)
        .service(api::get_referent)
        .service(api::update_referent)
        .service(api::caseload::get_referent_caseload);
}
