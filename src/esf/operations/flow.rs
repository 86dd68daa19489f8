//! Commands on operations.

use serde_json::{Map, Value};

use super::api::{OperationIn, OperationPatch};
use super::rules::{self, Proposed};
use super::store::{self, OperationRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::esf::participations;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::identity::plies::Settings;
use crate::ids::OperationId;
use crate::patch::{patch_fields, patch_options};
use crate::reference::names;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: OperationIn) -> Outcome<OperationRow> {
    let given = new.id;
    let row = OperationRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(OperationId::new),
        number: new.number.into_string(),
        title: new.title.into_string(),
        fund: new.fund.into_string(),
        programme_period: new.programme_period.into_string(),
        specific_objective: new.specific_objective.map(Into::into),
        axis: new.axis.map(Into::into),
        call_for_projects: new.call_for_projects.map(Into::into),
        managing_authority: new.managing_authority.into_string(),
        intermediate_body: new.intermediate_body.map(Into::into),
        beneficiary_structure_id: new.beneficiary_structure_id,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        total_cost_cents: new.total_cost_cents,
        eu_contribution_cents: new.eu_contribution_cents,
        cost_option: new.cost_option.into_string(),
        publicity_text: new.publicity_text.map(Into::into),
        last_payment_on: new.last_payment_on,
        parameters: Json::of(&new.parameters.unwrap_or_default()).map_err(Failure::defect)?,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if let Some(id) = given
        && let Some(first) = made_before(cx, id, &row)?
    {
        return Ok(first);
    }
    check(cx, &row)?;
    number_free(cx, &row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("operations", row.id));
    Ok(row)
}

/// The operation that an earlier create with this id made: the same content answers it again.
fn made_before(cx: &mut Ctx<'_>, id: OperationId, row: &OperationRow) -> Outcome<Option<OperationRow>> {
    match store::find(cx, &Reach::everything(), id) {
        Ok(first) if same(&first, row) => Ok(Some(first)),
        Ok(_) => Err(duplicate("Une opération avec cet identifiant", "An operation with this id", id)),
        Err(Failure::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

fn same(a: &OperationRow, b: &OperationRow) -> bool {
    let key = |r: &OperationRow| {
        let who = (r.managing_authority.clone(), r.intermediate_body.clone(), r.beneficiary_structure_id);
        let what = (r.number.clone(), r.title.clone(), r.fund.clone(), r.programme_period.clone());
        let money = (r.total_cost_cents, r.eu_contribution_cents, r.cost_option.clone());
        let more =
            (r.specific_objective.clone(), r.axis.clone(), r.publicity_text.clone(), r.call_for_projects.clone());
        let parameters: Option<Map<String, Value>> = r.parameters.read().ok();
        (who, what, money, more, (r.starts_on, r.ends_on, r.last_payment_on), parameters)
    };
    key(a) == key(b)
}

fn duplicate(fr: &str, en: &str, id: OperationId) -> Failure {
    Failure::conflict("duplicate", format!("{fr} existe déjà ({id})."), format!("{en} exists already ({id})."))
}

pub(super) fn update(cx: &mut Ctx<'_>, id: OperationId, patch: OperationPatch) -> Outcome<OperationRow> {
    let before = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(before.version)?;
    let mut row = before.clone();
    let fields = apply(&mut row, patch)?;
    if fields.is_empty() {
        return Ok(before);
    }
    check(cx, &row)?;
    if row.number != before.number {
        number_free(cx, &row)?;
    }
    if row.starts_on > before.starts_on || row.ends_on < before.ends_on {
        days_held(cx, &row)?;
    }
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("operations", id, row.version).fields(&fields));
    Ok(row)
}

fn apply(row: &mut OperationRow, patch: OperationPatch) -> Outcome<Vec<&'static str>> {
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: number, title, fund, programme_period, managing_authority, starts_on, ends_on, total_cost_cents, eu_contribution_cents, cost_option);
    patch_options!(patch => row, fields: specific_objective, axis, call_for_projects, intermediate_body, beneficiary_structure_id, publicity_text, last_payment_on);
    if let Some(changes) = patch.parameters {
        let mut all: Map<String, Value> = row.parameters.read().map_err(Failure::defect)?;
        for (name, value) in changes {
            if value.is_null() {
                all.remove(&name);
            } else {
                all.insert(name, value);
            }
        }
        row.parameters = Json::of(&all).map_err(Failure::defect)?;
        fields.push("parameters");
    }
    Ok(fields)
}

