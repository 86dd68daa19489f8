//! The verbs of a stage (domain § 4.7).

use actix_web::{post, web};

use super::read::answer;
use super::wire::{StageCancelIn, StageEndIn, StagePlanIn, StageRefuseIn, StageStartIn, StageView};
use crate::app::App;
use crate::failure::Outcome;
use crate::http::{Caller, NoBody, Reply, Valid};
use crate::ids::StageId;
use crate::pathways::stages::flow;

/// Accept a stage
///
/// The person agrees to it. From `proposed`.
#[utoipa::path(tag = "stages", params(("id" = StageId, Path, description = "The stage")), request_body = NoBody, responses((status = 200, description = "Changed", body = StageView)))]
#[post("/stages/{id}/accept")]
pub(crate) async fn accept_stage(
    app: App,
    caller: Caller,
    id: web::Path<StageId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let row = flow::accept(cx, *id)?;
        answer(cx, row)
    })
    .await
}

/// Plan a stage
///
/// With its planned first day. From `accepted`.
#[utoipa::path(tag = "stages", params(("id" = StageId, Path, description = "The stage")), request_body = StagePlanIn, responses((status = 200, description = "Changed", body = StageView)))]
#[post("/stages/{id}/plan")]
pub(crate) async fn plan_stage(
    app: App,
    caller: Caller,
    id: web::Path<StageId>,
    body: Valid<StagePlanIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::plan(cx, *id, asked.planned_starts_on)?;
        answer(cx, row)
    })
    .await
}

/// Start a stage
///
/// On a day that has come, not before the pathway was active. From `planned`.
#[utoipa::path(tag = "stages", params(("id" = StageId, Path, description = "The stage")), request_body = StageStartIn, responses((status = 200, description = "Changed", body = StageView)))]
#[post("/stages/{id}/start")]
pub(crate) async fn start_stage(
    app: App,
    caller: Caller,
    id: web::Path<StageId>,
    body: Valid<StageStartIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::start(cx, *id, asked.started_on)?;
        answer(cx, row)
    })
    .await
}

/// Complete a stage
///
/// With its last day and a review (S3.24). From `in_progress`.
#[utoipa::path(tag = "stages", params(("id" = StageId, Path, description = "The stage")), request_body = StageEndIn, responses((status = 200, description = "Changed", body = StageView)))]
#[post("/stages/{id}/complete")]
pub(crate) async fn complete_stage(
    app: App,
    caller: Caller,
    id: web::Path<StageId>,
    body: Valid<StageEndIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::end(cx, *id, "complete", asked)?;
        answer(cx, row)
    })
    .await
}

/// Interrupt a stage
///
/// With its last day and a review (S3.24). From `in_progress`.
#[utoipa::path(tag = "stages", params(("id" = StageId, Path, description = "The stage")), request_body = StageEndIn, responses((status = 200, description = "Changed", body = StageView)))]
#[post("/stages/{id}/interrupt")]
pub(crate) async fn interrupt_stage(
    app: App,
    caller: Caller,
    id: web::Path<StageId>,
    body: Valid<StageEndIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::end(cx, *id, "interrupt", asked)?;
        answer(cx, row)
    })
    .await
}

/// Cancel a stage
///
/// Before it starts.
#[utoipa::path(tag = "stages", params(("id" = StageId, Path, description = "The stage")), request_body = StageCancelIn, responses((status = 200, description = "Changed", body = StageView)))]
#[post("/stages/{id}/cancel")]
pub(crate) async fn cancel_stage(
    app: App,
    caller: Caller,
    id: web::Path<StageId>,
    body: Valid<StageCancelIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::cancel(cx, *id, asked.reason)?;
        answer(cx, row)
    })
    .await
}

/// Refuse a stage
///
/// By the person or by the provider, before it starts. A provider says so for itself alone (403).
#[utoipa::path(tag = "stages", params(("id" = StageId, Path, description = "The stage")), request_body = StageRefuseIn, responses((status = 200, description = "Changed", body = StageView)))]
#[post("/stages/{id}/refuse")]
pub(crate) async fn refuse_stage(
    app: App,
    caller: Caller,
    id: web::Path<StageId>,
    body: Valid<StageRefuseIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::refuse(cx, *id, asked)?;
        answer(cx, row)
    })
    .await
}
