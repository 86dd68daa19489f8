//! Procurement contracts over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{flow, store};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::Name;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Text, Valid, patched};
use crate::ids::{OperationId, PartnerStructureId, ProcurementContractId, UserId};

/// A contract under which services are bought (S0.11).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "reference": "2026-014", "title": "Ateliers numériques", "lot": "2", "provider_structure_id": null, "operation_id": null, "amount_cents": 2400000, "clause_hours": 600, "clause_hours_done": 140, "clause_hours_planned": 210, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct ProcurementContractView {
    /// Its identifier.
    pub(crate) id: ProcurementContractId,
    /// Its reference.
    pub(crate) reference: String,
    /// What is bought.
    pub(crate) title: String,
    /// The lot of the reference; the whole if null.
    #[schema(required = true)]
    pub(crate) lot: Option<String>,
    /// The structure that provides.
    #[schema(required = true)]
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    /// The operation that pays.
    #[schema(required = true)]
    pub(crate) operation_id: Option<OperationId>,
    /// What it costs, in cents.
    #[schema(required = true)]
    pub(crate) amount_cents: Option<i64>,
    /// Hours of integration through work that its social clause asks of the provider; null without a clause (S3.23).
    #[schema(required = true)]
    pub(crate) clause_hours: Option<i64>,
    /// Hours of the stages under it that are completed or interrupted.
    pub(crate) clause_hours_done: i64,
    /// Hours of the stages under it that are still to come or under way.
    pub(crate) clause_hours_planned: i64,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day; open if null.
    #[schema(required = true)]
    pub(crate) ends_on: Option<Day>,
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

crate::page_of!(ProcurementContractPage, ProcurementContractView);

/// A new procurement contract.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reference": "2026-014", "title": "Ateliers numériques", "lot": "2", "amount_cents": 2400000, "clause_hours": 600, "starts_on": "2026-01-01", "ends_on": "2026-12-31"}))]
pub(crate) struct ProcurementContractIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<ProcurementContractId>,
    /// Its reference; with its lot it is the only one of the PLIE.
    pub(crate) reference: Text<1, 64>,
    /// What is bought.
    pub(crate) title: Name,
    /// The lot of the reference; the whole if left out.
    #[serde(default)]
    pub(crate) lot: Option<Text<1, 64>>,
    /// The structure that provides.
    #[serde(default)]
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    /// The operation that pays.
    #[serde(default)]
    pub(crate) operation_id: Option<OperationId>,
    /// What it costs, in cents.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000_000_000_000i64)]
    #[validate(range(max = 100_000_000_000_000i64))]
    pub(crate) amount_cents: Option<i64>,
    /// Hours of integration through work that its social clause asks of the provider (S3.23).
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10_000_000)]
    #[validate(range(min = 1, max = 10_000_000))]
    pub(crate) clause_hours: Option<i64>,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day; open if left out.
    #[serde(default)]
    pub(crate) ends_on: Option<Day>,
}

/// What changes of a procurement contract.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ends_on": "2027-03-31"}))]
pub(crate) struct ProcurementContractPatch {
    /// Its reference.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) reference: Option<Text<1, 64>>,
    /// What is bought.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) title: Option<Name>,
    /// The lot of the reference.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) lot: Option<Option<Text<1, 64>>>,
    /// The structure that provides.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) provider_structure_id: Option<Option<PartnerStructureId>>,
    /// The operation that pays.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) operation_id: Option<Option<OperationId>>,
    /// What it costs, in cents.
    #[serde(default, deserialize_with = "patched")]
    #[schema(minimum = 0, maximum = 100_000_000_000_000i64)]
    #[validate(range(max = 100_000_000_000_000i64))]
    pub(crate) amount_cents: Option<Option<i64>>,
    /// Hours of integration through work that its social clause asks of the provider.
    #[serde(default, deserialize_with = "patched")]
    #[schema(minimum = 1, maximum = 10_000_000)]
    #[validate(range(min = 1, max = 10_000_000))]
    pub(crate) clause_hours: Option<Option<i64>>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) starts_on: Option<Day>,
    /// Last day.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) ends_on: Option<Option<Day>>,
}

