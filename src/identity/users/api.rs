//! Accounts over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::rules::{MOST_ROLES, UserStatus};
use super::store::{self, UserRow};
use crate::app::App;
use crate::auth::actor::HeldRole;
use crate::auth::role::Role;
use crate::db::Instant;
use crate::failure::Outcome;
use crate::http::text::{Email, Text};
use crate::http::{Caller, NoBody, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::UserId;

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "email": "nadia.benali@example.org", "first_name": "Nadia", "last_name": "Benali", "status": "active", "roles": [{"role": "referent", "valid_from": "2026-01-01"}], "external_subject": null, "totp_enabled": false, "last_seen_at": null, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct UserView {
    /// Its identifier.
    id: UserId,
    /// E-mail address, unique in its PLIE.
    email: String,
    /// First name.
    first_name: String,
    /// Last name.
    last_name: String,
    /// Whether it may sign in.
    status: UserStatus,
    /// Its roles, past and future ones included; rights are the union of those valid today.
    roles: Vec<HeldRole>,
    /// The subject of the OpenID provider's tokens that are its own.
    #[schema(required = true)]
    external_subject: Option<String>,
    /// Whether it signs in with a second factor.
    totp_enabled: bool,
    /// When it last signed in.
    #[schema(required = true)]
    last_seen_at: Option<Instant>,
    /// Version, for If-Match.
    version: i64,
    /// When it was made.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

crate::page_of!(UserPage, UserView);

/// A new account.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "nadia.benali@example.org", "first_name": "Nadia", "last_name": "Benali", "roles": [{"role": "referent", "valid_from": "2026-01-01"}]}))]
pub(crate) struct UserIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<UserId>,
    /// E-mail address, unique in its PLIE.
    pub(crate) email: Email,
    /// First name.
    pub(crate) first_name: Text<1, 100>,
    /// Last name.
    pub(crate) last_name: Text<1, 100>,
    /// Its roles.
    #[serde(default)]
    #[validate(length(max = MOST_ROLES))]
    #[schema(max_items = 50)]
    pub(crate) roles: Vec<HeldRole>,
    /// The subject of the OpenID provider's tokens that are its own.
    #[serde(default)]
    pub(crate) external_subject: Option<Text<1, 255>>,
}

/// What changes of an account.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"roles": [{"role": "referent", "valid_from": "2026-01-01", "valid_to": "2026-06-30"}]}))]
pub(crate) struct UserPatch {
    /// E-mail address, unique in its PLIE.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) email: Option<Email>,
    /// First name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) first_name: Option<Text<1, 100>>,
    /// Last name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) last_name: Option<Text<1, 100>>,
    /// Its roles; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[validate(length(max = MOST_ROLES))]
    #[schema(nullable = false, max_items = 50)]
    pub(crate) roles: Option<Vec<HeldRole>>,
    /// The subject of the OpenID provider's tokens that are its own.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) external_subject: Option<Option<Text<1, 255>>>,
}

/// Which accounts are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UserFilter {
    /// Only of this status.
    status: Option<UserStatus>,
    /// Only those with this role.
    role: Option<Role>,
    /// The beginning of a name or of an e-mail address; case and accents do not count.
    q: Option<Text<1, 200>>,
}

/// An invitation to set a password.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"token": "pYk0s3cX7v1q", "url": "https://jalon.example.org/invite?token=pYk0s3cX7v1q", "expires_at": "2026-03-09T08:00:00Z"}))]
pub(crate) struct InvitationView {
    /// For `POST /v1/auth/password`, once; shown here and never again.
    token: String,
    /// A page of this server that takes the password.
    #[schema(format = "uri")]
    url: String,
    /// Until when it is good.
    expires_at: Instant,
}

