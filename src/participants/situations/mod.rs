//! Dated situations of a participant (§ 7.7): work, schooling, incomes, home. Append-only: what was said on a day
//! stays as it was said, and a correction is a new row that supersedes the old one.

mod api;
mod flow;
mod rules;
mod store;

pub(crate) use api::{SituationIn, SituationView};
pub(crate) use flow::told;
pub(crate) use store::{SituationRow, current, exists, first_between, incomes, newest, of_person};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_situations).service(api::create_situation).service(api::get_situation);
}
