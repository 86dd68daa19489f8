//! Records of one person: found as pairs, told apart, merged and parted again (domain § 3, trust rule (d)).

use std::collections::BTreeSet;

use diesel::prelude::*;
use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Client, Kind, TestApp, Value, json};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn pairs(manager: &Client, query: &str) -> Vec<Value> {
    manager.get(&format!("/v1/duplicate-candidates{query}")).expect(200)["items"].as_array().unwrap().clone()
}

fn merge(manager: &Client, source: &str, version: i64, into: &str) -> crate::support::Answer {
    manager.at_version(version).post(&format!("/v1/participants/{source}/merge"), &json!({"into_id": into}))
}

fn version(client: &Client, path: &str) -> i64 {
    client.get(path).expect(200)["version"].as_i64().unwrap()
}

/// A person followed, with something of each kind that hangs on a person.
fn rich(app: &TestApp) -> Followed {
    let of = app.given_somebody_followed();
    let person = format!("/v1/participants/{}", of.participant);
    let assistant = app.sign_in(Role::Assistant);
    let situation = json!({"as_of": "2026-02-01", "labour_status": "unemployed_12_24m", "unemployment_months": 14, "in_education": false, "isced": 3, "source": "participant"});
    assistant.post(&format!("{person}/situations"), &situation).expect(201);
    assistant.put(&format!("{person}/sensitive"), &json!({"disabled": "yes"})).expect(200);
    let proof = crate::documents::upload(&assistant, &of.participant.to_string(), b"%PDF-1.7").expect(201);
    let rsa = json!({"criterion": "rsa", "issued_on": "2026-02-10", "evidence_document_id": proof["id"]});
    assistant.post(&format!("{person}/eligibility"), &rsa).expect(201);
    let met = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-02-20T08:00:00Z", "ends_at": "2026-02-20T08:45:00Z", "outcome": "held", "report": "Point sur le projet."});
    of.referent.post(&of.path("interviews"), &met).expect(201);
    let objective = assistant
        .post(&of.path("objectives"), &json!({"text": "Reprendre le travail", "set_on": "2026-02-20"}))
        .expect(201);
    let stage = json!({"type": "immersion", "resource_origin": "employer_contact", "objective_ids": [objective["id"]]});
    assistant.post(&of.path("stages"), &stage).expect(201);
    of
}

