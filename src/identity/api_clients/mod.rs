//! API clients: machines of a partner structure, or of the PLIE itself, and the tokens they get
//! for their secret (RFC 6749 § 4.4).

mod api;
mod flow;
pub(crate) mod rules;
mod store;
mod token;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) use store::exists;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(token::create_token)
        .service(api::list_api_clients)
        .service(api::create_api_client)
        .service(api::get_api_client)
        .service(api::update_api_client)
        .service(api::rotate_api_client_secret)
        .service(api::revoke_api_client);
}
