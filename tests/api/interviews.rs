//! Interviews of a pathway (S3.12, S3.17, S3.32, S3.33; §§ 4.7, 5.6, 6.4, 6.5).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Answer, Client, TestApp, Value, json};

fn one(interview: &Value, rest: &str) -> String {
    format!("/v1/interviews/{}{rest}", interview["id"].as_str().unwrap())
}

fn at(client: &Client, interview: &Value) -> Client {
    client.at_version(interview["version"].as_i64().unwrap())
}

fn ids(answer: Answer) -> Vec<Value> {
    answer.expect(200)["items"].as_array().unwrap().iter().map(|i| i["id"].clone()).collect()
}

/// An interview of today with these members in place of the usual ones.
fn body(with: Value) -> Value {
    let mut body = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-03-02T06:00:00Z", "ends_at": "2026-03-02T06:30:00Z"});
    body.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    body
}

fn read_one(client: &Client, interview: &Value) -> Value {
    client.get(&one(interview, "")).expect(200)["report"].clone()
}

fn signed(app: &TestApp, of: &Followed) -> Value {
    let held = app.given_a_held_interview(of);
    at(&of.referent, &held).post(&one(&held, "/sign"), &app.signature_of(&held)).expect(200)
}

/// An interview with this outcome; the clock moves a little so that no two overlap in their keys.
fn given_with(app: &TestApp, of: &Followed, outcome: &str) -> Value {
    let planned = app.given_a_planned_interview(of);
    let (verb, body) = match outcome {
        "planned" => return planned,
        "held" => ("hold", json!({})),
        "no_show" => ("no-show", json!({})),
        "excused" => ("excuse", json!({})),
        "cancelled_by_service" => ("cancel", json!({})),
        "rescheduled" => {
            ("reschedule", json!({"starts_at": "2026-03-09T08:00:00Z", "ends_at": "2026-03-09T08:45:00Z"}))
        }
        other => panic!("no way to {other}"),
    };
    at(&of.referent, &planned).post(&one(&planned, &format!("/{verb}")), &body).expect(200)
}

