//! The verbs of an interview (domain § 4.7).

use actix_web::{post, web};

use super::read::answer;
use super::wire::{InterviewHoldIn, InterviewReasonIn, InterviewRescheduleIn, InterviewView};
use crate::app::App;
use crate::failure::Outcome;
use crate::http::{Caller, Reply, Valid};
use crate::ids::InterviewId;
use crate::participants::signatures::SignatureIn;
use crate::pathways::interviews::flow;

/// Hold an interview
///
/// On a day that has come, with its true end. The report may come later; after seven days it is late (§ 6.4).
#[utoipa::path(tag = "interviews", params(("id" = InterviewId, Path, description = "The interview")), request_body = InterviewHoldIn, responses((status = 200, description = "Changed", body = InterviewView)))]
#[post("/interviews/{id}/hold")]
pub(crate) async fn hold_interview(
    app: App,
    caller: Caller,
    id: web::Path<InterviewId>,
    body: Valid<InterviewHoldIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::hold(cx, *id, asked)?;
        answer(cx, row)
    })
    .await
}

/// Mark a no-show
///
/// The person did not come and did not say so; on a day that has come.
#[utoipa::path(tag = "interviews", params(("id" = InterviewId, Path, description = "The interview")), request_body = InterviewReasonIn, responses((status = 200, description = "Changed", body = InterviewView)))]
#[post("/interviews/{id}/no-show")]
pub(crate) async fn mark_interview_no_show(
    app: App,
    caller: Caller,
    id: web::Path<InterviewId>,
    body: Valid<InterviewReasonIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::no_show(cx, *id, asked.reason)?;
        answer(cx, row)
    })
    .await
}

/// Excuse an interview
///
/// The person said that they could not come.
#[utoipa::path(tag = "interviews", params(("id" = InterviewId, Path, description = "The interview")), request_body = InterviewReasonIn, responses((status = 200, description = "Changed", body = InterviewView)))]
#[post("/interviews/{id}/excuse")]
pub(crate) async fn excuse_interview(
    app: App,
    caller: Caller,
    id: web::Path<InterviewId>,
    body: Valid<InterviewReasonIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::excuse(cx, *id, asked.reason)?;
        answer(cx, row)
    })
    .await
}

/// Cancel an interview
///
/// By the service.
#[utoipa::path(tag = "interviews", params(("id" = InterviewId, Path, description = "The interview")), request_body = InterviewReasonIn, responses((status = 200, description = "Changed", body = InterviewView)))]
#[post("/interviews/{id}/cancel")]
pub(crate) async fn cancel_interview(
    app: App,
    caller: Caller,
    id: web::Path<InterviewId>,
    body: Valid<InterviewReasonIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::cancel(cx, *id, asked.reason)?;
        answer(cx, row)
    })
    .await
}

/// Reschedule an interview
///
/// This one becomes `rescheduled` and names in `rescheduled_to` the one planned instead.
#[utoipa::path(tag = "interviews", params(("id" = InterviewId, Path, description = "The interview")), request_body = InterviewRescheduleIn, responses((status = 200, description = "Changed", body = InterviewView)))]
#[post("/interviews/{id}/reschedule")]
pub(crate) async fn reschedule_interview(
    app: App,
    caller: Caller,
    id: web::Path<InterviewId>,
    body: Valid<InterviewRescheduleIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::reschedule(cx, *id, asked)?;
        answer(cx, row)
    })
    .await
}

/// Sign an interview
///
/// Once it is held, on the facts shown to the signer (409 `conflict_facts_changed`). With `refused_reason` it is a
/// refusal to sign (R6.12). The participant's counts; those of others are kept beside it.
#[utoipa::path(tag = "interviews", params(("id" = InterviewId, Path, description = "The interview")), request_body = SignatureIn, responses((status = 200, description = "Changed", body = InterviewView)))]
#[post("/interviews/{id}/sign")]
pub(crate) async fn sign_interview(
    app: App,
    caller: Caller,
    id: web::Path<InterviewId>,
    body: Valid<SignatureIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::sign(cx, *id, asked)?;
        answer(cx, row)
    })
    .await
}
