//! The handover of a referent's people to another referent, whole or in part (S1.15, § 4.5).
//!
//! Every pathway changes hands on the same day, or none does: the referent before ends the day before, so that there
//! is neither gap nor overlap (S3.8), and still reads the files for so many days as the PLIE has set.

mod api;
mod flow;
mod store;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::handover_referent);
}
