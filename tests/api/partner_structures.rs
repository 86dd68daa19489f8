//! Partner structures and their authorisation.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

both! {
    fn a_structure_is_made_read_and_changed(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let body = json!({
            "name": "CCAS de Grenoble", "kind": "ccas", "siret": "73282932000074", "commune_code": "38185",
            "email": "ccas@example.org", "phone": "04 76 00 00 00", "external_ids": {"dora": "ccas-grenoble", "ft": "12"}
        });
        let made = assistant.post("/v1/partner-structures", &body);
        let location = made.headers["location"].clone();
        let structure = made.expect(201);
        assert_eq!((&structure["authorisation"], &structure["phone"]), (&json!("pending"), &json!("0476000000")));
        assert_eq!(app.sign_in(Role::Referent).get(&location).expect(200), structure);
        let patch = json!({"phone": null, "external_ids": {"dora": null, "rdvi": "7"}});
        let changed = assistant.at_version(1).patch(&location, &patch).expect(200);
        assert_eq!((&changed["phone"], &changed["external_ids"]), (&Value::Null, &json!({"ft": "12", "rdvi": "7"})));
        assistant.at_version(2).patch(&location, &json!({"authorisation": "validated"})).refused(422, "unknown_field");
        assistant.at_version(1).patch(&location, &json!({"name": "x"})).refused(412, "version_conflict");
    }

    fn an_unknown_structure_waits_until_it_is_validated_or_refused(app: TestApp) {
        let officer = app.sign_in(Role::TerritorialOfficer);
        let made = officer.post("/v1/partner-structures", &json!({"name": "Inconnue", "kind": "association"}));
        let path = made.headers["location"].clone();
        assert_eq!(made.expect(201)["authorisation"], "pending");
        let (validate, refuse) = (format!("{path}/validate"), format!("{path}/refuse"));
        officer.post(&validate, &json!({})).refused(428, "precondition_required");
        officer.at_version(1).post(&refuse, &json!({})).refused(422, "validation_failed");
        let refused = officer.at_version(1).post(&refuse, &json!({"reason": "Structure inconnue"})).expect(200);
        assert_eq!((&refused["authorisation"], &refused["version"]), (&json!("refused"), &json!(2)));
        let illegal = officer.at_version(2).post(&refuse, &json!({"reason": "Encore"})).refused(409, "illegal_transition");
        assert_eq!((&illegal["from"], &illegal["allowed"]), (&json!("refused"), &json!(["validate"])));
        let rehearsed = officer.at_version(2).post(&format!("{validate}?dry_run=true"), &json!({})).expect(200);
        assert_eq!(rehearsed["authorisation"], "validated");
        assert_eq!(officer.at_version(2).send("POST", &validate, None).expect(200)["authorisation"], "validated");
        assert_eq!(officer.get("/v1/partner-structures?authorisation=validated").expect(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(officer.get("/v1/partner-structures?authorisation=pending").expect(200)["items"], json!([]));
    }

    fn a_siret_has_its_key_and_a_kind_stands_in_its_list(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let answer = data.post("/v1/partner-structures", &json!({"name": "x", "kind": "club", "siret": "73282932000075"}));
        assert_eq!(answer.faults(), ["/kind unknown_code", "/siret rule_siret"]);
        answer.refused(422, "validation_failed");
        data.post("/v1/partner-structures", &json!({"name": "x", "kind": "ml", "siret": "1"})).refused(422, "rule_siret");
        data.post("/v1/partner-structures", &json!({"name": "x", "kind": "ml", "external_ids": {"a\u{0}": "1"}})).refused(422, "validation_failed");
        let many: serde_json::Map<String, Value> = (0..21).map(|n| (format!("s{n}"), json!("1"))).collect();
        let answer = data.post("/v1/partner-structures", &json!({"name": "x", "kind": "ml", "external_ids": many}));
        assert_eq!(answer.faults(), ["/external_ids too_many"]);
    }

    fn services_of_one_body_share_its_siret_with_a_warning(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let body = |name: &str| json!({"name": name, "kind": "dept", "siret": "73282932000074"});
        assert!(data.post("/v1/partner-structures", &body("Nord")).warnings().is_empty());
        let second = data.post("/v1/partner-structures", &body("Sud"));
        assert_eq!(second.warnings(), ["siret_in_use"]);
        assert_eq!(data.get("/v1/partner-structures?siret=73282932000074").expect(200)["items"].as_array().unwrap().len(), 2);
    }

    fn structures_are_found_by_kind_and_by_part_of_their_name(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        for (name, kind) in [("Mission locale de l'Isère", "ml"), ("École de la 2e chance", "e2c"), ("Mission locale Sud", "ml")] {
            data.post("/v1/partner-structures", &json!({"name": name, "kind": kind})).expect(201);
        }
        let names = |query: &str| -> Vec<String> {
            let page = data.get(&format!("/v1/partner-structures?{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names(""), ["École de la 2e chance", "Mission locale de l'Isère", "Mission locale Sud"]);
        assert_eq!(names("kind=ml&limit=1"), ["Mission locale de l'Isère"]);
        assert_eq!(names("q=ECOLE"), ["École de la 2e chance"]);
        assert_eq!(names("q=l%27isere"), ["Mission locale de l'Isère"]);
        assert_eq!(names("q=%25"), names(""));
        data.get("/v1/partner-structures?authorisation=maybe").refused(400, "malformed_parameter");
    }

    fn a_create_with_its_own_id_may_be_sent_again_even_once_validated(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let mut own = json!({"id": uuid::Uuid::now_v7(), "name": "ML", "kind": "ml"});
        let path = data.post("/v1/partner-structures", &own).headers["location"].clone();
        data.at_version(1).post(&format!("{path}/validate"), &json!({})).expect(200);
        assert_eq!(data.post("/v1/partner-structures", &own).expect(201)["authorisation"], "validated");
        own["kind"] = json!("ft");
        data.post("/v1/partner-structures", &own).refused(409, "duplicate");
    }

    fn staff_read_and_some_write_and_a_role_of_one_territory_sees_all_structures(app: TestApp) {
        let made = app.given_a_structure("ml");
        let path = format!("/v1/partner-structures/{}", made["id"].as_str().unwrap());
        app.sign_in(Role::Referent).post("/v1/partner-structures", &json!({"name": "x", "kind": "ml"})).refused(403, "forbidden");
        app.sign_in(Role::Director).at_version(2).post(&format!("{path}/refuse"), &json!({"reason": "x"})).refused(403, "forbidden");
        app.sign_in(Role::SocialWorker).get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::DataManager).get(&path).refused(404, "not_found");
        let scope = (jalon::auth::actor::ScopeType::Territory, uuid::Uuid::now_v7());
        let officer = app.client_of(app.plie, app.user(app.plie, Role::TerritorialOfficer, Some(scope)));
        officer.get(&path).expect(200);
    }
}
