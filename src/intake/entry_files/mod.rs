//! Entry files: what the person and the referent bring to the commission (S3.6).
//!
//! A file holds the diagnosis (maturity of the project, autonomy: S3.11), the publics with their evidence, the
//! barriers, the first objectives, the consent to enter (S3.5), the notices handed over and the signatures. Its
//! checklist says item by item what is complete, partial, due or does not apply (domain § 4.3); `complete` is
//! refused with every missing item. A commission may return a file for more.
//!
//! For RSA recipients the département's opinion is asked; while it is pending the file may go on, and the
//! admission waits for it (R4.6).

mod api;
mod facts;
mod flow;
mod printed;
pub(crate) mod rules;
mod store;
mod summary;

pub(crate) use facts::{Expected, expected, first_proof, first_steps, proof_of, receives_rsa};
pub(crate) use flow::open::{NewFile, open, referent_for};
pub(crate) use flow::{
    Untouched, abandon, decided, expire, hold_of_orientation, opinion_given, put_forward, returned, still_wanted,
    untouched_of,
};
pub(crate) use rules::DepartmentOpinion;
pub(crate) use store::{EntryFileRow, exists, find, seal_clear};
pub(crate) use summary::{EntryFileSummary, summary};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_entry_files)
        .service(api::create_entry_file)
        .service(api::get_entry_file)
        .service(api::update_entry_file)
        .service(api::complete_entry_file)
        .service(api::submit_entry_file)
        .service(api::return_entry_file);
}
