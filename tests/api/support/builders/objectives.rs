//! Objectives and barriers.

use crate::support::builders::followed::Followed;
use crate::support::{TestApp, Value, json};

impl TestApp {
    /// An open objective of a pathway, set by its referent.
    pub fn given_an_objective(&self, of: &Followed) -> Value {
        let body = json!({"text": "Obtenir le CACES 3", "set_on": "2026-02-10", "due_on": "2026-08-10"});
        of.referent.post(&of.path("objectives"), &body).expect(201)
    }

    /// A barrier of a pathway, noted by its referent.
    pub fn given_a_barrier(&self, of: &Followed) -> Value {
        let body = json!({"theme": "mobility", "severity": 2, "opened_on": "2026-02-10"});
        of.referent.post(&of.path("barriers"), &body).expect(201)
    }
}
