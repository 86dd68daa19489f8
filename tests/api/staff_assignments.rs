//! Terms of staff who follow nobody: what their contract expects of their weeks, and who countersigns.

use jalon::auth::role::Role;
use jalon::ids::UserId;

use crate::both;
use crate::support::builders::directory::full_week;
use crate::support::builders::money::with;
use crate::support::builders::weeks::Recorded;
use crate::support::{TestApp, Value, json};

fn terms(user: UserId, site: &Value) -> Value {
    json!({
        "user_id": user, "site_id": site["id"], "job_title": "Assistante", "fte": 1, "valid_from": "2026-01-01",
        "work_schedule": full_week(),
    })
}

both! {
    /// Meets S0.1, S1.12: create_staff_assignment, update_staff_assignment, list_staff_assignments.
    fn an_assistant_has_terms_from_one_day_to_another(app: TestApp) {
        let site = app.given_a_site();
        let (user, boss) = (app.user(app.plie, Role::Assistant, None), app.user(app.plie, Role::Director, None));
        let director = app.sign_in(Role::Director);
        let made = director.post("/v1/staff-assignments", &terms(user, &site));
        let location = made.headers["location"].clone();
        let made = made.expect(201);
        assert_eq!((&made["job_title"], &made["fte"], &made["supervisor_id"]), (&json!("Assistante"), &json!(1), &Value::Null));
        assert_eq!(app.sign_in(Role::FinanceOfficer).get(&location).expect(200), made);
        let patch = json!({"supervisor_id": boss, "work_schedule": {"friday_minutes": 210}, "fte": 0.9, "valid_to": "2026-12-31"});
        let changed = director.at_version(1).patch(&location, &patch).expect(200);
        assert_eq!((&changed["work_schedule"]["friday_minutes"], &changed["work_schedule"]["monday_minutes"]), (&json!(210), &json!(420)));
        assert_eq!((&changed["fte"], &changed["supervisor_id"], &changed["version"]), (&json!(0.9), &json!(boss), &json!(2)));
        director.at_version(1).patch(&location, &json!({"fte": 1})).refused(412, "version_conflict");
        let listed = |query: &str| director.get(&format!("/v1/staff-assignments?{query}")).expect(200)["items"].as_array().unwrap().len();
        assert_eq!(listed(&format!("user_id={user}")), 1);
        assert_eq!(listed(&format!("supervisor_id={boss}&on=2026-12-31")), 1);
        assert_eq!(listed("on=2027-01-01"), 0);
        assert_eq!(listed(&format!("site_id={}", uuid::Uuid::now_v7())), 0);
        app.sign_in(Role::Assistant).post("/v1/staff-assignments", &terms(user, &site)).refused(403, "forbidden");
        app.sign_in_at(app.another_plie(), Role::Director).get(&location).refused(404, "not_found");
    }

    fn every_broken_term_is_told_at_once(app: TestApp) {
        let site = app.given_a_site();
        let user = app.user(app.plie, Role::Assistant, None);
        let changes = json!({
            "fte": 0, "supervisor_id": user, "valid_to": "2025-12-31", "site_id": uuid::Uuid::now_v7(),
            "employer_structure_id": uuid::Uuid::now_v7(), "work_schedule": {"monday_minutes": 721},
        });
        let answer = app.sign_in(Role::DataManager).post("/v1/staff-assignments", &with(terms(user, &site), &changes));
        assert_eq!(answer.faults(), [
            "/employer_structure_id reference_not_found", "/fte rule_fte", "/site_id reference_not_found",
            "/supervisor_id rule_supervisor", "/valid_to rule_period", "/work_schedule/monday_minutes rule_work_schedule",
        ]);
    }

    fn terms_as_a_referent_and_as_other_staff_make_one_full_time_at_most(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        let site = app.given_a_site();
        let data = app.sign_in(Role::DataManager);
        let user = UserId::of(client.id.unwrap());
        let half = with(terms(user, &site), &json!({"fte": 0.5}));
        assert_eq!(data.post("/v1/staff-assignments", &half).faults(), ["/fte rule_fte"]);
        let path = format!("/v1/referents/{}", referent["id"].as_str().unwrap());
        data.at_version(1).patch(&path, &json!({"fte": 0.5, "fte_participant_support": 0.5})).expect(200);
        data.post("/v1/staff-assignments", &half).expect(201);
        assert_eq!(data.at_version(2).patch(&path, &json!({"fte": 0.6})).faults(), ["/fte rule_fte"]);
    }

    fn of_twenty_terms_of_one_person_one_fits(app: TestApp) {
        let body = terms(app.user(app.plie, Role::Assistant, None), &app.given_a_site());
        let data = app.sign_in(Role::DataManager);
        let statuses: Vec<u16> = std::thread::scope(|s| {
            let asked: Vec<_> = (0..20).map(|_| s.spawn(|| data.post("/v1/staff-assignments", &body).status)).collect();
            asked.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|s| **s == 201).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|s| matches!(s, 201 | 422)), "{statuses:?}");
    }

    /// Meets S3.30, S1.12: create_staff_assignment, submit_agenda_week, accept_agenda_week, countersign_timesheet.
    fn an_assistant_has_weeks_to_complete_and_a_supervisor_who_signs(app: TestApp) {
        let site = app.given_a_site();
        let assistant = app.sign_in(Role::Assistant);
        let user = UserId::of(assistant.id.unwrap());
        let boss = app.sign_in(Role::TerritorialOfficer);
        let body = with(terms(user, &site), &json!({"supervisor_id": boss.id, "valid_from": "2026-02-23"}));
        app.sign_in(Role::DataManager).post("/v1/staff-assignments", &body).expect(201);
        let week = format!("/v1/agenda-weeks/{user}/2026-W09");
        assert_eq!(assistant.get(&week).expect(200)["expected_minutes"], 2100);
        let before = assistant.get(&format!("/v1/agenda-weeks/{user}/2026-W08")).expect(200);
        assert_eq!(before["expected_minutes"], 0, "the terms begin on the 23rd");
        app.given_a_week_of_records(user, "2026-W09");
        assistant.at_version(1).post(&format!("{week}/submit"), &json!({})).expect(200);
        app.sign_in(Role::Referent).at_version(2).post(&format!("{week}/accept"), &json!({})).refused(404, "not_found");
        boss.at_version(2).post(&format!("{week}/accept"), &json!({})).expect(200);
        let sheet = format!("/v1/timesheets/{user}/2026-02");
        assistant.at_version(1).post(&format!("{sheet}/sign"), &json!({})).expect(200);
        assert_eq!(boss.at_version(2).post(&format!("{sheet}/countersign"), &json!({})).expect(200)["status"], "countersigned");
        let missing = app.sign_in(Role::Director).get("/v1/agenda-weeks?from=2026-03-02&to=2026-03-02").expect(200);
        assert!(missing["items"].as_array().unwrap().iter().any(|w| w["user_id"] == json!(user)), "{missing}");
    }

    fn a_day_beyond_the_schedule_of_an_assistant_is_a_warning(app: TestApp) {
        let site = app.given_a_site();
        let assistant = app.sign_in(Role::Assistant);
        let user = UserId::of(assistant.id.unwrap());
        let body = with(terms(user, &site), &json!({"work_schedule": {"monday_minutes": 60}}));
        app.sign_in(Role::DataManager).post("/v1/staff-assignments", &body).expect(201);
        app.given_a_record(user, &Recorded::default());
        let record = json!({"user_id": user, "date": "2026-03-02", "start_time": "14:00", "end_time": "15:00", "task": "other_operation"});
        let late = assistant.post("/v1/time-records", &record);
        let warnings = late.warnings();
        late.expect(201);
        assert!(!warnings.contains(&"not_working_day".to_owned()), "{warnings:?}");
        let tuesday = with(record, &json!({"date": "2026-02-24"}));
        let warnings = assistant.post("/v1/time-records", &tuesday).warnings();
        assert!(warnings.contains(&"not_working_day".to_owned()), "{warnings:?}");
    }

    fn the_schedule_of_an_assistant_changes_from_a_day_on(app: TestApp) {
        let site = app.given_a_site();
        let assistant = app.sign_in(Role::Assistant);
        let user = UserId::of(assistant.id.unwrap());
        let data = app.sign_in(Role::DataManager);
        let made = data.post("/v1/staff-assignments", &terms(user, &site)).expect(201);
        let path = format!("/v1/staff-assignments/{}", made["id"].as_str().unwrap());
        let changed = json!({"work_schedule": {"friday_minutes": 0}, "work_schedule_from": "2026-03-09"});
        data.at_version(1).patch(&path, &changed).expect(200);
        let week = |week: &str| assistant.get(&format!("/v1/agenda-weeks/{user}/{week}")).expect(200)["expected_minutes"].clone();
        assert_eq!((week("2026-W10"), week("2026-W11")), (json!(2100), json!(1680)));
        assert_eq!(data.get(&path).expect(200)["work_schedules"].as_array().unwrap().len(), 2);
    }
}
