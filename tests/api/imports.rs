//! Imports: rows go the way that requests go, one refused stops no other, and what is said already is not written again.

use std::path::PathBuf;

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::documents;
use crate::support::builders::imports::{Asked, asked, sent};
use crate::support::{Answer, Client, TestApp, Value, json};

const COMMIT: (&str, &str) = ("mode", "commit");
const HEAD: &str = "external_ids.si;last_name;first_name;birth_date;gender;phone";

/// Two people that nobody knows.
fn two() -> String {
    format!("{HEAD}\nA-1;Benali;Nadia;12/04/1987;woman;06 12 34 56 78\nA-2;Morel;Éloïse;1990-02-28;woman;\n")
}

fn known_as(client: &Client, number: &str) -> Value {
    client.get(&format!("/v1/participants/by-external-id/si/{number}")).expect(200)
}

fn people(app: &TestApp) -> String {
    app.read_text("select count(*) from participants")
}

/// Versions and lines of the journal that tell of an object of a table.
fn written(app: &TestApp) -> (String, usize) {
    (
        app.read_text("select coalesce(sum(version), 0) from participants"),
        app.journal("resource in ('participants', 'time_records')").len(),
    )
}

/// The files among the results.
fn kept(app: &TestApp) -> Vec<PathBuf> {
    std::fs::read_dir(app.database.dir.join("results")).into_iter().flatten().map(|e| e.unwrap().path()).collect()
}

