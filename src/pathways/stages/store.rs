//! Rows of stages and of their reviews.

use std::collections::HashMap;

use diesel::prelude::*;

use super::api::StageFilter;
use super::rules::{ReviewKind, StageStatus};
use crate::auth::keys::Keys;
use crate::auth::role::Reach;
use crate::civil::add_days;
use crate::ctx::Ctx;
use crate::db::schema::{actions, stage_reviews, stages};
use crate::db::{Conn, Day, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{
    ActionId, ParticipantId, PartnerStructureId, PathwayId, PlieId, ProcurementContractId, StageId, StageReviewId,
    UserId,
};
use crate::keyset;
use crate::participants::erasure::GONE;
use crate::participants::in_reach;
use crate::participants::vault::What;
use crate::participants::vault::words::{self, Worded, WordsOf};

/// A row of `stages`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = stages, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct StageRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: StageId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) type_: String,
    pub(crate) action_id: Option<ActionId>,
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    pub(crate) resource_origin: String,
    pub(crate) planned_starts_on: Option<Day>,
    pub(crate) started_on: Option<Day>,
    pub(crate) ended_on: Option<Day>,
    pub(crate) hours: Option<i64>,
    pub(crate) rome: Option<String>,
    pub(crate) objective_ids: Json,
    pub(crate) barrier_ids: Json,
    pub(crate) status: StageStatus,
    pub(crate) status_reason: Option<String>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) procurement_contract_id: Option<ProcurementContractId>,
}

/// A row of `stage_reviews`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = stage_reviews, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ReviewRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: StageReviewId,
    pub(crate) stage_id: StageId,
    pub(crate) held_on: Day,
    pub(crate) kind: ReviewKind,
    pub(crate) result: String,
    pub(crate) participant_view: Option<String>,
    pub(crate) late: bool,
    pub(crate) recorded_at: Instant,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    /// The words as they are kept; `result` and `participant_view` hold them in the clear in memory, and in rows older
    /// than their encryption.
    pub(crate) words_sealed: Option<Vec<u8>>,
}

/// A review and whom it is of.
#[derive(Debug, Clone)]
pub(crate) struct ReviewOf {
    pub(crate) person: ParticipantId,
    pub(crate) review: ReviewRow,
}

impl Worded for ReviewOf {
    const WHAT: What = What::StageReview;

    fn whose(&self) -> WordsOf {
        WordsOf { plie: self.review.plie_id, person: Some(self.person), object: self.review.id.0 }
    }

    fn sealed(&mut self) -> &mut Option<Vec<u8>> {
        &mut self.review.words_sealed
    }

    fn each(&mut self, f: &mut dyn FnMut(&'static str, &mut String)) -> Outcome<()> {
        f("/result", &mut self.review.result);
        if let Some(view) = &mut self.review.participant_view {
            f("/participant_view", view);
        }
        Ok(())
    }
}

/// Seals some of the reviews whose words stand in the clear: how many there were; none once all are sealed.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn seal_clear(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let rows: Vec<(ReviewRow, ParticipantId)> = stage_reviews::table
        .inner_join(
            stages::table.on(stages::plie_id.eq(stage_reviews::plie_id).and(stages::id.eq(stage_reviews::stage_id))),
        )
        .filter(stage_reviews::words_sealed.is_null())
        // of what was erased no words are left
        .filter(stage_reviews::result.ne(GONE))
        .limit(words::BATCH)
        .select((ReviewRow::as_select(), stages::participant_id))
        .load(conn)?;
    let rows: Vec<ReviewOf> = rows.into_iter().map(|(review, person)| ReviewOf { person, review }).collect();
    words::seal_all(conn, keys, now, &rows, |conn, row| {
        let row = &row.review;
        let as_read = stage_reviews::table.find((row.plie_id, row.id)).filter(stage_reviews::version.eq(row.version));
        diesel::update(as_read).set(row).execute(conn)
    })
}

/// The stages of the people in reach; a structure reaches those that it provides, and no other of the same people.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> stages::BoxedQuery<'a, MultiBackend> {
    let plie = cx.plie();
    let query = stages::table.filter(stages::plie_id.eq(plie)).into_boxed();
    if reach.enrolled.is_empty() {
        return query.filter(in_reach(cx, reach, stages::participant_id));
    }
    let whole = Reach { enrolled: Vec::new(), ..reach.clone() };
    let theirs = actions::table
        .filter(actions::plie_id.eq(plie))
        .filter(actions::provider_structure_id.assume_not_null().eq_any(reach.enrolled.clone()))
        .select(actions::id);
    let named = stages::provider_structure_id.assume_not_null().eq_any(reach.enrolled.clone());
    let placed = stages::provider_structure_id
        .is_null()
        .and(stages::action_id.is_not_null())
        .and(stages::action_id.assume_not_null().eq_any(theirs));
    let since = add_days(cx.today, -cx.settings().partner_read_days);
    let over = stages::ended_on.is_not_null().and(stages::ended_on.assume_not_null().ge(since));
    let lasting = stages::status.eq_any(PROVIDED).or(stages::status.eq_any(PROVIDED_ONCE).and(over));
    let provided = stages::provider_structure_id.is_not_null().and(named).or(placed);
    let people = Reach { enrolled: reach.enrolled.clone(), ..Reach::nothing(reach.user) };
    let provided = provided.and(lasting).and(in_reach(cx, &people, stages::participant_id));
    query.filter(in_reach(cx, &whole, stages::participant_id).or(provided))
}

