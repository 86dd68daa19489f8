//! Addresses are dated and never overwritten (§ 7.7).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{TestApp, Value, json};

fn home(line: &str, from: &str) -> Value {
    json!({"line": line, "postcode": "38000", "commune_code": "38185", "valid_from": from})
}

/// The lines of the addresses of a participant, the newest first.
fn lines(page: &Value) -> Vec<Value> {
    page["items"].as_array().unwrap().iter().map(|item| item["address"]["line"].clone()).collect()
}

both! {
    fn whoever_moves_leaves_the_old_address_behind(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let nadia = app.given_a_participant_with(&json!({"address": home("12 rue des Alpes", "2025-09-01")}));
        let path = format!("/v1/participants/{}", nadia["id"].as_str().unwrap());
        let all = format!("{path}/addresses");
        assistant.at_version(1).patch(&path, &json!({"phone": "0611111111"})).expect(200);
        app.at("2026-04-20T08:00:00Z");
        let assistant = app.client_of(app.plie, jalon::ids::UserId::of(assistant.id.unwrap()));
        assistant.at_version(2).patch(&path, &json!({"address": home("3 place Victor-Hugo", "2026-04-01")})).expect(200);
        assistant.at_version(3).patch(&path, &json!({"address": {"qpv": true}})).expect(200);
        assistant.at_version(4).patch(&path, &json!({"address": null})).expect(200);
        let page = assistant.get(&format!("{all}?include_total=true")).expect(200);
        assert_eq!(page["total"], 4);
        assert_eq!(lines(&page), [Value::Null, json!("3 place Victor-Hugo"), json!("3 place Victor-Hugo"), json!("12 rue des Alpes")]);
        let first = &page["items"][3];
        assert_eq!((&first["valid_from"], &first["recorded_at"]), (&json!("2025-09-01"), &json!("2026-03-02T08:00:00Z")));
        assert_eq!(lines(&assistant.get(&format!("{all}?as_of=2026-03-31")).expect(200)), ["12 rue des Alpes"]);
        assert_eq!(lines(&assistant.get(&format!("{all}?known_on=2026-04-19")).expect(200)), ["12 rue des Alpes"]);
        let head = assistant.get(&format!("{all}?limit=1&sort=valid_from")).expect(200);
        assert_eq!((lines(&head), head["next_cursor"].is_string()), (vec![json!("12 rue des Alpes")], true));
        assistant.get(&format!("{all}?known_on=soon")).refused(400, "malformed_parameter");
        app.sign_in_at(app.another_plie(), Role::Assistant).get(&all).refused(404, "not_found");
        let refused = app.conn().batch("update participant_addresses set valid_from = '2020-01-01'").unwrap_err();
        assert!(refused.to_string().contains("conflict_append_only"), "{refused}");
    }

    fn a_merge_brings_the_addresses_of_both_together(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let kept = app.given_a_participant_with(&json!({"address": home("12 rue des Alpes", "2025-09-01")}));
        let gone = app.given_a_participant_with(&json!({"first_name": "Nadya", "phone": "0699999999", "address": home("3 place Victor-Hugo", "2026-02-01")}));
        let (kept, gone) = (kept["id"].as_str().unwrap(), gone["id"].as_str().unwrap());
        let merge = json!({"into_id": kept, "choose": {"address": "source"}});
        manager.at_version(1).post(&format!("/v1/participants/{gone}/merge"), &merge).expect(200);
        let all = lines(&manager.get(&format!("/v1/participants/{kept}/addresses")).expect(200));
        assert_eq!(all, ["3 place Victor-Hugo", "12 rue des Alpes"]);
        let led = manager.get(&format!("/v1/participants/{gone}/addresses"));
        assert_eq!((led.status, led.headers["location"].as_str()), (308, format!("/v1/participants/{kept}/addresses").as_str()));
        app.erased(kept);
        assert_eq!(app.read_text("select count(*) from participant_addresses"), "0");
    }

    fn a_person_is_put_by_the_number_of_another_system(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let path = "/v1/participants/by-external-id/viesion/A-12";
        let nadia = json!({"first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12", "gender": "woman", "phone": "0612345678"});
        let made = assistant.put(path, &nadia);
        let location = made.headers["location"].clone();
        let made = made.expect(201);
        assert_eq!((&made["external_ids"], location), (&json!({"viesion": "A-12"}), format!("/v1/participants/{}", made["id"].as_str().unwrap())));
        let again = assistant.put(path, &nadia).expect(200);
        assert_eq!((&again["id"], &again["version"]), (&made["id"], &json!(1)), "what is so already is not written again");
        let mut moved = nadia.clone();
        moved["phone"] = json!("0698765432");
        let changed = assistant.put(path, &moved).expect(200);
        assert_eq!((&changed["phone"], &changed["version"]), (&json!("0698765432"), &json!(2)));
        assert_eq!(app.journal("resource = 'participants'").len(), 2);
        assistant.put("/v1/participants/by-external-id/viesion/B-7", &moved).refused(409, "duplicate");
        for (path, body, code) in [
            (path, json!({"first_name": "Nadia"}), "required"),
            (path, json!({"first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12", "gender": "woman", "external_ids": {"viesion": "A-13"}}), "rule_other_number"),
            (path, json!({"id": uuid::Uuid::now_v7(), "first_name": "Nadia", "last_name": "Benali", "birth_date": "1987-04-12", "gender": "woman"}), "rule_other_number"),
            ("/v1/participants/by-external-id/viesion/%20", nadia.clone(), "invalid_format"),
        ] {
            assert!(assistant.put(path, &body).faults().iter().any(|fault| fault.ends_with(code)), "{path} {body} {code}");
        }
        app.sign_in(Role::Director).put(path, &nadia).refused(403, "forbidden");
    }
}
