//! Partners, orientations, reception slots, entry files.

use jalon::auth::role::Role;
use jalon::identity::admin;
use jalon::ids::{Id, PlieId};
use uuid::Uuid;

use crate::support::{Client, Kind, TestApp, Value, json};

/// A partner structure with its machine.
pub struct Partner {
    pub structure: Value,
    pub client: Client,
}

/// The UUID in a JSON text.
pub fn uuid_of(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

/// An orientation that has nothing wrong with it.
pub fn orientation_body() -> Value {
    json!({
        "prescriber": {"name": "Claire Roux", "email": "c.roux@example.org"},
        "candidate": {"first_name": "Ana", "last_name": "Silva", "birth_date": "1990-02-03", "gender": "woman", "phone": "06 12 34 56 78"},
        "motives": ["job_search"], "criteria": ["rsa"], "data_protection_commitment": true,
    })
}

impl TestApp {
    /// A validated structure and its machine, which may do all a partner may.
    pub fn given_a_partner(&self) -> Partner {
        let structure = self.given_a_structure("ml");
        let client = self.machine_of(self.plie, &structure);
        Partner { structure, client }
    }

    /// The machine of a structure.
    pub fn machine_of(&self, plie: PlieId, structure: &Value) -> Client {
        let scopes = ["orientations:read", "orientations:write", "events:read"].map(str::to_owned);
        let (conn, now) = (&mut *self.at_hand(), self.clock.now());
        let id = Id::of(uuid_of(&structure["id"]));
        let client = admin::create_client(conn, plie, "machine", Some(id), &scopes, "secret", now).unwrap();
        let token = admin::token_for_client(conn, &self.state.tokens, plie, client, now).unwrap();
        Client::new(&self.url, Some(token), Some(client.0))
    }

    /// A partner's orientation, just received.
    pub fn given_an_orientation(&self) -> Value {
        self.given_a_partner().client.post("/v1/orientations", &orientation_body()).expect(201)
    }

    /// An orientation in this state: one of `received`, `in_triage`, `reception_booked`, `received_in_person`.
    pub fn given_an_orientation_in(&self, status: &str) -> Value {
        let orientation = self.given_an_orientation();
        self.brought_to(&orientation, status)
    }

    /// A received orientation, brought to this state.
    pub fn brought_to(&self, orientation: &Value, status: &str) -> Value {
        let assistant = self.sign_in(Role::Assistant);
        let path = format!("/v1/orientations/{}", orientation["id"].as_str().unwrap());
        let mut now = assistant.get(&path).expect(200);
        for (state, verb) in [
            ("in_triage", "triage"),
            ("reception_booked", "book-reception"),
            ("received_in_person", "record-reception"),
        ] {
            if now["status"] == status {
                return now;
            }
            let body = match verb {
                "book-reception" => json!({"slot_id": self.given_a_slot(5)["id"], "date": self.next_tuesday()}),
                "record-reception" => json!({"outcome": "attended", "signature": {"kind": "handwritten_scan"}}),
                _ => json!({}),
            };
            let version = now["version"].as_i64().unwrap();
            now = assistant.at_version(version).post(&format!("{path}/{verb}"), &body).expect(200);
            assert_eq!(now["status"], state);
        }
        now
    }

    /// A reception slot on Tuesday mornings.
    pub fn given_a_slot(&self, capacity: i64) -> Value {
        let site = self.given_a_site();
        let body = json!({"site_id": site["id"], "weekday": 2, "half_day": "am", "capacity": capacity, "valid_from": "2026-01-01"});
        self.sign_in(Role::Assistant).post("/v1/reception-slots", &body).expect(201)
    }

    /// The Tuesday of today, or the next one.
    pub fn next_tuesday(&self) -> String {
        use chrono::Datelike;
        let today = self.clock.now().0.date_naive();
        let days = (1 + 7 - today.weekday().num_days_from_monday()) % 7;
        (today + chrono::TimeDelta::days(i64::from(days))).to_string()
    }

    /// How many lines the journal has of an operation.
    pub fn journal_lines(&self, operation: &str) -> i64 {
        use diesel::prelude::*;
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let sql = format!("select count(*) as n from audit_entries where operation = '{operation}'");
        let mut conn = self.at_hand();
        let count: Count = jalon::each!(&mut *conn, |c| diesel::sql_query(sql).get_result(c)).unwrap();
        count.n
    }

    /// A participant whose identity, address and entry questionnaire are all known.
    pub fn given_somebody_ready_to_enter(&self) -> Value {
        let body = json!({"name": "Grenoble", "commune_codes": ["38185"]});
        let made = self.sign_in(Role::DataManager).post("/v1/territories", &body);
        assert!(matches!(made.status, 201 | 409), "{}", made.text);
        let address = json!({"line": "1 place Notre-Dame", "postcode": "38000", "commune_code": "38185"});
        let person = self.given_a_participant_with(&json!({ "address": address }));
        self.situation_of(uuid_of(&person["id"]), "unemployed_12_24m", Some(14));
        person
    }

    /// A situation of today, written into the database.
    pub fn situation_of(&self, participant: Uuid, labour_status: &str, months: Option<i64>) {
        let pg = self.database.kind == Kind::Postgres;
        let now = self.clock.now();
        let at = if pg { format!("'{now}'::timestamptz") } else { now.micros().to_string() };
        let (id, no) = (Uuid::now_v7(), if pg { "false" } else { "0" });
        let months = months.map_or("null".to_owned(), |n| n.to_string());
        self.at_hand()
            .batch(&format!(
                "insert into situations (plie_id, id, participant_id, as_of, labour_status, unemployment_months, in_education, isced, minimum_incomes, source, recorded_at, version, created_at, updated_at)
                 values ({p}, {s}, {who}, '{day}', '{labour_status}', {months}, {no}, 3, '[\"rsa\"]', 'participant', {at}, 1, {at}, {at})",
                p = self.uuid_text(self.plie.0), s = self.uuid_text(id), who = self.uuid_text(participant), day = now.0.date_naive(),
            ))
            .unwrap();
    }

    /// An entry file in preparation with everything in it, and its referent signed in.
    pub fn given_a_whole_entry_file(&self) -> (Client, Value) {
        let (client, referent) = self.given_a_referent();
        let person = self.given_somebody_ready_to_enter();
        let today = self.clock.now().0.date_naive().to_string();
        let body = json!({
            "participant_id": person["id"], "referent_id": referent["id"],
            "diagnosis": {"project_maturity": "idea", "autonomy_level": 2, "summary": "Logistique", "target_rome": ["N1103"]},
            "criteria": [{"criterion": "rsa", "issued_on": today}],
            "barriers": [{"theme": "mobility", "severity": 2}],
            "objectives": [{"text": "Passer le permis B", "theme": "mobility"}],
            "consent_to_enter": {"given_on": today},
            "notices": [
                {"kind": "privacy", "version": "2026-01", "given_on": today, "channel": "in_person"},
                {"kind": "esf", "version": "2026-01", "given_on": today, "channel": "in_person"},
            ],
            "department_opinion": "favourable", "signed_by_candidate": true,
        });
        let file = self.sign_in(Role::Assistant).post("/v1/entry-files", &body).expect(201);
        (client, file)
    }

    /// A complete entry file and its referent, signed in.
    pub fn given_an_entry_file(&self) -> (Client, Value) {
        let (client, file) = self.given_a_whole_entry_file();
        let path = format!("/v1/entry-files/{}/complete", file["id"].as_str().unwrap());
        let file = client.at_version(1).post(&path, &json!({})).expect(200);
        (client, file)
    }
}
