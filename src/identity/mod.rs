//! PLIEs (tenants), accounts, sessions, machines.

/// Administration without HTTP.
pub mod admin;
/// The PLIE and its settings.
pub mod plies;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(_cfg: &mut ServiceConfig<'_>) {}
