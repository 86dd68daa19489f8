//! Queries on agenda items.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{ItemRow, Rooms, open_to_members, presented, rooms};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::MultiBackend;
use crate::db::schema::{agenda_items, commission_sessions, decisions, entry_files, participants};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AgendaItemId, CommissionId, CommissionSessionId, EntryFileId, ParticipantId, PathwayId, TerritoryId};
use crate::intake::commissions::rules::SessionStatus;
use crate::intake::entry_files::rules::EntryFileStatus;
use crate::keyset;
use crate::participants::in_reach;

fn scoped<'a>(cx: &Ctx<'_>, rooms: &Rooms, reach: &Reach) -> agenda_items::BoxedQuery<'a, MultiBackend> {
    let plie = cx.plie();
    let query = agenda_items::table.filter(agenda_items::plie_id.eq(plie)).into_boxed();
    if rooms.all {
        return query;
    }
    let sessions = commission_sessions::table
        .filter(commission_sessions::plie_id.eq(plie))
        .filter(
            commission_sessions::commission_id.eq_any(rooms.whole.clone()).or(commission_sessions::commission_id
                .eq_any(rooms.seated.clone())
                .and(commission_sessions::status.eq_any(open_to_members()))),
        )
        .select(commission_sessions::id);
    let in_room = agenda_items::session_id.eq_any(sessions);
    if !reach.own {
        return query.filter(in_room);
    }
    let mine = presented(plie, reach.user);
    let own = Reach { own: true, ..Reach::nothing(reach.user) };
    query.filter(in_room.or(agenda_items::entry_file_id.assume_not_null().eq_any(mine)).or(in_reach(
        cx,
        &own,
        agenda_items::participant_id,
    )))
}

