//! Two writers of one person at once: nothing is written of a record that is no more, and nothing closes over what
//! changes. SQLite has one writer, and there these hold by that; on PostgreSQL by the locks (`pathways::parent::hold`).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::commission::Sitting;
use crate::support::builders::followed::Followed;
use crate::support::{Answer, Client, Value, json};

/// How often each race is run: one round alone may be won by luck.
const ROUNDS: usize = 8;

/// One request of a race.
struct Call {
    client: Client,
    method: &'static str,
    path: String,
    body: Value,
}

fn post(client: &Client, path: String, body: Value) -> Call {
    Call { client: client.clone(), method: "POST", path, body }
}

fn patch(client: &Client, path: String, body: Value) -> Call {
    Call { client: client.clone(), method: "PATCH", path, body }
}

impl Call {
    fn send(&self) -> Answer {
        match self.method {
            "PATCH" => self.client.patch(&self.path, &self.body),
            _ => self.client.post(&self.path, &self.body),
        }
    }
}

/// Sends each request from a thread of its own, all at once; the answers in the order of the requests.
fn at_once(calls: &[Call]) -> Vec<Answer> {
    let gate = std::sync::Barrier::new(calls.len());
    let start = |call: &Call| {
        gate.wait();
        call.send()
    };
    std::thread::scope(|scope| {
        let sent: Vec<_> = calls.iter().map(|call| scope.spawn(move || start(call))).collect();
        sent.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn version(value: &Value) -> i64 {
    value["version"].as_i64().unwrap()
}

/// Interviews of a pathway that are planned at different hours of one day.
fn planned(of: &Followed, hours: std::ops::Range<u32>) -> Vec<Call> {
    let body = |hour: u32| json!({"type": "follow_up", "modality": "in_person", "starts_at": format!("2026-03-12T{hour:02}:00:00Z"), "ends_at": format!("2026-03-12T{hour:02}:45:00Z")});
    hours.map(|hour| post(&of.referent, of.path("interviews"), body(hour))).collect()
}

/// How many interviews hang on a record.
fn interviews_of(of: &Followed, person: &str) -> usize {
    let met = of.referent.get(&format!("/v1/interviews?participant_id={person}")).expect(200);
    met["items"].as_array().unwrap().len()
}

both! {
    /// Catches a create that reads whose the pathway is before the merge and writes after it: its row would name the
    /// record that is no more, and nobody would find it. An interview holds the pathway of its path, an attendance that
    /// of its body.
    fn what_is_written_beside_a_merge_hangs_on_the_kept_record(app: TestApp) {
        let (manager, assistant) = (app.sign_in(Role::DataManager), app.sign_in(Role::Assistant));
        let event = json!({"kind": "job_dating", "title": "Job dating logistique", "starts_at": "2026-03-12T08:00:00Z", "ends_at": "2026-03-12T12:00:00Z", "place": "Halle des sports"});
        for round in 0..ROUNDS {
            let of = app.given_somebody_followed();
            let kept = text(&app.given_a_participant()["id"]).to_owned();
            let events: Vec<String> = (0..2)
                .map(|_| format!("/v1/events-calendar/{}", text(&assistant.post("/v1/events-calendar", &event).expect(201)["id"])))
                .collect();
            let mut calls = vec![post(&manager.at_version(1), format!("/v1/participants/{}/merge", of.participant), json!({"into_id": kept}))];
            calls.extend(planned(&of, 8..11));
            let attends = json!({"attendances": [{"pathway_id": of.pathway, "outcome": "registered"}]});
            calls.extend(events.iter().map(|event| patch(&of.referent.at_version(1), event.clone(), attends.clone())));
            let statuses: Vec<u16> = at_once(&calls).iter().map(|answer| answer.status).collect();
            assert_eq!(statuses, [200, 201, 201, 201, 200, 200], "round {round}");
            assert_eq!(interviews_of(&of, &kept), 3, "round {round}");
            for event in &events {
                let there = of.referent.get(event).expect(200)["attendances"].clone();
                assert_eq!(there, json!([{"pathway_id": of.pathway, "participant_id": kept, "outcome": "registered"}]), "round {round}");
            }
        }
    }

    /// Catches an agenda that is built of what was somebody's before the merge: the items would name the record that is no
    /// more, and the commission would decide on nobody. A review holds its pathway, an admission its file.
    fn an_agenda_built_beside_a_merge_names_the_kept_record(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let (_, referent) = app.given_a_referent();
        let commission = app.given_a_commission();
        for round in 0..ROUNDS {
            let sitting = app.given_a_session_of(commission.clone());
            let (due, (_, file)) = (app.given_an_active_pathway(&referent), app.given_an_entry_file());
            let way = app.uuid_text(text(&due["id"]).parse().unwrap());
            app.conn().batch(&format!("update pathways set next_milestone_due_on = '2026-03-10' where id = {way}")).unwrap();
            let kept: Vec<Value> = (0..2).map(|_| app.given_a_participant()["id"].clone()).collect();
            let merge = |gone: &Value, into: &Value| {
                let path = format!("/v1/participants/{}", text(&gone["participant_id"]));
                let now = version(&manager.get(&path).expect(200));
                post(&manager.at_version(now), format!("{path}/merge"), json!({"into_id": into}))
            };
            let build = post(&sitting.chair, sitting.path("/build-agenda"), json!({}));
            let calls = [merge(&due, &kept[0]), merge(&file, &kept[1]), build];
            let statuses: Vec<u16> = at_once(&calls).iter().map(|answer| answer.status).collect();
            assert_eq!(statuses, [200; 3], "round {round}");
            let items = sitting.chair.get(&sitting.path("/agenda-items")).expect(200)["items"].clone();
            let mut people: Vec<(&str, &Value)> =
                items.as_array().unwrap().iter().map(|item| (text(&item["kind"]), &item["participant"]["id"])).collect();
            people.sort_unstable_by_key(|(kind, _)| *kind);
            assert_eq!(people, [("admission", &kept[1]), ("pathway_review", &kept[0])], "round {round}");
        }
    }

    /// Catches a file that two agendas take up at once: it would be decided on twice (R4.2).
    fn a_file_is_taken_up_by_one_agenda_alone(app: TestApp) {
        let commission = app.given_a_commission();
        for round in 0..ROUNDS {
            let (_, file) = app.given_an_entry_file();
            let sittings = [(); 3].map(|()| app.given_a_session_of(commission.clone()));
            let admission = json!({"kind": "admission", "entry_file_id": file["id"]});
            let calls = [
                post(&sittings[0].chair, sittings[0].path("/build-agenda"), json!({})),
                post(&sittings[1].chair, sittings[1].path("/build-agenda"), json!({})),
                post(&sittings[2].chair, sittings[2].path("/agenda-items"), admission),
            ];
            let statuses: Vec<u16> = at_once(&calls).iter().map(|answer| answer.status).collect();
            assert!(matches!(statuses[..], [200, 200, 201 | 409]), "round {round}: {statuses:?}");
            let on = |sitting: &Sitting| sitting.chair.get(&sitting.path("/agenda-items")).expect(200)["items"].as_array().unwrap().len();
            assert_eq!(sittings.iter().map(on).sum::<usize>(), 1, "round {round}: {statuses:?}");
        }
    }

    /// Catches time that is recorded with somebody whom a merge gives to another record meanwhile: its share would stay with
    /// the record that is no more, and no claim would find their participation.
    fn time_recorded_beside_a_merge_is_spent_with_the_kept_record(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let operation = app.given_an_operation();
        for round in 0..ROUNDS {
            let of = app.given_somebody_followed();
            app.given_a_mission_letter(of.user, &operation);
            let kept = app.given_a_participant()["id"].clone();
            let merge = post(&manager.at_version(1), format!("/v1/participants/{}/merge", of.participant), json!({"into_id": kept}));
            let record = json!({"user_id": of.user, "date": "2026-03-02", "start_time": "09:00", "end_time": "10:00", "task": "file_update", "operation_id": operation["id"], "participant_ids": [of.participant]});
            let answers = at_once(&[merge, post(&of.referent, "/v1/time-records".to_owned(), record)]);
            let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            assert!(matches!(statuses[..], [200, 201 | 422]), "round {round}: {statuses:?}");
            if statuses[1] == 201 {
                let now = of.referent.get(&format!("/v1/time-records/{}", text(&answers[1].body["id"]))).expect(200);
                assert_eq!(now["participant_ids"], json!([kept]), "round {round}");
            }
        }
    }

    /// Catches an undo that looks for what was written since, and misses what is being written: the pathway goes back,
    /// and the interview would stay with the other person.
    fn what_is_written_beside_an_undone_merge_stands_by_its_pathway(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        for round in 0..ROUNDS {
            let of = app.given_somebody_followed();
            let (source, kept) = (of.participant.to_string(), text(&app.given_a_participant()["id"]).to_owned());
            let merged = manager.at_version(1).post(&format!("/v1/participants/{source}/merge"), &json!({"into_id": kept})).expect(200);
            let mut calls = vec![post(&manager.at_version(1), format!("/v1/merges/{}/undo", text(&merged["id"])), json!({}))];
            calls.extend(planned(&of, 8..10));
            let statuses: Vec<u16> = at_once(&calls).iter().map(|answer| answer.status).collect();
            assert!(matches!(statuses[..], [200 | 409, 201, 201]), "round {round}: {statuses:?}");
            let (theirs, others) = if statuses[0] == 200 { (&source, &kept) } else { (&kept, &source) };
            assert_eq!((interviews_of(&of, theirs), interviews_of(&of, others)), (2, 0), "round {round}: {statuses:?}");
        }
    }

    /// Catches a closure that finds the interview signed while a change of its hours makes that signature void: both
    /// would be answered 200, and a closed pathway would owe a signature (§ 4.5, R6.11).
    fn a_pathway_closes_or_its_signed_interview_changes_never_both(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        for round in 0..ROUNDS {
            let of = app.given_somebody_followed();
            let held = app.given_a_held_interview(&of);
            let interview = format!("/v1/interviews/{}", text(&held["id"]));
            let signed = of.referent.at_version(version(&held)).post(&format!("{interview}/sign"), &app.signature_of(&held)).expect(200);
            app.pathway_stands(of.pathway, "exited");
            let pathway = format!("/v1/pathways/{}", of.pathway);
            let now = version(&manager.get(&pathway).expect(200));
            let calls = [
                patch(&manager.at_version(version(&signed)), interview, json!({"ends_at": "2026-03-02T07:30:00Z"})),
                post(&manager.at_version(now), format!("{pathway}/close"), json!({})),
            ];
            let statuses: Vec<u16> = at_once(&calls).iter().map(|answer| answer.status).collect();
            assert!(matches!(statuses[..], [200, 409] | [409, 200]), "round {round}: {statuses:?}");
        }
    }
}
