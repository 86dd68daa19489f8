//! The directory: partner structures, territories, sites, referents.

/// Structures that orient people or host them.
pub(crate) mod partner_structures;
/// Staff who follow people.
pub(crate) mod referents;
/// Rules of structures, sites and referents.
pub(crate) mod rules;
/// Places of welcome.
pub(crate) mod sites;
/// Territories of the PLIE.
pub(crate) mod territories;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    partner_structures::routes(cfg);
    referents::routes(cfg);
    sites::routes(cfg);
    territories::routes(cfg);
}
