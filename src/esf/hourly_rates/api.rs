//! Hourly rates over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::decimal::Decimal4;
use crate::esf::money::FractionValue;
use crate::esf::money::rules::{BaseSource, RateBase, RateMethod};
use crate::failure::Outcome;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{HourlyRateId, OperationId, UserId};

/// What an hour of a member of staff costs an operation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "base": "annual", "base_source": "documented", "base_cents": 4450000, "documented_from": null, "documented_to": null, "documented_cents": null, "working_share": {"num": 1, "den": 1}, "full_time_minutes": 103200, "denominator_minutes": 103200, "denominator": {"num": 103200, "den": 1}, "method": "floor_of_product", "rate_cents": 2587, "exact_rate": {"num": 111250, "den": 43}, "valid_from": "2026-01-01", "recorded_by": null, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct HourlyRateView {
    /// Its identifier.
    pub(crate) id: HourlyRateId,
    /// The account of the member of staff.
    pub(crate) staff_id: UserId,
    /// The operation.
    pub(crate) operation_id: OperationId,
    /// What it is made of: the cost of a year over 1 720 hours, or of a month over its average hours.
    pub(crate) base: RateBase,
    /// Where the cost comes from.
    pub(crate) base_source: BaseSource,
    /// The cost of the year or the month, in cents.
    pub(crate) base_cents: i64,
    /// First day of the costs that it was derived from.
    #[schema(required = true)]
    pub(crate) documented_from: Option<Day>,
    /// Last day of them.
    #[schema(required = true)]
    pub(crate) documented_to: Option<Day>,
    /// What was documented between them, in cents.
    #[schema(required = true)]
    pub(crate) documented_cents: Option<i64>,
    /// The working share.
    pub(crate) working_share: FractionValue,
    /// Full-time minutes of the base: 103 200 of a year.
    pub(crate) full_time_minutes: i64,
    /// Minutes that the base pays, 1720 × 60 × share, to four decimals.
    pub(crate) denominator_minutes: Decimal4,
    /// The same, exact.
    pub(crate) denominator: FractionValue,
    /// How the product of hours and rate is rounded.
    pub(crate) method: RateMethod,
    /// Cents an hour, floored.
    pub(crate) rate_cents: i64,
    /// Cents an hour, exact.
    pub(crate) exact_rate: FractionValue,
    /// The first day of the month from which it holds, until the next rate of the person on the operation.
    pub(crate) valid_from: Day,
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

crate::page_of!(HourlyRatePage, HourlyRateView);

/// A new hourly rate.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"staff_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "base_cents": 4450000, "working_share": {"num": 1, "den": 1}, "valid_from": "2026-01-01"}))]
pub(crate) struct HourlyRateIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<HourlyRateId>,
    /// The account of the member of staff.
    pub(crate) staff_id: UserId,
    /// The operation.
    pub(crate) operation_id: OperationId,
    /// What it is made of; a year if left out.
    #[serde(default)]
    pub(crate) base: Option<RateBase>,
    /// Where the cost comes from; documented if left out.
    #[serde(default)]
    pub(crate) base_source: Option<BaseSource>,
    /// The cost of the year or the month in cents; left out where it is derived.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000_000_000_i64)]
    pub(crate) base_cents: Option<i64>,
    /// First day of the recorded employment costs that a year's cost is derived from (R6.24).
    #[serde(default)]
    pub(crate) documented_from: Option<Day>,
    /// Last day of them.
    #[serde(default)]
    pub(crate) documented_to: Option<Day>,
    /// The working share: 1/1 is full time.
    pub(crate) working_share: FractionValue,
    /// Average full-time minutes of a month, for a monthly base: 9100 if left out. Those of a year are always 103 200.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 103_200)]
    pub(crate) full_time_minutes: Option<i64>,
    /// How the product of hours and rate is rounded; the floor of the exact product if left out.
    #[serde(default)]
    pub(crate) method: Option<RateMethod>,
    /// The first day of the month from which it holds.
    pub(crate) valid_from: Day,
}

