//! Objectives over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{ObjectiveResult, flow, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::Paragraph;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Text, Valid, patched};
use crate::ids::{ObjectiveId, PathwayId, UserId};
use crate::pathways;

/// An objective.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "text": "Obtenir le CACES 3", "theme": "training", "set_on": "2026-03-02", "due_on": "2026-08-02", "result": "open", "reason": null, "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct ObjectiveView {
    /// Its identifier.
    pub(crate) id: ObjectiveId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// The words agreed.
    pub(crate) text: String,
    /// Its theme.
    #[schema(required = true)]
    pub(crate) theme: Option<String>,
    /// The day it was set.
    pub(crate) set_on: Day,
    /// The day it should be reached.
    #[schema(required = true)]
    pub(crate) due_on: Option<Day>,
    /// What became of it.
    pub(crate) result: ObjectiveResult,
    /// Why, where it was not achieved.
    #[schema(required = true)]
    pub(crate) reason: Option<String>,
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

crate::page_of!(ObjectivePage, ObjectiveView);

/// A new objective.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Obtenir le CACES 3", "theme": "training", "set_on": "2026-03-02", "due_on": "2026-08-02"}))]
pub(crate) struct ObjectiveIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ObjectiveId>,
    /// The words agreed.
    pub(crate) text: Text<1, 1000>,
    /// Its theme, often one of the codes of `barrier`.
    #[serde(default)]
    pub(crate) theme: Option<Text<1, 100>>,
    /// The day it was set.
    pub(crate) set_on: Day,
    /// The day it should be reached.
    #[serde(default)]
    pub(crate) due_on: Option<Day>,
    /// What became of it; open if left out.
    #[serde(default)]
    pub(crate) result: Option<ObjectiveResult>,
    /// Why; required when it was not achieved.
    #[serde(default)]
    pub(crate) reason: Option<Paragraph>,
}

/// What changes of an objective.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"result": "not_achieved", "reason": "Formation complète, nouvelle session en septembre"}))]
pub(crate) struct ObjectivePatch {
    /// The words agreed.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) text: Option<Text<1, 1000>>,
    /// Its theme.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) theme: Option<Option<Text<1, 100>>>,
    /// The day it was set.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) set_on: Option<Day>,
    /// The day it should be reached.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) due_on: Option<Option<Day>>,
    /// What became of it.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) result: Option<ObjectiveResult>,
    /// Why; required when it was not achieved.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) reason: Option<Option<Paragraph>>,
}

/// Which objectives are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectiveFilter {
    /// Only those with this result.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) result: Option<ObjectiveResult>,
}

/// List the objectives of a pathway
///
/// What the person and the referent agreed to reach (S3.13). Sorts: `set_on`, `-created_at`.
#[utoipa::path(tag = "objectives", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, ObjectiveFilter), responses((status = 200, description = "One page", body = ObjectivePage)))]
#[get("/pathways/{id}/objectives")]
pub(crate) async fn list_objectives(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<ObjectiveFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), *id)?;
        store::list(cx, pathway.id, &filter.0, &page)?.map(ObjectiveView::from).reply(&page, cx.lang())
    })
    .await
}

/// Set an objective
///
/// On an open pathway. `reason` is required when the result is `not_achieved` (422 `rule_reason`).
#[utoipa::path(tag = "objectives", params(("id" = PathwayId, Path, description = "The pathway")), request_body = ObjectiveIn, responses((status = 201, description = "Created", body = ObjectiveView)))]
#[post("/pathways/{id}/objectives")]
pub(crate) async fn create_objective(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<ObjectiveIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let location = format!("/v1/pathways/{}/objectives/{}", row.pathway_id, row.id);
        let version = row.version;
        Reply::created(&ObjectiveView::from(row), version, location)
    })
    .await
}

/// Get an objective
///
/// With its result and the reason where it was not achieved.
#[utoipa::path(tag = "objectives", params(("id" = PathwayId, Path, description = "The pathway"), ("objective_id" = ObjectiveId, Path, description = "The objective")), responses((status = 200, description = "The objective", body = ObjectiveView)))]
#[get("/pathways/{id}/objectives/{objective_id}")]
pub(crate) async fn get_objective(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, ObjectiveId)>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), pathway)?;
        let row = store::find(cx, pathway.id, id)?;
        let version = row.version;
        Reply::object(&ObjectiveView::from(row), version)
    })
    .await
}

/// Change an objective
///
/// Its result among others; possible until the pathway is closed.
#[utoipa::path(tag = "objectives", params(("id" = PathwayId, Path, description = "The pathway"), ("objective_id" = ObjectiveId, Path, description = "The objective")), request_body = ObjectivePatch, responses((status = 200, description = "Changed", body = ObjectiveView)))]
#[patch("/pathways/{id}/objectives/{objective_id}")]
pub(crate) async fn update_objective(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, ObjectiveId)>,
    body: Valid<ObjectivePatch>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, pathway, id, patch)?;
        let version = row.version;
        Reply::object(&ObjectiveView::from(row), version)
    })
    .await
}

impl From<store::ObjectiveRow> for ObjectiveView {
    fn from(row: store::ObjectiveRow) -> Self {
        Self {
            id: row.id,
            pathway_id: row.pathway_id,
            text: row.text,
            theme: row.theme,
            set_on: row.set_on,
            due_on: row.due_on,
            result: row.result,
            reason: row.reason,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
