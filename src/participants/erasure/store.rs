//! Rows of erasures, and who knew whom was erased.

mod apart;
mod steps;
pub(crate) mod work;

use std::collections::BTreeSet;

use diesel::connection::TransactionManager;
use diesel::prelude::*;

use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{entry_files, erasure_proposals as proposals, erasures as t, pathways, referent_assignments};
use crate::db::{Conn, Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::ids::{ParticipantId, PathwayId, PlieId, SiteId, TerritoryId, UserId};
use crate::participants::store::ParticipantRow;
use crate::pathways::rules::PathwayStatus;

/// A row of `erasures`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, participant_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ErasureRow {
    pub(crate) plie_id: PlieId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) erased_at: Instant,
    pub(crate) erased_by: Option<UserId>,
    pub(crate) territory_id: Option<TerritoryId>,
    pub(crate) site_id: Option<SiteId>,
    pub(crate) known_to: Json,
    pub(crate) restricted: bool,
    pub(crate) keep_until: Option<Day>,
    pub(crate) parts: Json,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) proposed_by: Option<UserId>,
}

/// A row of `erasure_proposals`: what an erasure would do, until a second person decides.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = proposals, treat_none_as_default_value = false)]
pub(crate) struct ProposalRow {
    pub(crate) plie_id: PlieId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) reason: String,
    pub(crate) proposed_by: UserId,
    pub(crate) proposed_at: Instant,
    pub(crate) restricted: bool,
    pub(crate) keep_until: Option<Day>,
    pub(crate) parts: Json,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// Whether the person was erased, and the caller could have read them before.
pub(crate) fn knew(cx: &mut Ctx<'_>, reach: &Reach, person: ParticipantId) -> Outcome<bool> {
    if reach.is_empty() {
        return Ok(false);
    }
    let query = t::table.find((cx.plie(), person)).select((t::territory_id, t::site_id, t::known_to));
    let found: Option<(Option<TerritoryId>, Option<SiteId>, Json)> = query.get_result(cx.conn).optional()?;
    let Some((territory, site, known_to)) = found else { return Ok(false) };
    let users: Vec<UserId> = known_to.read().map_err(Failure::defect)?;
    Ok(reach.all
        || territory.is_some_and(|id| reach.territories.contains(&id))
        || site.is_some_and(|id| reach.sites.contains(&id))
        || (reach.own && users.contains(&reach.user)))
}

/// The erasure of a person.
pub(super) fn find(conn: &mut Conn, plie: PlieId, person: ParticipantId) -> Outcome<ErasureRow> {
    Ok(t::table.find((plie, person)).select(ErasureRow::as_select()).get_result(conn)?)
}

/// Keeps an erasure; what was proposed is done with it.
pub(super) fn insert(conn: &mut Conn, row: &ErasureRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(conn)?;
    withdraw(conn, row.plie_id, row.participant_id)
}

/// The erasure that is proposed of a person.
pub(super) fn proposal(conn: &mut Conn, plie: PlieId, person: ParticipantId) -> Outcome<Option<ProposalRow>> {
    Ok(proposals::table.find((plie, person)).select(ProposalRow::as_select()).get_result(conn).optional()?)
}

pub(super) fn propose(conn: &mut Conn, row: &ProposalRow) -> Outcome<()> {
    diesel::insert_into(proposals::table).values(row).execute(conn)?;
    Ok(())
}

/// Takes a proposal away; the journal tells that it was there.
pub(super) fn withdraw(conn: &mut Conn, plie: PlieId, person: ParticipantId) -> Outcome<()> {
    diesel::delete(proposals::table.find((plie, person))).execute(conn)?;
    Ok(())
}

/// What would come of something, which is then undone.
pub(super) fn rehearsed<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Outcome<T>) -> Outcome<T> {
    <Conn as TransactionManager<Conn>>::begin_transaction(conn)?;
    let would_be = f(conn);
    conn.rollback();
    would_be
}

pub(super) fn update(conn: &mut Conn, row: &ErasureRow) -> Outcome<()> {
    diesel::update(t::table.find((row.plie_id, row.participant_id))).set(row).execute(conn)?;
    Ok(())
}

/// The accounts that could read the person as their own: who followed them or prepared their file, and who recorded
/// them.
pub(super) fn followers(conn: &mut Conn, row: &ParticipantRow) -> Outcome<BTreeSet<UserId>> {
    let assigned: Vec<UserId> = referent_assignments::table
        .filter(referent_assignments::plie_id.eq(row.plie_id))
        .filter(referent_assignments::participant_id.eq(row.id))
        .select(referent_assignments::user_id)
        .load(conn)?;
    let prepared: Vec<UserId> = entry_files::table
        .filter(entry_files::plie_id.eq(row.plie_id))
        .filter(entry_files::participant_id.eq(row.id))
        .select(entry_files::referent_user_id)
        .load(conn)?;
    let recorded = row.recorded_by.into_iter().chain(row.current_referent_user_id);
    Ok(assigned.into_iter().chain(prepared).chain(recorded).collect())
}

/// Whether a pathway of one of these records goes on.
pub(super) fn open_pathway(conn: &mut Conn, plie: PlieId, records: &[ParticipantId]) -> Outcome<bool> {
    let open: Vec<PathwayStatus> = PathwayStatus::ALL.iter().copied().filter(|status| status.is_open()).collect();
    let query = pathways::table
        .filter(pathways::plie_id.eq(plie))
        .filter(pathways::participant_id.eq_any(records.to_vec()))
        .filter(pathways::status.eq_any(open))
        .select(pathways::id);
    Ok(query.first::<PathwayId>(conn).optional()?.is_some())
}
