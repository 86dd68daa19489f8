//! What stands around every request, outermost first: its name, its time limit, its log line and
//! figures, the headers of every answer, and the rendering of every problem in one place.

use std::sync::Arc;
use std::time::{Duration, Instant as Tick};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};
use uuid::Uuid;

use super::{Lang, problem};
use crate::app::AppState;
use crate::auth::tokens::Claims;
use crate::failure::Failure;

/// The request's name in the log and in its answer.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// How many requests the caller has left this minute, of how many.
#[derive(Debug, Clone, Copy)]
pub struct RateLeft {
    /// Left.
    pub left: u32,
    /// A minute.
    pub rate: u32,
}

/// The whole request, its body included, must be in and answered within this time.
pub const REQUEST_TIME: Duration = Duration::from_secs(15);

/// Around everything: names the request, bounds its time, renders its problem, logs it.
///
/// # Errors
/// None: every error becomes a problem document here.
pub async fn outermost(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Tick::now();
    let id = request_id(&req);
    let lang = Lang::of(req.headers());
    req.extensions_mut().insert(RequestId(id.clone()));
    req.extensions_mut().insert(lang);
    let state = req.app_data::<web::Data<AppState>>().cloned();
    let limit = state.as_ref().map_or(REQUEST_TIME, |s| s.request_time)
        + upload_time(&req, state.as_deref().map(|s| &**s))
        + archive_time(&req);
    // the request may not be held here: the router wants it alone
    let (path, is_head) = (req.path().to_owned(), req.method() == Method::HEAD);
    let response = match tokio::time::timeout(limit, next.call(head_as_get(req))).await {
        Ok(Ok(response)) => response.map_into_boxed_body(),
        Ok(Err(error)) => return Err(error),
        Err(_elapsed) => {
            log::info!(target: "jalon::access", request_id = id.as_str(); "(late) 408");
            return Err(Late { path, lang, id }.into());
        }
    };
    let mut response = rendered(response, state.as_ref(), lang, &id);
    let rate = response.request().extensions().get::<RateLeft>().copied();
    headers(response.headers_mut(), rate, &id);
    note(&response, state.as_ref(), &id, started.elapsed());
    Ok(if is_head { without_body(response) } else { response })
}

/// A request that did not arrive whole, or was not answered, in its time. The rest of its body may
/// never come, so nothing more is read from its connection.
#[derive(Debug)]
struct Late {
    path: String,
    lang: Lang,
    id: String,
}
impl std::fmt::Display for Late {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("request_timeout")
    }
}
impl actix_web::ResponseError for Late {
    fn status_code(&self) -> StatusCode {
        StatusCode::REQUEST_TIMEOUT
    }
    fn error_response(&self) -> HttpResponse {
        let mut response = document(&foreign(StatusCode::REQUEST_TIMEOUT), None, self.lang, &self.path, &self.id);
        headers(response.headers_mut(), None, &self.id);
        response
    }
}

/// What an upload may take beside the time of every request: its bytes at their slowest (T24), and what reading a table
/// takes. That they come no slower is looked at where they are received.
fn upload_time(req: &ServiceRequest, state: Option<&AppState>) -> Duration {
    use crate::http::form::SLOWEST;
    use crate::participants::documents::rules::LARGEST;
    let sheets = state.map(|state| &state.config.sheets).filter(|_| req.method() == Method::POST);
    match (req.path(), sheets) {
        ("/v1/documents", Some(_)) => Duration::from_secs(LARGEST / SLOWEST),
        ("/v1/imports", Some(sheets)) => {
            Duration::from_secs(sheets.file_bytes / SLOWEST + crate::app::SHEET_WAIT.as_secs() + sheets.seconds)
        }
        _ => Duration::ZERO,
    }
}

/// What making the archive of a person may take beside the time of every request: many documents are opened for it.
fn archive_time(req: &ServiceRequest) -> Duration {
    let archive = req.method() == Method::POST && req.path().ends_with("/data-export");
    Duration::from_secs(if archive { 60 } else { 0 })
}

fn request_id(req: &ServiceRequest) -> String {
    let given = req.headers().get("X-Request-Id").and_then(|v| v.to_str().ok());
    let plain =
        |t: &str| (1..=64).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    given.filter(|t| plain(t)).map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

/// HEAD is GET without the body (RFC 9110); actix knows no route for it.
fn head_as_get(mut req: ServiceRequest) -> ServiceRequest {
    if req.method() == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    req
}

fn without_body(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    response.map_body(|head, body| {
        if let BodySize::Sized(n) = body.size() {
            head.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(n));
        }
        BoxBody::new(actix_web::body::None::new())
    })
}

