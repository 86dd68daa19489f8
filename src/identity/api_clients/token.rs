//! `POST /v1/auth/token`: OAuth 2.0 client credentials, in the words of RFC 6749 and not ours.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, post, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use super::rules::ApiClientStatus;
use super::store::{self, ClientRow};
use crate::app::{App, AppState};
use crate::auth::keys::sha256;
use crate::auth::tokens::{ACCESS_SECONDS, Bearer, CallerKind};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Outcome};
use crate::http::Call;
use crate::ids::ApiClientId;

/// What a client asks for (RFC 6749 § 4.4.2).
#[derive(ToSchema)]
#[schema(example = json!({"grant_type": "client_credentials", "scope": "orientations:write orientations:read"}))]
#[expect(dead_code, reason = "only its description is used: the form is read as the RFC says")]
pub(crate) struct TokenIn {
    /// `client_credentials`.
    grant_type: String,
    /// The scopes wanted, separated by spaces; all that the client has if left out.
    #[schema(nullable = false)]
    scope: Option<String>,
    /// The client, where HTTP Basic does not name it.
    #[schema(nullable = false)]
    client_id: Option<String>,
    /// Its secret, where HTTP Basic does not give it.
    #[schema(nullable = false)]
    client_secret: Option<String>,
}

/// An access token (RFC 6749 § 5.1).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"access_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2ln", "token_type": "Bearer", "expires_in": 600, "scope": "orientations:read orientations:write"}))]
pub(crate) struct TokenView {
    /// For the Authorization header.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds that it is good.
    expires_in: i64,
    /// The scopes that it has.
    scope: String,
}

/// An error (RFC 6749 § 5.2).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"error": "invalid_client", "error_description": "unknown client or wrong secret"}))]
pub(crate) struct TokenError {
    /// `invalid_request`, `invalid_client`, `unsupported_grant_type` or `invalid_scope`.
    error: &'static str,
    /// What is wrong, in English.
    error_description: &'static str,
}

const WRONG_CLIENT: TokenError =
    TokenError { error: "invalid_client", error_description: "unknown client or wrong secret" };

const fn invalid(error_description: &'static str) -> TokenError {
    TokenError { error: "invalid_request", error_description }
}

/// Get a token for a machine
///
/// OAuth 2.0 client credentials (RFC 6749 § 4.4): form encoded, the client by HTTP Basic or in the
/// body. Answers and errors are those of the RFC.
#[utoipa::path(tag = "auth",
    request_body(content = TokenIn, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The token", body = TokenView),
        (status = 400, description = "`invalid_request`, `unsupported_grant_type`, `invalid_scope`.", body = TokenError, example = json!({"error": "invalid_scope", "error_description": "the client does not have one of these scopes"})),
        (status = 401, description = "`invalid_client`.", body = TokenError, example = json!({"error": "invalid_client", "error_description": "unknown client or wrong secret"}))))]
#[post("/auth/token")]
pub(crate) async fn create_token(app: App, call: Call, req: HttpRequest, body: web::Bytes) -> Outcome<HttpResponse> {
    let asked = match Asked::read(&req, &body) {
        Ok(asked) => asked,
        Err(error) => return Ok(error.answer()),
    };
    let answer = app.open_write(call, move |conn, app, _call| issue(conn, app, &asked)).await?;
    Ok(match answer {
        Ok(token) => no_store(StatusCode::OK).json(token),
        Err(error) => error.answer(),
    })
}

fn no_store(status: StatusCode) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::PRAGMA, "no-cache"));
    response
}

impl TokenError {
    fn answer(&self) -> HttpResponse {
        let refused = self.error == "invalid_client";
        let mut response = no_store(if refused { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST });
        if refused {
            response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"jalon\", charset=\"UTF-8\""));
        }
        response.json(self)
    }
}

struct Asked {
    client: String,
    secret: String,
    scopes: Vec<String>,
}

