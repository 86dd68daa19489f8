//! Frauds, as one list: each attempt is refused with its own code, and leaves every table as it was (`trust.md` T28).

use jalon::auth::role::Role;
use jalon::ids::UserId;
use uuid::Uuid;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::builders::money::{Claimable, FEBRUARY, IN_FEBRUARY, with};
use crate::support::builders::participations::situation_on;
use crate::support::builders::weeks::Staff;
use crate::support::{Answer, Client, TestApp, Value, json};

/// Tables whose rows bear a version, and those whose rows only come.
const VERSIONED: [&str; 16] = [
    "time_records",
    "timesheets",
    "agenda_weeks",
    "absences",
    "referents",
    "mission_letters",
    "hourly_rates",
    "employment_costs",
    "claims",
    "time_corrections",
    "participations",
    "interviews",
    "signatures",
    "pathways",
    "operations",
    "audit_missions",
];
const COUNTED: [&str; 5] =
    ["claim_lines", "claim_records", "claim_adjustments", "participation_records", "time_record_participants"];

/// The attempts so far, by name.
struct Docket<'a> {
    app: &'a TestApp,
    names: Vec<&'static str>,
}

/// What a refusal says: its code, and those of its faults where they say more.
fn told(answer: &Answer) -> Vec<String> {
    let code = answer.body["code"].as_str().unwrap_or_default();
    let faults = answer.body["errors"].as_array().cloned().unwrap_or_default();
    let mut codes: Vec<String> = faults.iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect();
    codes.retain(|c| c != code);
    codes.sort();
    codes.dedup();
    if code != "validation_failed" {
        codes.insert(0, code.to_owned());
    }
    codes
}

impl Docket<'_> {
    /// How many rows each table has, their versions, and the minutes that stand.
    fn footprint(&self) -> Vec<String> {
        let of = |table: &str| {
            self.app.read_text(&format!(
                "select cast(count(*) as text) || '/' || cast(coalesce(sum(version), 0) as text) from {table}"
            ))
        };
        let counted = |table: &str| self.app.read_text(&format!("select count(*) from {table}"));
        let minutes = "select coalesce(sum(duration_minutes), 0) from time_records where status <> 'superseded'";
        let all = VERSIONED.iter().map(|t| of(t)).chain(COUNTED.iter().map(|t| counted(t)));
        all.chain([self.app.read_text(minutes)]).collect()
    }

    fn enter(&mut self, fraud: &'static str) {
        assert!(!self.names.contains(&fraud), "{fraud} stands twice");
        self.names.push(fraud);
    }

    /// An attempt through the API.
    #[track_caller]
    fn refused(&mut self, fraud: &'static str, status: u16, codes: &[&str], attempt: impl FnOnce() -> Answer) {
        let before = self.footprint();
        let answer = attempt();
        assert_eq!(
            (answer.status, told(&answer)),
            (status, codes.iter().map(|c| (*c).to_owned()).collect()),
            "{fraud}: {}",
            answer.text
        );
        assert_eq!(self.footprint(), before, "{fraud}");
        self.enter(fraud);
    }

    /// An attempt through a batch of all or nothing: the code of its last item.
    #[track_caller]
    fn refused_in_a_batch(&mut self, fraud: &'static str, code: &str, client: &Client, items: &[Value]) {
        let before = self.footprint();
        let answer = client.post("/v1/time-records/batch", &json!({"atomic": true, "items": items})).expect(200);
        let last = answer["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["status"], &last["problem"]["code"]), (&json!(422), &json!(code)), "{fraud}: {answer}");
        assert_eq!(self.footprint(), before, "{fraud}");
        self.enter(fraud);
    }

    /// An attempt by somebody who reaches the database itself.
    #[track_caller]
    fn refused_by_the_database(&mut self, fraud: &'static str, code: &str, sql: &str) {
        let before = self.footprint();
        let refused = self.app.conn().batch(sql).unwrap_err().to_string();
        assert!(refused.contains(code), "{fraud}: {refused}");
        assert_eq!(self.footprint(), before, "{fraud}");
        self.enter(fraud);
    }
}

