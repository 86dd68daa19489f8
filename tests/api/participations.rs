//! Participations in operations of the ESF: entry, exit, six months after; what is missing, and what never moves (§ 7).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::builders::participations::{at, situation_on, tell, verb};
use crate::support::builders::weeks::Recorded;
use crate::support::{Client, TestApp, Value, json};

/// The required items that are missing: `moment/item`.
fn required(participation: &Value) -> Vec<String> {
    items(participation, true)
}

/// Those that nobody asked for.
fn unasked(participation: &Value) -> Vec<String> {
    items(participation, false)
}

fn items(participation: &Value, required: bool) -> Vec<String> {
    let all = participation["missing"].as_array().unwrap().iter();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    all.filter(|m| m["required"] == required).map(|m| format!("{}/{}", text(&m["moment"]), text(&m["item"]))).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Somebody unemployed for over a year who takes part since 3 February, with whoever follows them.
fn given_somebody_taking_part(app: &TestApp) -> (Followed, Value, Value) {
    let of = app.given_somebody_followed();
    let mut situation = situation_on("2026-02-01", "unemployed_12_24m");
    situation["unemployment_months"] = json!(14);
    of.referent.post(&format!("/v1/participants/{}/situations", of.participant), &situation).expect(201);
    let operation = app.given_an_operation();
    let participation = app.given_a_participation(&of, &operation, "2026-02-03");
    (of, operation, participation)
}

fn exit_body(on: &str, as_of: &str, status: &str) -> Value {
    json!({"exited_on": on, "situation": situation_on(as_of, status), "qualification_gained": false})
}

both! {
    /// Meets S2.20: create_participation, get_participation, list_participations.
    fn a_participation_begins_with_the_situation_of_its_day(app: TestApp) {
        let (of, operation, made) = given_somebody_taking_part(&app);
        assert_eq!((&made["pathway_id"], &made["participant_id"]), (&json!(of.pathway), &json!(of.participant)));
        let entry = &made["entry_situation"];
        assert_eq!((&entry["as_of"], &entry["labour_status"], &entry["unemployment_months"]), (&json!("2026-02-01"), &json!("unemployed_12_24m"), &json!(14)));
        assert_eq!((&made["complete_entry"], &made["complete_exit"], &made["complete_six_month"]), (&json!(true), &json!(false), &json!(false)));
        assert_eq!(required(&made), [""; 0]);
        assert_eq!(unasked(&made), ["entry/disabled", "entry/nationality_class", "entry/foreign_background", "entry/minority"]);
        assert_eq!(made["counts_in"], json!(["eeco01", "eeco02", "eeco03", "eeco10"]));
        assert_eq!(made["first_recorded_at"], json!({"entry": app.clock.now(), "exit": null, "six_month": null}));
        assert_eq!((&made["exited_on"], &made["exit_due_on"], &made["late"]), (&Value::Null, &Value::Null, &json!(false)));
        let one = of.referent.get(&at(&made, ""));
        assert!(one.headers["etag"].starts_with("\"1-"));
        assert_eq!(one.expect(200), made);
        // one a person and operation (R7.6)
        let again = json!({"participant_id": of.participant, "operation_id": operation["id"], "entered_on": "2026-02-10"});
        of.referent.post("/v1/participations", &again).refused(409, "conflict_participation_exists");
        let director = app.sign_in(Role::Director);
        for (filter, n) in [
            (format!("participant_id={}", of.participant), 1), (format!("operation_id={}", text(&operation["id"])), 1),
            (format!("pathway_id={}", of.pathway), 1), (format!("pathway_id={}", Uuid::now_v7()), 0), ("missing=entry".to_owned(), 0),
        ] {
            let page = director.get(&format!("/v1/participations?{filter}&include_total=true")).expect(200);
            assert_eq!((page["items"].as_array().unwrap().len(), &page["total"]), (n, &json!(n)), "{filter}");
        }
        // under another operation the same person enters anew (R7.7)
        let next = app.given_a_participation(&of, &app.given_an_operation(), "2026-03-02");
        let page = director.get("/v1/participations?limit=1").expect(200);
        assert_eq!(page["items"], json!([next]));
        let rest = director.get(&format!("/v1/participations?limit=1&cursor={}", text(&page["next_cursor"]))).expect(200);
        assert_eq!((&rest["items"], &rest["next_cursor"]), (&json!([made]), &Value::Null));
    }

    fn a_participation_without_a_situation_is_incomplete_until_it_is_told(app: TestApp) {
        let of = app.given_somebody_followed();
        let operation = app.given_an_operation();
        let id = Uuid::now_v7();
        let body = json!({"id": id, "participant_id": of.participant, "operation_id": operation["id"], "entered_on": "2026-02-03"});
        let answer = of.referent.post("/v1/participations", &body);
        assert_eq!(answer.warnings(), ["no_situation"]);
        let made = answer.expect(201);
        assert_eq!(required(&made), ["entry/labour_status"]);
        assert_eq!((&made["counts_in"], &made["first_recorded_at"]["entry"]), (&json!([]), &Value::Null));
        let same = of.referent.post("/v1/participations", &body).expect(201);
        assert_eq!(same["id"], json!(id), "the same id and content answer the first");
        let mut other = body.clone();
        other["entered_on"] = json!("2026-02-04");
        of.referent.post("/v1/participations", &other).refused(409, "duplicate");
        let late = json!({"entered_on": "2026-02-03", "situation": situation_on("2026-02-10", "employee"), "rural": true});
        let told = tell(&of.referent, &made, "/entry", &late).expect(200);
        assert_eq!((&told["complete_entry"], &told["rural"], &told["version"]), (&json!(true), &json!(true), &json!(2)));
        assert_eq!(told["counts_in"], json!(["eeco01", "eeco05", "eeco10", "eeco17"]));
        assert_eq!(told["first_recorded_at"]["entry"], json!(app.clock.now()));
        let later = json!({"entered_on": "2026-02-01", "situation": situation_on("2026-03-02", "employee")});
        assert_eq!(tell(&of.referent, &made, "/entry", &later).faults(), ["/situation/as_of rule_entry_window"]);
        let history = of.referent.get(&at(&made, "/history")).expect(200);
        let told: Vec<_> = history["items"].as_array().unwrap().iter().map(|r| (r["moment"].clone(), r["revision"].clone())).collect();
        assert_eq!(told, [(json!("entry"), json!(1)), (json!("entry"), json!(2))]);
    }

    fn what_is_wrong_with_an_entry_is_named(app: TestApp) {
        let of = app.given_somebody_followed();
        let operation = app.given_an_operation();
        let body = |changes: Value| {
            let mut body = json!({"participant_id": of.participant, "operation_id": operation["id"], "entered_on": "2026-02-03"});
            for (name, value) in changes.as_object().unwrap() {
                body[name] = value.clone();
            }
            body
        };
        let post = |changes: Value| of.referent.post("/v1/participations", &body(changes));
        assert_eq!(post(json!({"entered_on": "2026-03-03"})).faults(), ["/entered_on rule_future"]);
        assert_eq!(post(json!({"entered_on": "2024-12-31"})).faults(), ["/entered_on rule_outside_operation"]);
        let unknown = Uuid::now_v7();
        for (changes, fault) in [
            (json!({"participant_id": unknown}), "/participant_id reference_not_found"),
            (json!({"operation_id": unknown}), "/operation_id reference_not_found"),
            (json!({"pathway_id": unknown}), "/pathway_id reference_not_found"),
            (json!({"situation_id": unknown}), "/situation_id reference_not_found"),
            (json!({"situation_id": unknown, "situation": situation_on("2026-02-01", "employee")}), "/situation_id invalid"),
            (json!({"situation": situation_on("2026-03-03", "employee")}), "/situation/as_of rule_future"),
            (json!({"situation": situation_on("2026-02-01", "busy")}), "/situation/labour_status unknown_code"),
            (json!({"colour": "red"}), "/colour unknown_field"),
        ] {
            assert_eq!(post(changes.clone()).faults(), [fault], "{changes}");
        }
        let mut wrong = situation_on("2026-02-01", "employee");
        wrong["isced"] = json!(9);
        assert_eq!(post(json!({"situation": wrong})).faults(), ["/situation/isced invalid"]);
        let local = app.given_an_operation_with(&json!({"fund": "local_epci", "programme_period": "2026"}));
        assert_eq!(post(json!({"operation_id": local["id"]})).faults(), ["/operation_id rule_programme_period"]);
        // nobody takes part without a pathway (R7.13)
        let person = app.given_a_participant();
        let alone = json!({"participant_id": person["id"], "operation_id": operation["id"], "entered_on": "2026-02-03"});
        assert_eq!(app.sign_in(Role::Assistant).post("/v1/participations", &alone).faults(), ["/pathway_id required"]);
        assert_eq!(of.referent.get("/v1/participations").expect(200)["items"], json!([]), "nothing of this was written");
        let situations = of.referent.get(&format!("/v1/participants/{}/situations", of.participant)).expect(200);
        assert_eq!(situations["items"], json!([]), "not even a situation");
    }

    fn the_next_referent_tells_the_exit_of_a_pathway_left_before_the_handover(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        app.pathway_stands(of.pathway, "exited");
        let (next, referent) = app.given_a_referent();
        assert_eq!(next.get(&at(&made, "")).status, 404);
        let body = json!({"to_referent_id": referent["id"], "effective_on": "2026-03-03", "reason": "Départ"});
        let done = app.sign_in(Role::Director).post(&format!("/v1/referents/{}/handover", of.referent_id), &body).expect(200);
        assert_eq!((&done["count"], &done["pathways"][0]["pathway_id"]), (&json!(1), &json!(of.pathway)));
        app.at("2026-03-03T08:00:00Z");
        assert_eq!(jalon::app::chores(&mut app.conn(), app.clock.now()).unwrap(), 1);
        let again = || app.client_of(app.plie, jalon::ids::UserId::of(next.id.unwrap()));
        assert_eq!(again().get(&format!("/v1/pathways/{}", of.pathway)).expect(200)["status"], "exited");
        let told = tell(&again(), &made, "/exit", &exit_body("2026-02-20", "2026-02-23", "employee")).expect(200);
        assert_eq!(told["complete_exit"], true);
        // T7 asks whoever follows now, the one before no more
        app.at("2026-09-10T08:00:00Z");
        let asked = again().get("/v1/alerts?kind=t7_esf_six_month").expect(200);
        assert_eq!((&asked["items"][0]["user_id"], &asked["items"][0]["referent_id"]), (&json!(next.id.unwrap()), &referent["id"]));
        let before = app.client_of(app.plie, of.user).get("/v1/alerts?kind=t7_esf_six_month").expect(200);
        assert_eq!(before["items"], json!([]));
    }

    /// Meets S2.20: put_participation_exit, list_participation_history.
    fn an_exit_is_told_with_the_situation_of_its_four_weeks(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        of.referent.put(&at(&made, "/exit"), &exit_body("2026-02-20", "2026-02-23", "employee")).refused(428, "precondition_required");
        of.referent.at_version(9).put(&at(&made, "/exit"), &exit_body("2026-02-20", "2026-02-23", "employee")).refused(412, "version_conflict");
        for (body, fault) in [
            (exit_body("2026-02-20", "2026-02-19", "employee"), "/situation/as_of rule_exit_window"),
            (exit_body("2026-02-02", "2026-02-03", "employee"), "/exited_on rule_exit_date"),
            (exit_body("2026-03-03", "2026-03-02", "employee"), "/exited_on rule_future"),
        ] {
            assert_eq!(tell(&of.referent, &made, "/exit", &body).faults(), [fault]);
        }
        let told = tell(&of.referent, &made, "/exit", &exit_body("2026-02-20", "2026-02-23", "employee")).expect(200);
        assert_eq!((&told["exited_on"], &told["exit_due_on"], &told["six_month_on"], &told["six_month_due_on"]), (&json!("2026-02-20"), &json!("2026-03-20"), &json!("2026-08-20"), &json!("2026-09-17")));
        assert_eq!((&told["complete_exit"], &told["late"], &told["qualification_gained"]), (&json!(true), &json!(false), &json!(false)));
        assert_eq!(told["counts_in"], json!(["eeco01", "eeco02", "eeco03", "eeco10", "eecr04"]));
        let first = told["first_recorded_at"]["exit"].clone();
        assert_eq!(first, json!(app.clock.now()));
        // a correction is told beside it, and the first time never moves
        app.at("2026-04-02T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        let mut corrected = exit_body("2026-02-21", "2026-02-23", "inactive_not_in_education");
        corrected["qualification_gained"] = Value::Null;
        let told = tell(&referent, &made, "/exit", &corrected);
        assert_eq!(told.warnings(), [""; 0], "it was told in time the first time");
        let told = told.expect(200);
        assert_eq!((&told["first_recorded_at"]["exit"], &told["late"], &told["complete_exit"]), (&first, &json!(false), &json!(false)));
        assert_eq!(required(&told), ["exit/qualification_gained"]);
        assert_eq!(told["counts_in"], json!(["eeco01", "eeco02", "eeco03", "eeco10"]));
        let history = referent.get(&at(&made, "/history?include_total=true")).expect(200);
        assert_eq!(history["total"], 3);
        assert_eq!((&history["items"][1]["situation"]["labour_status"], &history["items"][1]["on"]), (&json!("employee"), &json!("2026-02-20")));
    }

    fn an_exit_told_after_four_weeks_is_late(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        app.at("2026-03-21T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        // the situation is found where it was recorded already
        of.situated(&referent, "2026-03-10", "unemployed_12_24m");
        let told = tell(&referent, &made, "/exit", &json!({"exited_on": "2026-02-20", "qualification_gained": true}));
        assert_eq!(told.warnings(), ["late"]);
        let told = told.expect(200);
        assert_eq!((&told["late"], &told["exit_situation"]["as_of"]), (&json!(true), &json!("2026-03-10")));
        assert_eq!(told["counts_in"], json!(["eeco01", "eeco02", "eeco03", "eeco10", "eecr03"]));
        // without one it is known that they left, and no more
        let (other, _, second) = given_somebody_taking_part(&app);
        let told = tell(&app.client_of(app.plie, other.user), &second, "/exit", &json!({"exited_on": "2026-02-20"})).expect(200);
        assert_eq!(required(&told), ["exit/labour_status", "exit/qualification_gained"]);
        assert_eq!((&told["first_recorded_at"]["exit"], &told["late"]), (&Value::Null, &json!(true)), "nothing is told, and it was due");
        let owed = app.sign_in(Role::Director).get("/v1/participations?missing=exit").expect(200);
        assert_eq!(owed["items"].as_array().unwrap().iter().map(|p| &p["id"]).collect::<Vec<_>>(), [&second["id"]]);
    }

    // R7.9
    fn the_entry_is_carried_over_after_a_very_short_support_only(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        let body = json!({"exited_on": "2026-03-02", "carried_over": true});
        let told = tell(&of.referent, &made, "/exit", &body).expect(200);
        assert_eq!((&told["carried_over"], &told["complete_exit"], &told["exit_situation"]), (&json!(true), &json!(true), &told["entry_situation"]));
        assert_eq!((&told["searching"], &told["qualification_gained"]), (&json!(false), &json!(false)));
        let both = json!({"exited_on": "2026-03-02", "carried_over": true, "situation": situation_on("2026-03-02", "employee")});
        assert_eq!(tell(&of.referent, &made, "/exit", &both).faults(), ["/carried_over invalid"]);
        app.at("2026-03-10T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        let long = json!({"exited_on": "2026-03-04", "carried_over": true});
        assert_eq!(tell(&referent, &made, "/exit", &long).faults(), ["/carried_over rule_carried_over"]);
    }

    /// Meets S2.20: put_participation_six_month.
    fn six_months_after_the_exit_the_person_is_asked_again(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        let body = json!({"reached": "yes", "situation": situation_on("2026-03-02", "employee")});
        tell(&of.referent, &made, "/six-month", &body).refused(409, "conflict_not_exited");
        tell(&of.referent, &made, "/exit", &exit_body("2026-02-20", "2026-02-23", "employee")).expect(200);
        tell(&of.referent, &made, "/six-month", &body).refused(422, "rule_six_month_window");
        app.at("2026-08-24T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        let owed = referent.get("/v1/participations?missing=six_month").expect(200);
        assert_eq!(owed["items"][0]["id"], made["id"]);
        assert_eq!(required(&owed["items"][0]), ["six_month/labour_status"], "what nobody has told is missing");
        let answer = tell(&referent, &made, "/six-month", &json!({"reached": "yes", "situation": situation_on("2026-08-19", "employee")}));
        assert_eq!(answer.faults(), ["/situation/as_of rule_six_month_window"]);
        assert_eq!(tell(&referent, &made, "/six-month", &json!({"reached": "yes"})).faults(), ["/situation required"]);
        let told = tell(&referent, &made, "/six-month", &json!({"reached": "yes", "situation": situation_on("2026-08-21", "employee")})).expect(200);
        assert_eq!((&told["complete_six_month"], &told["reached"], &told["six_month_situation"]["as_of"]), (&json!(true), &json!("yes"), &json!("2026-08-21")));
        assert_eq!(told["counts_in"], json!(["eeco01", "eeco02", "eeco03", "eeco10", "eecr04", "eecr05"]));
        assert_eq!(told["first_recorded_at"]["six_month"], json!(app.clock.now()));
        assert_eq!(referent.get("/v1/participations?missing=six_month").expect(200)["items"], json!([]));
    }

    /// Meets S2.20: create_participation_attempt, list_participation_attempts.
    fn nobody_is_unreachable_before_three_days_of_trying(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        let call = |client: &Client, on: &str| client.post(&at(&made, "/attempts"), &json!({"on": on, "channel": "phone", "reached": "no"}));
        assert_eq!(call(&of.referent, "2026-03-02").faults(), ["/on rule_exit_date"]);
        tell(&of.referent, &made, "/exit", &exit_body("2026-02-20", "2026-02-23", "employee")).expect(200);
        call(&of.referent, "2026-03-02").expect(201);
        app.at("2026-08-24T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        let lost = json!({"reached": "no"});
        assert_eq!(call(&referent, "2026-08-25").faults(), ["/on rule_future"]);
        let mut body = json!({"id": Uuid::now_v7(), "on": "2026-08-20", "channel": "pigeon", "reached": "no"});
        assert_eq!(referent.post(&at(&made, "/attempts"), &body).faults(), ["/channel unknown_code"]);
        body["channel"] = json!("phone");
        let one = referent.post(&at(&made, "/attempts"), &body);
        assert_eq!(referent.get(&one.headers["location"]).expect(200), one.body);
        assert_eq!(referent.post(&at(&made, "/attempts"), &body).expect(201)["id"], body["id"]);
        call(&referent, "2026-08-20").expect(201);
        call(&referent, "2026-08-21").expect(201);
        // that of March came before the six months, and two of one day are one
        tell(&referent, &made, "/six-month", &lost).refused(409, "conflict_attempts_missing");
        call(&referent, "2026-08-24").expect(201);
        let said = json!({"reached": "no", "improved": true, "situation": situation_on("2026-08-21", "employee")});
        assert_eq!(tell(&referent, &made, "/six-month", &said).faults(), ["/improved invalid", "/situation invalid"]);
        let told = tell(&referent, &made, "/six-month", &lost).expect(200);
        assert_eq!((&told["reached"], &told["complete_six_month"], &told["six_month_situation"]), (&json!("no"), &json!(true), &Value::Null));
        let logged = referent.get(&at(&made, "/attempts?include_total=true")).expect(200);
        assert_eq!((&logged["total"], &logged["items"][0]["on"]), (&json!(5), &json!("2026-03-02")));
    }

    // R7.6: the first entry stays, the exit moves, the results are replaced and remain in the history
    fn who_comes_back_takes_the_participation_up_again(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        verb(&of.referent, &made, "/re-enter", &json!({"on": "2026-03-02"})).refused(409, "conflict_not_exited");
        let left = tell(&of.referent, &made, "/exit", &exit_body("2026-02-20", "2026-02-23", "employee")).expect(200);
        app.at("2026-03-05T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        assert_eq!(verb(&referent, &made, "/re-enter", &json!({"on": "2026-02-19"})).faults(), ["/on rule_reentry_date"]);
        let back = verb(&referent, &made, "/re-enter", &json!({"on": "2026-03-04"})).expect(200);
        assert_eq!((&back["entered_on"], &back["exited_on"], &back["exit_situation"]), (&json!("2026-02-03"), &Value::Null, &Value::Null));
        assert_eq!(back["entry_situation"], made["entry_situation"]);
        assert_eq!(back["counts_in"], made["counts_in"], "the first results count no more");
        assert_eq!(back["first_recorded_at"], left["first_recorded_at"]);
        app.at("2026-06-30T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        let again = tell(&referent, &made, "/exit", &exit_body("2026-06-30", "2026-06-30", "inactive_in_education"));
        assert_eq!(again.faults(), ["/situation/in_education rule_in_education"]);
        let mut learning = exit_body("2026-06-30", "2026-06-30", "inactive_in_education");
        learning["situation"]["in_education"] = json!(true);
        let again = tell(&referent, &made, "/exit", &learning).expect(200);
        assert_eq!((&again["exited_on"], &again["first_recorded_at"]), (&json!("2026-06-30"), &left["first_recorded_at"]));
        assert_eq!(again["counts_in"], json!(["eeco01", "eeco02", "eeco03", "eeco10", "eecr02"]));
        let history = referent.get(&at(&made, "/history")).expect(200);
        let told: Vec<_> = history["items"].as_array().unwrap().iter().map(|r| (text(&r["moment"]).to_owned(), r["withdrawn"].as_bool().unwrap(), text(&r["on"]).to_owned())).collect();
        let said = |moment: &str, withdrawn: bool, on: &str| (moment.to_owned(), withdrawn, on.to_owned());
        assert_eq!(told, [said("entry", false, "2026-02-03"), said("exit", false, "2026-02-20"), said("exit", true, "2026-03-04"), said("exit", false, "2026-06-30")]);
    }

    // T6: 28 days from the exit that stands, not from one before a re-entry
    fn a_second_exit_is_late_by_itself(app: TestApp) {
        let (of, operation, made) = given_somebody_taking_part(&app);
        let first = tell(&of.referent, &made, "/exit", &exit_body("2026-02-20", "2026-02-23", "employee")).expect(200);
        assert_eq!(first["late"], false);
        app.at("2026-03-05T08:00:00Z");
        verb(&app.client_of(app.plie, of.user), &made, "/re-enter", &json!({"on": "2026-03-04"})).expect(200);
        app.at("2026-10-15T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        let again = tell(&referent, &made, "/exit", &exit_body("2026-06-30", "2026-06-30", "employee"));
        assert_eq!(again.warnings(), ["late"]);
        let again = again.expect(200);
        assert_eq!((&again["late"], &again["first_recorded_at"]), (&json!(true), &first["first_recorded_at"]));
        let report = |known: &str| {
            let path = format!("/v1/reports/esf-participants?operation_id={}&to=2026-10-15{known}", text(&operation["id"]));
            app.sign_in(Role::Director).get(&path).expect(200)["figures"]["late_exit"]["numerator"].clone()
        };
        assert_eq!((report(""), report("&as_known_on=2026-03-04")), (json!(1), json!(0)));
        // put right, it was told when it was told
        let right = tell(&referent, &made, "/exit", &exit_body("2026-06-29", "2026-06-29", "employee"));
        assert_eq!(right.warnings(), Vec::<String>::new());
    }

    // R7.10, R7.7: the operation's end closes the participation, the pathway goes on under the next one
    fn whoever_is_there_when_the_operation_ends_leaves_with_it(app: TestApp) {
        let of = app.given_somebody_followed();
        of.situated(&of.referent, "2026-02-01", "unemployed_12_24m");
        let ends = app.given_an_operation_with(&json!({"ends_on": "2026-03-31"}));
        let made = app.given_a_participation(&of, &ends, "2026-02-03");
        app.at("2026-04-01T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        let over = referent.get(&at(&made, "")).expect(200);
        assert_eq!((&over["exited_on"], &over["exit_due_on"], &over["version"]), (&json!("2026-03-31"), &json!("2026-04-28"), &json!(1)));
        assert_eq!(required(&over), ["exit/labour_status", "exit/qualification_gained"]);
        assert_eq!(referent.get("/v1/participations?missing=exit").expect(200)["items"][0]["id"], made["id"]);
        assert_eq!(tell(&referent, &made, "/exit", &exit_body("2026-04-01", "2026-04-01", "employee")).faults(), ["/exited_on rule_outside_operation"]);
        let readiness = |name: &str| {
            let path = format!("/v1/operations/{}/claim-readiness?from=2026-02-01&to=2026-03-31", text(&ends["id"]));
            let ready = app.sign_in(Role::Director).get(&path).expect(200);
            ready["obstacles"].as_array().unwrap().iter().any(|o| o["kind"] == name)
        };
        assert!(readiness("participant_data_missing"));
        let told = tell(&referent, &made, "/exit", &exit_body("2026-03-31", "2026-04-01", "employee")).expect(200);
        assert_eq!(told["complete_exit"], true);
        assert!(!readiness("participant_data_missing"));
        let director = app.sign_in(Role::Director);
        let shorter = director.at_version(1).patch(&format!("/v1/operations/{}", text(&ends["id"])), &json!({"ends_on": "2026-03-30"}));
        shorter.refused(409, "conflict_operation_dates");
        let next = app.given_an_operation_with(&json!({"starts_on": "2026-04-01"}));
        let next = app.given_a_participation(&of, &next, "2026-04-01");
        assert_eq!(next["entry_situation"]["labour_status"], "employee", "the situation of that day, told at the exit (R7.12)");
        assert_eq!(next["counts_in"], json!(["eeco01", "eeco05", "eeco10"]));
    }

    // R7.10: who was there to the end is asked again as well, also where nobody has told the exit
    fn six_months_after_the_operation_whoever_stayed_is_asked_again(app: TestApp) {
        let of = app.given_somebody_followed();
        of.situated(&of.referent, "2026-02-01", "unemployed_12_24m");
        let ends = app.given_an_operation_with(&json!({"ends_on": "2026-03-31"}));
        let made = app.given_a_participation(&of, &ends, "2026-02-03");
        for (day, owed) in [("2026-09-29", 0), ("2026-09-30", 1)] {
            app.at(&format!("{day}T08:00:00Z"));
            let referent = app.client_of(app.plie, of.user);
            let list = referent.get("/v1/participations?missing=six_month").expect(200);
            assert_eq!(list["items"].as_array().unwrap().len(), owed, "{day}");
        }
        app.at("2026-11-02T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        let due = referent.get("/v1/alerts?kind=t7_esf_six_month").expect(200);
        assert_eq!(due["items"].as_array().unwrap().len(), 1, "{due}");
        let body = json!({"reached": "yes", "situation": situation_on("2026-10-01", "employee")});
        let told = tell(&referent, &made, "/six-month", &body).expect(200);
        assert_eq!((&told["six_month_on"], &told["reached"]), (&json!("2026-09-30"), &json!("yes")));
        assert_eq!(referent.get("/v1/participations?missing=six_month").expect(200)["items"], json!([]));
    }

    /// Meets S2.20: close_pathway, validate_pathway_exit.
    fn a_pathway_closes_once_the_exit_is_told(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        let officer = app.sign_in(Role::TerritorialOfficer);
        of.verb(&app, "propose-exit", &json!({"reason": "moved_away", "on": "2026-03-01"})).expect(200);
        of.verb_by(&officer, "validate-exit", &json!({"on": "2026-03-01"})).expect(200);
        let left = of.referent.get(&at(&made, "")).expect(200);
        assert_eq!((&left["exited_on"], &left["first_recorded_at"]["exit"], &left["version"]), (&json!("2026-03-01"), &Value::Null, &json!(2)));
        // another situation than the participation's does not do
        of.situated(&of.referent, "2026-03-01", "employee");
        let refused = of.verb_by(&officer, "close", &json!({}));
        let missing = refused.faults();
        refused.refused(409, "conflict_not_closable");
        let id = text(&made["id"]);
        assert_eq!(missing, [format!("/esf_exit/{id}/labour_status esf_exit_data"), format!("/esf_exit/{id}/qualification_gained esf_exit_data")]);
        let told = tell(&of.referent, &made, "/exit", &json!({"exited_on": "2026-03-01", "qualification_gained": false})).expect(200);
        assert_eq!((&told["complete_exit"], &told["exit_situation"]["labour_status"]), (&json!(true), &json!("employee")));
        of.verb_by(&officer, "close", &json!({})).expect(200);
    }

    // § 4.5 and R7.11: with `on_start` the exit is recorded at hiring, so that T6 and T7 run from that day and not from the
    // validation six months later
    fn an_exit_dated_of_the_hiring_is_told_from_the_hiring_on(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let now = data.get("/v1/plie").expect(200)["version"].as_i64().unwrap();
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"exit_date_policy": "on_start"}})).expect(200);
        let (of, _, made) = given_somebody_taking_part(&app);
        let read = |app: &TestApp| app.client_of(app.plie, of.user).get(&at(&made, "")).expect(200);
        let contract = app.given_a_contract(&of, "2026-02-20", &json!({}));
        of.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        let left = read(&app);
        assert_eq!((&left["exited_on"], &left["exit_due_on"], &left["late"]), (&json!("2026-02-20"), &json!("2026-03-20"), &json!(false)));
        // the day of the job is corrected: so is that of the exit
        let path = of.path(&format!("employment-contracts/{}", text(&contract["id"])));
        of.referent.at_version(1).patch(&path, &json!({"starts_on": "2026-02-23"})).expect(200);
        assert_eq!(read(&app)["exited_on"], "2026-02-23");
        let alerts = |app: &TestApp| app.client_of(app.plie, of.user).get("/v1/alerts?kind=t6_esf_exit&due_before=2026-12-31").expect(200)["items"].clone();
        assert_eq!(alerts(&app)[0]["due_on"], "2026-03-23", "four weeks after the hiring");
        // who loses the job takes part again
        app.at("2026-03-12T08:00:00Z");
        of.verb(&app, "return-from-job", &json!({"on": "2026-03-12", "reason": "Fin d'essai"})).expect(200);
        assert_eq!((&read(&app)["exited_on"], alerts(&app)), (&Value::Null, json!([])));
        let again = Followed { referent: app.client_of(app.plie, of.user), ..of };
        let contract = app.given_a_contract(&again, "2026-03-12", &json!({}));
        again.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        let employed = exit_body("2026-03-12", "2026-03-12", "employee");
        let told = tell(&again.referent, &made, "/exit", &employed).expect(200);
        assert_eq!((&told["complete_exit"], &told["exited_on"]), (&json!(true), &json!("2026-03-12")));
        app.at("2026-09-14T08:00:00Z");
        app.given_a_check(&again, "2026-09-14");
        again.verb(&app, "propose-exit", &json!({"reason": "job_cdi", "on": "2026-09-14"})).expect(200);
        again.verb_by(&app.sign_in(Role::Director), "validate-exit", &json!({"on": "2026-09-14"})).expect(200);
        let kept = app.client_of(app.plie, again.user).get(&at(&made, "")).expect(200);
        assert_eq!((&kept["exited_on"], &kept["late"], &kept["complete_exit"]), (&json!("2026-03-12"), &json!(false), &json!(true)), "what was told at hiring stands");
    }

    // T6, in the pages of pathways as in the alerts
    fn a_pathway_owes_the_data_of_its_exit_until_they_are_told(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let owing = || data.get("/v1/pathways?due=exit_data").expect(200)["items"].as_array().unwrap().iter().map(|p| p["id"].clone()).collect::<Vec<_>>();
        let hired = |of: &Followed| {
            let contract = app.given_a_contract(of, "2026-02-20", &json!({}));
            of.verb(&app, "start-job-follow-up", &json!({"employment_contract_id": contract["id"]})).expect(200);
        };
        let (gone, _, left) = given_somebody_taking_part(&app);
        let (followed, _, _) = given_somebody_taking_part(&app);
        hired(&followed);
        assert!(owing().is_empty(), "nobody has left yet");
        gone.verb(&app, "propose-exit", &json!({"reason": "moved_away", "on": "2026-03-01"})).expect(200);
        gone.verb_by(&app.sign_in(Role::TerritorialOfficer), "validate-exit", &json!({"on": "2026-03-01"})).expect(200);
        assert_eq!(owing(), [json!(gone.pathway)]);
        // a situation told beside the participation is not the answer of its exit
        gone.situated(&gone.referent, "2026-03-01", "employee");
        assert_eq!(owing(), [json!(gone.pathway)]);
        tell(&gone.referent, &left, "/exit", &exit_body("2026-03-01", "2026-03-02", "employee")).expect(200);
        assert!(owing().is_empty(), "told whole, though not closed");
        // with `on_start` the exit is that of the hiring, while the job is followed
        let now = data.get("/v1/plie").expect(200)["version"].as_i64().unwrap();
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"exit_date_policy": "on_start"}})).expect(200);
        let (of, _, made) = given_somebody_taking_part(&app);
        hired(&of);
        assert_eq!(owing(), [json!(of.pathway)]);
        tell(&of.referent, &made, "/exit", &exit_body("2026-02-20", "2026-02-20", "employee")).expect(200);
        assert!(owing().is_empty());
    }

    fn what_was_entered_by_error_counts_nowhere(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        let manager = app.sign_in(Role::DataManager);
        of.verb_by(&manager, "propose-exit", &json!({"reason": "entered_by_error", "on": "2026-03-01"})).expect(200);
        of.verb_by(&app.sign_in(Role::Director), "validate-exit", &json!({"on": "2026-03-01"})).expect(200);
        let void = manager.get(&at(&made, "")).expect(200);
        assert_eq!((&void["void_reason"], &void["counts_in"], &void["exited_on"]), (&json!("entered_by_error"), &json!([]), &Value::Null));
        tell(&manager, &made, "/exit", &json!({"exited_on": "2026-03-01"})).refused(409, "conflict_voided");
    }

    fn a_void_participation_stays_and_makes_room(app: TestApp) {
        let (of, operation, made) = given_somebody_taking_part(&app);
        let manager = app.sign_in(Role::DataManager);
        of.referent.at_version(1).post(&at(&made, "/void"), &json!({"reason": "Erreur"})).refused(403, "forbidden");
        verb(&manager, &made, "/void", &json!({"reason": "NIR 1 85 05 78 006 084 91"})).refused(422, "rule_no_nir");
        let void = verb(&manager, &made, "/void", &json!({"reason": "Mauvaise opération"})).expect(200);
        assert_eq!((&void["void_reason"], &void["voided_at"]), (&json!("Mauvaise opération"), &json!(app.clock.now())));
        verb(&manager, &made, "/void", &json!({"reason": "Encore"})).refused(409, "conflict_voided");
        let other = app.given_a_participation(&of, &operation, "2026-02-10");
        assert_ne!(other["id"], made["id"]);
        assert_eq!(manager.get("/v1/participations?include_total=true").expect(200)["total"], 2);
    }

    // G4: sensitive answers reach the ESF as codes, and nobody else
    fn sensitive_answers_are_shown_nowhere(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        let path = format!("/v1/participants/{}/sensitive", of.participant);
        let facts = json!({"disabled": "yes", "nationality_class": "stateless", "foreign_background": "declined", "as_of": "2026-02-04"});
        of.referent.put(&path, &facts).expect(200);
        let told = of.referent.get(&at(&made, "")).expect(200);
        assert_eq!((unasked(&told), &told["declined_items"]), (vec!["entry/minority".to_owned()], &json!(["foreign_background"])));
        assert_eq!((&told["counts_in"], &told["version"]), (&made["counts_in"], &json!(2)));
        assert_eq!(codes(&app, &made), ["unknown unknown unknown unknown", "yes yes declined unknown"]);
        for text in [of.referent.get(&at(&made, "")).text, of.referent.get(&at(&made, "/history")).text] {
            assert!(!text.contains("stateless") && !text.contains("third_country") && !text.contains("\"disabled\":"), "{text}");
        }
        // what holds for another day than that of the entry changes nothing
        let mut later = facts.clone();
        later["as_of"] = json!("2026-03-02");
        later["disabled"] = json!("no");
        of.referent.put(&path, &later).expect(200);
        assert_eq!(codes(&app, &made).len(), 2);
        let mut earlier = facts.clone();
        earlier["as_of"] = json!("2026-02-03");
        earlier["minority"] = json!("no");
        of.referent.put(&path, &earlier).expect(200);
        assert_eq!(codes(&app, &made)[2], "yes yes declined no");
        // opening a participation reads them, which is on record
        let before = app.sign_in(Role::Director).get(&format!("/v1/participants/{}/access-log?include_total=true", of.participant)).expect(200)["total"].as_i64().unwrap();
        app.given_a_participation(&of, &app.given_an_operation(), "2026-03-02");
        let after = app.sign_in(Role::Director).get(&format!("/v1/participants/{}/access-log?include_total=true", of.participant)).expect(200);
        assert_eq!(after["total"].as_i64().unwrap(), before + 1, "{after}");
    }

    fn corrections_elsewhere_reach_the_participation(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        of.referent.put(&format!("/v1/participants/{}/sensitive", of.participant), &json!({"disabled": "yes", "as_of": "2026-02-01"})).expect(200);
        let person = format!("/v1/participants/{}", of.participant);
        let mut right = situation_on("2026-02-01", "unemployed_6_12m");
        right["supersedes"] = made["entry_situation"]["situation_id"].clone();
        right["housing_situation"] = json!("not_stated");
        of.referent.post(&format!("{person}/situations"), &right).expect(201);
        let told = of.referent.get(&at(&made, "")).expect(200);
        assert_eq!((&told["entry_situation"]["labour_status"], &told["entry_situation"]["unemployment_months"]), (&json!("unemployed_6_12m"), &json!(7)));
        assert_eq!((&told["declined_items"], &told["counts_in"]), (&json!(["housing_situation"]), &json!(["eeco01", "eeco02", "eeco10"])));
        let version = of.referent.get(&person).expect(200)["version"].as_i64().unwrap();
        of.referent.at_version(version).patch(&person, &json!({"birth_date": "2002-02-04"})).expect(200);
        let told = of.referent.get(&at(&made, "")).expect(200);
        // 23 on the day of the entry: seven months are long then
        assert_eq!(told["counts_in"], json!(["eeco01", "eeco02", "eeco03", "eeco07", "eeco10"]));
        assert_eq!(codes(&app, &made).last().unwrap(), "yes unknown unknown unknown", "the codes go with the entry");
        let entries = of.referent.get(&at(&made, "/history")).expect(200)["items"].as_array().unwrap().len();
        of.referent.at_version(version + 1).patch(&person, &json!({"phone": "0611223344"})).expect(200);
        assert_eq!(of.referent.get(&at(&made, "/history")).expect(200)["items"].as_array().unwrap().len(), entries);
    }

    fn two_records_that_take_part_in_one_operation_are_not_merged(app: TestApp) {
        let (one, operation, first) = given_somebody_taking_part(&app);
        let other = app.given_somebody_followed();
        app.pathway_stands(other.pathway, "closed");
        let (who, closed) = (app.uuid_text(other.participant), "update participants set pathway_status = 'closed' where id = ");
        app.conn().batch(&format!("{closed}{who}")).unwrap();
        let second = app.given_a_participation(&other, &operation, "2026-02-05");
        let manager = app.sign_in(Role::DataManager);
        let path = format!("/v1/participants/{}", other.participant);
        let merge = |into: Uuid| {
            let version = manager.get(&path).expect(200)["version"].as_i64().unwrap();
            manager.at_version(version).post(&format!("{path}/merge"), &json!({"into_id": into, "choose": {"birth_date": "target"}}))
        };
        merge(one.participant).refused(409, "conflict_both_participate");
        verb(&manager, &first, "/void", &json!({"reason": "Doublon"})).expect(200);
        let merged = merge(one.participant).expect(200);
        assert_eq!(manager.get(&at(&second, "")).expect(200)["participant_id"], json!(one.participant));
        let undo = format!("/v1/merges/{}/undo", text(&merged["id"]));
        manager.at_version(1).post(&undo, &json!({})).expect(200);
        assert_eq!(manager.get(&at(&second, "")).expect(200)["participant_id"], json!(other.participant));
    }

    fn participations_open_with_the_first_time_recorded(app: TestApp) {
        let (of, other, idle) = (app.given_somebody_followed(), app.given_somebody_followed(), app.given_somebody_followed());
        of.situated(&of.referent, "2026-02-01", "unemployed_12_24m");
        let operation = app.given_an_operation();
        let id: Uuid = text(&operation["id"]).parse().unwrap();
        for (date, task, attribution, people) in [
            ("2026-02-17", "interview_in_person", "P", vec![of.participant]),
            ("2026-02-10", "collective_session", "G", vec![of.participant, other.participant]),
            ("2026-02-05", "esf_admin", "O", vec![]),
        ] {
            app.given_a_record(of.user, &Recorded { date, start: 480, end: 540, task, attribution, operation: Some(id), participants: people });
        }
        let assistant = app.sign_in(Role::Assistant);
        let path = format!("/v1/operations/{id}/open-participations");
        let would_be = assistant.post(&format!("{path}?dry_run=true"), &json!({})).expect(200);
        assert_eq!(would_be["opened"].as_array().unwrap().len(), 2);
        assert_eq!(assistant.get("/v1/participations").expect(200)["items"], json!([]));
        let one = assistant.post(&path, &json!({"limit": 1})).expect(200);
        assert_eq!((one["opened"].as_array().unwrap().len(), &one["has_more"]), (1, &json!(true)));
        let rest = assistant.post(&path, &json!({})).expect(200);
        assert_eq!((rest["opened"].as_array().unwrap().len(), &rest["has_more"]), (1, &json!(false)));
        let opened = assistant.get(&format!("/v1/participations?participant_id={}", of.participant)).expect(200);
        assert_eq!((&opened["items"][0]["entered_on"], &opened["items"][0]["complete_entry"]), (&json!("2026-02-10"), &json!(true)));
        let none = assistant.get(&format!("/v1/participations?participant_id={}", idle.participant)).expect(200);
        assert_eq!(none["items"], json!([]));
        assert_eq!(assistant.post(&path, &json!({})).expect(200)["opened"], json!([]));
        of.referent.post(&path, &json!({})).refused(403, "forbidden");
    }

    fn the_database_itself_keeps_what_must_never_be_otherwise(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        tell(&of.referent, &made, "/exit", &exit_body("2026-02-20", "2026-02-23", "employee")).expect(200);
        let id = app.uuid_text(text(&made["id"]).parse().unwrap());
        let (other, at) = (app.uuid_text(Uuid::now_v7()), app.instant_text());
        let (yes, no) = if app.conn().is_pg() { ("true", "false") } else { ("1", "0") };
        let refused = |sql: &str| app.conn().batch(sql).unwrap_err().to_string();
        let twice = refused(&format!(
            "insert into participations (plie_id, id, participant_id, operation_id, pathway_id, entered_on, complete_entry, complete_exit, complete_six_month, version, created_at, updated_at)
             select plie_id, {other}, participant_id, operation_id, pathway_id, entered_on, {yes}, {no}, {no}, 1, {at}, {at} from participations where id = {id}"
        ));
        assert!(twice.to_lowercase().contains("unique"), "{twice}");
        for moved in ["entry_recorded_at = null", "exit_recorded_at = null, exit_told_on = null"] {
            assert!(refused(&format!("update participations set {moved} where id = {id}")).contains("first_recorded"), "{moved}");
        }
        for table in ["participation_records", "esf_codes"] {
            assert!(refused(&format!("update {table} set plie_id = plie_id")).contains("append_only"), "{table}");
        }
        assert!(!refused(&format!("update participations set exited_on = '2026-02-01' where id = {id}")).is_empty(), "no exit before the entry");
    }

    fn a_participation_follows_who_may_see_the_person(app: TestApp) {
        let (of, operation, made) = given_somebody_taking_part(&app);
        let body = json!({"participant_id": of.participant, "operation_id": app.given_an_operation()["id"], "entered_on": "2026-02-03"});
        for (role, read, write) in [
            (Role::Director, 200, 403), (Role::TerritorialOfficer, 200, 403), (Role::Assistant, 200, 201), (Role::DataManager, 200, 409),
            (Role::Referent, 404, 422), (Role::FinanceOfficer, 404, 403), (Role::EmployerRelationsOfficer, 404, 403), (Role::Auditor, 404, 403),
        ] {
            let client = app.sign_in(role);
            assert_eq!(client.get(&at(&made, "")).status, read, "{role}");
            assert_eq!(client.get(&at(&made, "/history")).status, read, "{role}");
            assert_eq!(client.post("/v1/participations", &body).status, write, "{role}");
        }
        let stranger = app.sign_in_at(app.another_plie(), Role::DataManager);
        stranger.get(&at(&made, "")).refused(404, "not_found");
        stranger.at_version(1).put(&at(&made, "/exit"), &json!({"exited_on": "2026-03-01"})).refused(404, "not_found");
        assert_eq!(stranger.post("/v1/participations", &body).faults(), ["/participant_id reference_not_found"]);
        assert_eq!(stranger.get("/v1/participations").expect(200)["items"], json!([]));
        assert_eq!(app.sign_in(Role::Referent).get("/v1/participations").expect(200)["items"], json!([]));
        let _ = operation;
    }

    fn pieces_events_and_alerts_follow_a_participation(app: TestApp) {
        let (of, _, made) = given_somebody_taking_part(&app);
        let file = format!("/v1/participants/{}/proof-file", of.participant);
        let piece = |client: &Client, name: &str| {
            let all = client.get(&file).expect(200);
            let found = all["pieces"].as_array().unwrap().iter().find(|p| p["piece"] == name).unwrap().clone();
            (text(&found["state"]).to_owned(), found["due_on"].clone(), found["pointer"].clone())
        };
        let pointer = json!(at(&made, ""));
        assert_eq!(piece(&of.referent, "esf_entry"), ("complete".to_owned(), Value::Null, pointer.clone()));
        assert_eq!(piece(&of.referent, "esf_exit").0, "not_applicable");
        tell(&of.referent, &made, "/exit", &json!({"exited_on": "2026-02-20"})).expect(200);
        assert_eq!(piece(&of.referent, "esf_exit"), ("due".to_owned(), json!("2026-03-20"), pointer.clone()));
        let alert = |client: &Client, kind: &str| {
            let page = client.get(&format!("/v1/alerts?kind={kind}&due_before=2027-01-01")).expect(200);
            page["items"].as_array().unwrap().iter().map(|a| {
                client.get(text(&a["object"]["href"])).expect(200);
                (a["due_on"].clone(), a["stage"].clone(), a["participant_id"].clone())
            }).collect::<Vec<_>>()
        };
        assert_eq!(alert(&of.referent, "t6_esf_exit"), [(json!("2026-03-20"), json!("quiet"), json!(of.participant))]);
        assert_eq!(alert(&of.referent, "t7_esf_six_month"), [(json!("2026-09-17"), json!("quiet"), json!(of.participant))]);
        assert_eq!(alert(&app.sign_in(Role::Referent), "t6_esf_exit"), []);
        tell(&of.referent, &made, "/exit", &exit_body("2026-02-20", "2026-02-23", "employee")).expect(200);
        assert_eq!(alert(&of.referent, "t6_esf_exit"), []);
        app.at("2026-08-24T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        assert_eq!(piece(&referent, "esf_six_month"), ("due".to_owned(), json!("2026-09-17"), pointer));
        assert_eq!(alert(&referent, "t7_esf_six_month"), [(json!("2026-09-17"), json!("soon"), json!(of.participant))]);
        tell(&referent, &made, "/six-month", &json!({"reached": "yes", "situation": situation_on("2026-08-21", "employee")})).expect(200);
        assert_eq!(alert(&referent, "t7_esf_six_month"), []);
        let events = referent.get(&format!("/v1/participants/{}/timeline?kind=participations", of.participant)).expect(200);
        let told: Vec<_> = events["items"].as_array().unwrap().iter().map(|e| e["type"].clone()).collect();
        assert_eq!(told, [json!("six_month"), json!("exit"), json!("exit"), json!("entry")]);
        assert_eq!(events["items"][0]["summary"], "Participation FSE : situation à six mois");
    }

    // T11
    fn evidence_that_ages_before_the_admission_alerts(app: TestApp) {
        let (referent, file) = app.given_an_entry_file();
        let list = "/v1/alerts?kind=t11_eligibility";
        assert_eq!(referent.get(list).expect(200)["items"], json!([]));
        app.at("2026-05-25T08:00:00Z");
        let referent = app.client_of(app.plie, jalon::ids::UserId::of(referent.id.unwrap()));
        let found = referent.get(list).expect(200);
        assert_eq!((&found["items"][0]["due_on"], &found["items"][0]["object"]["id"]), (&json!("2026-06-02"), &file["id"]));
        referent.get(text(&found["items"][0]["object"]["href"])).expect(200);
    }

    fn an_operation_tells_what_it_brings_beside_its_participants(app: TestApp) {
        let operation = app.given_an_operation();
        let path = format!("/v1/operations/{}/outputs", text(&operation["id"]));
        let director = app.sign_in(Role::Director);
        let none = director.get(&path);
        assert_eq!(none.headers["etag"], "\"0\"");
        assert_eq!((&none.body["id"], &none.body["enterprises_supported"]), (&Value::Null, &json!(0)));
        let told = director.at_version(0).put(&path, &json!({"enterprises_supported": 5, "for_women_in_work": true})).expect(200);
        assert_eq!((&told["version"], &told["enterprises_supported"], &told["public_services_supported"]), (&json!(1), &json!(5), &json!(0)));
        director.at_version(0).put(&path, &json!({})).refused(412, "version_conflict");
        director.at_version(1).put(&path, &json!({"enterprises_supported": -1})).refused(422, "validation_failed");
        let finance = app.sign_in(Role::FinanceOfficer);
        assert_eq!(finance.get(&path).expect(200), told);
        finance.at_version(1).put(&path, &json!({})).refused(403, "forbidden");
        app.sign_in_at(app.another_plie(), Role::Director).get(&path).refused(404, "not_found");
    }

    // § 6.10
    fn nobody_enters_before_they_are_proved_eligible(app: TestApp) {
        let of = app.given_somebody_followed();
        let operation = app.given_an_operation();
        let proofs = format!("/v1/participants/{}/eligibility", of.participant);
        of.referent.post(&proofs, &json!({"criterion": "rsa", "issued_on": "2026-02-10"})).expect(201);
        let entry = |on: &str| json!({"participant_id": of.participant, "operation_id": operation["id"], "entered_on": on});
        assert_eq!(of.referent.post("/v1/participations", &entry("2026-02-09")).faults(), ["/entered_on rule_eligibility_at_entry"]);
        let made = of.referent.post("/v1/participations", &entry("2026-02-10")).expect(201);
        let earlier = json!({"entered_on": "2026-02-09", "situation": situation_on("2026-02-09", "employee")});
        assert_eq!(tell(&of.referent, &made, "/entry", &earlier).faults(), ["/entered_on rule_eligibility_at_entry"]);
        // what is renewed later makes nothing later
        of.referent.post(&proofs, &json!({"criterion": "rsa", "issued_on": "2026-03-01"})).expect(201);
        let same = json!({"entered_on": "2026-02-10", "situation": situation_on("2026-02-10", "employee")});
        tell(&of.referent, &made, "/entry", &same).expect(200);
        let next = json!({"entered_on": "2026-02-12", "situation": situation_on("2026-02-12", "employee")});
        tell(&of.referent, &made, "/entry", &next).expect(200);
        // those that are opened together enter on the day of the proof at the soonest
        let (late, other) = (app.given_somebody_followed(), app.given_an_operation());
        let id: Uuid = text(&other["id"]).parse().unwrap();
        app.given_a_record(late.user, &Recorded { date: "2026-02-03", task: "file_update", attribution: "P", operation: Some(id), participants: vec![late.participant], ..Recorded::default() });
        late.referent.post(&format!("/v1/participants/{}/eligibility", late.participant), &json!({"criterion": "rsa", "issued_on": "2026-02-17"})).expect(201);
        let opened = app.sign_in(Role::Assistant).post(&format!("/v1/operations/{id}/open-participations"), &json!({})).expect(200);
        assert_eq!(opened["opened"][0]["entered_on"], "2026-02-17");
        // who was proved after the operation does not enter it, and keeps nobody else out
        let (never, next) = (app.given_somebody_followed(), app.given_somebody_followed());
        let over = app.given_an_operation_with(&json!({"ends_on": "2026-02-20"}));
        let id: Uuid = text(&over["id"]).parse().unwrap();
        for (of, date) in [(&never, "2026-02-03"), (&next, "2026-02-04")] {
            app.given_a_record(of.user, &Recorded { date, task: "file_update", attribution: "P", operation: Some(id), participants: vec![of.participant], ..Recorded::default() });
        }
        never.referent.post(&format!("/v1/participants/{}/eligibility", never.participant), &json!({"criterion": "rsa", "issued_on": "2026-02-24"})).expect(201);
        let answer = app.sign_in(Role::Assistant).post(&format!("/v1/operations/{id}/open-participations"), &json!({"limit": 1}));
        assert_eq!(answer.warnings(), ["proved_after_operation"]);
        let opened = answer.expect(200);
        assert_eq!((opened["opened"].as_array().unwrap().len(), &opened["opened"][0]["participant_id"], &opened["has_more"]), (1, &json!(next.participant), &json!(false)));
    }
}

/// The sensitive codes of each entry that was told, looked at from outside: disability, third country, origin, minority.
fn codes(app: &TestApp, participation: &Value) -> Vec<String> {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = diesel::sql_types::Text)]
        line: String,
    }
    let id = app.uuid_text(text(&participation["id"]).parse().unwrap());
    let sql = format!(
        "select c.disabled || ' ' || c.third_country || ' ' || c.foreign_background || ' ' || c.minority as line
         from esf_codes c join participation_records r on r.id = c.record_id where r.participation_id = {id} order by r.revision"
    );
    let lines: Vec<Line> = jalon::each!(&mut app.conn(), |c| diesel::sql_query(sql).load(c)).unwrap();
    lines.into_iter().map(|l| l.line).collect()
}
