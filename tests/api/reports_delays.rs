//! What comes before and after the support itself, worked by hand: conversion, refusals, delays, lengths, followed jobs, who
//! waits; stages by origin, provider and result; time for each person (§ 8.1–8.4).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::reports::{figure, grouped, members_agree, rows};
use crate::support::builders::followed::Followed;
use crate::support::builders::weeks::Recorded;
use crate::support::{Kind, TestApp, Value, instant, json};

const SPLIT: &str = "/v1/reports/time-split?from=2026-02-01&to=2026-02-28";
const PERIOD: &str = "/v1/reports/referent-activity?from=2026-01-01&to=2026-03-02";

fn told(app: &TestApp, text: &str) -> String {
    match app.database.kind {
        Kind::Postgres => format!("'{text}'::timestamptz"),
        Kind::Sqlite => instant(text).micros().to_string(),
    }
}

/// An orientation that came at an instant; received in person on a day, where one is said.
fn oriented(app: &TestApp, structure: &Value, at: &str, booked: Option<&str>, status: &str) -> Uuid {
    let (id, event) = (Uuid::now_v7(), Uuid::now_v7());
    let (p, i, received) = (app.uuid_text(app.plie.0), app.uuid_text(id), told(app, at));
    let s = app.uuid_text(structure["id"].as_str().unwrap().parse().unwrap());
    let (yes, day) = (
        if app.database.kind == Kind::Postgres { "true" } else { "1" },
        booked.map_or("null".to_owned(), |d| format!("'{d}'")),
    );
    let closed =
        if matches!(status, "admitted" | "refused" | "duplicate") { received.clone() } else { "null".to_owned() };
    app.conn().batch(&format!(
        "insert into orientations (plie_id, id, partner_structure_id, prescriber, candidate, candidate_sort_name, candidate_birth_date, motives, criteria, data_protection_commitment, status, alternative, booked_on, no_show_count, received_at, status_changed_at, expires_on, closed_at, version, created_at, updated_at)
           values ({p}, {i}, {s}, '{{}}', '{{}}', 'silva ana', '1990-02-03', '[]', '[]', {yes}, '{status}', 'Mission locale', {day}, 0, {received}, {received}, '2026-12-31', {closed}, 1, {received}, {received})"
    )).unwrap();
    if booked.is_some() {
        app.conn().batch(&format!(
            "insert into orientation_events (plie_id, id, orientation_id, from_status, to_status, at) values ({p}, {e}, {i}, 'reception_booked', 'received_in_person', {received})",
            e = app.uuid_text(event),
        )).unwrap();
    }
    id
}

/// What a commission of a day decided of the file that an orientation opened; the pathway comes from it where it admits.
fn decided(app: &TestApp, of: &Followed, orientation: Uuid, at: &str, outcome: &str) {
    let chair = app.sign_in(Role::TerritorialOfficer).id.unwrap();
    let commission = app.given_a_commission();
    let [file, session, item, decision] = std::array::from_fn(|_| app.uuid_text(Uuid::now_v7()));
    let (p, now, starts) = (app.uuid_text(app.plie.0), app.instant_text(), told(app, at));
    app.conn().batch(&format!(
        "insert into entry_files (plie_id, id, participant_id, orientation_id, referent_id, referent_user_id, status, criteria, barriers, objectives, notices, department_opinion, version, created_at, updated_at)
           values ({p}, {file}, {who}, {o}, {r}, {u}, 'decided', '[]', '[]', '[]', '[]', 'none', 1, {now}, {now});
         insert into commission_sessions (plie_id, id, commission_id, starts_at, chair_id, status, attendance, version, created_at, updated_at)
           values ({p}, {session}, {c}, {starts}, {chair}, 'held', '[]', 1, {now}, {now});
         insert into agenda_items (plie_id, id, session_id, kind, entry_file_id, participant_id, position, version, created_at, updated_at)
           values ({p}, {item}, {session}, 'admission', {file}, {who}, 1, 1, {now}, {now});
         insert into decisions (plie_id, id, agenda_item_id, session_id, participant_id, outcome, motive, alternative, effective_on, version, created_at, updated_at)
           values ({p}, {decision}, {item}, {session}, {who}, '{outcome}', 'Projet', 'Mission locale', '2026-02-01', 1, {now}, {now});",
        who = app.uuid_text(of.participant), o = app.uuid_text(orientation), r = app.uuid_text(of.referent_id), u = app.uuid_text(of.user.0),
        c = app.uuid_text(commission["id"].as_str().unwrap().parse().unwrap()), chair = app.uuid_text(chair),
    )).unwrap();
    if outcome == "admitted" {
        let way = app.uuid_text(of.pathway);
        app.conn()
            .batch(&format!("update pathways set decision_id = {decision}, entry_file_id = {file} where id = {way}"))
            .unwrap();
    }
}

