//! Participations in operations of the ESF.

use crate::support::builders::followed::Followed;
use crate::support::{Answer, Client, TestApp, Value, json};

/// A situation that has nothing wrong with it, of this day.
pub fn situation_on(as_of: &str, labour_status: &str) -> Value {
    json!({"as_of": as_of, "labour_status": labour_status, "in_education": false, "isced": 3, "minimum_incomes": ["rsa"],
        "housing_situation": "social_tenant", "single_parent": false, "source": "participant"})
}

impl TestApp {
    /// A participation of somebody followed, entered on a day, without a situation.
    pub fn given_a_participation(&self, of: &Followed, operation: &Value, entered_on: &str) -> Value {
        let body = json!({"participant_id": of.participant, "operation_id": operation["id"], "entered_on": entered_on});
        self.client_of(self.plie, of.user).post("/v1/participations", &body).expect(201)
    }
}

impl Followed {
    /// Records a situation of the person.
    pub fn situated(&self, client: &Client, as_of: &str, labour_status: &str) -> Value {
        let path = format!("/v1/participants/{}/situations", self.participant);
        client.post(&path, &situation_on(as_of, labour_status)).expect(201)
    }
}

/// The address of a participation, or of something of it.
pub fn at(participation: &Value, rest: &str) -> String {
    format!("/v1/participations/{}{rest}", participation["id"].as_str().unwrap())
}

/// Tells something of a participation at the version it has now.
pub fn tell(client: &Client, participation: &Value, what: &str, body: &Value) -> Answer {
    let now = client.get(&at(participation, "")).expect(200)["version"].as_i64().unwrap();
    client.at_version(now).put(&at(participation, what), body)
}

/// A verb of a participation at the version it has now.
pub fn verb(client: &Client, participation: &Value, what: &str, body: &Value) -> Answer {
    let now = client.get(&at(participation, "")).expect(200)["version"].as_i64().unwrap();
    client.at_version(now).post(&at(participation, what), body)
}
