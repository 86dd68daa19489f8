//! The compliance calendar: what is due on which day of the months around today, and what of it has passed (§ 4.6, § 9.2).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::reports::{figure, grouped, members_agree, rows};
use crate::support::builders::followed::Followed;
use crate::support::{TestApp, Value, json};

/// Two people with a milestone each, operations, a letter, contracts, meetings, a protocol and somebody not seen for long.
struct Year {
    nadia: Followed,
    operation: Value,
}

fn given_a_year(app: &TestApp) -> Year {
    let (nadia, paul) = (app.given_somebody_followed(), app.given_somebody_followed());
    let operation = app.given_an_operation_with(&json!({"ends_on": "2026-05-31"}));
    let older = json!({"fund": "esf_2014", "programme_period": "2014-2020", "starts_on": "2018-01-01", "ends_on": "2019-12-31", "last_payment_on": "2020-06-01"});
    app.given_an_operation_with(&older);
    let id: Uuid = operation["id"].as_str().unwrap().parse().unwrap();
    app.given_a_letter(nadia.user, id, &json!({"ends_on": "2026-04-30"}));
    let (first, after) = (
        json!({"ends_on": "2026-01-31"}),
        json!({"starts_on": "2026-02-01", "ends_on": "2026-05-31", "signed_on": "2026-02-01"}),
    );
    app.given_a_letter(paul.user, id, &first);
    app.given_a_letter(paul.user, id, &after);
    let assistant = app.sign_in(Role::Assistant);
    for (reference, ends_on, hours) in [
        ("2026-001", "2026-06-15", Value::Null),
        ("2026-002", "2026-04-01", json!(600)),
        ("2026-003", "2027-12-31", Value::Null),
    ] {
        let body = json!({"reference": reference, "title": "Ateliers", "starts_on": "2026-01-01", "ends_on": ends_on, "clause_hours": hours});
        assistant.post("/v1/procurement-contracts", &body).expect(201);
    }
    for (kind, day) in [("team", "2026-01-20"), ("team", "2026-02-10"), ("operational_technical", "2026-01-15")] {
        let body =
            json!({"kind": kind, "starts_at": format!("{day}T08:00:00Z"), "ends_at": format!("{day}T10:00:00Z")});
        assistant.post("/v1/meetings", &body).expect(201);
    }
    let gone = app.given_a_participant()["id"].as_str().unwrap().parse::<Uuid>().unwrap();
    app.conn()
        .batch(&format!(
            "update pathways set next_milestone_due_on = '2026-03-20' where id = {nadia};
         update pathways set next_milestone_due_on = '2026-02-20' where id = {paul};
         update participants set last_contact_on = '2024-05-10' where id = {gone};
         update plies set protocol_ends_on = '2026-06-30' where id = {plie};",
            nadia = app.uuid_text(nadia.pathway),
            paul = app.uuid_text(paul.pathway),
            gone = app.uuid_text(gone),
            plie = app.uuid_text(app.plie.0),
        ))
        .unwrap();
    Year { nadia, operation }
}

