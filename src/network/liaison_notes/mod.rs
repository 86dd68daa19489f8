//! Liaison notes: what is agreed with a social worker about a person's social barriers (S3.21).
//!
//! Never about orientation, training or employment. A social worker reads and writes those that name their structure,
//! of the people whom it follows jointly with the PLIE, and sees nothing else of a pathway but its social barriers.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use store::seal_clear;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_liaison_notes)
        .service(api::create_liaison_note)
        .service(api::get_liaison_note)
        .service(api::update_liaison_note);
}
