//! Agenda items.

use actix_web::{delete, get, post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{AgendaItemPage, AgendaItemView, item_view, item_views};
use crate::app::App;
use crate::db::Day;
use crate::failure::Outcome;
use crate::http::text::Paragraph;
use crate::http::{Caller, NoBody, Page, PageIn, PageParams, Reply, Valid};
use crate::ids::{AgendaItemId, CommissionSessionId, EntryFileId, PathwayId};
use crate::intake::commissions::rules::ItemKind;
use crate::intake::commissions::rules::decisions::DecisionOutcome;
use crate::intake::commissions::{flow, store};

/// A new item.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "admission", "entry_file_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"}))]
pub(crate) struct AgendaItemIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<AgendaItemId>,
    /// What it is about.
    pub(crate) kind: ItemKind,
    /// The entry file; for an admission.
    #[serde(default)]
    pub(crate) entry_file_id: Option<EntryFileId>,
    /// The pathway; for all others.
    #[serde(default)]
    pub(crate) pathway_id: Option<PathwayId>,
    /// Its place on the agenda, from 1; at the end if left out.
    #[serde(default)]
    #[validate(range(min = 1, max = 10000))]
    #[schema(minimum = 1, maximum = 10000)]
    pub(crate) position: Option<i64>,
    /// Whether the chair agrees to an item that comes late (R4.3); understood when the chair adds it.
    #[serde(default)]
    #[schema(default = false)]
    pub(crate) chair_consents: bool,
}

/// A decision.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"outcome": "admitted", "motive": "Projet solide, freins identifiés.", "effective_on": "2026-03-12"}))]
pub(crate) struct DecideIn {
    /// What is decided.
    pub(crate) outcome: DecisionOutcome,
    /// Why.
    pub(crate) motive: Paragraph,
    /// What is proposed instead; asked of a refusal and a redirection (R4.5).
    #[serde(default)]
    pub(crate) alternative: Option<Paragraph>,
    /// From which day.
    pub(crate) effective_on: Day,
    /// Until when a suspension or an extension lasts, where the commission says so.
    #[serde(default)]
    pub(crate) ends_on: Option<Day>,
}

/// List the agenda of a commission session
///
/// In its order, each item with its decision; a referent sees the items of their own people.
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session"), PageParams), responses((status = 200, description = "One page", body = AgendaItemPage)))]
#[get("/commission-sessions/{id}/agenda-items")]
pub(crate) async fn list_agenda_items(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let reach = cx.reach_in("get_commission_session");
        let session = store::find_session(cx, &reach, *id)?;
        let found = store::list_items(cx, &page, session.id)?;
        let items = item_views(cx, found.items)?;
        Page { items, next_cursor: found.next_cursor, total: found.total }.reply(&page, cx.lang())
    })
    .await
}

/// Add an item to an agenda
///
/// Freely until two working days before the session, then with the chair's consent (R4.3). A complete entry file is
/// submitted with it; what waits in a cancelled session is taken up from there. Somebody who lives in another
/// territory than the commission's is warned about (`other_territory`).
#[utoipa::path(tag = "commissions", params(("id" = CommissionSessionId, Path, description = "The session")), request_body = AgendaItemIn, responses((status = 201, description = "Added", body = AgendaItemView)))]
#[post("/commission-sessions/{id}/agenda-items")]
pub(crate) async fn create_agenda_item(
    app: App,
    caller: Caller,
    id: web::Path<CommissionSessionId>,
    body: Valid<AgendaItemIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::add_item(cx, *id, &new)?;
        let (location, version) = (format!("/v1/agenda-items/{}", row.id), row.version);
        Reply::created(&item_view(cx, row)?, version, location).map(Reply::fingerprinted)
    })
    .await
}

/// Get an agenda item
///
/// With its decision, once it is taken.
#[utoipa::path(tag = "commissions", params(("id" = AgendaItemId, Path, description = "The item")), responses((status = 200, description = "The item", body = AgendaItemView)))]
#[get("/agenda-items/{id}")]
pub(crate) async fn get_agenda_item(app: App, caller: Caller, id: web::Path<AgendaItemId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find_item(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&item_view(cx, row)?, version).map(Reply::fingerprinted)
    })
    .await
}

/// Remove an agenda item
///
/// Before the session is convened; an entry file stays submitted and waits for another session.
#[utoipa::path(tag = "commissions", params(("id" = AgendaItemId, Path, description = "The item")), responses((status = 204, description = "Removed")))]
#[delete("/agenda-items/{id}")]
pub(crate) async fn delete_agenda_item(app: App, caller: Caller, id: web::Path<AgendaItemId>) -> Outcome<Reply> {
    let body = Valid::of(NoBody {}, [0; 32]);
    app.write(caller, body, move |cx, _body| {
        flow::remove_item(cx, *id)?;
        Ok(Reply::nothing())
    })
    .await
}

/// Decide on an agenda item
///
/// Once, in a session that is held with its quorum (R4.1), by nobody who is the referent of the entry file. What it
/// does to the file, the orientation and the pathway happens with it. An item that has lost its object (a file decided
/// elsewhere, a pathway closed) is still settled: `adjourned` and `continue` then change nothing but the minutes.
/// `continue` and `extend` take back the exit that an `exit_proposal` is about. A suspension stops the timers as it is
/// recorded: decide it from the day of the session on, a day to come is refused (422 `rule_future`).
#[utoipa::path(tag = "commissions", params(("id" = AgendaItemId, Path, description = "The item")), request_body = DecideIn, responses((status = 200, description = "The item with its decision", body = AgendaItemView)))]
#[post("/agenda-items/{id}/decide")]
pub(crate) async fn decide_agenda_item(
    app: App,
    caller: Caller,
    id: web::Path<AgendaItemId>,
    body: Valid<DecideIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, body| {
        let row = flow::decide(cx, *id, &body)?;
        let version = row.version;
        Reply::object(&item_view(cx, row)?, version).map(Reply::fingerprinted)
    })
    .await
}
