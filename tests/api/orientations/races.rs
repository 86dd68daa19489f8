//! Many at once (T27).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::intake::orientation_body;
use crate::support::{Client, Value, json};

/// Sends each request from a thread of its own, all at once; the statuses, sorted.
fn at_once(requests: Vec<(Client, String, Value)>) -> Vec<u16> {
    let gate = std::sync::Barrier::new(requests.len());
    let mut statuses: Vec<u16> = std::thread::scope(|scope| {
        let sent: Vec<_> = requests
            .iter()
            .map(|(client, path, body)| {
                let gate = &gate;
                scope.spawn(move || {
                    gate.wait();
                    client.post(path, body).status
                })
            })
            .collect();
        sent.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    statuses
}

both! {
    fn of_fifty_who_book_three_places_three_have_one(app: TestApp) {
        let partner = app.given_a_partner();
        let assistant = app.sign_in(Role::Assistant);
        let slot = app.given_a_slot(3);
        let requests = (0..50).map(|_| {
            let sent = partner.client.post("/v1/orientations", &orientation_body()).expect(201);
            let path = format!("/v1/orientations/{}", sent["id"].as_str().unwrap());
            assistant.at_version(1).post(&format!("{path}/triage"), &json!({})).expect(200);
            (assistant.at_version(2), format!("{path}/book-reception"), json!({"slot_id": slot["id"], "date": "2026-03-10"}))
        });
        let statuses = at_once(requests.collect());
        assert_eq!(statuses.iter().filter(|s| **s == 200).count(), 3, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|s| **s == 409).count(), 47, "{statuses:?}");
        let told = assistant.get("/v1/reception-slots/availability?from=2026-03-10&to=2026-03-10").expect(200);
        assert_eq!((&told["items"][0]["booked"], &told["items"][0]["left"]), (&json!(3), &json!(0)));
    }

    fn of_two_hundred_who_accept_one_orientation_one_does(app: TestApp) {
        let orientation = app.given_an_orientation_in("received_in_person");
        let (_, referent) = app.given_a_referent();
        let assistant = app.sign_in(Role::Assistant);
        let path = format!("/v1/orientations/{}/open-entry-file", orientation["id"].as_str().unwrap());
        let body = json!({"referent_id": referent["id"], "confirm_new": true});
        let statuses = at_once((0..200).map(|_| (assistant.at_version(4), path.clone(), body.clone())).collect());
        assert_eq!(statuses.iter().filter(|s| **s == 200).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|s| matches!(**s, 409 | 412)).count(), 199, "{statuses:?}");
        assert_eq!(assistant.get("/v1/entry-files?include_total=true").expect(200)["total"], 1);
        assert_eq!(assistant.get("/v1/participants?include_total=true").expect(200)["total"], 1);
    }

    fn of_twenty_pushes_of_one_number_one_is_kept(app: TestApp) {
        let partner = app.given_a_partner();
        let mut body = orientation_body();
        body["external_id"] = json!("ML-7");
        let statuses = at_once((0..20).map(|_| (partner.client.clone(), "/v1/orientations".to_owned(), body.clone())).collect());
        assert_eq!(statuses.iter().filter(|s| **s == 201).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|s| **s == 200).count(), 19, "{statuses:?}");
    }
}
