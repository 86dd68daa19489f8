//! Changing pathways.

use actix_web::{patch, post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{PathwayView, view};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::Outcome;
use crate::http::text::{Code, Note, Paragraph};
use crate::http::{Caller, NoBody, Reply, Valid, patched};
use crate::ids::{AnyId, EmploymentContractId, PartnerStructureId, PathwayId, ReferentId};
use crate::pathways::flow;
use crate::pathways::store::PathwayRow;

/// What changes of a pathway.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"planned_end_on": "2028-03-01"}))]
pub(crate) struct PathwayPatch {
    /// The day it should end.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) planned_end_on: Option<Option<Day>>,
    /// Why somebody living elsewhere is followed (S2.2).
    #[serde(default, deserialize_with = "patched")]
    pub(crate) out_of_area_reason: Option<Option<Note>>,
    /// Whether the referent is also the RSA referent.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) rsa_referent: Option<bool>,
}

/// Who follows a pathway, and from when.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"referent_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "starts_on": "2026-03-02"}))]
pub(crate) struct AssignIn {
    /// The referent.
    pub(crate) referent_id: ReferentId,
    /// Their first day; the one before ends the day before it.
    pub(crate) starts_on: Day,
    /// Why the referent changes; asked of every referent but the first.
    #[serde(default)]
    pub(crate) reason: Option<Note>,
    /// What the next referent has to know.
    #[serde(default)]
    pub(crate) handover_note: Option<Paragraph>,
}

/// A suspension.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "sickness", "starts_on": "2026-03-02", "planned_end_on": "2026-06-01"}))]
pub(crate) struct SuspendIn {
    /// Why, a code of `suspension_reason`.
    pub(crate) reason: Code,
    /// First day, today or before.
    pub(crate) starts_on: Day,
    /// The day it should end.
    pub(crate) planned_end_on: Day,
}

/// The end of a suspension.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"on": "2026-04-01"}))]
pub(crate) struct ResumeIn {
    /// First day active again.
    pub(crate) on: Day,
}

/// The job that is followed from now on.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"employment_contract_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct StartJobFollowUpIn {
    /// The contract, of the same pathway.
    pub(crate) employment_contract_id: EmploymentContractId,
}

/// The return of somebody whose job ended.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"on": "2026-05-18", "reason": "Fin de la période d'essai"}))]
pub(crate) struct ReturnFromJobIn {
    /// First day back; the job ended by it.
    pub(crate) on: Day,
    /// Why.
    pub(crate) reason: Note,
}

/// An exit that is proposed.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "moved_away", "on": "2026-06-30", "evidence_document_ids": []}))]
pub(crate) struct ProposeExitIn {
    /// Why, a code of `exit_reason`.
    pub(crate) reason: Code,
    /// On which day.
    pub(crate) on: Day,
    /// The documents that prove it.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub(crate) evidence_document_ids: Vec<AnyId>,
    /// The structure that takes over, of somebody who is reoriented.
    #[serde(default)]
    pub(crate) target_structure_id: Option<PartnerStructureId>,
}

/// The exit as it is validated.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"on": "2026-06-30"}))]
pub(crate) struct ValidateExitIn {
    /// The day of the exit.
    pub(crate) on: Day,
}

/// Why an admission is given up.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "La personne a trouvé un emploi avant le premier rendez-vous."}))]
pub(crate) struct CancelPathwayIn {
    /// Why.
    pub(crate) reason: Note,
}

fn answer(cx: &mut Ctx<'_>, row: PathwayRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&view(cx, row)?, version).map(Reply::fingerprinted)
}

/// Change a pathway
///
/// Its planned end and what is told of it; its state changes by verbs only.
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = PathwayPatch, responses((status = 200, description = "Changed", body = PathwayView)))]
#[patch("/pathways/{id}")]
pub(crate) async fn update_pathway(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<PathwayPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        answer(cx, row)
    })
    .await
}

/// Give a pathway its referent
///
/// The first one activates the pathway and starts its timers; each next one takes over the day after the one before, with
/// the reason and a note (S3.8). A relay that has not begun gives way to the one asked for; naming the referent in place
/// undoes it. After an exit, until the pathway is closed, whoever takes over answers for what is still to be told.
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = AssignIn, responses((status = 200, description = "The pathway as it stands now", body = PathwayView)))]
#[post("/pathways/{id}/assign-referent")]
pub(crate) async fn assign_pathway_referent(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<AssignIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::assign(cx, *id, &body)?;
        answer(cx, row)
    })
    .await
}

