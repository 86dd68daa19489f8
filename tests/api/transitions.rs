//! State machines as data.

use jalon::auth::role::Role;

use crate::both;
use crate::support::json;

both! {
    fn every_machine_is_listed_and_told(app: TestApp) {
        let partner = app.sign_in(Role::Partner);
        app.anonymous().get("/v1/transitions").refused(401, "unauthenticated");
        let listed = partner.get("/v1/transitions").expect(200);
        let names: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|m| m["resource"].as_str().unwrap()).collect();
        for wanted in [
            "orientations", "entry_files", "commission_sessions", "decisions", "pathways", "stages", "interviews",
            "milestones", "time_records", "agenda_weeks", "timesheets", "partner_structures", "users", "api_clients",
        ] {
            assert!(names.contains(&wanted), "{wanted}");
        }
        for machine in listed["items"].as_array().unwrap() {
            let told = partner.get(machine["url"].as_str().unwrap()).expect(200);
            assert_eq!(json!(told["states"].as_array().unwrap().len()), machine["states"]);
            assert!(!told["steps"].as_array().unwrap().is_empty());
        }
        partner.get("/v1/transitions/colours").refused(404, "not_found");
    }

    fn a_machine_tells_states_verbs_guards_and_roles(app: TestApp) {
        let told = app.sign_in(Role::Referent).get("/v1/transitions/partner-structures").expect(200);
        assert_eq!(told["resource"], "partner_structures");
        assert_eq!(told["states"][0], json!({"code": "pending", "verbs": ["validate", "refuse"], "final": false}));
        assert_eq!(
            told["steps"][1],
            json!({
                "verb": "refuse", "from": ["pending", "validated", "not_required"], "to": "refused", "guard": "a reason",
                "operation": "refuse_partner_structure",
                "roles": {"assistant": "tenant", "data_manager": "tenant", "territorial_officer": "tenant"}
            })
        );
        let orientations = app.sign_in(Role::Referent).get("/v1/transitions/orientations").expect(200);
        let states = orientations["states"].as_array().unwrap();
        assert!(states.iter().any(|s| s["code"] == "expired" && s["final"] == true));
        let expire = orientations["steps"].as_array().unwrap().iter().find(|s| s["verb"] == "expire").unwrap();
        assert_eq!((&expire["operation"], &expire["roles"]), (&json!(null), &json!({})), "an event is nobody's verb");
    }

    fn a_machine_that_did_not_change_answers_304(app: TestApp) {
        let referent = app.sign_in(Role::Referent);
        let tag = referent.get("/v1/transitions/pathways").headers["etag"].clone();
        assert_eq!(referent.with("If-None-Match", tag).get("/v1/transitions/pathways").status, 304);
    }
}