/// Records that should not be made.
fn at_the_entry(docket: &mut Docket<'_>) {
    let app = docket.app;
    let of = app.given_somebody_followed();
    let (operation, other) = (app.given_an_operation(), app.given_an_operation());
    let ended = app.given_an_operation_with(&json!({"starts_on": "2015-01-01", "ends_on": "2016-12-31"}));
    let elsewhere = app.given_somebody_followed_at(app.another_plie());
    app.given_a_mission_letter(of.user, &operation);
    app.given_an_absence(of.user, "2026-02-24", "2026-02-24", None);
    let me = &of.referent;
    let hour = |changes: Value| {
        let body = json!({"user_id": of.user, "date": "2026-03-02", "start_time": "08:00", "end_time": "09:00",
            "task": "file_update", "operation_id": operation["id"], "participant_ids": [of.participant]});
        with(body, &changes)
    };
    let made = me.post("/v1/time-records", &hour(json!({"id": Uuid::now_v7()}))).expect(201);
    let path = format!("/v1/time-records/{}", made["id"].as_str().unwrap());
    let free = json!({"start_time": "10:00", "end_time": "11:00"});
    for (fraud, changes, codes) in [
        ("back-dating the moment of entry", json!({"recorded_at": "2026-02-01T08:00:00Z"}), &["unknown_field"][..]),
        ("calling a late entry timely", json!({"late": false}), &["unknown_field"]),
        ("signing a record at its entry", json!({"status": "supervisor_signed"}), &["unknown_field"]),
        ("time of a day to come", json!({"date": "2026-03-04"}), &["rule_future_date"]),
        ("time outside the operation", json!({"operation_id": ended["id"]}), &["rule_outside_operation"]),
        ("time on a day of absence", json!({"date": "2026-02-24"}), &["rule_absent"]),
        ("the same minutes twice", json!({"start_time": "08:30", "end_time": "09:30"}), &["rule_overlap"]),
        (
            "one hour on two grants",
            json!({"start_time": "08:00", "end_time": "09:00", "operation_id": other["id"]}),
            &["rule_duplicate_funding", "rule_overlap"],
        ),
        (
            "one hour for a participant and for nobody",
            json!({"start_time": "08:00", "end_time": "09:00", "task": "other_operation", "operation_id": null, "participant_ids": []}),
            &["rule_overlap"],
        ),
        (
            "more minutes than a day has",
            json!({"start_time": null, "end_time": null, "duration_minutes": 1415}),
            &["rule_overlap"],
        ),
        ("minutes off the step", json!({"end_time": "10:42"}), &["rule_step"]),
        (
            "an hour for two people at once",
            json!({"participant_ids": [of.participant, Uuid::now_v7()]}),
            &["reference_not_found", "rule_participants"],
        ),
        (
            "shares of group time of one's own making",
            json!({"allocations": [{"participant_id": of.participant, "minutes": 90}]}),
            &["unknown_field"],
        ),
        (
            "time for somebody of another PLIE",
            json!({"participant_ids": [elsewhere.participant]}),
            &["reference_not_found"],
        ),
        ("time before the person was there", json!({"date": "2026-01-31"}), &["rule_participants"]),
        ("a task that the charter does not know", json!({"task": "coffee"}), &["rule_task_not_in_charter"]),
    ] {
        let body = hour(with(free.clone(), &changes));
        docket.refused(fraud, 422, codes, || me.post("/v1/time-records", &body));
    }
    let twice = [hour(free.clone()), hour(json!({"start_time": "10:30", "end_time": "11:30"}))];
    docket.refused_in_a_batch("the same minutes twice in one batch", "rule_overlap", me, &twice);
    docket.refused("time in somebody else's name", 403, &["forbidden"], || {
        app.sign_in(Role::Referent).post("/v1/time-records", &hour(free.clone()))
    });
    docket.refused("another content under an identifier that is known", 409, &["duplicate"], || {
        me.post("/v1/time-records", &hour(json!({"id": made["id"], "end_time": "12:00"})))
    });
    let keyed = me.with("Idempotency-Key", "mars-2");
    keyed.post("/v1/time-records", &hour(free.clone())).expect(201);
    docket.refused("another body under a key that was used", 422, &["idempotency_mismatch"], || {
        keyed.post("/v1/time-records", &hour(json!({"start_time": "14:00", "end_time": "15:00"})))
    });
    docket.refused("writing over what somebody changed since", 412, &["version_conflict"], || {
        me.at_version(7).patch(&path, &json!({"end_time": "12:00"}))
    });
    docket.refused("deleting what was handed in", 409, &["conflict_not_draft"], || me.at_version(1).delete(&path));
}

/// A referent whose February is signed by both, and whether it is countersigned.
fn signed_february(app: &TestApp, countersigned: bool) -> Staff {
    let staff = app.given_staff();
    for week in FEBRUARY {
        app.given_an_accepted_week(&staff, week);
    }
    let path = staff.month("2026-02");
    staff.client.at_version(1).post(&format!("{path}/sign"), &json!({})).expect(200);
    if countersigned {
        staff.supervisor.at_version(2).post(&format!("{path}/countersign"), &json!({})).expect(200);
    }
    staff
}

