//! Employment contracts and what proves them.

use crate::documents::upload;
use crate::support::builders::followed::Followed;
use crate::support::{TestApp, Value, json};

impl TestApp {
    /// A full-time permanent contract of a pathway since a day, in the file; with these members instead.
    pub fn given_a_contract(&self, of: &Followed, starts_on: &str, members: &Value) -> Value {
        let mut body = json!({"employer": {"name": "Transports Ampère"}, "type": "cdi", "starts_on": starts_on,
            "weekly_minutes": 2100, "document_state": "received"});
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        of.referent.post(&of.path("employment-contracts"), &body).expect(201)
    }

    /// The person was reached on a day, is still in the job, and a payslip attests it.
    pub fn given_a_check(&self, of: &Followed, on: &str) -> Value {
        let referent = self.client_of(self.plie, of.user);
        let payslip = self.given_a_payslip(of);
        let body = json!({"on": on, "reached": "yes", "still_employed": true, "channel": "phone", "evidence_document_id": payslip["id"]});
        referent.post(&of.path("follow-up-checks"), &body).expect(201)
    }

    /// A document of the person, uploaded by their referent.
    pub fn given_a_payslip(&self, of: &Followed) -> Value {
        let referent = self.client_of(self.plie, of.user);
        let bytes = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";
        upload(&referent, &of.participant.to_string(), bytes).expect(201)
    }
}

impl Followed {
    /// A verb of the pathway by its referent, at the version it has now.
    pub fn verb(&self, app: &TestApp, verb: &str, body: &Value) -> crate::support::Answer {
        self.verb_by(&app.client_of(app.plie, self.user), verb, body)
    }

    /// As [`Followed::verb`], by somebody else.
    pub fn verb_by(&self, client: &crate::support::Client, verb: &str, body: &Value) -> crate::support::Answer {
        let now = client.get(&format!("/v1/pathways/{}", self.pathway)).expect(200)["version"].as_i64().unwrap();
        client.at_version(now).post(&self.path(verb), body)
    }
}
