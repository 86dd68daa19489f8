//! PLIEs (tenants), accounts, sessions, machines.

/// Administration without HTTP.
pub mod admin;
/// Machines that call the API, and their tokens.
pub(crate) mod api_clients;
/// The PLIE and its settings.
pub mod plies;
/// Sign-in, renewal, end.
pub(crate) mod sessions;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    sessions::routes(cfg);
    api_clients::routes(cfg);
}
