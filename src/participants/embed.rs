//! What `expand` embeds in one participant: one query each.

use diesel::prelude::*;

use super::api::wire::{CurrentPathway, OrientationBrief, ParticipantView};
use super::situations;
use super::store::ParticipantRow;
use crate::ctx::Ctx;
use crate::db::schema::{orientations, pathways};
use crate::failure::Outcome;
use crate::http::Reply;

/// The relations that can be embedded.
pub(super) const RELATIONS: &[&str] = &["current_pathway", "situations", "orientations"];

/// Objects embedded of one relation, at most; the newest.
const MANY: i64 = 50;

/// The participant with what the request asks to embed. Then it has no entity tag: what is embedded changes
/// without the participant.
pub(super) fn reply(cx: &mut Ctx<'_>, row: ParticipantRow) -> Outcome<Reply> {
    let asked = cx.expand(RELATIONS)?;
    let version = row.version;
    if asked.is_empty() {
        return Reply::object(&ParticipantView::from(row), version);
    }
    Reply::value(&view(cx, row, &asked)?)
}

fn view(cx: &mut Ctx<'_>, row: ParticipantRow, asked: &[String]) -> Outcome<ParticipantView> {
    let (id, pathway) = (row.id, row.current_pathway_id);
    let mut view = ParticipantView::from(row);
    let asks = |name: &str| asked.iter().any(|a| a == name);
    if let (true, Some(pathway)) = (asks("current_pathway"), pathway) {
        let query = pathways::table.find((cx.plie(), pathway)).select(CurrentPathway::as_select());
        view.current_pathway = query.get_result(cx.conn).optional()?;
    }
    if asks("situations") {
        let rows = situations::newest(cx, id, MANY)?;
        view.situations = Some(rows.into_iter().map(Into::into).collect());
    }
    if asks("orientations") {
        let query = orientations::table
            .filter(orientations::plie_id.eq(cx.plie()))
            .filter(orientations::participant_id.eq(id))
            .order((orientations::received_at.desc(), orientations::id.desc()))
            .limit(MANY)
            .select(OrientationBrief::as_select());
        view.orientations = Some(query.load(cx.conn)?);
    }
    Ok(view)
}
