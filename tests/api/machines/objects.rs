//! An object of each machine in each state, what each verb is asked with, and where the state is read.

use jalon::auth::role::Role;

use crate::support::{Answer, Client, TestApp, Value, json};

use super::{esf, intake, people, platform};

/// An object in a state.
pub(super) struct Object {
    /// Its address.
    pub(super) path: String,
    /// The state as it is read there.
    pub(super) shown: String,
    /// Those who stand nearer to it than anybody else of their column.
    pub(super) near: Vec<(&'static str, Client)>,
    /// What its verbs need to name.
    pub(super) with: Value,
}

impl Object {
    pub(super) fn new(path: String, state: &str) -> Self {
        Self { path, shown: state.to_owned(), near: Vec::new(), with: Value::Null }
    }
    pub(super) fn near(mut self, column: &'static str, client: &Client) -> Self {
        self.near.push((column, client.clone()));
        self
    }
    pub(super) fn with(self, with: Value) -> Self {
        Self { with, ..self }
    }
}

/// What is sent for a verb.
pub(super) struct Question {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) body: Value,
}

/// Who reads every object of a machine.
pub(super) fn reader(resource: &str) -> Role {
    match resource {
        "duplicate_candidates" | "merges" | "api_clients" => Role::DataManager,
        _ => Role::Director,
    }
}

/// The member that tells the state.
pub(super) fn state_member(resource: &str) -> &'static str {
    match resource {
        "partner_structures" => "authorisation",
        "interviews" => "outcome",
        _ => "status",
    }
}

/// Whether there is something to ask. A milestone that is due is no object yet: it stands on the pathway, and is held
/// there; one that was held is not held again.
pub(super) fn is_asked(resource: &str, state: &str, verb: &str) -> bool {
    resource != "milestones" || (state == "due") == (verb == "hold")
}

/// An object in a state.
pub(super) fn given(app: &TestApp, resource: &str, state: &str) -> Object {
    match resource {
        "users" => people::user(app, state),
        "api_clients" => people::machine(app, state),
        "partner_structures" => people::structure(app, state),
        "duplicate_candidates" => people::pair(app, state),
        "merges" => people::merge(app, state),
        "pathways" => people::pathway(app, state),
        "stages" => people::stage(app, state),
        "interviews" => people::interview(app, state),
        "milestones" => people::milestone(app, state),
        "actions" => people::action(app, state),
        "orientations" => intake::orientation(app, state),
        "entry_files" => intake::entry_file(app, state),
        "commission_sessions" => intake::session(app, state),
        "decisions" => intake::decision(app, state),
        "time_records" => esf::record(app, state),
        "agenda_weeks" => esf::week(app, state),
        "timesheets" => esf::sheet(app, state),
        "time_corrections" => esf::correction(app, state),
        "absences" => esf::absence(app, state),
        "claims" => esf::claim(app, state),
        "audit_findings" => esf::finding(app, state),
        "imports" => platform::import(app, state),
        other => panic!("{other}: say here how its objects are made"),
    }
}

/// An object in a state, from which an arrow leads to this one and not another.
pub(super) fn ready(app: &TestApp, resource: &str, state: &str, verb: &str, to: &str) -> Object {
    let object = given(app, resource, state);
    if (resource, verb, to) == ("orientations", "record-reception", "no_show") {
        intake::absent_before(app, &object);
    }
    object
}

/// What is sent for a verb that is to lead to a state.
pub(super) fn question(app: &TestApp, resource: &str, object: &Object, verb: &str, to: &str) -> Question {
    let path = format!("{}/{verb}", object.path);
    match (resource, verb) {
        ("milestones", "hold") => {
            let body = json!({"held_on": "2026-03-02", "results": []});
            Question { method: "POST", path: format!("{}/milestones", object.path), body }
        }
        ("time_records", "change") => {
            Question { method: "PATCH", path: object.path.clone(), body: json!({"comment": "Revu"}) }
        }
        _ => Question { method: "POST", path, body: body(app, resource, verb, to, &object.with) },
    }
}

