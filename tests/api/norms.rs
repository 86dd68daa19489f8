//! The norms of an operation go before those of the PLIE, for the pathways and the staff that are under it (S4.3).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::builders::participations::verb;
use crate::support::{TestApp, Value, json};

/// An operation with norms of its own.
fn with_norms(app: &TestApp, parameters: Value) -> Value {
    app.given_an_operation_with(&json!({"parameters": parameters}))
}

fn caseload(app: &TestApp, of: &Followed, query: &str) -> Value {
    app.sign_in(Role::Director).get(&format!("/v1/referents/{}/caseload{query}", of.referent_id)).expect(200)
}

fn pathway(app: &TestApp, of: &Followed) -> Value {
    app.sign_in(Role::Director).get(&format!("/v1/pathways/{}", of.pathway)).expect(200)
}

/// A contact held on a day and put on file now.
fn held(of: &Followed, day: &str) -> Value {
    let met = json!({"type": "follow_up", "modality": "phone", "starts_at": format!("{day}T09:00:00Z"), "ends_at": format!("{day}T09:30:00Z"),
        "outcome": "held", "report": "Point fait"});
    of.referent.post(&of.path("interviews"), &met).expect(201)
}

both! {
    /// Meets S4.3: get_referent_caseload, get_report, update_operation.
    fn a_referent_has_the_caseload_of_their_operation(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let operation = app.given_an_operation_with(&json!({"call_for_projects": "AAP référents 2026", "parameters": {"caseload_per_fte": 50, "renewal_rate": 0.2}}));
        assert_eq!(operation["call_for_projects"], "AAP référents 2026");
        let id: Uuid = operation["id"].as_str().unwrap().parse().unwrap();
        app.given_a_letter(nadia.user, id, &json!({"ends_on": "2026-06-30"}));
        let under = caseload(&app, &nadia, "");
        assert_eq!((&under["target"], &under["capacity_left"], &under["renewal_rate"]["norm"]), (&json!(40), &json!(39), &json!(0.2)));
        let beside = caseload(&app, &karim, "");
        assert_eq!((&beside["target"], &beside["renewal_rate"]["norm"]), (&json!(56), &json!(0.3)), "the PLIE's");
        assert_eq!(caseload(&app, &nadia, "?on=2026-07-01")["target"], 56, "the letter is over");
        let report = app.sign_in(Role::Director).get("/v1/reports/caseload").expect(200);
        let target = |figures: &Value| figures["caseload_target"]["value"].clone();
        let of_group = |of: &Followed| {
            let group = report["groups"].as_array().unwrap().iter().find(|g| g["key"] == json!(of.referent_id)).unwrap().clone();
            target(&group["figures"])
        };
        assert_eq!((of_group(&nadia), of_group(&karim), target(&report["figures"])), (json!(40), json!(56), json!(96)));
        let path = format!("/v1/operations/{id}");
        app.sign_in(Role::Director).at_version(1).patch(&path, &json!({"parameters": {"caseload_per_fte": null}})).expect(200);
        assert_eq!(caseload(&app, &nadia, "")["target"], 56);
        let wrong = app.sign_in(Role::Director).at_version(2).patch(&path, &json!({"parameters": {"caseload_per_foot": 1}}));
        assert_eq!(wrong.faults(), ["/parameters/caseload_per_foot unknown_field"]);
    }

    /// Meets S4.3: create_participation, list_alerts.
    fn a_pathway_has_the_intervals_and_delays_of_its_operation(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let operation = with_norms(&app, json!({"interview_every_months": 2, "milestone_every_months": 3, "file_completion_days": 3, "follow_up_months": 3}));
        let participation = app.given_a_participation(&nadia, &operation, "2026-02-03");
        let under = pathway(&app, &nadia);
        assert_eq!((&under["next_interview_due_on"], &under["next_milestone_due_on"]), (&json!("2026-04-30"), &json!("2026-05-01")));
        assert_eq!((&held(&nadia, "2026-02-26")["late"], &held(&karim, "2026-02-26")["late"]), (&json!(true), &json!(false)), "three days, and seven");
        let planned = |of: &Followed| {
            let met = json!({"type": "follow_up", "modality": "phone", "starts_at": "2026-03-02T09:00:00Z", "ends_at": "2026-03-02T09:30:00Z"});
            of.referent.post(&of.path("interviews"), &met).expect(201)
        };
        let (mine, theirs) = (planned(&nadia), planned(&karim));
        app.at("2026-03-04T08:00:00Z");
        let alerts = |day: &str| -> Vec<(Value, Value)> {
            app.at(&format!("{day}T08:00:00Z"));
            let page = app.sign_in(Role::Director).get("/v1/alerts?kind=t3_file&include_total=true").expect(200);
            let items = page["items"].as_array().unwrap();
            assert_eq!(page["total"], items.len());
            items.iter().map(|a| (a["object"]["id"].clone(), a["due_on"].clone())).collect()
        };
        assert_eq!(alerts("2026-03-04"), [(mine["id"].clone(), json!("2026-03-05"))]);
        assert_eq!(alerts("2026-03-07"), [(mine["id"].clone(), json!("2026-03-05")), (theirs["id"].clone(), json!("2026-03-09"))]);
        app.at("2026-03-02T08:00:00Z");
        let contract = json!({"employer": {"name": "Transports Alpins"}, "type": "cdi", "starts_on": "2026-03-02", "weekly_minutes": 2100});
        let contract = nadia.referent.post(&nadia.path("employment-contracts"), &contract).expect(201);
        let version = pathway(&app, &nadia)["version"].as_i64().unwrap();
        let followed = nadia.referent.at_version(version).post(&nadia.path("start-job-follow-up"), &json!({"employment_contract_id": contract["id"]})).expect(200);
        assert_eq!(followed["job_follow_up"]["due_on"], "2026-06-02", "three months of follow-up");
        let back = json!({"on": "2026-03-02", "reason": "Rupture"});
        let version = followed["version"].as_i64().unwrap();
        nadia.referent.at_version(version).post(&nadia.path("return-from-job"), &back).expect(200);
        verb(&app.sign_in(Role::DataManager), &participation, "/void", &json!({"reason": "Saisie par erreur"})).expect(200);
        let freed = pathway(&app, &nadia);
        assert_eq!((&freed["next_interview_due_on"], &freed["next_milestone_due_on"]), (&json!("2026-04-30"), &json!("2026-08-02")), "the PLIE's again");
    }

    fn an_operation_without_norms_changes_nothing_of_a_pathway(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let before = pathway(&app, &nadia);
        app.given_a_participation(&nadia, &app.given_an_operation(), "2026-02-03");
        assert_eq!(pathway(&app, &nadia), before);
    }
}
