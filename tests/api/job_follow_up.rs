//! The job that is followed for six months, and the positive exit at its end (S2.16, S3.19, §§ 4.5, 5.7, T8).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::builders::weeks::Recorded;
use crate::support::{TestApp, Value, json};

fn assessment(app: &TestApp, of: &Followed, query: &str) -> Value {
    app.client_of(app.plie, of.user).get(&of.path(&format!("exit-assessment{query}"))).expect(200)
}

fn pathway(app: &TestApp, of: &Followed) -> Value {
    app.client_of(app.plie, of.user).get(&format!("/v1/pathways/{}", of.pathway)).expect(200)
}

/// What an assessment lacks: the rule, the day, the days and the proofs.
fn lacks(a: &Value) -> (&Value, &Value, &Value, &Value) {
    (&a["rule"], &a["on"], &a["days_missing"], &a["proofs_missing"])
}

/// The parameters of the PLIE, changed.
fn set(app: &TestApp, settings: &Value) {
    let data = app.sign_in(Role::DataManager);
    let now = data.get("/v1/plie").expect(200)["version"].as_i64().unwrap();
    data.at_version(now).patch("/v1/plie", &json!({"settings": settings})).expect(200);
}

both! {
    /// Meets S2.10, S2.16, S3.19, S4.9: start_job_follow_up, get_exit_assessment, validate_pathway_exit.
    fn a_job_is_followed_to_a_positive_exit(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let contract = app.given_a_contract(&nadia, "2026-02-28", &json!({"document_state": "expected"}));
        let started = nadia.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        assert_eq!(started["status"], "in_job_follow_up");
        assert_eq!(started["job_follow_up"], json!({"employment_contract_id": contract["id"], "starts_on": "2026-02-28", "due_on": "2026-08-28", "next_check_on": "2026-03-28"}));
        assert_eq!((&started["next_interview_due_on"], &started["next_milestone_due_on"]), (&Value::Null, &Value::Null), "the other timers stand still");
        app.at("2026-03-20T08:00:00Z");
        app.given_a_check(&nadia, "2026-03-20");
        assert_eq!(pathway(&app, &nadia)["job_follow_up"]["next_check_on"], "2026-05-28");
        let today = assessment(&app, &nadia, "");
        assert_eq!(lacks(&today), (&json!("permanent_job"), &json!("2026-08-28"), &json!(161), &json!(["employment_contract", "proof_of_presence"])));
        assert_eq!((&today["qualifies"], &today["reason"]), (&json!(false), &Value::Null));
        nadia.verb(&app, "propose-exit", &json!({"reason": "job_cdi", "on": "2026-03-20"})).expect(200);
        let refused = nadia.verb_by(&app.sign_in(Role::Director), "validate-exit", &json!({"on": "2026-03-20"}));
        assert_eq!(refused.faults(), ["/evidence_document_ids employment_contract", "/evidence_document_ids proof_of_presence", "/on days_missing"]);
        refused.refused(409, "conflict_exit_not_proved");
        app.at("2026-08-31T08:00:00Z");
        let director = app.sign_in(Role::Director);
        let one = nadia.path(&format!("employment-contracts/{}", contract["id"].as_str().unwrap()));
        app.client_of(app.plie, nadia.user).at_version(1).patch(&one, &json!({"document_state": "received"})).expect(200);
        app.given_a_check(&nadia, "2026-08-31");
        assert_eq!(pathway(&app, &nadia)["job_follow_up"]["next_check_on"], Value::Null, "all checks are made");
        assert_eq!(assessment(&app, &nadia, "")["qualifies"], json!(true));
        let early = nadia.verb_by(&director, "validate-exit", &json!({"on": "2026-08-27"}));
        assert_eq!(early.faults(), ["/on days_missing"], "on the day that is named, not today's");
        let exited = nadia.verb_by(&director, "validate-exit", &json!({"on": "2026-08-31"})).expect(200);
        assert_eq!((&exited["status"], &exited["job_follow_up"]), (&json!("exited"), &Value::Null));
        assert_eq!(exited["exit"], json!({"on": "2026-08-31", "reason": "job_cdi", "category": "positive", "provisional_on": "2026-03-20", "validated_on": "2026-08-31", "target_structure_id": null}));
    }

    fn an_exit_may_be_dated_of_the_start_of_the_job(app: TestApp) {
        set(&app, &json!({"exit_date_policy": "on_start"}));
        let nadia = app.given_somebody_followed();
        let contract = app.given_a_contract(&nadia, "2026-02-15", &json!({}));
        nadia.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        nadia.verb(&app, "propose-exit", &json!({"reason": "job_cdi", "on": "2026-03-02"})).expect(200);
        app.at("2026-08-20T08:00:00Z");
        app.given_a_check(&nadia, "2026-08-20");
        let today = assessment(&app, &nadia, "");
        assert_eq!((&today["on"], &today["exit_on"]), (&json!("2026-08-15"), &json!("2026-02-15")));
        let exited = nadia.verb_by(&app.sign_in(Role::Director), "validate-exit", &json!({"on": "2026-08-20"})).expect(200);
        assert_eq!((&exited["exit"]["on"], &exited["exit"]["validated_on"]), (&json!("2026-02-15"), &json!("2026-08-20")));
        // the support went on until that day, and what was done in it is still recorded
        app.given_a_check(&nadia, "2026-08-20");
        let met = json!({"type": "job_follow_up", "modality": "phone", "starts_at": "2026-08-19T08:00:00Z", "ends_at": "2026-08-19T08:20:00Z", "outcome": "held"});
        app.client_of(app.plie, nadia.user).post(&nadia.path("interviews"), &met).expect(201);
    }

    fn who_loses_the_job_comes_back_and_the_timers_start_again(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let contract = app.given_a_contract(&nadia, "2026-02-15", &json!({}));
        nadia.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        app.at("2026-04-30T08:00:00Z");
        let back = |on: &str, reason: &str| nadia.verb(&app, "return-from-job", &json!({"on": on, "reason": reason}));
        assert_eq!(back("2026-05-01", "Licenciement").faults(), ["/on rule_future"]);
        assert_eq!(back("2026-02-14", "Licenciement").faults(), ["/on rule_return_from_job"]);
        assert_eq!(back("2026-04-30", "185057800608491").faults(), ["/reason rule_no_nir"]);
        let mission = app.given_a_contract_now(&nadia, "2026-05-20", &json!({"type": "interim", "ends_on": "2026-06-30"}));
        back("2026-04-30", "Licenciement").refused(409, "conflict_another_job");
        let path = nadia.path(&format!("employment-contracts/{}", mission["id"].as_str().unwrap()));
        app.client_of(app.plie, nadia.user).at_version(1).patch(&path, &json!({"starts_on": "2026-05-31"})).expect(200);
        let returned = back("2026-04-30", "Licenciement").expect(200);
        assert_eq!((&returned["status"], &returned["job_follow_up"]), (&json!("active"), &Value::Null));
        assert_eq!((&returned["next_interview_due_on"], &returned["next_milestone_due_on"]), (&json!("2026-05-31"), &json!("2026-09-30")));
        let job = app.client_of(app.plie, nadia.user).get(&nadia.path(&format!("employment-contracts/{}", contract["id"].as_str().unwrap()))).expect(200);
        assert_eq!(job["broken_on"], "2026-04-30");
        nadia.verb(&app, "return-from-job", &json!({"on": "2026-04-30", "reason": "x"})).refused(409, "illegal_transition");
        let history = app.client_of(app.plie, nadia.user).get(&nadia.path("history")).expect(200);
        let last = &history["items"].as_array().unwrap()[1];
        assert_eq!((&last["from"], &last["to"], &last["reason"]), (&json!("in_job_follow_up"), &json!("active"), &json!("Licenciement")));
        // a suspension after the return shifts what is due since
        let away = json!({"reason": "sickness", "starts_on": "2026-04-30", "planned_end_on": "2026-06-30"});
        nadia.verb(&app, "suspend", &away).expect(200);
        app.at("2026-05-10T08:00:00Z");
        let resumed = nadia.verb(&app, "resume", &json!({"on": "2026-05-10"})).expect(200);
        assert_eq!((&resumed["next_interview_due_on"], &resumed["next_milestone_due_on"]), (&json!("2026-06-10"), &json!("2026-10-10")));
    }

    fn who_comes_back_leaves_the_exit_that_was_proposed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let contract = app.given_a_contract(&nadia, "2026-02-15", &json!({}));
        nadia.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        let proposed = nadia.verb(&app, "propose-exit", &json!({"reason": "job_cdi", "on": "2026-03-02"})).expect(200);
        assert_eq!(proposed["exit"]["category"], "positive");
        app.at("2026-04-30T08:00:00Z");
        let returned = nadia.verb(&app, "return-from-job", &json!({"on": "2026-04-30", "reason": "Licenciement"})).expect(200);
        assert_eq!((&returned["status"], &returned["exit"]), (&json!("active"), &Value::Null));
        nadia.verb_by(&app.sign_in(Role::Director), "validate-exit", &json!({"on": "2026-04-30"})).refused(409, "conflict_no_exit_proposed");
    }

    fn only_a_job_that_may_count_is_followed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let start = |contract: &Value| nadia.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]}));
        start(&json!({"id": uuid::Uuid::now_v7()})).refused(422, "reference_not_found");
        let karim = app.given_somebody_followed();
        start(&app.given_a_contract(&karim, "2026-02-15", &json!({}))).refused(422, "reference_not_found");
        start(&app.given_a_contract(&nadia, "2026-03-03", &json!({}))).refused(422, "rule_future");
        start(&app.given_a_contract(&nadia, "2026-01-31", &json!({}))).refused(422, "rule_job_before_pathway");
        start(&app.given_a_contract(&nadia, "2026-02-15", &json!({"type": "cddi"}))).refused(422, "rule_contract_never_counts");
        start(&app.given_a_contract(&nadia, "2026-02-15", &json!({"type": "interim", "ends_on": "2026-02-20"}))).refused(422, "rule_job_over");
        let short = app.given_a_contract(&nadia, "2026-02-15", &json!({"weekly_minutes": 1049}));
        let path = nadia.path("start-job-follow-up?dry_run=true");
        let now = pathway(&app, &nadia)["version"].as_i64().unwrap();
        let rehearsed = nadia.referent.at_version(now).post(&path, &json!({"employment_contract_id": short["id"]}));
        assert_eq!(rehearsed.warnings(), ["time_share_below_minimum"]);
        nadia.referent.post(&nadia.path("start-job-follow-up"), &json!({"employment_contract_id": short["id"]})).refused(428, "precondition_required");
        let job = json!({"employment_contract_id": short["id"]});
        app.sign_in(Role::Director).at_version(now).post(&nadia.path("start-job-follow-up"), &job).refused(403, "forbidden");
        start(&short).expect(200);
        start(&short).refused(409, "illegal_transition");
    }

    fn the_first_day_of_the_job_moves_the_end_of_its_follow_up(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let contract = app.given_a_contract(&nadia, "2026-02-15", &json!({}));
        nadia.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        let path = nadia.path(&format!("employment-contracts/{}", contract["id"].as_str().unwrap()));
        assert_eq!(nadia.referent.at_version(1).patch(&path, &json!({"starts_on": "2026-01-15"})).faults(), ["/starts_on rule_job_before_pathway"]);
        nadia.referent.at_version(1).patch(&path, &json!({"starts_on": "2026-02-20"})).expect(200);
        let follow_up = pathway(&app, &nadia)["job_follow_up"].clone();
        assert_eq!((&follow_up["starts_on"], &follow_up["due_on"], &follow_up["next_check_on"]), (&json!("2026-02-20"), &json!("2026-08-20"), &json!("2026-03-20")));
    }

    fn the_parameters_of_the_plie_decide_what_is_positive(app: TestApp) {
        let nadia = app.given_somebody_followed();
        app.at("2026-09-01T08:00:00Z");
        for (starts_on, terms) in [
            ("2026-02-02", json!({"type": "cdd", "ends_on": "2026-08-01"})),
            ("2026-02-02", json!({"type": "interim", "ends_on": "2026-05-29"})),
            ("2026-06-01", json!({"type": "interim", "ends_on": "2026-08-07"})),
            ("2026-02-02", json!({"type": "seasonal", "ends_on": "2026-08-31"})),
        ] {
            app.given_a_contract_now(&nadia, starts_on, &terms);
        }
        app.given_a_check(&nadia, "2026-09-01");
        let of = |reason: &str| assessment(&app, &nadia, &format!("?reason={reason}"));
        assert_eq!(lacks(&of("job_cdd_over_6m")), (&json!("fixed_term_job"), &json!("2026-08-02"), &json!(0), &json!(["contract_length"])));
        assert_eq!(of("job_interim_6m")["qualifies"], true, "missions without a break");
        assert_eq!(lacks(&of("job_seasonal")), (&json!("seasonal"), &Value::Null, &json!(29), &json!([])));
        assert_eq!(lacks(&of("job_cdi")), (&Value::Null, &Value::Null, &json!(0), &json!(["employment_contract", "start_date", "proof_of_presence"])));
        assert_eq!(of("business_creation")["proofs_missing"], json!(["registration", "start_date", "proof_of_presence"]));
        let malformed = app.client_of(app.plie, nadia.user).get(&nadia.path("exit-assessment?reason=luck"));
        malformed.refused(400, "malformed_parameter");
        set(&app, &json!({"fixed_term_strict": false, "mission_gap_days": 2, "seasonal_months": 7}));
        assert_eq!(of("job_cdd_over_6m")["qualifies"], true, "at least six months");
        assert_eq!(of("job_interim_6m")["qualifies"], true, "Saturday and Sunday");
        assert_eq!(of("job_seasonal")["qualifies"], true);
        set(&app, &json!({"mission_gap_days": 1, "min_time_share": 1}));
        assert_eq!(lacks(&of("job_interim_6m")), (&json!("missions"), &Value::Null, &json!(181), &json!([])));
        set(&app, &json!({"fixed_term_months": 7}));
        assert_eq!(of("job_cdd_over_6m")["proofs_missing"], json!(["contract_length"]));
    }

    fn a_course_is_positive_by_its_diploma(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let objective = app.given_an_objective(&nadia);
        let body = json!({"type": "certifying_training", "resource_origin": "employer_contact", "objective_ids": [objective["id"]]});
        let mut stage = nadia.referent.post(&nadia.path("stages"), &body).expect(201);
        for (verb, body) in [("accept", json!({})), ("plan", json!({"planned_starts_on": "2026-02-10"})), ("start", json!({"started_on": "2026-02-10"}))] {
            let path = format!("/v1/stages/{}/{verb}", stage["id"].as_str().unwrap());
            stage = nadia.referent.at_version(stage["version"].as_i64().unwrap()).post(&path, &body).expect(200);
        }
        assert_eq!(lacks(&assessment(&app, &nadia, "?reason=qualifying_training")), (&json!("training"), &json!("2026-08-10"), &json!(161), &json!(["diploma", "proof_of_presence"])));
        let check = json!({"on": "2026-03-01", "reached": "yes", "qualification_gained": true, "channel": "in_person"});
        nadia.referent.post(&nadia.path("follow-up-checks"), &check).expect(201);
        assert_eq!(assessment(&app, &nadia, "?reason=qualifying_training")["proofs_missing"], json!(["diploma", "proof_of_presence"]), "nobody has seen it");
        let diploma = app.given_a_payslip(&nadia);
        nadia.verb(&app, "propose-exit", &json!({"reason": "qualifying_training", "on": "2026-03-01", "evidence_document_ids": [diploma["id"]]})).expect(200);
        let today = assessment(&app, &nadia, "");
        assert_eq!((lacks(&today), &today["qualifies"]), ((&json!("training"), &json!("2026-03-01"), &json!(0), &json!([])), &json!(true)));
        nadia.verb_by(&app.sign_in(Role::Director), "validate-exit", &json!({"on": "2026-03-02"})).expect(200);
    }

    // § 5.7: six months in post are attested, not told
    fn what_somebody_says_proves_nothing_until_a_document_attests_it(app: TestApp) {
        let nadia = app.given_somebody_followed();
        app.given_a_contract(&nadia, "2026-02-15", &json!({}));
        app.at("2026-08-20T08:00:00Z");
        let referent = app.client_of(app.plie, nadia.user);
        let check = |members: &Value| {
            let mut body = json!({"on": "2026-08-20", "reached": "yes", "channel": "phone"});
            for (name, value) in members.as_object().unwrap() {
                body[name] = value.clone();
            }
            referent.post(&nadia.path("follow-up-checks"), &body)
        };
        for told in [true, false] {
            assert_eq!(check(&json!({"reached": "no", "still_employed": told})).faults(), ["/still_employed rule_not_reached"]);
        }
        check(&json!({"still_employed": true})).expect(201);
        let proofs = || assessment(&app, &nadia, "?reason=job_cdi")["proofs_missing"].clone();
        assert_eq!(proofs(), json!(["proof_of_presence"]), "a word is no proof");
        let director = app.sign_in(Role::Director);
        let told = json!({"reason": "job_cdi", "on": "2026-08-20", "evidence_document_ids": []});
        nadia.verb(&app, "propose-exit", &told).expect(200);
        let refused = nadia.verb_by(&director, "validate-exit", &json!({"on": "2026-08-20"}));
        assert_eq!(refused.faults(), ["/evidence_document_ids proof_of_presence"]);
        let file = format!("/v1/participants/{}/proof-file", nadia.participant);
        let exit = || director.get(&file).expect(200)["pieces"].as_array().unwrap().iter().find(|p| p["piece"] == "exit_evidence").unwrap().clone();
        let payslip = app.given_a_payslip(&nadia);
        let shown = json!({"reason": "job_cdi", "on": "2026-08-20", "evidence_document_ids": [payslip["id"]]});
        nadia.verb(&app, "propose-exit", &shown).expect(200);
        assert_eq!(proofs(), json!([]), "a document of the proposal attests what the check tells");
        assert_eq!(assessment(&app, &nadia, "?reason=job_cdd_over_6m")["qualifies"], false);
        nadia.verb(&app, "propose-exit", &told).expect(200);
        assert_eq!(proofs(), json!(["proof_of_presence"]), "the last proposal speaks");
        check(&json!({"still_employed": true, "evidence_document_id": payslip["id"]})).expect(201);
        assert_eq!(proofs(), json!([]));
        nadia.verb_by(&director, "validate-exit", &json!({"on": "2026-08-20"})).expect(200);
        assert_eq!((&exit()["state"], &exit()["due_on"]), (&json!("complete"), &Value::Null));
        // as a proposal without documents was stored before, and without the check
        let way = app.uuid_text(nadia.pathway);
        app.conn().batch(&format!("update follow_up_checks set evidence_document_id = null where pathway_id = {way}; update pathways set exit_evidence = '[]' where id = {way}")).unwrap();
        assert_eq!((&exit()["state"], &exit()["due_on"]), (&json!("due"), &json!("2026-08-20")));
        let report = director.get("/v1/reports/data-quality?from=2026-08-01&to=2026-08-31").expect(200);
        assert_eq!((&report["figures"]["exit_proofs_missing"]["numerator"], &report["figures"]["exit_proofs_missing"]["denominator"]), (&json!(1), &json!(1)));
    }

    fn a_business_counts_as_long_as_the_plie_wants(app: TestApp) {
        let nadia = app.given_somebody_followed();
        app.given_a_contract(&nadia, "2026-02-15", &json!({"type": "self_employed"}));
        let today = |app: &TestApp| assessment(app, &nadia, "?reason=business_creation");
        assert_eq!(lacks(&today(&app)), (&json!("business"), &json!("2026-08-15"), &json!(166), &json!(["proof_of_presence"])));
        set(&app, &json!({"business_months": 0}));
        assert_eq!((&today(&app)["qualifies"], &today(&app)["on"]), (&json!(true), &json!("2026-02-15")), "the registration is enough");
    }

    fn closing_lists_everything_that_is_missing(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let stage = app.given_a_stage_in(&nadia, "in_progress");
        let met = app.given_a_held_interview(&nadia);
        app.given_a_record(nadia.user, &Recorded { date: "2026-02-20", participants: vec![nadia.participant], ..Recorded::default() });
        app.given_a_record(nadia.user, &Recorded { date: "2026-01-20", participants: vec![nadia.participant], ..Recorded::default() });
        nadia.verb(&app, "propose-exit", &json!({"reason": "moved_away", "on": "2026-03-02"})).expect(200);
        let director = app.sign_in(Role::Director);
        nadia.verb_by(&director, "validate-exit", &json!({"on": "2026-03-02"})).expect(200);
        let refused = nadia.verb_by(&director, "close", &json!({}));
        assert_eq!(refused.faults(), [
            "/esf_exit/labour_status esf_exit_data".to_owned(),
            format!("/interviews/{} unsigned_interview", met["id"].as_str().unwrap()),
            format!("/stages/{} open_stage", stage["id"].as_str().unwrap()),
            "/timesheets/2026-02 unsigned_month".to_owned(),
        ]);
        refused.refused(409, "conflict_not_closable");
    }

    fn what_is_due_of_a_job_alerts(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let contract = app.given_a_contract(&nadia, "2026-02-10", &json!({}));
        nadia.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        let alerts = || app.client_of(app.plie, nadia.user).get("/v1/alerts?kind=t8_job_follow_up").expect(200)["items"].clone();
        let due = || app.client_of(app.plie, nadia.user).get("/v1/pathways?due=follow_up").expect(200)["items"].as_array().unwrap().len();
        assert_eq!((alerts(), due()), (json!([]), 0), "eight days ahead is quiet");
        app.at("2026-03-10T08:00:00Z");
        let now = alerts();
        assert_eq!((&now[0]["due_on"], &now[0]["stage"], &now[0]["pathway_id"]), (&json!("2026-03-10"), &json!("due"), &json!(nadia.pathway)));
        assert_eq!(due(), 1);
        app.given_a_check(&nadia, "2026-03-10");
        assert_eq!((alerts(), due()), (json!([]), 0));
        app.at("2026-08-10T08:00:00Z");
        app.given_a_check(&nadia, "2026-08-01");
        assert_eq!((&alerts()[0]["due_on"], due()), (&json!("2026-08-10"), 1), "the six months are over");
    }

    fn the_database_itself_forbids_a_second_follow_up(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let contract = app.given_a_contract(&nadia, "2026-02-10", &json!({}));
        nadia.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        let (p, w, now) = (app.uuid_text(app.plie.0), app.uuid_text(nadia.pathway), app.instant_text());
        let c = app.uuid_text(contract["id"].as_str().unwrap().parse().unwrap());
        let follow_up = |ended: &str| format!(
            "insert into job_follow_ups (plie_id, id, pathway_id, employment_contract_id, starts_on, due_on, ended_on, version, created_at, updated_at)
             values ({p}, {}, {w}, {c}, '2026-02-10', '2026-08-10', {ended}, 1, {now}, {now})", app.uuid_text(uuid::Uuid::now_v7()));
        assert!(app.conn().batch(&follow_up("null")).is_err());
        app.conn().batch(&follow_up("'2026-02-20'")).unwrap();
    }
}

impl TestApp {
    /// As [`TestApp::given_a_contract`], when the clock has moved on.
    fn given_a_contract_now(&self, of: &Followed, starts_on: &str, members: &Value) -> Value {
        let again = Followed { referent: self.client_of(self.plie, of.user), ..*of };
        self.given_a_contract(&again, starts_on, members)
    }
}
