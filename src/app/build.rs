//! Routes, order of the middleware, fallbacks, and the listener.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_cors::Cors;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as Actix, HttpRequest, HttpServer, web};
use serde_json::Value;
use utoipa_actix_web::{AppExt, scope};

use super::AppState;
use crate::failure::{Failure, Outcome};
use crate::http::middleware::outermost;
use crate::http::openapi::{self, Ops};
use crate::http::routes::{Routes, Served};
use crate::http::valid::LARGEST_BODY;
use crate::http::{Reply, docs};

/// A running server.
pub type Server = actix_web::dev::Server;

/// Every route of `/v1`, room by room.
fn rooms(cfg: &mut Routes<'_, '_>) {
    crate::identity::routes(cfg);
    crate::directory::routes(cfg);
    crate::participants::routes(cfg);
    crate::intake::routes(cfg);
    crate::pathways::routes(cfg);
    crate::network::routes(cfg);
    crate::esf::routes(cfg);
    crate::jobs::routes(cfg);
    crate::reports::routes(cfg);
    crate::reference::routes(cfg);
    crate::platform::routes(cfg);
}

fn served(prefix: &'static str, handlers: fn(&mut Routes<'_, '_>)) -> Served {
    let mut served = Served::under(prefix);
    handlers(&mut Routes::Served(&mut served));
    served
}

fn outside(cfg: &mut Routes<'_, '_>) {
    crate::platform::health::routes(cfg);
    crate::platform::prometheus::routes(cfg);
}

/// The finished contract and the operations that it describes, made once a process.
///
/// # Errors
/// Operations and policy do not agree; the sentence names both lists.
pub fn document() -> Result<(Arc<Value>, Ops), String> {
    static MADE: LazyLock<Result<(Arc<Value>, Ops), String>> =
        LazyLock::new(|| made().map(|(document, ops)| (Arc::new(document), ops)));
    MADE.clone()
}

fn made() -> Result<(Value, Ops), String> {
    let (_, collected) = Actix::new()
        .into_utoipa_app()
        .openapi(openapi::base())
        .configure(|cfg| outside(&mut Routes::Described(cfg)))
        .service(scope::scope("/v1").configure(|cfg| rooms(&mut Routes::Described(cfg))))
        .split_for_parts();
    openapi::finish(&collected)
}

/// Binds the listener and starts to serve.
///
/// # Errors
/// The address is taken, or a setting of the listener is refused.
pub fn bind(state: Arc<AppState>, listen: SocketAddr) -> std::io::Result<(Server, SocketAddr)> {
    let workers = state.config.http.workers;
    let data = web::Data::from(state);
    let mut server = HttpServer::new(move || {
        Actix::new()
            .configure(|cfg| served("", outside).configure(cfg))
            .service(web::scope("/v1").configure(|cfg| served("/v1", rooms).configure(cfg)))
            .app_data(data.clone())
            .app_data(web::PayloadConfig::new(LARGEST_BODY))
            .app_data(web::PathConfig::default().error_handler(|_, _| Failure::NotFound.into()))
            .configure(docs::routes)
            .configure(crate::identity::setup::pages)
            .default_service(web::to(fallback))
            .wrap(cors(&data.config.http.cors_origins))
            .wrap(Compress::default())
            .wrap(from_fn(outermost))
    })
    // who has closed its socket listens no more: the place of a stream is free at once, not after two heartbeats
    .h1_allow_half_closed(false)
    .shutdown_timeout(30)
    .client_request_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(75))
    .disable_signals();
    if let Some(workers) = workers {
        server = server.workers(workers);
    }
    let server = server.bind(listen)?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    Ok((server.run(), address))
}

/// Serves `/metrics` alone, for a scraper inside the operator's network.
///
/// # Errors
/// The address is taken.
pub fn bind_metrics(state: Arc<AppState>, listen: SocketAddr) -> std::io::Result<Server> {
    let data = web::Data::from(state);
    let server = HttpServer::new(move || {
        Actix::new().app_data(data.clone()).route("/metrics", web::get().to(crate::platform::prometheus::open_metrics))
    });
    Ok(server.workers(1).disable_signals().bind(listen)?.run())
}

/// Nothing is here, or not for this method.
async fn fallback(req: HttpRequest, state: web::Data<AppState>) -> Outcome<Reply> {
    if state.ops.methods(req.path()).is_some() {
        let (fr, en) = ("Cette adresse ne connaît pas cette méthode.", "This address does not know this method.");
        return Err(Failure::request("method_not_allowed", fr, en));
    }
    Err(Failure::NotFound)
}

fn cors(origins: &[String]) -> Cors {
    let mut cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "authorization",
            "content-type",
            "if-match",
            "if-none-match",
            "idempotency-key",
            "accept-language",
            "x-request-id",
            "x-reason",
        ])
        .expose_headers([
            "etag",
            "link",
            "location",
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "x-request-id",
            "idempotency-replayed",
            "deprecation",
            "sunset",
        ])
        .max_age(600);
    for origin in origins {
        cors = cors.allowed_origin(origin);
    }
    cors
}
