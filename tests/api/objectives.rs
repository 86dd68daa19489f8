//! Objectives of a pathway (S3.13, S3.26).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

both! {
    /// Meets S3.2: create_objective, update_objective.
    fn an_objective_is_set_read_listed_and_given_its_result(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let made = nadia.referent.post(&nadia.path("objectives"), &json!({"text": "Obtenir le CACES 3", "theme": "training", "set_on": "2026-03-02"}));
        assert_eq!(made.headers["etag"], "\"1\"");
        let location = made.headers["location"].clone();
        let objective = made.expect(201);
        assert_eq!((&objective["result"], &objective["due_on"], &objective["pathway_id"]), (&json!("open"), &Value::Null, &json!(nadia.pathway)));
        assert_eq!(objective["recorded_by"], json!(nadia.user));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), objective);
        let at_one = nadia.referent.at_version(1);
        at_one.patch(&location, &json!({"result": "not_achieved"})).refused(422, "rule_reason");
        let changed = at_one.patch(&location, &json!({"result": "not_achieved", "reason": "Session complète", "theme": null})).expect(200);
        assert_eq!((&changed["result"], &changed["theme"], &changed["version"]), (&json!("not_achieved"), &Value::Null, &json!(2)));
        at_one.patch(&location, &json!({"result": "open"})).refused(412, "version_conflict");
        nadia.referent.patch(&location, &json!({"result": "open"})).refused(428, "precondition_required");
        let unchanged = nadia.referent.at_version(2).patch(&location, &json!({})).expect(200);
        assert_eq!(unchanged["version"], 2);
    }

    fn every_fault_of_an_objective_is_named(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let set = |body: Value| nadia.referent.post(&nadia.path("objectives"), &body);
        let all = set(json!({"text": "Dossier 185057800608491", "set_on": "2026-03-03", "due_on": "2026-03-01", "result": "not_achieved"}));
        assert_eq!(all.faults(), ["/due_on rule_period", "/reason rule_reason", "/set_on rule_future", "/text rule_no_nir"]);
        set(json!({"text": "a\u{0}b", "set_on": "2026-03-02"})).refused(422, "validation_failed");
        set(json!({"text": "a", "set_on": "2026-03-02", "due": "2026-03-02"})).refused(422, "unknown_field");
        set(json!({"text": "é".repeat(1001), "set_on": "2026-03-02"})).refused(422, "validation_failed");
        set(json!({"text": "é".repeat(1000), "set_on": "2026-03-02"})).expect(201);
        assert_eq!(set(json!({})).faults(), ["/set_on required", "/text required"]);
    }

    fn a_create_sent_twice_gives_the_first_result(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let id = uuid::Uuid::now_v7();
        let body = json!({"id": id, "text": "Permis B", "set_on": "2026-03-02"});
        let first = nadia.referent.post(&nadia.path("objectives"), &body).expect(201);
        assert_eq!(nadia.referent.post(&nadia.path("objectives"), &body).expect(201), first);
        let other = json!({"id": id, "text": "Permis C", "set_on": "2026-03-02"});
        nadia.referent.post(&nadia.path("objectives"), &other).refused(409, "duplicate");
    }

    fn objectives_are_paged_filtered_and_counted(app: TestApp) {
        let nadia = app.given_somebody_followed();
        for day in ["2026-02-03", "2026-02-01", "2026-02-02"] {
            nadia.referent.post(&nadia.path("objectives"), &json!({"text": day, "set_on": day})).expect(201);
        }
        let dropped = json!({"text": "x", "set_on": "2026-02-04", "result": "dropped"});
        nadia.referent.post(&nadia.path("objectives"), &dropped).expect(201);
        let list = |query: &str| nadia.referent.get(&nadia.path(&format!("objectives{query}")));
        let first = list("?result=open&limit=2&include_total=true");
        let next = first.headers["link"].trim_start_matches('<').split('>').next().unwrap().to_owned();
        let first = first.expect(200);
        let days = |page: &Value| page["items"].as_array().unwrap().iter().map(|o| o["set_on"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!((days(&first), &first["total"]), (vec!["2026-02-01".to_owned(), "2026-02-02".to_owned()], &json!(3)));
        assert_eq!(days(&nadia.referent.get(&next).expect(200)), ["2026-02-03"]);
        assert_eq!(list("?updated_after=2026-03-02T08:00:00Z").expect(200)["items"], json!([]));
        list("?result=nearly").refused(400, "malformed_parameter");
        list("?sort=text").refused(400, "malformed_parameter");
    }

    fn who_does_not_follow_the_person_sees_nothing(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let objective = app.given_an_objective(&nadia);
        let one = nadia.path(&format!("objectives/{}", objective["id"].as_str().unwrap()));
        let body = json!({"text": "a", "set_on": "2026-03-02"});
        karim.referent.get(&one).refused(404, "not_found");
        karim.referent.get(&nadia.path("objectives")).refused(404, "not_found");
        karim.referent.post(&nadia.path("objectives"), &body).refused(404, "not_found");
        karim.referent.at_version(1).patch(&one, &json!({"text": "b"})).refused(404, "not_found");
        // an objective of somebody else under one's own pathway
        karim.referent.get(&karim.path(&format!("objectives/{}", objective["id"].as_str().unwrap()))).refused(404, "not_found");
        let foreign = app.given_somebody_followed_at(app.another_plie());
        foreign.referent.get(&one).refused(404, "not_found");
        app.sign_in(Role::Director).post(&nadia.path("objectives"), &body).refused(403, "forbidden");
        app.sign_in(Role::EmployerRelationsOfficer).get(&nadia.path("objectives")).refused(404, "not_found");
        app.sign_in(Role::Assistant).post(&nadia.path("objectives"), &body).expect(201);
        app.sign_in(Role::DataManager).at_version(1).patch(&one, &json!({"text": "b"})).expect(200);
        app.sign_in(Role::TerritorialOfficer).get(&one).expect(200);
    }

    fn nothing_new_begins_after_the_exit_and_nothing_changes_after_closure(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let objective = app.given_an_objective(&nadia);
        let one = nadia.path(&format!("objectives/{}", objective["id"].as_str().unwrap()));
        let body = json!({"text": "a", "set_on": "2026-03-02"});
        app.pathway_stands(nadia.pathway, "exited");
        nadia.referent.post(&nadia.path("objectives"), &body).refused(409, "conflict_pathway_exited");
        nadia.referent.at_version(1).patch(&one, &json!({"result": "achieved"})).expect(200);
        app.pathway_stands(nadia.pathway, "closed");
        nadia.referent.post(&nadia.path("objectives"), &body).refused(409, "conflict_pathway_closed");
        nadia.referent.at_version(2).patch(&one, &json!({"result": "open"})).refused(409, "conflict_pathway_closed");
    }
}
