//! Agenda weeks (§ 6.3).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::money::FEBRUARY;
use crate::support::builders::weeks::{FULL_WEEK, Recorded, Staff};
use crate::support::{Client, Value, json};

/// The record of a day that begins at nine, with its path.
fn a_record(staff: &Staff, date: &str) -> (String, Value) {
    let page = staff.client.get(&format!("/v1/time-records?user_id={}&from={date}&to={date}", staff.user)).expect(200);
    let found = page["items"].as_array().unwrap().iter().find(|r| r["start_time"] == "09:00").unwrap().clone();
    (format!("/v1/time-records/{}", found["id"].as_str().unwrap()), found)
}

both! {
    fn a_week_is_computed_before_anybody_touches_it(app: TestApp) {
        let staff = app.given_staff();
        app.given_a_record(staff.user, &Recorded { date: "2026-03-02", start: 540, end: 930, ..Recorded::default() });
        let answer = staff.client.get(&staff.week("2026-W10"));
        assert!(answer.headers["etag"].starts_with("\"1-"), "{:?}", answer.headers);
        let week = answer.expect(200);
        assert_eq!((&week["expected_minutes"], &week["covered_minutes"], &week["version"]), (&json!(2100), &json!(390), &json!(1)));
        assert_eq!((&week["status"], &week["overdue"], &week["due_at"], &week["id"]), (&json!("open"), &json!(false), &json!("2026-03-09T22:59:59Z"), &Value::Null));
        assert_eq!(week["days"].as_array().unwrap().len(), 7);
        let gaps = week["gaps"].as_array().unwrap();
        assert_eq!(gaps.len(), 5);
        assert_eq!((&gaps[0]["date"], &gaps[0]["missing_minutes"]), (&json!("2026-03-02"), &json!(30)));
        let one = app.sign_in(Role::Assistant);
        let nothing = one.get(&format!("/v1/agenda-weeks/{}/2026-W10", one.id.unwrap())).expect(200);
        assert_eq!((&nothing["expected_minutes"], &nothing["gaps"]), (&json!(0), &json!([])), "no terms, nothing expected");
    }

    fn an_incomplete_week_is_not_handed_in_and_the_answer_lists_the_gaps(app: TestApp) {
        let staff = app.given_staff();
        app.given_a_week_of_records(staff.user, "2026-W10");
        app.conn().batch("update time_records set status = 'superseded' where date = '2026-03-04' and start_minute = 540").unwrap();
        let submit = format!("{}/submit", staff.week("2026-W10"));
        let answer = staff.client.at_version(1).post(&submit, &json!({}));
        let problem = answer.refused(409, "conflict_incomplete_week");
        let gap = &problem["errors"][0];
        assert_eq!((&gap["pointer"], &gap["code"]), (&json!("/days/2"), &json!("gap")));
        assert!(gap["message"].as_str().unwrap().contains("180 minutes"), "{problem}");
        app.given_an_absence(staff.user, "2026-03-04", "2026-03-04", Some("am"));
        let week = staff.client.at_version(1).post(&submit, &json!({})).expect(200);
        assert_eq!((&week["status"], &week["version"], &week["submitted_at"]), (&json!("submitted"), &json!(2), &json!("2026-03-02T08:00:00Z")));
    }

    /// Meets S3.30: submit_agenda_week, accept_agenda_week, return_agenda_week.
    fn a_week_goes_there_and_back_with_its_records(app: TestApp) {
        let staff = app.given_staff();
        app.given_a_week_of_records(staff.user, "2026-W10");
        let path = staff.week("2026-W10");
        let post = |client: &crate::support::Client, version: i64, verb: &str, body: Value| {
            client.at_version(version).post(&format!("{path}/{verb}"), &body)
        };
        let count = |status: &str| app.read_text(&format!("select count(*) from time_records where status = '{status}'"));
        staff.client.post(&format!("{path}/submit"), &json!({})).refused(428, "precondition_required");
        post(&staff.client, 7, "submit", json!({})).refused(412, "version_conflict");
        post(&staff.client, 1, "submit", json!({})).expect(200);
        assert_eq!(count("submitted"), "10");
        let again = post(&staff.client, 2, "submit", json!({})).refused(409, "illegal_transition");
        assert_eq!((&again["from"], &again["allowed"]), (&json!("submitted"), &json!(["accept", "return"])));
        post(&staff.supervisor, 2, "return", json!({})).refused(422, "validation_failed");
        let back = post(&staff.supervisor, 2, "return", json!({"reason": "Mardi : quelle opération ?"})).expect(200);
        assert_eq!((&back["status"], &back["returned_reason"]), (&json!("returned"), &json!("Mardi : quelle opération ?")));
        assert_eq!(count("draft"), "10");
        post(&staff.client, 3, "submit", json!({})).expect(200);
        let accepted = post(&staff.supervisor, 4, "accept", json!({})).expect(200);
        assert_eq!((&accepted["status"], &accepted["accepted_by"], &accepted["version"]), (&json!("accepted"), &json!(staff.supervisor.id.unwrap()), &json!(5)));
        post(&staff.supervisor, 5, "return", json!({"reason": "x"})).refused(409, "illegal_transition");
        let journal = app.read_text("select count(*) from audit_entries where resource = 'time_records' and operation = 'submit_agenda_week'");
        assert_eq!(journal, "20", "ten records, handed in twice");
    }

    fn an_accepted_week_that_loses_time_is_open_again(app: TestApp) {
        let staff = app.given_staff();
        for week in FEBRUARY {
            app.given_an_accepted_week(&staff, week);
        }
        let (path, month) = (staff.week("2026-W07"), staff.month("2026-02"));
        let (tuesday, record) = a_record(&staff, "2026-02-10");
        let version = record["version"].as_i64().unwrap();
        // as long as the days are whole the week stays as it was accepted
        let said = staff.client.at_version(version).patch(&tuesday, &json!({"comment": "Bureau"}));
        assert_eq!((said.status, said.warnings()), (200, vec![]), "{}", said.text);
        let moved = staff.client.at_version(version + 1).patch(&tuesday, &json!({"start_time": "08:00", "end_time": "11:00"}));
        assert_eq!((moved.status, moved.warnings()), (200, vec![]), "{}", moved.text);
        assert_eq!(staff.client.get(&path).expect(200)["status"], "accepted");
        let sign = |client: &Client| client.at_version(1).post(&format!("{month}/sign?dry_run=true"), &json!({}));
        sign(&staff.client).expect(200);
        let shorter = staff.client.at_version(version + 2).patch(&tuesday, &json!({"end_time": "10:30"}));
        assert_eq!(shorter.warnings(), ["week_reopened"], "{}", shorter.text);
        let week = staff.client.get(&path).expect(200);
        assert_eq!((&week["status"], &week["version"], &week["overdue"]), (&json!("open"), &json!(4), &json!(true)));
        assert_eq!((&week["accepted_at"], &week["accepted_by"]), (&Value::Null, &Value::Null));
        assert_eq!(week["gaps"][0]["missing_minutes"], 30);
        assert_eq!(app.journal("resource = 'agenda_weeks' and operation = 'update_time_record'").len(), 1);
        let refused = sign(&staff.client).refused(409, "conflict_weeks_not_accepted");
        assert!(refused["errors"][0]["message"].as_str().unwrap().contains("2026-W07"), "{refused}");
        staff.client.at_version(4).post(&format!("{path}/submit"), &json!({})).refused(409, "conflict_incomplete_week");
        let half = json!({"user_id": staff.user, "date": "2026-02-10", "start_time": "10:30", "end_time": "11:00", "task": "other_operation"});
        staff.client.post("/v1/time-records", &half).expect(201);
        sign(&staff.client).refused(409, "conflict_weeks_not_accepted");
        staff.client.at_version(4).post(&format!("{path}/submit"), &json!({})).expect(200);
        staff.supervisor.at_version(5).post(&format!("{path}/accept"), &json!({})).expect(200);
        app.sign_the_month(&staff, "2026-02", 1);
    }

    fn a_week_that_lost_time_since_it_was_handed_in_is_not_accepted(app: TestApp) {
        let staff = app.given_staff();
        app.given_a_week_of_records(staff.user, "2026-W09");
        let path = staff.week("2026-W09");
        staff.client.at_version(1).post(&format!("{path}/submit"), &json!({})).expect(200);
        let (friday, record) = a_record(&staff, "2026-02-27");
        let version = record["version"].as_i64().unwrap();
        let shorter = staff.client.at_version(version).patch(&friday, &json!({"end_time": "11:00"}));
        assert_eq!((shorter.status, shorter.warnings()), (200, vec![]), "it waits for whoever accepts it");
        let accept = format!("{path}/accept");
        let refused = staff.supervisor.at_version(2).post(&accept, &json!({})).refused(409, "conflict_incomplete_week");
        assert_eq!(refused["errors"][0]["pointer"], "/days/4");
        staff.client.at_version(version + 1).patch(&friday, &json!({"end_time": "12:00"})).expect(200);
        staff.supervisor.at_version(2).post(&accept, &json!({})).expect(200);
    }

    fn who_accepts_a_week_means_the_week_they_read(app: TestApp) {
        let staff = app.given_staff();
        app.given_a_week_of_records(staff.user, "2026-W09");
        let path = staff.week("2026-W09");
        staff.client.at_version(1).post(&format!("{path}/submit"), &json!({})).expect(200);
        let read = staff.supervisor.get(&path).headers["etag"].clone();
        let (friday, record) = a_record(&staff, "2026-02-27");
        let version = record["version"].as_i64().unwrap();
        staff.client.at_version(version).patch(&friday, &json!({"comment": "Relances"})).expect(200);
        staff.client.at_version(version + 1).patch(&friday, &json!({"end_time": "12:30"})).expect(200);
        let accept = format!("{path}/accept");
        staff.supervisor.with("If-Match", &read).post(&accept, &json!({})).refused(412, "version_conflict");
        let read = staff.supervisor.get(&path).headers["etag"].clone();
        staff.supervisor.with("If-Match", &read).post(&accept, &json!({})).expect(200);
    }

    fn an_accepted_week_that_loses_an_absence_is_open_again(app: TestApp) {
        let staff = app.given_staff();
        let body = json!({"user_id": staff.user, "starts_on": "2026-02-16", "ends_on": "2026-02-27", "kind": "leave"});
        let absence = staff.client.post("/v1/absences", &body).expect(201);
        for week in ["2026-W08", "2026-W09"] {
            let path = staff.week(week);
            staff.client.at_version(1).post(&format!("{path}/submit"), &json!({})).expect(200);
            staff.supervisor.at_version(2).post(&format!("{path}/accept"), &json!({})).expect(200);
        }
        let cancel = format!("/v1/absences/{}/cancel", absence["id"].as_str().unwrap());
        let answer = staff.client.at_version(1).post(&cancel, &json!({"reason": "Congé reporté"}));
        assert_eq!(answer.warnings(), ["week_reopened"], "one warning for both weeks: {}", answer.text);
        assert!(answer.text.contains("2026-W08, 2026-W09"), "{}", answer.text);
        for week in ["2026-W08", "2026-W09"] {
            assert_eq!(staff.client.get(&staff.week(week)).expect(200)["status"], "open");
        }
    }

    fn a_corrected_day_of_a_signed_month_opens_no_week(app: TestApp) {
        let staff = app.given_staff();
        for week in FEBRUARY {
            app.given_an_accepted_week(&staff, week);
        }
        app.sign_the_month(&staff, "2026-02", 1);
        let (path, record) = a_record(&staff, "2026-02-10");
        let shorter = json!({"end_time": "11:00", "reason": "Erreur de saisie"});
        let asked = staff.client.at_version(record["version"].as_i64().unwrap()).post(&format!("{path}/correct"), &shorter).expect(201);
        let approve = format!("/v1/time-corrections/{}/approve", asked["id"].as_str().unwrap());
        staff.supervisor.at_version(1).post(&approve, &json!({})).expect(200);
        assert_eq!(staff.client.get(&staff.week("2026-W07")).expect(200)["status"], "accepted");
        // the amendment is signed on the weeks as they were accepted
        app.sign_the_month(&staff, "2026-02", 3);
    }

    fn the_tag_of_a_week_follows_its_records_and_is_taken_back(app: TestApp) {
        let staff = app.given_staff();
        let path = staff.week("2026-W10");
        let tag = staff.client.get(&path).headers["etag"].clone();
        assert_eq!(staff.client.with("If-None-Match", &tag).get(&path).status, 304);
        app.given_a_week_of_records(staff.user, "2026-W10");
        let answer = staff.client.with("If-None-Match", &tag).get(&path);
        assert_eq!(answer.status, 200);
        staff.client.with("If-Match", &answer.headers["etag"]).post(&format!("{path}/submit"), &json!({})).expect(200);
    }

    fn nobody_accepts_their_own_week(app: TestApp) {
        let staff = app.given_staff();
        app.given_a_week_of_records(staff.user, "2026-W10");
        let path = staff.week("2026-W10");
        staff.client.at_version(1).post(&format!("{path}/submit"), &json!({})).expect(200);
        staff.client.at_version(2).post(&format!("{path}/accept"), &json!({})).refused(409, "conflict_same_person");
        staff.client.at_version(2).post(&format!("{path}/return"), &json!({"reason": "x"})).refused(409, "conflict_same_person");
        staff.client.at_version(9).post(&format!("{path}/accept"), &json!({})).refused(409, "conflict_same_person");
    }

    fn who_may_see_and_accept_a_week(app: TestApp) {
        let staff = app.given_staff();
        app.given_a_week_of_records(staff.user, "2026-W10");
        let path = staff.week("2026-W10");
        for role in [Role::Director, Role::TerritorialOfficer, Role::DataManager, Role::FinanceOfficer] {
            app.sign_in(role).get(&path).expect(200);
        }
        for role in [Role::Referent, Role::Assistant, Role::EmployerRelationsOfficer] {
            app.sign_in(role).get(&path).refused(404, "not_found");
        }
        app.sign_in(Role::Partner).get(&path).refused(404, "not_found");
        let foreign = app.another_plie();
        for role in [Role::Director, Role::Provider] {
            let stranger = app.sign_in_at(foreign, role);
            stranger.get(&path).refused(404, "not_found");
            stranger.at_version(1).post(&format!("{path}/accept"), &json!({})).refused(404, "not_found");
        }
        app.sign_in(Role::Auditor).at_version(1).post(&format!("{path}/accept"), &json!({})).refused(404, "not_found");
        let submit = format!("{path}/submit");
        app.sign_in(Role::Director).at_version(1).post(&submit, &json!({})).refused(409, "conflict_employee_first");
        staff.supervisor.at_version(1).post(&submit, &json!({})).refused(409, "conflict_employee_first");
        app.sign_in(Role::Referent).at_version(1).post(&submit, &json!({})).refused(404, "not_found");
        staff.client.at_version(1).post(&submit, &json!({})).expect(200);
        let accept = format!("{path}/accept");
        app.sign_in(Role::Referent).at_version(2).post(&accept, &json!({})).refused(404, "not_found");
        app.sign_in(Role::DataManager).at_version(2).post(&accept, &json!({})).refused(403, "forbidden");
        app.sign_in(Role::TerritorialOfficer).at_version(2).post(&accept, &json!({})).expect(200);
    }

    fn an_officer_sees_the_weeks_of_the_territory(app: TestApp) {
        let (north, south) = (app.given_staff(), app.given_staff());
        let data = app.sign_in(Role::DataManager);
        let territory = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": []})).expect(201);
        let id: uuid::Uuid = territory["id"].as_str().unwrap().parse().unwrap();
        app.conn().batch(&format!("update sites set territory_id = {} where id = {}", app.uuid_text(id), app.uuid_text(north.site))).unwrap();
        let user = app.user(app.plie, Role::TerritorialOfficer, Some((jalon::auth::actor::ScopeType::Territory, id)));
        let officer = app.client_of(app.plie, user);
        officer.get(&north.week("2026-W10")).expect(200);
        officer.get(&south.week("2026-W10")).refused(404, "not_found");
        officer.get(&format!("/v1/agenda-weeks/{user}/2026-W10")).expect(200);
        let page = officer.get("/v1/agenda-weeks?from=2026-03-02&to=2026-03-02").expect(200);
        let users: Vec<&Value> = page["items"].as_array().unwrap().iter().map(|w| &w["user_id"]).collect();
        assert_eq!(users, [&json!(north.user)]);
    }

    fn the_list_has_a_row_a_week_in_pages(app: TestApp) {
        let staff = app.given_staff();
        app.given_an_accepted_week(&staff, "2026-W10");
        let list = format!("/v1/agenda-weeks?user_id={}&from=2026-01-05&to=2026-03-15", staff.user);
        let page = staff.client.get(&format!("{list}&include_total=true")).expect(200);
        let items = page["items"].as_array().unwrap();
        assert_eq!((items.len(), &page["total"]), (10, &json!(10)));
        assert_eq!((&items[0]["week"], &items[9]["week"]), (&json!("2026-W02"), &json!("2026-W11")));
        assert_eq!((&items[8]["status"], &items[8]["covered_minutes"]), (&json!("accepted"), &json!(2100)));
        assert_eq!((&items[0]["overdue"], &items[9]["overdue"]), (&json!(true), &json!(false)));
        let mut seen = Vec::new();
        let mut next = format!("{list}&limit=3");
        loop {
            let answer = staff.client.get(&next);
            let link = answer.headers.get("link").cloned();
            seen.extend(answer.expect(200)["items"].as_array().unwrap().iter().map(|w| w["week"].clone()));
            let Some(link) = link else { break };
            next = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
        }
        assert_eq!(seen, items.iter().map(|w| w["week"].clone()).collect::<Vec<_>>());
        let accepted = staff.client.get(&format!("{list}&status=accepted")).expect(200);
        assert_eq!(accepted["items"].as_array().unwrap().len(), 1);
        let overdue = staff.client.get(&format!("{list}&overdue=true")).expect(200);
        assert_eq!(overdue["items"].as_array().unwrap().len(), 7, "W02 to W08; W09 is due today");
        let year = format!("/v1/agenda-weeks?user_id={}", staff.user);
        assert_eq!(staff.client.get(&format!("{year}&from=2026-01-01&to=2026-12-31&limit=200")).expect(200)["items"].as_array().unwrap().len(), 53);
        staff.client.get(&format!("{year}&from=2026-01-01&to=2027-01-10")).refused(400, "malformed_parameter");
        staff.client.get(&format!("{year}&from=2026-02-01&to=2026-01-10")).refused(400, "malformed_parameter");
        staff.client.get(&format!("{year}&colour=red")).refused(400, "unknown_parameter");
        assert_eq!(staff.client.get(&year).expect(200)["items"].as_array().unwrap().len(), 5);
        let everybody = app.sign_in(Role::Director).get("/v1/agenda-weeks?from=2026-03-02&to=2026-03-08").expect(200);
        assert_eq!(everybody["items"].as_array().unwrap().len(), 1);
        let stranger = app.sign_in(Role::Referent).get(&list).expect(200);
        assert_eq!(stranger["items"], json!([]));
    }

    fn the_week_of_the_change_to_winter_time_has_its_minutes_and_its_deadline(app: TestApp) {
        app.at("2026-10-26T08:00:00Z");
        let staff = app.given_staff_with([420, 420, 420, 420, 420, 0, 60], 10_000, "2026-01-01");
        app.given_a_week_of_records(staff.user, "2026-W43");
        app.given_a_record(staff.user, &Recorded { date: "2026-10-25", start: 90, end: 150, ..Recorded::default() });
        let week = staff.client.get(&staff.week("2026-W43")).expect(200);
        assert_eq!((&week["expected_minutes"], &week["covered_minutes"], &week["gaps"]), (&json!(2160), &json!(2160), &json!([])));
        assert_eq!((&week["due_at"], &week["overdue"]), (&json!("2026-10-26T22:59:59Z"), &json!(false)));
        assert_eq!(staff.client.get(&staff.week("2026-W42")).expect(200)["due_at"], "2026-10-19T21:59:59Z");
        app.at("2026-10-26T23:00:00Z");
        let staff_again = app.client_of(app.plie, staff.user);
        assert_eq!(staff_again.get(&staff.week("2026-W43")).expect(200)["overdue"], true);
        staff_again.at_version(1).post(&format!("{}/submit", staff.week("2026-W43")), &json!({})).expect(200);
        assert_eq!(staff_again.get(&staff.week("2026-W43")).expect(200)["overdue"], false);
    }

    fn holidays_and_terms_decide_what_is_expected(app: TestApp) {
        let staff = app.given_staff_with(FULL_WEEK, 10_000, "2026-04-08");
        let easter = staff.client.get(&staff.week("2026-W15")).expect(200);
        let minutes: Vec<i64> = easter["days"].as_array().unwrap().iter().map(|d| d["expected_minutes"].as_i64().unwrap()).collect();
        assert_eq!(minutes, [0, 0, 420, 420, 420, 0, 0], "Easter Monday, then before the terms");
        assert_eq!(easter["days"][0]["public_holiday"], true);
        let may = staff.client.get(&staff.week("2026-W18")).expect(200);
        assert_eq!(may["expected_minutes"], 1680, "1 May");
    }

    fn what_is_not_a_week_is_not_found(app: TestApp) {
        let staff = app.given_staff();
        for wrong in ["2026-W54", "2026-10", "x"] {
            staff.client.get(&staff.week(wrong)).refused(404, "not_found");
        }
        staff.client.get("/v1/agenda-weeks/nobody/2026-W10").refused(404, "not_found");
        let submit = format!("{}/submit", staff.week("2026-W10"));
        assert_eq!(staff.client.at_version(1).post(&submit, &json!({"x": 1})).status, 422);
    }

    /// Meets S3.30: update_referent, get_agenda_week, submit_agenda_week.
    fn a_schedule_that_changes_leaves_the_weeks_before_as_they_were(app: TestApp) {
        let staff = app.given_staff();
        app.given_a_week_of_records(staff.user, "2026-W10");
        let (data, terms) = (app.sign_in(Role::DataManager), format!("/v1/referents/{}", staff.referent_id));
        // from Wednesday 4 March on no Fridays, and shorter Wednesdays
        let changed = json!({"work_schedule": {"wednesday_minutes": 180, "friday_minutes": 0}, "work_schedule_from": "2026-03-04"});
        let after = data.at_version(1).patch(&terms, &changed).expect(200);
        assert_eq!((&after["version"], &after["work_schedule"]["friday_minutes"]), (&json!(2), &json!(420)), "today is the 2nd");
        let from: Vec<&Value> = after["work_schedules"].as_array().unwrap().iter().map(|s| &s["valid_from"]).collect();
        assert_eq!(from, ["2026-01-01", "2026-03-04"]);
        let expected = |week: &str| {
            let week = staff.client.get(&staff.week(week)).expect(200);
            week["days"].as_array().unwrap().iter().map(|d| d["expected_minutes"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(expected("2026-W09"), FULL_WEEK, "what was worked before is expected as before");
        assert_eq!(expected("2026-W10"), [420, 420, 180, 420, 0, 0, 0]);
        assert_eq!(expected("2026-W15")[..1], [0], "Easter Monday");
        assert_eq!(expected("2026-W11"), [420, 420, 180, 420, 0, 0, 0]);
        // half a day off counts half of that day's own minutes, and the week is complete by them
        app.given_an_absence(staff.user, "2026-03-11", "2026-03-11", Some("am"));
        let week = staff.client.get(&staff.week("2026-W11")).expect(200);
        assert_eq!((&week["days"][2]["expected_minutes"], &week["days"][2]["absent_minutes"]), (&json!(180), &json!(90)));
        app.at("2026-03-09T08:00:00Z");
        let referent = app.client_of(app.plie, staff.user);
        referent.at_version(1).post(&format!("{}/submit", staff.week("2026-W10")), &json!({})).expect(200);
        let data = app.sign_in(Role::DataManager);
        let now = data.get(&terms).expect(200);
        assert_eq!(now["work_schedule"]["friday_minutes"], 0, "the one of today");
        // a record on a Friday is out of the ordinary from then on
        let friday = json!({"user_id": staff.user, "date": "2026-03-06", "start_time": "18:00", "end_time": "18:30", "task": "other_operation"});
        assert_eq!(referent.post("/v1/time-records?dry_run=true", &friday).warnings(), ["not_working_day"]);
        let before = json!({"user_id": staff.user, "date": "2026-02-27", "start_time": "18:00", "end_time": "18:30", "task": "other_operation"});
        assert!(!referent.post("/v1/time-records?dry_run=true", &before).warnings().contains(&"not_working_day".to_owned()));
        for (wrong, fault) in [
            (json!({"work_schedule_from": "2026-04-01"}), "/work_schedule required"),
            (json!({"work_schedule": {"monday_minutes": 0}, "work_schedule_from": "2025-12-31"}), "/work_schedule_from rule_work_schedule_from"),
            (json!({"work_schedule": {"monday_minutes": 721}, "work_schedule_from": "2026-05-01"}), "/work_schedule/monday_minutes rule_work_schedule"),
        ] {
            assert_eq!(data.at_version(2).patch(&terms, &wrong).faults(), [fault], "{wrong}");
        }
        // a change that is taken back is none
        let again = json!({"work_schedule": {"wednesday_minutes": 420, "friday_minutes": 420}, "work_schedule_from": "2026-03-04"});
        assert_eq!(data.at_version(2).patch(&terms, &again).expect(200)["work_schedules"].as_array().unwrap().len(), 1);
        assert_eq!(app.read_text("select schedule_changes from referents"), "[]");
    }

    fn a_signed_month_keeps_its_schedule(app: TestApp) {
        let staff = app.given_staff();
        for week in ["2026-W06", "2026-W07", "2026-W08", "2026-W09"] {
            app.given_an_accepted_week(&staff, week);
        }
        let month = staff.month("2026-02");
        staff.client.at_version(1).post(&format!("{month}/sign"), &json!({})).expect(200);
        let (data, terms) = (app.sign_in(Role::DataManager), format!("/v1/referents/{}", staff.referent_id));
        for from in ["2026-01-15", "2026-02-28"] {
            let changed = json!({"work_schedule": {"friday_minutes": 0}, "work_schedule_from": from});
            data.at_version(1).patch(&terms, &changed).refused(422, "rule_period_signed");
        }
        data.at_version(1).patch(&terms, &json!({"work_schedule": {"friday_minutes": 0}})).refused(422, "rule_period_signed");
        let changed = json!({"work_schedule": {"friday_minutes": 0}, "work_schedule_from": "2026-03-01"});
        data.at_version(1).patch(&terms, &changed).expect(200);
        let week = staff.client.get(&staff.week("2026-W09")).expect(200);
        assert_eq!((&week["status"], &week["expected_minutes"]), (&json!("accepted"), &json!(2100)));
    }

    fn the_holidays_of_alsace_and_moselle_are_a_setting(app: TestApp) {
        let staff = app.given_staff();
        let days = || {
            let week = staff.client.get(&staff.week("2026-W14")).expect(200);
            week["days"].as_array().unwrap().iter().map(|d| d["expected_minutes"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(days(), [420, 420, 420, 420, 420, 0, 0]);
        let data = app.sign_in(Role::DataManager);
        let version = data.get("/v1/plie").expect(200)["version"].as_i64().unwrap();
        data.at_version(version).patch("/v1/plie", &json!({"settings": {"alsace_moselle": true}})).expect(200);
        assert_eq!(days(), [420, 420, 420, 420, 0, 0, 0], "Good Friday, 3 April 2026");
    }
}
