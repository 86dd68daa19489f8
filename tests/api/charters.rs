//! Charters: which tasks there are on a day.

use jalon::auth::role::Role;

use crate::both;
use crate::support::json;

both! {
    fn a_plie_starts_with_the_charter_of_the_field(app: TestApp) {
        let referent = app.sign_in(Role::Referent);
        let charter = referent.get("/v1/charters/current").expect(200);
        assert_eq!((&charter["version"], &charter["step_minutes"]), (&json!("1"), &json!(5)));
        assert_eq!(charter["tasks"].as_array().unwrap().len(), 32);
        assert_eq!(charter["tasks"][2]["code"], "interview_in_person");
        assert_eq!(charter["tasks"][2]["signature_required"], json!(true));
        let location = format!("/v1/charters/{}", charter["id"].as_str().unwrap());
        assert_eq!(referent.get(&location).expect(200), charter);
        referent.get("/v1/charters/current?on=2013-12-31").refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Referent).get(&location).refused(404, "not_found");
    }

    fn the_latest_charter_that_has_begun_holds(app: TestApp) {
        let tasks = json!([{"code": "reading", "label_fr": "Lecture", "attribution": "O"}]);
        let made = app.given_a_charter("2026-04-01", &tasks);
        assert_eq!(made["tasks"][0], json!({"code": "reading", "label_fr": "Lecture", "label_en": null, "attribution": "O", "signature_required": false, "linked_types": []}));
        let referent = app.sign_in(Role::Referent);
        assert_eq!(referent.get("/v1/charters/current?on=2026-03-31").expect(200)["version"], "1");
        assert_eq!(referent.get("/v1/charters/current?on=2026-04-01").expect(200)["id"], made["id"]);
        let page = referent.get("/v1/charters").expect(200);
        assert_eq!(page["items"][0]["id"], made["id"]);
        assert_eq!(page["items"].as_array().unwrap().len(), 2);
    }

    fn every_fault_of_a_charter_is_named_at_once(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let body = json!({"version": "2", "valid_from": "2014-01-01", "step_minutes": 7, "tasks": [
            {"code": "a", "label_fr": "A", "attribution": "O"},
            {"code": "a", "label_fr": "A", "attribution": "O"},
            {"code": "É", "label_fr": "A", "attribution": "O"},
        ]});
        let answer = data.post("/v1/charters", &body);
        assert_eq!(answer.faults(), [
            "/step_minutes invalid", "/tasks/1/code rule_task_unique", "/tasks/2/code invalid", "/valid_from rule_charter_date",
        ]);
        answer.refused(422, "validation_failed");
        let wrong = json!({"version": "2", "valid_from": "2026-01-01", "step_minutes": 5, "tasks": [{"code": "a", "label_fr": "A", "attribution": "X"}]});
        assert_eq!(data.post("/v1/charters", &wrong).faults(), ["/tasks/0/attribution unknown_code"]);
        let twice = json!({"version": "1", "valid_from": "2026-01-01", "step_minutes": 5, "tasks": [{"code": "a", "label_fr": "A", "attribution": "O"}]});
        data.post("/v1/charters", &twice).refused(409, "duplicate");
        app.sign_in(Role::Director).post("/v1/charters", &twice).refused(403, "forbidden");
    }
}
