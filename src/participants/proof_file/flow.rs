//! The pieces of proof files, put together from the entry file, the pathway and the participation. One function says which
//! pieces of the entry and of the exit are there, of one person for their proof file and of many for a claim.

use std::collections::HashMap;

use super::rules::{self, Line, Pathway};
use super::store;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::{norms, participations};
use crate::failure::Outcome;
use crate::ids::{EntryFileId, ParticipantId, PathwayId};
use crate::intake::entry_files::rules::{Item, ItemState};
use crate::intake::entry_files::{self, Expected};
use crate::participants::store::ParticipantRow;

/// A piece that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// An item of the entry file's checklist, or a piece of the pathway.
    pub(crate) code: &'static str,
    /// How far it is.
    pub(crate) state: ItemState,
    /// Until when.
    pub(crate) due_on: Option<Day>,
    /// Where it stands, or is to be put.
    pub(crate) pointer: Option<String>,
}

/// Everything that is expected of somebody.
#[derive(Debug)]
pub(super) struct ProofFile {
    pub(super) entry_file: Option<EntryFileId>,
    pub(super) pieces: Vec<Piece>,
}

/// What somebody leaves who enters and exits: what the commission asked for, and the proof of a result.
struct Lasting {
    entry_file: Option<EntryFileId>,
    pathway: Option<Pathway>,
    entry: Vec<Piece>,
}

impl Lasting {
    /// The proof of the exit, where the pathway has one.
    fn exit(&self, pathway: Option<PathwayId>) -> Option<Piece> {
        let of = self.pathway.as_ref()?;
        Some(of_pathway(pathway, rules::exit(of)))
    }
}

/// Of each of these people, with the pathway that counts for them.
fn lasting(
    cx: &mut Ctx<'_>,
    people: &[(ParticipantId, Option<PathwayId>)],
) -> Outcome<HashMap<ParticipantId, Lasting>> {
    let ids: Vec<ParticipantId> = people.iter().map(|(person, _)| *person).collect();
    let mut expected = entry_files::expected(cx, &ids)?;
    let on: Vec<PathwayId> = people.iter().filter_map(|(_, pathway)| *pathway).collect();
    let pathways = store::pathways(cx, &on)?;
    let of = |(person, pathway): &(ParticipantId, Option<PathwayId>)| {
        let expected = expected.remove(person)?;
        let lasting = Lasting {
            entry_file: expected.file,
            pathway: pathway.and_then(|id| pathways.get(&id).copied()),
            entry: of_entry(*person, &expected),
        };
        Some((*person, lasting))
    };
    Ok(people.iter().filter_map(of).collect())
}

/// The pieces of the entry and of the exit that these people lack, each with where it is to be put; who lacks none is left
/// out. The statements are as many for a thousand people as for one.
pub(crate) fn missing(
    cx: &mut Ctx<'_>,
    people: &[(ParticipantId, Option<PathwayId>)],
) -> Outcome<HashMap<ParticipantId, Vec<Piece>>> {
    let mut found = lasting(cx, people)?;
    let mut out = HashMap::new();
    for (person, pathway) in people {
        let Some(of) = found.remove(person) else { continue };
        let exit = of.exit(*pathway);
        let mut pieces: Vec<Piece> = of.entry.into_iter().chain(exit).collect();
        pieces.retain(|piece| matches!(piece.state, ItemState::Due | ItemState::Partial));
        if !pieces.is_empty() {
            out.insert(*person, pieces);
        }
    }
    Ok(out)
}

/// The whole file of somebody.
pub(super) fn whole(cx: &mut Ctx<'_>, person: &ParticipantRow) -> Outcome<ProofFile> {
    let current = person.current_pathway_id;
    let Some(of) = lasting(cx, &[(person.id, current)])?.remove(&person.id) else {
        return Ok(ProofFile { entry_file: None, pieces: Vec::new() });
    };
    let held = current.map(|id| store::held(cx, id)).transpose()?.unwrap_or_default();
    let days = match current {
        Some(id) => norms::of_pathway(cx, id, cx.today)?.file_completion_days,
        None => cx.settings().file_completion_days,
    };
    let mut pieces = of.entry;
    let lines = rules::pieces(of.pathway.as_ref(), &held, days, cx.today);
    pieces.extend(lines.into_iter().map(|line| of_pathway(current, line)));
    let owed = participations::owed(cx, person.id)?;
    pieces.extend(rules::esf_pieces(owed.as_ref(), cx.today).into_iter().map(|(piece, state, due_on)| Piece {
        code: piece.code(),
        state,
        due_on,
        pointer: owed.map(|owed| format!("/v1/participations/{}", owed.id)),
    }));
    Ok(ProofFile { entry_file: of.entry_file, pieces })
}

fn of_pathway(pathway: Option<PathwayId>, line: Line) -> Piece {
    let at_pathway = pathway.map(|id| format!("/v1/pathways/{id}"));
    Piece {
        code: line.piece.code(),
        state: line.state,
        due_on: line.due_on,
        pointer: line.interview.map(|id| format!("/v1/interviews/{id}")).or(at_pathway),
    }
}

/// The checklist of the entry file; what is told of the person stands with the person.
fn of_entry(person: ParticipantId, expected: &Expected) -> Vec<Piece> {
    let piece = |line: &entry_files::rules::ChecklistLine| Piece {
        code: line.item.code(),
        state: line.state,
        due_on: expected.proved_until.filter(|_| line.item == Item::Criteria),
        pointer: match (line.pointer, expected.file) {
            ("/participant_id", _) => Some(format!("/v1/participants/{person}")),
            (pointer, Some(file)) => Some(format!("/v1/entry-files/{file}#{pointer}")),
            (_, None) => None,
        },
    };
    expected.lines.iter().map(piece).collect()
}
