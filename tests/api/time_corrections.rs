//! Corrections of signed time: asked for by one person, approved by another, and what was signed stays (R6.18–R6.21).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::money::FEBRUARY;
use crate::support::builders::weeks::Staff;
use crate::support::{Answer, TestApp, Value, json};

/// A referent whose February is signed twice, with the first record of it.
fn given_a_signed_february(app: &TestApp) -> (Staff, Uuid) {
    let staff = app.given_staff();
    for week in FEBRUARY {
        app.given_an_accepted_week(&staff, week);
    }
    app.sign_the_month(&staff, "2026-02", 1);
    let page =
        staff.client.get(&format!("/v1/time-records?user_id={}&from=2026-02-02&to=2026-02-02", staff.user)).expect(200);
    let first = page["items"].as_array().unwrap().iter().find(|r| r["start_time"] == "09:00").unwrap();
    (staff, first["id"].as_str().unwrap().parse().unwrap())
}

fn ask(staff: &Staff, record: Uuid, body: &Value) -> Answer {
    let path = format!("/v1/time-records/{record}");
    let version = staff.client.get(&path).expect(200)["version"].as_i64().unwrap();
    staff.client.at_version(version).post(&format!("{path}/correct"), body)
}

fn decide(by: &crate::support::Client, correction: &Value, verb: &str, body: &Value) -> Answer {
    by.at_version(1).post(&format!("/v1/time-corrections/{}/{verb}", correction["id"].as_str().unwrap()), body)
}

