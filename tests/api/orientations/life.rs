//! The life of an orientation, verb by verb.

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::intake::orientation_body;
use crate::support::{Client, TestApp, Value, json};

const STATES: &[&str] = &[
    "received",
    "in_triage",
    "reception_booked",
    "received_in_person",
    "entry_file_opened",
    "admitted",
    "refused",
    "withdrawn",
    "no_show",
    "redirected",
    "duplicate",
    "expired",
];

/// Which verbs a state knows, and where each leads (domain § 4.2).
fn leads(status: &str, verb: &str) -> Option<&'static str> {
    Some(match (status, verb) {
        ("received", "triage") => "in_triage",
        ("in_triage", "book-reception") => "reception_booked",
        ("reception_booked", "record-reception") => "received_in_person",
        ("received_in_person", "open-entry-file") => "entry_file_opened",
        ("in_triage" | "received_in_person", "refuse") => "refused",
        ("in_triage" | "received_in_person", "redirect") => "redirected",
        ("received" | "in_triage" | "reception_booked" | "received_in_person" | "entry_file_opened", "withdraw") => {
            "withdrawn"
        }
        _ => return None,
    })
}

fn verb(client: &Client, orientation: &Value, verb: &str, body: &Value) -> crate::support::Answer {
    let version = orientation["version"].as_i64().unwrap();
    client.at_version(version).post(&format!("/v1/orientations/{}/{verb}", orientation["id"].as_str().unwrap()), body)
}

/// Leaves an orientation in a state, whatever led there.
fn stands(app: &TestApp, orientation: &Value, status: &str, slot: &Value) {
    let id = app.uuid_text(orientation["id"].as_str().unwrap().parse().unwrap());
    let slot = app.uuid_text(slot["id"].as_str().unwrap().parse().unwrap());
    app.conn()
        .batch(&format!("update orientations set status = '{status}', alternative = 'Mission locale', slot_id = {slot}, booked_on = '2026-03-10' where id = {id}"))
        .unwrap();
}

