//! The agenda of a session: adding, removing, building, passing on (R4.2, R4.3).

mod build;

pub(in crate::intake::commissions) use build::build;

use super::commission::before;
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{AgendaItemId, CommissionSessionId, EntryFileId, ParticipantId, PathwayId};
use crate::intake::commissions::api::AgendaItemIn;
use crate::intake::commissions::rules::{self, Door, ItemKind, SessionStatus};
use crate::intake::commissions::store::{self, ItemRow, SessionRow};
use crate::intake::entry_files::{self, rules::EntryFileStatus};
use crate::intake::known;
use crate::participants;
use crate::pathways::{self, parent};
use crate::refusal::{Refusal, Warning};

/// What an item is to be about.
#[derive(Debug, Clone, Copy)]
struct Subject {
    kind: ItemKind,
    entry_file_id: Option<EntryFileId>,
    pathway_id: Option<PathwayId>,
    participant_id: Option<ParticipantId>,
}

pub(in crate::intake::commissions) fn add_item(
    cx: &mut Ctx<'_>,
    session: CommissionSessionId,
    new: &AgendaItemIn,
) -> Outcome<ItemRow> {
    let session = open_session(cx, session)?;
    if let Some(id) = new.id
        && let Some(known) = before(store::find_item(cx, &Reach::everything(), id))?
    {
        let same = (known.session_id, known.kind, known.entry_file_id, known.pathway_id)
            == (session.id, new.kind, new.entry_file_id, new.pathway_id);
        return if same { Ok(known) } else { Err(super::commission::taken()) };
    }
    let subject = subject(cx, new)?;
    let consents = new.chair_consents || cx.actor.user() == Some(session.chair_id);
    let door = door(cx, &session);
    if let Some(late) = rules::add_item(door, consents)? {
        cx.warn(late);
    }
    let waiting = not_twice(cx, &subject)?;
    if let Some(file) = subject.entry_file_id.filter(|_| subject.kind == ItemKind::Admission) {
        put_forward(cx, file)?;
    }
    warn_of_other_territory(cx, &session, subject.participant_id)?;
    let place = Place { session: session.id, position: new.position, id: new.id };
    put(cx, &place, &subject, waiting)
}

/// Puts the admission of a file on the agenda of a session that still takes items; the file's own flow has
/// submitted it.
pub(crate) fn add_admission(
    cx: &mut Ctx<'_>,
    session: CommissionSessionId,
    file: EntryFileId,
    participant: ParticipantId,
) -> Outcome<()> {
    let reach = cx.reach_in("get_commission_session");
    known::lock(cx.conn, "commission_sessions", cx.plie(), session)?;
    let Some(session) = before(store::find_session(cx, &reach, session))? else {
        return Err(Failure::reference("/session_id"));
    };
    let chair = cx.actor.user() == Some(session.chair_id);
    let door = door(cx, &session);
    if let Some(late) = rules::add_item(door, chair)? {
        cx.warn(late);
    }
    let subject = Subject {
        kind: ItemKind::Admission,
        entry_file_id: Some(file),
        pathway_id: None,
        participant_id: Some(participant),
    };
    let waiting = not_twice(cx, &subject)?;
    warn_of_other_territory(cx, &session, Some(participant))?;
    put(cx, &Place { session: session.id, position: None, id: None }, &subject, waiting).map(drop)
}

/// Holds the sessions on whose agendas a file waits for its decision.
pub(crate) fn hold_agendas_of(cx: &mut Ctx<'_>, file: EntryFileId) -> Outcome<()> {
    for row in store::on_an_agenda(cx, &[file], &[])? {
        known::lock(cx.conn, "commission_sessions", cx.plie(), row.session_id)?;
    }
    Ok(())
}

/// Takes a file off the agenda, where nothing was decided of it yet: it goes back to its referent, or nobody asks
/// for it any more.
pub(crate) fn drop_admission(cx: &mut Ctx<'_>, file: EntryFileId) -> Outcome<()> {
    hold_agendas_of(cx, file)?;
    // read again behind the lock: a decision may have been taken meanwhile
    let there = store::on_an_agenda(cx, &[file], &[])?;
    there.iter().filter(|row| row.kind == ItemKind::Admission).try_for_each(|row| erase(cx, row))
}

