//! The directory: partner structures, territories, sites, referents and other staff.

/// Structures that orient people or host them.
pub(crate) mod partner_structures;
/// Staff who follow people.
pub(crate) mod referents;
/// Rules of structures, sites and terms.
pub(crate) mod rules;
/// Weekly minutes of staff, and how they change.
pub(crate) mod schedule;
/// Places of welcome.
pub(crate) mod sites;
/// Staff who follow nobody and record time.
pub(crate) mod staff_assignments;
mod terms;
/// Territories of the PLIE.
pub(crate) mod territories;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    partner_structures::routes(cfg);
    referents::routes(cfg);
    sites::routes(cfg);
    staff_assignments::routes(cfg);
    territories::routes(cfg);
}
