//! The contract, generated. Handlers say what is theirs alone; what holds for every operation of a
//! kind (errors, headers, rights) is added here from the same tables that the code obeys.

mod components;
mod examples;
mod ops;
mod refusals;
mod sensitivity;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use super::problem::Problem;
use super::reply::WarningView;
use super::table::Format;
use crate::auth::policy::{self, RULES, Rule};
use examples::{complete_examples, page_examples};
pub use ops::{Op, Ops};
use refusals::answers;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jalon",
        version = "1.0.0",
        description = "The open API for French PLIEs: from a partner's orientation through the commission and the pathway to a lasting job, with the hours and the proofs that the European Social Fund asks for.\n\nConventions: snake_case JSON, UUID version 7, whole minutes and whole cents, problem+json for every error, keyset pages, `If-Match` on changes, `Idempotency-Key` on any POST.",
        contact(name = "Jalon", url = "https://example.org/jalon"),
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    servers((url = "/", description = "This server")),
    components(schemas(Problem, WarningView, Format)),
    tags(
        (name = "platform", description = "What this server is, how it fares, what changed."),
        (name = "auth", description = "Sessions, tokens and keys."),
        (name = "plies", description = "The PLIE and its settings."),
        (name = "users", description = "Accounts and their roles."),
        (name = "api_clients", description = "Machines that call the API."),
        (name = "partner_structures", description = "Structures that orient people or host them."),
        (name = "territories", description = "Territories of the PLIE."),
        (name = "sites", description = "Places of welcome."),
        (name = "referents", description = "Staff who follow people, and their caseload."),
        (name = "staff_assignments", description = "Staff who follow nobody, and what their contract expects."),
        (name = "participants", description = "The people followed."),
        (name = "situations", description = "Dated situations of a participant."),
        (name = "eligibility", description = "What proves which public a participant belongs to."),
        (name = "duplicates", description = "Records of one person: found, told apart, merged."),
        (name = "documents", description = "Scans and papers that prove what a file says."),
        (name = "orientations", description = "People sent by partner structures."),
        (name = "reception_slots", description = "Weekly half-days of welcome."),
        (name = "entry_files", description = "The file shown to the commission."),
        (name = "commissions", description = "The commission (CLAS), its sessions and decisions."),
        (name = "pathways", description = "The way from admission to exit."),
        (name = "objectives", description = "Goals agreed with the participant."),
        (name = "barriers", description = "What stands between the participant and work."),
        (name = "stages", description = "Stages of a pathway and their reviews."),
        (name = "interviews", description = "Interviews, their outcome and signature."),
        (name = "milestones", description = "Every five months: which objectives were reached, and what next."),
        (name = "employment_contracts", description = "Jobs found, and the checks that they last."),
        (name = "engagement_contracts", description = "What the person and the PLIE or the département signed."),
        (name = "constraints", description = "What a job must fit."),
        (name = "signatures", description = "Signatures bound to the facts they sign."),
        (name = "actions", description = "What the PLIE offers, and who takes a place in it."),
        (name = "liaison_notes", description = "What is agreed with social workers about social barriers."),
        (name = "quarterly_reviews", description = "Quarterly points with the département and France Travail."),
        (name = "collective_sessions", description = "Time spent together, and who came."),
        (name = "meetings", description = "Meetings of the team, the referents and the partners."),
        (name = "events", description = "Events of the territory, and who is sent to them."),
        (name = "employers", description = "Employers and whom to reach there."),
        (name = "opportunities", description = "Jobs, training and integration passed on to those whom they fit."),
        (name = "procurement_contracts", description = "Contracts under which services are bought."),
        (name = "operations", description = "Operations funded by the ESF."),
        (name = "participations", description = "People in the operations of the ESF: entry, exit, six months after."),
        (name = "charters", description = "What time may be recorded on."),
        (name = "time_records", description = "Who spent which time on what, for whom."),
        (name = "time_corrections", description = "Corrections of signed time, each approved by a second person."),
        (name = "absences", description = "Days on which staff are away."),
        (name = "agenda_weeks", description = "Weekly completeness of time."),
        (name = "timesheets", description = "Monthly sheets, signed twice."),
        (name = "audit_missions", description = "Service-done checks: a sample, its evidence, what the auditor finds, the pack."),
        (name = "imports", description = "Tables of participants and of time records, read row by row."),
        (name = "jobs", description = "Work that is done after its request, and its result."),
        (name = "mission_letters", description = "Which part of their time staff give to an operation."),
        (name = "staff_costs", description = "What the employment and an hour of staff cost."),
        (name = "claims", description = "What an operation cost, what still stands in the way, and what was claimed."),
        (name = "exports", description = "Lists as files, made by a job: the profiles of their columns, and how they are asked for."),
        (name = "reports", description = "Figures with their numerator, denominator and rule."),
        (name = "reference", description = "Code lists and transitions."),
        (name = "audit", description = "Who did what, and the proof that nobody changed it since."),
        (name = "alerts", description = "What is due."),
    )
)]
struct Base;

