//! Territories.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

both! {
    fn a_territory_is_made_read_listed_and_changed(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let made = data.post("/v1/territories", &json!({"name": "Grenoble Nord", "commune_codes": ["38185", "38421"]}));
        assert_eq!(made.headers["etag"], "\"1\"");
        let location = made.headers["location"].clone();
        let territory = made.expect(201);
        let read = app.sign_in(Role::Referent).get(&location).expect(200);
        assert_eq!(read, territory);
        let changed = data.at_version(1).patch(&location, &json!({"name": "Nord"})).expect(200);
        assert_eq!((&changed["name"], &changed["version"]), (&json!("Nord"), &json!(2)));
        data.at_version(1).patch(&location, &json!({"name": "Sud"})).refused(412, "version_conflict");
        data.patch(&location, &json!({"name": "Sud"})).refused(428, "precondition_required");
        let page = data.get("/v1/territories?include_total=true").expect(200);
        assert_eq!((page["items"].as_array().unwrap().len(), &page["total"], &page["next_cursor"]), (1, &json!(1), &Value::Null));
    }

    fn a_commune_belongs_to_one_territory_and_the_answer_says_which(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let north = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": ["38185", "38421"]})).expect(201);
        let both = json!({"name": "Sud", "commune_codes": ["38151", "38421", "38185"]});
        let answer = data.with("Accept-Language", "en").post("/v1/territories", &both);
        assert_eq!(answer.faults(), ["/commune_codes/1 duplicate", "/commune_codes/2 duplicate"]);
        let problem = answer.refused(409, "duplicate");
        assert!(problem["detail"].as_str().unwrap().contains("38185, 38421"), "{problem}");
        assert!(problem["errors"].to_string().contains("Nord"), "{problem}");
        assert_eq!(data.get("/v1/territories").expect(200)["items"].as_array().unwrap().len(), 1, "nothing half-written");
        let south = data.post("/v1/territories", &json!({"name": "Sud", "commune_codes": ["38151"]})).expect(201);
        let path = |t: &Value| format!("/v1/territories/{}", t["id"].as_str().unwrap());
        data.at_version(1).patch(&path(&south), &json!({"commune_codes": ["38151", "38185"]})).refused(409, "duplicate");
        data.at_version(1).patch(&path(&north), &json!({"commune_codes": ["38421"]})).expect(200);
        data.at_version(1).patch(&path(&south), &json!({"commune_codes": ["38151", "38185"]})).expect(200);
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.post("/v1/territories", &json!({"name": "Sud", "commune_codes": ["38185"]})).expect(201);
    }

    fn people_follow_their_commune_into_another_territory(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let address = json!({"line": "1 place Notre-Dame", "postcode": "38000", "commune_code": "38185"});
        let person = app.given_a_participant_with(&json!({ "address": address }));
        let elsewhere = app.given_a_participant();
        let read = |who: &Value| data.get(&format!("/v1/participants/{}", who["id"].as_str().unwrap())).expect(200);
        assert_eq!(read(&person)["territory_id"], Value::Null);
        let path = |t: &Value| format!("/v1/territories/{}", t["id"].as_str().unwrap());
        let north = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": ["38185"]})).expect(201);
        let south = data.post("/v1/territories", &json!({"name": "Sud", "commune_codes": ["38421"]})).expect(201);
        let zone = |expected: &Value, version: i64| {
            let now = read(&person);
            assert_eq!((&now["territory_id"], &now["version"]), (expected, &json!(version)));
        };
        zone(&north["id"], 2);
        data.at_version(1).patch(&path(&north), &json!({"commune_codes": []})).expect(200);
        zone(&Value::Null, 3);
        data.at_version(1).patch(&path(&south), &json!({"commune_codes": ["38185", "38421"]})).expect(200);
        zone(&south["id"], 4);
        data.at_version(2).patch(&path(&south), &json!({"name": "Sud-Isère"})).expect(200);
        zone(&south["id"], 4);
        assert_eq!(read(&elsewhere)["version"], 1);
        assert_eq!(app.journal("resource = 'participants' and operation like '%territory'"), ["create_territory participants", "update_territory participants", "update_territory participants"]);
    }

    fn a_create_with_its_own_id_may_be_sent_again(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let mut own = json!({"id": uuid::Uuid::now_v7(), "name": "Nord", "commune_codes": ["38185"]});
        let first = data.post("/v1/territories", &own).expect(201);
        assert_eq!(data.post("/v1/territories", &own).expect(201), first);
        own["name"] = json!("Sud");
        data.post("/v1/territories", &own).refused(409, "duplicate");
    }

    fn an_officer_of_one_territory_reads_them_all(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let [north, south] = ["Nord", "Sud"].map(|name| data.post("/v1/territories", &json!({"name": name, "commune_codes": []})).expect(201));
        let scope = (jalon::auth::actor::ScopeType::Territory, north["id"].as_str().unwrap().parse().unwrap());
        let officer = app.client_of(app.plie, app.user(app.plie, Role::TerritorialOfficer, Some(scope)));
        officer.get(&format!("/v1/territories/{}", south["id"].as_str().unwrap())).expect(200);
        assert_eq!(officer.get("/v1/territories").expect(200)["items"].as_array().unwrap().len(), 2);
    }

    fn only_the_data_manager_writes_and_nobody_sees_another_plie(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let made = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": []}));
        let location = made.headers["location"].clone();
        let body = json!({"name": "Sud", "commune_codes": []});
        app.anonymous().post("/v1/territories", &body).refused(401, "unauthenticated");
        app.sign_in(Role::Referent).post("/v1/territories", &body).refused(403, "forbidden");
        app.sign_in(Role::Referent).at_version(1).patch(&location, &json!({"name": "x"})).refused(403, "forbidden");
        app.sign_in(Role::Partner).at_version(1).patch(&location, &json!({"name": "x"})).refused(404, "not_found");
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.get(&location).refused(404, "not_found");
        foreign.at_version(1).patch(&location, &json!({"name": "x"})).refused(404, "not_found");
        assert_eq!(foreign.get("/v1/territories").expect(200)["items"], json!([]));
    }
}
