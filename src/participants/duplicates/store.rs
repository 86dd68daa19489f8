//! Rows of pairs, and what is shown of their two persons.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::api::DuplicateFilter;
use super::rules::PairStatus;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{duplicate_candidates as t, participants};
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{DuplicateCandidateId, ParticipantId, PlieId, UserId};
use crate::keyset;
use crate::pathways::rules::PathwayStatus;

/// A row of `duplicate_candidates`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct PairRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: DuplicateCandidateId,
    pub(crate) first_id: ParticipantId,
    pub(crate) second_id: ParticipantId,
    pub(crate) score: i64,
    pub(crate) reasons: Json,
    pub(crate) status: PairStatus,
    pub(crate) decided_by: Option<UserId>,
    pub(crate) decided_at: Option<Instant>,
    pub(crate) reason: Option<String>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl PairRow {
    /// The other of the two.
    pub(super) fn other(&self, person: ParticipantId) -> ParticipantId {
        if self.first_id == person { self.second_id } else { self.first_id }
    }
}

/// Pairs are for whoever reaches the whole PLIE.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all { query } else { query.filter(t::version.lt(0)) }
}

/// The pair, when it is in reach.
pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: DuplicateCandidateId) -> Outcome<PairRow> {
    Ok(scoped(cx, reach).filter(t::id.eq(id)).select(PairRow::as_select()).get_result(cx.conn)?)
}

/// Whether the pair is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: DuplicateCandidateId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &DuplicateFilter, page: &PageIn) -> Outcome<Page<PairRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(status) = filter.status {
            query = query.filter(t::status.eq(status));
        }
        if let Some(person) = filter.participant_id {
            query = query.filter(t::first_id.eq(person).or(t::second_id.eq(person)));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-score", "-created_at"])?;
    let query = filtered(cx).select(PairRow::as_select());
    let mut found = if sort == "-score" {
        let rows = keyset!(query, page, desc, t::score, t::id, i64).load(cx.conn)?;
        page.cut(rows, sort, |r: &PairRow| (r.score.into(), r.id))?
    } else {
        let rows = keyset!(query, page, desc, t::created_at, t::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &PairRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

/// The pairs that a participant stands in.
pub(super) fn of(cx: &mut Ctx<'_>, person: ParticipantId) -> Outcome<Vec<PairRow>> {
    let plie = cx.plie();
    // the tenant stands in each way, so that each is one look into an index
    let first = t::plie_id.eq(plie).and(t::first_id.eq(person));
    let second = t::plie_id.eq(plie).and(t::second_id.eq(person));
    Ok(t::table.filter(first.or(second)).order(t::id).select(PairRow::as_select()).load(cx.conn)?)
}

/// What is shown of a person in a pair.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = participants)]
pub(super) struct Brief {
    pub(super) id: ParticipantId,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) birth_date: Day,
    pub(super) pathway_status: Option<PathwayStatus>,
    pub(super) merged_into: Option<ParticipantId>,
}

/// The persons of these pairs, in one query.
pub(super) fn persons(cx: &mut Ctx<'_>, rows: &[PairRow]) -> Outcome<HashMap<ParticipantId, Brief>> {
    let ids: BTreeSet<ParticipantId> = rows.iter().flat_map(|row| [row.first_id, row.second_id]).collect();
    let found: Vec<Brief> = participants::table
        .filter(participants::plie_id.eq(cx.plie()))
        .filter(participants::id.eq_any(ids))
        .select(Brief::as_select())
        .load(cx.conn)?;
    Ok(found.into_iter().map(|brief| (brief.id, brief)).collect())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &PairRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &PairRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

pub(super) fn delete(cx: &mut Ctx<'_>, row: &PairRow) -> Outcome<()> {
    diesel::delete(t::table.find((row.plie_id, row.id))).execute(cx.conn)?;
    Ok(())
}
