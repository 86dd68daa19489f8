//! Commands on barriers.

use super::api::{BarrierIn, BarrierPatch};
use super::rules::{self, Barrier};
use super::store::{self, BarrierRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::Outcome;
use crate::ids::{BarrierId, ParticipantId, PathwayId};
use crate::patch::patch_fields;
use crate::pathways::{self, parent};
use crate::reference::names;
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: BarrierIn) -> Outcome<BarrierRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let row = BarrierRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(BarrierId::new),
        pathway_id: pathway,
        theme: new.theme.into_string(),
        severity: new.severity,
        opened_on: new.opened_on,
        lifted_on: new.lifted_on,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = store::by_id(cx, row.id)?
    {
        return if same(&first, &row) { Ok(first) } else { Err(parent::taken()) };
    }
    parent::still_open(&of)?;
    check(cx, &row, true)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("barriers", row.id).about(of.participant_id));
    Ok(row)
}

/// A barrier seen elsewhere: in the entry file (§ 4.3).
///
/// # Errors
/// The database refuses.
pub(crate) fn note(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    participant: ParticipantId,
    theme: &str,
    severity: i64,
    opened_on: Day,
) -> Outcome<BarrierId> {
    let row = BarrierRow {
        plie_id: cx.plie(),
        id: BarrierId::new(),
        pathway_id: pathway,
        theme: theme.to_owned(),
        severity,
        opened_on,
        lifted_on: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    cx.record(Entry::created("barriers", row.id).about(participant));
    Ok(row.id)
}

fn same(a: &BarrierRow, b: &BarrierRow) -> bool {
    (a.pathway_id, &a.theme, a.severity, a.opened_on, a.lifted_on)
        == (b.pathway_id, &b.theme, b.severity, b.opened_on, b.lifted_on)
}

fn check(cx: &Ctx<'_>, row: &BarrierRow, theme: bool) -> Outcome<()> {
    let barrier = Barrier { severity: row.severity, opened_on: row.opened_on, lifted_on: row.lifted_on };
    let mut found = rules::barrier_faults(&barrier, cx.today);
    if theme {
        found.extend(cx.lists().faults_for(names::BARRIER, cx.today, &[("/theme", &row.theme)]));
    }
    Ok(Refusal::unless_empty(found)?)
}

pub(super) fn update(cx: &mut Ctx<'_>, pathway: PathwayId, id: BarrierId, patch: BarrierPatch) -> Outcome<BarrierRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let mut row = store::find(cx, pathway, id)?;
    cx.guard(row.version)?;
    parent::still_written(&of)?;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: theme, severity, opened_on, lifted_on);
    // a theme that ended since stays where it stands
    check(cx, &row, fields.contains(&"theme"))?;
    if fields.is_empty() {
        return Ok(row);
    }
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("barriers", id, row.version).about(of.participant_id).fields(&fields));
    Ok(row)
}
