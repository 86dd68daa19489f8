//! Commands on employment costs.

use super::api::{EmploymentCostIn, EmploymentCostPatch};
use super::rules;
use super::store::{self, CostRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::esf::staff;
use crate::failure::{Outcome, reference_fault, sent_again};
use crate::ids::EmploymentCostId;
use crate::participants::documents;
use crate::patch::patch_fields;
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, new: EmploymentCostIn) -> Outcome<CostRow> {
    // the days of one person are held against each other: who comes second must see the first
    crate::db::one_at_a_time(cx.conn, new.staff_id.0)?;
    let row = CostRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(EmploymentCostId::new),
        user_id: new.staff_id,
        period_from: new.period_from,
        period_to: new.period_to,
        gross_cost_cents: new.gross_cost_cents,
        document_id: new.document_id,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = sent_again(store::find(cx, &Reach::everything(), row.id), |f| f.says_the_same(&row))?
    {
        return Ok(first);
    }
    check(cx, &row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("employment_costs", row.id).owned_by(row.user_id));
    Ok(row)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: EmploymentCostId, patch: EmploymentCostPatch) -> Outcome<CostRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    crate::db::one_at_a_time(cx.conn, row.user_id.0)?;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: period_from, period_to, gross_cost_cents, document_id);
    if fields.is_empty() {
        return Ok(row);
    }
    check(cx, &row)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("employment_costs", id, row.version).owned_by(row.user_id).fields(&fields));
    Ok(row)
}

fn check(cx: &mut Ctx<'_>, row: &CostRow) -> Outcome<()> {
    let mut found = rules::faults(&row.cost());
    if !staff::reaches(cx, &Reach::everything(), row.user_id)? {
        found.push(reference_fault("/staff_id"));
    }
    if let Some(document) = row.document_id
        && !documents::of_nobody(cx, document)?
    {
        found.push(reference_fault("/document_id"));
    }
    Refusal::unless_empty(found)?;
    let others = store::others(cx, row)?;
    Ok(rules::beside(&row.cost(), &others)?)
}
