//! Collective sessions (S2.13), who came, and what each signs (R6.11, R6.12).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Client, TestApp, Value, json};

/// This morning from nine to eleven in Paris, led by the referent of the first person.
fn session(people: &[&Followed], outcome: &str) -> Value {
    let attendances: Vec<Value> = people.iter().map(|f| json!({"pathway_id": f.pathway, "outcome": outcome})).collect();
    json!({"title": "Atelier CV", "leader_id": people[0].user, "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T10:00:00Z", "place": "Salle 2", "attendances": attendances})
}

fn path(session: &Value) -> String {
    format!("/v1/collective-sessions/{}", session["id"].as_str().unwrap())
}

/// What the person of a pathway signs.
fn signing(app: &TestApp, of: &Followed, session: &Value) -> Value {
    let line = session["attendances"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["pathway_id"] == json!(of.pathway))
        .unwrap()
        .clone();
    json!({"pathway_id": of.pathway, "signature": {"kind": "electronic", "signer": {"type": "participant"}, "signed_at": app.clock.now(), "facts_hash": line["facts_hash"], "method": "tablet"}})
}

both! {
    /// Meets S2.5, S4.2: create_collective_session, update_collective_session.
    fn a_session_is_recorded_read_and_changed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let made = nadia.referent.post("/v1/collective-sessions", &session(&[&nadia], "registered"));
        let location = made.headers["location"].clone();
        let held = made.expect(201);
        let one = &held["attendances"][0];
        assert_eq!((&one["participant_id"], &one["outcome"], &one["signature_id"]), (&json!(nadia.participant), &json!("registered"), &Value::Null));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), held);
        let changed = nadia.referent.at_version(1).patch(&location, &json!({"place": null, "attendances": [{"pathway_id": nadia.pathway, "outcome": "excused"}]})).expect(200);
        assert_eq!((&changed["place"], &changed["attendances"][0]["outcome"], &changed["version"]), (&Value::Null, &json!("excused"), &json!(2)));
        nadia.referent.patch(&location, &json!({"title": "x"})).refused(428, "precondition_required");
        nadia.referent.at_version(1).patch(&location, &json!({"title": "x"})).refused(412, "version_conflict");
        let nobody = nadia.referent.at_version(2).patch(&location, &json!({"attendances": []})).expect(200);
        assert_eq!(nobody["attendances"], json!([]));
    }

    fn a_session_in_which_somebody_was_is_not_moved_ahead(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let held = nadia.referent.post("/v1/collective-sessions", &session(&[&nadia], "present")).expect(201);
        let ahead = json!({"starts_at": "2026-04-02T08:00:00Z", "ends_at": "2026-04-02T10:00:00Z"});
        let moved = nadia.referent.at_version(1).patch(&path(&held), &ahead);
        assert_eq!(moved.faults(), ["/attendances/0/outcome rule_future"]);
        let mut with = ahead.clone();
        with["attendances"] = json!([{"pathway_id": nadia.pathway, "outcome": "registered"}]);
        nadia.referent.at_version(1).patch(&path(&held), &with).expect(200);
    }

    fn only_people_whom_the_leader_sees_take_part(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let refused = nadia.referent.post("/v1/collective-sessions", &session(&[&nadia, &karim], "registered"));
        assert_eq!(refused.faults(), ["/attendances/1/pathway_id reference_not_found"]);
        let assistant = app.sign_in(Role::Assistant);
        let refused = assistant.post("/v1/collective-sessions", &session(&[&nadia, &karim], "registered"));
        assert_eq!(refused.faults(), ["/attendances/1/pathway_id reference_not_found"], "the assistant sees karim, the leader does not");
        assistant.post("/v1/collective-sessions", &session(&[&nadia], "registered")).expect(201);
        let mut another = session(&[&nadia], "registered");
        another["leader_id"] = json!(karim.user);
        assert_eq!(nadia.referent.post("/v1/collective-sessions", &another).faults(), ["/leader_id reference_not_found"]);
    }

    fn every_fault_of_a_session_is_named(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let mut body = session(&[&nadia], "present");
        (body["starts_at"], body["ends_at"]) = (json!("2026-03-04T08:00:00Z"), json!("2026-03-04T08:00:00Z"));
        (body["title"], body["operation_id"]) = (json!("1 85 05 78 006 084 91"), json!(uuid::Uuid::now_v7()));
        assert_eq!(nadia.referent.post("/v1/collective-sessions", &body).faults(), ["/attendances/0/outcome rule_future", "/ends_at rule_period", "/operation_id reference_not_found", "/title rule_no_nir"]);
        let twice = session(&[&nadia, &nadia], "present");
        assert_eq!(nadia.referent.post("/v1/collective-sessions", &twice).faults(), ["/attendances/1/pathway_id rule_attendance_twice"]);
        app.pathway_stands(nadia.pathway, "exited");
        assert_eq!(nadia.referent.post("/v1/collective-sessions", &session(&[&nadia], "present")).faults(), ["/attendances/0/pathway_id rule_pathway_open"]);
    }

    /// Meets S2.13, S4.7: create_collective_session, sign_collective_session.
    fn whoever_was_there_signs_once(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let held = nadia.referent.post("/v1/collective-sessions", &session(&[&nadia], "registered")).expect(201);
        let sign = format!("{}/sign", path(&held));
        nadia.referent.at_version(1).post(&sign, &signing(&app, &nadia, &held)).refused(409, "conflict_not_present");
        let held = nadia.referent.at_version(1).patch(&path(&held), &json!({"attendances": [{"pathway_id": nadia.pathway, "outcome": "present"}]})).expect(200);
        let mut other = signing(&app, &nadia, &held);
        other["signature"]["facts_hash"] = json!("0".repeat(64));
        nadia.referent.at_version(2).post(&sign, &other).refused(409, "conflict_facts_changed");
        let mut staff = signing(&app, &nadia, &held);
        staff["signature"]["signer"] = json!({"type": "staff", "id": nadia.user});
        assert_eq!(nadia.referent.at_version(2).post(&sign, &staff).faults(), ["/signature/signer/type rule_signer"]);
        let signed = nadia.referent.at_version(2).post(&sign, &signing(&app, &nadia, &held)).expect(200);
        let signature = signed["attendances"][0]["signature_id"].as_str().unwrap().to_owned();
        let kept = nadia.referent.get(&format!("/v1/signatures/{signature}")).expect(200);
        assert_eq!((&kept["object_type"], &kept["object_id"]), (&json!("collective_session"), &held["id"]));
        app.given_somebody_followed().referent.get(&format!("/v1/signatures/{signature}")).refused(404, "not_found");
        nadia.referent.at_version(3).post(&sign, &signing(&app, &nadia, &signed)).refused(409, "conflict_already_signed");
        for attendances in [json!([]), json!([{"pathway_id": nadia.pathway, "outcome": "absent"}])] {
            let taken_back = nadia.referent.at_version(3).patch(&path(&held), &json!({"attendances": attendances}));
            assert_eq!(taken_back.faults(), ["/attendances rule_attendance_signed"]);
        }
        let same = json!({"attendances": [{"pathway_id": nadia.pathway, "outcome": "present", "signature_id": signature}]});
        nadia.referent.at_version(3).patch(&path(&held), &same).expect(200);
        let made_up = json!({"attendances": [{"pathway_id": nadia.pathway, "outcome": "present", "signature_id": uuid::Uuid::now_v7()}]});
        assert_eq!(nadia.referent.at_version(4).patch(&path(&held), &made_up).faults(), ["/attendances/0/signature_id reference_not_found"]);
    }

    fn a_change_of_the_times_voids_the_signatures_and_says_so(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let held = nadia.referent.post("/v1/collective-sessions", &session(&[&nadia], "present")).expect(201);
        let sign = format!("{}/sign", path(&held));
        let signed = nadia.referent.at_version(1).post(&sign, &signing(&app, &nadia, &held)).expect(200);
        let signature = signed["attendances"][0]["signature_id"].as_str().unwrap().to_owned();
        let quiet = nadia.referent.at_version(2).patch(&path(&held), &json!({"title": "Atelier lettre"}));
        assert_eq!(quiet.warnings(), Vec::<String>::new());
        quiet.expect(200);
        let moved = nadia.referent.at_version(3).patch(&path(&held), &json!({"ends_at": "2026-03-02T10:30:00Z"}));
        assert_eq!(moved.warnings(), ["signature_voided"]);
        let moved = moved.expect(200);
        assert_eq!(moved["attendances"][0]["signature_id"], Value::Null);
        assert!(nadia.referent.get(&format!("/v1/signatures/{signature}")).expect(200)["void_at"].is_string());
        nadia.referent.at_version(4).post(&sign, &signing(&app, &nadia, &moved)).expect(200);
    }

    fn sessions_are_filtered_and_paged(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        for (of, day) in [(&nadia, "2026-02-16"), (&nadia, "2026-02-23"), (&karim, "2026-02-23")] {
            let mut body = session(&[of], "present");
            (body["starts_at"], body["ends_at"]) = (json!(format!("{day}T08:00:00Z")), json!(format!("{day}T09:00:00Z")));
            of.referent.post("/v1/collective-sessions", &body).expect(201);
        }
        let director = app.sign_in(Role::Director);
        let count = |who: &Client, query: &str| who.get(&format!("/v1/collective-sessions?include_total=true&{query}")).expect(200)["total"].as_i64().unwrap();
        assert_eq!(count(&director, ""), 3);
        assert_eq!(count(&director, &format!("leader_id={}", karim.user)), 1);
        assert_eq!(count(&director, &format!("pathway_id={}", nadia.pathway)), 2);
        assert_eq!(count(&director, "from=2026-02-17&to=2026-02-23"), 2);
        assert_eq!(count(&nadia.referent, ""), 2, "one's own");
        let page = director.get("/v1/collective-sessions?limit=2");
        let next = page.headers["link"].trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert_eq!(director.get(&next).expect(200)["items"].as_array().unwrap().len(), 1);
    }

    fn a_session_stands_once_under_its_identifier_and_hides_from_others(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let mut body = session(&[&nadia], "present");
        body["id"] = json!(uuid::Uuid::now_v7());
        let first = nadia.referent.post("/v1/collective-sessions", &body).expect(201);
        assert_eq!(nadia.referent.post("/v1/collective-sessions", &body).expect(201), first);
        body["title"] = json!("Autre");
        nadia.referent.post("/v1/collective-sessions", &body).refused(409, "duplicate");
        karim.referent.get(&path(&first)).refused(404, "not_found");
        app.sign_in(Role::Director).at_version(1).patch(&path(&first), &json!({"title": "x"})).refused(403, "forbidden");
        app.sign_in_at(app.another_plie(), Role::Director).get(&path(&first)).refused(404, "not_found");
        let id = app.uuid_text(first["id"].as_str().unwrap().parse().unwrap());
        assert!(app.conn().batch(&format!("update collective_sessions set ends_at = starts_at where id = {id}")).is_err());
        let way = app.uuid_text(nadia.pathway);
        let (line, plie, now) = (app.uuid_text(uuid::Uuid::now_v7()), app.uuid_text(app.plie.0), app.instant_text());
        let who = app.uuid_text(nadia.participant);
        let twice = format!("insert into attendances (plie_id, id, session_id, pathway_id, participant_id, outcome, created_at, updated_at) values ({plie}, {line}, {id}, {way}, {who}, 'present', {now}, {now})");
        assert!(app.conn().batch(&twice).is_err(), "the database itself keeps a person once");
    }

    fn a_session_that_one_led_is_suggested_as_time(app: TestApp) {
        let nadia = app.given_somebody_followed();
        app.given_an_operation();
        app.at("2026-03-02T17:00:00Z");
        let me = app.client_of(app.plie, nadia.user);
        let held = me.post("/v1/collective-sessions", &session(&[&nadia], "present")).expect(201);
        let mut empty = session(&[&nadia], "absent");
        (empty["starts_at"], empty["ends_at"]) = (json!("2026-03-02T12:00:00Z"), json!("2026-03-02T13:00:00Z"));
        me.post("/v1/collective-sessions", &empty).expect(201);
        let suggested = || me.get("/v1/time-records/suggestions?week=2026-W10").expect(200)["items"].as_array().unwrap().clone();
        let items = suggested();
        assert_eq!(items.len(), 1, "{items:?}");
        assert_eq!((&items[0]["task"], &items[0]["linked"]["id"], &items[0]["participant_ids"]), (&json!("collective_session"), &held["id"], &json!([nadia.participant])));
        let mut body = items[0].clone();
        body.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        me.post("/v1/time-records", &body).expect(201);
        assert_eq!(suggested(), Vec::<Value>::new());
    }
}
