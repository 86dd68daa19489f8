//! Absences: whole days, or half of one day. They take the place of worked minutes in the agenda week
//! (R6.2) and refuse time records (§ 6.2). One entered by mistake is cancelled: it stays to be read, and counts nowhere.

mod api;
mod contradicted;
mod flow;
pub mod rules;
mod store;

pub(crate) use contradicted::{contradicted, contradicted_of};
pub use rules::{Absence, Away, away};
pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_absences).service(api::create_absence).service(api::get_absence).service(api::cancel_absence);
}
