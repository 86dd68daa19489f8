//! Rows of pathways, of what happened to them, of their referents and suspensions.

use std::collections::HashMap;

use diesel::prelude::*;

use super::rules::{self, PathwayStatus};
use crate::auth::keys::Keys;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{
    barriers, pathway_events, pathways, referent_assignments, referents, stages, suspensions, users,
};
use crate::db::{Conn, Day, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::ids::{
    AnyId, AssignmentId, DecisionId, EntryFileId, ParticipantId, PartnerStructureId, PathwayId, PlieId, ReferentId,
    SiteId, TerritoryId, UserId,
};
use crate::participants::in_reach;
use crate::participants::vault::What;
use crate::participants::vault::words::{self, Worded, WordsOf};

mod exits;
mod jobs;
mod lists;
mod unfinished;

pub(crate) use exits::EXIT_UNPROVED;
pub(super) use exits::{attempts_since, commission_closes, commission_names_another};
pub(super) use jobs::{FollowUpRow, courses, first_job, follow_up, insert_follow_up, last_return, update_follow_up};
pub(super) use lists::{BY_INTERVIEW, SORTS, list, list_assignments, list_events};
pub(super) use unfinished::unfinished;

/// A row of `pathways`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = pathways, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct PathwayRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) entry_file_id: Option<EntryFileId>,
    pub(crate) decision_id: Option<DecisionId>,
    pub(crate) status: PathwayStatus,
    pub(crate) status_reason: Option<String>,
    pub(crate) activated_on: Option<Day>,
    pub(crate) planned_end_on: Option<Day>,
    pub(crate) exit_on: Option<Day>,
    pub(crate) exit_reason: Option<String>,
    pub(crate) exit_category: Option<rules::exits::ExitCategory>,
    pub(crate) exit_provisional_on: Option<Day>,
    pub(crate) exit_validated_on: Option<Day>,
    pub(crate) exit_evidence: Option<Json>,
    pub(crate) exit_target_structure_id: Option<PartnerStructureId>,
    pub(crate) previous_pathway_id: Option<PathwayId>,
    pub(crate) out_of_area_reason: Option<String>,
    pub(crate) rsa_referent: bool,
    pub(crate) territory_id: Option<TerritoryId>,
    pub(crate) current_referent_id: Option<ReferentId>,
    pub(crate) current_referent_user_id: Option<UserId>,
    pub(crate) last_interview_on: Option<Day>,
    pub(crate) next_milestone_due_on: Option<Day>,
    pub(crate) next_interview_due_on: Option<Day>,
    pub(crate) suspended_from: Option<Day>,
    pub(crate) suspended_until: Option<Day>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A row of `pathway_events`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = pathway_events)]
pub(crate) struct EventRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AnyId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) from_status: Option<PathwayStatus>,
    pub(crate) to_status: PathwayStatus,
    pub(crate) at: Instant,
    pub(crate) effective_on: Day,
    pub(crate) actor_id: Option<AnyId>,
    pub(crate) reason: Option<String>,
}

/// A row of `referent_assignments`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = referent_assignments, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct AssignmentRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AssignmentId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) referent_id: ReferentId,
    pub(crate) user_id: UserId,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Option<Day>,
    pub(crate) reason: Option<String>,
    pub(crate) handover_note: Option<String>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    /// The note as it is kept; `handover_note` holds it in the clear in memory, and in rows older than its encryption.
    pub(crate) words_sealed: Option<Vec<u8>>,
}

impl Worded for AssignmentRow {
    const WHAT: What = What::Assignment;

    fn whose(&self) -> WordsOf {
        WordsOf { plie: self.plie_id, person: Some(self.participant_id), object: self.id.0 }
    }

    fn sealed(&mut self) -> &mut Option<Vec<u8>> {
        &mut self.words_sealed
    }

    fn each(&mut self, f: &mut dyn FnMut(&'static str, &mut String)) -> Outcome<()> {
        if let Some(note) = &mut self.handover_note {
            f("/handover_note", note);
        }
        Ok(())
    }
}

/// Seals some of the rows whose words stand in the clear: how many there were; none once all are sealed.
///
/// # Errors
/// The database or a key is away.
pub(crate) fn seal_clear(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let clear = referent_assignments::table
        .filter(referent_assignments::words_sealed.is_null())
        .filter(referent_assignments::handover_note.is_not_null());
    let rows: Vec<AssignmentRow> = clear.limit(words::BATCH).select(AssignmentRow::as_select()).load(conn)?;
    words::seal_all(conn, keys, now, &rows, |conn, row| {
        let as_read = referent_assignments::table
            .find((row.plie_id, row.id))
            .filter(referent_assignments::version.eq(row.version));
        diesel::update(as_read).set(row).execute(conn)
    })
}

/// A row of `suspensions`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = suspensions, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct SuspensionRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: AnyId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) reason: String,
    pub(crate) starts_on: Day,
    pub(crate) planned_end_on: Day,
    pub(crate) ended_on: Option<Day>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A referent as pathways need one: whose account, since when, for what share.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = referents)]
