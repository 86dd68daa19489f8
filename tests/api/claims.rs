//! Claims: what is filed is frozen, and corrections only take away from it (R6.17–R6.20, § 6.11).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::money::{Claimable, FEBRUARY, IN_FEBRUARY, with};
use crate::support::{TestApp, Value, json};

fn february() -> Value {
    json!({"from": "2026-02-01", "to": "2026-02-28"})
}

fn path_of(object: &Value, room: &str) -> String {
    format!("/v1/{room}/{}", object["id"].as_str().unwrap())
}

fn statement_of(operation: Uuid) -> String {
    format!("/v1/operations/{operation}/cost-statement?{IN_FEBRUARY}")
}

/// The codes of what stands in the way.
fn obstacles(refused: &Value) -> Vec<&str> {
    refused["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect()
}

/// A correction of a claimed record, asked for by its owner and approved by the supervisor.
fn correct(made: &Claimable, record: Uuid, changes: &Value) -> Value {
    let staff = &made.staff;
    let record = staff.client.get(&format!("/v1/time-records/{record}")).expect(200);
    let path = format!("{}/correct", path_of(&record, "time-records"));
    let body = with(json!({"reason": "Saisi deux fois"}), changes);
    let asked = staff.client.at_version(record["version"].as_i64().unwrap()).post(&path, &body).expect(201);
    staff
        .supervisor
        .at_version(1)
        .post(&format!("{}/approve", path_of(&asked, "time-corrections")), &json!({}))
        .expect(200)
}

both! {
    /// Meets S3.31: create_claim, get_claim, list_claims.
    fn a_claim_freezes_its_statement_and_marks_its_records(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let finance = app.sign_in(Role::FinanceOfficer);
        let answer = finance.post(&made.path("claims"), &with(february(), &json!({"note": "Bilan intermédiaire"})));
        let location = answer.headers["location"].clone();
        let claim = answer.expect(201);
        assert_eq!((&claim["status"], &claim["staff_cents"], &claim["eu_cents"], &claim["note"]), (&json!("filed"), &json!(278_124), &json!(139_062), &json!("Bilan intermédiaire")));
        assert_eq!((&claim["claimed_minutes"], &claim["supported_minutes"], &claim["unsupported_minutes"]), (&json!(6_300), &json!(6_300), &json!(0)));
        assert_eq!((&claim["filed_by"], &claim["override_reason"], &claim["content_intact"]), (&json!(finance.id), &Value::Null, &json!(true)));
        assert_eq!(claim["statement"]["lines"][0]["amount_cents"], 278_124);
        let count = |status: &str| app.read_text(&format!("select count(*) from time_records where status = '{status}'"));
        assert_eq!((count("claimed"), count("supervisor_signed")), ("30".to_owned(), "10".to_owned()), "what is outside the operation is not claimed");
        assert_eq!(app.read_text("select sum(minutes) from claim_records"), "6300");
        let listed = finance.get(&made.path("claims")).expect(200);
        assert_eq!((listed["items"].as_array().unwrap().len(), listed["items"][0].get("statement")), (1, None));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), claim);
        // costs that change later change nothing of it
        let cost = finance.get("/v1/employment-costs").expect(200)["items"][0].clone();
        finance.at_version(1).patch(&path_of(&cost, "employment-costs"), &json!({"gross_cost_cents": 1})).expect(200);
        assert_eq!(finance.get(&location).expect(200), claim);
        assert_eq!(app.journal("resource = 'time_records' and operation = 'create_claim'").len(), 30);
        for role in [Role::DataManager, Role::Referent, Role::Assistant] {
            app.sign_in(role).get(&location).refused(404, "not_found");
            app.sign_in(role).post(&made.path("claims"), &february()).refused(403, "forbidden");
        }
        app.sign_in_at(app.another_plie(), Role::Director).get(&location).refused(404, "not_found");
    }

    fn a_claim_is_refused_with_everything_that_stands_in_the_way(app: TestApp) {
        let made = app.given_a_claimable_february();
        let finance = app.sign_in(Role::FinanceOfficer);
        let refused = finance.post(&made.path("claims"), &february()).refused(409, "conflict_claim_not_ready");
        assert_eq!(obstacles(&refused), ["no_mission_letter"], "{refused}");
        app.given_a_letter(made.staff.user, made.operation, &json!({"signed_on": null}));
        let operation = format!("/v1/operations/{}", made.operation);
        app.sign_in(Role::Director).at_version(1).patch(&operation, &json!({"publicity_text": null})).expect(200);
        let refused = finance.post(&made.path("claims"), &february()).refused(409, "conflict_claim_not_ready");
        assert_eq!(obstacles(&refused), ["letter_not_signed", "cost_missing", "publicity_missing"], "{refused}");
        assert_eq!(app.read_text("select count(*) from claims"), "0");
        finance.post(&made.path("claims"), &with(february(), &json!({"override_reason": "Urgent"}))).refused(403, "forbidden");
        let director = app.sign_in(Role::Director);
        let overridden = with(february(), &json!({"override_reason": "Pièces jointes au dossier papier."}));
        let claim = director.post(&made.path("claims"), &overridden).expect(201);
        assert_eq!((&claim["override_reason"], &claim["staff_cents"]), (&json!("Pièces jointes au dossier papier."), &json!(0)), "nothing is paid all the same");
        assert_eq!(app.read_text("select count(*) from claim_records"), "0");
    }

    fn a_claim_holds_days_that_are_past_and_of_the_operation(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let finance = app.sign_in(Role::FinanceOfficer);
        for (days, faults) in [
            (json!({"from": "2026-02-28", "to": "2026-02-01"}), vec!["/to rule_period"]),
            (json!({"from": "2026-03-01", "to": "2026-03-31"}), vec!["/to rule_future"]),
            (json!({"from": "2024-12-31", "to": "2026-02-28"}), vec!["/from rule_outside_operation"]),
            (with(february(), &json!({"flat_rates": ["flat_15_indirect", "flat_40_residual"]})), vec!["/flat_rates rule_flat_15_and_40", "/flat_rates rule_flat_rates"]),
        ] {
            let mut found = finance.post(&made.path("claims"), &days).faults();
            found.truncate(faults.len());
            assert_eq!(found[0], faults[0], "{days}");
        }
    }

    /// R6.29
    fn two_claims_of_an_operation_never_take_15_and_40_percent(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let director = app.sign_in(Role::Director);
        let part = |from: &str, to: &str, rate: &str| json!({"from": from, "to": to, "flat_rates": [rate], "override_reason": "Essai"});
        let file = |body: &Value| director.post(&made.path("claims"), body);
        file(&part("2026-02-01", "2026-02-14", "flat_40_residual")).expect(201);
        let second = file(&part("2026-02-15", "2026-02-28", "flat_15_indirect"));
        assert_eq!((second.status, second.faults()), (422, vec!["/flat_rates rule_flat_15_and_40".to_owned()]));
        file(&part("2026-02-15", "2026-02-28", "flat_40_residual")).expect(201);
    }

    fn claims_of_one_operation_never_overlap(app: TestApp) {
        let made = app.given_a_claim_to_file();
        app.given_a_claim(&made);
        let finance = app.sign_in(Role::FinanceOfficer);
        finance.post(&made.path("claims"), &json!({"from": "2026-02-28", "to": "2026-03-01"})).refused(409, "conflict_claim_overlap");
        // the database says the same to whoever goes past the program
        let again = format!(
            "insert into claims (plie_id, id, operation_id, starts_on, ends_on, status, content, content_hash, claimed_minutes, supported_minutes, unsupported_minutes, staff_cents, total_cents, eu_cents, filed_at, filed_by, version, created_at, updated_at)
             select plie_id, {}, operation_id, '2026-01-01', '2026-02-01', status, content, content_hash, 0, 0, 0, 0, 0, 0, filed_at, filed_by, 1, created_at, updated_at from claims",
            app.uuid_text(Uuid::now_v7())
        );
        assert!(app.conn().batch(&again).unwrap_err().to_string().contains("conflict_claim_overlap"));
    }

    fn of_ten_claims_at_once_one_is_filed(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let finance = app.sign_in(Role::FinanceOfficer);
        let statuses: Vec<u16> = std::thread::scope(|s| {
            let asked: Vec<_> = (0..10).map(|_| s.spawn(|| finance.post(&made.path("claims"), &february()).status)).collect();
            asked.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|s| **s == 201).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|s| matches!(s, 201 | 409)), "{statuses:?}");
        assert_eq!(app.read_text("select count(*) from claim_records"), "30");
    }

    fn what_was_filed_is_not_rewritten_whatever_the_path(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let claim = app.given_a_claim(&made);
        let finance = app.sign_in(Role::FinanceOfficer);
        let path = path_of(&claim, "claims");
        finance.at_version(1).patch(&path, &json!({"total_cents": 1})).refused(422, "unknown_field");
        let noted = finance.at_version(1).patch(&path, &json!({"note": "Pièces envoyées."})).expect(200);
        assert_eq!((&noted["note"], &noted["version"], &noted["content_hash"]), (&json!("Pièces envoyées."), &json!(2), &claim["content_hash"]));
        for past in [
            "update claims set staff_cents = 1", "update claims set content = '{}'", "update claims set ends_on = '2026-02-27'",
            "update claim_lines set amount_cents = 1",
        ] {
            let refused = app.conn().batch(past).unwrap_err().to_string();
            assert!(refused.contains("conflict_claim_frozen"), "{past}: {refused}");
        }
        let taken = format!("update time_records set duration_minutes = 1, start_minute = null, end_minute = null where id = {}", app.uuid_text(made.records[0]));
        assert!(app.conn().batch(&taken).unwrap_err().to_string().contains("conflict_signed_record"));
    }

    fn nobody_is_paid_twice_for_a_month_not_even_past_the_program(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let claim = app.given_a_claim(&made);
        assert_eq!(claim["statement"]["lines"][0]["share"], json!({"num": 3, "den": 4}));
        assert!(app.conn().batch(&more_of_february(&app, &made, 250_001)).unwrap_err().to_string().contains("conflict_double_funding"));
        app.conn().batch(&more_of_february(&app, &made, 250_000)).unwrap();
        let twice = "insert into claim_records select plie_id, time_record_id, claim_id, user_id, month, minutes from claim_records limit 1";
        app.conn().batch(twice).unwrap_err();
    }

    fn a_decision_ends_what_may_change(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let claim = app.given_a_claim(&made);
        let finance = app.sign_in(Role::FinanceOfficer);
        let decide = format!("{}/decide", path_of(&claim, "claims"));
        let wrong = finance.at_version(1).post(&decide, &json!({"decided_on": "2026-03-01", "accepted_cents": 278_125}));
        assert_eq!(wrong.faults(), ["/accepted_cents rule_accepted_amount", "/decided_on rule_decided_on"]);
        let later = json!({"decided_on": "2026-03-03"});
        assert_eq!(finance.at_version(1).post(&decide, &later).faults(), ["/decided_on rule_future"]);
        let decided = finance.at_version(1).post(&decide, &json!({"decided_on": "2026-03-02", "accepted_cents": 278_000})).expect(200);
        assert_eq!((&decided["status"], &decided["accepted_cents"], &decided["decided_by"]), (&json!("decided"), &json!(278_000), &json!(finance.id)));
        finance.at_version(2).post(&decide, &json!({"decided_on": "2026-03-02"})).refused(409, "illegal_transition");
        let record = made.staff.client.get(&format!("/v1/time-records/{}", made.records[0])).expect(200);
        let correct = format!("/v1/time-records/{}/correct", made.records[0]);
        let asked = made.staff.client.at_version(record["version"].as_i64().unwrap());
        asked.post(&correct, &json!({"cancel": true, "reason": "x"})).refused(409, "conflict_claim_decided");
    }

    /// Meets S3.34: correct_time_record, approve_time_correction, list_claim_adjustments.
    fn a_correction_of_claimed_time_takes_away_from_the_claim(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let claim = app.given_a_claim(&made);
        let finance = app.sign_in(Role::FinanceOfficer);
        let path = path_of(&claim, "claims");
        correct(&made, made.records[0], &json!({"end_time": "11:00"}));
        let page = finance.get(&format!("{path}/claim-adjustments")).expect(200);
        let one = &page["items"][0];
        // 370 833 × 6 240 ÷ 8 400 = 275 475.94
        assert_eq!((&one["minutes"], &one["amount_cents"], &one["reason"]), (&json!(-60), &json!(275_475 - 278_124), &json!("Saisi deux fois")));
        correct(&made, made.records[1], &json!({"cancel": true}));
        let adjusted = finance.get(&path).expect(200);
        // 6 000 minutes are left: 264 880.71
        assert_eq!((&adjusted["adjusted_minutes"], &adjusted["adjusted_cents"]), (&json!(-300), &json!(264_880 - 278_124)));
        assert_eq!((&adjusted["staff_cents"], &adjusted["content_intact"], &adjusted["version"]), (&json!(278_124), &json!(true), &json!(3)));
        // more, or another operation's, or another month's
        let record = made.staff.client.get(&format!("/v1/time-records/{}", made.records[2])).expect(200);
        let more = made.staff.client.at_version(record["version"].as_i64().unwrap());
        let longer = json!({"start_time": "08:00", "reason": "x"});
        more.post(&format!("/v1/time-records/{}/correct", made.records[2]), &longer).refused(409, "conflict_claimed");
        let moved = correct(&made, made.records[2], &json!({"operation_id": null, "task": "other_operation"}));
        assert_eq!(finance.get(&path).expect(200)["adjusted_minutes"], -480);
        // the new version of a claimed record is held by the claim like the first
        let first = finance.get(&format!("/v1/time-corrections?time_record_id={}", made.records[0])).expect(200)["items"][0]["replaced_by"].clone();
        assert!(moved["replaced_by"].is_string());
        app.sign_the_month(&made.staff, "2026-02", 3);
        correct(&made, first.as_str().unwrap().parse().unwrap(), &json!({"cancel": true}));
        assert_eq!(finance.get(&path).expect(200)["adjusted_minutes"], -600);
    }

    fn a_correction_takes_the_flat_rate_and_the_part_of_the_fund_along(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let finance = app.sign_in(Role::FinanceOfficer);
        let forty = with(february(), &json!({"flat_rates": ["flat_40_residual"], "allowance_cents": 5_000}));
        let claim = finance.post(&made.path("claims"), &forty).expect(201);
        // 278 124 + 40 % of it (111 249.6) + 5 000; half of it is the fund's
        assert_eq!((&claim["total_cents"], &claim["eu_cents"]), (&json!(394_373), &json!(197_186)));
        let path = path_of(&claim, "claims");
        correct(&made, made.records[0], &json!({"end_time": "11:00"}));
        correct(&made, made.records[1], &json!({"cancel": true}));
        let page = finance.get(&format!("{path}/claim-adjustments")).expect(200);
        let taken = |at: usize, name: &str| page["items"][at][name].as_i64().unwrap();
        // 275 475 + 110 190 + 5 000 = 390 665, then 264 880 + 105 952 + 5 000 = 375 832
        assert_eq!((taken(0, "amount_cents"), taken(0, "total_cents"), taken(0, "eu_cents")), (-2_649, -3_708, -1_854));
        assert_eq!((taken(1, "amount_cents"), taken(1, "total_cents"), taken(1, "eu_cents")), (-10_595, -14_833, -7_416));
        let adjusted = finance.get(&path).expect(200);
        assert_eq!((&adjusted["adjusted_total_cents"], &adjusted["adjusted_eu_cents"]), (&json!(375_832 - 394_373), &json!(187_916 - 197_186)));
        assert_eq!((&adjusted["total_cents"], &adjusted["eu_cents"]), (&json!(394_373), &json!(197_186)), "as it was filed");
        // what is gone is left to the budget again, and is not accepted
        let budget = finance.get(&made.statement()).expect(200)["budget"].clone();
        assert_eq!((&budget["claimed_before_cents"], &budget["eu_claimed_before_cents"]), (&json!(375_832), &json!(187_916)));
        let decide = |cents: i64| finance.at_version(3).post(&format!("{path}/decide"), &json!({"decided_on": "2026-03-02", "accepted_cents": cents}));
        assert_eq!(decide(375_833).faults(), ["/accepted_cents rule_accepted_amount"]);
        assert_eq!(decide(375_832).expect(200)["accepted_cents"], 375_832);
    }

    // R6.19: all of February was entered on one operation and claimed, and three hours of it are another's
    fn what_a_correction_takes_from_a_claim_another_operation_claims(app: TestApp) {
        let (made, other) = given_two_operations(&app, &FEBRUARY);
        app.given_a_cost(made.staff.user, "2026-02-01", "2026-02-28", 370_833);
        for operation in [made.operation, other] {
            app.given_a_letter(made.staff.user, operation, &json!({}));
        }
        let claim = app.given_a_claim(&made);
        assert_eq!((&claim["claimed_minutes"], &claim["staff_cents"]), (&json!(8_400), &json!(370_833)));
        assert!(app.conn().batch(&more_of_february(&app, &made, 1)).unwrap_err().to_string().contains("conflict_double_funding"));
        correct(&made, made.records[0], &json!({"operation_id": other}));
        app.sign_the_month(&made.staff, "2026-02", 3);
        let finance = app.sign_in(Role::FinanceOfficer);
        // 370 833 × 8 220 ÷ 8 400 = 362 886.58
        let left = finance.get(&path_of(&claim, "claims")).expect(200);
        assert_eq!((&left["adjusted_minutes"], &left["adjusted_cents"]), (&json!(-180), &json!(362_886 - 370_833)));
        // 8 220 of 8 400 stay claimed, 978 571 millionths: of the 8 400 that leaves 180.004, and not a minute less
        let line = finance.get(&statement_of(other)).expect(200)["lines"][0].clone();
        assert_eq!((&line["supported_minutes"], &line["claimed_minutes"], &line["over_cap_minutes"]), (&json!(180), &json!(180), &json!(0)));
        let second = finance.post(&format!("/v1/operations/{other}/claims"), &february()).expect(201);
        // 370 833 × 180 ÷ 8 400 = 7 946.42
        assert_eq!((&second["claimed_minutes"], &second["staff_cents"]), (&json!(180), &json!(7_946)));
        // 978 571 and 21 428 millionths: beyond the one that flooring leaves the database refuses all the same
        assert!(app.conn().batch(&more_of_february(&app, &made, 2)).unwrap_err().to_string().contains("conflict_double_funding"));
        app.conn().batch(&more_of_february(&app, &made, 1)).unwrap();
    }

    // R6.25: of 6 300 minutes the cap of the month let 6 000 be paid; with 420 gone, 120 of the paid ones are free again
    fn minutes_over_a_cap_were_not_paid_and_are_not_given_back(app: TestApp) {
        let (made, other) = given_two_operations(&app, &FEBRUARY[..3]);
        let monthly = json!({"base": "monthly", "base_cents": 370_833, "full_time_minutes": 6_000});
        for operation in [made.operation, other] {
            app.given_a_letter(made.staff.user, operation, &json!({"cost_mode": "hourly_rate"}));
            app.given_a_rate(made.staff.user, operation, &monthly);
        }
        let capped = with(february(), &json!({"override_reason": "Le reste n'est pas demandé."}));
        let claim = app.sign_in(Role::Director).post(&made.path("claims"), &capped).expect(201);
        assert_eq!((&claim["supported_minutes"], &claim["claimed_minutes"]), (&json!(6_300), &json!(6_000)));
        for record in &made.records[..2] {
            correct(&made, *record, &json!({"operation_id": other}));
        }
        app.sign_the_month(&made.staff, "2026-02", 3);
        let line = app.sign_in(Role::FinanceOfficer).get(&statement_of(other)).expect(200)["lines"][0].clone();
        assert_eq!((&line["supported_minutes"], &line["claimed_minutes"], &line["over_cap_minutes"]), (&json!(420), &json!(120), &json!(300)));
        let second = app.sign_in(Role::Director).post(&format!("/v1/operations/{other}/claims"), &capped).expect(201);
        // 370 833 × 120 ÷ 6 000 = 7 416.66
        assert_eq!((&second["claimed_minutes"], &second["staff_cents"]), (&json!(120), &json!(7_416)));
    }
}