/// The records of somebody's day, in order.
fn day_of(staff: &Staff, date: &str) -> Vec<Value> {
    let page = staff.client.get(&format!("/v1/time-records?user_id={}&from={date}&to={date}&sort=date", staff.user));
    let mut all = page.expect(200)["items"].as_array().unwrap().clone();
    all.sort_by_key(|r| r["start_time"].as_str().unwrap().to_owned());
    all
}

/// Months that were signed, or are to be.
fn around_signatures(docket: &mut Docket<'_>) {
    let app = docket.app;
    let staff = signed_february(app, true);
    let (me, boss, month) = (&staff.client, &staff.supervisor, staff.month("2026-02"));
    let record = day_of(&staff, "2026-02-02")[0].clone();
    let path = format!("/v1/time-records/{}", record["id"].as_str().unwrap());
    let version = record["version"].as_i64().unwrap();
    let slipped = json!({"user_id": staff.user, "date": "2026-02-28", "start_time": "09:00", "end_time": "10:00", "task": "other_operation"});
    docket.refused("editing a signed record", 422, &["rule_period_signed"], || {
        me.at_version(version).patch(&path, &json!({"start_time": "08:00"}))
    });
    docket.refused("editing a signed record on somebody's behalf", 422, &["rule_period_signed"], || {
        app.sign_in(Role::Assistant).at_version(version).patch(&path, &json!({"start_time": "08:00"}))
    });
    docket.refused("deleting a signed record", 409, &["conflict_not_draft"], || me.at_version(version).delete(&path));
    docket.refused("slipping a record into a signed month", 422, &["rule_period_signed"], || {
        me.post("/v1/time-records", &slipped)
    });
    docket.refused_in_a_batch("slipping one in through a batch", "rule_period_signed", me, &[slipped]);
    docket.refused("an absence in a signed month", 422, &["rule_period_signed"], || {
        me.post(
            "/v1/absences",
            &json!({"user_id": staff.user, "starts_on": "2026-02-10", "ends_on": "2026-02-10", "kind": "leave"}),
        )
    });
    docket.refused("another schedule under a signed month", 422, &["rule_period_signed"], || {
        let terms = format!("/v1/referents/{}", staff.referent_id);
        let changed = json!({"work_schedule": {"friday_minutes": 0}, "work_schedule_from": "2026-02-16"});
        app.sign_in(Role::DataManager).at_version(1).patch(&terms, &changed)
    });
    docket.refused("opening a month that both have signed", 409, &["illegal_transition"], || {
        boss.at_version(3).post(&format!("{month}/reopen"), &json!({"reason": "x"}))
    });
    docket.refused("correcting into the minutes of another record", 422, &["rule_overlap"], || {
        me.at_version(version).post(&format!("{path}/correct"), &json!({"end_time": "14:00", "reason": "x"}))
    });
    let asked = me
        .at_version(version)
        .post(&format!("{path}/correct"), &json!({"cancel": true, "reason": "Doublon"}))
        .expect(201);
    let approve = |correction: &Value| format!("/v1/time-corrections/{}/approve", correction["id"].as_str().unwrap());
    docket.refused("approving the correction of one's own time", 409, &["conflict_same_person"], || {
        me.at_version(1).post(&approve(&asked), &json!({}))
    });
    docket.refused("a second correction beside the first", 409, &["conflict_correction_pending"], || {
        me.at_version(version).post(&format!("{path}/correct"), &json!({"cancel": true, "reason": "x"}))
    });
    // a data manager who supervises asks in somebody's name, and would approve as well
    let data = app.sign_in(Role::DataManager);
    let (manager, person) = (app.uuid_text(data.id.unwrap()), app.uuid_text(staff.user.0));
    app.conn().batch(&format!("update referents set supervisor_id = {manager} where user_id = {person}")).unwrap();
    let second = day_of(&staff, "2026-02-02")[1].clone();
    let correct = format!("/v1/time-records/{}/correct", second["id"].as_str().unwrap());
    let asked = data
        .at_version(second["version"].as_i64().unwrap())
        .post(&correct, &json!({"cancel": true, "reason": "x"}))
        .expect(201);
    docket.refused("approving the correction that one asked for", 409, &["conflict_same_person"], || {
        data.at_version(1).post(&approve(&asked), &json!({}))
    });
    app.given_a_week_of_records(staff.user, "2026-W14");
    docket.refused(
        "signing before the weeks are accepted",
        409,
        &["conflict_weeks_not_accepted", "week_not_accepted"],
        || me.at_version(1).post(&format!("{}/sign", staff.month("2026-03")), &json!({})),
    );

    let staff = signed_february(app, false);
    let (me, month) = (&staff.client, staff.month("2026-02"));
    docket.refused("countersigning one's own month", 409, &["conflict_same_person"], || {
        me.at_version(2).post(&format!("{month}/countersign"), &json!({}))
    });
    let roles = r#"[{"role":"referent","valid_from":"2020-01-01"},{"role":"director","valid_from":"2020-01-01"}]"#;
    app.conn()
        .batch(&format!("update users set roles = '{roles}' where id = {}", app.uuid_text(staff.user.0)))
        .unwrap();
    let both = app.client_of(app.plie, staff.user);
    docket.refused("countersigning one's own month in another role", 409, &["conflict_same_person"], || {
        both.at_version(2).post(&format!("{month}/countersign"), &json!({}))
    });
    let march = staff.month("2026-03");
    docket.refused("signing in somebody else's place", 409, &["conflict_employee_first"], || {
        staff.supervisor.at_version(1).post(&format!("{march}/sign"), &json!({}))
    });
    docket.refused("countersigning before the employee", 409, &["illegal_transition"], || {
        staff.supervisor.at_version(1).post(&format!("{march}/countersign"), &json!({}))
    });
    docket.refused("signing another content than the one shown", 409, &["conflict_content_changed"], || {
        app.given_an_absence(staff.user, "2026-02-03", "2026-02-03", None);
        let answer = staff.supervisor.at_version(2).post(&format!("{month}/countersign"), &json!({}));
        app.conn().batch(&format!("delete from absences where user_id = {}", app.uuid_text(staff.user.0))).unwrap();
        answer
    });
    app.given_a_week_of_records(staff.user, "2026-W10");
    let week = staff.week("2026-W10");
    docket.refused("handing in somebody else's week", 409, &["conflict_employee_first"], || {
        staff.supervisor.at_version(1).post(&format!("{week}/submit"), &json!({}))
    });
    docket.refused("handing in a week with gaps", 409, &["conflict_incomplete_week", "gap"], || {
        me.at_version(1).post(&format!("{}/submit", staff.week("2026-W11")), &json!({}))
    });
    me.at_version(1).post(&format!("{week}/submit"), &json!({})).expect(200);
    docket.refused("accepting one's own week", 409, &["conflict_same_person"], || {
        me.at_version(2).post(&format!("{week}/accept"), &json!({}))
    });
}

