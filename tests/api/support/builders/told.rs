//! A person about whom everything that can be written was written, with words that stand nowhere else.

use jalon::auth::role::Role;

use crate::documents::{form, send};
use crate::support::builders::followed::Followed;
use crate::support::{Client, TestApp, Value, json};

/// Words that stand nowhere else.
pub const CANARY: &str = "zebre-violet-4417";

/// A PDF with the words in it.
pub fn paper(words: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj << /Title ({words}) >> endobj\ntrailer << >>\n%%EOF\n").into_bytes()
}

/// What was written.
pub struct Told {
    pub followed: Followed,
    pub interview: Value,
    pub note: Value,
    pub time: Value,
    pub operation: Value,
    /// ESF evidence.
    pub proof: Value,
    /// No evidence of anything.
    pub cv: Value,
}

impl Told {
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/participants/{}{rest}", self.followed.participant)
    }
}

impl TestApp {
    /// Somebody with an active pathway, and the canary in every free text about them.
    pub fn given_a_person_told_of(&self) -> Told {
        let followed = self.given_somebody_followed();
        let (referent, person) = (&followed.referent, followed.participant.to_string());
        let who = format!("/v1/participants/{person}");
        let change = json!({"contact_person": format!("Tante {CANARY}"), "address": {"line": format!("1 rue {CANARY}"), "postcode": "38000", "commune_code": "38185"}, "external_ids": {"viesion": format!("V-{CANARY}")}});
        referent.at_version(1).patch(&who, &change).expect(200);
        let situation = json!({"as_of": "2026-02-20", "labour_status": "unemployed_12_24m", "unemployment_months": 14, "in_education": false, "isced": 3,
            "housing_situation": "hosted", "minimum_incomes": ["none"], "source": "participant"});
        let made = referent.post(&format!("{who}/situations"), &situation);
        assert_eq!(made.status, 201, "{}", made.text);
        referent
            .put(&format!("{who}/sensitive"), &json!({"disabled": "yes", "nationality_class": "stateless"}))
            .expect(200);
        let met = json!({"type": "follow_up", "modality": "phone", "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T07:30:00Z",
            "outcome": "held", "report": format!("Rapport {CANARY}"), "place": format!("Chez {CANARY}")});
        let interview = referent.post(&followed.path("interviews"), &met).expect(201);
        referent
            .post(&followed.path("objectives"), &json!({"text": format!("But {CANARY}"), "set_on": "2026-02-20"}))
            .expect(201);
        self.given_a_barrier(&followed);
        referent
            .post(
                &followed.path("constraints"),
                &json!({"kind": "family", "value": format!("Enfants {CANARY}"), "valid_from": "2026-02-10"}),
            )
            .expect(201);
        let note = json!({"theme": "housing", "noted_on": "2026-03-02", "text": format!("Note {CANARY}"), "contact": format!("Mme {CANARY}")});
        let note = referent.post(&followed.path("liaison-notes"), &note).expect(201);
        let operation = self.given_an_operation();
        let time = json!({"user_id": followed.user, "date": "2026-03-02", "start_time": "08:00", "end_time": "08:30", "task": "file_update",
            "operation_id": operation["id"], "participant_ids": [person], "comment": format!("Temps {CANARY}")});
        let time = referent.post("/v1/time-records", &time).expect(201);
        let proof = self.given_a_paper(referent, &person, "eligibility_proof");
        let cv = self.given_a_paper(referent, &person, "cv");
        let evidence = json!({"criterion": "rsa", "issued_on": "2026-02-10", "evidence_document_id": proof["id"]});
        referent.post(&format!("{who}/eligibility"), &evidence).expect(201);
        Told { interview, note, time, operation, proof, cv, followed }
    }

    /// A document of a person with the canary in it.
    pub fn given_a_paper(&self, client: &Client, person: &str, kind: &str) -> Value {
        let body =
            form(&[("kind", kind), ("participant_id", person)], Some(("x.pdf", &paper(&format!("{kind} {CANARY}")))));
        send(client, "/v1/documents", body).expect(201)
    }

    /// Ends the pathway of a person, whatever led there.
    pub fn pathway_over(&self, followed: &Followed) {
        self.pathway_stands(followed.pathway, "closed");
        let (who, way) = (self.uuid_text(followed.participant), self.uuid_text(followed.pathway));
        self.at_hand()
            .batch(&format!(
                "update participants set pathway_status = 'closed' where id = {who};
                 update referent_assignments set ends_on = case when starts_on > '2026-02-20' then starts_on else '2026-02-20' end where pathway_id = {way}"
            ))
            .unwrap();
    }

    /// The erasure of a person, asked for by a data manager and confirmed by a director.
    pub fn erased(&self, person: &str) -> Value {
        let (manager, director) = (self.sign_in(Role::DataManager), self.sign_in(Role::Director));
        let why = json!({"reason": "Demande du 2 mars"});
        manager.post(&format!("/v1/participants/{person}/erase"), &why).expect(202);
        director.at_version(1).post(&format!("/v1/participants/{person}/erasure/confirm"), &json!({})).expect(200)
    }
}
