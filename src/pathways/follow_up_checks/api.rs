//! Checks of the follow-up over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules::Reached;
use super::{flow, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::Code;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{AnyId, FollowUpCheckId, ParticipantId, PathwayId, UserId};
use crate::pathways;

/// A check of the follow-up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "on": "2026-04-02", "reached": "yes", "still_employed": true, "qualification_gained": null, "channel": "phone", "evidence_document_id": null, "recorded_by": null, "version": 1, "created_at": "2026-04-02T08:00:00Z", "updated_at": "2026-04-02T08:00:00Z"}))]
pub(crate) struct FollowUpCheckView {
    /// Its identifier.
    pub(crate) id: FollowUpCheckId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// The person followed.
    pub(crate) participant_id: ParticipantId,
    /// The day it was made.
    pub(crate) on: Day,
    /// Whether the person was reached.
    pub(crate) reached: Reached,
    /// Whether they are still in the job, the business or the course; null where nobody knows.
    #[schema(required = true)]
    pub(crate) still_employed: Option<bool>,
    /// Whether a diploma, title or certificate was shown; null where it was not asked.
    #[schema(required = true)]
    pub(crate) qualification_gained: Option<bool>,
    /// How it was made, a code of `channel`.
    pub(crate) channel: String,
    /// The document that proves it.
    #[schema(required = true)]
    pub(crate) evidence_document_id: Option<AnyId>,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(FollowUpCheckPage, FollowUpCheckView);

/// A new check of the follow-up.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"on": "2026-04-02", "reached": "yes", "still_employed": true, "channel": "phone"}))]
pub(crate) struct FollowUpCheckIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<FollowUpCheckId>,
    /// The day it was made.
    pub(crate) on: Day,
    /// Whether the person was reached.
    pub(crate) reached: Reached,
    /// Whether they are still in the job, the business or the course; not of somebody who was not reached (422
    /// `rule_not_reached`).
    #[serde(default)]
    pub(crate) still_employed: Option<bool>,
    /// Whether a diploma, title or certificate was shown.
    #[serde(default)]
    pub(crate) qualification_gained: Option<bool>,
    /// How it was made, a code of `channel`.
    pub(crate) channel: Code,
    /// The document that attests it: a payslip, a certificate, the employer's word in writing, the diploma; of the same
    /// person (422 `reference_not_found` for one that the caller does not see or that is another person's).
    #[serde(default)]
    pub(crate) evidence_document_id: Option<AnyId>,
}

/// Which checks are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowUpCheckFilter {
    /// Only those in which the person was reached, or was not.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) reached: Option<Reached>,
}

/// List the checks of a pathway's follow-up
///
/// The newest first (S2.16). Sorts: `-on`, `on`.
#[utoipa::path(tag = "employment_contracts", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, FollowUpCheckFilter), responses((status = 200, description = "One page", body = FollowUpCheckPage)))]
#[get("/pathways/{id}/follow-up-checks")]
pub(crate) async fn list_follow_up_checks(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<FollowUpCheckFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), *id)?;
        store::list(cx, pathway.id, &filter.0, &page)?.map(FollowUpCheckView::from).reply(&page, cx.lang())
    })
    .await
}

/// Record a check of the follow-up
///
/// Until the pathway is closed, once a job or a course has begun (422 `rule_nothing_to_follow`). What it tells of
/// presence at the end of the months, or of a diploma, proves a positive exit once a document attests it: its own, or one
/// of the exit's proposal (§ 5.7).
#[utoipa::path(tag = "employment_contracts", params(("id" = PathwayId, Path, description = "The pathway")), request_body = FollowUpCheckIn, responses((status = 201, description = "Created", body = FollowUpCheckView)))]
#[post("/pathways/{id}/follow-up-checks")]
pub(crate) async fn create_follow_up_check(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<FollowUpCheckIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let location = format!("/v1/pathways/{}/follow-up-checks/{}", row.pathway_id, row.id);
        let version = row.version;
        Reply::created(&FollowUpCheckView::from(row), version, location)
    })
    .await
}

/// Get a check of the follow-up
///
/// With what was learnt.
#[utoipa::path(tag = "employment_contracts", params(("id" = PathwayId, Path, description = "The pathway"), ("check_id" = FollowUpCheckId, Path, description = "The check")), responses((status = 200, description = "The check", body = FollowUpCheckView)))]
#[get("/pathways/{id}/follow-up-checks/{check_id}")]
pub(crate) async fn get_follow_up_check(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, FollowUpCheckId)>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), pathway)?;
        let row = store::find(cx, pathway.id, id)?;
        let version = row.version;
        Reply::object(&FollowUpCheckView::from(row), version)
    })
    .await
}

impl From<store::CheckRow> for FollowUpCheckView {
    fn from(row: store::CheckRow) -> Self {
        Self {
            id: row.id,
            pathway_id: row.pathway_id,
            participant_id: row.participant_id,
            on: row.checked_on,
            reached: row.reached,
            still_employed: row.still_employed,
            qualification_gained: row.qualification_gained,
            channel: row.channel,
            evidence_document_id: row.evidence_document_id,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
