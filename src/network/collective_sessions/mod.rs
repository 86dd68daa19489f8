//! Collective sessions: time spent together, so that a group forms (S2.13).
//!
//! A member of staff leads a session for people whom they see, each of whom is registered, present, absent or excused,
//! and signs what they were at. Whose day, times or leader change signs again (R6.11).

mod api;
mod flow;
mod printed;
pub(crate) mod rules;
mod sheet;
mod store;

pub(crate) use printed::{Frame, Present, printed};
pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_collective_sessions)
        .service(api::create_collective_session)
        .service(api::get_collective_session)
        .service(sheet::get_collective_attendance_sheet)
        .service(api::update_collective_session)
        .service(api::sign_collective_session);
}
