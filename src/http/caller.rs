//! Which operation is called, by whom, and with which headers: read once, before any handler.

use std::future::{Future, Ready, ready};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use uuid::Uuid;

use super::Lang;
use super::middleware::{RateLeft, RequestId};
use super::openapi::Op;
use super::query::{malformed, pairs};
use super::text::Note;
use crate::app::AppState;
use crate::auth::oidc::Refused;
use crate::auth::role::Relation;
use crate::auth::tokens::{Claims, TokenRefused};
use crate::db::Wall;
use crate::failure::{Failure, Outcome};
use crate::identity::external;
use crate::participants::nir_faults;

/// A call to an operation, with or without credentials.
#[derive(Debug, Clone)]
pub struct Call {
    /// The operation.
    pub op: Arc<Op>,
    /// The request's name in the log.
    pub request_id: String,
    /// The language asked for.
    pub lang: Lang,
    /// Where the call comes from.
    pub ip: Option<IpAddr>,
    /// Method and address, for the fingerprint of a repeated request.
    pub line: String,
    /// The path alone.
    pub path: String,
    /// The object of the path, where it names one.
    pub object: Option<Uuid>,
    /// Whether that object is the only one that the path names.
    pub only_object: bool,
    /// The version that the caller has read.
    pub if_match: Option<i64>,
    /// The fingerprint that came with that version, of an object that is computed.
    pub if_match_content: Option<String>,
    /// The caller's key for this request.
    pub idempotency_key: Option<String>,
    /// Why the caller asks, in its own words (`X-Reason`): for the access log.
    pub reason: Option<String>,
    /// Whether everything is to be checked and nothing written.
    pub dry_run: bool,
    /// Members to keep in the answer.
    pub fields: Vec<String>,
    /// Relations to embed in the answer.
    pub expand: Vec<String>,
    /// Whether the `Accept` header asks for a table rather than JSON.
    pub accepts_csv: bool,
}

/// A call with a token whose signature, life and audience hold. Whether the account still holds
/// is asked in the same database job as the work itself.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The call.
    pub call: Call,
    /// What the token says.
    pub claims: Arc<Claims>,
}

impl Caller {
    /// Whose rows the call may touch: those of the caller's PLIE, but for what belongs to the
    /// platform alone (other PLIEs are made and listed behind no wall).
    pub fn wall(&self) -> Wall {
        let grants = &self.call.op.rule.grants;
        let platform = !grants.is_empty() && grants.values().all(|relation| *relation == Relation::Platform);
        if platform { Wall::System } else { Wall::Plie(self.claims.plie) }
    }
}

impl Call {
    /// Whether it is the call of a job: what its request has read of the object was held against it when it came.
    pub(crate) fn is_of_job(&self) -> bool {
        self.path.is_empty()
    }

    /// The call of a job, whose request has been answered long since.
    pub(crate) fn of_job(op: Arc<Op>, request_id: String, object: Option<Uuid>, reason: Option<String>) -> Self {
        Self {
            line: format!("JOB {}", op.id),
            path: String::new(),
            op,
            request_id,
            lang: Lang::Fr,
            ip: None,
            object,
            only_object: true,
            if_match: None,
            if_match_content: None,
            idempotency_key: None,
            reason,
            dry_run: false,
            fields: Vec::new(),
            expand: Vec::new(),
            accepts_csv: false,
        }
    }
}

impl FromRequest for Call {
    type Error = Failure;
    type Future = Ready<Outcome<Self>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(state(req).and_then(|state| read_call(req, &state)))
    }
}

impl FromRequest for Caller {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Outcome<Self>>>>;
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = state(req).and_then(|state| Ok((token(req)?, state)));
        let (token, state) = match read {
            Ok(read) => read,
            Err(failure) => return Box::pin(ready(Err(failure))),
        };
        if state.oidc.as_ref().is_some_and(|oidc| oidc.claims(&token)) {
            let req = req.clone();
            return Box::pin(async move {
                let claims = elsewhere(&state, &token).await?;
                admitted(&req, &state, Arc::new(claims))
            });
        }
        let claims = state.tokens.verify(&token, state.clock.now()).map_err(|e| match e {
            TokenRefused::Expired => Failure::Unauthenticated { code: "token_expired" },
            TokenRefused::Invalid => NONE,
        });
        Box::pin(ready(claims.and_then(|claims| admitted(req, &state, claims))))
    }
}

const NONE: Failure = Failure::Unauthenticated { code: "unauthenticated" };

/// A caller whose token holds: counted, and its call read.
fn admitted(req: &HttpRequest, state: &AppState, claims: Arc<Claims>) -> Outcome<Caller> {
    req.extensions_mut().insert(claims.clone());
    if let Some((left, rate)) = state.limit(claims.sub, claims.rl)? {
        req.extensions_mut().insert(RateLeft { left, rate });
    }
    let call = read_call(req, state)?;
    Ok(Caller { call, claims })
}

/// What a token of another issuer amounts to here.
async fn elsewhere(state: &AppState, token: &str) -> Outcome<Claims> {
    let now = state.clock.now();
    let oidc = state.oidc.as_ref().ok_or(NONE)?;
    let identity = oidc.verify(token, now).await.map_err(|refused| match refused {
        Refused::Invalid => NONE,
        Refused::Expired => Failure::Unauthenticated { code: "token_expired" },
        Refused::Unavailable => Failure::Unavailable,
    })?;
    let issuer = state.config.http.public_url.clone();
    let found = state.store.read(Wall::System, move |conn| external::account(conn, &identity, &issuer, now)).await?;
    found.ok_or(NONE)
}

