//! What imports add to the world.

use std::time::{Duration, Instant};

use jalon::auth::role::Role;
use serde_json::{Value, json};

use super::{World, text};
use crate::support::Client;
use crate::support::builders::imports::sent;

impl World {
    /// An import of the referent who asks, of a colleague, of the director and of another PLIE.
    pub(super) fn imports(&mut self) {
        let referent = |world: &Self, plie: usize, nth: usize| {
            world.signed_in(world.plie(plie), world.users(plie, Role::Referent)[nth])
        };
        for (relation, client) in [
            ("own", referent(self, 0, 0)),
            ("same_plie", referent(self, 0, 2)),
            ("direction", self.role(0, Role::Director)),
            ("other_plie", referent(self, 1, 0)),
        ] {
            let import = validated(&client);
            self.know(relation, &[("/v1/imports", &import["id"])]);
        }
    }
}

/// An import that was validated by the running node; its one row is refused.
fn validated(client: &Client) -> Value {
    let asked = sent(client, "time-records", &[], b"date;task\n2026-01-01;nothing\n").expect(202);
    let (path, begun) = (format!("/v1/imports/{}", text(&asked["object_id"])), Instant::now());
    loop {
        let (import, job) =
            (client.get(&path).expect(200), client.get(&format!("/v1/jobs/{}", text(&asked["id"]))).expect(200));
        if (&import["status"], &job["state"]) == (&json!("validated"), &json!("done")) {
            return import;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the file was not validated: {import}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
