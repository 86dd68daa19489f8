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

    fn a_week_with_work_on_an_absence_that_was_entered_later_is_not_handed_in(app: TestApp) {
        let staff = app.given_staff();
        let records = app.given_a_week_of_records(staff.user, "2026-W09");
        let enter = |day: &str, half: Value| {
            let body = json!({"user_id": staff.user, "starts_on": day, "ends_on": day, "kind": "sick", "half_day": half});
            let answer = staff.client.post("/v1/absences", &body);
            assert_eq!(answer.warnings(), ["recorded_time"]);
            answer.expect(201)["id"].as_str().unwrap().to_owned()
        };
        let absences = [enter("2026-02-24", Value::Null), enter("2026-02-26", json!("am"))];
        let submit = || staff.client.at_version(1).post(&format!("{}/submit", staff.week("2026-W09")), &json!({}));
        let answer = submit();
        assert_eq!(answer.faults(), ["/days/1 rule_absent", "/days/1 rule_absent", "/days/3 rule_absent"]);
        let refused = answer.refused(422, "rule_absent").to_string();
        // two records a day: both of Tuesday, and the first of Thursday
        for (place, id) in records.iter().enumerate() {
            assert_eq!(refused.contains(&id.to_string()), [2, 3, 6].contains(&place), "{place}: {refused}");
        }
        for id in absences {
            let cancel = format!("/v1/absences/{id}/cancel");
            staff.client.at_version(1).post(&cancel, &json!({"reason": "Erreur de jour"})).expect(200);
        }
        submit().expect(200);
    }

    fn work_without_times_fits_into_the_half_day_that_is_left(app: TestApp) {
        let staff = app.given_staff();
        app.given_an_absence(staff.user, "2026-02-24", "2026-02-24", Some("am"));
        let work = |minutes: i64| {
            let body = json!({"user_id": staff.user, "date": "2026-02-24", "duration_minutes": minutes, "task": "other_operation"});
            staff.client.post("/v1/time-records", &body)
        };
        work(420).refused(422, "rule_absent");
        work(215).refused(422, "rule_absent");
        work(150).expect(201);
        // with the other records of the day
        work(65).refused(422, "rule_absent");
        work(60).expect(201);
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

    /// Meets S3.31: cancel_absence.
    fn an_absence_entered_by_mistake_is_cancelled_and_counts_nowhere(app: TestApp) {
        let staff = app.given_staff();
        let me = staff.user;
        let body = json!({"user_id": me, "starts_on": "2026-02-24", "ends_on": "2026-02-24", "kind": "leave"});
        let made = staff.client.post("/v1/absences", &body).expect(201);
        assert_eq!((&made["status"], &made["cancelled_at"]), (&json!("recorded"), &Value::Null));
        let path = format!("/v1/absences/{}", made["id"].as_str().unwrap());
        let work = json!({"user_id": me, "date": "2026-02-24", "start_time": "09:00", "end_time": "10:00", "task": "other_operation"});
        staff.client.post("/v1/time-records", &work).refused(422, "rule_absent");
        let week = || staff.client.get(&staff.week("2026-W09")).expect(200);
        let absent = |report: &Value| report["figures"]["minutes_absent"]["numerator"].clone();
        let means = || app.sign_in(Role::Director).get(&format!("/v1/reports/means?from=2026-02-01&to=2026-02-28&user_id={me}")).expect(200);
        assert_eq!((week()["days"][1]["absent_minutes"].clone(), absent(&means())), (json!(420), json!(420)));
        let cancel = format!("{path}/cancel");
        let why = json!({"reason": "Saisie sur la mauvaise semaine"});
        staff.client.post(&cancel, &why).refused(428, "precondition_required");
        staff.client.at_version(2).post(&cancel, &why).refused(412, "version_conflict");
        for (wrong, fault) in [(json!({}), "/reason required"), (json!({"reason": ""}), "/reason"), (json!({"reason": "185057800608491"}), "/reason rule_no_nir"), (json!({"reason": "x", "until": "2026-03-01"}), "/until unknown_field")] {
            let refused = staff.client.at_version(1).post(&cancel, &wrong);
            assert_eq!(refused.status, 422, "{wrong}: {}", refused.text);
            assert!(refused.faults().iter().any(|f| f.starts_with(fault)), "{wrong}: {:?}", refused.faults());
        }
        let rehearsed = staff.client.at_version(1).post(&format!("{cancel}?dry_run=true"), &why).expect(200);
        assert_eq!(rehearsed["status"], "cancelled");
        assert_eq!(staff.client.get(&path).expect(200), made, "a rehearsal writes nothing");
        let keyed = staff.client.with("Idempotency-Key", "erreur-de-saisie").at_version(1);
        let done = keyed.post(&cancel, &why);
        assert_eq!(keyed.post(&cancel, &why).text, done.text);
        let done = done.expect(200);
        for (name, expected) in [("status", json!("cancelled")), ("cancelled_reason", why["reason"].clone()), ("cancelled_by", json!(me)), ("cancelled_at", json!("2026-03-02T08:00:00Z")), ("version", json!(2)), ("starts_on", json!("2026-02-24"))] {
            assert_eq!(done[name], expected, "{name}");
        }
        assert_eq!(staff.client.get(&path).expect(200), done, "it stays to be read");
        staff.client.at_version(2).post(&cancel, &why).refused(409, "illegal_transition");
        assert_eq!(app.journal("operation = 'cancel_absence'"), ["cancel_absence absences Saisie sur la mauvaise semaine"]);
        let found = |query: &str| staff.client.get(&format!("/v1/absences?{query}")).expect(200)["items"].as_array().unwrap().len();
        assert_eq!((found(""), found("status=cancelled"), found("status=recorded")), (1, 1, 0));
        staff.client.get("/v1/absences?status=gone").refused(400, "malformed_parameter");
        assert_eq!((week()["days"][1]["absent_minutes"].clone(), absent(&means())), (json!(0), json!(0)));
        staff.client.post("/v1/time-records", &work).expect(201);
    }

    fn an_absence_of_a_signed_or_locked_month_stands(app: TestApp) {
        let staff = app.given_staff();
        let enter = |client: &crate::support::Client, day: &str| client.post("/v1/absences", &json!({"user_id": staff.user, "starts_on": day, "ends_on": day, "kind": "leave"}));
        let made = enter(&staff.client, "2026-02-24").expect(201);
        let cancel = format!("/v1/absences/{}/cancel", made["id"].as_str().unwrap());
        let asked = |client: &crate::support::Client| client.at_version(1).post(&cancel, &json!({"reason": "Erreur"}));
        app.given_a_signed_month(staff.user, "2026-02");
        asked(&staff.client).refused(422, "rule_period_signed");
        app.signed_rows_may_be_rewritten();
        app.conn().batch("delete from timesheets").unwrap();
        let data = app.sign_in(Role::DataManager);
        let version = data.get("/v1/plie").expect(200)["version"].as_i64().unwrap();
        data.at_version(version).patch("/v1/plie", &json!({"settings": {"time_locked_until": "2026-02-24"}})).expect(200);
        asked(&staff.client).refused(422, "rule_period_locked");
        enter(&staff.client, "2026-02-23").refused(422, "rule_period_locked");
        data.at_version(version + 1).patch("/v1/plie", &json!({"settings": {"time_locked_until": "2026-02-23"}})).expect(200);
        // handed in, the week is told to lack time
        app.conn().batch(&format!(
            "insert into agenda_weeks (plie_id, id, user_id, week, starts_on, status, version, created_at, updated_at) values ({}, {}, {}, '2026-W09', '2026-02-23', 'submitted', 1, {at}, {at})",
            app.uuid_text(app.plie.0), app.uuid_text(uuid::Uuid::now_v7()), app.uuid_text(staff.user.0), at = app.instant_text(),
        )).unwrap();
        assert_eq!(asked(&staff.client).warnings(), ["week_handed_in"]);
    }

    fn whoever_enters_an_absence_may_cancel_it(app: TestApp) {
        let staff = app.given_staff();
        let entered = || {
            let body = json!({"user_id": staff.user, "starts_on": "2026-03-10", "ends_on": "2026-03-10", "kind": "leave"});
            staff.client.post("/v1/absences", &body).expect(201)["id"].as_str().unwrap().to_owned()
        };
        let cancel = |client: &crate::support::Client, id: &str| client.at_version(1).post(&format!("/v1/absences/{id}/cancel"), &json!({"reason": "Erreur"}));
        let id = entered();
        cancel(&staff.supervisor, &id).refused(403, "forbidden");
        cancel(&app.sign_in(Role::FinanceOfficer), &id).refused(403, "forbidden");
        for role in [Role::Referent, Role::EmployerRelationsOfficer, Role::SocialWorker, Role::Auditor] {
            cancel(&app.sign_in(role), &id).refused(404, "not_found");
        }
        cancel(&app.sign_in_at(app.another_plie(), Role::Director), &id).refused(404, "not_found");
        cancel(&app.sign_in(Role::Assistant), &id).expect(200);
        for role in [Role::Director, Role::DataManager] {
            cancel(&app.sign_in(role), &entered()).expect(200);
        }
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
