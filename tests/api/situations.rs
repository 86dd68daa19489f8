//! Situations of a participant.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

fn situation(as_of: &str) -> Value {
    json!({"as_of": as_of, "labour_status": "unemployed_12_24m", "unemployment_months": 14, "in_education": false, "isced": 3, "minimum_incomes": ["rsa"], "source": "participant"})
}

both! {
    /// Meets S0.26, S3.34: create_situation, list_situations.
    fn what_was_said_stays_and_a_correction_supersedes_it(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/situations", followed.participant);
        let referent = &followed.referent;
        let made = referent.post(&path, &situation("2026-02-01"));
        let location = made.headers["location"].clone();
        let first = made.expect(201);
        assert_eq!(first["participant_id"], json!(followed.participant));
        assert_eq!(first["recorded_by"], json!(followed.user));
        for not_asked in ["registered_ft", "single_parent", "housing_situation", "driving_licence", "french_level"] {
            assert_eq!(first[not_asked], Value::Null, "{not_asked}");
        }
        assert_eq!(referent.get(&location).expect(200), first);
        app.at("2026-03-03T08:00:00Z");
        let referent = &app.client_of(app.plie, followed.user);
        let mut correction = situation("2026-02-01");
        correction["supersedes"] = first["id"].clone();
        correction["registered_ft"] = json!(false);
        correction["housing_situation"] = json!("not_stated");
        let second = referent.post(&path, &correction).expect(201);
        assert_eq!((&second["registered_ft"], &second["supersedes"]), (&json!(false), &first["id"]));
        referent.post(&path, &correction).refused(409, "conflict_superseded");
        let third = referent.post(&path, &situation("2026-03-03")).expect(201);
        assert_eq!(referent.get(&path).expect(200)["items"], json!([third, second, first]), "newest day first");
        assert_eq!(referent.get(&format!("{path}?known_on=2026-03-02")).expect(200)["items"], json!([first]));
        assert_eq!(referent.get(&format!("{path}?as_of=2026-03-02&sort=as_of")).expect(200)["items"], json!([first, second]));
        let page = referent.get(&format!("{path}?limit=2&include_total=true")).expect(200);
        assert_eq!((&page["items"], &page["total"]), (&json!([third, second]), &json!(3)));
        let rest = referent.get(&format!("{path}?limit=2&cursor={}", page["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!((&rest["items"], &rest["next_cursor"]), (&json!([first]), &Value::Null));
        let person = referent.get(&format!("/v1/participants/{}?expand=situations", followed.participant)).expect(200);
        assert_eq!(person["situations"], json!([third, second, first]));
        assert_eq!(referent.at_version(1).patch(&location, &json!({"isced": 1})).status, 405);
        assert_eq!(referent.delete(&location).status, 405);
    }

    fn a_situation_that_contradicts_itself_is_refused_with_every_fault(app: TestApp) {
        let person = app.given_a_participant();
        let path = format!("/v1/participants/{}/situations", person["id"].as_str().unwrap());
        let assistant = app.sign_in(Role::Assistant);
        let answer = assistant.post(&path, &json!({"as_of": "2026-03-03", "labour_status": "inactive_in_education", "in_education": false, "isced": 3, "minimum_incomes": ["rsa", "none"], "source": "participant"}));
        assert_eq!(answer.faults(), ["/as_of rule_future", "/in_education rule_in_education", "/minimum_incomes rule_incomes"]);
        let mut months = situation("2026-03-02");
        months["unemployment_months"] = json!(24);
        assistant.post(&path, &months).refused(422, "rule_unemployment_months");
        let mut codes = situation("2026-03-02");
        codes["labour_status"] = json!("busy");
        codes["minimum_incomes"] = json!(["rsa", "gold"]);
        codes["housing_situation"] = json!("castle");
        codes["french_level"] = json!("z9");
        codes["source"] = json!("gossip");
        let answer = assistant.post(&path, &codes);
        assert_eq!(answer.faults(), ["/french_level unknown_code", "/housing_situation unknown_code", "/labour_status unknown_code", "/minimum_incomes/1 unknown_code", "/source unknown_code"]);
        for (field, value) in [("isced", json!(9)), ("isced", json!(-1)), ("isced", json!("3")), ("unemployment_months", json!(-1)), ("in_education", Value::Null), ("income", json!(1))] {
            let mut body = situation("2026-03-02");
            body[field] = value;
            assert_eq!(assistant.post(&path, &body).status, 422, "{field}");
        }
        let mut missing = situation("2026-03-02");
        missing.as_object_mut().unwrap().remove("isced");
        assert_eq!(assistant.post(&path, &missing).faults(), ["/isced required"]);
        let elsewhere = app.given_a_participant();
        let theirs = assistant.post(&format!("/v1/participants/{}/situations", elsewhere["id"].as_str().unwrap()), &situation("2026-03-01")).expect(201);
        let mut foreign = situation("2026-03-02");
        foreign["supersedes"] = theirs["id"].clone();
        assistant.post(&path, &foreign).refused(422, "reference_not_found");
        assert_eq!(assistant.get(&path).expect(200)["items"], json!([]));
    }

    fn a_situation_follows_who_may_see_the_person(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/situations", followed.participant);
        let mut body = situation("2026-02-01");
        body["id"] = json!(uuid::Uuid::now_v7());
        let made = followed.referent.post(&path, &body).expect(201);
        assert_eq!(followed.referent.post(&path, &body).expect(201), made, "the same id and content answer the first");
        body["isced"] = json!(4);
        followed.referent.post(&path, &body).refused(409, "duplicate");
        let one = format!("/v1/situations/{}", made["id"].as_str().unwrap());
        let stranger = app.sign_in(Role::Referent);
        stranger.get(&path).refused(404, "not_found");
        stranger.get(&one).refused(404, "not_found");
        stranger.post(&path, &situation("2026-02-02")).refused(404, "not_found");
        let director = app.sign_in(Role::Director);
        director.get(&path).expect(200);
        director.get(&one).expect(200);
        director.post(&path, &situation("2026-02-02")).refused(403, "forbidden");
        app.sign_in(Role::CommissionMember).get(&path).refused(404, "not_found");
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.get(&path).refused(404, "not_found");
        foreign.get(&one).refused(404, "not_found");
        foreign.post(&path, &situation("2026-02-02")).refused(404, "not_found");
    }
}
