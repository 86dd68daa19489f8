//! The life of a PLIE: referents meet people, take stages with them, record and sign their time.

use serde_json::{Value, json};

use super::days;
use super::desk::{Worker, id, version};
use super::people::Dice;
use super::plie::{Followed, Post, Run, together};
use crate::civil::{self, IsoWeek, Month};
use crate::db::Day;

impl Run<'_> {
    /// Each referent's week, the referents side by side.
    pub(super) fn support(&mut self, monday: Day, week: usize, present: bool) -> Result<(), String> {
        let friday = civil::add_days(monday, 4).min(self.plan.today);
        self.office.at(friday, 17 * 60 + 45);
        let numbers: Vec<usize> = (0..self.posts.len()).collect();
        together(&numbers, |n| self.week_of(*n, monday, week, present))?;
        self.assistant_week(monday, present)
    }

    fn week_of(&self, n: usize, monday: Day, week: usize, present: bool) -> Result<(), String> {
        let post = self.posts.get(n).ok_or("no post")?;
        let mut dice = Dice::new(
            self.plan.seed.wrapping_mul(1000).wrapping_add(u64::try_from(week * 100 + n).unwrap_or_default()),
        );
        let worked: Vec<Day> = days::worked(monday, post.days).into_iter().filter(|d| *d <= self.plan.today).collect();
        // whom the commission admits this week is met from the next one on
        let due: Vec<&Followed> = post
            .people
            .iter()
            .enumerate()
            .filter(|(i, f)| i % 4 == week % 4 && f.since < monday)
            .map(|(_, f)| f)
            .collect();
        let mut records = Vec::new();
        let mut turn = due.into_iter();
        for (d, day) in worked.iter().enumerate() {
            // four interviews a day at most: 9:00, 10:00, 11:00, 13:30
            for start in [540, 600, 660, 810] {
                let Some(f) = turn.next() else { break };
                let held = self.meet(post, f, *day, start, &mut dice, week)?;
                let task = if held.is_some() { "interview_in_person" } else { "file_update" };
                let mut record = self.record(post, *day, (start, start + 45), task, &[&f.participant]);
                if let (Some(interview), Some(members)) = (held, record.as_object_mut()) {
                    members.insert("linked".to_owned(), json!({ "type": "interview", "id": interview }));
                }
                records.push(record);
                records.push(self.record(post, *day, (start + 45, start + 60), "file_update", &[&f.participant]));
            }
            self.fill(post, *day, d, &mut records);
        }
        for items in records.chunks(100) {
            self.office.post(&post.worker, "/v1/time-records/batch", &json!({ "items": items, "atomic": true }))?;
        }
        // one referent is behind with the agenda, and nobody hands in the week that is not over
        let behind = n == 1 && week % 5 == 4;
        if !present && !behind && !worked.is_empty() {
            self.hand_in(&post.worker, monday)?;
        }
        Ok(())
    }

    /// The interview, where the person came.
    fn meet(
        &self,
        post: &Post,
        f: &Followed,
        day: Day,
        start: i64,
        dice: &mut Dice,
        week: usize,
    ) -> Result<Option<String>, String> {
        let absent = dice.chance(9);
        let body = json!({
            "type": if week < 8 { "diagnosis" } else { "follow_up" }, "modality": "in_person", "starts_at": days::instant(day, start), "ends_at": days::instant(day, start + 45),
            "place": "Maison de l'emploi", "outcome": if absent { "no_show" } else { "held" },
            "report": if absent || dice.chance(6) { Value::Null } else { json!("Point sur les démarches ; prochaine étape convenue.") },
        });
        let interview = self.office.post(&post.worker, &format!("/v1/pathways/{}/interviews", f.pathway), &body)?;
        if !absent && !dice.chance(7) {
            let facts = interview.get("facts_hash").cloned().unwrap_or(Value::Null);
            let signature = json!({ "kind": "electronic", "signer": { "type": "participant", "id": f.participant }, "signed_at": days::instant(day, start + 44), "facts_hash": facts, "method": "tablette" });
            self.office.verb(&post.worker, "/v1/interviews", &interview, "sign", &signature)?;
        }
        if dice.chance(12) {
            self.stage(post, f, day)?;
        }
        Ok((!absent).then(|| id(&interview).to_owned()))
    }

    fn stage(&self, post: &Post, f: &Followed, day: Day) -> Result<(), String> {
        let (kind, barrier) = f.public.stage();
        let objective =
            json!({ "text": "Franchir une étape vers l'emploi", "set_on": day, "due_on": civil::add_months(day, 5) });
        let objective =
            self.office.post(&post.worker, &format!("/v1/pathways/{}/objectives", f.pathway), &objective)?;
        let opened = json!({ "theme": barrier, "severity": 2, "opened_on": day });
        self.office.post(&post.worker, &format!("/v1/pathways/{}/barriers", f.pathway), &opened)?;
        let stage = json!({ "type": kind, "resource_origin": if kind == "siae_job" { "siae" } else { "plie_programming" }, "planned_starts_on": day, "objective_ids": [id(&objective)] });
        let stage = self.office.post(&post.worker, &format!("/v1/pathways/{}/stages", f.pathway), &stage)?;
        let stage = self.office.verb(&post.worker, "/v1/stages", &stage, "accept", &json!({}))?;
        let stage =
            self.office.verb(&post.worker, "/v1/stages", &stage, "plan", &json!({ "planned_starts_on": day }))?;
        self.office.verb(&post.worker, "/v1/stages", &stage, "start", &json!({ "started_on": day }))?;
        Ok(())
    }

    pub(super) fn record(
        &self,
        post: &Post,
        day: Day,
        times: (i64, i64),
        task: &str,
        participants: &[&String],
    ) -> Value {
        let operation = if task == "other_operation" { Value::Null } else { json!(id(&self.operation)) };
        json!({ "user_id": post.worker.id, "date": day, "start_time": days::clock(times.0), "end_time": days::clock(times.1), "task": task,
            "operation_id": operation, "participant_ids": participants })
    }

    /// What of 9:00–12:00 and 13:30–17:30 no interview took.
    fn fill(&self, post: &Post, day: Day, turn: usize, records: &mut Vec<Value>) {
        let taken: Vec<String> = records
            .iter()
            .filter(|r| r.get("date") == Some(&json!(day)))
            .filter_map(|r| r.get("start_time").and_then(Value::as_str).map(str::to_owned))
            .collect();
        for start in [540, 600, 660] {
            if !taken.contains(&days::clock(start)) {
                let task = if turn == 0 && start == 540 { "referent_meeting" } else { "esf_admin" };
                records.push(self.record(post, day, (start, start + 60), task, &[]));
            }
        }
        let from = if taken.contains(&days::clock(810)) { 870 } else { 810 };
        let people: Vec<&String> = post.people.iter().take(3).map(|f| &f.participant).collect();
        if people.len() == 3 && turn == 2 {
            records.push(self.record(post, day, (from, from + 60), "collective_session", &people));
            records.push(self.record(post, day, (from + 60, 1050), "esf_admin", &[]));
        } else {
            records.push(self.record(post, day, (from, 1050), "network", &[]));
        }
    }

    pub(super) fn hand_in(&self, worker: &Worker, monday: Day) -> Result<(), String> {
        let week = IsoWeek::of(monday);
        let path = format!("/v1/agenda-weeks/{}/{week}", worker.id);
        let seen = self.office.get(worker, &path)?;
        let handed = self.office.verb_at(worker, &format!("{path}/submit"), version(&seen), &json!({}))?;
        self.office.verb_at(&self.director, &format!("{path}/accept"), version(&handed), &json!({}))?;
        Ok(())
    }

    /// The month before is signed by the one and the other in the week after its end; the last one waits.
    pub(super) fn month_end(&mut self, monday: Day) -> Result<(), String> {
        let month = Month::of(civil::add_days(monday, -7));
        let begun =
            days::mondays(self.plan.today, self.plan.weeks).first().is_some_and(|first| *first <= month.first());
        if month == Month::of(monday) || !begun || monday > civil::add_days(self.plan.today, -14) {
            return Ok(());
        }
        let numbers: Vec<usize> = (0..self.posts.len()).filter(|n| *n != 1).collect();
        together(&numbers, |n| {
            let post = self.posts.get(*n).ok_or("no post")?;
            self.sign_month(&post.worker, month, n % 4 != 3)
        })?;
        self.sign_month(&self.assistant, month, true)
    }

    /// Signs a month that holds time, and has it countersigned where it is.
    fn sign_month(&self, worker: &Worker, month: Month, countersigned: bool) -> Result<(), String> {
        let path = format!("/v1/timesheets/{}/{month}", worker.id);
        let sheet = self.office.get(worker, &path)?;
        let minutes =
            sheet.pointer("/totals/total_minutes").or_else(|| sheet.pointer("/total_minutes")).and_then(Value::as_i64);
        if minutes == Some(0) {
            return Ok(());
        }
        let sheet = self.office.verb_at(worker, &format!("{path}/sign"), version(&sheet), &json!({}))?;
        if countersigned {
            self.office.verb_at(&self.director, &format!("{path}/countersign"), version(&sheet), &json!({}))?;
        }
        Ok(())
    }
}
