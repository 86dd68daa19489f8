//! Employment costs over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{DocumentId, EmploymentCostId, UserId};

/// What a member of staff has cost for a time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "period_from": "2026-01-01", "period_to": "2026-01-31", "gross_cost_cents": 370833, "document_id": null, "recorded_by": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "version": 1, "created_at": "2026-02-05T08:00:00Z", "updated_at": "2026-02-05T08:00:00Z"}))]
pub(crate) struct EmploymentCostView {
    /// Its identifier.
    pub(crate) id: EmploymentCostId,
    /// The account of the member of staff.
    pub(crate) staff_id: UserId,
    /// First day.
    pub(crate) period_from: Day,
    /// Last day, included.
    pub(crate) period_to: Day,
    /// Salary with the employer's contributions and benefits, in cents.
    pub(crate) gross_cost_cents: i64,
    /// What proves it.
    #[schema(required = true)]
    pub(crate) document_id: Option<DocumentId>,
    /// Who recorded it.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(EmploymentCostPage, EmploymentCostView);

/// A new employment cost.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "period_from": "2026-01-01", "period_to": "2026-01-31", "gross_cost_cents": 370833}))]
pub(crate) struct EmploymentCostIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<EmploymentCostId>,
    /// The account of the member of staff.
    pub(crate) staff_id: UserId,
    /// First day.
    pub(crate) period_from: Day,
    /// Last day, included; two years later at most.
    pub(crate) period_to: Day,
    /// Salary with the employer's contributions and benefits, in cents.
    #[schema(minimum = 0, maximum = 10_000_000_000_i64)]
    pub(crate) gross_cost_cents: i64,
    /// What proves it: a document of nobody followed.
    #[serde(default)]
    pub(crate) document_id: Option<DocumentId>,
}

/// What changes of an employment cost.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"gross_cost_cents": 371000}))]
pub(crate) struct EmploymentCostPatch {
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) period_from: Option<Day>,
    /// Last day, included.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) period_to: Option<Day>,
    /// Salary with the employer's contributions and benefits, in cents.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 0, maximum = 10_000_000_000_i64)]
    pub(crate) gross_cost_cents: Option<i64>,
    /// What proves it.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) document_id: Option<Option<DocumentId>>,
}

/// Which employment costs.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EmploymentCostFilter {
    /// Only those of this account.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) staff_id: Option<UserId>,
    /// Only those that end on this day or later.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) from: Option<Day>,
    /// Only those that start on this day or earlier.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) to: Option<Day>,
}

/// List employment costs
///
/// The latest first. Sorts: `-period_from`, `period_from`.
#[utoipa::path(tag = "staff_costs", params(PageParams, EmploymentCostFilter), responses((status = 200, description = "One page", body = EmploymentCostPage)))]
#[get("/employment-costs")]
pub(crate) async fn list_employment_costs(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<EmploymentCostFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &filter.0, &page)?.map(EmploymentCostView::from).reply(&page, cx.lang()))
        .await
}

/// Create an employment cost
///
/// A day of a person is documented once (409 `conflict_cost_overlap`): by months, or by a longer period of which months
/// take their part by days.
#[utoipa::path(tag = "staff_costs", request_body = EmploymentCostIn, responses((status = 201, description = "Created", body = EmploymentCostView)))]
#[post("/employment-costs")]
pub(crate) async fn create_employment_cost(app: App, caller: Caller, body: Valid<EmploymentCostIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/employment-costs/{}", row.id));
        Reply::created(&EmploymentCostView::from(row), version, location)
    })
    .await
}

/// Get an employment cost
///
/// With the document that proves it.
#[utoipa::path(tag = "staff_costs", params(("id" = EmploymentCostId, Path, description = "The employment cost")), responses((status = 200, description = "The employment cost", body = EmploymentCostView)))]
#[get("/employment-costs/{id}")]
pub(crate) async fn get_employment_cost(app: App, caller: Caller, id: web::Path<EmploymentCostId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&EmploymentCostView::from(row), version)
    })
    .await
}

/// Change an employment cost
///
/// Claims keep what they were filed with.
#[utoipa::path(tag = "staff_costs", params(("id" = EmploymentCostId, Path, description = "The employment cost")), request_body = EmploymentCostPatch, responses((status = 200, description = "Changed", body = EmploymentCostView)))]
#[patch("/employment-costs/{id}")]
pub(crate) async fn update_employment_cost(
    app: App,
    caller: Caller,
    id: web::Path<EmploymentCostId>,
    body: Valid<EmploymentCostPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&EmploymentCostView::from(row), version)
    })
    .await
}

impl From<store::CostRow> for EmploymentCostView {
    fn from(row: store::CostRow) -> Self {
        Self {
            id: row.id,
            staff_id: row.user_id,
            period_from: row.period_from,
            period_to: row.period_to,
            gross_cost_cents: row.gross_cost_cents,
            document_id: row.document_id,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
