//! What is written about a person stands nowhere in the clear: not in the database, not in the data directory, not in
//! a copy, and once erased not at all (T36, T37, T40).

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use diesel::prelude::*;
use jalon::auth::role::Role;
use jalon::db::Conn;
use uuid::Uuid;

use crate::both;
use crate::documents::{form, send, upload};
use crate::support::builders::told::{CANARY, paper};
use crate::support::node::{Node, Site};
use crate::support::{Client, Database, Kind, TestApp, Value, json};

/// Every file under a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The files under a directory that hold a text.
pub fn holding(dir: &Path, text: &str) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(text.len()).any(|w| w == text.as_bytes())
    };
    files(dir).into_iter().filter(holds).collect()
}

/// The tables of PostgreSQL with a row that holds a text, as text or as bytes.
pub fn tables_holding(conn: &mut Conn, text: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    #[derive(QueryableByName)]
    struct N {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let names = "select table_name::text as name from information_schema.tables where table_schema = 'public'";
    let names: Vec<Name> = diesel::sql_query(names).load(conn).unwrap();
    let bytes = text.bytes().map(|b| format!("{b:02x}")).collect::<String>();
    let holds = |name: &Name| {
        let sql = format!(
            "select count(*) as n from {} t where t::text like '%{text}%' or t::text like '%{bytes}%'",
            name.name
        );
        diesel::sql_query(sql).get_result::<N>(conn).unwrap().n > 0
    };
    names.into_iter().filter(holds).map(|name| name.name).collect()
}

/// A JPEG with a place, a comment and a turn in it, and something after its end.
fn photograph() -> Vec<u8> {
    let segment = |code: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, code], length.as_slice(), body].concat()
    };
    let tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let exif = [b"Exif\0\0".as_slice(), tiff, CANARY.as_bytes()].concat();
    let jfif = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
    let tables = segment(0xdb, &[1; 65]);
    let frame = segment(0xc0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), vec![0x12, 0xff, 0x00, 0x34]].concat();
    [
        vec![0xff, 0xd8],
        segment(0xe0, jfif),
        segment(0xe1, &exif),
        segment(0xfe, CANARY.as_bytes()),
        tables,
        frame,
        scan,
        vec![0xff, 0xd9],
        CANARY.as_bytes().to_vec(),
    ]
    .concat()
}