both! {
    /// Meets S0.19: list_duplicate_candidates, dismiss_duplicate_candidate.
    fn a_pair_is_written_when_a_person_is_made_and_remembered_when_refused(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let one = app.given_a_participant_with(&json!({"first_name": "Éloïse", "last_name": "Le Goff", "birth_date": "1987-04-12"}));
        assert_eq!(pairs(&manager, ""), Vec::<Value>::new());
        let two = app.given_a_participant_with(&json!({"first_name": "Elosie", "last_name": "Legoff", "birth_date": "1987-04-12"}));
        let found = pairs(&manager, "?status=open");
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0]["score"], &found[0]["reasons"], &found[0]["status"]), (&json!(70), &json!(["birth_date", "names_near"]), &json!("open")));
        let ids: BTreeSet<&str> = found[0]["participants"].as_array().unwrap().iter().map(|p| text(&p["id"])).collect();
        assert_eq!(ids, BTreeSet::from([text(&one["id"]), text(&two["id"])]));
        let path = format!("/v1/duplicate-candidates/{}", text(&found[0]["id"]));
        manager.post(&format!("{path}/dismiss"), &json!({})).refused(428, "precondition_required");
        manager.at_version(7).post(&format!("{path}/dismiss"), &json!({})).refused(412, "version_conflict");
        let refused = manager.at_version(1).post(&format!("{path}/dismiss"), &json!({"reason": "Jumelles"})).expect(200);
        assert_eq!((&refused["status"], &refused["reason"], &refused["decided_by"]), (&json!("distinct"), &json!("Jumelles"), &json!(manager.id.unwrap())));
        assert_eq!(manager.get(&path).expect(200), refused);
        let again = manager.at_version(2).post(&format!("{path}/dismiss"), &json!({})).refused(409, "illegal_transition");
        assert_eq!((&again["from"], &again["allowed"]), (&json!("distinct"), &json!(["merge"])));
        // changed so that they resemble each other more, the refused pair is not proposed again
        let now = format!("/v1/participants/{}", text(&two["id"]));
        let assistant = app.sign_in(Role::Assistant);
        assistant.at_version(1).patch(&now, &json!({"first_name": "Éloïse", "last_name": "Le Goff"})).expect(200);
        assert_eq!(pairs(&manager, "?status=open"), Vec::<Value>::new());
        assert_eq!(pairs(&manager, &format!("?participant_id={}", text(&two["id"])))[0]["status"], "distinct");
    }

    fn a_pair_follows_what_its_persons_become(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let assistant = app.sign_in(Role::Assistant);
        app.given_a_participant_with(&json!({"first_name": "Marta", "last_name": "Silva", "birth_date": "1990-02-03"}));
        let other = app.given_a_participant_with(&json!({"first_name": "Marta", "last_name": "Silva", "birth_date": "1991-05-06"}));
        assert_eq!(pairs(&manager, "").len(), 0, "a name alone makes no pair");
        let path = format!("/v1/participants/{}", text(&other["id"]));
        assistant.at_version(1).patch(&path, &json!({"birth_date": "1990-02-03"})).expect(200);
        assert_eq!(pairs(&manager, "")[0]["score"], 90);
        assistant.at_version(2).patch(&path, &json!({"first_name": "Martha"})).expect(200);
        let near = pairs(&manager, "");
        assert_eq!((&near[0]["score"], &near[0]["version"]), (&json!(70), &json!(2)));
        assistant.at_version(3).patch(&path, &json!({"birth_date": "1991-05-06"})).expect(200);
        assert_eq!(pairs(&manager, "").len(), 0, "a pair that no longer holds goes");
    }

    // eight people called Pierre Dupont stay eight
    fn namesakes_stay_as_many_as_they_are(app: TestApp) {
        for n in 1..=8 {
            app.given_a_participant_with(&json!({"first_name": "Pierre", "last_name": "Dupont", "birth_date": format!("198{n}-0{n}-1{n}")}));
        }
        assert_eq!(pairs(&app.sign_in(Role::DataManager), ""), Vec::<Value>::new());
        let all = app.sign_in(Role::Director).get("/v1/participants?q=dupont&include_total=true").expect(200);
        assert_eq!(all["total"], json!(8));
    }

    fn everything_of_the_one_goes_to_the_other_and_comes_back(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let of = rich(&app);
        let source = of.participant.to_string();
        let target = app.given_a_participant_with(&json!({"email": "nadia@example.org"}));
        let kept = text(&target["id"]).to_owned();
        let (old, new) = (format!("/v1/participants/{source}"), format!("/v1/participants/{kept}"));
        let before = (manager.get(&old).expect(200), manager.get(&new).expect(200));
        // a rehearsal shows what would be, and changes nothing
        let now = before.0["version"].as_i64().unwrap();
        let would_be = manager.at_version(now).post(&format!("{old}/merge?dry_run=true"), &json!({"into_id": kept})).expect(200);
        assert_eq!((&would_be["moved"]["interviews"], &would_be["participant"]["email"]), (&json!(1), &json!("nadia@example.org")));
        assert_eq!((manager.get(&old).expect(200), manager.get(&new).expect(200)), before);
        let body = json!({"into_id": kept, "choose": {"last_name": "source", "phone": "target"}});
        let merged = manager.at_version(now).post(&format!("{old}/merge"), &body).expect(200);
        assert_eq!(merged["moved"], json!({"documents": 1, "eligibility": 1, "interviews": 1, "pathways": 1, "referent_assignments": 1, "sensitive_facts": 1, "situations": 1, "stages": 1}));
        assert_eq!((&merged["status"], &merged["choose"]["last_name"]), (&json!("done"), &json!("source")));
        let person = &merged["participant"];
        assert_eq!((&person["last_name"], &person["first_name"], &person["phone"]), (&before.0["last_name"], &before.1["first_name"], &before.1["phone"]));
        assert_eq!(person["current_pathway"]["id"], json!(of.pathway));
        // the old address leads to the kept one, for whoever sees it
        let led = manager.get(&old);
        assert_eq!((led.status, led.headers["location"].as_str()), (308, new.as_str()));
        assert_eq!(of.referent.get(&old).status, 308);
        assert_eq!(of.referent.get(&new).expect(200), *person);
        app.sign_in(Role::Referent).get(&old).refused(404, "not_found");
        // everything is found under the kept one, and what is sealed still opens
        assert_eq!(manager.get(&format!("{new}/sensitive")).expect(200)["disabled"], "yes");
        for list in ["situations", "eligibility"] {
            assert_eq!(manager.get(&format!("{new}/{list}")).expect(200)["items"].as_array().unwrap().len(), 1, "{list}");
        }
        let met = of.referent.get(&format!("/v1/interviews?participant_id={kept}")).expect(200);
        let report = of.referent.get(&format!("/v1/interviews/{}", text(&met["items"][0]["id"]))).expect(200)["report"].clone();
        assert_eq!(report, "Point sur le projet.");
        // a signature that is still to come binds the person of today
        let sign = json!({"kind": "electronic", "signer": {"type": "participant"}, "signed_at": "2026-02-20T08:45:00Z", "method": "tablet", "facts_hash": met["items"][0]["facts_hash"]});
        let path = format!("/v1/interviews/{}/sign?dry_run=true", text(&met["items"][0]["id"]));
        of.referent.at_version(met["items"][0]["version"].as_i64().unwrap()).post(&path, &sign).expect(200);
        assert_eq!(manager.get("/v1/participants?criterion=rsa").expect(200)["items"][0]["id"], json!(kept));
        assert_eq!(manager.get("/v1/participants?include_total=true").expect(200)["total"], json!(1), "the merged one is in no list");
        // the merged one takes nothing more
        manager.at_version(now + 1).patch(&old, &json!({"phone": "0611111111"})).refused(409, "conflict_merged");
        let situation = json!({"as_of": "2026-02-25", "labour_status": "employee", "in_education": false, "isced": 3, "source": "participant"});
        manager.post(&format!("{old}/situations"), &situation).refused(409, "conflict_merged");
        merge(&manager, &source, now + 1, &kept).refused(409, "conflict_merged");
        // undone, all is as it was
        let path = format!("/v1/merges/{}", text(&merged["id"]));
        manager.post(&format!("{path}/undo"), &json!({})).refused(428, "precondition_required");
        let undone = manager.at_version(1).post(&format!("{path}/undo"), &json!({})).expect(200);
        assert_eq!((&undone["status"], &undone["undone_by"]), (&json!("undone"), &json!(manager.id.unwrap())));
        for (path, mut was) in [(&old, before.0), (&new, before.1)] {
            let is = manager.get(path).expect(200);
            was["version"] = json!(was["version"].as_i64().unwrap() + 2);
            assert_eq!(is, was, "{path}");
        }
        assert_eq!(manager.get(&format!("{old}/sensitive")).expect(200)["disabled"], "yes");
        assert_eq!(manager.get(&format!("{new}/sensitive")).expect(200)["disabled"], "unknown");
        assert_eq!(of.referent.get("/v1/interviews").expect(200)["items"][0]["participant_id"], json!(source));
        assert_eq!(manager.get("/v1/participants?criterion=rsa").expect(200)["items"][0]["id"], json!(source));
        manager.at_version(2).post(&format!("{path}/undo"), &json!({})).refused(409, "illegal_transition");
    }

    fn a_merge_is_undone_only_while_nobody_has_touched_the_kept_one(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let (one, two) = (app.given_a_participant(), app.given_a_participant());
        let (source, target) = (text(&one["id"]), text(&two["id"]));
        let merged = merge(&manager, source, 1, target).expect(200);
        let undo = format!("/v1/merges/{}/undo", text(&merged["id"]));
        // a new situation leaves the version of the person alone, and is a touch all the same
        let situation = json!({"as_of": "2026-02-01", "labour_status": "unemployed_12_24m", "unemployment_months": 14, "in_education": false, "isced": 3, "source": "participant"});
        app.sign_in(Role::Assistant).post(&format!("/v1/participants/{target}/situations"), &situation).expect(201);
        manager.at_version(1).post(&undo, &json!({})).refused(409, "conflict_touched");
        assert_eq!(manager.get(&format!("/v1/merges/{}", text(&merged["id"]))).expect(200)["status"], "done");
        let (three, four) = (app.given_a_participant(), app.given_a_participant());
        let merged = merge(&manager, text(&three["id"]), 1, text(&four["id"])).expect(200);
        let person = format!("/v1/participants/{}", text(&four["id"]));
        app.sign_in(Role::Assistant).at_version(2).patch(&person, &json!({"phone": "0699887766"})).expect(200);
        manager.at_version(1).post(&format!("/v1/merges/{}/undo", text(&merged["id"])), &json!({})).refused(409, "conflict_touched");
    }

    fn a_merge_is_not_undone_after_the_person_was_put_down_for_a_session(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let of = app.given_somebody_followed();
        let (source, kept) = (of.participant.to_string(), app.given_a_participant());
        let now = version(&manager, &format!("/v1/participants/{source}"));
        let merged = merge(&manager, &source, now, text(&kept["id"])).expect(200);
        app.at("2026-03-02T08:05:00Z");
        let session = json!({"title": "Atelier CV", "leader_id": of.user, "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T08:00:00Z",
            "attendances": [{"pathway_id": of.pathway, "outcome": "present"}]});
        of.referent.post("/v1/collective-sessions", &session).expect(201);
        let undo = format!("/v1/merges/{}/undo", text(&merged["id"]));
        manager.at_version(1).post(&undo, &json!({})).refused(409, "conflict_touched");
    }

    // § 4.5: whoever came back under a second record came back
    fn pathways_of_two_records_come_one_after_the_other_and_the_later_one_is_theirs(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        for (older, newer) in [("closed", "active"), ("closed", "exited")] {
            let (first, second) = (app.given_somebody_followed(), app.given_somebody_followed());
            for (of, status) in [(&first, older), (&second, newer)] {
                app.pathway_stands(of.pathway, status);
                let (way, person) = (app.uuid_text(of.pathway), app.uuid_text(of.participant));
                let sql = format!("update participants set pathway_status = '{status}', current_pathway_id = {way} where id = {person}");
                app.conn().batch(&sql).unwrap();
            }
            let (source, target) = (second.participant.to_string(), first.participant.to_string());
            let now = version(&manager, &format!("/v1/participants/{source}"));
            let merged = merge(&manager, &source, now, &target).expect(200);
            assert_eq!(merged["participant"]["current_pathway"]["id"], json!(second.pathway), "{older} {newer}");
            let previous = |of: &Followed| manager.get(&format!("/v1/pathways/{}", of.pathway)).expect(200)["previous_pathway_id"].clone();
            assert_eq!((previous(&second), previous(&first)), (json!(first.pathway), Value::Null));
            let undo = format!("/v1/merges/{}/undo", text(&merged["id"]));
            manager.at_version(1).post(&undo, &json!({})).expect(200);
            assert_eq!(previous(&second), Value::Null);
            let back = manager.get(&format!("/v1/participants/{target}")).expect(200);
            assert_eq!(back["current_pathway"]["id"], json!(first.pathway));
        }
    }

    fn what_a_person_has_once_is_not_merged_into_twice(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let (one, two) = (app.given_somebody_followed(), app.given_somebody_followed());
        let (source, target) = (one.participant.to_string(), two.participant.to_string());
        let now = version(&manager, &format!("/v1/participants/{source}"));
        merge(&manager, &source, now, &target).refused(409, "conflict_open_pathway");
        merge(&manager, &source, now, &source).refused(422, "rule_same_participant");
        merge(&manager, &source, now, &Uuid::now_v7().to_string()).refused(422, "reference_not_found");
        merge(&manager, &source, now + 5, &target).refused(412, "version_conflict");
        let foreign = app.another_plie();
        let theirs = app.given_somebody_followed_at(foreign).participant.to_string();
        merge(&manager, &source, now, &theirs).refused(422, "reference_not_found");
        merge(&manager, &theirs, 1, &source).refused(404, "not_found");
        let path = format!("/v1/participants/{source}/merge");
        manager.post(&path, &json!({"into_id": target})).refused(428, "precondition_required");
        let answer = manager.at_version(now).post(&path, &json!({"into_id": target, "choose": {"name": "source", "phone": "both"}}));
        assert_eq!(answer.faults(), ["/choose/name unknown_field", "/choose/phone unknown_code"]);
    }

    fn numbers_of_other_systems_lead_to_the_kept_one(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let one = app.given_a_participant_with(&json!({"external_ids": {"viesion": "A-12", "i-milo": "7"}, "france_travail_id": "1234567A"}));
        let two = app.given_a_participant_with(&json!({"external_ids": {"viesion": "B-99"}}));
        let (source, target) = (text(&one["id"]), text(&two["id"]));
        let merged = merge(&manager, source, 1, target).expect(200);
        assert_eq!(merged["participant"]["external_ids"], json!({"viesion": "B-99", "i-milo": "7"}));
        assert_eq!(merged["participant"]["france_travail_id"], "1234567A");
        assert_eq!(manager.get("/v1/participants/by-external-id/i-milo/7").expect(200)["id"], json!(target));
        let led = manager.get("/v1/participants/by-external-id/viesion/A-12");
        assert_eq!((led.status, led.headers["location"].clone()), (308, format!("/v1/participants/{target}")));
        // nobody else is given the number of the one that is no more
        let other = json!({"first_name": "Zoé", "last_name": "Roy", "birth_date": "1970-01-01", "gender": "woman", "phone": "0600000000", "external_ids": {"viesion": "A-12"}});
        app.sign_in(Role::Assistant).post("/v1/participants", &other).refused(409, "duplicate");
        let undo = format!("/v1/merges/{}/undo", text(&merged["id"]));
        manager.at_version(1).post(&undo, &json!({})).expect(200);
        assert_eq!(manager.get("/v1/participants/by-external-id/i-milo/7").expect(200)["id"], json!(source));
        assert_eq!(manager.get("/v1/participants/by-external-id/viesion/A-12").expect(200)["id"], json!(source));
        assert_eq!(manager.get(&format!("/v1/participants/{target}")).expect(200)["france_travail_id"], Value::Null);
    }

    fn an_old_address_leads_to_the_last_of_a_chain(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let [one, two, three] = std::array::from_fn(|_| text(&app.given_a_participant()["id"]).to_owned());
        merge(&manager, &one, 1, &two).expect(200);
        merge(&manager, &two, 2, &three).expect(200);
        let led = manager.get(&format!("/v1/participants/{one}"));
        assert_eq!((led.status, led.headers["location"].clone()), (308, format!("/v1/participants/{three}")));
    }

    fn the_feed_tells_of_a_merge_by_a_tombstone_that_names_the_kept_one(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let like = json!({"first_name": "Ana", "last_name": "Silva", "birth_date": "1990-02-03"});
        let (one, two) = (app.given_a_participant_with(&like), app.given_a_participant_with(&like));
        let pair = pairs(&manager, "?status=open")[0]["id"].clone();
        let merged = merge(&manager, text(&one["id"]), 1, text(&two["id"])).expect(200);
        assert_eq!(manager.get(&format!("/v1/duplicate-candidates/{}", text(&pair))).expect(200)["status"], "merged");
        jalon::app::sequence(&mut app.conn()).unwrap();
        let changes = manager.get("/v1/changes?types=participants").expect(200);
        let last: Vec<(Value, Value, Value)> = changes["items"].as_array().unwrap().iter().rev().take(2)
            .map(|c| (c["id"].clone(), c["change"].clone(), c["participant_id"].clone())).collect();
        assert!(last.contains(&(one["id"].clone(), json!("merged"), two["id"].clone())), "{last:?}");
        assert!(last.contains(&(two["id"].clone(), json!("changed"), two["id"].clone())), "{last:?}");
        assert_eq!(jalon::app::verify_chain(&mut app.conn(), app.plie).unwrap(), None);
        manager.at_version(1).post(&format!("/v1/merges/{}/undo", text(&merged["id"])), &json!({})).expect(200);
        assert_eq!(pairs(&manager, "?status=open")[0]["id"], pair, "the pair is open again");
    }

    fn data_managers_alone_merge(app: TestApp) {
        let (one, two) = (app.given_a_participant(), app.given_a_participant());
        for role in [Role::Director, Role::Assistant, Role::TerritorialOfficer] {
            let client = app.sign_in(role);
            merge(&client, text(&one["id"]), 1, text(&two["id"])).refused(403, "forbidden");
            client.get("/v1/duplicate-candidates").refused(403, "forbidden");
        }
        merge(&app.sign_in(Role::Referent), text(&one["id"]), 1, text(&two["id"])).refused(404, "not_found");
        let elsewhere = app.sign_in_at(app.another_plie(), Role::DataManager);
        merge(&elsewhere, text(&one["id"]), 1, text(&two["id"])).refused(404, "not_found");
        let merged = merge(&app.sign_in(Role::DataManager), text(&one["id"]), 1, text(&two["id"])).expect(200);
        elsewhere.get(&format!("/v1/merges/{}", text(&merged["id"]))).refused(404, "not_found");
        elsewhere.at_version(1).post(&format!("/v1/merges/{}/undo", text(&merged["id"])), &json!({})).refused(404, "not_found");
        assert_eq!(elsewhere.get("/v1/duplicate-candidates").expect(200)["items"], json!([]));
    }

    // domain § 10: a record that is no more is merged once, whoever else tries at the same time
    fn the_database_itself_forbids_a_second_merge_of_one_record(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let (one, two) = (app.given_a_participant(), app.given_a_participant());
        merge(&manager, text(&one["id"]), 1, text(&two["id"])).expect(200);
        let uuid = |v: &Value| app.uuid_text(text(v).parse().unwrap());
        let columns = "plie_id, id, source_id, target_id, status, choose, moved, kept_before, target_version, request_id, version, created_at, updated_at";
        let second = format!(
            "insert into merges ({columns}) select plie_id, {}, source_id, target_id, 'done', choose, moved, kept_before, 1, 'x', 1, created_at, updated_at from merges",
            app.uuid_text(Uuid::now_v7())
        );
        assert!(app.conn().batch(&second).is_err());
        let twice = |first: &Value, second: &Value| format!(
            "insert into duplicate_candidates (plie_id, id, first_id, second_id, score, reasons, status, version, created_at, updated_at) \
             select plie_id, {}, {}, {}, 50, '[]', 'open', 1, created_at, updated_at from merges",
            app.uuid_text(Uuid::now_v7()), uuid(first), uuid(second)
        );
        app.conn().batch(&twice(&one["id"], &two["id"])).unwrap();
        assert!(app.conn().batch(&twice(&one["id"], &two["id"])).is_err(), "a pair stands once");
        assert!(app.conn().batch(&twice(&two["id"], &one["id"])).is_err(), "the smaller identifier first");
    }
}

