//! Absences over HTTP.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules::{AbsenceStatus, HalfDay};
use super::{flow, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::query::Query;
use crate::http::text::{Code, Note};
use crate::http::{Caller, PageIn, PageParams, Reply, Valid};
use crate::ids::{AbsenceId, UserId};

/// An absence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "starts_on": "2026-03-02", "ends_on": "2026-03-06", "kind": "leave", "half_day": null, "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "status": "recorded", "cancelled_reason": null, "cancelled_by": null, "cancelled_at": null, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct AbsenceView {
    /// Its identifier.
    pub(crate) id: AbsenceId,
    /// Who is away.
    pub(crate) user_id: UserId,
    /// First day away.
    pub(crate) starts_on: Day,
    /// Last day away, included.
    pub(crate) ends_on: Day,
    /// Why (list `absence_kind`).
    pub(crate) kind: String,
    /// Only half of the day: `am` or `pm`.
    #[schema(required = true)]
    pub(crate) half_day: Option<HalfDay>,
    /// Who entered it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Whether it stands; a cancelled one counts nowhere.
    pub(crate) status: AbsenceStatus,
    /// Why it was cancelled.
    #[schema(required = true)]
    pub(crate) cancelled_reason: Option<String>,
    /// Who cancelled it.
    #[schema(required = true)]
    pub(crate) cancelled_by: Option<UserId>,
    /// When it was cancelled.
    #[schema(required = true)]
    pub(crate) cancelled_at: Option<Instant>,
    /// Version.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(AbsencePage, AbsenceView);

/// A new absence.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "starts_on": "2026-03-02", "ends_on": "2026-03-06", "kind": "leave"}))]
pub(crate) struct AbsenceIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<AbsenceId>,
    /// Who is away; oneself unless one enters it for others.
    pub(crate) user_id: UserId,
    /// First day away.
    pub(crate) starts_on: Day,
    /// Last day away, included.
    pub(crate) ends_on: Day,
    /// Why (list `absence_kind`).
    pub(crate) kind: Code,
    /// Only half of the day: `am` or `pm`, for an absence of one day.
    #[serde(default)]
    pub(crate) half_day: Option<HalfDay>,
}

/// Why an absence is cancelled.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Saisie sur la mauvaise semaine"}))]
pub(crate) struct AbsenceCancelIn {
    /// Why.
    pub(crate) reason: Note,
}

/// Which absences.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AbsenceFilter {
    /// Who is away.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "uuid")]
    pub(crate) user_id: Option<UserId>,
    /// Only those that end on this day or later.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "date")]
    pub(crate) from: Option<Day>,
    /// Only those that start on this day or earlier.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "date")]
    pub(crate) to: Option<Day>,
    /// Why (list `absence_kind`).
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String)]
    pub(crate) kind: Option<String>,
    /// Those that stand, or those that were cancelled; both if left out.
    #[serde(default)]
    #[param(required = false, nullable = false, inline)]
    pub(crate) status: Option<AbsenceStatus>,
}

/// List absences
///
/// Those that were cancelled as well. Sorts: `-starts_on`, `starts_on`.
#[utoipa::path(tag = "absences", params(PageParams, AbsenceFilter), responses((status = 200, description = "One page", body = AbsencePage)))]
#[get("/absences")]
pub(crate) async fn list_absences(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<AbsenceFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &page, &filter.0)?.map(AbsenceView::from).reply(&page, cx.lang())).await
}

/// Create an absence
///
/// Whole days, or half of one, of months that are neither signed nor locked. Time recorded there already is a warning,
/// `recorded_time`, to be put right before the week is handed in.
#[utoipa::path(tag = "absences", request_body = AbsenceIn, responses((status = 201, description = "Created", body = AbsenceView)))]
#[post("/absences")]
pub(crate) async fn create_absence(app: App, caller: Caller, body: Valid<AbsenceIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/absences/{}", row.id));
        Reply::created(&AbsenceView::from(row), version, location)
    })
    .await
}

/// Get an absence
///
/// Of oneself, or of somebody whose time one may see.
#[utoipa::path(tag = "absences", params(("id" = AbsenceId, Path, description = "The absence")), responses((status = 200, description = "The absence", body = AbsenceView)))]
#[get("/absences/{id}")]
pub(crate) async fn get_absence(app: App, caller: Caller, id: web::Path<AbsenceId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&AbsenceView::from(row), version)
    })
    .await
}

/// Cancel an absence
///
/// One entered by mistake, by whoever may enter it, while its months are neither signed nor locked. It stays to be read and
/// counts nowhere from then on. A week that is handed in already is a warning, `week_handed_in`; one that was accepted
/// and lacks time now is open again, `week_reopened`.
#[utoipa::path(tag = "absences", params(("id" = AbsenceId, Path, description = "The absence")), request_body = AbsenceCancelIn, responses((status = 200, description = "Cancelled", body = AbsenceView)))]
#[post("/absences/{id}/cancel")]
pub(crate) async fn cancel_absence(
    app: App,
    caller: Caller,
    id: web::Path<AbsenceId>,
    body: Valid<AbsenceCancelIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::cancel(cx, *id, asked)?;
        let version = row.version;
        Reply::object(&AbsenceView::from(row), version)
    })
    .await
}

impl From<store::AbsenceRow> for AbsenceView {
    fn from(row: store::AbsenceRow) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            kind: row.kind,
            half_day: row.half_day,
            recorded_by: row.recorded_by,
            status: row.status,
            cancelled_reason: row.cancelled_reason,
            cancelled_by: row.cancelled_by,
            cancelled_at: row.cancelled_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