fn met(of: &Followed, day: &str) {
    let body = json!({"type": "follow_up", "modality": "phone", "starts_at": format!("{day}T09:00:00Z"), "ends_at": format!("{day}T09:30:00Z"), "outcome": "held"});
    of.referent.post(&of.path("interviews"), &body).expect(201);
}

/// Ana and Bea, who were admitted; Cléo, who was refused; Dora, who was received; Ève, who waits; and a double of hers.
fn given_orientations(app: &TestApp) -> [Followed; 3] {
    let [ana, bea, cleo] = [(); 3].map(|()| app.given_somebody_followed());
    let partner = app.given_a_structure("ml");
    let orient = |at: &str, booked, status| oriented(app, &partner, at, booked, status);
    // in Paris it is the 6th already
    let first = orient("2026-01-05T23:30:00Z", Some("2026-01-13"), "admitted");
    let second = orient("2026-01-10T09:00:00Z", Some("2026-01-13"), "admitted");
    let third = orient("2026-01-01T09:00:00Z", Some("2026-01-21"), "refused");
    orient("2026-01-12T09:00:00Z", Some("2026-01-22"), "received_in_person");
    orient("2026-02-20T09:00:00Z", None, "received");
    orient("2026-02-21T09:00:00Z", None, "duplicate");
    decided(app, &ana, first, "2026-01-27T13:00:00Z", "admitted");
    decided(app, &bea, second, "2026-01-27T13:00:00Z", "admitted");
    decided(app, &cleo, third, "2026-02-10T13:00:00Z", "refused");
    met(&ana, "2026-02-03");
    met(&ana, "2026-02-17");
    met(&bea, "2026-02-10");
    [ana, bea, cleo]
}

fn exited(app: &TestApp, of: &Followed, from: &str, reason: &str) {
    let way = app.uuid_text(of.pathway);
    app.conn().batch(&format!(
        "update pathways set status = 'exited', activated_on = '{from}', exit_on = '2026-02-20', exit_validated_on = '2026-02-20', exit_reason = '{reason}', exit_category = 'positive' where id = {way}"
    )).unwrap();
}

