//! Sessions of accounts: sign-in, renewal, end. Wrong passwords slow an account and an address
//! down, and an unknown account is treated as a known one (`trust.md` T10, T16, T17).

mod api;
mod attempts;
mod flow;
mod store;

pub(crate) use attempts::{Attempts, slow_down};
pub(crate) use flow::failed_sign_in;
pub(crate) use store::{LoginRow, end_all, login};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::create_session).service(api::refresh_session).service(api::end_session);
}