both! {
    /// Meets S0.19: create_import, get_import, list_import_rows, commit_import.
    fn a_file_is_validated_without_a_trace_and_then_committed(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let import = asked(&manager, "participants", &[], two().as_bytes());
        let waiting = import.now();
        assert_eq!((&waiting["status"], &waiting["mode"], &waiting["on_duplicate"], &waiting["row_count"]), (&json!("validating"), &json!("validate"), &json!("fail"), &json!(2)));
        assert_eq!(waiting["columns"][0], json!({"heading": "external_ids.si", "member": "external_ids.si"}));
        import.commit().refused(409, "illegal_transition");
        let stored = kept(&app);
        assert_eq!(stored.len(), 1);
        let bytes = std::fs::read(&stored[0]).unwrap();
        assert!(!bytes.windows(6).any(|w| w == b"Benali"), "what was sent stands sealed");
        assert_eq!(app.work(), 1);
        let validated = import.now();
        assert_eq!((&validated["status"], &validated["counts"]), (&json!("validated"), &json!({"created": 2, "updated": 0, "unchanged": 0, "rejected": 0})));
        assert_eq!(import.rows(), ["2 created", "3 created"]);
        assert_eq!((people(&app).as_str(), written(&app).1), ("0", 0), "validating writes nothing");
        let first = manager.get(&format!("{}/rows?limit=1", import.path)).expect(200);
        assert_eq!((&first["items"][0]["written"], &first["items"][0]["object_id"]), (&json!(false), &Value::Null));
        manager.post(&format!("{}/commit", import.path), &json!({})).refused(428, "precondition_required");
        manager.at_version(1).post(&format!("{}/commit", import.path), &json!({})).refused(412, "version_conflict");
        let committing = import.commit();
        let job = committing.headers["location"].clone();
        committing.expect(202);
        assert_eq!(import.now()["status"], "committing");
        assert_eq!(app.work(), 1);
        assert_eq!(import.now()["status"], "committed", "{} {}", import.now(), manager.get(&job).text);
        assert!(!stored[0].exists(), "what was sent is kept no longer than it is needed");
        let nadia = known_as(&manager, "A-1");
        assert_eq!((&nadia["birth_date"], &nadia["phone"], &nadia["version"]), (&json!("1987-04-12"), &json!("0612345678"), &json!(1)));
        let rows = manager.get(&format!("{}/rows?outcome=created&include_total=true", import.path)).expect(200);
        assert_eq!((&rows["total"], &rows["items"][0]["object_id"], &rows["items"][0]["written"]), (&json!(2), &nadia["id"], &json!(true)));
        let told = app.journal("resource = 'participants'");
        let id = import.path.rsplit('/').next().unwrap();
        assert_eq!(told, [format!("commit_import participants import {id}"), format!("commit_import participants import {id}")]);
        let (status, report) = manager.download(&format!("{job}/result"));
        let report: Value = serde_json::from_slice(&report).unwrap();
        assert_eq!((status, &report["status"], &report["counts"]["created"], report["rows"].as_array().unwrap().len()), (200, &json!("committed"), &json!(2), 2));
        for report in kept(&app) {
            assert!(!std::fs::read(report).unwrap().windows(6).any(|w| w == b"counts"), "a report stands sealed");
        }
        import.commit().refused(409, "illegal_transition");
        app.sequence();
        let fed = manager.get("/v1/changes?types=participants").expect(200);
        assert_eq!(fed["items"].as_array().unwrap().len(), 2, "the feed tells of each");
    }

    fn what_is_stored_already_is_not_written_again(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        assert_eq!(app.imported(&manager, "participants", &[COMMIT], &two()).1, ["2 created", "3 created"]);
        let before = written(&app);
        assert_eq!(app.imported(&manager, "participants", &[COMMIT], &two()).1, ["2 unchanged", "3 unchanged"]);
        assert_eq!(written(&app), before, "no version, no line of the journal");
        let file = format!("{HEAD}\nA-1;Benali;Nadia;1987-04-12;woman;0699999999\nA-2;;;;;\n");
        assert_eq!(app.imported(&manager, "participants", &[COMMIT], &file).1, ["2 updated", "3 unchanged"], "an empty cell leaves what is there");
        let nadia = known_as(&manager, "A-1");
        assert_eq!((&nadia["phone"], &nadia["version"], &nadia["gender"]), (&json!("0699999999"), &json!(2), &json!("woman")));
        assert_eq!((written(&app).1, known_as(&manager, "A-2")["version"].clone()), (before.1 + 1, json!(1)));
    }

    fn a_row_that_is_refused_says_where_and_stops_no_other(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let file = "Nom,Prénom,Né le,gender,Rue,Notes\nBenali,Nadia,31/02/1987,woman,,x\nMorel,Éloïse,1990-02-28,woman,,\n,Paul,1990-01-01,dragon,1 rue,\nNIR,185057800608491,1985-05-01,man,,\n";
        let mapping = json!({"Nom": "last_name", "Prénom": "first_name", "Né le": "birth_date", "Rue": "address.line", "Notes": null}).to_string();
        let (import, rows) = app.imported(&manager, "participants", &[COMMIT, ("mapping", &mapping)], file);
        assert_eq!(rows, ["2 rejected invalid_format", "3 created", "4 rejected required required required", "5 rejected rule_no_nir"]);
        assert_eq!(import.now()["counts"], json!({"created": 1, "updated": 0, "unchanged": 0, "rejected": 3}));
        let refused = manager.with("Accept-Language", "en").get(&format!("{}/rows?outcome=rejected", import.path)).expect(200);
        let problem = &refused["items"][0]["problems"][0];
        assert_eq!((&problem["column"], &problem["pointer"]), (&json!("Né le"), &json!("/birth_date")));
        assert_eq!(problem["message"], "The form expected is `date`.");
        assert_eq!(refused["items"][2]["problems"][0]["column"], "Prénom");
        assert_eq!(people(&app), "1");
        let page = manager.get(&format!("{}/rows?limit=3", import.path)).expect(200);
        let next = page["next_cursor"].as_str().unwrap();
        let last = manager.get(&format!("{}/rows?limit=3&cursor={next}", import.path)).expect(200);
        assert_eq!((last["items"].as_array().unwrap().len(), &last["items"][0]["row"], &last["next_cursor"]), (1, &json!(5), &Value::Null));
    }

    fn columns_that_are_nothing_are_named_before_any_row_is_read(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let mapping = json!({"Absente": "email", "first_name": "prenom"}).to_string();
        let answer = sent(&manager, "participants", &[("mapping", &mapping)], b"last_name;first_name;Ville\nA;B;C\n");
        assert_eq!((answer.status, answer.faults()), (422, vec!["/file unknown_field".to_owned(), "/mapping/Absente unknown_column".to_owned(), "/mapping/first_name unknown_code".to_owned()]));
        let answer = sent(&manager, "participants", &[("mapping", r#"{"Nom": "last_name"}"#)], b"last_name;Nom\nA;B\n");
        assert_eq!(answer.faults(), ["/file duplicate_column"]);
        let answer = documents::send(&manager, "/v1/imports", documents::form(&[("target", "poems"), ("max_changes", "-1"), ("mapping", "{"), ("mode", "try")], None));
        assert_eq!((answer.status, answer.faults()), (422, ["/file required", "/mapping wrong_type", "/max_changes too_small", "/mode unknown_code", "/target unknown_code"].map(str::to_owned).to_vec()));
        sent(&manager, "time-records", &[("on_duplicate", "link")], b"date\n2026-03-02\n").refused(422, "validation_failed");
        manager.post("/v1/imports", &json!({"target": "participants"})).refused(415, "unsupported_media_type");
        assert_eq!((app.work(), kept(&app).len()), (0, 0), "nothing stays behind");
        let rehearsed = documents::send(&manager, "/v1/imports?dry_run=true", documents::form(&[("target", "participants")], Some(("a", two().as_bytes()))));
        assert_eq!((rehearsed.status, app.work(), kept(&app).len()), (200, 0, 0));
    }

    fn more_changes_than_asked_for_are_none_at_all(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let import = asked(&manager, "participants", &[COMMIT, ("max_changes", "1")], two().as_bytes());
        assert_eq!(app.work(), 1);
        let failed = import.now();
        assert_eq!((&failed["status"], &failed["problems"][0]["code"]), (&json!("failed"), &json!("conflict_too_many_changes")));
        let job = manager.get(&import.job).expect(200);
        assert_eq!((&job["state"], &job["problems"][0]["code"]), (&json!("failed"), &json!("conflict_too_many_changes")));
        assert_eq!((people(&app).as_str(), kept(&app).len()), ("0", 0));
        assert_eq!(import.rows(), ["2 created", "3 created"], "what would have come of it can still be read");
        let import = asked(&manager, "participants", &[("max_changes", "1")], two().as_bytes());
        assert_eq!(app.work(), 1);
        import.commit().refused(409, "conflict_too_many_changes");
        let import = asked(&manager, "participants", &[COMMIT, ("max_changes", "2")], two().as_bytes());
        assert_eq!((app.work(), &import.now()["status"]), (1, &json!("committed")));
    }

    fn somebody_who_looks_like_a_participant_is_treated_as_was_asked(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let known = app.given_a_participant_with(&json!({"last_name": "Benali", "first_name": "Nadia", "birth_date": "1987-04-12", "phone": "0611111111"}));
        let file = format!("{HEAD}\nA-1;Bénali;NADIA;1987-04-12;woman;0622222222\n");
        let (import, rows) = app.imported(&manager, "participants", &[COMMIT], &file);
        assert_eq!(rows, ["2 rejected duplicate"]);
        let row = manager.get(&format!("{}/rows", import.path)).expect(200)["items"][0].clone();
        let candidate = &row["problems"][0]["candidates"][0];
        assert_eq!((&candidate["id"], &candidate["hint"]), (&known["id"], &json!("N. B. 1987")));
        assert_eq!(app.imported(&manager, "participants", &[COMMIT, ("on_duplicate", "skip")], &file).1, ["2 unchanged already_known"]);
        assert_eq!(app.imported(&manager, "participants", &[COMMIT, ("on_duplicate", "link")], &file).1, ["2 updated"]);
        let linked = known_as(&manager, "A-1");
        assert_eq!((&linked["id"], &linked["phone"], &linked["last_name"]), (&known["id"], &json!("0611111111"), &json!("Benali")), "only the number is attached");
        assert_eq!(app.imported(&manager, "participants", &[COMMIT, ("on_duplicate", "skip")], &file).1, ["2 unchanged already_known"]);
        let other = format!("{HEAD}\nA-9;Benali;Nadia;1987-04-12;woman;0622222222\n");
        assert_eq!(app.imported(&manager, "participants", &[COMMIT, ("on_duplicate", "update")], &other).1, ["2 rejected rule_other_number"], "somebody who only looks alike keeps their number");
        let another = "external_ids.autre;last_name;first_name;birth_date;phone\nZ;Benali;Nadia;1987-04-12;0633333333\n";
        assert_eq!(app.imported(&manager, "participants", &[COMMIT, ("on_duplicate", "update")], another).1, ["2 updated"]);
        let updated = known_as(&manager, "A-1");
        assert_eq!((&updated["phone"], &updated["external_ids"]), (&json!("0633333333"), &json!({"autre": "Z", "si": "A-1"})));
        let confirmed = format!("{HEAD};confirm_new\nB-1;Benali;Nadia;1987-04-12;woman;;oui\n");
        assert_eq!(app.imported(&manager, "participants", &[COMMIT], &confirmed).1, ["2 created"]);
        let doubled = format!("{HEAD}\nC-1;Benali;Nadia;1987-04-12;woman;\n");
        assert_eq!(app.imported(&manager, "participants", &[COMMIT, ("on_duplicate", "update")], &doubled).1, ["2 rejected duplicate"], "one of two is nobody");
    }

    fn who_stands_twice_in_one_file_is_refused_the_second_time(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let file = format!("{HEAD}\nA-1;Benali;Nadia;1987-04-12;woman;\nA-1;Morel;Jean;1980-01-01;man;\nA-3;BENALI;Nadia;12/04/1987;woman;\n");
        assert_eq!(app.imported(&manager, "participants", &[COMMIT], &file).1, ["2 created", "3 rejected duplicate_in_file", "4 rejected duplicate_in_file"]);
    }

    fn older_never_overwrites_newer(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        app.imported(&manager, "participants", &[COMMIT], &two());
        let row = |at: &str, phone: &str| format!("external_ids.si;phone;updated_at\nA-1;{phone};{at}\n");
        let before = written(&app);
        assert_eq!(app.imported(&manager, "participants", &[COMMIT], &row("2026-03-01", "0601010101")).1, ["2 unchanged older"]);
        assert_eq!(written(&app), before);
        app.clock.set(app.clock.now().plus_seconds(3600));
        let manager = app.client_of(app.plie, jalon::ids::UserId::of(manager.id.unwrap()));
        assert_eq!(app.imported(&manager, "participants", &[COMMIT], &row("2026-03-02T09:30:00", "0601010101")).1, ["2 updated"]);
        assert_eq!(app.imported(&manager, "participants", &[COMMIT], &row("avant-hier", "0601010102")).1, ["2 rejected invalid_format"]);
    }

    fn time_is_recorded_by_the_rules_of_time_and_once(app: TestApp) {
        let (referent, colleague) = (app.sign_in(Role::Referent), app.sign_in(Role::Referent));
        let operation = app.given_an_operation()["id"].as_str().unwrap().to_owned();
        let file = format!("date;start_time;end_time;duration_minutes;task;operation_id;user_id\n\
            02/03/2026;9:00;10:00;;team_admin;{operation};\n\
            02/03/2026;9:30;10:30;;team_admin;{operation};\n\
            2026-03-02;;;15;team_admin;{operation};\n\
            2026-03-02;;;15;team_admin;{operation};\n\
            2026-03-03;9:00;10:00;;team_admin;{operation};\n\
            2026-02-27;9:00;10:00;;team_admin;{operation};{}\n", colleague.id.unwrap());
        let (import, rows) = app.imported(&referent, "time-records", &[COMMIT], &file);
        let outcomes: Vec<String> = rows.iter().map(|row| row.split(' ').take(if row.contains("rejected") { 3 } else { 2 }).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(outcomes, ["2 created", "3 rejected rule_overlap", "4 created", "5 created", "6 rejected rule_future_date", "7 rejected forbidden"]);
        assert_eq!(app.read_text("select sum(duration_minutes) from time_records"), "90");
        let before = written(&app);
        let again = app.imported(&referent, "time-records", &[COMMIT], &file).0;
        assert_eq!(again.now()["counts"], json!({"created": 0, "updated": 0, "unchanged": 3, "rejected": 3}), "the same rows are the same records");
        assert_eq!(written(&app), before);
        let record = referent.get(&format!("{}/rows?outcome=created&limit=1", import.path)).expect(200)["items"][0]["object_id"].clone();
        let record = record.as_str().unwrap();
        let own = format!("id;date;start_time;end_time;task;operation_id;comment\n{record};2026-03-02;9:00;10:00;team_admin;{operation};Courrier\n");
        assert_eq!(app.imported(&referent, "time-records", &[COMMIT], &own).1, ["2 rejected duplicate"]);
        assert_eq!(app.imported(&referent, "time-records", &[COMMIT, ("on_duplicate", "skip")], &own).1, ["2 unchanged already_known"]);
        let changed = app.imported(&referent, "time-records", &[COMMIT, ("on_duplicate", "update")], &own).1;
        assert!(changed[0].starts_with("2 updated"), "{changed:?}");
        assert_eq!(referent.get(&format!("/v1/time-records/{record}")).expect(200)["comment"], "Courrier");
        let theirs = app.imported(&colleague, "time-records", &[COMMIT, ("on_duplicate", "update")], &own).1;
        assert_eq!(theirs, ["2 rejected duplicate"], "somebody else's record is not told of");
        // the assistant records for others, as by the API
        let assistant = app.sign_in(Role::Assistant);
        let for_other = format!("date;duration_minutes;task;operation_id;user_id\n2026-03-02;30;team_admin;{operation};{}\n", colleague.id.unwrap());
        assert!(app.imported(&assistant, "time-records", &[COMMIT], &for_other).1[0].starts_with("2 created"));
    }

    fn who_may_import_what_and_read_it(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        for role in [Role::Director, Role::Assistant, Role::Referent, Role::TerritorialOfficer] {
            let client = app.sign_in(role);
            sent(&client, "participants", &[], two().as_bytes()).refused(403, "forbidden");
            sent(&client, "time-records", &[], b"date\n2026-03-02\n").expect(202);
        }
        for role in [Role::Auditor, Role::CommissionMember] {
            sent(&app.sign_in(role), "time-records", &[], b"date\n2026-03-02\n").refused(403, "forbidden");
        }
        app.work();
        let import = asked(&manager, "participants", &[], two().as_bytes());
        app.work();
        let director = app.sign_in(Role::Director);
        assert_eq!(director.get(&import.path).expect(200)["id"], import.now()["id"]);
        director.get(&format!("{}/rows", import.path)).expect(200);
        director.at_version(1).post(&format!("{}/commit", import.path), &json!({})).refused(403, "forbidden");
        for other in [app.sign_in(Role::Referent), app.sign_in_at(app.another_plie(), Role::DataManager)] {
            other.get(&import.path).refused(404, "not_found");
            other.get(&format!("{}/rows", import.path)).refused(404, "not_found");
            other.at_version(1).post(&format!("{}/commit", import.path), &json!({})).refused(404, "not_found");
            other.get(&import.job).refused(404, "not_found");
        }
        let listed = director.get("/v1/imports?include_total=true").expect(200);
        assert_eq!(listed["total"], 5);
        assert_eq!(manager.get("/v1/imports?target=participants&status=validated").expect(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(app.sign_in(Role::Referent).get("/v1/imports").expect(200)["items"], json!([]));
        // the rights are those of the account when the rows are carried out
        import.commit().expect(202);
        app.conn().batch("update users set status = 'suspended'").unwrap();
        assert_eq!(app.work(), 1);
        assert_eq!((app.read_text("select status from imports where target = 'participants'").as_str(), people(&app).as_str()), ("failed", "0"));
    }

    fn a_lost_node_leaves_no_row_done_twice(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let rows: String = (0..250).map(|n| format!("N-{n};Nom{};Prénom{};19{:02}-01-{:02};woman;\n", letters(n), letters(n), 50 + n % 40, 1 + n % 28)).collect();
        let import = asked(&manager, "participants", &[COMMIT], format!("{HEAD}\n{rows}").as_bytes());
        // the node is lost in the middle of the second pass: the third stretch finds no claim
        let trigger = match app.database.kind {
            crate::support::Kind::Sqlite => "create trigger lose after update on imports when new.status = 'committing' and new.position = 100 begin update jobs set claim = x'00000000000000000000000000000001'; end",
            crate::support::Kind::Postgres => "create function lose() returns trigger language plpgsql as $$ begin if new.status = 'committing' and new.position = 100 then update jobs set claim = '00000000-0000-0000-0000-000000000001'; end if; return new; end $$; create trigger lose after update on imports for each row execute function lose()",
        };
        app.conn().batch(trigger).unwrap();
        assert_eq!(app.work(), 1);
        assert_eq!((people(&app).as_str(), &import.now()["status"]), ("100", &json!("committing")), "what was committed stays");
        assert_eq!(app.work(), 0, "the claim of the lost node still holds");
        let undo = if app.database.kind == crate::support::Kind::Sqlite { "drop trigger lose" } else { "drop trigger lose on imports" };
        app.conn().batch(undo).unwrap();
        app.clock.set(app.clock.now().plus_seconds(120));
        let manager = app.client_of(app.plie, jalon::ids::UserId::of(manager.id.unwrap()));
        assert_eq!(app.work(), 1);
        let done = manager.get(&import.path).expect(200);
        assert_eq!((&done["status"], &done["counts"]["created"], people(&app).as_str()), (&json!("committed"), &json!(250), "250"));
        assert_eq!(app.journal("resource = 'participants'").len(), 250, "each once");
    }

    fn what_was_validated_is_committed_and_nothing_else(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let import = asked(&manager, "participants", &[("on_duplicate", "update")], two().as_bytes());
        assert_eq!(app.work(), 1);
        app.given_a_participant_with(&json!({"last_name": "Morel", "first_name": "Éloïse", "birth_date": "1990-02-28", "phone": "0644444444"}));
        import.commit().expect(202);
        assert_eq!(app.work(), 1);
        assert_eq!(import.rows(), ["2 created", "3 rejected conflict_changed_since_validation"]);
        let late = asked(&manager, "participants", &[], two().as_bytes());
        assert_eq!(app.work(), 1);
        app.clock.set(app.clock.now().plus_seconds(24 * 3600 + 1));
        let manager = app.client_of(app.plie, jalon::ids::UserId::of(manager.id.unwrap()));
        let commit = |import: &Asked| {
            let version = manager.get(&import.path).expect(200)["version"].as_i64().unwrap();
            manager.at_version(version).post(&format!("{}/commit", import.path), &json!({}))
        };
        commit(&late).refused(409, "conflict_validation_expired");
        app.sweep_results();
        assert_eq!(manager.get(&late.path).expect(200)["status"], "expired");
        commit(&late).refused(409, "illegal_transition");
        assert_eq!(manager.get(&format!("{}/rows", late.path)).expect(200)["items"], json!([]));
        assert_eq!(manager.get(&format!("{}/rows", import.path)).expect(200)["items"].as_array().unwrap().len(), 2, "a report is kept for a week");
        app.clock.set(app.clock.now().plus_seconds(7 * 24 * 3600));
        app.sweep_results();
        let manager = app.client_of(app.plie, jalon::ids::UserId::of(manager.id.unwrap()));
        assert_eq!(manager.get(&format!("{}/rows", import.path)).expect(200)["items"], json!([]));
        assert_eq!((kept(&app).len(), app.read_text("select count(*) from imports where stored_as is not null").as_str()), (0, "0"));
    }

    fn an_erasure_lets_go_of_every_report(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let import = asked(&manager, "participants", &[COMMIT], two().as_bytes());
        assert_eq!(app.work(), 1);
        let job = format!("/v1/jobs/{}", import.now()["job_id"].as_str().unwrap());
        assert_eq!(manager.download(&format!("{job}/result")).0, 200);
        app.erased(known_as(&manager, "A-1")["id"].as_str().unwrap());
        manager.get(&format!("{job}/result")).refused(409, "conflict_job_expired");
        assert_eq!(manager.get(&job).expect(200)["state"], "expired");
    }

    fn a_workbook_is_read_as_it_is_shown(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let bytes = crate::imports_hostile::workbook(|cells| {
            cells.text("last_name").text("first_name").text("birth_date").text("gender").text("external_ids.si").text("phone").row();
            cells.text("Benali").text("Nadia").day(31879.0).text("woman").number(12.0).text("=1+1").row();
            cells.text("Morel").text("Éloïse").day(32932.0).text("woman").number(13.0).text("0612345678").row();
        });
        let (import, rows) = (asked(&manager, "participants", &[COMMIT], &bytes), app.work());
        assert_eq!((rows, import.rows()), (1, vec!["2 rejected invalid_format".to_owned(), "3 created".to_owned()]));
        assert_eq!(known_as(&manager, "13")["birth_date"], "1990-02-28");
    }

    fn a_repeated_request_is_one_import(app: TestApp) {
        let manager = app.sign_in(Role::DataManager).with("Idempotency-Key", "one");
        let first = sent(&manager, "participants", &[], two().as_bytes()).expect(202);
        let again = sent(&manager, "participants", &[], two().as_bytes());
        assert_eq!(again.headers.get("idempotency-replayed").map(String::as_str), Some("true"));
        assert_eq!(again.expect(202), first);
        sent(&manager, "participants", &[COMMIT], two().as_bytes()).refused(422, "idempotency_mismatch");
        assert_eq!((app.work(), kept(&app).len()), (1, 2), "the rows that wait, and the report");
    }
}

fn letters(n: usize) -> String {
    n.to_string().bytes().map(|b| char::from(b - b'0' + b'a')).collect()
}
