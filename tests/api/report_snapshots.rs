//! Frozen reports (§ 8.5): what was answered stays byte for byte, whatever happens afterwards; the database itself keeps it.

use jalon::auth::role::Role;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::both;
use crate::support::builders::commission::at;
use crate::support::{Client, TestApp, Value, json};

const SNAPSHOTS: &str = "/v1/report-snapshots";

fn annual() -> Value {
    json!({"report": "operator-annual", "parameters": {"from": "2026-01-01", "to": "2026-12-31"}, "title": "Bilan <b>2026</b>"})
}

fn freeze(client: &Client, body: &Value) -> Value {
    client.post(SNAPSHOTS, body).expect(201)
}

/// The bytes of the frozen answer within the text of a snapshot.
fn answer_of(text: &str) -> &str {
    text.split_once("\"answer\":").and_then(|(_, rest)| rest.strip_suffix('}')).expect("an answer at the end")
}

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap().to_owned()).collect()
}

both! {
    /// Meets S2.19: create_report_snapshot, get_report_snapshot.
    fn what_happens_later_does_not_move_a_snapshot(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let director = app.sign_in(Role::Director);
        let live = director.get("/v1/reports/operator-annual?from=2026-01-01&to=2026-12-31");
        let made = director.post(SNAPSHOTS, &annual());
        let location = made.headers["location"].clone();
        assert_eq!(made.headers["etag"], "\"1\"");
        let frozen = made.expect(201);
        assert_eq!(location, at("report-snapshots", &frozen));
        for (name, expected) in [
            ("report", json!("operator-annual")), ("title", json!("Bilan <b>2026</b>")), ("parameters", json!({"from": "2026-01-01", "to": "2026-12-31"})),
            ("period_from", json!("2026-01-01")), ("period_to", json!("2026-12-31")), ("recorded_by", json!(director.id)), ("version", json!(1)),
            ("content_intact", json!(true)), ("created_at", json!("2026-03-02T08:00:00Z")), ("updated_at", json!("2026-03-02T08:00:00Z")),
        ] {
            assert_eq!(frozen[name], expected, "{name}");
        }
        let read = director.get(&location);
        assert_eq!(answer_of(&read.text), live.text, "what the report answered, byte for byte");
        let digest = Sha256::digest(answer_of(&read.text).as_bytes()).iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(frozen["content_hash"], json!(digest));
        let printed = director.get(&format!("{location}?format=pdf"));
        let table = director.get(&format!("{location}?format=csv"));
        let page = director.get(&format!("{location}?format=html"));
        // the year goes on, and the past is corrected
        app.at("2026-04-20T08:00:00Z");
        app.given_somebody_followed();
        let who = app.uuid_text(nadia.participant);
        app.conn().batch(&format!("update participants set gender = 'man', birth_date = '2001-01-01' where id = {who}")).unwrap();
        let director = app.client_of(app.plie, jalon::ids::UserId::of(director.id.unwrap()));
        assert_ne!(director.get("/v1/reports/operator-annual?from=2026-01-01&to=2026-12-31").expect(200)["figures"]["accompanied"], read.body["answer"]["figures"]["accompanied"]);
        assert_eq!(director.get(&location).text, read.text);
        assert_eq!(director.get(&format!("{location}?format=pdf")).raw, printed.raw);
        assert_eq!(director.get(&format!("{location}?format=csv")).text, table.text);
        assert_eq!(director.get(&format!("{location}?format=html")).text, page.text);
        assert_eq!(director.with("If-None-Match", "\"1\"").get(&location).status, 304);
    }

    fn a_snapshot_is_given_in_the_forms_of_its_report(app: TestApp) {
        app.given_somebody_followed();
        let director = app.sign_in(Role::Director);
        let frozen = freeze(&director, &annual());
        let path = at("report-snapshots", &frozen);
        let table = director.get(&format!("{path}?format=csv"));
        assert_eq!(table.headers["content-disposition"], "attachment; filename=\"operator-annual-2026-01-01-2026-12-31.csv\"");
        let live = director.get("/v1/reports/operator-annual?from=2026-01-01&to=2026-12-31&format=csv");
        let sorted = |text: &str| { let mut all: Vec<String> = text.lines().map(str::to_owned).collect(); all.sort(); all };
        assert_eq!(sorted(&table.text), sorted(&live.text), "the rows of the report itself");
        assert_eq!(director.with("Accept", "text/csv").get(&path).text, table.text);
        assert!(director.get(&format!("{path}?format=xlsx")).raw.starts_with(b"PK"));
        let printed = director.get(&format!("{path}?format=pdf"));
        assert!(printed.raw.starts_with(b"%PDF-1."));
        assert_eq!(printed.headers["content-disposition"], format!("attachment; filename=\"rapport-{}.pdf\"", frozen["id"].as_str().unwrap()));
        let page = director.get(&format!("{path}?format=html"));
        assert!(page.headers["content-security-policy"].starts_with("default-src 'none'; style-src 'unsafe-inline';"));
        for part in [frozen["id"].as_str().unwrap(), frozen["content_hash"].as_str().unwrap(), "Rapport annuel d’activité 2026"] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert!(!page.text.contains("<script"));
        let caseload = at("report-snapshots", &freeze(&director, &json!({"report": "caseload"})));
        assert!(director.get(&format!("{caseload}?format=csv")).text.contains(";active_caseload;1;1;1;"));
        for form in ["html", "pdf"] {
            director.get(&format!("{caseload}?format={form}")).refused(406, "not_acceptable");
        }
        director.get(&format!("{path}?format=docx")).refused(400, "malformed_parameter");
        director.get(&format!("{path}?forme=csv")).refused(400, "unknown_parameter");
    }

    fn the_database_itself_keeps_a_snapshot(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let frozen = freeze(&director, &annual());
        for past in [
            "update report_snapshots set content = '{}'", "update report_snapshots set content_hash = content_hash", "update report_snapshots set title = null",
            "delete from report_snapshots",
        ] {
            let refused = app.conn().batch(past).unwrap_err().to_string();
            assert!(refused.contains("conflict_append_only"), "{past}: {refused}");
        }
        let path = at("report-snapshots", &frozen);
        assert_eq!(director.get(&path).expect(200), frozen);
        director.at_version(1).patch(&path, &json!({"title": "x"})).refused(405, "method_not_allowed");
        director.at_version(1).delete(&path).refused(405, "method_not_allowed");
    }

    fn a_report_is_frozen_once_however_often_it_is_sent(app: TestApp) {
        app.given_somebody_followed();
        let director = app.sign_in(Role::Director);
        let mut body = annual();
        body["id"] = json!(Uuid::now_v7());
        let rehearsed = director.post(&format!("{SNAPSHOTS}?dry_run=true"), &body);
        assert_eq!((rehearsed.status, &rehearsed.body["id"], rehearsed.headers.get("location")), (200, &body["id"], None));
        assert_eq!(ids(&director.get(SNAPSHOTS).expect(200)), Vec::<String>::new(), "a rehearsal freezes nothing");
        let first = freeze(&director, &body);
        app.given_somebody_followed();
        assert_eq!(freeze(&director, &body), first, "sent again, the first figures stand");
        let mut other = body.clone();
        other["parameters"]["masked"] = json!(true);
        director.post(SNAPSHOTS, &other).refused(409, "duplicate");
        app.sign_in(Role::DataManager).post(SNAPSHOTS, &body).refused(409, "duplicate");
        let keyed = director.with("Idempotency-Key", "bilan-2026");
        let once = keyed.post(SNAPSHOTS, &annual());
        let twice = keyed.post(SNAPSHOTS, &annual());
        assert_eq!((&twice.text, twice.headers["idempotency-replayed"].as_str()), (&once.text, "true"));
        keyed.post(SNAPSHOTS, &other).refused(422, "idempotency_mismatch");
        assert_eq!(ids(&director.get(SNAPSHOTS).expect(200)).len(), 2);
        assert_eq!(app.journal("resource = 'report_snapshots'"), ["create_report_snapshot report_snapshots"; 2]);
    }

    fn the_author_directors_and_data_managers_read_a_snapshot(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let director = app.sign_in(Role::Director);
        let own = freeze(&nadia.referent, &annual());
        assert_eq!(own["answer"]["figures"]["accompanied"]["numerator"], 1, "what the author sees, and no more");
        let whole = freeze(&director, &annual());
        assert_eq!(whole["answer"]["figures"]["accompanied"]["numerator"], 2);
        let (one, all) = (at("report-snapshots", &own), at("report-snapshots", &whole));
        for reader in [&director, &app.sign_in(Role::DataManager), &nadia.referent] {
            assert_eq!(reader.get(&one).expect(200), own);
        }
        for role in [Role::TerritorialOfficer, Role::Assistant, Role::InnovativeProjectsOfficer, Role::EmployerRelationsOfficer, Role::FinanceOfficer] {
            let reader = app.sign_in(role);
            reader.get(&all).refused(404, "not_found");
            assert_eq!(reader.get(SNAPSHOTS).expect(200)["items"], json!([]), "{role}");
            let theirs = freeze(&reader, &json!({"report": "caseload"}));
            assert_eq!(ids(&reader.get(SNAPSHOTS).expect(200)), [theirs["id"].as_str().unwrap()], "{role}");
        }
        for stranger in [&karim.referent, &app.sign_in_at(app.another_plie(), Role::Director)] {
            stranger.get(&one).refused(404, "not_found");
            stranger.get(&format!("{one}?format=pdf")).refused(404, "not_found");
        }
        for role in [Role::Partner, Role::Auditor, Role::SocialWorker, Role::CommissionMember] {
            let outside = app.sign_in(role);
            outside.post(SNAPSHOTS, &annual()).refused(403, "forbidden");
            outside.get(SNAPSHOTS).refused(403, "forbidden");
            outside.get(&one).refused(404, "not_found");
        }
        // the author's role ends
        let user = app.uuid_text(nadia.user.0);
        let roles = r#"[{"role": "commission_member", "valid_from": "2020-01-01"}]"#;
        app.conn().batch(&format!("update users set roles = '{roles}' where id = {user}")).unwrap();
        nadia.referent.get(&one).refused(404, "not_found");
        director.get(&one).expect(200);
    }

    fn the_feed_tells_of_a_snapshot_to_those_who_read_it(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let frozen = freeze(&nadia.referent, &annual());
        app.sequence();
        let told = |who: &Client| {
            let page = who.get("/v1/changes?limit=200&types=report_snapshots").expect(200);
            page["items"].as_array().unwrap().iter().map(|c| c["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(told(&nadia.referent), [frozen["id"].clone()]);
        assert_eq!(told(&app.sign_in(Role::Director)), [frozen["id"].clone()]);
        assert_eq!(told(&karim.referent), Vec::<Value>::new());
    }

    fn small_counts_stay_masked_in_a_snapshot(app: TestApp) {
        app.given_somebody_followed();
        let director = app.sign_in(Role::Director);
        let mut body = annual();
        body["parameters"]["masked"] = json!(true);
        let frozen = freeze(&director, &body);
        assert_eq!(frozen["parameters"]["masked"], true);
        assert_eq!(frozen["answer"]["figures"]["accompanied"]["numerator"], Value::Null);
        let path = at("report-snapshots", &frozen);
        assert!(director.get(&format!("{path}?format=csv")).text.contains(";accompanied;;;;"));
        assert!(director.get(&format!("{path}?format=html")).text.contains("n. c."));
    }

    fn snapshots_are_paged_and_filtered(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let manager = app.sign_in(Role::DataManager);
        let mut made = Vec::new();
        for (day, report, who) in [("02", "caseload", &director), ("03", "operator-annual", &manager), ("04", "caseload", &manager)] {
            app.at(&format!("2026-03-{day}T08:00:00Z"));
            let who = app.client_of(app.plie, jalon::ids::UserId::of(who.id.unwrap()));
            made.push(freeze(&who, &json!({"report": report}))["id"].as_str().unwrap().to_owned());
        }
        let director = app.client_of(app.plie, jalon::ids::UserId::of(director.id.unwrap()));
        let list = |query: &str| director.get(&format!("{SNAPSHOTS}?{query}")).expect(200);
        let latest: Vec<&String> = made.iter().rev().collect();
        let first = list("limit=2&include_total=true");
        assert_eq!((ids(&first).iter().collect::<Vec<_>>(), &first["total"]), (latest[..2].to_vec(), &json!(3)));
        assert_eq!(first["items"][0].get("answer"), None, "a list has no answers");
        assert_eq!(ids(&list(&format!("limit=2&cursor={}", first["next_cursor"].as_str().unwrap()))), [latest[2].clone()]);
        assert_eq!(ids(&list("sort=created_at")), made);
        assert_eq!(ids(&list("report=caseload&sort=created_at")), [made[0].clone(), made[2].clone()]);
        assert_eq!(ids(&list(&format!("author={}", manager.id.unwrap()))), [made[2].clone(), made[1].clone()]);
        assert_eq!(ids(&list("from=2026-03-03&to=2026-03-03")), [made[1].clone()]);
        assert_eq!(ids(&list("updated_after=2026-03-03T08:00:00Z")), [made[2].clone()]);
        for wrong in ["report=nothing", "author=me", "from=2026", "sort=title"] {
            director.get(&format!("{SNAPSHOTS}?{wrong}")).refused(400, "malformed_parameter");
        }
        director.get(&format!("{SNAPSHOTS}?title=x")).refused(400, "unknown_parameter");
    }

    fn what_is_sent_wrongly_is_refused(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let post = |body: Value| director.post(SNAPSHOTS, &body);
        assert_eq!(post(json!({})).faults(), ["/report required"]);
        post(json!({"report": "balance-sheet"})).refused(422, "validation_failed");
        post(json!({"report": "caseload", "colour": "red"})).refused(422, "unknown_field");
        assert_eq!(post(json!({"report": "caseload", "parameters": {"colour": "red"}})).faults(), ["/parameters/colour unknown_field"]);
        assert_eq!(post(json!({"report": "caseload", "parameters": {"from": "2026-01-01"}})).faults(), ["/parameters unknown_field"]);
        assert_eq!(post(json!({"report": "operator-annual", "parameters": {"from": "2026-02-01", "to": "2026-01-01"}})).faults(), ["/parameters/to invalid"]);
        assert_eq!(post(json!({"report": "time-split", "parameters": {"task": "nothing"}})).faults(), ["/parameters/task invalid"]);
        let nobody = Uuid::now_v7();
        assert_eq!(post(json!({"report": "operator-annual", "parameters": {"operation_id": nobody}})).faults(), ["/parameters/operation_id reference_not_found"]);
        assert_eq!(post(json!({"report": "caseload", "parameters": {"referent_id": nobody}})).faults(), ["/parameters/referent_id reference_not_found"]);
        post(json!({"report": "caseload", "title": "é".repeat(201)})).refused(422, "validation_failed");
        post(json!({"report": "caseload", "title": "a\u{0}b"})).refused(422, "validation_failed");
        director.get(&format!("{SNAPSHOTS}/{nobody}")).refused(404, "not_found");
        assert_eq!(director.get(SNAPSHOTS).expect(200)["items"], json!([]));
    }
}
