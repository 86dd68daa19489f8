//! Pairs over HTTP.

use std::collections::HashMap;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::flow;
use super::rules::PairStatus;
use super::store::{self, Brief, PairRow};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::{Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::http::text::Note;
use crate::http::{Caller, Page, PageIn, PageParams, Query, Reply, Valid};
use crate::ids::{DuplicateCandidateId, ParticipantId, UserId};
use crate::pathways::rules::PathwayStatus;

/// One of the two persons of a pair.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12", "pathway_status": "active", "merged_into": null}))]
pub(crate) struct DuplicatePersonView {
    /// The participant.
    id: ParticipantId,
    /// Given name.
    first_name: String,
    /// Family name in use.
    last_name: String,
    /// Day of birth.
    birth_date: Day,
    /// Where their pathway stands.
    #[schema(required = true)]
    pathway_status: Option<PathwayStatus>,
    /// The participant that this one was merged into.
    #[schema(required = true)]
    merged_into: Option<ParticipantId>,
}

/// Two participants who may be one person.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7d6", "participants": [{"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12", "pathway_status": "active", "merged_into": null}, {"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "first_name": "Nadia", "last_name": "Ben Ali", "birth_date": "1987-04-12", "pathway_status": null, "merged_into": null}], "score": 70, "reasons": ["birth_date", "names_near"], "status": "open", "reason": null, "decided_by": null, "decided_at": null, "version": 1, "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z"}))]
pub(crate) struct DuplicateCandidateView {
    /// Its identifier.
    id: DuplicateCandidateId,
    /// The two.
    #[schema(min_items = 2, max_items = 2)]
    participants: Vec<DuplicatePersonView>,
    /// How alike they are, 1 to 100.
    #[schema(minimum = 1, maximum = 100)]
    score: i64,
    /// The members that agree.
    #[schema(value_type = Vec<String>)]
    reasons: Json,
    /// What became of it.
    status: PairStatus,
    /// Why they are two persons, in the words of who said so.
    #[schema(required = true)]
    reason: Option<String>,
    /// Who decided.
    #[schema(required = true)]
    decided_by: Option<UserId>,
    /// When.
    #[schema(required = true)]
    decided_at: Option<Instant>,
    /// Version, for If-Match.
    version: i64,
    /// When it was found.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

crate::page_of!(DuplicateCandidatePage, DuplicateCandidateView);

/// Which pairs are listed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DuplicateFilter {
    /// Only those of which this became.
    #[param(required = false, inline)]
    pub(crate) status: Option<PairStatus>,
    /// Only those of this participant.
    #[param(required = false)]
    pub(crate) participant_id: Option<ParticipantId>,
}

/// Why two participants are two persons.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Jumeaux"}))]
pub(crate) struct DismissIn {
    /// Why.
    #[serde(default)]
    pub(crate) reason: Option<Note>,
}

/// List the pairs that may be one person
///
/// The likeliest first. Sorts: `-score`, `-created_at`.
#[utoipa::path(tag = "duplicates", params(PageParams, DuplicateFilter), responses((status = 200, description = "One page", body = DuplicateCandidatePage)))]
#[get("/duplicate-candidates")]
pub(crate) async fn list_duplicate_candidates(
    app: App,
    caller: Caller,
    page: PageIn,
    filter: Query<DuplicateFilter>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let Page { items, next_cursor, total } = store::list(cx, &filter.0, &page)?;
        let persons = store::persons(cx, &items)?;
        let items = items.into_iter().map(|row| view(row, &persons)).collect::<Outcome<Vec<_>>>()?;
        Page { items, next_cursor, total }.reply(&page, cx.lang())
    })
    .await
}

/// Get a pair that may be one person
///
/// With the two as they stand now.
#[utoipa::path(tag = "duplicates", params(("id" = DuplicateCandidateId, Path, description = "The pair")), responses((status = 200, description = "The pair", body = DuplicateCandidateView)))]
#[get("/duplicate-candidates/{id}")]
pub(crate) async fn get_duplicate_candidate(
    app: App,
    caller: Caller,
    id: web::Path<DuplicateCandidateId>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let row = store::find(cx, &cx.reach.clone(), *id)?;
        // the two change without their pair
        answer(cx, row).map(Reply::fingerprinted)
    })
    .await
}

/// Dismiss a pair
///
/// They are two persons: the pair is not proposed again.
#[utoipa::path(tag = "duplicates", params(("id" = DuplicateCandidateId, Path, description = "The pair")), request_body = DismissIn, responses((status = 200, description = "Dismissed", body = DuplicateCandidateView)))]
#[post("/duplicate-candidates/{id}/dismiss")]
pub(crate) async fn dismiss_duplicate_candidate(
    app: App,
    caller: Caller,
    id: web::Path<DuplicateCandidateId>,
    body: Valid<DismissIn>,
) -> Outcome<Reply> {
    app.write(caller, body, move |cx, asked| {
        let row = flow::dismiss(cx, *id, asked.reason)?;
        answer(cx, row).map(Reply::fingerprinted)
    })
    .await
}

fn answer(cx: &mut Ctx<'_>, row: PairRow) -> Outcome<Reply> {
    let (version, persons) = (row.version, store::persons(cx, std::slice::from_ref(&row))?);
    Reply::object(&view(row, &persons)?, version)
}

fn view(row: PairRow, persons: &HashMap<ParticipantId, Brief>) -> Outcome<DuplicateCandidateView> {
    let two = [row.first_id, row.second_id].into_iter().map(|id| {
        let brief = persons.get(&id).cloned().ok_or_else(|| Failure::defect("a pair of nobody"))?;
        Ok(DuplicatePersonView {
            id: brief.id,
            first_name: brief.first_name,
            last_name: brief.last_name,
            birth_date: brief.birth_date,
            pathway_status: brief.pathway_status,
            merged_into: brief.merged_into,
        })
    });
    Ok(DuplicateCandidateView {
        id: row.id,
        participants: two.collect::<Outcome<_>>()?,
        score: row.score,
        reasons: row.reasons,
        status: row.status,
        reason: row.reason,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