fn february() -> Value {
    json!({"from": "2026-02-01", "to": "2026-02-28"})
}

/// Letters, rates and claims; answers a claim that was filed.
fn with_money(docket: &mut Docket<'_>) -> Claimable {
    let app = docket.app;
    let made = app.given_a_claim_to_file();
    let (director, finance) = (app.sign_in(Role::Director), app.sign_in(Role::FinanceOfficer));
    let second = app.given_an_operation();
    let letter = |operation: &Value, changes: Value| {
        let body = json!({"staff_id": made.staff.user, "operation_id": operation, "missions": "Référente", "starts_on": "2026-01-01",
            "ends_on": "2026-12-31", "cost_mode": "fixed_percentage", "fixed_percentage": 60, "signed_on": "2026-01-02"});
        director.post("/v1/mission-letters", &with(body, &changes))
    };
    docket.refused("a fixed share beside hours on one operation", 409, &["conflict_letter_overlap"], || {
        letter(&json!(made.operation), json!({}))
    });
    docket.refused("a letter signed tomorrow", 422, &["rule_future"], || {
        letter(&second["id"], json!({"signed_on": "2026-03-03"}))
    });
    let rate = json!({"staff_id": made.staff.user, "operation_id": made.operation, "base_cents": 4_450_000,
        "working_share": {"num": 1, "den": 1}, "valid_from": "2026-01-01"});
    docket.refused("an hour made dear by 1,607 hours a year", 422, &["rule_1720_hours"], || {
        finance.post("/v1/hourly-rates", &with(rate.clone(), &json!({"full_time_minutes": 1_607 * 60})))
    });
    docket.refused("a working share above the whole", 422, &["rule_working_share"], || {
        finance.post("/v1/hourly-rates", &with(rate.clone(), &json!({"working_share": {"num": 5, "den": 4}})))
    });
    docket.refused("15 % and 40 % together", 422, &["rule_flat_15_and_40"], || {
        finance.post(
            &made.path("claims"),
            &with(february(), &json!({"flat_rates": ["flat_15_indirect", "flat_40_residual"]})),
        )
    });
    docket.refused("a claim of days to come", 422, &["rule_future"], || {
        finance.post(&made.path("claims"), &json!({"from": "2026-03-01", "to": "2026-03-31"}))
    });
    docket.refused("a claim outside the operation", 422, &["rule_outside_operation"], || {
        finance.post(&made.path("claims"), &json!({"from": "2024-12-01", "to": "2026-02-28"}))
    });

    let capped = app.given_a_claimable_february();
    app.given_a_letter(capped.staff.user, capped.operation, &json!({"cost_mode": "hourly_rate"}));
    let quarter =
        app.given_a_rate(capped.staff.user, capped.operation, &json!({"working_share": {"num": 1, "den": 4}}));
    docket.refused("hours over 1,720 a year", 409, &["conflict_claim_not_ready", "cap_exceeded"], || {
        finance.post(&capped.path("claims"), &february())
    });
    docket.refused("overriding what stands in the way without the right", 403, &["forbidden"], || {
        finance.post(&capped.path("claims"), &with(february(), &json!({"override_reason": "Urgent"})))
    });
    let monthly = json!({"base": "monthly", "base_cents": 370_833, "full_time_minutes": 9_100, "working_share": {"num": 1, "den": 2}});
    finance.at_version(1).patch(&format!("/v1/hourly-rates/{}", quarter["id"].as_str().unwrap()), &monthly).expect(200);
    docket.refused("hours over the cap of a month", 409, &["conflict_claim_not_ready", "month_exceeded"], || {
        finance.post(&capped.path("claims"), &february())
    });

    let shared = app.given_a_claim_to_file();
    app.given_a_letter(
        shared.staff.user,
        second["id"].as_str().unwrap().parse().unwrap(),
        &json!({"cost_mode": "fixed_percentage", "fixed_percentage": 60}),
    );
    docket.refused(
        "hours beside a fixed share that another grant pays",
        409,
        &["conflict_claim_not_ready", "month_exceeded"],
        || finance.post(&shared.path("claims"), &february()),
    );
    let third = app.given_an_operation();
    docket.refused("fixed shares above the whole", 409, &["conflict_letter_share"], || {
        let body = json!({"staff_id": shared.staff.user, "operation_id": third["id"], "missions": "Référente", "starts_on": "2026-01-01",
            "ends_on": "2026-12-31", "cost_mode": "fixed_percentage", "fixed_percentage": 41});
        director.post("/v1/mission-letters", &body)
    });

    let claim = app.given_a_claim(&made);
    let path = format!("/v1/claims/{}", claim["id"].as_str().unwrap());
    docket.refused("claiming the same days twice", 409, &["conflict_claim_overlap"], || {
        finance.post(&made.path("claims"), &json!({"from": "2026-02-28", "to": "2026-03-01"}))
    });
    docket.refused("another amount in a filed claim", 422, &["unknown_field"], || {
        finance.at_version(1).patch(&path, &json!({"total_cents": 1}))
    });
    docket.refused("more accepted than was claimed", 422, &["rule_accepted_amount"], || {
        finance
            .at_version(1)
            .post(&format!("{path}/decide"), &json!({"decided_on": "2026-03-02", "accepted_cents": 99_999_999}))
    });
    let me = &made.staff.client;
    let record = me.get(&format!("/v1/time-records/{}", made.records[2])).expect(200);
    let correct = format!("/v1/time-records/{}/correct", made.records[2]);
    let at = me.at_version(record["version"].as_i64().unwrap());
    docket.refused("enlarging a filed claim by a correction", 409, &["conflict_claimed"], || {
        at.post(&correct, &json!({"start_time": "08:00", "reason": "x"}))
    });
    finance.at_version(1).post(&format!("{path}/decide"), &json!({"decided_on": "2026-03-02"})).expect(200);
    docket.refused("correcting what was decided on", 409, &["conflict_claim_decided"], || {
        at.post(&correct, &json!({"cancel": true, "reason": "x"}))
    });
    made
}

