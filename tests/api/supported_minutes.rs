//! Which signed minutes a statement and a claim count, and that the evidence of an audit says the same of them
//! (R6.7, R6.17, § 6.10).

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::intake::uuid_of;
use crate::support::builders::missions::{Audited, Checked, lacks};
use crate::support::builders::money::IN_FEBRUARY;
use crate::support::{Client, TestApp, Value, json};

/// A month signed twice under audit, whose rows are rewritten to what they should not be.
struct Month<'a> {
    app: &'a TestApp,
    checked: Checked,
    audited: Audited,
    director: Client,
    /// A stage of the person.
    stage: Uuid,
}

impl TestApp {
    fn a_month_under_audit(&self) -> Month<'_> {
        let checked = self.given_a_checked_month();
        self.given_a_participation(&checked.followed, &checked.operation, "2026-02-01");
        self.given_a_cost(checked.followed.user, "2026-02-01", "2026-02-28", 370_800);
        let stage = uuid_of(&self.given_a_stage(&checked.followed)["id"]);
        let audited = self.given_a_mission(&checked);
        self.signed_rows_may_be_rewritten();
        let director = self.sign_in(Role::Director);
        Month { app: self, checked, audited, director, stage }
    }
}

impl Month<'_> {
    fn operation(&self, rest: &str) -> String {
        format!("/v1/operations/{}/{rest}", self.checked.operation["id"].as_str().unwrap())
    }
    /// The record as the database writes its identifier: the signed interview, the unsigned one, the session, the office.
    fn record(&self, n: usize) -> String {
        self.app.uuid_text(uuid_of(&self.checked.records[n]["id"]))
    }
    fn linked(&self, n: usize) -> String {
        self.app.uuid_text(uuid_of(&self.checked.records[n]["linked"]["id"]))
    }
    fn sql(&self, statement: &str) {
        self.app.conn().batch(statement).unwrap_or_else(|e| panic!("{statement}: {e}"));
    }
    /// The record is spent on something else.
    fn spent_on(&self, n: usize, task: &str, linked: Option<(&str, Uuid)>) {
        let (kind, id) = match linked {
            Some((kind, id)) => (format!("'{kind}'"), self.app.uuid_text(id)),
            None => ("null".to_owned(), "null".to_owned()),
        };
        self.sql(&format!(
            "update time_records set task = '{task}', linked_type = {kind}, linked_id = {id} where id = {}",
            self.record(n)
        ));
    }
    fn claim(&self, query: &str) -> Value {
        let body = json!({"from": "2026-02-01", "to": "2026-02-28", "override_reason": "Pièces à suivre."});
        self.director.post(&self.operation(&format!("claims{query}")), &body).expect(if query.is_empty() {
            201
        } else {
            200
        })
    }
    /// Statement, claim and readiness agree on what is supported; answers the rest with its reasons.
    fn unsupported(&self, supported: i64) -> Value {
        let line = self.director.get(&self.operation(&format!("cost-statement?{IN_FEBRUARY}"))).expect(200)["lines"][0]
            .clone();
        assert_eq!(
            (&line["minutes"], &line["supported_minutes"], &line["claimed_minutes"]),
            (&json!(300), &json!(supported), &json!(supported)),
            "{line}"
        );
        // 370 800 × supported ÷ 8 400, floored
        assert_eq!(line["amount_cents"], 370_800 * supported / 8_400, "{line}");
        let claim = self.claim("?dry_run=true");
        assert_eq!(
            (&claim["supported_minutes"], &claim["unsupported_minutes"]),
            (&json!(supported), &json!(300 - supported))
        );
        let ready = self.director.get(&self.operation(&format!("claim-readiness?{IN_FEBRUARY}"))).expect(200);
        assert_eq!(
            (&ready["supported_minutes"], &ready["unsupported_minutes"]),
            (&json!(supported), &json!(300 - supported))
        );
        line["unsupported"].clone()
    }
    fn lacks(&self, n: usize) -> Vec<String> {
        lacks(self.audited.auditor.get(&self.audited.path("/evidence")).expect(200), &self.checked.records[n])
    }
}

