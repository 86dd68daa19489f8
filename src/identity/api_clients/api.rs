//! API clients over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::rules::{ApiClientStatus, LONGEST_OVERLAP};
use super::store::{self, ClientRow};
use crate::app::App;
use crate::db::Instant;
use crate::failure::Outcome;
use crate::http::text::{Code, Name};
use crate::http::{Caller, NoBody, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{ApiClientId, PartnerStructureId};

/// A machine that calls the API.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": "DORA", "partner_structure_id": null, "scopes": ["orientations:read"], "status": "active", "expires_at": null, "rate_limit_per_minute": null, "previous_secret_until": null, "last_used_at": null, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct ApiClientView {
    /// Its identifier, which is its `client_id`.
    id: ApiClientId,
    /// Its name.
    name: String,
    /// The partner structure it speaks for; the PLIE itself if null.
    #[schema(required = true)]
    partner_structure_id: Option<PartnerStructureId>,
    /// What it may do at most.
    scopes: Vec<String>,
    /// Whether it may get tokens.
    status: ApiClientStatus,
    /// Until when it is good; without end if null.
    #[schema(required = true)]
    expires_at: Option<Instant>,
    /// Requests a minute it may make; the installation's limit if null.
    #[schema(required = true)]
    rate_limit_per_minute: Option<i64>,
    /// Until when its former secret is good beside the new one.
    #[schema(required = true)]
    previous_secret_until: Option<Instant>,
    /// When it last got a token.
    #[schema(required = true)]
    last_used_at: Option<Instant>,
    /// Its secret, for `POST /v1/auth/token`: only where it was just made, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    client_secret: Option<String>,
    /// Version, for If-Match.
    version: i64,
    /// When it was made.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

crate::page_of!(ApiClientPage, ApiClientView);

/// A new machine.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "DORA", "scopes": ["orientations:write", "orientations:read"]}))]
pub(crate) struct ApiClientIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ApiClientId>,
    /// Its name.
    pub(crate) name: Name,
    /// The partner structure it speaks for; the PLIE itself if left out.
    #[serde(default)]
    pub(crate) partner_structure_id: Option<PartnerStructureId>,
    /// What it may do at most: `orientations:read`, `orientations:write`, `events:read` …
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub(crate) scopes: Vec<Code>,
    /// Until when it is good; without end if left out.
    #[serde(default)]
    pub(crate) expires_at: Option<Instant>,
    /// Requests a minute it may make.
    #[serde(default)]
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    pub(crate) rate_limit_per_minute: Option<i64>,
}

/// What changes of a machine.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"scopes": ["orientations:read"]}))]
pub(crate) struct ApiClientPatch {
    /// Its name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) name: Option<Name>,
    /// The partner structure it speaks for; the PLIE itself if null.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) partner_structure_id: Option<Option<PartnerStructureId>>,
    /// What it may do at most; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_items = 1, max_items = 100)]
    pub(crate) scopes: Option<Vec<Code>>,
    /// Until when it is good; without end if null.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) expires_at: Option<Option<Instant>>,
    /// Requests a minute it may make; the installation's limit if null.
    #[serde(default, deserialize_with = "patched")]
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    pub(crate) rate_limit_per_minute: Option<Option<i64>>,
}

/// How a secret is replaced.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"overlap_minutes": 1440}))]
pub(crate) struct RotationIn {
    /// Minutes that the former secret stays good; 0 if left out, and then its tokens die at once.
    #[serde(default)]
    #[validate(range(min = 0, max = LONGEST_OVERLAP))]
    #[schema(minimum = 0, maximum = 43200)]
    pub(crate) overlap_minutes: Option<i64>,
}

/// Which machines are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ApiClientFilter {
    /// Only of this status.
    status: Option<ApiClientStatus>,
}

