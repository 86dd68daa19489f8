//! A staff assignment: the terms of a member of staff who follows nobody and records time all the same (S0.1, S0.4):
//! assistants, employer relations, animation. Their agenda has expected minutes and their timesheet a supervisor as
//! that of a referent does (R6.1, R6.15). One person's terms of both kinds make one full time at most on any day.

mod api;
mod flow;
mod store;

pub(crate) use store::{exists, ids_in_reach};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_staff_assignments)
        .service(api::create_staff_assignment)
        .service(api::get_staff_assignment)
        .service(api::update_staff_assignment);
}