/// Participations, interviews and their signatures; answers a signed interview.
fn about_people(docket: &mut Docket<'_>) -> (Followed, Value) {
    let app = docket.app;
    let of = app.given_somebody_followed();
    let (me, operation) = (&of.referent, app.given_an_operation());
    let proof = json!({"criterion": "rsa", "issued_on": "2026-02-20"});
    me.post(&format!("/v1/participants/{}/eligibility", of.participant), &proof).expect(201);
    let entry = |on: &str| {
        json!({"participant_id": of.participant, "operation_id": operation["id"], "entered_on": on,
        "situation": situation_on("2026-02-20", "unemployed_12_24m")})
    };
    docket.refused("an entry before the person was eligible", 422, &["rule_eligibility_at_entry"], || {
        me.post("/v1/participations", &entry("2026-02-03"))
    });
    docket.refused("an entry on a day to come", 422, &["rule_future"], || {
        me.post("/v1/participations", &entry("2026-03-03"))
    });
    let part = me.post("/v1/participations", &entry("2026-02-20")).expect(201);
    let path = format!("/v1/participations/{}", part["id"].as_str().unwrap());
    let at = me.at_version(part["version"].as_i64().unwrap());
    docket.refused("one person counted twice", 409, &["conflict_participation_exists"], || {
        me.post("/v1/participations", &entry("2026-02-21"))
    });
    docket.refused("moving the entry before the proof", 422, &["rule_eligibility_at_entry"], || {
        at.put(&format!("{path}/entry"), &json!({"entered_on": "2026-02-03"}))
    });
    docket.refused("moving when it was first recorded", 422, &["unknown_field"], || {
        at.put(
            &format!("{path}/exit"),
            &json!({"exited_on": "2026-02-25", "first_recorded_at": {"exit": "2026-02-25T08:00:00Z"}}),
        )
    });
    let late = json!({"as_of": "2026-02-19", "labour_status": "employee", "in_education": false, "isced": 3, "source": "participant"});
    docket.refused("a result of another time", 422, &["rule_exit_window"], || {
        at.put(&format!("{path}/exit"), &json!({"exited_on": "2026-02-25", "situation": late}))
    });
    app.pathway_stands(of.pathway, "exited");
    docket.refused("closing a file whose exit nobody told", 409, &["conflict_not_closable", "esf_exit_data"], || {
        app.sign_in(Role::TerritorialOfficer)
            .at_version(1)
            .post(&format!("/v1/pathways/{}/close", of.pathway), &json!({}))
    });
    app.pathway_stands(of.pathway, "active");

    let held = app.given_a_held_interview(&of);
    let path = format!("/v1/interviews/{}", held["id"].as_str().unwrap());
    let sign = format!("{path}/sign");
    let (signature, version) = (app.signature_of(&held), held["version"].as_i64().unwrap());
    let at = me.at_version(version);
    docket.refused("an interview with somebody whom one does not follow", 404, &["not_found"], || {
        let body = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-03-02T06:00:00Z", "ends_at": "2026-03-02T06:30:00Z"});
        app.sign_in(Role::Referent).post(&of.path("interviews"), &body)
    });
    docket.refused("signing with somebody else's hand", 422, &["rule_signer"], || {
        at.post(&sign, &with(signature.clone(), &json!({"signer": {"type": "participant", "id": Uuid::now_v7()}})))
    });
    docket.refused("a signature of tomorrow", 422, &["rule_future"], || {
        at.post(&sign, &with(signature.clone(), &json!({"signed_at": "2026-03-03T08:00:00Z"})))
    });
    docket.refused("a signature on other facts", 409, &["conflict_facts_changed"], || {
        at.post(&sign, &with(signature.clone(), &json!({"facts_hash": "0".repeat(64)})))
    });
    docket.refused("signing an interview of somebody else's caseload", 404, &["not_found"], || {
        app.sign_in(Role::Referent).at_version(version).post(&sign, &signature)
    });
    let signed = at.post(&sign, &signature).expect(200);
    let at = me.at_version(signed["version"].as_i64().unwrap());
    docket.refused("signing once more", 409, &["conflict_already_signed"], || at.post(&sign, &signature));
    docket.refused("removing a signature", 405, &["method_not_allowed"], || {
        me.delete(&format!("/v1/signatures/{}", signed["signature"]["id"].as_str().unwrap()))
    });
    docket.refused("taking the signature off its interview", 422, &["unknown_field"], || {
        at.patch(&path, &json!({"signature": null}))
    });
    // other facts are told, and the signature does not go with them
    let moved = at.patch(&path, &json!({"ends_at": "2026-03-02T07:50:00Z"}));
    assert_eq!(moved.warnings(), ["signature_voided"]);
    let moved = moved.expect(200);
    docket.refused("keeping a signature while its facts change", 409, &["conflict_facts_changed"], || {
        me.at_version(moved["version"].as_i64().unwrap()).post(&sign, &signature)
    });
    (of, signed)
}

