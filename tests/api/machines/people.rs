//! Accounts, structures, doubles, and what hangs on a pathway.

use jalon::auth::role::Role;
use uuid::Uuid;

use super::objects::{Object, told};
use crate::support::builders::commission::at;
use crate::support::builders::followed::Followed;
use crate::support::{TestApp, Value, json};

const TODAY: &str = "2026-03-02";

pub(super) fn user(app: &TestApp, state: &str) -> Object {
    let path = format!("/v1/users/{}", app.user(app.plie, Role::Assistant, None));
    if state == "suspended" {
        told(&app.sign_in(Role::DataManager), &path, "suspend", &json!({}));
    }
    Object::new(path, state)
}

pub(super) fn machine(app: &TestApp, state: &str) -> Object {
    let data = app.sign_in(Role::DataManager);
    let made = data.post("/v1/api-clients", &json!({"name": "DORA", "scopes": ["territories:read"]})).expect(201);
    let path = at("api-clients", &made);
    if state == "revoked" {
        told(&data, &path, "revoke", &json!({}));
    }
    Object::new(path, state)
}

pub(super) fn structure(app: &TestApp, state: &str) -> Object {
    let data = app.sign_in(Role::DataManager);
    let made = data.post("/v1/partner-structures", &json!({"name": "Structure", "kind": "ml"})).expect(201);
    let path = at("partner-structures", &made);
    match state {
        "pending" => {}
        "validated" => drop(told(&data, &path, "validate", &json!({}))),
        "refused" => drop(told(&data, &path, "refuse", &json!({"reason": "Inconnue"}))),
        // no operation leads there: it comes with the data of a PLIE that asks nobody for an authorisation (R3.7)
        "not_required" => {
            let id = app.uuid_text(made["id"].as_str().unwrap().parse().unwrap());
            let sql = format!("update partner_structures set authorisation = 'not_required' where id = {id}");
            app.conn().batch(&sql).unwrap();
        }
        other => panic!("{other}"),
    }
    Object::new(path, state)
}

/// A name like no other, in letters.
fn name() -> String {
    Uuid::now_v7().simple().to_string().bytes().map(|b| char::from(b'a' + b % 26)).collect()
}

pub(super) fn pair(app: &TestApp, state: &str) -> Object {
    let last = name();
    let person = |first: &str| {
        app.given_a_participant_with(&json!({"first_name": first, "last_name": last, "birth_date": "1983-05-06"}))
    };
    let (one, two) = (person("Agnès"), person("Agnes"));
    let manager = app.sign_in(Role::DataManager);
    let list = format!("/v1/duplicate-candidates?participant_id={}", two["id"].as_str().unwrap());
    let found = manager.get(&list).expect(200);
    let has = |pair: &&Value| pair["participants"].as_array().unwrap().iter().any(|p| p["id"] == one["id"]);
    let path = at("duplicate-candidates", found["items"].as_array().unwrap().iter().find(has).unwrap());
    match state {
        "open" => {}
        "distinct" => drop(told(&manager, &path, "dismiss", &json!({"reason": "Jumelles"}))),
        "merged" => drop(told(&manager, &at("participants", &one), "merge", &json!({"into_id": two["id"]}))),
        other => panic!("{other}"),
    }
    Object::new(path, state)
}

pub(super) fn merge(app: &TestApp, state: &str) -> Object {
    let (gone, kept) = (app.given_a_participant(), app.given_a_participant());
    let manager = app.sign_in(Role::DataManager);
    let made = told(&manager, &at("participants", &gone), "merge", &json!({"into_id": kept["id"]}));
    let path = at("merges", &made);
    if state == "undone" {
        told(&manager, &path, "undo", &json!({}));
    }
    Object::new(path, state)
}

