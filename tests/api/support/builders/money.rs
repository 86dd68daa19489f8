//! Letters, costs and rates through the API, and months that a claim can be made of.

use jalon::auth::role::Role;
use jalon::ids::UserId;
use uuid::Uuid;

use super::weeks::{Recorded, Staff};
use crate::support::{TestApp, Value, json};

/// The weeks of February 2026 that have working days.
pub const FEBRUARY: [&str; 4] = ["2026-W06", "2026-W07", "2026-W08", "2026-W09"];

/// The days of February 2026, as the query of a statement.
pub const IN_FEBRUARY: &str = "from=2026-02-01&to=2026-02-28";

/// An operation with a referent whose February is signed twice.
pub struct Claimable {
    pub staff: Staff,
    pub operation: Uuid,
    /// The records on the operation, in order of time.
    pub records: Vec<Uuid>,
}

impl Claimable {
    /// A path under the operation.
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/operations/{}/{rest}", self.operation)
    }
    /// The statement of February.
    pub fn statement(&self) -> String {
        self.path(&format!("cost-statement?{IN_FEBRUARY}"))
    }
}

/// A body with other members.
pub fn with(mut body: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

impl TestApp {
    /// A letter of 2026 in the mode of actual hours, signed in time; with other members.
    pub fn given_a_letter(&self, staff: UserId, operation: Uuid, changes: &Value) -> Value {
        let body = json!({
            "staff_id": staff, "operation_id": operation, "missions": "Référente de parcours",
            "starts_on": "2026-01-01", "ends_on": "2026-12-31", "cost_mode": "actual_hours", "signed_on": "2026-01-02",
        });
        self.sign_in(Role::Director).post("/v1/mission-letters", &with(body, changes)).expect(201)
    }

    /// What somebody cost between two days, in cents.
    pub fn given_a_cost(&self, staff: UserId, from: &str, to: &str, cents: i64) -> Value {
        let body = json!({"staff_id": staff, "period_from": from, "period_to": to, "gross_cost_cents": cents});
        self.sign_in(Role::FinanceOfficer).post("/v1/employment-costs", &body).expect(201)
    }

    /// An annual rate of 44 500 € full time, from January 2026; with other members.
    pub fn given_a_rate(&self, staff: UserId, operation: Uuid, changes: &Value) -> Value {
        let body = json!({
            "staff_id": staff, "operation_id": operation, "base_cents": 4_450_000, "working_share": {"num": 1, "den": 1},
            "valid_from": "2026-01-01",
        });
        self.sign_in(Role::FinanceOfficer).post("/v1/hourly-rates", &with(body, changes)).expect(201)
    }

    /// Three weeks of a referent's February on an operation and one outside it, accepted and signed twice: 6 300 minutes of
    /// 8 400. There is no letter, no cost and no rate yet.
    pub fn given_a_claimable_february(&self) -> Claimable {
        let staff = self.given_staff();
        let operation = self.given_an_operation_with(&json!({"publicity_text": "Cofinancé par l'Union européenne"}));
        let operation: Uuid = operation["id"].as_str().unwrap().parse().unwrap();
        let mut records = Vec::new();
        for week in &FEBRUARY[..3] {
            records.extend(self.given_a_week_on(staff.user, week, operation));
        }
        self.given_a_week_of_records(staff.user, FEBRUARY[3]);
        self.given_a_signed_february(&staff);
        Claimable { staff, operation, records }
    }

    /// Seven hours on an operation on each working day of the week; answers the records in order of time.
    pub fn given_a_week_on(&self, user: UserId, week: &str, operation: Uuid) -> Vec<Uuid> {
        let week: jalon::civil::IsoWeek = week.parse().unwrap();
        let mut records = Vec::new();
        for day in week.days().take(5).map(|d| d.to_string()) {
            for (start, end) in [(540, 720), (780, 1020)] {
                let date = day.as_str();
                let on = Recorded { date, start, end, task: "esf_admin", attribution: "O", ..Recorded::default() };
                records.push(self.given_a_record(user, &Recorded { operation: Some(operation), ..on }));
            }
        }
        records
    }

    /// The weeks of a February that is recorded already, handed in and accepted, and the month signed by both.
    pub fn given_a_signed_february(&self, staff: &Staff) {
        for week in FEBRUARY {
            let path = staff.week(week);
            staff.client.at_version(1).post(&format!("{path}/submit"), &json!({})).expect(200);
            staff.supervisor.at_version(2).post(&format!("{path}/accept"), &json!({})).expect(200);
        }
        self.sign_the_month(staff, "2026-02", 1);
    }

    /// Both sign a month that stands at this version.
    pub fn sign_the_month(&self, staff: &Staff, month: &str, version: i64) {
        let path = staff.month(month);
        staff.client.at_version(version).post(&format!("{path}/sign"), &json!({})).expect(200);
        staff.supervisor.at_version(version + 1).post(&format!("{path}/countersign"), &json!({})).expect(200);
    }

    /// [`TestApp::given_a_claimable_february`] with a letter of actual hours and what the month cost: 3 708.33 €.
    pub fn given_a_claim_to_file(&self) -> Claimable {
        let made = self.given_a_claimable_february();
        self.given_a_letter(made.staff.user, made.operation, &json!({}));
        self.given_a_cost(made.staff.user, "2026-02-01", "2026-02-28", 370_833);
        made
    }

    /// A claim of February, filed by a finance officer.
    pub fn given_a_claim(&self, made: &Claimable) -> Value {
        let body = json!({"from": "2026-02-01", "to": "2026-02-28"});
        self.sign_in(Role::FinanceOfficer).post(&made.path("claims"), &body).expect(201)
    }
}
