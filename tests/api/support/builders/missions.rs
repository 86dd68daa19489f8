//! A signed month with every kind of time, missions that audit it, and the work of jobs.

use jalon::auth::role::Role;
use jalon::civil;
use jalon::clock::Clock;
use jalon::db::Wall;
use jalon::ids::UserId;

use crate::documents::upload;
use crate::support::builders::followed::Followed;
use crate::support::builders::weeks::Recorded;
use crate::support::{Answer, Client, Kind, TestApp, Value, json};

/// February 2026 of a referent, signed twice.
pub struct Checked {
    pub operation: Value,
    pub followed: Followed,
    /// An interview that is wholly proved, one that nobody has signed, a collective session, office work.
    pub records: Vec<Value>,
}

/// A mission, and who audits.
pub struct Audited {
    pub mission: Value,
    pub auditor: Client,
    pub director: Client,
}

impl Audited {
    /// The address of the mission, or of something of it.
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/audit-missions/{}{rest}", self.mission["id"].as_str().unwrap())
    }
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

impl TestApp {
    /// A month with four records on an operation, handed in, accepted, signed and countersigned. The clock stands at
    /// Monday 2 March 2026 afterwards.
    pub fn given_a_checked_month(&self) -> Checked {
        let operation = self.given_an_operation();
        let followed = self.given_somebody_followed();
        self.given_a_mission_letter(followed.user, &operation);
        let person = followed.participant.to_string();
        let referent = |at: &str| {
            self.at(at);
            self.client_of(self.plie, followed.user)
        };
        let record = |client: &Client, date: &str, times: (&str, &str), task: &str, more: Value| {
            let mut body = json!({"user_id": followed.user, "date": date, "start_time": times.0, "end_time": times.1,
                "task": task, "operation_id": operation["id"]});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            client.post("/v1/time-records", &body).expect(201)
        };
        let held = |client: &Client, date: &str| {
            let body = json!({"type": "follow_up", "modality": "in_person", "starts_at": format!("{date}T08:00:00Z"),
                "ends_at": format!("{date}T09:00:00Z"), "outcome": "held", "report": "Point sur la recherche de stage."});
            client.post(&followed.path("interviews"), &body).expect(201)
        };
        let of = |interview: &Value| json!({"participant_ids": [followed.participant], "linked": {"type": "interview", "id": interview["id"]}});

        let client = referent("2026-02-03T16:00:00Z");
        let proof = upload(&client, &person, PDF).expect(201);
        let proof = json!({"criterion": "rsa", "issued_on": "2026-01-10", "evidence_document_id": proof["id"]});
        client.post(&format!("/v1/participants/{person}/eligibility"), &proof).expect(201);
        let met = held(&client, "2026-02-03");
        let path = format!("/v1/interviews/{}/sign", met["id"].as_str().unwrap());
        client.at_version(1).post(&path, &self.signature_of(&met)).expect(200);
        let proved = record(&client, "2026-02-03", ("09:00", "10:00"), "interview_in_person", of(&met));

        let client = referent("2026-02-10T16:00:00Z");
        let met = held(&client, "2026-02-10");
        let unsigned = record(&client, "2026-02-10", ("09:00", "10:00"), "interview_in_person", of(&met));

        let client = referent("2026-02-17T16:00:00Z");
        let session = json!({"title": "=Atelier CV", "leader_id": followed.user, "starts_at": "2026-02-17T13:00:00Z",
            "ends_at": "2026-02-17T15:00:00Z", "attendances": [{"pathway_id": followed.pathway, "outcome": "present"}]});
        let session = client.post("/v1/collective-sessions", &session).expect(201);
        let signature = json!({"kind": "electronic", "signer": {"type": "participant"}, "signed_at": self.clock.now(),
            "facts_hash": session["attendances"][0]["facts_hash"], "method": "tablet"});
        let path = format!("/v1/collective-sessions/{}/sign", session["id"].as_str().unwrap());
        let signed = json!({"pathway_id": followed.pathway, "signature": signature});
        client.at_version(1).post(&path, &signed).expect(200);
        let more =
            json!({"participant_ids": [followed.participant], "linked": {"type": "session", "id": session["id"]}});
        let together = record(&client, "2026-02-17", ("14:00", "16:00"), "collective_session", more);

        let client = referent("2026-02-24T16:00:00Z");
        let office = record(&client, "2026-02-24", ("10:00", "11:00"), "esf_admin", json!({}));

        self.signed_twice(&followed);
        Checked { operation, followed, records: vec![proved, unsigned, together, office] }
    }

    /// The rest of February is recorded outside the operation, every week accepted, the month signed by both.
    fn signed_twice(&self, followed: &Followed) {
        let taken =
            [("2026-02-03", 540, 600), ("2026-02-10", 540, 600), ("2026-02-17", 840, 960), ("2026-02-24", 600, 660)];
        self.at("2026-03-02T08:00:00Z");
        let (referent, director) = (self.client_of(self.plie, followed.user), self.sign_in(Role::Director));
        for week in ["2026-W06", "2026-W07", "2026-W08", "2026-W09"] {
            let days: civil::IsoWeek = week.parse().unwrap();
            for date in days.days().take(5).map(|d| d.to_string()) {
                let busy = taken.iter().find(|(day, ..)| *day == date);
                for (start, end) in [(540, 720), (780, 1020)] {
                    let free = match busy {
                        Some((_, from, to)) if start <= *from && *to <= end => vec![(start, *from), (*to, end)],
                        _ => vec![(start, end)],
                    };
                    for (start, end) in free.into_iter().filter(|(start, end)| start < end) {
                        self.given_a_record(
                            followed.user,
                            &Recorded { date: &date, start, end, ..Recorded::default() },
                        );
                    }
                }
            }
            let path = format!("/v1/agenda-weeks/{}/{week}", followed.user);
            referent.at_version(1).post(&format!("{path}/submit"), &json!({})).expect(200);
            director.at_version(2).post(&format!("{path}/accept"), &json!({})).expect(200);
        }
        let path = format!("/v1/timesheets/{}/2026-02", followed.user);
        referent.at_version(1).post(&format!("{path}/sign"), &json!({})).expect(200);
        director.at_version(2).post(&format!("{path}/countersign"), &json!({})).expect(200);
    }

