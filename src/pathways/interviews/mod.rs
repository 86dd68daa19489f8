//! Interviews: the monthly meeting and all others (S3.12, domain §§ 4.7, 5.6).
//!
//! An interview is planned, then held, missed, excused, cancelled by the service or rescheduled, which plans a
//! new one. Held, it has its report within seven days, else it is late (S3.32, § 6.4), and in person it is
//! signed (S3.33, R6.7). The signature binds the facts (day, times, participant, referent) by their hash: when
//! they change it is void and asked again (R6.11).
//!
//! `rules.rs` holds the machine, times and delays; `rules/signing.rs` the signature.

mod api;
mod flow;
pub(crate) mod rules;
mod sealing;
mod store;

pub(super) use api::{InterviewView, of_pathway};
pub(crate) use flow::sign_as;
pub(crate) use sealing::seal_clear;
pub(crate) use store::{InterviewRow, InterviewStands, exists, held_of, rebind, stands};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_pathway_interviews)
        .service(api::create_interview)
        .service(api::list_interviews)
        .service(api::get_interview)
        .service(api::update_interview)
        .service(api::hold_interview)
        .service(api::mark_interview_no_show)
        .service(api::excuse_interview)
        .service(api::cancel_interview)
        .service(api::reschedule_interview)
        .service(api::sign_interview);
}
