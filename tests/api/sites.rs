//! Sites.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

fn body(name: &str) -> Value {
    json!({"name": name, "address": "12 rue Ampère, 38000 Grenoble", "commune_code": "38185", "valid_from": "2026-01-01"})
}

both! {
    /// Meets S4.4: create_site, update_site.
    fn a_site_is_made_read_listed_and_changed(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let north = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": ["38185"]})).expect(201);
        let made = data.post("/v1/sites", &body("Ampère"));
        let location = made.headers["location"].clone();
        let site = made.expect(201);
        assert_eq!((&site["territory_id"], &site["valid_to"], &site["version"]), (&Value::Null, &Value::Null, &json!(1)));
        assert_eq!(app.sign_in(Role::Referent).get(&location).expect(200), site);
        let patch = json!({"territory_id": north["id"], "valid_to": "2026-06-30"});
        let changed = data.at_version(1).patch(&location, &patch).expect(200);
        assert_eq!((&changed["territory_id"], &changed["valid_to"], &changed["version"]), (&north["id"], &json!("2026-06-30"), &json!(2)));
        let cleared = data.at_version(2).patch(&location, &json!({"territory_id": null})).expect(200);
        assert_eq!(cleared["territory_id"], Value::Null);
        assert_eq!(data.at_version(3).patch(&location, &json!({})).expect(200)["version"], 3);
        data.at_version(2).patch(&location, &json!({"name": "x"})).refused(412, "version_conflict");
        data.patch(&location, &json!({"name": "x"})).refused(428, "precondition_required");
    }

    fn sites_are_listed_by_territory_and_by_the_day_they_are_open(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let north = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": []})).expect(201);
        let mut first = body("a");
        first["territory_id"] = north["id"].clone();
        first["valid_to"] = json!("2026-01-31");
        data.post("/v1/sites", &first).expect(201);
        data.post("/v1/sites", &body("b")).expect(201);
        let names = |query: &str| -> Vec<String> {
            let page = data.get(&format!("/v1/sites?{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names(""), ["a", "b"]);
        assert_eq!(names("sort=-created_at"), ["b", "a"]);
        assert_eq!(names("on=2026-01-31"), ["a", "b"]);
        assert_eq!(names("on=2026-02-01"), ["b"]);
        assert_eq!(names(&format!("territory_id={}", north["id"].as_str().unwrap())), ["a"]);
        let page = data.get("/v1/sites?limit=1&include_total=true").expect(200);
        assert_eq!((&page["items"][0]["name"], &page["total"]), (&json!("a"), &json!(2)));
        let next = page["next_cursor"].as_str().unwrap();
        assert_eq!(data.get(&format!("/v1/sites?limit=1&cursor={next}")).expect(200)["items"][0]["name"], "b");
        data.get("/v1/sites?on=yesterday").refused(400, "malformed_parameter");
    }

    fn every_fault_of_a_site_comes_at_once(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let mut wrong = body("x");
        wrong["valid_to"] = json!("2025-12-31");
        wrong["territory_id"] = json!(uuid::Uuid::now_v7());
        let answer = data.post("/v1/sites", &wrong);
        assert_eq!(answer.faults(), ["/territory_id reference_not_found", "/valid_to rule_period"]);
        answer.refused(422, "validation_failed");
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        let theirs = foreign.post("/v1/territories", &json!({"name": "Dijon", "commune_codes": []})).expect(201);
        let mut elsewhere = body("x");
        elsewhere["territory_id"] = theirs["id"].clone();
        data.post("/v1/sites", &elsewhere).refused(422, "reference_not_found");
        data.post("/v1/sites", &json!({"name": "x", "colour": 1})).refused(422, "validation_failed");
        data.post("/v1/sites", &body("a\u{0}b")).refused(422, "validation_failed");
    }

    fn a_create_with_its_own_id_is_answered_twice_and_guards_its_content(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let mut own = body("Ampère");
        own["id"] = json!(uuid::Uuid::now_v7());
        let first = data.post("/v1/sites", &own).expect(201);
        assert_eq!(data.post("/v1/sites", &own).expect(201), first);
        own["name"] = json!("Other");
        data.post("/v1/sites", &own).refused(409, "duplicate");
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.post("/v1/sites", &own).expect(201);
    }

    fn an_officer_of_one_territory_reads_the_sites_of_all(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let north = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": []})).expect(201);
        let mut first = body("a");
        first["territory_id"] = north["id"].clone();
        data.post("/v1/sites", &first).expect(201);
        let other = data.post("/v1/sites", &body("b")).headers["location"].clone();
        let scope = (jalon::auth::actor::ScopeType::Territory, north["id"].as_str().unwrap().parse().unwrap());
        let officer = app.client_of(app.plie, app.user(app.plie, Role::TerritorialOfficer, Some(scope)));
        assert_eq!(officer.get("/v1/sites").expect(200)["items"].as_array().unwrap().len(), 2);
        officer.get(&other).expect(200);
        // a limit on any other role limits all that it does
        let assistant = app.client_of(app.plie, app.user(app.plie, Role::Assistant, Some(scope)));
        let page = assistant.get("/v1/sites").expect(200);
        assert_eq!((page["items"].as_array().unwrap().len(), &page["items"][0]["name"]), (1, &json!("a")));
        assistant.get(&other).refused(404, "not_found");
    }

    fn only_the_data_manager_writes_sites(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let location = data.post("/v1/sites", &body("a")).headers["location"].clone();
        app.sign_in(Role::Director).post("/v1/sites", &body("b")).refused(403, "forbidden");
        app.sign_in(Role::Referent).at_version(1).patch(&location, &json!({"name": "x"})).refused(403, "forbidden");
        app.sign_in(Role::Partner).get(&location).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::DataManager).get(&location).refused(404, "not_found");
    }
}
