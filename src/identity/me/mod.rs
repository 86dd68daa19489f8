//! The caller itself: who it is and what it may do, its password, its second factor.

mod api;
mod password;
mod store;
mod totp;

pub(crate) use password::by_invitation;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_me)
        .service(api::set_password)
        .service(totp::create_totp)
        .service(totp::confirm_totp)
        .service(totp::remove_totp);
}
