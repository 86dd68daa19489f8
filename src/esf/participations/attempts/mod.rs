//! Attempts to reach somebody for the situation six months after the exit: logged before anybody says that the person
//! could not be reached (§ 7.6). They are never changed.

mod api;
mod flow;
mod store;

pub(super) use store::in_vain_since;

use crate::http::routes::Routes;

pub(super) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_participation_attempts)
        .service(api::create_participation_attempt)
        .service(api::get_participation_attempt);
}
