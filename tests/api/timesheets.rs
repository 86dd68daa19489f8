//! Timesheets (§ 6.6).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::weeks::{Recorded, Staff};
use crate::support::{Client, TestApp, Value, json};

/// The weeks that have a day in February 2026.
const FEBRUARY: [&str; 5] = ["2026-W05", "2026-W06", "2026-W07", "2026-W08", "2026-W09"];

/// A referent whose February is recorded and accepted.
fn given_february(app: &TestApp) -> Staff {
    let staff = app.given_staff();
    for week in FEBRUARY {
        app.given_an_accepted_week(&staff, week);
    }
    staff
}

fn post(client: &Client, staff: &Staff, version: i64, verb: &str) -> crate::support::Answer {
    client.at_version(version).post(&format!("{}/{verb}", staff.month("2026-02")), &json!({}))
}

/// A correction of the record that begins at nine, asked for by its owner and approved by the supervisor.
fn correct(staff: &Staff, date: &str, changes: &Value) {
    let day = format!("/v1/time-records?user_id={}&from={date}&to={date}", staff.user);
    let page = staff.client.get(&day).expect(200);
    let record = page["items"].as_array().unwrap().iter().find(|r| r["start_time"] == "09:00").unwrap();
    let body = crate::support::builders::money::with(json!({"reason": "Erreur de saisie"}), changes);
    let path = format!("/v1/time-records/{}/correct", record["id"].as_str().unwrap());
    let asked = staff.client.at_version(record["version"].as_i64().unwrap()).post(&path, &body).expect(201);
    let approve = format!("/v1/time-corrections/{}/approve", asked["id"].as_str().unwrap());
    staff.supervisor.at_version(1).post(&approve, &json!({})).expect(200);
}