both! {
    /// Meets S2.18: get_report, list_report_members.
    fn conversion_refusals_and_delays_are_worked_by_hand(app: TestApp) {
        let [ana, ..] = given_orientations(&app);
        let director = app.sign_in(Role::Director);
        let report = director.get(PERIOD).expect(200);
        for (name, expected, cases) in [
            // five came, the double left out, and two of them are admitted
            ("conversion", json!([2, 5, 0.4]), Value::Null),
            ("refusal_rate", json!([1, 3, 0.3333]), Value::Null),
            // 3, 7, 10 and 20 days
            ("delay_reception_median", json!([17, 2, 8.5]), json!(4)),
            ("delay_reception_p90", json!([20, 1, 20]), json!(4)),
            // 14, 14 and 20 days
            ("delay_commission_median", json!([14, 1, 14]), json!(3)),
            ("delay_commission_p90", json!([20, 1, 20]), json!(3)),
            // 7 and 14 days
            ("delay_first_interview_median", json!([21, 2, 10.5]), json!(2)),
            ("delay_first_interview_p90", json!([14, 1, 14]), json!(2)),
            ("waiting_for_reception", json!([1, 1, 1]), Value::Null),
            ("waiting_for_referent", json!([0, 1, 0]), Value::Null),
        ] {
            assert_eq!(figure(&report, name), expected, "{name}");
            assert_eq!(report["figures"][name]["cases"], cases, "{name}");
        }
        members_agree(&director, &report);
        let mut days: Vec<i64> = rows(&director, report["figures"]["delay_reception_median"]["members_url"].as_str().unwrap())
            .iter().map(|row| row["days"].as_i64().unwrap()).collect();
        days.sort_unstable();
        assert_eq!(days, [3, 7, 10, 20]);
        // of one referent
        let of_ana = director.get(&format!("{PERIOD}&referent_id={}", ana.referent_id)).expect(200);
        assert_eq!((figure(&of_ana, "conversion"), figure(&of_ana, "refusal_rate")), (json!([1, 1, 1]), json!([0, 1, 0])));
        assert_eq!((figure(&of_ana, "delay_reception_median"), figure(&of_ana, "delay_first_interview_p90")), (json!([7, 1, 7]), json!([7, 1, 7])));
        assert_eq!(of_ana["figures"].get("waiting_for_reception"), None, "until then they are nobody's");
        members_agree(&director, &of_ana);
        let own = ana.referent.get(PERIOD).expect(200);
        assert_eq!(figure(&own, "delay_commission_median"), json!([14, 1, 14]));
        members_agree(&ana.referent, &own);
        // by days of Paris: that of the 5th at 23:30 is of the 6th
        let late = director.get("/v1/reports/referent-activity?from=2026-01-06&to=2026-01-06").expect(200);
        assert_eq!(figure(&late, "conversion"), json!([1, 1, 1]));
        let stranger = app.sign_in_at(app.another_plie(), Role::Director);
        let empty = stranger.get(PERIOD).expect(200);
        assert_eq!((figure(&empty, "conversion"), figure(&empty, "delay_reception_p90")), (json!([0, 0, null]), json!([0, 0, null])));
    }

    fn who_waits_is_told_with_the_caseload(app: TestApp) {
        given_orientations(&app);
        app.given_an_admitted_pathway();
        let director = app.sign_in(Role::Director);
        let report = director.get("/v1/reports/caseload").expect(200);
        assert_eq!((figure(&report, "waiting_for_referent"), figure(&report, "waiting_for_reception")), (json!([1, 1, 1]), json!([1, 1, 1])));
        members_agree(&director, &report);
        // in January Dora and Cléo had come, and been received; Ève had not come
        let before = director.get("/v1/reports/caseload?on=2026-01-31").expect(200);
        assert_eq!((figure(&before, "waiting_for_referent"), figure(&before, "waiting_for_reception")), (json!([0, 1, 0]), json!([0, 1, 0])));
        let referent = app.given_somebody_followed().referent;
        assert_eq!(referent.get("/v1/reports/caseload").expect(200)["figures"].get("waiting_for_referent"), None);
    }

    fn the_length_of_pathways_is_told_by_the_reason_of_the_exit(app: TestApp) {
        let [one, two, three, error] = [(); 4].map(|()| app.given_somebody_followed());
        // 731, 365 and 180 days
        exited(&app, &one, "2024-02-20", "job_cdi");
        exited(&app, &two, "2025-02-20", "job_cdi");
        exited(&app, &three, "2025-08-24", "qualifying_training");
        exited(&app, &error, "2025-08-24", "entered_by_error");
        app.conn().batch(&format!("update pathways set exit_category = null where id = {}", app.uuid_text(error.pathway))).unwrap();
        let director = app.sign_in(Role::Director);
        let report = director.get(PERIOD).expect(200);
        assert_eq!(figure(&report, "exits"), json!([3, 1, 3]), "what was entered by error is no exit");
        assert_eq!(figure(&report, "pathway_length_mean"), json!([41.922, 3, 13.974]));
        assert_eq!(figure(&report, "pathway_length_median"), json!([11.9918, 1, 11.9918]));
        assert_eq!(grouped(&report, "exit_reason", "job_cdi", "pathway_length_mean"), json!([36.0082, 2, 18.0041]));
        assert_eq!(grouped(&report, "exit_reason", "job_cdi", "pathway_length_median"), json!([36.0082, 2, 18.0041]));
        assert_eq!(grouped(&report, "exit_reason", "qualifying_training", "pathway_length_median"), json!([5.9138, 1, 5.9138]));
        members_agree(&director, &report);
    }

    /// Meets S2.16: get_report.
    fn followed_jobs_are_kept_or_lost(app: TestApp) {
        let [kept, lost, silent] = [(); 3].map(|()| app.given_somebody_followed());
        for of in [&kept, &lost, &silent] {
            let contract = app.given_a_contract(of, "2026-02-15", &json!({}));
            of.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        }
        let year = "/v1/reports/referent-activity?from=2026-01-01&to=2026-12-31";
        let early = app.sign_in(Role::Director).get(year).expect(200);
        assert_eq!((figure(&early, "job_retention"), figure(&early, "relapse")), (json!([0, 0, null]), json!([0, 3, 0])), "no six months have passed");
        app.at("2026-04-30T08:00:00Z");
        lost.verb(&app, "return-from-job", &json!({"on": "2026-04-30", "reason": "Licenciement"})).expect(200);
        app.given_a_check(&silent, "2026-04-30");
        app.at("2026-08-20T08:00:00Z");
        app.given_a_check(&kept, "2026-08-20");
        let director = app.sign_in(Role::Director);
        let report = director.get(year).expect(200);
        assert_eq!((figure(&report, "job_retention"), figure(&report, "relapse")), (json!([1, 3, 0.3333]), json!([1, 3, 0.3333])));
        members_agree(&director, &report);
        let of_lost = director.get(&format!("{year}&referent_id={}", lost.referent_id)).expect(200);
        assert_eq!((figure(&of_lost, "job_retention"), figure(&of_lost, "relapse")), (json!([0, 1, 0]), json!([1, 1, 1])));
    }

    fn barriers_are_lifted_in_a_median_time(app: TestApp) {
        let nadia = app.given_somebody_followed();
        for (theme, opened, lifted) in [("housing", "2026-02-10", "2026-03-01"), ("housing", "2026-02-01", "2026-03-01"), ("mobility", "2026-02-20", "2026-03-02")] {
            let body = json!({"theme": theme, "severity": 1, "opened_on": opened, "lifted_on": lifted});
            nadia.referent.post(&nadia.path("barriers"), &body).expect(201);
        }
        let director = app.sign_in(Role::Director);
        let report = director.get(PERIOD).expect(200);
        // 10, 19 and 28 days
        assert_eq!(figure(&report, "time_to_lift_median"), json!([19, 1, 19]));
        assert_eq!(grouped(&report, "theme", "housing", "time_to_lift_median"), json!([47, 2, 23.5]));
        assert_eq!(grouped(&report, "theme", "mobility", "time_to_lift_median"), json!([10, 1, 10]));
        members_agree(&director, &report);
        let narrowed = director.get(&format!("{PERIOD}&theme=mobility")).expect(200);
        assert_eq!(figure(&narrowed, "time_to_lift_median"), json!([10, 1, 10]));
    }

    fn stages_are_told_by_origin_provider_and_result(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let one = app.given_a_stage_in(&nadia, "completed");
        app.given_a_stage_in(&nadia, "interrupted");
        let provider = app.given_a_structure("ml");
        let (id, stage) = (provider["id"].as_str().unwrap(), one["id"].as_str().unwrap());
        app.conn().batch(&format!(
            "update stages set provider_structure_id = {}, resource_origin = 'network' where id = {}",
            app.uuid_text(id.parse().unwrap()), app.uuid_text(stage.parse().unwrap())
        )).unwrap();
        let director = app.sign_in(Role::Director);
        let report = director.get(PERIOD).expect(200);
        for (by, key, started, completed) in [
            ("resource_origin", "network", json!([1, 1, 1]), json!([1, 1, 1])),
            ("resource_origin", "employer_contact", json!([1, 1, 1]), json!([0, 1, 0])),
            ("provider_structure", id, json!([1, 1, 1]), json!([1, 1, 1])),
            ("provider_structure", "none", json!([1, 1, 1]), json!([0, 1, 0])),
        ] {
            assert_eq!((grouped(&report, by, key, "stages_started"), grouped(&report, by, key, "stages_completed")), (started, completed), "{by} {key}");
        }
        for result in ["completed", "interrupted"] {
            assert_eq!(grouped(&report, "status", result, "stages_ended"), json!([1, 1, 1]), "{result}");
        }
        let named = report["groups"].as_array().unwrap().iter().find(|g| g["key"] == id).unwrap();
        assert_eq!(named["label"], "Structure ml");
        members_agree(&director, &report);
        for (asked, started, ended) in [(format!("structure_id={id}"), 1, 1), ("resource_origin=siae".to_owned(), 0, 0), ("status=interrupted".to_owned(), 2, 1)] {
            let narrowed = director.get(&format!("{PERIOD}&{asked}")).expect(200);
            assert_eq!((&figure(&narrowed, "stages_started")[0], &figure(&narrowed, "stages_ended")[0]), (&json!(started), &json!(ended)), "{asked}");
            members_agree(&director, &narrowed);
        }
        for wrong in ["resource_origin=nowhere", "status=gone", "structure_id=7"] {
            director.get(&format!("{PERIOD}&{wrong}")).refused(400, "malformed_parameter");
        }
        director.get(&format!("{PERIOD}&structure_id={}", Uuid::now_v7())).refused(404, "not_found");
    }

    /// Meets S2.18: get_report.
    fn time_is_split_among_those_it_was_for(app: TestApp) {
        let [ana, bea] = [(); 2].map(|()| app.given_somebody_followed());
        let operation = app.given_an_operation()["id"].as_str().unwrap().parse::<Uuid>().unwrap();
        let on = Some(operation);
        let both = vec![ana.participant, bea.participant];
        for (date, minutes, task, attribution, participants) in [
            ("2026-02-02", 60, "interview_in_person", "P", vec![ana.participant]),
            ("2026-02-03", 30, "interview_in_person", "P", vec![ana.participant]),
            ("2026-02-04", 90, "collective_session", "G", both),
            ("2026-02-05", 45, "esf_admin", "O", vec![]),
        ] {
            let end = 540 + minutes;
            app.given_a_record(ana.user, &Recorded { date, start: 540, end, task, attribution, operation: on, participants });
        }
        let director = app.sign_in(Role::Director);
        let report = director.get(SPLIT).expect(200);
        assert_eq!(figure(&report, "minutes_per_participant"), json!([180, 2, 90]));
        members_agree(&director, &report);
        let days = "/v1/reports/time-split?from=2026-02-01&to=2026-02-03";
        let days = director.get(days).expect(200);
        assert_eq!(figure(&days, "minutes_per_participant"), json!([90, 2, 45]), "both were followed on these days");
        let hers = director.get(&format!("{SPLIT}&user_id={}", bea.user)).expect(200);
        assert_eq!(figure(&hers, "minutes_per_participant"), json!([0, 1, 0]), "Bea's referent followed her alone");
        // of an operation, those who were in it
        let of = format!("{SPLIT}&operation_id={operation}");
        assert_eq!(figure(&director.get(&of).expect(200), "minutes_per_participant"), json!([180, 0, null]));
        app.given_a_participation(&ana, &json!({"id": operation}), "2026-01-15");
        assert_eq!(figure(&director.get(&of).expect(200), "minutes_per_participant"), json!([180, 1, 180]));
    }
}
