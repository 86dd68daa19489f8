//! The caller itself over HTTP.

use std::collections::BTreeSet;

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{password, store};
use crate::app::App;
use crate::auth::actor::HeldRole;
use crate::auth::tokens::CallerKind;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::openapi::Op;
use crate::http::text::Secret;
use crate::http::{Call, Caller, Reply, Valid};
use crate::ids::{PartnerStructureId, PlieId};

/// The PLIE of the caller.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c8", "name": "PLIE de Grenoble"}))]
pub(crate) struct MyPlieView {
    /// Its identifier.
    id: PlieId,
    /// Its name.
    name: String,
}

/// An operation that the caller may call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"operation": "list_territories", "method": "GET", "path": "/v1/territories", "relations": ["tenant"]}))]
pub(crate) struct PermissionView {
    /// The operation id.
    operation: String,
    /// HTTP method.
    method: String,
    /// Path, with its parameters in braces.
    path: String,
    /// How the caller must be related to an object, any of them: `tenant`, `territory`, `own`,
    /// `self`, `structure`, `shared`, `reviewed`, `enrolled`, `session`, `grant`, `platform`.
    relations: Vec<String>,
}

/// Who the caller is, and what it may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "kind": "user", "name": "Nadia Benali", "email": "nadia.benali@example.org", "plie": {"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c8", "name": "PLIE de Grenoble"}, "roles": [{"role": "referent", "valid_from": "2026-01-01"}], "scopes": [], "partner_structure_id": null, "totp_enabled": false, "permissions": [{"operation": "list_territories", "method": "GET", "path": "/v1/territories", "relations": ["tenant"]}]}))]
pub(crate) struct MeView {
    /// The account or client.
    #[schema(format = "uuid")]
    id: Uuid,
    /// Account or client.
    kind: CallerKind,
    /// First and last name, or the client's name.
    name: String,
    /// E-mail address of an account.
    #[schema(required = true)]
    email: Option<String>,
    /// Its PLIE.
    plie: MyPlieView,
    /// The roles that hold today.
    roles: Vec<HeldRole>,
    /// The scopes of a client.
    scopes: Vec<String>,
    /// The structure that a client is bound to.
    #[schema(required = true)]
    partner_structure_id: Option<PartnerStructureId>,
    /// Whether the account signs in with a second factor.
    totp_enabled: bool,
    /// What it may do.
    permissions: Vec<PermissionView>,
}

/// A new password.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"old_password": "cheval agrafe pile", "new_password": "montagne vélo tram"}))]
pub(crate) struct PasswordIn {
    /// The token of an invitation; or else the old password of a signed-in account.
    #[serde(default)]
    invite_token: Option<Secret>,
    /// The password that the account has now.
    #[serde(default)]
    old_password: Option<Secret>,
    /// 12 to 256 characters of any kind, not a common one, nothing of the person's name or address.
    new_password: Secret,
}

/// Who am I
///
/// The caller, its PLIE, its roles and scopes as they stand now, and every operation that they open.
#[utoipa::path(tag = "auth", responses((status = 200, description = "The caller", body = MeView)))]
#[get("/me")]
pub(crate) async fn get_me(app: App, caller: Caller) -> Outcome<Reply> {
    app.read(caller, |cx| Reply::value(&me(cx)?)).await
}

fn me(cx: &mut Ctx<'_>) -> Outcome<MeView> {
    let plie = MyPlieView { id: cx.plie(), name: store::plie_name(cx)? };
    let (name, email, totp_enabled) = match cx.actor.user() {
        Some(user) => {
            let row = store::account(cx, user)?;
            (format!("{} {}", row.first_name, row.last_name), Some(row.email), row.totp_confirmed)
        }
        None => (store::client_name(cx)?, None, false),
    };
    let machine = cx.actor.kind == CallerKind::Client;
    Ok(MeView {
        id: cx.actor.id,
        kind: cx.actor.kind,
        name,
        email,
        plie,
        roles: if machine { Vec::new() } else { cx.actor.roles.clone() },
        scopes: cx.actor.scopes.clone(),
        partner_structure_id: cx.actor.structure,
        totp_enabled,
        permissions: permissions(cx),
    })
}

fn permissions(cx: &Ctx<'_>) -> Vec<PermissionView> {
    let all = cx.app.ops.all().filter(|(_, _, op)| !op.rule.public);
    all.filter_map(|(method, path, op)| {
        let relations = relations(cx, op);
        (!relations.is_empty()).then(|| PermissionView {
            operation: op.id.to_owned(),
            method: method.to_owned(),
            path: path.to_owned(),
            relations: relations.into_iter().map(str::to_owned).collect(),
        })
    })
    .collect()
}

fn relations(cx: &Ctx<'_>, op: &Op) -> BTreeSet<&'static str> {
    if op.rule.anyone {
        return BTreeSet::from(["self"]);
    }
    if cx.actor.reach(op.rule, &op.scope).is_empty() {
        return BTreeSet::new();
    }
    cx.actor.roles.iter().filter_map(|held| op.rule.grants.get(&held.role)).map(|r| r.word()).collect()
}

/// Set a password
///
/// With the token of an invitation, or signed in and with the old password. The other sessions of
/// the account end.
#[utoipa::path(tag = "auth", request_body = PasswordIn, responses((status = 204, description = "Set"), (status = 401, description = "The invitation or the session is not good: `unauthenticated`.", body = crate::http::problem::Problem, content_type = "application/problem+json")))]
#[post("/auth/password")]
pub(crate) async fn set_password(
    app: App,
    call: Call,
    caller: Option<Caller>,
    body: Valid<PasswordIn>,
) -> Outcome<Reply> {
    let asked = body.value;
    let new = asked.new_password.expose().to_owned();
    match (asked.invite_token, asked.old_password, caller) {
        (Some(token), _, _) => {
            password::by_invitation(&app, call.ip, token.expose().to_owned(), new, call.request_id).await?
        }
        (None, Some(old), Some(caller)) => password::by_old(&app, caller, old.expose().to_owned(), new).await?,
        (None, Some(_), None) => return Err(crate::failure::Failure::Unauthenticated { code: "unauthenticated" }),
        (None, None, caller) => return Err(password::unproven(caller.is_some())),
    }
    Ok(Reply::nothing())
}
