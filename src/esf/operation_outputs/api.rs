//! Outputs of an operation over HTTP.

use actix_web::{get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::flow;
use super::store::{self, OutputsRow};
use crate::app::App;
use crate::db::Instant;
use crate::esf::operations;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Reply, Valid};
use crate::ids::{OperationId, OperationOutputsId, UserId};

/// What an operation brings beside its participants.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "operation_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "by_social_partners": false, "for_women_in_work": false, "for_public_services": false, "public_services_supported": 2, "enterprises_supported": 5, "recorded_at": "2026-03-02T08:00:00Z", "recorded_by": null, "version": 1}))]
pub(crate) struct OperationOutputsView {
    /// What was told last; null where nothing was.
    #[schema(required = true)]
    pub(crate) id: Option<OperationOutputsId>,
    /// The operation.
    pub(crate) operation_id: OperationId,
    /// Whether social partners or NGOs carry it out, in whole or in part (CO20).
    pub(crate) by_social_partners: bool,
    /// Whether it is for the lasting participation and progress of women in employment (CO21).
    pub(crate) for_women_in_work: bool,
    /// Whether it is for public administrations or services (CO22).
    pub(crate) for_public_services: bool,
    /// Public administrations or services supported (EECO18).
    pub(crate) public_services_supported: i64,
    /// Micro, small and medium-sized enterprises supported (CO23, EECO19).
    pub(crate) enterprises_supported: i64,
    /// When it was told.
    #[schema(required = true)]
    pub(crate) recorded_at: Option<Instant>,
    /// The account that told it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// How often it was told; 0 where nothing was.
    pub(crate) version: i64,
}

/// What an operation brings beside its participants, all of it: what is left out is no, or none.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"public_services_supported": 2, "enterprises_supported": 5}))]
pub(crate) struct OperationOutputsIn {
    /// Whether social partners or NGOs carry it out, in whole or in part.
    #[serde(default)]
    pub(crate) by_social_partners: bool,
    /// Whether it is for the lasting participation and progress of women in employment.
    #[serde(default)]
    pub(crate) for_women_in_work: bool,
    /// Whether it is for public administrations or services.
    #[serde(default)]
    pub(crate) for_public_services: bool,
    /// Public administrations or services supported.
    #[serde(default)]
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub(crate) public_services_supported: i64,
    /// Micro, small and medium-sized enterprises supported.
    #[serde(default)]
    #[validate(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub(crate) enterprises_supported: i64,
}

/// Get the outputs of an operation
///
/// Its common indicators that count no participants, as they were last told.
#[utoipa::path(tag = "operations", params(("id" = OperationId, Path, description = "The operation")), responses((status = 200, description = "The outputs", body = OperationOutputsView)))]
#[get("/operations/{id}/outputs")]
pub(crate) async fn get_operation_outputs(app: App, caller: Caller, id: web::Path<OperationId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        if !operations::exists(cx, &cx.reach.clone(), *id)? {
            return Err(Failure::NotFound);
        }
        let last = store::last(cx, *id)?;
        answer(*id, last)
    })
    .await
}

/// Tell the outputs of an operation
///
/// All of them; what was told before is kept, so that a report can tell what was known on a day.
#[utoipa::path(tag = "operations", params(("id" = OperationId, Path, description = "The operation")), request_body = OperationOutputsIn, responses((status = 200, description = "Told", body = OperationOutputsView)))]
#[put("/operations/{id}/outputs")]
pub(crate) async fn put_operation_outputs(
    app: App,
    caller: Caller,
    id: web::Path<OperationId>,
    body: Valid<OperationOutputsIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, told| {
        let row = flow::put(cx, *id, &told)?;
        answer(*id, Some(row))
    })
    .await
}

fn answer(operation_id: OperationId, row: Option<OutputsRow>) -> Outcome<Reply> {
    let said = row.as_ref();
    let view = OperationOutputsView {
        id: said.map(|r| r.id),
        operation_id,
        by_social_partners: said.is_some_and(|r| r.by_social_partners),
        for_women_in_work: said.is_some_and(|r| r.for_women_in_work),
        for_public_services: said.is_some_and(|r| r.for_public_services),
        public_services_supported: said.map_or(0, |r| r.public_services_supported),
        enterprises_supported: said.map_or(0, |r| r.enterprises_supported),
        recorded_at: said.map(|r| r.recorded_at),
        recorded_by: said.and_then(|r| r.recorded_by),
        version: said.map_or(0, |r| r.revision),
    };
    let version = view.version;
    Reply::object(&view, version)
}
