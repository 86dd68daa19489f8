//! Attempts over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::esf::participations::store as participations;
use crate::failure::{Failure, Outcome};
use crate::http::text::Code;
use crate::http::{Caller, PageIn, PageParams, Reply, Valid};
use crate::ids::{ParticipationAttemptId, ParticipationId, UserId};
use crate::pathways::Reached;

/// An attempt to reach a participant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "participation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d0", "on": "2026-08-24", "channel": "phone", "reached": "no", "recorded_by": null, "version": 1, "created_at": "2026-08-24T08:00:00Z", "updated_at": "2026-08-24T08:00:00Z"}))]
pub(crate) struct ParticipationAttemptView {
    /// Its identifier.
    pub(crate) id: ParticipationAttemptId,
    /// The participation.
    pub(crate) participation_id: ParticipationId,
    /// The day.
    pub(crate) on: Day,
    /// How it was made, a code of `channel`.
    pub(crate) channel: String,
    /// Whether the person was reached.
    pub(crate) reached: Reached,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Always 1.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// The same as `created_at`.
    pub(crate) updated_at: Instant,
}

crate::page_of!(ParticipationAttemptPage, ParticipationAttemptView);

/// A new attempt.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"on": "2026-03-02", "channel": "phone", "reached": "no"}))]
pub(crate) struct ParticipationAttemptIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ParticipationAttemptId>,
    /// The day, since the exit.
    pub(crate) on: Day,
    /// How it was made, a code of `channel`.
    pub(crate) channel: Code,
    /// Whether the person was reached.
    pub(crate) reached: Reached,
}

/// List the attempts to reach a participant
///
/// In order of time. Sorts: `on`, `-on`.
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation"), PageParams), responses((status = 200, description = "One page", body = ParticipationAttemptPage)))]
#[get("/participations/{id}/attempts")]
pub(crate) async fn list_participation_attempts(
    app: App,
    caller: Caller,
    id: web::Path<ParticipationId>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let of = participations::find(cx, &cx.reach.clone(), *id)?;
        store::list(cx, of.id, &page)?.map(ParticipationAttemptView::from).reply(&page, cx.lang())
    })
    .await
}

/// Get an attempt to reach a participant
///
/// As it was recorded.
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation"), ("attempt_id" = ParticipationAttemptId, Path, description = "The attempt")), responses((status = 200, description = "The attempt", body = ParticipationAttemptView)))]
#[get("/participations/{id}/attempts/{attempt_id}")]
pub(crate) async fn get_participation_attempt(
    app: App,
    caller: Caller,
    path: web::Path<(ParticipationId, ParticipationAttemptId)>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let of = participations::find(cx, &cx.reach.clone(), path.0)?;
        let row = store::by_id(cx, path.1)?.filter(|row| row.participation_id == of.id).ok_or(Failure::NotFound)?;
        let version = row.version;
        Reply::object(&ParticipationAttemptView::from(row), version)
    })
    .await
}

/// Record an attempt to reach a participant
///
/// Who was not reached on so many different days (`contact_attempts_required`) may be told as unreachable.
#[utoipa::path(tag = "participations", params(("id" = ParticipationId, Path, description = "The participation")), request_body = ParticipationAttemptIn, responses((status = 201, description = "Recorded", body = ParticipationAttemptView)))]
#[post("/participations/{id}/attempts")]
pub(crate) async fn create_participation_attempt(
    app: App,
    caller: Caller,
    id: web::Path<ParticipationId>,
    body: Valid<ParticipationAttemptIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let location = format!("/v1/participations/{}/attempts/{}", row.participation_id, row.id);
        let version = row.version;
        Reply::created(&ParticipationAttemptView::from(row), version, location)
    })
    .await
}

impl From<store::AttemptRow> for ParticipationAttemptView {
    fn from(row: store::AttemptRow) -> Self {
        Self {
            id: row.id,
            participation_id: row.participation_id,
            on: row.attempted_on,
            channel: row.channel,
            reached: row.reached,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
