//! What is held about a person, as one archive for the person (GDPR art. 15 and 20; domain § 9.3): `donnees.json` for
//! machines, `dossier.html` to be read, and the documents themselves.
//!
//! `sources.rs` says table by table what goes in; a test holds it against the foreign keys of the database. The rows
//! are read page by page into a sealed file that has no name, so that memory stays flat and nothing of the person
//! stands on the disk in the clear. The same data make the same bytes. The request, its reason and each thing that is
//! opened are in the access log before anything is answered.

mod api;
mod archive;
mod flow;
mod page;
mod sources;
mod store;
mod words;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::create_data_export);
}
