//! Two records of one person made one, and that undone.
//!
//! In one transaction everything that hangs on the one record is re-pointed to the other, which keeps, member by
//! member, what was chosen. The record that is no more stays as a tombstone that says where to go. As long as nobody
//! has touched the kept one, the merge is undone to the letter.
//!
//! What is sealed names its own data key (`vault.rs`) and is opened as before; who read what stays where it was
//! read (`access_log`); time on a record that was signed keeps its minutes.

mod api;
mod flow;
mod linked;
pub(crate) mod rules;
mod store;

pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::merge_participant).service(api::get_merge).service(api::undo_merge);
}
