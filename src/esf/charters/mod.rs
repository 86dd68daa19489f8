//! Charters: the versioned list of tasks of a PLIE, each with its attribution, and the step in
//! which time is entered (§ 5.15, R6.31).

mod api;
mod flow;
pub mod rules;
mod store;

pub(crate) use flow::install_default;
pub use rules::{Attribution, is_absence};
pub(crate) use store::{HeldCharter, exists, held, signed_tasks, task_labels};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_charters)
        .service(api::create_charter)
        .service(api::get_current_charter)
        .service(api::get_charter);
}
