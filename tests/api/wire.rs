//! The wire rules that hold for every resource, tried on territories.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Kind, TestApp, Value, json};

both! {
    fn every_fault_of_a_body_is_named_at_once(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let answer = data.post("/v1/territories", &json!({"name": "", "commune_codes": [38185, "x"], "nmae": 1}));
        assert_eq!(answer.faults(), ["/commune_codes/0 wrong_type", "/commune_codes/1 invalid_format", "/name too_short", "/nmae unknown_field"]);
        answer.refused(422, "validation_failed");
        data.post("/v1/territories", &json!({"name": "a", "commune_codes": [], "nmae": 1})).refused(422, "unknown_field");
        data.post("/v1/territories", &json!({"name": "a\u{0}b", "commune_codes": []})).refused(422, "validation_failed");
    }

    fn what_cannot_be_read_is_told_apart(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let send = |media: &str, body: &[u8]| data.send("POST", "/v1/territories", Some((media, body.to_vec())));
        send("application/json", b"{\"name\":").refused(400, "malformed_json");
        send("application/json", b"").refused(400, "malformed_json");
        send("application/json", &[b'['; 5000]).refused(400, "malformed_json");
        send("text/plain", b"{}").refused(415, "unsupported_media_type");
        send("application/json", &vec![b' '; 1024 * 1024 + 1]).refused(413, "payload_too_large");
        data.get("/v1/territories?colour=red").refused(400, "unknown_parameter");
        data.get("/v1/territories?limit=0").refused(400, "malformed_parameter");
        data.get("/v1/territories?cursor=x").refused(400, "invalid_cursor");
        data.get("/v1/territories?sort=colour").refused(400, "malformed_parameter");
        data.with("Accept", "application/xml").get("/v1/territories").refused(406, "not_acceptable");
        data.get("/v1/territories/not-a-uuid").refused(404, "not_found");
        data.get("/v1/nothing").refused(404, "not_found");
        let answer = data.delete("/v1/territories");
        assert_eq!(answer.headers["allow"], "GET, HEAD, OPTIONS, POST");
        answer.refused(405, "method_not_allowed");
    }

    fn a_list_gives_each_row_once_while_rows_are_added(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let make = |name: &str| data.post("/v1/territories", &json!({"name": name, "commune_codes": []})).expect(201);
        for name in ["a", "b", "c", "d", "e"] {
            make(name);
        }
        let mut seen = Vec::new();
        let mut next = "/v1/territories?limit=2&sort=name".to_owned();
        loop {
            let answer = data.get(&next);
            let link = answer.headers.get("link").cloned();
            let page = answer.expect(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|i| i["name"].as_str().unwrap().to_owned()));
            make("aa");
            let Value::String(_) = &page["next_cursor"] else { break };
            next = link.unwrap().trim_start_matches('<').split('>').next().unwrap().to_owned();
        }
        assert_eq!(seen, ["a", "b", "c", "d", "e"]);
    }

    fn the_same_key_gives_the_same_answer_once(app: TestApp) {
        let data = app.sign_in(Role::DataManager).with("Idempotency-Key", "k-1");
        let body = json!({"name": "Nord", "commune_codes": []});
        let first = data.post("/v1/territories", &body);
        let again = data.post("/v1/territories", &body);
        assert_eq!(again.headers["idempotency-replayed"], "true");
        assert_eq!((first.text, first.status, &first.headers["location"]), (again.text, again.status, &again.headers["location"]));
        data.post("/v1/territories", &json!({"name": "Sud", "commune_codes": []})).refused(422, "idempotency_mismatch");
        assert_eq!(data.get("/v1/territories").expect(200)["items"].as_array().unwrap().len(), 1);
        app.sign_in(Role::DataManager).with("Idempotency-Key", "k-1").post("/v1/territories", &body).expect(201);
    }

    fn a_kept_answer_is_given_again_only_to_whoever_still_reaches_the_object(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let referent = nadia.referent.with("Idempotency-Key", "k-1");
        let path = nadia.path("barriers");
        let body = json!({"theme": "health", "severity": 2, "opened_on": "2026-02-10"});
        referent.post(&path, &body).expect(201);
        assert_eq!(referent.post(&path, &body).headers["idempotency-replayed"], "true");
        let way = app.uuid_text(nadia.pathway);
        app.conn().batch(&format!("update referent_assignments set ends_on = '2026-03-01' where pathway_id = {way}")).unwrap();
        referent.post(&path, &body).refused(403, "forbidden");
        // nor does the key of another caller open it
        karim.referent.with("Idempotency-Key", "k-1").post(&path, &body).refused(404, "not_found");
    }

    fn a_kept_answer_of_what_was_made_is_given_again_while_it_is_in_reach(app: TestApp) {
        let referent = app.sign_in(Role::Referent).with("Idempotency-Key", "k-1");
        let person = json!({"first_name": "Ana", "last_name": "Silva", "birth_date": "1990-02-03", "gender": "woman", "phone": "0600000000"});
        let made = referent.post("/v1/participants", &person).expect(201);
        let replayed = referent.post("/v1/participants", &person);
        assert_eq!((replayed.status, replayed.headers["idempotency-replayed"].as_str()), (201, "true"));
        let id = app.uuid_text(made["id"].as_str().unwrap().parse().unwrap());
        app.conn().batch(&format!("update participants set recorded_by = null where id = {id}")).unwrap();
        referent.post("/v1/participants", &person).refused(404, "not_found");
    }

    fn a_restricted_answer_that_is_given_again_is_read_again(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let referent = nadia.referent.with("Idempotency-Key", "k-1");
        let note = json!({"theme": "housing", "noted_on": "2026-03-02", "text": "Bail résilié."});
        let lines = || app.read_text("select count(*) from access_log where resource = 'liaison_notes'");
        let first = referent.post(&nadia.path("liaison-notes"), &note);
        let once = lines();
        let again = referent.post(&nadia.path("liaison-notes"), &note);
        assert_eq!((again.status, &again.text), (201, &first.text));
        assert_eq!((once.as_str(), lines().as_str()), ("1", "2"));
    }

    fn a_rehearsal_makes_every_check_and_writes_nothing(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let body = json!({"name": "Nord", "commune_codes": ["38185"]});
        let would = data.post("/v1/territories?dry_run=true", &body).expect(200);
        assert_eq!(would["name"], "Nord");
        assert_eq!(data.get("/v1/territories").expect(200)["items"], json!([]));
        data.post("/v1/territories", &body).expect(201);
        data.post("/v1/territories?dry_run=true", &body).refused(409, "duplicate");
    }

    fn an_unchanged_object_answers_304_and_head_answers_without_a_body(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let made = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": []}));
        let location = &made.headers["location"];
        assert_eq!(data.with("If-None-Match", "\"1\"").get(location).status, 304);
        assert_eq!(data.with("If-None-Match", "\"2\"").get(location).status, 200);
        let head = data.send("HEAD", location, None);
        assert_eq!((head.status, head.text.as_str(), head.headers["etag"].as_str()), (200, "", "\"1\""));
        let few = data.get(&format!("{location}?fields=name")).expect(200);
        assert_eq!(few.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "name"]);
        data.get(&format!("{location}?fields=colour")).refused(400, "malformed_parameter");
    }

    fn every_answer_carries_its_headers_and_problems_their_language(app: TestApp) {
        let anonymous = app.anonymous().with("X-Request-Id", "test-1");
        let french = anonymous.get("/v1/territories");
        assert_eq!(french.headers["x-request-id"], "test-1");
        assert_eq!(french.headers["x-content-type-options"], "nosniff");
        assert_eq!(french.headers["cache-control"], "no-store");
        assert!(french.headers["www-authenticate"].starts_with("Bearer"));
        assert_eq!(french.body["title"], "Identification requise");
        let english = anonymous.with("Accept-Language", "en").get("/v1/territories");
        assert_eq!(english.body["title"], "Authentication required");
        assert_eq!(english.body["request_id"], "test-1");
        assert_ne!(anonymous.with("X-Request-Id", "a b\u{e9}").get("/healthz").headers["x-request-id"], "a b\u{e9}");
    }

    fn the_server_tells_what_it_is_and_how_it_fares(app: TestApp) {
        let anonymous = app.anonymous();
        assert_eq!(anonymous.get("/").expect(200)["name"], "Jalon");
        assert_eq!(anonymous.get("/healthz").status, 200);
        assert_eq!(anonymous.get("/readyz").status, 200);
        assert_eq!(anonymous.get("/openapi.json").expect(200)["openapi"], "3.1.0");
        assert!(anonymous.get("/openapi.yaml").text.starts_with("openapi: 3.1.0"));
        let docs = anonymous.get("/docs/");
        assert_eq!(docs.status, 200);
        assert!(docs.headers["content-security-policy"].contains("script-src 'self'"), "{:?}", docs.headers);
        assert!(anonymous.get("/problems/not_found").text.contains("404"));
        app.state.drain();
        anonymous.get("/readyz").refused(503, "unavailable");
    }
}

#[test]
fn a_caller_over_its_rate_is_told_when_to_come_back() {
    let app =
        TestApp::start_with(Kind::Sqlite, |given| jalon::config::Given { rate_limit: Some("3".to_owned()), ..given });
    let data = app.sign_in(Role::DataManager);
    let first = data.get("/v1/territories");
    assert_eq!(first.headers["ratelimit-policy"], "\"default\";q=3;w=60");
    data.get("/v1/territories");
    data.get("/v1/territories");
    let over = data.get("/v1/territories");
    assert!(over.headers["retry-after"].parse::<u64>().unwrap() >= 1);
    over.refused(429, "rate_limited");
}
