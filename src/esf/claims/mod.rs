//! Claims: what an operation asks to be paid for some days, frozen as it was filed (R6.17–R6.20): the statement with its
//! hash, a line a person and month, the records whose minutes it holds. Claims of one operation never overlap, and all
//! operations together never pay more than the whole of a person's month: the database itself says so. Afterwards
//! corrections can only take away from a claim, each by an adjustment, and what they take may be claimed again; once it is
//! decided on it is read-only.

mod adjust;
mod api;
mod flow;
pub mod rules;
mod store;

pub(crate) use adjust::{Kept, adjust, of_record};
pub(crate) use rules::ClaimStatus;
pub(crate) use store::{
    AdjustmentRow, ClaimRow, adjustments_of, between, exists, ids_in_reach, last_day, records_after,
};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_claims)
        .service(api::create_claim)
        .service(api::get_claim)
        .service(api::update_claim)
        .service(api::decide_claim)
        .service(api::list_claim_adjustments);
}
