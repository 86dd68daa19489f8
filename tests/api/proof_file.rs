//! The proof file of a participant: every piece that is expected, until when, and where (S0.16, § 4.3, § 6.4).

use std::collections::BTreeMap;

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::commission::{at, version};
use crate::support::{Client, Value, json};

/// The pieces by their name: state, due day, pointer.
fn pieces(client: &Client, path: &str) -> BTreeMap<String, (String, Value, Value)> {
    let file = client.get(path).expect(200);
    let told = file["pieces"].as_array().unwrap().iter().map(|p| {
        let text = |name: &str| p[name].as_str().unwrap().to_owned();
        (text("piece"), (text("state"), p["due_on"].clone(), p["pointer"].clone()))
    });
    told.collect()
}

both! {
    fn a_person_without_a_file_owes_every_piece_of_it(app: TestApp) {
        let person = app.given_a_participant();
        let path = format!("/v1/participants/{}/proof-file", person["id"].as_str().unwrap());
        let assistant = app.sign_in(Role::Assistant);
        let file = assistant.get(&path).expect(200);
        assert_eq!((&file["entry_file_id"], &file["pathway_id"]), (&Value::Null, &Value::Null));
        let all = pieces(&assistant, &path);
        let at = json!(format!("/v1/participants/{}", person["id"].as_str().unwrap()));
        assert_eq!(all["identity"], ("complete".to_owned(), Value::Null, at.clone()));
        assert_eq!(all["address"], ("due".to_owned(), Value::Null, at));
        assert_eq!(all["consent_to_enter"], ("due".to_owned(), Value::Null, Value::Null));
        assert_eq!(all["department_opinion"].0, "not_applicable");
        for none in ["interview_reports", "interview_signatures", "next_interview", "next_milestone", "exit_evidence", "esf_entry", "esf_exit", "esf_six_month"] {
            assert_eq!(all[none], ("not_applicable".to_owned(), Value::Null, Value::Null), "{none}");
        }
        assert_eq!(all.len(), 21);
    }

    // the four states are those of the entry file's own checklist
    fn what_the_entry_file_says_is_what_the_proof_file_says(app: TestApp) {
        let followed = app.given_somebody_followed();
        let person = app.given_a_participant();
        let file = json!({"participant_id": person["id"], "referent_id": followed.referent_id, "diagnosis": {"autonomy_level": 2},
            "criteria": [{"criterion": "rsa", "issued_on": "2026-02-10"}], "consent_to_enter": {"given_on": "2026-03-02"}});
        let assistant = app.sign_in(Role::Assistant);
        let file = assistant.post("/v1/entry-files", &file).expect(201);
        let all = pieces(&assistant, &format!("/v1/participants/{}/proof-file", person["id"].as_str().unwrap()));
        for line in file["checklist"].as_array().unwrap() {
            assert_eq!(json!(all[line["item"].as_str().unwrap()].0), line["state"], "{line}");
        }
        let at = |pointer: &str| json!(format!("/v1/entry-files/{}#{pointer}", file["id"].as_str().unwrap()));
        assert_eq!(all["diagnosis"], ("partial".to_owned(), Value::Null, at("/diagnosis")));
        assert_eq!(all["criteria"], ("complete".to_owned(), json!("2026-05-10"), at("/criteria")), "until the proof ages");
        assert_eq!(all["department_opinion"].0, "due", "an RSA recipient's");
    }

    // T11: evidence ages only until the admission
    fn what_was_proved_when_the_commission_decided_stays_proved(app: TestApp) {
        let pathway = app.given_an_admitted_pathway();
        let director = app.sign_in(Role::Director);
        let path = format!("/v1/participants/{}/proof-file", pathway["participant_id"].as_str().unwrap());
        app.at("2027-03-02T08:00:00Z");
        let director_later = app.client_of(app.plie, jalon::ids::UserId::of(director.id.unwrap()));
        let all = pieces(&director_later, &path);
        let (state, until, pointer) = &all["criteria"];
        assert_eq!((state.as_str(), until), ("complete", &Value::Null), "{pointer}");
        let file = director_later.get(&at("entry-files", &json!({"id": pathway["entry_file_id"]}))).expect(200);
        assert_eq!((&file["criteria"][0]["status"], &file["criteria"][0]["valid_until"]), (&json!("met"), &json!("2026-06-02")));
    }

    // S2.2: the reason to go on following stands on the pathway once there is one
    fn somebody_who_moves_away_and_is_followed_for_a_reason_owes_no_other_address(app: TestApp) {
        let pathway = app.given_an_admitted_pathway();
        let assistant = app.sign_in(Role::Assistant);
        let person = format!("/v1/participants/{}", pathway["participant_id"].as_str().unwrap());
        let path = format!("{person}/proof-file");
        assert_eq!(pieces(&assistant, &path)["address"].0, "complete");
        let now = version(&assistant.get(&person).expect(200));
        let address = json!({"address": {"line": "8 quai Arloing", "postcode": "69009", "commune_code": "69389"}});
        assistant.at_version(now).patch(&person, &address).expect(200);
        assert_eq!(pieces(&assistant, &path)["address"].0, "partial");
        let why = json!({"out_of_area_reason": "Hébergée le temps des soins"});
        assistant.at_version(version(&pathway)).patch(&at("pathways", &pathway), &why).expect(200);
        assert_eq!(pieces(&assistant, &path)["address"].0, "complete");
    }

    // § 6.4 and R6.7: a contact is reported within seven days and signed
    fn a_pathway_owes_its_reports_and_signatures(app: TestApp) {
        let of = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/proof-file", of.participant);
        assert_eq!(pieces(&of.referent, &path)["interview_reports"].0, "not_applicable");
        let met = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-02-27T07:00:00Z", "ends_at": "2026-02-27T07:45:00Z", "outcome": "held"});
        let met = of.referent.post(&of.path("interviews"), &met).expect(201);
        let at = format!("/v1/interviews/{}", met["id"].as_str().unwrap());
        let all = pieces(&of.referent, &path);
        assert_eq!(all["interview_reports"], ("due".to_owned(), json!("2026-03-06"), json!(at)));
        assert_eq!(all["interview_signatures"], ("due".to_owned(), json!("2026-02-27"), json!(at)));
        of.referent.at_version(1).patch(&at, &json!({"report": "Point sur le projet."})).expect(200);
        let sign = json!({"kind": "electronic", "signer": {"type": "participant"}, "signed_at": "2026-02-27T07:45:00Z", "method": "tablet", "facts_hash": met["facts_hash"]});
        of.referent.at_version(2).post(&format!("{at}/sign"), &sign).expect(200);
        let all = pieces(&of.referent, &path);
        assert_eq!((all["interview_reports"].0.as_str(), all["interview_signatures"].0.as_str()), ("complete", "complete"));
        let next = of.referent.get(&format!("/v1/pathways/{}", of.pathway)).expect(200)["next_interview_due_on"].clone();
        let pathway = json!(format!("/v1/pathways/{}", of.pathway));
        assert_eq!(all["next_interview"], ("complete".to_owned(), next, pathway));
        let other = json!({"type": "follow_up", "modality": "phone", "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T07:15:00Z", "outcome": "held"});
        of.referent.post(&of.path("interviews"), &other).expect(201);
        let all = pieces(&of.referent, &path);
        assert_eq!((all["interview_reports"].0.as_str(), all["interview_signatures"].0.as_str()), ("partial", "complete"));
        app.at("2026-06-01T08:00:00Z");
        let director = app.sign_in(Role::Director);
        assert_eq!(pieces(&director, &path)["next_interview"].0, "due");
    }

    fn a_proof_file_follows_who_may_see_the_person(app: TestApp) {
        let of = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/proof-file", of.participant);
        app.sign_in(Role::TerritorialOfficer).get(&path).expect(200);
        app.sign_in(Role::Referent).get(&path).refused(404, "not_found");
        app.sign_in(Role::FinanceOfficer).get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::DataManager).get(&path).refused(404, "not_found");
        app.sign_in(Role::Director).get(&format!("/v1/participants/{}/proof-file", uuid::Uuid::now_v7())).refused(404, "not_found");
    }
}
