//! Code lists: read by everybody, relabelled and completed by the data manager of one PLIE.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Client, Value, json};

fn code(client: &Client, list: &str, code: &str) -> Value {
    client.get(&format!("/v1/reference-lists/{list}/{code}")).expect(200)
}

fn codes(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|c| c["code"].as_str().unwrap().to_owned()).collect()
}

both! {
    fn everybody_reads_the_lists_in_their_order_and_language(app: TestApp) {
        for role in [Role::Partner, Role::Auditor, Role::Referent] {
            let page = app.sign_in(role).get("/v1/reference-lists").expect(200);
            assert!(page["items"].as_array().unwrap().iter().any(|l| l["name"] == "barrier" && l["codes"] == 13));
        }
        app.anonymous().get("/v1/reference-lists").refused(401, "unauthenticated");
        let referent = app.sign_in(Role::Referent);
        let list = referent.get("/v1/reference-lists/barrier").expect(200);
        assert_eq!((&list["name"], &list["closed"]), (&json!("barrier"), &json!(false)));
        assert_eq!(
            (&list["items"][0]["code"], &list["items"][0]["label"], &list["items"][0]["attrs"]["social"]),
            (&json!("housing"), &json!("Logement"), &json!(true))
        );
        let english = referent.with("Accept-Language", "en").get("/v1/reference-lists/barrier").expect(200);
        assert_eq!((&english["items"][0]["label"], &english["items"][0]["label_fr"]), (&json!("Housing"), &json!("Logement")));
        referent.get("/v1/reference-lists/colours").refused(404, "not_found");
        referent.get("/v1/reference-lists/barrier/colours").refused(404, "not_found");
        referent.get("/v1/reference-lists/barrier?on=today").refused(400, "malformed_parameter");
    }

    fn a_list_that_did_not_change_answers_304(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        for path in ["/v1/reference-lists", "/v1/reference-lists/barrier", "/v1/reference-lists/barrier/housing"] {
            let tag = data.get(path).headers["etag"].clone();
            assert_eq!(data.with("If-None-Match", &tag).get(path).status, 304, "{path}");
            assert_eq!(data.with("If-None-Match", &tag).with("Accept-Language", "en").get(path).status == 304, path == "/v1/reference-lists");
        }
        let tag = data.get("/v1/reference-lists/barrier").headers["etag"].clone();
        data.put("/v1/reference-lists/barrier/housing", &json!({"label_fr": "Se loger"})).expect(200);
        assert_eq!(data.with("If-None-Match", &tag).get("/v1/reference-lists/barrier").status, 200);
    }

    /// Meets S0.19: put_reference_code.
    fn the_data_manager_relabels_ends_and_adds_codes_for_its_own_plie(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        let before = code(&data, "barrier", "housing");
        let changed = data.put("/v1/reference-lists/barrier/housing", &json!({"label_fr": "Se loger", "valid_to": "2026-03-31"})).expect(200);
        assert_eq!((&changed["label"], &changed["label_en"], &changed["own"]), (&json!("Se loger"), &json!("Housing"), &json!(true)));
        assert_eq!((&changed["attrs"], &changed["sort"]), (&before["attrs"], &before["sort"]), "what the rules read of it stays");
        let added = data.put("/v1/reference-lists/barrier/animals", &json!({"label_fr": "Animaux", "label_en": "Pets", "attrs": {"social": true}}));
        assert_eq!(added.headers["location"], "/v1/reference-lists/barrier/animals");
        assert_eq!(added.expect(201), code(&data, "barrier", "animals"));
        assert_eq!(code(&foreign, "barrier", "housing"), before);
        foreign.get("/v1/reference-lists/barrier/animals").refused(404, "not_found");
        let on = |day: &str| codes(&data.get(&format!("/v1/reference-lists/barrier?on={day}")).expect(200));
        assert!(on("2026-03-31").contains(&"housing".to_owned()) && !on("2026-04-01").contains(&"housing".to_owned()));
        assert_eq!(on("2026-04-01").last().unwrap(), "animals");
        assert!(codes(&data.get("/v1/reference-lists/barrier").expect(200)).contains(&"housing".to_owned()), "never deleted");
        data.delete("/v1/reference-lists/barrier/housing").refused(405, "method_not_allowed");
    }

    fn a_change_holds_at_once_for_what_is_written_next(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let body = json!({"name": "Club", "kind": "club"});
        data.post("/v1/partner-structures", &body).refused(422, "validation_failed");
        let new = json!({"label_fr": "Club", "label_en": "Club", "attrs": {"group": "other"}});
        assert_eq!(data.put("/v1/reference-lists/partner_kind/club?dry_run=true", &new).status, 200);
        data.post("/v1/partner-structures", &body).refused(422, "validation_failed");
        data.put("/v1/reference-lists/partner_kind/club", &new).expect(201);
        data.post("/v1/partner-structures", &body).expect(201);
        data.put("/v1/reference-lists/partner_kind/club", &json!({"valid_to": "2026-03-01"})).expect(200);
        data.post("/v1/partner-structures", &json!({"name": "Club 2", "kind": "club"})).refused(422, "validation_failed");
    }

    fn every_fault_of_a_code_is_told_at_once(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let answer = data.put(
            "/v1/reference-lists/barrier/Pets",
            &json!({"attrs": {"social": "yes"}, "valid_from": "2026-02-01", "valid_to": "2026-01-01"}),
        );
        assert_eq!(answer.faults(), ["/attrs/social wrong_type", "/code invalid_format", "/label_en required", "/label_fr required", "/valid_to rule_period"]);
        answer.refused(422, "validation_failed");
        let labels = json!({"label_fr": "x", "label_en": "x"});
        data.put("/v1/reference-lists/colours/red", &labels).refused(404, "not_found");
        data.put("/v1/reference-lists/barrier/pets", &json!({"label_fr": "a\u{0}", "label_en": "x"})).refused(422, "validation_failed");
        data.put("/v1/reference-lists/barrier/pets", &json!({"label_fr": "x", "label_en": "x", "attrs": {"a": {"b": 1}}})).refused(422, "validation_failed");
        data.put("/v1/reference-lists/barrier/pets", &json!({"label_fr": "x", "label_en": "x", "attrs": {"a": "\u{0}"}})).refused(422, "validation_failed");
        data.put("/v1/reference-lists/barrier/pets", &json!({"label_fr": "x", "label_en": "x", "colour": 1})).refused(422, "unknown_field");
        data.put("/v1/reference-lists/barrier/pets", &json!({"label_fr": "x", "label_en": "x", "sort": -1})).refused(422, "validation_failed");
    }

    fn codes_that_the_server_reads_are_relabelled_and_never_completed(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let labels = json!({"label_fr": "Accord du chef", "label_en": "Chief's word"});
        data.put("/v1/reference-lists/decision_outcome/chief", &labels).refused(409, "conflict_closed_list");
        data.put("/v1/reference-lists/decision_outcome/admitted", &json!({"label_fr": "Entrée validée"})).expect(200);
        data.put("/v1/reference-lists/exit_reason/moved_far", &labels).refused(422, "validation_failed");
        let wrong = json!({"label_fr": "x", "label_en": "x", "attrs": {"category": "great"}});
        data.put("/v1/reference-lists/exit_reason/moved_far", &wrong).refused(422, "validation_failed");
        let right = json!({"label_fr": "x", "label_en": "x", "attrs": {"category": "neutral"}});
        data.put("/v1/reference-lists/exit_reason/moved_far", &right).expect(201);
    }

    fn only_the_data_manager_of_the_whole_plie_writes(app: TestApp) {
        let body = json!({"label_fr": "Se loger"});
        app.sign_in(Role::Director).put("/v1/reference-lists/barrier/housing", &body).refused(403, "forbidden");
        app.sign_in(Role::Partner).put("/v1/reference-lists/barrier/housing", &body).refused(403, "forbidden");
        let scope = (jalon::auth::actor::ScopeType::Territory, uuid::Uuid::now_v7());
        let local = app.client_of(app.plie, app.user(app.plie, Role::DataManager, Some(scope)));
        local.put("/v1/reference-lists/barrier/housing", &body).refused(403, "forbidden");
        local.post("/v1/territories", &json!({"name": "x", "commune_codes": []})).refused(403, "forbidden");
    }
}
