//! The proof file over HTTP.

use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{rules, store};
use crate::app::App;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::{norms, participations};
use crate::failure::Outcome;
use crate::http::{Caller, Reply};
use crate::ids::{EntryFileId, ParticipantId, PathwayId};
use crate::intake::entry_files::rules::{Item, ItemState};
use crate::intake::entry_files::{self, Expected};
use crate::participants::{self, store::ParticipantRow};

/// A piece that is expected.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({"piece": "criteria", "state": "complete", "due_on": "2026-05-10", "pointer": "/v1/entry-files/01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca#/criteria"}))]
pub(crate) struct PieceView {
    /// An item of the entry file's checklist, or a piece of the pathway.
    piece: String,
    /// How far it is.
    state: ItemState,
    /// Until when: the day on which it is due, or on which it ceases to hold.
    #[schema(required = true)]
    due_on: Option<Day>,
    /// Where it stands, or is to be put: an address, with a JSON pointer into it.
    #[schema(required = true)]
    pointer: Option<String>,
}

/// Every piece that is expected of a participant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "entry_file_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "pathway_id": null, "pieces": [{"piece": "criteria", "state": "complete", "due_on": "2026-05-10", "pointer": "/v1/entry-files/01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca#/criteria"}]}))]
pub(crate) struct ProofFileView {
    /// The participant.
    participant_id: ParticipantId,
    /// The latest entry file.
    #[schema(required = true)]
    entry_file_id: Option<EntryFileId>,
    /// The current pathway, or the last.
    #[schema(required = true)]
    pathway_id: Option<PathwayId>,
    /// The pieces: those of the entry file in the order of its checklist, those of the pathway, those of the last participation
    /// in an operation of the ESF.
    pieces: Vec<PieceView>,
}

/// Get the proof file of a participant
///
/// Every piece that is expected, how far it is today, until when, and where it stands.
#[utoipa::path(tag = "participants", params(("id" = ParticipantId, Path, description = "The participant")), responses((status = 200, description = "The proof file", body = ProofFileView), (status = 308, description = "Merged into another: `Location` is the kept one")))]
#[get("/participants/{id}/proof-file")]
pub(crate) async fn get_participant_proof_file(
    app: App,
    caller: Caller,
    id: web::Path<ParticipantId>,
) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        if let Some(moved) = participants::moved(cx, *id, "/proof-file")? {
            return Ok(moved);
        }
        let person = participants::find(cx, &cx.reach.clone(), *id)?;
        Reply::value(&proof_file(cx, &person)?)
    })
    .await
}

fn proof_file(cx: &mut Ctx<'_>, person: &ParticipantRow) -> Outcome<ProofFileView> {
    let expected = entry_files::expected(cx, person.id)?;
    let mut pieces = of_entry(person.id, &expected);
    let pathway = person.current_pathway_id.map(|id| store::pathway(cx, id)).transpose()?;
    let held = person.current_pathway_id.map(|id| store::held(cx, id)).transpose()?.unwrap_or_default();
    let days = match person.current_pathway_id {
        Some(id) => norms::of_pathway(cx, id, cx.today)?.file_completion_days,
        None => cx.settings().file_completion_days,
    };
    let at_pathway = person.current_pathway_id.map(|id| format!("/v1/pathways/{id}"));
    pieces.extend(rules::pieces(pathway.as_ref(), &held, days, cx.today).into_iter().map(|line| PieceView {
        piece: line.piece.code().to_owned(),
        state: line.state,
        due_on: line.due_on,
        pointer: line.interview.map(|id| format!("/v1/interviews/{id}")).or_else(|| at_pathway.clone()),
    }));
    let owed = participations::owed(cx, person.id)?;
    pieces.extend(rules::esf_pieces(owed.as_ref(), cx.today).into_iter().map(|(piece, state, due_on)| PieceView {
        piece: piece.code().to_owned(),
        state,
        due_on,
        pointer: owed.map(|owed| format!("/v1/participations/{}", owed.id)),
    }));
    Ok(ProofFileView {
        participant_id: person.id,
        entry_file_id: expected.file,
        pathway_id: person.current_pathway_id,
        pieces,
    })
}

/// The checklist of the entry file; what is told of the person stands with the person.
fn of_entry(person: ParticipantId, expected: &Expected) -> Vec<PieceView> {
    let piece = |line: &entry_files::rules::ChecklistLine| PieceView {
        piece: line.item.code().to_owned(),
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
