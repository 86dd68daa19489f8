//! What `expand` embeds in one participant, or in those of a page: one query each.

use std::collections::HashMap;

use diesel::prelude::*;

use super::api::view::{CurrentPathway, OrientationBrief, ParticipantView};
use super::beside::{no_right, whole};
use super::situations;
use super::store::ParticipantRow;
use crate::ctx::Ctx;
use crate::db::schema::{orientations, pathways};
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::{Page, Reply};
use crate::ids::{OrientationId, ParticipantId, PartnerStructureId, PathwayId};
use crate::pathways::rules::PathwayStatus;

/// The relations that can be embedded.
pub(super) const RELATIONS: &[&str] = &["current_pathway", "situations", "orientations"];

/// Those that can be embedded in each participant of a list.
const OF_A_LIST: &[&str] = &["current_pathway"];

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

/// The participants of a page with what the request asks to embed, which stands behind the same right as in one of them.
pub(super) fn page(cx: &mut Ctx<'_>, found: Page<ParticipantRow>) -> Outcome<Page<ParticipantView>> {
    let embeds = !cx.expand(OF_A_LIST)?.is_empty();
    let people: Vec<ParticipantId> = found.items.iter().map(|row| row.id).collect();
    let whole = whole(cx, "list_participants", &people)?;
    if embeds && !people.iter().all(|id| whole.has(*id)) {
        return Err(no_right("expand"));
    }
    let mut pathways = if embeds {
        let ids = found.items.iter().filter_map(|row| row.current_pathway_id).collect();
        current_pathways(cx, ids)?
    } else {
        HashMap::new()
    };
    let reach = cx.reach.clone();
    Ok(found.map(|row| {
        let more = row.current_pathway_id.and_then(|id| pathways.remove(&id));
        let view = ParticipantView::shown(row, &whole, &reach);
        if more.is_some() { ParticipantView { current_pathway: more, ..view } } else { view }
    }))
}

fn view(cx: &mut Ctx<'_>, row: ParticipantRow, asked: &[String]) -> Outcome<ParticipantView> {
    let (id, pathway) = (row.id, row.current_pathway_id);
    let mut view = ParticipantView::from(row);
    let asks = |name: &str| asked.iter().any(|a| a == name);
    if let (true, Some(pathway)) = (asks("current_pathway"), pathway) {
        view.current_pathway = current_pathways(cx, vec![pathway])?.remove(&pathway);
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

/// Pathways by their identifier.
fn current_pathways(cx: &mut Ctx<'_>, ids: Vec<PathwayId>) -> Outcome<HashMap<PathwayId, CurrentPathway>> {
    let rows: Vec<PathwayBrief> = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::id.eq_any(ids))
        .select(PathwayBrief::as_select())
        .load(cx.conn)?;
    let brief = |r: PathwayBrief| CurrentPathway {
        id: r.id,
        status: r.status,
        activated_on: r.activated_on,
        planned_end_on: r.planned_end_on,
        last_interview_on: r.last_interview_on,
        next_interview_due_on: r.next_interview_due_on,
        next_milestone_due_on: r.next_milestone_due_on,
        exit_on: r.exit_on,
        exit_reason: r.exit_reason,
    };
    Ok(rows.into_iter().map(|r| (r.id, brief(r))).collect())
}
