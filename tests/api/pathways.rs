//! Pathways: the machine, the one referent, due dates, exits, and what the databases forbid by themselves.

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::commission::{at, version};
use crate::support::builders::followed::Followed;
use crate::support::{Answer, Client, Kind, TestApp, Value, json};

/// A verb on a pathway at its version.
fn verb(client: &Client, pathway: &Value, verb: &str, body: &Value) -> Answer {
    client.at_version(version(pathway)).post(&format!("{}/{verb}", at("pathways", pathway)), body)
}

fn assign(referent: &Value, starts_on: &str) -> Value {
    json!({"referent_id": referent["id"], "starts_on": starts_on, "reason": "Congé", "handover_note": "Suite en logistique"})
}

both! {
    fn an_admission_opens_a_pathway_that_waits_for_its_referent(app: TestApp) {
        let pathway = app.given_an_admitted_pathway();
        assert_eq!(pathway["status"], "admitted");
        assert_eq!((&pathway["referent"], &pathway["activated_on"], &pathway["exit"]), (&Value::Null, &Value::Null, &Value::Null));
        assert_eq!((&pathway["open_barriers"], &pathway["stages_count"]), (&json!(1), &json!(0)), "the barriers of the file");
        let person = app.sign_in(Role::Director).get(&format!("/v1/participants/{}", pathway["participant_id"].as_str().unwrap())).expect(200);
        assert_eq!(person["current_pathway"]["id"], pathway["id"], "{person}");
    }

    /// Meets S3.8, S3.9: assign_pathway_referent.
    fn the_first_referent_activates_it_and_starts_the_timers(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        assert_eq!((&pathway["status"], &pathway["activated_on"]), (&json!("active"), &json!("2026-03-02")));
        // T1: the last day of the next month; T2: five months later
        assert_eq!((&pathway["next_interview_due_on"], &pathway["next_milestone_due_on"]), (&json!("2026-04-30"), &json!("2026-08-02")));
        assert_eq!((&pathway["referent"]["id"], &pathway["referent"]["since"]), (&referent["id"], &json!("2026-03-02")));
        let mine = client.get(&format!("/v1/pathways?referent_id={}", referent["id"].as_str().unwrap())).expect(200);
        assert_eq!(mine["items"][0]["id"], pathway["id"]);
        let person = client.get(&format!("/v1/participants/{}", pathway["participant_id"].as_str().unwrap())).expect(200);
        assert_eq!((&person["current_pathway"]["status"], &person["referent"]["id"]), (&json!("active"), &referent["id"]), "{person}");
    }

    fn a_milestone_due_is_clamped_to_the_end_of_a_short_month(app: TestApp) {
        app.at("2025-09-30T08:00:00Z");
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        assert_eq!((&pathway["next_interview_due_on"], &pathway["next_milestone_due_on"]), (&json!("2025-10-31"), &json!("2026-02-28")));
    }

    /// Meets S1.15: assign_pathway_referent.
    fn a_relay_leaves_no_gap_and_no_overlap(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let ((old, first), (new, second)) = (app.given_a_referent(), app.given_a_referent());
        let pathway = app.given_an_active_pathway(&first);
        let path = at("pathways", &pathway);
        verb(&director, &pathway, "assign-referent", &assign(&second, "2026-03-02")).refused(422, "rule_single_referent");
        verb(&director, &pathway, "assign-referent", &assign(&first, "2026-03-09")).refused(422, "rule_same_referent");
        let silent = json!({"referent_id": second["id"], "starts_on": "2026-03-09"});
        assert_eq!(verb(&director, &pathway, "assign-referent", &silent).faults(), ["/reason required"]);
        let relayed = verb(&director, &pathway, "assign-referent", &assign(&second, "2026-03-09"));
        assert!(relayed.warnings().is_empty());
        let relayed = relayed.expect(200);
        assert_eq!((&relayed["status"], &relayed["activated_on"]), (&json!("active"), &json!("2026-03-02")));
        assert_eq!(relayed["referent"]["id"], first["id"], "until its last day the one before follows");
        let periods = director.get(&format!("{path}/assignments")).expect(200);
        let periods: Vec<_> = periods["items"].as_array().unwrap().iter().map(|a| (a["starts_on"].clone(), a["ends_on"].clone())).collect();
        assert_eq!(periods, [(json!("2026-03-02"), json!("2026-03-08")), (json!("2026-03-09"), Value::Null)]);
        assert_eq!((old.get(&path).status, new.get(&path).status), (200, 404));
        app.at("2026-03-09T08:00:00Z");
        let (old, new) = (app.client_of(app.plie, jalon::ids::Id::of(old.id.unwrap())), app.client_of(app.plie, jalon::ids::Id::of(new.id.unwrap())));
        assert_eq!((old.get(&path).status, new.get(&path).status), (200, 200), "the one before still reads");
        old.at_version(3).patch(&path, &json!({"rsa_referent": true})).refused(403, "forbidden");
        assert_eq!(new.get(&path).expect(200)["referent"]["id"], second["id"]);
    }

    fn a_referent_must_be_at_work_and_known(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let pathway = app.given_an_admitted_pathway();
        let (_, referent) = app.given_a_referent();
        let nobody = json!({"referent_id": uuid::Uuid::now_v7(), "starts_on": "2026-03-02"});
        verb(&director, &pathway, "assign-referent", &nobody).refused(422, "reference_not_found");
        verb(&director, &pathway, "assign-referent", &assign(&referent, "2019-12-31")).refused(422, "validation_failed");
        verb(&director, &pathway, "assign-referent", &assign(&referent, "2026-03-01")).refused(422, "rule_starts_on");
        verb(&director, &pathway, "assign-referent", &assign(&referent, "2200-12-01")).refused(422, "rule_starts_too_far");
        verb(&director, &pathway, "assign-referent?dry_run=true", &assign(&referent, "2027-03-02")).expect(200);
        let unknown = json!({"referent_id": referent["id"], "starts_on": "2026-03-02", "since": "2026-03-02"});
        verb(&director, &pathway, "assign-referent", &unknown).refused(422, "unknown_field");
        let nul = json!({"referent_id": referent["id"], "starts_on": "2026-03-02", "reason": "a\u{0}b"});
        assert_eq!(verb(&director, &pathway, "assign-referent", &nul).status, 422);
    }

    fn above_the_target_a_referent_is_warned_about(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let (_, referent) = app.given_a_referent();
        let data = app.sign_in(Role::DataManager);
        let path = format!("/v1/referents/{}", referent["id"].as_str().unwrap());
        data.at_version(1).patch(&path, &json!({"fte": 0.02, "fte_participant_support": 0.014})).expect(200);
        let pathways: Vec<Value> = (0..2).map(|_| app.given_an_admitted_pathway()).collect();
        let warned: Vec<Vec<String>> = pathways
            .iter()
            .map(|p| verb(&director, p, "assign-referent", &json!({"referent_id": referent["id"], "starts_on": "2026-03-02"})).warnings())
            .collect();
        // 70 × 0.014 = 0.98, one person
        assert_eq!(warned, [vec![], vec!["caseload_above_target".to_owned()]]);
    }

    fn a_suspension_stops_the_timers_and_shifts_what_was_not_past(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        app.at("2026-03-10T08:00:00Z");
        let client = app.client_of(app.plie, jalon::ids::Id::of(client.id.unwrap()));
        let too_long = json!({"reason": "sickness", "starts_on": "2026-03-10", "planned_end_on": "2027-03-11"});
        verb(&client, &pathway, "suspend", &too_long).refused(422, "rule_suspension_length");
        let unknown = json!({"reason": "bored", "starts_on": "2026-03-10", "planned_end_on": "2026-04-11"});
        assert_eq!(verb(&client, &pathway, "suspend", &unknown).faults(), ["/reason unknown_code"]);
        let early = json!({"reason": "sickness", "starts_on": "2026-03-01", "planned_end_on": "2026-04-11"});
        verb(&client, &pathway, "suspend", &early).refused(422, "rule_suspension_start");
        let body = json!({"reason": "sickness", "starts_on": "2026-03-10", "planned_end_on": "2026-04-11"});
        let suspended = verb(&client, &pathway, "suspend", &body).expect(200);
        assert_eq!((&suspended["status"], &suspended["status_reason"]), (&json!("suspended"), &json!("sickness")));
        assert_eq!((&suspended["next_interview_due_on"], &suspended["next_milestone_due_on"]), (&Value::Null, &Value::Null));
        verb(&client, &suspended, "resume", &json!({"on": "2026-03-09"})).refused(422, "rule_resume");
        verb(&client, &suspended, "resume", &json!({"on": "2026-03-20"})).refused(422, "rule_future_date");
        app.at("2026-03-20T08:00:00Z");
        let client = app.client_of(app.plie, jalon::ids::Id::of(client.id.unwrap()));
        let resumed = verb(&client, &suspended, "resume", &json!({"on": "2026-03-20"})).expect(200);
        assert_eq!((&resumed["next_interview_due_on"], &resumed["next_milestone_due_on"]), (&json!("2026-05-10"), &json!("2026-08-12")));
        assert_eq!((&resumed["status"], &resumed["suspended_from"]), (&json!("active"), &Value::Null));
        let again = json!({"reason": "family", "starts_on": "2026-03-19", "planned_end_on": "2026-04-11"});
        verb(&client, &resumed, "suspend", &again).refused(422, "rule_suspension_start");
        let again = json!({"reason": "family", "starts_on": "2026-03-20", "planned_end_on": "2026-04-11"});
        let twice = verb(&client, &resumed, "suspend", &again).expect(200);
        app.at("2026-03-25T08:00:00Z");
        let client = app.client_of(app.plie, jalon::ids::Id::of(client.id.unwrap()));
        let twice = verb(&client, &twice, "resume", &json!({"on": "2026-03-25"})).expect(200);
        assert_eq!(twice["next_milestone_due_on"], "2026-08-17", "both suspensions count");
    }

    fn a_suspension_is_told_once_its_first_day_has_come(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let ahead = json!({"reason": "bored", "starts_on": "2026-03-03", "planned_end_on": "2027-03-04"});
        assert_eq!(verb(&client, &pathway, "suspend", &ahead).faults(), [
            "/planned_end_on rule_suspension_length", "/reason unknown_code", "/starts_on rule_future",
        ]);
        let body = json!({"reason": "sickness", "starts_on": "2026-03-03", "planned_end_on": "2026-04-11"});
        verb(&client, &pathway, "suspend", &body).refused(422, "rule_future");
        assert_eq!(client.get(&at("pathways", &pathway)).expect(200)["status"], "active", "it goes on until then");
        app.at("2026-03-03T08:00:00Z");
        let client = app.client_of(app.plie, jalon::ids::Id::of(client.id.unwrap()));
        verb(&client, &pathway, "suspend", &body).expect(200);
    }

    fn every_verb_is_held_against_the_state(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let (officer, assistant) = (app.sign_in(Role::TerritorialOfficer), app.sign_in(Role::Assistant));
        let (_, referent) = app.given_a_referent();
        let bodies = [
            ("assign-referent", assign(&referent, "2026-04-01")),
            ("suspend", json!({"reason": "sickness", "starts_on": "2026-03-02", "planned_end_on": "2026-04-02"})),
            ("resume", json!({"on": "2026-03-02"})),
            ("propose-exit", json!({"reason": "moved_away", "on": "2026-03-02"})),
            ("validate-exit", json!({"on": "2026-03-02"})),
            ("close", json!({})),
            ("cancel", json!({"reason": "Erreur"})),
        ];
        for (status, known) in [
            ("admitted", vec!["assign-referent", "cancel"]),
            ("active", vec!["assign-referent", "suspend", "start-job-follow-up", "propose-exit", "validate-exit"]),
            ("suspended", vec!["assign-referent", "resume", "propose-exit", "validate-exit"]),
            ("exited", vec!["assign-referent", "close"]),
            ("closed", vec![]),
            ("cancelled", vec![]),
        ] {
            let pathway = app.given_a_pathway_in(status);
            for (name, body) in &bodies {
                let client = match *name {
                    "validate-exit" => &director,
                    "propose-exit" => &assistant,
                    _ => &officer,
                };
                let path = format!("{}/{name}?dry_run=true", at("pathways", &pathway));
                let answer = client.at_version(version(&pathway)).post(&path, body);
                let illegal = answer.body["code"] == "illegal_transition";
                assert_eq!(illegal, !known.contains(name), "{name} of {status}: {}", answer.text);
                if illegal {
                    assert_eq!((answer.status, &answer.body["from"], &answer.body["allowed"]), (409, &json!(status), &json!(known)));
                }
            }
            let after = director.get(&at("pathways", &pathway)).expect(200);
            assert_eq!(after, director.get(&at("pathways", &pathway)).expect(200));
            assert_eq!(after["status"], status, "a rehearsal writes nothing");
        }
    }

    fn an_exit_is_proposed_then_validated_then_closed(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        let director = app.sign_in(Role::Director);
        let pathway = app.given_an_active_pathway(&referent);
        verb(&director, &pathway, "validate-exit", &json!({"on": "2026-03-02"})).refused(409, "conflict_no_exit_proposed");
        assert_eq!(verb(&client, &pathway, "propose-exit", &json!({"reason": "bored", "on": "2026-03-02"})).faults(), ["/reason unknown_code"]);
        verb(&client, &pathway, "propose-exit", &json!({"reason": "moved_away", "on": "2026-03-01"})).refused(422, "rule_exit_date");
        verb(&client, &pathway, "propose-exit", &json!({"reason": "entered_by_error", "on": "2026-03-02"})).refused(422, "rule_entered_by_error");
        let papers = json!({"reason": "moved_away", "on": "2026-03-02", "evidence_document_ids": [uuid::Uuid::now_v7()]});
        verb(&client, &pathway, "propose-exit", &papers).refused(422, "reference_not_found");
        let proposed = verb(&client, &pathway, "propose-exit", &json!({"reason": "moved_away", "on": "2026-03-02"})).expect(200);
        assert_eq!((&proposed["status"], &proposed["exit"]["category"], &proposed["exit"]["validated_on"]), (&json!("active"), &json!("neutral"), &Value::Null));
        verb(&client, &proposed, "validate-exit", &json!({"on": "2026-03-02"})).refused(403, "forbidden");
        verb(&director, &proposed, "validate-exit", &json!({"on": "2026-03-03"})).refused(422, "rule_exit_future");
        let exited = verb(&director, &proposed, "validate-exit", &json!({"on": "2026-03-02"})).expect(200);
        assert_eq!(exited["exit"], json!({"on": "2026-03-02", "reason": "moved_away", "category": "neutral", "provisional_on": "2026-03-02", "validated_on": "2026-03-02", "target_structure_id": null}));
        assert_eq!((&exited["status"], &exited["next_interview_due_on"]), (&json!("exited"), &Value::Null));
        let closed = verb(&director, &exited, "close", &json!({})).expect(200);
        assert_eq!((&closed["status"], &closed["referent"]["id"]), (&json!("closed"), &referent["id"]), "the referent keeps the day of the closure");
        director.at_version(version(&closed)).patch(&at("pathways", &closed), &json!({"planned_end_on": "2027-01-01"})).refused(403, "forbidden");
        let data = app.sign_in(Role::DataManager);
        data.at_version(version(&closed)).patch(&at("pathways", &closed), &json!({"planned_end_on": "2027-01-01"})).refused(409, "conflict_pathway_closed");
    }

    fn a_positive_exit_waits_for_its_proof_and_says_which(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let proposed = verb(&client, &pathway, "propose-exit", &json!({"reason": "job_cdi", "on": "2026-03-02"})).expect(200);
        assert_eq!(proposed["exit"]["category"], "positive");
        let director = app.sign_in(Role::Director);
        let refused = verb(&director, &proposed, "validate-exit", &json!({"on": "2026-03-02"}));
        let missing = refused.faults();
        refused.refused(409, "conflict_exit_not_proved");
        assert_eq!(missing, [
            "/evidence_document_ids employment_contract",
            "/evidence_document_ids proof_of_presence",
            "/evidence_document_ids start_date",
        ]);
    }

    fn a_suspension_ends_with_an_exit_only_past_its_limit_and_with_an_opinion(app: TestApp) {
        let pathway = app.given_a_pathway_in("suspended");
        let director = app.sign_in(Role::Director);
        let assistant = app.sign_in(Role::Assistant);
        let officer = app.sign_in(Role::TerritorialOfficer);
        verb(&officer, &pathway, "propose-exit", &json!({"reason": "moved_away", "on": "2026-03-02"})).refused(403, "forbidden");
        let other = verb(&assistant, &pathway, "propose-exit", &json!({"reason": "dropped_out", "on": "2026-03-02"})).expect(200);
        verb(&director, &other, "validate-exit", &json!({"on": "2026-03-02"})).refused(409, "conflict_suspended");
        let neutral = verb(&assistant, &other, "propose-exit", &json!({"reason": "moved_away", "on": "2026-03-02"})).expect(200);
        verb(&officer, &neutral, "validate-exit", &json!({"on": "2026-03-02"})).expect(200);
    }

    // § 5.7, last column
    fn each_reason_is_validated_with_what_it_rests_on(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let structure = app.sign_in(Role::DataManager).post("/v1/partner-structures", &json!({"name": "Mission locale", "kind": "ml"})).expect(201);
        let propose = |of: &Followed, body: &Value| of.verb(&app, "propose-exit", body).expect(200);
        let validate = |of: &Followed| of.verb_by(&director, "validate-exit", &json!({"on": "2026-03-02"}));
        let refused = |of: &Followed, reason: &str, fault: &str| {
            propose(of, &json!({"reason": reason, "on": "2026-03-02"}));
            let answer = validate(of);
            assert_eq!(answer.faults(), [fault]);
            answer.refused(409, "conflict_exit_not_proved");
        };
        let missed = |of: &Followed, day: &str| {
            let body = json!({"type": "follow_up", "modality": "phone", "starts_at": format!("{day}T08:00:00Z"), "ends_at": format!("{day}T08:15:00Z"), "outcome": "no_show"});
            of.referent.post(&of.path("interviews"), &body).expect(201);
        };
        let lost = app.given_somebody_followed();
        for day in ["2026-02-05", "2026-02-10", "2026-02-17"] {
            missed(&lost, day);
        }
        let who = app.uuid_text(lost.participant);
        app.conn().batch(&format!("update participants set last_contact_on = '2026-02-05' where id = {who}")).unwrap();
        refused(&lost, "no_contact", "/reason contact_attempts");
        missed(&lost, "2026-02-24");
        validate(&lost).expect(200);

        let gone = app.given_somebody_followed();
        refused(&gone, "dropped_out", "/reason last_contact");
        app.given_a_held_interview(&gone);
        validate(&gone).expect(200);

        let moved = app.given_somebody_followed();
        refused(&moved, "reoriented", "/target_structure_id target_structure");
        let nowhere = json!({"reason": "reoriented", "on": "2026-03-02", "target_structure_id": uuid::Uuid::now_v7()});
        assert_eq!(moved.verb(&app, "propose-exit", &nowhere).faults(), ["/target_structure_id reference_not_found"]);
        let named = propose(&moved, &json!({"reason": "reoriented", "on": "2026-03-02", "target_structure_id": structure["id"]}));
        assert_eq!(named["exit"]["target_structure_id"], structure["id"]);
        validate(&moved).expect(200);

        let careless = app.given_somebody_followed();
        refused(&careless, "non_compliance", "/reason commission_decision");
        let (sitting, item) = app.review(&json!({"id": careless.pathway}), "exit_proposal");
        let closed = json!({"outcome": "close", "motive": "Trois rappels sans effet", "effective_on": "2026-03-02"});
        sitting.chair.at_version(1).post(&format!("{}/decide", at("agenda-items", &item)), &closed).expect(200);
        validate(&careless).expect(200);

        // what the PLIE asks for
        let patient = app.given_somebody_followed();
        refused(&patient, "no_contact", "/reason contact_attempts");
        let data = app.sign_in(Role::DataManager);
        let now = version(&data.get("/v1/plie").expect(200));
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"lost_contact_attempts": 1}})).expect(200);
        missed(&patient, "2026-02-24");
        validate(&patient).expect(200);
    }

    // § 4.5: the longest that a pathway lasts, and the commission that extends it
    fn a_pathway_has_its_planned_end_from_the_start(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let now = version(&data.get("/v1/plie").expect(200));
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"max_pathway_months": 24}})).expect(200);
        let (client, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        assert_eq!(pathway["planned_end_on"], "2028-03-02");
        let planned = |day: &str| client.at_version(version(&pathway)).patch(&at("pathways", &pathway), &json!({"planned_end_on": day}));
        planned("2028-03-03").refused(422, "rule_max_duration");
        planned("2027-03-02").expect(200);
    }

    fn the_planned_end_goes_along_with_a_first_referent_who_begins_earlier(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let now = version(&data.get("/v1/plie").expect(200));
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"max_pathway_months": 24}})).expect(200);
        let ((_, first), (_, second)) = (app.given_a_referent(), app.given_a_referent());
        let pathway = app.given_a_pathway_in("admitted");
        let path = at("pathways", &pathway);
        let assigned = |referent: &Value, on: &str| {
            let now = version(&data.get(&path).expect(200));
            let body = json!({"referent_id": referent["id"], "starts_on": on, "reason": "Congé", "handover_note": "Suite"});
            data.at_version(now).post(&format!("{path}/assign-referent"), &body).expect(200)["planned_end_on"].clone()
        };
        assert_eq!(assigned(&first, "2026-04-01"), "2028-04-01");
        assert_eq!(assigned(&second, "2026-03-09"), "2028-03-09");
    }

    fn what_is_open_keeps_a_pathway_from_closing(app: TestApp) {
        let pathway = app.given_a_pathway_in("exited");
        let stage = uuid::Uuid::now_v7();
        let (p, s, w, who) = (app.uuid_text(app.plie.0), app.uuid_text(stage), app.uuid_text(uuid(&pathway["id"])), app.uuid_text(uuid(&pathway["participant_id"])));
        let at_text = app.instant();
        app.conn().batch(&format!(
            "insert into stages (plie_id, id, pathway_id, participant_id, type, resource_origin, objective_ids, barrier_ids, status, version, created_at, updated_at)
             values ({p}, {s}, {w}, {who}, 'x', 'x', '[]', '[]', 'in_progress', 1, {at_text}, {at_text})"
        )).unwrap();
        let director = app.sign_in(Role::Director);
        let refused = verb(&director, &pathway, "close", &json!({}));
        assert_eq!(refused.faults(), [format!("/stages/{stage} open_stage")]);
        refused.refused(409, "conflict_not_closable");
    }

    fn an_exit_is_closed_with_the_situation_it_leads_to(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        app.at("2026-03-03T08:00:00Z");
        let director = app.sign_in(Role::Director);
        let assistant = app.sign_in(Role::Assistant);
        let proposed = verb(&assistant, &pathway, "propose-exit", &json!({"reason": "moved_away", "on": "2026-03-03"})).expect(200);
        let exited = verb(&director, &proposed, "validate-exit", &json!({"on": "2026-03-03"})).expect(200);
        let refused = verb(&director, &exited, "close", &json!({}));
        assert_eq!(refused.faults(), ["/esf_exit/labour_status esf_exit_data"], "what is known was said before the exit");
        refused.refused(409, "conflict_not_closable");
        let owed = || director.get("/v1/pathways?due=exit_data").expect(200)["items"].as_array().unwrap().iter().map(|p| p["id"].clone()).collect::<Vec<_>>();
        assert_eq!(owed(), [pathway["id"].clone()]);
        app.situation_of(uuid(&pathway["participant_id"]), "employee", None);
        assert!(owed().is_empty(), "what the closure asks for is told");
        verb(&director, &exited, "close", &json!({})).expect(200);
    }

    fn what_was_entered_by_error_owes_no_exit_data(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        app.at("2026-03-03T08:00:00Z");
        let (data, director) = (app.sign_in(Role::DataManager), app.sign_in(Role::Director));
        let proposed = verb(&data, &pathway, "propose-exit", &json!({"reason": "entered_by_error", "on": "2026-03-03"})).expect(200);
        let exited = verb(&director, &proposed, "validate-exit", &json!({"on": "2026-03-03"})).expect(200);
        assert_eq!(director.get("/v1/pathways?due=exit_data").expect(200)["items"], json!([]));
        verb(&director, &exited, "close", &json!({})).expect(200);
    }

    fn closing_the_former_pathway_leaves_a_re_entry_alone(app: TestApp) {
        let first = app.given_a_pathway_in("exited");
        let second = app.readmitted(&first);
        let director = app.sign_in(Role::Director);
        let (_, referent) = app.given_a_referent();
        let second = verb(&director, &second, "assign-referent", &json!({"referent_id": referent["id"], "starts_on": "2026-03-02"})).expect(200);
        verb(&director, &first, "close", &json!({})).expect(200);
        let person = director.get(&format!("/v1/participants/{}", uuid(&first["participant_id"]))).expect(200);
        assert_eq!((&person["current_pathway"]["id"], &person["current_pathway"]["status"]), (&second["id"], &json!("active")));
        assert_eq!(person["referent"]["id"], referent["id"]);
    }

    fn an_admission_given_up_leaves_the_exited_pathway_before_it(app: TestApp) {
        let first = app.given_a_pathway_in("exited");
        let second = app.readmitted(&first);
        let director = app.sign_in(Role::Director);
        verb(&director, &second, "cancel", &json!({"reason": "Emploi trouvé"})).expect(200);
        let person = director.get(&format!("/v1/participants/{}", uuid(&first["participant_id"]))).expect(200);
        assert_eq!((&person["current_pathway"]["id"], &person["referent"]["id"]), (&first["id"], &first["referent"]["id"]));
    }

    fn what_is_counted_or_embedded_changes_the_tag(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let path = at("pathways", &pathway);
        let tag = client.get(&path).headers["etag"].clone();
        assert_eq!(client.with("If-None-Match", &tag).get(&path).status, 304);
        client.post(&format!("{path}/barriers"), &json!({"theme": "housing", "severity": 2, "opened_on": "2026-03-02"})).expect(201);
        let now = client.with("If-None-Match", &tag).get(&path);
        assert_eq!((now.status, &now.body["open_barriers"], &now.body["version"]), (200, &json!(2), &pathway["version"]));
        assert!(!client.get(&format!("{path}?expand=barriers")).headers.contains_key("etag"), "what is embedded has its own life");
        client.with("If-Match", &now.headers["etag"]).patch(&path, &json!({"rsa_referent": true})).expect(200);
    }

    fn re_entry_links_the_pathway_before(app: TestApp) {
        let first = app.given_a_pathway_in("closed");
        let second = app.readmitted(&first);
        assert_eq!((&second["previous_pathway_id"], &second["status"]), (&first["id"], &json!("admitted")));
    }

    /// Meets S2.7: decide_agenda_item.
    fn one_person_has_one_open_pathway(app: TestApp) {
        let first = app.given_an_admitted_pathway();
        app.another_file_of(&first).1.refused(409, "conflict_open_pathway");
    }

    fn the_history_tells_every_step(app: TestApp) {
        let pathway = app.given_a_pathway_in("exited");
        let director = app.sign_in(Role::Director);
        let history = director.get(&format!("{}/history?include_total=true", at("pathways", &pathway))).expect(200);
        let steps: Vec<_> = history["items"].as_array().unwrap().iter().map(|e| (e["from"].as_str().unwrap_or("-").to_owned(), e["to"].as_str().unwrap().to_owned())).collect();
        let text = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(steps, [text("-", "admitted"), text("admitted", "active"), text("active", "active"), text("active", "exited")]);
        assert_eq!(history["total"], 4);
        let page = director.get(&format!("{}/history?limit=3", at("pathways", &pathway))).expect(200);
        let rest = director.get(&format!("{}/history?limit=3&cursor={}", at("pathways", &pathway), page["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!((page["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (3, 1));
        assert_eq!(history["items"][3]["reason"], "moved_away");
    }

    fn pathways_are_listed_by_what_is_due(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let waiting = app.given_an_admitted_pathway();
        let director = app.sign_in(Role::Director);
        let ids = |query: &str| -> Vec<Value> {
            let client = app.client_of(app.plie, jalon::ids::Id::of(director.id.unwrap()));
            client.get(&format!("/v1/pathways?{query}")).expect(200)["items"].as_array().unwrap().iter().map(|p| p["id"].clone()).collect()
        };
        assert_eq!(ids(""), [waiting["id"].clone(), pathway["id"].clone()]);
        assert_eq!(ids("sort=next_interview_due_on"), [pathway["id"].clone(), waiting["id"].clone()], "no due date comes last");
        let first = director.get("/v1/pathways?sort=next_interview_due_on&limit=1").expect(200);
        let next = director.get(&format!("/v1/pathways?limit=1&cursor={}", first["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!((&next["items"][0]["id"], &next["next_cursor"]), (&waiting["id"], &Value::Null));
        assert_eq!(ids("status=admitted"), [waiting["id"].clone()]);
        assert_eq!(ids(&format!("participant_id={}", pathway["participant_id"].as_str().unwrap())), [pathway["id"].clone()]);
        assert_eq!(ids("due=interview").len(), 0);
        director.get("/v1/pathways?due=lunch").refused(400, "malformed_parameter");
        director.get("/v1/pathways?site=1").refused(400, "unknown_parameter");
        app.at("2026-04-30T08:00:00Z");
        assert_eq!(ids("due=interview"), [pathway["id"].clone()]);
        assert_eq!(ids("due=milestone").len(), 0);
        app.at("2026-08-02T08:00:00Z");
        assert_eq!(ids("due=milestone"), [pathway["id"].clone()]);
    }

    fn a_pathway_is_read_with_what_it_is_made_of(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let director = app.sign_in(Role::Director);
        let whole = director.get(&format!("{}?expand=assignments,objectives,barriers,stages,interviews", at("pathways", &pathway))).expect(200);
        assert_eq!(whole["assignments"][0]["referent_id"], referent["id"]);
        assert_eq!((&whole["objectives"][0]["text"], &whole["barriers"][0]["theme"]), (&json!("Passer le permis B"), &json!("mobility")), "what the file set out");
        assert_eq!((&whole["stages"], &whole["interviews"]), (&json!([]), &json!([])));
        director.get(&format!("{}?expand=dreams", at("pathways", &pathway))).refused(400, "malformed_parameter");
    }

    fn only_those_concerned_see_and_change_a_pathway(app: TestApp) {
        let (own, referent) = app.given_a_referent();
        let (stranger, _) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let path = at("pathways", &pathway);
        let foreign = app.sign_in_at(app.another_plie(), Role::Director);
        for (client, status) in [(&own, 200), (&stranger, 404), (&foreign, 404), (&app.sign_in(Role::Assistant), 200), (&app.sign_in(Role::FinanceOfficer), 404), (&app.anonymous(), 401)] {
            assert_eq!(client.get(&path).status, status);
        }
        assert_eq!(stranger.get("/v1/pathways").expect(200)["items"], json!([]));
        own.patch(&path, &json!({"planned_end_on": "2027-01-01"})).refused(428, "precondition_required");
        own.at_version(1).patch(&path, &json!({"planned_end_on": "2027-01-01"})).refused(412, "version_conflict");
        own.at_version(2).patch(&path, &json!({"planned_end_on": "2026-03-01"})).refused(422, "rule_period");
        let changed = own.at_version(2).patch(&path, &json!({"planned_end_on": "2027-01-01", "rsa_referent": true})).expect(200);
        assert_eq!((&changed["planned_end_on"], &changed["rsa_referent"], &changed["version"]), (&json!("2027-01-01"), &json!(true), &json!(3)));
        stranger.at_version(3).patch(&path, &json!({"planned_end_on": null})).refused(404, "not_found");
        let nir = json!({"out_of_area_reason": "Son numéro est 2 85 04 38 185 123 61"});
        assert_eq!(own.at_version(3).patch(&path, &nir).faults(), ["/out_of_area_reason rule_no_nir"]);
        verb(&own, &changed, "assign-referent", &assign(&referent, "2026-04-01")).refused(403, "forbidden");
    }

    fn fifty_at_once_assign_one_referent(app: TestApp) {
        let pathway = app.given_an_admitted_pathway();
        let path = format!("{}/assign-referent", at("pathways", &pathway));
        let director = app.sign_in(Role::Director);
        let referents: Vec<Value> = (0..5).map(|_| app.given_a_referent().1).collect();
        let answers: Vec<u16> = std::thread::scope(|s| {
            let asked: Vec<_> = (0..50)
                .map(|n| {
                    let (client, path) = (director.at_version(1), path.clone());
                    let body = json!({"referent_id": referents[n % 5]["id"], "starts_on": "2026-03-02"});
                    s.spawn(move || client.post(&path, &body).status)
                })
                .collect();
            asked.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|s| **s == 200).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|s| matches!(s, 200 | 409 | 412)), "{answers:?}");
        let periods = director.get(&format!("{}/assignments", at("pathways", &pathway))).expect(200);
        assert_eq!(periods["items"].as_array().unwrap().len(), 1);
    }

    fn the_database_itself_forbids_a_second_pathway_referent_or_overlap(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let (p, w, who) = (app.uuid_text(app.plie.0), app.uuid_text(uuid(&pathway["id"])), app.uuid_text(uuid(&pathway["participant_id"])));
        let (r, u, now) = (app.uuid_text(uuid(&referent["id"])), app.uuid_text(uuid(&referent["user_id"])), app.instant());
        let no = if app.database.kind == Kind::Postgres { "false" } else { "0" };
        let new = || app.uuid_text(uuid::Uuid::now_v7());
        let second = format!("insert into pathways (plie_id, id, participant_id, status, rsa_referent, version, created_at, updated_at) values ({p}, {}, {who}, 'admitted', {no}, 1, {now}, {now})", new());
        let assignment = |from: &str, to: &str| format!(
            "insert into referent_assignments (plie_id, id, pathway_id, participant_id, referent_id, user_id, starts_on, ends_on, version, created_at, updated_at) values ({p}, {}, {w}, {who}, {r}, {u}, {from}, {to}, 1, {now}, {now})", new());
        for wrong in [second, assignment("'2027-01-01'", "null"), assignment("'2026-03-05'", "'2026-03-06'"), assignment("'2026-02-01'", "'2026-03-02'")] {
            assert!(app.conn().batch(&wrong).is_err(), "{wrong}");
        }
        app.conn().batch(&assignment("'2026-02-01'", "'2026-03-01'")).unwrap();
        let suspension = |from: &str, to: &str| format!(
            "insert into suspensions (plie_id, id, pathway_id, reason, starts_on, planned_end_on, ended_on, version, created_at, updated_at) values ({p}, {}, {w}, 'sickness', {from}, '2026-12-31', {to}, 1, {now}, {now})", new());
        app.conn().batch(&suspension("'2026-03-10'", "'2026-03-20'")).unwrap();
        assert!(app.conn().batch(&suspension("'2026-03-15'", "null")).is_err());
        app.conn().batch(&suspension("'2026-03-20'", "null")).unwrap();
    }
}

fn uuid(value: &Value) -> uuid::Uuid {
    value.as_str().unwrap().parse().unwrap()
}

impl TestApp {
    fn instant(&self) -> String {
        let now = self.clock.now();
        if self.database.kind == Kind::Postgres { format!("'{now}'::timestamptz") } else { now.micros().to_string() }
    }

    /// Another complete file of the person of a pathway, decided as an admission: the pathway's answer.
    fn another_file_of(&self, pathway: &Value) -> (Value, Answer) {
        let (client, other) = self.given_an_entry_file();
        let person = uuid(&pathway["participant_id"]);
        // a file is of one person from its start; here one is handed to another
        self.conn()
            .batch(&format!(
                "update entry_files set participant_id = {} where id = {}",
                self.uuid_text(person),
                self.uuid_text(uuid(&other["id"]))
            ))
            .unwrap();
        let (sitting, _, item) = self.given_an_admission_of(client, &other);
        let body = json!({"outcome": "admitted", "motive": "Retour", "effective_on": "2026-03-02"});
        let path = format!("{}/decide", at("agenda-items", &item));
        (item, sitting.chair.at_version(1).post(&path, &body))
    }

    /// The pathway of the same person after a former one.
    pub fn readmitted(&self, pathway: &Value) -> Value {
        let decided = self.another_file_of(pathway).1.expect(200);
        let id = decided["decision"]["pathway_id"].as_str().unwrap().to_owned();
        self.sign_in(Role::Director).get(&format!("/v1/pathways/{id}")).expect(200)
    }
}
