//! Timesheets: the month of a person over all operations, signed by the employee, then by the
//! supervisor, frozen under a content hash (§ 6.6). Before the first signature nothing is stored: the
//! sheet is what the records make of it. A correction after both signatures makes an amendment, and
//! what was signed before stays as it was (R6.18).

mod api;
mod csv;
mod flow;
mod printed;
pub mod rules;
mod signed;
mod store;
mod view;

pub(crate) use api::{TimesheetFilter, months};
pub use rules::due_on;
pub(crate) use signed::{SignedSheet, signed};
pub(crate) use view::{SheetSigner, TimesheetSummaryView};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_timesheets)
        .service(api::get_timesheet)
        .service(api::sign_timesheet)
        .service(api::countersign_timesheet)
        .service(api::reopen_timesheet);
}
