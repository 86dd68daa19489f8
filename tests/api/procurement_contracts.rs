//! Procurement contracts (S0.11).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

fn body(reference: &str, lot: Value) -> Value {
    json!({"reference": reference, "title": "Ateliers numériques", "lot": lot, "amount_cents": 2_400_000, "starts_on": "2026-01-01", "ends_on": "2026-12-31"})
}

both! {
    /// Meets S0.11, S1.11: create_procurement_contract.
    fn a_contract_is_made_read_changed_and_bought_under(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let made = assistant.post("/v1/procurement-contracts", &body("2026-014", json!("2")));
        let location = made.headers["location"].clone();
        let contract = made.expect(201);
        assert_eq!((&contract["amount_cents"], &contract["lot"]), (&json!(2_400_000), &json!("2")));
        assert_eq!(app.sign_in(Role::FinanceOfficer).get(&location).expect(200), contract);
        let changed = assistant.at_version(1).patch(&location, &json!({"ends_on": "2027-03-31", "lot": null})).expect(200);
        assert_eq!((&changed["ends_on"], &changed["lot"], &changed["version"]), (&json!("2027-03-31"), &Value::Null, &json!(2)));
        assistant.patch(&location, &json!({"lot": "3"})).refused(428, "precondition_required");
        assistant.at_version(1).patch(&location, &json!({"lot": "3"})).refused(412, "version_conflict");
        let action = assistant.post("/v1/actions", &json!({"title": "Clic", "type": "digital_inclusion", "procurement_contract_id": contract["id"]})).expect(201);
        assert_eq!(action["procurement_contract_id"], contract["id"]);
    }

    /// Meets S3.23: create_procurement_contract, create_stage, get_procurement_contract.
    fn the_hours_of_a_social_clause_are_those_of_the_stages_under_it(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let mut asked = body("2026-020", Value::Null);
        asked["clause_hours"] = json!(600);
        let made = assistant.post("/v1/procurement-contracts", &asked);
        let location = made.headers["location"].clone();
        let contract = made.expect(201);
        assert_eq!((&contract["clause_hours"], &contract["clause_hours_done"], &contract["clause_hours_planned"]), (&json!(600), &json!(0), &json!(0)));
        let followed = app.given_somebody_followed();
        let objective = app.given_an_objective(&followed);
        let stage = |hours: i64| {
            json!({"type": "clause_job", "resource_origin": "social_clause", "procurement_contract_id": contract["id"], "hours": hours,
                "planned_starts_on": "2026-02-20", "objective_ids": [objective["id"]]})
        };
        let referent = &followed.referent;
        let first = referent.post(&followed.path("stages"), &stage(140)).expect(201);
        assert_eq!(first["procurement_contract_id"], contract["id"]);
        referent.post(&followed.path("stages"), &stage(70)).expect(201);
        let at = format!("/v1/stages/{}", first["id"].as_str().unwrap());
        for (version, verb, body) in [
            (1, "accept", json!({})),
            (2, "plan", json!({})),
            (3, "start", json!({"started_on": "2026-02-20"})),
            (4, "complete", json!({"ended_on": "2026-03-02", "review": {"held_on": "2026-03-02", "result": "Fait"}})),
        ] {
            referent.at_version(version).post(&format!("{at}/{verb}"), &body).expect(200);
        }
        let seen = referent.get(&location).expect(200);
        assert_eq!((&seen["clause_hours_done"], &seen["clause_hours_planned"]), (&json!(140), &json!(70)));
        let listed = assistant.get("/v1/procurement-contracts").expect(200);
        assert_eq!(listed["items"][0], seen);
        let under = format!("/v1/stages?procurement_contract_id={}", contract["id"].as_str().unwrap());
        assert_eq!(referent.get(&under).expect(200)["items"].as_array().unwrap().len(), 2);
        let mut nowhere = stage(10);
        nowhere["procurement_contract_id"] = json!(uuid::Uuid::now_v7());
        assert_eq!(referent.post(&followed.path("stages"), &nowhere).faults(), ["/procurement_contract_id reference_not_found"]);
        let around = app.conn().batch(&format!(
            "update stages set procurement_contract_id = {} where id = {}",
            app.uuid_text(uuid::Uuid::now_v7()), app.uuid_text(first["id"].as_str().unwrap().parse().unwrap())
        ));
        assert!(around.is_err(), "the database itself knows the contracts of a PLIE");
    }

    fn a_reference_and_its_lot_stand_once(app: TestApp) {
        let officer = app.sign_in(Role::TerritorialOfficer);
        officer.post("/v1/procurement-contracts", &body("2026-014", Value::Null)).expect(201);
        officer.post("/v1/procurement-contracts", &body("2026-014", Value::Null)).refused(409, "duplicate");
        let lot = officer.post("/v1/procurement-contracts", &body("2026-014", json!("1"))).expect(201);
        let path = format!("/v1/procurement-contracts/{}", lot["id"].as_str().unwrap());
        officer.at_version(1).patch(&path, &json!({"lot": null})).refused(409, "duplicate");
        let (id, at, now) = (app.uuid_text(uuid::Uuid::now_v7()), app.uuid_text(app.plie.0), app.instant_text());
        let around = app.conn().batch(&format!("insert into procurement_contracts (plie_id, id, reference, title, starts_on, version, created_at, updated_at) values ({at}, {id}, '2026-014', 'x', '2026-01-01', 1, {now}, {now})"));
        assert!(around.is_err(), "the database itself keeps the reference alone");
    }

    fn every_fault_of_a_contract_is_named(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let nobody = uuid::Uuid::now_v7();
        let all = assistant.post("/v1/procurement-contracts", &json!({"reference": "1", "title": "1 85 05 78 006 084 91", "starts_on": "2026-03-02", "ends_on": "2026-03-01", "provider_structure_id": nobody, "operation_id": nobody}));
        assert_eq!(all.faults(), ["/ends_on rule_period", "/operation_id reference_not_found", "/provider_structure_id reference_not_found", "/title rule_no_nir"]);
        assert_eq!(assistant.post("/v1/procurement-contracts", &json!({"reference": "1", "title": "x", "starts_on": "2026-03-02", "amount_cents": -1})).status, 422);
    }

    fn contracts_are_filtered_and_paged(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let provider = app.given_a_structure("aci");
        for (reference, from, to) in [("A", "2025-01-01", Some("2025-12-31")), ("B", "2026-01-01", None), ("C", "2026-02-01", Some("2026-06-30"))] {
            let body = json!({"reference": reference, "title": "x", "starts_on": from, "ends_on": to, "provider_structure_id": provider["id"]});
            assistant.post("/v1/procurement-contracts", &body).expect(201);
        }
        let listed = |query: &str| -> Vec<String> {
            let page = assistant.get(&format!("/v1/procurement-contracts?{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|c| c["reference"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(listed(&format!("provider_structure_id={}", provider["id"].as_str().unwrap())), ["C", "B", "A"]);
        assert_eq!(listed("on=2026-07-01"), ["B"]);
        assert_eq!(listed("sort=starts_on&limit=2"), ["A", "B"]);
    }

    fn who_has_no_part_in_contracts_sees_none(app: TestApp) {
        let contract = app.sign_in(Role::Assistant).post("/v1/procurement-contracts", &body("2026-014", Value::Null)).expect(201);
        let path = format!("/v1/procurement-contracts/{}", contract["id"].as_str().unwrap());
        app.sign_in(Role::SocialWorker).get(&path).refused(404, "not_found");
        app.sign_in(Role::Referent).at_version(1).patch(&path, &json!({"lot": "1"})).refused(403, "forbidden");
        app.sign_in(Role::Director).at_version(1).patch(&path, &json!({"lot": "1"})).refused(403, "forbidden");
        app.sign_in_at(app.another_plie(), Role::Assistant).get(&path).refused(404, "not_found");
    }
}
