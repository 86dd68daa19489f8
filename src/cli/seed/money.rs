//! What a claim needs besides signed time: the assistant's terms and hours, mission letters, hourly rates, what staff cost,
//! and who takes part in the operation.

use serde_json::{Value, json};

use super::days;
use super::desk::{Worker, id};
use super::plie::Run;
use crate::amount::Share;
use crate::auth::role::Role;
use crate::civil::{self, Month};
use crate::db::Day;

/// Days a week that the assistant works, and the share of full time that they are.
const ASSISTANT_DAYS: i64 = 4;
const ASSISTANT_FTE: i64 = 8_000;
/// What a referent costs in a year of full time, in cents: the ceiling of the seeds (DIJ21).
const YEAR_CENTS: i64 = 4_450_000;

/// How the time of the nth referent is proved and paid: by the hour for most.
fn mode(n: usize) -> &'static str {
    match n {
        n if n % 7 == 6 => "fixed_percentage",
        n if n % 5 == 4 => "actual_hours",
        _ => "hourly_rate",
    }
}

impl Run<'_> {
    fn finance(&self) -> Result<&Worker, String> {
        self.others.iter().find(|w| w.role == Role::FinanceOfficer).ok_or_else(|| "no finance officer".to_owned())
    }

    /// The terms of the assistant, whose agenda is kept like the referents'.
    pub(super) fn employ_assistant(&self, first: Day) -> Result<(), String> {
        let site = self.posts.first().and_then(|p| p.referent.get("site_id")).ok_or("no site")?;
        let minutes = |weekday: i64| if weekday <= ASSISTANT_DAYS { 420 } else { 0 };
        let terms = json!({
            "user_id": self.assistant.id, "site_id": site, "job_title": "Assistant de gestion", "fte": Share(ASSISTANT_FTE),
            "valid_from": civil::add_days(first, -30), "supervisor_id": self.director.id,
            "work_schedule": { "monday_minutes": minutes(1), "tuesday_minutes": minutes(2), "wednesday_minutes": minutes(3),
                "thursday_minutes": minutes(4), "friday_minutes": minutes(5) },
        });
        self.office.post(&self.director, "/v1/staff-assignments", &terms)?;
        self.letter(&self.assistant, first, "fixed_percentage", "Gestion et archivage des pièces")
    }

    /// The letters and rates of the referents, from the month of the first day on (§ 6.1, R6.22).
    pub(super) fn letters(&self, first: Day) -> Result<(), String> {
        for (n, post) in self.posts.iter().enumerate() {
            self.letter(&post.worker, first, mode(n), "Accompagnement des participants de l'opération")?;
            if mode(n) != "hourly_rate" {
                continue;
            }
            let fte = self.plan.referents.get(n).map_or(10_000, |terms| terms.0);
            let rate = json!({
                "staff_id": post.worker.id, "operation_id": id(&self.operation), "base_cents": YEAR_CENTS * fte / 10_000,
                "working_share": { "num": fte / 100, "den": 100 }, "valid_from": Month::of(first).first(),
            });
            self.office.post(self.finance()?, "/v1/hourly-rates", &rate)?;
        }
        Ok(())
    }

    fn letter(&self, worker: &Worker, first: Day, mode: &str, missions: &str) -> Result<(), String> {
        let today = civil::day_of(self.office.now());
        let mut letter = json!({
            "staff_id": worker.id, "operation_id": id(&self.operation), "missions": missions,
            "starts_on": Month::of(first).first(), "ends_on": self.operation.get("ends_on"), "cost_mode": mode,
            "signed_on": today, "accepted_by_ma_on": today,
        });
        if let Some(members) = letter.as_object_mut().filter(|_| mode == "fixed_percentage") {
            members.insert("fixed_percentage".to_owned(), json!(60));
        }
        self.office.post(&self.director, "/v1/mission-letters", &letter)?;
        Ok(())
    }

    /// What those cost who are not paid by the hour, for each month that is over.
    pub(super) fn costs(&self) -> Result<(), String> {
        let first = days::mondays(self.plan.today, self.plan.weeks).first().copied().unwrap_or(self.plan.today);
        let paid = |n: &usize| mode(*n) != "hourly_rate";
        let referents = (0..self.posts.len()).filter(paid).filter_map(|n| {
            let fte = self.plan.referents.get(n)?.0;
            Some((self.posts.get(n)?.worker.id, fte))
        });
        for (staff, fte) in referents.chain([(self.assistant.id, ASSISTANT_FTE)]) {
            let mut month = Month::of(first);
            while month < Month::of(self.plan.today) {
                let cost = json!({ "staff_id": staff, "period_from": month.first(), "period_to": month.last(),
                    "gross_cost_cents": YEAR_CENTS / 12 * fte / 10_000 });
                self.office.post(self.finance()?, "/v1/employment-costs", &cost)?;
                month = month.next();
            }
        }
        Ok(())
    }

    /// Somebody takes part in the operation from a day on; the situation is the one known, or that given.
    pub(super) fn enter(&self, participant: &str, day: Day, situation: Option<&Value>) -> Result<(), String> {
        let mut body = json!({ "participant_id": participant, "operation_id": id(&self.operation), "entered_on": day });
        if let (Some(members), Some(situation)) = (body.as_object_mut(), situation) {
            members.insert("situation".to_owned(), situation.clone());
        }
        self.office.post(&self.assistant, "/v1/participations", &body)?;
        Ok(())
    }

    /// The assistant's week: the papers of the operation in the morning, those of the PLIE in the afternoon.
    pub(super) fn assistant_week(&self, monday: Day, present: bool) -> Result<(), String> {
        let worked: Vec<Day> =
            days::worked(monday, ASSISTANT_DAYS).into_iter().filter(|d| *d <= self.plan.today).collect();
        let mut records = Vec::new();
        for day in &worked {
            for (from, to, task, operation) in
                [(540, 720, "esf_admin", json!(id(&self.operation))), (810, 1050, "other_operation", Value::Null)]
            {
                records.push(json!({ "user_id": self.assistant.id, "date": day, "start_time": days::clock(from),
                    "end_time": days::clock(to), "task": task, "operation_id": operation }));
            }
        }
        if records.is_empty() {
            return Ok(());
        }
        let batch = json!({ "items": records, "atomic": true });
        self.office.post(&self.assistant, "/v1/time-records/batch", &batch)?;
        if present { Ok(()) } else { self.hand_in(&self.assistant, monday) }
    }
}