both! {
    fn a_month_is_computed_before_anybody_signs_it(app: TestApp) {
        let staff = app.given_staff();
        let operation = app.given_an_operation();
        let id: uuid::Uuid = operation["id"].as_str().unwrap().parse().unwrap();
        let person: uuid::Uuid = app.given_a_participant()["id"].as_str().unwrap().parse().unwrap();
        let interview = Recorded { date: "2026-02-03", start: 540, end: 600, task: "interview_in_person", attribution: "P", operation: Some(id), participants: vec![person] };
        app.given_a_record(staff.user, &interview);
        app.given_a_record(staff.user, &Recorded { start: 600, end: 645, ..interview });
        app.given_a_record(staff.user, &Recorded { date: "2026-02-03", start: 780, end: 840, ..Recorded::default() });
        app.given_an_absence(staff.user, "2026-02-04", "2026-02-04", Some("pm"));
        let answer = staff.client.get(&staff.month("2026-02"));
        assert!(answer.headers["etag"].starts_with("\"1-"));
        let sheet = answer.expect(200);
        assert_eq!((&sheet["status"], &sheet["version"], &sheet["id"], &sheet["signatures"]), (&json!("open"), &json!(1), &Value::Null, &json!([])));
        assert_eq!((&sheet["employee_due_on"], &sheet["supervisor_due_on"]), (&json!("2026-03-10"), &json!("2026-03-20")));
        let days = sheet["days"].as_array().unwrap();
        assert_eq!((days.len(), &days[3]["absence"]), (28, &json!("pm")));
        assert_eq!(days[2]["worked_minutes"], 165);
        assert_eq!(days[2]["lines"], json!([
            {"task": "interview_in_person", "attribution": "P", "operation_id": id, "minutes": 105, "participants": 1},
            {"task": "other_operation", "attribution": "N", "operation_id": null, "minutes": 60, "participants": 0},
        ]));
        let totals = &sheet["totals"];
        assert_eq!(totals["worked_minutes"], 165);
        assert_eq!(totals["by_attribution"], json!([{"attribution": "P", "minutes": 105}, {"attribution": "N", "minutes": 60}]));
        assert_eq!(totals["by_operation"][1], json!({"operation_id": id, "operation_number": operation["number"], "minutes": 105}));
        assert_eq!(sheet["weeks_not_accepted"].as_array().unwrap().len(), 4, "W06 to W09; W05 has no working day of February");
        assert_eq!(sheet["content_hash"].as_str().unwrap().len(), 64);
    }

    fn a_month_is_signed_twice_and_frozen(app: TestApp) {
        let staff = given_february(&app);
        let month = staff.month("2026-02");
        let open = staff.client.get(&month).expect(200);
        assert_eq!((&open["weeks_not_accepted"], &open["totals"]["worked_minutes"]), (&json!([]), &json!(20 * 420)));
        post(&staff.supervisor, &staff, 1, "countersign").refused(409, "illegal_transition");
        post(&staff.supervisor, &staff, 1, "sign").refused(409, "conflict_employee_first");
        let signed = post(&staff.client, &staff, 1, "sign").expect(200);
        assert_eq!((&signed["status"], &signed["version"], &signed["content_hash"]), (&json!("employee_signed"), &json!(2), &open["content_hash"]));
        let count = |status: &str| app.read_text(&format!("select count(*) from time_records where month = '2026-02' and status = '{status}'"));
        assert_eq!(count("employee_signed"), "40");
        post(&staff.client, &staff, 2, "countersign").refused(409, "conflict_same_person");
        let frozen = post(&staff.supervisor, &staff, 2, "countersign").expect(200);
        assert_eq!((&frozen["status"], &frozen["content_hash"], &frozen["content_intact"]), (&json!("countersigned"), &open["content_hash"], &json!(true)));
        let signatures = frozen["signatures"].as_array().unwrap();
        assert_eq!((signatures.len(), &signatures[0]["as"], &signatures[1]["user_id"]), (2, &json!("employee"), &json!(staff.supervisor.id.unwrap())));
        assert_eq!(count("supervisor_signed"), "40");
        assert_eq!(app.read_text("select count(*) from time_records where month = '2026-01' and status = 'submitted'"), "10", "the week over the border keeps its other days");
        post(&staff.client, &staff, 3, "reopen").refused(422, "validation_failed");
        let reopen = staff.supervisor.at_version(3).post(&format!("{month}/reopen"), &json!({"reason": "oubli"}));
        reopen.refused(409, "illegal_transition");
        post(&staff.client, &staff, 3, "sign").refused(409, "illegal_transition");
        correct(&staff, "2026-02-03", &json!({"end_time": "10:40"}));
        let later = staff.client.get(&month).expect(200);
        assert_eq!((&later["days"], &later["totals"], &later["content_hash"]), (&frozen["days"], &frozen["totals"], &frozen["content_hash"]));
        assert_eq!((&later["changed_since_signed"], &later["content_intact"]), (&json!(true), &json!(true)));
        app.signed_rows_may_be_rewritten();
        app.conn().batch("update timesheets set content = replace(content, ' 180 ', ' 240 ')").unwrap();
        assert_eq!(staff.client.get(&month).expect(200)["content_intact"], false);
    }

    fn the_weeks_come_first(app: TestApp) {
        let staff = app.given_staff();
        for week in &FEBRUARY[..4] {
            app.given_an_accepted_week(&staff, week);
        }
        let refused = post(&staff.client, &staff, 1, "sign").refused(409, "conflict_weeks_not_accepted");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 1);
        assert!(refused["errors"][0]["message"].as_str().unwrap().contains("2026-W09"), "{refused}");
        app.given_an_absence(staff.user, "2026-02-23", "2026-02-27", None);
        post(&staff.client, &staff, 1, "sign").expect(200);
        app.given_a_week_of_records(staff.user, "2026-W14");
        let march = staff.client.at_version(1).post(&format!("{}/sign", staff.month("2026-03")), &json!({}));
        let refused = march.refused(409, "conflict_weeks_not_accepted");
        assert!(refused.to_string().contains("2026-W14"), "30 and 31 March belong to the month: {refused}");
    }

    fn work_on_an_absence_that_was_entered_later_is_not_signed(app: TestApp) {
        let staff = given_february(&app);
        let body = json!({"user_id": staff.user, "starts_on": "2026-02-03", "ends_on": "2026-02-03", "kind": "sick"});
        let entered = staff.client.post("/v1/absences", &body);
        assert_eq!(entered.warnings(), ["recorded_time"]);
        let absence = entered.expect(201);
        let day = format!("/v1/time-records?user_id={}&from=2026-02-03&to=2026-02-03", staff.user);
        let records = staff.client.get(&day).expect(200)["items"].clone();
        let answer = post(&staff.client, &staff, 1, "sign");
        assert_eq!(answer.faults(), ["/days/2 rule_absent", "/days/2 rule_absent"]);
        let refused = answer.refused(422, "rule_absent").to_string();
        for record in records.as_array().unwrap() {
            assert!(refused.contains(record["id"].as_str().unwrap()), "{refused}");
        }
        // an absence that was entered by mistake stands in nobody's way once it is cancelled
        let cancel = format!("/v1/absences/{}/cancel", absence["id"].as_str().unwrap());
        staff.client.at_version(1).post(&cancel, &json!({"reason": "Erreur de jour"})).expect(200);
        post(&staff.client, &staff, 1, "sign").expect(200);
    }

    fn what_changed_between_the_signatures_is_not_countersigned(app: TestApp) {
        let staff = given_february(&app);
        post(&staff.client, &staff, 1, "sign").expect(200);
        app.given_an_absence(staff.user, "2026-02-07", "2026-02-07", None);
        let seen = staff.supervisor.get(&staff.month("2026-02")).expect(200);
        assert_eq!(seen["changed_since_signed"], true);
        post(&staff.supervisor, &staff, 2, "countersign").refused(409, "conflict_content_changed");
        let reopen = format!("{}/reopen", staff.month("2026-02"));
        staff.supervisor.at_version(2).post(&reopen, &json!({})).refused(422, "validation_failed");
        let open = staff.supervisor.at_version(2).post(&reopen, &json!({"reason": "Absence le 7."})).expect(200);
        assert_eq!((&open["status"], &open["reopened_reason"], &open["signatures"]), (&json!("open"), &json!("Absence le 7."), &json!([])));
        assert_eq!(app.read_text("select count(*) from time_records where month = '2026-02' and status = 'submitted'"), "40");
        let wrong = staff.client.at_version(3).post(&format!("{}/sign?content_hash={}", staff.month("2026-02"), seen["content_hash"].as_str().unwrap()), &json!({}));
        wrong.refused(409, "conflict_content_changed");
        let again = staff.client.at_version(3).post(&format!("{}/sign?content_hash={}", staff.month("2026-02"), open["content_hash"].as_str().unwrap()), &json!({})).expect(200);
        assert_ne!(again["content_hash"], seen["content_hash"]);
        post(&staff.supervisor, &staff, 4, "countersign").expect(200);
    }

    fn a_correction_after_both_signatures_makes_an_amendment(app: TestApp) {
        let staff = given_february(&app);
        let month = staff.month("2026-02");
        post(&staff.client, &staff, 1, "sign").expect(200);
        let first = post(&staff.supervisor, &staff, 2, "countersign").expect(200);
        staff.client.get(&format!("{month}?amendment=2")).refused(404, "not_found");
        correct(&staff, "2026-02-03", &json!({"end_time": "11:40"}));
        assert_eq!(staff.client.get(&month).expect(200)["amendment"], 0);
        let due = staff.client.get(&format!("{month}?amendment=1")).expect(200);
        assert_eq!((&due["status"], &due["totals"]["worked_minutes"]), (&json!("open"), &json!(20 * 420 - 20)));
        let signed = post(&staff.client, &staff, 3, "sign").expect(200);
        assert_eq!((&signed["amendment"], &signed["status"], &signed["version"]), (&json!(1), &json!("employee_signed"), &json!(4)));
        post(&staff.supervisor, &staff, 4, "countersign").expect(200);
        assert_eq!(staff.client.get(&month).expect(200)["totals"]["worked_minutes"], 20 * 420 - 20);
        let kept = staff.client.get(&format!("{month}?amendment=0")).expect(200);
        assert_eq!((&kept["content_hash"], &kept["days"]), (&first["content_hash"], &first["days"]));
    }

    fn who_may_see_and_sign_a_month(app: TestApp) {
        let staff = given_february(&app);
        let month = staff.month("2026-02");
        for role in [Role::Director, Role::TerritorialOfficer, Role::DataManager, Role::FinanceOfficer] {
            app.sign_in(role).get(&month).expect(200);
        }
        app.sign_in(Role::Referent).get(&month).refused(404, "not_found");
        let foreign = app.another_plie();
        for stranger in [app.sign_in(Role::CommissionMember), app.sign_in_at(foreign, Role::Director), app.sign_in_at(foreign, Role::Provider)] {
            stranger.get(&month).refused(404, "not_found");
            post(&stranger, &staff, 1, "countersign").refused(404, "not_found");
        }
        post(&staff.supervisor, &staff, 1, "sign").refused(409, "conflict_employee_first");
        post(&app.sign_in(Role::Director), &staff, 1, "sign").refused(409, "conflict_employee_first");
        post(&app.sign_in(Role::Referent), &staff, 1, "sign").refused(404, "not_found");
        post(&staff.client, &staff, 1, "sign").expect(200);
        post(&app.sign_in(Role::TerritorialOfficer), &staff, 2, "countersign").refused(403, "forbidden");
        post(&app.sign_in(Role::FinanceOfficer), &staff, 2, "countersign").refused(403, "forbidden");
        post(&app.sign_in(Role::Director), &staff, 2, "countersign").expect(200);
    }

    fn a_supervisor_signs_the_last_month_of_somebody_who_has_left(app: TestApp) {
        let staff = given_february(&app);
        app.conn().batch("update referents set valid_to = '2026-02-28'").unwrap();
        post(&staff.client, &staff, 1, "sign").expect(200);
        post(&staff.supervisor, &staff, 2, "countersign").expect(200);
        app.at("2026-07-01T08:00:00Z");
        let boss = app.client_of(app.plie, jalon::ids::UserId::of(staff.supervisor.id.unwrap()));
        boss.get(&staff.month("2026-02")).refused(404, "not_found");
    }

    fn months_are_listed_with_their_totals(app: TestApp) {
        let staff = given_february(&app);
        post(&staff.client, &staff, 1, "sign").expect(200);
        let page = staff.client.get(&format!("/v1/timesheets?user_id={}&month=2026-02", staff.user)).expect(200);
        let row = &page["items"][0];
        assert_eq!((&row["status"], &row["worked_minutes"], &row["version"]), (&json!("employee_signed"), &json!(20 * 420), &json!(2)));
        assert_eq!(row["signatures"].as_array().unwrap().len(), 1);
        let mine = staff.client.get(&format!("/v1/timesheets?user_id={}&include_total=true", staff.user)).expect(200);
        let months: Vec<&Value> = mine["items"].as_array().unwrap().iter().map(|t| &t["month"]).collect();
        assert_eq!((months.len(), months[0], months[12]), (13, &json!("2026-03"), &json!("2025-03")));
        let signed = app.sign_in(Role::Director).get("/v1/timesheets?status=employee_signed").expect(200);
        assert_eq!(signed["items"].as_array().unwrap().len(), 1);
        let all = app.sign_in(Role::Director).get("/v1/timesheets?sort=month").expect(200);
        let months: Vec<&Value> = all["items"].as_array().unwrap().iter().map(|t| &t["month"]).collect();
        assert_eq!(months, ["2026-01", "2026-02", "2026-03"]);
        let team = staff.supervisor.get("/v1/timesheets?month=2026-02").expect(200);
        assert_eq!(team["items"].as_array().unwrap().len(), 1);
        assert_eq!(app.sign_in(Role::Referent).get("/v1/timesheets?month=2026-02").expect(200)["items"], json!([]));
        staff.client.get("/v1/timesheets?month=2026-13").refused(400, "malformed_parameter");
    }

    fn a_month_is_a_table_without_formulas(app: TestApp) {
        let staff = app.given_staff();
        let operation = app.given_an_operation_with(&json!({"number": "=HYPERLINK(\"http://evil\")"}));
        let id: uuid::Uuid = operation["id"].as_str().unwrap().parse().unwrap();
        app.given_a_record(staff.user, &Recorded { date: "2026-02-03", operation: Some(id), attribution: "O", task: "esf_admin", ..Recorded::default() });
        app.given_an_absence(staff.user, "2026-02-05", "2026-02-05", None);
        let month = staff.month("2026-02");
        let answer = staff.client.get(&format!("{month}?format=csv"));
        assert_eq!(answer.status, 200);
        assert!(answer.headers["content-type"].starts_with("text/csv"));
        assert!(answer.headers["content-disposition"].starts_with("attachment; filename=\"timesheet-2026-02-"));
        let lines: Vec<&str> = answer.text.trim_start_matches('\u{FEFF}').split("\r\n").collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].starts_with("user_id;month;amendment;status;date;absence;task;"), "{}", lines[0]);
        assert!(lines[1].contains(";2026-02-03;none;esf_admin;O;") && lines[1].contains(";\"'=HYPERLINK(\"\"http://evil\"\")\";0;60;"), "{}", lines[1]);
        assert!(lines[2].contains(";2026-02-05;day;;;;;;0;"), "{}", lines[2]);
        let printed = staff.client.get(&format!("{month}?format=pdf"));
        assert_eq!((printed.status, printed.headers["content-type"].as_str()), (200, "application/pdf"));
        assert!(printed.headers["content-disposition"].starts_with("attachment; filename=\"releve-2026-02-"));
        assert!(printed.text.starts_with("%PDF-1."));
        staff.client.get(&format!("{month}?format=html")).refused(406, "not_acceptable");
        staff.client.get(&format!("{month}?format=doc")).refused(400, "malformed_parameter");
    }
}
