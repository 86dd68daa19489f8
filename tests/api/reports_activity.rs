//! What the activity of referents says beside interviews and time: milestones, objectives, stages, barriers, exits, the
//! caseload against its target, the alerts that stand (S2.18, § 8.1–8.5).

use jalon::auth::role::Role;

use crate::both;
use crate::reports::{figure, grouped, members_agree};
use crate::support::builders::followed::Followed;
use crate::support::builders::weeks::Recorded;
use crate::support::{TestApp, Value, json};

const PERIOD: &str = "/v1/reports/referent-activity?from=2026-02-01&to=2026-03-31";

fn due(app: &TestApp, of: &Followed, day: &str) {
    let way = app.uuid_text(of.pathway);
    app.conn().batch(&format!("update pathways set next_milestone_due_on = '{day}' where id = {way}")).unwrap();
}

/// Nadia, whose milestone came late and judged two objectives, with two stages that ended and two barriers; Paul, whose
/// milestone has not come; Zoé, whose milestone came before its day.
fn given_work(app: &TestApp) -> [Followed; 3] {
    let [nadia, paul, zoe] = [(); 3].map(|()| app.given_somebody_followed());
    let (first, second) = (app.given_an_objective(&nadia), app.given_an_objective(&nadia));
    due(app, &nadia, "2026-02-20");
    due(app, &paul, "2026-02-25");
    due(app, &zoe, "2026-03-15");
    let body = json!({"held_on": "2026-03-01", "results": [
        {"objective_id": first["id"], "result": "achieved"},
        {"objective_id": second["id"], "result": "not_achieved", "reason": "Session complète"},
    ], "new_objectives": [{"text": "S'inscrire en septembre"}]});
    nadia.referent.post(&nadia.path("milestones"), &body).expect(201);
    zoe.referent.post(&zoe.path("milestones"), &json!({"held_on": "2026-03-01", "results": []})).expect(201);
    app.given_a_stage_in(&nadia, "completed");
    app.given_a_stage_in(&nadia, "interrupted");
    app.given_a_barrier(&nadia);
    let lifted = json!({"theme": "housing", "severity": 1, "opened_on": "2026-02-10", "lifted_on": "2026-03-01"});
    nadia.referent.post(&nadia.path("barriers"), &lifted).expect(201);
    let operation = app.given_an_operation()["id"].as_str().unwrap().parse().ok();
    let met = Recorded {
        date: "2026-02-03",
        task: "interview_in_person",
        attribution: "P",
        operation,
        participants: vec![nadia.participant],
        ..Recorded::default()
    };
    app.given_a_record(nadia.user, &met);
    [nadia, paul, zoe]
}