both! {
    fn every_state_knows_its_verbs_and_no_other(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let partner = app.given_a_partner();
        let (_, referent) = app.given_a_referent();
        let (slot, structure) = (app.given_a_slot(100), app.given_a_structure("cap_emploi"));
        let verbs = [
            ("triage", json!({})),
            ("book-reception", json!({"slot_id": slot["id"], "date": "2026-03-10"})),
            ("record-reception", json!({"outcome": "attended"})),
            ("open-entry-file", json!({"referent_id": referent["id"], "confirm_new": true})),
            ("refuse", json!({"reason": "not_eligible", "alternative": "Mission locale"})),
            ("redirect", json!({"reason": "other_scheme_better", "partner_structure_id": structure["id"]})),
            ("withdraw", json!({"reason": "hired_elsewhere"})),
        ];
        for status in STATES {
            for (name, body) in &verbs {
                let sent = partner.client.post("/v1/orientations", &orientation_body()).expect(201);
                stands(&app, &sent, status, &slot);
                let answer = verb(&assistant, &sent, name, body);
                match leads(status, name) {
                    Some(to) => {
                        let now = answer.expect(200);
                        assert_eq!((now["status"].as_str(), &now["version"]), (Some(to), &json!(2)), "{name} from {status}");
                        let last = now["history"].as_array().unwrap().last().unwrap().clone();
                        assert_eq!((&last["from"], &last["to"]), (&json!(status), &json!(to)));
                    }
                    None => {
                        let refused = answer.refused(409, "illegal_transition");
                        assert_eq!(refused["from"], json!(status), "{name}");
                        let known: Vec<_> = verbs.iter().map(|(v, _)| *v).filter(|v| leads(status, v).is_some()).collect();
                        let allowed: Vec<_> = refused["allowed"].as_array().unwrap().iter().filter_map(Value::as_str).filter(|v| verbs.iter().any(|(n, _)| n == v)).collect();
                        assert_eq!(allowed, known, "{name} from {status}");
                    }
                }
            }
        }
    }

    /// Meets S3.10: book_reception.
    fn a_reception_is_booked_where_and_when_the_slot_receives(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let slot = app.given_a_slot(1);
        let (first, second) = (app.given_an_orientation_in("in_triage"), app.given_an_orientation_in("in_triage"));
        let book = |o: &Value, date: &str| verb(&assistant, o, "book-reception", &json!({"slot_id": slot["id"], "date": date}));
        book(&first, "2026-03-11").refused(422, "rule_slot_date");
        assert_eq!(book(&first, "2026-02-24").faults(), ["/date rule_slot_past"]);
        verb(&assistant, &first, "book-reception", &json!({"slot_id": first["id"], "date": "2026-03-10"})).refused(422, "reference_not_found");
        let booked = book(&first, "2026-03-10").expect(200);
        assert_eq!((&booked["slot_id"], &booked["booked_on"]), (&slot["id"], &json!("2026-03-10")));
        book(&second, "2026-03-10").refused(409, "conflict_slot_full");
        verb(&assistant, &booked, "withdraw", &json!({"reason": "hired_elsewhere"})).expect(200);
        book(&second, "2026-03-10").expect(200);
    }

    fn a_second_absence_without_excuse_ends_it(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let slot = app.given_a_slot(5);
        let mut orientation = app.given_an_orientation_in("in_triage");
        for (outcome, status, absences) in [("excused", "in_triage", 0), ("no_show", "in_triage", 1), ("no_show", "no_show", 2)] {
            orientation = verb(&assistant, &orientation, "book-reception", &json!({"slot_id": slot["id"], "date": "2026-03-03"})).expect(200);
            let told = verb(&assistant, &orientation, "record-reception", &json!({"outcome": outcome}));
            assert_eq!(told.warnings(), if outcome == "excused" { vec![] } else { vec!["reception_not_yet"] });
            orientation = told.expect(200);
            assert_eq!((&orientation["status"], &orientation["no_show_count"], &orientation["status_reason"]), (&json!(status), &json!(absences), &json!(outcome)));
            assert_eq!(orientation["booked_on"], Value::Null);
        }
        assert_eq!(orientation["expires_on"], Value::Null);
    }

    fn attendance_is_signed(app: TestApp) {
        let booked = app.given_an_orientation_in("reception_booked");
        app.at("2026-03-03T10:00:00Z");
        let assistant = app.sign_in(Role::Assistant);
        let unsigned = verb(&assistant, &booked, "record-reception?dry_run=true", &json!({"outcome": "attended"}));
        assert_eq!(unsigned.warnings(), ["no_signature"]);
        let early = json!({"outcome": "attended", "signature": {"kind": "electronic", "signed_at": "2026-03-04T08:00:00Z"}});
        assert_eq!(verb(&assistant, &booked, "record-reception", &early).faults(), ["/signature/signed_at rule_future_date"]);
        let nir = json!({"outcome": "attended", "signature": {"kind": "electronic", "signer_name": "2 85 04 38 185 123 61"}});
        assert_eq!(verb(&assistant, &booked, "record-reception", &nir).faults(), ["/signature/signer_name rule_no_nir"]);
        let signed = verb(&assistant, &booked, "record-reception", &json!({"outcome": "attended", "signature": {"kind": "handwritten_scan"}}));
        assert_eq!(signed.warnings(), Vec::<String>::new());
        let signed = signed.expect(200);
        assert_eq!((&signed["status"], &signed["waiting_days"], &signed["booked_on"]), (&json!("received_in_person"), &json!(1), &json!("2026-03-03")));
        assert_eq!(app.journal("resource = 'signatures'"), ["record_reception signatures"]);
        app.at("2026-03-20T10:00:00Z");
        let later = app.sign_in(Role::Director).get(&format!("/v1/orientations/{}", signed["id"].as_str().unwrap())).expect(200);
        assert_eq!(later["waiting_days"], 1);
    }

    fn a_referent_records_whom_they_receive_and_no_one_else(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        let assistant = app.sign_in(Role::Assistant);
        let body = json!({"site_id": referent["site_id"], "referent_id": referent["id"], "weekday": 2, "half_day": "pm", "capacity": 3, "valid_from": "2026-01-01"});
        let slot = assistant.post("/v1/reception-slots", &body).expect(201);
        let (mine, other) = (app.given_an_orientation_in("in_triage"), app.given_an_orientation_in("reception_booked"));
        let mine = verb(&assistant, &mine, "book-reception", &json!({"slot_id": slot["id"], "date": "2026-03-03"})).expect(200);
        let listed = client.get("/v1/orientations?fields=id").expect(200);
        assert_eq!(listed["items"], json!([{"id": mine["id"]}]));
        let mine = verb(&client, &mine, "record-reception", &json!({"outcome": "attended"})).expect(200);
        verb(&client, &other, "record-reception", &json!({"outcome": "attended"})).refused(404, "not_found");
        verb(&client, &mine, "refuse", &json!({"reason": "other", "alternative": "x"})).refused(403, "forbidden");
        let (_, colleague) = app.given_a_referent();
        assert_eq!(verb(&client, &mine, "open-entry-file", &json!({"referent_id": colleague["id"]})).faults(), ["/referent_id rule_own_file"]);
        let opened = verb(&client, &mine, "open-entry-file", &json!({"referent_id": referent["id"]})).expect(200);
        client.get(&format!("/v1/participants/{}", opened["participant_id"].as_str().unwrap())).expect(200);
        client.get(&format!("/v1/entry-files/{}", opened["entry_file_id"].as_str().unwrap())).expect(200);
    }

    fn a_refusal_proposes_something_else_and_a_reason_is_a_code(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let orientation = app.given_an_orientation_in("in_triage");
        let answer = verb(&assistant, &orientation, "refuse", &json!({"reason": "because"}));
        assert_eq!(answer.faults(), ["/alternative rule_alternative", "/reason unknown_code"]);
        assert_eq!(verb(&assistant, &orientation, "redirect", &json!({"reason": "no", "partner_structure_id": orientation["id"]})).faults(), ["/partner_structure_id reference_not_found", "/reason unknown_code"]);
        verb(&assistant, &orientation, "redirect", &json!({"reason": "no_place"})).expect(422);
        verb(&assistant, &orientation, "withdraw", &json!({"reason": "because"})).expect(422);
        assistant.post(&format!("/v1/orientations/{}/refuse", orientation["id"].as_str().unwrap()), &json!({"reason": "other", "alternative": "x"})).refused(428, "precondition_required");
        assistant.at_version(1).post(&format!("/v1/orientations/{}/refuse", orientation["id"].as_str().unwrap()), &json!({"reason": "other", "alternative": "x"})).refused(412, "version_conflict");
        let refused = verb(&assistant, &orientation, "refuse", &json!({"reason": "not_eligible", "alternative": "Mission locale"})).expect(200);
        assert_eq!((&refused["status_reason"], &refused["alternative"]), (&json!("not_eligible"), &json!("Mission locale")));
    }

    fn an_entry_file_is_opened_for_a_new_or_a_known_person(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let (_, referent) = app.given_a_referent();
        let first = app.given_an_orientation_in("received_in_person");
        let opened = verb(&assistant, &first, "open-entry-file", &json!({"referent_id": referent["id"]})).expect(200);
        let person = assistant.get(&format!("/v1/participants/{}", opened["participant_id"].as_str().unwrap())).expect(200);
        assert_eq!((&person["last_name"], &person["phone"], &person["birth_date"]), (&json!("Silva"), &json!("0612345678"), &json!("1990-02-03")));
        let file = assistant.get(&format!("/v1/entry-files/{}", opened["entry_file_id"].as_str().unwrap())).expect(200);
        assert_eq!((&file["status"], &file["orientation_id"], &file["criteria"][0]["criterion"]), (&json!("in_preparation"), &first["id"], &json!("rsa")));
        let again = app.given_an_orientation_in("received_in_person");
        let refused = verb(&assistant, &again, "open-entry-file", &json!({"referent_id": referent["id"]})).refused(409, "duplicate");
        assert_eq!((&refused["candidates"][0]["id"], &refused["candidates"][0]["hint"]), (&person["id"], &json!("A. S. 1990")));
        verb(&assistant, &again, "open-entry-file", &json!({"referent_id": referent["id"], "participant_id": person["id"]})).refused(409, "conflict_open_entry_file");
        let nobody = json!({"referent_id": again["id"], "participant_id": again["id"]});
        assert_eq!(verb(&assistant, &again, "open-entry-file", &nobody).faults(), ["/participant_id reference_not_found", "/referent_id reference_not_found"]);
        let other = verb(&assistant, &again, "open-entry-file", &json!({"referent_id": referent["id"], "confirm_new": true})).expect(200);
        assert_ne!(other["participant_id"], person["id"]);
        let known = app.given_a_participant();
        let third = app.given_an_orientation_in("received_in_person");
        let linked = verb(&assistant, &third, "open-entry-file", &json!({"referent_id": referent["id"], "participant_id": known["id"]})).expect(200);
        assert_eq!(linked["participant_id"], known["id"]);
    }

    fn a_person_who_came_twice_is_a_duplicate(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let double = json!({"reason": "duplicate", "alternative": "Le parcours en cours"});
        for status in ["received", "in_triage"] {
            let orientation = app.given_an_orientation_in(status);
            let ended = verb(&assistant, &orientation, "refuse", &double).expect(200);
            assert_eq!((&ended["status"], &ended["status_reason"]), (&json!("duplicate"), &json!("duplicate")), "from {status}");
        }
        let received = app.given_an_orientation();
        verb(&assistant, &received, "refuse", &json!({"reason": "no_place", "alternative": "x"})).refused(409, "illegal_transition");
    }

    fn a_withdrawal_ends_the_entry_file_and_the_person_may_come_again(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let (_, referent) = app.given_a_referent();
        let first = app.given_an_orientation_in("received_in_person");
        let opened = verb(&assistant, &first, "open-entry-file", &json!({"referent_id": referent["id"]})).expect(200);
        verb(&assistant, &opened, "withdraw", &json!({"reason": "hired_elsewhere"})).expect(200);
        let file = assistant.get(&format!("/v1/entry-files/{}", opened["entry_file_id"].as_str().unwrap())).expect(200);
        assert_eq!((&file["status"], &file["version"]), (&json!("decided"), &json!(2)));
        let again = app.given_an_orientation_in("received_in_person");
        let body = json!({"referent_id": referent["id"], "participant_id": opened["participant_id"]});
        verb(&assistant, &again, "open-entry-file", &body).expect(200);
    }

    fn an_entry_file_that_nobody_touches_expires_with_its_orientation(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let (client, referent) = app.given_a_referent();
        let (first, second) = (app.given_an_orientation_in("received_in_person"), app.given_an_orientation_in("received_in_person"));
        let open = |o: &Value| verb(&assistant, o, "open-entry-file", &json!({"referent_id": referent["id"], "confirm_new": true})).expect(200);
        let (forgotten, alive) = (open(&first), open(&second));
        let path = |o: &Value| format!("/v1/entry-files/{}", o["entry_file_id"].as_str().unwrap());
        app.at("2026-03-20T08:00:00Z");
        let client = app.client_of(app.plie, jalon::ids::Id::of(client.id.unwrap()));
        client.at_version(1).patch(&path(&alive), &json!({"signed_by_candidate": true})).expect(200);
        app.at("2026-05-02T08:00:00Z");
        for expired in [1, 0] {
            assert_eq!(jalon::app::chores(&mut app.conn(), app.clock.now()).unwrap(), expired);
        }
        let director = app.sign_in(Role::Director);
        let status = |path: &str| director.get(path).expect(200)["status"].clone();
        assert_eq!((status(&path(&forgotten)), status(&path(&alive))), (json!("decided"), json!("in_preparation")));
        assert_eq!(app.journal("operation = 'expire_orientations'").len(), 2, "the orientation and its file");
    }

    fn a_partner_withdraws_its_own(app: TestApp) {
        let partner = app.given_a_partner();
        let sent = partner.client.post("/v1/orientations", &orientation_body()).expect(201);
        let gone = verb(&partner.client, &sent, "withdraw", &json!({"reason": "hired_elsewhere"})).expect(200);
        assert_eq!((&gone["status"], &gone["status_reason"]), (&json!("withdrawn"), &json!("hired_elsewhere")));
        verb(&partner.client, &gone, "withdraw", &json!({"reason": "other"})).refused(409, "illegal_transition");
    }

    fn what_nobody_touches_expires_once_and_the_feed_tells(app: TestApp) {
        let partner = app.given_a_partner();
        let send = || partner.client.post("/v1/orientations", &orientation_body()).expect(201);
        let (untouched, refused, touched) = (send(), send(), send());
        let refused = app.brought_to(&refused, "in_triage");
        verb(&app.sign_in(Role::Assistant), &refused, "refuse", &json!({"reason": "other", "alternative": "x"})).expect(200);
        app.at("2026-03-10T08:00:00Z");
        app.brought_to(&touched, "in_triage");
        for (at, expired) in [("2026-05-01T21:59:00Z", 0), ("2026-05-01T22:00:00Z", 1), ("2026-05-01T22:00:00Z", 0)] {
            app.at(at);
            assert_eq!(jalon::app::chores(&mut app.conn(), app.clock.now()).unwrap(), expired, "{at}");
        }
        let director = app.sign_in(Role::Director);
        let status = |o: &Value| director.get(&format!("/v1/orientations/{}", o["id"].as_str().unwrap())).expect(200)["status"].clone();
        assert_eq!([status(&untouched), status(&refused), status(&touched)], [json!("expired"), json!("refused"), json!("in_triage")]);
        let lines = app.journal_lines("expire_orientations");
        assert_eq!(lines, 1);
    }
}