/// The part of the document that no handler writes.
pub fn base() -> utoipa::openapi::OpenApi {
    Base::openapi()
}

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

/// The finished document and its operations.
///
/// # Errors
/// Operations without a line in the policy grid, or lines without an operation.
pub fn finish(collected: &utoipa::openapi::OpenApi) -> Result<(Value, Ops), String> {
    let mut document = serde_json::to_value(collected).map_err(|e| e.to_string())?;
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), json!("3.1.0"));
    }
    let mut ops = BTreeMap::new();
    let mut without_rule = Vec::new();
    let mut changed = BTreeSet::new();
    let versioned = versioned(&document);
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).ok_or("no paths")?;
    for (path, item) in paths.iter_mut() {
        for method in METHODS {
            let Some(operation) = item.get_mut(*method).and_then(Value::as_object_mut) else { continue };
            let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
            let Some(rule) = RULES.get(id.as_str()) else {
                without_rule.push(format!("{id} ({method} {path})"));
                continue;
            };
            let upper = method.to_uppercase();
            let resource = tag_of(operation);
            decorate(operation, path, &upper, rule, &versioned, &mut changed);
            let op = Op {
                id: rule.operation,
                query: query_names(operation),
                rule,
                scope: policy::scope(&upper, path),
                resource,
                reads: upper == "GET",
            };
            ops.insert((upper, path.clone()), Arc::new(op));
        }
    }
    let known: BTreeSet<&str> = ops.values().map(|op| op.id).collect();
    let without_operation: Vec<&str> = RULES.keys().filter(|id| !known.contains(**id)).copied().collect();
    if !without_rule.is_empty() || !without_operation.is_empty() {
        return Err(format!(
            "operations without a line in the policy grid: {without_rule:?}; lines without an operation: {without_operation:?}"
        ));
    }
    components::add(&mut document, &changed);
    components::settle(&mut document);
    complete_examples(&mut document);
    page_examples(&mut document);
    sensitivity::mark(&mut document)?;
    Ok((document, Ops(ops)))
}

fn tag_of(operation: &Map<String, Value>) -> String {
    operation.get("tags").and_then(|t| t.get(0)).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn query_names(operation: &Map<String, Value>) -> BTreeSet<String> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    parameters
        .into_iter()
        .flatten()
        .filter(|p| p.get("in").and_then(Value::as_str) == Some("query"))
        .filter_map(|p| p.get("name").and_then(Value::as_str).map(str::to_owned))
        .collect()
}

/// Whether the operation changes a business object, so that it can be rehearsed.
fn rehearsable(path: &str, method: &str, rule: &Rule) -> bool {
    let changes = !path.ends_with("/check") && !path.ends_with(EXPORT);
    matches!(method, "POST" | "PATCH" | "PUT") && !rule.public && !rule.anyone && changes
}

/// The way of an archive for a person: made anew each time and kept nowhere, there is nothing to rehearse or replay.
const EXPORT: &str = "/data-export";

/// The schemas of stored objects: what answers one carries its version as ETag.
fn versioned(document: &Value) -> BTreeSet<String> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let all = schemas.into_iter().flatten();
    all.filter(|(_, schema)| schema.pointer("/properties/version").is_some()).map(|(name, _)| name.clone()).collect()
}

/// The name of the schema that an answer is of.
fn answered(response: &Value) -> Option<&str> {
    response.get("content")?.pointer("/application~1json/schema/$ref")?.as_str()?.rsplit('/').next()
}

/// Whether an answer has an ETag.
fn has_tag(path: &str, response: &Value, versioned: &BTreeSet<String>) -> bool {
    let stored = path.starts_with("/v1/") && answered(response).is_some_and(|name| versioned.contains(name));
    stored || response.pointer("/headers/ETag").is_some()
}

