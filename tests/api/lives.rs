//! Whatever happens to a person, in whatever order: one open pathway, one referent at a time, no gap, no overlap (S2.7, S3.8).

use std::panic::AssertUnwindSafe;

use diesel::prelude::*;
use jalon::auth::role::Role;
use jalon::civil::add_days;
use jalon::db::{Conn, Day};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::both;
use crate::support::builders::commission::{Sitting, at, version};
use crate::support::{Answer, Kind, TestApp, Value, json};

/// What is asked; a number is a referent, or days from today.
#[derive(Debug, Clone, Copy)]
enum Step {
    Wait(i64),
    /// Goes on with the other of the two people.
    Turn,
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
    /// Brings a file of the person before a commission, whatever became of them.
    Prepare,
    /// Admits the person of the file that has waited longest.
    Admit,
    /// Makes one of the two people.
    Merge,
    Undo,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1i64..60).prop_map(Step::Wait),
        2 => Just(Step::Turn),
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
        2 => Just(Step::Cancel),
        2 => Just(Step::Prepare),
        3 => Just(Step::Admit),
        2 => Just(Step::Merge),
        1 => Just(Step::Undo),
    ]
}

/// Two people with the referents around them.
struct Life<'a> {
    app: &'a TestApp,
    conn: Conn,
    referents: Vec<Value>,
    /// The latest pathway of each.
    pathways: [Value; 2],
    /// Whose turn it is.
    turn: usize,
    job: Option<Value>,
    /// The files that a session has before it, with whose they are.
    waiting: Vec<(usize, Sitting, Value)>,
    merge: Option<Value>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

impl Life<'_> {
    fn day(&self, from_today: i64) -> String {
        let today = Day(self.app.clock.now().0.date_naive());
        add_days(today, from_today).to_string()
    }

    fn now(&self, turn: usize) -> Value {
        self.app.sign_in(Role::Director).get(&at("pathways", &self.pathways[turn])).expect(200)
    }

    fn verb(&self, role: Role, verb: &str, body: &Value) -> Answer {
        let now = self.now(self.turn);
        let client = self.app.sign_in(role);
        client.at_version(version(&now)).post(&format!("{}/{verb}", at("pathways", &now)), body)
    }

    fn take(&mut self, step: Step) {
        let officer = Role::TerritorialOfficer;
        let answer = match step {
            Step::Wait(days) => return self.app.clock.set(self.app.clock.now().plus_seconds(days * 24 * 3600)),
            Step::Turn => return self.turn = 1 - self.turn,
            Step::Prepare => return self.prepare(),
            Step::Admit => match self.admit() {
                Some(answer) => answer,
                None => return,
            },
            Step::Merge => self.merge(),
            Step::Undo => match self.merge.take() {
                Some(merge) => {
                    let client = self.app.sign_in(Role::DataManager);
                    client.at_version(version(&merge)).post(&format!("{}/undo", at("merges", &merge)), &json!({}))
                }
                None => return,
            },
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
                let path = format!("{}/employment-contracts", at("pathways", &self.pathways[self.turn]));
                let made = self.app.sign_in(Role::Assistant).post(&path, &body);
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
        assert!(matches!(answer.status, 200 | 201 | 409 | 422), "{step:?}: {} {}", answer.status, answer.text);
    }

    fn prepare(&mut self) {
        let (client, file) = self.app.given_an_entry_file();
        let person = self.now(self.turn)["participant_id"].clone();
        let id = |value: &Value| self.app.uuid_text(value.as_str().unwrap().parse().unwrap());
        // a file is of one person from its start; here one is handed to another, unless theirs is not decided yet
        let handed = format!("update entry_files set participant_id = {} where id = {}", id(&person), id(&file["id"]));
        if self.conn.batch(&handed).is_ok() {
            let (sitting, _, item) = self.app.given_an_admission_of(client, &file);
            self.waiting.push((self.turn, sitting, item));
        }
    }

    fn admit(&mut self) -> Option<Answer> {
        if self.waiting.is_empty() {
            self.prepare();
        }
        if self.waiting.is_empty() {
            return None;
        }
        let (turn, sitting, item) = self.waiting.remove(0);
        let item = self.app.sign_in(Role::Director).get(&at("agenda-items", &item)).expect(200);
        let body = json!({"outcome": "admitted", "motive": "Retour", "effective_on": self.day(0)});
        // on another day, whoever chairs signs in anew
        let chair = self.app.client_of(self.app.plie, jalon::ids::UserId::of(sitting.chair.id.unwrap()));
        let answer = chair.at_version(version(&item)).post(&format!("{}/decide", at("agenda-items", &item)), &body);
        if answer.status == 200 {
            let id = answer.body["decision"]["pathway_id"].as_str().expect("an admission opens a pathway").to_owned();
            self.pathways[turn] = self.app.sign_in(Role::Director).get(&format!("/v1/pathways/{id}")).expect(200);
            self.job = None;
        }
        Some(answer)
    }

    /// The person whose turn it is becomes the other.
    fn merge(&mut self) -> Answer {
        let [gone, kept] = [self.turn, 1 - self.turn].map(|turn| self.now(turn)["participant_id"].clone());
        let path = format!("/v1/participants/{}", gone.as_str().unwrap());
        let client = self.app.sign_in(Role::DataManager);
        let now = version(&client.get(&path).expect(200));
        let answer = client.at_version(now).post(&format!("{path}/merge"), &json!({"into_id": kept}));
        if answer.status == 200 {
            let id = answer.body["id"].as_str().expect("the merge").to_owned();
            let seen = client.get(&format!("/v1/merges/{id}"));
            self.merge = (seen.status == 200).then_some(seen.body);
        }
        answer
    }

    /// What the database holds of everybody: one open pathway at most, its referents one after the other.
    fn holds(&mut self, after: Step) {
        let next_day = match self.app.database.kind {
            Kind::Postgres => "ends_before + 1",
            Kind::Sqlite => "date(ends_before, '+1 day')",
        };
        let wrong = format!(
            "select 'two open pathways of ' || cast(participant_id as text) as line from pathways
               where status in ('admitted', 'active', 'suspended', 'in_job_follow_up') group by participant_id having count(*) > 1
             union all select 'two active referents of ' || cast(pathway_id as text) from referent_assignments
               where ends_on is null group by pathway_id having count(*) > 1
             union all select 'ended before it began ' || cast(id as text) from referent_assignments where ends_on < starts_on
             union all select 'gap or overlap in ' || cast(pathway_id as text) from (
               select pathway_id, starts_on, lag(ends_on) over w as ends_before, row_number() over w as n
                 from referent_assignments window w as (partition by pathway_id order by starts_on, id)) as periods
               where n > 1 and (ends_before is null or starts_on <> {next_day})
             union all select 'a pathway ' || status || ' and its referent' from (
               select p.status, p.activated_on, min(a.starts_on) as began, sum(case when a.id is not null and a.ends_on is null then 1 else 0 end) as lasting
                 from pathways p left join referent_assignments a on a.plie_id = p.plie_id and a.pathway_id = p.id
                 group by p.id, p.status, p.activated_on) as followed
               where lasting <> case when status in ('admitted', 'cancelled', 'closed') then 0 else 1 end
                 or (lasting = 1 and (activated_on is null or activated_on <> began))
             union all select 'a person of nobody ' || cast(p.id as text) from pathways p
               join participants o on o.plie_id = p.plie_id and o.id = p.participant_id where o.merged_into is not null"
        );
        let found: Vec<Line> = jalon::each!(&mut self.conn, |c| diesel::sql_query(&wrong).load(c)).unwrap();
        let found: Vec<String> = found.into_iter().map(|l| l.line).collect();
        assert!(found.is_empty(), "{after:?}: {found:?}");
    }
}

