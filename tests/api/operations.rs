//! Operations: money, dates, rights.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

fn operation() -> Value {
    json!({
        "number": "201501234", "title": "Ingénierie et animation du PLIE", "fund": "esf_2014",
        "programme_period": "2014-2020", "specific_objective": "3.1.1", "axis": "3", "managing_authority": "État",
        "intermediate_body": "Grenoble-Alpes Métropole", "starts_on": "2015-01-01", "ends_on": "2016-12-31",
        "total_cost_cents": 98_156_748, "eu_contribution_cents": 49_078_374, "cost_option": "real_costs",
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut body = operation();
    body[name] = value;
    body
}

both! {
    /// Meets S1.1: create_operation, get_operation.
    fn the_operation_of_the_first_seed_is_paid_by_half(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let answer = director.post("/v1/operations", &operation());
        assert_eq!(answer.warnings(), Vec::<String>::new());
        let location = answer.headers["location"].clone();
        let made = answer.expect(201);
        assert_eq!((&made["eu_rate"], &made["total_cost_cents"]), (&json!(0.5), &json!(98_156_748)));
        assert_eq!((&made["retain_until"], &made["parameters"]), (&Value::Null, &json!({})));
        for role in [Role::Referent, Role::FinanceOfficer, Role::Assistant] {
            assert_eq!(app.sign_in(role).get(&location).expect(200), made);
        }
        let paid = director.at_version(1).patch(&location, &json!({"last_payment_on": "2018-06-30"})).expect(200);
        assert_eq!((&paid["retain_until"], &paid["version"]), (&json!("2023-12-31"), &json!(2)));
        let open = director.at_version(2).patch(&location, &json!({"last_payment_on": null})).expect(200);
        assert_eq!(open["retain_until"], Value::Null);
    }

    fn a_rate_that_does_not_give_the_contribution_back_is_a_warning(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let answer = director.post("/v1/operations", &with("eu_contribution_cents", json!(49_078_375)));
        assert_eq!(answer.warnings(), ["eu_rate_mismatch"]);
        assert_eq!(answer.expect(201)["eu_rate"], json!(0.5));
    }

    fn every_fault_of_an_operation_is_named_at_once(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let mut wrong = operation();
        for (name, value) in [
            ("fund", json!("lottery")), ("cost_option", json!("guess")), ("ends_on", json!("2014-12-31")),
            ("eu_contribution_cents", json!(-1)), ("beneficiary_structure_id", json!(uuid::Uuid::now_v7())),
            ("parameters", json!({"colour": 1, "file_completion_days": 0})),
        ] {
            wrong[name] = value;
        }
        let answer = director.post("/v1/operations", &wrong);
        assert_eq!(answer.faults(), [
            "/beneficiary_structure_id reference_not_found", "/cost_option unknown_code", "/ends_on rule_operation_dates",
            "/eu_contribution_cents rule_eu_contribution", "/fund unknown_code", "/parameters/colour unknown_field",
            "/parameters/file_completion_days too_small",
        ]);
        answer.refused(422, "validation_failed");
        director.post("/v1/operations", &with("total_cost_cents", json!(0.5))).refused(422, "validation_failed");
        director.post("/v1/operations", &with("total_cost_cents", json!(i64::MAX))).refused(422, "validation_failed");
        director.post("/v1/operations", &with("parameters", json!({"file_completion_days": 10}))).expect(201);
    }

    fn a_number_names_one_operation_of_a_plie(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let id = uuid::Uuid::now_v7();
        let body = with("id", json!(id));
        let first = director.post("/v1/operations", &body).expect(201);
        assert_eq!(director.post("/v1/operations", &body).expect(201), first, "the same id and content answer again");
        director.post("/v1/operations", &{ let mut b = body.clone(); b["title"] = json!("Autre"); b }).refused(409, "duplicate");
        director.post("/v1/operations", &operation()).refused(409, "duplicate");
        let other = director.post("/v1/operations", &with("number", json!("2"))).expect(201);
        let location = format!("/v1/operations/{}", other["id"].as_str().unwrap());
        director.at_version(1).patch(&location, &json!({"number": "201501234"})).refused(409, "duplicate");
        app.sign_in_at(app.another_plie(), Role::Director).post("/v1/operations", &operation()).expect(201);
    }

    /// Meets S0.2: list_operations.
    fn operations_are_listed_by_fund_day_and_text(app: TestApp) {
        let director = app.sign_in(Role::Director);
        director.post("/v1/operations", &operation()).expect(201);
        app.given_an_operation_with(&json!({"number": "202412345", "title": "100 % parcours_B"}));
        let found = |query: &str| -> Vec<String> {
            let page = director.get(&format!("/v1/operations?{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|o| o["number"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(found(""), ["201501234", "202412345"]);
        assert_eq!(found("sort=-starts_on"), ["202412345", "201501234"]);
        assert_eq!(found("fund=esf_2014"), ["201501234"]);
        assert_eq!(found("on=2016-12-31"), ["201501234"]);
        assert_eq!(found("on=2017-01-01"), Vec::<String>::new());
        assert_eq!(found("q=1234"), ["201501234", "202412345"]);
        assert_eq!(found("q=PARCOURS_"), ["202412345"]);
        assert_eq!(found("q=0+%25"), ["202412345"]);
        director.get("/v1/operations?on=yesterday").refused(400, "malformed_parameter");
    }

    /// An axis is its operations, and whoever animates it has a role that names them.
    /// Meets S0.5, S1.8: create_user, list_operations, get_operation.
    fn an_officer_of_an_axis_reads_its_operations_and_no_other(app: TestApp) {
        let mine = app.given_an_operation_with(&json!({"number": "202400001", "axis": "3"}));
        let other = app.given_an_operation_with(&json!({"number": "202400002", "axis": "1"}));
        let id: uuid::Uuid = mine["id"].as_str().unwrap().parse().unwrap();
        let body = json!({"email": "axe3@plie.example", "first_name": "Ines", "last_name": "Roux", "roles": [
            {"role": "territorial_officer", "scope_type": "operation", "scope_id": id, "valid_from": "2026-01-01"}]});
        let made = app.sign_in(Role::DataManager).post("/v1/users", &body).expect(201);
        assert_eq!(made["roles"][0]["scope_id"], mine["id"]);
        let officer = app.client_of(app.plie, jalon::ids::UserId::of(made["id"].as_str().unwrap().parse().unwrap()));
        let listed = officer.get("/v1/operations").expect(200);
        let axes: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|o| o["axis"].as_str().unwrap()).collect();
        assert_eq!(axes, ["3"]);
        assert_eq!(officer.get(&format!("/v1/operations/{id}")).expect(200), mine);
        officer.get(&format!("/v1/operations/{}", other["id"].as_str().unwrap())).refused(404, "not_found");
    }

    fn the_director_writes_and_nobody_sees_another_plie(app: TestApp) {
        let made = app.given_an_operation();
        let location = format!("/v1/operations/{}", made["id"].as_str().unwrap());
        for role in [Role::DataManager, Role::Referent, Role::FinanceOfficer] {
            app.sign_in(role).post("/v1/operations", &operation()).refused(403, "forbidden");
            app.sign_in(role).at_version(1).patch(&location, &json!({"title": "x"})).refused(403, "forbidden");
        }
        app.sign_in(Role::Partner).get(&location).refused(404, "not_found");
        let foreign = app.sign_in_at(app.another_plie(), Role::Director);
        foreign.get(&location).refused(404, "not_found");
        foreign.at_version(1).patch(&location, &json!({"title": "x"})).refused(404, "not_found");
        let director = app.sign_in(Role::Director);
        director.patch(&location, &json!({"title": "x"})).refused(428, "precondition_required");
        director.at_version(7).patch(&location, &json!({"title": "x"})).refused(412, "version_conflict");
        director.at_version(1).patch(&location, &json!({"eu_rate": 1})).refused(422, "unknown_field");
        director.at_version(1).patch(&location, &json!({"title": "a\u{0}"})).refused(422, "validation_failed");
    }
}
