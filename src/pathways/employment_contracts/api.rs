//! Employment contracts over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules::DocumentState;
use super::{flow, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::{Code, Name};
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Text, Valid, patched};
use crate::ids::{EmploymentContractId, ParticipantId, PathwayId, UserId};
use crate::pathways;

/// Who employs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"name": "Transports Ampère", "siret": "73282932000074"}))]
pub(crate) struct ContractEmployerView {
    /// Its name.
    pub(crate) name: String,
    /// SIRET of the establishment.
    #[schema(required = true)]
    pub(crate) siret: Option<String>,
}

/// An employment contract.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "employer": {"name": "Transports Ampère", "siret": null}, "type": "cdi", "starts_on": "2026-03-02", "ends_on": null, "weekly_minutes": 2100, "full_time_minutes": 2100, "rome": "N1103", "document_state": "expected", "broken_on": null, "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct EmploymentContractView {
    /// Its identifier.
    pub(crate) id: EmploymentContractId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// The person employed.
    pub(crate) participant_id: ParticipantId,
    /// Who employs.
    pub(crate) employer: ContractEmployerView,
    /// What it is, a code of `contract_type`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day agreed; null where it has no end.
    #[schema(required = true)]
    pub(crate) ends_on: Option<Day>,
    /// Minutes of work a week.
    pub(crate) weekly_minutes: i64,
    /// Minutes a week of the same job at full time.
    pub(crate) full_time_minutes: i64,
    /// ROME code of the trade.
    #[schema(required = true)]
    pub(crate) rome: Option<String>,
    /// Whether the contract is in the file.
    pub(crate) document_state: DocumentState,
    /// Last day worked, where it was broken.
    #[schema(required = true)]
    pub(crate) broken_on: Option<Day>,
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

crate::page_of!(EmploymentContractPage, EmploymentContractView);

/// Who employs.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Transports Ampère", "siret": "73282932000074"}))]
pub(crate) struct ContractEmployerIn {
    /// Its name.
    pub(crate) name: Name,
    /// SIRET of the establishment.
    #[serde(default)]
    pub(crate) siret: Option<Text<1, 14>>,
}

/// What changes of the employer.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"siret": "73282932000074"}))]
pub(crate) struct ContractEmployerPatch {
    /// Its name.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) name: Option<Name>,
    /// SIRET of the establishment.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) siret: Option<Option<Text<1, 14>>>,
}

/// A new employment contract.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"employer": {"name": "Transports Ampère"}, "type": "cdi", "starts_on": "2026-03-02", "weekly_minutes": 2100, "rome": "N1103"}))]
pub(crate) struct EmploymentContractIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<EmploymentContractId>,
    /// Who employs.
    pub(crate) employer: ContractEmployerIn,
    /// What it is, a code of `contract_type`.
    #[serde(rename = "type")]
    pub(crate) kind: Code,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day agreed; required of a fixed-term contract.
    #[serde(default)]
    pub(crate) ends_on: Option<Day>,
    /// Minutes of work a week.
    #[schema(minimum = 1, maximum = 10080)]
    #[validate(range(min = 1, max = 10_080, message = "de 1 à 10080 / 1 to 10080"))]
    pub(crate) weekly_minutes: i64,
    /// Minutes a week of the same job at full time; 2100 if left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10080)]
    #[validate(range(min = 1, max = 10_080, message = "de 1 à 10080 / 1 to 10080"))]
    pub(crate) full_time_minutes: Option<i64>,
    /// ROME code of the trade.
    #[serde(default)]
    pub(crate) rome: Option<Text<1, 5>>,
    /// Whether the contract is in the file; expected if left out.
    #[serde(default)]
    pub(crate) document_state: Option<DocumentState>,
    /// Last day worked, where it was broken.
    #[serde(default)]
    pub(crate) broken_on: Option<Day>,
}

