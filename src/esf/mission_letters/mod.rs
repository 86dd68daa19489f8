//! Mission letters: what a member of staff does on an operation, from when to when, and how the time is proved (§ 6.1):
//! by a fixed share of each month, which an accepted letter alone proves (decree 2022-608), or by hours recorded and
//! signed twice. One person has one way an operation and month; fixed shares add up to the whole at most.

mod api;
mod flow;
pub mod rules;
mod store;

pub use rules::{CostMode, signed_late};
pub(crate) use store::{LetterRow, between, exists};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_mission_letters)
        .service(api::create_mission_letter)
        .service(api::get_mission_letter)
        .service(api::update_mission_letter);
}
