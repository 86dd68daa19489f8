//! Pathways: the support of one participant, from admission to closure (domain § 4.5).
//!
//! A pathway is opened by an admission only. It has exactly one referent at a time, without gap or overlap
//! (S3.8); it is suspended and resumed, which shifts its due dates; it leads through objectives, stages and
//! interviews, with a milestone every five months (S3.26), to a job followed for six months, an exit with its
//! reason and category (§ 5.7), and is closed when nothing is owed any more.
//!
//! `rules.rs` holds the machine, the referent and suspensions; `rules/exits.rs` the exit and the closure;
//! `rules/outcomes.rs` what makes an exit positive; the folders hold the things a pathway is made of.
mod api;
pub(crate) mod attendance_sheets;
pub(crate) mod barriers;
pub(crate) mod constraints;
mod employment_contracts;
mod engagement_contracts;
mod flow;
mod follow_up_checks;
mod handover;
pub(crate) mod interviews;
pub(crate) mod milestones;
pub(crate) mod objectives;
pub(crate) mod parent;
mod placing;
mod relays;
pub(crate) mod rules;
pub(crate) mod stages;
mod store;
mod summary;

pub(crate) use flow::{
    Admission, admit, contact_corrected, contact_held, extend_by_decision, job_checked, job_started, keep_by_decision,
    milestone_held, norms_changed, outcome_since, reorient_by_decision, suspend_by_decision, withdraw_admission,
    withdraw_exit,
};
pub(crate) use follow_up_checks::Reached;
pub(crate) use relays::begin_relays;
pub(crate) use store::{EXIT_UNPROVED, PathwayRow, exists, exit_reasons, find, seal_clear};
pub(crate) use summary::{PathwaySummary, summary};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_pathways)
        .service(api::get_pathway)
        .service(api::update_pathway)
        .service(api::assign_pathway_referent)
        .service(api::suspend_pathway)
        .service(api::resume_pathway)
        .service(api::start_job_follow_up)
        .service(api::return_from_job)
        .service(api::get_exit_assessment)
        .service(api::propose_pathway_exit)
        .service(api::validate_pathway_exit)
        .service(api::close_pathway)
        .service(api::cancel_pathway)
        .service(api::get_pathway_history)
        .service(api::list_pathway_assignments);
    objectives::routes(cfg);
    barriers::routes(cfg);
    stages::routes(cfg);
    interviews::routes(cfg);
    attendance_sheets::routes(cfg);
    milestones::routes(cfg);
    employment_contracts::routes(cfg);
    follow_up_checks::routes(cfg);
    engagement_contracts::routes(cfg);
    constraints::routes(cfg);
    handover::routes(cfg);
}