both! {
    fn an_interview_of_the_last_evening_of_time_is_read_again(app: TestApp) {
        let of = app.given_somebody_followed();
        let made = of.referent.post(&of.path("interviews"), &body(json!({"starts_at": "2200-12-31T23:30:00Z", "ends_at": "2200-12-31T23:45:00Z"}))).expect(201);
        assert_eq!(of.referent.get(&one(&made, "")).expect(200), made);
        assert_eq!(ids(of.referent.get("/v1/interviews?sort=starts_at")), [made["id"].clone()]);
    }

    fn each_verb_moves_the_outcomes_of_the_page_and_no_other(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let later = json!({"starts_at": "2026-03-09T08:00:00Z", "ends_at": "2026-03-09T08:45:00Z"});
        let table = [
            ("hold", json!({}), "planned", "held"),
            ("no-show", json!({}), "planned", "no_show"),
            ("excuse", json!({"reason": "Enfant malade"}), "planned", "excused"),
            ("cancel", json!({}), "planned", "cancelled_by_service"),
            ("reschedule", later, "planned", "rescheduled"),
            ("sign", Value::Null, "held", "held"),
        ];
        for outcome in ["planned", "held", "no_show", "excused", "cancelled_by_service", "rescheduled"] {
            for (verb, body, from, to) in &table {
                let interview = given_with(&app, &nadia, outcome);
                let mut body = body.clone();
                if *verb == "sign" {
                    body = app.signature_of(&interview);
                    body["facts_hash"] = if interview["facts_hash"].is_null() { json!("0".repeat(64)) } else { body["facts_hash"].clone() };
                }
                let answer = at(&nadia.referent, &interview).post(&one(&interview, &format!("/{verb}")), &body);
                if outcome == *from {
                    assert_eq!(answer.expect(200)["outcome"], *to, "{verb} from {outcome}");
                } else {
                    let problem = answer.refused(409, "illegal_transition");
                    assert_eq!(problem["from"], outcome, "{verb} from {outcome}");
                }
            }
        }
    }

    /// Meets S2.5, S3.2, S3.12, S4.2: create_interview, hold_interview.
    /// Meets S3.17: hold_interview.
    fn an_interview_is_planned_held_and_starts_the_timer_again(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let made = nadia.referent.post(&nadia.path("interviews"), &body(json!({"starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T08:45:00Z", "place": "Maison de l'emploi"})));
        let location = made.headers["location"].clone();
        assert_eq!(made.warnings(), Vec::<String>::new());
        let planned = made.expect(201);
        assert_eq!((&planned["outcome"], &planned["recorded_at"], &planned["facts_hash"]), (&json!("planned"), &Value::Null, &Value::Null));
        assert_eq!((&planned["signature_state"], &planned["performed_by"]), (&json!("not_required"), &json!(nadia.user)));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), planned);
        let held = at(&nadia.referent, &planned).post(&one(&planned, "/hold"), &json!({"ends_at": "2026-03-02T09:00:00Z", "report": "Fait le point", "information_given": ["Horaires de la mission locale"]})).expect(200);
        assert_eq!((&held["outcome"], &held["ends_at"], &held["late"]), (&json!("held"), &json!("2026-03-02T09:00:00Z"), &json!(false)));
        assert_eq!((&held["recorded_at"], &held["signature_state"]), (&json!(app.clock.now()), &json!("missing")));
        assert_eq!(held["information_given"], json!(["Horaires de la mission locale"]));
        let pathway = nadia.referent.get(&format!("/v1/pathways/{}", nadia.pathway)).expect(200);
        assert_eq!(pathway["next_interview_due_on"], "2026-04-30");
        let person = nadia.referent.get(&format!("/v1/participants/{}", nadia.participant)).expect(200);
        assert_eq!(person["last_contact_on"], "2026-03-02");
        // a day typed wrong is put right, and the timer with it
        let moved = json!({"starts_at": "2026-02-25T08:00:00Z", "ends_at": "2026-02-25T09:00:00Z"});
        at(&nadia.referent, &held).patch(&location, &moved).expect(200);
        let pathway = nadia.referent.get(&format!("/v1/pathways/{}", nadia.pathway)).expect(200);
        assert_eq!(pathway["next_interview_due_on"], "2026-03-31");
        let person = nadia.referent.get(&format!("/v1/participants/{}", nadia.participant)).expect(200);
        assert_eq!(person["last_contact_on"], "2026-02-25");
    }

    fn a_missed_interview_starts_no_timer(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let planned = app.given_a_planned_interview(&nadia);
        let missed = at(&nadia.referent, &planned).send("POST", &one(&planned, "/no-show"), None).expect(200);
        assert_eq!((&missed["outcome"], &missed["signature_state"], &missed["late"]), (&json!("no_show"), &json!("not_required"), &json!(false)));
        assert_eq!(missed["recorded_at"], json!(app.clock.now()));
        let person = nadia.referent.get(&format!("/v1/participants/{}", nadia.participant)).expect(200);
        assert_eq!(person["last_contact_on"], Value::Null);
        at(&nadia.referent, &missed).patch(&one(&missed, ""), &json!({"starts_at": "2026-03-02T07:00:00Z"})).refused(409, "conflict_interview_over");
        let why = at(&nadia.referent, &missed).patch(&one(&missed, ""), &json!({"outcome_reason": "Bus en panne"})).expect(200);
        assert_eq!(why["outcome_reason"], "Bus en panne");
    }

    fn a_rescheduled_interview_names_the_one_planned_instead(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let planned = app.given_a_planned_interview(&nadia);
        let shift = |starts: &str, ends: &str| at(&nadia.referent, &planned).post(&one(&planned, "/reschedule"), &json!({"starts_at": starts, "ends_at": ends, "reason": "Formation"}));
        shift("2026-03-09T08:00:00Z", "2026-03-09T07:00:00Z").refused(422, "rule_interview_end");
        let old = shift("2026-03-09T08:00:00Z", "2026-03-09T08:30:00Z").expect(200);
        assert_eq!((&old["outcome"], &old["outcome_reason"]), (&json!("rescheduled"), &json!("Formation")));
        let new = nadia.referent.get(&format!("/v1/interviews/{}", old["rescheduled_to"].as_str().unwrap())).expect(200);
        assert_eq!((&new["outcome"], &new["rescheduled_from"], &new["modality"]), (&json!("planned"), &old["id"], &json!("in_person")));
        let listed = nadia.referent.get(&nadia.path("interviews?outcome=rescheduled")).expect(200);
        assert_eq!(listed["items"][0]["rescheduled_to"], new["id"]);
        at(&nadia.referent, &new).send("POST", &one(&new, "/hold"), None).refused(409, "conflict_interview_to_come");
        at(&nadia.referent, &new).send("POST", &one(&new, "/no-show"), None).refused(409, "conflict_interview_to_come");
        at(&nadia.referent, &old).patch(&one(&old, ""), &json!({"report": "x"})).refused(409, "conflict_interview_over");
    }

    fn every_fault_of_an_interview_is_named(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let plan = |with: Value| nadia.referent.post(&nadia.path("interviews"), &body(with));
        let all = plan(json!({"type": "chat", "modality": "pigeon", "ends_at": "2026-03-02T05:00:00Z", "place": "185057800608491", "information_given": ["185057800608491"], "outcome": "rescheduled"}));
        assert_eq!(all.faults(), ["/ends_at rule_interview_end", "/information_given/0 rule_no_nir", "/modality unknown_code", "/outcome invalid", "/place rule_no_nir", "/type unknown_code"]);
        plan(json!({"ends_at": "2026-03-03T06:00:00Z"})).refused(422, "rule_interview_length");
        plan(json!({"outcome": "held", "starts_at": "2026-03-03T06:00:00Z", "ends_at": "2026-03-03T06:30:00Z"})).refused(409, "conflict_interview_to_come");
        plan(json!({"outcome": "seen"})).refused(422, "validation_failed");
        plan(json!({"referent": nadia.user})).refused(422, "unknown_field");
        plan(json!({"starts_at": "2026-03-02 06:00"})).refused(422, "validation_failed");
        plan(json!({"report": "a\u{0}"})).refused(422, "validation_failed");
        assert_eq!(nadia.referent.post(&nadia.path("interviews"), &json!({})).faults(), ["/ends_at required", "/modality required", "/starts_at required", "/type required"]);
    }

    /// Meets S2.17, S3.32: create_interview.
    fn what_is_recorded_after_seven_days_is_late_also_when_the_clocks_change(app: TestApp) {
        let nadia = app.given_somebody_followed();
        // Monday 23 March, 10:00 in Paris; the clocks change on the 29th; due on Monday 30 at 23:59:59 in Paris
        let met = json!({"starts_at": "2026-03-23T09:00:00Z", "ends_at": "2026-03-23T09:30:00Z", "outcome": "held", "report": "Point"});
        for (now, late) in [("2026-03-30T21:59:59Z", false), ("2026-03-30T22:00:00Z", true)] {
            app.at(now);
            let referent = app.client_of(app.plie, nadia.user);
            let answer = referent.post(&nadia.path("interviews"), &body(met.clone()));
            assert_eq!(answer.warnings().contains(&"late".to_owned()), late, "{now}");
            let held = answer.expect(201);
            assert_eq!((&held["late"], &held["recorded_at"]), (&json!(late), &json!(now)));
        }
        let referent = app.client_of(app.plie, nadia.user);
        assert_eq!(ids(referent.get("/v1/interviews?late=true")).len(), 1);
        assert_eq!(ids(referent.get("/v1/interviews?late=false")).len(), 1);
    }

    fn a_report_that_comes_late_makes_the_file_late_and_later_changes_do_not(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let planned = app.given_a_planned_interview(&nadia);
        let held = at(&nadia.referent, &planned).send("POST", &one(&planned, "/hold"), None).expect(200);
        assert_eq!((&held["late"], &held["report"]), (&json!(false), &Value::Null));
        app.at("2026-03-10T08:00:00Z");
        let referent = app.client_of(app.plie, nadia.user);
        let answer = at(&referent, &held).patch(&one(&held, ""), &json!({"report": "Point"}));
        assert_eq!(answer.warnings(), ["late"]);
        let late = answer.expect(200);
        assert_eq!((&late["late"], &late["recorded_at"]), (&json!(true), &json!("2026-03-10T08:00:00Z")));
        app.at("2026-03-10T08:05:00Z");
        let again = at(&referent, &late).patch(&one(&held, ""), &json!({"report": "Point complété"})).expect(200);
        assert_eq!(again["recorded_at"], "2026-03-10T08:00:00Z");
    }

    /// Meets S3.33: sign_interview.
    fn a_held_meeting_in_person_is_signed_on_its_facts(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let held = app.given_a_held_interview(&nadia);
        assert_eq!(held["signature_state"], "missing");
        let sign = |body: Value| at(&nadia.referent, &held).post(&one(&held, "/sign"), &body);
        let mut wrong = app.signature_of(&held);
        wrong["facts_hash"] = json!("0".repeat(64));
        sign(wrong).refused(409, "conflict_facts_changed");
        let mut other = app.signature_of(&held);
        other["signer"] = json!({"type": "participant", "id": uuid::Uuid::now_v7()});
        sign(other).refused(422, "rule_signer");
        let mut early = app.signature_of(&held);
        early["signed_at"] = json!("2026-03-03T08:00:00Z");
        sign(early).refused(422, "rule_future");
        assert_eq!(ids(nadia.referent.get("/v1/interviews?unsigned=true")), [held["id"].clone()]);
        let signed = sign(app.signature_of(&held)).expect(200);
        assert_eq!((&signed["signature_state"], &signed["signature"]["signer"]["id"]), (&json!("signed"), &json!(nadia.participant)));
        assert_eq!((&signed["signature"]["facts_hash"], &signed["signature"]["late"]), (&held["facts_hash"], &json!(false)));
        assert_eq!(ids(nadia.referent.get("/v1/interviews?unsigned=true")), [json!(null); 0]);
        assert_eq!(ids(nadia.referent.get("/v1/interviews?unsigned=false")), [held["id"].clone()]);
        at(&nadia.referent, &signed).post(&one(&held, "/sign"), &app.signature_of(&signed)).refused(409, "conflict_already_signed");
        // another signer's stands beside the participant's
        let staff = json!({"kind": "electronic", "signer": {"type": "staff", "id": nadia.user}, "signed_at": app.clock.now(), "facts_hash": held["facts_hash"], "method": "tablet"});
        let both = at(&nadia.referent, &signed).post(&one(&held, "/sign"), &staff).expect(200);
        assert_eq!(both["signature"]["id"], signed["signature"]["id"]);
        let phone = nadia.referent.post(&nadia.path("interviews"), &body(json!({"modality": "phone", "outcome": "held"}))).expect(201);
        assert_eq!(phone["signature_state"], "not_required");
        let review = nadia.referent.post(&nadia.path("interviews"), &body(json!({"modality": "video", "type": "action_review", "outcome": "held"}))).expect(201);
        assert_eq!(review["signature_state"], "missing");
    }

    fn an_interview_is_signed_through_the_signatures_as_well(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let held = app.given_a_held_interview(&nadia);
        let mut given = app.signature_of(&held);
        given["object_type"] = json!("interview");
        given["object_id"] = held["id"].clone();
        given["id"] = json!(uuid::Uuid::now_v7());
        let made = nadia.referent.post("/v1/signatures", &given).expect(201);
        assert_eq!(nadia.referent.post("/v1/signatures", &given).expect(201), made, "sent again");
        let signed = nadia.referent.get(&one(&held, "")).expect(200);
        assert_eq!((&signed["signature_state"], &signed["signature"]["id"]), (&json!("signed"), &given["id"]));
        given["id"] = json!(uuid::Uuid::now_v7());
        nadia.referent.post("/v1/signatures", &given).refused(409, "conflict_already_signed");
        app.sign_in(Role::DataManager).post("/v1/signatures", &given).refused(403, "forbidden");
        given["object_id"] = json!(uuid::Uuid::now_v7());
        assert_eq!(nadia.referent.post("/v1/signatures", &given).faults(), ["/object_id reference_not_found"]);
    }

    fn a_refusal_is_kept_with_its_reason_and_a_late_signature_says_so(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let held = app.given_a_held_interview(&nadia);
        let mut refusal = app.signature_of(&held);
        refusal["refused_reason"] = json!("Ne souhaite pas signer");
        let refused = at(&nadia.referent, &held).post(&one(&held, "/sign"), &refusal).expect(200);
        assert_eq!((&refused["signature_state"], &refused["signature"]["refused_reason"]), (&json!("refused"), &json!("Ne souhaite pas signer")));
        assert_eq!(ids(nadia.referent.get("/v1/interviews?unsigned=true")), [json!(null); 0]);
        app.at("2026-03-03T08:00:00Z");
        let referent = app.client_of(app.plie, nadia.user);
        let answer = at(&referent, &refused).post(&one(&held, "/sign"), &app.signature_of(&held));
        assert_eq!(answer.warnings(), ["late_signature"]);
        let signed = answer.expect(200);
        assert_eq!((&signed["signature_state"], &signed["signature"]["late"]), (&json!("signed"), &json!(true)));
    }

    fn changing_the_facts_voids_the_signature_and_asks_for_another(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let interview = signed(&app, &nadia);
        let report = at(&nadia.referent, &interview).patch(&one(&interview, ""), &json!({"report": "Autre", "place": "Dehors"}));
        assert_eq!(report.warnings(), Vec::<String>::new());
        let kept = report.expect(200);
        assert_eq!(kept["signature_state"], "signed");
        let answer = at(&nadia.referent, &kept).patch(&one(&interview, ""), &json!({"ends_at": "2026-03-02T07:50:00Z"}));
        assert_eq!(answer.warnings(), ["signature_voided"]);
        let voided = answer.expect(200);
        assert_eq!((&voided["signature_state"], &voided["signature"]["void_at"]), (&json!("voided"), &json!(app.clock.now())));
        assert_ne!(voided["facts_hash"], interview["facts_hash"]);
        assert_eq!(ids(nadia.referent.get("/v1/interviews?unsigned=true")), [interview["id"].clone()]);
        at(&nadia.referent, &voided).post(&one(&interview, "/sign"), &app.signature_of(&interview)).refused(409, "conflict_facts_changed");
        let again = at(&nadia.referent, &voided).post(&one(&interview, "/sign"), &app.signature_of(&voided)).expect(200);
        assert_eq!(again["signature_state"], "signed");
        assert_ne!(again["signature"]["id"], voided["signature"]["id"]);
        // another person in charge is another fact
        let karim = app.given_somebody_followed();
        let assistant = app.sign_in(Role::Assistant);
        let answer = at(&assistant, &again).patch(&one(&interview, ""), &json!({"user_id": karim.user}));
        assert_eq!(answer.warnings(), ["signature_voided", "not_assigned"]);
        let handed = answer.expect(200);
        assert_eq!((&handed["performed_by"], &handed["signature_state"]), (&json!(karim.user), &json!("voided")));
    }

    /// Meets S0.18, S1.12: create_interview.
    fn an_assistant_records_on_behalf_and_a_referent_their_own(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let assistant = app.sign_in(Role::Assistant);
        let made = assistant.post(&nadia.path("interviews"), &body(json!({"outcome": "held"}))).expect(201);
        assert_eq!((&made["performed_by"], &made["recorded_by"]), (&json!(nadia.user), &json!(assistant.id)));
        let instead = app.sign_in(Role::Assistant).post(&nadia.path("interviews"), &body(json!({"user_id": karim.user, "starts_at": "2026-03-02T05:00:00Z", "ends_at": "2026-03-02T05:30:00Z"})));
        assert_eq!(instead.warnings(), ["not_assigned"]);
        assert_eq!(instead.expect(201)["user_id"], json!(karim.user));
        assistant.post(&nadia.path("interviews"), &body(json!({"user_id": assistant.id}))).refused(422, "reference_not_found");
        let foreign = app.given_somebody_followed_at(app.another_plie());
        assistant.post(&nadia.path("interviews"), &body(json!({"user_id": foreign.user}))).refused(422, "reference_not_found");
        nadia.referent.post(&nadia.path("interviews"), &body(json!({"user_id": karim.user}))).refused(422, "rule_performed_by");
        let own = nadia.referent.post(&nadia.path("interviews"), &body(json!({"user_id": nadia.user})));
        assert_eq!(own.warnings(), ["interview_overlap"]);
        own.expect(201);
    }

    fn the_data_manager_corrects_an_interview_and_holds_none(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let planned = app.given_a_planned_interview(&nadia);
        let data = app.sign_in(Role::DataManager);
        data.post(&nadia.path("interviews"), &body(json!({}))).refused(403, "forbidden");
        let later = json!({"starts_at": "2026-03-09T08:00:00Z", "ends_at": "2026-03-09T08:45:00Z"});
        for (verb, body) in [("hold", json!({})), ("no-show", json!({})), ("excuse", json!({})), ("cancel", json!({})), ("reschedule", later)] {
            data.at_version(1).post(&one(&planned, &format!("/{verb}")), &body).refused(403, "forbidden");
        }
        let held = app.given_a_held_interview(&nadia);
        data.at_version(1).post(&one(&held, "/sign"), &app.signature_of(&held)).refused(403, "forbidden");
        assert_eq!(data.at_version(1).patch(&one(&planned, ""), &json!({"place": "Antenne"})).expect(200)["place"], "Antenne");
    }

    fn a_report_is_written_on_behalf_and_read_by_those_who_follow_or_direct(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let held = app.given_a_held_interview(&nadia);
        let read = |who: &Client| {
            let whole = who.get(&format!("/v1/pathways/{}?expand=interviews", nadia.pathway)).expect(200);
            let (all, of_pathway) = (who.get("/v1/interviews").expect(200), who.get(&nadia.path("interviews")).expect(200));
            let one = who.get(&one(&held, "")).expect(200);
            let lists = [&all["items"][0], &of_pathway["items"][0], &whole["interviews"][0]];
            assert!(lists.iter().all(|listed| listed["report"] == Value::Null && listed["id"] == held["id"]), "no list shows a report");
            one["report"].clone()
        };
        for who in [&nadia.referent, &app.sign_in(Role::Director), &app.sign_in(Role::TerritorialOfficer)] {
            assert_eq!(read(who), "Point sur la recherche de stage.");
        }
        let assistant = app.sign_in(Role::Assistant);
        for who in [&assistant, &app.sign_in(Role::DataManager)] {
            assert_eq!(read(who), Value::Null);
        }
        let written = assistant.at_version(1).patch(&one(&held, ""), &json!({"report": "Dicté par la référente."})).expect(200);
        assert_eq!(written["report"], Value::Null);
        assert_eq!(read(&nadia.referent), "Dicté par la référente.");
        // who is both reads the reports of those they follow, and records those of others
        let karim = app.given_somebody_followed();
        let roles = r#"[{"role":"assistant","valid_from":"2020-01-01"},{"role":"referent","valid_from":"2020-01-01"}]"#;
        app.conn().batch(&format!("update users set roles = '{roles}' where id = {}", app.uuid_text(karim.user.0))).unwrap();
        let other = app.given_a_held_interview(&karim);
        assert_eq!(karim.referent.get(&one(&other, "")).expect(200)["report"], "Point sur la recherche de stage.");
        assert_eq!(read_one(&karim.referent, &held), Value::Null);
        assert_eq!(karim.referent.get("/v1/interviews").expect(200)["items"].as_array().unwrap().len(), 2);
    }

    fn interviews_are_found_by_their_filters_page_by_page(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let make = |of: &Followed, day: &str, with: Value| {
            let mut with = with;
            with["starts_at"] = json!(format!("{day}T06:00:00Z"));
            with["ends_at"] = json!(format!("{day}T06:30:00Z"));
            of.referent.post(&of.path("interviews"), &body(with)).expect(201)["id"].clone()
        };
        let first = make(&nadia, "2026-02-23", json!({"outcome": "held", "modality": "phone"}));
        let second = make(&nadia, "2026-03-02", json!({"type": "milestone"}));
        let third = make(&karim, "2026-03-04", json!({}));
        let director = app.sign_in(Role::Director);
        let list = |query: &str| ids(director.get(&format!("/v1/interviews?{query}")));
        assert_eq!(list(""), [third.clone(), second.clone(), first.clone()]);
        assert_eq!(list("sort=starts_at&to=2026-03-02"), [first.clone(), second.clone()]);
        assert_eq!(list("from=2026-03-02"), [third.clone(), second.clone()]);
        assert_eq!(list("outcome=held"), [first.clone()]);
        assert_eq!(list("type=milestone"), [second.clone()]);
        assert_eq!(list("modality=phone"), [first.clone()]);
        assert_eq!(list(&format!("user_id={}", karim.user)), [third.clone()]);
        assert_eq!(list(&format!("referent_id={}", karim.referent_id)), [third.clone()]);
        assert_eq!(list(&format!("participant_id={}&pathway_id={}", nadia.participant, nadia.pathway)), [second.clone(), first.clone()]);
        assert_eq!(ids(nadia.referent.get("/v1/interviews")), [second.clone(), first.clone()], "one's own people only");
        assert_eq!(ids(karim.referent.get(&karim.path("interviews"))), [third.clone()]);
        assert_eq!(list("updated_after=2026-03-02T08:00:00Z"), [json!(null); 0]);
        let page = director.get("/v1/interviews?limit=2&include_total=true&from=2026-01-01");
        let next = page.headers["link"].trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert_eq!(page.expect(200)["total"], 3);
        assert_eq!(ids(director.get(&next)), [first]);
        director.get("/v1/interviews?outcome=seen").refused(400, "malformed_parameter");
        director.get("/v1/interviews?colour=red").refused(400, "unknown_parameter");
    }

    fn rights_follow_the_person(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let interview = app.given_a_planned_interview(&nadia);
        karim.referent.get(&one(&interview, "")).refused(404, "not_found");
        karim.referent.at_version(1).post(&one(&interview, "/hold"), &json!({})).refused(404, "not_found");
        karim.referent.post(&nadia.path("interviews"), &body(json!({}))).refused(404, "not_found");
        let foreign = app.given_somebody_followed_at(app.another_plie());
        foreign.referent.at_version(1).patch(&one(&interview, ""), &json!({"place": "x"})).refused(404, "not_found");
        assert_eq!(foreign.referent.get("/v1/interviews").expect(200)["items"], json!([]));
        app.sign_in(Role::Director).at_version(1).post(&one(&interview, "/hold"), &json!({})).refused(403, "forbidden");
        app.sign_in(Role::Director).post(&nadia.path("interviews"), &body(json!({}))).refused(403, "forbidden");
        app.sign_in(Role::SocialWorker).get(&one(&interview, "")).refused(404, "not_found");
        nadia.referent.post(&one(&interview, "/hold"), &json!({})).refused(428, "precondition_required");
        nadia.referent.at_version(4).post(&one(&interview, "/hold"), &json!({})).refused(412, "version_conflict");
    }

    fn a_pathway_that_is_over_takes_only_what_was_held_before(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let planned = app.given_a_planned_interview(&nadia);
        let past = body(json!({"outcome": "held", "starts_at": "2026-02-19T06:00:00Z", "ends_at": "2026-02-19T06:30:00Z"}));
        app.pathway_stands(nadia.pathway, "exited");
        nadia.referent.post(&nadia.path("interviews"), &body(json!({}))).refused(409, "conflict_pathway_exited");
        nadia.referent.post(&nadia.path("interviews"), &body(json!({"outcome": "held"}))).refused(409, "conflict_pathway_exited");
        nadia.referent.post(&nadia.path("interviews"), &past).expect(201);
        app.pathway_stands(nadia.pathway, "closed");
        nadia.referent.post(&nadia.path("interviews"), &past).refused(409, "conflict_pathway_closed");
        at(&nadia.referent, &planned).post(&one(&planned, "/cancel"), &json!({})).refused(409, "conflict_pathway_closed");
        at(&nadia.referent, &planned).patch(&one(&planned, ""), &json!({"place": "x"})).refused(409, "conflict_pathway_closed");
        app.pathway_stands(nadia.pathway, "suspended");
        nadia.referent.post(&nadia.path("interviews"), &body(json!({}))).expect(201);
    }

    fn a_create_sent_twice_gives_the_first_result(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let asked = body(json!({"id": uuid::Uuid::now_v7(), "outcome": "held"}));
        let first = nadia.referent.post(&nadia.path("interviews"), &asked).expect(201);
        assert_eq!(nadia.referent.post(&nadia.path("interviews"), &asked).expect(201), first);
        let mut other = asked;
        other["modality"] = json!("phone");
        nadia.referent.post(&nadia.path("interviews"), &other).refused(409, "duplicate");
    }
}
