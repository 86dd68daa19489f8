//! Commands on actions, and the enrolment that takes a place in one.

use super::api::{ActionIn, ActionPatch};
use super::rules::{self, Action, ActionStatus};
use super::store::{self, ActionRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::failure::{Failure, Outcome};
use crate::http::text::Code;
use crate::ids::{ActionId, StageId};
use crate::machine;
use crate::network::{known, procurement_contracts};
use crate::patch::patch_field;
use crate::reference::names;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: ActionIn) -> Outcome<ActionRow> {
    let row = ActionRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ActionId::new),
        title: new.title.into_string(),
        type_: new.kind.into_string(),
        themes: codes(new.themes.unwrap_or_default())?,
        description: new.description.map(Into::into),
        territory_id: new.territory_id,
        provider_structure_id: new.provider_structure_id,
        operation_id: new.operation_id,
        procurement_contract_id: new.procurement_contract_id,
        fund: new.fund.map(Into::into),
        capacity: new.capacity,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        place: new.place.map(Into::into),
        innovative: new.innovative.unwrap_or_default(),
        target_criteria: codes(new.target_criteria.unwrap_or_default())?,
        status: ActionStatus::Idea,
        opened_at: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = store::by_id(cx, row.id)?
    {
        return if same(&first, &row) { Ok(first) } else { Err(Failure::taken_id()) };
    }
    check(cx, &row, None)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("actions", row.id));
    Ok(row)
}

/// The codes in their order, each once.
fn codes(given: Vec<Code>) -> Outcome<Json> {
    let mut seen = std::collections::BTreeSet::new();
    let distinct: Vec<Code> = given.into_iter().filter(|code| seen.insert(code.clone())).collect();
    Json::of(&distinct).map_err(Failure::defect)
}

fn listed(codes: &Json) -> Outcome<Vec<String>> {
    codes.read().map_err(Failure::defect)
}

/// Whether an action sent again is the one made first, which may have moved since.
fn same(a: &ActionRow, b: &ActionRow) -> bool {
    let what = |r: &ActionRow| (r.title.clone(), r.type_.clone(), r.description.clone(), r.place.clone());
    let who = |r: &ActionRow| {
        (r.territory_id, r.provider_structure_id, r.operation_id, r.procurement_contract_id, r.fund.clone())
    };
    let how = |r: &ActionRow| (r.capacity, r.starts_on, r.ends_on, r.innovative);
    let lists = |r: &ActionRow| (listed(&r.themes).ok(), listed(&r.target_criteria).ok());
    what(a) == what(b) && who(a) == who(b) && how(a) == how(b) && lists(a) == lists(b)
}

/// Every fault of the action; of a change, what was not given is not held against lists that changed since.
fn check(cx: &mut Ctx<'_>, row: &ActionRow, given: Option<&[&'static str]>) -> Outcome<()> {
    let has = |name: &str| given.is_none_or(|fields| fields.contains(&name));
    let mut found = rules::action_faults(&Action {
        title: &row.title,
        description: row.description.as_deref(),
        place: row.place.as_deref(),
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        status: Some(row.status),
    });
    if has("type") {
        found.extend(cx.lists().faults_for(names::STAGE_TYPE, cx.today, &[("/type", &row.type_)]));
    }
    if let Some(fund) = row.fund.as_ref().filter(|_| has("fund")) {
        found.extend(cx.lists().faults_for(names::FUND, cx.today, &[("/fund", fund)]));
    }
    for (list, name, held) in
        [(names::BARRIER, "themes", &row.themes), (names::CRITERION, "target_criteria", &row.target_criteria)]
    {
        if has(name) {
            found.extend(code_faults(cx, list, name, held)?);
        }
    }
    if has("territory_id") {
        found.extend(known::territory_fault(cx, "/territory_id", row.territory_id)?);
    }
    if has("provider_structure_id") {
        found.extend(known::structure_fault(cx, "/provider_structure_id", row.provider_structure_id)?);
    }
    if has("operation_id") {
        found.extend(known::operation_fault(cx, "/operation_id", row.operation_id)?);
    }
    if has("procurement_contract_id") {
        let contract = row.procurement_contract_id;
        found.extend(procurement_contracts::fault(cx, "/procurement_contract_id", contract)?);
    }
    Ok(Refusal::unless_empty(found)?)
}

fn code_faults(cx: &Ctx<'_>, list: &str, name: &str, held: &Json) -> Outcome<Vec<Fault>> {
    let codes = listed(held)?;
    let pointers: Vec<String> = (0..codes.len()).map(|n| format!("/{name}/{n}")).collect();
    let named: Vec<(&str, &str)> = pointers.iter().map(String::as_str).zip(codes.iter().map(String::as_str)).collect();
    Ok(cx.lists().faults_for(list, cx.today, &named))
}

