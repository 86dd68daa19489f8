//! Rows of milestones.

use diesel::prelude::*;

use super::api::MilestoneFilter;
use super::rules::MilestoneStatus;
use crate::ctx::Ctx;
use crate::db::schema::milestones;
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{InterviewId, MilestoneId, ParticipantId, PathwayId, PlieId, UserId};
use crate::keyset;

/// A row of `milestones`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = milestones, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct MilestoneRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: MilestoneId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) due_on: Option<Day>,
    pub(crate) held_on: Day,
    pub(crate) interview_id: Option<InterviewId>,
    pub(crate) status: MilestoneStatus,
    pub(crate) results: Json,
    pub(crate) new_objective_ids: Json,
    pub(crate) next_due_on: Option<Day>,
    pub(crate) validated_on: Option<Day>,
    pub(crate) validated_by: Option<UserId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

fn of<'a>(cx: &Ctx<'_>, pathway: PathwayId) -> milestones::BoxedQuery<'a, MultiBackend> {
    milestones::table.filter(milestones::plie_id.eq(cx.plie())).filter(milestones::pathway_id.eq(pathway)).into_boxed()
}

/// The pathway was found in reach before: its milestones are in reach with it.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    filter: &MilestoneFilter,
    page: &PageIn,
) -> Outcome<Page<MilestoneRow>> {
    let filtered = |cx: &Ctx<'_>| -> milestones::BoxedQuery<'_, MultiBackend> {
        let mut query = of(cx, pathway);
        if let Some(status) = filter.status {
            query = query.filter(milestones::status.eq(status));
        }
        match page.updated_after {
            Some(after) => query.filter(milestones::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-held_on", "held_on"])?;
    let query = filtered(cx).select(MilestoneRow::as_select());
    let rows = if sort == "held_on" {
        keyset!(query, page, asc, milestones::held_on, milestones::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, milestones::held_on, milestones::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &MilestoneRow| (r.held_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The first 500 of a pathway, in order of time.
pub(super) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<MilestoneRow>> {
    let query =
        of(cx, pathway).order((milestones::held_on, milestones::id)).limit(500).select(MilestoneRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The day of the last one of a pathway.
pub(crate) fn last_held(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Option<Day>> {
    let query = of(cx, pathway).order(milestones::held_on.desc()).limit(1).select(milestones::held_on);
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn find(cx: &mut Ctx<'_>, pathway: PathwayId, id: MilestoneId) -> Outcome<MilestoneRow> {
    let query = of(cx, pathway).filter(milestones::id.eq(id)).select(MilestoneRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The milestone with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: MilestoneId) -> Outcome<Option<MilestoneRow>> {
    let query = milestones::table.find((cx.plie(), id)).select(MilestoneRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &MilestoneRow) -> Outcome<()> {
    diesel::insert_into(milestones::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &MilestoneRow) -> Outcome<()> {
    let before = milestones::table
        .filter(milestones::plie_id.eq(row.plie_id))
        .filter(milestones::id.eq(row.id))
        .filter(milestones::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
