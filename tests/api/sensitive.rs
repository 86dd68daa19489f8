//! Sensitive facts of a participant: dated, sealed, read by few and never in silence (G3 to G5, R3.6, T9, T37).

use std::process::Command;

use diesel::prelude::*;
use jalon::auth::role::Role;
use jalon::db::Conn;

use crate::both;
use crate::support::node::Site;
use crate::support::{Kind, TestApp, Value, json};

fn facts() -> Value {
    json!({"disabled": "yes", "nationality_class": "third_country", "foreign_background": "declined", "justice": "no"})
}

/// The five facts of an answer.
fn five(answer: &Value) -> Vec<&str> {
    let names = ["disabled", "nationality_class", "foreign_background", "minority", "justice"];
    names.iter().map(|name| answer[name].as_str().unwrap()).collect()
}

both! {
    // « Not asked », « declined » and « no » are three values; what was told before stays (G3).
    fn facts_are_told_for_a_day_and_never_overwritten(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/sensitive", followed.participant);
        let nothing = followed.referent.get(&path).expect(200);
        assert_eq!(five(&nothing), ["unknown"; 5]);
        assert_eq!((&nothing["id"], &nothing["as_of"], &nothing["version"]), (&Value::Null, &Value::Null, &json!(0)));
        let mut told = facts();
        told["as_of"] = json!("2026-02-01");
        let first = followed.referent.put(&path, &told).expect(200);
        assert_eq!(five(&first), ["yes", "third_country", "declined", "unknown", "no"]);
        assert_eq!((&first["as_of"], &first["version"]), (&json!("2026-02-01"), &json!(1)));
        assert_eq!(first["recorded_by"], json!(followed.user));
        assert_eq!(followed.referent.get(&path).expect(200), first);
        app.at("2026-03-03T08:00:00Z");
        let referent = app.client_of(app.plie, followed.user);
        let second = referent.put(&path, &json!({"disabled": "no"})).expect(200);
        assert_eq!(five(&second), ["no", "unknown", "unknown", "unknown", "unknown"]);
        assert_eq!((&second["as_of"], &second["version"]), (&json!("2026-03-03"), &json!(2)));
        let then = referent.get(&format!("{path}?as_of=2026-03-02")).expect(200);
        assert_eq!((five(&then), &then["id"]), (five(&first), &first["id"]));
        assert_eq!(five(&referent.get(&format!("{path}?known_on=2026-03-02")).expect(200)), five(&first));
        assert_eq!(five(&referent.get(&format!("{path}?as_of=2026-01-31")).expect(200)), ["unknown"; 5]);
        let rewritten = app.conn().batch("update sensitive_facts set as_of = '2026-01-01'");
        assert!(rewritten.unwrap_err().to_string().contains("append_only"), "the database itself refuses to overwrite");
    }

    fn a_rehearsal_tells_nothing(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/sensitive", followed.participant);
        let would_be = followed.referent.put(&format!("{path}?dry_run=true"), &facts()).expect(200);
        assert_eq!(five(&would_be), ["yes", "third_country", "declined", "unknown", "no"]);
        assert_eq!(five(&followed.referent.get(&path).expect(200)), ["unknown"; 5]);
    }

    fn what_is_wrong_is_named_all_at_once(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/sensitive", followed.participant);
        let answer = followed.referent.put(&path, &json!({"disabled": "maybe", "nationality_class": "italian", "nationality": "it"}));
        assert_eq!(answer.status, 422, "{}", answer.text);
        assert_eq!(answer.faults(), ["/disabled unknown_code", "/nationality unknown_field", "/nationality_class unknown_code"]);
        followed.referent.put(&path, &json!({"as_of": "2026-03-03"})).refused(422, "rule_future");
        followed.referent.put(&path, &json!({"as_of": "1901-01-01"})).refused(422, "rule_before_birth");
        followed.referent.put(&path, &json!({"disabled": true})).refused(422, "validation_failed");
        followed.referent.get(&format!("{path}?disabled=yes")).refused(400, "unknown_parameter");
    }

    // Domain § 3: the assistant enters a form and reads no list, the director and the data manager read.
    fn few_read_them_and_fewer_tell_them(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/sensitive", followed.participant);
        app.sign_in(Role::Assistant).put(&path, &facts()).expect(200);
        for role in [Role::Director, Role::TerritorialOfficer, Role::DataManager] {
            let reader = app.sign_in(role);
            assert_eq!(five(&reader.get(&path).expect(200))[0], "yes", "{role}");
            reader.put(&path, &facts()).refused(403, "forbidden");
        }
        app.sign_in(Role::Assistant).get(&path).refused(403, "forbidden");
        app.sign_in(Role::Referent).get(&path).refused(404, "not_found");
        app.sign_in(Role::Referent).put(&path, &facts()).refused(404, "not_found");
        app.sign_in(Role::FinanceOfficer).get(&path).refused(404, "not_found");
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.get(&path).refused(404, "not_found");
        let unknown = format!("/v1/participants/{}/sensitive", uuid::Uuid::now_v7());
        app.sign_in(Role::Director).get(&unknown).refused(404, "not_found");
    }

    // T9: neither a list, nor the journal, nor the feed tells that a fact was told, let alone which.
    fn no_list_log_or_feed_shows_them(app: TestApp) {
        let followed = app.given_somebody_followed();
        followed.referent.put(&format!("/v1/participants/{}/sensitive", followed.participant), &facts()).expect(200);
        jalon::app::sequence(&mut app.conn()).unwrap();
        let director = app.sign_in(Role::Director);
        let person = director.get(&format!("/v1/participants/{}", followed.participant)).expect(200);
        assert!(person.get("disabled").is_none());
        let changes = director.get("/v1/changes?types=sensitive_facts").expect(200);
        assert_eq!(changes["items"], json!([]));
        let entries = director.get("/v1/audit-log?resource=sensitive_facts").expect(200);
        assert_eq!((entries["items"].as_array().unwrap().len(), &entries["items"][0]["fields"]), (1, &json!([])));
    }

    fn two_readings_of_one_person_share_its_key(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/sensitive", followed.participant);
        followed.referent.put(&path, &facts()).expect(200);
        followed.referent.put(&path, &facts()).expect(200);
        let met = json!({"type": "follow_up", "modality": "phone", "starts_at": "2026-03-02T07:00:00Z",
            "ends_at": "2026-03-02T07:30:00Z", "outcome": "held", "report": "Point sur le projet."});
        let met = followed.referent.post(&followed.path("interviews"), &met).expect(201);
        assert_eq!(met["report"], "Point sur le projet.");
        let keys: Vec<i64> = count(&mut app.conn(), "select count(*) as n from data_keys");
        assert_eq!(keys, [1]);
    }
}