/// The states of a stage that its provider sees: the person has agreed to it. `participants::in_reach` says the same of
/// the person.
const PROVIDED: [StageStatus; 3] = [StageStatus::Accepted, StageStatus::Planned, StageStatus::InProgress];
/// Those in which it sees it for a while.
const PROVIDED_ONCE: [StageStatus; 2] = [StageStatus::Completed, StageStatus::Interrupted];

/// Whether the caller reaches the stage as its provider alone.
pub(super) fn provided(cx: &mut Ctx<'_>, id: StageId) -> Outcome<bool> {
    if cx.reach.enrolled.is_empty() {
        return Ok(false);
    }
    let whole = Reach { enrolled: Vec::new(), ..cx.reach.clone() };
    Ok(whole.is_empty() || !exists(cx, &whole, id)?)
}

fn filtered<'a>(
    cx: &Ctx<'_>,
    of: Option<PathwayId>,
    filter: &StageFilter,
    page: &PageIn,
) -> stages::BoxedQuery<'a, MultiBackend> {
    let mut query = scoped(cx, &cx.reach);
    for pathway in of.into_iter().chain(filter.pathway_id) {
        query = query.filter(stages::pathway_id.eq(pathway));
    }
    if let Some(participant) = filter.participant_id {
        query = query.filter(stages::participant_id.eq(participant));
    }
    if let Some(status) = filter.status {
        query = query.filter(stages::status.eq(status));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(stages::type_.eq(kind.as_str().to_owned()));
    }
    if let Some(action) = filter.action_id {
        query = query.filter(stages::action_id.eq(action));
    }
    if let Some(contract) = filter.procurement_contract_id {
        query = query.filter(stages::procurement_contract_id.eq(contract));
    }
    if let Some(provider) = filter.provider_structure_id {
        query = query.filter(stages::provider_structure_id.eq(provider));
    }
    if let Some(from) = filter.from {
        let planned = stages::started_on.is_null().and(stages::planned_starts_on.ge(from));
        query = query.filter(stages::started_on.ge(from).or(planned));
    }
    if let Some(to) = filter.to {
        let planned = stages::started_on.is_null().and(stages::planned_starts_on.le(to));
        query = query.filter(stages::started_on.le(to).or(planned));
    }
    match page.updated_after {
        Some(after) => query.filter(stages::updated_at.gt(after)),
        None => query,
    }
}

/// The first 500 of a pathway, in order of time.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<StageRow>> {
    let query = stages::table
        .filter(stages::plie_id.eq(cx.plie()))
        .filter(stages::pathway_id.eq(pathway))
        .order((stages::created_at, stages::id))
        .limit(500)
        .select(StageRow::as_select());
    Ok(query.load(cx.conn)?)
}

pub(super) fn list(
    cx: &mut Ctx<'_>,
    of: Option<PathwayId>,
    filter: &StageFilter,
    page: &PageIn,
) -> Outcome<Page<StageRow>> {
    let total =
        if page.include_total { Some(filtered(cx, of, filter, page).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "created_at"])?;
    let query = filtered(cx, of, filter, page).select(StageRow::as_select());
    let rows = if sort == "created_at" {
        keyset!(query, page, asc, stages::created_at, stages::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, stages::created_at, stages::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &StageRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: StageId) -> Outcome<StageRow> {
    let query = scoped(cx, reach).filter(stages::id.eq(id)).select(StageRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the stage is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: StageId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The stage with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: StageId) -> Outcome<Option<StageRow>> {
    let query = stages::table.find((cx.plie(), id)).select(StageRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// The last review of each of these stages.
pub(super) fn reviews(cx: &mut Ctx<'_>, ids: &[StageId]) -> Outcome<HashMap<StageId, ReviewRow>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<ReviewRow> = stage_reviews::table
        .filter(stage_reviews::plie_id.eq(cx.plie()))
        .filter(stage_reviews::stage_id.eq_any(ids.to_vec()))
        .order((stage_reviews::held_on, stage_reviews::id))
        .select(ReviewRow::as_select())
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|row| (row.stage_id, row)).collect())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &StageRow) -> Outcome<()> {
    diesel::insert_into(stages::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &StageRow) -> Outcome<()> {
    let before = stages::table
        .filter(stages::plie_id.eq(row.plie_id))
        .filter(stages::id.eq(row.id))
        .filter(stages::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

pub(super) fn insert_review(cx: &mut Ctx<'_>, row: &ReviewOf) -> Outcome<()> {
    let kept = words::kept(cx, row)?.review;
    diesel::insert_into(stage_reviews::table).values(kept).execute(cx.conn)?;
    Ok(())
}