/// Suspend a pathway
///
/// Its timers stand still until it is resumed (§ 4.5), so that a first day to come is refused.
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = SuspendIn, responses((status = 200, description = "The pathway as it stands now", body = PathwayView)))]
#[post("/pathways/{id}/suspend")]
pub(crate) async fn suspend_pathway(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<SuspendIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::suspend(cx, *id, &body)?;
        answer(cx, row)
    })
    .await
}

/// Resume a pathway
///
/// Due dates that were not yet past move by the days of the suspension (§ 4.5). A day to come is refused.
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = ResumeIn, responses((status = 200, description = "The pathway as it stands now", body = PathwayView)))]
#[post("/pathways/{id}/resume")]
pub(crate) async fn resume_pathway(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<ResumeIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::resume(cx, *id, body.on)?;
        answer(cx, row)
    })
    .await
}

/// Start the follow-up of a job
///
/// A job or business that may count as a positive exit has begun (§ 5.7): it is followed for six months (T8), and the
/// other timers stand still. With `exit_date_policy` `on_start` the participations in operations of the ESF are left on the
/// day it began (§ 4.5, R7.11).
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = StartJobFollowUpIn, responses((status = 200, description = "The pathway as it stands now", body = PathwayView)))]
#[post("/pathways/{id}/start-job-follow-up")]
pub(crate) async fn start_job_follow_up(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<StartJobFollowUpIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::start_follow_up(cx, *id, body.employment_contract_id)?;
        answer(cx, row)
    })
    .await
}

/// Return from a job
///
/// The job ended before its follow-up did: the timers start again, and the contract is broken on that day unless it had
/// ended. An exit that was proposed is taken back. Refused while another job goes on or begins soon (409
/// `conflict_another_job`).
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = ReturnFromJobIn, responses((status = 200, description = "The pathway as it stands now", body = PathwayView)))]
#[post("/pathways/{id}/return-from-job")]
pub(crate) async fn return_from_job(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<ReturnFromJobIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::return_from_job(cx, *id, body.on, body.reason.as_str())?;
        answer(cx, row)
    })
    .await
}

/// Propose the exit of a pathway
///
/// The reason gives the category (§ 5.7); the pathway goes on until the exit is validated. The documents of the proposal
/// attest what the checks of the follow-up tell.
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = ProposeExitIn, responses((status = 200, description = "The pathway as it stands now", body = PathwayView)))]
#[post("/pathways/{id}/propose-exit")]
pub(crate) async fn propose_pathway_exit(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<ProposeExitIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::propose_exit(cx, *id, &body)?;
        answer(cx, row)
    })
    .await
}

/// Validate the exit of a pathway
///
/// A positive exit only when its rule holds and a document attests it; other exits with what their reason rests on: so
/// many attempts to reach somebody lost from sight, the last contact with who dropped out, the commission's decision for
/// who did not keep their commitments, the structure that somebody is reoriented to. Else 409 names everything that is
/// missing (§ 5.7).
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = ValidateExitIn, responses((status = 200, description = "The pathway as it stands now", body = PathwayView)))]
#[post("/pathways/{id}/validate-exit")]
pub(crate) async fn validate_pathway_exit(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<ValidateExitIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::validate_exit(cx, *id, body.on)?;
        answer(cx, row)
    })
    .await
}

/// Close a pathway
///
/// Once nothing is owed any more; else 409 lists open stages, unsigned interviews, months whose time is not signed off
/// and missing ESF exit data: a situation at the exit or later (§ 4.5, § 7.7).
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = NoBody, responses((status = 200, description = "The pathway as it stands now", body = PathwayView)))]
#[post("/pathways/{id}/close")]
pub(crate) async fn close_pathway(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _body| {
        let row = flow::close(cx, *id)?;
        answer(cx, row)
    })
    .await
}

/// Cancel a pathway
///
/// An admission that never started (§ 4.5).
#[utoipa::path(tag = "pathways", params(("id" = PathwayId, Path, description = "The pathway")), request_body = CancelPathwayIn, responses((status = 200, description = "The pathway as it stands now", body = PathwayView)))]
#[post("/pathways/{id}/cancel")]
pub(crate) async fn cancel_pathway(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<CancelPathwayIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::cancel(cx, *id, body.reason.as_str())?;
        answer(cx, row)
    })
    .await
}
