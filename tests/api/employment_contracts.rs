//! Employment contracts, and the checks that a job lasts (§ 5.5, S0.16, S2.16).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

both! {
    /// Meets S0.16: create_employment_contract, update_employment_contract.
    fn a_contract_is_recorded_read_listed_and_changed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let body = json!({"employer": {"name": "Transports Ampère", "siret": "73282932000074"}, "type": "cdd", "starts_on": "2026-03-09",
            "ends_on": "2026-12-31", "weekly_minutes": 1500, "rome": "N1103"});
        let made = nadia.referent.post(&nadia.path("employment-contracts"), &body);
        assert_eq!(made.headers["etag"], "\"1\"");
        let location = made.headers["location"].clone();
        let contract = made.expect(201);
        assert_eq!((&contract["full_time_minutes"], &contract["document_state"], &contract["broken_on"]), (&json!(2100), &json!("expected"), &Value::Null));
        assert_eq!((&contract["employer"], &contract["participant_id"]), (&body["employer"], &json!(nadia.participant)));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), contract);
        let at_one = nadia.referent.at_version(1);
        let changed = at_one.patch(&location, &json!({"employer": {"siret": null}, "document_state": "received"})).expect(200);
        assert_eq!((&changed["employer"], &changed["document_state"], &changed["version"]), (&json!({"name": "Transports Ampère", "siret": null}), &json!("received"), &json!(2)));
        at_one.patch(&location, &json!({"ends_on": null})).refused(412, "version_conflict");
        nadia.referent.patch(&location, &json!({"ends_on": null})).refused(428, "precondition_required");
        assert_eq!(nadia.referent.at_version(2).patch(&location, &json!({"ends_on": null})).faults(), ["/ends_on required"]);
        let whole = nadia.referent.get(&format!("/v1/pathways/{}?expand=contracts", nadia.pathway)).expect(200);
        assert_eq!(whole["contracts"], json!([changed]));
    }

    fn every_fault_of_a_contract_is_named(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let record = |body: Value| nadia.referent.post(&nadia.path("employment-contracts"), &body);
        let all = record(json!({"employer": {"name": "185057800608491", "siret": "1"}, "type": "cdz", "starts_on": "2026-03-02", "ends_on": "2026-03-01",
            "weekly_minutes": 2100, "rome": "Z12", "broken_on": "2026-03-03"}));
        assert_eq!(all.faults(), ["/broken_on rule_broken_after_end", "/broken_on rule_future", "/employer/name rule_no_nir", "/employer/siret rule_siret",
            "/ends_on rule_period", "/rome invalid", "/type unknown_code"]);
        let minutes = record(json!({"employer": {"name": "A"}, "type": "cdi", "starts_on": "2026-03-02", "weekly_minutes": 0, "full_time_minutes": 10081}));
        assert_eq!(minutes.faults().len(), 2, "{}", minutes.text);
        assert_eq!(record(json!({})).faults(), ["/employer required", "/starts_on required", "/type required", "/weekly_minutes required"]);
        record(json!({"employer": {"name": "A", "size": 3}, "type": "cdi", "starts_on": "2026-03-02", "weekly_minutes": 2100})).refused(422, "unknown_field");
        record(json!({"employer": {"name": "a\u{0}b"}, "type": "cdi", "starts_on": "2026-03-02", "weekly_minutes": 2100})).refused(422, "validation_failed");
        record(json!({"employer": {"name": "A"}, "type": "cdi", "starts_on": "2026-02-30", "weekly_minutes": 2100})).refused(422, "validation_failed");
    }

    fn a_contract_sent_twice_gives_the_first_result(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let id = uuid::Uuid::now_v7();
        let first = app.given_a_contract(&nadia, "2026-03-02", &json!({"id": id}));
        assert_eq!(app.given_a_contract(&nadia, "2026-03-02", &json!({"id": id})), first);
        let other = json!({"id": id, "employer": {"name": "Autre"}, "type": "cdi", "starts_on": "2026-03-02", "weekly_minutes": 2100});
        nadia.referent.post(&nadia.path("employment-contracts"), &other).refused(409, "duplicate");
    }

    fn contracts_are_paged_filtered_and_counted(app: TestApp) {
        let nadia = app.given_somebody_followed();
        for day in ["2026-02-10", "2026-02-20"] {
            app.given_a_contract(&nadia, day, &json!({}));
        }
        app.given_a_contract(&nadia, "2026-02-01", &json!({"type": "interim", "ends_on": "2026-02-06"}));
        let list = |query: &str| nadia.referent.get(&nadia.path(&format!("employment-contracts{query}")));
        let first = list("?type=cdi&limit=1&include_total=true").expect(200);
        assert_eq!((&first["items"][0]["starts_on"], &first["total"]), (&json!("2026-02-20"), &json!(2)));
        let rest = list(&format!("?type=cdi&limit=1&cursor={}", first["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!((&rest["items"][0]["starts_on"], &rest["next_cursor"]), (&json!("2026-02-10"), &Value::Null));
        assert_eq!(list("?sort=starts_on").expect(200)["items"][0]["type"], "interim");
        list("?sort=type").refused(400, "malformed_parameter");
        list("?employer=x").refused(400, "unknown_parameter");
    }

    fn the_officer_of_employers_records_contracts_and_sees_no_more_of_a_pathway(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let body = json!({"employer": {"name": "Transports Ampère"}, "type": "cdi", "starts_on": "2026-03-02", "weekly_minutes": 2100});
        let officer = app.sign_in(Role::EmployerRelationsOfficer);
        let contract = officer.post(&nadia.path("employment-contracts"), &body).expect(201);
        let one = nadia.path(&format!("employment-contracts/{}", contract["id"].as_str().unwrap()));
        officer.at_version(1).patch(&one, &json!({"document_state": "received"})).expect(200);
        officer.get(&format!("/v1/pathways/{}", nadia.pathway)).refused(404, "not_found");
        officer.get(&nadia.path("milestones")).refused(404, "not_found");
        karim.referent.get(&one).refused(404, "not_found");
        karim.referent.get(&karim.path(&format!("employment-contracts/{}", contract["id"].as_str().unwrap()))).refused(404, "not_found");
        app.given_somebody_followed_at(app.another_plie()).referent.get(&one).refused(404, "not_found");
        app.sign_in(Role::DataManager).get(&one).expect(200);
        app.sign_in(Role::DataManager).post(&nadia.path("employment-contracts"), &body).refused(403, "forbidden");
        app.sign_in(Role::Director).post(&nadia.path("employment-contracts"), &body).refused(403, "forbidden");
        app.pathway_stands(nadia.pathway, "exited");
        nadia.referent.post(&nadia.path("employment-contracts"), &body).refused(409, "conflict_pathway_exited");
        nadia.referent.at_version(2).patch(&one, &json!({"rome": "N1103"})).expect(200);
        app.pathway_stands(nadia.pathway, "closed");
        nadia.referent.at_version(3).patch(&one, &json!({"rome": null})).refused(409, "conflict_pathway_closed");
    }

    fn a_check_follows_a_job_that_has_begun(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let body = json!({"on": "2026-02-20", "reached": "yes", "still_employed": true, "channel": "phone"});
        let check = |body: &Value| nadia.referent.post(&nadia.path("follow-up-checks"), body);
        assert_eq!(check(&body).faults(), ["/on rule_nothing_to_follow"]);
        app.given_a_contract(&nadia, "2026-02-10", &json!({}));
        let made = check(&body);
        let location = made.headers["location"].clone();
        let first = made.expect(201);
        assert_eq!(nadia.referent.get(&location).expect(200), first);
        assert_eq!((&first["reached"], &first["still_employed"], &first["qualification_gained"]), (&json!("yes"), &json!(true), &Value::Null));
        let all = check(&json!({"on": "2026-03-03", "reached": "no", "channel": "pigeon", "evidence_document_id": uuid::Uuid::now_v7()}));
        assert_eq!(all.faults(), ["/channel unknown_code", "/evidence_document_id reference_not_found", "/on rule_future"]);
        check(&json!({"on": "2026-03-01", "reached": "perhaps", "channel": "phone"})).refused(422, "validation_failed");
        assert_eq!(check(&json!({})).faults(), ["/channel required", "/on required", "/reached required"]);
        check(&json!({"on": "2026-03-01", "reached": "no", "channel": "post"})).expect(201);
        let list = |query: &str| nadia.referent.get(&nadia.path(&format!("follow-up-checks{query}"))).expect(200);
        assert_eq!(list("?include_total=true")["total"], 2);
        assert_eq!((&list("")["items"][0]["on"], &list("?sort=on")["items"][0]["on"]), (&json!("2026-03-01"), &json!("2026-02-20")));
        assert_eq!(list("?reached=yes")["items"], json!([first]));
        // somebody was reached: that is the last contact
        let person = nadia.referent.get(&format!("/v1/participants/{}", nadia.participant)).expect(200);
        assert_eq!(person["last_contact_on"], "2026-02-20");
        let karim = app.given_somebody_followed();
        karim.referent.get(&location).refused(404, "not_found");
        app.sign_in(Role::Director).post(&nadia.path("follow-up-checks"), &body).refused(403, "forbidden");
        let id = uuid::Uuid::now_v7();
        let mut twice = body.clone();
        twice["id"] = json!(id);
        let first = check(&twice).expect(201);
        assert_eq!(check(&twice).expect(201), first);
        twice["channel"] = json!("sms");
        check(&twice).refused(409, "duplicate");
        app.pathway_stands(nadia.pathway, "closed");
        check(&body).refused(409, "conflict_pathway_closed");
    }
}
