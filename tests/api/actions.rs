//! Actions (S0.12, S0.13, S0.22–S0.27), the places in them, and what everybody sees of them.

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Client, Kind, TestApp, Value, json};

fn path(action: &Value) -> String {
    format!("/v1/actions/{}", action["id"].as_str().unwrap())
}

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|a| a["title"].as_str().unwrap()).collect()
}

/// The body of an enrolment: a stage that names the action.
fn enrolment(app: &TestApp, of: &Followed, action: &Value) -> Value {
    let barrier = app.given_a_barrier(of);
    json!({"type": "barrier_lifting", "resource_origin": "plie_programming", "barrier_ids": [barrier["id"]], "action_id": action["id"]})
}

both! {
    /// Meets S0.12, S0.22, S0.24, S0.25, S1.18: create_action, plan_action, open_action, close_action.
    fn an_idea_is_planned_opened_and_closed(app: TestApp) {
        let officer = app.sign_in(Role::InnovativeProjectsOfficer);
        let made = officer.post("/v1/actions", &json!({"title": "Mobilité douce", "type": "barrier_lifting", "themes": ["mobility", "digital", "mobility"], "capacity": 12, "innovative": true, "target_criteria": ["rsa"], "fund": "esf_plus"}));
        let location = made.headers["location"].clone();
        let idea = made.expect(201);
        assert_eq!((&idea["status"], &idea["themes"], &idea["places_left"]), (&json!("idea"), &json!(["mobility", "digital"]), &json!(12)));
        assert_eq!(app.sign_in(Role::Referent).get(&location).expect(200), idea);
        officer.at_version(1).post(&format!("{location}/plan"), &json!({})).refused(422, "validation_failed");
        let illegal = officer.at_version(1).post(&format!("{location}/open"), &json!({})).refused(409, "illegal_transition");
        assert_eq!((&illegal["from"], &illegal["allowed"]), (&json!("idea"), &json!(["plan"])));
        let planned = officer.at_version(1).post(&format!("{location}/plan"), &json!({"starts_on": "2026-04-01", "ends_on": "2026-06-30"})).expect(200);
        assert_eq!((&planned["status"], &planned["starts_on"], &planned["opened_at"]), (&json!("planned"), &json!("2026-04-01"), &Value::Null));
        let changed = officer.at_version(2).patch(&location, &json!({"title": "Mobilité pour tous", "themes": ["mobility"]})).expect(200);
        assert_eq!((&changed["title"], &changed["version"]), (&json!("Mobilité pour tous"), &json!(3)));
        officer.patch(&location, &json!({"title": "x"})).refused(428, "precondition_required");
        officer.at_version(2).patch(&location, &json!({"title": "x"})).refused(412, "version_conflict");
        let open = officer.at_version(3).post(&format!("{location}/open"), &json!({})).expect(200);
        assert_eq!(open["status"], "open");
        assert!(open["opened_at"].is_string());
        let closed = app.sign_in(Role::Director).at_version(4).post(&format!("{location}/close"), &json!({})).expect(200);
        assert_eq!(closed["status"], "closed");
        officer.at_version(5).patch(&location, &json!({"title": "x"})).refused(409, "conflict_action_closed");
        officer.at_version(5).post(&format!("{location}/open"), &json!({})).refused(409, "illegal_transition");
        assert_eq!(app.journal("resource = 'actions'").len(), 5);
    }

    fn what_is_over_is_not_opened(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let action = app.given_an_action_in("planned", None);
        assistant.at_version(2).patch(&path(&action), &json!({"ends_on": "2026-03-01", "starts_on": "2026-02-01"})).expect(200);
        assistant.at_version(3).post(&format!("{}/open", path(&action)), &json!({})).refused(409, "conflict_action_over");
    }

    fn every_fault_of_an_action_is_named(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let nobody = uuid::Uuid::now_v7();
        let all = assistant.post("/v1/actions", &json!({"title": "Suivi de 1 85 05 78 006 084 91", "type": "party", "themes": ["mobility", "weather"], "target_criteria": ["rich"], "fund": "lottery",
            "starts_on": "2026-03-02", "ends_on": "2026-03-01", "territory_id": nobody, "provider_structure_id": nobody, "operation_id": nobody, "procurement_contract_id": nobody}));
        assert_eq!(all.faults(), ["/ends_on rule_period", "/fund unknown_code", "/operation_id reference_not_found", "/procurement_contract_id reference_not_found", "/provider_structure_id reference_not_found",
            "/target_criteria/0 unknown_code", "/territory_id reference_not_found", "/themes/1 unknown_code", "/title rule_no_nir", "/type unknown_code"]);
        assert_eq!(assistant.post("/v1/actions", &json!({"title": "a\u{0}b", "type": "immersion", "capacity": 0})).status, 422);
        assistant.post("/v1/actions", &json!({"title": "x", "type": "immersion", "colour": "red"})).refused(422, "unknown_field");
    }

    fn a_create_sent_again_makes_one_action(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let id = uuid::Uuid::now_v7();
        let body = json!({"id": id, "title": "Remise à niveau", "type": "basic_skills"});
        let first = assistant.post("/v1/actions", &body).expect(201);
        assert_eq!(assistant.post("/v1/actions", &body).expect(201), first);
        assistant.post("/v1/actions", &json!({"id": id, "title": "Autre", "type": "basic_skills"})).refused(409, "duplicate");
        assert_eq!(assistant.get("/v1/actions?include_total=true").expect(200)["total"], 1);
    }

    /// Meets S0.27: list_actions.
    fn actions_are_filtered_and_paged(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let territory = app.sign_in(Role::DataManager).post("/v1/territories", &json!({"name": "Nord", "commune_codes": ["38185"]})).expect(201);
        for (title, kind, theme, here) in [("A", "immersion", "mobility", true), ("B", "vocational_french", "language", false), ("C", "immersion", "digital", true)] {
            let body = json!({"title": title, "type": kind, "themes": [theme], "territory_id": here.then(|| territory["id"].clone())});
            assistant.post("/v1/actions", &body).expect(201);
        }
        let open = app.given_an_action_in("open", Some(3));
        let listed = |query: &str| -> Vec<String> {
            let page = assistant.get(&format!("/v1/actions?sort=created_at&{query}")).expect(200);
            titles(&page).into_iter().map(str::to_owned).collect()
        };
        assert_eq!(listed("type=immersion"), ["A", "C"]);
        assert_eq!(listed("theme=language"), ["B"]);
        assert_eq!(listed(&format!("territory_id={}&theme=digital", territory["id"].as_str().unwrap())), ["C"]);
        assert_eq!(listed("status=idea&innovative=false"), ["A", "B", "C"]);
        assert_eq!(listed("open=true"), [open["title"].as_str().unwrap()]);
        assert_eq!(listed("open=false"), ["A", "B", "C"]);
        let page = assistant.get("/v1/actions?limit=3");
        let next = page.headers["link"].trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert_eq!(titles(&assistant.get(&next).expect(200)), ["A"]);
        assistant.get("/v1/actions?status=lost").refused(400, "malformed_parameter");
        assistant.get("/v1/actions?colour=red").refused(400, "unknown_parameter");
    }

    fn an_officer_of_a_territory_writes_its_actions_alone(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let [north, south] = [("Nord", "38185"), ("Sud", "38151")].map(|(name, commune)| data.post("/v1/territories", &json!({"name": name, "commune_codes": [commune]})).expect(201));
        let id = north["id"].as_str().unwrap().parse().unwrap();
        let officer = app.client_of(app.plie, app.user(app.plie, Role::TerritorialOfficer, Some((ScopeType::Territory, id))));
        let make = |territory: &Value| officer.post("/v1/actions", &json!({"title": "Atelier", "type": "assessment", "territory_id": territory}));
        make(&north["id"]).expect(201);
        assert_eq!(make(&south["id"]).faults(), ["/territory_id reference_not_found"]);
        assert_eq!(make(&Value::Null).faults(), ["/territory_id required"]);
        let everywhere = app.given_an_action_in("idea", None);
        officer.get(&path(&everywhere)).expect(200);
        officer.at_version(1).patch(&path(&everywhere), &json!({"title": "x"})).refused(403, "forbidden");
        officer.at_version(1).post(&format!("{}/plan", path(&everywhere)), &json!({})).refused(403, "forbidden");
    }

    fn who_has_no_part_in_actions_changes_none(app: TestApp) {
        let action = app.given_an_action_in("idea", None);
        let referent = app.sign_in(Role::Referent);
        referent.at_version(1).patch(&path(&action), &json!({"title": "x"})).refused(403, "forbidden");
        referent.post("/v1/actions", &json!({"title": "x", "type": "immersion"})).refused(403, "forbidden");
        app.sign_in(Role::SocialWorker).get(&path(&action)).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Director).get(&path(&action)).refused(404, "not_found");
    }

    /// Meets S2.15: create_stage, list_stages.
    fn a_stage_takes_a_place_in_an_open_action(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let enrol = |action: &Value| nadia.referent.post(&nadia.path("stages"), &enrolment(&app, &nadia, action));
        for status in ["idea", "planned", "closed"] {
            enrol(&app.given_an_action_in(status, None)).refused(409, "conflict_action_not_open");
        }
        assert_eq!(enrol(&json!({"id": uuid::Uuid::now_v7()})).faults(), ["/action_id reference_not_found"]);
        let action = app.given_an_action_in("open", Some(2));
        let stage = enrol(&action).expect(201);
        assert_eq!(stage["action_id"], action["id"]);
        let told = |places: (i64, i64)| {
            let now = nadia.referent.get(&path(&action)).expect(200);
            assert_eq!((&now["places_taken"], &now["places_left"]), (&json!(places.0), &json!(places.1)));
        };
        told((1, 1));
        enrol(&action).expect(201);
        enrol(&action).refused(409, "conflict_action_full");
        let enrolled = nadia.referent.get(&format!("/v1/stages?action_id={}", action["id"].as_str().unwrap())).expect(200);
        assert_eq!(enrolled["items"].as_array().unwrap().len(), 2);
        // the same place is not asked for again
        let stage_path = format!("/v1/stages/{}", stage["id"].as_str().unwrap());
        nadia.referent.at_version(1).patch(&stage_path, &json!({"action_id": action["id"], "hours": 10})).expect(200);
        app.sign_in(Role::Assistant).at_version(3).patch(&path(&action), &json!({"capacity": 1})).refused(409, "conflict_action_full");
        nadia.referent.at_version(2).post(&format!("{stage_path}/cancel"), &json!({})).expect(200);
        told((1, 1));
        app.sign_in(Role::Assistant).at_version(3).patch(&path(&action), &json!({"capacity": 1})).expect(200);
        enrol(&action).refused(409, "conflict_action_full");
        app.at("2026-07-01T08:00:00Z");
        let late = app.client_of(app.plie, nadia.user);
        late.post(&nadia.path("stages"), &json!({"type": "immersion", "resource_origin": "other", "action_id": action["id"], "objective_ids": []})).refused(422, "rule_stage_purpose");
    }

    fn of_twenty_who_enrol_at_once_as_many_enter_as_there_are_places(app: TestApp) {
        let action = app.given_an_action_in("open", Some(5));
        let requests: Vec<(Client, String, Value)> = (0..20)
            .map(|_| {
                let one = app.given_somebody_followed();
                (one.referent.clone(), one.path("stages"), enrolment(&app, &one, &action))
            })
            .collect();
        let gate = std::sync::Barrier::new(requests.len());
        let mut statuses: Vec<u16> = std::thread::scope(|scope| {
            let sent: Vec<_> = requests
                .iter()
                .map(|(client, path, body)| {
                    let gate = &gate;
                    scope.spawn(move || {
                        gate.wait();
                        client.post(path, body).status
                    })
                })
                .collect();
            sent.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [vec![201; 5], vec![409; 15]].concat());
        let now = app.sign_in(Role::Director).get(&path(&action)).expect(200);
        assert_eq!((&now["places_taken"], &now["places_left"]), (&json!(5), &json!(0)));
    }

    fn the_database_itself_keeps_an_action_from_overflowing(app: TestApp) {
        let action = app.given_an_action_in("open", Some(1));
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        nadia.referent.post(&nadia.path("stages"), &enrolment(&app, &nadia, &action)).expect(201);
        let other = app.given_a_stage(&karim);
        let uuid = |value: &Value| app.uuid_text(value["id"].as_str().unwrap().parse().unwrap());
        let (action_id, stage_id) = (uuid(&action), uuid(&other));
        let enter = format!("update stages set action_id = {action_id} where id = {stage_id}");
        let refused = app.conn().batch(&enter).unwrap_err().to_string();
        assert!(refused.contains("conflict_action_full"), "{refused}");
        let fewer = app.conn().batch(&format!("update actions set capacity = 1 where id = {action_id}"));
        assert!(fewer.is_ok());
        app.conn().batch(&format!("update actions set capacity = 2 where id = {action_id}")).unwrap();
        app.conn().batch(&enter).unwrap();
        let refused = app.conn().batch(&format!("update actions set capacity = 1 where id = {action_id}")).unwrap_err().to_string();
        assert!(refused.contains("conflict_action_full"), "{refused}");
        let nobody = app.uuid_text(uuid::Uuid::now_v7());
        assert!(app.conn().batch(&format!("update stages set action_id = {nobody} where id = {stage_id}")).is_err());
        // a place that was left is free again
        app.conn().batch(&format!("update stages set status = 'cancelled' where id = {stage_id}; update actions set capacity = 1 where id = {action_id};")).unwrap();
        let back = app.conn().batch(&format!("update stages set status = 'proposed' where id = {stage_id}")).unwrap_err().to_string();
        assert!(back.contains("conflict_action_full"), "{back}");
    }

    /// Meets S0.13, S1.16: list_public_actions.
    fn everybody_sees_what_is_open_and_nothing_about_anybody(app: TestApp) {
        let anybody = app.anonymous();
        assert_eq!(anybody.get("/v1/public/actions").expect(200)["items"], json!([]));
        let open = app.given_an_action_in("open", Some(4));
        for status in ["idea", "planned", "closed"] {
            app.given_an_action_in(status, None);
        }
        let nadia = app.given_somebody_followed();
        nadia.referent.post(&nadia.path("stages"), &enrolment(&app, &nadia, &open)).expect(201);
        let elsewhere = app.another_plie();
        let there = app.sign_in_at(elsewhere, Role::Assistant);
        let far = there.post("/v1/actions", &json!({"title": "Ailleurs", "type": "vocational_french", "themes": ["language"], "starts_on": "2026-03-02"})).expect(201);
        there.at_version(1).post(&format!("{}/plan", path(&far)), &json!({})).expect(200);
        app.at("2026-03-02T08:00:05Z");
        let there = app.client_of(elsewhere, app.user(elsewhere, Role::Assistant, None));
        there.at_version(2).post(&format!("{}/open", path(&far)), &json!({})).expect(200);
        let page = anybody.get("/v1/public/actions");
        assert_eq!(page.headers["cache-control"], "public, max-age=300");
        let tag = page.headers["etag"].clone();
        let body = page.expect(200);
        assert_eq!(titles(&body), ["Ailleurs", "Permis solidaire"], "the newest first");
        let one = &body["items"][1];
        assert_eq!((&one["type"], &one["type_label"], &one["theme_labels"], &one["places_left"]), (&json!("barrier_lifting"), &json!("Levée de frein (mobilité, garde d’enfants, santé, logement…)"), &json!(["Mobilité"]), &json!(3)));
        assert_eq!(one["plie"], json!({"id": app.plie, "name": "PLIE de Grenoble"}));
        for private in ["recorded_by", "operation_id", "procurement_contract_id", "provider_structure_id", "version", "places_taken"] {
            assert!(one.get(private).is_none(), "{private}");
        }
        assert_eq!(anybody.with("If-None-Match", &tag).get("/v1/public/actions").status, 304);
        assert_eq!(anybody.with("Accept-Language", "en").get("/v1/public/actions").expect(200)["items"][1]["theme_labels"], json!(["Mobility"]));
        assert_eq!(titles(&anybody.get(&format!("/v1/public/actions?plie_id={}", app.plie)).expect(200)), ["Permis solidaire"]);
        assert_eq!(titles(&anybody.get("/v1/public/actions?theme=language").expect(200)), ["Ailleurs"]);
        assert_eq!(titles(&anybody.get("/v1/public/actions?type=barrier_lifting&include_total=true").expect(200)), ["Permis solidaire"]);
        let first = anybody.get("/v1/public/actions?limit=1");
        let next = first.headers["link"].trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert_eq!(titles(&anybody.get(&next).expect(200)), ["Permis solidaire"]);
        app.at("2026-07-01T08:00:00Z");
        assert_eq!(titles(&anybody.get("/v1/public/actions").expect(200)), ["Ailleurs"], "what is over is not shown");
    }

    fn one_address_asks_the_public_catalogue_so_many_times_a_minute(app: TestApp) {
        let anybody = app.anonymous();
        let statuses: Vec<u16> = (0..70).map(|_| anybody.get("/v1/public/actions").status).collect();
        assert!(statuses.starts_with(&[200; 60]), "{statuses:?}");
        assert!(statuses.contains(&429), "{statuses:?}");
        let refused = anybody.get("/v1/public/actions");
        assert!(refused.headers["retry-after"].parse::<u64>().unwrap() >= 1);
        refused.refused(429, "rate_limited");
        app.sign_in(Role::Director).get("/v1/actions").expect(200);
    }
}
