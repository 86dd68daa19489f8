//! Territories over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::db::Instant;
use crate::failure::Outcome;
use crate::http::text::{CommuneCode, Name};
use crate::http::{Caller, PageIn, PageParams, Reply, Valid, patched};
use crate::ids::TerritoryId;

/// A territory.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": "Grenoble Nord", "commune_codes": ["38185"], "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct TerritoryView {
    /// Its identifier.
    pub(crate) id: TerritoryId,
    /// Its name.
    pub(crate) name: String,
    /// INSEE codes of its communes.
    pub(crate) commune_codes: Vec<String>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(TerritoryPage, TerritoryView);

/// A new territory.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Grenoble Nord", "commune_codes": ["38185"]}))]
pub(crate) struct TerritoryIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<TerritoryId>,
    /// Its name.
    pub(crate) name: Name,
    /// INSEE codes of its communes.
    #[validate(length(max = 1000))]
    #[schema(max_items = 1000)]
    pub(crate) commune_codes: Vec<CommuneCode>,
}

/// What changes of a territory.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Grenoble Sud"}))]
pub(crate) struct TerritoryPatch {
    /// Its name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) name: Option<Name>,
    /// INSEE codes of its communes; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 1000)]
    #[validate(length(max = 1000))]
    pub(crate) commune_codes: Option<Vec<CommuneCode>>,
}

/// List territories
///
/// Sorts: `name`, `-created_at`.
#[utoipa::path(tag = "territories", params(PageParams), responses((status = 200, description = "One page", body = TerritoryPage)))]
#[get("/territories")]
pub(crate) async fn list_territories(app: App, caller: Caller, page: PageIn) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &page)?.map(TerritoryView::from).reply(&page, cx.lang())).await
}

/// Create a territory
///
/// Its communes must belong to no other territory (409 `duplicate`).
#[utoipa::path(tag = "territories", request_body = TerritoryIn, responses((status = 201, description = "Created", body = TerritoryView)))]
#[post("/territories")]
pub(crate) async fn create_territory(app: App, caller: Caller, body: Valid<TerritoryIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let location = format!("/v1/territories/{}", row.id);
        Reply::created(&TerritoryView::from(row.clone()), row.version, location)
    })
    .await
}

/// Get a territory
///
/// With the communes that make it up.
#[utoipa::path(tag = "territories", params(("id" = TerritoryId, Path, description = "The territory")), responses((status = 200, description = "The territory", body = TerritoryView)))]
#[get("/territories/{id}")]
pub(crate) async fn get_territory(app: App, caller: Caller, id: web::Path<TerritoryId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        Reply::object(&TerritoryView::from(row.clone()), row.version)
    })
    .await
}

/// Change a territory
///
/// A list of communes replaces the former one.
#[utoipa::path(tag = "territories", params(("id" = TerritoryId, Path, description = "The territory")), request_body = TerritoryPatch, responses((status = 200, description = "Changed", body = TerritoryView)))]
#[patch("/territories/{id}")]
pub(crate) async fn update_territory(
    app: App,
    caller: Caller,
    id: web::Path<TerritoryId>,
    body: Valid<TerritoryPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        Reply::object(&TerritoryView::from(row.clone()), row.version)
    })
    .await
}

impl From<store::TerritoryRow> for TerritoryView {
    fn from(row: store::TerritoryRow) -> Self {
        Self {
            commune_codes: row.commune_codes.read().unwrap_or_default(),
            id: row.id,
            name: row.name,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
