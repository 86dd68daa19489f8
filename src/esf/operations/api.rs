//! Operations over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{flow, rules, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::decimal::Decimal4;
use crate::failure::Outcome;
use crate::http::query::Query;
use crate::http::text::{Code, Name, Paragraph, Text};
use crate::http::{Caller, PageIn, PageParams, Reply, Valid, patched};
use crate::ids::{OperationId, PartnerStructureId};

/// The number of an agreement.
pub(crate) type Number = Text<1, 50>;
/// The title of an operation.
pub(crate) type Title = Text<1, 300>;

/// An operation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "number": "201501234", "title": "Ingénierie et animation du PLIE", "fund": "esf_2014", "programme_period": "2014-2020", "specific_objective": "3.1.1", "axis": "3", "call_for_projects": "AAP 2015 accompagnement", "managing_authority": "État", "intermediate_body": "Grenoble-Alpes Métropole", "beneficiary_structure_id": null, "starts_on": "2015-01-01", "ends_on": "2016-12-31", "total_cost_cents": 98_156_748, "eu_contribution_cents": 49_078_374, "eu_rate": 0.5, "cost_option": "real_costs", "publicity_text": null, "last_payment_on": "2018-06-30", "retain_until": "2023-12-31", "parameters": {}, "version": 1, "created_at": "2026-01-05T08:00:00Z", "updated_at": "2026-01-05T08:00:00Z"}))]
pub(crate) struct OperationView {
    /// Its identifier.
    pub(crate) id: OperationId,
    /// Number of the agreement, unique in the PLIE.
    pub(crate) number: String,
    /// Its title.
    pub(crate) title: String,
    /// The fund that pays (list `fund`).
    pub(crate) fund: String,
    /// Programming period.
    pub(crate) programme_period: String,
    /// Specific objective of the programme.
    #[schema(required = true)]
    pub(crate) specific_objective: Option<String>,
    /// Axis or priority of the programme.
    #[schema(required = true)]
    pub(crate) axis: Option<String>,
    /// The call for projects whose framework its missions follow.
    #[schema(required = true)]
    pub(crate) call_for_projects: Option<String>,
    /// Managing authority.
    pub(crate) managing_authority: String,
    /// Intermediate body.
    #[schema(required = true)]
    pub(crate) intermediate_body: Option<String>,
    /// The structure that benefits.
    #[schema(required = true)]
    pub(crate) beneficiary_structure_id: Option<PartnerStructureId>,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day, included.
    pub(crate) ends_on: Day,
    /// Total cost in cents.
    pub(crate) total_cost_cents: i64,
    /// What the fund pays, in cents.
    pub(crate) eu_contribution_cents: i64,
    /// Contribution over total, to four decimals.
    pub(crate) eu_rate: Decimal4,
    /// How costs are justified (list `cost_option`).
    pub(crate) cost_option: String,
    /// The sentence that publicity of the fund asks for.
    #[schema(required = true)]
    pub(crate) publicity_text: Option<String>,
    /// Day of the managing authority's last payment.
    #[schema(required = true)]
    pub(crate) last_payment_on: Option<Day>,
    /// Last day on which its evidence is kept (§ 9.2); null until the last payment.
    #[schema(required = true)]
    pub(crate) retain_until: Option<Day>,
    /// Settings of the PLIE that differ for this operation: they hold for its pathways and staff (S4.3). Timers that run keep
    /// their day until something starts them anew.
    #[schema(value_type = Object)]
    pub(crate) parameters: Map<String, Value>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(OperationPage, OperationView);

/// A new operation.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"number": "201501234", "title": "Ingénierie et animation du PLIE", "fund": "esf_2014", "programme_period": "2014-2020", "managing_authority": "État", "starts_on": "2015-01-01", "ends_on": "2016-12-31", "total_cost_cents": 98_156_748, "eu_contribution_cents": 49_078_374, "cost_option": "real_costs"}))]
pub(crate) struct OperationIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<OperationId>,
    /// Number of the agreement, unique in the PLIE.
    pub(crate) number: Number,
    /// Its title.
    pub(crate) title: Title,
    /// The fund that pays (list `fund`).
    pub(crate) fund: Code,
    /// Programming period.
    pub(crate) programme_period: Code,
    /// Specific objective of the programme.
    #[serde(default)]
    pub(crate) specific_objective: Option<Name>,
    /// Axis or priority of the programme.
    #[serde(default)]
    pub(crate) axis: Option<Name>,
    /// The call for projects whose framework its missions follow.
    #[serde(default)]
    pub(crate) call_for_projects: Option<Name>,
    /// Managing authority.
    pub(crate) managing_authority: Name,
    /// Intermediate body.
    #[serde(default)]
    pub(crate) intermediate_body: Option<Name>,
    /// The structure that benefits.
    #[serde(default)]
    pub(crate) beneficiary_structure_id: Option<PartnerStructureId>,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day, included.
    pub(crate) ends_on: Day,
    /// Total cost in cents.
    #[schema(minimum = 1, maximum = 10_000_000_000_000_i64)]
    pub(crate) total_cost_cents: i64,
    /// What the fund pays, in cents.
    #[schema(minimum = 0, maximum = 10_000_000_000_000_i64)]
    pub(crate) eu_contribution_cents: i64,
    /// How costs are justified (list `cost_option`).
    pub(crate) cost_option: Code,
    /// The sentence that publicity of the fund asks for.
    #[serde(default)]
    pub(crate) publicity_text: Option<Paragraph>,
    /// Day of the managing authority's last payment.
    #[serde(default)]
    pub(crate) last_payment_on: Option<Day>,
    /// Settings of the PLIE that differ for this operation.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub(crate) parameters: Option<Map<String, Value>>,
}

