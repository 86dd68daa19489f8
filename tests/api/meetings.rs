//! Meetings (S0.10, S0.15, S1.4, S1.5, S2.14).

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

fn meeting(kind: &str, day: &str) -> Value {
    json!({"kind": kind, "starts_at": format!("{day}T08:00:00Z"), "ends_at": format!("{day}T10:00:00Z")})
}

both! {
    /// Meets S0.10, S1.4, S1.5, S1.7: create_meeting, update_meeting.
    fn a_meeting_is_recorded_read_and_changed(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let structure = app.given_a_structure("ccas");
        let mut body = meeting("operational_technical", "2026-03-02");
        body["attendees"] = json!([{"user_id": director.id}, {"structure_id": structure["id"], "name": "Agnès Roux", "attended": true}]);
        let made = director.post("/v1/meetings", &body);
        let location = made.headers["location"].clone();
        let held = made.expect(201);
        assert_eq!(held["attendees"], json!([{"user_id": director.id, "structure_id": null, "name": null, "attended": null}, {"user_id": null, "structure_id": structure["id"], "name": "Agnès Roux", "attended": true}]));
        assert_eq!(app.sign_in(Role::FinanceOfficer).get(&location).expect(200), held);
        let changed = director.at_version(1).patch(&location, &json!({"minutes": "Budget voté.", "attendees": [{"user_id": director.id, "attended": true}]})).expect(200);
        assert_eq!((&changed["minutes"], &changed["attendees"][0]["attended"], &changed["version"]), (&json!("Budget voté."), &json!(true), &json!(2)));
        director.patch(&location, &json!({"minutes": "x"})).refused(428, "precondition_required");
        director.at_version(1).patch(&location, &json!({"minutes": "x"})).refused(412, "version_conflict");
    }

    fn a_meeting_that_somebody_attended_is_not_moved_ahead(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let mut body = meeting("team", "2026-03-02");
        body["attendees"] = json!([{"user_id": director.id, "attended": true}]);
        let made = director.post("/v1/meetings", &body).expect(201);
        let path = format!("/v1/meetings/{}", made["id"].as_str().unwrap());
        let ahead = json!({"starts_at": "2026-04-02T08:00:00Z", "ends_at": "2026-04-02T10:00:00Z"});
        assert_eq!(director.at_version(1).patch(&path, &ahead).faults(), ["/attendees/0/attended rule_future"]);
    }

    fn every_fault_of_a_meeting_is_named(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let nobody = uuid::Uuid::now_v7();
        let all = assistant.post("/v1/meetings", &json!({"kind": "party", "starts_at": "2026-03-03T08:00:00Z", "ends_at": "2026-03-03T08:00:00Z", "territory_id": nobody, "minutes": "1 85 05 78 006 084 91",
            "attendees": [{"user_id": nobody}, {"name": "Roux", "attended": true}, {"name": "Roux"}, {"structure_id": nobody}]}));
        assert_eq!(all.faults(), ["/attendees/0/user_id reference_not_found", "/attendees/1/attended rule_future", "/attendees/2 rule_attendee_twice", "/attendees/3/structure_id reference_not_found",
            "/ends_at rule_period", "/kind unknown_code", "/minutes rule_no_nir", "/territory_id reference_not_found"]);
        let mut long = meeting("team", "2026-03-02");
        long["ends_at"] = json!("2026-03-03T08:00:00Z");
        assert_eq!(assistant.post("/v1/meetings", &long).faults(), ["/ends_at rule_meeting_day"]);
    }

    /// Meets S0.15, S0.16, S1.16, S2.14, S4.8: list_meetings.
    fn meetings_are_counted_by_kind_and_period(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        for (kind, day) in [("team", "2026-01-12"), ("team", "2026-01-26"), ("network", "2026-01-20"), ("team", "2026-02-09")] {
            assistant.post("/v1/meetings", &meeting(kind, day)).expect(201);
        }
        let days = |query: &str| -> Vec<String> {
            let page = assistant.get(&format!("/v1/meetings?sort=starts_at&{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|m| m["starts_at"].as_str().unwrap()[..10].to_owned()).collect()
        };
        assert_eq!(days("kind=team"), ["2026-01-12", "2026-01-26", "2026-02-09"]);
        assert_eq!(days("from=2026-01-20&to=2026-01-26"), ["2026-01-20", "2026-01-26"]);
        assert_eq!(days("limit=1"), ["2026-01-12"]);
        assert_eq!(assistant.get("/v1/meetings?kind=team&include_total=true").expect(200)["total"], 3);
        let mut invited = meeting("referent", "2026-02-16");
        invited["attendees"] = json!([{"user_id": assistant.id}]);
        assistant.post("/v1/meetings", &invited).expect(201);
        assert_eq!(days(&format!("user_id={}", assistant.id.unwrap())), ["2026-02-16"]);
    }

    fn a_meeting_stands_once_under_its_identifier(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let mut body = meeting("team", "2026-03-02");
        body["id"] = json!(uuid::Uuid::now_v7());
        let first = assistant.post("/v1/meetings", &body).expect(201);
        assert_eq!(assistant.post("/v1/meetings", &body).expect(201), first);
        body["kind"] = json!("network");
        assistant.post("/v1/meetings", &body).refused(409, "duplicate");
    }

    fn a_referent_changes_the_meetings_that_they_recorded(app: TestApp) {
        let (mine, other) = (app.sign_in(Role::Referent), app.sign_in(Role::Referent));
        let held = mine.post("/v1/meetings", &meeting("network", "2026-03-02")).expect(201);
        let path = format!("/v1/meetings/{}", held["id"].as_str().unwrap());
        mine.at_version(1).patch(&path, &json!({"place": "Pôle emploi"})).expect(200);
        other.get(&path).expect(200);
        other.at_version(2).patch(&path, &json!({"place": "x"})).refused(403, "forbidden");
        app.sign_in(Role::DataManager).at_version(2).patch(&path, &json!({"place": "x"})).expect(200);
        app.sign_in(Role::CommissionMember).get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Director).get(&path).refused(404, "not_found");
    }

    fn a_meeting_to_which_one_was_invited_is_suggested_as_time(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let operation = app.given_an_operation();
        app.at("2026-03-02T17:00:00Z");
        let me = app.client_of(app.plie, nadia.user);
        let held = |kind: &str, hour: u32, came: Value| {
            let body = json!({"kind": kind, "starts_at": format!("2026-03-02T{hour:02}:00:00Z"), "ends_at": format!("2026-03-02T{hour:02}:30:00Z"), "attendees": [{"user_id": nadia.user, "attended": came}]});
            me.post("/v1/meetings", &body).expect(201)
        };
        let (team, network) = (held("team", 8, Value::Null), held("network", 10, json!(true)));
        held("network", 12, json!(false));
        let suggested = || me.get("/v1/time-records/suggestions?week=2026-W10").expect(200)["items"].as_array().unwrap().clone();
        let items = suggested();
        let told: Vec<(&Value, &Value, &Value)> = items.iter().map(|i| (&i["task"], &i["linked"]["id"], &i["start_time"])).collect();
        assert_eq!(told, [(&json!("referent_meeting"), &team["id"], &json!("09:00")), (&json!("network"), &network["id"], &json!("11:00"))]);
        assert_eq!((&items[0]["linked"]["type"], &items[0]["operation_id"], &items[0]["participant_ids"]), (&json!("meeting"), &operation["id"], &json!([])));
        for item in &items {
            let mut body = item.clone();
            body.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            me.post("/v1/time-records", &body).expect(201);
        }
        assert_eq!(suggested(), Vec::<Value>::new());
    }

    fn a_role_that_names_a_territory_sees_its_meetings_and_those_of_all(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let [north, south] = [("Nord", "38185"), ("Sud", "38151")].map(|(name, commune)| data.post("/v1/territories", &json!({"name": name, "commune_codes": [commune]})).expect(201));
        let assistant = app.sign_in(Role::Assistant);
        for territory in [&north["id"], &south["id"], &Value::Null] {
            let mut body = meeting("referent", "2026-03-02");
            body["territory_id"] = territory.clone();
            assistant.post("/v1/meetings", &body).expect(201);
        }
        let id = north["id"].as_str().unwrap().parse().unwrap();
        let scoped = app.client_of(app.plie, app.user(app.plie, Role::Assistant, Some((ScopeType::Territory, id))));
        assert_eq!(scoped.get("/v1/meetings?include_total=true").expect(200)["total"], 2);
        assert_eq!(assistant.get("/v1/meetings?include_total=true").expect(200)["total"], 3);
    }
}
