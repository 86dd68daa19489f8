//! Jobs: done by any node, as whoever asked; read by nobody else; taken up again after a crash (T11).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::missions::Audited;
use crate::support::{TestApp, Value, json};

fn asked(audited: &Audited) -> (String, Value) {
    let answer = audited.director.post(&audited.path("/pack"), &json!({}));
    let location = answer.headers["location"].clone();
    (location, answer.expect(202))
}

/// The files among the results.
fn results(app: &TestApp) -> usize {
    std::fs::read_dir(app.database.dir.join("results")).map_or(0, Iterator::count)
}

both! {
    fn a_job_is_asked_for_done_and_fetched(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let (location, job) = asked(&audited);
        assert_eq!((&job["state"], &job["progress"], &job["kind"], &job["result"]), (&json!("queued"), &json!(0), &json!("audit_pack"), &Value::Null));
        assert_eq!(asked(&audited).1["id"], job["id"], "asking twice makes one job");
        audited.director.get(&format!("{location}/result")).refused(409, "conflict_job_under_way");
        assert_eq!((app.work(), app.work()), (1, 0));
        let done = audited.director.get(&location).expect(200);
        assert_eq!((&done["state"], &done["progress"], &done["problems"]), (&json!("done"), &json!(100), &json!([])));
        let result = &done["result"];
        assert_eq!((&result["content_type"], &result["href"]), (&json!("application/zip"), &json!(format!("{location}/result"))));
        let answer = audited.director.with("Accept", "application/zip").get(&format!("{location}/result"));
        assert_eq!((answer.status, answer.headers["content-type"].as_str()), (200, "application/zip"));
        assert_eq!(answer.headers["content-disposition"], format!("attachment; filename=\"{}\"", result["file_name"].as_str().unwrap()));
        assert_eq!(answer.headers["content-length"], result["size_bytes"].to_string());
        let read = audited.director.get("/v1/access-log?resource=jobs").expect(200);
        assert_eq!(read["items"].as_array().unwrap().len(), 1, "each reading of a result is noted");
        let told = app.journal("resource = 'jobs'");
        assert_eq!(told, ["create_audit_pack jobs", "create_audit_pack jobs done"]);
        assert_ne!(asked(&audited).1["id"], job["id"], "once it is over another is made");
    }

    fn a_job_is_read_by_whoever_asked_and_while_they_may(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let made = audited.auditor.post(&audited.path("/pack"), &json!({}));
        let location = made.headers["location"].clone();
        made.expect(202);
        app.work();
        audited.auditor.get(&location).expect(200);
        assert_eq!(audited.auditor.download(&format!("{location}/result")).0, 200);
        for other in [app.sign_in(Role::Director), app.sign_in(Role::DataManager), app.sign_in_at(app.another_plie(), Role::Director)] {
            other.get(&location).refused(404, "not_found");
            other.get(&format!("{location}/result")).refused(404, "not_found");
        }
        app.anonymous().get(&location).refused(401, "unauthenticated");
        let yesterday = app.in_days(-1);
        audited.director.at_version(1).patch(&audited.path(""), &json!({"opens_on": yesterday, "closes_on": yesterday})).expect(200);
        let auditor = app.auditor_of(&audited.mission);
        auditor.get(&location).refused(404, "not_found");
        auditor.get(&format!("{location}/result")).refused(404, "not_found");
    }

    fn a_job_runs_as_whoever_asked_with_the_rights_they_have_then(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let made = audited.auditor.post(&audited.path("/pack"), &json!({}));
        made.expect(202);
        // the grant ends before the job is begun
        app.conn().batch("delete from audit_mission_auditors").unwrap();
        assert_eq!(app.work(), 1);
        assert_eq!(app.read_text("select state from jobs"), "failed");
        assert!(app.read_text("select cast(problems as text) from jobs").contains("not_found"));
        assert_eq!(results(&app), 0, "nothing stays behind");
    }

    fn what_a_lost_node_has_left_is_taken_up_and_given_up_in_the_end(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let (location, _) = asked(&audited);
        let claim = app.uuid_text(uuid::Uuid::now_v7());
        let lost = |until: &str| app.conn().batch(&format!("update jobs set state = 'running', attempts = attempts + 1, claim = {claim}, claimed_until = {until}")).unwrap();
        app.clock.set(app.clock.now().plus_seconds(-30));
        let held = app.instant_text();
        app.clock.set(app.clock.now().plus_seconds(-30));
        lost(&held);
        assert_eq!(app.work(), 0, "its claim still holds");
        app.at_the_time_of_the_database();
        assert_eq!(app.work(), 1);
        let director = app.client_of(app.plie, jalon::ids::UserId::of(audited.director.id.unwrap()));
        assert_eq!(director.get(&location).expect(200)["state"], "done");
        assert_eq!(app.read_text("select attempts from jobs"), "2");
        // a job that is interrupted again and again is given up, and says so
        director.post(&audited.path("/pack"), &json!({})).expect(202);
        app.conn().batch(&format!("update jobs set state = 'running', attempts = 3, claim = {claim}, claimed_until = {held} where state = 'queued'")).unwrap();
        assert_eq!(app.work(), 1);
        let failed = app.read_text("select cast(problems as text) from jobs where state = 'failed'");
        assert!(failed.contains("job_interrupted"), "{failed}");
    }

    fn a_result_goes_after_a_week(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let (job, _) = app.pack_of(&audited.path(""), &audited.director);
        let location = format!("/v1/jobs/{}", job["id"].as_str().unwrap());
        assert_eq!((app.sweep_results(), results(&app)), (0, 1));
        std::fs::write(app.database.dir.join("results").join("stray"), b"left by a power cut").unwrap();
        assert_eq!((app.sweep_results(), results(&app)), (1, 1));
        app.clock.set(app.clock.now().plus_seconds(7 * 24 * 3600 + 1));
        assert_eq!((app.sweep_results(), results(&app)), (1, 0));
        let director = app.client_of(app.plie, jalon::ids::UserId::of(audited.director.id.unwrap()));
        assert_eq!((&director.get(&location).expect(200)["state"], &director.get(&location).expect(200)["result"]), (&json!("expired"), &Value::Null));
        director.get(&format!("{location}/result")).refused(409, "conflict_job_expired");
    }
}
