//! Commands on constraints.

use std::collections::BTreeSet;

use serde::Serialize;

use super::api::{ConstraintIn, ConstraintPatch};
use super::rules::{self, Constraint, Demand};
use super::store::{self, ConstraintRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::ids::{ConstraintId, PathwayId};
use crate::patch::{patch_field, patch_fields};
use crate::pathways::{self, parent};
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: ConstraintIn) -> Outcome<ConstraintRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let row = ConstraintRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ConstraintId::new),
        pathway_id: pathway,
        participant_id: of.participant_id,
        kind: new.kind,
        value: new.value.into_string(),
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        rules_out: distinct(new.rules_out.unwrap_or_default())?,
        commune_codes: distinct(new.commune_codes.unwrap_or_default())?,
    };
    if new.id.is_some()
        && let Some(first) = store::by_id(cx, row.id)?
    {
        return if same(&first, &row) { Ok(first) } else { Err(parent::taken()) };
    }
    parent::still_open(&of)?;
    check(&row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("participant_constraints", row.id).about(row.participant_id));
    Ok(row)
}

/// Each once, in their order.
fn distinct<T: Ord + Clone + Serialize>(given: Vec<T>) -> Outcome<Json> {
    let mut seen = BTreeSet::new();
    let kept: Vec<T> = given.into_iter().filter(|one| seen.insert(one.clone())).collect();
    Json::of(&kept).map_err(Failure::defect)
}

fn same(a: &ConstraintRow, b: &ConstraintRow) -> bool {
    let codes = |r: &ConstraintRow| {
        let read = |json: &Json| json.read::<Vec<String>>().ok();
        (read(&r.rules_out), read(&r.commune_codes))
    };
    codes(a) == codes(b)
        && (a.pathway_id, a.kind, &a.value, a.valid_from, a.valid_to)
            == (b.pathway_id, b.kind, &b.value, b.valid_from, b.valid_to)
}

fn check(row: &ConstraintRow) -> Outcome<()> {
    let rules_out: Vec<Demand> = row.rules_out.read().map_err(Failure::defect)?;
    let communes: Vec<String> = row.commune_codes.read().map_err(Failure::defect)?;
    let constraint = Constraint {
        kind: row.kind,
        value: &row.value,
        rules_out: &rules_out,
        communes: communes.len(),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    };
    Ok(Refusal::unless_empty(rules::constraint_faults(&constraint))?)
}

pub(super) fn update(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    id: ConstraintId,
    patch: ConstraintPatch,
) -> Outcome<ConstraintRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let mut row = store::find(cx, pathway, id)?;
    cx.guard(row.version)?;
    parent::still_written(&of)?;
    let mut fields = Vec::new();
    patch_field!(fields, patch.rules_out, "rules_out", |codes| row.rules_out = distinct(codes)?);
    patch_field!(fields, patch.commune_codes, "commune_codes", |codes| row.commune_codes = distinct(codes)?);
    patch_fields!(patch => row, fields: kind, value, valid_from, valid_to);
    check(&row)?;
    if fields.is_empty() {
        return Ok(row);
    }
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("participant_constraints", id, row.version).about(of.participant_id).fields(&fields));
    Ok(row)
}
