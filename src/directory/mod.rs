//! The directory: partner structures, territories, sites, referents.

/// Rules of structures, sites and referents.
pub(crate) mod rules;
/// Territories of the PLIE.
pub(crate) mod territories;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    territories::routes(cfg);
}
