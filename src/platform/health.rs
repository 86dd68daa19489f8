//! Health, readiness, the contract, the root.

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::db::{Conn, Wall};
use crate::failure::{Failure, Outcome};
use crate::http::problem::{self, CATALOGUE};
use crate::http::routes::Routes;
use crate::http::{Lang, Reply, docs};

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(get_root)
        .service(get_healthz)
        .service(get_readyz)
        .service(get_openapi_json)
        .service(get_openapi_yaml)
        .service(get_problem_page)
        .service(get_jwks);
}

/// What this server is.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"name": "Jalon", "version": "0.1.0", "api": "/v1", "docs": "/docs", "openapi": "/openapi.json"}))]
struct RootView {
    /// `Jalon`.
    name: &'static str,
    /// Version of the server.
    version: &'static str,
    /// Base path of the API.
    api: &'static str,
    /// The documentation page.
    docs: &'static str,
    /// The contract.
    openapi: &'static str,
}

/// Whether the server is well.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "ok"}))]
struct HealthView {
    /// `ok`.
    status: &'static str,
}

/// What this server is
///
/// Names the version and where to go from here.
#[utoipa::path(tag = "platform", responses((status = 200, description = "This server", body = RootView)))]
#[get("/")]
async fn get_root() -> Outcome<Reply> {
    let version = env!("CARGO_PKG_VERSION");
    Reply::value(&RootView { name: "Jalon", version, api: "/v1", docs: "/docs", openapi: "/openapi.json" })
}

/// Whether the process is alive
///
/// Asks nothing of the database.
#[utoipa::path(tag = "platform", responses((status = 200, description = "Alive", body = HealthView)))]
#[get("/healthz")]
async fn get_healthz() -> Outcome<Reply> {
    Reply::value(&HealthView { status: "ok" })
}

/// Whether the server can take requests
///
/// The database answers, its migrations are done, and the server is not about to stop.
#[utoipa::path(tag = "platform", responses((status = 200, description = "Ready", body = HealthView), (status = 503, description = "Not ready", body = problem::Problem, content_type = "application/problem+json")))]
#[get("/readyz")]
async fn get_readyz(app: App) -> Outcome<Reply> {
    if app.draining() {
        return Err(Failure::Unavailable);
    }
    app.store
        .read(Wall::System, |conn: &mut Conn| {
            let pending = crate::db::migrations::pending(conn).map_err(Failure::defect)?;
            if pending.is_empty() { Ok(()) } else { Err(Failure::Unavailable) }
        })
        .await?;
    Reply::value(&HealthView { status: "ok" })
}

/// The contract as JSON
///
/// OpenAPI 3.1, made from the running code.
#[utoipa::path(tag = "platform", responses((status = 200, description = "The contract", body = serde_json::Value, example = json!({"openapi": "3.1.0"}))))]
#[get("/openapi.json")]
async fn get_openapi_json(app: App) -> Outcome<Reply> {
    Reply::value(&app.document)
}

/// The contract as YAML
///
/// OpenAPI 3.1, made from the running code.
#[utoipa::path(tag = "platform", responses((status = 200, description = "The contract", body = serde_json::Value, content_type = "application/yaml", example = json!({"openapi": "3.1.0"}))))]
#[get("/openapi.yaml")]
async fn get_openapi_yaml(app: App) -> Outcome<Reply> {
    let text = docs::yaml(&app).ok_or_else(|| Failure::defect("no yaml"))?;
    Ok(Reply::text(200, "application/yaml", text))
}

/// What a kind of problem means
///
/// The page that the `type` of a problem leads to.
#[utoipa::path(tag = "platform", params(("code" = String, Path, description = "The problem's code")), responses((status = 200, description = "The page", body = String, content_type = "text/html", example = "<!doctype html><html lang=\"fr\"><title>not_found</title><h1>Introuvable</h1></html>"), (status = 404, description = "No such problem", body = problem::Problem, content_type = "application/problem+json")))]
#[get("/problems/{code}")]
async fn get_problem_page(req: HttpRequest, code: web::Path<String>) -> Outcome<Reply> {
    let lang = Lang::of(req.headers());
    let kind = CATALOGUE.iter().find(|k| k.code == code.as_str());
    let (status, title, help) = match kind {
        Some(kind) => (kind.status, lang.pick(kind.fr, kind.en), lang.pick(kind.help_fr, kind.help_en)),
        None if code.starts_with("rule_") || code.starts_with("conflict_") => (
            if code.starts_with("rule_") { 422 } else { 409 },
            lang.pick("Règle du métier", "Rule of the field"),
            lang.pick(
                "Une règle numérotée du métier refuse ; « detail » et « errors » disent laquelle et pourquoi.",
                "A numbered rule of the field refuses; `detail` and `errors` say which and why.",
            ),
        ),
        None => return Err(Failure::NotFound),
    };
    let safe: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let tag = lang.tag();
    let page = format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\"><title>{safe}</title><h1>{title}</h1><p><code>{safe}</code> · HTTP {status}</p><p>{help}</p></html>"
    );
    Ok(Reply::text(200, "text/html; charset=utf-8", page))
}

/// The public keys of access tokens
///
/// For others to verify tokens of this server (RFC 7517).
#[utoipa::path(tag = "auth", responses((status = 200, description = "The keys", body = serde_json::Value, example = json!({"keys": []}))))]
#[get("/.well-known/jwks.json")]
async fn get_jwks(app: App) -> Outcome<Reply> {
    Reply::value(&app.tokens.jwks())
}
