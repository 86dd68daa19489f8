//! Agenda weeks: the referent shows each week that all contractual minutes are accounted for
//! (§ 6.3), the supervisor accepts the week or returns it. A week that nobody has touched is not
//! stored: it is open, version 1, and computed like any other.

mod api;
mod flow;
pub mod rules;
pub(crate) mod store;

pub(crate) use flow::{Incomplete, incomplete, is_returned, not_accepted, reopen_where_short};
pub use rules::due_on;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_agenda_weeks)
        .service(api::get_agenda_week)
        .service(api::submit_agenda_week)
        .service(api::accept_agenda_week)
        .service(api::return_agenda_week);
}