fn because(reasons: &[(&str, i64)]) -> Value {
    reasons.iter().map(|(reason, minutes)| json!({"reason": reason, "minutes": minutes})).collect()
}

both! {
    /// Meets S3.33: get_cost_statement, create_claim, get_claim_readiness.
    fn an_interview_that_was_not_held_supports_no_minute(app: TestApp) {
        let month = app.a_month_under_audit();
        assert_eq!(month.unsupported(240), because(&[("contact_not_signed", 60)]), "nobody has signed the second interview");
        assert_eq!((month.lacks(0), month.lacks(1)), (vec![], vec!["signature".to_owned()]));
        for outcome in ["planned", "no_show", "excused", "cancelled_by_service", "rescheduled"] {
            month.sql(&format!("update interviews set outcome = '{outcome}' where id = {}", month.linked(0)));
            assert_eq!(month.unsupported(180), because(&[("contact_not_held", 60), ("contact_not_signed", 60)]), "{outcome}");
            assert_eq!(month.lacks(0), ["interview_held"], "{outcome}");
        }
        let filed = month.claim("");
        assert_eq!((&filed["supported_minutes"], &filed["claimed_minutes"]), (&json!(180), &json!(180)));
        assert_eq!(app.read_text("select sum(minutes) from claim_records"), "180");
        assert_eq!(app.read_text(&format!("select count(*) from claim_records where time_record_id in ({}, {})", month.record(0), month.record(1))), "0");
    }

    /// Meets S3.33: get_cost_statement, create_claim, get_claim_readiness.
    fn an_interview_of_another_supports_no_minute(app: TestApp) {
        let month = app.a_month_under_audit();
        let other = app.given_somebody_followed();
        app.given_a_participation(&other, &month.checked.operation, "2026-02-01");
        let another = || because(&[("contact_of_another", 60), ("contact_not_signed", 60)]);
        // the record is for somebody else than the interview was with
        let named = |who: Uuid| month.sql(&format!(
            "update time_record_participants set participant_id = {} where time_record_id = {}",
            app.uuid_text(who), month.record(0)
        ));
        named(other.participant);
        assert_eq!(month.unsupported(180), another());
        assert!(month.lacks(0).contains(&"contact_of_another".to_owned()));
        named(month.checked.followed.participant);
        assert_eq!((month.unsupported(240), month.lacks(0)), (because(&[("contact_not_signed", 60)]), vec![]));
        // a colleague held it
        month.sql(&format!("update interviews set user_id = {} where id = {}", app.uuid_text(other.user.0), month.linked(0)));
        assert_eq!((month.unsupported(180), month.lacks(0)), (another(), vec!["contact_of_another".to_owned()]));
        // work for the operation is proved by no contact, whoever held what it was done on
        month.spent_on(3, "esf_admin", Some(("interview", uuid_of(&month.checked.records[0]["linked"]["id"]))));
        assert_eq!(month.unsupported(180), another());
        assert!(!month.lacks(3).contains(&"contact_of_another".to_owned()));
        // so it is, held or not
        month.sql(&format!("update interviews set outcome = 'no_show' where id = {}", month.linked(0)));
        month.spent_on(3, "esf_admin", None);
        assert_eq!((month.unsupported(180), month.lacks(0)), (another(), vec!["interview_held".to_owned(), "contact_of_another".to_owned()]));
        assert_eq!(month.claim("")["claimed_minutes"], 180);
        assert_eq!(app.read_text(&format!("select count(*) from claim_records where time_record_id = {}", month.record(0))), "0");
    }

    /// Meets S2.13: get_cost_statement, create_claim.
    fn a_session_supports_the_minutes_of_those_who_were_there_and_signed(app: TestApp) {
        let month = app.a_month_under_audit();
        let session = month.linked(2);
        for outcome in ["absent", "excused", "registered"] {
            month.sql(&format!("update attendances set outcome = '{outcome}' where session_id = {session}"));
            assert_eq!(month.unsupported(120), because(&[("not_attended", 120), ("contact_not_signed", 60)]), "{outcome}");
            assert_eq!(month.lacks(2), ["attendance"], "{outcome}");
        }
        month.sql(&format!("update attendances set outcome = 'present' where session_id = {session}"));
        assert_eq!(month.unsupported(240), because(&[("contact_not_signed", 60)]));
        // one of two whom the record names is not on the list
        let other = app.given_somebody_followed();
        app.given_a_participation(&other, &month.checked.operation, "2026-02-01");
        month.sql(&format!(
            "insert into time_record_participants (plie_id, time_record_id, position, participant_id, allocated_minutes) values ({}, {}, 1, {}, 0)",
            app.uuid_text(app.plie.0), month.record(2), app.uuid_text(other.participant)
        ));
        assert_eq!(month.unsupported(120), because(&[("not_attended", 120), ("contact_not_signed", 60)]));
        assert!(month.lacks(2).contains(&"attendance".to_owned()));
        month.sql(&format!("delete from time_record_participants where time_record_id = {} and position = 1", month.record(2)));
        // whoever else was there and did not sign takes nothing from the minutes of those who did
        month.sql(&format!("update attendances set signature_id = null where session_id = {session}"));
        assert_eq!(month.unsupported(120), because(&[("contact_not_signed", 180)]));
        assert_eq!(month.lacks(2), ["signature"]);
        assert_eq!(month.claim("")["claimed_minutes"], 120);
        assert_eq!(app.read_text("select sum(minutes) from claim_records"), "120");
    }

    /// Meets S3.27: get_cost_statement, create_claim.
    fn a_task_that_asks_for_a_signature_is_owed_one_whatever_it_is_linked_to(app: TestApp) {
        let action = uuid_of(&app.given_an_action_in("open", None)["id"]);
        let month = app.a_month_under_audit();
        let stage = month.stage;
        let [signed, unsigned, session] = [0, 1, 2].map(|n| uuid_of(&month.checked.records[n]["linked"]["id"]));
        month.spent_on(0, "stage_review", Some(("stage", stage)));
        assert_eq!(month.unsupported(180), because(&[("contact_not_signed", 120)]));
        assert_eq!(month.lacks(0), ["signature"]);
        month.spent_on(2, "action_review", Some(("action", action)));
        assert_eq!(month.unsupported(60), because(&[("contact_not_signed", 240)]));
        assert_eq!(month.lacks(2), ["signature"]);
        assert_eq!(month.claim("?dry_run=true")["claimed_minutes"], 60);
        // linked to what bears the signature they are supported, and work on a stage asks for none
        month.spent_on(0, "stage_review", Some(("interview", signed)));
        month.spent_on(2, "action_review", Some(("session", session)));
        assert_eq!(month.unsupported(240), because(&[("contact_not_signed", 60)]));
        assert_eq!((month.lacks(0), month.lacks(2)), (vec![], vec![]));
        month.spent_on(0, "stage_building", Some(("stage", stage)));
        assert_eq!(month.unsupported(240), because(&[("contact_not_signed", 60)]));
        // by telephone nobody signs, unless the task is one that is signed
        month.sql(&format!("update interviews set modality = 'phone' where id = {}", app.uuid_text(unsigned)));
        assert_eq!((month.unsupported(240), month.lacks(1)), (because(&[("contact_not_signed", 60)]), vec!["signature".to_owned()]));
        month.spent_on(1, "interview_remote", Some(("interview", unsigned)));
        assert_eq!((month.unsupported(300), month.lacks(1)), (json!([]), vec![]));
        month.spent_on(1, "interview_in_person", None);
        assert_eq!((month.unsupported(240), month.lacks(1)), (because(&[("contact_not_signed", 60)]), vec!["linked_object".to_owned(), "signature".to_owned()]));
    }
}
