//! The means in full-time equivalents: on a day, at month-ends, by role, title, employer, place and operation, and the
//! minutes behind a person's terms (S0.4, S1.19).

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;
use jalon::ids::UserId;
use uuid::Uuid;

use crate::both;
use crate::reports::{figure, grouped, members_agree, rows};
use crate::support::builders::directory::full_week;
use crate::support::builders::weeks::{FULL_WEEK, Recorded, Staff};
use crate::support::{TestApp, Value, json};

/// A team: a referent at 0.8 for participants, two officers of a territory of whom one came in February, an assistant who
/// left at its end, and an officer for innovation at 0.8.
struct Team {
    referent: Staff,
    innovation: UserId,
    territory: Value,
    structure: Value,
}

fn given_a_team(app: &TestApp) -> Team {
    let referent = app.given_staff_with(FULL_WEEK, 8_000, "2026-01-01");
    let data = app.sign_in(Role::DataManager);
    let (territory, structure) = (app.given_a_territory(), app.given_a_structure("ccas"));
    let here = json!({"name": "Nord", "address": "1 place", "commune_code": "38185", "territory_id": territory["id"], "valid_from": "2020-01-01"});
    let here = data.post("/v1/sites", &here).expect(201);
    let elsewhere = data
        .post(
            "/v1/sites",
            &json!({"name": "Siège", "address": "2 place", "commune_code": "38185", "valid_from": "2020-01-01"}),
        )
        .expect(201);
    let terms = |role: Role, site: &Value, more: &Value| {
        let user = app.user(app.plie, role, None);
        let mut body = json!({"user_id": user, "site_id": site["id"], "fte": 1, "valid_from": "2026-01-01", "work_schedule": full_week()});
        more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
        data.post("/v1/staff-assignments", &body).expect(201);
        user
    };
    terms(
        Role::TerritorialOfficer,
        &here,
        &json!({"job_title": "Chargée de mission", "employer_structure_id": structure["id"]}),
    );
    terms(Role::TerritorialOfficer, &here, &json!({"job_title": "Chargée de mission", "valid_from": "2026-02-10"}));
    terms(Role::Assistant, &elsewhere, &json!({"valid_from": "2025-01-01", "valid_to": "2026-02-28"}));
    let innovation =
        terms(Role::InnovativeProjectsOfficer, &elsewhere, &json!({"job_title": "Projets innovants", "fte": 0.8}));
    Team { referent, innovation, territory, structure }
}