/// What changes of an employment contract.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"document_state": "received"}))]
pub(crate) struct EmploymentContractPatch {
    /// Who employs.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) employer: Option<ContractEmployerPatch>,
    /// What it is, a code of `contract_type`.
    #[serde(default, rename = "type", deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<Code>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) starts_on: Option<Day>,
    /// Last day agreed.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) ends_on: Option<Option<Day>>,
    /// Minutes of work a week.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 1, maximum = 10080)]
    #[validate(range(min = 1, max = 10_080, message = "de 1 à 10080 / 1 to 10080"))]
    pub(crate) weekly_minutes: Option<i64>,
    /// Minutes a week of the same job at full time.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, minimum = 1, maximum = 10080)]
    #[validate(range(min = 1, max = 10_080, message = "de 1 à 10080 / 1 to 10080"))]
    pub(crate) full_time_minutes: Option<i64>,
    /// ROME code of the trade.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) rome: Option<Option<Text<1, 5>>>,
    /// Whether the contract is in the file.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) document_state: Option<DocumentState>,
    /// Last day worked, where it was broken.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) broken_on: Option<Option<Day>>,
}

/// Which employment contracts are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmploymentContractFilter {
    /// Only those of this type.
    #[serde(default, rename = "type")]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<Code>,
}

/// List the employment contracts of a pathway
///
/// The jobs that the person found, the newest first. Sorts: `-starts_on`, `starts_on`.
#[utoipa::path(tag = "employment_contracts", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, EmploymentContractFilter), responses((status = 200, description = "One page", body = EmploymentContractPage)))]
#[get("/pathways/{id}/employment-contracts")]
pub(crate) async fn list_employment_contracts(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<EmploymentContractFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), *id)?;
        store::list(cx, pathway.id, &filter.0, &page)?.map(EmploymentContractView::from).reply(&page, cx.lang())
    })
    .await
}

/// Record an employment contract
///
/// On an open pathway. A fixed-term contract has an end (422 `required`).
#[utoipa::path(tag = "employment_contracts", params(("id" = PathwayId, Path, description = "The pathway")), request_body = EmploymentContractIn, responses((status = 201, description = "Created", body = EmploymentContractView)))]
#[post("/pathways/{id}/employment-contracts")]
pub(crate) async fn create_employment_contract(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<EmploymentContractIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let location = format!("/v1/pathways/{}/employment-contracts/{}", row.pathway_id, row.id);
        let version = row.version;
        Reply::created(&EmploymentContractView::from(row), version, location)
    })
    .await
}

/// Get an employment contract
///
/// With the day it was broken, and whether the paper is in the file.
#[utoipa::path(tag = "employment_contracts", params(("id" = PathwayId, Path, description = "The pathway"), ("contract_id" = EmploymentContractId, Path, description = "The contract")), responses((status = 200, description = "The contract", body = EmploymentContractView)))]
#[get("/pathways/{id}/employment-contracts/{contract_id}")]
pub(crate) async fn get_employment_contract(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, EmploymentContractId)>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), pathway)?;
        let row = store::find(cx, pathway.id, id)?;
        let version = row.version;
        Reply::object(&EmploymentContractView::from(row), version)
    })
    .await
}

/// Change an employment contract
///
/// Possible until the pathway is closed; the follow-up of the job follows its first day.
#[utoipa::path(tag = "employment_contracts", params(("id" = PathwayId, Path, description = "The pathway"), ("contract_id" = EmploymentContractId, Path, description = "The contract")), request_body = EmploymentContractPatch, responses((status = 200, description = "Changed", body = EmploymentContractView)))]
#[patch("/pathways/{id}/employment-contracts/{contract_id}")]
pub(crate) async fn update_employment_contract(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, EmploymentContractId)>,
    body: Valid<EmploymentContractPatch>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, pathway, id, patch)?;
        let version = row.version;
        Reply::object(&EmploymentContractView::from(row), version)
    })
    .await
}

impl From<store::ContractRow> for EmploymentContractView {
    fn from(row: store::ContractRow) -> Self {
        Self {
            id: row.id,
            pathway_id: row.pathway_id,
            participant_id: row.participant_id,
            employer: ContractEmployerView { name: row.employer_name, siret: row.employer_siret },
            kind: row.type_,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            weekly_minutes: row.weekly_minutes,
            full_time_minutes: row.full_time_minutes,
            rome: row.rome,
            document_state: row.document_state,
            broken_on: row.broken_on,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