impl Asked {
    fn read(req: &HttpRequest, body: &[u8]) -> Result<Self, TokenError> {
        let media = req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(invalid("send application/x-www-form-urlencoded"));
        }
        let mut form = Form::default();
        for (name, value) in form_urlencoded::parse(body) {
            // an empty parameter counts as left out, an unknown one is ignored, none may come twice (§ 3.2)
            if let Some(place) = form.place(&name)
                && !value.is_empty()
                && place.replace(value.into_owned()).is_some()
            {
                return Err(invalid("a parameter is given twice"));
            }
        }
        match form.grant_type.as_deref() {
            Some("client_credentials") => {}
            None => return Err(invalid("grant_type is missing")),
            Some(_) => {
                let error_description = "only client_credentials is known here";
                return Err(TokenError { error: "unsupported_grant_type", error_description });
            }
        }
        let (client, secret) = match req.headers().get(header::AUTHORIZATION) {
            Some(value) => {
                let (client, secret) = basic(value.as_bytes()).ok_or(WRONG_CLIENT)?;
                let another = form.client_id.is_some_and(|id| id != client);
                if another || form.client_secret.is_some() {
                    return Err(invalid("the client is named twice"));
                }
                (client, secret)
            }
            None => (form.client_id.ok_or(WRONG_CLIENT)?, form.client_secret.ok_or(WRONG_CLIENT)?),
        };
        let scopes = form.scope.unwrap_or_default().split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        Ok(Self { client, secret, scopes })
    }
}

#[derive(Default)]
struct Form {
    grant_type: Option<String>,
    scope: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

impl Form {
    fn place(&mut self, name: &str) -> Option<&mut Option<String>> {
        match name {
            "grant_type" => Some(&mut self.grant_type),
            "scope" => Some(&mut self.scope),
            "client_id" => Some(&mut self.client_id),
            "client_secret" => Some(&mut self.client_secret),
            _ => None,
        }
    }
}

/// Client and secret of HTTP Basic, each form encoded before (§ 2.3.1).
fn basic(value: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(value).ok()?;
    let (scheme, rest) = text.split_once(' ')?;
    let bytes = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(rest.trim()).ok())??;
    let pair = String::from_utf8(bytes).ok()?;
    let (client, secret) = pair.split_once(':')?;
    let plain = |text: &str| {
        let encoded = format!("v={text}");
        form_urlencoded::parse(encoded.as_bytes()).next().map(|(_, v)| v.into_owned())
    };
    Some((plain(client)?, plain(secret)?))
}

fn issue(conn: &mut Conn, app: &AppState, asked: &Asked) -> Outcome<Result<TokenView, TokenError>> {
    let now = app.clock.now();
    let found = match asked.client.parse::<ApiClientId>() {
        Ok(id) => store::by_id(conn, id)?,
        Err(_) => None,
    };
    let Some(row) = verified(found, &asked.secret, now) else { return Ok(Err(WRONG_CLIENT)) };
    let held: Vec<String> = row.scopes.read().map_err(Failure::defect)?;
    if asked.scopes.iter().any(|scope| !held.contains(scope)) {
        let error_description = "the client does not have one of these scopes";
        return Ok(Err(TokenError { error: "invalid_scope", error_description }));
    }
    store::used(conn, &row, now)?;
    let narrowed = !asked.scopes.is_empty();
    let scope = if narrowed { asked.scopes.join(" ") } else { held.join(" ") };
    let bearer = Bearer {
        kind: CallerKind::Client,
        plie: row.plie_id,
        sub: row.id.0,
        sid: None,
        av: row.auth_version,
        rl: row.rate_limit_per_minute.and_then(|n| u32::try_from(n).ok()),
        scope: narrowed.then(|| scope.clone()),
    };
    Ok(Ok(TokenView {
        access_token: app.tokens.access(&bearer, now).map_err(Failure::defect)?,
        token_type: "Bearer",
        expires_in: ACCESS_SECONDS,
        scope,
    }))
}

/// The client, when the secret is its own and it may still be used.
fn verified(found: Option<ClientRow>, secret: &str, now: Instant) -> Option<ClientRow> {
    let given = sha256(&[secret.as_bytes()]);
    let current = found.as_ref().map_or([0; 32].as_slice(), |row| row.secret_hash.as_slice());
    let is_current = bool::from(given.as_slice().ct_eq(current));
    let is_previous = found.as_ref().is_some_and(|row| {
        let alive = row.previous_secret_until.is_some_and(|until| now < until);
        let hash = row.previous_secret_hash.as_deref().unwrap_or_default();
        bool::from(given.as_slice().ct_eq(hash)) && alive
    });
    found.filter(|row| {
        (is_current || is_previous)
            && row.status == ApiClientStatus::Active
            && row.expires_at.is_none_or(|until| now < until)
    })
}
