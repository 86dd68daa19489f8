//! Sites, referents, partner structures.

use jalon::auth::role::Role;

use crate::support::{Client, TestApp, Value, json};

/// Seven hours from Monday to Friday.
pub fn full_week() -> Value {
    json!({"monday_minutes": 420, "tuesday_minutes": 420, "wednesday_minutes": 420, "thursday_minutes": 420, "friday_minutes": 420})
}

impl TestApp {
    /// A site, open since 2020.
    pub fn given_a_site(&self) -> Value {
        let body = json!({"name": "Maison de l'emploi", "address": "12 rue Ampère, 38000 Grenoble", "commune_code": "38185", "valid_from": "2020-01-01"});
        self.sign_in(Role::DataManager).post("/v1/sites", &body).expect(201)
    }

    /// A full-time referent since 2020, at a site of their own; the caller signed in as that person, and the object.
    pub fn given_a_referent(&self) -> (Client, Value) {
        let site = self.given_a_site();
        self.given_a_referent_at(&site)
    }

    /// As [`TestApp::given_a_referent`], at this site.
    pub fn given_a_referent_at(&self, site: &Value) -> (Client, Value) {
        let client = self.sign_in(Role::Referent);
        let body = json!({
            "user_id": client.id.unwrap(), "site_id": site["id"], "fte": 1, "fte_participant_support": 1,
            "valid_from": "2020-01-01", "work_schedule": full_week()
        });
        let referent = self.sign_in(Role::DataManager).post("/v1/referents", &body).expect(201);
        (client, referent)
    }

    /// A partner structure of this kind, validated.
    pub fn given_a_structure(&self, kind: &str) -> Value {
        let data = self.sign_in(Role::DataManager);
        let made = data.post("/v1/partner-structures", &json!({"name": format!("Structure {kind}"), "kind": kind}));
        let path = made.headers["location"].clone();
        made.expect(201);
        data.at_version(1).post(&format!("{path}/validate"), &json!({})).expect(200)
    }
}
