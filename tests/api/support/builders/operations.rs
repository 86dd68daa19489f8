//! Operations and charters for the tests of others.

use jalon::auth::role::Role;

use crate::support::{TestApp, Value, json};

impl TestApp {
    /// The first operation of the seeds, but of years that tests live in.
    pub fn given_an_operation(&self) -> Value {
        self.given_an_operation_with(&json!({}))
    }

    /// As [`TestApp::given_an_operation`], with other members.
    pub fn given_an_operation_with(&self, changes: &Value) -> Value {
        let mut body = json!({
            "number": format!("OP-{}", uuid::Uuid::now_v7().simple()),
            "title": "Accompagnement des parcours",
            "fund": "esf_plus",
            "programme_period": "2021-2027",
            "managing_authority": "État",
            "starts_on": "2025-01-01",
            "ends_on": "2027-12-31",
            "total_cost_cents": 98_156_748,
            "eu_contribution_cents": 49_078_374,
            "cost_option": "real_costs",
        });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.sign_in(Role::Director).post("/v1/operations", &body).expect(201)
    }

    /// A charter beside the default one, from this day, with these tasks and a step of 5 minutes.
    pub fn given_a_charter(&self, valid_from: &str, tasks: &Value) -> Value {
        let body = json!({"version": valid_from, "valid_from": valid_from, "step_minutes": 5, "tasks": tasks});
        self.sign_in(Role::DataManager).post("/v1/charters", &body).expect(201)
    }
}