/// The action that the caller may see and write, in the version that it has read.
fn load(cx: &mut Ctx<'_>, id: ActionId) -> Outcome<ActionRow> {
    crate::db::hold_row(cx.conn, "actions", cx.plie(), id)?;
    let seen = cx.reach_in("get_action");
    let row = store::find(cx, &seen, id)?;
    known::admit(cx, row.territory_id)?;
    cx.guard(row.version)?;
    Ok(row)
}

fn save(cx: &mut Ctx<'_>, mut row: ActionRow, fields: &[&'static str]) -> Outcome<ActionRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("actions", row.id, row.version).fields(fields));
    Ok(row)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: ActionId, patch: ActionPatch) -> Outcome<ActionRow> {
    let mut row = load(cx, id)?;
    if row.status == ActionStatus::Closed {
        return Err(Failure::conflict(
            "conflict_action_closed",
            "Cette action est close : elle ne change plus.",
            "This action is closed: it does not change any more.",
        ));
    }
    let fields = apply(&mut row, patch)?;
    if fields.is_empty() {
        return Ok(row);
    }
    check(cx, &row, Some(&fields))?;
    if fields.contains(&"capacity") {
        let taken = store::taken(cx.conn, row.plie_id, &[id])?.remove(&id).unwrap_or_default();
        rules::keeps_places(row.capacity, taken)?;
    }
    save(cx, row, &fields)
}

fn apply(row: &mut ActionRow, patch: ActionPatch) -> Outcome<Vec<&'static str>> {
    let mut fields = Vec::new();
    patch_field!(fields, patch.title, "title", |title| row.title = title.into_string());
    patch_field!(fields, patch.kind, "type", |kind| row.type_ = kind.into_string());
    patch_field!(fields, patch.themes, "themes", |themes| row.themes = codes(themes)?);
    patch_field!(fields, patch.description, "description", |text| row.description = text.map(Into::into));
    patch_field!(fields, patch.territory_id, "territory_id", |id| row.territory_id = id);
    patch_field!(fields, patch.provider_structure_id, "provider_structure_id", |id| row.provider_structure_id = id);
    patch_field!(fields, patch.operation_id, "operation_id", |id| row.operation_id = id);
    patch_field!(fields, patch.procurement_contract_id, "procurement_contract_id", |id| row.procurement_contract_id =
        id);
    patch_field!(fields, patch.fund, "fund", |fund| row.fund = fund.map(Into::into));
    patch_field!(fields, patch.capacity, "capacity", |places| row.capacity = places);
    patch_field!(fields, patch.starts_on, "starts_on", |day| row.starts_on = day);
    patch_field!(fields, patch.ends_on, "ends_on", |day| row.ends_on = day);
    patch_field!(fields, patch.place, "place", |place| row.place = place.map(Into::into));
    patch_field!(fields, patch.innovative, "innovative", |yes| row.innovative = yes);
    patch_field!(fields, patch.target_criteria, "target_criteria", |criteria| row.target_criteria = codes(criteria)?);
    Ok(fields)
}

pub(super) fn plan(cx: &mut Ctx<'_>, id: ActionId, starts_on: Option<Day>, ends_on: Option<Day>) -> Outcome<ActionRow> {
    let mut row = load(cx, id)?;
    row.starts_on = starts_on.or(row.starts_on);
    row.ends_on = ends_on.or(row.ends_on);
    row.status = rules::plan(row.status, row.starts_on)?;
    check(cx, &row, Some(&[]))?;
    save(cx, row, &["status", "starts_on", "ends_on"])
}

pub(super) fn open(cx: &mut Ctx<'_>, id: ActionId) -> Outcome<ActionRow> {
    let mut row = load(cx, id)?;
    row.status = rules::open(row.status, row.ends_on, cx.today)?;
    row.opened_at = Some(cx.now);
    save(cx, row, &["status"])
}

pub(super) fn close(cx: &mut Ctx<'_>, id: ActionId) -> Outcome<ActionRow> {
    let mut row = load(cx, id)?;
    row.status = machine::step(rules::STEPS, row.status, "close")?;
    save(cx, row, &["status"])
}

/// Takes a place in an action, which the caller may see, for a stage about to be written in this transaction: of many
/// who ask for the last place at once, one has it.
///
/// # Errors
/// 409 where nobody enters it or no place is left.
pub(crate) fn enrol(cx: &mut Ctx<'_>, action: ActionId, stage: StageId) -> Outcome<()> {
    crate::db::hold_row(cx.conn, "actions", cx.plie(), action)?;
    let seen = cx.reach_in("get_action");
    let row = store::find(cx, &seen, action)?;
    let taken = store::taken_beside(cx, action, stage)?;
    Ok(rules::enrol(row.status, row.ends_on, row.capacity, taken, cx.today)?)
}
