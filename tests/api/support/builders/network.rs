//! Actions, and accounts that speak for a structure.

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;

use crate::support::{Client, TestApp, Value, json};

impl TestApp {
    /// An action of the whole PLIE, led by its verbs to a state, with so many places.
    pub fn given_an_action_in(&self, status: &str, capacity: Option<i64>) -> Value {
        let assistant = self.sign_in(Role::Assistant);
        let body = json!({"title": "Permis solidaire", "type": "barrier_lifting", "themes": ["mobility"], "capacity": capacity,
            "starts_on": "2026-03-02", "ends_on": "2026-06-30"});
        let mut action = assistant.post("/v1/actions", &body).expect(201);
        let path = format!("/v1/actions/{}", action["id"].as_str().unwrap());
        for (verb, to) in [("plan", "planned"), ("open", "open"), ("close", "closed")] {
            if action["status"] == status {
                break;
            }
            let version = action["version"].as_i64().unwrap();
            action = assistant.at_version(version).post(&format!("{path}/{verb}"), &json!({})).expect(200);
            assert_eq!(action["status"], to);
        }
        action
    }

    /// Somebody from outside who speaks for a structure.
    pub fn sign_in_for(&self, role: Role, structure: &Value) -> Client {
        let id = structure["id"].as_str().unwrap().parse().unwrap();
        let user = self.user(self.plie, role, Some((ScopeType::Structure, id)));
        self.client_of(self.plie, user)
    }
}