    /// Takes away what keeps signed records as they are: as somebody who owns the tables could.
    pub fn signed_rows_may_be_rewritten(&self) {
        let of = |table: &'static str, guards: &[&'static str]| guards.iter().map(|g| (table, *g)).collect::<Vec<_>>();
        let kept = ["time_records_origin", "time_records_unsigned", "signed_allocations"];
        let (first, shares) = match self.database.kind {
            Kind::Sqlite => {
                ("time_records_signed", &["signed_shares_insert", "signed_shares_update", "signed_shares_delete"][..])
            }
            Kind::Postgres => ("time_records_guard", &["signed_shares_kept"][..]),
        };
        let all = [
            of("time_records", &kept),
            of("time_records", &[first]),
            of("time_record_participants", shares),
            of("timesheets", &["timesheets_frozen", "timesheets_kept"]),
        ];
        let off = |(table, guard): &(&str, &str)| match self.database.kind {
            Kind::Sqlite => format!("drop trigger {guard}"),
            Kind::Postgres => format!("alter table {table} disable trigger {guard}"),
        };
        let sql: Vec<String> = all.concat().iter().map(off).collect();
        self.at_hand().batch(&sql.join("; ")).unwrap();
    }

    /// From now on the clock is that of the machine, as it is the database's: windows of missions are held against it.
    pub fn at_the_time_of_the_database(&self) {
        self.clock.set(Clock::machine().now());
    }

    /// A day so many days from today.
    pub fn in_days(&self, days: i64) -> String {
        civil::add_days(civil::day_of(self.clock.now()), days).to_string()
    }

    /// What opens a mission on February 2026, today, for ten days; with these members instead.
    pub fn mission_of(&self, operation: &Value, members: &Value) -> Value {
        let mut body = json!({"operation_id": operation["id"], "from": "2026-02-01", "to": "2026-02-28",
            "sample": {"rule": {"draw": "records", "count": 10, "seed": "essai"}},
            "auditor_emails": ["controle@dreets.example"], "opens_on": self.in_days(0), "closes_on": self.in_days(10)});
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    }

    /// A mission that is open, its auditor signed in.
    pub fn given_a_mission(&self, checked: &Checked) -> Audited {
        self.given_a_mission_with(checked, &json!({}))
    }

    /// As [`TestApp::given_a_mission`], with these members.
    pub fn given_a_mission_with(&self, checked: &Checked, members: &Value) -> Audited {
        self.at_the_time_of_the_database();
        let director = self.sign_in(Role::Director);
        let mission = director.post("/v1/audit-missions", &self.mission_of(&checked.operation, members)).expect(201);
        let auditor = self.auditor_of(&mission);
        Audited { mission, auditor, director }
    }

    /// The first auditor of a mission, signed in.
    pub fn auditor_of(&self, mission: &Value) -> Client {
        let user: uuid::Uuid = mission["auditors"][0]["user_id"].as_str().unwrap().parse().unwrap();
        self.client_of(self.plie, UserId::of(user))
    }

    fn on_a_runtime<T>(&self, f: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(tokio::task::LocalSet::new().run_until(f))
    }

    /// Does the jobs that are due, as the running server does each second: how many were taken up.
    pub fn work(&self) -> usize {
        self.on_a_runtime(jalon::app::work(&self.state)).unwrap()
    }

    /// Removes results whose time is over and files that no job knows.
    pub fn sweep_results(&self) -> usize {
        self.on_a_runtime(jalon::app::sweep_results(&self.state, std::time::Duration::ZERO)).unwrap()
    }

    /// Numbers what was committed, as the running server does five times a second.
    pub fn sequence(&self) {
        while self.on_a_runtime(self.state.store.write(Wall::System, jalon::app::sequence)).unwrap() > 0 {}
    }

    /// The pack of a mission as this caller gets it: the job, and the bytes of the zip.
    pub fn pack_of(&self, path: &str, client: &Client) -> (Value, Vec<u8>) {
        let asked = client.post(&format!("{path}/pack"), &json!({}));
        let location = asked.headers["location"].clone();
        asked.expect(202);
        self.work();
        let job = client.get(&location).expect(200);
        assert_eq!(job["state"], "done", "{job}");
        let (status, bytes) = client.download(&format!("{location}/result"));
        assert_eq!(status, 200);
        (job, bytes)
    }
}

/// The codes of what one record of a page of evidence lacks.
pub fn lacks(answer: Value, record: &Value) -> Vec<String> {
    let items = answer["items"].as_array().unwrap().clone();
    let item = items.iter().find(|i| i["time_record_id"] == record["id"]).unwrap_or_else(|| panic!("{answer}"));
    item["missing"].as_array().unwrap().iter().map(|m| m["piece"].as_str().unwrap().to_owned()).collect()
}
