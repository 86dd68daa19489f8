//! Whatever happens to a person, in whatever order: one open pathway, one referent at a time, no gap, no overlap (S2.7, S3.8).

use std::panic::AssertUnwindSafe;

use jalon::auth::role::Role;
use jalon::civil::add_days;
use jalon::db::Day;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::both;
use crate::support::builders::commission::{at, version};
use crate::support::{Answer, TestApp, Value, json};

/// What is asked; a number is a referent, or days from today.
#[derive(Debug, Clone, Copy)]
enum Step {
    Wait(i64),
    Assign(usize, i64),
    HandOver(usize, usize, i64),
    Suspend(i64),
    Resume(i64),
    Job(i64),
    Follow,
    Return(i64),
    Propose,
    Validate(i64),
    Close,
    Cancel,
    Readmit,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1i64..60).prop_map(Step::Wait),
        5 => (0usize..3, -3i64..20).prop_map(|(who, on)| Step::Assign(who, on)),
        3 => (0usize..3, 0usize..3, -3i64..20).prop_map(|(from, to, on)| Step::HandOver(from, to, on)),
        2 => (-5i64..5).prop_map(Step::Suspend),
        2 => (-5i64..1).prop_map(Step::Resume),
        2 => (-20i64..1).prop_map(Step::Job),
        2 => Just(Step::Follow),
        2 => (-5i64..1).prop_map(Step::Return),
        2 => Just(Step::Propose),
        2 => (-5i64..1).prop_map(Step::Validate),
        1 => Just(Step::Close),
        1 => Just(Step::Cancel),
        2 => Just(Step::Readmit),
    ]
}

/// A person with the referents around them.
struct Life<'a> {
    app: &'a TestApp,
    referents: Vec<Value>,
    /// The pathway of now.
    pathway: Value,
    job: Option<Value>,
}

