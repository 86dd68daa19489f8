//! Accounts of people, their dated roles (R3.1), and invitations. Any change of rights makes the
//! account's tokens stale, so that it bites on the next request on every node (`trust.md` T15).

mod api;
mod auditors;
mod flow;
mod links;
pub(crate) mod rules;
mod store;

pub(crate) use auditors::{Window, auditor, set_windows};
pub(crate) use links::{Kind as LinkKind, Link, invite, issue, read as read_link, spend};
pub(crate) use store::{exists, names, set_password};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_users)
        .service(api::create_user)
        .service(api::get_user)
        .service(api::update_user)
        .service(api::suspend_user)
        .service(api::reactivate_user)
        .service(api::invite_user);
}
