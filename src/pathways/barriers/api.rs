//! Barriers over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{Shown, flow, shown, social_themes, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::{Failure, Outcome};
use crate::http::text::Code;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{BarrierId, PathwayId, UserId};
use crate::pathways;

/// A barrier.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "theme": "mobility", "severity": 2, "opened_on": "2026-03-02", "lifted_on": null, "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct BarrierView {
    /// Its identifier.
    pub(crate) id: BarrierId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// Its theme, a code of `barrier`.
    pub(crate) theme: String,
    /// From 0, hardly felt, to 3, nothing else is possible before it is lifted.
    pub(crate) severity: i64,
    /// The day it was seen.
    pub(crate) opened_on: Day,
    /// The day it was lifted.
    #[schema(required = true)]
    pub(crate) lifted_on: Option<Day>,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(BarrierPage, BarrierView);

/// A new barrier.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"theme": "mobility", "severity": 2, "opened_on": "2026-03-02"}))]
pub(crate) struct BarrierIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<BarrierId>,
    /// Its theme, a code of `barrier`.
    pub(crate) theme: Code,
    /// From 0, hardly felt, to 3, nothing else is possible before it is lifted.
    #[schema(minimum = 0, maximum = 3)]
    pub(crate) severity: i64,
    /// The day it was seen.
    pub(crate) opened_on: Day,
    /// The day it was lifted.
    #[serde(default)]
    pub(crate) lifted_on: Option<Day>,
}

/// What changes of a barrier.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"lifted_on": "2026-06-15"}))]
pub(crate) struct BarrierPatch {
    /// Its theme, a code of `barrier`.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) theme: Option<Code>,
    /// From 0, hardly felt, to 3, nothing else is possible before it is lifted.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 0, maximum = 3)]
    pub(crate) severity: Option<i64>,
    /// The day it was seen.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) opened_on: Option<Day>,
    /// The day it was lifted.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) lifted_on: Option<Option<Day>>,
}

/// Which barriers are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BarrierFilter {
    /// Only those of this theme.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) theme: Option<Code>,
    /// Only those still open, or only those lifted.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) open: Option<bool>,
}

/// List the barriers of a pathway
///
/// What stands between the person and a job (§ 5.2); those of health are left out for whoever only enters forms, and
/// social workers see those of social themes alone (S3.21).
/// Sorts: `opened_on`, `-severity`.
#[utoipa::path(tag = "barriers", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, BarrierFilter), responses((status = 200, description = "One page", body = BarrierPage)))]
#[get("/pathways/{id}/barriers")]
pub(crate) async fn list_barriers(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<BarrierFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), *id)?;
        let shown = shown(cx, pathway.id)?;
        store::list(cx, pathway.id, shown, &filter.0, &page)?.map(BarrierView::from).reply(&page, cx.lang())
    })
    .await
}

/// Note a barrier
///
/// On an open pathway. Of health it says the constraint, never the illness.
#[utoipa::path(tag = "barriers", params(("id" = PathwayId, Path, description = "The pathway")), request_body = BarrierIn, responses((status = 201, description = "Created", body = BarrierView)))]
#[post("/pathways/{id}/barriers")]
pub(crate) async fn create_barrier(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<BarrierIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let location = format!("/v1/pathways/{}/barriers/{}", row.pathway_id, row.id);
        let version = row.version;
        Reply::created(&BarrierView::from(row), version, location)
    })
    .await
}

/// Get a barrier
///
/// With its severity and the day it was lifted.
#[utoipa::path(tag = "barriers", params(("id" = PathwayId, Path, description = "The pathway"), ("barrier_id" = BarrierId, Path, description = "The barrier")), responses((status = 200, description = "The barrier", body = BarrierView)))]
#[get("/pathways/{id}/barriers/{barrier_id}")]
pub(crate) async fn get_barrier(app: App, caller: Caller, path: web::Path<(PathwayId, BarrierId)>) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), pathway)?;
        let row = store::find(cx, pathway.id, id)?;
        if shown(cx, pathway.id)? == Shown::Social && !social_themes(cx).contains(&row.theme) {
            return Err(Failure::NotFound);
        }
        let version = row.version;
        Reply::object(&BarrierView::from(row), version)
    })
    .await
}

/// Change a barrier
///
/// The day it was lifted among others; possible until the pathway is closed.
#[utoipa::path(tag = "barriers", params(("id" = PathwayId, Path, description = "The pathway"), ("barrier_id" = BarrierId, Path, description = "The barrier")), request_body = BarrierPatch, responses((status = 200, description = "Changed", body = BarrierView)))]
#[patch("/pathways/{id}/barriers/{barrier_id}")]
pub(crate) async fn update_barrier(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, BarrierId)>,
    body: Valid<BarrierPatch>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, pathway, id, patch)?;
        let version = row.version;
        Reply::object(&BarrierView::from(row), version)
    })
    .await
}

impl From<store::BarrierRow> for BarrierView {
    fn from(row: store::BarrierRow) -> Self {
        Self {
            id: row.id,
            pathway_id: row.pathway_id,
            theme: row.theme,
            severity: row.severity,
            opened_on: row.opened_on,
            lifted_on: row.lifted_on,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
