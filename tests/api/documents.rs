//! Documents: received part by part, told by their bytes, given back as attachments (§ 9.2, T24, T36).

use std::io::{Read, Write};
use std::time::Duration;

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::{Answer, Client, Kind, TestApp, Value, json};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";
const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R'];
const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];

const BOUNDARY: &str = "frontiere";

/// A form with these texts and this file under this name.
pub fn form(texts: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, text) in texts {
        body.extend(
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").bytes(),
        );
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/html\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

/// Sends a form.
pub fn send(client: &Client, path: &str, body: Vec<u8>) -> Answer {
    client.send("POST", path, Some((&format!("multipart/form-data; boundary={BOUNDARY}"), body)))
}

/// Uploads a proof of a person.
pub fn upload(client: &Client, person: &str, bytes: &[u8]) -> Answer {
    send(
        client,
        "/v1/documents",
        form(&[("kind", "eligibility_proof"), ("participant_id", person)], Some(("x.pdf", bytes))),
    )
}

/// The files in the data directory.
fn files(app: &TestApp) -> usize {
    std::fs::read_dir(app.database.dir.join("documents")).map_or(0, Iterator::count)
}

both! {
    fn a_document_is_kept_under_no_name_of_its_own_and_given_back_as_an_attachment(app: TestApp) {
        let followed = app.given_somebody_followed();
        let person = followed.participant.to_string();
        let body = form(&[("kind", "eligibility_proof"), ("participant_id", &person)], Some(("../../etc/passwd.html", PDF)));
        let made = send(&followed.referent, "/v1/documents", body);
        let location = made.headers["location"].clone();
        let made = made.expect(201);
        assert_eq!((&made["content_type"], &made["size_bytes"]), (&json!("application/pdf"), &json!(PDF.len())));
        assert_eq!((&made["retention_class"], &made["version"]), (&json!("esf_evidence"), &json!(1)));
        assert_eq!(made["sha256"], json!(sha256(PDF)));
        assert_eq!(followed.referent.get(&location).expect(200), made);
        let names: Vec<String> = std::fs::read_dir(app.database.dir.join("documents")).unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(names.len(), 1);
        assert!(names[0].len() == 64 && names[0].bytes().all(|b| b.is_ascii_hexdigit()), "{names:?}");
        let content = followed.referent.with("X-Reason", "Contrôle").get(&format!("{location}/content"));
        assert_eq!((content.status, content.text.as_bytes()), (200, PDF));
        assert_eq!(content.headers["content-type"], "application/pdf");
        assert_eq!(content.headers["content-disposition"], format!("attachment; filename=\"document-{}.pdf\"", made["id"].as_str().unwrap()));
        assert_eq!((content.headers["x-content-type-options"].as_str(), content.headers["cache-control"].as_str()), ("nosniff", "no-store"));
        let read = app.sign_in(Role::Director).get("/v1/access-log?resource=documents").expect(200);
        assert_eq!((&read["items"][0]["object_ids"], &read["items"][0]["reason"]), (&json!([made["id"]]), &json!("Contrôle")));
        let listed = followed.referent.get(&format!("/v1/documents?participant_id={person}&kind=eligibility_proof&include_total=true")).expect(200);
        assert_eq!((&listed["items"], &listed["total"]), (&json!([made]), &json!(1)));
        assert_eq!(followed.referent.get("/v1/documents?kind=cv").expect(200)["items"], json!([]));
        assert_eq!(followed.referent.delete(&location).status, 405);
    }

    fn a_document_is_what_its_bytes_say_whatever_its_name(app: TestApp) {
        let person = app.given_a_participant();
        let (assistant, person) = (app.sign_in(Role::Assistant), person["id"].as_str().unwrap().to_owned());
        for (bytes, kind) in [(PNG, "image/png"), (JPEG, "image/jpeg"), (PDF, "application/pdf")] {
            assert_eq!(upload(&assistant, &person, bytes).expect(201)["content_type"], kind);
        }
        let kept = files(&app);
        for wrong in [&b"<html><script>alert(1)</script></html>"[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"PK\x03\x04....", b"GIF89a....", b"MZ......", b"#!/bin/sh\n"] {
            upload(&assistant, &person, wrong).refused(415, "unsupported_media_type");
        }
        assert_eq!(files(&app), kept, "nothing stays behind");
    }

    fn every_fault_of_a_form_is_named_and_leaves_nothing_behind(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let answer = send(&assistant, "/v1/documents", form(&[("kid", "cv")], None));
        assert_eq!((answer.status, answer.faults()), (422, vec!["/file required".to_owned(), "/kid unknown_field".to_owned(), "/kind required".to_owned()]));
        let nobody = Uuid::now_v7().to_string();
        let answer = send(&assistant, "/v1/documents", form(&[("kind", "poem"), ("participant_id", &nobody)], Some(("a", PDF))));
        assert_eq!(answer.faults(), ["/kind unknown_code", "/participant_id reference_not_found"]);
        send(&assistant, "/v1/documents", form(&[("kind", "cv"), ("participant_id", "x")], Some(("a", PDF)))).refused(422, "validation_failed");
        send(&assistant, "/v1/documents", form(&[("kind", "cv"), ("kind", "cv")], Some(("a", PDF)))).refused(400, "malformed_request");
        send(&assistant, "/v1/documents", form(&[("kind", "cv")], Some(("a", b"")))).refused(422, "validation_failed");
        send(&assistant, "/v1/documents", b"--frontiere\r\nnonsense".to_vec()).refused(400, "malformed_request");
        assistant.post("/v1/documents", &json!({"kind": "cv"})).refused(415, "unsupported_media_type");
        let mut large = PDF.to_vec();
        large.resize(10 * 1024 * 1024 + 1, b' ');
        send(&assistant, "/v1/documents", form(&[("kind", "cv")], Some(("a", &large)))).refused(413, "payload_too_large");
        large.truncate(10 * 1024 * 1024);
        assert_eq!(files(&app), 0);
        let whole = send(&assistant, "/v1/documents", form(&[("kind", "cv")], Some(("a", &large)))).expect(201);
        assert_eq!((&whole["size_bytes"], &whole["retention_class"]), (&json!(10_485_760), &json!("social_follow_up")));
        let content = app.sign_in(Role::DataManager).get(&format!("/v1/documents/{}/content", whole["id"].as_str().unwrap()));
        assert_eq!((content.status, content.headers["content-length"].as_str()), (200, "10485760"));
    }

    fn a_rehearsal_and_a_repetition_keep_no_second_file(app: TestApp) {
        let person = app.given_a_participant();
        let person = person["id"].as_str().unwrap().to_owned();
        let assistant = app.sign_in(Role::Assistant);
        let id = Uuid::now_v7().to_string();
        let body = || form(&[("id", &id), ("kind", "cv"), ("participant_id", &person)], Some(("a", PDF)));
        send(&assistant, "/v1/documents?dry_run=true", body()).expect(200);
        assert_eq!((files(&app), assistant.get("/v1/documents").expect(200)["items"].clone()), (0, json!([])));
        let first = send(&assistant, "/v1/documents", body()).expect(201);
        assert_eq!(send(&assistant, "/v1/documents", body()).expect(201), first, "the same id and content answer the first");
        let other = form(&[("id", &id), ("kind", "cv"), ("participant_id", &person)], Some(("a", PNG)));
        send(&assistant, "/v1/documents", other).refused(409, "duplicate");
        assert_eq!(files(&app), 1);
        let again = assistant.with("Idempotency-Key", "k1");
        let once = || form(&[("kind", "cv"), ("participant_id", &person)], Some(("a", JPEG)));
        let made = send(&again, "/v1/documents", once());
        let replayed = send(&again, "/v1/documents", once());
        assert_eq!((made.text, replayed.headers["idempotency-replayed"].as_str()), (replayed.text, "true"));
        assert_eq!(files(&app), 2);
        let another = form(&[("kind", "cv"), ("participant_id", &person)], Some(("a", PNG)));
        send(&again, "/v1/documents", another).refused(422, "idempotency_mismatch");
        assert_eq!(files(&app), 2);
    }

    fn a_document_follows_who_may_see_its_person(app: TestApp) {
        let followed = app.given_somebody_followed();
        let person = followed.participant.to_string();
        let made = upload(&followed.referent, &person, PDF).expect(201);
        let path = format!("/v1/documents/{}", made["id"].as_str().unwrap());
        let content = format!("{path}/content");
        for role in [Role::Director, Role::TerritorialOfficer, Role::DataManager] {
            app.sign_in(role).get(&path).expect(200);
            assert_eq!(app.sign_in(role).get(&content).status, 200, "{role}");
        }
        let assistant = app.sign_in(Role::Assistant);
        assistant.get(&path).expect(200);
        assistant.get(&content).refused(403, "forbidden");
        let stranger = app.sign_in(Role::Referent);
        stranger.get(&path).refused(404, "not_found");
        stranger.get(&content).refused(404, "not_found");
        assert_eq!(stranger.get("/v1/documents").expect(200)["items"], json!([]));
        assert_eq!(upload(&stranger, &person, PDF).faults(), ["/participant_id reference_not_found"]);
        let nobody = form(&[("kind", "cv")], Some(("a", PDF)));
        assert_eq!(send(&stranger, "/v1/documents", nobody.clone()).faults(), ["/participant_id required"]);
        let general = send(&assistant, "/v1/documents", nobody).expect(201);
        let general = format!("/v1/documents/{}", general["id"].as_str().unwrap());
        followed.referent.get(&general).refused(404, "not_found");
        upload(&app.sign_in(Role::Director), &person, PDF).refused(403, "forbidden");
        upload(&app.sign_in(Role::FinanceOfficer), &person, PDF).refused(403, "forbidden");
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.get(&path).refused(404, "not_found");
        foreign.get(&content).refused(404, "not_found");
        assert_eq!(upload(&foreign, &person, PDF).faults(), ["/participant_id reference_not_found"]);
        app.anonymous().get(&content).refused(401, "unauthenticated");
    }

    // § 9.3: what proves is named where it proves, and another person's paper proves nothing
    fn a_document_is_named_by_signatures_and_files(app: TestApp) {
        let followed = app.given_somebody_followed();
        let other = app.given_a_participant();
        let assistant = app.sign_in(Role::Assistant);
        let theirs = upload(&assistant, other["id"].as_str().unwrap(), PDF).expect(201);
        let mine = upload(&followed.referent, &followed.participant.to_string(), PDF).expect(201);
        let path = format!("/v1/participants/{}/eligibility", followed.participant);
        let proof = |document: &Value| json!({"criterion": "rsa", "issued_on": "2026-02-10", "evidence_document_id": document});
        assert_eq!(assistant.post(&path, &proof(&theirs["id"])).faults(), ["/evidence_document_id reference_not_found"]);
        assistant.post(&path, &proof(&mine["id"])).expect(201);
        let held = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T07:30:00Z", "outcome": "held"});
        let held = followed.referent.post(&followed.path("interviews"), &held).expect(201);
        let sign = format!("/v1/interviews/{}/sign", held["id"].as_str().unwrap());
        let scan = |document: &Value| json!({"kind": "handwritten_scan", "signer": {"type": "participant"}, "signed_at": "2026-03-02T07:30:00Z", "facts_hash": held["facts_hash"], "document_id": document});
        assert_eq!(followed.referent.at_version(1).post(&sign, &scan(&theirs["id"])).faults(), ["/document_id reference_not_found"]);
        followed.referent.at_version(1).post(&sign, &scan(&mine["id"])).expect(200);
    }

    fn what_no_row_knows_is_swept_away(app: TestApp) {
        let person = app.given_a_participant();
        upload(&app.sign_in(Role::Assistant), person["id"].as_str().unwrap(), PDF).expect(201);
        let stray = app.database.dir.join("documents").join("stray");
        std::fs::write(&stray, b"left by a power cut").unwrap();
        let sweep = |age| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
            .block_on(tokio::task::LocalSet::new().run_until(jalon::app::sweep_documents(&app.state, age)));
        assert_eq!((sweep(Duration::from_secs(3600)), files(&app)), (Ok(0), 2));
        assert_eq!((sweep(Duration::ZERO), files(&app)), (Ok(1), 1));
        assert!(!stray.exists());
    }
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Two at once can't take more room than there is.
#[test]
fn the_documents_of_a_plie_fit_into_its_quota() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let app =
            TestApp::start_with(kind, |given| jalon::config::Given { document_quota: Some("1".to_owned()), ..given });
        let assistant = app.sign_in(Role::Assistant);
        let mut bytes = PDF.to_vec();
        bytes.resize(700_000, b' ');
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let ask = || send(&assistant, "/v1/documents", form(&[("kind", "cv")], Some(("a", &bytes)))).status;
            let both = [scope.spawn(ask), scope.spawn(ask)];
            both.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(answers.contains(&201) && answers.contains(&409), "{kind:?} {answers:?}");
        assert_eq!(files(&app), 1, "{kind:?}");
        let elsewhere = app.sign_in_at(app.another_plie(), Role::Assistant);
        send(&elsewhere, "/v1/documents", form(&[("kind", "cv")], Some(("a", &bytes)))).expect(201);
    }
}

/// T24: whoever sends no byte is given up after the time of every request.
#[test]
fn a_stalled_upload_is_given_up() {
    let app = TestApp::start_with(Kind::Sqlite, |given| given);
    let assistant = app.sign_in(Role::Assistant);
    let address = app.url.strip_prefix("http://").unwrap().to_owned();
    let mut socket = std::net::TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    let head = format!(
        "POST /v1/documents HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: 100000\r\n\r\n--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\n%PDF-1.7",
        assistant.token.clone().unwrap()
    );
    socket.write_all(head.as_bytes()).unwrap();
    let started = std::time::Instant::now();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).ok();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(started.elapsed() < Duration::from_secs(30));
    assert_eq!(files(&app), 0, "nothing stays behind");
}
