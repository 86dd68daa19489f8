//! The timeline of a participant: everything that happened, newest first, and nothing that the caller may not see.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Client, TestApp, Value, json};

/// A person with an event of many kinds: the referent's client, and the address of the timeline.
fn lived(app: &TestApp) -> (crate::support::builders::followed::Followed, String) {
    let of = app.given_somebody_followed();
    let person = format!("/v1/participants/{}", of.participant);
    let assistant = app.sign_in(Role::Assistant);
    app.at("2026-03-02T08:01:00Z");
    let situation = json!({"as_of": "2026-02-01", "labour_status": "unemployed_12_24m", "unemployment_months": 14, "in_education": false, "isced": 3, "source": "participant"});
    assistant.post(&format!("{person}/situations"), &situation).expect(201);
    app.at("2026-03-02T08:02:00Z");
    assistant.put(&format!("{person}/sensitive"), &json!({"disabled": "yes"})).expect(200);
    app.at("2026-03-02T08:03:00Z");
    assistant
        .post(&format!("{person}/eligibility"), &json!({"criterion": "rsa", "issued_on": "2026-02-10"}))
        .expect(201);
    crate::documents::upload(&assistant, &of.participant.to_string(), b"%PDF-1.7").expect(201);
    app.at("2026-03-02T08:04:00Z");
    let met = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T07:45:00Z", "outcome": "held", "report": "Point sur le projet."});
    let met = of.referent.post(&of.path("interviews"), &met).expect(201);
    let sign = json!({"kind": "electronic", "signer": {"type": "participant"}, "signed_at": "2026-03-02T07:45:00Z", "method": "tablet", "facts_hash": met["facts_hash"]});
    of.referent.at_version(1).post(&format!("/v1/interviews/{}/sign", met["id"].as_str().unwrap()), &sign).expect(200);
    app.at("2026-03-02T08:05:00Z");
    assistant
        .post(&of.path("barriers"), &json!({"theme": "health", "severity": 2, "opened_on": "2026-03-02"}))
        .expect(201);
    assistant
        .post(&of.path("barriers"), &json!({"theme": "mobility", "severity": 2, "opened_on": "2026-03-02"}))
        .expect(201);
    let objective = assistant
        .post(&of.path("objectives"), &json!({"text": "Passer le permis B", "set_on": "2026-03-02"}))
        .expect(201);
    let stage = json!({"type": "immersion", "resource_origin": "employer_contact", "objective_ids": [objective["id"]]});
    assistant.post(&of.path("stages"), &stage).expect(201);
    (of, format!("{person}/timeline"))
}

fn events(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).expect(200)["items"].as_array().unwrap().clone()
}

fn kinds(events: &[Value]) -> Vec<String> {
    let mut kinds: Vec<String> = events.iter().map(|e| e["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

both! {
    fn everything_that_happened_is_told_newest_first(app: TestApp) {
        let (of, path) = lived(&app);
        let referent = app.client_of(app.plie, of.user);
        let all = events(&referent, &path);
        assert_eq!(kinds(&all), ["barriers", "documents", "eligibility", "interviews", "objectives", "participants", "referent_assignments", "sensitive_facts", "signatures", "situations", "stages"]);
        let at: Vec<&str> = all.iter().map(|e| e["at"].as_str().unwrap()).collect();
        let mut sorted = at.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        assert_eq!(at, sorted, "newest first");
        let met = all.iter().find(|e| e["kind"] == "interviews").unwrap();
        assert_eq!((&met["type"], &met["detail"], &met["at"]), (&json!("held"), &json!("follow_up"), &json!("2026-03-02T07:00:00Z")));
        assert!(met["summary"].as_str().unwrap().starts_with("Entretien : tenu ("), "{met}");
        let english = referent.with("Accept-Language", "en").get(&format!("{path}?kind=interviews")).expect(200);
        assert!(english["items"][0]["summary"].as_str().unwrap().starts_with("Interview: held ("), "{english}");
        let facts = all.iter().find(|e| e["kind"] == "sensitive_facts").unwrap();
        assert_eq!((&facts["detail"], &facts["type"]), (&Value::Null, &json!("recorded")), "that something was told, never what");
        for event in &all {
            assert!(!event.to_string().contains("Point sur le projet"), "{event}");
        }
    }

    fn pages_hold_each_event_once(app: TestApp) {
        let (_, path) = lived(&app);
        let director = app.sign_in(Role::Director);
        let all = events(&director, &path);
        let total = director.get(&format!("{path}?limit=1&include_total=true")).expect(200)["total"].clone();
        assert_eq!(total, json!(all.len()));
        let (mut seen, mut next) = (Vec::new(), format!("{path}?limit=4"));
        loop {
            let page = director.get(&next).expect(200);
            seen.extend(page["items"].as_array().unwrap().clone());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            next = format!("{path}?limit=4&cursor={cursor}");
        }
        assert_eq!(seen, all);
        assert_eq!(events(&director, &format!("{path}?kind=barriers")).len(), 2);
        assert_eq!(events(&director, &format!("{path}?kind=kites")), Vec::<Value>::new());
        assert_eq!(events(&director, &format!("{path}?updated_after=2026-03-02T08:04:30Z")).len(), 4);
        director.get(&format!("{path}?sort=at")).refused(400, "malformed_parameter");
        // a cursor is made by the server: what somebody else writes into one is not a statement
        let forged = json!({"s": "-at", "f": "", "v": ["2026-03-02T08:00:00Z", "x') union select 1 --", "held"], "i": uuid::Uuid::now_v7()});
        use base64::Engine;
        let forged = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(forged.to_string());
        director.get(&format!("{path}?cursor={forged}")).refused(400, "invalid_cursor");
    }

    // domain § 3: the assistant reads no sensitive fact and no barrier of health in a list
    fn what_a_role_may_not_see_is_not_in_it(app: TestApp) {
        let (of, path) = lived(&app);
        let assistant = events(&app.sign_in(Role::Assistant), &path);
        assert!(!kinds(&assistant).contains(&"sensitive_facts".to_owned()));
        let barriers: Vec<&Value> = assistant.iter().filter(|e| e["kind"] == "barriers").map(|e| &e["detail"]).collect();
        assert_eq!(barriers, [&json!("mobility")]);
        let director = events(&app.sign_in(Role::Director), &path);
        assert_eq!(director.len(), assistant.len() + 2);
        app.sign_in(Role::Referent).get(&path).refused(404, "not_found");
        app.sign_in(Role::FinanceOfficer).get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::DataManager).get(&path).refused(404, "not_found");
        let other = app.given_a_participant();
        let manager = app.sign_in(Role::DataManager);
        let person = format!("/v1/participants/{}", of.participant);
        let version = manager.get(&person).expect(200)["version"].as_i64().unwrap();
        manager.at_version(version).post(&format!("{person}/merge"), &json!({"into_id": other["id"]})).expect(200);
        let led = manager.get(&path);
        let kept = format!("/v1/participants/{}/timeline", other["id"].as_str().unwrap());
        assert_eq!((led.status, led.headers["location"].as_str()), (308, kept.as_str()));
        assert!(kinds(&events(&manager, &kept)).contains(&"merges".to_owned()));
        assert!(!kinds(&events(&app.sign_in(Role::Director), &kept)).contains(&"merges".to_owned()));
    }
}
