//! Stages.

use crate::support::builders::followed::Followed;
use crate::support::{TestApp, Value, json};

impl TestApp {
    /// A proposed stage of a pathway, that serves an objective made for it.
    pub fn given_a_stage(&self, of: &Followed) -> Value {
        let objective = self.given_an_objective(of);
        let body =
            json!({"type": "immersion", "resource_origin": "employer_contact", "objective_ids": [objective["id"]]});
        of.referent.post(&of.path("stages"), &body).expect(201)
    }

    /// A stage led by its verbs to a state.
    pub fn given_a_stage_in(&self, of: &Followed, status: &str) -> Value {
        let review = json!({"ended_on": "2026-03-02", "review": {"held_on": "2026-03-02", "result": "Fait"}});
        let steps: &[(&str, Value)] = &match status {
            "proposed" => vec![],
            "accepted" => vec![("accept", json!({}))],
            "planned" => vec![("accept", json!({})), ("plan", json!({"planned_starts_on": "2026-02-20"}))],
            "in_progress" | "completed" | "interrupted" => vec![
                ("accept", json!({})),
                ("plan", json!({"planned_starts_on": "2026-02-20"})),
                ("start", json!({"started_on": "2026-02-20"})),
            ],
            "cancelled" => vec![("cancel", json!({}))],
            "refused_by_participant" => vec![("refuse", json!({"by": "participant"}))],
            "refused_by_provider" => vec![("refuse", json!({"by": "provider"}))],
            other => panic!("no way to {other}"),
        };
        let last = match status {
            "completed" => Some(("complete", review)),
            "interrupted" => Some(("interrupt", review)),
            _ => None,
        };
        let mut stage = self.given_a_stage(of);
        for (verb, body) in steps.iter().cloned().chain(last) {
            let path = format!("/v1/stages/{}/{verb}", stage["id"].as_str().unwrap());
            stage = of.referent.at_version(stage["version"].as_i64().unwrap()).post(&path, &body).expect(200);
        }
        assert_eq!(stage["status"], status);
        stage
    }
}
