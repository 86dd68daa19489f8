//! Time records: what an auditor would refuse, group time to the minute, history, batches, totals.

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Answer, Client, Kind, TestApp, Value, json};

/// A referent who follows somebody, with a mission letter for an operation.
struct Office<'a> {
    app: &'a TestApp,
    followed: Followed,
    operation: Value,
}

impl TestApp {
    fn an_office(&self) -> Office<'_> {
        let followed = self.given_somebody_followed();
        let operation = self.given_an_operation();
        self.given_a_mission_letter(followed.user, &operation);
        Office { app: self, followed, operation }
    }
    fn no_drift(&self) {
        assert_eq!(jalon::verify::verify_totals(&mut self.conn()).unwrap(), []);
    }
}

impl Office<'_> {
    /// The referent, with a token of this moment.
    fn me(&self) -> Client {
        self.app.client_of(self.app.plie, self.followed.user)
    }
    /// An hour on Monday 2 March, about the participant's file; `changes` replace members, null takes them out.
    fn body(&self, changes: &Value) -> Value {
        let mut body = json!({
            "user_id": self.followed.user, "date": "2026-03-02", "start_time": "09:00", "end_time": "10:00",
            "task": "file_update", "operation_id": self.operation["id"], "participant_ids": [self.followed.participant],
        });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    }
    fn post(&self, changes: &Value) -> Answer {
        self.me().post("/v1/time-records", &self.body(changes))
    }
    fn team(&self, from: &str, to: &str) -> Value {
        self.body(&json!({"task": "team_admin", "participant_ids": [], "start_time": from, "end_time": to}))
    }
}

fn path(record: &Value) -> String {
    format!("/v1/time-records/{}", record["id"].as_str().unwrap())
}

