//! Constraints over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules::{ConstraintKind, Demand};
use super::{flow, store, with_health};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::{CommuneCode, Note};
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{ConstraintId, ParticipantId, PathwayId, UserId};
use crate::pathways;

/// What a job must fit (S3.18).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "kind": "hours", "value": "Pas avant 9 h : école", "rules_out": ["early_morning"], "commune_codes": [], "valid_from": "2026-03-02", "valid_to": null, "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct ConstraintView {
    /// Its identifier.
    pub(crate) id: ConstraintId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// The person it is about.
    pub(crate) participant_id: ParticipantId,
    /// What it is about.
    pub(crate) kind: ConstraintKind,
    /// The words; of health, a code.
    pub(crate) value: String,
    /// What it rules out of an offer.
    pub(crate) rules_out: Vec<Demand>,
    /// INSEE codes of the communes where alone the person can work; anywhere if empty.
    pub(crate) commune_codes: Vec<String>,
    /// First day.
    pub(crate) valid_from: Day,
    /// Last day, included; open if null.
    #[schema(required = true)]
    pub(crate) valid_to: Option<Day>,
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

crate::page_of!(ConstraintPage, ConstraintView);

/// A new constraint.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "hours", "value": "Pas avant 9 h : école", "rules_out": ["early_morning"], "valid_from": "2026-03-02"}))]
pub(crate) struct ConstraintIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ConstraintId>,
    /// What it is about.
    pub(crate) kind: ConstraintKind,
    /// The words; of health, a code: `no_heavy_loads`, `no_night_work` and others (422 `rule_no_diagnosis` lists them).
    pub(crate) value: Note,
    /// What it rules out of an offer: of hours and of the care of a child what is asked of hours, of transport a licence or
    /// a vehicle; of health the value says it.
    #[serde(default)]
    #[schema(max_items = 15)]
    #[validate(length(max = 15))]
    pub(crate) rules_out: Option<Vec<Demand>>,
    /// Of area: INSEE codes of the communes where alone the person can work.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(length(max = 100))]
    pub(crate) commune_codes: Option<Vec<CommuneCode>>,
    /// First day.
    pub(crate) valid_from: Day,
    /// Last day, included; open if left out.
    #[serde(default)]
    pub(crate) valid_to: Option<Day>,
}

/// What changes of a constraint.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"valid_to": "2026-07-03"}))]
pub(crate) struct ConstraintPatch {
    /// What it is about.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<ConstraintKind>,
    /// The words; of health, a code.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) value: Option<Note>,
    /// What it rules out of an offer; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 15)]
    #[validate(length(max = 15))]
    pub(crate) rules_out: Option<Vec<Demand>>,
    /// The communes where alone the person can work; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 100)]
    #[validate(length(max = 100))]
    pub(crate) commune_codes: Option<Vec<CommuneCode>>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) valid_from: Option<Day>,
    /// Last day, included.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) valid_to: Option<Option<Day>>,
}

/// Which constraints are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConstraintFilter {
    /// Only those about this.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<ConstraintKind>,
    /// Only those that hold on this day.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) on: Option<Day>,
}

/// List the constraints of a pathway
///
/// What a job must fit (S3.18); those of health are left out for whoever only enters forms. Sorts: `-valid_from`,
/// `valid_from`.
#[utoipa::path(tag = "constraints", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, ConstraintFilter), responses((status = 200, description = "One page", body = ConstraintPage)))]
#[get("/pathways/{id}/constraints")]
pub(crate) async fn list_constraints(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<ConstraintFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), *id)?;
        let health = with_health(cx, pathway.id)?;
        store::list(cx, pathway.id, health, &filter.0, &page)?.map(ConstraintView::from).reply(&page, cx.lang())
    })
    .await
}

/// Note a constraint
///
/// On an open pathway. Of health by a code, without diagnosis (422 `rule_no_diagnosis`).
#[utoipa::path(tag = "constraints", params(("id" = PathwayId, Path, description = "The pathway")), request_body = ConstraintIn, responses((status = 201, description = "Created", body = ConstraintView)))]
#[post("/pathways/{id}/constraints")]
pub(crate) async fn create_constraint(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<ConstraintIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let location = format!("/v1/pathways/{}/constraints/{}", row.pathway_id, row.id);
        let version = row.version;
        Reply::created(&ConstraintView::from(row), version, location)
    })
    .await
}

/// Get a constraint
///
/// With the days on which it holds.
#[utoipa::path(tag = "constraints", params(("id" = PathwayId, Path, description = "The pathway"), ("constraint_id" = ConstraintId, Path, description = "The constraint")), responses((status = 200, description = "The constraint", body = ConstraintView)))]
#[get("/pathways/{id}/constraints/{constraint_id}")]
pub(crate) async fn get_constraint(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, ConstraintId)>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), pathway)?;
        let row = store::find(cx, pathway.id, id)?;
        let version = row.version;
        Reply::object(&ConstraintView::from(row), version)
    })
    .await
}

/// Change a constraint
///
/// Possible until the pathway is closed.
#[utoipa::path(tag = "constraints", params(("id" = PathwayId, Path, description = "The pathway"), ("constraint_id" = ConstraintId, Path, description = "The constraint")), request_body = ConstraintPatch, responses((status = 200, description = "Changed", body = ConstraintView)))]
#[patch("/pathways/{id}/constraints/{constraint_id}")]
pub(crate) async fn update_constraint(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, ConstraintId)>,
    body: Valid<ConstraintPatch>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, pathway, id, patch)?;
        let version = row.version;
        Reply::object(&ConstraintView::from(row), version)
    })
    .await
}

impl From<store::ConstraintRow> for ConstraintView {
    fn from(row: store::ConstraintRow) -> Self {
        Self {
            id: row.id,
            pathway_id: row.pathway_id,
            participant_id: row.participant_id,
            kind: row.kind,
            value: row.value,
            rules_out: row.rules_out.read().unwrap_or_default(),
            commune_codes: row.commune_codes.read().unwrap_or_default(),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
