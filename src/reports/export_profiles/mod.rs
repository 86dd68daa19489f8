//! Profiles of exports: which columns a table has, and how each is written. They are data, since what an authority's
//! import asks for changes without notice (`docs/decisions/0009-exports.md`).
//!
//! Jalon comes with a profile for each source, which every PLIE has without doing anything (`built_in.rs`). A PLIE may
//! put its own in the place of one of them, or beside them. `rules/fields.rs` says what a column may name.

mod api;
mod built_in;
mod flow;
pub(crate) mod rules;
mod store;

pub(crate) use api::wire::{ExportColumn, Profile};
pub(crate) use flow::named;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_export_profiles).service(api::get_export_profile).service(api::put_export_profile);
}
