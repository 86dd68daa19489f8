//! Attendance sheets: the interviews of a pathway that were held in a period, each with its signature, its refusal or the
//! place for it (R6.9).
//!
//! Nothing is stored: a sheet shows the interviews as they stand, and its hash follows from the facts that their
//! signatures bind (R6.11). As a document it is a draft as long as one of them is to be signed.

mod api;
mod printed;
pub(crate) mod rules;

pub(crate) use printed::{Frame, Met, object, printed};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_pathway_attendance_sheet);
}