/// What somebody tries who has the database before them.
fn past_the_program(docket: &mut Docket<'_>, claimed: &Claimable) {
    let app = docket.app;
    let staff = signed_february(app, true);
    let record = app.uuid_text(day_of(&staff, "2026-02-02")[0]["id"].as_str().unwrap().parse().unwrap());
    let taken = app.uuid_text(claimed.records[0]);
    let of = app.given_somebody_followed();
    let hour = json!({"user_id": of.user, "date": "2026-03-02", "start_time": "08:00", "end_time": "09:00", "task": "file_update",
        "operation_id": claimed.operation, "participant_ids": [of.participant]});
    let shared = of.referent.post("/v1/time-records", &hour).expect(201)["id"].as_str().unwrap().parse().unwrap();
    let shared = app.uuid_text(shared);
    app.conn().batch(&format!("update time_records set status = 'supervisor_signed' where id = {shared}")).unwrap();
    let outsider = app.uuid_text(app.given_a_participant()["id"].as_str().unwrap().parse().unwrap());
    let year =
        json!({"report": "operator-annual", "parameters": {"from": "2026-01-01", "to": "2026-12-31"}, "title": "2026"});
    app.sign_in(Role::Director).post("/v1/report-snapshots", &year).expect(201);
    let columns = "plie_id, user_id, date, start_minute, end_minute, duration_minutes, task, attribution, charter_id, operation_id, allocations, late, recorded_at, performed_by, month, week, created_at, updated_at";
    let copy = |change: &str| {
        let values = columns.replacen("date", change, 1);
        format!(
            "insert into time_records (id, status, {columns}) select {}, 'draft', {values} from time_records where id = {record}",
            app.uuid_text(Uuid::now_v7())
        )
    };
    for (fraud, code, sql) in [
        (
            "rewriting the minutes of a signed record",
            "conflict_signed_record",
            format!(
                "update time_records set break_minutes = 5, duration_minutes = duration_minutes - 5 where id = {record}"
            ),
        ),
        (
            "moving a signed record to another operation",
            "conflict_signed_record",
            format!("update time_records set operation_id = null, attribution = 'O' where id = {record}"),
        ),
        (
            "rewriting a claimed record",
            "conflict_signed_record",
            format!("update time_records set task = 'network' where id = {taken}"),
        ),
        (
            "taking a signed record away",
            "conflict_signed_record",
            format!("delete from time_records where id = {record}"),
        ),
        (
            "un-signing a record",
            "conflict_signed_record",
            format!("update time_records set status = 'draft' where id = {record}"),
        ),
        (
            "un-claiming a record",
            "conflict_signed_record",
            format!("update time_records set status = 'supervisor_signed' where id = {taken}"),
        ),
        (
            "more signed minutes for one of a group",
            "conflict_signed_record",
            format!(
                "update time_record_participants set allocated_minutes = allocated_minutes + 1 where time_record_id = {shared}"
            ),
        ),
        (
            "taking somebody out of a signed record",
            "conflict_signed_record",
            format!("delete from time_record_participants where time_record_id = {shared}"),
        ),
        (
            "putting somebody into a signed record",
            "conflict_signed_record",
            format!(
                "insert into time_record_participants (plie_id, time_record_id, position, participant_id, allocated_minutes) select plie_id, time_record_id, 1, {outsider}, 30 from time_record_participants where time_record_id = {shared}"
            ),
        ),
        (
            "other shares in the text of a signed record",
            "conflict_signed_record",
            format!("update time_records set allocations = '[]' where id = {shared}"),
        ),
        ("putting a record into a signed month", "conflict_period_signed", copy("'2026-02-28'")),
        (
            "another amount in a claim",
            "conflict_claim_frozen",
            "update claims set staff_cents = staff_cents + 1, total_cents = total_cents + 1".to_owned(),
        ),
        ("another statement in a claim", "conflict_claim_frozen", "update claims set content = '{}'".to_owned()),
        (
            "another line in a claim",
            "conflict_claim_frozen",
            "update claim_lines set amount_cents = amount_cents + 1".to_owned(),
        ),
        (
            "hanging a signed record on another interview",
            "conflict_signed_record",
            format!(
                "update time_records set linked_type = null, linked_id = null, week = '2026-W01' where id = {record}"
            ),
        ),
        (
            "another sheet under two signatures",
            "conflict_signed_record",
            "update timesheets set content = '{}' where status = 'countersigned'".to_owned(),
        ),
        (
            "un-signing a sheet",
            "conflict_signed_record",
            "update timesheets set status = 'open' where status = 'countersigned'".to_owned(),
        ),
        (
            "taking a signed sheet away",
            "conflict_signed_record",
            "delete from timesheets where status = 'countersigned'".to_owned(),
        ),
        (
            "a correction that nobody approved",
            "conflict_period_signed",
            copy("'2026-02-28'").replacen("(id, status,", "(supersedes, id, status,", 1).replacen(
                "select ",
                &format!("select {record}, "),
                1,
            ),
        ),
        ("taking a claim away", "conflict_claim_frozen", "delete from claims".to_owned()),
        ("taking a line out of a claim", "conflict_claim_frozen", "delete from claim_lines".to_owned()),
        ("freeing a claimed record for another claim", "conflict_claim_frozen", "delete from claim_records".to_owned()),
        (
            "making an entry older than it is",
            "conflict_first_recorded",
            "update participations set entry_recorded_at = null where entry_recorded_at is not null".to_owned(),
        ),
        (
            "rewriting what the ESF was told",
            "conflict_append_only",
            "update participation_records set isced = 5".to_owned(),
        ),
        (
            "rewriting a proof of eligibility",
            "conflict_append_only",
            "update eligibility set issued_on = '2025-01-01'".to_owned(),
        ),
        ("taking a signature away", "conflict_append_only", "delete from signatures".to_owned()),
        (
            "another figure in a frozen report",
            "conflict_append_only",
            "update report_snapshots set content = '{}'".to_owned(),
        ),
        ("taking a frozen report away", "conflict_append_only", "delete from report_snapshots".to_owned()),
    ] {
        docket.refused_by_the_database(fraud, code, &sql);
    }
}