impl ApiClientView {
    fn of(row: ClientRow, client_secret: Option<String>) -> Self {
        Self {
            scopes: row.scopes.read().unwrap_or_default(),
            id: row.id,
            name: row.name,
            partner_structure_id: row.partner_structure_id,
            status: row.status,
            expires_at: row.expires_at,
            rate_limit_per_minute: row.rate_limit_per_minute,
            previous_secret_until: row.previous_secret_until,
            last_used_at: row.last_used_at,
            client_secret,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn shown(row: ClientRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&ApiClientView::of(row, None), version)
}

/// List machines
///
/// The API clients of the PLIE, the newest first. Their secrets are never shown.
#[utoipa::path(tag = "api_clients", params(PageParams, ApiClientFilter), responses((status = 200, description = "One page", body = ApiClientPage)))]
#[get("/api-clients")]
pub(crate) async fn list_api_clients(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<ApiClientFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        store::list(cx, filter.0.status, &page)?.map(|row| ApiClientView::of(row, None)).reply(&page, cx.lang())
    })
    .await
}

/// Create a machine
///
/// Answers its secret, this once. Bound to a partner structure it acts as that partner and sees only
/// what it sent; else it acts for the PLIE, within its scopes.
#[utoipa::path(tag = "api_clients", request_body = ApiClientIn, responses((status = 201, description = "Created", body = ApiClientView)))]
#[post("/api-clients")]
pub(crate) async fn create_api_client(app: App, caller: Caller, body: Valid<ApiClientIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let (row, secret) = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/api-clients/{}", row.id));
        Reply::created(&ApiClientView::of(row, Some(secret)), version, location)
    })
    .await
}

/// Get a machine
///
/// Without its secret.
#[utoipa::path(tag = "api_clients", params(("id" = ApiClientId, Path, description = "The machine")), responses((status = 200, description = "The machine", body = ApiClientView)))]
#[get("/api-clients/{id}")]
pub(crate) async fn get_api_client(app: App, caller: Caller, id: web::Path<ApiClientId>) -> Outcome<Reply> {
    app.read(caller, move |cx| shown(store::find(cx, &cx.reach.clone(), *id)?)).await
}

/// Change a machine
///
/// Its access tokens are stale at once; it gets new ones with its secret.
#[utoipa::path(tag = "api_clients", params(("id" = ApiClientId, Path, description = "The machine")), request_body = ApiClientPatch, responses((status = 200, description = "Changed", body = ApiClientView)))]
#[patch("/api-clients/{id}")]
pub(crate) async fn update_api_client(
    app: App,
    caller: Caller,
    id: web::Path<ApiClientId>,
    body: Valid<ApiClientPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| shown(flow::update(cx, *id, patch)?)).await
}

/// Replace a secret
///
/// Answers the new secret, this once. The former one stays good for `overlap_minutes`, so that a
/// machine can be changed over without a pause.
#[utoipa::path(tag = "api_clients", params(("id" = ApiClientId, Path, description = "The machine")), request_body = RotationIn, responses((status = 200, description = "With the new secret", body = ApiClientView)))]
#[post("/api-clients/{id}/rotate-secret")]
pub(crate) async fn rotate_api_client_secret(
    app: App,
    caller: Caller,
    id: web::Path<ApiClientId>,
    body: Valid<RotationIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let (row, secret) = flow::rotate(cx, *id, asked.overlap_minutes.unwrap_or(0))?;
        let version = row.version;
        Reply::object(&ApiClientView::of(row, Some(secret)), version)
    })
    .await
}

/// Revoke a machine
///
/// For good: from the next request on its tokens and its secrets are refused.
#[utoipa::path(tag = "api_clients", params(("id" = ApiClientId, Path, description = "The machine")), responses((status = 200, description = "Revoked", body = ApiClientView)))]
#[post("/api-clients/{id}/revoke")]
pub(crate) async fn revoke_api_client(
    app: App,
    caller: Caller,
    id: web::Path<ApiClientId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| shown(flow::revoke(cx, *id)?)).await
}
