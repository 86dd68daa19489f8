//! Lists and single stages, their creation and change.

use actix_web::{get, patch, post, web};

use super::wire::{StageFilter, StageIn, StagePage, StagePatch, StageView};
use crate::app::App;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{ParticipantId, PathwayId, StageId};
use crate::participants::vault::words;
use crate::participants::whole;
use crate::pathways;
use crate::pathways::stages::store::{ReviewOf, StageRow};
use crate::pathways::stages::{flow, store};

/// List the stages of a pathway
///
/// The newest first, their reviews without words. Sorts: `-created_at`, `created_at`.
#[utoipa::path(tag = "stages", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, StageFilter), responses((status = 200, description = "One page", body = StagePage)))]
#[get("/pathways/{id}/stages")]
pub(crate) async fn list_pathway_stages(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<StageFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let of = pathways::find(cx, &cx.reach.clone(), *id)?;
        let found = store::list(cx, Some(of.id), &filter.0, &page)?;
        listed(cx, found)?.reply(&page, cx.lang())
    })
    .await
}

/// List stages
///
/// Of all the people the caller reaches, the newest first, their reviews without words. Who stands beside the support
/// (`france_travail`) reads what the stages of the people of its reviews are and when, and nothing in words; a provider
/// (`provider`) those that it provides, from the agreement of the person on until `partner_read_days` after their end.
/// Sorts: `-created_at`, `created_at`.
#[utoipa::path(tag = "stages", params(PageParams, StageFilter), responses((status = 200, description = "One page", body = StagePage)))]
#[get("/stages")]
pub(crate) async fn list_stages(app: App, caller: Caller, filter: Query<StageFilter>, page: PageIn) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, None, &filter.0, &page)?;
        listed(cx, found)?.reply(&page, cx.lang())
    })
    .await
}

/// Those of a pathway that was found in reach, as they are shown.
pub(crate) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<StageView>> {
    let rows = store::of_pathway(cx, pathway)?;
    Ok(listed(cx, Page { items: rows, next_cursor: None, total: None })?.items)
}

fn listed(cx: &mut Ctx<'_>, found: Page<StageRow>) -> Outcome<Page<StageView>> {
    let ids: Vec<StageId> = found.items.iter().map(|row| row.id).collect();
    let mut reviews = store::reviews(cx, &ids)?;
    let people: Vec<ParticipantId> = found.items.iter().map(|row| row.participant_id).collect();
    let whole = whole(cx, "list_stages", &people)?;
    let providers = !cx.reach.enrolled.is_empty();
    let Page { items, next_cursor, total } = found;
    let view = |row: StageRow| {
        let of = reviews.remove(&row.id).map(|review| ReviewOf { person: row.participant_id, review });
        let review = words::closed(of.into_iter().collect())?.pop().map(|of| of.review);
        Ok(StageView::of(row, review).shown(&whole, providers))
    };
    Ok(Page { items: items.into_iter().map(view).collect::<Outcome<_>>()?, next_cursor, total })
}

/// Propose a stage
///
/// It serves at least one objective or barrier of its pathway (422 `rule_stage_purpose`); the provider is one of the
/// PLIE's partner structures. Naming an open action takes a place in it (409 `conflict_action_full`).
#[utoipa::path(tag = "stages", params(("id" = PathwayId, Path, description = "The pathway")), request_body = StageIn, responses((status = 201, description = "Created", body = StageView)))]
#[post("/pathways/{id}/stages")]
pub(crate) async fn create_stage(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<StageIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let (version, location) = (row.version, format!("/v1/stages/{}", row.id));
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get a stage
///
/// With the review that ended it; reading its words leaves a line in the access log.
#[utoipa::path(tag = "stages", params(("id" = StageId, Path, description = "The stage")), responses((status = 200, description = "The stage", body = StageView)))]
#[get("/stages/{id}")]
pub(crate) async fn get_stage(app: App, caller: Caller, id: web::Path<StageId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        answer(cx, row)
    })
    .await
}

/// Change a stage
///
/// Possible until the pathway is closed, unless the stage was cancelled or refused. Its state moves by its verbs
/// only. Its provider changes its days and its hours, nothing else (403).
#[utoipa::path(tag = "stages", params(("id" = StageId, Path, description = "The stage")), request_body = StagePatch, responses((status = 200, description = "Changed", body = StageView)))]
#[patch("/stages/{id}")]
pub(crate) async fn update_stage(
    app: App,
    caller: Caller,
    id: web::Path<StageId>,
    body: Valid<StagePatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        answer(cx, row)
    })
    .await
}

fn shown(cx: &mut Ctx<'_>, row: StageRow) -> Outcome<StageView> {
    let (review, person) = (store::reviews(cx, &[row.id])?.remove(&row.id), row.participant_id);
    let whole = whole(cx, "get_stage", &[person])?;
    let provider = !cx.reach.enrolled.is_empty();
    let review = match review.filter(|_| provider || whole.has(person)) {
        Some(review) => Some(words::opened_one(cx, ReviewOf { person, review })?.review),
        None => None,
    };
    Ok(StageView::of(row, review).shown(&whole, provider))
}

/// The stage as it stands now.
pub(super) fn answer(cx: &mut Ctx<'_>, row: StageRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&shown(cx, row)?, version)
}
