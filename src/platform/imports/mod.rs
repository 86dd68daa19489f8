//! Imports: a table is sent, read in a process of its own, checked row by row and carried out row by row.
//!
//! Each row goes the way that a request of the API goes, with the same rules, rights, journal and feed; its entries name
//! the import. A row that is refused stops no other. The work is a job (`app::jobs`) that goes through the one writer in
//! short stretches, each a transaction that also says how far it came: a node that is lost leaves no row done twice.
//! Validating carries the rows of a stretch out and undoes them. Rows that say what is stored already write nothing.
//!
//! What was sent stands sealed among the results of jobs until it is carried out, for a day at most; the report of the
//! rows, sealed too, is kept for a week and goes with an erasure.

mod api;
mod bodies;
mod flow;
pub(crate) mod rules;
mod sheet;
mod store;

pub(crate) use bodies::{Prepared, Seen};
pub(crate) use flow::work::{Pass, begin, end, give_up, report, stretch};
pub(crate) use sheet::apart::{away, own_program};
pub(crate) use sheet::{Bounds, read as read_sheet};
pub(crate) use store::{exists, expire, forgotten};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_imports)
        .service(api::upload::create_import)
        .service(api::get_import)
        .service(api::list_import_rows)
        .service(api::commit_import);
}
