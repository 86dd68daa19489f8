//! The handover of a referent's people: all or none, without gap or overlap, and who reads what afterwards (S1.15, S3.8).

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::commission::{at, version};
use crate::support::builders::followed::Followed;
use crate::support::{Answer, Client, TestApp, Value, json};

fn hand_over(client: &Client, from: &Value, body: &Value) -> Answer {
    client.post(&format!("{}/handover", at("referents", from)), body)
}

fn to(referent: &Value, effective_on: &str) -> Value {
    json!({"to_referent_id": referent["id"], "effective_on": effective_on, "reason": "Congé maternité"})
}

/// The periods of a pathway's referents.
fn periods(app: &TestApp, pathway: &Value) -> Vec<(Value, Value, Value)> {
    let page = app.sign_in(Role::Director).get(&format!("{}/assignments", at("pathways", pathway))).expect(200);
    let all = page["items"].as_array().unwrap();
    all.iter().map(|a| (a["referent_id"].clone(), a["starts_on"].clone(), a["ends_on"].clone())).collect()
}

both! {
    fn every_open_pathway_changes_hands_without_gap_or_overlap(app: TestApp) {
        let ((_, old), (_, new)) = (app.given_a_referent(), app.given_a_referent());
        let pathways: Vec<Value> = (0..3).map(|_| app.given_an_active_pathway(&old)).collect();
        let director = app.sign_in(Role::Director);
        let rehearsed = director.post(&format!("{}/handover?dry_run=true", at("referents", &old)), &to(&new, "2026-03-09")).expect(200);
        assert_eq!(rehearsed["count"], 3);
        assert_eq!(periods(&app, &pathways[0]).len(), 1, "a rehearsal writes nothing");
        let done = hand_over(&director, &old, &to(&new, "2026-03-09"));
        assert!(done.warnings().is_empty(), "{}", done.text);
        let done = done.expect(200);
        assert_eq!((&done["from_referent_id"], &done["to_referent_id"], &done["count"]), (&old["id"], &new["id"], &json!(3)));
        assert_eq!(done["pathways"][0]["version"], 3);
        for pathway in &pathways {
            assert_eq!(periods(&app, pathway), [
                (old["id"].clone(), json!("2026-03-02"), json!("2026-03-08")),
                (new["id"].clone(), json!("2026-03-09"), Value::Null),
            ]);
        }
        hand_over(&director, &old, &to(&new, "2026-03-10")).refused(409, "conflict_nobody_followed");
        let history = director.get(&format!("{}/history", at("pathways", &pathways[0]))).expect(200);
        assert_eq!(history["items"].as_array().unwrap().last().unwrap()["reason"], "Congé maternité");
        assert_eq!(app.journal("operation = 'handover_referent' and resource = 'referent_assignments'").len(), 6);
    }

    fn some_pathways_change_hands_or_none(app: TestApp) {
        let ((_, old), (_, new)) = (app.given_a_referent(), app.given_a_referent());
        let (first, second) = (app.given_an_active_pathway(&old), app.given_an_active_pathway(&old));
        let foreign = app.given_an_active_pathway(&new);
        let director = app.sign_in(Role::Director);
        let named = |ids: &[&Value]| {
            let mut body = to(&new, "2026-03-09");
            body["pathway_ids"] = json!(ids);
            hand_over(&director, &old, &body)
        };
        let refused = named(&[&first["id"], &foreign["id"], &json!(uuid::Uuid::now_v7()), &first["id"]]);
        assert_eq!(refused.faults(), ["/pathway_ids/1 rule_not_followed", "/pathway_ids/2 reference_not_found", "/pathway_ids/3 duplicate_value"]);
        assert_eq!(periods(&app, &first).len(), 1, "all or none");
        assert_eq!(named(&[&second["id"]]).expect(200)["count"], 1);
        assert_eq!((periods(&app, &first).len(), periods(&app, &second).len()), (1, 2));
        assert_eq!(named(&[]).status, 422);
        // one that would leave a referent without a day stops them all
        let mut body = to(&new, "2026-03-02");
        body["pathway_ids"] = json!([first["id"]]);
        assert_eq!(hand_over(&director, &old, &body).faults(), ["/pathway_ids/0 rule_single_referent"]);
        assert_eq!(hand_over(&director, &old, &to(&new, "2026-03-02")).faults(), ["/effective_on rule_single_referent"]);
    }

    fn every_fault_of_a_handover_is_named(app: TestApp) {
        let ((_, old), (_, new)) = (app.given_a_referent(), app.given_a_referent());
        app.given_an_active_pathway(&old);
        let director = app.sign_in(Role::Director);
        let refused = |body: &Value| hand_over(&director, &old, body).faults();
        assert_eq!(refused(&to(&old, "2026-03-09")), ["/to_referent_id rule_same_referent"]);
        assert_eq!(refused(&to(&new, "2027-03-03")), ["/effective_on rule_starts_too_far"]);
        assert_eq!(refused(&json!({"to_referent_id": uuid::Uuid::now_v7(), "effective_on": "2026-03-09", "reason": "185057800608491"})),
            ["/reason rule_no_nir", "/to_referent_id reference_not_found"]);
        assert_eq!(refused(&json!({})), ["/effective_on required", "/reason required", "/to_referent_id required"]);
        hand_over(&director, &old, &json!({"to_referent_id": new["id"], "effective_on": "2026-03-09", "reason": "a\u{0}"})).refused(422, "validation_failed");
        hand_over(&director, &old, &json!({"to_referent_id": new["id"], "effective_on": "2026-03-09", "reason": "x", "note": "y"})).refused(422, "unknown_field");
        hand_over(&director, &json!({"id": uuid::Uuid::now_v7()}), &to(&new, "2026-03-09")).refused(404, "not_found");
    }

    fn only_the_director_and_the_officer_hand_over(app: TestApp) {
        let ((own, old), (_, new)) = (app.given_a_referent(), app.given_a_referent());
        app.given_an_active_pathway(&old);
        own.post(&format!("{}/handover", at("referents", &old)), &to(&new, "2026-03-09")).refused(403, "forbidden");
        for role in [Role::Assistant, Role::DataManager] {
            hand_over(&app.sign_in(role), &old, &to(&new, "2026-03-09")).refused(403, "forbidden");
        }
        hand_over(&app.sign_in_at(app.another_plie(), Role::Director), &old, &to(&new, "2026-03-09")).refused(404, "not_found");
        let elsewhere = app.sign_in(Role::DataManager).post("/v1/territories", &json!({"name": "Vizille", "commune_codes": ["38562"]})).expect(201);
        let far = app.user(app.plie, Role::TerritorialOfficer, Some((ScopeType::Territory, elsewhere["id"].as_str().unwrap().parse().unwrap())));
        let far = hand_over(&app.client_of(app.plie, far), &old, &to(&new, "2026-03-09"));
        assert!(matches!(far.status, 404 | 409), "{}", far.text);
        hand_over(&app.sign_in(Role::TerritorialOfficer), &old, &to(&new, "2026-03-09")).expect(200);
    }

    fn the_referent_before_reads_for_thirty_days_and_writes_no_more(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let objective = app.given_an_objective(&nadia);
        let (_, new) = app.given_a_referent();
        hand_over(&app.sign_in(Role::Director), &json!({"id": nadia.referent_id}), &to(&new, "2026-03-03")).expect(200);
        app.at("2026-03-03T08:00:00Z");
        let before = |app: &TestApp| app.client_of(app.plie, nadia.user);
        let reads = [
            format!("/v1/pathways/{}", nadia.pathway),
            format!("/v1/participants/{}", nadia.participant),
            nadia.path("objectives"),
            nadia.path(&format!("objectives/{}", objective["id"].as_str().unwrap())),
        ];
        let statuses = |app: &TestApp| reads.iter().map(|path| before(app).get(path).status).collect::<Vec<_>>();
        assert_eq!(statuses(&app), [200; 4]);
        let one = &reads[3];
        before(&app).at_version(1).patch(one, &json!({"result": "achieved"})).refused(404, "not_found");
        before(&app).at_version(2).patch(&reads[0], &json!({"rsa_referent": true})).refused(403, "forbidden");
        // lists are of those followed today
        for list in ["/v1/pathways", "/v1/participants", "/v1/interviews", "/v1/alerts?due_before=2027-01-01&kind=t2_milestone"] {
            assert_eq!(before(&app).get(list).expect(200)["items"], json!([]), "{list}");
        }
        app.at("2026-04-01T08:00:00Z");
        assert_eq!(statuses(&app), [200; 4], "thirty days after the last one");
        app.at("2026-04-02T08:00:00Z");
        assert_eq!(statuses(&app), [404; 4]);
    }

    fn a_plie_may_end_the_reading_with_the_handover(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let now = version(&data.get("/v1/plie").expect(200));
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"former_referent_read_days": 366}})).refused(422, "validation_failed");
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"former_referent_read_days": 0}})).expect(200);
        let nadia: Followed = app.given_somebody_followed();
        let (_, new) = app.given_a_referent();
        hand_over(&app.sign_in(Role::Director), &json!({"id": nadia.referent_id}), &to(&new, "2026-03-03")).expect(200);
        nadia.referent.get(&format!("/v1/pathways/{}", nadia.pathway)).expect(200);
        app.at("2026-03-03T08:00:00Z");
        app.client_of(app.plie, nadia.user).get(&format!("/v1/pathways/{}", nadia.pathway)).refused(404, "not_found");
    }

    fn two_handovers_at_once_give_one_referent(app: TestApp) {
        let (_, old) = app.given_a_referent();
        let pathways: Vec<Value> = (0..4).map(|_| app.given_an_active_pathway(&old)).collect();
        let new: Vec<Value> = (0..4).map(|_| app.given_a_referent().1).collect();
        let director = app.sign_in(Role::Director);
        let answers: Vec<u16> = std::thread::scope(|s| {
            let asked: Vec<_> = new.iter().map(|to_one| {
                let (client, old) = (director.clone(), &old);
                s.spawn(move || hand_over(&client, old, &to(to_one, "2026-03-09")).status)
            }).collect();
            asked.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|s| **s == 200).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|s| matches!(s, 200 | 409 | 412 | 422 | 503)), "{answers:?}");
        for pathway in &pathways {
            let all = periods(&app, pathway);
            assert_eq!((all.len(), &all[0].2, &all[1].1), (2, &json!("2026-03-08"), &json!("2026-03-09")));
        }
    }

    fn a_relay_arranged_for_later_begins_on_its_day(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let (next, new) = app.given_a_referent();
        let way = app.uuid_text(nadia.pathway);
        app.conn().batch(&format!("update pathways set next_interview_due_on = '2026-02-28' where id = {way}")).unwrap();
        let old = json!({"id": nadia.referent_id});
        hand_over(&app.sign_in(Role::Director), &old, &to(&new, "2026-03-09")).expect(200);
        // how many alerts and people are found under a referent
        let found = |referent: &Value| {
            let (director, id) = (app.sign_in(Role::Director), referent["id"].as_str().unwrap());
            ["/v1/alerts?kind=t1_interview&", "/v1/participants?"]
                .map(|list| director.get(&format!("{list}referent_id={id}")).expect(200)["items"].as_array().unwrap().len())
        };
        let shown = || app.sign_in(Role::Director).get(&format!("/v1/participants/{}", nadia.participant)).expect(200)["referent"]["id"].clone();
        // whose interview it is that an assistant records
        let recorded = |day: &str| {
            let body = json!({"type": "follow_up", "modality": "in_person", "starts_at": format!("{day}T08:00:00Z"), "ends_at": format!("{day}T08:45:00Z")});
            app.sign_in(Role::Assistant).post(&nadia.path("interviews"), &body).expect(201)["user_id"].clone()
        };
        let chores = || jalon::app::chores(&mut app.conn(), app.clock.now()).unwrap();
        app.at("2026-03-06T08:00:00Z");
        assert_eq!(chores(), 0);
        assert_eq!((found(&old), found(&new), shown()), ([1, 1], [0, 0], old["id"].clone()), "until its last day the one before follows");
        assert_eq!(recorded("2026-03-06"), json!(nadia.user));
        app.at("2026-03-09T08:00:00Z");
        assert_eq!((chores(), chores()), (1, 0));
        assert_eq!((found(&old), found(&new), shown()), ([0, 0], [1, 1], new["id"].clone()));
        assert_eq!(recorded("2026-03-09"), json!(next.id.unwrap()));
        let mut told = app.journal("operation = 'begin_relays'");
        told.sort();
        assert_eq!(told, ["begin_relays participants", "begin_relays pathways"]);
    }

    fn an_arranged_relay_gives_way_until_it_has_begun(app: TestApp) {
        let ((_, old), (_, new), (_, third)) = (app.given_a_referent(), app.given_a_referent(), app.given_a_referent());
        let pathway = app.given_an_active_pathway(&old);
        let director = app.sign_in(Role::Director);
        let relay = |referent: &Value, on: &str| {
            let path = at("pathways", &pathway);
            let now = version(&director.get(&path).expect(200));
            let body = json!({"referent_id": referent["id"], "starts_on": on, "reason": "Congé", "handover_note": "Suite en logistique"});
            director.at_version(now).post(&format!("{path}/assign-referent"), &body)
        };
        let arranged = |referent: &Value, ends_on: &str, starts_on: &str| [
            (old["id"].clone(), json!("2026-03-02"), json!(ends_on)),
            (referent["id"].clone(), json!(starts_on), Value::Null),
        ];
        relay(&new, "2026-03-20").expect(200);
        relay(&new, "2026-03-09").expect(200);
        assert_eq!(periods(&app, &pathway), arranged(&new, "2026-03-08", "2026-03-09"), "brought forward");
        relay(&third, "2026-03-16").expect(200);
        assert_eq!(periods(&app, &pathway), arranged(&third, "2026-03-15", "2026-03-16"), "another, later");
        // what is arranged already is left out of a whole caseload, and changes when it is named
        hand_over(&director, &old, &to(&new, "2026-03-09")).refused(409, "conflict_nobody_followed");
        let mut named = to(&new, "2026-03-09");
        named["pathway_ids"] = json!([pathway["id"]]);
        assert_eq!(hand_over(&director, &third, &named).faults(), ["/pathway_ids/0 rule_not_followed"]);
        hand_over(&director, &old, &named).expect(200);
        assert_eq!(periods(&app, &pathway), arranged(&new, "2026-03-08", "2026-03-09"));
        relay(&old, "2026-03-02").expect(200);
        assert_eq!(periods(&app, &pathway), [(old["id"].clone(), json!("2026-03-02"), Value::Null)], "undone");
        relay(&old, "2026-03-03").refused(422, "rule_same_referent");
    }

    /// Catches a file that is closed before an arranged relay begins: the one who was to follow would come to reach it on
    /// that day, and the one before would reach it until then.
    fn nobody_comes_to_reach_a_pathway_that_was_closed_before_their_day(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let (next, new) = app.given_a_referent();
        app.pathway_stands(nadia.pathway, "exited");
        let director = app.sign_in(Role::Director);
        let old = json!({"id": nadia.referent_id});
        let mut named = to(&new, "2026-03-09");
        named["pathway_ids"] = json!([nadia.pathway]);
        hand_over(&director, &old, &named).expect(200);
        let path = format!("/v1/pathways/{}", nadia.pathway);
        let pathway = director.get(&path).expect(200);
        director.at_version(version(&pathway)).post(&format!("{path}/close"), &json!({})).expect(200);
        let today = json!("2026-03-02");
        assert_eq!(periods(&app, &pathway), [(old["id"].clone(), json!("2026-02-01"), today)]);
        let participant = format!("/v1/participants/{}", nadia.participant);
        app.at("2026-03-10T08:00:00Z");
        let later = app.client_of(app.plie, jalon::ids::UserId::of(next.id.unwrap()));
        later.get(&participant).refused(404, "not_found");
    }
}
