//! PLIEs (tenants), accounts, sessions, machines.

/// Administration without HTTP.
pub mod admin;
/// Machines that call the API, and their tokens.
pub(crate) mod api_clients;
/// Accounts whom another issuer signs in.
pub(crate) mod external;
/// The caller itself.
pub(crate) mod me;
/// The PLIE and its settings.
pub mod plies;
/// Sign-in, renewal, end.
pub(crate) mod sessions;
/// The first start.
pub(crate) mod setup;
/// Accounts and their roles.
pub(crate) mod users;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    sessions::routes(cfg);
    me::routes(cfg);
    users::routes(cfg);
    api_clients::routes(cfg);
    plies::routes(cfg);
}
