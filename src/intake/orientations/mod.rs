//! Orientations: a partner sends a person to the PLIE (S3.4).
//!
//! It says who prescribes, who the candidate is and how to reach them, for which motives, and that the person
//! knows and agrees. It is triaged, leads to a reception (S3.10), then to an entry file, and ends admitted,
//! refused, redirected, withdrawn, not come, double or expired (domain § 4.2). Refusing or redirecting names
//! what is proposed instead; untouched for 60 days (a setting) it expires.
//!
//! A partner sees its own orientations with their outcome, nothing of the follow-up, and is never told whether
//! the PLIE knows a person. The check is a rehearsal: what is missing and which criteria apply.

mod api;
mod expiry;
mod flow;
pub(crate) mod rules;
mod signing;
mod store;

pub use expiry::expire;
pub(crate) use flow::{decided, file_opened, withdrawn};
pub(crate) use store::{exists, seal_clear};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_orientations)
        .service(api::create_orientation)
        .service(api::check::check_orientation)
        .service(api::get_orientation)
        .service(api::verbs::triage_orientation)
        .service(api::verbs::book_reception)
        .service(api::verbs::record_reception)
        .service(api::verbs::open_entry_file)
        .service(api::verbs::refuse_orientation)
        .service(api::verbs::redirect_orientation)
        .service(api::verbs::withdraw_orientation);
}
