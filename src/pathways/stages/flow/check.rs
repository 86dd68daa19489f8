//! Whether a stage may stand as it is asked for: its rules, its codes, and what it names.

use crate::ctx::Ctx;
use crate::db::Json;
use crate::directory::partner_structures;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::faults;
use crate::ids::{BarrierId, Id, ObjectiveId};
use crate::network::{actions, procurement_contracts};
use crate::pathways::stages::rules::{self, Stage, StageStatus};
use crate::pathways::stages::store::StageRow;
use crate::pathways::{PathwayRow, barriers, objectives};
use crate::reference::names;
use crate::refusal::{Fault, Refusal};

/// The members that the caller gives: what stood before is not held against lists that changed since.
#[derive(Clone, Copy)]
pub(super) struct Given<'a>(Option<&'a [&'static str]>);

impl<'a> Given<'a> {
    /// A new stage.
    pub(super) fn everything() -> Self {
        Self(None)
    }
    /// These members alone.
    pub(super) fn of(fields: &'a [&'static str]) -> Self {
        Self(Some(fields))
    }
    fn has(self, name: &str) -> bool {
        self.0.is_none_or(|fields| fields.contains(&name))
    }
}

/// The identifiers in their order, each once.
pub(super) fn distinct<T>(ids: Vec<Id<T>>) -> Vec<Id<T>> {
    let mut seen = std::collections::BTreeSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}

pub(super) fn check(cx: &mut Ctx<'_>, of: &PathwayRow, row: &StageRow, given: Given<'_>) -> Outcome<()> {
    let objectives: Vec<ObjectiveId> = read(&row.objective_ids)?;
    let barriers: Vec<BarrierId> = read(&row.barrier_ids)?;
    let mut found = rules::stage_faults(&Stage {
        objectives: objectives.len(),
        barriers: barriers.len(),
        planned_starts_on: row.planned_starts_on,
        started_on: row.started_on,
        ended_on: row.ended_on,
        hours: row.hours,
        rome: row.rome.as_deref(),
    });
    found.extend(day_faults(cx, of, row, given));
    if given.has("type") {
        found.extend(cx.lists().faults_for(names::STAGE_TYPE, cx.today, &[("/type", &row.type_)]));
    }
    if given.has("resource_origin") {
        let code = [("/resource_origin", row.resource_origin.as_str())];
        found.extend(cx.lists().faults_for(names::RESOURCE_ORIGIN, cx.today, &code));
    }
    let action = row.action_id.filter(|_| given.has("action_id"));
    if let Some(id) = action
        && !actions::exists(cx, &cx.reach_in("get_action"), id)?
    {
        found.push(reference_fault("/action_id"));
    }
    if given.has("procurement_contract_id") {
        found.extend(procurement_contracts::fault(cx, "/procurement_contract_id", row.procurement_contract_id)?);
    }
    if let Some(provider) = row.provider_structure_id
        && given.has("provider_structure_id")
        && !partner_structures::exists(cx, &cx.reach_in("get_partner_structure"), provider)?
    {
        found.push(reference_fault("/provider_structure_id"));
    }
    if given.has("objective_ids") {
        let known = objectives::known(cx, row.pathway_id, &objectives)?;
        found.extend(missing("/objective_ids", &objectives, &known));
    }
    if given.has("barrier_ids") {
        let known = barriers::known(cx, row.pathway_id, &barriers)?;
        found.extend(missing("/barrier_ids", &barriers, &known));
    }
    Refusal::unless_empty(found)?;
    match action {
        Some(id) => actions::enrol(cx, id, row.id),
        None => Ok(()),
    }
}

fn read<T>(ids: &Json) -> Outcome<Vec<Id<T>>> {
    ids.read().map_err(Failure::defect)
}

fn missing<T>(pointer: &str, asked: &[Id<T>], known: &[Id<T>]) -> Vec<Fault> {
    let missing = asked.iter().enumerate().filter(|(_, id)| !known.contains(id));
    missing.map(|(n, _)| reference_fault(format!("{pointer}/{n}"))).collect()
}

/// What has happened lies neither in the future nor before the pathway, and is not taken back.
fn day_faults(cx: &Ctx<'_>, of: &PathwayRow, row: &StageRow, given: Given<'_>) -> Vec<Fault> {
    let mut found = Vec::new();
    if let Some(day) = row.started_on.filter(|_| given.has("started_on")) {
        found.extend(faults::to_come("/started_on", day, cx.today));
        found.extend(of.activated_on.and_then(|active| rules::before_pathway("/started_on", day, active)));
    }
    if let Some(day) = row.ended_on.filter(|_| given.has("ended_on")) {
        found.extend(faults::to_come("/ended_on", day, cx.today));
    }
    let over = matches!(row.status, StageStatus::Completed | StageStatus::Interrupted);
    let begun = over || row.status == StageStatus::InProgress;
    if begun && row.started_on.is_none() && row.ended_on.is_none() {
        found.push(faults::required("/started_on"));
    }
    if over && row.ended_on.is_none() {
        found.push(faults::required("/ended_on"));
    }
    found
}