both! {
    /// Meets S0.11, S1.4, S1.5, S3.20, S3.26, S3.30: get_report, list_report_members.
    fn the_duties_of_the_months_around_today_are_counted_by_month(app: TestApp) {
        let year = given_a_year(&app);
        let director = app.sign_in(Role::Director);
        let report = director.get("/v1/reports/compliance-calendar").expect(200);
        assert_eq!((&report["from"], &report["to"]), (&json!("2025-12-01"), &json!("2026-06-30")));
        for (name, n) in [
            ("due_t2_milestone", 2), ("overdue_t2_milestone", 1), ("due_t1_interview", 0),
            // the Mondays from 8 December to 29 June, of two referents; twelve of them have passed
            ("due_t4_agenda", 60), ("overdue_t4_agenda", 24),
            // the months of November to May; those of November to January have passed
            ("due_t5_timesheet_employee", 14), ("overdue_t5_timesheet_employee", 6), ("due_t5_timesheet_supervisor", 0),
            ("due_operation_end", 1), ("due_claim", 1), ("overdue_claim", 0),
            // paid in 2020: kept until the end of 2025
            ("due_retention_end", 1), ("overdue_retention_end", 1),
            ("due_t12_retention_review", 1), ("overdue_t12_retention_review", 0),
            // the second letter of Paul ends with its operation, the first is followed by it
            ("due_mission_letter_end", 1), ("overdue_mission_letter_end", 0),
            ("due_procurement_contract_end", 1), ("due_social_clause_end", 1),
            ("due_protocol_end", 1), ("overdue_protocol_end", 0),
            // fifteen days after 10 February, three months after 15 January
            ("due_team_meeting", 1), ("overdue_team_meeting", 1), ("due_technical_committee", 1), ("overdue_technical_committee", 0),
        ] {
            assert_eq!(figure(&report, name), json!([n, 1, n]), "{name}");
        }
        assert_eq!(grouped(&report, "month", "2026-02", "overdue_t2_milestone"), json!([1, 1, 1]));
        assert_eq!(grouped(&report, "month", "2026-02", "due_team_meeting"), json!([1, 1, 1]));
        assert_eq!(grouped(&report, "month", "2026-03", "due_t2_milestone"), json!([1, 1, 1]));
        assert_eq!(grouped(&report, "month", "2026-05", "due_t12_retention_review"), json!([1, 1, 1]));
        let keys: Vec<&Value> = report["groups"].as_array().unwrap().iter().map(|g| &g["key"]).collect();
        assert_eq!(json!(keys), json!(["2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]));
        members_agree(&director, &report);
        let ends = rows(&director, "/v1/reports/compliance-calendar/members?figure=due_operation_end");
        assert_eq!((&ends[0]["type"], &ends[0]["id"], &ends[0]["day"]), (&json!("operation"), &year.operation["id"], &json!("2026-05-31")));
        let letters = rows(&director, "/v1/reports/compliance-calendar/members?figure=due_mission_letter_end");
        assert_eq!((&letters[0]["day"], &letters[0]["user_id"]), (&json!("2026-04-30"), &json!(year.nadia.user)));
    }

    fn a_duty_that_is_done_leaves_the_calendar(app: TestApp) {
        let year = given_a_year(&app);
        let read = |client: &crate::support::Client, name: &str| figure(&client.get("/v1/reports/compliance-calendar").expect(200), name)[0].clone();
        let director = app.sign_in(Role::Director);
        year.nadia.referent.post(&year.nadia.path("milestones"), &json!({"held_on": "2026-03-02", "results": []})).expect(201);
        assert_eq!(read(&director, "due_t2_milestone"), json!(1), "the next one is due in August");
        let body = json!({"kind": "team", "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T10:00:00Z"});
        director.post("/v1/meetings", &body).expect(201);
        assert_eq!((read(&director, "due_team_meeting"), read(&director, "overdue_team_meeting")), (json!(1), json!(0)));
        let august = director.get("/v1/reports/compliance-calendar?from=2026-08-01&to=2026-08-31").expect(200);
        assert_eq!(figure(&august, "due_t2_milestone"), json!([1, 1, 1]));
        members_agree(&director, &august);
    }

    fn each_sees_the_duties_that_they_reach(app: TestApp) {
        let year = given_a_year(&app);
        let path = "/v1/reports/compliance-calendar";
        let own = year.nadia.referent.get(path).expect(200);
        for (name, n) in [("due_t2_milestone", 1), ("due_t4_agenda", 30), ("due_operation_end", 1), ("due_claim", 0), ("due_mission_letter_end", 1), ("due_t12_retention_review", 0), ("due_protocol_end", 1)] {
            assert_eq!(figure(&own, name), json!([n, 1, n]), "{name}");
        }
        members_agree(&year.nadia.referent, &own);
        let director = app.sign_in(Role::Director);
        let one = director.get(&format!("{path}?referent_id={}", year.nadia.referent_id)).expect(200);
        for (name, n) in [("due_t2_milestone", 1), ("due_t4_agenda", 30), ("due_operation_end", 0), ("due_mission_letter_end", 1), ("due_t12_retention_review", 0)] {
            assert_eq!(figure(&one, name), json!([n, 1, n]), "{name}");
        }
        members_agree(&director, &one);
        let finance = app.sign_in(Role::FinanceOfficer);
        let theirs = finance.get(path).expect(200);
        assert_eq!((figure(&theirs, "due_claim"), &theirs["figures"]["due_claim"]["members_url"]), (json!([1, 1, 1]), &Value::Null));
        finance.get(&format!("{path}/members?figure=due_claim")).refused(403, "forbidden");
        for role in [Role::Partner, Role::CommissionMember, Role::Auditor] {
            app.sign_in(role).get(path).refused(403, "forbidden");
        }
        let stranger = app.sign_in_at(app.another_plie(), Role::Director);
        let nothing = stranger.get(path).expect(200);
        assert!(nothing["figures"].as_object().unwrap().values().all(|f| f["numerator"] == 0), "{nothing}");
        stranger.get(&format!("{path}?referent_id={}", year.nadia.referent_id)).refused(404, "not_found");
    }

    fn a_calendar_asked_wrongly_is_refused(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let get = |rest: &str| director.get(&format!("/v1/reports/compliance-calendar{rest}"));
        for unknown in ["?on=2026-01-01", "?territory_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "?user_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"] {
            get(unknown).refused(400, "unknown_parameter");
        }
        for malformed in ["?from=2026-02-01&to=2026-01-31", "?to=2027-06-01", "?from=2018-01-01&to=2026-01-31", "?from=soon", "/members?figure=entries", "/members"] {
            get(malformed).refused(400, "malformed_parameter");
        }
        get(&format!("?referent_id={}", Uuid::now_v7())).refused(404, "not_found");
        assert_eq!(get("?to=2027-03-02").expect(200)["to"], "2027-03-02");
    }
}
