//! Commands on employment contracts.

use super::api::{EmploymentContractIn, EmploymentContractPatch};
use super::rules::{self, Contract, DocumentState};
use super::store::{self, ContractRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::Outcome;
use crate::ids::{EmploymentContractId, PathwayId};
use crate::patch::patch_field;
use crate::pathways::{self, parent};
use crate::reference::names::CONTRACT_TYPE;
use crate::refusal::Refusal;

/// The rule of a type that has an end (§ 5.5).
const FIXED_TERM: &str = "min_fixed_term";

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: EmploymentContractIn) -> Outcome<ContractRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let row = ContractRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(EmploymentContractId::new),
        pathway_id: pathway,
        participant_id: of.participant_id,
        employer_name: new.employer.name.into_string(),
        employer_siret: new.employer.siret.map(Into::into),
        type_: new.kind.into_string(),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        weekly_minutes: new.weekly_minutes,
        full_time_minutes: new.full_time_minutes.unwrap_or(rules::FULL_TIME_MINUTES),
        rome: new.rome.map(Into::into),
        document_state: new.document_state.unwrap_or(DocumentState::Expected),
        broken_on: new.broken_on,
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
    cx.record(Entry::created("employment_contracts", row.id).about(row.participant_id));
    Ok(row)
}

fn same(a: &ContractRow, b: &ContractRow) -> bool {
    let employer = |r: &ContractRow| (r.employer_name.clone(), r.employer_siret.clone());
    let terms = |r: &ContractRow| (r.type_.clone(), r.weekly_minutes, r.full_time_minutes, r.rome.clone());
    let days = |r: &ContractRow| (r.pathway_id, r.starts_on, r.ends_on, r.broken_on, r.document_state);
    employer(a) == employer(b) && terms(a) == terms(b) && days(a) == days(b)
}

/// A type that ended since stays where it stands.
fn check(cx: &Ctx<'_>, row: &ContractRow, kind: bool) -> Outcome<()> {
    let fixed_term = cx.lists().attr_str(CONTRACT_TYPE, &row.type_, "positive_rule") == Some(FIXED_TERM);
    let contract = Contract {
        employer_name: &row.employer_name,
        employer_siret: row.employer_siret.as_deref(),
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        broken_on: row.broken_on,
        fixed_term,
        rome: row.rome.as_deref(),
    };
    let mut found = rules::contract_faults(&contract, cx.today);
    if kind {
        found.extend(cx.lists().faults_for(CONTRACT_TYPE, cx.today, &[("/type", &row.type_)]));
    }
    Ok(Refusal::unless_empty(found)?)
}

pub(super) fn update(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    id: EmploymentContractId,
    patch: EmploymentContractPatch,
) -> Outcome<ContractRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let mut row = store::find(cx, pathway, id)?;
    cx.guard(row.version)?;
    parent::still_written(&of)?;
    let fields = apply(&mut row, patch);
    check(cx, &row, fields.contains(&"type"))?;
    if fields.is_empty() {
        return Ok(row);
    }
    let row = save(cx, row, &fields)?;
    if fields.contains(&"starts_on") {
        pathways::job_started(cx, &of, row.id, row.starts_on)?;
    }
    Ok(row)
}

fn apply(row: &mut ContractRow, patch: EmploymentContractPatch) -> Vec<&'static str> {
    let mut fields = Vec::new();
    patch_field!(fields, patch.employer, "employer", |employer| {
        if let Some(name) = employer.name {
            row.employer_name = name.into_string();
        }
        if let Some(siret) = employer.siret {
            row.employer_siret = siret.map(Into::into);
        }
    });
    patch_field!(fields, patch.kind, "type", |kind| row.type_ = kind.into_string());
    patch_field!(fields, patch.starts_on, "starts_on", |day| row.starts_on = day);
    patch_field!(fields, patch.ends_on, "ends_on", |day| row.ends_on = day);
    patch_field!(fields, patch.weekly_minutes, "weekly_minutes", |minutes| row.weekly_minutes = minutes);
    patch_field!(fields, patch.full_time_minutes, "full_time_minutes", |minutes| row.full_time_minutes = minutes);
    patch_field!(fields, patch.rome, "rome", |code| row.rome = code.map(Into::into));
    patch_field!(fields, patch.document_state, "document_state", |state| row.document_state = state);
    patch_field!(fields, patch.broken_on, "broken_on", |day| row.broken_on = day);
    fields
}

fn save(cx: &mut Ctx<'_>, mut row: ContractRow, fields: &[&'static str]) -> Outcome<ContractRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    let entry = Entry::changed("employment_contracts", row.id, row.version).about(row.participant_id);
    cx.record(entry.fields(fields));
    Ok(row)
}

/// The job ended before its end: the person is back (§ 4.5).
///
/// # Errors
/// The database refuses.
pub(crate) fn broken(cx: &mut Ctx<'_>, mut row: ContractRow, on: Day) -> Outcome<()> {
    row.broken_on = Some(on.max(row.starts_on));
    save(cx, row, &["broken_on"]).map(drop)
}
