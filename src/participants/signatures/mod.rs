//! Signatures, each bound to the facts it signs (§ 6.5): who signed what, when, by which means. One is never
//! changed nor taken away (R6.12); when the facts change it becomes void and another is asked for (R6.11).
//!
//! The rooms that own what is signed call [`record`] or [`keep`], and [`void`]; `/v1/signatures` takes those that no verb of
//! an object takes, such as a consent to enter.

mod api;
mod flow;
mod printed;
pub(crate) mod rules;
mod store;

pub(crate) use api::{SignatureIn, SignatureView};
pub(crate) use flow::{Signed, keep, record, void};
pub(crate) use printed::{Said, awaited, said};
pub(crate) use rules::ObjectType;
pub(crate) use store::{SignatureRow, exists, with_ids};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::create_signature).service(api::get_signature);
}
