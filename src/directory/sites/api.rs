//! Sites over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::{CommuneCode, Name, Note};
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{SiteId, TerritoryId};

/// A site.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "name": "Maison de l'emploi", "address": "12 rue Ampère, 38000 Grenoble", "commune_code": "38185", "territory_id": null, "valid_from": "2026-01-01", "valid_to": null, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct SiteView {
    /// Its identifier.
    pub(crate) id: SiteId,
    /// Its name.
    pub(crate) name: String,
    /// Its address, in one text.
    pub(crate) address: String,
    /// INSEE code of its commune.
    pub(crate) commune_code: String,
    /// The territory it belongs to.
    #[schema(required = true)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// First day.
    pub(crate) valid_from: Day,
    /// Last day; open if null.
    #[schema(required = true)]
    pub(crate) valid_to: Option<Day>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(SitePage, SiteView);

/// A new site.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Maison de l'emploi", "address": "12 rue Ampère, 38000 Grenoble", "commune_code": "38185", "valid_from": "2026-01-01"}))]
pub(crate) struct SiteIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<SiteId>,
    /// Its name.
    pub(crate) name: Name,
    /// Its address, in one text.
    pub(crate) address: Note,
    /// INSEE code of its commune.
    pub(crate) commune_code: CommuneCode,
    /// The territory it belongs to.
    #[serde(default)]
    pub(crate) territory_id: Option<TerritoryId>,
    /// First day.
    pub(crate) valid_from: Day,
    /// Last day; open if left out.
    #[serde(default)]
    pub(crate) valid_to: Option<Day>,
}

/// What changes of a site.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"valid_to": "2026-12-31"}))]
pub(crate) struct SitePatch {
    /// Its name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) name: Option<Name>,
    /// Its address, in one text.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) address: Option<Note>,
    /// INSEE code of its commune.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) commune_code: Option<CommuneCode>,
    /// The territory it belongs to; null for none.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) territory_id: Option<Option<TerritoryId>>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) valid_from: Option<Day>,
    /// Last day; null for open.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) valid_to: Option<Option<Day>>,
}

/// Which sites.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SiteFilter {
    /// Only those of this territory.
    pub(crate) territory_id: Option<TerritoryId>,
    /// Only those open on this day.
    pub(crate) on: Option<Day>,
}

/// List sites
///
/// Sorts: `name`, `-created_at`.
#[utoipa::path(tag = "sites", params(PageParams, SiteFilter), responses((status = 200, description = "One page", body = SitePage)))]
#[get("/sites")]
pub(crate) async fn list_sites(app: App, caller: Caller, page: PageIn, filter: Query<SiteFilter>) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &filter.0, &page)?.map(SiteView::from).reply(&page, cx.lang())).await
}

/// Create a site
///
/// Its territory, if it names one, must be one of the PLIE's.
#[utoipa::path(tag = "sites", request_body = SiteIn, responses((status = 201, description = "Created", body = SiteView)))]
#[post("/sites")]
pub(crate) async fn create_site(app: App, caller: Caller, body: Valid<SiteIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let location = format!("/v1/sites/{}", row.id);
        Reply::created(&SiteView::from(row.clone()), row.version, location)
    })
    .await
}

/// Get a site
///
/// With its address and the period in which it is open.
#[utoipa::path(tag = "sites", params(("id" = SiteId, Path, description = "The site")), responses((status = 200, description = "The site", body = SiteView)))]
#[get("/sites/{id}")]
pub(crate) async fn get_site(app: App, caller: Caller, id: web::Path<SiteId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        Reply::object(&SiteView::from(row.clone()), row.version)
    })
    .await
}

/// Change a site
///
/// A site that closes gets its last day; it is never deleted.
#[utoipa::path(tag = "sites", params(("id" = SiteId, Path, description = "The site")), request_body = SitePatch, responses((status = 200, description = "Changed", body = SiteView)))]
#[patch("/sites/{id}")]
pub(crate) async fn update_site(
    app: App,
    caller: Caller,
    id: web::Path<SiteId>,
    body: Valid<SitePatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        Reply::object(&SiteView::from(row.clone()), row.version)
    })
    .await
}

impl From<store::SiteRow> for SiteView {
    fn from(row: store::SiteRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            address: row.address,
            commune_code: row.commune_code,
            territory_id: row.territory_id,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
