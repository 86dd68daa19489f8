//! API clients: machines of a partner structure, or of the PLIE itself, and the tokens they get
//! for their secret (RFC 6749 § 4.4).

mod store;
mod token;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(token::create_token);
}