fn body(app: &TestApp, resource: &str, verb: &str, to: &str, with: &Value) -> Value {
    let review = json!({"ended_on": "2026-03-02", "review": {"held_on": "2026-03-02", "result": "Fait"}});
    match (resource, verb) {
        ("partner_structures", "refuse") => json!({"reason": "Structure inconnue"}),
        ("orientations", _) => intake::orientation_verb(app, verb, to, with),
        ("entry_files", "submit") => json!({"session_id": with["session"]}),
        ("entry_files", "return") => json!({"reason": "Attestation à renouveler"}),
        ("commission_sessions", "hold") => with["attendance"].clone(),
        ("commission_sessions", "cancel") => json!({"reason": "Salle indisponible"}),
        ("decisions", _) if to == "refused_by_department" => {
            json!({"opinion": "unfavourable", "alternative": "Accompagnement social"})
        }
        ("decisions", _) => json!({"opinion": "favourable"}),
        ("pathways", _) => people::pathway_verb(verb, with),
        ("stages", "plan") => json!({"planned_starts_on": "2026-03-02"}),
        ("stages", "start") => json!({"started_on": "2026-03-02"}),
        ("stages", "complete" | "interrupt") => review,
        ("stages", "refuse") if to == "refused_by_provider" => json!({"by": "provider"}),
        ("stages", "refuse") => json!({"by": "participant"}),
        ("interviews", "reschedule") => json!({"starts_at": "2026-03-09T08:00:00Z", "ends_at": "2026-03-09T08:45:00Z"}),
        ("interviews", "sign") => with.clone(),
        ("milestones", "validate") => json!({}),
        ("agenda_weeks", "return") => json!({"reason": "Mardi après-midi ?"}),
        ("absences", "cancel") => json!({"reason": "Saisie sur la mauvaise semaine"}),
        ("timesheets", "reopen") => json!({"reason": "Oubli"}),
        ("time_records", "correct") => json!({"cancel": true, "reason": "Saisi deux fois"}),
        ("time_corrections", "refuse") => json!({"reason": "La réunion a eu lieu"}),
        ("claims", "decide") => json!({"decided_on": "2026-03-02", "accepted_cents": 0}),
        ("audit_findings", "answer") => json!({"answer": "L'original est joint."}),
        _ => json!({}),
    }
}

/// Where an arrow has led, where that is not read at the object's own address.
pub(super) fn arrived(
    app: &TestApp,
    resource: &str,
    verb: &str,
    object: &Object,
    answer: &Answer,
) -> Option<(i64, String)> {
    let standing = |seen: &Value| (seen["version"].as_i64().unwrap(), seen["status"].as_str().unwrap().to_owned());
    match (resource, verb) {
        ("milestones", "hold") => Some(standing(&answer.body)),
        // the record keeps its address; what it said before is the version superseded
        ("time_records", "change") => {
            let kept = answer.body["supersedes"].as_str().unwrap();
            let kept = app.sign_in(Role::Director).get(&format!("/v1/time-records/{kept}")).expect(200);
            assert_ne!(object.path, format!("/v1/time-records/{}", kept["id"].as_str().unwrap()));
            Some((answer.body["version"].as_i64().unwrap(), standing(&kept).1))
        }
        // a correction takes the record's place once another person approves it
        ("time_records", "correct") => {
            let supervisor = &object.near.iter().find(|(name, _)| *name == "col").unwrap().1;
            let asked = format!("/v1/time-corrections/{}", answer.body["id"].as_str().unwrap());
            told(supervisor, &asked, "approve", &json!({}));
            None
        }
        _ => None,
    }
}

/// A verb in earnest, at the version that the object has now.
pub(super) fn told(client: &Client, path: &str, verb: &str, body: &Value) -> Value {
    let now = client.get(path).expect(200)["version"].as_i64().unwrap();
    client.at_version(now).post(&format!("{path}/{verb}"), body).expect(200)
}
