//! Quarterly reviews over HTTP.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::store::{self, ItemRow, ReviewRow};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::text::{Paragraph, QuarterCode};
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply, Valid, patched};
use crate::ids::{ParticipantId, PartnerStructureId, PathwayId, QuarterlyReviewId, ReferentId, UserId};
use crate::network::attendees::Attendee;
use crate::participants::vault::words;

/// What is said of one person in a quarterly review.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "summary": "Formation en cours", "next_step": "Recherche de stage"}))]
pub(crate) struct ReviewItemView {
    /// The pathway.
    pub(crate) pathway_id: PathwayId,
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// Where the person stands; null in a list, which shows no words.
    #[schema(required = true)]
    pub(crate) summary: Option<String>,
    /// What was agreed; null in a list, which shows no words.
    #[schema(required = true)]
    pub(crate) next_step: Option<String>,
}

/// A quarterly review (S3.20).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "structure_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "quarter": "2026-Q1", "referent_id": null, "held_on": "2026-03-02", "next_due_on": "2026-06-02", "attendees": [], "items": [], "recorded_by": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct QuarterlyReviewView {
    /// Its identifier.
    pub(crate) id: QuarterlyReviewId,
    /// The unit of the département, or the agency of France Travail.
    pub(crate) structure_id: PartnerStructureId,
    /// The quarter it is about.
    pub(crate) quarter: String,
    /// Whose people it is about; the whole structure's if null.
    #[schema(required = true)]
    pub(crate) referent_id: Option<ReferentId>,
    /// The day it was held.
    #[schema(required = true)]
    pub(crate) held_on: Option<Day>,
    /// When the next is due: three months later (T9).
    #[schema(required = true)]
    pub(crate) next_due_on: Option<Day>,
    /// Who was invited, and who came.
    pub(crate) attendees: Vec<Attendee>,
    /// Person by person.
    pub(crate) items: Vec<ReviewItemView>,
    /// The account that recorded it; null for a machine.
    #[schema(required = true)]
    pub(crate) recorded_by: Option<UserId>,
    /// Version, for If-Match.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Instant,
    /// When it last changed.
    pub(crate) updated_at: Instant,
}

crate::page_of!(QuarterlyReviewPage, QuarterlyReviewView);

/// What is said of one person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "summary": "Formation en cours", "next_step": "Recherche de stage"}))]
pub(crate) struct ReviewItemIn {
    /// The pathway.
    pub(crate) pathway_id: PathwayId,
    /// Where the person stands.
    #[serde(default)]
    pub(crate) summary: Option<Paragraph>,
    /// What was agreed.
    #[serde(default)]
    pub(crate) next_step: Option<Paragraph>,
}

/// A new quarterly review.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"structure_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "quarter": "2026-Q1", "held_on": "2026-03-02", "attendees": [{"name": "Agnès Roux"}], "items": []}))]
pub(crate) struct QuarterlyReviewIn {
    /// Its identifier, if the caller makes it.
    #[serde(default)]
    pub(crate) id: Option<QuarterlyReviewId>,
    /// The unit of the département, or the agency of France Travail.
    pub(crate) structure_id: PartnerStructureId,
    /// The quarter it is about; one review a structure, quarter and referent (409 `duplicate`).
    pub(crate) quarter: QuarterCode,
    /// Whose people it is about: oneself for a referent who leaves it out, the whole structure's for others.
    #[serde(default)]
    pub(crate) referent_id: Option<ReferentId>,
    /// The day it was held.
    #[serde(default)]
    pub(crate) held_on: Option<Day>,
    /// Who was invited, and who came.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(length(max = 100))]
    pub(crate) attendees: Option<Vec<Attendee>>,
    /// Person by person.
    #[serde(default)]
    #[schema(max_items = 500)]
    #[validate(length(max = 500))]
    pub(crate) items: Option<Vec<ReviewItemIn>>,
}

/// What changes of a quarterly review.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"held_on": "2026-03-09"}))]
pub(crate) struct QuarterlyReviewPatch {
    /// The quarter it is about.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false)]
    pub(crate) quarter: Option<QuarterCode>,
    /// The day it was held.
    #[serde(default, deserialize_with = "patched")]
    pub(crate) held_on: Option<Option<Day>>,
    /// Who was invited, and who came; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 100)]
    #[validate(length(max = 100))]
    pub(crate) attendees: Option<Vec<Attendee>>,
    /// Person by person; the list replaces the former one.
    #[serde(default, deserialize_with = "patched")]
    #[schema(nullable = false, max_items = 500)]
    #[validate(length(max = 500))]
    pub(crate) items: Option<Vec<ReviewItemIn>>,
}

