//! Exports: a list as a file, made by a job (§ 8, `trust.md` T11, T12).
//!
//! The columns are those of a profile, as it stood when the export was asked for; the rows are those that the list itself
//! shows to whoever asks, through the same reach, read stretch by stretch as of one moment and written as they come to a
//! file that is sealed. Whom it tells of is in the access log before it is kept, and asked anew when it is fetched.
//!
//! `sources.rs` walks the lists, `sheet.rs` writes the cells.

mod api;
mod flow;
mod parameters;
mod sheet;
mod sources;

pub(crate) use flow::gather;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::create_export);
}
