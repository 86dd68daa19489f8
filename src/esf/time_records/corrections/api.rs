//! Corrections over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::civil::TimeOfDay;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::esf::time_records::api::{Comment, Linked, Place, TimeRecordPatch};
use crate::esf::time_records::rules::correction::CorrectionStatus;
use crate::failure::Outcome;
use crate::http::text::{Code, Note};
use crate::http::{Caller, NoBody, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{OperationId, ParticipantId, TimeCorrectionId, TimeRecordId, UserId};

/// What a record says, before or after a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"date": "2026-02-03", "start_time": "09:00", "end_time": "10:30", "break_minutes": 0, "duration_minutes": 90, "task": "team_admin", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "participant_ids": [], "linked": null, "place": "site", "modality": null, "comment": null}))]
pub(crate) struct CorrectedValues {
    /// The civil day.
    pub(crate) date: Day,
    /// Start on the wall clock.
    #[schema(required = true)]
    pub(crate) start_time: Option<TimeOfDay>,
    /// End on the wall clock.
    #[schema(required = true)]
    pub(crate) end_time: Option<TimeOfDay>,
    /// Minutes of break between start and end.
    pub(crate) break_minutes: i64,
    /// Minutes.
    pub(crate) duration_minutes: i64,
    /// Task of the charter.
    pub(crate) task: String,
    /// The operation that pays.
    #[schema(required = true)]
    pub(crate) operation_id: Option<OperationId>,
    /// Whom the minutes were for.
    pub(crate) participant_ids: Vec<ParticipantId>,
    /// What they were spent on.
    #[schema(required = true)]
    pub(crate) linked: Option<LinkedTo>,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// How.
    #[schema(required = true)]
    pub(crate) modality: Option<String>,
    /// A remark.
    #[schema(required = true)]
    pub(crate) comment: Option<String>,
}

/// What the time was spent on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"type": "interview", "id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct LinkedTo {
    /// Kind of object.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Its identifier.
    pub(crate) id: Uuid,
}

/// A correction of signed time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "time_record_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "status": "pending", "cancel": true, "before": {"date": "2026-02-03", "start_time": "09:00", "end_time": "10:00", "break_minutes": 0, "duration_minutes": 60, "task": "team_admin", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "participant_ids": [], "linked": null, "place": "site", "modality": null, "comment": null}, "after": null, "reason": "Saisi deux fois", "requested_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "requested_at": "2026-04-02T08:00:00Z", "decided_by": null, "decided_at": null, "refused_reason": null, "replaced_by": null, "version": 1, "created_at": "2026-04-02T08:00:00Z", "updated_at": "2026-04-02T08:00:00Z"}))]
pub(crate) struct TimeCorrectionView {
    /// Its identifier.
    pub(crate) id: TimeCorrectionId,
    /// The signed record.
    pub(crate) time_record_id: TimeRecordId,
    /// Whose time it is.
    pub(crate) user_id: UserId,
    /// Where it stands.
    pub(crate) status: CorrectionStatus,
    /// Whether the record is cancelled.
    pub(crate) cancel: bool,
    /// What was signed.
    pub(crate) before: CorrectedValues,
    /// What takes its place; null for a cancellation.
    #[schema(required = true)]
    pub(crate) after: Option<CorrectedValues>,
    /// Why.
    pub(crate) reason: String,
    /// Who asks for it.
    pub(crate) requested_by: UserId,
    /// When.
    pub(crate) requested_at: Instant,
    /// Who decided: another person.
    #[schema(required = true)]
    pub(crate) decided_by: Option<UserId>,
    /// When.
    #[schema(required = true)]
    pub(crate) decided_at: Option<Instant>,
    /// Why it was refused.
    #[schema(required = true)]
    pub(crate) refused_reason: Option<String>,
    /// The record that took the place of the signed one.
    #[schema(required = true)]
    pub(crate) replaced_by: Option<TimeRecordId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(TimeCorrectionPage, TimeCorrectionView);

/// A correction: new values, or a cancellation.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"cancel": true, "reason": "Saisi deux fois"}))]
pub(crate) struct TimeCorrectionIn {
    /// Why; stays in the history.
    pub(crate) reason: Note,
    /// Cancels the record; then no other value is given.
    #[serde(default)]
    pub(crate) cancel: Option<bool>,
    /// The civil day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) date: Option<Day>,
    /// Start on the wall clock.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) start_time: Option<Option<TimeOfDay>>,
    /// End on the wall clock.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) end_time: Option<Option<TimeOfDay>>,
    /// Minutes of break between start and end.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 0, maximum = 1439)]
    pub(crate) break_minutes: Option<i64>,
    /// Minutes, where start and end are not given.
    #[serde(default, deserialize_with = "patched")]
    #[schema(minimum = 1, maximum = 1440)]
    pub(crate) duration_minutes: Option<Option<i64>>,
    /// Task of the charter that holds on the day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) task: Option<Code>,
    /// The operation that pays.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) operation_id: Option<Option<OperationId>>,
    /// Whom the minutes were for; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[validate(length(max = 500))]
    #[schema(nullable = false, max_items = 500)]
    pub(crate) participant_ids: Option<Vec<ParticipantId>>,
    /// What they were spent on.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) linked: Option<Option<Linked>>,
    /// Where.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) place: Option<Option<Place>>,
    /// How (list `time_modality`).
    #[serde(default, deserialize_with = "patched")]
    pub(crate) modality: Option<Option<Code>>,
    /// A short remark.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) comment: Option<Option<Comment>>,
}

impl TimeCorrectionIn {
    /// The new values as a change of the record.
    pub(super) fn changes(self) -> TimeRecordPatch {
        TimeRecordPatch {
            date: self.date,
            start_time: self.start_time,
            end_time: self.end_time,
            break_minutes: self.break_minutes,
            duration_minutes: self.duration_minutes,
            task: self.task,
            operation_id: self.operation_id,
            participant_ids: self.participant_ids,
            linked: self.linked,
            place: self.place,
            modality: self.modality,
            comment: self.comment,
            draft: None,
            reason: None,
        }
    }
}

/// Why a correction is refused.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "La réunion a bien eu lieu."}))]
pub(crate) struct TimeCorrectionRefuseIn {
    /// Why.
    pub(crate) reason: Note,
}

/// Which corrections.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimeCorrectionFilter {
    /// Of whose time.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) user_id: Option<UserId>,
    /// Of this record.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) time_record_id: Option<TimeRecordId>,
    /// Only those that stand here.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, example = "pending")]
    pub(crate) status: Option<CorrectionStatus>,
}

