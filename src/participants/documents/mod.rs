//! Documents: the scans and papers that prove what the file says (§ 9.2, § 9.3, T36).
//!
//! An upload is streamed to the data directory under a random name, sealed under a key of its own that only its row
//! has, and is on the disk before the row commits; what it is, its bytes tell and not its name. An image loses what it
//! tells beside its pixels (`metadata.rs`). It is given back as an attachment only, and each reading of its content
//! leaves a line in the access log. A file without a row is swept away later.

mod api;
mod flow;
mod metadata;
pub(crate) mod rules;
/// What is older than its encryption.
mod sealing;
mod store;

pub(crate) use api::sent;
pub(crate) use flow::evidence_fault;
pub(crate) use sealing::seal_clear;
pub(crate) use store::blobs::{Blobs, Draft};
pub(crate) use store::{DocumentRow, exists, forgotten, names_of, of_nobody, of_person, strayed};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_documents)
        .service(api::upload::create_document)
        .service(api::get_document)
        .service(api::get_document_content);
}