fn decorate(
    operation: &mut Map<String, Value>,
    path: &str,
    method: &str,
    rule: &Rule,
    versioned: &BTreeSet<String>,
    changed: &mut BTreeSet<String>,
) {
    let found = operation.get("responses").and_then(|r| r.get("200"));
    let tagged = method == "GET" && found.is_some_and(|r| has_tag(path, r, versioned));
    let mut parameters = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut add = |place: &str, name: &str, description: &str, required: bool, schema: Value| {
        if !parameters.iter().any(|p| p.get("name").and_then(Value::as_str) == Some(name)) {
            parameters.push(json!({ "name": name, "in": place, "description": description, "required": required, "schema": schema }));
        }
    };
    if rule.precondition {
        add(
            "header",
            "If-Match",
            "The version that the caller has read, as its ETag gave it.",
            true,
            json!({ "type": "string", "example": "\"3\"" }),
        );
    }
    if method == "POST" && path.starts_with("/v1/") && !rule.public && !path.ends_with(EXPORT) {
        let text = "Names this request: the same key and body within 24 hours replay the first answer.";
        add("header", "Idempotency-Key", text, false, json!({ "type": "string", "minLength": 1, "maxLength": 255 }));
    }
    if rehearsable(path, method, rule) {
        add(
            "query",
            "dry_run",
            "Make every check, write nothing, answer the would-be object.",
            false,
            json!({ "type": "boolean", "default": false }),
        );
    }
    if tagged {
        let text = "The ETag that the caller has read: as long as it holds, the answer is 304 without a body.";
        add("header", "If-None-Match", text, false, json!({ "type": "string", "example": "\"3\"" }));
    }
    if method == "GET" && path.starts_with("/v1/") && path.ends_with('}') {
        add(
            "query",
            "fields",
            "Members to keep, separated by commas; `id` always stays.",
            false,
            json!({ "type": "string" }),
        );
    }
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if method == "PATCH" {
        // RFC 7396; application/json is taken the same way
        let content =
            operation.get_mut("requestBody").and_then(|b| b.get_mut("content")).and_then(Value::as_object_mut);
        if let Some(content) = content
            && let Some(json) = content.get("application/json").cloned()
        {
            content.entry("application/merge-patch+json").or_insert(json);
        }
    }
    if rule.public {
        operation.insert("security".to_owned(), json!([]));
    } else {
        let mut security = vec![json!({ "bearer": [] })];
        let machines = [crate::auth::role::Role::Partner, crate::auth::role::Role::DataManager];
        let scope = policy::scope(method, path);
        if machines.iter().any(|r| rule.grants.contains_key(r)) && scopes().contains(&scope) {
            security.push(json!({ "client_credentials": [scope] }));
        }
        operation.insert("security".to_owned(), Value::Array(security));
    }
    operation.insert("x-permission".to_owned(), permission(rule, method, path));
    if tagged {
        let same = json!({ "description": "Unchanged since the version that `If-None-Match` names." });
        if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            responses.entry("304").or_insert(same);
        }
    }
    answers(operation, path, method, rule, versioned, changed);
}

/// The right to an operation, for the contract and for `GET /v1/me`.
pub fn permission(rule: &Rule, method: &str, path: &str) -> Value {
    if rule.public {
        return json!({ "public": true });
    }
    if rule.anyone {
        return json!({ "anyone": true });
    }
    let roles: Map<String, Value> =
        rule.grants.iter().map(|(role, relation)| (role.code().to_owned(), json!(relation.word()))).collect();
    let scope = policy::scope(method, path);
    if scopes().contains(&scope) { json!({ "roles": roles, "scope": scope }) } else { json!({ "roles": roles }) }
}

/// The scopes that a client may be given.
pub fn scopes() -> BTreeSet<String> {
    let rooms = [
        "orientations",
        "participants",
        "pathways",
        "interviews",
        "stages",
        "partner-structures",
        "territories",
        "sites",
        "referents",
        "reception-slots",
        "entry-files",
        "actions",
        "quarterly-reviews",
        "collective-sessions",
        "meetings",
        "events-calendar",
        "employers",
        "opportunities",
        "procurement-contracts",
        "time-records",
        "operations",
        "participations",
        "charters",
        "reports",
        "reference-lists",
        "alerts",
        "events",
    ];
    rooms
        .iter()
        .flat_map(|room| [format!("{room}:read"), format!("{room}:write")])
        .filter(|s| s != "events:write")
        .collect()
}
