//! Evidence of eligibility (§ 4.3, § 5.1): which public a person is proved to belong to, since when and by what.
//!
//! Append-only: newer evidence is a new row. Whether a criterion is met today follows from the age of its evidence,
//! as the reference list limits it. What an entry file proves stands in the file; both feed the search by criterion
//! (`criteria.rs`), the newest counting.

mod api;
mod flow;
mod rules;
mod store;

pub(crate) use store::{first, standing};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_eligibility).service(api::create_eligibility).service(api::get_eligibility);
}