#[derive(QueryableByName)]
struct N {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

fn count(conn: &mut Conn, sql: &str) -> Vec<i64> {
    let rows: Vec<N> = jalon::each!(conn, |c| diesel::sql_query(sql).load(c)).unwrap();
    rows.into_iter().map(|row| row.n).collect()
}

/// Words that stand nowhere else.
const CANARY: &str = "zebre-violet-4417";

/// A person whose report and facts hold the canary; the facts can only hold codes, so that theirs is a code.
fn whisper(app: &TestApp) {
    let followed = app.given_somebody_followed();
    let path = format!("/v1/participants/{}/sensitive", followed.participant);
    followed.referent.put(&path, &json!({"nationality_class": "stateless", "disabled": "declined"})).expect(200);
    let met = json!({"type": "follow_up", "modality": "phone", "starts_at": "2026-03-02T07:00:00Z",
        "ends_at": "2026-03-02T07:30:00Z", "outcome": "held", "report": CANARY});
    // kept answers hold what the object holds
    let referent = followed.referent.with("Idempotency-Key", "canary");
    let made = referent.post(&followed.path("interviews"), &met).expect(201);
    assert_eq!(made["report"], CANARY);
    assert_eq!(referent.get(&format!("/v1/interviews/{}", made["id"].as_str().unwrap())).expect(200)["report"], CANARY);
}

/// T37: `strings` on the database file and its WAL finds nothing.
#[test]
fn a_canary_is_nowhere_in_the_files_of_sqlite() {
    let app = TestApp::start(Kind::Sqlite);
    whisper(&app);
    let mut seen = 0;
    for entry in std::fs::read_dir(&app.database.dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
            assert!(!holds(CANARY), "{}", path.display());
            assert!(!holds("\"nationality_class\":\"stateless\""), "{}", path.display());
            seen += usize::from(holds("follow_up"));
        }
    }
    assert!(seen > 0, "what is not sealed is found, so that this looks at the right files");
}

