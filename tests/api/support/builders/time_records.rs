//! Time records, and what surrounds them in the database until other rooms make it.

use jalon::ids::UserId;
use uuid::Uuid;

use crate::support::{Client, Kind, TestApp, Value, json};

impl TestApp {
    /// An hour of office work of this person on Monday 2 March 2026, on an operation of its own.
    pub fn given_a_time_record(&self, of: &Client) -> Value {
        self.given_a_time_record_with(of, &json!({}))
    }

    /// As [`TestApp::given_a_time_record`], with other members.
    pub fn given_a_time_record_with(&self, of: &Client, changes: &Value) -> Value {
        let mut body = json!({
            "user_id": of.id.unwrap(), "date": "2026-03-02", "start_time": "09:00", "end_time": "10:00", "task": "team_admin",
        });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        if body.get("operation_id").is_none() {
            body["operation_id"] = self.given_an_operation()["id"].clone();
        }
        of.post("/v1/time-records", &body).expect(201)
    }

    /// A signed mission letter for a person and an operation, over the years 2025 to 2027.
    pub fn given_a_mission_letter(&self, user: UserId, operation: &Value) {
        let operation = self.uuid_text(operation["id"].as_str().unwrap().parse().unwrap());
        self.insert(
            "mission_letters",
            "user_id, operation_id, missions, starts_on, ends_on, cost_mode, signed_on",
            &format!(
                "{}, {operation}, 'Suivi', '2025-01-01', '2027-12-31', 'actual_hours', '2025-01-02'",
                self.uuid_text(user.0)
            ),
        );
    }

    /// A month that its employee has signed.
    pub fn given_a_signed_month(&self, user: UserId, month: &str) {
        let at = self.at_text();
        self.insert(
            "timesheets",
            "user_id, month, amendment, status, content_hash, employee_signed_at",
            &format!("{}, '{month}', 0, 'employee_signed', 'x', {at}", self.uuid_text(user.0)),
        );
    }

    fn insert(&self, table: &str, columns: &str, values: &str) -> Uuid {
        let id = Uuid::now_v7();
        let (p, i, at) = (self.uuid_text(self.plie.0), self.uuid_text(id), self.at_text());
        let sql = format!(
            "insert into {table} (plie_id, id, version, created_at, updated_at, {columns}) values ({p}, {i}, 1, {at}, {at}, {values})"
        );
        self.at_hand().batch(&sql).unwrap();
        id
    }

    fn at_text(&self) -> String {
        let now = self.clock.now();
        match self.database.kind {
            Kind::Postgres => format!("'{now}'::timestamptz"),
            Kind::Sqlite => now.micros().to_string(),
        }
    }
}