/// The columns that name a participant and don't move with a merge, each with its reason.
const STAY: &[(&str, &str)] = &[
    ("data_keys.participant_id", "what is sealed names its key, which stays where it is"),
    ("duplicate_candidates.first_id", "pairs are looked for anew"),
    ("duplicate_candidates.second_id", "pairs are looked for anew"),
    ("erasure_proposals.participant_id", "asked for one record; a merged one is not erased by itself"),
    ("erasures.participant_id", "who was erased is merged no more"),
    ("merges.source_id", "that was the record"),
    ("merges.target_id", "that was the record"),
    ("participant_criteria.participant_id", "one of each criterion: moved one by one"),
    ("participant_external_ids.participant_id", "written with the person"),
    ("participant_names.participant_id", "written with the person"),
    ("participants.merged_into", "a chain leads on"),
    ("quarterly_review_items.participant_id", "that of their pathway"),
    ("time_record_participants.participant_id", "moved with their records"),
];

/// Whoever adds a table that names a participant decides here whether a merge moves its rows.
#[test]
fn a_merge_knows_every_table_that_names_a_participant() {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let app = TestApp::start(Kind::Sqlite);
    let sql = "select m.name || '.' || f.\"from\" as name from sqlite_schema m, pragma_foreign_key_list(m.name) f \
               where m.type = 'table' and f.\"table\" = 'participants' and f.\"from\" <> 'plie_id' order by 1";
    let found: Vec<Column> = diesel::sql_query(sql).load(&mut app.conn()).unwrap();
    let source =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/participants/merges/store.rs")).unwrap();
    let moved = source.split("MOVED: &[(&str, bool)] = &[").nth(1).unwrap().split("];").next().unwrap();
    for column in found {
        let (table, name) = column.name.split_once('.').unwrap();
        let moves = name == "participant_id" && moved.contains(&format!("(\"{table}\","));
        let stays = STAY.iter().any(|(stay, _)| *stay == column.name);
        assert!(
            moves != stays,
            "{}: say in `MOVED` of participants/merges/store.rs, or here, what a merge does with it",
            column.name
        );
    }
}
