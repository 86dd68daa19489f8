//! The agenda built of what waits for its commission (R4.2).

use std::collections::BTreeSet;

use super::{Subject, door, insert, move_items, open_session, put_forward};
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::ids::{CommissionSessionId, EntryFileId, ParticipantId, PathwayId, TerritoryId};
use crate::intake::commissions::rules::{self, ItemKind};
use crate::intake::commissions::store::{self, CommissionRow, DueRow, ItemRow, SessionRow, Until};
use crate::intake::known;
use crate::pathways::parent;
use crate::refusal::Fault;

/// The most files, and the most reviews, that one build puts on an agenda.
const AT_ONCE: usize = 100;

/// Puts on the agenda what waits for this commission: items of cancelled sessions, complete files of its territory,
/// and of its pathways the exits that are proposed, the suspensions that are over, the extensions of those near their
/// planned end and the reviews due by the day of the session, [`AT_ONCE`] of either; the next build takes the rest. What is given
/// back was added.
pub(in crate::intake::commissions) fn build(
    cx: &mut Ctx<'_>,
    id: CommissionSessionId,
) -> Outcome<(SessionRow, Vec<ItemRow>, Vec<Fault>)> {
    let session = open_session(cx, id)?;
    cx.guard(session.version)?;
    let chair = cx.actor.user() == Some(session.chair_id);
    let door = door(cx, &session);
    if let Some(late) = rules::add_item(door, chair)? {
        cx.warn(late);
    }
    let commission = store::find_commission(cx, &Reach::everything(), session.commission_id)?;
    let held = hold_waiting(cx, &session, &commission)?;
    let (waiting, due) = (waiting(cx, &commission, &held)?, reviews(cx, &session, &commission, &held)?);
    let mut added = move_items(cx, waiting, session.id)?;
    let files = store::complete_files(cx, commission.territory_id)?;
    let mut last = store::items_of_session(cx, session.id)?.last().map_or(0, |i| i.position);
    let mut append = |cx: &mut Ctx<'_>, subject: &Subject| {
        last += 1;
        insert(cx, session.id, subject, last, None)
    };
    let (mut left_out, mut room) = (Vec::new(), AT_ONCE);
    for file in files {
        if room == 0 {
            break;
        }
        // a file whose evidence has run out since stays where it is, and the answer says so
        let participant = match take_up(cx, file) {
            Ok(Some(participant)) => participant,
            Ok(None) => continue,
            Err(Failure::Refused(_)) => {
                left_out.push(not_ready(file));
                continue;
            }
            Err(other) => return Err(other),
        };
        let subject = Subject {
            kind: ItemKind::Admission,
            entry_file_id: Some(file),
            pathway_id: None,
            participant_id: Some(participant),
        };
        added.push(append(cx, &subject)?);
        room -= 1;
    }
    for pathway in due {
        let subject = Subject {
            kind: pathway.kind,
            entry_file_id: None,
            pathway_id: Some(pathway.id),
            participant_id: Some(pathway.participant_id),
        };
        added.push(append(cx, &subject)?);
    }
    Ok((session, added, left_out))
}

/// What a build has held: who merges people waits for it, or is waited for.
struct Held {
    pathways: BTreeSet<PathwayId>,
    files: BTreeSet<EntryFileId>,
}

/// Holds the pathways that wait for the commission, and the files of items that do: an item names their people, whom a
/// merge may change. Pathways come before any row, as they do for whoever merges.
fn hold_waiting(cx: &mut Ctx<'_>, session: &SessionRow, commission: &CommissionRow) -> Outcome<Held> {
    let waiting = store::waiting(cx, commission.id)?;
    let due = due_reviews(cx, session, commission.territory_id)?.into_iter().map(|due| due.id);
    let pathways: BTreeSet<PathwayId> = waiting.iter().filter_map(|item| item.pathway_id).chain(due).collect();
    let files: BTreeSet<EntryFileId> = waiting.iter().filter_map(|item| item.entry_file_id).collect();
    parent::hold(cx, pathways.iter().copied())?;
    for file in &files {
        known::lock(cx.conn, "entry_files", cx.plie(), *file)?;
    }
    Ok(Held { pathways, files })
}

/// The items of cancelled sessions as they are now that they are held.
fn waiting(cx: &mut Ctx<'_>, commission: &CommissionRow, held: &Held) -> Outcome<Vec<ItemRow>> {
    let mut items = store::waiting(cx, commission.id)?;
    items.retain(|item| item.pathway_id.is_none_or(|id| held.pathways.contains(&id)));
    items.retain(|item| item.entry_file_id.is_none_or(|id| held.files.contains(&id)));
    Ok(items)
}

/// The pathways that are due, now that they are held.
fn reviews(cx: &mut Ctx<'_>, session: &SessionRow, commission: &CommissionRow, held: &Held) -> Outcome<Vec<DueRow>> {
    let mut due = due_reviews(cx, session, commission.territory_id)?;
    due.retain(|due| held.pathways.contains(&due.id));
    Ok(due)
}

fn due_reviews(cx: &mut Ctx<'_>, session: &SessionRow, territory: TerritoryId) -> Outcome<Vec<DueRow>> {
    let (day, settings) = (civil::day_of(session.starts_at), cx.settings());
    let months = |n: i64| u32::try_from(n).ok();
    let until = Until {
        session: day,
        planned_end: civil::add_months(day, months(settings.planned_end_alert_months).unwrap_or(0)),
        max_months: settings.max_pathway_months.and_then(months),
    };
    store::due_reviews(cx, territory, until, AT_ONCE)
}

fn not_ready(file: EntryFileId) -> Fault {
    Fault::new(
        format!("/entry-files/{file}"),
        "entry_file_not_complete",
        "Ce dossier n'est plus complet : une pièce manque ou a expiré (§ 4.3).",
        "This file is not complete any more: a piece is missing or has expired (§ 4.3).",
    )
}

/// Puts a complete file forward and tells whose it is, now that it is held; none where another agenda has taken it up
/// meanwhile.
fn take_up(cx: &mut Ctx<'_>, file: EntryFileId) -> Outcome<Option<ParticipantId>> {
    known::lock(cx.conn, "entry_files", cx.plie(), file)?;
    if store::on_an_agenda(cx, &[file], &[])?.iter().any(|item| item.kind == ItemKind::Admission) {
        return Ok(None);
    }
    put_forward(cx, file).map(Some)
}
