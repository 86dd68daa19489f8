//! Stages of a pathway (S2.6, S3.13–S3.16, S3.24, S3.25; § 4.7).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Answer, Client, Value, json};

const STATES: [&str; 9] = [
    "proposed",
    "accepted",
    "planned",
    "in_progress",
    "completed",
    "interrupted",
    "cancelled",
    "refused_by_participant",
    "refused_by_provider",
];

fn one(stage: &Value, rest: &str) -> String {
    format!("/v1/stages/{}{rest}", stage["id"].as_str().unwrap())
}

fn at(client: &Client, stage: &Value) -> Client {
    client.at_version(stage["version"].as_i64().unwrap())
}

fn ids(answer: Answer) -> Vec<Value> {
    answer.expect(200)["items"].as_array().unwrap().iter().map(|s| s["id"].clone()).collect()
}

both! {
    /// Meets S3.14: accept_stage, plan_stage, start_stage, complete_stage, interrupt_stage, cancel_stage, refuse_stage.
    fn each_verb_moves_the_states_of_the_page_and_no_other(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let review = json!({"review": {"held_on": "2026-03-02", "result": "Métier confirmé"}});
        let table: [(&str, Value, &[&str], &str); 8] = [
            ("accept", json!({}), &["proposed"], "accepted"),
            ("plan", json!({"planned_starts_on": "2026-03-09"}), &["accepted"], "planned"),
            ("start", json!({"started_on": "2026-02-25"}), &["planned"], "in_progress"),
            ("complete", review.clone(), &["in_progress"], "completed"),
            ("interrupt", review, &["in_progress"], "interrupted"),
            ("cancel", json!({"reason": "Session annulée"}), &["proposed", "accepted", "planned"], "cancelled"),
            ("refuse", json!({"by": "participant"}), &["proposed", "accepted", "planned"], "refused_by_participant"),
            ("refuse", json!({"by": "provider", "reason": "Complet"}), &["proposed", "accepted", "planned"], "refused_by_provider"),
        ];
        for state in STATES {
            let mut stage = app.given_a_stage_in(&nadia, state);
            for (verb, body, from, to) in &table {
                let answer = at(&nadia.referent, &stage).post(&one(&stage, &format!("/{verb}")), body);
                if from.contains(&state) {
                    assert_eq!(answer.expect(200)["status"], *to, "{verb} from {state}");
                    stage = app.given_a_stage_in(&nadia, state);
                } else {
                    let problem = answer.refused(409, "illegal_transition");
                    assert_eq!(problem["from"], state, "{verb} from {state}");
                }
            }
        }
    }

    /// Meets S2.9, S3.15, S3.16, S3.24, S3.25: create_stage, accept_stage, plan_stage, start_stage, complete_stage.
    /// Meets S0.14, S1.17, S3.27: create_stage, complete_stage.
    fn a_stage_is_proposed_followed_and_reviewed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let (objective, barrier) = (app.given_an_objective(&nadia), app.given_a_barrier(&nadia));
        let body = json!({"type": "immersion", "resource_origin": "employer_contact", "planned_starts_on": "2026-03-09", "hours": 35, "rome": "N1103",
            "objective_ids": [objective["id"], objective["id"]], "barrier_ids": [barrier["id"]]});
        let made = nadia.referent.post(&nadia.path("stages"), &body);
        let location = made.headers["location"].clone();
        let stage = made.expect(201);
        assert_eq!((&stage["status"], &stage["objective_ids"], &stage["review"]), (&json!("proposed"), &json!([objective["id"]]), &Value::Null));
        assert_eq!(stage["participant_id"], json!(nadia.participant));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), stage);
        // a verb that needs nothing is sent without a body
        let accepted = at(&nadia.referent, &stage).send("POST", &one(&stage, "/accept"), None).expect(200);
        let planned = at(&nadia.referent, &accepted).send("POST", &one(&stage, "/plan"), None).expect(200);
        assert_eq!(planned["planned_starts_on"], "2026-03-09");
        let started = at(&nadia.referent, &planned).send("POST", &one(&stage, "/start"), None).expect(200);
        assert_eq!(started["started_on"], "2026-03-02");
        at(&nadia.referent, &started).post(&one(&stage, "/complete"), &json!({})).refused(422, "rule_stage_review");
        app.at("2026-04-20T08:00:00Z");
        let nadia = Followed { referent: app.client_of(app.plie, nadia.user), ..nadia };
        let review = json!({"held_on": "2026-04-10", "result": "Métier confirmé", "participant_view": "Souhaite continuer", "kind": "tripartite"});
        let ended = at(&nadia.referent, &started).post(&one(&stage, "/complete"), &json!({"ended_on": "2026-04-09", "review": review}));
        assert_eq!(ended.warnings(), ["late"]);
        let ended = ended.expect(200);
        assert_eq!((&ended["status"], &ended["ended_on"], &ended["review"]["late"]), (&json!("completed"), &json!("2026-04-09"), &json!(true)));
        assert_eq!((&ended["review"]["kind"], &ended["review"]["participant_view"]), (&json!("tripartite"), &json!("Souhaite continuer")));
        let listed = nadia.referent.get(&nadia.path("stages")).expect(200);
        assert_eq!((&listed["items"][0]["review"]["kind"], &listed["items"][0]["review"]["result"]), (&json!("tripartite"), &Value::Null), "a list shows no words");
        at(&nadia.referent, &ended).patch(&location, &json!({"ended_on": null})).refused(422, "validation_failed");
        let corrected = at(&nadia.referent, &ended).patch(&location, &json!({"hours": 70})).expect(200);
        assert_eq!(corrected["hours"], 70);
    }

    /// Meets S2.6, S3.13, S4.2: create_stage.
    fn a_stage_serves_an_objective_or_a_barrier_of_its_own_pathway(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let (mine, other) = (app.given_an_objective(&nadia), app.given_an_objective(&karim));
        let barrier = app.given_a_barrier(&karim);
        let propose = |with: Value| {
            let mut body = json!({"type": "immersion", "resource_origin": "network"});
            body.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
            nadia.referent.post(&nadia.path("stages"), &body)
        };
        propose(json!({})).refused(422, "rule_stage_purpose");
        propose(json!({"objective_ids": []})).refused(422, "rule_stage_purpose");
        let answer = propose(json!({"objective_ids": [mine["id"], other["id"]], "barrier_ids": [barrier["id"]]}));
        assert_eq!(answer.faults(), ["/barrier_ids/0 reference_not_found", "/objective_ids/1 reference_not_found"]);
        answer.refused(422, "reference_not_found");
        let nobody = uuid::Uuid::now_v7();
        let answer = propose(json!({"objective_ids": [mine["id"]], "action_id": nobody, "provider_structure_id": nobody}));
        assert_eq!(answer.faults(), ["/action_id reference_not_found", "/provider_structure_id reference_not_found"]);
        let answer = propose(json!({"objective_ids": [mine["id"]], "type": "holiday", "resource_origin": "luck", "rome": "Z1", "started_on": "2026-03-03", "ended_on": "2026-03-01"}));
        assert_eq!(answer.faults(), ["/ended_on rule_period", "/resource_origin unknown_code", "/rome invalid", "/started_on rule_future", "/type unknown_code"]);
        propose(json!({"objective_ids": [mine["id"]], "started_on": "2026-01-15"})).refused(422, "rule_stage_before_pathway");
        propose(json!({"objective_ids": [mine["id"]], "status": "completed"})).refused(422, "unknown_field");
        let stage = propose(json!({"objective_ids": [mine["id"]]})).expect(201);
        at(&nadia.referent, &stage).patch(&one(&stage, ""), &json!({"objective_ids": []})).refused(422, "rule_stage_purpose");
        at(&nadia.referent, &stage).patch(&one(&stage, ""), &json!({"objective_ids": [other["id"]]})).refused(422, "reference_not_found");
    }

    fn days_of_the_verbs_follow_the_rules(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let accepted = app.given_a_stage_in(&nadia, "accepted");
        let plan = at(&nadia.referent, &accepted).post(&one(&accepted, "/plan"), &json!({}));
        assert_eq!(plan.faults(), ["/planned_starts_on required"]);
        let planned = app.given_a_stage_in(&nadia, "planned");
        let start = |day: &str| at(&nadia.referent, &planned).post(&one(&planned, "/start"), &json!({"started_on": day}));
        start("2026-03-03").refused(422, "rule_future");
        start("2026-01-31").refused(422, "rule_stage_before_pathway");
        start("2026-02-30").refused(422, "validation_failed");
        let begun = app.given_a_stage_in(&nadia, "in_progress");
        let end = |ended: &str, held: &str| {
            let body = json!({"ended_on": ended, "review": {"held_on": held, "result": "x"}});
            at(&nadia.referent, &begun).post(&one(&begun, "/interrupt"), &body).faults()
        };
        assert_eq!(end("2026-02-19", "2026-02-19"), ["/ended_on rule_period", "/review/held_on rule_period"]);
        assert_eq!(end("2026-03-03", "2026-03-04"), ["/ended_on rule_future", "/review/held_on rule_future"]);
        let nir = json!({"review": {"held_on": "2026-03-02", "result": "185057800608491"}});
        at(&nadia.referent, &begun).post(&one(&begun, "/complete"), &nir).refused(422, "rule_no_nir");
        let refused = app.given_a_stage_in(&nadia, "refused_by_provider");
        at(&nadia.referent, &refused).patch(&one(&refused, ""), &json!({"hours": 1})).refused(409, "conflict_stage_over");
        let stage = app.given_a_stage(&nadia);
        at(&nadia.referent, &stage).post(&one(&stage, "/refuse"), &json!({})).refused(422, "validation_failed");
        nadia.referent.post(&one(&stage, "/accept"), &json!({})).refused(428, "precondition_required");
        nadia.referent.at_version(7).post(&one(&stage, "/accept"), &json!({})).refused(412, "version_conflict");
    }

    fn stages_are_found_by_their_filters_page_by_page(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let proposed = app.given_a_stage(&nadia);
        app.at("2026-03-02T08:00:01Z");
        let begun = app.given_a_stage_in(&nadia, "in_progress");
        app.at("2026-03-02T08:00:02Z");
        let other = app.given_a_stage(&karim);
        let director = app.sign_in(Role::Director);
        assert_eq!(ids(director.get("/v1/stages")), [other["id"].clone(), begun["id"].clone(), proposed["id"].clone()]);
        assert_eq!(ids(nadia.referent.get("/v1/stages")), [begun["id"].clone(), proposed["id"].clone()], "one's own people only");
        assert_eq!(ids(director.get("/v1/stages?status=in_progress")), [begun["id"].clone()]);
        assert_eq!(ids(director.get(&format!("/v1/stages?pathway_id={}&type=immersion", karim.pathway))), [other["id"].clone()]);
        assert_eq!(ids(director.get("/v1/stages?from=2026-02-20&to=2026-02-20")), [begun["id"].clone()]);
        assert_eq!(ids(director.get("/v1/stages?from=2026-02-21")), [json!(null); 0]);
        assert_eq!(ids(director.get("/v1/stages?type=siae_job")), [json!(null); 0]);
        assert_eq!(ids(director.get("/v1/stages?updated_after=2026-03-02T08:00:01Z")), [other["id"].clone()]);
        assert_eq!(ids(director.get(&nadia.path("stages?sort=created_at"))), [proposed["id"].clone(), begun["id"].clone()]);
        let first = director.get("/v1/stages?limit=2&include_total=true");
        let next = first.headers["link"].trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert_eq!(first.expect(200)["total"], 3);
        assert_eq!(ids(director.get(&next)), [proposed["id"].clone()]);
    }

    fn rights_follow_the_person(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let stage = app.given_a_stage(&nadia);
        let body = json!({"type": "immersion", "resource_origin": "network", "objective_ids": stage["objective_ids"]});
        karim.referent.get(&one(&stage, "")).refused(404, "not_found");
        karim.referent.at_version(1).post(&one(&stage, "/accept"), &json!({})).refused(404, "not_found");
        karim.referent.post(&nadia.path("stages"), &body).refused(404, "not_found");
        let foreign = app.given_somebody_followed_at(app.another_plie());
        foreign.referent.get(&one(&stage, "")).refused(404, "not_found");
        assert_eq!(foreign.referent.get("/v1/stages").expect(200)["items"], json!([]));
        app.sign_in(Role::Director).at_version(1).post(&one(&stage, "/accept"), &json!({})).refused(403, "forbidden");
        app.sign_in(Role::EmployerRelationsOfficer).get("/v1/stages").refused(403, "forbidden");
        app.sign_in(Role::Auditor).get(&one(&stage, "")).refused(404, "not_found");
        let made = app.sign_in(Role::Assistant).post(&nadia.path("stages"), &body).expect(201);
        app.sign_in(Role::DataManager).at_version(1).post(&one(&made, "/accept"), &json!({})).expect(200);
    }

    fn a_closed_pathway_takes_no_stage(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let stage = app.given_a_stage(&nadia);
        let begun = app.given_a_stage_in(&nadia, "in_progress");
        let body = json!({"type": "immersion", "resource_origin": "network", "objective_ids": stage["objective_ids"]});
        app.pathway_stands(nadia.pathway, "exited");
        nadia.referent.post(&nadia.path("stages"), &body).refused(409, "conflict_pathway_exited");
        at(&nadia.referent, &stage).post(&one(&stage, "/accept"), &json!({})).refused(409, "conflict_pathway_exited");
        let review = json!({"review": {"held_on": "2026-03-02", "result": "x"}});
        at(&nadia.referent, &begun).post(&one(&begun, "/interrupt"), &review).expect(200);
        app.pathway_stands(nadia.pathway, "closed");
        nadia.referent.post(&nadia.path("stages"), &body).refused(409, "conflict_pathway_closed");
        at(&nadia.referent, &stage).post(&one(&stage, "/cancel"), &json!({})).refused(409, "conflict_pathway_closed");
    }

    fn a_create_sent_twice_gives_the_first_result(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let barrier = app.given_a_barrier(&nadia);
        let body = json!({"id": uuid::Uuid::now_v7(), "type": "immersion", "resource_origin": "network", "barrier_ids": [barrier["id"]]});
        let first = nadia.referent.post(&nadia.path("stages"), &body).expect(201);
        assert_eq!(nadia.referent.post(&nadia.path("stages"), &body).expect(201), first);
        let mut other = body;
        other["type"] = json!("siae_job");
        nadia.referent.post(&nadia.path("stages"), &other).refused(409, "duplicate");
    }
}