impl From<UserRow> for UserView {
    fn from(row: UserRow) -> Self {
        Self {
            roles: row.roles.read().unwrap_or_default(),
            id: row.id,
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            status: row.status,
            external_subject: row.external_subject,
            totp_enabled: row.totp_confirmed,
            last_seen_at: row.last_seen_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn shown(row: UserRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&UserView::from(row), version)
}

/// List accounts
///
/// Those of the caller's PLIE. Sorts: `last_name`, `-created_at`.
#[utoipa::path(tag = "users", params(PageParams, UserFilter), responses((status = 200, description = "One page", body = UserPage)))]
#[get("/users")]
pub(crate) async fn list_users(app: App, caller: Caller, page: PageIn, filter: Query<UserFilter>) -> Outcome<Reply> {
    let Query(UserFilter { status, role, q }) = filter;
    let wanted = store::Wanted { status, role, q: q.map(String::from) };
    app.read(caller, move |cx| store::list(cx, &wanted, &page)?.map(UserView::from).reply(&page, cx.lang())).await
}

/// Create an account
///
/// Its address must be new in the PLIE (409 `duplicate`). It has no password until it is invited.
#[utoipa::path(tag = "users", request_body = UserIn, responses((status = 201, description = "Created", body = UserView)))]
#[post("/users")]
pub(crate) async fn create_user(app: App, caller: Caller, body: Valid<UserIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/users/{}", row.id));
        Reply::created(&UserView::from(row), version, location)
    })
    .await
}

/// Get an account
///
/// With its roles; nothing of its secrets.
#[utoipa::path(tag = "users", params(("id" = UserId, Path, description = "The account")), responses((status = 200, description = "The account", body = UserView)))]
#[get("/users/{id}")]
pub(crate) async fn get_user(app: App, caller: Caller, id: web::Path<UserId>) -> Outcome<Reply> {
    app.read(caller, move |cx| shown(store::find(cx, &cx.reach.clone(), *id)?)).await
}

/// Change an account
///
/// Another list of roles makes its access tokens stale at once. Directors keep their own director
/// role (409 `conflict_last_director`).
#[utoipa::path(tag = "users", params(("id" = UserId, Path, description = "The account")), request_body = UserPatch, responses((status = 200, description = "Changed", body = UserView)))]
#[patch("/users/{id}")]
pub(crate) async fn update_user(
    app: App,
    caller: Caller,
    id: web::Path<UserId>,
    body: Valid<UserPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| shown(flow::update(cx, *id, patch)?)).await
}

/// Suspend an account
///
/// Ends its sessions; from the next request on it is refused everywhere. Nobody suspends themself.
#[utoipa::path(tag = "users", params(("id" = UserId, Path, description = "The account")), responses((status = 200, description = "Suspended", body = UserView)))]
#[post("/users/{id}/suspend")]
pub(crate) async fn suspend_user(
    app: App,
    caller: Caller,
    id: web::Path<UserId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| shown(flow::suspend(cx, *id)?)).await
}

/// Reactivate an account
///
/// It may sign in again, with the roles it has.
#[utoipa::path(tag = "users", params(("id" = UserId, Path, description = "The account")), responses((status = 200, description = "Active", body = UserView)))]
#[post("/users/{id}/reactivate")]
pub(crate) async fn reactivate_user(
    app: App,
    caller: Caller,
    id: web::Path<UserId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| shown(flow::reactivate(cx, *id)?)).await
}

/// Invite an account
///
/// Answers a token, good once and for seven days, with which the person sets a password
/// (`POST /v1/auth/password`). Former invitations of the account are good no more.
#[utoipa::path(tag = "users", params(("id" = UserId, Path, description = "The account")), responses((status = 200, description = "The invitation", body = InvitationView)))]
#[post("/users/{id}/invite")]
pub(crate) async fn invite_user(
    app: App,
    caller: Caller,
    id: web::Path<UserId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let (token, expires_at) = flow::invite(cx, *id)?;
        let url = format!("{}/invite?token={token}", cx.app.config.http.public_url);
        Reply::value(&InvitationView { token, url, expires_at })
    })
    .await
}
