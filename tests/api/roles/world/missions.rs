//! What audits and the work of jobs add to the world.

use std::time::{Duration, Instant};

use jalon::auth::role::Role;
use serde_json::{Value, json};

use super::{World, text, today};
use crate::support::Client;

impl World {
    /// A mission of the auditor who asks, on a record of the referent who asks; one of another auditor on a colleague's;
    /// one of another PLIE; a finding about the record of each, and the packs that were asked for.
    pub(super) fn missions(&mut self) {
        for (relation, plie, nth, referent) in
            [("granted", 0, Some(0), 0), ("same_plie", 0, None, 1), ("other_plie", 1, Some(0), 0)]
        {
            let director = self.role(plie, Role::Director);
            let email = match nth {
                Some(nth) => {
                    let user = self.users(plie, Role::Auditor)[nth];
                    director.get(&format!("/v1/users/{user}")).expect(200)["email"].clone()
                }
                None => json!("autre.controle@dreets.example"),
            };
            let operation = text(&self.accounts["plies"][plie]["ids"]["operation"]);
            let operation = director.get(&format!("/v1/operations/{operation}")).expect(200);
            let record = self.record_of(plie, referent, &operation["id"]);
            let body = json!({"operation_id": operation["id"], "from": operation["starts_on"], "to": operation["ends_on"],
                "sample": {"ids": [record]},
                "auditor_emails": [email], "opens_on": today(), "closes_on": today()});
            let mission = director.post("/v1/audit-missions", &body).expect(201);
            let path = format!("/v1/audit-missions/{}", text(&mission["id"]));
            let auditor = mission["auditors"][0]["user_id"].as_str().unwrap().parse().unwrap();
            let auditor = self.signed_in(self.plie(plie), auditor);
            let finding = json!({"text": "Où est l'émargement ?", "time_record_id": record});
            let finding = auditor.post(&format!("{path}/findings"), &finding).expect(201);
            self.know(
                relation,
                &[
                    ("/v1/audit-missions", &mission["id"]),
                    ("{finding_id}", &finding["id"]),
                    ("{time_record_id}", &record),
                ],
            );
            let (of, who) = if relation == "granted" { ("direction", &director) } else { (relation, &auditor) };
            let job = packed(who, &path);
            self.know(of, &[("/v1/jobs", &job["id"])]);
            if relation == "granted" {
                let job = packed(&auditor, &path);
                self.know(relation, &[("/v1/jobs", &job["id"])]);
            }
        }
    }
}

impl World {
    /// A record of a referent on an operation, that was handed in.
    fn record_of(&self, plie: usize, referent: usize, operation: &Value) -> Value {
        let user = self.users(plie, Role::Referent)[referent];
        let director = self.role(plie, Role::Director);
        let held = director.get(&format!("/v1/time-records?user_id={user}&limit=200")).expect(200);
        let of_operation = |r: &&Value| r["operation_id"] == *operation && r["status"] != "draft";
        let found = held["items"].as_array().unwrap().iter().find(of_operation);
        found.unwrap_or_else(|| panic!("no record of {user} on {operation}: {held}"))["id"].clone()
    }
}

/// A pack that was asked for and made by the running node.
fn packed(client: &Client, path: &str) -> Value {
    let asked = client.post(&format!("{path}/pack"), &json!({})).expect(202);
    let (job, begun) = (format!("/v1/jobs/{}", text(&asked["id"])), Instant::now());
    loop {
        let found = client.get(&job).expect(200);
        match found["state"].as_str() {
            Some("done") => return found,
            Some("queued" | "running") if begun.elapsed() < Duration::from_secs(60) => {
                std::thread::sleep(Duration::from_millis(100));
            }
            _ => panic!("the pack was not made: {found}"),
        }
    }
}
