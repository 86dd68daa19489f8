//! Events of the territory, and the people who are sent to them (S3.28).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

fn event(kind: &str, day: &str) -> Value {
    json!({"kind": kind, "title": "Job dating logistique", "starts_at": format!("{day}T08:00:00Z"), "ends_at": format!("{day}T12:00:00Z"), "place": "Halle des sports"})
}

fn path(event: &Value) -> String {
    format!("/v1/events-calendar/{}", event["id"].as_str().unwrap())
}

both! {
    fn an_event_is_recorded_read_and_changed(app: TestApp) {
        let officer = app.sign_in(Role::EmployerRelationsOfficer);
        let made = officer.post("/v1/events-calendar", &event("job_dating", "2026-03-12"));
        let location = made.headers["location"].clone();
        let planned = made.expect(201);
        assert_eq!((&planned["attendances"], &planned["kind"]), (&json!([]), &json!("job_dating")));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), planned);
        let changed = officer.at_version(1).patch(&location, &json!({"place": null, "title": "Job dating"})).expect(200);
        assert_eq!((&changed["place"], &changed["version"]), (&Value::Null, &json!(2)));
        officer.patch(&location, &json!({"title": "x"})).refused(428, "precondition_required");
        officer.at_version(1).patch(&location, &json!({"title": "x"})).refused(412, "version_conflict");
    }

    fn nobody_was_at_an_event_that_is_to_come(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let came = |of: &crate::support::builders::followed::Followed| json!([{"pathway_id": of.pathway, "outcome": "present"}]);
        let mut ahead = event("job_dating", "2026-03-12");
        ahead["attendances"] = came(&nadia);
        assert_eq!(nadia.referent.post("/v1/events-calendar", &ahead).faults(), ["/attendances/0/outcome rule_future"]);
        let mut today = event("job_dating", "2026-03-02");
        today["attendances"] = came(&nadia);
        let made = nadia.referent.post("/v1/events-calendar", &today).expect(201);
        let moved = json!({"starts_at": "2026-04-02T08:00:00Z", "ends_at": "2026-04-02T10:00:00Z"});
        assert_eq!(karim.referent.at_version(1).patch(&path(&made), &moved).faults(), ["/starts_at rule_future"]);
    }

    /// Meets S3.28: update_event.
    fn each_sends_the_people_whom_they_follow_and_sees_no_others(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let made = app.sign_in(Role::Assistant).post("/v1/events-calendar", &event("job_dating", "2026-03-02")).expect(201);
        let send = |of: &crate::support::builders::followed::Followed, version: i64, outcome: &str| {
            of.referent.at_version(version).patch(&path(&made), &json!({"attendances": [{"pathway_id": of.pathway, "outcome": outcome}]})).expect(200)
        };
        let mine = send(&nadia, 1, "registered");
        assert_eq!(mine["attendances"], json!([{"pathway_id": nadia.pathway, "participant_id": nadia.participant, "outcome": "registered"}]));
        let theirs = send(&karim, 2, "present");
        assert_eq!(theirs["attendances"].as_array().unwrap().len(), 1, "karim's referent sees karim alone");
        let all = app.sign_in(Role::Director).get(&path(&made)).expect(200);
        assert_eq!(all["attendances"].as_array().unwrap().len(), 2);
        assert_eq!(app.sign_in(Role::EmployerRelationsOfficer).get(&path(&made)).expect(200)["attendances"], json!([]));
        let foreign = nadia.referent.at_version(3).patch(&path(&made), &json!({"attendances": [{"pathway_id": karim.pathway}]}));
        assert_eq!(foreign.faults(), ["/attendances/0/pathway_id reference_not_found"]);
        nadia.referent.at_version(3).patch(&path(&made), &json!({"attendances": []})).expect(200);
        let left = app.sign_in(Role::Director).get(&path(&made)).expect(200);
        assert_eq!(left["attendances"][0]["pathway_id"], json!(karim.pathway), "those of others stay");
        let list = nadia.referent.get("/v1/events-calendar").expect(200);
        assert_eq!(list["items"][0]["attendances"], json!([]));
    }

    fn every_fault_of_an_event_is_named(app: TestApp) {
        let officer = app.sign_in(Role::TerritorialOfficer);
        let mut body = event("industry_week", "2026-03-12");
        (body["ends_at"], body["title"], body["territory_id"]) = (json!("2026-05-12T08:00:00Z"), json!("1 85 05 78 006 084 91"), json!(uuid::Uuid::now_v7()));
        assert_eq!(officer.post("/v1/events-calendar", &body).faults(), ["/ends_at rule_event_length", "/territory_id reference_not_found", "/title rule_no_nir"]);
        assert_eq!(officer.post("/v1/events-calendar", &event("ball", "2026-03-12")).faults(), ["/kind unknown_code"]);
        let nadia = app.given_somebody_followed();
        let mut twice = event("forum", "2026-03-12");
        twice["attendances"] = json!([{"pathway_id": nadia.pathway}, {"pathway_id": nadia.pathway}]);
        assert_eq!(officer.post("/v1/events-calendar", &twice).faults(), ["/attendances/1/pathway_id rule_attendance_twice"]);
    }

    fn events_are_filtered_and_paged(app: TestApp) {
        let officer = app.sign_in(Role::TerritorialOfficer);
        for (kind, day) in [("job_dating", "2026-03-12"), ("forum", "2026-03-20"), ("job_dating", "2026-04-02")] {
            officer.post("/v1/events-calendar", &event(kind, day)).expect(201);
        }
        let days = |query: &str| -> Vec<String> {
            let page = officer.get(&format!("/v1/events-calendar?sort=starts_at&{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|m| m["starts_at"].as_str().unwrap()[..10].to_owned()).collect()
        };
        assert_eq!(days("kind=job_dating"), ["2026-03-12", "2026-04-02"]);
        assert_eq!(days("from=2026-03-13&to=2026-03-31"), ["2026-03-20"]);
        assert_eq!(days("limit=1"), ["2026-03-12"]);
        assert_eq!(officer.get("/v1/events-calendar?include_total=true").expect(200)["total"], 3);
    }

    fn who_has_no_part_in_events_changes_none(app: TestApp) {
        let made = app.sign_in(Role::Referent).post("/v1/events-calendar", &event("visit", "2026-03-12")).expect(201);
        app.sign_in(Role::Director).at_version(1).patch(&path(&made), &json!({"title": "x"})).refused(403, "forbidden");
        app.sign_in(Role::Provider).get(&path(&made)).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Referent).get(&path(&made)).refused(404, "not_found");
        let id = app.uuid_text(made["id"].as_str().unwrap().parse().unwrap());
        assert!(app.conn().batch(&format!("update events set ends_at = starts_at where id = {id}")).is_err());
    }
}
