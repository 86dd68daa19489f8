//! Audit missions: service-done checks of an operation (§ 6.9, § 6.10, R3.5).
//!
//! The direction opens one for a dated window, names who audits, and draws a sample that is frozen: by a rule whose seed
//! draws the same again, or as a list. An auditor sees that sample and nothing else, while the window is open by the
//! database's own clock, and every reading leaves a line in the access log. Evidence tells what proves each record and
//! what is missing, the trace follows one from end to end, findings are written and answered. The pack holds all of it
//! in a zip whose every figure can be computed again without this server.
//!
//! `store/dossier.rs` reads all that hangs on some records in a fixed number of statements; `rules/evidence.rs` says
//! what is missing; `pack/` writes the files.

mod api;
mod disclosure;
mod facts;
mod flow;
mod pack;
pub(crate) mod rules;
mod store;

pub(crate) use disclosure::of_operation;
pub(crate) use pack::gather;
pub(crate) use store::findings::ids_in_reach as findings_in_reach;
pub(crate) use store::{exists, in_reach, operations_granted};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_audit_missions)
        .service(api::create_audit_mission)
        .service(api::get_audit_mission)
        .service(api::update_audit_mission)
        .service(api::create_audit_pack)
        .service(api::evidence::list_audit_evidence)
        .service(api::trace::get_audit_trace)
        .service(api::findings::list_audit_findings)
        .service(api::findings::create_audit_finding)
        .service(api::findings::get_audit_finding)
        .service(api::findings::answer_audit_finding);
}