/// A failure becomes its document; an error of the framework becomes one too.
fn rendered(
    response: ServiceResponse<BoxBody>,
    state: Option<&web::Data<AppState>>,
    lang: Lang,
    id: &str,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let failure = response.response().extensions().get::<Failure>().cloned();
    let is_ours = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(|t| {
        t.starts_with("application/problem+json") || t.starts_with("application/json") || t.starts_with("text/html")
    });
    let failure = match failure {
        Some(failure) => failure,
        None if (status.is_client_error() || status.is_server_error()) && !is_ours => foreign(status),
        None => return response,
    };
    let path = response.request().path().to_owned();
    let answer = document(&failure, state, lang, &path, id);
    ServiceResponse::new(response.request().clone(), answer)
}

/// The problem document of a failure, with the headers that belong to its status.
fn document(failure: &Failure, state: Option<&web::Data<AppState>>, lang: Lang, path: &str, id: &str) -> HttpResponse {
    let (status, code) = problem::status_and_code(failure);
    let mut answer = HttpResponse::build(status);
    answer.insert_header((header::CONTENT_LANGUAGE, lang.tag()));
    if status == StatusCode::UNAUTHORIZED {
        let error =
            if code == "token_expired" { ", error=\"invalid_token\", error_description=\"expired\"" } else { "" };
        answer.insert_header((header::WWW_AUTHENTICATE, format!("Bearer realm=\"jalon\"{error}")));
    }
    if let Some(seconds) = problem::retry_after(failure) {
        answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if status == StatusCode::METHOD_NOT_ALLOWED
        && let Some(methods) = state.and_then(|s| s.ops.methods(path))
    {
        answer.insert_header((header::ALLOW, methods));
    }
    if status == StatusCode::REQUEST_TIMEOUT {
        answer.force_close();
    }
    let body = serde_json::to_string(&problem::render(failure, lang, path, id)).unwrap_or_default();
    answer.content_type("application/problem+json").body(body)
}

fn foreign(status: StatusCode) -> Failure {
    match status.as_u16() {
        404 => Failure::NotFound,
        401 => Failure::Unauthenticated { code: "unauthenticated" },
        503 => Failure::Unavailable,
        500.. => Failure::Internal,
        405 => Failure::request(
            "method_not_allowed",
            "Cette adresse ne connaît pas cette méthode.",
            "This address does not know this method.",
        ),
        408 => Failure::request("request_timeout", "La requête est trop lente.", "The request is too slow."),
        413 => Failure::request(
            "payload_too_large",
            "Le corps dépasse la limite de 1048576 octets.",
            "The body is over the limit of 1048576 bytes.",
        ),
        415 => Failure::request("unsupported_media_type", "Envoyez du application/json.", "Send application/json."),
        431 => {
            Failure::request("header_too_large", "Les en-têtes dépassent la limite.", "The headers are over the limit.")
        }
        _ => Failure::request("malformed_request", "La requête n'a pas pu être lue.", "The request could not be read."),
    }
}

fn headers(map: &mut header::HeaderMap, rate: Option<RateLeft>, id: &str) {
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            let name = HeaderName::from_static(name);
            if !map.contains_key(&name) {
                map.insert(name, value);
            }
        }
    };
    set("x-request-id", id);
    set("x-content-type-options", "nosniff");
    set("cache-control", "no-store");
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    set("referrer-policy", "no-referrer");
    set("vary", "Accept-Language, Accept-Encoding, Origin");
    if let Some(RateLeft { left, rate }) = rate {
        set("ratelimit-policy", &format!("\"default\";q={rate};w=60"));
        set("ratelimit", &format!("\"default\";r={left};t=60"));
    }
}

/// One line a request: never a name, a token, a body or a query string.
fn note(response: &ServiceResponse<BoxBody>, state: Option<&web::Data<AppState>>, id: &str, took: Duration) {
    let request = response.request();
    let pattern = request.match_pattern().unwrap_or_else(|| "(no route)".to_owned());
    let method = request.method().as_str().to_owned();
    let claims = request.extensions().get::<Arc<Claims>>().cloned();
    let status = response.status().as_u16();
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    if let Some(state) = state {
        state.metrics.request(&method, &pattern, status, took);
    }
    let account = claims.as_ref().map(|c| c.sub.to_string()).unwrap_or_default();
    let plie = claims.as_ref().map(|c| c.plie.to_string()).unwrap_or_default();
    log::info!(
        target: "jalon::access",
        method = method.as_str(), route = pattern.as_str(), status = status, micros = micros,
        request_id = id, account = account.as_str(), plie = plie.as_str();
        "{method} {pattern} {status}"
    );
}