/// A referent with these weeks of February on an operation and the others outside it, signed twice; and another operation.
fn given_two_operations(app: &TestApp, weeks: &[&str]) -> (Claimable, Uuid) {
    let staff = app.given_staff();
    let publicity = json!({"publicity_text": "Cofinancé par l'Union européenne"});
    let [operation, other]: [Uuid; 2] =
        std::array::from_fn(|_| app.given_an_operation_with(&publicity)["id"].as_str().unwrap().parse().unwrap());
    let mut records = Vec::new();
    for week in FEBRUARY {
        if weeks.contains(&week) {
            records.extend(app.given_a_week_on(staff.user, week, operation));
        } else {
            app.given_a_week_of_records(staff.user, week);
        }
    }
    app.given_a_signed_february(&staff);
    (Claimable { staff, operation, records }, other)
}

/// A line past the program: so many millionths more of the referent's February, in another claim of the operation.
fn more_of_february(app: &TestApp, made: &Claimable, share: i64) -> String {
    format!(
        "insert into claim_lines (plie_id, claim_id, position, user_id, month, operation_id, cost_mode, minutes, supported_minutes, claimed_minutes, worked_minutes, share_ppm, amount_cents)
         values ({}, {}, 0, {}, '2026-02', {}, 'actual_hours', 0, 0, 0, 0, {share}, 0)",
        app.uuid_text(app.plie.0), app.uuid_text(other_claim(app, made)), app.uuid_text(made.staff.user.0), app.uuid_text(made.operation)
    )
}

/// Another claim of the operation, empty, written past the program.
fn other_claim(app: &TestApp, made: &Claimable) -> Uuid {
    let known = app.read_text("select count(*) from claims where ends_on = '2025-12-31'");
    let id = Uuid::from_u128(7);
    if known == "0" {
        app.conn().batch(&format!(
            "insert into claims (plie_id, id, operation_id, starts_on, ends_on, status, content, content_hash, claimed_minutes, supported_minutes, unsupported_minutes, staff_cents, total_cents, eu_cents, filed_at, filed_by, version, created_at, updated_at)
             select plie_id, {}, operation_id, '2025-01-01', '2025-12-31', status, content, content_hash, 0, 0, 0, 0, 0, 0, filed_at, filed_by, 1, created_at, updated_at from claims where operation_id = {}",
            app.uuid_text(id), app.uuid_text(made.operation)
        )).unwrap();
    }
    id
}
