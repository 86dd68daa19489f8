//! Audit missions: a frozen sample, a dated window, evidence and traces, findings (§ 6.9, § 6.10, R3.5, T11, T38).

use jalon::auth::role::Role;
use jalon::ids::UserId;

use crate::both;
use crate::support::builders::intake::uuid_of;
use crate::support::builders::missions::{Checked, lacks};
use crate::support::builders::weeks::Recorded;
use crate::support::{Client, Kind, TestApp, Value, json};

fn ids(checked: &Checked) -> Vec<Value> {
    checked.records.iter().map(|r| r["id"].clone()).collect()
}

/// The records of a mission, in the order in which they were drawn.
fn drawn(director: &Client, mission: &Value) -> Vec<Value> {
    let path = format!("/v1/audit-missions/{}/evidence", mission["id"].as_str().unwrap());
    let page = director.get(&path).expect(200);
    page["items"].as_array().unwrap().iter().map(|i| i["time_record_id"].clone()).collect()
}

fn rule(draw: &str, count: i64, seed: &str) -> Value {
    json!({"sample": {"rule": {"draw": draw, "count": count, "seed": seed}}})
}

both! {
    /// Meets S3.35: create_audit_mission, list_audit_evidence.
    fn a_sample_is_drawn_by_its_seed_and_frozen(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission_with(&checked, &rule("records", 2, "contrôle"));
        let mission = &audited.mission;
        assert_eq!((&mission["population"], &mission["records"], &mission["status"]), (&json!(4), &json!(2), &json!("open")));
        assert_eq!(mission["auditors"][0]["email"], "controle@dreets.example");
        let first = drawn(&audited.director, mission);
        let again = audited.director.post("/v1/audit-missions", &app.mission_of(&checked.operation, &rule("records", 2, "contrôle"))).expect(201);
        assert_eq!((drawn(&audited.director, &again), &again["sample_hash"]), (first.clone(), &mission["sample_hash"]));
        let all = audited.director.post("/v1/audit-missions", &app.mission_of(&checked.operation, &rule("records", 100, "contrôle"))).expect(201);
        assert_eq!((drawn(&audited.director, &all)[..2].to_vec(), &all["records"], &all["minutes"]), (first, &json!(4), &json!(300)));
        let mut seedless = rule("records", 1, "");
        seedless["sample"]["rule"].as_object_mut().unwrap().remove("seed");
        let seedless = audited.director.post("/v1/audit-missions", &app.mission_of(&checked.operation, &seedless)).expect(201);
        assert_eq!(seedless["sample"]["rule"]["seed"].as_str().unwrap().len(), 32);
        let longest = audited.director.post("/v1/audit-missions", &app.mission_of(&checked.operation, &rule("longest_records", 1, "x"))).expect(201);
        assert_eq!((drawn(&audited.director, &longest), &longest["minutes"]), (vec![checked.records[2]["id"].clone()], &json!(120)));
        let people = audited.director.post("/v1/audit-missions", &app.mission_of(&checked.operation, &rule("participants", 1, "x"))).expect(201);
        assert_eq!((drawn(&audited.director, &people), &people["participants"]), (ids(&checked)[..3].to_vec(), &json!(1)));
        let listed = json!({"sample": {"ids": [checked.records[3]["id"], checked.records[0]["id"]]}});
        let listed = audited.director.post("/v1/audit-missions", &app.mission_of(&checked.operation, &listed)).expect(201);
        assert_eq!(drawn(&audited.director, &listed), [checked.records[3]["id"].clone(), checked.records[0]["id"].clone()]);
        assert_eq!(app.read_text("select count(*) from audit_mission_items"), "15");
    }

    fn every_fault_of_a_mission_is_named(app: TestApp) {
        let checked = app.given_a_checked_month();
        app.at_the_time_of_the_database();
        let director = app.sign_in(Role::Director);
        let faults = |members: Value| director.post("/v1/audit-missions", &app.mission_of(&checked.operation, &members)).faults();
        let nobody = json!(uuid::Uuid::now_v7());
        assert_eq!(
            faults(json!({"operation_id": nobody, "closes_on": app.in_days(-1), "opens_on": app.in_days(-5), "sample": {}, "auditor_emails": ["a@x.example", "A@x.example"]})),
            ["/auditor_emails/1 rule_twice", "/closes_on rule_past", "/operation_id reference_not_found", "/sample rule_sample"]
        );
        assert_eq!(faults(json!({"from": "2024-12-31", "closes_on": app.in_days(400)})), ["/closes_on rule_window", "/from rule_outside_operation"]);
        assert_eq!(faults(rule("records", 0, "x")), ["/sample/rule/count rule_sample_size"]);
        assert_eq!(faults(json!({"from": "2025-02-01", "to": "2025-02-28"})), ["/sample rule_sample_empty"]);
        let one = checked.records[0]["id"].clone();
        assert_eq!(faults(json!({"sample": {"ids": [one, nobody, one]}})), ["/sample/ids/1 reference_not_found", "/sample/ids/2 rule_twice"]);
        assert_eq!(faults(json!({"auditor_emails": []})), ["/auditor_emails invalid"]);
        let staff = director.get(&format!("/v1/users/{}", checked.followed.user)).expect(200)["email"].clone();
        let gone = app.user(app.plie, Role::Provider, None);
        let gone = director.get(&format!("/v1/users/{gone}")).expect(200);
        director.at_version(1).post(&format!("/v1/users/{}/suspend", gone["id"].as_str().unwrap()), &json!({})).expect(200);
        assert_eq!(
            faults(json!({"auditor_emails": [staff, gone["email"], "libre@x.example"]})),
            ["/auditor_emails/0 rule_auditor_of_the_house", "/auditor_emails/1 rule_auditor_suspended"]
        );
        assert_eq!(director.get("/v1/users?q=libre").expect(200)["items"], json!([]), "what is refused makes no account");
        for role in [Role::DataManager, Role::Assistant, Role::FinanceOfficer] {
            let body = app.mission_of(&checked.operation, &json!({}));
            app.sign_in(role).post("/v1/audit-missions", &body).refused(403, "forbidden");
        }
    }

    fn the_auditors_of_a_mission_get_a_dated_role_and_lose_it_with_it(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let user = audited.mission["auditors"][0]["user_id"].as_str().unwrap().to_owned();
        let account = audited.director.get(&format!("/v1/users/{user}")).expect(200);
        assert_eq!(account["roles"], json!([{"role": "auditor", "scope_type": "operation", "scope_id": checked.operation["id"], "valid_from": app.in_days(0), "valid_to": app.in_days(10)}]));
        audited.director.post(&format!("/v1/users/{user}/invite"), &json!({})).expect(200);
        let body = app.mission_of(&checked.operation, &json!({"auditor_emails": ["CONTROLE@dreets.example"], "opens_on": app.in_days(20), "closes_on": app.in_days(21)}));
        let second = audited.director.post("/v1/audit-missions", &body).expect(201);
        assert_eq!(second["auditors"][0]["user_id"], json!(user), "one account an address");
        let roles = || audited.director.get(&format!("/v1/users/{user}")).expect(200)["roles"].as_array().unwrap().len();
        assert_eq!(roles(), 2);
        let changed = audited.director.at_version(1).patch(&audited.path(""), &json!({"closes_on": app.in_days(15), "auditor_emails": ["autre@dreets.example"]})).expect(200);
        assert_eq!((&changed["version"], &changed["auditors"][0]["email"], &changed["sample_hash"]), (&json!(2), &json!("autre@dreets.example"), &audited.mission["sample_hash"]));
        assert_eq!(roles(), 1, "the role of the other mission stays");
        audited.auditor.get(&audited.path("")).refused(401, "unauthenticated");
        app.auditor_of(&second).get(&audited.path("")).refused(404, "not_found");
        app.auditor_of(&changed).get(&audited.path("")).expect(200);
        audited.director.at_version(2).patch(&audited.path(""), &json!({"sample": {}})).refused(422, "unknown_field");
        audited.director.at_version(1).patch(&audited.path(""), &json!({"closes_on": app.in_days(16)})).refused(412, "version_conflict");
    }

    fn an_auditor_reads_its_sample_while_the_window_is_open_and_nothing_else(app: TestApp) {
        let checked = app.given_a_checked_month();
        let sample = json!({"sample": {"ids": [checked.records[0]["id"]]}});
        let audited = app.given_a_mission_with(&checked, &sample);
        let (auditor, trace) = (&audited.auditor, |n: usize| audited.path(&format!("/trace/{}", checked.records[n]["id"].as_str().unwrap())));
        auditor.get(&audited.path("")).expect(200);
        assert_eq!(auditor.get("/v1/audit-missions").expect(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(auditor.get(&audited.path("/evidence")).expect(200)["items"].as_array().unwrap().len(), 1);
        auditor.get(&trace(0)).expect(200);
        auditor.get(&trace(1)).refused(404, "not_found");
        let about = format!("/v1/audit-missions/{}", uuid::Uuid::now_v7());
        auditor.get(&about).refused(404, "not_found");
        // read-only
        auditor.at_version(1).patch(&audited.path(""), &json!({"closes_on": app.in_days(300)})).refused(403, "forbidden");
        auditor.post("/v1/audit-missions", &app.mission_of(&checked.operation, &json!({}))).refused(403, "forbidden");
        auditor.post("/v1/time-records", &json!({})).refused(422, "validation_failed");
        let record = format!("/v1/time-records/{}", checked.records[0]["id"].as_str().unwrap());
        auditor.get(&record).refused(404, "not_found");
        auditor.at_version(1).patch(&record, &json!({"comment": "x"})).refused(404, "not_found");
        auditor.get(&format!("/v1/participants/{}", checked.followed.participant)).refused(404, "not_found");
        auditor.get("/v1/participants").refused(403, "forbidden");
        // another auditor, another PLIE
        let body = app.mission_of(&checked.operation, &json!({"auditor_emails": ["autre@dreets.example"]}));
        let other = audited.director.post("/v1/audit-missions", &body).expect(201);
        app.auditor_of(&other).get(&audited.path("")).refused(404, "not_found");
        let foreign = app.sign_in_at(app.another_plie(), Role::Director);
        foreign.get(&audited.path("")).refused(404, "not_found");
        foreign.get(&audited.path("/evidence")).refused(404, "not_found");
        foreign.post(&audited.path("/pack"), &json!({})).refused(404, "not_found");
        // the audit log tells of the sample alone
        app.sequence();
        let log = auditor.get("/v1/audit-log").expect(200);
        assert!(log["items"].as_array().unwrap().iter().all(|e| e["object_id"] == checked.records[0]["id"]), "{log}");
        assert_eq!(auditor.get("/v1/audit-log/verify").expect(200)["ok"], true);
        // closed at once
        let now = app.in_days(-1);
        audited.director.at_version(1).patch(&audited.path(""), &json!({"opens_on": now, "closes_on": now})).expect(200);
        let auditor = app.auditor_of(&audited.mission);
        for path in [audited.path(""), audited.path("/evidence"), trace(0), audited.path("/findings")] {
            auditor.get(&path).refused(404, "not_found");
        }
        auditor.post(&audited.path("/pack"), &json!({})).refused(404, "not_found");
        auditor.post(&audited.path("/findings"), &json!({"text": "x"})).refused(404, "not_found");
        auditor.get("/v1/audit-log").refused(403, "forbidden");
        audited.director.get(&audited.path("/evidence")).expect(200);
    }

    fn a_window_that_has_not_opened_is_not_there(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission_with(&checked, &json!({"opens_on": "2027-06-01", "closes_on": "2027-06-05"}));
        assert_eq!(audited.mission["status"], "planned");
        audited.auditor.get(&audited.path("")).refused(404, "not_found");
        audited.auditor.get(&audited.path("/evidence")).refused(404, "not_found");
        audited.auditor.get("/v1/audit-missions").refused(403, "forbidden");
    }

    // T38: no node's clock keeps a window open, and page 2 of a list is no exception
    fn a_window_closes_by_the_clock_of_the_database(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let first = audited.auditor.get(&audited.path("/evidence?limit=2")).expect(200);
        let second = audited.path(&format!("/evidence?limit=2&cursor={}", first["next_cursor"].as_str().unwrap()));
        audited.auditor.get(&second).expect(200);
        let in_a_second = match app.database.kind {
            Kind::Postgres => "update audit_missions set closes_at = clock_timestamp() + interval '1 second'",
            Kind::Sqlite => "update audit_missions set closes_at = cast(unixepoch('subsec') * 1000000 as integer) + 1000000",
        };
        app.conn().batch(in_a_second).unwrap();
        let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while audited.auditor.get(&second).status != 404 {
            assert!(std::time::Instant::now() < until, "the window never closes");
        }
        audited.auditor.get(&audited.path("")).refused(404, "not_found");
        audited.auditor.post(&audited.path("/findings"), &json!({"text": "x"})).refused(404, "not_found");
        let opens_later = match app.database.kind {
            Kind::Postgres => "update audit_missions set closes_at = clock_timestamp() + interval '1 hour', opens_at = clock_timestamp() + interval '1 minute'",
            Kind::Sqlite => "update audit_missions set closes_at = cast(unixepoch('subsec') * 1000000 as integer) + 3600000000, opens_at = cast(unixepoch('subsec') * 1000000 as integer) + 60000000",
        };
        app.conn().batch(opens_later).unwrap();
        audited.auditor.get(&audited.path("")).refused(404, "not_found");
    }

    fn evidence_says_what_proves_each_record_and_what_is_missing(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let page = || audited.auditor.get(&audited.path("/evidence?include_total=true")).expect(200);
        let all = page();
        assert_eq!(all["total"], 4);
        let [proved, unsigned, together, office] = [0, 1, 2, 3].map(|n| &checked.records[n]);
        assert_eq!(lacks(all.clone(), proved), [""; 0]);
        assert_eq!(lacks(all.clone(), unsigned), ["signature"]);
        assert_eq!(lacks(all.clone(), together), [""; 0]);
        assert_eq!(lacks(all.clone(), office), [""; 0]);
        let item = all["items"].as_array().unwrap().iter().find(|i| i["time_record_id"] == proved["id"]).unwrap();
        assert_eq!((item["documents"].as_array().unwrap().len(), &item["documents"][0]["kind"]), (1, &json!("eligibility_proof")));
        let kinds: Vec<&str> = item["hashes"].as_array().unwrap().iter().map(|h| h["object_type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["interview", "signature", "timesheet"]);
        assert_eq!(item["participant_ids"], json!([checked.followed.participant]));
        // what is taken away is missed
        app.conn().batch("update agenda_weeks set status = 'returned' where week = '2026-W06'").unwrap();
        assert_eq!(lacks(page(), proved), ["agenda_week"]);
        app.signed_rows_may_be_rewritten();
        app.conn().batch("update time_records set duration_minutes = 55, break_minutes = 5 where date = '2026-02-03' and operation_id is not null").unwrap();
        assert_eq!(lacks(page(), proved), ["agenda_week", "signed_minutes"]);
        app.conn().batch("update timesheets set content = replace(content, 'total', 'Total')").unwrap();
        assert_eq!(lacks(page(), office), ["signed_minutes"], "what is not what was signed proves nothing");
        app.conn().batch("update timesheets set status = 'open', content = null, content_hash = null, employee_signed_at = null, employee_signed_by = null, countersigned_at = null, countersigned_by = null; delete from participant_criteria; update attendances set outcome = 'absent'; update interviews set report_sealed = null").unwrap();
        assert_eq!(lacks(page(), together), ["attendance", "eligibility", "employee_signature", "supervisor_signature"]);
        assert_eq!(lacks(page(), unsigned), ["interview_report", "signature", "eligibility", "employee_signature", "supervisor_signature"]);
    }

    fn a_trace_follows_one_record_from_end_to_end(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        app.sequence();
        let of = |n: usize| audited.auditor.get(&audited.path(&format!("/trace/{}", checked.records[n]["id"].as_str().unwrap()))).expect(200);
        let trace = of(0);
        assert_eq!((&trace["record"]["duration_minutes"], &trace["record"]["status"]), (&json!(60), &json!("supervisor_signed")));
        let linked = &trace["linked"];
        assert_eq!((&linked["type"], &linked["outcome"], &linked["report_present"]), (&json!("interview"), &json!("held"), &json!(true)));
        assert_eq!(linked["signature"]["facts_hash"], linked["facts_hash"]);
        assert!(!trace.to_string().contains("recherche de stage"), "what an interview says is nobody's evidence");
        let person = &trace["participants"][0];
        assert_eq!((&person["minutes"], &person["eligibility"][0]["criterion"], &person["pathways"][0]["activated_on"]), (&json!(60), &json!("rsa"), &json!("2026-02-01")));
        assert_eq!((&trace["operation"]["id"], &trace["agenda_week"]["status"]), (&checked.operation["id"], &json!("accepted")));
        let sheet = &trace["timesheet"];
        assert_eq!((&sheet["status"], &sheet["signed_minutes"], &sheet["employee_signed_by"]), (&json!("countersigned"), &json!(60), &json!(checked.followed.user)));
        assert_ne!(sheet["countersigned_by"], sheet["employee_signed_by"]);
        let told: Vec<&str> = trace["journal"].as_array().unwrap().iter().map(|e| e["operation"].as_str().unwrap()).collect();
        for step in ["create_interview", "sign_interview", "create_time_record", "submit_agenda_week", "accept_agenda_week", "sign_timesheet", "countersign_timesheet"] {
            assert!(told.contains(&step), "{step}: {told:?}");
        }
        assert_eq!((&trace["missing"], trace["documents"].as_array().unwrap().len()), (&json!([]), 1));
        let together = of(2);
        assert_eq!((&together["linked"]["title"], &together["participants"][0]["attendance"]), (&json!("=Atelier CV"), &json!("present")));
        assert_eq!(together["participants"][0]["signature"]["method"], "tablet");
        assert_eq!(of(3)["linked"], Value::Null);
    }

    fn each_reading_leaves_a_line_for_each_person(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let lines = |operation: &str| {
            let log = audited.director.get("/v1/access-log?resource=audit_missions&limit=200").expect(200);
            let all: Vec<Value> = log["items"].as_array().unwrap().iter().filter(|l| l["operation"] == operation).cloned().collect();
            all
        };
        audited.auditor.get(&audited.path("")).expect(200);
        assert_eq!(lines("get_audit_mission").len(), 1);
        audited.auditor.get(&audited.path("/evidence")).expect(200);
        let read = lines("list_audit_evidence");
        assert_eq!(read.len(), 2, "one for the mission, one for the person");
        let of_person: Vec<&Value> = read.iter().filter(|l| l["participant_id"] == json!(checked.followed.participant)).collect();
        assert_eq!((of_person.len(), &of_person[0]["fields"], of_person[0]["object_ids"].as_array().unwrap().len()), (1, &json!(["evidence"]), 3));
        audited.director.get(&audited.path(&format!("/trace/{}", checked.records[0]["id"].as_str().unwrap()))).expect(200);
        assert_eq!(lines("get_audit_trace").len(), 1);
        let who = audited.director.get(&format!("/v1/participants/{}/access-log", checked.followed.participant)).expect(200);
        assert!(who["items"].as_array().unwrap().iter().any(|l| l["actor"]["id"] == json!(audited.auditor.id.unwrap())));
    }

    fn a_finding_is_written_by_the_auditor_and_answered_once(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission_with(&checked, &json!({"sample": {"ids": [checked.records[1]["id"]]}}));
        let path = audited.path("/findings");
        let text = json!({"time_record_id": checked.records[1]["id"], "text": "L'émargement manque.", "doubted_minutes": 60});
        let made = audited.auditor.post(&path, &text);
        let location = made.headers["location"].clone();
        let finding = made.expect(201);
        assert_eq!((&finding["status"], &finding["recorded_by"]), (&json!("open"), &json!(audited.auditor.id.unwrap())));
        let outside = json!({"time_record_id": checked.records[0]["id"], "text": "1 85 05 78 006 084 91"});
        assert_eq!(audited.auditor.post(&path, &outside).faults(), ["/text rule_no_nir", "/time_record_id reference_not_found"]);
        audited.director.post(&path, &text).refused(403, "forbidden");
        let answer = json!({"answer": "La feuille signée est au dossier papier."});
        audited.auditor.at_version(1).post(&format!("{location}/answer"), &answer).refused(403, "forbidden");
        audited.director.post(&format!("{location}/answer"), &answer).refused(428, "precondition_required");
        let answered = audited.director.at_version(1).post(&format!("{location}/answer"), &answer).expect(200);
        assert_eq!((&answered["status"], &answered["answered_by"], &answered["version"]), (&json!("answered"), &json!(audited.director.id.unwrap()), &json!(2)));
        audited.director.at_version(2).post(&format!("{location}/answer"), &answer).refused(409, "illegal_transition");
        assert_eq!(audited.auditor.get(&location).expect(200), answered);
        assert_eq!(audited.auditor.get(&format!("{path}?status=open")).expect(200)["items"], json!([]));
        assert_eq!(audited.director.get(&format!("{path}?include_total=true")).expect(200)["total"], 1);
        app.sign_in(Role::Referent).get(&path).refused(404, "not_found");
        app.sign_in(Role::Assistant).get(&path).refused(403, "forbidden");
    }

    fn a_referent_reads_the_items_about_their_own_records_and_no_other(app: TestApp) {
        let checked = app.given_a_checked_month();
        let colleague = app.user(app.plie, Role::Referent, None);
        let operation = Some(checked.operation["id"].as_str().unwrap().parse().unwrap());
        let theirs = app.given_a_record(colleague, &Recorded { date: "2026-02-12", operation, attribution: "O", task: "esf_admin", ..Recorded::default() });
        app.conn().batch(&format!("update time_records set status = 'submitted' where id = {}", app.uuid_text(theirs))).unwrap();
        let audited = app.given_a_mission_with(&checked, &json!({"sample": {"ids": [theirs, checked.records[1]["id"]]}}));
        let about = |members: Value| audited.auditor.post(&audited.path("/findings"), &members).expect(201);
        let mine = about(json!({"time_record_id": checked.records[1]["id"], "text": "L'émargement manque."}));
        let others = [about(json!({"time_record_id": theirs, "text": "La lettre manque."})), about(json!({"text": "L'affichage manque."}))];
        let referent = app.client_of(app.plie, checked.followed.user);
        assert_eq!(referent.get("/v1/audit-missions").expect(200)["items"][0]["id"], audited.mission["id"]);
        assert_eq!(referent.get(&audited.path("")).expect(200)["sample"], json!({}), "not whose records are in it");
        let evidence = referent.get(&audited.path("/evidence?include_total=true")).expect(200);
        assert_eq!((&evidence["total"], &evidence["items"][0]["time_record_id"]), (&json!(1), &checked.records[1]["id"]));
        let findings = referent.get(&audited.path("/findings?include_total=true")).expect(200);
        assert_eq!((&findings["total"], &findings["items"][0]["id"]), (&json!(1), &mine["id"]));
        let finding = |of: &Value| audited.path(&format!("/findings/{}", of["id"].as_str().unwrap()));
        assert_eq!(referent.get(&finding(&mine)).expect(200), mine);
        for other in &others {
            referent.get(&finding(other)).refused(404, "not_found");
        }
        let listed = app.client_of(app.plie, colleague).get(&audited.path("/findings")).expect(200);
        assert_eq!(listed["items"].as_array().unwrap().iter().map(|f| &f["id"]).collect::<Vec<_>>(), [&others[0]["id"]]);
        referent.get(&audited.path(&format!("/trace/{}", checked.records[1]["id"].as_str().unwrap()))).refused(403, "forbidden");
        referent.post(&audited.path("/pack"), &json!({})).refused(403, "forbidden");
        let stranger = app.sign_in(Role::Referent);
        assert_eq!(stranger.get("/v1/audit-missions").expect(200)["items"], json!([]));
        for rest in ["", "/evidence", "/findings"] {
            stranger.get(&audited.path(rest)).refused(404, "not_found");
        }
    }

    fn a_record_that_was_drawn_is_not_taken_away(app: TestApp) {
        let checked = app.given_a_checked_month();
        app.given_a_mission_with(&checked, &json!({"sample": {"ids": [checked.records[3]["id"]]}}));
        let id = app.uuid_text(checked.records[3]["id"].as_str().unwrap().parse().unwrap());
        let away = |id: &str| app.conn().batch(&format!("delete from time_records where id = {id}")).unwrap_err().to_string();
        let other = app.uuid_text(checked.records[1]["id"].as_str().unwrap().parse().unwrap());
        assert!(away(&other).contains("conflict_signed_record"), "no signed record is");
        let signed_alone = match app.database.kind {
            Kind::Sqlite => "drop trigger time_records_kept",
            Kind::Postgres => "alter table time_records disable trigger time_records_kept",
        };
        app.conn().batch(signed_alone).unwrap();
        assert!(away(&id).contains("conflict_sampled_record"));
    }

    fn a_mission_sent_again_is_the_same(app: TestApp) {
        let checked = app.given_a_checked_month();
        app.at_the_time_of_the_database();
        let director = app.sign_in(Role::Director);
        let id = uuid::Uuid::now_v7();
        let mut body = app.mission_of(&checked.operation, &json!({"id": id}));
        body["sample"]["rule"].as_object_mut().unwrap().remove("seed");
        let first = director.post("/v1/audit-missions", &body).expect(201);
        assert_eq!(director.post("/v1/audit-missions", &body).expect(201), first);
        body["to"] = json!("2026-02-27");
        director.post("/v1/audit-missions", &body).refused(409, "duplicate");
        director.post("/v1/audit-missions?dry_run=true", &app.mission_of(&checked.operation, &json!({"auditor_emails": ["essai@x.example"]}))).expect(200);
        assert_eq!(director.get("/v1/users?q=essai").expect(200)["items"], json!([]), "a rehearsal makes no account");
        assert_eq!(director.get("/v1/audit-missions?include_total=true").expect(200)["total"], 1);
        let operation = checked.operation["id"].as_str().unwrap();
        assert_eq!(director.get(&format!("/v1/audit-missions?operation_id={operation}")).expect(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(director.get(&format!("/v1/audit-missions?operation_id={id}")).expect(200)["items"], json!([]));
    }

    /// Meets S3.35: list_audit_evidence, get_audit_trace.
    fn time_without_a_signed_letter_of_its_day_lacks_it(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let page = || audited.auditor.get(&audited.path("/evidence")).expect(200);
        let trace = |n: usize| audited.auditor.get(&audited.path(&format!("/trace/{}", checked.records[n]["id"].as_str().unwrap()))).expect(200);
        let letter = &trace(0)["mission_letter"];
        assert_eq!((&letter["cost_mode"], &letter["signed_on"], &letter["missions"]), (&json!("actual_hours"), &json!("2025-01-02"), &json!("Suivi")));
        // a letter that ends before the last two records, one that nobody has signed, none
        app.conn().batch("update mission_letters set ends_on = '2026-02-16'").unwrap();
        assert_eq!([0, 2].map(|n| lacks(page(), &checked.records[n])), [vec![], vec!["mission_letter".to_owned()]]);
        assert_eq!(trace(2)["missing"][0]["piece"], "mission_letter");
        assert_eq!(trace(2)["mission_letter"], Value::Null);
        app.conn().batch("update mission_letters set ends_on = '2027-12-31', signed_on = null").unwrap();
        assert_eq!(lacks(page(), &checked.records[3]), ["mission_letter"]);
        // the last day of the month is in time, the day after is not
        app.conn().batch("update mission_letters set signed_on = '2026-02-28'").unwrap();
        assert_eq!(lacks(page(), &checked.records[3]), [""; 0]);
        app.conn().batch("update mission_letters set signed_on = '2026-03-01'").unwrap();
        assert_eq!([0, 3].map(|n| lacks(page(), &checked.records[n])), [["mission_letter_in_time"]; 2]);
        app.conn().batch("delete from mission_letters").unwrap();
        assert_eq!(lacks(page(), &checked.records[0]), ["mission_letter"]);
    }

    fn a_record_that_has_no_minute_of_its_contact_is_told(app: TestApp) {
        let checked = app.given_a_checked_month();
        let meeting = json!({"kind": "network", "starts_at": "2026-02-24T09:30:00Z", "ends_at": "2026-02-24T11:00:00Z"});
        let meeting = uuid_of(&app.sign_in(Role::Director).post("/v1/meetings", &meeting).expect(201)["id"]);
        let audited = app.given_a_mission(&checked);
        let page = || audited.auditor.get(&audited.path("/evidence")).expect(200);
        app.signed_rows_may_be_rewritten();
        let moved = |n: usize, change: &str| {
            let id = app.uuid_text(uuid_of(&checked.records[n]["id"]));
            app.conn().batch(&format!("update time_records set {change} where id = {id}")).unwrap();
            lacks(page(), &checked.records[n])
        };
        // the interview was from nine to ten in Paris
        assert_eq!(moved(0, "start_minute = 1080, end_minute = 1140"), ["contact_times"]);
        assert_eq!(moved(0, "start_minute = null, end_minute = null"), [""; 0], "at no hour of the same day");
        assert_eq!(moved(0, "date = '2026-02-04'"), ["contact_times"]);
        // the session from two to four
        assert_eq!(moved(2, "start_minute = 1080, end_minute = 1200"), ["contact_times"]);
        // the meeting from half past ten to noon, the office from ten to eleven
        assert_eq!(moved(3, &format!("task = 'network', linked_type = 'meeting', linked_id = {}", app.uuid_text(meeting))), [""; 0]);
        assert_eq!(moved(3, "start_minute = 1080, end_minute = 1140"), ["contact_times"]);
    }

    /// Meets S3.35: get_cost_statement, list_claims, get_claim, list_claim_adjustments.
    fn an_auditor_reads_the_costs_of_the_operation_while_the_mission_is_open(app: TestApp) {
        let checked = app.given_a_checked_month();
        let operation = checked.operation["id"].as_str().unwrap();
        let days = json!({"from": "2026-02-01", "to": "2026-02-28", "override_reason": "Pièces jointes au dossier papier."});
        let claim = app.sign_in(Role::Director).post(&format!("/v1/operations/{operation}/claims"), &days).expect(201);
        let audited = app.given_a_mission(&checked);
        let statement = format!("/v1/operations/{operation}/cost-statement?from=2026-02-01&to=2026-02-28");
        let (claims, one) = (format!("/v1/operations/{operation}/claims"), format!("/v1/claims/{}", claim["id"].as_str().unwrap()));
        let adjustments = format!("{one}/claim-adjustments");
        let auditor = &audited.auditor;
        assert_eq!(auditor.get(&statement).expect(200)["operation_id"], json!(operation));
        assert_eq!(auditor.get(&claims).expect(200)["items"][0]["id"], claim["id"]);
        let read = auditor.get(&one).expect(200);
        assert_eq!((&read["content_hash"], &read["content_intact"]), (&claim["content_hash"], &json!(true)));
        auditor.get(&adjustments).expect(200);
        // each reading has its line
        let log = audited.director.get("/v1/access-log?limit=200").expect(200);
        for asked in ["get_cost_statement", "list_claims", "get_claim", "list_claim_adjustments"] {
            let lines = log["items"].as_array().unwrap().iter().filter(|l| l["operation"] == asked && l["actor"]["id"] == json!(auditor.id.unwrap()));
            assert_eq!(lines.count(), 1, "{asked}: {log}");
        }
        // and nothing else: no other operation, no readiness, no letter, no rate, nothing to write
        let other = app.given_an_operation();
        let other = other["id"].as_str().unwrap();
        auditor.get(&statement.replace(operation, other)).refused(404, "not_found");
        auditor.get(&claims.replace(operation, other)).refused(404, "not_found");
        auditor.get(&format!("/v1/operations/{operation}")).refused(404, "not_found");
        auditor.get(&format!("/v1/operations/{operation}/claim-readiness?from=2026-02-01&to=2026-02-28")).refused(404, "not_found");
        auditor.get("/v1/hourly-rates").refused(403, "forbidden");
        auditor.post(&claims, &days).refused(404, "not_found");
        auditor.at_version(1).patch(&one, &json!({"note": "x"})).refused(403, "forbidden");
        // an auditor of another operation, one of another PLIE, one without a mission
        let elsewhere = app.mission_of(&checked.operation, &json!({"auditor_emails": ["autre@dreets.example"]}));
        let elsewhere = audited.director.post("/v1/audit-missions", &elsewhere).expect(201);
        app.auditor_of(&elsewhere).get(&statement).expect(200);
        for stranger in [app.sign_in(Role::Auditor), app.sign_in_at(app.another_plie(), Role::Auditor)] {
            stranger.get(&statement).refused(404, "not_found");
            stranger.get(&one).refused(404, "not_found");
        }
        // closed by the clock of the database, whatever the node says
        let past = match app.database.kind {
            Kind::Postgres => "update audit_missions set closes_at = clock_timestamp()",
            Kind::Sqlite => "update audit_missions set closes_at = cast(unixepoch('subsec') * 1000000 as integer)",
        };
        app.conn().batch(past).unwrap();
        for path in [&statement, &claims, &one, &adjustments] {
            auditor.get(path).refused(404, "not_found");
        }
    }
}
