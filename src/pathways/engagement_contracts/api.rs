//! Engagement contracts over HTTP.

use actix_web::{Either, HttpRequest, get, patch, post, web};
use jalon_press::Template;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rules::EngagementKind;
use super::{flow, printed, store};
use crate::app::App;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::print::{self, Printed};
use crate::http::table::Format;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Text, Valid, patched};
use crate::ids::{EngagementContractId, ParticipantId, PathwayId, UserId};
use crate::pathways;

/// An engagement contract.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "kind": "cer", "signed_on": "2026-03-02", "starts_on": "2026-03-02", "ends_on": "2026-09-01", "weekly_hours": 15, "department_file_no": null, "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct EngagementContractView {
    /// Its identifier.
    pub(crate) id: EngagementContractId,
    /// The pathway it belongs to.
    pub(crate) pathway_id: PathwayId,
    /// The person it is about.
    pub(crate) participant_id: ParticipantId,
    /// Whose contract it is.
    pub(crate) kind: EngagementKind,
    /// The day it was signed.
    pub(crate) signed_on: Day,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day, included.
    pub(crate) ends_on: Day,
    /// Hours of activity a week.
    #[schema(required = true)]
    pub(crate) weekly_hours: Option<i64>,
    /// The département's number of the file.
    #[schema(required = true)]
    pub(crate) department_file_no: Option<String>,
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

crate::page_of!(EngagementContractPage, EngagementContractView);

/// A new engagement contract.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "cer", "signed_on": "2026-03-02", "starts_on": "2026-03-02", "ends_on": "2026-09-01", "weekly_hours": 15}))]
pub(crate) struct EngagementContractIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<EngagementContractId>,
    /// Whose contract it is.
    pub(crate) kind: EngagementKind,
    /// The day it was signed.
    pub(crate) signed_on: Day,
    /// First day.
    pub(crate) starts_on: Day,
    /// Last day, included.
    pub(crate) ends_on: Day,
    /// Hours of activity a week.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 48)]
    #[validate(range(min = 0, max = 48, message = "de 0 à 48 / 0 to 48"))]
    pub(crate) weekly_hours: Option<i64>,
    /// The département's number of the file.
    #[serde(default)]
    pub(crate) department_file_no: Option<Text<1, 64>>,
}

/// What changes of an engagement contract.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ends_on": "2026-08-31"}))]
pub(crate) struct EngagementContractPatch {
    /// Whose contract it is.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) kind: Option<EngagementKind>,
    /// The day it was signed.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) signed_on: Option<Day>,
    /// First day.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) starts_on: Option<Day>,
    /// Last day, included.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) ends_on: Option<Day>,
    /// Hours of activity a week.
    #[serde(default, deserialize_with = "patched")]
    #[schema(minimum = 0, maximum = 48)]
    #[validate(range(min = 0, max = 48, message = "de 0 à 48 / 0 to 48"))]
    pub(crate) weekly_hours: Option<Option<i64>>,
    /// The département's number of the file.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) department_file_no: Option<Option<Text<1, 64>>>,
}

/// Which engagement contracts are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct EngagementContractFilter {
    /// Only those of this kind.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) kind: Option<EngagementKind>,
}

/// In which form.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EngagementContractForm {
    /// The form of the answer: `json` or `pdf`.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) format: Option<Format>,
}

/// List the engagement contracts of a pathway
///
/// The newest first (S3.22). Sorts: `-starts_on`, `starts_on`.
#[utoipa::path(tag = "engagement_contracts", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, EngagementContractFilter), responses((status = 200, description = "One page", body = EngagementContractPage)))]
#[get("/pathways/{id}/engagement-contracts")]
pub(crate) async fn list_engagement_contracts(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<EngagementContractFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let pathway = pathways::find(cx, &cx.reach.clone(), *id)?;
        store::list(cx, pathway.id, &filter.0, &page)?.map(EngagementContractView::from).reply(&page, cx.lang())
    })
    .await
}

/// Record an engagement contract
///
/// On an open pathway. Two of one kind never overlap (409 `conflict_engagement_overlap`).
#[utoipa::path(tag = "engagement_contracts", params(("id" = PathwayId, Path, description = "The pathway")), request_body = EngagementContractIn, responses((status = 201, description = "Created", body = EngagementContractView)))]
#[post("/pathways/{id}/engagement-contracts")]
pub(crate) async fn create_engagement_contract(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<EngagementContractIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let location = format!("/v1/pathways/{}/engagement-contracts/{}", row.pathway_id, row.id);
        let version = row.version;
        Reply::created(&EngagementContractView::from(row), version, location)
    })
    .await
}

/// Get an engagement contract
///
/// With its days and the département's number. `format=pdf` gives it with the objectives agreed, in French, with the
/// statement of the fund of the operations that run on the day it was signed.
#[utoipa::path(tag = "engagement_contracts", params(("id" = PathwayId, Path, description = "The pathway"), ("engagement_contract_id" = EngagementContractId, Path, description = "The contract"), EngagementContractForm), responses((status = 200, description = "The contract", content((EngagementContractView = "application/json"), (Vec<u8> = "application/pdf")))))]
#[get("/pathways/{id}/engagement-contracts/{engagement_contract_id}")]
pub(crate) async fn get_engagement_contract(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, EngagementContractId)>,
    form: Query<EngagementContractForm>,
    request: HttpRequest,
) -> Outcome<Either<Reply, Printed>> {
    let (pathway, id) = path.into_inner();
    let format = form.0.format;
    let as_pdf = format == Some(Format::Pdf);
    let reply = app.read(caller, move |cx| {
        Format::asked(format, cx.call, &[Format::Json, Format::Pdf])?;
        let pathway = pathways::find(cx, &cx.reach.clone(), pathway)?;
        let row = store::find(cx, pathway.id, id)?;
        let version = row.version;
        if as_pdf {
            return print::sheet(&printed::printed(cx, &pathway, &row)?, version);
        }
        Reply::object(&EngagementContractView::from(row), version)
    });
    let reply = reply.await?;
    if as_pdf {
        return print::pdf(&app, &request, Template::EngagementContract, &format!("contrat-{id}.pdf"), reply).await;
    }
    Ok(Either::Left(reply))
}

/// Change an engagement contract
///
/// Possible until the pathway is closed.
#[utoipa::path(tag = "engagement_contracts", params(("id" = PathwayId, Path, description = "The pathway"), ("engagement_contract_id" = EngagementContractId, Path, description = "The contract")), request_body = EngagementContractPatch, responses((status = 200, description = "Changed", body = EngagementContractView)))]
#[patch("/pathways/{id}/engagement-contracts/{engagement_contract_id}")]
pub(crate) async fn update_engagement_contract(
    app: App,
    caller: Caller,
    path: web::Path<(PathwayId, EngagementContractId)>,
    body: Valid<EngagementContractPatch>,
) -> Outcome<Reply> {
    let (pathway, id) = path.into_inner();
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, pathway, id, patch)?;
        let version = row.version;
        Reply::object(&EngagementContractView::from(row), version)
    })
    .await
}

impl From<store::EngagementRow> for EngagementContractView {
    fn from(row: store::EngagementRow) -> Self {
        Self {
            id: row.id,
            pathway_id: row.pathway_id,
            participant_id: row.participant_id,
            kind: row.kind,
            signed_on: row.signed_on,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            weekly_hours: row.weekly_hours,
            department_file_no: row.department_file_no,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
