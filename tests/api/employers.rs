//! Employers (S0.9).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

const SIRET: &str = "73282932000074";

both! {
    /// Meets S0.9: create_employer, update_employer.
    fn an_employer_is_made_read_and_changed(app: TestApp) {
        let relations = app.sign_in(Role::EmployerRelationsOfficer);
        let body = json!({"name": "Transports Alpins", "siret": SIRET, "activity": "Logistique", "commune_code": "38185",
            "contacts": [{"name": "Agnès Roux", "function": "RH", "email": "a.roux@transports.example", "phone": "04 76 00 00 00"}]});
        let made = relations.post("/v1/employers", &body);
        let location = made.headers["location"].clone();
        let employer = made.expect(201);
        assert_eq!((&employer["contacts"][0]["phone"], &employer["address"]), (&json!("0476000000"), &Value::Null));
        assert_eq!(app.sign_in(Role::Referent).get(&location).expect(200), employer);
        let changed = relations.at_version(1).patch(&location, &json!({"activity": null, "contacts": []})).expect(200);
        assert_eq!((&changed["activity"], &changed["contacts"], &changed["version"]), (&Value::Null, &json!([]), &json!(2)));
        relations.patch(&location, &json!({"name": "x"})).refused(428, "precondition_required");
        relations.at_version(1).patch(&location, &json!({"name": "x"})).refused(412, "version_conflict");
    }

    fn a_number_stands_once(app: TestApp) {
        let officer = app.sign_in(Role::TerritorialOfficer);
        let id = uuid::Uuid::now_v7();
        let body = json!({"id": id, "name": "Transports Alpins", "siret": SIRET});
        let first = officer.post("/v1/employers", &body).expect(201);
        assert_eq!(officer.post("/v1/employers", &body).expect(201), first);
        officer.post("/v1/employers", &json!({"name": "Autre", "siret": SIRET})).refused(409, "duplicate");
        officer.post("/v1/employers", &json!({"id": id, "name": "Autre"})).refused(409, "duplicate");
        let (plie, other, now) = (app.uuid_text(app.plie.0), app.uuid_text(uuid::Uuid::now_v7()), app.instant_text());
        let around = app.conn().batch(&format!("insert into employers (plie_id, id, name, sort_name, siret, contacts, version, created_at, updated_at) values ({plie}, {other}, 'x', 'x', '{SIRET}', '[]', 1, {now}, {now})"));
        assert!(around.is_err(), "the database itself keeps the number alone");
    }

    fn every_fault_of_an_employer_is_named(app: TestApp) {
        let officer = app.sign_in(Role::TerritorialOfficer);
        let all = officer.post("/v1/employers", &json!({"name": "Boulangerie", "siret": "73282932000075", "address": "1 85 05 78 006 084 91", "contacts": [{"name": "1 85 05 78 006 084 91"}]}));
        assert_eq!(all.faults(), ["/address rule_no_nir", "/contacts/0/name rule_no_nir", "/siret rule_siret"]);
        assert_eq!(officer.post("/v1/employers", &json!({"name": "", "commune_code": "38"})).status, 422);
    }

    fn employers_are_found_by_name_place_and_number(app: TestApp) {
        let officer = app.sign_in(Role::TerritorialOfficer);
        for (name, siret, commune) in [("Épicerie solidaire", None, "38185"), ("Transports Alpins", Some(SIRET), "38185"), ("Boulangerie", None, "38151")] {
            officer.post("/v1/employers", &json!({"name": name, "siret": siret, "commune_code": commune})).expect(201);
        }
        let listed = |query: &str| -> Vec<String> {
            let page = officer.get(&format!("/v1/employers?{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(listed(""), ["Boulangerie", "Épicerie solidaire", "Transports Alpins"]);
        assert_eq!(listed("q=epicerie"), ["Épicerie solidaire"]);
        assert_eq!(listed(&format!("siret={SIRET}")), ["Transports Alpins"]);
        assert_eq!(listed("commune_code=38185&limit=1"), ["Épicerie solidaire"]);
    }

    fn who_has_no_part_in_employers_changes_none(app: TestApp) {
        let employer = app.sign_in(Role::Referent).post("/v1/employers", &json!({"name": "Boulangerie"})).expect(201);
        let path = format!("/v1/employers/{}", employer["id"].as_str().unwrap());
        app.sign_in(Role::Director).at_version(1).patch(&path, &json!({"name": "x"})).refused(403, "forbidden");
        app.sign_in(Role::InnovativeProjectsOfficer).get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Referent).get(&path).refused(404, "not_found");
    }
}
