//! Milestones over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::rules::MilestoneStatus;
use super::store::{self, MilestoneRow};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::{Failure, Outcome};
use crate::http::text::Paragraph;
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply, Text, Valid};
use crate::ids::{InterviewId, MilestoneId, ObjectiveId, ParticipantId, PathwayId, UserId};
use crate::pathways;
use crate::pathways::objectives::ObjectiveResult;

/// What became of an objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"objective_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "result": "not_achieved", "reason": "Session complète"}))]
pub(crate) struct MilestoneResult {
    /// The objective.
    pub(crate) objective_id: ObjectiveId,
    /// Its result; never `open`.
    pub(crate) result: ObjectiveResult,
    /// Why; required when it was not achieved.
    #[serde(default)]
    pub(crate) reason: Option<Paragraph>,
}

/// A milestone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "due_on": "2026-08-02", "held_on": "2026-07-30", "interview_id": null, "status": "held", "results": [{"objective_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "result": "achieved", "reason": null}], "new_objective_ids": [], "next_due_on": "2026-12-30", "validated_on": null, "validated_by": null, "recorded_by": null, "version": 1, "created_at": "2026-07-30T08:00:00Z", "updated_at": "2026-07-30T08:00:00Z"}))]
pub(crate) struct MilestoneView {
    /// Its identifier.
    pub(crate) id: MilestoneId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// The person it is about.
    pub(crate) participant_id: ParticipantId,
    /// Until when it was due (T2); null where the timer stood still.
    #[schema(required = true)]
    pub(crate) due_on: Option<Day>,
    /// The day it was held.
    pub(crate) held_on: Day,
    /// The interview in which it was held.
    #[schema(required = true)]
    pub(crate) interview_id: Option<InterviewId>,
    /// Where it stands.
    pub(crate) status: MilestoneStatus,
    /// What became of each objective that was open.
    pub(crate) results: Vec<MilestoneResult>,
    /// The objectives agreed on in it.
    pub(crate) new_objective_ids: Vec<ObjectiveId>,
    /// Until when the next one was due then; null where the timer stood still.
    #[schema(required = true)]
    pub(crate) next_due_on: Option<Day>,
    /// The day it was validated.
    #[schema(required = true)]
    pub(crate) validated_on: Option<Day>,
    /// The account that validated it.
    #[schema(required = true)]
    pub(crate) validated_by: Option<UserId>,
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

crate::page_of!(MilestonePage, MilestoneView);

/// An objective agreed on in a milestone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "S'inscrire à la session de septembre", "theme": "training", "due_on": "2026-12-30"}))]
pub(crate) struct MilestoneObjectiveIn {
    /// The words agreed.
    pub(crate) text: Text<1, 1000>,
    /// Its theme, often one of the codes of `barrier`.
    #[serde(default)]
    pub(crate) theme: Option<Text<1, 100>>,
    /// The day it should be reached.
    #[serde(default)]
    pub(crate) due_on: Option<Day>,
}

/// A milestone that was held.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"held_on": "2026-07-30", "results": [{"objective_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "result": "achieved"}]}))]
pub(crate) struct MilestoneIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<MilestoneId>,
    /// The day it was held.
    pub(crate) held_on: Day,
    /// The interview of the pathway in which it was held, on that day.
    #[serde(default)]
    pub(crate) interview_id: Option<InterviewId>,
    /// What became of each open objective set by that day.
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub(crate) results: Vec<MilestoneResult>,
    /// New objectives; at least one when one was not achieved.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub(crate) new_objectives: Option<Vec<MilestoneObjectiveIn>>,
}

/// The validation of a milestone.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"interview_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct MilestoneValidateIn {
    /// The interview in which it was held, where the milestone does not name it yet.
    #[serde(default)]
    pub(crate) interview_id: Option<InterviewId>,
}

/// Which milestones are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MilestoneFilter {
    /// Only those that stand here.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) status: Option<MilestoneStatus>,
}

/// List the milestones of a pathway
///
/// The newest first (S3.26). Sorts: `-held_on`, `held_on`.
#[utoipa::path(tag = "milestones", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, MilestoneFilter), responses((status = 200, description = "One page", body = MilestonePage)))]
#[get("/pathways/{id}/milestones")]
pub(crate) async fn list_milestones(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<MilestoneFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), *id)?;
        let Page { items, next_cursor, total } = store::list(cx, pathway.id, &filter.0, &page)?;
        let items = items.into_iter().map(MilestoneView::of).collect::<Outcome<Vec<_>>>()?;
        Page { items, next_cursor, total }.reply(&page, cx.lang())
    })
    .await
}

/// Record a milestone
///
/// Every open objective gets its result (422 `rule_milestone_results`); one that is not achieved its reason, and then
/// new objectives are set (422 `rule_new_objectives`). The objectives and the day of the next milestone follow.
#[utoipa::path(tag = "milestones", params(("id" = PathwayId, Path, description = "The pathway")), request_body = MilestoneIn, responses((status = 201, description = "Created", body = MilestoneView)))]
#[post("/pathways/{id}/milestones")]
pub(crate) async fn create_milestone(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<MilestoneIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let location = format!("/v1/pathways/{}/milestones/{}", row.pathway_id, row.id);
        let version = row.version;
        Reply::created(&MilestoneView::of(row)?, version, location)
    })
    .await
}

/// Get a milestone
///
/// With the result that it gave each objective.
#[utoipa::path(tag = "milestones", params(("id" = PathwayId, Path, description = "The pathway"), ("milestone_id" = MilestoneId, Path, description = "The milestone")), responses((status = 200, description = "The milestone", body = MilestoneView)))]
#[get("/pathways/{id}/milestones/{milestone_id}")]
pub(crate) async fn get_milestone(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, MilestoneId)>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), pathway)?;
        let row = store::find(cx, pathway.id, id)?;
        let version = row.version;
        Reply::object(&MilestoneView::of(row)?, version)
    })
    .await
}

/// Validate a milestone
///
/// Once its interview is held and owes no signature; else 409 `conflict_milestone_not_signed` says what is missing.
#[utoipa::path(tag = "milestones", params(("id" = PathwayId, Path, description = "The pathway"), ("milestone_id" = MilestoneId, Path, description = "The milestone")), request_body = MilestoneValidateIn, responses((status = 200, description = "The milestone as it stands now", body = MilestoneView)))]
#[post("/pathways/{id}/milestones/{milestone_id}/validate")]
pub(crate) async fn validate_milestone(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, MilestoneId)>,
    body: Valid<MilestoneValidateIn>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.write(caller, body, move |cx, asked| {
        let row = flow::validate(cx, pathway, id, asked.interview_id)?;
        let version = row.version;
        Reply::object(&MilestoneView::of(row)?, version)
    })
    .await
}

impl MilestoneView {
    pub(super) fn of(row: MilestoneRow) -> Outcome<Self> {
        Ok(Self {
            results: row.results.read().map_err(Failure::defect)?,
            new_objective_ids: row.new_objective_ids.read().map_err(Failure::defect)?,
            id: row.id,
            pathway_id: row.pathway_id,
            participant_id: row.participant_id,
            due_on: row.due_on,
            held_on: row.held_on,
            interview_id: row.interview_id,
            status: row.status,
            next_due_on: row.next_due_on,
            validated_on: row.validated_on,
            validated_by: row.validated_by,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