both! {
    /// Meets S2.18, S3.26: get_report, list_report_members.
    fn milestones_objectives_stages_and_barriers_are_worked_by_hand(app: TestApp) {
        given_work(&app);
        let director = app.sign_in(Role::Director);
        let report = director.get(PERIOD).expect(200);
        for (name, expected) in [
            // Nadia's came after its day, Paul's not at all, Zoé's in time
            ("milestone_on_time_rate", json!([1, 3, 0.3333])),
            ("objectives_reached", json!([1, 2, 0.5])),
            ("stages_started", json!([2, 1, 2])),
            ("stages_completed", json!([1, 2, 0.5])),
            ("barriers_open", json!([1, 1, 1])),
            ("barriers_lifted", json!([1, 1, 1])),
            // an hour for three people
            ("minutes_per_participant", json!([60, 3, 20])),
            // three referents at 0.8
            ("active_caseload", json!([3, 1, 3])),
            ("caseload_per_fte", json!([3, 2.4, 1.25])),
            ("caseload_target", json!([168, 1, 168])),
            ("capacity_left", json!([165, 1, 165])),
            ("renewal_rate", json!([3, 3, 1])),
        ] {
            assert_eq!(figure(&report, name), expected, "{name}");
        }
        assert_eq!(grouped(&report, "stage_type", "immersion", "stages_completed"), json!([1, 2, 0.5]));
        assert_eq!(grouped(&report, "stage_type", "immersion", "stages_started"), json!([2, 1, 2]));
        assert_eq!(grouped(&report, "theme", "mobility", "barriers_open"), json!([1, 1, 1]));
        assert_eq!(grouped(&report, "theme", "housing", "barriers_lifted"), json!([1, 1, 1]));
        members_agree(&director, &report);
        let narrowed = director.get(&format!("{PERIOD}&theme=housing&stage_type=assessment")).expect(200);
        assert_eq!((figure(&narrowed, "barriers_open"), figure(&narrowed, "stages_started"), figure(&narrowed, "stages_per_participant")), (json!([0, 1, 0]), json!([0, 1, 0]), json!([2, 3, 0.6667])));
        members_agree(&director, &narrowed);
    }

    fn exits_are_told_apart_by_their_reason(app: TestApp) {
        let people = [(); 3].map(|()| app.given_somebody_followed());
        for (of, reason, category) in [(&people[0], "job_cdi", "positive"), (&people[1], "job_cdi", "positive"), (&people[2], "job_cdd_over_6m", "positive")] {
            let way = app.uuid_text(of.pathway);
            app.conn().batch(&format!(
                "update pathways set status = 'exited', exit_on = '2026-02-20', exit_validated_on = '2026-02-20', exit_reason = '{reason}', exit_category = '{category}' where id = {way}"
            )).unwrap();
        }
        let director = app.sign_in(Role::Director);
        let report = director.get(PERIOD).expect(200);
        assert_eq!((figure(&report, "exits"), figure(&report, "positive_exit_rate")), (json!([3, 1, 3]), json!([3, 3, 1])));
        assert_eq!(grouped(&report, "exit_reason", "job_cdi", "exits"), json!([2, 1, 2]));
        assert_eq!(grouped(&report, "exit_reason", "job_cdd_over_6m", "exits"), json!([1, 1, 1]));
        members_agree(&director, &report);
        let one = director.get(&format!("{PERIOD}&exit_reason=job_cdi")).expect(200);
        assert_eq!((figure(&one, "exits"), figure(&one, "raw_positive_rate")), (json!([2, 1, 2]), json!([3, 3, 1])));
        members_agree(&director, &one);
        director.get(&format!("{PERIOD}&exit_reason=cdi")).refused(400, "malformed_parameter");
    }

    fn the_alerts_that_stand_are_figures_with_their_list(app: TestApp) {
        let [nadia, paul, _] = given_work(&app);
        let director = app.sign_in(Role::Director);
        let report = director.get(PERIOD).expect(200);
        assert_eq!(figure(&report, "alerts_t2_milestone"), json!([1, 1, 1]), "that of Paul; the others have been held");
        let of_paul = director.get(&format!("{PERIOD}&referent_id={}", paul.referent_id)).expect(200);
        let alerts = &of_paul["figures"]["alerts_t2_milestone"];
        assert_eq!((&alerts["numerator"], &alerts["members_url"]), (&json!(1), &json!(format!("/v1/alerts?kind=t2_milestone&referent_id={}", paul.referent_id))));
        assert_eq!(figure(&of_paul, "caseload_target"), json!([56, 1, 56]));
        let own = nadia.referent.get(PERIOD).expect(200);
        assert_eq!(figure(&own, "alerts_t2_milestone"), json!([0, 1, 0]));
        members_agree(&nadia.referent, &own);
        // whose alerts the finance officer does not read, nor their figures
        let finance = app.sign_in(Role::FinanceOfficer).get(PERIOD).expect(200);
        assert_eq!((figure(&finance, "alerts_t2_milestone")[0].clone(), &finance["figures"]["objectives_reached"]["members_url"]), (json!(0), &Value::Null));
    }
}
