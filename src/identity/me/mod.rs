//! The caller itself: who it is and what it may do, its password, its second factor.

mod api;
mod password;
mod store;
mod totp;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) use password::by_invitation;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(api::get_me)
        .service(api::set_password)
        .service(totp::create_totp)
        .service(totp::confirm_totp)
        .service(totp::remove_totp);
}
