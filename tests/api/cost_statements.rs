//! What an operation cost: by person and month, with what supports it.

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::money::{FEBRUARY, IN_FEBRUARY};
use crate::support::builders::weeks::Recorded;
use crate::support::{Value, json};

both! {
    /// Meets S3.31, S1.1: get_cost_statement.
    fn actual_hours_are_paid_by_their_part_of_the_month(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let finance = app.sign_in(Role::FinanceOfficer);
        let statement = finance.get(&made.statement()).expect(200);
        let line = &statement["lines"][0];
        assert_eq!((&line["staff_id"], &line["month"], &line["cost_mode"]), (&json!(made.staff.user), &json!("2026-02"), &json!("actual_hours")));
        assert_eq!((&line["minutes"], &line["supported_minutes"], &line["claimed_minutes"], &line["worked_minutes"]), (&json!(6_300), &json!(6_300), &json!(6_300), &json!(8_400)));
        assert_eq!((&line["unsupported"], &line["missing"], &line["over_cap_minutes"]), (&json!([]), &json!([]), &json!(0)));
        // 370 833 × 6 300 ÷ 8 400 = 278 124.75
        assert_eq!((&line["amount_cents"], &line["share"], &line["cost_documented"]), (&json!(278_124), &json!({"num": 3, "den": 4}), &json!(true)));
        let totals = &statement["totals"];
        assert_eq!((&totals["staff_cents"], &totals["total_cents"], &totals["flat_rates"]), (&json!(278_124), &json!(278_124), &json!([])));
        // half of it, floored
        assert_eq!(totals["eu_cents"], 139_062);
        let person = &statement["people"][0];
        assert_eq!((&person["amount_cents"], &person["first_name"], &person["caps"]), (&json!(278_124), &json!("Camille"), &json!([])));
        assert_eq!(statement["budget"]["left_cents"], 98_156_748 - 278_124);
        assert_eq!(app.sign_in(Role::Director).get(&made.statement()).expect(200)["lines"], statement["lines"]);
        for role in [Role::Assistant, Role::DataManager, Role::Referent, Role::TerritorialOfficer] {
            app.sign_in(role).get(&made.statement()).refused(403, "forbidden");
        }
        app.sign_in_at(app.another_plie(), Role::FinanceOfficer).get(&made.statement()).refused(404, "not_found");
        finance.get(&made.path("cost-statement?from=2026-03-01&to=2026-02-01")).refused(400, "malformed_parameter");
    }

    fn an_hourly_rate_pays_its_minutes_within_the_cap_of_the_year(app: TestApp) {
        let made = app.given_a_claimable_february();
        let user = made.staff.user;
        app.given_a_letter(user, made.operation, &json!({"cost_mode": "hourly_rate"}));
        let finance = app.sign_in(Role::FinanceOfficer);
        let line = |query: &str| finance.get(&made.path(query)).expect(200);
        let before = line(&format!("cost-statement?{IN_FEBRUARY}"));
        assert_eq!((&before["lines"][0]["missing"], &before["lines"][0]["amount_cents"]), (&json!(["rate_missing"]), &json!(0)));
        let rate = app.given_a_rate(user, made.operation, &json!({}));
        let paid = line(&format!("cost-statement?{IN_FEBRUARY}"));
        // 4 450 000 × 6 300 ÷ 103 200 = 271 656.97
        assert_eq!((&paid["lines"][0]["amount_cents"], &paid["lines"][0]["rate_cents"]), (&json!(271_656), &json!(2_587)));
        // the operation runs since 2025, so that January counts: two twelfths of 103 200
        let cap = &paid["people"][0]["caps"][0];
        assert_eq!((&cap["year"], &cap["cap_minutes"], &cap["claimed_minutes"]), (&json!(2026), &json!(17_200), &json!(6_300)));
        let path = format!("/v1/hourly-rates/{}", rate["id"].as_str().unwrap());
        finance.at_version(1).patch(&path, &json!({"working_share": {"num": 1, "den": 4}})).expect(200);
        let capped = line(&format!("cost-statement?{IN_FEBRUARY}"));
        // 103 200 ÷ 4 × 2 ÷ 12
        assert_eq!((&capped["lines"][0]["claimed_minutes"], &capped["lines"][0]["over_cap_minutes"]), (&json!(4_300), &json!(2_000)));
        // 4 450 000 × 4 300 ÷ 25 800 = 741 666.67
        assert_eq!(capped["lines"][0]["amount_cents"], 741_666);
        assert_eq!(capped["people"][0]["caps"][0]["over_cap_minutes"], 2_000);
        let monthly = json!({"base": "monthly", "base_cents": 370_833, "full_time_minutes": 9_100, "working_share": {"num": 1, "den": 2}});
        finance.at_version(2).patch(&path, &monthly).expect(200);
        let month = line(&format!("cost-statement?{IN_FEBRUARY}"));
        assert_eq!((&month["lines"][0]["claimed_minutes"], &month["people"][0]["caps"]), (&json!(4_550), &json!([])));
        assert_eq!(month["lines"][0]["amount_cents"], 370_833);
    }

    fn operations_that_follow_each_other_share_the_cap_of_the_year(app: TestApp) {
        let staff = app.given_staff();
        let halves = [("2026-02-01", "2026-02-15"), ("2026-02-16", "2026-02-28")];
        let [first, second] = halves.map(|(from, to)| -> Uuid {
            let dates = json!({"starts_on": from, "ends_on": to, "publicity_text": "Cofinancé par l'Union européenne"});
            let id: Uuid = app.given_an_operation_with(&dates)["id"].as_str().unwrap().parse().unwrap();
            app.given_a_letter(staff.user, id, &json!({"starts_on": from, "ends_on": to, "cost_mode": "hourly_rate"}));
            app.given_a_rate(staff.user, id, &json!({"valid_from": "2026-02-01"}));
            id
        });
        for (week, operation) in FEBRUARY.iter().zip([first, first, second, second]) {
            app.given_a_week_on(staff.user, week, operation);
        }
        app.given_a_signed_february(&staff);
        let finance = app.sign_in(Role::FinanceOfficer);
        let statement = |id: Uuid| {
            let made = finance.get(&format!("/v1/operations/{id}/cost-statement?{IN_FEBRUARY}")).expect(200);
            (made["lines"][0]["claimed_minutes"].clone(), made["people"][0]["caps"].clone())
        };
        // a twelfth of 103 200 for 15 of 28 days: 4 607.14
        let cap = json!([{"year": 2026, "cap_minutes": 4_607, "before_minutes": 0, "claimed_minutes": 4_200, "over_cap_minutes": 0}]);
        assert_eq!(statement(first), (json!(4_200), cap));
        finance.post(&format!("/v1/operations/{first}/claims"), &json!({"from": "2026-02-01", "to": "2026-02-15"})).expect(201);
        // the whole month, of which the first operation holds 4 200; alone, 13 of 28 days would be 3 992 and leave nothing
        let cap = json!([{"year": 2026, "cap_minutes": 8_600, "before_minutes": 4_200, "claimed_minutes": 4_200, "over_cap_minutes": 0}]);
        assert_eq!(statement(second), (json!(4_200), cap));
        let claim = finance.post(&format!("/v1/operations/{second}/claims"), &json!({"from": "2026-02-16", "to": "2026-02-28"})).expect(201);
        // 4 450 000 × 4 200 ÷ 103 200 = 181 104.65
        assert_eq!(claim["staff_cents"], 181_104);
    }

    // R6.25: what a later month holds already is not taken from it by an earlier one that is claimed last
    fn an_earlier_month_leaves_what_a_later_one_was_claimed_for(app: TestApp) {
        let made = app.given_a_claimable_february();
        app.given_a_letter(made.staff.user, made.operation, &json!({"cost_mode": "hourly_rate"}));
        app.given_a_rate(made.staff.user, made.operation, &json!({"working_share": {"num": 1, "den": 4}}));
        let finance = app.sign_in(Role::FinanceOfficer);
        let cap = || {
            let january = finance.get(&made.path("cost-statement?from=2026-01-01&to=2026-01-31")).expect(200);
            january["people"][0]["caps"][0]["cap_minutes"].clone()
        };
        assert_eq!(cap(), 2_150, "a twelfth of 25 800");
        let beyond = json!({"from": "2026-02-01", "to": "2026-02-28", "override_reason": "Le reste n'est pas demandé."});
        let claim = app.sign_in(Role::Director).post(&made.path("claims"), &beyond).expect(201);
        assert_eq!((&claim["claimed_minutes"], cap()), (&json!(4_300), json!(0)), "February holds both twelfths");
    }

    fn a_month_is_claimed_in_two_halves(app: TestApp) {
        let made = app.given_a_claimable_february();
        app.given_a_letter(made.staff.user, made.operation, &json!({"cost_mode": "hourly_rate"}));
        app.given_a_rate(made.staff.user, made.operation, &json!({"base": "monthly", "base_cents": 370_833, "full_time_minutes": 9_100}));
        let finance = app.sign_in(Role::FinanceOfficer);
        let claim = |from: &str, to: &str| finance.post(&made.path("claims"), &json!({"from": from, "to": to})).expect(201);
        // 4 200 of the 4 875 that 15 of 28 days give: 370 833 × 4 200 ÷ 9 100 = 171 153.69
        let first = claim("2026-02-01", "2026-02-15");
        assert_eq!((&first["claimed_minutes"], &first["staff_cents"]), (&json!(4_200), &json!(171_153)));
        // 2 100 of the 4 900 that the whole month leaves: 370 833 × 2 100 ÷ 9 100 = 85 576.85
        let line = finance.get(&made.path("cost-statement?from=2026-02-16&to=2026-02-28")).expect(200)["lines"][0].clone();
        assert_eq!((&line["claimed_minutes"], &line["over_cap_minutes"]), (&json!(2_100), &json!(0)));
        let second = claim("2026-02-16", "2026-02-28");
        assert_eq!((&second["claimed_minutes"], &second["staff_cents"]), (&json!(2_100), &json!(85_576)));
    }

    fn a_fixed_share_needs_a_letter_that_was_accepted_and_no_sheet(app: TestApp) {
        let staff = app.given_staff();
        let operation = app.given_an_operation();
        let id: Uuid = operation["id"].as_str().unwrap().parse().unwrap();
        let fixed = json!({"cost_mode": "fixed_percentage", "fixed_percentage": 60});
        let letter = app.given_a_letter(staff.user, id, &fixed);
        app.given_a_cost(staff.user, "2026-02-01", "2026-02-28", 370_833);
        let finance = app.sign_in(Role::FinanceOfficer);
        let path = format!("/v1/operations/{id}/cost-statement?{IN_FEBRUARY}");
        let line = |path: &str| finance.get(path).expect(200)["lines"][0].clone();
        assert_eq!((&line(&path)["missing"], &line(&path)["amount_cents"]), (&json!(["letter_not_accepted"]), &json!(0)));
        let accept = format!("/v1/mission-letters/{}", letter["id"].as_str().unwrap());
        app.sign_in(Role::Director).at_version(1).patch(&accept, &json!({"accepted_by_ma_on": "2026-01-20"})).expect(200);
        // 370 833 × 60 % = 222 499.8
        let paid = line(&path);
        assert_eq!((&paid["amount_cents"], &paid["share"], &paid["minutes"]), (&json!(222_499), &json!({"num": 3, "den": 5}), &json!(0)));
        // its fourteen days of twenty-eight
        let half = format!("/v1/operations/{id}/cost-statement?from=2026-02-01&to=2026-02-14");
        assert_eq!(line(&half)["amount_cents"], 111_249);
        app.given_a_record(staff.user, &Recorded { date: "2026-02-03", task: "esf_admin", attribution: "O", operation: Some(id), ..Recorded::default() });
        let paid = line(&path);
        assert_eq!((&paid["amount_cents"], &paid["supported_minutes"], &paid["unsupported"]), (&json!(222_499), &json!(60), &json!([])), "no sheet is needed");
    }

    /// Meets S3.33: get_cost_statement.
    fn minutes_that_nothing_supports_are_listed_and_not_paid(app: TestApp) {
        let made = app.given_a_claimable_february();
        let finance = app.sign_in(Role::FinanceOfficer);
        let line = || finance.get(&made.statement()).expect(200)["lines"][0].clone();
        let reason = |line: &Value| line["unsupported"].clone();
        assert_eq!(reason(&line()), json!([{"reason": "no_mission_letter", "minutes": 6_300}]));
        app.given_a_letter(made.staff.user, made.operation, &json!({}));
        assert_eq!((reason(&line()), line()["missing"].clone()), (json!([]), json!(["cost_missing"])));
        // a record with a participant, whose interview nobody has signed
        let march = made.path("cost-statement?from=2026-03-01&to=2026-03-31");
        app.given_a_record(made.staff.user, &Recorded { task: "esf_admin", attribution: "O", operation: Some(made.operation), ..Recorded::default() });
        let drafts = finance.get(&march).expect(200)["lines"][0].clone();
        assert_eq!((reason(&drafts), &drafts["claimed_minutes"]), (json!([{"reason": "not_signed", "minutes": 60}]), &json!(0)));
        let unsigned = app.given_staff();
        app.given_a_letter(unsigned.user, made.operation, &json!({}));
        let day = Recorded { date: "2026-02-03", task: "interview_in_person", attribution: "P", operation: Some(made.operation), ..Recorded::default() };
        app.given_a_record(unsigned.user, &day);
        // the rest of the month away from work
        app.given_an_absence(unsigned.user, "2026-02-02", "2026-02-02", None);
        app.given_an_absence(unsigned.user, "2026-02-04", "2026-02-28", None);
        app.given_a_record(unsigned.user, &Recorded { date: "2026-02-03", start: 600, end: 720, ..Recorded::default() });
        app.given_a_record(unsigned.user, &Recorded { date: "2026-02-03", start: 780, end: 1020, ..Recorded::default() });
        for week in FEBRUARY {
            let path = unsigned.week(week);
            unsigned.client.at_version(1).post(&format!("{path}/submit"), &json!({})).expect(200);
            unsigned.supervisor.at_version(2).post(&format!("{path}/accept"), &json!({})).expect(200);
        }
        app.sign_the_month(&unsigned, "2026-02", 1);
        let lines = finance.get(&made.statement()).expect(200)["lines"].clone();
        let theirs = lines.as_array().unwrap().iter().find(|l| l["staff_id"] == json!(unsigned.user)).unwrap();
        assert_eq!(reason(theirs), json!([{"reason": "contact_not_signed", "minutes": 60}]));
    }

    fn flat_rates_go_on_top_and_exclude_each_other(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let finance = app.sign_in(Role::FinanceOfficer);
        let totals = |more: &str| finance.get(&made.path(&format!("cost-statement?{IN_FEBRUARY}&{more}"))).expect(200)["totals"].clone();
        let forty = totals("flat_rates=flat_40_residual&allowance_cents=5000");
        // 278 124 × 40 % = 111 249.6
        assert_eq!((&forty["residual_cents"], &forty["total_cents"]), (&json!(111_249), &json!(278_124 + 111_249 + 5_000)));
        // 278 124 × 15 % = 41 718.6
        assert_eq!(totals("flat_rates=flat_15_indirect")["indirect_cents"], 41_718);
        // (278 124 + 100 000) × 7 % = 26 468.68
        assert_eq!(totals("flat_rates=flat_7_indirect&other_direct_cents=100000")["indirect_cents"], 26_468);
        let twenty = totals("flat_rates=flat_20_staff,flat_15_indirect&other_direct_cents=100000");
        assert_eq!((&twenty["staff_cents"], &twenty["indirect_cents"], &twenty["total_cents"]), (&json!(20_000), &json!(3_000), &json!(123_000)));
        for more in ["flat_rates=flat_15_indirect,flat_40_residual", "flat_rates=flat_40_residual&other_direct_cents=1", "flat_rates=half", "other_direct_cents=-1"] {
            finance.get(&made.path(&format!("cost-statement?{IN_FEBRUARY}&{more}"))).refused(400, "malformed_parameter");
        }
        let operation = format!("/v1/operations/{}", made.operation);
        app.sign_in(Role::Director).at_version(1).patch(&operation, &json!({"cost_option": "flat_40_residual"})).expect(200);
        assert_eq!(totals("")["residual_cents"], 111_249, "the operation's own rate");
    }

    fn what_one_operation_has_no_other_is_paid_for(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let other: Uuid = app.given_an_operation()["id"].as_str().unwrap().parse().unwrap();
        let fixed = json!({"cost_mode": "fixed_percentage", "fixed_percentage": 50, "accepted_by_ma_on": "2026-01-20"});
        app.given_a_letter(made.staff.user, other, &fixed);
        let finance = app.sign_in(Role::FinanceOfficer);
        let line = finance.get(&made.statement()).expect(200)["lines"][0].clone();
        // half of 8 400 is left to the hours of this operation
        assert_eq!((&line["claimed_minutes"], &line["over_cap_minutes"], &line["share"]), (&json!(4_200), &json!(2_100), &json!({"num": 1, "den": 2})));
        // 370 833 × 4 200 ÷ 8 400 = 185 416.5
        assert_eq!(line["amount_cents"], 185_416);
        let theirs = finance.get(&format!("/v1/operations/{other}/cost-statement?{IN_FEBRUARY}")).expect(200);
        assert_eq!(theirs["lines"][0]["amount_cents"], 185_416, "nothing of the hours was claimed yet");
        // what the other pays of the month stands in the way, until the director knows of it
        let days = json!({"from": "2026-02-01", "to": "2026-02-28"});
        let refused = finance.post(&made.path("claims"), &days).refused(409, "conflict_claim_not_ready");
        assert!(refused.to_string().contains("month_exceeded"), "{refused}");
        let known = json!({"from": "2026-02-01", "to": "2026-02-28", "override_reason": "La moitié du mois est à l'autre opération."});
        app.sign_in(Role::Director).post(&made.path("claims"), &known).expect(201);
        let again = finance.get(&made.statement()).expect(200);
        assert_eq!((&again["lines"][0]["claimed_minutes"], &again["budget"]["claimed_before_cents"]), (&json!(0), &json!(185_416)));
    }

    fn a_statement_is_a_table_without_formulas(app: TestApp) {
        let made = app.given_a_claim_to_file();
        app.conn().batch(&format!("update users set last_name = '=1+1' where id = {}", app.uuid_text(made.staff.user.0))).unwrap();
        let finance = app.sign_in(Role::FinanceOfficer);
        let answer = finance.get(&format!("{}&format=csv", made.statement()));
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.headers["content-type"].starts_with("text/csv"));
        let lines: Vec<&str> = answer.text.trim_start_matches('\u{FEFF}').split("\r\n").collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].starts_with("operation_number;staff_id;last_name;") && lines[0].ends_with(";amount_cents;missing"), "{}", lines[0]);
        assert!(lines[1].contains(";'=1+1;Camille;2026-02;actual_hours;6300;6300;0;;0;6300;8400;370833;8400;1;;;3;4;278124;"), "{}", lines[1]);
    }

    fn the_share_of_a_month_that_the_period_holds_is_what_counts(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let finance = app.sign_in(Role::FinanceOfficer);
        let first = finance.get(&made.path("cost-statement?from=2026-02-01&to=2026-02-08")).expect(200);
        // 370 833 × 2 100 ÷ 8 400 = 92 708.25
        assert_eq!((&first["lines"][0]["minutes"], &first["lines"][0]["amount_cents"]), (&json!(2_100), &json!(92_708)));
        let wide = finance.get(&made.path("cost-statement?from=2024-01-01&to=2028-12-31")).expect(200);
        assert_eq!(wide["totals"]["claimed_minutes"], 6_300);
        let none = finance.get(&made.path("cost-statement?from=2024-01-01&to=2024-12-31")).expect(200);
        assert_eq!((&none["lines"], &none["totals"]["total_cents"]), (&json!([]), &json!(0)));
    }
}
