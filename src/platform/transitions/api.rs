//! Transitions over HTTP.

use std::collections::BTreeMap;

use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Arrow, Machine, is_verb_of, machines};
use crate::app::{App, AppState};
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Reply};

/// A resource that has a state machine.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"resource": "orientations", "states": 12, "url": "/v1/transitions/orientations"}))]
pub(crate) struct MachineSummary {
    /// The resource.
    pub(crate) resource: &'static str,
    /// How many states it has.
    pub(crate) states: usize,
    /// Where its machine is.
    pub(crate) url: String,
}

/// Every resource that has a state machine.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{"resource": "orientations", "states": 12, "url": "/v1/transitions/orientations"}], "next_cursor": null}))]
pub(crate) struct Machines {
    /// The resources.
    pub(crate) items: Vec<MachineSummary>,
    /// Always null: all stand on one page.
    #[schema(required = true)]
    pub(crate) next_cursor: Option<String>,
}

/// A state.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"code": "received", "verbs": ["triage", "withdraw"], "final": false}))]
pub(crate) struct StateView {
    /// Its code.
    pub(crate) code: &'static str,
    /// The verbs and events that it knows.
    pub(crate) verbs: Vec<&'static str>,
    /// Whether nothing leads out of it.
    #[serde(rename = "final")]
    pub(crate) is_final: bool,
}

/// One way from some states to another.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"verb": "triage", "from": ["received"], "to": "in_triage", "guard": null, "operation": "triage_orientation", "roles": {"assistant": "tenant", "territorial_officer": "territory"}}))]
pub(crate) struct StepView {
    /// The verb of the path, or the event that makes it happen.
    pub(crate) verb: &'static str,
    /// The states it starts from.
    pub(crate) from: Vec<&'static str>,
    /// The state it leads to.
    pub(crate) to: &'static str,
    /// What must hold besides, with its rule.
    #[schema(required = true)]
    pub(crate) guard: Option<&'static str>,
    /// The operation to call; null for an event, which another operation or the clock brings about.
    #[schema(required = true)]
    pub(crate) operation: Option<&'static str>,
    /// Who may call it, and how each role must be related to the object.
    pub(crate) roles: BTreeMap<&'static str, &'static str>,
}

/// A state machine.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"resource": "orientations", "states": [{"code": "received", "verbs": ["triage", "withdraw"], "final": false}], "steps": [{"verb": "triage", "from": ["received"], "to": "in_triage", "guard": null, "operation": "triage_orientation", "roles": {"assistant": "tenant"}}]}))]
pub(crate) struct MachineView {
    /// The resource.
    pub(crate) resource: &'static str,
    /// Its states.
    pub(crate) states: Vec<StateView>,
    /// The ways between them.
    pub(crate) steps: Vec<StepView>,
}

/// List the state machines
///
/// The resources whose states change by verbs.
#[utoipa::path(tag = "reference", responses((status = 200, description = "The resources", body = Machines, headers(("ETag" = String, description = "The version, for If-None-Match.")))))]
#[get("/transitions")]
pub(crate) async fn list_transitions(app: App, caller: Caller) -> Outcome<Reply> {
    app.read(caller, |_cx| {
        let summary = |m: Machine| MachineSummary {
            resource: m.resource,
            states: m.states.len(),
            url: format!("/v1/transitions/{}", m.resource),
        };
        let items = machines().into_iter().map(summary).collect();
        Ok(Reply::value(&Machines { items, next_cursor: None })?.fingerprinted())
    })
    .await
}

/// Get a state machine
///
/// States, verbs, guards and who may, from the tables that the server itself obeys.
#[utoipa::path(tag = "reference", params(("resource" = String, Path, description = "The resource, as listed", example = "orientations")), responses((status = 200, description = "The machine", body = MachineView, headers(("ETag" = String, description = "The version, for If-None-Match.")))))]
#[get("/transitions/{resource}")]
pub(crate) async fn get_transitions(app: App, caller: Caller, resource: web::Path<String>) -> Outcome<Reply> {
    app.read(caller, move |cx| {
        let name = resource.replace('-', "_");
        let machine = machines().into_iter().find(|m| m.resource == name).ok_or(Failure::NotFound)?;
        Ok(Reply::value(&view(cx.app, machine))?.fingerprinted())
    })
    .await
}

fn view(app: &AppState, machine: Machine) -> MachineView {
    let states =
        machine.states.into_iter().map(|s| StateView { code: s.code, is_final: s.verbs.is_empty(), verbs: s.verbs });
    MachineView {
        resource: machine.resource,
        states: states.collect(),
        steps: machine.arrows.into_iter().map(|arrow| step(app, machine.resource, arrow)).collect(),
    }
}

fn step(app: &AppState, resource: &str, arrow: Arrow) -> StepView {
    let folder = resource.replace('_', "-");
    let rule = app
        .ops
        .all()
        .find(|(method, path, _)| *method == "POST" && is_verb_of(path, &folder, arrow.verb))
        .map(|(_, _, op)| op.rule);
    StepView {
        verb: arrow.verb,
        from: arrow.from,
        to: arrow.to,
        guard: (!arrow.guard.is_empty()).then_some(arrow.guard),
        operation: rule.map(|r| r.operation),
        roles: rule
            .map(|r| r.grants.iter().map(|(role, relation)| (role.code(), relation.word())).collect())
            .unwrap_or_default(),
    }
}
