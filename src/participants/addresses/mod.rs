//! Where a participant has lived (§ 7.7, § 8.2): every address with the day that it holds from and the instant at which it
//! was recorded. Append-only; the newest stands beside the person too.

mod api;
mod store;

use crate::http::routes::Routes;

pub(super) use store::keep;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_participant_addresses);
}