fn state(req: &HttpRequest) -> Outcome<web::Data<AppState>> {
    req.app_data::<web::Data<AppState>>().cloned().ok_or_else(|| Failure::defect("no state"))
}

fn token(req: &HttpRequest) -> Outcome<String> {
    let value = req.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).ok_or(NONE)?;
    let token =
        value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, t)| t.trim());
    token.map(str::to_owned).ok_or(NONE)
}

fn read_call(req: &HttpRequest, state: &AppState) -> Outcome<Call> {
    let pattern = req.match_pattern().unwrap_or_default();
    let op = state.ops.find(req.method().as_str(), &pattern).ok_or(Failure::NotFound)?;
    acceptable(req)?;
    let query = pairs(req.query_string())?;
    if let Some((unknown, _)) = query.iter().find(|(name, _)| !op.query.contains(name)) {
        let mut failure = malformed(unknown, "unknown", op.query.iter().cloned().collect());
        if let Failure::Request { code, fr, en, .. } = &mut failure {
            *code = "unknown_parameter";
            *fr = format!("L'opération ne connaît pas le paramètre « {unknown} ».");
            *en = format!("The operation does not know the parameter `{unknown}`.");
        }
        return Err(failure);
    }
    let get = |name: &str| query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let dry_run = match get("dry_run") {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => return Err(malformed("dry_run", other, vec!["true".to_owned(), "false".to_owned()])),
    };
    let read = if_match(req)?;
    let listed = |name: &str| -> Vec<String> {
        get(name).unwrap_or_default().split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
    };
    Ok(Call {
        request_id: req.extensions().get::<RequestId>().map(|r| r.0.clone()).unwrap_or_default(),
        lang: Lang::of(req.headers()),
        ip: state.client_ip(req),
        line: format!("{} {}", req.method(), req.uri()),
        path: req.path().to_owned(),
        object: object(req),
        only_object: req.match_info().iter().count() == 1,
        if_match: read.as_ref().map(|(version, _)| *version),
        if_match_content: read.and_then(|(_, content)| content),
        idempotency_key: idempotency_key(req)?,
        reason: reason(req)?,
        dry_run,
        fields: listed("fields"),
        expand: listed("expand"),
        accepts_csv: accepts_csv(req),
        op,
    })
}

/// Whether CSV is named in `Accept`, and before JSON.
fn accepts_csv(req: &HttpRequest) -> bool {
    let accept = req.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let media = accept.split(',').map(|one| one.split(';').next().unwrap_or_default().trim());
    media.filter(|m| !m.is_empty()).find(|m| m.starts_with("text/csv") || m.ends_with("/json")) == Some("text/csv")
}

/// The object of the path; weeks and sheets are named by whose they are.
fn object(req: &HttpRequest) -> Option<Uuid> {
    let named = req.match_info();
    named.get("id").or_else(|| named.get("user_id")).and_then(|text| Uuid::parse_str(text).ok())
}

/// What no operation answers is refused before any work: JSON everywhere, CSV and the like where an
/// operation's own `format` says so.
fn acceptable(req: &HttpRequest) -> Outcome<()> {
    const ANSWERED: [&str; 17] = [
        "*/*",
        "application/*",
        "application/json",
        "application/problem+json",
        "text/*",
        "text/csv",
        "text/plain",
        "text/html",
        "text/event-stream",
        "application/yaml",
        "application/pdf",
        "application/octet-stream",
        "application/zip",
        crate::http::table::Form::Xlsx.media_type(),
        "image/*",
        "image/png",
        "image/jpeg",
    ];
    let Some(accept) = req.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok()) else { return Ok(()) };
    let mut media = accept.split(',').map(|one| one.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    if media.any(|m| m.is_empty() || ANSWERED.contains(&m.as_str())) {
        return Ok(());
    }
    Err(Failure::request(
        "not_acceptable",
        "L'opération répond en application/json.",
        "The operation answers application/json.",
    ))
}

/// The version that the caller has read, and the fingerprint that the tag of a computed object goes on with.
fn if_match(req: &HttpRequest) -> Outcome<Option<(i64, Option<String>)>> {
    let Some(value) = req.headers().get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    let bare = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    let (version, content) = bare.split_once('-').map_or((bare, None), |(version, rest)| (version, Some(rest)));
    match version.parse() {
        Ok(version) => Ok(Some((version, content.map(str::to_owned)))),
        Err(_) => Err(malformed("If-Match", "\"<version>\"", Vec::new())),
    }
}

/// The words of `X-Reason`, in UTF-8.
fn reason(req: &HttpRequest) -> Outcome<Option<String>> {
    let Some(value) = req.headers().get("X-Reason") else { return Ok(None) };
    let words = std::str::from_utf8(value.as_bytes()).ok().and_then(|text| text.parse::<Note>().ok());
    match words {
        Some(words) if nir_faults(&[("", Some(words.as_str()))]).is_empty() => Ok(Some(words.into_string())),
        _ => Err(malformed("X-Reason", "1 to 500 characters in UTF-8, without a health number", Vec::new())),
    }
}

fn idempotency_key(req: &HttpRequest) -> Outcome<Option<String>> {
    let Some(value) = req.headers().get("Idempotency-Key") else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    if (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(Some(text.to_owned()))
    } else {
        Err(malformed("Idempotency-Key", "1 to 255 visible characters", Vec::new()))
    }
}
