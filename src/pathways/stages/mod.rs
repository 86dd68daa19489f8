//! Stages: the steps of a pathway towards a job (S3.13–S3.16): remobilisation, training, work placement, CDDI…
//!
//! A stage serves at least one objective or barrier (S2.6). It is proposed, accepted, planned, in progress, then
//! completed or interrupted with a review that holds the person's own view (S3.24, S3.25); before it starts it
//! may be cancelled, or refused by the person or by the provider. Several stages may overlap (domain § 4.7).
//! A contract of integration (CDDI, interim) is a stage and not an exit (S3.14).

mod api;
mod flow;
pub(crate) mod rules;
mod store;

pub(super) use api::{StageView, of_pathway};
pub(crate) use store::{exists, seal_clear};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_pathway_stages)
        .service(api::create_stage)
        .service(api::list_stages)
        .service(api::get_stage)
        .service(api::update_stage)
        .service(api::accept_stage)
        .service(api::plan_stage)
        .service(api::start_stage)
        .service(api::complete_stage)
        .service(api::interrupt_stage)
        .service(api::cancel_stage)
        .service(api::refuse_stage);
}