/// What changes of an operation.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"last_payment_on": "2018-06-30"}))]
pub(crate) struct OperationPatch {
    /// Number of the agreement, unique in the PLIE.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) number: Option<Number>,
    /// Its title.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) title: Option<Title>,
    /// The fund that pays (list `fund`).
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) fund: Option<Code>,
    /// Programming period.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) programme_period: Option<Code>,
    /// Specific objective of the programme.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) specific_objective: Option<Option<Name>>,
    /// Axis or priority of the programme.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) axis: Option<Option<Name>>,
    /// The call for projects whose framework its missions follow.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) call_for_projects: Option<Option<Name>>,
    /// Managing authority.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) managing_authority: Option<Name>,
    /// Intermediate body.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) intermediate_body: Option<Option<Name>>,
    /// The structure that benefits.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) beneficiary_structure_id: Option<Option<PartnerStructureId>>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) starts_on: Option<Day>,
    /// Last day, included.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) ends_on: Option<Day>,
    /// Total cost in cents.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 1, maximum = 10_000_000_000_000_i64)]
    pub(crate) total_cost_cents: Option<i64>,
    /// What the fund pays, in cents.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 0, maximum = 10_000_000_000_000_i64)]
    pub(crate) eu_contribution_cents: Option<i64>,
    /// How costs are justified (list `cost_option`).
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) cost_option: Option<Code>,
    /// The sentence that publicity of the fund asks for.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) publicity_text: Option<Option<Paragraph>>,
    /// Day of the managing authority's last payment.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) last_payment_on: Option<Option<Day>>,
    /// Settings of the PLIE that differ for this operation; a merge patch, so that null takes one out.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, value_type = Object)]
    pub(crate) parameters: Option<Map<String, Value>>,
}

/// Which operations.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OperationFilter {
    /// The fund that pays.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String)]
    pub(crate) fund: Option<String>,
    /// Only those that run on this day.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String, format = "date")]
    pub(crate) on: Option<Day>,
    /// Only those whose number or title holds this text.
    #[serde(default)]
    #[param(required = false, nullable = false, value_type = String)]
    pub(crate) q: Option<String>,
}

/// List operations
///
/// Sorts: `number`, `-starts_on`, `starts_on`.
#[utoipa::path(tag = "operations", params(PageParams, OperationFilter), responses((status = 200, description = "One page", body = OperationPage)))]
#[get("/operations")]
pub(crate) async fn list_operations(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<OperationFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| store::list(cx, &page, &filter.0)?.map(OperationView::from).reply(&page, cx.lang()))
        .await
}

/// Create an operation
///
/// Warns `eu_rate_mismatch` when the contribution is not, to the cent, the total at the rate shown.
#[utoipa::path(tag = "operations", request_body = OperationIn, responses((status = 201, description = "Created", body = OperationView)))]
#[post("/operations")]
pub(crate) async fn create_operation(app: App, caller: Caller, body: Valid<OperationIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/operations/{}", row.id));
        Reply::created(&OperationView::from(row), version, location)
    })
    .await
}

/// Get an operation
///
/// With its rate and until when its evidence is kept.
#[utoipa::path(tag = "operations", params(("id" = OperationId, Path, description = "The operation")), responses((status = 200, description = "The operation", body = OperationView)))]
#[get("/operations/{id}")]
pub(crate) async fn get_operation(app: App, caller: Caller, id: web::Path<OperationId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&OperationView::from(row), version)
    })
    .await
}

/// Change an operation
///
/// The dates it gets must still hold every day on which time was recorded for it or somebody takes part in it (409
/// `conflict_operation_dates`).
#[utoipa::path(tag = "operations", params(("id" = OperationId, Path, description = "The operation")), request_body = OperationPatch, responses((status = 200, description = "Changed", body = OperationView)))]
#[patch("/operations/{id}")]
pub(crate) async fn update_operation(
    app: App,
    caller: Caller,
    id: web::Path<OperationId>,
    body: Valid<OperationPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&OperationView::from(row), version)
    })
    .await
}

/// The operation that pays, as a sheet names it (R6.9).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SheetOperation, example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "number": "202301234", "title": "Accompagnement renforcé"}))]
pub(crate) struct PayerView {
    /// Its identifier.
    pub(crate) id: OperationId,
    /// Its number.
    pub(crate) number: String,
    /// Its title.
    pub(crate) title: String,
}

impl From<&store::Payer> for PayerView {
    fn from(payer: &store::Payer) -> Self {
        Self { id: payer.id, number: payer.number.clone(), title: payer.title.clone() }
    }
}

impl From<store::OperationRow> for OperationView {
    fn from(row: store::OperationRow) -> Self {
        Self {
            eu_rate: rules::eu_rate(row.eu_contribution_cents, row.total_cost_cents).unwrap_or_default(),
            retain_until: rules::retain_until(row.last_payment_on),
            parameters: row.parameters.read().unwrap_or_default(),
            id: row.id,
            number: row.number,
            title: row.title,
            fund: row.fund,
            programme_period: row.programme_period,
            specific_objective: row.specific_objective,
            axis: row.axis,
            call_for_projects: row.call_for_projects,
            managing_authority: row.managing_authority,
            intermediate_body: row.intermediate_body,
            beneficiary_structure_id: row.beneficiary_structure_id,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            total_cost_cents: row.total_cost_cents,
            eu_contribution_cents: row.eu_contribution_cents,
            cost_option: row.cost_option,
            publicity_text: row.publicity_text,
            last_payment_on: row.last_payment_on,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