/// Which procurement contracts are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcurementContractFilter {
    /// Only those of this provider.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    /// Only those of this operation.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) operation_id: Option<OperationId>,
    /// Only those that run on this day.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) on: Option<Day>,
}

/// List procurement contracts
///
/// The latest first. Sorts: `-starts_on`, `starts_on`.
#[utoipa::path(tag = "procurement_contracts", params(PageParams, ProcurementContractFilter), responses((status = 200, description = "One page", body = ProcurementContractPage)))]
#[get("/procurement-contracts")]
pub(crate) async fn list_procurement_contracts(
    app: App,
    caller: Caller,
    filter: Query<ProcurementContractFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        let ids: Vec<ProcurementContractId> = found.items.iter().map(|row| row.id).collect();
        let hours = store::hours(cx, &ids)?;
        let view = |row: store::ContractRow| {
            let hours = hours.get(&row.id).copied().unwrap_or_default();
            ProcurementContractView::of(row, hours)
        };
        found.map(view).reply(&page, cx.lang())
    })
    .await
}

/// Create a procurement contract
///
/// A reference and its lot stand once (409 `duplicate`).
#[utoipa::path(tag = "procurement_contracts", request_body = ProcurementContractIn, responses((status = 201, description = "Created", body = ProcurementContractView)))]
#[post("/procurement-contracts")]
pub(crate) async fn create_procurement_contract(
    app: App,
    caller: Caller,
    body: Valid<ProcurementContractIn>,
) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/procurement-contracts/{}", row.id));
        Reply::created(&view(cx, row)?, version, location)
    })
    .await
}

/// Get a procurement contract
///
/// With its provider, its cost, its days, and the hours of its social clause: asked, done and planned.
#[utoipa::path(tag = "procurement_contracts", params(("id" = ProcurementContractId, Path, description = "The contract")), responses((status = 200, description = "The contract", body = ProcurementContractView)))]
#[get("/procurement-contracts/{id}")]
pub(crate) async fn get_procurement_contract(
    app: App,
    caller: Caller,
    id: web::Path<ProcurementContractId>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        // its hours change without it
        Reply::object(&view(cx, row)?, version).map(Reply::fingerprinted)
    })
    .await
}

/// Change a procurement contract
///
/// Its reference and lot stay the only ones (409 `duplicate`).
#[utoipa::path(tag = "procurement_contracts", params(("id" = ProcurementContractId, Path, description = "The contract")), request_body = ProcurementContractPatch, responses((status = 200, description = "Changed", body = ProcurementContractView)))]
#[patch("/procurement-contracts/{id}")]
pub(crate) async fn update_procurement_contract(
    app: App,
    caller: Caller,
    id: web::Path<ProcurementContractId>,
    body: Valid<ProcurementContractPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        // its hours change without it
        Reply::object(&view(cx, row)?, version).map(Reply::fingerprinted)
    })
    .await
}

fn view(cx: &mut Ctx<'_>, row: store::ContractRow) -> Outcome<ProcurementContractView> {
    let hours = store::hours(cx, &[row.id])?.remove(&row.id).unwrap_or_default();
    Ok(ProcurementContractView::of(row, hours))
}

impl ProcurementContractView {
    fn of(row: store::ContractRow, hours: store::ClauseHours) -> Self {
        Self {
            id: row.id,
            reference: row.reference,
            title: row.title,
            lot: row.lot,
            provider_structure_id: row.provider_structure_id,
            operation_id: row.operation_id,
            amount_cents: row.amount_cents,
            clause_hours: row.clause_hours,
            clause_hours_done: hours.done,
            clause_hours_planned: hours.planned,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