pub(super) fn pathway(app: &TestApp, state: &str) -> Object {
    let (_, next) = app.given_a_referent();
    if matches!(state, "admitted" | "cancelled") {
        let path = at("pathways", &app.given_an_admitted_pathway());
        if state == "cancelled" {
            told(&app.sign_in(Role::Director), &path, "cancel", &json!({"reason": "Emploi trouvé"}));
        }
        return Object::new(path, state).with(json!({"referent": next["id"], "contract": Uuid::now_v7()}));
    }
    let of = app.given_somebody_followed();
    let contract = app.given_a_contract(&of, "2026-02-10", &json!({}));
    let with = json!({"referent": next["id"], "contract": contract["id"]});
    let path = format!("/v1/pathways/{}", of.pathway);
    let officer = app.sign_in(Role::TerritorialOfficer);
    told(&of.referent, &path, "propose-exit", &pathway_verb("propose-exit", &with));
    let verbs: &[&str] = match state {
        "active" => &[],
        "suspended" => &["suspend"],
        "in_job_follow_up" => &["start-job-follow-up"],
        "exited" => &["validate-exit"],
        "closed" => &["validate-exit", "close"],
        other => panic!("{other}"),
    };
    if matches!(state, "exited" | "closed") {
        app.situation_of(of.participant, "unemployed_12_24m", Some(15));
    }
    for verb in verbs {
        told(&officer, &path, verb, &pathway_verb(verb, &with));
    }
    Object::new(path, state).near("ref", &of.referent).with(with)
}

pub(super) fn pathway_verb(verb: &str, with: &Value) -> Value {
    match verb {
        "assign-referent" => json!({"referent_id": with["referent"], "starts_on": "2026-03-03", "reason": "Relais"}),
        "suspend" => json!({"reason": "sickness", "starts_on": TODAY, "planned_end_on": "2026-06-01"}),
        "resume" => json!({"on": TODAY}),
        "start-job-follow-up" => json!({"employment_contract_id": with["contract"]}),
        "return-from-job" => json!({"on": "2026-03-01", "reason": "Fin de la période d'essai"}),
        "propose-exit" => json!({"reason": "moved_away", "on": TODAY}),
        "validate-exit" => json!({"on": TODAY}),
        "cancel" => json!({"reason": "Emploi trouvé"}),
        _ => json!({}),
    }
}

pub(super) fn stage(app: &TestApp, state: &str) -> Object {
    let of = app.given_somebody_followed();
    let stage = app.given_a_stage_in(&of, state);
    let provider = app.given_a_structure("other");
    let id = |object: &Value| app.uuid_text(object["id"].as_str().unwrap().parse().unwrap());
    let provided = format!("update stages set provider_structure_id = {} where id = {}", id(&provider), id(&stage));
    app.conn().batch(&provided).unwrap();
    let provider = app.sign_in_for(Role::Provider, &provider);
    Object::new(at("stages", &stage), state).near("ref", &of.referent).near("pro", &provider)
}

pub(super) fn interview(app: &TestApp, state: &str) -> Object {
    let of = app.given_somebody_followed();
    let planned = app.given_a_planned_interview(&of);
    let path = at("interviews", &planned);
    let now = match state {
        "planned" => planned,
        "held" => told(&of.referent, &path, "hold", &json!({"report": "Point"})),
        "no_show" => told(&of.referent, &path, "no-show", &json!({})),
        "excused" => told(&of.referent, &path, "excuse", &json!({"reason": "Enfant malade"})),
        "cancelled_by_service" => told(&of.referent, &path, "cancel", &json!({"reason": "Grève"})),
        "rescheduled" => {
            let later = json!({"starts_at": "2026-03-09T08:00:00Z", "ends_at": "2026-03-09T08:45:00Z"});
            told(&of.referent, &path, "reschedule", &later)
        }
        other => panic!("{other}"),
    };
    let mut signature = app.signature_of(&now);
    if signature["facts_hash"].is_null() {
        signature["facts_hash"] = json!("0".repeat(64));
    }
    Object::new(path, state).near("ref", &of.referent).with(signature)
}

pub(super) fn milestone(app: &TestApp, state: &str) -> Object {
    let of = app.given_somebody_followed();
    if state == "due" {
        let path = format!("/v1/pathways/{}", of.pathway);
        return Object::new(path, "active").near("ref", &of.referent);
    }
    let interview = signed_interview(app, &of);
    let body = json!({"held_on": TODAY, "results": [], "interview_id": interview["id"]});
    let made = of.referent.post(&of.path("milestones"), &body).expect(201);
    let path = of.path(&format!("milestones/{}", made["id"].as_str().unwrap()));
    if state == "validated" {
        told(&of.referent, &path, "validate", &json!({}));
    }
    Object::new(path, state).near("ref", &of.referent)
}

fn signed_interview(app: &TestApp, of: &Followed) -> Value {
    let held = app.given_a_held_interview(of);
    told(&of.referent, &at("interviews", &held), "sign", &app.signature_of(&held))
}

pub(super) fn action(app: &TestApp, state: &str) -> Object {
    Object::new(at("actions", &app.given_an_action_in(state, None)), state)
}
