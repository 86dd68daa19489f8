//! Time: records, weeks, months.

use jalon::auth::role::Role;

use super::objects::{Object, told};
use crate::support::builders::commission::at;
use crate::support::builders::weeks::{FULL_WEEK, Staff};
use crate::support::{TestApp, Value, json};

/// The week and the month of the hour that is recorded.
const WEEK: &str = "2026-W06";
const MONTH: &str = "2026-02";

/// Somebody whose contract expects no minutes, so that one hour makes a whole month; with the record of that hour.
fn an_hour(app: &TestApp, draft: bool) -> (Staff, Value) {
    let staff = app.given_staff_with([0; 7], 10_000, "2026-01-01");
    let record = app.given_a_time_record_with(&staff.client, &json!({"date": "2026-02-03", "draft": draft}));
    (staff, record)
}

fn accepted(staff: &Staff) {
    told(&staff.client, &staff.week(WEEK), "submit", &json!({}));
    told(&staff.supervisor, &staff.week(WEEK), "accept", &json!({}));
}

/// The month signed by the employee, and where it is asked for by the supervisor too.
fn signed(staff: &Staff, twice: bool) {
    accepted(staff);
    told(&staff.client, &staff.month(MONTH), "sign", &json!({}));
    if twice {
        told(&staff.supervisor, &staff.month(MONTH), "countersign", &json!({}));
    }
}

fn near(object: Object, staff: &Staff) -> Object {
    object.near("ref", &staff.client).near("col", &staff.supervisor)
}

pub(super) fn record(app: &TestApp, state: &str) -> Object {
    let (staff, record) = an_hour(app, state == "draft");
    let mut path = at("time-records", &record);
    match state {
        "draft" | "submitted" => {}
        "employee_signed" => signed(&staff, false),
        "supervisor_signed" => signed(&staff, true),
        "claimed" => {
            let made = app.given_a_claim_to_file();
            app.given_a_claim(&made);
            return near(Object::new(format!("/v1/time-records/{}", made.records[0]), state), &made.staff);
        }
        "superseded" => {
            let changed = staff.client.at_version(1).patch(&path, &json!({"comment": "Revu"})).expect(200);
            path = format!("/v1/time-records/{}", changed["supersedes"].as_str().unwrap());
        }
        other => panic!("{other}"),
    }
    near(Object::new(path, state), &staff)
}

pub(super) fn week(app: &TestApp, state: &str) -> Object {
    let staff = app.given_staff_with(FULL_WEEK, 10_000, "2026-01-01");
    app.given_a_week_of_records(staff.user, WEEK);
    let path = staff.week(WEEK);
    if state != "open" {
        told(&staff.client, &path, "submit", &json!({}));
    }
    match state {
        "open" | "submitted" => {}
        "accepted" => drop(told(&staff.supervisor, &path, "accept", &json!({}))),
        "returned" => drop(told(&staff.supervisor, &path, "return", &json!({"reason": "Mardi ?"}))),
        other => panic!("{other}"),
    }
    near(Object::new(path, state), &staff)
}

pub(super) fn sheet(app: &TestApp, state: &str) -> Object {
    let (staff, record) = an_hour(app, false);
    match state {
        "open" => accepted(&staff),
        "employee_signed" => signed(&staff, false),
        "countersigned" => {
            signed(&staff, true);
            // a correction leaves other content than both have signed (R6.18)
            let asked = corrected(&staff, &record);
            told(&staff.supervisor, &at("time-corrections", &asked), "approve", &json!({}));
        }
        other => panic!("{other}"),
    }
    near(Object::new(staff.month(MONTH), state), &staff)
}

/// What the owner of a signed record asks for.
fn corrected(staff: &Staff, record: &Value) -> Value {
    let path = at("time-records", record);
    let now = staff.client.get(&path).expect(200)["version"].as_i64().unwrap();
    let body = json!({"cancel": true, "reason": "Saisi deux fois"});
    staff.client.at_version(now).post(&format!("{path}/correct"), &body).expect(201)
}

pub(super) fn correction(app: &TestApp, state: &str) -> Object {
    let (staff, record) = an_hour(app, false);
    signed(&staff, true);
    let path = at("time-corrections", &corrected(&staff, &record));
    match state {
        "pending" => {}
        "approved" => drop(told(&staff.supervisor, &path, "approve", &json!({}))),
        "refused" => drop(told(&staff.supervisor, &path, "refuse", &json!({"reason": "Non"}))),
        other => panic!("{other}"),
    }
    near(Object::new(path, state), &staff)
}

pub(super) fn absence(app: &TestApp, state: &str) -> Object {
    let staff = app.given_staff_with(FULL_WEEK, 10_000, "2026-01-01");
    let body = json!({"user_id": staff.user, "starts_on": "2026-02-03", "ends_on": "2026-02-03", "kind": "leave"});
    let path = at("absences", &staff.client.post("/v1/absences", &body).expect(201));
    if state == "cancelled" {
        told(&staff.client, &path, "cancel", &json!({"reason": "Saisie sur la mauvaise semaine"}));
    }
    near(Object::new(path, state), &staff)
}

pub(super) fn claim(app: &TestApp, state: &str) -> Object {
    let made = app.given_a_claim_to_file();
    let path = at("claims", &app.given_a_claim(&made));
    if state == "decided" {
        told(&app.sign_in(Role::Director), &path, "decide", &json!({"decided_on": "2026-03-02", "accepted_cents": 0}));
    }
    near(Object::new(path, state), &made.staff)
}

pub(super) fn finding(app: &TestApp, state: &str) -> Object {
    let checked = app.given_a_checked_month();
    let audited = app.given_a_mission_with(&checked, &json!({"sample": {"ids": [checked.records[1]["id"]]}}));
    let finding =
        audited.auditor.post(&audited.path("/findings"), &json!({"text": "L'émargement manque."})).expect(201);
    let path = audited.path(&format!("/findings/{}", finding["id"].as_str().unwrap()));
    if state == "answered" {
        told(&audited.director, &path, "answer", &json!({"answer": "L'original est joint."}));
    }
    Object::new(path, state).near("aud", &audited.auditor)
}
