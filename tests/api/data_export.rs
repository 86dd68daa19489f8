//! Everything held about a person, in one archive for the person (GDPR art. 15 and 20).

use std::io::Read;

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::told::{CANARY, Told, paper};
use crate::support::{Answer, Client, TestApp, Value, json};

fn ask(client: &Client, told: &Told) -> Answer {
    client.post(&told.path("/data-export"), &json!({"reason": "Demande d'accès du 2 mars"}))
}

/// The entries of an archive with their bytes.
fn entries(answer: &Answer) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&answer.raw)).unwrap();
    let read = |n: usize, zip: &mut zip::ZipArchive<_>| {
        let mut entry = zip.by_index(n).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    (0..zip.len()).map(|n| read(n, &mut zip)).collect()
}

pub fn data(answer: &Answer) -> Value {
    serde_json::from_slice(&entries(answer)[0].1).unwrap()
}

both! {
    /// Meets S2.11: create_data_export.
    fn the_archive_holds_everything_opened_and_the_documents(app: TestApp) {
        let told = app.given_a_person_told_of();
        let manager = app.sign_in(Role::DataManager);
        let answer = ask(&manager, &told);
        assert_eq!((answer.status, answer.headers["content-type"].as_str()), (200, "application/zip"), "{}", answer.text);
        assert_eq!(answer.headers["content-disposition"], format!("attachment; filename=\"personne-{}.zip\"", told.followed.participant));
        assert_eq!(answer.headers["cache-control"], "no-store");
        let all = entries(&answer);
        let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        let document = |of: &Value| format!("documents/{}.pdf", of["id"].as_str().unwrap());
        let mut papers = [document(&told.proof), document(&told.cv)];
        papers.sort();
        assert_eq!(names, ["donnees.json", "dossier.html", &papers[0], &papers[1]]);
        let proof = all.iter().find(|(name, _)| *name == document(&told.proof)).unwrap();
        assert_eq!(proof.1, paper(&format!("eligibility_proof {CANARY}")));
        let data = data(&answer);
        assert_eq!((&data["format"], &data["generated_on"], &data["plie"]["name"]), (&json!("jalon/personne/1"), &json!("2026-03-02"), &json!("PLIE de Grenoble")));
        let sections = &data["sections"];
        assert_eq!(sections["participants"][0]["contact_person"], format!("Tante {CANARY}"));
        assert_eq!(sections["participants"][0]["external_ids"], json!({"viesion": format!("V-{CANARY}")}));
        assert_eq!(sections["sensitive_facts"][0]["facts"]["nationality_class"], "stateless");
        assert_eq!((&sections["interviews"][0]["id"], &sections["interviews"][0]["report"]), (&told.interview["id"], &json!(format!("Rapport {CANARY}"))));
        assert_eq!((&sections["interviews"][0]["starts_at"], &sections["interviews"][0]["late"]), (&json!("2026-03-02T07:00:00Z"), &json!(false)));
        assert_eq!((&sections["liaison_notes"][0]["text"], &sections["objectives"][0]["text"]), (&json!(format!("Note {CANARY}")), &json!(format!("But {CANARY}"))));
        assert_eq!((&sections["time_records"][0]["duration_minutes"], &sections["time_record_words"][0]["comment"]), (&json!(30), &json!(format!("Temps {CANARY}"))));
        assert_eq!((&sections["situations"][0]["housing_situation"], &sections["situations"][0]["in_education"]), (&json!("hosted"), &json!(false)));
        assert_eq!((sections["documents"].as_array().unwrap().len(), sections["merges"].as_array().unwrap().len()), (2, 0));
        let stays: Vec<&str> = data["retention"].as_array().unwrap().iter().map(|part| part["kind"].as_str().unwrap()).collect();
        assert!(stays.contains(&"documents") && stays.contains(&"identity"), "{stays:?}");
        assert!(!answer.raw.windows(CANARY.len()).any(|w| w == CANARY.as_bytes()), "each entry is compressed");
    }

    fn the_page_is_in_french_and_what_was_written_stays_text(app: TestApp) {
        let told = app.given_a_person_told_of();
        let note = json!({"theme": "housing", "noted_on": "2026-03-02", "text": "<script>alert(1)</script>"});
        told.followed.referent.post(&told.followed.path("liaison-notes"), &note).expect(201);
        let answer = ask(&app.sign_in(Role::Director), &told);
        let page = String::from_utf8(entries(&answer)[1].1.clone()).unwrap();
        for text in ["<html lang=\"fr\">", "Vos données", "PLIE de Grenoble", "<h2>Entretiens</h2>", "Rapport zebre-violet-4417", "02/03/2026 à 08 h 00",
            "Hébergé par la famille ou des amis", "&lt;script&gt;alert(1)&lt;/script&gt;", "Qui a consulté vos données", "Preuve FSE", "</html>"] {
            assert!(page.contains(text), "{text}");
        }
        assert!(!page.contains("<script>"));
    }

    fn the_same_data_make_the_same_bytes(app: TestApp) {
        let told = app.given_a_person_told_of();
        let manager = app.sign_in(Role::DataManager);
        manager.with("X-Reason", "Bilan").get(&told.path("/sensitive")).expect(200);
        let (one, two) = (ask(&manager, &told), ask(&manager, &told));
        assert_eq!(one.raw, two.raw);
        let readings = data(&one)["access_log"].as_array().unwrap().clone();
        let sensitive = readings.iter().find(|r| r["operation"] == "get_sensitive_facts").unwrap();
        assert_eq!((&sensitive["readings"], &sensitive["accounts"]), (&json!(1), &json!(1)));
        assert!(readings.iter().all(|r| r["operation"] != "create_data_export"));
    }

    fn it_is_in_the_access_log_with_its_reason_before_it_is_answered(app: TestApp) {
        let told = app.given_a_person_told_of();
        let director = app.sign_in(Role::Director);
        let before = director.get("/v1/access-log?include_total=true").expect(200)["total"].as_i64().unwrap();
        assert_eq!(ask(&director, &told).status, 200);
        let log = director.get(&told.path("/access-log?sort=at&limit=200")).expect(200);
        let lines: Vec<(&str, &str)> = log["items"].as_array().unwrap().iter().filter(|l| l["operation"] == "create_data_export")
            .map(|l| (l["resource"].as_str().unwrap(), l["reason"].as_str().unwrap())).collect();
        let why = "Demande d'accès du 2 mars";
        let mut kinds: Vec<&str> = lines.iter().map(|(kind, _)| *kind).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["data_exports", "documents", "documents", "interviews", "liaison_notes", "sensitive_facts"]);
        assert!(lines.iter().all(|(_, reason)| *reason == why), "{lines:?}");
        assert_eq!(app.journal("operation = 'create_data_export'"), [format!("create_data_export data_exports {why}")]);
        let total = director.get("/v1/access-log?include_total=true").expect(200)["total"].as_i64().unwrap();
        assert_eq!(total, before + 6);
        // where it can't be noted nothing is answered
        let refuse = match app.database.kind {
            crate::support::Kind::Sqlite => "create trigger full_disk before insert on access_log begin select raise(abort, 'full'); end",
            crate::support::Kind::Postgres => "create trigger full_disk before insert on access_log for each row execute function refuse_overwriting()",
        };
        app.conn().batch(refuse).unwrap();
        assert!(ask(&director, &told).status >= 500);
    }

    fn directors_and_data_managers_alone_make_it(app: TestApp) {
        let told = app.given_a_person_told_of();
        let manager = app.sign_in(Role::DataManager);
        assert_eq!(manager.post(&told.path("/data-export"), &json!({})).faults(), ["/reason required"]);
        assert_eq!(manager.post(&told.path("/data-export"), &json!({"reason": "1 85 05 78 006 084 91"})).faults(), ["/reason rule_no_nir"]);
        manager.post(&told.path("/data-export?dry_run=true"), &json!({"reason": "x"})).refused(400, "unknown_parameter");
        for role in [Role::Assistant, Role::TerritorialOfficer] {
            ask(&app.sign_in(role), &told).refused(403, "forbidden");
        }
        ask(&told.followed.referent, &told).refused(403, "forbidden");
        ask(&app.sign_in(Role::Referent), &told).refused(404, "not_found");
        ask(&app.sign_in_at(app.another_plie(), Role::DataManager), &told).refused(404, "not_found");
        app.anonymous().post(&told.path("/data-export"), &json!({"reason": "x"})).refused(401, "unauthenticated");
    }

    fn what_was_merged_into_the_person_is_part_of_it(app: TestApp) {
        let told = app.given_a_person_told_of();
        let manager = app.sign_in(Role::DataManager);
        let old = app.given_a_participant();
        let old = old["id"].as_str().unwrap();
        app.sign_in(Role::Assistant).put(&format!("/v1/participants/{old}/sensitive"), &json!({"disabled": "declined"})).expect(200);
        manager.at_version(1).post(&format!("/v1/participants/{old}/merge"), &json!({"into_id": told.followed.participant})).expect(200);
        let sections = data(&ask(&manager, &told))["sections"].clone();
        assert_eq!((sections["participants"].as_array().unwrap().len(), sections["sensitive_facts"].as_array().unwrap().len()), (2, 2));
        manager.post(&format!("/v1/participants/{old}/data-export"), &json!({"reason": "x"})).refused(409, "conflict_merged");
    }
}
