//! PLIEs and their parameters.

use jalon::auth::role::Role;
use jalon::identity::admin;
use jalon::ids::PlieId;

use crate::both;
use crate::support::{Client, TestApp, json};

fn platform(app: &TestApp) -> Client {
    admin::ensure_platform(&mut app.conn(), app.clock.now()).unwrap();
    app.sign_in_at(PlieId::of(uuid::Uuid::nil()), Role::PlatformAdmin)
}

both! {
    fn a_parameter_is_changed_and_the_others_stay(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let plie = director.get("/v1/plie").expect(200);
        assert_eq!((&plie["settings"]["caseload_per_fte"], &plie["settings"]["renewal_rate"]), (&json!(70), &json!(0.3)));
        let patch = json!({"siren": "732829320", "protocol_ends_on": "2027-12-31", "settings": {"caseload_per_fte": 60, "max_pathway_months": 24}});
        director.patch("/v1/plie", &patch).refused(428, "precondition_required");
        let changed = director.at_version(1).patch("/v1/plie", &patch).expect(200);
        assert_eq!((&changed["settings"]["caseload_per_fte"], &changed["settings"]["follow_up_months"]), (&json!(60), &json!(6)));
        let cleared = director.at_version(2).patch("/v1/plie", &json!({"siren": null, "settings": {"max_pathway_months": null}})).expect(200);
        assert_eq!((&cleared["siren"], &cleared["settings"]["max_pathway_months"], &cleared["settings"]["caseload_per_fte"]), (&json!(null), &json!(null), &json!(60)));
        director.at_version(2).patch("/v1/plie", &json!({"name": "x"})).refused(412, "version_conflict");
        assert_eq!(app.sign_in(Role::Referent).get("/v1/plie").expect(200), cleared);
    }

    fn every_fault_of_the_parameters_is_named(app: TestApp) {
        let director = app.sign_in(Role::Director).at_version(1);
        let answer = director.patch("/v1/plie", &json!({"siren": "123456789", "protocol_starts_on": "2027-01-01", "protocol_ends_on": "2026-01-01",
            "settings": {"caseload_per_fte": 0, "agenda_due_weekday": 8, "renewal_rate": 1.5, "max_pathway_months": 0}}));
        assert_eq!(answer.faults(), [
            "/protocol_ends_on rule_period", "/settings/agenda_due_weekday too_large", "/settings/caseload_per_fte too_small",
            "/settings/max_pathway_months too_small", "/settings/renewal_rate too_large", "/siren invalid"
        ]);
        let answer = director.patch("/v1/plie", &json!({"nmae": 1, "settings": {"caseload_per_fte": "x", "caseload": 1, "alsace_moselle": null, "exit_date_policy": "never"}}));
        assert_eq!(answer.faults(), [
            "/nmae unknown_field", "/settings/alsace_moselle wrong_type", "/settings/caseload unknown_field",
            "/settings/caseload_per_fte wrong_type", "/settings/exit_date_policy unknown_code"
        ]);
        assert_eq!(director.get("/v1/plie").expect(200)["version"], 1);
    }

    fn staff_read_and_only_the_director_and_the_data_manager_write(app: TestApp) {
        let patch = json!({"name": "PLIE"});
        for role in [Role::TerritorialOfficer, Role::Assistant, Role::Referent, Role::FinanceOfficer] {
            let staff = app.sign_in(role).at_version(1);
            staff.get("/v1/plie").expect(200);
            staff.patch("/v1/plie", &patch).refused(403, "forbidden");
        }
        for role in [Role::Partner, Role::Auditor, Role::Provider] {
            app.sign_in(role).get("/v1/plie").refused(403, "forbidden");
        }
        app.sign_in(Role::DataManager).at_version(1).patch("/v1/plie", &patch).expect(200);
        let dijon = app.another_plie();
        let director = app.sign_in_at(dijon, Role::Director);
        assert_eq!(director.get("/v1/plie").expect(200)["name"], "PLIE de Dijon");
        director.get("/v1/plies").refused(403, "forbidden");
        director.post("/v1/plies", &json!({"name": "x"})).refused(403, "forbidden");
        director.get(&format!("/v1/plies/{}", app.plie)).refused(404, "not_found");
    }

    fn the_platform_makes_plies_and_sees_nothing_in_them(app: TestApp) {
        let platform = platform(&app);
        let made = platform.post("/v1/plies", &json!({"name": "PLIE de Lyon", "settings": {"caseload_per_fte": 50},
            "first_director": {"email": "claire@lyon.example", "first_name": "Claire", "last_name": "Morel"}}));
        let location = made.headers["location"].clone();
        let plie = made.expect(201);
        assert_eq!((&plie["settings"]["caseload_per_fte"], &plie["settings"]["renewal_rate"]), (&json!(50), &json!(0.3)));
        let token = &plie["first_director_invitation"]["token"];
        let set = json!({"invite_token": token, "new_password": "montagne vélo tram"});
        assert_eq!(app.anonymous().post("/v1/auth/password", &set).status, 204);
        let session = app.sign_in_with("claire@lyon.example", "montagne vélo tram").expect(200);
        assert_eq!(app.bearer(&session["access_token"]).get("/v1/plie").expect(200)["id"], plie["id"]);
        let read = platform.get(&location).expect(200);
        assert!(read.get("first_director_invitation").is_none());
        let page = platform.get("/v1/plies?include_total=true").expect(200);
        let names: Vec<_> = page["items"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!((names, &page["total"]), (vec!["PLIE de Lyon", "PLIE de Grenoble"], &json!(2)));
        for path in ["/v1/plie", "/v1/users", "/v1/territories"] {
            platform.get(path).refused(403, "forbidden");
        }
        assert_eq!(platform.post("/v1/plies", &json!({"name": "x", "settings": {"renewal_rate": 2}})).faults(), ["/settings/renewal_rate too_large"]);
        platform.post("/v1/plies?dry_run=true", &json!({"name": "PLIE rêvé"})).expect(200);
        assert_eq!(platform.get("/v1/plies?include_total=true").expect(200)["total"], 2);
    }
}