pub(in crate::intake::commissions) fn list(
    cx: &mut Ctx<'_>,
    page: &PageIn,
    session: CommissionSessionId,
) -> Outcome<Page<ItemRow>> {
    let reach = cx.reach.clone();
    let rooms = rooms(cx, &reach)?;
    let filtered = |cx: &Ctx<'_>| {
        let query = scoped(cx, &rooms, &reach).filter(agenda_items::session_id.eq(session));
        match page.updated_after {
            Some(after) => query.filter(agenda_items::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["position"])?;
    let query = filtered(cx).select(ItemRow::as_select());
    let rows = keyset!(query, page, asc, agenda_items::position, agenda_items::id, i64).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &ItemRow| (r.position.into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(in crate::intake::commissions) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: AgendaItemId) -> Outcome<ItemRow> {
    let rooms = rooms(cx, reach)?;
    let query = scoped(cx, &rooms, reach).filter(agenda_items::id.eq(id)).select(ItemRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The whole agenda of a session, in its order.
pub(in crate::intake::commissions) fn of_session(
    cx: &mut Ctx<'_>,
    session: CommissionSessionId,
) -> Outcome<Vec<ItemRow>> {
    let query = agenda_items::table
        .filter(agenda_items::plie_id.eq(cx.plie()))
        .filter(agenda_items::session_id.eq(session))
        .order(agenda_items::position)
        .select(ItemRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// Which of these files and pathways stand undecided on an agenda; those that a cancelled session has left waiting
/// do so still.
pub(in crate::intake::commissions) fn on_an_agenda(
    cx: &mut Ctx<'_>,
    files: &[EntryFileId],
    pathways: &[PathwayId],
) -> Outcome<Vec<ItemRow>> {
    let plie = cx.plie();
    let sessions = commission_sessions::table
        .filter(commission_sessions::plie_id.eq(plie))
        .filter(commission_sessions::status.ne(SessionStatus::MinutesValidated))
        .select(commission_sessions::id);
    let decided = decisions::table.filter(decisions::plie_id.eq(plie)).select(decisions::agenda_item_id);
    let query = agenda_items::table
        .filter(agenda_items::plie_id.eq(plie))
        .filter(
            agenda_items::entry_file_id
                .assume_not_null()
                .eq_any(files.to_vec())
                .or(agenda_items::pathway_id.assume_not_null().eq_any(pathways.to_vec())),
        )
        .filter(agenda_items::session_id.eq_any(sessions))
        .filter(agenda_items::id.ne_all(decided))
        .select(ItemRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The undecided items that cancelled sessions of a commission left waiting.
pub(in crate::intake::commissions) fn waiting(cx: &mut Ctx<'_>, commission: CommissionId) -> Outcome<Vec<ItemRow>> {
    let plie = cx.plie();
    let cancelled = commission_sessions::table
        .filter(commission_sessions::plie_id.eq(plie))
        .filter(commission_sessions::commission_id.eq(commission))
        .filter(commission_sessions::status.eq(SessionStatus::Cancelled))
        .select(commission_sessions::id);
    let decided = decisions::table.filter(decisions::plie_id.eq(plie)).select(decisions::agenda_item_id);
    let query = agenda_items::table
        .filter(agenda_items::plie_id.eq(plie))
        .filter(agenda_items::session_id.eq_any(cancelled))
        .filter(agenda_items::id.ne_all(decided))
        .order((agenda_items::session_id, agenda_items::position))
        .select(ItemRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The files of a territory that wait for a session, complete or submitted, and stand on no agenda yet.
pub(in crate::intake::commissions) fn complete_files(
    cx: &mut Ctx<'_>,
    territory: TerritoryId,
) -> Outcome<Vec<EntryFileId>> {
    let plie = cx.plie();
    let sessions = commission_sessions::table
        .filter(commission_sessions::plie_id.eq(plie))
        .filter(commission_sessions::status.ne(SessionStatus::MinutesValidated))
        .select(commission_sessions::id);
    let decided = decisions::table.filter(decisions::plie_id.eq(plie)).select(decisions::agenda_item_id);
    let placed = agenda_items::table
        .filter(agenda_items::plie_id.eq(plie))
        .filter(agenda_items::entry_file_id.is_not_null())
        .filter(agenda_items::session_id.eq_any(sessions))
        .filter(agenda_items::id.ne_all(decided))
        .select(agenda_items::entry_file_id.assume_not_null());
    let query =
        entry_files::table
            .inner_join(participants::table.on(
                participants::plie_id.eq(entry_files::plie_id).and(participants::id.eq(entry_files::participant_id)),
            ))
            .filter(entry_files::plie_id.eq(cx.plie()))
            .filter(entry_files::status.eq_any([EntryFileStatus::Complete, EntryFileStatus::Submitted]))
            .filter(participants::territory_id.eq(territory))
            .filter(entry_files::id.ne_all(placed))
            .order((entry_files::completed_at, entry_files::id))
            .limit(500)
            .select(entry_files::id);
    Ok(query.load(cx.conn)?)
}

/// First and last names of people.
pub(in crate::intake::commissions) fn people(
    cx: &mut Ctx<'_>,
    ids: &[ParticipantId],
) -> Outcome<HashMap<ParticipantId, (String, String)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(ParticipantId, String, String)> = participants::table
        .filter(participants::plie_id.eq(cx.plie()))
        .filter(participants::id.eq_any(ids.to_vec()))
        .select((participants::id, participants::first_name, participants::last_name))
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|(id, first, last)| (id, (first, last))).collect())
}

pub(in crate::intake::commissions) fn insert(cx: &mut Ctx<'_>, row: &ItemRow) -> Outcome<()> {
    diesel::insert_into(agenda_items::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(in crate::intake::commissions) fn update(cx: &mut Ctx<'_>, row: &ItemRow) -> Outcome<()> {
    let before = agenda_items::table
        .filter(agenda_items::plie_id.eq(row.plie_id))
        .filter(agenda_items::id.eq(row.id))
        .filter(agenda_items::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

/// Deletes the row as it was read; another writer in between makes it stale.
pub(in crate::intake::commissions) fn delete(cx: &mut Ctx<'_>, row: &ItemRow) -> Outcome<()> {
    let as_read = agenda_items::table
        .filter(agenda_items::plie_id.eq(row.plie_id))
        .filter(agenda_items::id.eq(row.id))
        .filter(agenda_items::version.eq(row.version));
    match diesel::delete(as_read).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version + 1 }),
        _ => Ok(()),
    }
}