impl Life<'_> {
    fn day(&self, from_today: i64) -> String {
        let today = Day(self.app.clock.now().0.date_naive());
        add_days(today, from_today).to_string()
    }

    fn verb(&self, role: Role, verb: &str, body: &Value) -> Answer {
        let client = self.app.sign_in(role);
        let now = client.get(&at("pathways", &self.pathway)).expect(200);
        client.at_version(version(&now)).post(&format!("{}/{verb}", at("pathways", &self.pathway)), body)
    }

    fn take(&mut self, step: Step) {
        let officer = Role::TerritorialOfficer;
        let answer = match step {
            Step::Wait(days) => {
                self.app.clock.set(self.app.clock.now().plus_seconds(days * 24 * 3600));
                return;
            }
            Step::Readmit => {
                let exited = matches!(self.now()["status"].as_str(), Some("exited" | "closed"));
                if exited {
                    self.pathway = self.app.readmitted(&self.pathway);
                    self.job = None;
                }
                return;
            }
            Step::Assign(who, on) => self.verb(
                officer,
                "assign-referent",
                &json!({"referent_id": self.referents[who]["id"], "starts_on": self.day(on), "reason": "Relais"}),
            ),
            Step::HandOver(from, to, on) => self.app.sign_in(officer).post(
                &format!("{}/handover", at("referents", &self.referents[from])),
                &json!({"to_referent_id": self.referents[to]["id"], "effective_on": self.day(on), "reason": "Départ"}),
            ),
            Step::Suspend(on) => self.verb(
                officer,
                "suspend",
                &json!({"reason": "sickness", "starts_on": self.day(on), "planned_end_on": self.day(on + 30)}),
            ),
            Step::Resume(on) => self.verb(officer, "resume", &json!({"on": self.day(on)})),
            Step::Job(on) => {
                let body = json!({"employer": {"name": "A"}, "type": "cdi", "starts_on": self.day(on), "weekly_minutes": 2100, "document_state": "received"});
                let made = self
                    .app
                    .sign_in(Role::Assistant)
                    .post(&format!("{}/employment-contracts", at("pathways", &self.pathway)), &body);
                if made.status == 201 {
                    self.job = Some(made.body.clone());
                }
                made
            }
            Step::Follow => {
                let job = self.job.as_ref().map_or(json!(uuid::Uuid::now_v7()), |job| job["id"].clone());
                self.verb(officer, "start-job-follow-up", &json!({"employment_contract_id": job}))
            }
            Step::Return(on) => {
                self.verb(officer, "return-from-job", &json!({"on": self.day(on), "reason": "Fin d'essai"}))
            }
            Step::Propose => {
                self.verb(Role::Assistant, "propose-exit", &json!({"reason": "moved_away", "on": self.day(0)}))
            }
            Step::Validate(on) => self.verb(Role::Director, "validate-exit", &json!({"on": self.day(on)})),
            Step::Close => self.verb(officer, "close", &json!({})),
            Step::Cancel => self.verb(officer, "cancel", &json!({"reason": "Emploi trouvé"})),
        };
        assert!(answer.status < 500, "{step:?}: {}", answer.text);
        assert!(matches!(answer.status, 200 | 201 | 409 | 422), "{step:?}: {}", answer.text);
    }

    fn now(&self) -> Value {
        self.app.sign_in(Role::Director).get(&at("pathways", &self.pathway)).expect(200)
    }

    /// One open pathway at most, and its referents one after the other.
    fn holds(&self, after: Step) {
        let director = self.app.sign_in(Role::Director);
        let person = self.pathway["participant_id"].as_str().unwrap();
        let all = director.get(&format!("/v1/pathways?participant_id={person}")).expect(200);
        let all = all["items"].as_array().unwrap();
        let open =
            |p: &&Value| matches!(p["status"].as_str(), Some("admitted" | "active" | "suspended" | "in_job_follow_up"));
        assert!(all.iter().filter(open).count() <= 1, "{after:?}: {all:?}");
        for pathway in all {
            let periods = director.get(&format!("{}/assignments?sort=starts_on", at("pathways", pathway))).expect(200);
            let periods: Vec<(Day, Option<Day>)> = periods["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|a| {
                    let day = |v: &Value| v.as_str().map(|text| text.parse().unwrap());
                    (day(&a["starts_on"]).unwrap(), day(&a["ends_on"]))
                })
                .collect();
            for pair in periods.windows(2) {
                assert_eq!(
                    pair[0].1.map(|end| add_days(end, 1)),
                    Some(pair[1].0),
                    "{after:?}: gap or overlap in {periods:?}"
                );
            }
            assert!(periods.iter().all(|(from, to)| to.is_none_or(|to| *from <= to)), "{after:?}: {periods:?}");
            let lasting = periods.iter().filter(|(_, to)| to.is_none()).count();
            let expected = match pathway["status"].as_str().unwrap() {
                "admitted" | "cancelled" | "closed" => 0,
                _ => 1,
            };
            assert_eq!(lasting, expected, "{after:?}: {} {periods:?}", pathway["status"]);
            if expected == 1 {
                assert_eq!(json!(periods[0].0), pathway["activated_on"], "{after:?}");
            }
        }
    }
}

both! {
    fn no_sequence_of_calls_gives_two_pathways_two_referents_a_gap_or_an_overlap(app: TestApp) {
        let cases = Config { cases: 6, failure_persistence: None, max_shrink_iters: 20, ..Config::default() };
        let app = AssertUnwindSafe(app);
        TestRunner::new(cases).run(&prop::collection::vec(step(), 6..16), |steps| {
            let app = &*app;
            let referents = (0..3).map(|_| app.given_a_referent().1).collect();
            let mut life = Life { app, referents, pathway: app.given_an_admitted_pathway(), job: None };
            for step in steps {
                life.take(step);
                life.holds(step);
            }
            Ok(())
        }).unwrap();
    }
}
