//! Absences: whole days and halves, whose they may be.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

both! {
    fn an_absence_is_entered_listed_and_keeps_time_out(app: TestApp) {
        let (referent, _) = app.given_a_referent();
        let me = referent.id.unwrap();
        let body = json!({"user_id": me, "starts_on": "2026-03-02", "ends_on": "2026-03-03", "kind": "leave"});
        let answer = referent.post("/v1/absences", &body);
        let location = answer.headers["location"].clone();
        let made = answer.expect(201);
        assert_eq!((&made["half_day"], &made["recorded_by"]), (&Value::Null, &json!(me)));
        assert_eq!(referent.get(&location).expect(200), made);
        let half = json!({"user_id": me, "starts_on": "2026-03-04", "ends_on": "2026-03-04", "kind": "rtt", "half_day": "pm"});
        referent.post("/v1/absences", &half).expect(201);
        let found = |query: &str| referent.get(&format!("/v1/absences?{query}")).expect(200)["items"].as_array().unwrap().len();
        assert_eq!((found(""), found("from=2026-03-03&to=2026-03-03"), found("kind=rtt"), found("from=2026-03-05")), (2, 1, 1, 0));
        let work = |date: &str, from: &str, to: &str| {
            app.client_of(app.plie, jalon::ids::UserId::of(me)).post("/v1/time-records", &json!({"user_id": me, "date": date, "start_time": from, "end_time": to, "task": "other_operation"}))
        };
        work("2026-03-02", "09:00", "10:00").refused(422, "rule_absent");
        app.at("2026-03-04T18:00:00Z");
        work("2026-03-04", "09:00", "12:00").expect(201);
        work("2026-03-04", "15:00", "16:00").refused(422, "rule_absent");
        let later = app.client_of(app.plie, jalon::ids::UserId::of(me));
        assert_eq!(later.post("/v1/absences", &json!({"user_id": me, "starts_on": "2026-03-04", "ends_on": "2026-03-04", "kind": "sick"})).warnings(), ["recorded_time"]);
    }

    fn every_fault_of_an_absence_is_named_at_once(app: TestApp) {
        let (referent, _) = app.given_a_referent();
        let me = referent.id.unwrap();
        let wrong = json!({"user_id": me, "starts_on": "2026-03-03", "ends_on": "2026-03-02", "kind": "siesta", "half_day": "am"});
        let answer = referent.post("/v1/absences", &wrong);
        assert_eq!(answer.faults(), ["/ends_on invalid", "/half_day invalid", "/kind unknown_code"]);
        let ages = json!({"user_id": me, "starts_on": "2026-03-03", "ends_on": "2036-03-02", "kind": "leave"});
        assert_eq!(referent.post("/v1/absences", &ages).faults(), ["/ends_on invalid"]);
        app.given_a_signed_month(jalon::ids::UserId::of(me), "2026-03");
        let signed = json!({"user_id": me, "starts_on": "2026-02-27", "ends_on": "2026-03-02", "kind": "leave"});
        referent.post("/v1/absences", &signed).refused(422, "rule_period_signed");
    }

    fn one_enters_ones_own_and_the_assistant_those_of_others(app: TestApp) {
        let (referent, _) = app.given_a_referent();
        let body = json!({"user_id": referent.id.unwrap(), "starts_on": "2026-03-02", "ends_on": "2026-03-02", "kind": "leave"});
        app.sign_in(Role::Referent).post("/v1/absences", &body).refused(403, "forbidden");
        app.sign_in(Role::Partner).post("/v1/absences", &body).refused(403, "forbidden");
        let answer = app.sign_in(Role::Assistant).post("/v1/absences", &body);
        let location = answer.headers["location"].clone();
        answer.expect(201);
        referent.get(&location).expect(200);
        app.sign_in(Role::Referent).get(&location).refused(404, "not_found");
        let other = app.another_plie();
        app.sign_in_at(other, Role::Director).get(&location).refused(404, "not_found");
        app.sign_in_at(other, Role::Assistant).post("/v1/absences", &body).refused(422, "reference_not_found");
    }
}
