//! Reception slots and their free places.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

both! {
    fn a_slot_is_made_read_listed_and_changed(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let site = app.given_a_site();
        let body = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "site_id": site["id"], "weekday": 2, "half_day": "am", "capacity": 6, "valid_from": "2026-01-01"});
        let made = assistant.post("/v1/reception-slots", &body);
        let path = made.headers["location"].clone();
        let slot = made.expect(201);
        assert_eq!(assistant.post("/v1/reception-slots", &body).expect(200), slot, "the same again");
        let mut other = body.clone();
        other["capacity"] = json!(7);
        assistant.post("/v1/reception-slots", &other).refused(409, "duplicate");
        assert_eq!(app.sign_in(Role::Referent).get(&path).expect(200), slot);
        let changed = assistant.at_version(1).patch(&path, &json!({"capacity": 4, "valid_to": "2026-12-31"})).expect(200);
        assert_eq!((&changed["capacity"], &changed["valid_to"], &changed["version"]), (&json!(4), &json!("2026-12-31"), &json!(2)));
        assistant.at_version(1).patch(&path, &json!({"capacity": 5})).refused(412, "version_conflict");
        assistant.patch(&path, &json!({"capacity": 5})).refused(428, "precondition_required");
        app.given_a_slot(3);
        let site_id = site["id"].as_str().unwrap();
        let page = assistant.get(&format!("/v1/reception-slots?site_id={site_id}&include_total=true&weekday=2&half_day=am&on=2026-03-03")).expect(200);
        assert_eq!((&page["items"], &page["total"]), (&json!([changed]), &json!(1)));
        assert_eq!(assistant.get("/v1/reception-slots?on=2027-01-01").expect(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(assistant.get("/v1/reception-slots?weekday=3").expect(200)["items"], json!([]));
    }

    fn every_fault_of_a_slot_is_named(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let nothing = "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c8";
        let answer = assistant.post("/v1/reception-slots", &json!({"site_id": nothing, "referent_id": nothing, "weekday": 8, "half_day": "am", "capacity": 0, "valid_from": "2026-03-01", "valid_to": "2026-02-01"}));
        assert_eq!(answer.faults(), ["/capacity invalid", "/referent_id reference_not_found", "/site_id reference_not_found", "/valid_to rule_period", "/weekday invalid"]);
        assistant.post("/v1/reception-slots", &json!({"site_id": nothing, "weekday": 1, "half_day": "night", "capacity": 1, "valid_from": "2026-03-01"})).expect(422);
    }

    fn who_may_keep_slots(app: TestApp) {
        let slot = app.given_a_slot(3);
        let path = format!("/v1/reception-slots/{}", slot["id"].as_str().unwrap());
        app.sign_in(Role::Referent).at_version(1).patch(&path, &json!({"capacity": 4})).refused(403, "forbidden");
        app.sign_in(Role::Partner).get("/v1/reception-slots").refused(403, "forbidden");
        let foreign = app.sign_in_at(app.another_plie(), Role::Assistant);
        foreign.get(&path).refused(404, "not_found");
        foreign.at_version(1).patch(&path, &json!({"capacity": 4})).refused(404, "not_found");
        assert_eq!(foreign.get("/v1/reception-slots").expect(200)["items"], json!([]));
    }

    /// Meets S3.10: get_reception_availability.
    fn free_places_are_told_by_date(app: TestApp) {
        let slot = app.given_a_slot(2);
        let assistant = app.sign_in(Role::Assistant);
        let orientation = app.given_an_orientation_in("in_triage");
        let book = json!({"slot_id": slot["id"], "date": "2026-03-10"});
        assistant.at_version(2).post(&format!("/v1/orientations/{}/book-reception", orientation["id"].as_str().unwrap()), &book).expect(200);
        let told = assistant.get("/v1/reception-slots/availability?from=2026-03-02&to=2026-03-15").expect(200);
        let places: Vec<(&Value, &Value, &Value)> = told["items"].as_array().unwrap().iter().map(|i| (&i["date"], &i["booked"], &i["left"])).collect();
        assert_eq!(places, [(&json!("2026-03-03"), &json!(0), &json!(2)), (&json!("2026-03-10"), &json!(1), &json!(1))]);
        let elsewhere = app.given_a_site();
        let none = assistant.get(&format!("/v1/reception-slots/availability?from=2026-03-02&to=2026-03-15&site_id={}", elsewhere["id"].as_str().unwrap())).expect(200);
        assert_eq!(none["items"], json!([]));
        assistant.get("/v1/reception-slots/availability?from=2026-03-02&to=2026-06-01").expect(200);
        for wrong in ["from=2026-03-02&to=2026-06-02", "from=2026-03-02&to=2026-03-01", "from=2026-03-02", "from=2026-13-02&to=2026-03-01"] {
            assistant.get(&format!("/v1/reception-slots/availability?{wrong}")).refused(400, "malformed_parameter");
        }
    }

    fn an_officer_of_one_territory_reads_the_slots_of_all_and_writes_those_of_theirs(app: TestApp) {
        let slot = app.given_a_slot(2);
        let scope = (jalon::auth::actor::ScopeType::Territory, uuid::Uuid::now_v7());
        let officer = app.client_of(app.plie, app.user(app.plie, Role::TerritorialOfficer, Some(scope)));
        let path = format!("/v1/reception-slots/{}", slot["id"].as_str().unwrap());
        officer.get(&path).expect(200);
        assert_eq!(officer.get("/v1/reception-slots").expect(200)["items"].as_array().unwrap().len(), 1);
        officer.at_version(1).patch(&path, &json!({"capacity": 3})).refused(403, "forbidden");
    }

    fn a_change_never_takes_the_place_of_somebody_booked(app: TestApp) {
        let slot = app.given_a_slot(2);
        let assistant = app.sign_in(Role::Assistant);
        let orientation = app.given_an_orientation_in("in_triage");
        let book = json!({"slot_id": slot["id"], "date": "2026-03-10"});
        assistant.at_version(2).post(&format!("/v1/orientations/{}/book-reception", orientation["id"].as_str().unwrap()), &book).expect(200);
        let path = format!("/v1/reception-slots/{}", slot["id"].as_str().unwrap());
        for change in [json!({"weekday": 3}), json!({"valid_to": "2026-03-09"})] {
            assistant.at_version(1).patch(&path, &change).refused(409, "conflict_slot_booked");
        }
        assistant.at_version(1).patch(&path, &json!({"capacity": 1})).expect(200);
    }
}
