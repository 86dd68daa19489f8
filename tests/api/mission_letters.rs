//! Mission letters: one mode a person, operation and month, and fixed shares that make the whole at most.

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::money::with;
use crate::support::{Kind, TestApp, Value, json};

fn operation(app: &TestApp) -> Uuid {
    app.given_an_operation()["id"].as_str().unwrap().parse().unwrap()
}

fn letter(staff: impl serde::Serialize, operation: Uuid) -> Value {
    json!({
        "staff_id": staff, "operation_id": operation, "missions": "Accompagnement renforcé", "starts_on": "2026-01-01",
        "ends_on": "2026-06-30", "cost_mode": "fixed_percentage", "fixed_percentage": 60, "signed_on": "2026-01-02",
    })
}

/// A letter written past the program.
fn insert(
    app: &TestApp,
    user: Uuid,
    operation: Uuid,
    days: (&str, &str),
    mode: &str,
    share: &str,
) -> Result<(), String> {
    let (p, at, i) = (app.uuid_text(app.plie.0), app.instant_text(), app.uuid_text(Uuid::now_v7()));
    let (u, o) = (app.uuid_text(user), app.uuid_text(operation));
    app.conn().batch(&format!(
        "insert into mission_letters (plie_id, id, user_id, operation_id, missions, starts_on, ends_on, cost_mode, fixed_percentage_e4, version, created_at, updated_at)
           values ({p}, {i}, {u}, {o}, 'x', '{}', '{}', '{mode}', {share}, 1, {at}, {at})",
        days.0, days.1
    )).map_err(|e| e.to_string())
}

