//! Lists and single interviews, their creation and change.

use actix_web::{get, patch, post, web};

use super::wire::{InterviewFilter, InterviewIn, InterviewPage, InterviewPatch, InterviewView};
use crate::app::App;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{InterviewId, PathwayId};
use crate::pathways;
use crate::pathways::interviews::store::InterviewRow;
use crate::pathways::interviews::{flow, store};

/// List the interviews of a pathway
///
/// The latest first, without their reports. Sorts: `-starts_at`, `starts_at`.
#[utoipa::path(tag = "interviews", params(("id" = PathwayId, Path, description = "The pathway"), PageParams, InterviewFilter), responses((status = 200, description = "One page", body = InterviewPage)))]
#[get("/pathways/{id}/interviews")]
pub(crate) async fn list_pathway_interviews(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    filter: Query<InterviewFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let of = pathways::find(cx, &cx.reach.clone(), *id)?;
        let found = store::list(cx, Some(of.id), &filter.0, &page)?;
        listed(cx, found)?.reply(&page, cx.lang())
    })
    .await
}

/// List interviews
///
/// Of all the people the caller reaches, the latest first, without their reports. Sorts: `-starts_at`, `starts_at`.
#[utoipa::path(tag = "interviews", params(PageParams, InterviewFilter), responses((status = 200, description = "One page", body = InterviewPage)))]
#[get("/interviews")]
pub(crate) async fn list_interviews(
    app: App,
    caller: Caller,
    filter: Query<InterviewFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, None, &filter.0, &page)?;
        listed(cx, found)?.reply(&page, cx.lang())
    })
    .await
}

/// Those of a pathway that was found in reach, as they are shown.
pub(crate) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<InterviewView>> {
    let rows = store::of_pathway(cx, pathway)?;
    Ok(listed(cx, Page { items: rows, next_cursor: None, total: None })?.items)
}

fn listed(cx: &mut Ctx<'_>, found: Page<InterviewRow>) -> Outcome<Page<InterviewView>> {
    let beside = store::beside(cx, &found.items)?;
    Ok(found.map(|mut row| {
        // a list shows no words
        row.set_report(None);
        InterviewView::of(row, &beside)
    }))
}

/// Plan or record an interview
///
/// Planned, or with the outcome of one whose day has come. Warnings: `late` (§ 6.4), `interview_overlap`,
/// `not_assigned`.
#[utoipa::path(tag = "interviews", params(("id" = PathwayId, Path, description = "The pathway")), request_body = InterviewIn, responses((status = 201, description = "Created", body = InterviewView)))]
#[post("/pathways/{id}/interviews")]
pub(crate) async fn create_interview(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    body: Valid<InterviewIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, new| {
        let row = flow::create(cx, *id, new)?;
        let (version, location) = (row.version, format!("/v1/interviews/{}", row.id));
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get an interview
///
/// With the signature and where it stands, and the report, whose reading leaves a line in the access log.
#[utoipa::path(tag = "interviews", params(("id" = InterviewId, Path, description = "The interview")), responses((status = 200, description = "The interview", body = InterviewView)))]
#[get("/interviews/{id}")]
pub(crate) async fn get_interview(app: App, caller: Caller, id: web::Path<InterviewId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        answer(cx, row)
    })
    .await
}

/// Change an interview
///
/// The report among others. When the day, times or persons of a signed one change, the signature is void and the
/// warning `signature_voided` says so (R6.11).
#[utoipa::path(tag = "interviews", params(("id" = InterviewId, Path, description = "The interview")), request_body = InterviewPatch, responses((status = 200, description = "Changed", body = InterviewView)))]
#[patch("/interviews/{id}")]
pub(crate) async fn update_interview(
    app: App,
    caller: Caller,
    id: web::Path<InterviewId>,
    body: Valid<InterviewPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        answer(cx, row)
    })
    .await
}

fn shown(cx: &mut Ctx<'_>, row: InterviewRow) -> Outcome<InterviewView> {
    let beside = store::beside(cx, std::slice::from_ref(&row))?;
    let reports = store::reports_read(cx, std::slice::from_ref(&row))?;
    let row = store::opened(cx, vec![reports.of(row)])?.pop().ok_or(Failure::NotFound)?;
    Ok(InterviewView::of(row, &beside))
}

/// The interview as it stands now.
pub(super) fn answer(cx: &mut Ctx<'_>, row: InterviewRow) -> Outcome<Reply> {
    let version = row.version;
    Reply::object(&shown(cx, row)?, version)
}
