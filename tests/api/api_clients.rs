//! Machines: their scopes, their secrets, their end.

use jalon::auth::role::Role;

use crate::auth::form_post;
use crate::both;
use crate::support::{Answer, Client, TestApp, Value, json};

fn dora() -> Value {
    json!({"name": "DORA", "scopes": ["territories:read", "orientations:write", "territories:read"]})
}

fn path(client: &Value, verb: &str) -> String {
    format!("/v1/api-clients/{}{verb}", client["id"].as_str().unwrap())
}

impl TestApp {
    /// What a machine with this secret gets.
    pub fn token_for(&self, client: &Value, secret: &Value) -> Answer {
        let (id, secret) = (client["id"].as_str().unwrap(), secret.as_str().unwrap());
        form_post(&self.anonymous(), &format!("grant_type=client_credentials&client_id={id}&client_secret={secret}"))
    }

    fn caller_for(&self, client: &Value, secret: &Value) -> Client {
        self.bearer(&self.token_for(client, secret).expect(200)["access_token"])
    }
}

both! {
    fn a_machine_is_made_with_a_secret_shown_once(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let made = data.post("/v1/api-clients", &dora());
        let location = made.headers["location"].clone();
        let client = made.expect(201);
        assert_eq!(client["scopes"], json!(["orientations:write", "territories:read"]));
        let read = data.get(&location).expect(200);
        assert!(read.get("client_secret").is_none());
        assert_eq!(read["last_used_at"], Value::Null);
        app.caller_for(&client, &client["client_secret"]).get("/v1/territories").expect(200);
        assert_eq!(data.get(&location).expect(200)["last_used_at"], "2026-03-02T08:00:00Z");
        let page = data.get("/v1/api-clients?status=active&include_total=true").expect(200);
        assert_eq!((&page["total"], &page["items"][0]["id"]), (&json!(1), &client["id"]));
        assert!(!data.get("/v1/api-clients").text.contains(client["client_secret"].as_str().unwrap()));
    }

    fn every_fault_of_a_machine_is_named(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let answer = data.post("/v1/api-clients", &json!({
            "name": "x", "scopes": ["root", "sites:read"], "expires_at": "2026-03-02T08:00:00Z",
            "partner_structure_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"
        }));
        assert_eq!(answer.faults(), ["/expires_at rule_period", "/partner_structure_id reference_not_found", "/scopes/0 unknown_code"]);
        assert!(answer.body["errors"][0]["allowed"].as_array().unwrap().contains(&json!("orientations:read")));
        for wrong in [json!({"name": "x"}), json!({"name": "x", "scopes": []}), json!({"name": "x", "scopes": ["sites:read"], "rate_limit_per_minute": 0}), json!({"name": "x", "scopes": ["sites:read"], "secret": "mine"})] {
            assert_eq!(data.post("/v1/api-clients", &wrong).status, 422, "{wrong}");
        }
    }

    fn a_secret_is_replaced_with_an_overlap(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let client = data.post("/v1/api-clients", &dora()).expect(201);
        let first = client["client_secret"].clone();
        data.post(&path(&client, "/rotate-secret"), &json!({})).refused(428, "precondition_required");
        let rotated = data.at_version(1).post(&path(&client, "/rotate-secret"), &json!({"overlap_minutes": 5})).expect(200);
        assert_eq!((&rotated["previous_secret_until"], &rotated["version"]), (&json!("2026-03-02T08:05:00Z"), &json!(2)));
        let second = rotated["client_secret"].clone();
        app.caller_for(&client, &first).get("/v1/territories").expect(200);
        app.caller_for(&client, &second).get("/v1/territories").expect(200);
        app.at("2026-03-02T08:05:00Z");
        assert_eq!(app.token_for(&client, &first).body["error"], "invalid_client");
        let caller = app.caller_for(&client, &second);
        let third = data.at_version(2).send("POST", &path(&client, "/rotate-secret"), None).expect(200)["client_secret"].clone();
        caller.get("/v1/territories").refused(401, "unauthenticated");
        assert_eq!(app.token_for(&client, &second).body["error"], "invalid_client");
        app.token_for(&client, &third).expect(200);
        assert_eq!(data.at_version(3).post(&path(&client, "/rotate-secret"), &json!({"overlap_minutes": -1})).status, 422);
    }

    fn a_revoked_or_expired_machine_is_refused_on_its_next_request(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let client = data.post("/v1/api-clients", &dora()).expect(201);
        let caller = app.caller_for(&client, &client["client_secret"]);
        caller.get("/v1/territories").expect(200);
        data.post(&path(&client, "/revoke"), &json!({})).refused(428, "precondition_required");
        data.at_version(1).post(&path(&client, "/revoke"), &json!({})).expect(200);
        caller.get("/v1/territories").refused(401, "unauthenticated");
        assert_eq!(app.token_for(&client, &client["client_secret"]).body["error"], "invalid_client");
        data.at_version(2).post(&path(&client, "/revoke"), &json!({})).refused(409, "illegal_transition");
        data.at_version(2).patch(&path(&client, ""), &json!({"name": "y"})).refused(409, "illegal_transition");
        data.at_version(2).post(&path(&client, "/rotate-secret"), &json!({})).refused(409, "illegal_transition");

        let mut short = dora();
        short["expires_at"] = json!("2026-03-02T08:05:00Z");
        let short = data.post("/v1/api-clients", &short).expect(201);
        let caller = app.caller_for(&short, &short["client_secret"]);
        app.at("2026-03-02T08:05:00Z");
        caller.get("/v1/territories").refused(401, "unauthenticated");
        assert_eq!(app.token_for(&short, &short["client_secret"]).body["error"], "invalid_client");
    }

    fn fewer_scopes_bite_at_once_and_a_machine_manages_nobody(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let client = data.post("/v1/api-clients", &dora()).expect(201);
        let caller = app.caller_for(&client, &client["client_secret"]);
        for path in ["/v1/users", "/v1/api-clients", "/v1/plie"] {
            caller.get(path).refused(403, "forbidden");
        }
        let me = caller.get("/v1/me").expect(200);
        assert_eq!((&me["kind"], &me["name"], &me["roles"]), (&json!("client"), &json!("DORA"), &json!([])));
        assert!(me["permissions"].as_array().unwrap().iter().any(|p| p["operation"] == "list_territories"));
        assert!(!me["permissions"].as_array().unwrap().iter().any(|p| p["operation"] == "create_territory"));
        caller.post("/v1/me/totp", &json!({})).refused(404, "not_found");
        caller.delete("/v1/auth/sessions/current").refused(404, "not_found");
        data.at_version(1).patch(&path(&client, ""), &json!({"scopes": ["orientations:write"], "rate_limit_per_minute": 2})).expect(200);
        caller.get("/v1/territories").refused(401, "unauthenticated");
        let caller = app.caller_for(&client, &client["client_secret"]);
        caller.get("/v1/territories").refused(403, "forbidden");
        caller.get("/v1/me").expect(200);
        caller.get("/v1/me").refused(429, "rate_limited");
    }

    fn only_the_data_manager_of_the_plie_manages_its_machines(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let client = data.post("/v1/api-clients", &dora()).expect(201);
        for other in [app.sign_in(Role::Director), app.sign_in(Role::Referent), app.sign_in(Role::PlatformAdmin)] {
            other.get("/v1/api-clients").refused(403, "forbidden");
            other.post("/v1/api-clients", &dora()).refused(403, "forbidden");
            other.get(&path(&client, "")).refused(404, "not_found");
            other.at_version(1).post(&path(&client, "/rotate-secret"), &json!({})).refused(404, "not_found");
        }
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.get(&path(&client, "")).refused(404, "not_found");
        foreign.at_version(1).post(&path(&client, "/revoke"), &json!({})).refused(404, "not_found");
    }
}