/// Takes an item off before the session is convened.
pub(in crate::intake::commissions) fn remove_item(cx: &mut Ctx<'_>, id: AgendaItemId) -> Outcome<()> {
    let row = store::find_item(cx, &cx.reach.clone(), id)?;
    known::lock(cx.conn, "commission_sessions", cx.plie(), row.session_id)?;
    // read again behind the lock: the session may have been convened, or the item moved, meanwhile
    let row = store::find_item(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let session = store::find_session(cx, &Reach::everything(), row.session_id)?;
    rules::remove_item(session.status)?;
    erase(cx, &row)
}

fn erase(cx: &mut Ctx<'_>, row: &ItemRow) -> Outcome<()> {
    store::delete_item(cx, row)?;
    cx.record(Entry::erased("agenda_items", row.id, row.version + 1).about(row.participant_id));
    Ok(())
}

/// Moves undecided items to the end of another agenda, in their order.
pub(super) fn move_items(cx: &mut Ctx<'_>, items: Vec<ItemRow>, to: CommissionSessionId) -> Outcome<Vec<ItemRow>> {
    let mut moved = Vec::new();
    if items.is_empty() {
        return Ok(moved);
    }
    known::lock(cx.conn, "commission_sessions", cx.plie(), to)?;
    let mut last = store::items_of_session(cx, to)?.last().map_or(0, |i| i.position);
    for mut row in items {
        last += 1;
        row.session_id = to;
        row.position = last;
        changed(cx, &mut row, &["session_id", "position"])?;
        moved.push(row);
    }
    Ok(moved)
}

fn open_session(cx: &mut Ctx<'_>, id: CommissionSessionId) -> Outcome<SessionRow> {
    known::lock(cx.conn, "commission_sessions", cx.plie(), id)?;
    store::find_session(cx, &cx.reach.clone(), id)
}

/// How far the agenda is open today (R4.3).
fn door(cx: &Ctx<'_>, session: &SessionRow) -> Door {
    let on = civil::day_of(session.starts_at);
    let days = u32::try_from(cx.settings().agenda_freeze_working_days).unwrap_or(rules::FREEZE_WORKING_DAYS);
    let year = chrono::Datelike::year(&on.0);
    let alsace_moselle = cx.settings().alsace_moselle;
    let holidays: Vec<_> =
        [year - 1, year].into_iter().flat_map(|y| civil::public_holidays(y, alsace_moselle)).collect();
    rules::door(session.status, rules::last_free_day(on, days, &holidays), cx.today)
}

/// What a new item is about, where the caller may see it.
fn subject(cx: &mut Ctx<'_>, new: &AgendaItemIn) -> Outcome<Subject> {
    Refusal::unless_empty(rules::target_faults(new.kind, new.entry_file_id.is_some(), new.pathway_id.is_some()))?;
    let mut found = Vec::new();
    let mut participant_id = None;
    if let Some(id) = new.entry_file_id {
        let reach = cx.reach_in("get_entry_file");
        // the item names the person of the file, whom a merge may change; and no other agenda takes it up
        known::lock(cx.conn, "entry_files", cx.plie(), id)?;
        match before(entry_files::find(cx, &reach, id))? {
            Some(file) => participant_id = Some(file.participant_id),
            None => found.push(reference_fault("/entry_file_id")),
        }
    }
    if let Some(id) = new.pathway_id {
        let reach = cx.reach_in("get_pathway");
        // the item names the person of the pathway, whom a merge may change
        parent::hold(cx, [id])?;
        match before(pathways::find(cx, &reach, id))? {
            Some(pathway) if !pathway.status.is_open() => {
                return Err(Failure::conflict(
                    "conflict_pathway_not_open",
                    "Ce parcours n'est plus ouvert.",
                    "This pathway is not open any more.",
                ));
            }
            Some(pathway) => participant_id = Some(pathway.participant_id),
            None => found.push(reference_fault("/pathway_id")),
        }
    }
    Refusal::unless_empty(found)?;
    Ok(Subject { kind: new.kind, entry_file_id: new.entry_file_id, pathway_id: new.pathway_id, participant_id })
}

/// A file or a pathway waits on one agenda at a time; what waits in a cancelled session is given back, to be taken
/// up.
fn not_twice(cx: &mut Ctx<'_>, subject: &Subject) -> Outcome<Option<ItemRow>> {
    let files: Vec<EntryFileId> = subject.entry_file_id.into_iter().collect();
    let ways: Vec<PathwayId> = subject.pathway_id.into_iter().collect();
    if subject.kind == ItemKind::Information {
        return Ok(None);
    }
    let there = store::on_an_agenda(cx, &files, &ways)?.into_iter().find(|i| i.kind == subject.kind);
    let Some(there) = there else { return Ok(None) };
    let session = store::find_session(cx, &Reach::everything(), there.session_id)?;
    if session.status == SessionStatus::Cancelled {
        return Ok(Some(there));
    }
    Err(Failure::conflict(
        "conflict_on_an_agenda",
        "Ce point attend déjà une décision dans une séance.",
        "This already waits for a decision in a session.",
    ))
}

/// An item about somebody of another territory is taken, but worth a look (R4.1, S0.6).
fn warn_of_other_territory(cx: &mut Ctx<'_>, session: &SessionRow, participant: Option<ParticipantId>) -> Outcome<()> {
    let Some(participant) = participant else { return Ok(()) };
    let here = store::find_commission(cx, &Reach::everything(), session.commission_id)?.territory_id;
    let lives_in = participants::find(cx, &Reach::everything(), participant)?.territory_id;
    if lives_in.is_some_and(|territory| territory != here) {
        cx.warn(Warning::new(
            "",
            "other_territory",
            "Cette personne habite un autre territoire que celui de la commission (R4.1).",
            "This person lives in another territory than the commission's (R4.1).",
        ));
    }
    Ok(())
}

/// A file on an agenda is submitted; one that was decided may come back for a correction (R4.7). It is held; told is
/// whose it is.
fn put_forward(cx: &mut Ctx<'_>, file: EntryFileId) -> Outcome<ParticipantId> {
    let row = entry_files::find(cx, &Reach::everything(), file)?;
    match row.status {
        EntryFileStatus::Submitted => Ok(row.participant_id),
        EntryFileStatus::Decided if row.decided_at.is_some() => Ok(row.participant_id),
        // it was given up with its orientation: nobody held it against § 4.3
        EntryFileStatus::Decided => Err(Failure::conflict(
            "conflict_entry_file_given_up",
            "Ce dossier a été abandonné avec son orientation ; ouvrez-en un autre.",
            "This entry file was given up with its orientation; open another.",
        )),
        EntryFileStatus::Complete => entry_files::put_forward(cx, file).map(|()| row.participant_id),
        EntryFileStatus::InPreparation | EntryFileStatus::Returned => Err(Failure::conflict(
            "conflict_entry_file_not_complete",
            "Ce dossier n'est pas complet (§ 4.3).",
            "This entry file is not complete (§ 4.3).",
        )),
    }
}

/// Where a new item goes, and the identifier that the caller made for it.
struct Place {
    session: CommissionSessionId,
    position: Option<i64>,
    id: Option<AgendaItemId>,
}

/// Writes an item at its place; those behind it make room. One that waits in a cancelled session is taken up, unless
/// the caller has made another identifier for it.
fn put(cx: &mut Ctx<'_>, place: &Place, subject: &Subject, waiting: Option<ItemRow>) -> Outcome<ItemRow> {
    let there = store::items_of_session(cx, place.session)?;
    let end = there.last().map_or(1, |i| i.position + 1);
    let position = place.position.map_or(end, |p| p.clamp(1, end));
    // from the end, so that no two stand at one place in between
    for mut row in there.into_iter().rev().take_while(|i| i.position >= position) {
        row.position += 1;
        changed(cx, &mut row, &["position"])?;
    }
    match (waiting, place.id) {
        (Some(mut row), None) => {
            row.session_id = place.session;
            row.position = position;
            changed(cx, &mut row, &["session_id", "position"])?;
            Ok(row)
        }
        (Some(row), Some(_)) => {
            erase(cx, &row)?;
            insert(cx, place.session, subject, position, place.id)
        }
        (None, id) => insert(cx, place.session, subject, position, id),
    }
}

fn changed(cx: &mut Ctx<'_>, row: &mut ItemRow, fields: &[&'static str]) -> Outcome<()> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update_item(cx, row)?;
    cx.record(Entry::changed("agenda_items", row.id, row.version).about(row.participant_id).fields(fields));
    Ok(())
}

fn insert(
    cx: &mut Ctx<'_>,
    session: CommissionSessionId,
    subject: &Subject,
    position: i64,
    id: Option<AgendaItemId>,
) -> Outcome<ItemRow> {
    let row = ItemRow {
        plie_id: cx.plie(),
        id: id.unwrap_or_else(AgendaItemId::new),
        session_id: session,
        kind: subject.kind,
        entry_file_id: subject.entry_file_id,
        pathway_id: subject.pathway_id,
        participant_id: subject.participant_id,
        position,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert_item(cx, &row)?;
    cx.record(Entry::created("agenda_items", row.id).about(row.participant_id));
    Ok(row)
}
