//! Commands on engagement contracts.

use super::api::{EngagementContractIn, EngagementContractPatch};
use super::rules;
use super::store::{self, EngagementRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::ids::{EngagementContractId, PathwayId};
use crate::patch::{patch_fields, patch_options};
use crate::pathways::{self, parent};
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: EngagementContractIn) -> Outcome<EngagementRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let row = EngagementRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(EngagementContractId::new),
        pathway_id: pathway,
        participant_id: of.participant_id,
        kind: new.kind,
        signed_on: new.signed_on,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        weekly_hours: new.weekly_hours,
        department_file_no: new.department_file_no.map(Into::into),
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
    check(cx, &row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("engagement_contracts", row.id).about(row.participant_id));
    Ok(row)
}

fn same(a: &EngagementRow, b: &EngagementRow) -> bool {
    let days = |r: &EngagementRow| (r.pathway_id, r.kind, r.signed_on, r.starts_on, r.ends_on, r.weekly_hours);
    days(a) == days(b) && a.department_file_no == b.department_file_no
}

fn check(cx: &mut Ctx<'_>, row: &EngagementRow) -> Outcome<()> {
    Refusal::unless_empty(rules::engagement_faults(&row.engagement(), cx.today))?;
    Ok(rules::alone_of_its_kind(store::overlapping(cx, row)?)?)
}

pub(super) fn update(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    id: EngagementContractId,
    patch: EngagementContractPatch,
) -> Outcome<EngagementRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let mut row = store::find(cx, pathway, id)?;
    cx.guard(row.version)?;
    parent::still_written(&of)?;
    let fields = apply(&mut row, patch);
    if fields.is_empty() {
        return Ok(row);
    }
    check(cx, &row)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("engagement_contracts", id, row.version).about(of.participant_id).fields(&fields));
    Ok(row)
}

fn apply(row: &mut EngagementRow, patch: EngagementContractPatch) -> Vec<&'static str> {
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: kind, signed_on, starts_on, ends_on, weekly_hours);
    patch_options!(patch => row, fields: department_file_no);
    fields
}
