//! Figures that the director, the département and the ESF read (§ 8). Each shows how it was made:
//! numerator, denominator, formula, and where the rows that it counts are listed. Those rows and the
//! count come from the same statement, so that they agree. No other room imports this one.

mod api;
mod csv;
pub(crate) mod export_profiles;
pub(crate) mod exports;
pub mod figures;
mod flow;
mod masking;
mod printed;
pub(crate) mod snapshots;
mod store;
mod told;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_report).service(api::list_report_members);
    snapshots::routes(cfg);
    export_profiles::routes(cfg);
    exports::routes(cfg);
}