/// Ask for a correction of signed time
///
/// New values or a cancellation, with the reason; another person approves it (R6.18). Every check of § 6.2 is made now and
/// again then. What a claim holds is only taken away from (R6.19), and nothing once it is decided on (R6.20).
#[utoipa::path(tag = "time_corrections", params(("id" = TimeRecordId, Path, description = "The signed time record")), request_body = TimeCorrectionIn, responses((status = 201, description = "It waits", body = TimeCorrectionView)))]
#[post("/time-records/{id}/correct")]
pub(crate) async fn correct_time_record(
    app: App,
    caller: Caller,
    id: web::Path<TimeRecordId>,
    body: Valid<TimeCorrectionIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::request(cx, *id, new)?;
        let (version, location) = (row.version, format!("/v1/time-corrections/{}", row.id));
        Reply::created(&one(cx, row)?, version, location)
    })
    .await
}

/// List corrections of signed time
///
/// The latest first. Sorts: `-requested_at`, `requested_at`.
#[utoipa::path(tag = "time_corrections", params(PageParams, TimeCorrectionFilter), responses((status = 200, description = "One page", body = TimeCorrectionPage)))]
#[get("/time-corrections")]
pub(crate) async fn list_time_corrections(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<TimeCorrectionFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        let items = flow::views(cx, found.items)?;
        crate::http::Page { items, next_cursor: found.next_cursor, total: found.total }.reply(&page, cx.lang())
    })
    .await
}

/// Get a correction of signed time
///
/// What was signed, what takes its place, who asked, who decided, and why (R6.21).
#[utoipa::path(tag = "time_corrections", params(("id" = TimeCorrectionId, Path, description = "The correction")), responses((status = 200, description = "The correction", body = TimeCorrectionView)))]
#[get("/time-corrections/{id}")]
pub(crate) async fn get_time_correction(app: App, caller: Caller, id: web::Path<TimeCorrectionId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&one(cx, row)?, version)
    })
    .await
}

/// Approve a correction of signed time
///
/// By another person than who asked and than whose time it is (R6.18). The signed record stays as it was; a new one takes
/// its place, and the sheet of the month is due for an amendment that both sign. A claimed record's claim is adjusted.
#[utoipa::path(tag = "time_corrections", params(("id" = TimeCorrectionId, Path, description = "The correction")), request_body = NoBody, responses((status = 200, description = "Approved", body = TimeCorrectionView)))]
#[post("/time-corrections/{id}/approve")]
pub(crate) async fn approve_time_correction(
    app: App,
    caller: Caller,
    id: web::Path<TimeCorrectionId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let row = flow::approve(cx, *id)?;
        let version = row.version;
        Reply::object(&one(cx, row)?, version)
    })
    .await
}

/// Refuse a correction of signed time
///
/// By another person than who asked and than whose time it is, with the reason.
#[utoipa::path(tag = "time_corrections", params(("id" = TimeCorrectionId, Path, description = "The correction")), request_body = TimeCorrectionRefuseIn, responses((status = 200, description = "Refused", body = TimeCorrectionView)))]
#[post("/time-corrections/{id}/refuse")]
pub(crate) async fn refuse_time_correction(
    app: App,
    caller: Caller,
    id: web::Path<TimeCorrectionId>,
    body: Valid<TimeCorrectionRefuseIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::refuse(cx, *id, body)?;
        let version = row.version;
        Reply::object(&one(cx, row)?, version)
    })
    .await
}

fn one(cx: &mut Ctx<'_>, row: store::CorrectionRow) -> Outcome<TimeCorrectionView> {
    flow::views(cx, vec![row])?.pop().ok_or(crate::failure::Failure::NotFound)
}
