//! Charters over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules::Attribution;
use super::{flow, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::query::Query;
use crate::http::text::{Code, Name, Text};
use crate::http::{Caller, PageIn, PageParams, Reply, Valid};
use crate::ids::CharterId;

/// A task of a charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"code": "interview_in_person", "label_fr": "Entretien individuel en face à face", "label_en": "Individual interview face to face", "attribution": "P", "signature_required": true, "linked_types": ["interview"]}))]
pub(crate) struct TaskView {
    /// Its code.
    pub(crate) code: String,
    /// Label for a French reader.
    pub(crate) label_fr: String,
    /// Label for an English reader.
    #[schema(required = true)]
    pub(crate) label_en: Option<String>,
    /// Whom its minutes are for: P one participant, G a group, O the operation, N outside it.
    pub(crate) attribution: Attribution,
    /// Whether it needs a signed contact (R6.7).
    pub(crate) signature_required: bool,
    /// Kinds of object that its records may be linked to; any kind if there is none.
    pub(crate) linked_types: Vec<String>,
}

/// A charter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "version": "2026-1", "valid_from": "2026-01-01", "step_minutes": 5, "tasks": [{"code": "interview_in_person", "label_fr": "Entretien individuel en face à face", "label_en": "Individual interview face to face", "attribution": "P", "signature_required": true, "linked_types": ["interview"]}], "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct CharterView {
    /// Its identifier.
    pub(crate) id: CharterId,
    /// The name of this version of the charter; charters never change, so it is no number to lock with.
    pub(crate) version: String,
    /// First day on which it holds; until the next one.
    pub(crate) valid_from: Day,
    /// Step in which time is entered, in minutes (R6.31).
    pub(crate) step_minutes: i64,
    /// Its tasks.
    pub(crate) tasks: Vec<TaskView>,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(CharterPage, CharterView);

/// A task of a new charter.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "interview_in_person", "label_fr": "Entretien individuel en face à face", "attribution": "P", "signature_required": true, "linked_types": ["interview"]}))]
pub(crate) struct TaskIn {
    /// Its code: lower-case letters, digits and underscores.
    pub(crate) code: Text<1, 60>,
    /// Label for a French reader.
    pub(crate) label_fr: Name,
    /// Label for an English reader.
    #[serde(default)]
    pub(crate) label_en: Option<Name>,
    /// Whom its minutes are for: P one participant, G a group, O the operation, N outside it.
    pub(crate) attribution: Attribution,
    /// Whether it needs a signed contact (R6.7).
    #[serde(default)]
    pub(crate) signature_required: Option<bool>,
    /// Kinds of object that its records may be linked to; any kind if there is none.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub(crate) linked_types: Option<Vec<Code>>,
}

/// A new charter.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": "2026-1", "valid_from": "2026-01-01", "step_minutes": 5, "tasks": [{"code": "interview_in_person", "label_fr": "Entretien individuel en face à face", "attribution": "P", "signature_required": true, "linked_types": ["interview"]}]}))]
pub(crate) struct CharterIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<CharterId>,
    /// The name of this version, unique in the PLIE.
    pub(crate) version: Text<1, 50>,
    /// First day on which it holds.
    pub(crate) valid_from: Day,
    /// Step in which time is entered: 1, 5, 10, 15 or 30 minutes (R6.31).
    pub(crate) step_minutes: i64,
    /// Its tasks.
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub(crate) tasks: Vec<TaskIn>,
}

/// On which day.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CharterDay {
    /// The day; today if left out.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "date")]
    pub(crate) on: Option<Day>,
}

/// List charters
///
/// Sorts: `-valid_from`, `valid_from`.
#[utoipa::path(tag = "charters", params(PageParams), responses((status = 200, description = "One page", body = CharterPage)))]
#[get("/charters")]
pub(crate) async fn list_charters(app: App, caller: Caller, page: PageIn) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &page)?.map(CharterView::from).reply(&page, cx.lang())).await
}

/// Create a charter
///
/// It holds from its first day until the next charter begins; time recorded before keeps its own.
#[utoipa::path(tag = "charters", request_body = CharterIn, responses((status = 201, description = "Created", body = CharterView)))]
#[post("/charters")]
pub(crate) async fn create_charter(app: App, caller: Caller, body: Valid<CharterIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/charters/{}", row.id));
        Reply::created(&CharterView::from(row), version, location)
    })
    .await
}

/// Get the charter that holds on a day
///
/// 404 when no charter has begun by then.
#[utoipa::path(tag = "charters", params(CharterDay), responses((status = 200, description = "The charter", body = CharterView), (status = 404, description = "No charter has begun by then: `not_found`.", body = crate::http::problem::Problem, content_type = "application/problem+json")))]
#[get("/charters/current")]
pub(crate) async fn get_current_charter(app: App, caller: Caller, day: Query<CharterDay>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let on = day.0.on.unwrap_or(cx.today);
        let row = store::on(cx, on)?.ok_or(crate::failure::Failure::NotFound)?;
        let version = row.version;
        Reply::object(&CharterView::from(row), version)
    })
    .await
}

/// Get a charter
///
/// With its tasks.
#[utoipa::path(tag = "charters", params(("id" = CharterId, Path, description = "The charter")), responses((status = 200, description = "The charter", body = CharterView)))]
#[get("/charters/{id}")]
pub(crate) async fn get_charter(app: App, caller: Caller, id: web::Path<CharterId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, *id)?;
        let version = row.version;
        Reply::object(&CharterView::from(row), version)
    })
    .await
}

impl From<store::CharterRow> for CharterView {
    fn from(row: store::CharterRow) -> Self {
        Self {
            tasks: row.tasks.read().unwrap_or_default(),
            id: row.id,
            version: row.charter_version,
            valid_from: row.valid_from,
            step_minutes: row.step_minutes,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