/// What changes of an hourly rate.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"base_cents": 4500000}))]
pub(crate) struct HourlyRatePatch {
    /// What it is made of.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) base: Option<RateBase>,
    /// Where the cost comes from.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) base_source: Option<BaseSource>,
    /// The cost of the year or the month, in cents.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 1, maximum = 10_000_000_000_i64)]
    pub(crate) base_cents: Option<i64>,
    /// First day of the costs that it is derived from.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) documented_from: Option<Option<Day>>,
    /// Last day of them.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) documented_to: Option<Option<Day>>,
    /// The working share.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) working_share: Option<FractionValue>,
    /// Average full-time minutes of a month, for a monthly base.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 1, maximum = 103_200)]
    pub(crate) full_time_minutes: Option<i64>,
    /// How the product of hours and rate is rounded.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) method: Option<RateMethod>,
    /// The first day of the month from which it holds.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) valid_from: Option<Day>,
}

/// Which hourly rates.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HourlyRateFilter {
    /// Only those of this account.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) staff_id: Option<UserId>,
    /// Only those on this operation.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) operation_id: Option<OperationId>,
}

/// List hourly rates
///
/// The latest first. Sorts: `-valid_from`, `valid_from`.
#[utoipa::path(tag = "staff_costs", params(PageParams, HourlyRateFilter), responses((status = 200, description = "One page", body = HourlyRatePage)))]
#[get("/hourly-rates")]
pub(crate) async fn list_hourly_rates(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<HourlyRateFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &filter.0, &page)?.map(HourlyRateView::from).reply(&page, cx.lang()))
        .await
}

/// Create an hourly rate
///
/// The cost of a year over 1 720 hours × the working share, or of a month over its average hours (R6.22, R6.23). Without
/// `base_cents` it is derived from the employment costs recorded between two days, brought to twelve months (R6.24).
#[utoipa::path(tag = "staff_costs", request_body = HourlyRateIn, responses((status = 201, description = "Created", body = HourlyRateView)))]
#[post("/hourly-rates")]
pub(crate) async fn create_hourly_rate(app: App, caller: Caller, body: Valid<HourlyRateIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/hourly-rates/{}", row.id));
        Reply::created(&HourlyRateView::from(row), version, location)
    })
    .await
}

/// Get an hourly rate
///
/// With its exact denominator and cents an hour, and how it is rounded.
#[utoipa::path(tag = "staff_costs", params(("id" = HourlyRateId, Path, description = "The hourly rate")), responses((status = 200, description = "The hourly rate", body = HourlyRateView)))]
#[get("/hourly-rates/{id}")]
pub(crate) async fn get_hourly_rate(app: App, caller: Caller, id: web::Path<HourlyRateId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&HourlyRateView::from(row), version)
    })
    .await
}

/// Change an hourly rate
///
/// Claims keep what they were filed with.
#[utoipa::path(tag = "staff_costs", params(("id" = HourlyRateId, Path, description = "The hourly rate")), request_body = HourlyRatePatch, responses((status = 200, description = "Changed", body = HourlyRateView)))]
#[patch("/hourly-rates/{id}")]
pub(crate) async fn update_hourly_rate(
    app: App,
    caller: Caller,
    id: web::Path<HourlyRateId>,
    body: Valid<HourlyRatePatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&HourlyRateView::from(row), version)
    })
    .await
}

impl From<store::RateRow> for HourlyRateView {
    fn from(row: store::RateRow) -> Self {
        let rate = row.rate();
        let denominator = rate.denominator;
        Self {
            denominator_minutes: Decimal4::ratio(denominator.num(), denominator.den()).unwrap_or_default(),
            denominator: FractionValue::of(denominator),
            rate_cents: rate.cents_an_hour(),
            exact_rate: FractionValue::of(rate.exact()),
            working_share: FractionValue { num: row.share_num, den: row.share_den },
            id: row.id,
            staff_id: row.user_id,
            operation_id: row.operation_id,
            base: row.base,
            base_source: row.base_source,
            base_cents: row.base_cents,
            documented_from: row.documented_from,
            documented_to: row.documented_to,
            documented_cents: row.documented_cents,
            full_time_minutes: row.full_time_minutes,
            method: row.method,
            valid_from: row.valid_from,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
