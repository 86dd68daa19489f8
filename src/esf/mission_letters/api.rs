//! Mission letters over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules::CostMode;
use super::{flow, store};
use crate::amount::Share;
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::Paragraph;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{DocumentId, MissionLetterId, OperationId, UserId};

/// A mission letter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "missions": "Référente de parcours", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "cost_mode": "fixed_percentage", "fixed_percentage": 60, "signed_on": "2026-01-02", "accepted_by_ma_on": "2026-01-20", "document_id": null, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct MissionLetterView {
    /// Its identifier.
    pub(crate) id: MissionLetterId,
    /// The account of the member of staff.
    pub(crate) staff_id: UserId,
    /// The operation.
    pub(crate) operation_id: OperationId,
    /// What the person does on it.
    pub(crate) missions: String,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day, included.
    pub(crate) ends_on: Day,
    /// How the time is proved and paid.
    pub(crate) cost_mode: CostMode,
    /// The fixed part of each month in percent, two decimals at most.
    #[schema(required = true)]
    pub(crate) fixed_percentage: Option<Share>,
    /// When it was signed.
    #[schema(required = true)]
    pub(crate) signed_on: Option<Day>,
    /// When the managing authority accepted it: from then on a fixed part needs no sheets.
    #[schema(required = true)]
    pub(crate) accepted_by_ma_on: Option<Day>,
    /// The letter itself.
    #[schema(required = true)]
    pub(crate) document_id: Option<DocumentId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(MissionLetterPage, MissionLetterView);

/// A new mission letter.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "missions": "Référente de parcours", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "cost_mode": "fixed_percentage", "fixed_percentage": 60, "signed_on": "2026-01-02"}))]
pub(crate) struct MissionLetterIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<MissionLetterId>,
    /// The account of the member of staff.
    pub(crate) staff_id: UserId,
    /// The operation.
    pub(crate) operation_id: OperationId,
    /// What the person does on it.
    pub(crate) missions: Paragraph,
    /// First day, one of the operation's.
    pub(crate) starts_on: Day,
    /// Last day, included, one of the operation's.
    pub(crate) ends_on: Day,
    /// How the time is proved and paid: one way a person, operation and month.
    pub(crate) cost_mode: CostMode,
    /// The fixed part of each month in percent, two decimals at most; those of one person make 100 at most in any month.
    #[serde(default)]
    pub(crate) fixed_percentage: Option<Share>,
    /// When it was signed.
    #[serde(default)]
    pub(crate) signed_on: Option<Day>,
    /// When the managing authority accepted it.
    #[serde(default)]
    pub(crate) accepted_by_ma_on: Option<Day>,
    /// The letter itself.
    #[serde(default)]
    pub(crate) document_id: Option<DocumentId>,
}

/// What changes of a mission letter.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"accepted_by_ma_on": "2026-01-20"}))]
pub(crate) struct MissionLetterPatch {
    /// The account of the member of staff.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) staff_id: Option<UserId>,
    /// The operation.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) operation_id: Option<OperationId>,
    /// What the person does on it.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) missions: Option<Paragraph>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) starts_on: Option<Day>,
    /// Last day, included.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) ends_on: Option<Day>,
    /// How the time is proved and paid.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) cost_mode: Option<CostMode>,
    /// The fixed part of each month in percent; null with another cost mode.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) fixed_percentage: Option<Option<Share>>,
    /// When it was signed.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) signed_on: Option<Option<Day>>,
    /// When the managing authority accepted it.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) accepted_by_ma_on: Option<Option<Day>>,
    /// The letter itself.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) document_id: Option<Option<DocumentId>>,
}

/// Which mission letters.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MissionLetterFilter {
    /// Only those of this account.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) staff_id: Option<UserId>,
    /// Only those on this operation.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) operation_id: Option<OperationId>,
    /// Only those that hold on this day.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) on: Option<Day>,
}

/// List mission letters
///
/// The latest first. Sorts: `-starts_on`, `starts_on`.
#[utoipa::path(tag = "mission_letters", params(PageParams, MissionLetterFilter), responses((status = 200, description = "One page", body = MissionLetterPage)))]
#[get("/mission-letters")]
pub(crate) async fn list_mission_letters(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<MissionLetterFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &filter.0, &page)?.map(MissionLetterView::from).reply(&page, cx.lang()))
        .await
}

/// Create a mission letter
///
/// One cost mode a person, operation and month (409 `conflict_letter_overlap`); the fixed parts of one person make 100 %
/// at most in any month, however many operations pay (409 `conflict_letter_share`).
#[utoipa::path(tag = "mission_letters", request_body = MissionLetterIn, responses((status = 201, description = "Created", body = MissionLetterView)))]
#[post("/mission-letters")]
pub(crate) async fn create_mission_letter(app: App, caller: Caller, body: Valid<MissionLetterIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/mission-letters/{}", row.id));
        Reply::created(&MissionLetterView::from(row), version, location)
    })
    .await
}

/// Get a mission letter
///
/// One's own, or that of whom one's role reaches.
#[utoipa::path(tag = "mission_letters", params(("id" = MissionLetterId, Path, description = "The mission letter")), responses((status = 200, description = "The mission letter", body = MissionLetterView)))]
#[get("/mission-letters/{id}")]
pub(crate) async fn get_mission_letter(app: App, caller: Caller, id: web::Path<MissionLetterId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&MissionLetterView::from(row), version)
    })
    .await
}

/// Change a mission letter
///
/// What a claim rests on stays: its months keep their person, operation, mode and part (409 `conflict_letter_claimed`).
#[utoipa::path(tag = "mission_letters", params(("id" = MissionLetterId, Path, description = "The mission letter")), request_body = MissionLetterPatch, responses((status = 200, description = "Changed", body = MissionLetterView)))]
#[patch("/mission-letters/{id}")]
pub(crate) async fn update_mission_letter(
    app: App,
    caller: Caller,
    id: web::Path<MissionLetterId>,
    body: Valid<MissionLetterPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&MissionLetterView::from(row), version)
    })
    .await
}

impl From<store::LetterRow> for MissionLetterView {
    fn from(row: store::LetterRow) -> Self {
        Self {
            id: row.id,
            staff_id: row.user_id,
            operation_id: row.operation_id,
            missions: row.missions,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            cost_mode: row.cost_mode,
            fixed_percentage: row.percentage.map(|hundredths| Share(hundredths * 100)),
            signed_on: row.signed_on,
            accepted_by_ma_on: row.accepted_by_ma_on,
            document_id: row.document_id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
