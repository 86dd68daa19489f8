//! Whom an opportunity fits: one query over the open pathways in reach, found by the occupations that their diagnosis
//! aims at and by the publics that their people are of.

use std::collections::{HashMap, HashSet};

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::rules::{BLOCKING_SEVERITY, LOOKING};
use super::store::OpportunityRow;
use crate::ctx::Ctx;
use crate::db::schema::{barriers, opportunity_notices, participant_criteria, pathways, target_occupations};
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{EntryFileId, ParticipantId, PathwayId, ReferentId};
use crate::keyset;
use crate::participants::in_reach;

/// An open pathway that an opportunity fits.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = pathways)]
pub(super) struct MatchRow {
    pub(super) id: PathwayId,
    pub(super) participant_id: ParticipantId,
    pub(super) entry_file_id: Option<EntryFileId>,
    pub(super) current_referent_id: Option<ReferentId>,
    pub(super) created_at: Instant,
}

/// What speaks for a match, and when the person heard of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Why {
    pub(super) occupation: bool,
    pub(super) criteria: Vec<String>,
    pub(super) notified_at: Option<Instant>,
}

/// What an opportunity is matched on.
struct Sought {
    rome: Option<String>,
    criteria: Vec<String>,
    blocking: Vec<String>,
}

impl Sought {
    fn of(row: &OpportunityRow) -> Outcome<Self> {
        Ok(Self {
            rome: row.rome.clone(),
            criteria: row.target_criteria.read().map_err(Failure::defect)?,
            blocking: row.blocking_barriers.read().map_err(Failure::defect)?,
        })
    }
}

type Condition = Box<dyn BoxableExpression<pathways::table, MultiBackend, SqlType = Bool>>;

/// Aims at the occupation, or is of a public; nobody where neither is said.
fn fits(cx: &Ctx<'_>, sought: &Sought) -> Condition {
    let mut ways: Vec<Condition> = Vec::new();
    if let Some(rome) = &sought.rome {
        let aims = target_occupations::table
            .filter(target_occupations::plie_id.eq(cx.plie()))
            .filter(target_occupations::rome.eq(rome.clone()))
            .select(target_occupations::entry_file_id);
        let named = pathways::entry_file_id.is_not_null();
        ways.push(Box::new(named.and(pathways::entry_file_id.assume_not_null().eq_any(aims))));
    }
    if !sought.criteria.is_empty() {
        let of = participant_criteria::table
            .filter(participant_criteria::plie_id.eq(cx.plie()))
            .filter(participant_criteria::criterion.eq_any(sought.criteria.clone()))
            .filter(valid(cx.today))
            .select(participant_criteria::participant_id);
        ways.push(Box::new(pathways::participant_id.eq_any(of)));
    }
    let nobody: Condition = Box::new(diesel::dsl::sql::<Bool>("1 = 0"));
    ways.into_iter().reduce(|a, b| Box::new(a.or(b))).unwrap_or(nobody)
}

/// A proof that still holds (T11).
#[diesel::dsl::auto_type]
fn valid(today: Day) -> _ {
    participant_criteria::valid_until.is_null().or(participant_criteria::valid_until.ge(today).assume_not_null())
}

fn filtered<'a>(cx: &Ctx<'_>, sought: &Sought, page: &PageIn) -> pathways::BoxedQuery<'a, MultiBackend> {
    let mut query = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::status.eq_any(LOOKING.to_vec()))
        .filter(in_reach(cx, &cx.reach, pathways::participant_id))
        .filter(fits(cx, sought))
        .into_boxed();
    if !sought.blocking.is_empty() {
        let blocked = barriers::table
            .filter(barriers::plie_id.eq(pathways::plie_id))
            .filter(barriers::pathway_id.eq(pathways::id))
            .filter(barriers::theme.eq_any(sought.blocking.clone()))
            .filter(barriers::severity.ge(BLOCKING_SEVERITY))
            .filter(barriers::lifted_on.is_null());
        query = query.filter(not(exists(blocked)));
    }
    match page.updated_after {
        Some(after) => query.filter(pathways::updated_at.gt(after)),
        None => query,
    }
}

/// A page of those whom it fits, each with what speaks for it.
pub(super) fn list(cx: &mut Ctx<'_>, row: &OpportunityRow, page: &PageIn) -> Outcome<Page<(MatchRow, Why)>> {
    let sought = Sought::of(row)?;
    let total = if page.include_total { Some(filtered(cx, &sought, page).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at"])?;
    let query = filtered(cx, &sought, page).select(MatchRow::as_select());
    let rows = keyset!(query, page, desc, pathways::created_at, pathways::id, Instant).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &MatchRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    let mut why = why(cx, row, &sought, &found.items)?;
    Ok(found.map(|m| {
        let speaks = why.remove(&m.id).unwrap_or_default();
        (m, speaks)
    }))
}

fn why(
    cx: &mut Ctx<'_>,
    row: &OpportunityRow,
    sought: &Sought,
    matches: &[MatchRow],
) -> Outcome<HashMap<PathwayId, Why>> {
    let aiming: HashSet<EntryFileId> = match &sought.rome {
        None => HashSet::new(),
        Some(rome) => target_occupations::table
            .filter(target_occupations::plie_id.eq(cx.plie()))
            .filter(target_occupations::rome.eq(rome))
            .filter(
                target_occupations::entry_file_id
                    .eq_any(matches.iter().filter_map(|m| m.entry_file_id).collect::<Vec<_>>()),
            )
            .select(target_occupations::entry_file_id)
            .load(cx.conn)?
            .into_iter()
            .collect(),
    };
    let criteria: Vec<(ParticipantId, String)> = participant_criteria::table
        .filter(participant_criteria::plie_id.eq(cx.plie()))
        .filter(participant_criteria::criterion.eq_any(sought.criteria.clone()))
        .filter(
            participant_criteria::participant_id.eq_any(matches.iter().map(|m| m.participant_id).collect::<Vec<_>>()),
        )
        .filter(valid(cx.today))
        .order((participant_criteria::participant_id, participant_criteria::criterion))
        .select((participant_criteria::participant_id, participant_criteria::criterion))
        .load(cx.conn)?;
    let notified: HashMap<PathwayId, Instant> = opportunity_notices::table
        .filter(opportunity_notices::plie_id.eq(cx.plie()))
        .filter(opportunity_notices::opportunity_id.eq(row.id))
        .filter(opportunity_notices::pathway_id.eq_any(matches.iter().map(|m| m.id).collect::<Vec<_>>()))
        .select((opportunity_notices::pathway_id, opportunity_notices::notified_at))
        .load::<(PathwayId, Instant)>(cx.conn)?
        .into_iter()
        .collect();
    let one = |m: &MatchRow| {
        let of = criteria.iter().filter(|(person, _)| *person == m.participant_id);
        let why = Why {
            occupation: m.entry_file_id.is_some_and(|file| aiming.contains(&file)),
            criteria: of.map(|(_, code)| code.clone()).collect(),
            notified_at: notified.get(&m.id).copied(),
        };
        (m.id, why)
    };
    Ok(matches.iter().map(one).collect())
}
