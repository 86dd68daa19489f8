//! Sensitive facts of a participant (G4, § 9.1): disability, nationality, origin, minority, justice. Asked of
//! everybody, they may be declined; « not asked », « declined » and « no » are three values.
//!
//! They are appended and never overwritten, each with the day it holds and the day it was told. They are sealed
//! under the person's own key (`vault.rs`), stand in no list, filter, log or feed, and each reading leaves a line in
//! the access log (R3.6).

mod api;
mod day;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use day::{for_day, for_days, standing_for_day};
pub(crate) use store::Facts;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_sensitive_facts).service(api::put_sensitive_facts);
}
