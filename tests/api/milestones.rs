//! Milestones: every open objective judged, what next, and until when (S3.26, T2).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Answer, TestApp, Value, json};

/// The results of a milestone, one an objective.
fn results(given: &[(&Value, &str)]) -> Value {
    given.iter().map(|(of, result)| json!({"objective_id": of["id"], "result": result})).collect()
}

fn hold(of: &Followed, body: &Value) -> Answer {
    of.referent.post(&of.path("milestones"), body)
}

fn next_due(of: &Followed) -> Value {
    of.referent.get(&format!("/v1/pathways/{}", of.pathway)).expect(200)["next_milestone_due_on"].clone()
}

both! {
    /// Meets S3.26: create_milestone.
    fn a_milestone_judges_every_open_objective_and_sets_the_next_one(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let (first, second) = (app.given_an_objective(&nadia), app.given_an_objective(&nadia));
        let body = json!({"held_on": "2026-03-01", "results": [
            {"objective_id": first["id"], "result": "achieved"},
            {"objective_id": second["id"], "result": "not_achieved", "reason": "Session complète"},
        ], "new_objectives": [{"text": "S'inscrire en septembre", "theme": "training", "due_on": "2026-09-01"}]});
        let made = hold(&nadia, &body);
        assert_eq!(made.headers["etag"], "\"1\"");
        let location = made.headers["location"].clone();
        let milestone = made.expect(201);
        assert_eq!((&milestone["status"], &milestone["due_on"], &milestone["next_due_on"]), (&json!("held"), &Value::Null, &json!("2026-08-01")));
        assert_eq!(milestone["results"][1], json!({"objective_id": second["id"], "result": "not_achieved", "reason": "Session complète"}));
        assert_eq!(app.sign_in(Role::TerritorialOfficer).get(&location).expect(200), milestone);
        // the objectives follow, and so does the pathway
        let objective = |of: &Value| nadia.referent.get(&nadia.path(&format!("objectives/{}", of["id"].as_str().unwrap()))).expect(200);
        assert_eq!((&objective(&first)["result"], &objective(&first)["version"]), (&json!("achieved"), &json!(2)));
        assert_eq!(objective(&second)["reason"], "Session complète");
        let new = nadia.referent.get(&nadia.path(&format!("objectives/{}", milestone["new_objective_ids"][0].as_str().unwrap()))).expect(200);
        assert_eq!((&new["text"], &new["set_on"], &new["due_on"], &new["result"]), (&json!("S'inscrire en septembre"), &json!("2026-03-01"), &json!("2026-09-01"), &json!("open")));
        assert_eq!(next_due(&nadia), "2026-08-01");
        let whole = nadia.referent.get(&format!("/v1/pathways/{}?expand=milestones", nadia.pathway)).expect(200);
        assert_eq!(whole["milestones"], json!([milestone]));
    }

    fn the_next_milestone_is_cut_to_the_end_of_a_short_month_and_shifted_by_suspensions(app: TestApp) {
        app.at("2026-10-02T08:00:00Z");
        let nadia = app.given_somebody_followed();
        hold(&nadia, &json!({"held_on": "2026-09-30", "results": []})).expect(201);
        assert_eq!(next_due(&nadia), "2027-02-28");
        let at_two = nadia.referent.at_version(2);
        at_two.post(&nadia.path("suspend"), &json!({"reason": "sickness", "starts_on": "2026-10-02", "planned_end_on": "2026-12-01"})).expect(200);
        let paused = hold(&nadia, &json!({"held_on": "2026-10-02", "results": []})).expect(201);
        assert_eq!((&paused["next_due_on"], next_due(&nadia)), (&Value::Null, Value::Null), "the timer stands still");
        app.at("2026-10-12T08:00:00Z");
        let referent = app.client_of(app.plie, nadia.user);
        let now = referent.get(&format!("/v1/pathways/{}", nadia.pathway)).expect(200)["version"].as_i64().unwrap();
        let resumed = referent.at_version(now).post(&nadia.path("resume"), &json!({"on": "2026-10-12"})).expect(200);
        assert_eq!(resumed["next_milestone_due_on"], "2027-03-12", "five months after 2 October, and ten days");
    }

    fn every_fault_of_a_milestone_is_named(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let (first, second) = (app.given_an_objective(&nadia), app.given_an_objective(&nadia));
        let both = [(&first, "achieved"), (&second, "partly")];
        let late = hold(&nadia, &json!({"held_on": "2026-03-03", "results": results(&[(&first, "not_achieved")]), "interview_id": uuid::Uuid::now_v7()}));
        assert_eq!(late.faults(), [
            "/held_on rule_future", "/interview_id reference_not_found", "/new_objectives rule_new_objectives",
            "/results rule_milestone_results", "/results/0/reason rule_reason",
        ]);
        let early = hold(&nadia, &json!({"held_on": "2026-01-31", "results": []}));
        assert_eq!(early.faults(), ["/held_on rule_milestone_before_pathway"], "no objective was set yet");
        let twice = hold(&nadia, &json!({"held_on": "2026-03-02", "results": results(&[both[0], both[0], both[1]])}));
        assert_eq!(twice.faults(), ["/results/1 rule_milestone_result"]);
        let open = hold(&nadia, &json!({"held_on": "2026-03-02", "results": results(&[both[0], (&second, "open")])}));
        assert_eq!(open.faults(), ["/results/1 rule_milestone_result"]);
        let karim = app.given_somebody_followed();
        let foreign = app.given_an_objective(&karim);
        let foreign = hold(&nadia, &json!({"held_on": "2026-03-02", "results": results(&[both[0], both[1], (&foreign, "dropped")])}));
        assert_eq!(foreign.faults(), ["/results/2 rule_milestone_result"]);
        let numbers = json!({"held_on": "2026-03-02", "results": [
            {"objective_id": first["id"], "result": "partly", "reason": "269054958815780"}, {"objective_id": second["id"], "result": "dropped"}],
            "new_objectives": [{"text": "185057800608491", "due_on": "2026-03-01"}]});
        assert_eq!(hold(&nadia, &numbers).faults(), ["/new_objectives/0/due_on rule_period", "/new_objectives/0/text rule_no_nir", "/results/0/reason rule_no_nir"]);
        assert_eq!(hold(&nadia, &json!({})).faults(), ["/held_on required", "/results required"]);
        hold(&nadia, &json!({"held_on": "2026-03-02", "results": [{"objective_id": first["id"], "result": "great"}]})).refused(422, "validation_failed");
        hold(&nadia, &json!({"held_on": "2026-03-02", "results": [], "next_due_on": "2026-04-01"})).refused(422, "unknown_field");
        hold(&nadia, &json!({"held_on": "2026-03-02", "results": results(&both), "new_objectives": [{"text": "a\u{0}b"}]})).refused(422, "validation_failed");
        hold(&nadia, &json!({"held_on": "2026-03-02", "results": results(&both)})).expect(201);
        let again = hold(&nadia, &json!({"held_on": "2026-03-02", "results": []}));
        assert_eq!(again.faults(), ["/held_on rule_milestone_order"]);
    }

    fn a_milestone_is_validated_once_its_interview_is_signed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let met = app.given_a_held_interview(&nadia);
        let day = met["starts_at"].as_str().unwrap()[..10].to_owned();
        let other_day = hold(&nadia, &json!({"held_on": "2026-02-03", "results": [], "interview_id": met["id"]}));
        assert_eq!(other_day.faults(), ["/interview_id rule_milestone_interview"]);
        let milestone = hold(&nadia, &json!({"held_on": day, "results": []})).expect(201);
        let verb = nadia.path(&format!("milestones/{}/validate", milestone["id"].as_str().unwrap()));
        nadia.referent.post(&verb, &json!({})).refused(428, "precondition_required");
        nadia.referent.at_version(2).post(&verb, &json!({})).refused(412, "version_conflict");
        let unnamed = nadia.referent.at_version(1).post(&verb, &json!({}));
        assert_eq!(unnamed.faults(), ["/interview_id interview"]);
        unnamed.refused(409, "conflict_milestone_not_signed");
        let unsigned = nadia.referent.at_version(1).post(&verb, &json!({"interview_id": met["id"]}));
        assert_eq!(unsigned.faults(), ["/interview_id unsigned_interview"]);
        let signed = nadia.referent.at_version(met["version"].as_i64().unwrap());
        signed.post(&format!("/v1/interviews/{}/sign", met["id"].as_str().unwrap()), &app.signature_of(&met)).expect(200);
        app.sign_in(Role::Director).at_version(1).post(&verb, &json!({"interview_id": met["id"]})).refused(403, "forbidden");
        let done = nadia.referent.at_version(1).post(&verb, &json!({"interview_id": met["id"]})).expect(200);
        assert_eq!((&done["status"], &done["validated_on"], &done["validated_by"]), (&json!("validated"), &json!("2026-03-02"), &json!(nadia.user)));
        assert_eq!((&done["interview_id"], &done["version"]), (&met["id"], &json!(2)));
        nadia.referent.at_version(2).post(&verb, &json!({})).refused(409, "illegal_transition");
    }

    fn a_milestone_sent_twice_gives_the_first_result(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let objective = app.given_an_objective(&nadia);
        let id = uuid::Uuid::now_v7();
        let body = json!({"id": id, "held_on": "2026-03-01", "results": [{"objective_id": objective["id"], "result": "partly", "reason": "À suivre"}]});
        let first = hold(&nadia, &body).expect(201);
        assert_eq!(hold(&nadia, &body).expect(201), first);
        let mut other = body.clone();
        other["held_on"] = json!("2026-03-02");
        hold(&nadia, &other).refused(409, "duplicate");
        let rehearsed = nadia.referent.post(&nadia.path("milestones?dry_run=true"), &json!({"held_on": "2026-03-02", "results": []})).expect(200);
        assert_eq!(rehearsed["next_due_on"], "2026-08-02");
        assert_eq!(next_due(&nadia), "2026-08-01", "a rehearsal writes nothing");
    }

    fn milestones_are_paged_filtered_and_counted(app: TestApp) {
        let nadia = app.given_somebody_followed();
        for day in ["2026-02-10", "2026-02-20", "2026-03-01"] {
            hold(&nadia, &json!({"held_on": day, "results": []})).expect(201);
        }
        let list = |query: &str| nadia.referent.get(&nadia.path(&format!("milestones{query}")));
        let days = |page: &Value| page["items"].as_array().unwrap().iter().map(|m| m["held_on"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let first = list("?limit=2&include_total=true").expect(200);
        assert_eq!((days(&first), &first["total"]), (vec!["2026-03-01".to_owned(), "2026-02-20".to_owned()], &json!(3)));
        let rest = list(&format!("?limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!(days(&rest), ["2026-02-10"]);
        assert_eq!(days(&list("?sort=held_on").expect(200))[0], "2026-02-10");
        assert_eq!(list("?status=validated").expect(200)["items"], json!([]));
        list("?status=great").refused(400, "malformed_parameter");
        list("?sort=due_on").refused(400, "malformed_parameter");
        assert_eq!(list("?updated_after=2026-03-02T08:00:00Z").expect(200)["items"], json!([]));
    }

    fn only_those_concerned_see_and_hold_milestones(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let body = json!({"held_on": "2026-03-01", "results": []});
        karim.referent.post(&nadia.path("milestones"), &body).refused(404, "not_found");
        karim.referent.get(&nadia.path("milestones")).refused(404, "not_found");
        app.sign_in(Role::Director).post(&nadia.path("milestones"), &body).refused(403, "forbidden");
        app.sign_in(Role::DataManager).post(&nadia.path("milestones"), &body).refused(403, "forbidden");
        let milestone = app.sign_in(Role::Assistant).post(&nadia.path("milestones"), &body).expect(201);
        let path = format!("milestones/{}", milestone["id"].as_str().unwrap());
        karim.referent.get(&karim.path(&path)).refused(404, "not_found");
        app.given_somebody_followed_at(app.another_plie()).referent.get(&nadia.path(&path)).refused(404, "not_found");
        app.pathway_stands(nadia.pathway, "exited");
        hold(&nadia, &json!({"held_on": "2026-03-02", "results": []})).refused(409, "conflict_pathway_exited");
        app.pathway_stands(nadia.pathway, "closed");
        nadia.referent.at_version(1).post(&nadia.path(&format!("{path}/validate")), &json!({})).refused(409, "conflict_pathway_closed");
    }

    fn nobody_yet_followed_has_no_milestone(app: TestApp) {
        let pathway = app.given_an_admitted_pathway();
        let path = format!("/v1/pathways/{}/milestones", pathway["id"].as_str().unwrap());
        app.sign_in(Role::Assistant).post(&path, &json!({"held_on": "2026-03-02", "results": []})).refused(409, "conflict_pathway_not_active");
    }
}