both! {
    /// Meets S0.3: create_mission_letter, update_mission_letter.
    fn a_letter_divides_the_time_of_a_person(app: TestApp) {
        let staff = app.given_staff();
        let operation = operation(&app);
        let director = app.sign_in(Role::Director);
        let made = director.post("/v1/mission-letters", &letter(staff.user, operation));
        let location = made.headers["location"].clone();
        assert_eq!(made.warnings(), Vec::<String>::new());
        let made = made.expect(201);
        assert_eq!((&made["fixed_percentage"], &made["accepted_by_ma_on"], &made["document_id"]), (&json!(60), &Value::Null, &Value::Null));
        let seen = |client: &crate::support::Client| client.get(&location).status;
        assert_eq!([Role::FinanceOfficer, Role::Assistant, Role::DataManager].map(|role| seen(&app.sign_in(role))), [200; 3]);
        assert_eq!((seen(&staff.client), seen(&app.sign_in(Role::Referent))), (200, 404), "one's own letter");
        assert_eq!(seen(&app.sign_in_at(app.another_plie(), Role::Director)), 404);
        staff.client.at_version(1).patch(&location, &json!({"fixed_percentage": 80})).refused(403, "forbidden");
        let patch = json!({"fixed_percentage": 62.5, "accepted_by_ma_on": "2026-01-20", "missions": "Référente"});
        let changed = director.at_version(1).patch(&location, &patch).expect(200);
        assert_eq!((&changed["fixed_percentage"], &changed["missions"], &changed["version"]), (&json!(62.5), &json!("Référente"), &json!(2)));
        let listed = |query: String| director.get(&format!("/v1/mission-letters?{query}")).expect(200)["items"].as_array().unwrap().len();
        assert_eq!(listed(format!("staff_id={}&operation_id={operation}&on=2026-06-30", staff.user)), 1);
        assert_eq!(listed("on=2026-07-01".to_owned()), 0);
        assert_eq!(app.journal("resource = 'mission_letters'").len(), 2);
    }

    fn an_officer_of_an_axis_reads_its_letters_and_no_other(app: TestApp) {
        let (axis, other) = (operation(&app), operation(&app));
        let mine = app.given_a_letter(app.given_staff().user, axis, &json!({}));
        let unseen = app.given_a_letter(app.given_staff().user, other, &json!({}));
        let officer = app.user(app.plie, Role::TerritorialOfficer, Some((ScopeType::Operation, axis)));
        let officer = app.client_of(app.plie, officer);
        let listed = officer.get("/v1/mission-letters?include_total=true").expect(200);
        assert_eq!((&listed["total"], &listed["items"][0]["id"]), (&json!(1), &mine["id"]));
        let path = |letter: &Value| format!("/v1/mission-letters/{}", letter["id"].as_str().unwrap());
        assert_eq!(officer.get(&path(&mine)).expect(200)["id"], mine["id"]);
        officer.get(&path(&unseen)).refused(404, "not_found");
        // who has no axis reads the letters of the PLIE, as its operations
        app.sign_in(Role::TerritorialOfficer).get(&path(&unseen)).expect(200);
    }

    fn every_fault_of_a_letter_is_named_at_once(app: TestApp) {
        let staff = app.given_staff();
        let director = app.sign_in(Role::Director);
        let changes = json!({
            "operation_id": Uuid::now_v7(), "staff_id": Uuid::now_v7(), "fixed_percentage": 60.125, "ends_on": "2025-12-31",
            "signed_on": "2026-03-03", "document_id": Uuid::now_v7(),
        });
        let answer = director.post("/v1/mission-letters", &with(letter(staff.user, Uuid::now_v7()), &changes));
        assert_eq!(answer.faults(), [
            "/document_id reference_not_found", "/ends_on rule_period", "/fixed_percentage rule_fixed_percentage",
            "/operation_id reference_not_found", "/signed_on rule_future", "/staff_id reference_not_found",
        ]);
        let operation = operation(&app);
        for (changes, faults) in [
            (json!({"fixed_percentage": null}), vec!["/fixed_percentage required"]),
            (json!({"fixed_percentage": 100.01}), vec!["/fixed_percentage rule_fixed_percentage"]),
            (json!({"cost_mode": "actual_hours"}), vec!["/fixed_percentage rule_fixed_percentage"]),
            (json!({"ends_on": "2028-01-01"}), vec!["/starts_on rule_outside_operation"]),
        ] {
            assert_eq!(director.post("/v1/mission-letters", &with(letter(staff.user, operation), &changes)).faults(), faults, "{changes}");
        }
        let late = director.post("/v1/mission-letters", &with(letter(staff.user, operation), &json!({"signed_on": "2026-02-01"})));
        assert_eq!(late.warnings(), ["letter_signed_late"]);
        late.expect(201);
    }

    fn a_person_has_one_mode_an_operation_and_month(app: TestApp) {
        let staff = app.given_staff();
        let operation = operation(&app);
        let director = app.sign_in(Role::Director);
        director.post("/v1/mission-letters", &letter(staff.user, operation)).expect(201);
        let hours = json!({"cost_mode": "actual_hours", "fixed_percentage": null, "starts_on": "2026-06-30", "ends_on": "2026-12-31"});
        let refused = director.post("/v1/mission-letters", &with(letter(staff.user, operation), &hours)).refused(409, "conflict_letter_overlap");
        assert!(refused["detail"].as_str().unwrap().contains("2026"), "{refused}");
        let july = with(hours, &json!({"starts_on": "2026-07-01"}));
        let made = director.post("/v1/mission-letters", &with(letter(staff.user, operation), &july)).expect(201);
        let path = format!("/v1/mission-letters/{}", made["id"].as_str().unwrap());
        director.at_version(1).patch(&path, &json!({"starts_on": "2026-06-15"})).refused(409, "conflict_letter_overlap");
        director.post("/v1/mission-letters", &with(letter(staff.user, operation), &json!({"starts_on": "2026-07-01", "ends_on": "2026-07-31"}))).refused(409, "conflict_letter_overlap");
        // the database says the same to whoever goes past the program
        let user = staff.user.0;
        for (days, mode, share) in [
            (("2026-06-30", "2026-06-30"), "actual_hours", "null"), (("2026-07-01", "2026-07-01"), "actual_hours", "null"),
            (("2026-08-01", "2026-08-31"), "hourly_rate", "null"), (("2026-07-05", "2026-07-06"), "fixed_percentage", "100"),
        ] {
            let refused = insert(&app, user, operation, days, mode, share).unwrap_err();
            assert!(refused.contains("conflict_letter_overlap"), "{refused}");
        }
        insert(&app, user, operation, ("2027-01-01", "2027-01-31"), "hourly_rate", "null").unwrap();
    }

    fn fixed_shares_of_a_person_make_the_whole_at_most(app: TestApp) {
        let staff = app.given_staff();
        let director = app.sign_in(Role::Director);
        let [one, two, three] = std::array::from_fn(|_| operation(&app));
        director.post("/v1/mission-letters", &letter(staff.user, one)).expect(201);
        let forty = json!({"fixed_percentage": 40.01, "starts_on": "2026-06-01", "ends_on": "2026-12-31"});
        let refused = director.post("/v1/mission-letters", &with(letter(staff.user, two), &forty)).refused(409, "conflict_letter_share");
        assert!(refused["detail"].as_str().unwrap().contains("2026-06"), "{refused}");
        let forty = with(forty, &json!({"fixed_percentage": 40}));
        let made = director.post("/v1/mission-letters", &with(letter(staff.user, two), &forty)).expect(201);
        let path = format!("/v1/mission-letters/{}", made["id"].as_str().unwrap());
        director.at_version(1).patch(&path, &json!({"fixed_percentage": 40.5})).refused(409, "conflict_letter_share");
        director.at_version(1).patch(&path, &json!({"starts_on": "2026-07-01", "fixed_percentage": 100})).expect(200);
        let user = staff.user.0;
        assert!(insert(&app, user, three, ("2026-05-01", "2026-05-31"), "fixed_percentage", "4001").unwrap_err().contains("conflict_letter_share"));
        assert!(insert(&app, user, three, ("2026-12-31", "2027-01-31"), "fixed_percentage", "1").unwrap_err().contains("conflict_letter_share"));
        insert(&app, user, three, ("2026-05-01", "2026-05-31"), "fixed_percentage", "4000").unwrap();
        let raised = "update mission_letters set fixed_percentage_e4 = 4001 where fixed_percentage_e4 = 4000";
        assert!(app.conn().batch(raised).unwrap_err().to_string().contains("conflict_letter_share"));
        let other = app.given_staff();
        director.post("/v1/mission-letters", &letter(other.user, one)).expect(201);
    }

    fn of_twenty_letters_at_once_only_those_that_fit_are_written(app: TestApp) {
        let staff = app.given_staff();
        let director = app.sign_in(Role::Director);
        let bodies: Vec<Value> = (0..20).map(|_| with(letter(staff.user, operation(&app)), &json!({"fixed_percentage": 30}))).collect();
        let statuses: Vec<u16> = std::thread::scope(|s| {
            let asked: Vec<_> = bodies.iter().map(|body| s.spawn(|| director.post("/v1/mission-letters", body).status)).collect();
            asked.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|s| **s == 201).count(), 3, "{statuses:?}");
        assert!(statuses.iter().all(|s| matches!(s, 201 | 409)), "{statuses:?}");
    }

    /// Two transactions that know nothing of each other, past the program.
    fn two_hands_at_the_database_cannot_give_more_than_the_whole(app: TestApp) {
        if app.database.kind == Kind::Sqlite {
            return; // one writer at a time
        }
        let user = app.given_staff().user.0;
        let operations: Vec<Uuid> = (0..8).map(|_| operation(&app)).collect();
        let app = &app;
        let written = std::thread::scope(|s| {
            let hands: Vec<_> = operations
                .iter()
                .map(|o| s.spawn(move || insert(app, user, *o, ("2026-01-01", "2026-12-31"), "fixed_percentage", "3000").is_ok()))
                .collect();
            hands.into_iter().map(|h| h.join().unwrap()).filter(|ok| *ok).count()
        });
        assert_eq!(written, 3);
    }

    /// Meets S3.31: create_mission_letter, create_time_record.
    fn time_without_a_letter_is_told_at_once(app: TestApp) {
        let staff = app.given_staff();
        let operation = operation(&app);
        let record = json!({"user_id": staff.user, "date": "2026-02-26", "duration_minutes": 60, "task": "esf_admin", "operation_id": operation});
        let warned = |record: &Value| staff.client.post("/v1/time-records", record).warnings().contains(&"no_mission_letter".to_owned());
        assert!(warned(&record));
        app.given_a_letter(staff.user, operation, &json!({"ends_on": "2026-02-26"}));
        assert!(!warned(&record));
        assert!(warned(&with(record, &json!({"date": "2026-02-27"}))));
    }

    fn a_letter_that_a_claim_rests_on_stays(app: TestApp) {
        let made = app.given_a_claim_to_file();
        app.given_a_claim(&made);
        let director = app.sign_in(Role::Director);
        let page = director.get(&format!("/v1/mission-letters?staff_id={}", made.staff.user)).expect(200);
        let path = format!("/v1/mission-letters/{}", page["items"][0]["id"].as_str().unwrap());
        for patch in [json!({"cost_mode": "hourly_rate"}), json!({"starts_on": "2026-02-02"}), json!({"ends_on": "2026-01-31"}), json!({"ends_on": "2026-02-27"})] {
            director.at_version(1).patch(&path, &patch).refused(409, "conflict_letter_claimed");
        }
        director.at_version(1).patch(&path, &json!({"ends_on": "2026-02-28", "missions": "Référente"})).expect(200);
    }
}