/// A PNG with a text in it.
fn drawing() -> Vec<u8> {
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [length.as_slice(), name, body, &[0; 4]].concat()
    };
    let sign = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
    let words = format!("Comment\0{CANARY}");
    [
        sign.to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        chunk(b"tEXt", words.as_bytes()),
        chunk(b"IDAT", &[1; 9]),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

fn content(client: &Client, document: &Value) -> Vec<u8> {
    let answer = client.get(&format!("/v1/documents/{}/content", document["id"].as_str().unwrap()));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.raw
}

both! {
    // T37: reports and documents are sealed, keys stand apart.
    fn a_document_and_a_report_stand_nowhere_in_the_clear(app: TestApp) {
        let followed = app.given_somebody_followed();
        let met = json!({"type": "follow_up", "modality": "phone", "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T07:30:00Z", "outcome": "held", "report": CANARY});
        followed.referent.post(&followed.path("interviews"), &met).expect(201);
        let made = app.given_a_paper(&followed.referent, &followed.participant.to_string(), "cv");
        let nobodys = send(&app.sign_in(Role::Assistant), "/v1/documents", form(&[("kind", "commission_minutes")], Some(("x", &paper(CANARY))))).expect(201);
        let manager = app.sign_in(Role::DataManager);
        assert_eq!(content(&manager, &made), paper(&format!("cv {CANARY}")));
        assert_eq!(content(&manager, &nobodys), paper(CANARY));
        let export = manager.post(&format!("/v1/participants/{}/data-export", followed.participant), &json!({"reason": "Demande"}));
        assert_eq!(export.status, 200);
        assert_eq!(holding(&app.database.dir, CANARY), Vec::<PathBuf>::new());
        if app.database.kind == Kind::Postgres {
            assert_eq!(tables_holding(&mut app.conn(), CANARY), Vec::<String>::new());
            assert!(tables_holding(&mut app.conn(), "follow_up").contains(&"interviews".to_owned()), "what is not sealed is found");
        } else {
            assert!(!holding(&app.database.dir, "follow_up").is_empty(), "what is not sealed is found");
        }
    }

    // T40: whatever was written in the clear is gone from the file as well, not only from its rows.
    fn what_was_erased_stands_nowhere(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.conn().batch("delete from time_record_participants; delete from time_totals; delete from time_records; update pathways set activated_on = null").unwrap();
        app.pathway_over(&told.followed);
        let holds = |app: &TestApp, text: &str| match app.database.kind {
            Kind::Postgres => !tables_holding(&mut app.conn(), text).is_empty(),
            Kind::Sqlite => {
                app.conn().batch("pragma wal_checkpoint(truncate)").unwrap();
                !holding(&app.database.dir, text).is_empty()
            }
        };
        assert!(holds(&app, CANARY) && holds(&app, "Benali"));
        let erasure = app.erased(&told.followed.participant.to_string());
        assert_eq!(erasure["restricted"], false, "{erasure}");
        for text in [CANARY, "Benali", "benali", "nadia@example.org"] {
            assert!(!holds(&app, text), "{text}");
        }
    }

    // T36: what an image tells beside its pixels.
    fn an_image_loses_what_it_tells_beside_its_pixels(app: TestApp) {
        let followed = app.given_somebody_followed();
        let person = followed.participant.to_string();
        for (bytes, kind, kept) in [(photograph(), "image/jpeg", "Exif"), (drawing(), "image/png", "IDAT")] {
            let made = upload(&followed.referent, &person, &bytes).expect(201);
            let stored = content(&followed.referent, &made);
            let holds = |text: &str| stored.windows(text.len()).any(|w| w == text.as_bytes());
            assert_eq!(made["content_type"], kind);
            assert!(!holds(CANARY) && stored.len() < bytes.len());
            // how a scan is turned stays, so that it is upright; and so do the pixels
            assert!(holds(kept));
            assert_eq!((&made["sha256"], &made["size_bytes"]), (&json!(sha256(&stored)), &json!(stored.len())));
            assert_eq!(upload(&followed.referent, &person, &stored).expect(201)["sha256"], made["sha256"], "clean already, it stays as it is");
        }
        let damaged = [&photograph()[..20], b"nothing of a picture"].concat();
        upload(&followed.referent, &person, &damaged).refused(415, "unsupported_media_type");
        let large = [drawing(), vec![7; 10 * 1024 * 1024]].concat();
        upload(&followed.referent, &person, &large).refused(413, "payload_too_large");
        assert_eq!(std::fs::read_dir(app.database.dir.join("documents")).unwrap().count(), 4, "nothing stays behind");
    }

    fn bytes_that_were_changed_are_not_given_back(app: TestApp) {
        let followed = app.given_somebody_followed();
        let mut large = paper(CANARY);
        large.resize(200_000, b' ');
        let made = upload(&followed.referent, &followed.participant.to_string(), &large).expect(201);
        assert_eq!(content(&followed.referent, &made), large);
        let file = files(&app.database.dir.join("documents")).pop().unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[150_000] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        let answer = followed.referent.get(&format!("/v1/documents/{}/content", made["id"].as_str().unwrap()));
        assert!(answer.raw.len() < large.len(), "it breaks off where they were changed");
    }

    fn bytes_older_than_their_encryption_are_read_as_they_are(app: TestApp) {
        let followed = app.given_somebody_followed();
        let made = app.given_a_paper(&followed.referent, &followed.participant.to_string(), "cv");
        let plain = content(&followed.referent, &made);
        let name = "ab".repeat(32);
        std::fs::write(app.database.dir.join("documents").join(&name), &plain).unwrap();
        app.conn().batch(&format!("update documents set sealed_key = null, stored_as = '{name}'")).unwrap();
        assert_eq!(content(&followed.referent, &made), plain);
    }
}

fn jalon(site: &Site, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jalon")).args(arguments).envs(site.settings()).output().unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A participant without a pathway, with a document of theirs.
fn somebody(client: &Client) -> (String, Value) {
    let body = json!({"first_name": "Ana", "last_name": "Silvaran", "birth_date": "1990-02-03", "gender": "woman", "phone": "0612345678"});
    let person = client.post("/v1/participants", &body).expect(201)["id"].as_str().unwrap().to_owned();
    let made = upload(client, &person, &paper(CANARY)).expect(201);
    (person, made)
}

/// What was recorded before it was sealed is sealed by a command, and reads the same.
fn what_is_older_than_its_encryption_is_sealed_by_a_command(kind: Kind) {
    let site = Site::new(kind);
    let node = site.node();
    let client = site.client(&node);
    let (person, made) = somebody(&client);
    let name = "cd".repeat(32);
    std::fs::write(site.database.dir.join("documents").join(&name), paper(CANARY)).unwrap();
    site.conn().batch(&format!("update documents set sealed_key = null, stored_as = '{name}'")).unwrap();
    assert_eq!(holding(&site.database.dir.join("documents"), CANARY).len(), 1);
    let told = printed(&jalon(&site, &["keys", "seal"]));
    assert!(told.contains("0 reports and 1 documents are sealed"), "{told}");
    assert_eq!(holding(&site.database.dir.join("documents"), CANARY), Vec::<PathBuf>::new());
    assert_eq!(content(&client, &made), paper(CANARY));
    assert!(printed(&jalon(&site, &["keys", "seal"])).contains("0 reports and 0 documents"));
    printed(&jalon(&site, &["verify"]));
    assert!(!person.is_empty());
}

#[test]
fn what_is_older_than_its_encryption_is_sealed_by_a_command_on_sqlite() {
    what_is_older_than_its_encryption_is_sealed_by_a_command(Kind::Sqlite);
}

#[test]
fn what_is_older_than_its_encryption_is_sealed_by_a_command_on_postgres() {
    what_is_older_than_its_encryption_is_sealed_by_a_command(Kind::Postgres);
}

/// Reports of before, with the app of a test whose keys are those of the data directory.
fn clear_reports_are_sealed(kind: Kind) {
    let app = TestApp::start(kind);
    let followed = app.given_somebody_followed();
    let held = app.given_a_held_interview(&followed);
    let id = app.uuid_text(held["id"].as_str().unwrap().parse().unwrap());
    app.conn()
        .batch(&format!("update interviews set report = '{CANARY}', report_sealed = null where id = {id}"))
        .unwrap();
    let path = format!("/v1/interviews/{}", held["id"].as_str().unwrap());
    assert_eq!(followed.referent.get(&path).expect(200)["report"], CANARY);
    let keys = jalon::auth::keys::Keys::of(crate::support::KEY);
    let seal = || {
        let mut conn = app.conn();
        conn.write(|conn| jalon::app::seal_clear_reports(conn, &keys, app.clock.now()))
    };
    assert_eq!((seal(), seal()), (Ok(1), Ok(0)));
    let read = followed.referent.get(&path).expect(200);
    assert_eq!(
        (&read["report"], &read["version"]),
        (&json!(CANARY), &held["version"]),
        "nothing of the interview has changed"
    );
    let mut conn = app.conn();
    let left = match kind {
        Kind::Postgres => tables_holding(&mut conn, CANARY).len(),
        Kind::Sqlite => {
            conn.batch("pragma wal_checkpoint(truncate)").unwrap();
            holding(&app.database.dir, CANARY).len()
        }
    };
    assert_eq!(left, 0);
}

#[test]
fn clear_reports_are_sealed_on_sqlite() {
    clear_reports_are_sealed(Kind::Sqlite);
}

#[test]
fn clear_reports_are_sealed_on_postgres() {
    clear_reports_are_sealed(Kind::Postgres);
}

fn restored(from: &Site, file: &Path) -> (Site, Output) {
    let other = Site { database: Database::fresh(Kind::Sqlite), plie: from.plie, user: from.user };
    std::fs::remove_file(other.database.dir.join("jalon.db")).unwrap();
    // keys and the ledger are kept apart from the copies
    for name in ["keys/master.key", "erasure.ledger"] {
        let to = other.database.dir.join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        drop(std::fs::copy(from.database.dir.join(name), to));
    }
    let output = jalon(&other, &["restore", &file.display().to_string()]);
    (other, output)
}

/// A copy holds the documents, sealed as they are; put back, they open.
#[test]
fn a_copy_holds_the_documents_and_nothing_in_the_clear() {
    let site = Site::new(Kind::Sqlite);
    let node = site.node();
    let client = site.client(&node);
    let (_, made) = somebody(&client);
    let place = site.database.dir.join("copies");
    std::fs::create_dir_all(&place).unwrap();
    let file = place.join("copy.db");
    let told = printed(&jalon(&site, &["backup", &file.display().to_string()]));
    assert!(told.contains(" 1 documents"), "{told}");
    let names: Vec<String> =
        std::fs::read_dir(&place).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(files(&place.join("copy.db.documents")).len(), 1);
    assert_eq!(holding(&place, CANARY), Vec::<PathBuf>::new());
    let (other, output) = restored(&site, &file);
    printed(&output);
    let second = other.node();
    assert_eq!(content(&other.client(&second), &made), paper(CANARY));
    drop(node);
}

/// T40: erased after the copy was made, the person does not come back with it.
#[test]
fn a_restore_brings_nobody_back_who_was_erased() {
    let site = Site::new(Kind::Sqlite);
    let node = site.node();
    let client = site.client(&node);
    let (person, _) = somebody(&client);
    let kept = client.post("/v1/participants", &json!({"first_name": "Karim", "last_name": "Haddad", "birth_date": "1980-02-03", "gender": "man", "phone": "0622345678"})).expect(201);
    let place = site.database.dir.join("copies");
    std::fs::create_dir_all(&place).unwrap();
    let file = place.join("copy.db");
    printed(&jalon(&site, &["backup", &file.display().to_string()]));
    client.post(&format!("/v1/participants/{person}/erase"), &json!({"reason": "Demande"})).expect(202);
    let director = site.client_as(&node, jalon::auth::role::Role::Director);
    director.at_version(1).post(&format!("/v1/participants/{person}/erasure/confirm"), &json!({})).expect(200);
    let (other, output) = restored(&site, &file);
    assert!(printed(&output).contains("erasure.ledger: 1 erased again"));
    assert_eq!(files(&other.database.dir.join("documents")), Vec::<PathBuf>::new());
    assert_eq!(holding(&other.database.dir, "Silvaran"), Vec::<PathBuf>::new(), "not in a free page either");
    let second = other.node();
    let there = other.client(&second);
    there.get(&format!("/v1/participants/{person}")).refused(410, "gone");
    assert_eq!(
        there.get(&format!("/v1/participants/{}", kept["id"].as_str().unwrap())).expect(200)["last_name"],
        "Haddad"
    );
    assert_eq!(there.get(&format!("/v1/participants/{person}/erasure")).expect(200)["erased_by"], Value::Null);
    assert!(printed(&jalon(&other, &["erasures", "apply"])).is_empty(), "done already");
    printed(&jalon(&other, &["verify"]));
    drop(node);
}

/// A database that was put back by its own tools: the server applies the ledger before it serves.
#[test]
fn a_server_serves_nobody_whom_the_ledger_names() {
    let site = Site::new(Kind::Postgres);
    let node = site.node();
    let client = site.client(&node);
    let (person, _) = somebody(&client);
    assert_eq!(node.stop(), Some(0));
    let line = json!({"at": "2026-03-02T08:00:00Z", "plie_id": site.plie, "participant_id": person});
    std::fs::write(site.database.dir.join("erasure.ledger"), format!("{line}\n")).unwrap();
    let again: Node = site.node();
    site.client(&again).get(&format!("/v1/participants/{person}")).refused(410, "gone");
    assert_eq!(tables_holding(&mut site.conn(), "Silvaran"), Vec::<String>::new());
    assert_eq!(files(&site.database.dir.join("documents")), Vec::<PathBuf>::new());
    std::fs::write(site.database.dir.join("erasure.ledger"), "what is this\n").unwrap();
    assert_eq!(site.start().stop_status(), Some(78), "a ledger that can't be read serves nobody");
}