both! {
    /// Meets S0.4, S1.19, S2.1: get_report, list_report_members.
    fn the_means_are_known_by_role_and_day(app: TestApp) {
        let team = given_a_team(&app);
        let director = app.sign_in(Role::Director);
        let report = director.get("/v1/reports/means").expect(200);
        assert_eq!((&report["from"], &report["to"]), (&json!("2026-03-02"), &json!("2026-03-02")));
        assert_eq!((figure(&report, "fte"), figure(&report, "fte_participant_support")), (json!([3.8, 1, 3.8]), json!([0.8, 1, 0.8])));
        assert_eq!(figure(&report, "staff"), json!([4, 1, 4]));
        assert_eq!(report["figures"].get("average_fte"), None, "a day has no average");
        for (by, key, fte) in [
            ("role", "referent", 1.0), ("role", "territorial_officer", 2.0), ("role", "innovative_projects_officer", 0.8),
            ("job_title", "Chargée de mission", 2.0), ("job_title", "Projets innovants", 0.8), ("job_title", "none", 1.0),
            ("structure", team.structure["id"].as_str().unwrap(), 1.0), ("structure", "none", 2.8),
            ("territory", team.territory["id"].as_str().unwrap(), 2.0), ("territory", "none", 1.8),
        ] {
            assert_eq!(grouped(&report, by, key, "fte")[0].as_f64(), Some(fte), "{by} {key}");
        }
        let labels: Vec<&Value> = report["groups"].as_array().unwrap().iter().filter(|g| g["by"] == "territory" && g["key"] != "none").map(|g| &g["label"]).collect();
        assert_eq!(labels, [&team.territory["name"]]);
        members_agree(&director, &report);
        // the assistant was still there in February, the second officer not yet in January
        let before = director.get("/v1/reports/means?on=2026-01-15").expect(200);
        assert_eq!((figure(&before, "fte"), figure(&before, "staff")), (json!([3.8, 1, 3.8]), json!([4, 1, 4])));
        assert_eq!(grouped(&before, "role", "assistant", "fte"), json!([1, 1, 1]));
        let period = director.get("/v1/reports/means?from=2026-01-01&to=2026-02-28").expect(200);
        assert_eq!((figure(&period, "fte"), figure(&period, "staff")), (json!([4.8, 1, 4.8]), json!([5, 1, 5])));
        // 3.8 at the end of January, 4.8 at that of February
        assert_eq!(figure(&period, "average_fte"), json!([8.6, 2, 4.3]));
        assert_eq!(figure(&period, "average_fte_participant_support"), json!([1.6, 2, 0.8]));
        assert_eq!(grouped(&period, "role", "territorial_officer", "average_fte"), json!([3, 2, 1.5]));
        members_agree(&director, &period);
        let narrowed = director.get(&format!("/v1/reports/means?on=2026-03-02&role=territorial_officer&structure_id={}", team.structure["id"].as_str().unwrap())).expect(200);
        assert_eq!((figure(&narrowed, "fte"), narrowed["figures"].get("fte_fixed")), (json!([1, 1, 1]), None));
        members_agree(&director, &narrowed);
        let found = rows(&director, "/v1/reports/means/members?figure=fte&on=2026-03-02&job_title=Projets%20innovants");
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0]["type"], &found[0]["user_id"], &found[0]["fte"]), (&json!("staff_assignment"), &json!(team.innovation), &json!(0.8)));
    }

    fn fixed_shares_of_letters_are_means_of_their_operation(app: TestApp) {
        let team = given_a_team(&app);
        let operation: Uuid = app.given_an_operation()["id"].as_str().unwrap().parse().unwrap();
        let other: Uuid = app.given_an_operation()["id"].as_str().unwrap().parse().unwrap();
        let fixed = |share: i64| json!({"cost_mode": "fixed_percentage", "fixed_percentage": share});
        app.given_a_letter(team.innovation, operation, &fixed(50));
        let mut ended = fixed(25);
        ended["ends_on"] = json!("2026-01-31");
        app.given_a_letter(team.referent.user, other, &ended);
        let director = app.sign_in(Role::Director);
        let report = director.get("/v1/reports/means?on=2026-03-02").expect(200);
        // half of 0.8
        assert_eq!(figure(&report, "fte_fixed"), json!([0.4, 1, 0.4]));
        members_agree(&director, &report);
        let period = director.get("/v1/reports/means?from=2026-01-01&to=2026-02-28").expect(200);
        assert_eq!(figure(&period, "average_fte_fixed"), json!([1.05, 2, 0.525]));
        assert_eq!(grouped(&period, "operation", &other.to_string(), "average_fte_fixed"), json!([0.25, 2, 0.125]));
        let one = director.get(&format!("/v1/reports/means?from=2026-01-01&to=2026-02-28&operation_id={other}")).expect(200);
        assert_eq!((figure(&one, "fte_fixed"), figure(&one, "average_fte_fixed"), figure(&one, "fte")), (json!([0, 1, 0]), json!([0.25, 2, 0.125]), json!([4.8, 1, 4.8])));
        members_agree(&director, &period);
    }

    fn minutes_scheduled_and_absent_stand_beside_those_worked(app: TestApp) {
        let team = given_a_team(&app);
        let user = team.referent.user;
        app.given_an_absence(user, "2026-01-05", "2026-01-06", None);
        app.given_an_absence(user, "2026-01-07", "2026-01-07", Some("am"));
        app.given_a_week_of_records(user, "2026-W03");
        app.given_a_record(user, &Recorded { date: "2026-01-02", ..Recorded::default() });
        app.given_a_record(user, &Recorded { date: "2026-02-02", ..Recorded::default() });
        let director = app.sign_in(Role::Director);
        let report = director.get(&format!("/v1/reports/means?from=2026-01-01&to=2026-01-31&user_id={user}")).expect(200);
        // 21 working days without the New Year; two days away and a morning; a week and an hour recorded
        assert_eq!(figure(&report, "minutes_scheduled"), json!([8_820, 1, 8_820]));
        assert_eq!(figure(&report, "minutes_absent"), json!([1_050, 1, 1_050]));
        assert_eq!(figure(&report, "minutes_worked"), json!([2_160, 1, 2_160]));
        assert_eq!(figure(&report, "worked_share"), json!([2_160, 7_770, 0.278]));
        members_agree(&director, &report);
        let all = director.get("/v1/reports/means?from=2026-01-01&to=2026-01-31").expect(200);
        // four of them have terms in January
        assert_eq!(figure(&all, "minutes_scheduled")[0], 4 * 8_820);
        let found = rows(&director, &format!("/v1/reports/means/members?figure=minutes_scheduled&from=2026-01-20&to=2026-02-03&user_id={user}"));
        let months: Vec<(&Value, &Value)> = found.iter().map(|r| (&r["day"], &r["minutes"])).collect();
        assert_eq!(months, [(&json!("2026-01-20"), &json!(9 * 420)), (&json!("2026-02-01"), &json!(2 * 420))]);
    }

    fn the_means_are_read_within_reach(app: TestApp) {
        let team = given_a_team(&app);
        let territory: Uuid = team.territory["id"].as_str().unwrap().parse().unwrap();
        let officer = app.user(app.plie, Role::TerritorialOfficer, Some((ScopeType::Territory, territory)));
        for (client, fte) in [(&team.referent.client, 1.0), (&app.client_of(app.plie, officer), 2.0), (&app.sign_in(Role::DataManager), 3.8)] {
            let report = client.get("/v1/reports/means").expect(200);
            assert_eq!(report["figures"]["fte"]["numerator"].as_f64(), Some(fte));
            members_agree(client, &report);
        }
        let finance = app.sign_in(Role::FinanceOfficer).get("/v1/reports/means").expect(200);
        assert_eq!((&finance["figures"]["fte"]["numerator"], &finance["figures"]["fte"]["members_url"]), (&json!(3.8), &Value::Null));
        for role in [Role::Partner, Role::CommissionMember, Role::Auditor] {
            app.sign_in(role).get("/v1/reports/means").refused(403, "forbidden");
        }
        app.sign_in(Role::FinanceOfficer).get("/v1/reports/means/members?figure=fte").refused(403, "forbidden");
        let stranger = app.sign_in_at(app.another_plie(), Role::Director);
        let nothing = stranger.get("/v1/reports/means?from=2026-01-01&to=2026-02-28").expect(200);
        assert!(nothing["figures"].as_object().unwrap().values().all(|f| f["numerator"] == 0), "{nothing}");
        assert_eq!(nothing["groups"], json!([]));
        stranger.get(&format!("/v1/reports/means?user_id={}", team.referent.user)).refused(404, "not_found");
        stranger.get(&format!("/v1/reports/means?territory_id={territory}")).refused(404, "not_found");
        team.referent.client.get(&format!("/v1/reports/means?user_id={}", team.innovation)).refused(404, "not_found");
    }

    fn means_asked_wrongly_are_refused(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let get = |rest: &str| director.get(&format!("/v1/reports/means{rest}"));
        for unknown in ["?referent_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "?type=follow_up", "?gender=woman"] {
            get(unknown).refused(400, "unknown_parameter");
        }
        for malformed in [
            "?from=2026-02-01&to=2026-01-31", "?on=2026-01-01&to=2026-01-31", "?from=2020-01-01&to=2026-01-31", "?role=boss", "?structure_id=7",
            "/members?figure=average_fte&on=2026-01-01", "/members?figure=minutes_worked&from=2026-01-01&role=referent", "/members?figure=entries",
        ] {
            get(malformed).refused(400, "malformed_parameter");
        }
        for missing in ["structure_id", "operation_id", "territory_id", "user_id"] {
            get(&format!("?{missing}={}", Uuid::now_v7())).refused(404, "not_found");
        }
    }
}
