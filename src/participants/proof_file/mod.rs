//! The proof file of a participant: every piece that is expected, how far it is, until when, and where it stands
//! (S0.16, S3.35). What the commission asks for is the very checklist of the entry file (domain § 4.3); what the
//! pathway asks for follows from its timers, its interviews and its exit (§ 4.6, § 6.4, R6.7). The readiness of a claim
//! names what is missing of its people by the same function (§ 6.11).

mod api;
mod flow;
mod rules;
mod store;

pub(crate) use flow::{Piece, missing};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_participant_proof_file);
}
