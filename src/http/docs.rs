//! The contract as files and as a page: from the binary, without the network, under a strict policy.

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::web;

use crate::app::AppState;

/// `/docs`; `/docs/` and its files. Script and style come from this server alone.
pub fn routes(cfg: &mut web::ServiceConfig) {
    let ui = utoipa_swagger_ui::SwaggerUi::new("/{_:.*}").config(
        utoipa_swagger_ui::Config::new(["/openapi.json"])
            .try_it_out_enabled(true)
            .persist_authorization(false)
            .doc_expansion("none"),
    );
    cfg.service(web::redirect("/docs", "/docs/"));
    cfg.service(
        web::scope("/docs")
            .wrap(
                DefaultHeaders::new()
                    .add((
                        header::CONTENT_SECURITY_POLICY,
                        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                         connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
                    ))
                    .add((header::CACHE_CONTROL, "public, max-age=3600")),
            )
            .service(ui),
    );
}

/// The contract as YAML.
pub fn yaml(state: &AppState) -> Option<String> {
    yaml_serde::to_string(&*state.document).ok()
}
