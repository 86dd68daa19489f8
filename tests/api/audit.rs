//! The journal: chained, complete, scoped; and the change feed that it also is.

use diesel::prelude::*;
use jalon::auth::role::Role;
use jalon::db::{Conn, Wall};

use crate::both;
use crate::support::{Client, TestApp, Value, json};

/// Numbers what was committed, as the running server does five times a second.
fn sequence(app: &TestApp) {
    let store = app.state.store.clone();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(store.write(Wall::System, jalon::app::sequence))
        .unwrap();
}

fn territories(app: &TestApp, names: &[&str]) -> Vec<Value> {
    let data = app.sign_in(Role::DataManager);
    names.iter().map(|n| data.post("/v1/territories", &json!({"name": n, "commune_codes": []})).expect(201)).collect()
}

both! {
    fn every_write_and_every_refusal_leaves_one_entry(app: TestApp) {
        let made = territories(&app, &["Nord"]);
        let id = made[0]["id"].as_str().unwrap();
        let referent = app.sign_in(Role::Referent);
        referent.at_version(1).patch(&format!("/v1/territories/{id}"), &json!({"name": "x"})).refused(403, "forbidden");
        app.sign_in(Role::DataManager).post("/v1/territories", &json!({"name": ""})).refused(422, "validation_failed");
        sequence(&app);
        let log = app.sign_in(Role::Director).get(&format!("/v1/audit-log?object_id={id}&sort=seq")).expect(200);
        let seen: Vec<(&str, &str)> = log["items"].as_array().unwrap().iter().map(|e| (e["operation"].as_str().unwrap(), e["outcome"].as_str().unwrap())).collect();
        assert_eq!(seen, [("create_territory", "done"), ("update_territory", "denied")]);
        assert_eq!(log["items"][1]["actor"]["id"], json!(referent.id.unwrap()));
        app.sign_in(Role::Referent).get("/v1/audit-log").refused(403, "forbidden");
    }

    fn a_changed_removed_or_cut_entry_is_named(app: TestApp) {
        territories(&app, &["a", "b", "c"]);
        sequence(&app);
        let director = app.sign_in(Role::Director);
        sequence(&app);
        let sound = director.get("/v1/audit-log/verify").expect(200);
        assert_eq!(sound["ok"], true, "{sound}");
        let entries = sound["entries"].as_i64().unwrap();
        assert!(entries >= 4);
        let mutations = [
            (format!("update audit_entries set operation = 'x' where seq = {entries}"), entries, "changed"),
            (format!("delete from audit_entries where seq = {entries}"), entries, "cut"),
            ("update audit_entries set outcome = 'denied' where seq = 2".to_owned(), 2, "changed"),
            ("delete from audit_entries where seq = 1".to_owned(), 1, "missing"),
        ];
        for (sql, seq, reason) in mutations {
            let mut conn = app.conn();
            let verdict = conn.transaction::<_, diesel::result::Error, _>(|c| {
                c.batch(&sql)?;
                Ok(jalon::app::verify_chain(c, app.plie).unwrap())
            });
            // the transaction above is kept: each mutation stands on the one before, and the first break is told
            let (at, why) = verdict.unwrap().unwrap();
            assert_eq!((at, why.as_str()), (seq, reason), "{sql}");
        }
        let broken = director.get("/v1/audit-log/verify").expect(200);
        assert_eq!((&broken["ok"], &broken["broken_at"]), (&json!(false), &json!(1)));
    }

    fn the_feed_tells_each_change_once_in_order_and_goes_on_where_it_stopped(app: TestApp) {
        territories(&app, &["a", "b", "c"]);
        let data = app.sign_in(Role::DataManager);
        sequence(&app);
        let first = data.get("/v1/changes?types=territories&limit=2").expect(200);
        assert_eq!((first["items"].as_array().unwrap().len(), &first["has_more"]), (2, &json!(true)));
        let next = first["next_cursor"].as_str().unwrap();
        let rest = data.get(&format!("/v1/changes?types=territories&after={next}")).expect(200);
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["has_more"]), (1, &json!(false)));
        let after = rest["next_cursor"].as_str().unwrap().to_owned();
        assert_eq!(data.get(&format!("/v1/changes?types=territories&after={after}")).expect(200)["items"], json!([]));
        territories(&app, &["d"]);
        sequence(&app);
        let news = data.get(&format!("/v1/changes?types=territories&after={after}")).expect(200);
        assert_eq!(news["items"].as_array().unwrap().len(), 1);
        assert_eq!(news["items"][0]["change"], "created");
        data.get("/v1/changes?after=x").refused(400, "invalid_cursor");
    }

    fn the_feed_tells_of_what_the_lists_show(app: TestApp) {
        let (data, director, assistant) = (app.sign_in(Role::DataManager), app.sign_in(Role::Director), app.sign_in(Role::Assistant));
        territories(&app, &["a"]);
        data.post("/v1/users", &json!({"email": "n@plie.example", "first_name": "N", "last_name": "B"})).expect(201);
        data.post("/v1/api-clients", &json!({"name": "Agenda", "scopes": ["events:read"]})).expect(201);
        let staff = app.given_staff();
        app.given_an_accepted_week(&staff, "2026-W10");
        let nadia = app.given_somebody_followed();
        app.given_a_held_interview(&nadia);
        let shared = json!({"user_id": nadia.user, "date": "2026-03-02", "start_time": "08:00", "end_time": "09:00", "task": "file_update",
            "operation_id": app.given_an_operation()["id"], "participant_ids": [nadia.participant]});
        nadia.referent.post("/v1/time-records", &shared).expect(201);
        assistant.post("/v1/time-records", &json!({"user_id": assistant.id, "date": "2026-03-02", "start_time": "08:00", "end_time": "09:00", "task": "other_operation"})).expect(201);
        sequence(&app);
        let kinds = |who: &Client| -> std::collections::BTreeSet<String> {
            let page = who.get("/v1/changes?limit=200").expect(200);
            page["items"].as_array().unwrap().iter().map(|c| c["type"].as_str().unwrap().to_owned()).collect()
        };
        let times = |who: &Client| who.get("/v1/changes?limit=200&types=time_records").expect(200)["items"].as_array().unwrap().len();
        let all = ["agenda_weeks", "api_clients", "interviews", "operations", "territories", "time_records", "users"];
        for (who, unheard) in [
            (&data, vec![]), (&director, vec!["api_clients"]), (&assistant, vec!["agenda_weeks", "api_clients", "users"]),
            (&nadia.referent, vec!["agenda_weeks", "api_clients", "users"]),
            (&staff.client, vec!["api_clients", "interviews", "users"]), (&staff.supervisor, vec!["api_clients", "interviews", "users"]),
        ] {
            let heard = kinds(who);
            let missing: Vec<&str> = all.iter().copied().filter(|kind| !heard.contains(*kind)).collect();
            assert_eq!(missing, unheard, "{heard:?}");
        }
        // the colleague's minutes about a person whom one follows are the colleague's
        let karim = app.given_somebody_followed();
        let way = (app.uuid_text(karim.user.0), app.uuid_text(nadia.participant));
        app.conn().batch(&format!("update referent_assignments set participant_id = {} where user_id = {}", way.1, way.0)).unwrap();
        assert_eq!((times(&nadia.referent), times(&karim.referent)), (1, 0));
        assert!(kinds(&karim.referent).contains("interviews"));
    }

    fn nobody_reads_the_journal_of_another_plie(app: TestApp) {
        territories(&app, &["a"]);
        sequence(&app);
        let foreign = app.sign_in_at(app.another_plie(), Role::Director);
        sequence(&app);
        for entry in foreign.get("/v1/audit-log").expect(200)["items"].as_array().unwrap() {
            assert_ne!(entry["resource"], "territories");
        }
        assert!(foreign.get("/v1/changes?types=territories").expect(200)["items"].as_array().unwrap().is_empty());
    }
}

#[test]
fn a_late_commit_is_not_skipped() {
    // on PostgreSQL two transactions overlap: the one that began first commits last
    let app = TestApp::start(crate::support::Kind::Postgres);
    let mut slow = app.conn();
    slow.begin().unwrap();
    let Conn::Pg(pg) = &mut slow else { return };
    let sql = format!(
        "insert into audit_entries (plie_id, id, at, actor_kind, request_id, operation, resource, change, outcome, fields) \
         values ('{}', '{}', now(), 'system', 'slow', 'test', 'territories', 'none', 'done', '[]')",
        app.plie,
        uuid::Uuid::now_v7()
    );
    diesel::sql_query(sql).execute(pg).unwrap();
    territories(&app, &["quick"]);
    sequence(&app);
    slow.commit().unwrap();
    sequence(&app);
    let log = app.sign_in(Role::Director).get("/v1/audit-log?resource=territories&sort=seq").expect(200);
    let ids: Vec<&str> = log["items"].as_array().unwrap().iter().map(|e| e["request_id"].as_str().unwrap()).collect();
    assert_eq!(ids.last(), Some(&"slow"));
}
