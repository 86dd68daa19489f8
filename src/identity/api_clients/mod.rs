//! API clients: machines of a partner structure, or of the PLIE itself, and the tokens they get
//! for their secret (RFC 6749 § 4.4).

mod api;
mod flow;
pub(crate) mod rules;
mod store;
mod token;

pub(crate) use store::exists;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(token::create_token)
        .service(api::list_api_clients)
        .service(api::create_api_client)
        .service(api::get_api_client)
        .service(api::update_api_client)
        .service(api::rotate_api_client_secret)
        .service(api::revoke_api_client);
}
