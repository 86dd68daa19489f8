//! Who read what is restricted: who, what, of whom, when and why (R3.6, trust § 4.1).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Kind, TestApp, Value, json};

fn held(report: &str) -> Value {
    json!({"type": "follow_up", "modality": "phone", "starts_at": "2026-03-02T07:00:00Z",
        "ends_at": "2026-03-02T07:30:00Z", "outcome": "held", "report": report})
}

fn lines(app: &TestApp, query: &str) -> Vec<Value> {
    let log = app.sign_in(Role::Director).get(&format!("/v1/access-log{query}")).expect(200);
    log["items"].as_array().unwrap().clone()
}

both! {
    fn each_reading_of_sensitive_facts_leaves_a_line_with_its_reason(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/sensitive", followed.participant);
        assert_eq!(lines(&app, "").len(), 0);
        followed.referent.put(&path, &json!({"disabled": "yes"})).expect(200);
        assert_eq!(lines(&app, "").len(), 0, "who tells a fact has not read one");
        let director = app.sign_in(Role::Director);
        let facts = director.with("X-Reason", "Bilan FSE de l'année").get(&path).expect(200);
        let read = lines(&app, "");
        assert_eq!(read.len(), 1);
        assert_eq!(read[0]["actor"], json!({"kind": "user", "id": director.id.unwrap()}));
        assert_eq!((&read[0]["operation"], &read[0]["resource"]), (&json!("get_sensitive_facts"), &json!("sensitive_facts")));
        assert_eq!((&read[0]["participant_id"], &read[0]["reason"]), (&json!(followed.participant), &json!("Bilan FSE de l'année")));
        assert_eq!((&read[0]["object_ids"], &read[0]["at"]), (&json!([facts["id"]]), &json!("2026-03-02T08:00:00Z")));
        assert_eq!(read[0]["fields"], json!(["disabled", "nationality_class", "foreign_background", "minority", "justice"]));
        director.get(&path).expect(200);
        assert_eq!(lines(&app, "")[0]["reason"], Value::Null);
        // that nothing was told is told as well
        let other = app.given_a_participant();
        director.get(&format!("/v1/participants/{}/sensitive", other["id"].as_str().unwrap())).expect(200);
        assert_eq!(lines(&app, "").len(), 3);
        // unchanged since, it was read all the same
        assert_eq!(director.with("If-None-Match", "\"1\"").get(&path).status, 304);
        assert_eq!(lines(&app, "").len(), 4);
        app.sign_in(Role::Assistant).get(&path).refused(403, "forbidden");
        assert_eq!(lines(&app, "").len(), 4, "who was refused has read nothing");
        let number = director.with("X-Reason", "1 85 05 78 006 084 91").get(&path);
        number.refused(400, "malformed_parameter");
    }

    fn the_report_of_an_interview_is_noted_where_it_is_shown(app: TestApp) {
        let followed = app.given_somebody_followed();
        let with = followed.referent.post(&followed.path("interviews"), &held("Point sur le projet.")).expect(201);
        let mut without = held("x");
        without["report"] = Value::Null;
        without["starts_at"] = json!("2026-02-20T07:00:00Z");
        without["ends_at"] = json!("2026-02-20T07:30:00Z");
        followed.referent.post(&followed.path("interviews"), &without).expect(201);
        let before = lines(&app, "").len();
        let listed = followed.referent.get("/v1/interviews").expect(200);
        assert_eq!((&listed["items"][0]["report"], &listed["items"][1]["report"]), (&Value::Null, &Value::Null));
        assert_eq!(lines(&app, "").len(), before, "a list shows no words");
        for shown in listed["items"].as_array().unwrap() {
            followed.referent.get(&format!("/v1/interviews/{}", shown["id"].as_str().unwrap())).expect(200);
        }
        let read = lines(&app, "?resource=interviews");
        assert_eq!(read.len(), before + 1, "there is nothing to read of the other");
        assert_eq!((&read[0]["object_ids"], &read[0]["fields"]), (&json!([with["id"]]), &json!(["report"])));
        // the assistant reads the interview, and not its report
        app.sign_in(Role::Assistant).get(&format!("/v1/interviews/{}", with["id"].as_str().unwrap())).expect(200);
        assert_eq!(lines(&app, "").len(), before + 1);
    }

    // trust § 4.3: where the line can't be written, nothing is answered.
    fn a_reading_that_cannot_be_noted_is_refused(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/sensitive", followed.participant);
        followed.referent.put(&path, &json!({"disabled": "yes"})).expect(200);
        let (refuse, allow) = match app.database.kind {
            Kind::Sqlite => (
                "create trigger full_disk before insert on access_log begin select raise(abort, 'full'); end",
                "drop trigger full_disk",
            ),
            Kind::Postgres => (
                "create trigger full_disk before insert on access_log for each row execute function refuse_overwriting()",
                "drop trigger full_disk on access_log",
            ),
        };
        app.conn().batch(refuse).unwrap();
        let answer = followed.referent.get(&path);
        assert!(answer.status >= 500, "{}", answer.text);
        assert!(!answer.text.contains("disabled"), "{}", answer.text);
        app.conn().batch(allow).unwrap();
        followed.referent.get(&path).expect(200);
    }

    fn the_log_is_paged_filtered_and_never_rewritten(app: TestApp) {
        let (one, two) = (app.given_a_participant(), app.given_a_participant());
        let director = app.sign_in(Role::Director);
        let manager = app.sign_in(Role::DataManager);
        for (n, person) in [&one, &two, &one].into_iter().enumerate() {
            app.at(&format!("2026-03-02T08:0{n}:00Z"));
            director.get(&format!("/v1/participants/{}/sensitive", person["id"].as_str().unwrap())).expect(200);
        }
        manager.get(&format!("/v1/participants/{}/sensitive", two["id"].as_str().unwrap())).expect(200);
        let of = format!("/v1/participants/{}/access-log", one["id"].as_str().unwrap());
        assert_eq!(manager.get(&of).expect(200)["items"].as_array().unwrap().len(), 2);
        let page = director.get("/v1/access-log?limit=3&include_total=true").expect(200);
        assert_eq!((page["items"].as_array().unwrap().len(), &page["total"]), (3, &json!(4)));
        let rest = director.get(&format!("/v1/access-log?limit=3&cursor={}", page["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
        assert_eq!(lines(&app, &format!("?actor_id={}", manager.id.unwrap())).len(), 1);
        assert_eq!(lines(&app, "?from=2026-03-02T08:01:00Z&to=2026-03-02T08:02:00Z").len(), 1);
        assert_eq!(lines(&app, "?resource=interviews").len(), 0);
        assert_eq!(lines(&app, "?sort=at")[0]["at"], json!("2026-03-02T08:00:00Z"));
        let rewritten = app.conn().batch("update access_log set reason = 'x'");
        assert!(rewritten.unwrap_err().to_string().contains("append_only"));
    }

    // trust § 4.1: readings have a chain of their own
    fn a_line_that_somebody_changed_or_took_away_breaks_the_chain(app: TestApp) {
        let person = app.given_a_participant();
        let path = format!("/v1/participants/{}/sensitive", person["id"].as_str().unwrap());
        let director = app.sign_in(Role::Director);
        for _ in 0..3 {
            director.get(&path).expect(200);
        }
        let mut conn = app.conn();
        jalon::app::sequence(&mut conn).unwrap();
        assert_eq!(jalon::app::verify_access_log(&mut conn, app.plie), Ok(None));
        // whoever goes around the code goes around its triggers as well
        let allow = match app.database.kind {
            Kind::Sqlite => "drop trigger access_log_kept",
            Kind::Postgres => "drop trigger access_log_kept on access_log",
        };
        conn.batch(allow).unwrap();
        conn.batch("update access_log set reason = 'x' where seq = 2").unwrap();
        assert_eq!(jalon::app::verify_access_log(&mut conn, app.plie), Ok(Some((2, "changed".to_owned()))));
        conn.batch("update access_log set reason = null where seq = 2").unwrap();
        assert_eq!(jalon::app::verify_access_log(&mut conn, app.plie), Ok(None));
        conn.batch("delete from access_log where seq = 3").unwrap();
        assert_eq!(jalon::app::verify_access_log(&mut conn, app.plie), Ok(Some((3, "cut".to_owned()))));
        assert_eq!(jalon::app::verify_chain(&mut conn, app.plie), Ok(None), "the journal of changes stands by itself");
    }

    fn directors_and_data_managers_read_the_log(app: TestApp) {
        let person = app.given_a_participant();
        let of = format!("/v1/participants/{}/access-log", person["id"].as_str().unwrap());
        app.sign_in(Role::Assistant).get(&of).refused(403, "forbidden");
        app.sign_in(Role::Assistant).get("/v1/access-log").refused(403, "forbidden");
        app.sign_in(Role::Referent).get(&of).refused(404, "not_found");
        let elsewhere = app.sign_in_at(app.another_plie(), Role::Director);
        elsewhere.get(&of).refused(404, "not_found");
        app.sign_in(Role::Director).get(&format!("/v1/participants/{}/sensitive", person["id"].as_str().unwrap())).expect(200);
        assert_eq!(elsewhere.get("/v1/access-log").expect(200)["items"], json!([]));
    }
}