/// Auditors, and the journal.
fn under_audit(docket: &mut Docket<'_>) {
    let app = docket.app;
    let checked = app.given_a_checked_month();
    let other = app.given_an_operation();
    let audited = app.given_a_mission(&checked);
    let (auditor, operation) = (&audited.auditor, checked.operation["id"].as_str().unwrap());
    docket.refused("an auditor who files a claim", 404, &["not_found"], || {
        auditor.post(&format!("/v1/operations/{operation}/claims"), &february())
    });
    docket.refused("an auditor who enters time", 403, &["forbidden"], || {
        let body = json!({"user_id": auditor.id, "date": "2026-03-02", "duration_minutes": 60, "task": "team_admin", "operation_id": operation});
        auditor.post("/v1/time-records", &body)
    });
    docket.refused("an auditor who stays longer", 403, &["forbidden"], || {
        auditor.at_version(1).patch(&audited.path(""), &json!({"closes_on": app.in_days(60)}))
    });
    docket.refused("another sample once it is drawn", 422, &["unknown_field"], || {
        audited.director.at_version(1).patch(&audited.path(""), &json!({"sample": {"ids": [checked.records[0]["id"]]}}))
    });
    docket.refused("an auditor in another operation's costs", 404, &["not_found"], || {
        auditor.get(&format!("/v1/operations/{}/cost-statement?{IN_FEBRUARY}", other["id"].as_str().unwrap()))
    });
    let over = app.in_days(-1);
    audited.director.at_version(1).patch(&audited.path(""), &json!({"opens_on": over, "closes_on": over})).expect(200);
    let late = app.client_of(app.plie, UserId::of(auditor.id.unwrap()));
    docket.refused("an auditor whose mission is over", 404, &["not_found"], || late.get(&audited.path("/evidence")));
    docket.refused("an auditor who reads costs after the mission", 404, &["not_found"], || {
        late.get(&format!("/v1/operations/{operation}/cost-statement?{IN_FEBRUARY}"))
    });
    // nothing keeps whoever owns the tables from writing into the journal; the chain says where
    app.sequence();
    let director = app.sign_in(Role::Director);
    app.sequence();
    assert_eq!(director.get("/v1/audit-log/verify").expect(200)["ok"], true);
    app.conn().batch("update audit_entries set outcome = 'denied' where seq = 3").unwrap();
    let verdict = director.get("/v1/audit-log/verify").expect(200);
    assert_eq!((&verdict["ok"], &verdict["broken_at"]), (&json!(false), &json!(3)));
    docket.enter("rewriting the journal");
}

both! {
    /// Meets S3.34: create_time_record, correct_time_record, countersign_timesheet, create_claim, sign_interview.
    fn no_fraud_passes_and_each_has_its_code(app: TestApp) {
        let mut docket = Docket { app: &app, names: Vec::new() };
        at_the_entry(&mut docket);
        around_signatures(&mut docket);
        let claimed = with_money(&mut docket);
        about_people(&mut docket);
        past_the_program(&mut docket, &claimed);
        under_audit(&mut docket);
        assert!(docket.names.len() >= 84, "{} frauds: {:?}", docket.names.len(), docket.names);
    }
}
