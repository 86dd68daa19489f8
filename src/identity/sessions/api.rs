//! Sessions over HTTP.

use actix_web::{delete, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::flow;
use crate::app::App;
use crate::failure::Outcome;
use crate::http::text::{Email, Secret, Text};
use crate::http::{Call, Caller, NoBody, Reply, Valid};

/// Who signs in.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "nadia.benali@example.org", "password": "cheval agrafe pile"}))]
pub(crate) struct SignInIn {
    /// E-mail address of the account.
    pub(crate) email: Email,
    /// Password.
    pub(crate) password: Secret,
    /// The six digits of the second factor; required once the account has one (401 `totp_required`).
    #[serde(default)]
    pub(crate) totp: Option<Text<1, 16>>,
}

/// A refresh token.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "jalon_rt_AZNsXnoQfDudUm8OikG3yQ"}))]
pub(crate) struct RefreshIn {
    /// The refresh token of the last answer; each is good once.
    pub(crate) refresh_token: Secret,
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"access_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2ln", "token_type": "Bearer", "expires_in": 600, "refresh_token": "jalon_rt_AZNsXnoQfDudUm8OikG3yQ"}))]
pub(crate) struct SessionView {
    /// For the Authorization header.
    pub(crate) access_token: String,
    /// `Bearer`.
    pub(crate) token_type: &'static str,
    /// Seconds that the access token is good.
    pub(crate) expires_in: i64,
    /// For `POST /v1/auth/sessions/refresh`, once.
    pub(crate) refresh_token: String,
}

/// Sign in
///
/// Opens a session that lasts 12 hours without renewal and 30 days at most. A wrong password and
/// an unknown account answer alike; five failures in a row slow the account down (429).
#[utoipa::path(tag = "auth", request_body = SignInIn, responses((status = 200, description = "The tokens", body = SessionView), (status = 401, description = "Wrong credentials: `unauthenticated`; the second factor is missing: `totp_required`.", body = crate::http::problem::Problem, content_type = "application/problem+json")))]
#[post("/auth/sessions")]
pub(crate) async fn create_session(app: App, call: Call, body: Valid<SignInIn>) -> Outcome<Reply> {
    Reply::value(&flow::sign_in(&app, call, body.value).await?)
}

/// Renew a session
///
/// Each refresh token is good once; a second use ends the whole session, for whoever holds its tokens.
#[utoipa::path(tag = "auth", request_body = RefreshIn, responses((status = 200, description = "The tokens", body = SessionView), (status = 401, description = "Not a token of an open session: `unauthenticated`.", body = crate::http::problem::Problem, content_type = "application/problem+json")))]
#[post("/auth/sessions/refresh")]
pub(crate) async fn refresh_session(app: App, call: Call, body: Valid<RefreshIn>) -> Outcome<Reply> {
    Reply::value(&flow::refresh(&app, call, body.value).await?)
}

/// Sign out
///
/// Ends the session that the access token belongs to; its tokens are refused from now on.
#[utoipa::path(tag = "auth", responses((status = 204, description = "Ended"), (status = 404, description = "The caller has no session: `not_found`.", body = crate::http::problem::Problem, content_type = "application/problem+json")))]
#[delete("/auth/sessions/current")]
pub(crate) async fn end_session(app: App, caller: Caller, body: Valid<NoBody>) -> Outcome<Reply> {
    app.write(caller, body, |cx, _| {
        flow::end(cx)?;
        Ok(Reply::nothing())
    })
    .await
}