pub(crate) struct ReferentTerms {
    pub(crate) id: ReferentId,
    pub(crate) user_id: UserId,
    pub(crate) site_id: SiteId,
    pub(crate) fte_participant_support_e4: i64,
    pub(crate) valid_from: Day,
    pub(crate) valid_to: Option<Day>,
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> pathways::BoxedQuery<'a, MultiBackend> {
    let query = pathways::table.filter(pathways::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    query.filter(in_reach(cx, reach, pathways::participant_id))
}

/// One pathway within reach.
pub(crate) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: PathwayId) -> Outcome<PathwayRow> {
    let query = scoped(cx, reach).filter(pathways::id.eq(id)).select(PathwayRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the pathway is within reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: PathwayId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Why those of some pathways that were left were left, whoever asks: whether they are in reach was asked before.
pub(crate) fn exit_reasons(cx: &mut Ctx<'_>, ids: &[PathwayId]) -> Outcome<HashMap<PathwayId, String>> {
    let rows: Vec<(PathwayId, Option<String>)> = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::id.eq_any(ids.to_vec()))
        .filter(pathways::exit_reason.is_not_null())
        .select((pathways::id, pathways::exit_reason))
        .load(cx.conn)?;
    Ok(rows.into_iter().filter_map(|(id, reason)| Some((id, reason?))).collect())
}

/// Every pathway of a participant, the newest first.
pub(crate) fn of_participant(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<Vec<PathwayRow>> {
    let query = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::participant_id.eq(participant))
        .order(pathways::id.desc())
        .select(PathwayRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The pathway that a decision opened.
pub(super) fn of_decision(cx: &mut Ctx<'_>, decision: DecisionId) -> Outcome<Option<PathwayRow>> {
    let query = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::decision_id.eq(decision))
        .select(PathwayRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<()> {
    diesel::insert_into(pathways::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<()> {
    let before = pathways::table
        .filter(pathways::plie_id.eq(row.plie_id))
        .filter(pathways::id.eq(row.id))
        .filter(pathways::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

pub(super) fn insert_event(cx: &mut Ctx<'_>, row: &EventRow) -> Outcome<()> {
    diesel::insert_into(pathway_events::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// What happened to a pathway, in order.
pub(super) fn events(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<Vec<EventRow>> {
    let query = pathway_events::table
        .filter(pathway_events::plie_id.eq(cx.plie()))
        .filter(pathway_events::pathway_id.eq(id))
        .order((pathway_events::at, pathway_events::id))
        .select(EventRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The referents of a pathway, in order of time.
pub(super) fn assignments(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<Vec<AssignmentRow>> {
    let query = referent_assignments::table
        .filter(referent_assignments::plie_id.eq(cx.plie()))
        .filter(referent_assignments::pathway_id.eq(id))
        .order(referent_assignments::starts_on)
        .select(AssignmentRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The account that followed the person on a day; today's where nobody did.
pub(super) fn referent_on(cx: &mut Ctx<'_>, pathway: &PathwayRow, day: Day) -> Outcome<Option<UserId>> {
    let held = |a: &AssignmentRow| a.starts_on <= day && a.ends_on.is_none_or(|end| day <= end);
    let then = assignments(cx, pathway.id)?.into_iter().find(held);
    Ok(then.map(|a| a.user_id).or(pathway.current_referent_user_id))
}

pub(super) fn insert_assignment(cx: &mut Ctx<'_>, row: &AssignmentRow) -> Outcome<()> {
    let kept = words::kept(cx, row)?;
    diesel::insert_into(referent_assignments::table).values(kept).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update_assignment(cx: &mut Ctx<'_>, row: &AssignmentRow) -> Outcome<()> {
    let before = referent_assignments::table
        .filter(referent_assignments::plie_id.eq(row.plie_id))
        .filter(referent_assignments::id.eq(row.id))
        .filter(referent_assignments::version.eq(row.version - 1));
    let kept = words::kept(cx, row)?;
    match diesel::update(before).set(kept).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

/// Takes away an assignment that has not begun, at the version it was read at; another writer in between makes it stale.
pub(super) fn delete_assignment(cx: &mut Ctx<'_>, row: &AssignmentRow) -> Outcome<()> {
    let read = referent_assignments::table
        .filter(referent_assignments::plie_id.eq(row.plie_id))
        .filter(referent_assignments::id.eq(row.id))
        .filter(referent_assignments::version.eq(row.version));
    match diesel::delete(read).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

/// The suspensions of a pathway, in order of time.
pub(super) fn suspensions(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<Vec<SuspensionRow>> {
    let query = suspensions::table
        .filter(suspensions::plie_id.eq(cx.plie()))
        .filter(suspensions::pathway_id.eq(id))
        .order((suspensions::starts_on, suspensions::id))
        .select(SuspensionRow::as_select());
    Ok(query.load(cx.conn)?)
}

pub(super) fn insert_suspension(cx: &mut Ctx<'_>, row: &SuspensionRow) -> Outcome<()> {
    diesel::insert_into(suspensions::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update_suspension(cx: &mut Ctx<'_>, row: &SuspensionRow) -> Outcome<()> {
    let before = suspensions::table
        .filter(suspensions::plie_id.eq(row.plie_id))
        .filter(suspensions::id.eq(row.id))
        .filter(suspensions::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

/// A referent of the PLIE.
pub(super) fn referent(cx: &mut Ctx<'_>, id: ReferentId) -> Outcome<Option<ReferentTerms>> {
    let query = referents::table
        .filter(referents::plie_id.eq(cx.plie()))
        .filter(referents::id.eq(id))
        .select(ReferentTerms::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// How many pathways in these states a referent follows on a day.
pub(super) fn caseload(cx: &mut Ctx<'_>, referent: ReferentId, states: &[PathwayStatus], on: Day) -> Outcome<i64> {
    let query = referent_assignments::table
        .inner_join(pathways::table.on(
            pathways::plie_id.eq(referent_assignments::plie_id).and(pathways::id.eq(referent_assignments::pathway_id)),
        ))
        .filter(referent_assignments::plie_id.eq(cx.plie()))
        .filter(referent_assignments::referent_id.eq(referent))
        .filter(referent_assignments::starts_on.le(on))
        .filter(referent_assignments::ends_on.is_null().or(referent_assignments::ends_on.ge(on).assume_not_null()))
        .filter(pathways::status.eq_any(states.to_vec()))
        .count();
    Ok(query.get_result(cx.conn)?)
}

/// A referent of a pathway with the name of their account.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct FollowedBy {
    pub(crate) pathway_id: PathwayId,
    pub(crate) referent_id: ReferentId,
    pub(crate) user_id: UserId,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Option<Day>,
}

/// What a view shows beside the row.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub(crate) referents: HashMap<PathwayId, FollowedBy>,
    pub(crate) open_barriers: HashMap<PathwayId, i64>,
    pub(crate) stages: HashMap<PathwayId, i64>,
    pub(crate) follow_ups: HashMap<PathwayId, FollowUpRow>,
}

/// What stands beside these pathways: the referent of the day (the one to come, when nobody is there yet), the
/// barriers not lifted, the stages and the job that is followed.
pub(crate) fn beside(cx: &mut Ctx<'_>, ids: &[PathwayId]) -> Outcome<Beside> {
    let mut found = Beside::default();
    if ids.is_empty() {
        return Ok(found);
    }
    let today = cx.today;
    let rows: Vec<FollowedBy> = referent_assignments::table
        .inner_join(
            users::table
                .on(users::plie_id.eq(referent_assignments::plie_id).and(users::id.eq(referent_assignments::user_id))),
        )
        .filter(referent_assignments::plie_id.eq(cx.plie()))
        .filter(referent_assignments::pathway_id.eq_any(ids.to_vec()))
        .filter(referent_assignments::ends_on.is_null().or(referent_assignments::ends_on.ge(today).assume_not_null()))
        .order(referent_assignments::starts_on.desc())
        .select((
            referent_assignments::pathway_id,
            referent_assignments::referent_id,
            referent_assignments::user_id,
            users::first_name,
            users::last_name,
            referent_assignments::starts_on,
            referent_assignments::ends_on,
        ))
        .load(cx.conn)?;
    // the earliest that has not ended is who follows today
    for row in rows {
        found.referents.insert(row.pathway_id, row);
    }
    let counted: Vec<(PathwayId, i64)> = barriers::table
        .filter(barriers::plie_id.eq(cx.plie()))
        .filter(barriers::pathway_id.eq_any(ids.to_vec()))
        .filter(barriers::lifted_on.is_null())
        .group_by(barriers::pathway_id)
        .select((barriers::pathway_id, diesel::dsl::count_star()))
        .load(cx.conn)?;
    found.open_barriers = counted.into_iter().collect();
    let counted: Vec<(PathwayId, i64)> = stages::table
        .filter(stages::plie_id.eq(cx.plie()))
        .filter(stages::pathway_id.eq_any(ids.to_vec()))
        .group_by(stages::pathway_id)
        .select((stages::pathway_id, diesel::dsl::count_star()))
        .load(cx.conn)?;
    found.stages = counted.into_iter().collect();
    found.follow_ups = jobs::follow_ups(cx, ids)?;
    Ok(found)
}
