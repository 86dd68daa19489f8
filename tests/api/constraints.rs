//! Constraints: what a job must fit, and of health a code alone (S3.18).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

both! {
    fn a_constraint_is_noted_read_listed_and_changed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let body = json!({"kind": "hours", "value": "Pas avant 9 h : école", "valid_from": "2026-02-10"});
        let made = nadia.referent.post(&nadia.path("constraints"), &body);
        assert_eq!(made.headers["etag"], "\"1\"");
        let location = made.headers["location"].clone();
        let constraint = made.expect(201);
        assert_eq!((&constraint["kind"], &constraint["valid_to"]), (&json!("hours"), &Value::Null));
        assert_eq!(app.sign_in(Role::TerritorialOfficer).get(&location).expect(200), constraint);
        let at_one = nadia.referent.at_version(1);
        let changed = at_one.patch(&location, &json!({"valid_to": "2026-07-03"})).expect(200);
        assert_eq!((&changed["valid_to"], &changed["version"]), (&json!("2026-07-03"), &json!(2)));
        at_one.patch(&location, &json!({"valid_to": null})).refused(412, "version_conflict");
        nadia.referent.patch(&location, &json!({"valid_to": null})).refused(428, "precondition_required");
        assert_eq!(nadia.referent.at_version(2).patch(&location, &json!({"kind": "health"})).faults(), ["/value rule_no_diagnosis"]);
        assert_eq!(nadia.referent.at_version(2).patch(&location, &json!({})).expect(200)["version"], 2);
    }

    fn of_health_a_constraint_says_a_code_and_no_words(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let note = |body: Value| nadia.referent.post(&nadia.path("constraints"), &body);
        let words = note(json!({"kind": "health", "value": "hernie discale", "valid_from": "2026-02-10"}));
        assert!(words.body["errors"][0]["allowed"].as_array().unwrap().contains(&json!("no_heavy_loads")), "{}", words.text);
        words.refused(422, "rule_no_diagnosis");
        let constraint = note(json!({"kind": "health", "value": "no_heavy_loads", "valid_from": "2026-02-10"})).expect(201);
        // in lists it stands before those alone who read barriers of health there
        let list = |role| app.sign_in(role).get(&nadia.path("constraints")).expect(200)["items"].clone();
        for role in [Role::Director, Role::TerritorialOfficer, Role::DataManager] {
            assert_eq!(list(role), json!([constraint]), "{role}");
        }
        assert_eq!(nadia.referent.get(&nadia.path("constraints")).expect(200)["items"], json!([constraint]));
        assert_eq!(list(Role::Assistant), json!([]));
        let one = nadia.path(&format!("constraints/{}", constraint["id"].as_str().unwrap()));
        app.sign_in(Role::Assistant).get(&one).expect(200);
    }

    fn every_fault_of_a_constraint_is_named(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let note = |body: Value| nadia.referent.post(&nadia.path("constraints"), &body);
        let all = note(json!({"kind": "area", "value": "Dossier 185057800608491", "valid_from": "2026-03-02", "valid_to": "2026-03-01"}));
        assert_eq!(all.faults(), ["/valid_to rule_period", "/value rule_no_nir"]);
        assert_eq!(note(json!({})).faults(), ["/kind required", "/valid_from required", "/value required"]);
        note(json!({"kind": "mood", "value": "a", "valid_from": "2026-03-02"})).refused(422, "validation_failed");
        note(json!({"kind": "area", "value": "a\u{0}b", "valid_from": "2026-03-02"})).refused(422, "validation_failed");
        note(json!({"kind": "area", "value": "é".repeat(501), "valid_from": "2026-03-02"})).refused(422, "validation_failed");
        note(json!({"kind": "area", "value": "é".repeat(500), "valid_from": "2026-03-02"})).expect(201);
        note(json!({"kind": "area", "value": "a", "valid_from": "2026-03-02", "until": null})).refused(422, "unknown_field");
    }

    fn constraints_are_paged_filtered_and_sent_twice(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let note = |body: Value| nadia.referent.post(&nadia.path("constraints"), &body);
        for (day, to) in [("2026-02-03", "2026-02-10"), ("2026-02-01", "2026-12-31"), ("2026-02-02", "2026-12-31")] {
            note(json!({"kind": "area", "value": day, "valid_from": day, "valid_to": to})).expect(201);
        }
        let id = uuid::Uuid::now_v7();
        let body = json!({"id": id, "kind": "transport", "value": "Sans voiture", "valid_from": "2026-02-04"});
        let first = note(body.clone()).expect(201);
        assert_eq!(note(body).expect(201), first);
        note(json!({"id": id, "kind": "transport", "value": "Sans vélo", "valid_from": "2026-02-04"})).refused(409, "duplicate");
        let list = |query: &str| nadia.referent.get(&nadia.path(&format!("constraints{query}")));
        let page = list("?kind=area&limit=2&include_total=true").expect(200);
        let days = |page: &Value| page["items"].as_array().unwrap().iter().map(|c| c["valid_from"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!((days(&page), &page["total"]), (vec!["2026-02-03".to_owned(), "2026-02-02".to_owned()], &json!(3)));
        let rest = list(&format!("?kind=area&limit=2&cursor={}", page["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!(days(&rest), ["2026-02-01"]);
        assert_eq!(days(&list("?on=2026-03-02&sort=valid_from").expect(200)), ["2026-02-01", "2026-02-02", "2026-02-04"]);
        list("?kind=mood").refused(400, "malformed_parameter");
    }

    fn only_those_concerned_see_and_change_a_constraint(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let body = json!({"kind": "hours", "value": "a", "valid_from": "2026-02-10"});
        let constraint = nadia.referent.post(&nadia.path("constraints"), &body).expect(201);
        let path = format!("constraints/{}", constraint["id"].as_str().unwrap());
        karim.referent.get(&nadia.path(&path)).refused(404, "not_found");
        karim.referent.get(&karim.path(&path)).refused(404, "not_found");
        karim.referent.post(&nadia.path("constraints"), &body).refused(404, "not_found");
        app.given_somebody_followed_at(app.another_plie()).referent.get(&nadia.path(&path)).refused(404, "not_found");
        app.sign_in(Role::Director).post(&nadia.path("constraints"), &body).refused(403, "forbidden");
        app.sign_in(Role::EmployerRelationsOfficer).get(&nadia.path("constraints")).refused(404, "not_found");
        app.pathway_stands(nadia.pathway, "exited");
        nadia.referent.post(&nadia.path("constraints"), &body).refused(409, "conflict_pathway_exited");
        app.pathway_stands(nadia.pathway, "closed");
        nadia.referent.at_version(1).patch(&nadia.path(&path), &json!({"value": "b"})).refused(409, "conflict_pathway_closed");
    }
}
