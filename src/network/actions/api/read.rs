//! Lists and single actions, their creation and change.

use actix_web::{get, patch, post, web};

use super::wire::{ActionFilter, ActionIn, ActionPage, ActionPatch, ActionView};
use crate::app::App;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::ActionId;
use crate::network::actions::store::ActionRow;
use crate::network::actions::{flow, store};

/// List actions
///
/// The catalogue, the newest first. The enrolments of one are the stages that name it: `GET /v1/stages?action_id=`.
/// Sorts: `-created_at`, `created_at`.
#[utoipa::path(tag = "actions", params(PageParams, ActionFilter), responses((status = 200, description = "One page", body = ActionPage)))]
#[get("/actions")]
pub(crate) async fn list_actions(
    app: App,
    caller: Caller,
    filter: Query<ActionFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        let ids: Vec<ActionId> = found.items.iter().map(|row| row.id).collect();
        let taken = store::taken(cx.conn, cx.actor.plie, &ids)?;
        let view = |row: ActionRow| {
            let places = taken.get(&row.id).copied().unwrap_or_default();
            ActionView::of(row, places)
        };
        found.map(view).reply(&page, cx.lang())
    })
    .await
}

/// Create an action
///
/// As an idea. A role that names a territory makes those of that territory (422 `reference_not_found`, `required`).
#[utoipa::path(tag = "actions", request_body = ActionIn, responses((status = 201, description = "Created", body = ActionView)))]
#[post("/actions")]
pub(crate) async fn create_action(app: App, caller: Caller, body: Valid<ActionIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/actions/{}", row.id));
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get an action
///
/// With the places taken in it and those left.
#[utoipa::path(tag = "actions", params(("id" = ActionId, Path, description = "The action")), responses((status = 200, description = "The action", body = ActionView)))]
#[get("/actions/{id}")]
pub(crate) async fn get_action(app: App, caller: Caller, id: web::Path<ActionId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        answer(cx, row)
    })
    .await
}

/// Change an action
///
/// Until it is closed. Its places are never fewer than those taken (409 `conflict_action_full`); its state moves by
/// its verbs only.
#[utoipa::path(tag = "actions", params(("id" = ActionId, Path, description = "The action")), request_body = ActionPatch, responses((status = 200, description = "Changed", body = ActionView)))]
#[patch("/actions/{id}")]
pub(crate) async fn update_action(
    app: App,
    caller: Caller,
    id: web::Path<ActionId>,
    body: Valid<ActionPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        answer(cx, row)
    })
    .await
}

fn shown(cx: &mut Ctx<'_>, row: ActionRow) -> Outcome<ActionView> {
    let taken = store::taken(cx.conn, row.plie_id, &[row.id])?.remove(&row.id);
    Ok(ActionView::of(row, taken.unwrap_or_default()))
}

/// The action as it stands now; the places taken change without it.
pub(super) fn answer(cx: &mut Ctx<'_>, row: ActionRow) -> Outcome<Reply> {
    let version = row.version;
    Ok(Reply::object(&shown(cx, row)?, version)?.fingerprinted())
}
