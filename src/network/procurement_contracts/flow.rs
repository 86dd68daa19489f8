//! Commands on procurement contracts.

use super::api::{ProcurementContractIn, ProcurementContractPatch};
use super::rules::{self, Contract};
use super::store::{self, ContractRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome, reference_fault, sent_again};
use crate::ids::ProcurementContractId;
use crate::network::known;
use crate::patch::{patch_fields, patch_options};
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: ProcurementContractIn) -> Outcome<ContractRow> {
    let row = ContractRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ProcurementContractId::new),
        reference: new.reference.into_string(),
        title: new.title.into_string(),
        lot: new.lot.map(Into::into),
        provider_structure_id: new.provider_structure_id,
        operation_id: new.operation_id,
        amount_cents: new.amount_cents,
        clause_hours: new.clause_hours,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = sent_again(store::find(cx, &Reach::everything(), row.id), |first| same(first, &row))?
    {
        return Ok(first);
    }
    check(cx, &row, None)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("procurement_contracts", row.id));
    Ok(row)
}

fn same(a: &ContractRow, b: &ContractRow) -> bool {
    let what = |r: &ContractRow| (r.reference.clone(), r.title.clone(), r.lot.clone(), r.amount_cents, r.clause_hours);
    let when = |r: &ContractRow| (r.provider_structure_id, r.operation_id, r.starts_on, r.ends_on);
    what(a) == what(b) && when(a) == when(b)
}

fn check(cx: &mut Ctx<'_>, row: &ContractRow, given: Option<&[&'static str]>) -> Outcome<()> {
    let has = |name: &str| given.is_none_or(|fields| fields.contains(&name));
    let mut found = rules::contract_faults(&Contract {
        title: &row.title,
        amount_cents: row.amount_cents,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
    });
    if has("provider_structure_id") {
        found.extend(known::structure_fault(cx, "/provider_structure_id", row.provider_structure_id)?);
    }
    if has("operation_id") {
        found.extend(known::operation_fault(cx, "/operation_id", row.operation_id)?);
    }
    Refusal::unless_empty(found)?;
    if (has("reference") || has("lot")) && store::same_reference(cx, row)? {
        return Err(Failure::conflict(
            "duplicate",
            "Un marché porte déjà cette référence et ce lot.",
            "A contract has this reference and this lot already.",
        ));
    }
    Ok(())
}

pub(super) fn update(
    cx: &mut Ctx<'_>,
    id: ProcurementContractId,
    patch: ProcurementContractPatch,
) -> Outcome<ContractRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: provider_structure_id, operation_id, amount_cents, clause_hours, starts_on, ends_on, reference, title);
    patch_options!(patch => row, fields: lot);
    if fields.is_empty() {
        return Ok(row);
    }
    check(cx, &row, Some(&fields))?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("procurement_contracts", id, row.version).fields(&fields));
    Ok(row)
}

/// The fault of a contract that the caller may not see.
pub(crate) fn fault(cx: &mut Ctx<'_>, pointer: &str, id: Option<ProcurementContractId>) -> Outcome<Option<Fault>> {
    let Some(id) = id else { return Ok(None) };
    let reach = cx.reach_in("get_procurement_contract");
    Ok((!store::exists(cx, &reach, id)?).then(|| reference_fault(pointer)))
}
