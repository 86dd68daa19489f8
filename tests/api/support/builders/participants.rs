//! Participants.

use std::sync::atomic::{AtomicU32, Ordering};

use jalon::auth::role::Role;

use crate::support::{TestApp, Value, json};

static NEXT: AtomicU32 = AtomicU32::new(0);

impl TestApp {
    /// A participant like no other, reachable by phone.
    pub fn given_a_participant(&self) -> Value {
        self.given_a_participant_with(&json!({}))
    }

    /// A participant with these members; the others are like nobody else's.
    pub fn given_a_participant_with(&self, members: &Value) -> Value {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut body = json!({
            "first_name": format!("Nadia{}", letters(n)),
            "last_name": format!("Benali{}", letters(n)),
            "birth_date": format!("{}-{:02}-{:02}", 1965 + n / 336 % 35, 1 + n / 28 % 12, 1 + n % 28),
            "gender": "woman",
            "phone": format!("06{n:08}"),
            "confirm_new": true,
        });
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.sign_in(Role::Assistant).post("/v1/participants", &body).expect(201)
    }
}

fn letters(n: u32) -> String {
    n.to_string().bytes().map(|b| char::from(b - b'0' + b'a')).collect()
}
