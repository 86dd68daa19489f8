//! Evidence of eligibility: dated, append-only, worth what the reference list says (§ 4.3, § 5.1).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::{Value, json};

fn proof(criterion: &str, issued_on: &str) -> Value {
    json!({"criterion": criterion, "issued_on": issued_on})
}

both! {
    /// Meets S3.3: create_eligibility.
    fn evidence_holds_as_long_as_its_list_says(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/eligibility", followed.participant);
        let made = followed.referent.post(&path, &proof("rsa", "2025-12-10"));
        let location = made.headers["location"].clone();
        let rsa = made.expect(201);
        assert_eq!((&rsa["status"], &rsa["valid_until"]), (&json!("met"), &json!("2026-03-10")));
        assert_eq!((&rsa["evidence_document_id"], &rsa["recorded_by"]), (&Value::Null, &json!(followed.user)));
        let read = followed.referent.get(&location);
        let tag = read.headers["etag"].clone();
        assert_eq!(read.expect(200), rsa);
        let old = followed.referent.post(&path, &proof("qpv", "2025-08-01")).expect(201);
        assert_eq!((&old["status"], &old["valid_until"]), (&json!("expired"), &json!("2026-02-01")));
        app.at("2026-03-11T08:00:00Z");
        let referent = app.client_of(app.plie, followed.user);
        let expired = referent.with("If-None-Match", &tag).get(&location).expect(200);
        assert_eq!(expired["status"], "expired", "what it is worth changes with the day, and its tag too");
        // newer evidence is another row
        let newer = referent.post(&path, &proof("rsa", "2026-03-10")).expect(201);
        let listed = referent.get(&path).expect(200);
        assert_eq!(listed["items"].as_array().unwrap().iter().map(|e| e["id"].clone()).collect::<Vec<_>>(), [newer["id"].clone(), rsa["id"].clone(), old["id"].clone()]);
        let page = referent.get(&format!("{path}?criterion=rsa&limit=1&sort=issued_on&include_total=true")).expect(200);
        assert_eq!((&page["items"][0]["id"], &page["total"]), (&rsa["id"], &json!(2)));
        assert_eq!(referent.at_version(1).patch(&location, &json!({})).status, 405);
        assert_eq!(referent.delete(&location).status, 405);
        let rewritten = app.conn().batch("update eligibility set issued_on = '2026-01-01'");
        assert!(rewritten.unwrap_err().to_string().contains("append_only"), "the database itself refuses to overwrite");
    }

    fn people_are_found_by_what_is_recorded_of_them(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/eligibility", followed.participant);
        let director = app.sign_in(Role::Director);
        let found = |criterion: &str| director.get(&format!("/v1/participants?criterion={criterion}")).expect(200)["items"].as_array().unwrap().len();
        assert_eq!(found("rsa"), 0);
        let before = director.get(&format!("/v1/participants/{}", followed.participant)).expect(200)["version"].as_i64().unwrap();
        followed.referent.post(&path, &proof("rsa", "2026-02-10")).expect(201);
        assert_eq!(found("rsa"), 1);
        followed.referent.post(&path, &proof("rsa", "2026-02-20")).expect(201);
        let after = director.get(&format!("/v1/participants/{}", followed.participant)).expect(200)["version"].as_i64().unwrap();
        assert_eq!(after, before + 1, "the person changes with the criteria, not with their evidence");
    }

    fn what_is_wrong_is_named_all_at_once(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/eligibility", followed.participant);
        let body = json!({"criterion": "rich", "issued_on": "2026-03-03", "evidence_document_id": Uuid::now_v7()});
        let answer = followed.referent.post(&path, &body);
        assert_eq!(answer.faults(), ["/criterion unknown_code", "/evidence_document_id reference_not_found", "/issued_on rule_future"]);
        followed.referent.post(&path, &proof("rsa", "1900-01-01")).refused(422, "rule_before_birth");
        assert_eq!(followed.referent.post(&path, &json!({"status": "met"})).faults(), ["/criterion required", "/issued_on required", "/status unknown_field"]);
        let mut again = proof("rsa", "2026-02-10");
        again["id"] = json!(Uuid::now_v7());
        let first = followed.referent.post(&path, &again).expect(201);
        assert_eq!(followed.referent.post(&path, &again).expect(201), first, "the same id and content answer the first");
        again["issued_on"] = json!("2026-02-11");
        followed.referent.post(&path, &again).refused(409, "duplicate");
    }

    fn evidence_follows_who_may_see_the_person(app: TestApp) {
        let followed = app.given_somebody_followed();
        let other = app.given_a_participant();
        let path = format!("/v1/participants/{}/eligibility", followed.participant);
        let made = followed.referent.post(&path, &proof("rsa", "2026-02-10")).expect(201);
        let one = format!("{path}/{}", made["id"].as_str().unwrap());
        app.sign_in(Role::Director).get(&one).expect(200);
        app.sign_in(Role::Director).post(&path, &proof("rsa", "2026-02-10")).refused(403, "forbidden");
        let wrong = format!("/v1/participants/{}/eligibility/{}", other["id"].as_str().unwrap(), made["id"].as_str().unwrap());
        app.sign_in(Role::Director).get(&wrong).refused(404, "not_found");
        for refused in [app.sign_in(Role::Referent), app.sign_in_at(app.another_plie(), Role::DataManager)] {
            refused.get(&path).refused(404, "not_found");
            refused.get(&one).refused(404, "not_found");
            refused.post(&path, &proof("rsa", "2026-02-10")).refused(404, "not_found");
        }
    }
}
