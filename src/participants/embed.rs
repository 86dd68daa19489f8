//! What `expand` embeds in one participant: one query each.

use diesel::prelude::*;

use super::api::view::{CurrentPathway, OrientationBrief, ParticipantView};
use super::beside::{no_right, whole};
use super::situations;
use super::store::ParticipantRow;
use crate::ctx::Ctx;
use crate::db::schema::{orientations, pathways};
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::Reply;
use crate::ids::{OrientationId, PartnerStructureId, PathwayId};
use crate::pathways::rules::PathwayStatus;

/// The relations that can be embedded.
pub(super) const RELATIONS: &[&str] = &["current_pathway", "situations", "orientations"];

/// Objects embedded of one relation, at most; the newest.
const MANY: i64 = 50;

/// The participant with what the request asks to embed. Then it has no entity tag: what is embedded changes
/// without the participant.
pub(super) fn reply(cx: &mut Ctx<'_>, row: ParticipantRow) -> Outcome<Reply> {
    let asked = cx.expand(RELATIONS)?;
    let version = row.version;
    let whole = whole(cx, "get_participant", &[row.id])?;
    if asked.is_empty() {
        return Reply::object(&ParticipantView::shown(row, &whole, &cx.reach), version);
    }
    if !whole.has(row.id) {
        return Err(no_right("expand"));
    }
    Reply::value(&view(cx, row, &asked)?)
}

fn view(cx: &mut Ctx<'_>, row: ParticipantRow, asked: &[String]) -> Outcome<ParticipantView> {
    let (id, pathway) = (row.id, row.current_pathway_id);
    let mut view = ParticipantView::from(row);
    let asks = |name: &str| asked.iter().any(|a| a == name);
    if let (true, Some(pathway)) = (asks("current_pathway"), pathway) {
        view.current_pathway = current_pathway(cx, pathway)?;
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
            .select((
                orientations::id,
                orientations::partner_structure_id,
                orientations::status,
                orientations::received_at,
            ));
        let rows: Vec<(OrientationId, PartnerStructureId, String, Instant)> = query.load(cx.conn)?;
        let brief = |(id, partner_structure_id, status, received_at)| OrientationBrief {
            id,
            partner_structure_id,
            status,
            received_at,
        };
        view.orientations = Some(rows.into_iter().map(brief).collect());
    }
    Ok(view)
}

/// A row of `pathways`, as far as it stands beside a participant.
#[derive(Queryable, Selectable)]
#[diesel(table_name = pathways)]
struct PathwayBrief {
    id: PathwayId,
    status: PathwayStatus,
    activated_on: Option<Day>,
    planned_end_on: Option<Day>,
    last_interview_on: Option<Day>,
    next_interview_due_on: Option<Day>,
    next_milestone_due_on: Option<Day>,
    exit_on: Option<Day>,
    exit_reason: Option<String>,
}

fn current_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Option<CurrentPathway>> {
    let query = pathways::table.find((cx.plie(), pathway)).select(PathwayBrief::as_select());
    let row: Option<PathwayBrief> = query.get_result(cx.conn).optional()?;
    Ok(row.map(|r| CurrentPathway {
        id: r.id,
        status: r.status,
        activated_on: r.activated_on,
        planned_end_on: r.planned_end_on,
        last_interview_on: r.last_interview_on,
        next_interview_due_on: r.next_interview_due_on,
        next_milestone_due_on: r.next_milestone_due_on,
        exit_on: r.exit_on,
        exit_reason: r.exit_reason,
    }))
}
