//! The code lists of the field (domain § 5): national codes loaded by migration, which a PLIE's
//! data manager adds to, relabels or closes for its own PLIE, and never deletes.
//!
//! [`lists::Lists`] is one PLIE's view of them in memory: it answers whether a code may be used on a day,
//! its label, and its attributes (the category of an exit reason, whether a contract type may be a
//! positive outcome), so that a rule reads the list instead of repeating it. Closed sets that drive
//! a state machine stay enums in the rooms' rules; their labels are served from here as well.

mod api;
mod attrs;
mod flow;
/// One PLIE's lists in memory, and what is wrong with a code.
pub(crate) mod lists;
/// Names of the lists.
pub(crate) mod names;
/// Rows of `reference_codes`.
pub(crate) mod store;

pub(crate) use lists::Lists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_reference_lists)
        .service(api::get_reference_list)
        .service(api::get_reference_code)
        .service(api::put_reference_code);
}
