//! Hourly rates: exact denominators, and where the cost behind them comes from (R6.22–R6.31).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::money::with;
use crate::support::{TestApp, Value, json};

fn operation(app: &TestApp) -> Uuid {
    app.given_an_operation()["id"].as_str().unwrap().parse().unwrap()
}

fn rate(staff: impl serde::Serialize, operation: Uuid) -> Value {
    json!({
        "staff_id": staff, "operation_id": operation, "base_cents": 4_450_000, "working_share": {"num": 4, "den": 5},
        "valid_from": "2026-01-01",
    })
}

both! {
    fn a_rate_has_an_exact_denominator(app: TestApp) {
        let staff = app.given_staff();
        let finance = app.sign_in(Role::FinanceOfficer);
        let operation = operation(&app);
        let made = finance.post("/v1/hourly-rates", &rate(staff.user, operation));
        let location = made.headers["location"].clone();
        let made = made.expect(201);
        assert_eq!((&made["denominator_minutes"], &made["denominator"]), (&json!(82_560), &json!({"num": 82_560, "den": 1})));
        // 44 500.00 × 60 ÷ 82 560 = 32.3401…
        assert_eq!((&made["rate_cents"], &made["method"], &made["base_source"]), (&json!(3_234), &json!("floor_of_product"), &json!("documented")));
        // 4 450 000 × 60 ÷ 82 560 = 267 000 000 ÷ 82 560 = 1 390 625 ÷ 430
        assert_eq!(made["exact_rate"], json!({"num": 278_125, "den": 86}));
        let third = json!({"working_share": {"num": 2, "den": 3}, "method": "floored_rate"});
        let changed = finance.at_version(1).patch(&location, &third).expect(200);
        assert_eq!((&changed["denominator_minutes"], &changed["method"]), (&json!(68_800), &json!("floored_rate")));
        let seventh = json!({"working_share": {"num": 6, "den": 7}});
        let changed = finance.at_version(2).patch(&location, &seventh).expect(200);
        assert_eq!(changed["denominator"], json!({"num": 619_200, "den": 7}), "no rounding");
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), changed);
        app.sign_in(Role::Director).at_version(3).patch(&location, &seventh).refused(403, "forbidden");
        for role in [Role::DataManager, Role::Assistant, Role::Referent] {
            app.sign_in(role).get(&location).refused(404, "not_found");
        }
        app.sign_in_at(app.another_plie(), Role::FinanceOfficer).get(&location).refused(404, "not_found");
        let listed = finance.get(&format!("/v1/hourly-rates?staff_id={}&operation_id={operation}", staff.user)).expect(200);
        assert_eq!(listed["items"], json!([changed]));
    }

    fn the_worked_example_of_a_full_time(app: TestApp) {
        let staff = app.given_staff();
        let one = with(rate(staff.user, operation(&app)), &json!({"working_share": {"num": 1, "den": 1}}));
        let made = app.sign_in(Role::FinanceOfficer).post("/v1/hourly-rates", &one).expect(201);
        assert_eq!((&made["denominator_minutes"], &made["rate_cents"]), (&json!(103_200), &json!(2_587)));
    }

    fn the_annual_denominator_is_never_another(app: TestApp) {
        let staff = app.given_staff();
        let finance = app.sign_in(Role::FinanceOfficer);
        let body = rate(staff.user, operation(&app));
        for (changes, faults) in [
            (json!({"full_time_minutes": 1_607 * 60}), vec!["/full_time_minutes rule_1720_hours"]),
            (json!({"working_share": {"num": 6, "den": 5}}), vec!["/working_share rule_working_share"]),
            (json!({"base_cents": null}), vec!["/base_cents required"]),
            (json!({"valid_from": "2026-01-15"}), vec!["/valid_from rule_month_start"]),
            (json!({"valid_from": "2024-12-01"}), vec!["/valid_from rule_outside_operation"]),
            (json!({"staff_id": Uuid::now_v7(), "operation_id": Uuid::now_v7()}), vec!["/operation_id reference_not_found", "/staff_id reference_not_found"]),
            (json!({"base_cents": null, "documented_from": "2025-01-01", "documented_to": "2025-12-31"}), vec!["/documented_from rule_no_cost"]),
        ] {
            assert_eq!(finance.post("/v1/hourly-rates", &with(body.clone(), &changes)).faults(), faults, "{changes}");
        }
        app.sign_in(Role::FinanceOfficer).post("/v1/hourly-rates", &body).expect(201);
        let past = "update hourly_rates set full_time_minutes = 96420";
        app.conn().batch(past).unwrap_err();
    }

    fn a_monthly_base_has_the_minutes_of_its_month(app: TestApp) {
        let staff = app.given_staff();
        let body = with(rate(staff.user, operation(&app)), &json!({"base": "monthly", "base_cents": 370_833, "base_source": "contract"}));
        let made = app.sign_in(Role::FinanceOfficer).post("/v1/hourly-rates", &body).expect(201);
        assert_eq!((&made["full_time_minutes"], &made["denominator_minutes"]), (&json!(9_100), &json!(7_280)));
        // 3 708.33 × 60 ÷ 7 280 = 30.5631…
        assert_eq!((&made["rate_cents"], &made["base_source"]), (&json!(3_056), &json!("contract")));
    }

    fn a_base_is_derived_from_what_is_documented(app: TestApp) {
        let staff = app.given_staff();
        for (from, to, cents) in [("2025-10-01", "2025-10-31", 370_000), ("2025-11-01", "2025-11-30", 370_000), ("2025-12-01", "2025-12-31", 372_500)] {
            app.given_a_cost(staff.user, from, to, cents);
        }
        let operation = operation(&app);
        let derived = json!({"base_cents": null, "documented_from": "2025-01-01", "documented_to": "2025-12-31"});
        let finance = app.sign_in(Role::FinanceOfficer);
        let body = with(rate(staff.user, operation), &derived);
        let made = finance.post("/v1/hourly-rates", &body).expect(201);
        // 1 112 500 × 12 ÷ 3
        assert_eq!((&made["base_cents"], &made["documented_cents"], &made["base_source"]), (&json!(4_450_000), &json!(1_112_500), &json!("derived")));
        finance.post("/v1/hourly-rates", &body).refused(409, "duplicate");
        let later = finance.post("/v1/hourly-rates", &with(body, &json!({"valid_from": "2026-03-01", "documented_from": "2025-12-01"}))).expect(201);
        assert_eq!(later["base_cents"], 4_470_000, "one month by twelve");
    }
}
