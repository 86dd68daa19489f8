//! The second factor of the caller: made, confirmed with a first code, taken away.

use actix_web::{delete, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::store;
use crate::app::App;
use crate::audit::Entry;
use crate::auth::keys::random_32;
use crate::auth::totp;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, NoBody, Reply, Text, Valid};
use crate::ids::UserId;

/// The secret of a second factor, for an authenticator.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "otpauth_url": "otpauth://totp/Jalon:nadia%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Jalon"}))]
pub(crate) struct TotpView {
    /// In base 32; shown here and never again.
    secret: String,
    /// The same, as an authenticator reads it from a QR code.
    #[schema(format = "uri")]
    otpauth_url: String,
}

/// A code of the authenticator.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "492039"}))]
pub(crate) struct TotpCodeIn {
    /// Six digits.
    code: Text<1, 16>,
}

fn account(cx: &Ctx<'_>) -> Outcome<UserId> {
    cx.actor.user().ok_or(Failure::NotFound)
}

/// Begin a second factor
///
/// Answers a secret for an authenticator, once. It is asked for at sign-in as soon as a first code
/// has confirmed it; until then this may be called again.
#[utoipa::path(tag = "auth", responses((status = 201, description = "The secret", body = TotpView)))]
#[post("/me/totp")]
pub(crate) async fn create_totp(app: App, caller: Caller, body: Valid<NoBody>) -> Outcome<Reply> {
    app.write(caller, body, |cx, _| {
        let user = account(cx)?;
        let row = store::account(cx, user)?;
        if row.totp_confirmed {
            let (fr, en) = ("Le compte a déjà un second facteur.", "The account has a second factor already.");
            return Err(Failure::conflict("conflict_totp_enabled", fr, en));
        }
        let random = random_32().map_err(Failure::defect)?;
        let secret = random.get(..totp::SECRET_BYTES).unwrap_or(&random);
        let sealed = cx.app.keys.seal("totp", user.0.as_bytes(), secret).map_err(Failure::defect)?;
        store::set_totp(cx, user, Some(sealed))?;
        cx.record(Entry::event("users", Some(user.0)).because("second factor begun"));
        let view = TotpView { secret: totp::base32(secret), otpauth_url: totp::url(secret, &row.email) };
        Reply::created(&view, 1, "/v1/me").map(Reply::without_version)
    })
    .await
}

/// Confirm the second factor
///
/// With a code of the authenticator; from now on sign-in asks for one.
#[utoipa::path(tag = "auth", request_body = TotpCodeIn, responses((status = 204, description = "Confirmed")))]
#[post("/me/totp/confirm")]
pub(crate) async fn confirm_totp(app: App, caller: Caller, body: Valid<TotpCodeIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, asked| {
        let user = account(cx)?;
        let row = store::account(cx, user)?;
        let (false, Some(sealed)) = (row.totp_confirmed, &row.totp_secret) else {
            let (fr, en) = ("Aucun second facteur n'attend de confirmation.", "No second factor waits for a code.");
            return Err(Failure::conflict("conflict_totp_not_begun", fr, en));
        };
        let secret = cx.app.keys.unseal("totp", user.0.as_bytes(), sealed).map_err(Failure::defect)?;
        let Some(step) = totp::check(&secret, asked.code.as_str(), cx.now) else {
            return Err(Failure::invalid("/code", "wrong_code", "Ce code n'est pas le bon.", "This is not the code."));
        };
        store::confirm_totp(cx, user, step)?;
        cx.record(Entry::event("users", Some(user.0)).because("second factor confirmed"));
        Ok(Reply::nothing())
    })
    .await
}

/// Remove the second factor
///
/// Sign-in asks for the password alone again.
#[utoipa::path(tag = "auth", responses((status = 204, description = "Removed")))]
#[delete("/me/totp")]
pub(crate) async fn remove_totp(app: App, caller: Caller, body: Valid<NoBody>) -> Outcome<Reply> {
    app.write(caller, body, |cx, _| {
        let user = account(cx)?;
        store::set_totp(cx, user, None)?;
        cx.record(Entry::event("users", Some(user.0)).because("second factor removed"));
        Ok(Reply::nothing())
    })
    .await
}