both! {
    /// Meets S3.31: create_time_record, list_time_records.
    fn a_record_is_made_read_and_listed(app: TestApp) {
        let office = app.an_office();
        let me = office.me();
        let answer = office.post(&json!({"modality": "desk", "place": "site", "comment": "Compte rendu"}));
        assert_eq!((answer.headers["etag"].as_str(), answer.warnings()), ("\"1\"", vec![]));
        let location = answer.headers["location"].clone();
        let made = answer.expect(201);
        for (name, value) in [
            ("duration_minutes", json!(60)), ("attribution", json!("P")), ("status", json!("submitted")), ("late", json!(false)),
            ("month", json!("2026-03")), ("week", json!("2026-W10")), ("start_time", json!("09:00")), ("break_minutes", json!(0)),
            ("recorded_by", json!(office.followed.user)), ("performed_by", json!(office.followed.user)), ("linked", Value::Null),
            ("recorded_at", json!("2026-03-02T08:00:00Z")), ("participant_ids", json!([office.followed.participant])),
            ("allocations", json!([{"participant_id": office.followed.participant, "minutes": 60}])),
        ] {
            assert_eq!(made[name], value, "{name}");
        }
        assert_eq!(me.get(&location).expect(200), made);
        office.me().post("/v1/time-records", &office.team("10:00", "12:00")).expect(201);
        let count = |query: &str| me.get(&format!("/v1/time-records?{query}")).expect(200)["items"].as_array().unwrap().len();
        let (user, who) = (office.followed.user, office.followed.participant);
        for (query, found) in [
            (String::new(), 2), (format!("user_id={user}&month=2026-03"), 2), (format!("participant_id={who}"), 1),
            (format!("operation_id={}", office.operation["id"].as_str().unwrap()), 2), ("task=team_admin".to_owned(), 1),
            ("from=2026-03-03".to_owned(), 0), ("to=2026-03-02".to_owned(), 2), ("week=2026-W11".to_owned(), 0),
            ("status=draft".to_owned(), 0), ("status=submitted".to_owned(), 2), (format!("user_id={}", Uuid::now_v7()), 0),
            ("updated_after=2026-03-02T08:00:00Z".to_owned(), 0),
        ] {
            assert_eq!(count(&query), found, "{query}");
        }
        me.get("/v1/time-records?month=2026-13").refused(400, "malformed_parameter");
        me.get("/v1/time-records?status=lost").refused(400, "malformed_parameter");
        app.no_drift();
    }

    fn pages_give_each_record_once(app: TestApp) {
        let office = app.an_office();
        let me = office.me();
        for (from, to) in [("08:00", "09:00"), ("09:00", "10:00"), ("10:00", "11:00"), ("11:00", "12:00"), ("13:00", "14:00")] {
            me.post("/v1/time-records", &office.team(from, to)).expect(201);
        }
        for sort in ["date", "-date"] {
            let (mut seen, mut cursor) = (std::collections::BTreeSet::new(), String::new());
            loop {
                let page = me.get(&format!("/v1/time-records?limit=2&sort={sort}{cursor}")).expect(200);
                seen.extend(page["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()));
                let Some(next) = page["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(seen.len(), 5);
        }
    }

    /// Meets S3.31: create_time_record.
    fn what_an_auditor_would_refuse_is_refused_by_name(app: TestApp) {
        let office = app.an_office();
        office.me().post("/v1/time-records", &office.team("08:00", "08:30")).expect(201);
        let other = app.given_an_operation();
        let ended = app.given_an_operation_with(&json!({"starts_on": "2015-01-01", "ends_on": "2016-12-31"}));
        let stranger = app.given_somebody_followed();
        let who = office.followed.participant;
        app.at("2026-03-03T08:00:00Z");
        for (why, changes, faults) in [
            ("overlap", json!({"start_time": "08:25", "end_time": "09:00"}), vec!["/start_time rule_overlap"]),
            ("two operations", json!({"start_time": "08:25", "end_time": "09:00", "operation_id": other["id"]}), vec!["/operation_id rule_duplicate_funding", "/start_time rule_overlap"]),
            ("more than a day", json!({"start_time": null, "end_time": null, "duration_minutes": 1415}), vec!["/duration_minutes rule_overlap"]),
            ("tomorrow", json!({"date": "2026-03-04"}), vec!["/date rule_future_date"]),
            ("off the step", json!({"end_time": "09:42"}), vec!["/end_time rule_step"]),
            ("after the operation", json!({"operation_id": ended["id"]}), vec!["/operation_id rule_outside_operation"]),
            ("no operation", json!({"operation_id": null}), vec!["/operation_id required"]),
            ("nobody", json!({"participant_ids": []}), vec!["/participant_ids rule_participants"]),
            ("two for one", json!({"participant_ids": [who, stranger.participant]}), vec!["/participant_ids rule_participants"]),
            ("somebody for the team", json!({"task": "team_admin"}), vec!["/participant_ids rule_participants"]),
            ("twice the same", json!({"task": "collective_session", "participant_ids": [who, who]}), vec!["/participant_ids rule_participants"]),
            ("coffee", json!({"task": "coffee"}), vec!["/task rule_task_not_in_charter"]),
            ("no charter", json!({"date": "2013-12-31"}), vec!["/operation_id rule_outside_operation", "/participant_ids/0 rule_participants", "/task rule_task_not_in_charter"]),
            ("past midnight", json!({"start_time": "23:00", "end_time": "01:00"}), vec!["/end_time rule_midnight"]),
            ("a day and more", json!({"start_time": null, "end_time": null, "duration_minutes": 1445}), vec!["/duration_minutes rule_midnight"]),
            ("no minutes", json!({"start_time": null, "end_time": null}), vec!["/duration_minutes required"]),
            ("no end", json!({"end_time": null}), vec!["/end_time required"]),
            ("disagreeing", json!({"duration_minutes": 55}), vec!["/duration_minutes invalid"]),
            ("a long break", json!({"break_minutes": 60}), vec!["/break_minutes invalid"]),
            ("wrong kind of link", json!({"linked": {"type": "stage", "id": who}}), vec!["/linked/id reference_not_found", "/linked/type rule_linked_type"]),
            ("unknown modality", json!({"modality": "telepathy"}), vec!["/modality unknown_code"]),
            ("before the pathway", json!({"date": "2026-01-31"}), vec!["/participant_ids/0 rule_participants"]),
            ("unknown operation", json!({"operation_id": Uuid::now_v7()}), vec!["/operation_id reference_not_found"]),
            ("unknown person", json!({"participant_ids": [Uuid::now_v7()]}), vec!["/participant_ids/0 reference_not_found"]),
            ("unknown field", json!({"late": false}), vec!["/late unknown_field"]),
            ("not a time", json!({"start_time": "9h"}), vec!["/start_time invalid"]),
        ] {
            let answer = office.post(&changes);
            assert_eq!(answer.faults(), faults, "{why}: {}", answer.text);
            assert_eq!(answer.status, 422, "{why}");
        }
        office.post(&json!({"end_time": "09:42"})).refused(422, "rule_step");
        office.post(&json!({"comment": "a\u{0}b"})).refused(422, "validation_failed");
        office.post(&json!({"comment": "é".repeat(501)})).refused(422, "validation_failed");
        office.post(&json!({"end_time": "24:00", "start_time": "23:00"})).expect(201);
        app.given_a_signed_month(office.followed.user, "2026-03");
        office.post(&json!({})).refused(422, "rule_period_signed");
        office.post(&json!({"date": "2026-02-27"})).expect(201);
        app.no_drift();
    }

    fn the_file_of_somebody_who_left_is_still_updated_for_a_week(app: TestApp) {
        let office = app.an_office();
        app.pathway_stands(office.followed.pathway, "exited");
        office.post(&json!({"date": "2026-02-20", "task": "stage_building"})).expect(201);
        office.post(&json!({"date": "2026-02-27"})).expect(201);
        office.post(&json!({"date": "2026-02-27", "start_time": "10:00", "end_time": "11:00", "task": "stage_building"})).refused(422, "rule_participants");
        office.post(&json!({"date": "2026-02-28"})).refused(422, "rule_participants");
    }

    fn what_is_only_worth_a_look_is_warned_of(app: TestApp) {
        let office = app.an_office();
        let (other, stranger) = (app.given_an_operation(), app.given_somebody_followed());
        for (changes, warnings) in [
            (json!({"date": "2026-02-27"}), vec![]),
            (json!({"date": "2026-02-22"}), vec!["not_working_day", "late"]),
            (json!({"date": "2026-02-23"}), vec![]),
            (json!({"date": "2026-02-20"}), vec!["late"]),
            (json!({"date": "2026-02-24", "operation_id": other["id"]}), vec!["no_mission_letter"]),
            (json!({"date": "2026-02-25", "participant_ids": [stranger.participant]}), vec!["not_assigned"]),
            (json!({"date": "2026-02-26", "task": "interview_in_person"}), vec!["no_signature"]),
            (json!({"date": "2026-03-02", "start_time": "08:00", "end_time": "18:05"}), vec!["day_over_10h"]),
        ] {
            let answer = office.post(&changes);
            assert_eq!(answer.warnings(), warnings, "{changes} {}", answer.text);
            assert_eq!(answer.expect(201)["late"], json!(warnings.contains(&"late")));
        }
        app.at("2026-03-14T08:00:00Z");
        let long = |day: &str| office.post(&json!({"date": day, "start_time": "08:00", "end_time": "18:00"})).warnings();
        for day in ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"] {
            assert_eq!(long(day), Vec::<String>::new());
        }
        assert_eq!(long("2026-03-13"), ["week_over_48h"]);
        app.sign_in(Role::Director).at_version(1).patch(
            &format!("/v1/operations/{}", office.operation["id"].as_str().unwrap()), &json!({"parameters": {"file_completion_days": 20}}),
        ).expect(200);
        assert_eq!(office.post(&json!({"date": "2026-02-27", "start_time": "14:00", "end_time": "15:00"})).warnings(), Vec::<String>::new());
    }

    fn a_record_agrees_with_the_interview_it_is_linked_to(app: TestApp) {
        let office = app.an_office();
        let interview = app.an_interview(&office.followed, "2026-02-27T08:00:00Z", "2026-02-27T09:00:00Z", "held", "in_person");
        let with = |changes: Value| {
            let mut all = json!({"date": "2026-02-27", "task": "interview_in_person", "linked": {"type": "interview", "id": interview}});
            for (name, value) in changes.as_object().unwrap() { all[name] = value.clone(); }
            office.me().post("/v1/time-records?dry_run=true", &office.body(&all))
        };
        assert_eq!(with(json!({})).warnings(), ["no_signature"]);
        assert_eq!(with(json!({"start_time": "09:05", "end_time": "10:05"})).warnings(), ["no_signature"]);
        assert_eq!(with(json!({"start_time": "09:10", "end_time": "10:10"})).warnings(), ["no_signature", "interview_mismatch"]);
        assert_eq!(with(json!({"date": "2026-02-26"})).warnings(), ["no_signature", "interview_mismatch"]);
        let call = app.an_interview(&office.followed, "2026-02-26T08:00:00Z", "2026-02-26T09:00:00Z", "held", "phone");
        let phone = json!({"date": "2026-02-26", "task": "interview_remote", "linked": {"type": "interview", "id": call}});
        assert_eq!(office.post(&phone).warnings(), Vec::<String>::new());
        let planned = app.an_interview(&office.followed, "2026-03-05T08:00:00Z", "2026-03-05T09:00:00Z", "planned", "in_person");
        assert_eq!(with(json!({"date": "2026-03-05", "linked": {"type": "interview", "id": planned}})).warnings(), Vec::<String>::new());
        with(json!({"date": "2026-03-06", "linked": {"type": "interview", "id": planned}})).refused(422, "rule_future_date");
        with(json!({"linked": {"type": "interview", "id": Uuid::now_v7()}})).refused(422, "reference_not_found");
    }

    fn a_record_agrees_with_the_session_it_is_linked_to(app: TestApp) {
        let office = app.an_office();
        let (karim, of) = (app.given_somebody_followed(), &office.followed);
        // from two to four in Paris, on Friday 27 February
        let there: Vec<Value> = [of, &karim].map(|f| json!({"pathway_id": f.pathway, "outcome": "present"})).into();
        let session = json!({"title": "Atelier CV", "leader_id": of.user, "starts_at": "2026-02-27T13:00:00Z", "ends_at": "2026-02-27T15:00:00Z"});
        let assistant = app.sign_in(Role::Assistant);
        let session = assistant.post("/v1/collective-sessions", &session).expect(201);
        let id = session["id"].as_str().unwrap().to_owned();
        for line in &there {
            let row = (app.uuid_text(Uuid::now_v7()), app.uuid_text(line["pathway_id"].as_str().unwrap().parse().unwrap()));
            app.conn().batch(&format!(
                "insert into attendances (plie_id, id, session_id, pathway_id, participant_id, outcome, created_at, updated_at)
                 select plie_id, {}, {}, id, participant_id, 'present', {at}, {at} from pathways where id = {}",
                row.0, app.uuid_text(id.parse().unwrap()), row.1, at = app.instant_text()
            )).unwrap();
        }
        let sign = |of: &Followed| {
            let session = assistant.get(&format!("/v1/collective-sessions/{id}")).expect(200);
            let line = session["attendances"].as_array().unwrap().iter().find(|a| a["pathway_id"] == json!(of.pathway)).unwrap().clone();
            let signature = json!({"kind": "electronic", "signer": {"type": "participant"}, "signed_at": app.clock.now(), "facts_hash": line["facts_hash"], "method": "tablet"});
            let body = json!({"pathway_id": of.pathway, "signature": signature});
            office.me().at_version(session["version"].as_i64().unwrap()).post(&format!("/v1/collective-sessions/{id}/sign"), &body).expect(200);
        };
        let with = |changes: Value| {
            let mut all = json!({"date": "2026-02-27", "start_time": "14:00", "end_time": "16:00", "task": "collective_session", "linked": {"type": "session", "id": id}});
            for (name, value) in changes.as_object().unwrap() { all[name] = value.clone(); }
            office.me().post("/v1/time-records?dry_run=true", &office.body(&all)).warnings()
        };
        assert_eq!(with(json!({})), ["no_signature"]);
        sign(of);
        assert_eq!(with(json!({})), Vec::<String>::new(), "whom the record names has signed");
        let both = json!([of.participant, karim.participant]);
        assert_eq!(with(json!({"participant_ids": both})), ["not_assigned", "no_signature"], "one of the two has not");
        assert_eq!(with(json!({"start_time": "15:55", "end_time": "17:00"})), Vec::<String>::new(), "some minutes are enough");
        assert_eq!(with(json!({"start_time": "16:00", "end_time": "17:00"})), ["contact_mismatch"]);
        assert_eq!(with(json!({"start_time": "12:00", "end_time": "14:00"})), ["contact_mismatch"]);
        assert_eq!(with(json!({"date": "2026-02-26"})), ["contact_mismatch"]);
        // each record of a batch is held against its own
        let body = |changes: Value| {
            let mut all = json!({"date": "2026-02-27", "task": "collective_session", "linked": {"type": "session", "id": id}});
            for (name, value) in changes.as_object().unwrap() { all[name] = value.clone(); }
            office.body(&all)
        };
        let items = json!([body(json!({"start_time": "14:00", "end_time": "15:00"})), body(json!({"date": "2026-02-25"}))]);
        let batch = office.me().post("/v1/time-records/batch?dry_run=true", &json!({"items": items, "atomic": true})).expect(200);
        let warned: Vec<Value> = batch.as_array().unwrap_or_else(|| batch["items"].as_array().unwrap()).iter()
            .map(|item| item["warnings"].as_array().map_or(json!([]), |all| all.iter().map(|w| w["code"].clone()).collect())).collect();
        assert_eq!(warned, [json!([]), json!(["contact_mismatch"])], "{batch}");
    }

    fn a_record_agrees_with_the_meeting_event_or_commission_it_is_linked_to(app: TestApp) {
        let office = app.an_office();
        let (director, officer) = (app.sign_in(Role::Director), app.sign_in(Role::EmployerRelationsOfficer));
        let times = json!({"starts_at": "2026-02-26T09:00:00Z", "ends_at": "2026-02-26T11:00:00Z"});
        let made = |by: &Client, path: &str, more: Value| {
            let mut body = times.clone();
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            by.post(path, &body).expect(201)["id"].clone()
        };
        let meeting = made(&director, "/v1/meetings", json!({"kind": "network"}));
        let event = made(&officer, "/v1/events-calendar", json!({"kind": "forum", "title": "Forum", "starts_at": "2026-02-25T08:00:00Z", "ends_at": "2026-02-26T16:00:00Z"}));
        let warned = |changes: &Value| office.me().post("/v1/time-records?dry_run=true", &office.body(changes)).warnings();
        let met = |date: &str, from: &str, to: &str| warned(&json!({"date": date, "start_time": from, "end_time": to, "task": "network", "participant_ids": [], "linked": {"type": "meeting", "id": meeting}}));
        assert_eq!(met("2026-02-26", "09:30", "10:30"), Vec::<String>::new());
        assert_eq!(met("2026-02-26", "08:00", "10:00"), ["contact_mismatch"]);
        assert_eq!(met("2026-02-25", "10:00", "12:00"), ["contact_mismatch"]);
        let there = |date: &str, from: &str, to: &str| warned(&json!({"date": date, "start_time": from, "end_time": to, "task": "event_with_participants", "linked": {"type": "event", "id": event}}));
        assert_eq!(there("2026-02-25", "18:00", "19:00"), Vec::<String>::new(), "it goes on");
        assert_eq!(there("2026-02-25", "08:00", "09:00"), ["contact_mismatch"]);
        assert_eq!(there("2026-02-26", "16:30", "17:30"), Vec::<String>::new());
        assert_eq!(there("2026-02-26", "17:00", "18:00"), ["contact_mismatch"]);
        assert_eq!(there("2026-02-27", "09:00", "10:00"), ["contact_mismatch"]);
    }

    fn the_time_of_a_commission_is_of_its_day(app: TestApp) {
        let (sitting, referent, item) = app.given_an_admission_to_decide();
        let day = sitting.session["starts_at"].as_str().unwrap()[..10].to_owned();
        let after = jalon::civil::add_days(day.parse().unwrap(), 1).to_string();
        app.at(&format!("{after}T20:00:00Z"));
        let operation = app.given_an_operation();
        let me = app.client_of(app.plie, jalon::ids::UserId::of(referent.id.unwrap()));
        let warned = |date: &str| {
            let body = json!({"user_id": referent.id, "date": date, "start_time": "08:00", "end_time": "08:30", "task": "commission_item",
                "operation_id": operation["id"], "participant_ids": [item["participant"]["id"]], "linked": {"type": "agenda_item", "id": item["id"]}});
            let answer = me.post("/v1/time-records?dry_run=true", &body);
            assert_eq!(answer.status, 200, "{date} {}", answer.text);
            answer.warnings()
        };
        assert!(!warned(&day).contains(&"contact_mismatch".to_owned()), "whoever was heard at which hour is not told");
        assert!(warned(&after).contains(&"contact_mismatch".to_owned()));
    }

    /// Meets S3.31: create_time_record.
    fn time_for_somebody_is_on_the_operation_that_they_take_part_in(app: TestApp) {
        let office = app.an_office();
        let other = app.given_an_operation();
        let local = app.given_an_operation_with(&json!({"fund": "local_epci", "programme_period": "2026"}));
        let of = &office.followed;
        let asked = |changes: &Value| office.me().post("/v1/time-records?dry_run=true", &office.body(changes));
        let on = |operation: &Value, date: &str| json!({"operation_id": operation["id"], "date": date});
        asked(&on(&other, "2026-02-20")).expect(200);
        let participation = app.given_a_participation(of, &office.operation, "2026-02-10");
        asked(&on(&office.operation, "2026-02-20")).expect(200);
        let refused = asked(&on(&other, "2026-02-20"));
        assert_eq!(refused.faults(), ["/operation_id rule_outside_operation"]);
        // on days before the entry nobody says on which they were; nor does an operation that counts nobody
        asked(&on(&other, "2026-02-09")).expect(200);
        asked(&on(&local, "2026-02-20")).expect(200);
        // a group may be of several, and whoever was never entered is on none
        let group = json!({"operation_id": other["id"], "date": "2026-02-20", "task": "quarterly_review"});
        asked(&group).expect(200);
        let karim = app.given_somebody_followed();
        asked(&json!({"operation_id": other["id"], "date": "2026-02-20", "participant_ids": [karim.participant]})).expect(200);
        // somebody who takes part in both is on both
        let second = app.given_a_participation(of, &other, "2026-02-15");
        asked(&on(&other, "2026-02-20")).expect(200);
        assert_eq!(asked(&on(&other, "2026-02-12")).faults(), ["/operation_id rule_outside_operation"]);
        let data = app.sign_in(Role::DataManager);
        for made in [&second, &participation] {
            let path = format!("/v1/participations/{}", made["id"].as_str().unwrap());
            let version = data.get(&path).expect(200)["version"].as_i64().unwrap();
            data.at_version(version).post(&format!("{path}/void"), &json!({"reason": "Erreur de personne"})).expect(200);
        }
        asked(&on(&other, "2026-02-12")).expect(200);
    }

    fn contacts_not_yet_recorded_are_suggested(app: TestApp) {
        let office = app.an_office();
        let held = app.an_interview(&office.followed, "2026-03-02T13:00:00Z", "2026-03-02T14:00:00Z", "held", "in_person");
        let past = app.an_interview(&office.followed, "2026-03-02T07:00:00Z", "2026-03-02T07:30:00Z", "planned", "phone");
        app.an_interview(&office.followed, "2026-03-06T07:00:00Z", "2026-03-06T07:30:00Z", "planned", "phone");
        app.an_interview(&office.followed, "2026-03-02T09:00:00Z", "2026-03-02T09:30:00Z", "no_show", "phone");
        let me = office.me();
        let suggested = |query: &str| me.get(&format!("/v1/time-records/suggestions?{query}")).expect(200)["items"].as_array().unwrap().clone();
        let items = suggested("week=2026-W10");
        let linked: Vec<&str> = items.iter().map(|i| i["linked"]["id"].as_str().unwrap()).collect();
        assert_eq!(linked, [past.to_string(), held.to_string()]);
        assert_eq!((&items[1]["task"], &items[1]["start_time"], &items[1]["duration_minutes"]), (&json!("interview_in_person"), &json!("14:00"), &json!(60)));
        assert_eq!(items[0]["operation_id"], office.operation["id"]);
        for item in &items {
            let mut body = item.clone();
            for name in ["place", "modality"] {
                if body[name].is_null() { body.as_object_mut().unwrap().remove(name); }
            }
            app.at("2026-03-02T17:00:00Z");
            office.me().post("/v1/time-records", &body).expect(201);
        }
        let suggested = |query: &str| office.me().get(&format!("/v1/time-records/suggestions?{query}")).expect(200)["items"].as_array().unwrap().clone();
        let me = office.me();
        assert_eq!(suggested(""), Vec::<Value>::new());
        me.get(&format!("/v1/time-records/suggestions?user_id={}", Uuid::now_v7())).refused(404, "not_found");
        assert_eq!(app.sign_in(Role::Director).get(&format!("/v1/time-records/suggestions?user_id={}&week=2026-W10", office.followed.user)).expect(200)["items"], json!([]));
    }

    fn a_commission_in_which_one_presented_people_is_suggested_once(app: TestApp) {
        let (sitting, referent, item) = app.given_an_admission_to_decide();
        let starts_at = sitting.session["starts_at"].as_str().unwrap().to_owned();
        let week = jalon::civil::IsoWeek::of(starts_at[..10].parse().unwrap()).to_string();
        app.at(&format!("{}T20:00:00Z", &starts_at[..10]));
        let operation = app.given_an_operation();
        let me = app.client_of(app.plie, jalon::ids::UserId::of(referent.id.unwrap()));
        let suggested = |client: &Client| client.get(&format!("/v1/time-records/suggestions?week={week}")).expect(200)["items"].as_array().unwrap().clone();
        let items = suggested(&me);
        assert_eq!(items.len(), 1, "{items:?}");
        let one = &items[0];
        assert_eq!((&one["task"], &one["linked"]), (&json!("commission_item"), &json!({"type": "agenda_item", "id": item["id"]})));
        assert_eq!((&one["duration_minutes"], one["participant_ids"].as_array().unwrap().len(), &one["operation_id"]), (&json!(15), 1, &operation["id"]));
        assert_eq!(suggested(&app.sign_in(Role::Referent)), Vec::<Value>::new(), "who presented nobody");
        let mut body = one.clone();
        body.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        me.post("/v1/time-records", &body).expect(201);
        assert_eq!(suggested(&me), Vec::<Value>::new());
    }

    fn group_time_is_shared_out_to_the_minute(app: TestApp) {
        let office = app.an_office();
        let mut people = vec![office.followed.participant, app.given_somebody_followed().participant, app.given_somebody_followed().participant];
        people.reverse();
        let made = office.post(&json!({"task": "quarterly_review", "end_time": "10:40", "participant_ids": people})).expect(201);
        let shares = made["allocations"].as_array().unwrap();
        let minutes: Vec<i64> = shares.iter().map(|s| s["minutes"].as_i64().unwrap()).collect();
        assert_eq!((minutes.clone(), minutes.iter().sum::<i64>()), (vec![34, 33, 33], 100));
        people.sort();
        assert_eq!(made["participant_ids"], json!(people));
        let found = office.me().get(&format!("/v1/time-records?participant_id={}", people[2])).expect(200);
        assert_eq!((found["items"].as_array().unwrap().len(), &found["items"][0]["id"]), (1, &made["id"]));
    }

    fn travel_is_for_whom_the_record_it_belongs_to_is(app: TestApp) {
        let office = app.an_office();
        let main = office.post(&json!({})).expect(201);
        let travel = json!({"task": "travel", "start_time": "10:00", "end_time": "10:30", "linked": {"type": "time_record", "id": main["id"]}});
        assert_eq!(office.post(&travel).expect(201)["attribution"], "P");
        let alone = json!({"task": "travel", "start_time": "10:30", "end_time": "11:00", "participant_ids": []});
        assert_eq!(office.post(&alone).expect(201)["attribution"], "O");
    }

    fn a_day_of_23_hours_and_midnight_are_read_by_the_clock_on_the_wall(app: TestApp) {
        let office = app.an_office();
        app.at("2026-03-29T21:59:00Z");
        let made = office.post(&json!({"date": "2026-03-29", "start_time": "01:00", "end_time": "04:00"}));
        assert_eq!(made.warnings(), ["not_working_day"]);
        assert_eq!(made.expect(201)["duration_minutes"], json!(180));
        office.post(&json!({"date": "2026-03-30", "start_time": "00:00", "end_time": "01:00"})).refused(422, "rule_future_date");
        app.at("2026-03-29T22:00:00Z");
        office.post(&json!({"date": "2026-03-30", "start_time": "00:00", "end_time": "01:00"})).expect(201);
        assert_eq!(office.post(&json!({"date": "2026-03-29", "start_time": "23:00", "end_time": "24:00"})).expect(201)["end_time"], "24:00");
    }

    fn a_draft_is_changed_in_place_submitted_or_deleted(app: TestApp) {
        let office = app.an_office();
        let me = office.me();
        let draft = office.post(&json!({"draft": true})).expect(201);
        assert_eq!(draft["status"], "draft");
        let changed = me.at_version(1).patch(&path(&draft), &json!({"end_time": "10:30"})).expect(200);
        assert_eq!((&changed["duration_minutes"], &changed["supersedes"], &changed["version"]), (&json!(90), &Value::Null, &json!(2)));
        app.no_drift();
        let sent = me.at_version(2).patch(&path(&draft), &json!({"draft": false})).expect(200);
        assert_eq!((&sent["status"], &sent["supersedes"]), (&json!("submitted"), &Value::Null));
        me.at_version(3).delete(&path(&draft)).refused(409, "conflict_not_draft");
        me.at_version(3).patch(&path(&draft), &json!({"draft": true})).refused(409, "illegal_transition");
        let other = office.post(&json!({"draft": true, "start_time": "14:00", "end_time": "15:00"})).expect(201);
        me.delete(&path(&other)).refused(428, "precondition_required");
        me.at_version(2).delete(&path(&other)).refused(412, "version_conflict");
        assert_eq!(me.at_version(1).delete(&path(&other)).status, 204);
        me.get(&path(&other)).refused(404, "not_found");
        app.no_drift();
    }

    fn a_change_after_submission_keeps_what_was_said_before(app: TestApp) {
        let office = app.an_office();
        let first = office.post(&json!({})).expect(201);
        app.at("2026-03-02T16:00:00Z");
        let assistant = app.sign_in(Role::Assistant);
        let second = assistant.at_version(1).patch(&path(&first), &json!({"duration_minutes": 45, "start_time": null, "end_time": null, "reason": "Erreur d'heure"})).expect(200);
        assert_eq!((&second["id"], &second["version"], &second["duration_minutes"]), (&first["id"], &json!(2), &json!(45)));
        assert_eq!((&second["reason"], &second["recorded_by"], &second["performed_by"]), (&json!("Erreur d'heure"), &json!(assistant.id.unwrap()), &first["performed_by"]));
        assert_eq!((&second["recorded_at"], &second["created_at"]), (&json!("2026-03-02T16:00:00Z"), &first["created_at"]));
        app.at("2026-03-20T16:00:00Z");
        let answer = office.me().at_version(2).patch(&path(&first), &json!({"comment": "Revu"}));
        assert_eq!(answer.warnings(), Vec::<String>::new(), "what was on file in time stays in time");
        assert_eq!(answer.expect(200)["late"], json!(false));
        let me_later = office.me();
        let history = me_later.get(&format!("{}/history", path(&first))).expect(200);
        let versions = history["items"].as_array().unwrap();
        let told: Vec<_> = versions.iter().map(|v| (v["version"].as_i64().unwrap(), v["duration_minutes"].as_i64().unwrap(), v["status"].as_str().unwrap())).collect();
        assert_eq!(told, [(1, 60, "superseded"), (2, 45, "superseded"), (3, 45, "submitted")]);
        assert_eq!(versions[0]["superseded_by"], first["id"]);
        assert_eq!(versions[2]["supersedes"], versions[1]["id"]);
        assert_eq!(me_later.get(&format!("{}/history", path(&versions[0]))).expect(200), history);
        me_later.at_version(1).patch(&path(&versions[0]), &json!({"comment": "x"})).refused(409, "illegal_transition");
        assert_eq!(me_later.get("/v1/time-records").expect(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(me_later.get("/v1/time-records?status=superseded").expect(200)["items"].as_array().unwrap().len(), 2);
        assert_eq!(me_later.get(&format!("/v1/time-records?participant_id={}", office.followed.participant)).expect(200)["items"].as_array().unwrap().len(), 1);
        app.no_drift();
        app.given_a_signed_month(office.followed.user, "2026-03");
        me_later.at_version(3).patch(&path(&first), &json!({"comment": "Encore"})).refused(422, "rule_period_signed");
        me_later.at_version(3).patch(&path(&first), &json!({"date": "2026-02-27"})).refused(422, "rule_period_signed");
    }

    fn what_was_handed_in_stays_to_be_read_when_its_week_is_returned(app: TestApp) {
        let staff = app.given_staff_with([0; 7], 10_000, "2026-01-01");
        let me = &staff.client;
        let made = |from: &str, to: &str, draft: bool| {
            app.given_a_time_record_with(me, &json!({"date": "2026-02-24", "start_time": from, "end_time": to, "draft": draft}))
        };
        let (changed, wrong, drafted) = (made("09:00", "10:00", false), made("10:00", "11:00", false), made("11:00", "12:00", true));
        let week = staff.week("2026-W09");
        me.at_version(1).post(&format!("{week}/submit"), &json!({})).expect(200);
        staff.supervisor.at_version(2).post(&format!("{week}/return"), &json!({"reason": "Mardi ?"})).expect(200);
        let history = |of: &Value| me.get(&format!("{}/history", path(of))).expect(200)["items"].as_array().unwrap().clone();
        let told = |of: &Value| -> Vec<(i64, i64, String)> {
            let all = history(of);
            all.iter().map(|v| (v["version"].as_i64().unwrap(), v["duration_minutes"].as_i64().unwrap(), v["status"].as_str().unwrap().to_owned())).collect()
        };
        let line = |version, minutes, status: &str| (version, minutes, status.to_owned());
        let shorter = me.at_version(2).patch(&path(&changed), &json!({"end_time": "09:45", "reason": "Plus court"})).expect(200);
        assert_eq!((&shorter["status"], &shorter["id"]), (&json!("draft"), &changed["id"]));
        assert_eq!(told(&changed), [line(2, 60, "superseded"), line(3, 45, "draft")]);
        let kept = history(&changed)[0].clone();
        assert_eq!((&kept["id"], &kept["superseded_by"]), (&shorter["supersedes"], &changed["id"]));
        // what is taken back leaves the live records, and nothing else
        assert_eq!(me.at_version(3).delete(&path(&changed)).status, 204);
        assert_eq!(me.at_version(2).delete(&path(&wrong)).status, 204);
        assert_eq!(me.at_version(3).delete(&path(&drafted)).status, 204, "handed in with its week");
        assert_eq!(told(&changed), [line(2, 60, "superseded"), line(4, 45, "superseded")]);
        assert_eq!(history(&kept), history(&changed));
        assert_eq!(told(&wrong), [line(3, 60, "superseded")]);
        assert_eq!(told(&drafted), [line(4, 60, "superseded")]);
        assert_eq!(me.get("/v1/time-records").expect(200)["items"], json!([]));
        me.at_version(4).patch(&path(&changed), &json!({"comment": "x"})).refused(409, "illegal_transition");
        me.at_version(4).delete(&path(&changed)).refused(409, "conflict_not_draft");
        // a draft that was made since was never handed in
        let since = made("09:00", "10:00", true);
        assert_eq!(me.at_version(1).delete(&path(&since)).status, 204);
        me.get(&path(&since)).refused(404, "not_found");
        assert_eq!(app.journal("operation = 'delete_time_record'").len(), 4);
        app.no_drift();
        // a record that is gone takes no history with it
        let gone = app.uuid_text(changed["id"].as_str().unwrap().parse().unwrap());
        app.conn().batch(&format!("delete from time_records where id = {gone}")).unwrap();
        assert_eq!(told(&kept), [line(2, 60, "superseded")]);
    }

    fn the_same_id_with_the_same_content_answers_the_first_record(app: TestApp) {
        let office = app.an_office();
        let id = json!({"id": Uuid::now_v7()});
        let first = office.post(&id).expect(201);
        assert_eq!(office.post(&id).expect(201), first);
        office.post(&json!({"id": first["id"], "comment": "autre"})).refused(409, "duplicate");
        app.no_drift();
    }

    fn one_records_ones_own_and_the_assistant_for_others(app: TestApp) {
        let office = app.an_office();
        let made = office.post(&json!({})).expect(201);
        let body = office.team("14:00", "15:00");
        app.sign_in(Role::Referent).post("/v1/time-records", &body).refused(403, "forbidden");
        app.sign_in(Role::FinanceOfficer).post("/v1/time-records", &body).refused(403, "forbidden");
        app.sign_in(Role::Partner).post("/v1/time-records", &body).refused(403, "forbidden");
        let assistant = app.sign_in(Role::Assistant);
        let on_behalf = assistant.post("/v1/time-records", &body).expect(201);
        assert_eq!((&on_behalf["recorded_by"], &on_behalf["performed_by"]), (&json!(assistant.id.unwrap()), &json!(office.followed.user)));
        app.sign_in(Role::Referent).get(&path(&made)).refused(404, "not_found");
        app.sign_in(Role::Referent).at_version(1).patch(&path(&made), &json!({"comment": "x"})).refused(404, "not_found");
        app.sign_in(Role::FinanceOfficer).get(&path(&made)).expect(200);
        app.sign_in(Role::FinanceOfficer).at_version(1).patch(&path(&made), &json!({"comment": "x"})).refused(403, "forbidden");
        assert_eq!(app.sign_in(Role::Referent).get("/v1/time-records").expect(200)["items"], json!([]));
        assert_eq!(app.sign_in(Role::Director).get("/v1/time-records").expect(200)["items"].as_array().unwrap().len(), 2);
        let foreign = app.another_plie();
        app.sign_in_at(foreign, Role::Director).get(&path(&made)).refused(404, "not_found");
        let theirs = app.sign_in_at(foreign, Role::Assistant).post("/v1/time-records", &body);
        assert_eq!(theirs.faults(), ["/operation_id reference_not_found", "/user_id reference_not_found"]);
        let their_person = app.given_somebody_followed_at(foreign);
        office.post(&json!({"start_time": "16:00", "end_time": "17:00", "participant_ids": [their_person.participant]})).refused(422, "reference_not_found");
        let unknown = office.body(&json!({"user_id": Uuid::now_v7()}));
        assistant.post("/v1/time-records", &unknown).refused(422, "reference_not_found");
    }

    fn whoever_reads_the_time_of_others_records_ones_own(app: TestApp) {
        let office = app.an_office();
        let made = office.post(&json!({"draft": true})).expect(201);
        let theirs = office.team("14:00", "15:00");
        for role in [Role::Director, Role::TerritorialOfficer, Role::DataManager] {
            let reader = app.sign_in(role);
            reader.get(&path(&made)).expect(200);
            reader.post("/v1/time-records", &theirs).refused(403, "forbidden");
            reader.at_version(1).patch(&path(&made), &json!({"comment": "x"})).refused(403, "forbidden");
            reader.at_version(1).delete(&path(&made)).refused(403, "forbidden");
            let mut own = theirs.clone();
            own["user_id"] = json!(reader.id.unwrap());
            let batch = reader.post("/v1/time-records/batch", &json!({"items": [own, theirs]})).expect(200);
            assert_eq!((&batch["items"][0]["status"], &batch["items"][1]["status"]), (&json!(201), &json!(403)), "{role}");
        }
        app.sign_in(Role::Assistant).at_version(1).patch(&path(&made), &json!({"comment": "Au nom du référent"})).expect(200);
        app.no_drift();
    }

    fn a_supervisor_looks_at_the_time_of_the_team_and_leaves_it_alone(app: TestApp) {
        let office = app.an_office();
        let made = office.post(&json!({})).expect(201);
        let supervisor = app.sign_in(Role::Referent);
        let (boss, person) = (app.uuid_text(supervisor.id.unwrap()), app.uuid_text(office.followed.user.0));
        app.conn().batch(&format!("update referents set supervisor_id = {boss} where user_id = {person}")).unwrap();
        supervisor.get(&path(&made)).expect(200);
        supervisor.at_version(1).patch(&path(&made), &json!({"comment": "x"})).refused(403, "forbidden");
        supervisor.post("/v1/time-records", &office.team("14:00", "15:00")).refused(403, "forbidden");
    }

    fn a_territorial_officer_sees_the_staff_of_the_territory(app: TestApp) {
        let office = app.an_office();
        let made = office.post(&json!({})).expect(201);
        let officer = app.user(app.plie, Role::TerritorialOfficer, Some((jalon::auth::actor::ScopeType::Territory, Uuid::now_v7())));
        app.client_of(app.plie, officer).get(&path(&made)).refused(404, "not_found");
        app.sign_in(Role::TerritorialOfficer).get(&path(&made)).expect(200);
    }

    fn a_batch_takes_what_may_stand_or_all_or_nothing(app: TestApp) {
        let office = app.an_office();
        let me = office.me();
        let items = json!([
            office.team("08:00", "09:00"), office.team("08:30", "09:30"), office.team("09:00", "10:02"),
            office.body(&json!({"start_time": "10:00", "end_time": "11:00"})), office.body(&json!({"user_id": Uuid::now_v7()})),
        ]);
        let statuses = |answer: &Value| -> Vec<u64> { answer["items"].as_array().unwrap().iter().map(|i| i["status"].as_u64().unwrap()).collect() };
        let all = me.post("/v1/time-records/batch", &json!({"atomic": true, "items": items})).expect(200);
        assert_eq!(statuses(&all), [424, 422, 422, 424, 403]);
        assert_eq!(all["items"][1]["problem"]["code"], "rule_overlap");
        assert_eq!(all["items"][1]["problem"]["errors"][0]["pointer"], "/start_time");
        assert_eq!(me.get("/v1/time-records").expect(200)["items"], json!([]));
        app.no_drift();
        let some = me.post("/v1/time-records/batch", &json!({"items": items})).expect(200);
        assert_eq!(statuses(&some), [201, 422, 422, 201, 403]);
        assert_eq!(some["items"][2]["problem"]["code"], "rule_step");
        let page = me.get("/v1/time-records?sort=date").expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 2);
        assert_eq!(page["items"][0]["id"], some["items"][0]["id"]);
        app.no_drift();
        let good = json!([office.team("13:00", "14:00"), office.team("14:00", "15:00")]);
        let rehearsed = me.post("/v1/time-records/batch?dry_run=true", &json!({"atomic": true, "items": good})).expect(200);
        assert_eq!(statuses(&rehearsed), [201, 201]);
        assert_eq!(statuses(&me.post("/v1/time-records/batch", &json!({"atomic": true, "items": good})).expect(200)), [201, 201]);
        me.post("/v1/time-records/batch", &json!({"items": []})).refused(422, "validation_failed");
        let wrong = me.post("/v1/time-records/batch", &json!({"items": [{"user_id": 1}]}));
        assert!(wrong.faults().contains(&"/items/0/user_id wrong_type".to_owned()), "{}", wrong.text);
        app.no_drift();
    }

    fn a_batch_repeated_with_its_ids_writes_nothing_twice(app: TestApp) {
        let office = app.an_office();
        let items: Vec<Value> = (0..100).map(|i| {
            let date = format!("2026-02-{:02}", 2 + i / 10);
            let mut body = office.body(&json!({"id": Uuid::now_v7(), "date": date, "start_time": format!("{:02}:00", 8 + i % 10), "end_time": format!("{:02}:30", 8 + i % 10)}));
            if i % 3 == 0 { body["task"] = json!("team_admin"); body["participant_ids"] = json!([]); }
            body
        }).collect();
        let me = office.me();
        let first = me.post("/v1/time-records/batch", &json!({"atomic": true, "items": items})).expect(200);
        assert!(first["items"].as_array().unwrap().iter().all(|i| i["status"] == 201), "{first}");
        let again = me.post("/v1/time-records/batch", &json!({"atomic": true, "items": items})).expect(200);
        assert!(again["items"].as_array().unwrap().iter().zip(&items).all(|(i, item)| i["status"] == 201 && i["id"] == item["id"]));
        assert_eq!(me.get("/v1/time-records?limit=200&month=2026-02").expect(200)["items"].as_array().unwrap().len(), 100);
        app.no_drift();
    }

    fn fifty_at_once_for_the_same_minutes_leave_one(app: TestApp) {
        let office = app.an_office();
        let body = office.team("09:00", "10:00");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let posts: Vec<_> = (0..50).map(|_| {
                let (client, body) = (app.client_of(app.plie, office.followed.user), body.clone());
                scope.spawn(move || {
                    let answer = client.post("/v1/time-records", &body);
                    if answer.status != 201 { assert_eq!(answer.body["code"], "rule_overlap", "{}", answer.text); }
                    answer.status
                })
            }).collect();
            posts.into_iter().map(|post| post.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|s| **s == 201).count(), 1, "{statuses:?}");
        app.no_drift();
    }

    fn the_database_itself_knows_no_two_records_of_the_same_minutes(app: TestApp) {
        let office = app.an_office();
        let made = office.post(&json!({})).expect(201);
        let id = app.uuid_text(made["id"].as_str().unwrap().parse().unwrap());
        let columns = "plie_id, user_id, date, start_minute, end_minute, duration_minutes, task, attribution, charter_id, operation_id, allocations, status, late, recorded_at, performed_by, month, week, created_at, updated_at";
        let copy = format!("insert into time_records (id, {columns}) select {}, {columns} from time_records where id = {id}", app.uuid_text(Uuid::now_v7()));
        let refused = app.conn().batch(&copy).unwrap_err();
        assert!(refused.to_string().contains("conflict_time_overlap"), "{refused}");
        assert_eq!(jalon::failure::Failure::from(refused).to_string(), "rule_overlap");
    }

    fn the_totals_follow_every_write(app: TestApp) {
        let office = app.an_office();
        let other = app.given_an_operation();
        let me = office.me();
        let (mut seed, mut live): (u64, Vec<(String, i64)>) = (42, Vec::new());
        let mut next = |n: u64| { seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); (seed >> 33) % n };
        for _ in 0..60 {
            let day = format!("2026-02-{:02}", 1 + next(28));
            let hour = 7 + next(12);
            let minutes = 5 * (1 + next(11));
            let operation = if next(2) == 0 { &office.operation } else { &other };
            let changes = json!({"date": day, "operation_id": operation["id"], "start_time": format!("{hour:02}:00"), "end_time": format!("{hour:02}:{minutes:02}"), "draft": next(2) == 0});
            match next(3) {
                0 | 1 => {
                    let answer = office.post(&changes);
                    if answer.status == 201 { live.push((path(&answer.body), 1)); }
                }
                _ if live.is_empty() => {}
                _ => {
                    let at = usize::try_from(next(u64::try_from(live.len()).unwrap())).unwrap();
                    let (location, version) = live[at].clone();
                    if next(3) == 0 && me.at_version(version).delete(&location).status == 204 {
                        live.remove(at);
                    } else {
                        let answer = me.at_version(version).patch(&location, &json!({"date": changes["date"], "operation_id": changes["operation_id"], "start_time": changes["start_time"], "end_time": changes["end_time"]}));
                        if answer.status == 200 { live[at].1 += 1; }
                    }
                }
            }
        }
        assert!(live.len() > 5);
        app.no_drift();
        app.conn().batch("update time_totals set minutes = minutes + 5").unwrap();
        assert_ne!(jalon::verify::verify_totals(&mut app.conn()).unwrap(), []);
    }
}

impl TestApp {
    /// An interview of a referent with the person they follow, as the interviews leave it.
    fn an_interview(&self, of: &Followed, from: &str, to: &str, outcome: &str, modality: &str) -> Uuid {
        let at = |text: &str| match self.database.kind {
            Kind::Postgres => format!("'{text}'::timestamptz"),
            Kind::Sqlite => crate::support::instant(text).micros().to_string(),
        };
        let id = Uuid::now_v7();
        let no = if self.database.kind == Kind::Postgres { "false" } else { "0" };
        let [p, i, way, who, user] =
            [self.plie.0, id, of.pathway, of.participant, of.user.0].map(|id| self.uuid_text(id));
        let sql = format!(
            "insert into interviews (plie_id, id, pathway_id, participant_id, user_id, type, modality, starts_at, ends_at, day, outcome, information_given, late, version, created_at, updated_at)
             values ({p}, {i}, {way}, {who}, {user}, 'follow_up', '{modality}', {}, {}, '{}', '{outcome}', '[]', {no}, 1, {}, {})",
            at(from), at(to), &from[..10], at(from), at(from),
        );
        self.conn().batch(&sql).unwrap();
        id
    }
}