both! {
    /// Meets S3.34: correct_time_record, approve_time_correction, get_time_record_history.
    fn an_approved_correction_makes_a_new_record_and_keeps_the_signed_one(app: TestApp) {
        let (staff, record) = given_a_signed_february(&app);
        let asked = ask(&staff, record, &json!({"end_time": "11:30", "reason": "Réunion écourtée"})).expect(201);
        assert_eq!((&asked["status"], &asked["requested_by"], &asked["cancel"]), (&json!("pending"), &json!(staff.user), &json!(false)));
        assert_eq!((&asked["before"]["duration_minutes"], &asked["after"]["duration_minutes"]), (&json!(180), &json!(150)));
        let seen = |id: &str| staff.client.get(&format!("/v1/time-records/{id}")).expect(200);
        assert_eq!(seen(&record.to_string())["status"], "supervisor_signed", "nothing changes before the approval");
        ask(&staff, record, &json!({"cancel": true, "reason": "x"})).refused(409, "conflict_correction_pending");
        let done = decide(&staff.supervisor, &asked, "approve", &json!({})).expect(200);
        assert_eq!((&done["status"], &done["decided_by"], &done["version"]), (&json!("approved"), &json!(staff.supervisor.id), &json!(2)));
        let new = seen(done["replaced_by"].as_str().unwrap());
        assert_eq!((&new["duration_minutes"], &new["status"], &new["supersedes"]), (&json!(150), &json!("submitted"), &json!(record)));
        assert_eq!(seen(&record.to_string())["duration_minutes"], 180, "what was signed stays");
        let history = staff.client.get(&format!("/v1/time-records/{}/history", new["id"].as_str().unwrap())).expect(200);
        assert_eq!(history["items"].as_array().unwrap().len(), 2, "{history}");
        let month = staff.month("2026-02");
        let due = staff.client.get(&format!("{month}?amendment=1")).expect(200);
        assert_eq!((&due["status"], &due["totals"]["worked_minutes"]), (&json!("open"), &json!(20 * 420 - 30)));
        assert_eq!(staff.client.get(&month).expect(200)["totals"]["worked_minutes"], 20 * 420);
        app.sign_the_month(&staff, "2026-02", 3);
        assert_eq!(seen(new["id"].as_str().unwrap())["status"], "supervisor_signed");
        assert_eq!(app.journal("resource = 'time_corrections' and reason = 'Réunion écourtée'").len(), 1);
        assert_eq!(app.read_text("select sum(minutes) from time_totals where month = '2026-02'"), (20 * 420 - 30).to_string());
    }

    fn a_cancellation_leaves_nothing_in_its_place(app: TestApp) {
        let (staff, record) = given_a_signed_february(&app);
        let asked = ask(&staff, record, &json!({"cancel": true, "reason": "Saisi deux fois"})).expect(201);
        assert_eq!((&asked["after"], &asked["cancel"]), (&Value::Null, &json!(true)));
        let done = decide(&staff.supervisor, &asked, "approve", &json!({})).expect(200);
        assert_eq!(done["replaced_by"], Value::Null);
        assert_eq!(app.read_text("select sum(minutes) from time_totals where month = '2026-02'"), (20 * 420 - 180).to_string());
        ask(&staff, record, &json!({"cancel": true, "reason": "x"})).refused(409, "illegal_transition");
    }

    fn nobody_approves_what_they_ask_for(app: TestApp) {
        let (staff, record) = given_a_signed_february(&app);
        let asked = ask(&staff, record, &json!({"cancel": true, "reason": "x"})).expect(201);
        decide(&staff.client, &asked, "approve", &json!({})).refused(409, "conflict_same_person");
        decide(&app.sign_in(Role::Referent), &asked, "approve", &json!({})).refused(404, "not_found");
        decide(&app.sign_in(Role::TerritorialOfficer), &asked, "approve", &json!({})).refused(403, "forbidden");
        decide(&app.sign_in_at(app.another_plie(), Role::Director), &asked, "approve", &json!({})).refused(404, "not_found");
        decide(&staff.supervisor, &asked, "refuse", &json!({})).refused(422, "validation_failed");
        let refused = decide(&staff.supervisor, &asked, "refuse", &json!({"reason": "La réunion a eu lieu."})).expect(200);
        assert_eq!((&refused["status"], &refused["refused_reason"]), (&json!("refused"), &json!("La réunion a eu lieu.")));
        decide(&staff.supervisor, &asked, "approve", &json!({})).refused(412, "version_conflict");
        // the data manager corrects for somebody, and somebody else approves
        let data = app.sign_in(Role::DataManager);
        let path = format!("/v1/time-records/{record}");
        let version = data.get(&path).expect(200)["version"].as_i64().unwrap();
        let again = data.at_version(version).post(&format!("{path}/correct"), &json!({"cancel": true, "reason": "Doublon"})).expect(201);
        assert_eq!(again["requested_by"], json!(data.id));
        decide(&app.sign_in(Role::Director), &again, "approve", &json!({})).expect(200);
    }

    fn a_correction_passes_every_check_of_time(app: TestApp) {
        let (staff, record) = given_a_signed_february(&app);
        for (body, status, code) in [
            (json!({"reason": "x"}), 422, "validation_failed"),
            (json!({"reason": "x", "cancel": true, "end_time": "11:00"}), 422, "validation_failed"),
            (json!({"reason": "x", "end_time": "14:00"}), 422, "rule_overlap"),
            (json!({"reason": "x", "task": "juggling"}), 422, "rule_task_not_in_charter"),
            (json!({"cancel": true}), 422, "validation_failed"),
        ] {
            let answer = ask(&staff, record, &body);
            assert_eq!(answer.status, status, "{body} {}", answer.text);
            let told = answer.text.contains(code);
            assert!(told, "{code}: {}", answer.text);
        }
        app.given_a_record(staff.user, &crate::support::builders::weeks::Recorded::default());
        let page = staff.client.get(&format!("/v1/time-records?user_id={}&from=2026-03-02", staff.user)).expect(200);
        let draft: Uuid = page["items"][0]["id"].as_str().unwrap().parse().unwrap();
        ask(&staff, draft, &json!({"cancel": true, "reason": "x"})).refused(409, "illegal_transition");
    }

    fn corrections_are_listed_for_those_who_see_the_time(app: TestApp) {
        let (staff, record) = given_a_signed_february(&app);
        ask(&staff, record, &json!({"cancel": true, "reason": "x"})).expect(201);
        let seen = |client: &crate::support::Client, query: &str| client.get(&format!("/v1/time-corrections?{query}")).expect(200)["items"].as_array().unwrap().len();
        assert_eq!(seen(&staff.client, "status=pending"), 1);
        assert_eq!(seen(&staff.supervisor, &format!("user_id={}", staff.user)), 1);
        assert_eq!(seen(&app.sign_in(Role::FinanceOfficer), &format!("time_record_id={record}")), 1);
        assert_eq!(seen(&app.sign_in(Role::Director), "status=approved"), 0);
        assert_eq!(seen(&app.sign_in(Role::Referent), ""), 0);
    }

    /// The database says it to whoever goes past the program.
    fn what_was_signed_is_not_rewritten_whatever_the_path(app: TestApp) {
        let (staff, record) = given_a_signed_february(&app);
        let id = app.uuid_text(record);
        for past in ["date = '2026-02-03'", "task = 'esf_admin'", "attribution = 'O'", "break_minutes = 5", "start_minute = 530"] {
            let refused = app.conn().batch(&format!("update time_records set {past} where id = {id}")).unwrap_err().to_string();
            assert!(refused.contains("conflict_signed_record"), "{past}: {refused}");
        }
        let slipped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            app.given_a_record(staff.user, &crate::support::builders::weeks::Recorded { date: "2026-02-28", ..Default::default() });
        }));
        assert!(slipped.is_err(), "no record is slipped into a signed month");
    }

    fn a_day_has_at_most_24_hours_whatever_the_path(app: TestApp) {
        let staff = app.given_staff();
        let timeless = json!({"user_id": staff.user, "date": "2026-02-27", "duration_minutes": 720, "task": "other_operation"});
        staff.client.post("/v1/time-records", &timeless).expect(201);
        staff.client.post("/v1/time-records", &timeless).expect(201);
        staff.client.post("/v1/time-records", &json!({"user_id": staff.user, "date": "2026-02-27", "duration_minutes": 5, "task": "other_operation"})).refused(422, "rule_overlap");
    }

    fn a_locked_period_takes_no_time(app: TestApp) {
        let staff = app.given_staff();
        let data = app.sign_in(Role::DataManager);
        let record = json!({"user_id": staff.user, "date": "2026-02-26", "duration_minutes": 60, "task": "other_operation", "draft": true});
        let made = staff.client.post("/v1/time-records", &record).expect(201);
        let version = data.get("/v1/plie").expect(200)["version"].as_i64().unwrap();
        data.at_version(version).patch("/v1/plie", &json!({"settings": {"time_locked_until": "2026-02-26"}})).expect(200);
        staff.client.post("/v1/time-records", &record).refused(422, "rule_period_locked");
        let path = format!("/v1/time-records/{}", made["id"].as_str().unwrap());
        staff.client.at_version(1).delete(&path).refused(422, "rule_period_locked");
        staff.client.post("/v1/time-records", &json!({"user_id": staff.user, "date": "2026-02-27", "duration_minutes": 60, "task": "other_operation"})).expect(201);
        data.at_version(version + 1).patch("/v1/plie", &json!({"settings": {"time_locked_until": null}})).expect(200);
        staff.client.at_version(1).delete(&path).expect(204);
    }
}
