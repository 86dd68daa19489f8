//! What stands between an operation and its claim: each obstacle with its owner and its objects (§ 6.11).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::money::IN_FEBRUARY;
use crate::support::builders::weeks::Recorded;
use crate::support::{Value, json};

fn kinds(ready: &Value) -> Vec<(&str, &str)> {
    let all = ready["obstacles"].as_array().unwrap();
    all.iter().map(|o| (o["kind"].as_str().unwrap(), o["severity"].as_str().unwrap())).collect()
}

both! {
    /// Meets S3.30: get_claim_readiness.
    fn nothing_stands_in_the_way_of_a_month_with_its_proofs(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let path = made.path(&format!("claim-readiness?{IN_FEBRUARY}"));
        let ready = app.sign_in(Role::FinanceOfficer).get(&path).expect(200);
        assert_eq!((&ready["ready"], &ready["errors"], &ready["supported_minutes"], kinds(&ready)), (&json!(true), &json!(0), &json!(6_300), vec![]), "{ready}");
        for role in [Role::Director, Role::Assistant, Role::DataManager, Role::TerritorialOfficer] {
            app.sign_in(role).get(&path).expect(200);
        }
        app.sign_in(Role::Referent).get(&path).refused(403, "forbidden");
        app.sign_in_at(app.another_plie(), Role::Director).get(&path).refused(404, "not_found");
        app.sign_in(Role::Director).get(&made.path("claim-readiness?from=2026-03-01&to=2026-02-01")).refused(400, "malformed_parameter");
    }

    fn work_on_an_absence_refuses_the_claim(app: TestApp) {
        let made = app.given_a_claim_to_file();
        // a day of the operation, and one on which nothing is for it
        app.given_an_absence(made.staff.user, "2026-02-03", "2026-02-03", None);
        app.given_an_absence(made.staff.user, "2026-02-24", "2026-02-24", None);
        let finance = app.sign_in(Role::FinanceOfficer);
        let ready = finance.get(&made.path(&format!("claim-readiness?{IN_FEBRUARY}"))).expect(200);
        assert_eq!((&ready["ready"], kinds(&ready)), (&json!(false), vec![("absence_contradicted", "error")]), "{ready}");
        let told = &ready["obstacles"][0];
        assert_eq!((&told["owner_id"], &told["count"], &told["minutes"]), (&json!(made.staff.user), &json!(2), &json!(420)));
        // two records a day: those of the first Tuesday
        let paths = [2, 3].map(|place: usize| format!("/v1/time-records/{}", made.records[place]));
        assert_eq!(told["links"], json!(paths));
        let list = made.path(&format!("claim-obstacles?kind=absence_contradicted&{IN_FEBRUARY}&include_total=true"));
        let page = finance.get(&list).expect(200);
        assert_eq!((&page["total"], &page["items"][0]["day"], &page["items"][0]["id"]), (&json!(2), &json!("2026-02-03"), &json!(made.records[2])));
        let claim = finance.post(&made.path("claims"), &json!({"from": "2026-02-01", "to": "2026-02-28"}));
        let refused = claim.refused(409, "conflict_claim_not_ready");
        assert_eq!(refused["errors"][0]["code"], "absence_contradicted", "{refused}");
    }

    fn weeks_and_months_are_those_of_who_has_to_act(app: TestApp) {
        let staff = app.given_staff();
        let operation = app.given_an_operation();
        let id: Uuid = operation["id"].as_str().unwrap().parse().unwrap();
        app.given_a_letter(staff.user, id, &json!({}));
        let person: Uuid = app.given_a_participant()["id"].as_str().unwrap().parse().unwrap();
        for (start, attribution) in [(540, "P"), (600, "P")] {
            app.given_a_record(staff.user, &Recorded { date: "2026-02-03", start, end: start + 60, task: "interview_in_person", attribution, operation: Some(id), participants: vec![person] });
        }
        let finance = app.sign_in(Role::FinanceOfficer);
        let ready = finance.get(&format!("/v1/operations/{id}/claim-readiness?{IN_FEBRUARY}")).expect(200);
        assert_eq!(ready["ready"], false);
        let of = |kind: &str| ready["obstacles"].as_array().unwrap().iter().find(|o| o["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {ready}"));
        let weeks = of("week_incomplete");
        assert_eq!((&weeks["owner_id"], &weeks["count"], &weeks["severity"]), (&json!(staff.user), &json!(4), &json!("error")));
        assert_eq!(weeks["links"][0], json!(format!("/v1/agenda-weeks/{}/2026-W06", staff.user)));
        let month = of("month_unsigned");
        assert_eq!((&month["owner_id"], &month["minutes"]), (&json!(staff.user), &json!(120)));
        assert_eq!(month["links"], json!([format!("/v1/timesheets/{}/2026-02", staff.user)]));
        assert_eq!((&of("cost_missing")["owner_role"], &of("publicity_missing")["owner_role"]), (&json!("finance_officer"), &json!("director")));
        let unsupported = of("minutes_unsupported");
        assert_eq!((&unsupported["count"], &unsupported["minutes"], &unsupported["severity"]), (&json!(2), &json!(120), &json!("warning")));
        assert_eq!(of("participant_without_interview")["count"], 1);
        // the lists behind the counts
        for kind in ["week_incomplete", "month_unsigned", "minutes_unsupported", "participant_without_interview", "cost_missing", "interview_unsigned", "report_late"] {
            let list = format!("/v1/operations/{id}/claim-obstacles?kind={kind}&{IN_FEBRUARY}&limit=1&include_total=true");
            let mut page = finance.get(&list).expect(200);
            let total = page["total"].as_u64().unwrap_or_default();
            let (mut seen, counted) = (0, ready["obstacles"].as_array().unwrap().iter().filter(|o| o["kind"] == kind).map(|o| o["count"].as_u64().unwrap()).sum::<u64>());
            loop {
                seen += u64::try_from(page["items"].as_array().unwrap().len()).unwrap();
                let Some(cursor) = page["next_cursor"].as_str().map(str::to_owned) else { break };
                page = finance.get(&format!("{list}&cursor={cursor}")).expect(200);
            }
            assert_eq!((seen, total), (counted, counted), "{kind}");
        }
        let theirs = finance.get(&format!("/v1/operations/{id}/claim-obstacles?kind=minutes_unsupported&{IN_FEBRUARY}&owner_id={}", staff.supervisor.id.unwrap())).expect(200);
        assert_eq!(theirs["items"], json!([]));
        app.sign_in(Role::Referent).get(&format!("/v1/operations/{id}/claim-obstacles?kind=report_late&{IN_FEBRUARY}")).refused(403, "forbidden");
    }

    fn a_cap_that_is_passed_is_told_with_its_person(app: TestApp) {
        let made = app.given_a_claimable_february();
        app.given_a_letter(made.staff.user, made.operation, &json!({"cost_mode": "hourly_rate"}));
        app.given_a_rate(made.staff.user, made.operation, &json!({"working_share": {"num": 1, "den": 4}}));
        let ready = app.sign_in(Role::FinanceOfficer).get(&made.path(&format!("claim-readiness?{IN_FEBRUARY}"))).expect(200);
        assert_eq!(kinds(&ready), [("cap_exceeded", "error")], "{ready}");
        assert_eq!(ready["obstacles"][0]["minutes"], 2_000);
        let cap = &ready["caps"][0];
        assert_eq!((&cap["staff_id"], &cap["cap"]["cap_minutes"], &cap["cap"]["over_cap_minutes"]), (&json!(made.staff.user), &json!(4_300), &json!(2_000)));
    }

    // § 6.1: a flat rate of 20 % for staff asks for no evidence of staff time
    fn staff_at_the_flat_rate_of_a_fifth_needs_no_proof(app: TestApp) {
        let staff = app.given_staff();
        let operation = app.given_an_operation_with(&json!({"publicity_text": "Cofinancé par l'Union européenne"}));
        let id: Uuid = operation["id"].as_str().unwrap().parse().unwrap();
        app.given_a_letter(staff.user, id, &json!({}));
        app.given_a_week_on(staff.user, "2026-W06", id);
        let finance = app.sign_in(Role::FinanceOfficer);
        let (ready, claims) = (format!("/v1/operations/{id}/claim-readiness?{IN_FEBRUARY}"), format!("/v1/operations/{id}/claims?dry_run=true"));
        let errors = || -> Vec<String> {
            let made = finance.get(&ready).expect(200);
            kinds(&made).iter().filter(|(_, severity)| *severity == "error").map(|(kind, _)| (*kind).to_owned()).collect()
        };
        let mut told = errors();
        told.sort();
        assert_eq!(told, ["cost_missing", "month_unsigned", "week_incomplete"]);
        let real = json!({"from": "2026-02-01", "to": "2026-02-28", "other_direct_cents": 100_000});
        finance.post(&claims, &real).refused(409, "conflict_claim_not_ready");
        // the rate that the claim asks for is enough
        let flat = json!({"from": "2026-02-01", "to": "2026-02-28", "other_direct_cents": 100_000, "flat_rates": ["flat_20_staff"]});
        assert_eq!(finance.post(&claims, &flat).expect(200)["staff_cents"], 20_000);
        // so is that of the operation
        app.sign_in(Role::Director).at_version(1).patch(&format!("/v1/operations/{id}"), &json!({"cost_option": "flat_20_staff"})).expect(200);
        assert_eq!(errors(), [""; 0]);
        assert_eq!(finance.get(&ready).expect(200)["ready"], true);
        for kind in ["cost_missing", "month_unsigned", "week_incomplete"] {
            let listed = finance.get(&format!("/v1/operations/{id}/claim-obstacles?kind={kind}&{IN_FEBRUARY}")).expect(200);
            assert_eq!(listed["items"], json!([]), "{kind}");
        }
        assert_eq!(finance.post(&claims, &real).expect(200)["staff_cents"], 20_000);
    }

    /// Meets S1.1: get_claim_readiness, create_claim.
    fn a_letter_signed_after_its_month_is_for_the_director_to_answer_for(app: TestApp) {
        let made = app.given_a_claimable_february();
        app.given_a_cost(made.staff.user, "2026-02-01", "2026-02-28", 370_833);
        let letter = app.given_a_letter(made.staff.user, made.operation, &json!({"signed_on": "2026-03-01"}));
        let finance = app.sign_in(Role::FinanceOfficer);
        let ready = finance.get(&made.path(&format!("claim-readiness?{IN_FEBRUARY}"))).expect(200);
        assert_eq!(kinds(&ready), [("letter_signed_late", "error")], "{ready}");
        let told = &ready["obstacles"][0];
        assert_eq!((&told["owner_id"], &told["owner_role"], &told["count"], &told["minutes"]), (&Value::Null, &json!("director"), &json!(1), &json!(6_300)));
        assert_eq!(told["links"], json!([format!("/v1/mission-letters?staff_id={}&operation_id={}", made.staff.user, made.operation)]));
        let listed = finance.get(&made.path(&format!("claim-obstacles?kind=letter_signed_late&{IN_FEBRUARY}&include_total=true"))).expect(200);
        assert_eq!((&listed["total"], &listed["items"][0]["day"], &listed["items"][0]["minutes"]), (&json!(1), &json!("2026-02-01"), &json!(6_300)));
        // the minutes are those that both have signed: they are paid once somebody answers for the letter
        assert_eq!((&ready["supported_minutes"], &ready["unsupported_minutes"]), (&json!(6_300), &json!(0)));
        let days = json!({"from": "2026-02-01", "to": "2026-02-28"});
        let refused = finance.post(&made.path("claims"), &days).refused(409, "conflict_claim_not_ready");
        assert_eq!(refused["errors"][0]["code"], "letter_signed_late");
        let answered = json!({"from": "2026-02-01", "to": "2026-02-28", "override_reason": "La fiche de poste du 2 janvier vaut lettre."});
        let director = app.sign_in(Role::Director);
        assert_eq!(director.post(&made.path("claims?dry_run=true"), &answered).expect(200)["staff_cents"], 278_124);
        // on the last day of the month it is in time; where no cost is claimed by the letter nothing is told of it
        let path = format!("/v1/mission-letters/{}", letter["id"].as_str().unwrap());
        director.at_version(1).patch(&path, &json!({"signed_on": "2026-02-28"})).expect(200);
        let ready = finance.get(&made.path(&format!("claim-readiness?{IN_FEBRUARY}"))).expect(200);
        assert_eq!((&ready["ready"], kinds(&ready)), (&json!(true), vec![]), "{ready}");
        director.at_version(2).patch(&path, &json!({"signed_on": "2026-03-01", "cost_mode": "none"})).expect(200);
        let ready = finance.get(&made.path(&format!("claim-readiness?{IN_FEBRUARY}"))).expect(200);
        assert!(kinds(&ready).iter().all(|(kind, _)| *kind != "letter_signed_late"), "{ready}");
    }

    /// Meets S3.31: get_claim_readiness, get_cost_statement.
    fn time_for_people_who_never_entered_is_supported_by_nothing(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let finance = app.sign_in(Role::FinanceOfficer);
        let followed = app.given_somebody_followed();
        app.signed_rows_may_be_rewritten();
        // one of the records is for somebody whom nobody entered in the operation
        let (record, who) = (app.uuid_text(made.records[0]), app.uuid_text(followed.participant));
        app.conn().batch(&format!(
            "insert into time_record_participants (plie_id, time_record_id, position, participant_id, allocated_minutes) values ({}, {record}, 0, {who}, 180)",
            app.uuid_text(app.plie.0)
        )).unwrap();
        let path = made.path(&format!("claim-readiness?{IN_FEBRUARY}"));
        let of = |ready: &Value, kind: &str| ready["obstacles"].as_array().unwrap().iter().find(|o| o["kind"] == kind).cloned();
        let ready = finance.get(&path).expect(200);
        let told = of(&ready, "participant_not_entered").unwrap();
        assert_eq!((&told["severity"], &told["owner_id"], &told["count"], &told["minutes"]), (&json!("error"), &json!(followed.user), &json!(1), &json!(180)));
        assert_eq!(told["links"], json!([format!("/v1/participants/{}", followed.participant)]));
        assert_eq!((&ready["supported_minutes"], &ready["unsupported_minutes"]), (&json!(6_120), &json!(180)));
        let listed = finance.get(&made.path(&format!("claim-obstacles?kind=participant_not_entered&{IN_FEBRUARY}&include_total=true"))).expect(200);
        assert_eq!((&listed["total"], &listed["items"][0]["participant_id"]), (&json!(1), &json!(followed.participant)));
        let line = finance.get(&made.statement()).expect(200)["lines"][0].clone();
        assert_eq!(line["unsupported"], json!([{"reason": "no_participation", "minutes": 180}]));
        // once they are entered, what is still to come is told of them
        let operation = json!({"id": made.operation});
        let participation = app.given_a_participation(&followed, &operation, "2026-02-02");
        let ready = finance.get(&path).expect(200);
        assert_eq!((of(&ready, "participant_not_entered"), &ready["supported_minutes"]), (None, &json!(6_300)));
        assert_eq!(of(&ready, "participant_data_missing").unwrap()["owner_id"], json!(followed.user));
        assert_eq!(of(&ready, "participant_without_interview").unwrap()["count"], 1);
        // one that was void counts for none
        let void = format!("/v1/participations/{}/void", participation["id"].as_str().unwrap());
        app.sign_in(Role::DataManager).at_version(1).post(&void, &json!({"reason": "Erreur de personne"})).expect(200);
        assert!(of(&finance.get(&path).expect(200), "participant_not_entered").is_some());
    }

    fn who_takes_part_without_an_interview_is_told_even_where_no_time_is(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let followed = app.given_somebody_followed();
        app.given_a_participation(&followed, &json!({"id": made.operation}), "2026-02-02");
        let finance = app.sign_in(Role::FinanceOfficer);
        let list = made.path(&format!("claim-obstacles?kind=participant_without_interview&{IN_FEBRUARY}"));
        let items = finance.get(&list).expect(200)["items"].clone();
        assert_eq!((&items[0]["participant_id"], &items[0]["minutes"], &items[0]["day"]), (&json!(followed.participant), &Value::Null, &json!("2026-02-02")));
        let met = json!({"type": "follow_up", "modality": "phone", "starts_at": "2026-02-10T08:00:00Z", "ends_at": "2026-02-10T08:30:00Z", "outcome": "held", "report": "Point."});
        followed.referent.post(&followed.path("interviews"), &met).expect(201);
        assert_eq!(finance.get(&list).expect(200)["items"], json!([]));
    }

    // S3.35, § 6.10: the pieces are those of the proof file, of whoever is in the claim
    fn what_proof_files_lack_is_named_as_they_name_it(app: TestApp) {
        let made = app.given_a_claim_to_file();
        let (nadia, paul) = (app.given_somebody_followed(), app.given_somebody_followed());
        for of in [&nadia, &paul] {
            app.given_a_participation(of, &json!({"id": made.operation}), "2026-02-02");
        }
        let way = app.uuid_text(nadia.pathway);
        app.conn().batch(&format!("update pathways set status = 'exited', exit_on = '2026-02-20', exit_reason = 'job_cdi', exit_category = 'positive', exit_evidence = '[]' where id = {way}")).unwrap();
        let finance = app.sign_in(Role::FinanceOfficer);
        let list = made.path(&format!("claim-obstacles?kind=proof_file_incomplete&{IN_FEBRUARY}&include_total=true"));
        let found = finance.get(&list).expect(200);
        assert_eq!(found["total"], 2);
        let of = |who: &crate::support::builders::followed::Followed| found["items"].as_array().unwrap().iter().find(|i| i["participant_id"] == json!(who.participant)).unwrap().clone();
        let director = app.sign_in(Role::Director);
        for who in [&nadia, &paul] {
            let told = of(who);
            assert_eq!((&told["owner_id"], &told["severity"]), (&json!(who.user), &json!("warning")));
            let file = director.get(told["url"].as_str().unwrap()).expect(200);
            let timed = ["interview_reports", "interview_signatures", "next_interview", "next_milestone", "esf_entry", "esf_exit", "esf_six_month"];
            let lacking: Vec<Value> = file["pieces"].as_array().unwrap().iter()
                .filter(|p| matches!(p["state"].as_str().unwrap(), "due" | "partial") && !timed.contains(&p["piece"].as_str().unwrap()))
                .map(|p| json!({"piece": p["piece"], "due_on": p["due_on"], "url": p["pointer"]}))
                .collect();
            assert_eq!(told["pieces"], json!(lacking));
        }
        let proof = json!({"piece": "exit_evidence", "due_on": "2026-02-20", "url": format!("/v1/pathways/{}", nadia.pathway)});
        assert!(of(&nadia)["pieces"].as_array().unwrap().contains(&proof), "{}", of(&nadia));
        assert!(!of(&paul)["pieces"].as_array().unwrap().iter().any(|p| p["piece"] == "exit_evidence"));
        let ready = finance.get(&made.path(&format!("claim-readiness?{IN_FEBRUARY}"))).expect(200);
        let groups: Vec<&Value> = ready["obstacles"].as_array().unwrap().iter().filter(|o| o["kind"] == "proof_file_incomplete").collect();
        assert_eq!(groups.len(), 2, "one of each referent");
        let hers = groups.iter().find(|o| o["owner_id"] == json!(nadia.user)).unwrap();
        assert_eq!((&hers["count"], &hers["links"]), (&json!(1), &json!([format!("/v1/participants/{}/proof-file", nadia.participant)])));
        assert!(hers["pieces"].as_array().unwrap().contains(&json!("exit_evidence")), "{hers}");
    }

    fn the_time_of_an_operation_that_the_esf_does_not_count_needs_no_participation(app: TestApp) {
        let local = app.given_an_operation_with(&json!({"fund": "local_epci", "programme_period": "2026"}));
        let (staff, operation): (_, Uuid) = (app.given_staff(), local["id"].as_str().unwrap().parse().unwrap());
        app.given_a_letter(staff.user, operation, &json!({}));
        let person: Uuid = app.given_a_participant()["id"].as_str().unwrap().parse().unwrap();
        app.given_a_record(staff.user, &Recorded { date: "2026-02-03", task: "file_update", attribution: "P", operation: Some(operation), participants: vec![person], ..Recorded::default() });
        let ready = app.sign_in(Role::FinanceOfficer).get(&format!("/v1/operations/{operation}/claim-readiness?{IN_FEBRUARY}")).expect(200);
        assert!(kinds(&ready).iter().all(|(kind, _)| *kind != "participant_not_entered"), "{ready}");
    }

    fn hours_over_a_month_are_told_with_their_month(app: TestApp) {
        let made = app.given_a_claimable_february();
        app.given_a_letter(made.staff.user, made.operation, &json!({"cost_mode": "hourly_rate"}));
        let monthly = json!({"base": "monthly", "base_cents": 370_833, "full_time_minutes": 9_100, "working_share": {"num": 1, "den": 2}});
        app.given_a_rate(made.staff.user, made.operation, &monthly);
        let ready = app.sign_in(Role::FinanceOfficer).get(&made.path(&format!("claim-readiness?{IN_FEBRUARY}"))).expect(200);
        assert_eq!(kinds(&ready), [("month_exceeded", "error")], "{ready}");
        let told = &ready["obstacles"][0];
        assert_eq!((&told["minutes"], &told["owner_role"]), (&json!(6_300 - 4_550), &json!("finance_officer")));
    }
}
