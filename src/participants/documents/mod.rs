//! Documents: the scans and papers that prove what the file says (§ 9.2, § 9.3, T36).
//!
//! An upload is streamed to the data directory under a random name and is on the disk before its row commits; what
//! it is, its bytes tell and not its name. It is given back as an attachment only, and each reading of its content
//! leaves a line in the access log. A file without a row is swept away later.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) use flow::evidence_fault;
pub(crate) use store::blobs::Blobs;
pub(crate) use store::{exists, forgotten, of_nobody, strayed};

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(api::list_documents)
        .service(api::upload::create_document)
        .service(api::get_document)
        .service(api::get_document_content);
}
