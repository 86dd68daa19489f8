//! What letters, costs, claims and corrections add to the world.

use jalon::auth::role::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{World, text};
use crate::support::Kind;

impl World {
    /// The terms of an assistant in each territory; a letter and a correction of each referent; what the PLIEs pay.
    pub(super) fn money(&mut self) {
        for (relation, plie) in [("same_plie", 0), ("other_territory", 0), ("other_plie", 1)] {
            let site = self.object("/v1/sites", relation).unwrap();
            let user = self.users(plie, Role::Assistant)[0];
            let terms =
                json!({"user_id": user, "site_id": site, "fte": 0.1, "valid_from": "2026-01-01", "work_schedule": {}});
            let terms = self.role(plie, Role::Director).post("/v1/staff-assignments", &terms).expect(201);
            self.know(relation, &[("/v1/staff-assignments", &terms["id"])]);
        }
        for (relation, plie, nth) in
            [("own", 0, 0), ("same_plie", 0, 2), ("other_territory", 0, 1), ("other_plie", 1, 0)]
        {
            let user = self.users(plie, Role::Referent)[nth];
            let (operation, first) = self.operation(plie);
            let letter = json!({"staff_id": user, "operation_id": operation, "missions": "Accompagnement",
                "starts_on": first, "ends_on": first, "cost_mode": "actual_hours"});
            let letter = self.role(plie, Role::Director).post("/v1/mission-letters", &letter).expect(201);
            let client = self.signed_in(self.plie(plie), user);
            let records = client.get(&format!("/v1/time-records?user_id={user}&limit=2")).expect(200);
            let record = text(&records["items"][1]["id"]);
            self.signed(&record);
            let version = client.get(&format!("/v1/time-records/{record}")).expect(200)["version"].as_i64().unwrap();
            let body = json!({"cancel": true, "reason": "Saisi deux fois"});
            let correction =
                client.at_version(version).post(&format!("/v1/time-records/{record}/correct"), &body).expect(201);
            self.know(relation, &[("/v1/mission-letters", &letter["id"]), ("/v1/time-corrections", &correction["id"])]);
        }
        for (relation, plie) in [("same_plie", 0), ("other_plie", 1)] {
            let user = self.users(plie, Role::Referent)[0];
            let finance = self.role(plie, Role::FinanceOfficer);
            let (operation, first) = self.operation(plie);
            let cost = json!({"staff_id": user, "period_from": first, "period_to": first, "gross_cost_cents": 1});
            let cost = finance.post("/v1/employment-costs", &cost).expect(201);
            let rate = json!({"staff_id": user, "operation_id": operation, "base_cents": 1,
                "working_share": {"num": 1, "den": 1}, "valid_from": format!("{}-01", &text(&first)[..7])});
            let rate = finance.post("/v1/hourly-rates", &rate).expect(201);
            let claim = json!({"from": first, "to": first, "override_reason": "Essai"});
            let claims = format!("/v1/operations/{}/claims", text(&operation));
            let claim = self.role(plie, Role::Director).post(&claims, &claim).expect(201);
            self.know(
                relation,
                &[
                    ("/v1/employment-costs", &cost["id"]),
                    ("/v1/hourly-rates", &rate["id"]),
                    ("/v1/claims", &claim["id"]),
                ],
            );
        }
    }

    /// The operation of a PLIE and its first day, which is that of a month.
    fn operation(&self, plie: usize) -> (Value, Value) {
        let id = self.accounts["plies"][plie]["ids"]["operation"].clone();
        let path = format!("/v1/operations/{}", text(&id));
        let first = self.role(plie, Role::Director).get(&path).expect(200)["starts_on"].clone();
        (id, first)
    }

    /// A record as two signatures leave it.
    fn signed(&self, record: &str) {
        let id: Uuid = record.parse().unwrap();
        let id = match self.site.database.kind {
            Kind::Postgres => format!("'{id}'"),
            Kind::Sqlite => format!("x'{}'", id.simple()),
        };
        let sign = format!("update time_records set status = 'supervisor_signed' where id = {id}");
        self.site.conn().batch(&sign).unwrap();
    }
}