fn check(cx: &mut Ctx<'_>, row: &OperationRow) -> Outcome<()> {
    let proposed = Proposed {
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        total_cost_cents: row.total_cost_cents,
        eu_contribution_cents: row.eu_contribution_cents,
        last_payment_on: row.last_payment_on,
    };
    let (mut faults, warnings) = rules::check(&proposed);
    // an agreement of a past programme is entered with the fund of its own time
    let on = row.starts_on.min(cx.today);
    faults.extend(cx.lists().faults_for(names::FUND, on, &[("/fund", &row.fund)]));
    faults.extend(cx.lists().faults_for(names::COST_OPTION, on, &[("/cost_option", &row.cost_option)]));
    faults.extend(parameter_faults(&row.parameters)?);
    if let Some(structure) = row.beneficiary_structure_id
        && !store::structure_exists(cx, structure)?
    {
        faults.push(reference_fault("/beneficiary_structure_id"));
    }
    Refusal::unless_empty(faults)?;
    for warning in warnings {
        cx.warn(warning);
    }
    Ok(())
}

/// What is wrong with the settings that an operation overrides: a name that no setting has, or a
/// value that the setting does not take.
fn parameter_faults(parameters: &Json) -> Outcome<Vec<Fault>> {
    let given: Value = parameters.read().map_err(Failure::defect)?;
    let found = crate::http::valid::shape_faults::<Settings>(&given);
    let own = found.into_iter().filter(|f| f.code != "required");
    let mut faults: Vec<Fault> = own
        .map(|mut f| {
            f.pointer = format!("/parameters{}", f.pointer);
            f
        })
        .collect();
    if faults.is_empty()
        && let Err(e) = serde_json::from_value::<Settings>(given)
    {
        let why = e.to_string();
        faults.push(Fault::new(
            "/parameters",
            "invalid",
            format!("Valeur non prise : {why}"),
            format!("Value not taken: {why}"),
        ));
    }
    Ok(faults)
}

fn number_free(cx: &mut Ctx<'_>, row: &OperationRow) -> Outcome<()> {
    match store::by_number(cx, &row.number)? {
        Some(other) if other != row.id => {
            let (fr, en) = (format!("L'opération {}", row.number), format!("Operation {}", row.number));
            Err(duplicate(&fr, &en, other))
        }
        _ => Ok(()),
    }
}

/// Evidence never falls outside its operation: the dates keep holding every recorded day.
fn days_held(cx: &mut Ctx<'_>, row: &OperationRow) -> Outcome<()> {
    let outside = |day: crate::db::Day| !rules::contains(row.starts_on, row.ends_on, day);
    let (first, last) = store::recorded_days(cx, row.id)?;
    let (entered, left) = participations::days_in(cx, row.id)?;
    if let Some(day) = [entered, left].into_iter().flatten().find(|day| outside(*day)) {
        return Err(Failure::conflict(
            "conflict_operation_dates",
            format!("Quelqu'un participe à l'opération le {}.", crate::civil::french(day)),
            format!("Somebody takes part in the operation on {day}."),
        ));
    }
    match [first, last].into_iter().flatten().find(|day| outside(*day)) {
        None => Ok(()),
        Some(day) => Err(Failure::conflict(
            "conflict_operation_dates",
            format!("Du temps est enregistré sur l'opération le {}.", crate::civil::french(day)),
            format!("Time is recorded on the operation on {day}."),
        )),
    }
}