/// Which quarterly reviews are listed.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuarterlyReviewFilter {
    /// Only those with this structure.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) structure_id: Option<PartnerStructureId>,
    /// Only those of this quarter.
    #[serde(default)]
    #[param(required = false, nullable = false, inline)]
    pub(crate) quarter: Option<QuarterCode>,
    /// Only those of this referent.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) referent_id: Option<ReferentId>,
    /// Only those that name this pathway.
    #[serde(default)]
    #[param(required = false, nullable = false)]
    pub(crate) pathway_id: Option<PathwayId>,
}

/// List quarterly reviews
///
/// Of the staff in reach, or with the structure that the caller speaks for; the latest first, without what is said of
/// each person. Sorts: `-quarter`, `quarter`.
#[utoipa::path(tag = "quarterly_reviews", params(PageParams, QuarterlyReviewFilter), responses((status = 200, description = "One page", body = QuarterlyReviewPage)))]
#[get("/quarterly-reviews")]
pub(crate) async fn list_quarterly_reviews(
    app: App,
    caller: Caller,
    filter: Query<QuarterlyReviewFilter>,
    page: PageIn,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let found = store::list(cx, &filter.0, &page)?;
        let ids: Vec<QuarterlyReviewId> = found.items.iter().map(|row| row.id).collect();
        let mut items = store::items(cx, &ids)?;
        let view = |row: ReviewRow| {
            let said = words::closed(items.remove(&row.id).unwrap_or_default())?;
            Ok(QuarterlyReviewView::of(row, said))
        };
        let Page { items: rows, next_cursor, total } = found;
        let items = rows.into_iter().map(view).collect::<Outcome<Vec<_>>>()?;
        Page { items, next_cursor, total }.reply(&page, cx.lang())
    })
    .await
}

/// Record a quarterly review
///
/// With a structure, about a quarter: one a referent (409 `duplicate`). It names pathways that the caller reaches.
#[utoipa::path(tag = "quarterly_reviews", request_body = QuarterlyReviewIn, responses((status = 201, description = "Created", body = QuarterlyReviewView)))]
#[post("/quarterly-reviews")]
pub(crate) async fn create_quarterly_review(
    app: App,
    caller: Caller,
    body: Valid<QuarterlyReviewIn>,
) -> Outcome<Reply> {
    app.write(caller, body, |cx, new| {
        let row = flow::create(cx, new)?;
        let (version, location) = (row.version, format!("/v1/quarterly-reviews/{}", row.id));
        Reply::created(&shown(cx, row)?, version, location)
    })
    .await
}

/// Get a quarterly review
///
/// With what is said of each person, and when the next is due (T9); each reading leaves a line in the access log for
/// each of them.
#[utoipa::path(tag = "quarterly_reviews", params(("id" = QuarterlyReviewId, Path, description = "The review")), responses((status = 200, description = "The review", body = QuarterlyReviewView)))]
#[get("/quarterly-reviews/{id}")]
pub(crate) async fn get_quarterly_review(app: App, caller: Caller, id: web::Path<QuarterlyReviewId>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

/// Change a quarterly review
///
/// A list of attendees or items replaces the former one; the structure and the referent stay.
#[utoipa::path(tag = "quarterly_reviews", params(("id" = QuarterlyReviewId, Path, description = "The review")), request_body = QuarterlyReviewPatch, responses((status = 200, description = "Changed", body = QuarterlyReviewView)))]
#[patch("/quarterly-reviews/{id}")]
pub(crate) async fn update_quarterly_review(
    app: App,
    caller: Caller,
    id: web::Path<QuarterlyReviewId>,
    body: Valid<QuarterlyReviewPatch>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, patch| {
        let row = flow::update(cx, *id, patch)?;
        let version = row.version;
        Reply::object(&shown(cx, row)?, version)
    })
    .await
}

fn shown(cx: &mut Ctx<'_>, row: ReviewRow) -> Outcome<QuarterlyReviewView> {
    let items = store::items(cx, &[row.id])?.remove(&row.id).unwrap_or_default();
    let items = words::opened(cx, items)?;
    Ok(QuarterlyReviewView::of(row, items))
}

impl QuarterlyReviewView {
    fn of(row: ReviewRow, items: Vec<ItemRow>) -> Self {
        let item = |i: ItemRow| ReviewItemView {
            pathway_id: i.pathway_id,
            participant_id: i.participant_id,
            summary: i.summary.and_then(words::told),
            next_step: i.next_step.and_then(words::told),
        };
        Self {
            attendees: row.attendees.read().unwrap_or_default(),
            items: items.into_iter().map(item).collect(),
            id: row.id,
            structure_id: row.structure_id,
            quarter: row.quarter,
            referent_id: row.referent_id,
            held_on: row.held_on,
            next_due_on: row.next_due_on,
            recorded_by: row.recorded_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
