//! Interviews.

use crate::support::builders::followed::Followed;
use crate::support::{TestApp, Value, json};

impl TestApp {
    /// A planned interview in person of a pathway, today from 8:00 to 8:45 in UTC.
    pub fn given_a_planned_interview(&self, of: &Followed) -> Value {
        let body = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T08:45:00Z"});
        of.referent.post(&of.path("interviews"), &body).expect(201)
    }

    /// An interview held in person, with its report and without signature.
    pub fn given_a_held_interview(&self, of: &Followed) -> Value {
        let body = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T07:45:00Z",
            "outcome": "held", "report": "Point sur la recherche de stage."});
        of.referent.post(&of.path("interviews"), &body).expect(201)
    }

    /// The participant's signature of an interview, given now.
    pub fn signature_of(&self, interview: &Value) -> Value {
        json!({"kind": "electronic", "signer": {"type": "participant"}, "signed_at": self.clock.now(), "facts_hash": interview["facts_hash"], "method": "tablet"})
    }
}
