//! What the employment of staff cost: read by finance and the director alone.

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::money::with;
use crate::support::{TestApp, Value, json};

fn cost(staff: impl serde::Serialize) -> Value {
    json!({"staff_id": staff, "period_from": "2026-02-01", "period_to": "2026-02-28", "gross_cost_cents": 370_833})
}

both! {
    fn a_cost_is_recorded_read_and_changed(app: TestApp) {
        let staff = app.given_staff();
        let finance = app.sign_in(Role::FinanceOfficer);
        let made = finance.post("/v1/employment-costs", &cost(staff.user));
        let location = made.headers["location"].clone();
        let made = made.expect(201);
        assert_eq!((&made["gross_cost_cents"], &made["recorded_by"]), (&json!(370_833), &json!(finance.id)));
        let changed = finance.at_version(1).patch(&location, &json!({"gross_cost_cents": 0, "period_to": "2026-02-27"})).expect(200);
        assert_eq!((&changed["gross_cost_cents"], &changed["version"]), (&json!(0), &json!(2)));
        let listed = |query: &str| finance.get(&format!("/v1/employment-costs?{query}")).expect(200)["items"].as_array().unwrap().len();
        assert_eq!(listed(&format!("staff_id={}&from=2026-02-27&to=2026-03-31", staff.user)), 1);
        assert_eq!((listed("from=2026-02-28"), listed("to=2026-01-31")), (0, 0));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), changed);
        app.sign_in(Role::Director).at_version(2).patch(&location, &json!({"gross_cost_cents": 1})).refused(403, "forbidden");
        for role in [Role::DataManager, Role::Assistant, Role::TerritorialOfficer, Role::Referent] {
            let client = app.sign_in(role);
            client.get(&location).refused(404, "not_found");
            client.get("/v1/employment-costs").refused(403, "forbidden");
            client.post("/v1/employment-costs", &cost(staff.user)).refused(403, "forbidden");
        }
        staff.client.get(&location).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::FinanceOfficer).get(&location).refused(404, "not_found");
    }

    fn what_somebody_costs_on_a_day_is_documented_once(app: TestApp) {
        let staff = app.given_staff();
        let finance = app.sign_in(Role::FinanceOfficer);
        let made = finance.post("/v1/employment-costs", &cost(staff.user)).expect(201);
        let over = with(cost(staff.user), &json!({"period_from": "2026-02-28", "period_to": "2026-03-31"}));
        finance.post("/v1/employment-costs", &over).refused(409, "conflict_cost_overlap");
        finance.post("/v1/employment-costs", &with(over, &json!({"period_from": "2026-03-01"}))).expect(201);
        let path = format!("/v1/employment-costs/{}", made["id"].as_str().unwrap());
        finance.at_version(1).patch(&path, &json!({"period_to": "2026-03-01"})).refused(409, "conflict_cost_overlap");
        let past = "update employment_costs set period_to = '2026-03-01' where period_to = '2026-02-28'";
        assert!(app.conn().batch(past).unwrap_err().to_string().contains("conflict_cost_overlap"));
        finance.post("/v1/employment-costs", &cost(app.given_staff().user)).expect(201);
        let wrong = json!({"staff_id": Uuid::now_v7(), "period_to": "2026-01-31", "gross_cost_cents": -1, "document_id": Uuid::now_v7()});
        assert_eq!(finance.post("/v1/employment-costs", &with(cost(staff.user), &wrong)).faults(), [
            "/document_id reference_not_found", "/gross_cost_cents invalid", "/period_to rule_period", "/staff_id reference_not_found",
        ]);
    }

    fn of_ten_costs_of_one_month_one_is_written(app: TestApp) {
        let body = cost(app.given_staff().user);
        let finance = app.sign_in(Role::FinanceOfficer);
        let statuses: Vec<u16> = std::thread::scope(|s| {
            let asked: Vec<_> = (0..10).map(|_| s.spawn(|| finance.post("/v1/employment-costs", &body).status)).collect();
            asked.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|s| **s == 201).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|s| matches!(s, 201 | 409)), "{statuses:?}");
    }

    fn costs_reach_the_feed_of_those_who_read_them_and_nobody_else(app: TestApp) {
        let staff = app.given_staff();
        app.given_a_cost(staff.user, "2026-02-01", "2026-02-28", 1);
        app.sequence();
        let told = |role: Role| {
            let page = app.sign_in(role).get("/v1/changes").expect(200);
            page["items"].as_array().unwrap().iter().any(|c| c["type"] == "employment_costs")
        };
        assert_eq!([Role::Director, Role::DataManager, Role::Referent].map(told), [true, false, false]);
    }
}
