//! The verbs of an action (S0.22).

use actix_web::{post, web};

use super::read::answer;
use super::wire::{ActionPlanIn, ActionView};
use crate::app::App;
use crate::failure::Outcome;
use crate::http::{Caller, NoBody, Reply, Valid};
use crate::ids::ActionId;
use crate::network::actions::flow;

/// Plan an action
///
/// With its first day. From `idea`.
#[utoipa::path(tag = "actions", params(("id" = ActionId, Path, description = "The action")), request_body = ActionPlanIn, responses((status = 200, description = "Changed", body = ActionView)))]
#[post("/actions/{id}/plan")]
pub(crate) async fn plan_action(
    app: App,
    caller: Caller,
    id: web::Path<ActionId>,
    body: Valid<ActionPlanIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::plan(cx, *id, asked.starts_on, asked.ends_on)?;
        answer(cx, row)
    })
    .await
}

/// Open an action
///
/// From now on stages may name it, and everybody sees it at `GET /v1/public/actions`. From `planned`, unless it is
/// over (409 `conflict_action_over`).
#[utoipa::path(tag = "actions", params(("id" = ActionId, Path, description = "The action")), request_body = NoBody, responses((status = 200, description = "Changed", body = ActionView)))]
#[post("/actions/{id}/open")]
pub(crate) async fn open_action(
    app: App,
    caller: Caller,
    id: web::Path<ActionId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let row = flow::open(cx, *id)?;
        answer(cx, row)
    })
    .await
}

/// Close an action
///
/// Nobody enters it any more; the stages in it go on. From `open`, or `planned` when it is given up.
#[utoipa::path(tag = "actions", params(("id" = ActionId, Path, description = "The action")), request_body = NoBody, responses((status = 200, description = "Changed", body = ActionView)))]
#[post("/actions/{id}/close")]
pub(crate) async fn close_action(
    app: App,
    caller: Caller,
    id: web::Path<ActionId>,
    body: Valid<NoBody>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, _| {
        let row = flow::close(cx, *id)?;
        answer(cx, row)
    })
    .await
}
