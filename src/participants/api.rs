//! Participants over HTTP.

/// What is shown.
pub(crate) mod view;
/// What is sent.
pub(crate) mod wire;

use actix_web::{get, patch, post, put, web};

use super::beside::only_whole;
use super::{embed, flow, store};
use crate::app::App;
use crate::audit::Change;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::http::query::malformed;
use crate::http::{Caller, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::ParticipantId;
use crate::participants::rules::likeness::fold_name;
use crate::participants::store::ParticipantRow;
pub(crate) use view::{ParticipantPage, ParticipantView};
pub(crate) use wire::{ParticipantFilter, ParticipantIn, ParticipantPatch};

/// Words of a search, at most.
const WORDS: usize = 8;

/// The words of a search, folded.
fn words(q: Option<&str>) -> Outcome<Vec<String>> {
    let Some(q) = q else { return Ok(Vec::new()) };
    let folded = fold_name(q);
    let words: Vec<String> = folded.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
    if folded.chars().count() < 2 || words.len() > WORDS {
        return Err(malformed("q", "2 characters at least, 8 words at most", Vec::new()));
    }
    Ok(words)
}

/// List participants
///
/// Those merged into another are left out. Who stands beside the support (`france_travail`) reads who the people of its
/// reviews are, and no more. Sorts: `last_name`, `-created_at`.
#[utoipa::path(tag = "participants", params(PageParams, ParticipantFilter, ("expand" = Option<String>, Query, description = "Relations to embed in each, separated by commas: `current_pathway`", example = "current_pathway")), responses((status = 200, description = "One page", body = ParticipantPage)))]
#[get("/participants")]
pub(crate) async fn list_participants(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<ParticipantFilter>,
) -> Outcome<Reply> {
    let words = words(filter.0.q.as_deref())?;
    app.read(caller, move |cx| {
        if let Some(criterion) = &filter.0.criterion {
            only_whole(cx, "criterion", criterion.as_str())?;
        }
        let found = store::list(cx, &page, &filter.0, &words)?;
        embed::page(cx, found)?.reply(&page, cx.lang())
    })
    .await
}

/// Create a participant
///
/// Possible doubles that the caller may see stop it (409 `duplicate` with `candidates`), unless `confirm_new` is
/// true. A France Travail number, and a number in another system, is one person's in any case.
#[utoipa::path(tag = "participants", request_body = ParticipantIn, responses((status = 201, description = "Created", body = ParticipantView)))]
#[post("/participants")]
pub(crate) async fn create_participant(app: App, caller: Caller, body: Valid<ParticipantIn>) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create_from_wire(cx, new)?;
        let (version, location) = (row.version, format!("/v1/participants/{}", row.id));
        Reply::created(&ParticipantView::from(row), version, location)
    })
    .await
}

/// Get a participant
///
/// With where they stand in their current pathway.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant"), ("expand" = Option<String>, Query, description = "Relations to embed, separated by commas: `current_pathway`, `situations`, `orientations`", example = "situations")), responses((status = 200, description = "The participant", body = ParticipantView), (status = 308, description = "Merged into another: `Location` is the kept one")))]
#[get("/participants/{id}")]
pub(crate) async fn get_participant(app: App, caller: Caller, id: web::Path<ParticipantId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::find(cx, &cx.reach.clone(), *id);
        answer(cx, *id, found)
    })
    .await
}

/// Get a participant by another system's number
///
/// The number as it stands in `external_ids`.
#[utoipa::path(tag = "participants", params(("system" = String, Path, description = "The system's short name", example = "viesion"), ("id" = String, Path, description = "The number there", example = "A-12"), ("expand" = Option<String>, Query, description = "Relations to embed, separated by commas: `current_pathway`, `situations`, `orientations`", example = "situations")), responses((status = 200, description = "The participant", body = ParticipantView), (status = 308, description = "Merged into another: `Location` is the kept one")))]
#[get("/participants/by-external-id/{system}/{id}")]
pub(crate) async fn get_participant_by_external_id(
    app: App,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::by_external_id(cx, &cx.reach.clone(), &path.0, &path.1)?;
        let id = row.id;
        answer(cx, id, Ok(row))
    })
    .await
}

/// Create or change a participant by another system's number
///
/// For whoever keeps people in a system of their own and sends each of them again: 201 where the number was nobody's, with
/// the doubles and the rules of `create_participant`; 200 where it is somebody's, changed where something differs. What is
/// left out stays, and what is so already is not written again.
#[utoipa::path(tag = "participants", params(("system" = String, Path, description = "The system's short name", example = "viesion"), ("id" = String, Path, description = "The number there", example = "A-12")), request_body = ParticipantIn, responses((status = 200, description = "Known, and changed where something differed", body = ParticipantView), (status = 201, description = "Created", body = ParticipantView)))]
#[put("/participants/by-external-id/{system}/{id}")]
pub(crate) async fn put_participant_by_external_id(
    app: App,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: Valid<ParticipantIn>,
) -> Outcome<Reply> {
    let (system, number) = path.into_inner();
    app.write(caller, body, move |cx, new| {
        let (change, row) = flow::put(cx, system, &number, new)?;
        let (version, location) = (row.version, format!("/v1/participants/{}", row.id));
        let view = ParticipantView::from(row);
        if change == Change::Created { Reply::created(&view, version, location) } else { Reply::object(&view, version) }
    })
    .await
}

/// The participant; of one that was merged, the way to the one that was kept.
fn answer(cx: &mut Ctx<'_>, id: ParticipantId, found: Outcome<ParticipantRow>) -> Outcome<Reply> {
    let merged = match &found {
        Ok(row) => row.merged_into.is_some(),
        Err(failure) => *failure == Failure::NotFound,
    };
    if merged && let Some(reply) = moved(cx, id, "")? {
        return Ok(reply);
    }
    embed::reply(cx, found?)
}

/// The way (308) to what stands under the one that was kept; none of one that was not merged.
pub(crate) fn moved(cx: &mut Ctx<'_>, id: ParticipantId, rest: &str) -> Outcome<Option<Reply>> {
    let Some(kept) = store::kept(cx, id)? else { return Ok(None) };
    let reach = cx.reach.clone();
    if !store::stands(cx, &reach, kept)? {
        return Err(Failure::NotFound);
    }
    Reply::moved(format!("/v1/participants/{kept}{rest}")).map(Some)
}

/// Change a participant
///
/// Members that are left out stay; the same holds inside `address` and `external_ids`.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), request_body = ParticipantPatch, responses((status = 200, description = "Changed", body = ParticipantView)))]
#[patch("/participants/{id}")]
pub(crate) async fn update_participant(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
    body: Valid<ParticipantPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&ParticipantView::from(row), version)
    })
    .await
}
