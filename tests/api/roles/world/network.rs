//! What the room of actions and network adds to the world.

use jalon::auth::role::Role;
use jalon::civil;
use jalon::clock::Clock;
use serde_json::{Value, json};

use super::{NEAR, World, text, today};

impl World {
    /// What the PLIEs offer and with whom they work: of the referents, of the territories, of nobody in particular.
    pub(super) fn network(&mut self) {
        let now = Clock::machine().now();
        let (from, to) = (now.plus_seconds(-2), now.plus_seconds(-1));
        for (relation, plie, nth) in
            [("own", 0, 0), ("same_plie", 0, 2), ("other_territory", 0, 1), ("other_plie", 1, 0)]
        {
            let user = self.users(plie, Role::Referent)[nth];
            let client = self.signed_in(self.plie(plie), user);
            let structure = client.get("/v1/partner-structures?limit=1").expect(200)["items"][0]["id"].clone();
            let review = json!({"structure_id": structure, "quarter": "2025-Q4"});
            let review = client.post("/v1/quarterly-reviews", &review).expect(201);
            let session = json!({"title": "Atelier", "leader_id": user, "starts_at": from, "ends_at": to});
            let session = client.post("/v1/collective-sessions", &session).expect(201);
            let meeting =
                client.post("/v1/meetings", &json!({"kind": "network", "starts_at": from, "ends_at": to})).expect(201);
            let offer = client
                .post("/v1/opportunities", &json!({"title": "Cariste", "kind": "job", "rome": "N1101"}))
                .expect(201);
            self.know(
                relation,
                &[
                    ("/v1/quarterly-reviews", &review["id"]),
                    ("/v1/collective-sessions", &session["id"]),
                    ("/v1/meetings", &meeting["id"]),
                    ("/v1/opportunities", &offer["id"]),
                ],
            );
        }
        for (relation, plie, nth) in [("same_plie", 0, 0), ("other_territory", 0, 1), ("other_plie", 1, 0)] {
            let assistant = self.role(plie, Role::Assistant);
            let territory = self.accounts["plies"][plie]["ids"]["territories"][nth].clone();
            let action = json!({"title": "Atelier", "type": "assessment", "territory_id": territory});
            let action = assistant.post("/v1/actions", &action).expect(201);
            self.know(relation, &[("/v1/actions", &action["id"])]);
            if nth == 0 {
                let event = json!({"kind": "forum", "title": "Forum", "starts_at": from, "ends_at": to});
                let event = assistant.post("/v1/events-calendar", &event).expect(201);
                let employer =
                    self.role(plie, Role::Referent).post("/v1/employers", &json!({"name": "Boulangerie"})).expect(201);
                let contract = json!({"reference": "2026-1", "title": "Ateliers", "starts_on": today()});
                let contract = assistant.post("/v1/procurement-contracts", &contract).expect(201);
                self.know(
                    relation,
                    &[
                        ("/v1/events-calendar", &event["id"]),
                        ("/v1/employers", &employer["id"]),
                        ("/v1/procurement-contracts", &contract["id"]),
                    ],
                );
            }
        }
    }

    /// Somebody whom the social worker's structure follows too: named in a review and in a note with it.
    pub(super) fn joint(&mut self) {
        let assistant = self.role(0, Role::Assistant);
        let speaks_for = self
            .role(0, Role::Director)
            .get(&format!("/v1/users/{}", self.users(0, Role::SocialWorker)[0]))
            .expect(200);
        let structure = &speaks_for["roles"][0]["scope_id"];
        let known = |pathway: &Value| self.objects.values().any(|id| *id == text(&pathway["id"]));
        let near = self.signed_in(self.plie(0), self.users(0, Role::Referent)[2]);
        let near = near.get("/v1/pathways?status=active&limit=200").expect(200);
        let pathway = near["items"].as_array().unwrap().iter().find(|p| !known(p)).expect("too few people").clone();
        let of = format!("/v1/pathways/{}", text(&pathway["id"]));
        let barrier = json!({"theme": "housing", "severity": 2, "opened_on": today()});
        let barrier = assistant.post(&format!("{of}/barriers"), &barrier).expect(201);
        let note =
            json!({"theme": "housing", "noted_on": today(), "text": "Demande déposée", "structure_id": structure});
        let note = assistant.post(&format!("{of}/liaison-notes"), &note).expect(201);
        let quarter = civil::quarter_of(civil::day_of(Clock::machine().now()));
        let review = json!({"structure_id": structure, "quarter": quarter, "items": [{"pathway_id": pathway["id"]}]});
        let review = assistant.post("/v1/quarterly-reviews", &review).expect(201);
        self.know(
            "joint",
            &[
                ("/v1/participants", &pathway["participant_id"]),
                ("/v1/decisions", &pathway["decision_id"]),
                ("/v1/pathways", &pathway["id"]),
                ("{barrier_id}", &barrier["id"]),
                ("{note_id}", &note["id"]),
                ("/v1/quarterly-reviews", &review["id"]),
            ],
        );
    }

    /// Somebody in a stage that the structure of the provider gives, and has agreed to it.
    pub(super) fn provided(&mut self) {
        let assistant = self.role(0, Role::Assistant);
        let account = format!("/v1/users/{}", self.users(0, Role::Provider)[0]);
        let speaks_for = self.role(0, Role::Director).get(&account).expect(200);
        let pathway = self.beginner();
        let of = format!("/v1/pathways/{}", text(&pathway["id"]));
        let objective = json!({"text": "Reprendre le travail", "set_on": today()});
        let objective = assistant.post(&format!("{of}/objectives"), &objective).expect(201);
        let stage = json!({"type": "qualifying_training", "resource_origin": "ordinary_law", "objective_ids": [objective["id"]],
            "provider_structure_id": speaks_for["roles"][0]["scope_id"]});
        let stage = assistant.post(&format!("{of}/stages"), &stage).expect(201);
        let accept = format!("/v1/stages/{}/accept", text(&stage["id"]));
        assistant.at_version(1).post(&accept, &json!({})).expect(200);
        self.know(
            "provided",
            &[
                ("/v1/participants", &pathway["participant_id"]),
                ("/v1/pathways", &pathway["id"]),
                ("/v1/stages", &stage["id"]),
            ],
        );
    }

    /// Somebody of whom the PLIE and the agency of France Travail have spoken this quarter.
    pub(super) fn reviewed(&mut self) {
        let assistant = self.role(0, Role::Assistant);
        let account = format!("/v1/users/{}", self.users(0, Role::FranceTravail)[0]);
        let speaks_for = self.role(0, Role::Director).get(&account).expect(200);
        let structure = &speaks_for["roles"][0]["scope_id"];
        let pathway = self.moved_near();
        self.of_person("reviewed", 0, &pathway, NEAR);
        let quarter = civil::quarter_of(civil::day_of(Clock::machine().now()));
        let review = json!({"structure_id": structure, "quarter": quarter, "held_on": today(), "items": [{"pathway_id": pathway["id"]}]});
        let review = assistant.post("/v1/quarterly-reviews", &review).expect(201);
        self.know("reviewed", &[("/v1/quarterly-reviews", &review["id"])]);
    }
}