both! {
    fn no_sequence_of_calls_gives_two_pathways_two_referents_a_gap_or_an_overlap(app: TestApp) {
        let cases = Config { cases: 12, failure_persistence: None, max_shrink_iters: 20, ..Config::default() };
        let app = AssertUnwindSafe(app);
        TestRunner::new(cases).run(&prop::collection::vec(step(), 8..24), |steps| {
            let app = &*app;
            let referents = (0..3).map(|_| app.given_a_referent().1).collect();
            let pathways = [app.given_an_admitted_pathway(), app.given_an_admitted_pathway()];
            let mut life = Life { app, conn: app.conn(), referents, pathways, turn: 0, job: None, waiting: Vec::new(), merge: None };
            for step in steps {
                life.take(step);
                life.holds(step);
            }
            Ok(())
        }).unwrap();
    }

    // the check of every step above is one that can fail
    fn what_must_not_be_is_seen_when_it_is_there(app: TestApp) {
        let [one, other] = [app.given_an_admitted_pathway(), app.given_an_admitted_pathway()];
        let referents = vec![app.given_a_referent().1];
        let mut life = Life { app: &app, conn: app.conn(), referents, pathways: [one.clone(), other], turn: 0, job: None, waiting: Vec::new(), merge: None };
        life.holds(Step::Turn);
        let id = app.uuid_text(one["id"].as_str().unwrap().parse().unwrap());
        life.conn.batch(&format!("update pathways set status = 'active' where id = {id}")).unwrap();
        let seen = std::panic::catch_unwind(AssertUnwindSafe(|| life.holds(Step::Turn)));
        assert!(seen.is_err(), "somebody supported whom nobody follows");
    }
}
