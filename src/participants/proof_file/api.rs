//! The proof file over HTTP.

use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::flow;
use crate::app::App;
use crate::db::Day;
use crate::failure::Outcome;
use crate::http::{Caller, Reply};
use crate::ids::{EntryFileId, ParticipantId, PathwayId};
use crate::intake::entry_files::rules::ItemState;
use crate::participants;

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
        let file = flow::whole(cx, &person)?;
        let piece = |p: flow::Piece| PieceView {
            piece: p.code.to_owned(),
            state: p.state,
            due_on: p.due_on,
            pointer: p.pointer,
        };
        Reply::value(&ProofFileView {
            participant_id: person.id,
            entry_file_id: file.entry_file,
            pathway_id: person.current_pathway_id,
            pieces: file.pieces.into_iter().map(piece).collect(),
        })
    })
    .await
}
