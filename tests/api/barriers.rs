//! Barriers of a pathway (§ 5.2).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Client, Value, json};

both! {
    /// Meets S0.24, S0.25, S2.8, S4.5: create_barrier, update_barrier.
    fn a_barrier_is_noted_read_listed_and_lifted(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let made = nadia.referent.post(&nadia.path("barriers"), &json!({"theme": "mobility", "severity": 3, "opened_on": "2026-02-10"}));
        let location = made.headers["location"].clone();
        let barrier = made.expect(201);
        assert_eq!((&barrier["severity"], &barrier["lifted_on"]), (&json!(3), &Value::Null));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), barrier);
        let lifted = nadia.referent.at_version(1).patch(&location, &json!({"lifted_on": "2026-03-01", "severity": 0})).expect(200);
        assert_eq!((&lifted["lifted_on"], &lifted["severity"], &lifted["version"]), (&json!("2026-03-01"), &json!(0), &json!(2)));
        nadia.referent.patch(&location, &json!({"severity": 1})).refused(428, "precondition_required");
        nadia.referent.at_version(1).patch(&location, &json!({"severity": 1})).refused(412, "version_conflict");
        let again = nadia.referent.at_version(2).patch(&location, &json!({"lifted_on": null})).expect(200);
        assert_eq!(again["lifted_on"], Value::Null);
    }

    fn every_fault_of_a_barrier_is_named(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let note = |body: Value| nadia.referent.post(&nadia.path("barriers"), &body);
        let all = note(json!({"theme": "weather", "severity": 4, "opened_on": "2026-03-03", "lifted_on": "2026-03-01"}));
        assert_eq!(all.faults(), ["/lifted_on rule_period", "/opened_on rule_future", "/severity invalid", "/theme unknown_code"]);
        assert_eq!(note(json!({"theme": "health", "severity": "2", "opened_on": "2026-03-02"})).faults(), ["/severity wrong_type"]);
        note(json!({"theme": "health", "severity": 1, "opened_on": "2026-03-02", "illness": "x"})).refused(422, "unknown_field");
    }

    fn barriers_are_filtered_sorted_and_paged(app: TestApp) {
        let nadia = app.given_somebody_followed();
        for (theme, severity, lifted) in [("mobility", 1, None), ("housing", 3, None), ("digital", 2, None), ("mobility", 0, Some("2026-03-01"))] {
            let body = json!({"theme": theme, "severity": severity, "opened_on": "2026-02-10", "lifted_on": lifted});
            nadia.referent.post(&nadia.path("barriers"), &body).expect(201);
        }
        let severities = |query: &str| {
            let page = nadia.referent.get(&nadia.path(&format!("barriers{query}"))).expect(200);
            page["items"].as_array().unwrap().iter().map(|b| b["severity"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(severities("?open=true&sort=-severity&limit=2"), [3, 2]);
        assert_eq!(severities("?theme=mobility&sort=-severity"), [1, 0]);
        assert_eq!(severities("?open=false"), [0]);
        let page = nadia.referent.get(&nadia.path("barriers?sort=-severity&limit=3"));
        let next = page.headers["link"].trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert_eq!(nadia.referent.get(&next).expect(200)["items"].as_array().unwrap().len(), 1);
    }

    fn barriers_of_health_stand_in_no_list_of_the_assistant(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let note = |theme: &str| {
            let body = json!({"theme": theme, "severity": 2, "opened_on": "2026-02-10"});
            nadia.referent.post(&nadia.path("barriers"), &body).expect(201)
        };
        let (health, _) = (note("health"), note("mobility"));
        let themes = |who: &Client| -> Vec<String> {
            let page = who.get(&nadia.path("barriers?include_total=true")).expect(200);
            let whole = who.get(&format!("/v1/pathways/{}?expand=barriers", nadia.pathway)).expect(200);
            assert_eq!(page["items"], whole["barriers"]);
            let items = page["items"].as_array().unwrap();
            assert_eq!(page["total"], items.len());
            items.iter().map(|b| b["theme"].as_str().unwrap().to_owned()).collect()
        };
        let assistant = app.sign_in(Role::Assistant);
        assert_eq!(themes(&assistant), ["mobility"]);
        assert_eq!(assistant.get(&nadia.path("barriers?theme=health")).expect(200)["items"], json!([]));
        let one = nadia.path(&format!("barriers/{}", health["id"].as_str().unwrap()));
        assert_eq!(assistant.get(&one).expect(200), health, "the form that they enter");
        for who in [&nadia.referent, &app.sign_in(Role::Director), &app.sign_in(Role::TerritorialOfficer), &app.sign_in(Role::DataManager)] {
            assert_eq!(themes(who), ["health", "mobility"]);
        }
    }

    fn who_does_not_follow_the_person_sees_nothing(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let barrier = app.given_a_barrier(&nadia);
        let one = nadia.path(&format!("barriers/{}", barrier["id"].as_str().unwrap()));
        karim.referent.get(&one).refused(404, "not_found");
        karim.referent.at_version(1).patch(&one, &json!({"severity": 1})).refused(404, "not_found");
        app.given_somebody_followed_at(app.another_plie()).referent.get(&one).refused(404, "not_found");
        app.sign_in(Role::TerritorialOfficer).at_version(1).patch(&one, &json!({"severity": 1})).refused(403, "forbidden");
        app.sign_in(Role::InnovativeProjectsOfficer).get(&one).refused(404, "not_found");
        app.pathway_stands(nadia.pathway, "closed");
        nadia.referent.at_version(1).patch(&one, &json!({"severity": 1})).refused(409, "conflict_pathway_closed");
        let body = json!({"theme": "mobility", "severity": 1, "opened_on": "2026-02-10"});
        nadia.referent.post(&nadia.path("barriers"), &body).refused(409, "conflict_pathway_closed");
    }
}