/// T37: a dump of every table of PostgreSQL as text finds nothing.
#[test]
fn a_canary_is_nowhere_in_the_tables_of_postgresql() {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let app = TestApp::start(Kind::Postgres);
    whisper(&app);
    let mut conn = app.conn();
    let tables = "select table_name::text as name from information_schema.tables where table_schema = 'public'";
    let tables: Vec<Name> = diesel::sql_query(tables).load(&mut conn).unwrap();
    let found = |conn: &mut Conn, text: &str| {
        let holding = tables.iter().filter(|table| {
            let bytes = text.bytes().map(|b| format!("{b:02x}")).collect::<String>();
            let sql = format!(
                "select count(*) as n from {} t where t::text like '%{text}%' or t::text like '%{bytes}%'",
                table.name
            );
            count(conn, &sql)[0] > 0
        });
        holding.map(|table| table.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(&mut conn, CANARY), Vec::<String>::new());
    assert_eq!(found(&mut conn, "nationality_class\":\"stateless"), Vec::<String>::new());
    assert!(found(&mut conn, "follow_up").contains(&"interviews".to_owned()));
}

/// A rotation wraps the data keys anew and rewrites no data; a node without the new file answers 503, not nonsense.
fn a_rotated_key_opens_what_was_sealed_before(kind: Kind) {
    let site = Site::new(kind);
    let node = site.node();
    let client = site.client(&node);
    let person = json!({"first_name": "Ana", "last_name": "Silva", "birth_date": "1990-02-03", "gender": "woman", "phone": "0612345678"});
    let person = client.post("/v1/participants", &person).expect(201);
    let path = format!("/v1/participants/{}/sensitive", person["id"].as_str().unwrap());
    let assistant = site.client_as(&node, Role::Assistant);
    assistant.put(&path, &facts()).expect(200);
    let sealed = "select coalesce(sum(length(sealed)), 0) as n from sensitive_facts where recorded_at is not null";
    let before = count(&mut site.conn(), sealed);
    for _ in 0..2 {
        let rotated =
            Command::new(env!("CARGO_BIN_EXE_jalon")).args(["keys", "rotate"]).envs(site.settings()).output().unwrap();
        assert!(rotated.status.success(), "{}", String::from_utf8_lossy(&rotated.stderr));
        assert!(String::from_utf8_lossy(&rotated.stdout).contains("wraps 1 data keys"));
        assert_eq!(five(&client.get(&path).expect(200))[0], "yes", "the node goes on meanwhile");
    }
    assert_eq!(count(&mut site.conn(), sealed), before, "no data was rewritten");
    for entry in std::fs::read_dir(site.database.dir.join("keys")).unwrap() {
        let file = entry.unwrap().path();
        if file.file_name().unwrap().to_string_lossy().starts_with("wrapping-") {
            std::fs::rename(&file, file.with_extension("away")).unwrap();
        }
    }
    client.get(&path).refused(503, "unavailable");
}

#[test]
fn a_rotated_key_opens_what_was_sealed_before_on_sqlite() {
    a_rotated_key_opens_what_was_sealed_before(Kind::Sqlite);
}

#[test]
fn a_rotated_key_opens_what_was_sealed_before_on_postgres() {
    a_rotated_key_opens_what_was_sealed_before(Kind::Postgres);
}
