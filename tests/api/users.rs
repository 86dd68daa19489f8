//! Accounts, their roles, invitations, passwords, second factors.

use jalon::auth::role::Role;
use jalon::auth::totp;

use crate::both;
use crate::support::node::Site;
use crate::support::{Client, Kind, TestApp, Value, json};

fn nadia() -> Value {
    json!({"email": "nadia@plie.example", "first_name": "Nadia", "last_name": "Benali", "roles": [{"role": "referent", "valid_from": "2026-01-01"}]})
}

fn at(path: &Value, verb: &str) -> String {
    format!("/v1/users/{}{verb}", path["id"].as_str().unwrap())
}

const OLD: &str = "cheval agrafe pile";
const NEW: &str = "montagne vélo tram";

both! {
    /// Meets S0.3, S0.19, S1.2: create_user, update_user.
    fn an_account_is_made_read_listed_and_changed(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let made = data.post("/v1/users", &nadia());
        let location = made.headers["location"].clone();
        let user = made.expect(201);
        assert_eq!((&user["status"], &user["version"], &user["totp_enabled"]), (&json!("active"), &json!(1), &json!(false)));
        assert_eq!(data.get(&location).expect(200), user);
        let changed = data.at_version(1).patch(&location, &json!({"last_name": "Bénali-Roux", "external_subject": "sub-1"})).expect(200);
        assert_eq!((&changed["last_name"], &changed["external_subject"], &changed["version"]), (&json!("Bénali-Roux"), &json!("sub-1"), &json!(2)));
        data.at_version(1).patch(&location, &json!({"last_name": "x"})).refused(412, "version_conflict");
        let names = |query: &str| {
            let page = data.get(&format!("/v1/users?{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|u| u["last_name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        for query in ["q=benali", "q=B%C3%89NALI%20R", "q=nadia%20b", "q=NADIA@", "role=referent", "role=referent&status=active&q=na"] {
            assert_eq!(names(query), ["Bénali-Roux"], "{query}");
        }
        for query in ["q=roux", "q=plie", "role=auditor", "status=suspended"] {
            assert!(names(query).is_empty(), "{query}");
        }
        let page = data.get("/v1/users?include_total=true&sort=-created_at&limit=1").expect(200);
        assert_eq!((&page["total"], page["items"].as_array().unwrap().len()), (&json!(2), 1));
    }

    fn an_address_is_unique_in_its_plie_whatever_its_case(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        data.post("/v1/users", &nadia()).expect(201);
        let mut other = nadia();
        other["email"] = json!("NADIA@plie.example");
        data.post("/v1/users", &other).refused(409, "duplicate");
        let free = data.post("/v1/users", &json!({"email": "b@plie.example", "first_name": "B", "last_name": "B"})).expect(201);
        data.at_version(1).patch(&at(&free, ""), &json!({"email": "nadia@plie.example"})).refused(409, "duplicate");
        app.sign_in_at(app.another_plie(), Role::DataManager).post("/v1/users", &nadia()).expect(201);
        let own = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "email": "c@plie.example", "first_name": "C", "last_name": "C"});
        let first = data.post("/v1/users", &own).expect(201);
        assert_eq!(data.post("/v1/users", &own).expect(201), first);
        let mut changed = own.clone();
        changed["first_name"] = json!("D");
        data.post("/v1/users", &changed).refused(409, "duplicate");
    }

    fn every_fault_of_the_roles_is_named(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let territory = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": []})).expect(201);
        let unknown = "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9";
        let mut body = nadia();
        body["roles"] = json!([
            {"role": "referent", "valid_from": "2026-02-01", "valid_to": "2026-01-01"},
            {"role": "territorial_officer", "scope_type": "territory", "scope_id": unknown, "valid_from": "2026-01-01"},
            {"role": "territorial_officer", "scope_type": "territory", "scope_id": territory["id"], "valid_from": "2026-01-01"},
            {"role": "assistant", "scope_type": "site", "valid_from": "2026-01-01"},
            {"role": "assistant", "scope_type": "site", "scope_id": territory["id"], "valid_from": "2026-01-01"},
            {"role": "auditor", "scope_type": "operation", "scope_id": unknown, "valid_from": "2026-01-01"},
            {"role": "platform_admin", "valid_from": "2026-01-01"}
        ]);
        let answer = data.post("/v1/users", &body);
        assert_eq!(answer.faults(), [
            "/roles/0/valid_to rule_period", "/roles/1/scope_id reference_not_found", "/roles/3/scope_id required",
            "/roles/4/scope_id reference_not_found", "/roles/5/role rule_given_by_direction", "/roles/5/scope_id reference_not_found", "/roles/6/role rule_platform_admin"
        ]);
        body["roles"] = json!([{"role": "boss", "valid_from": "2026-01-01", "x": 1}]);
        assert_eq!(data.post("/v1/users", &body).faults(), ["/roles/0/role unknown_code", "/roles/0/x unknown_field"]);
        body["roles"] = json!([]);
        for wrong in [json!({"email": "nadia"}), json!({"first_name": ""}), json!({"last_name": "a\u{0}b"}), json!({"password": "x"})] {
            let mut body = body.clone();
            body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
            assert_eq!(data.post("/v1/users", &body).status, 422, "{wrong}");
        }
    }

    fn nobody_makes_themself_director_and_a_director_stays_one(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let mine = format!("/v1/users/{}", director.id.unwrap());
        director.at_version(1).patch(&mine, &json!({"roles": []})).refused(409, "conflict_last_director");
        director.at_version(1).patch(&mine, &json!({"roles": [{"role": "director", "valid_from": "2020-01-01", "valid_to": "2026-03-01"}]})).refused(409, "conflict_last_director");
        director.at_version(1).post(&format!("{mine}/suspend"), &json!({})).refused(409, "conflict_own_account");
        let data = app.sign_in(Role::DataManager);
        let own = format!("/v1/users/{}", data.id.unwrap());
        let answer = data.at_version(1).patch(&own, &json!({"roles": [{"role": "director", "valid_from": "2020-01-01"}]}));
        assert_eq!(answer.faults(), ["/roles/0/role rule_own_role"]);
        director.at_version(1).patch(&own, &json!({"roles": []})).expect(200);
        data.get("/v1/users").refused(401, "unauthenticated");
    }

    fn the_direction_alone_gives_its_roles_and_has_a_hand_in_their_accounts(app: TestApp) {
        let (data, director) = (app.sign_in(Role::DataManager), app.sign_in(Role::Director));
        for role in ["director", "auditor"] {
            let mut body = nadia();
            body["email"] = json!(format!("{role}@plie.example"));
            body["roles"] = json!([{"role": role, "valid_from": "2026-04-01"}]);
            assert_eq!(data.post("/v1/users", &body).faults(), ["/roles/0/role rule_given_by_direction"]);
            let user = director.post("/v1/users", &body).expect(201);
            for change in [json!({"email": "data@plie.example"}), json!({"external_subject": "mine"}), json!({"roles": []})] {
                data.at_version(1).patch(&at(&user, ""), &change).refused(403, "forbidden");
            }
            data.at_version(1).post(&at(&user, "/suspend"), &json!({})).refused(403, "forbidden");
            data.post(&at(&user, "/invite"), &json!({})).refused(403, "forbidden");
            director.post(&at(&user, "/invite"), &json!({})).expect(200);
            director.at_version(1).post(&at(&user, "/suspend"), &json!({})).expect(200);
            data.at_version(2).post(&at(&user, "/reactivate"), &json!({})).refused(403, "forbidden");
            director.at_version(2).post(&at(&user, "/reactivate"), &json!({})).expect(200);
            data.at_version(3).patch(&at(&user, ""), &json!({"last_name": "Corrigé"})).expect(200);
        }
        let user = data.post("/v1/users", &nadia()).expect(201);
        let raised = json!({"roles": [user["roles"][0], {"role": "director", "valid_from": "2026-03-02", "valid_to": "2026-03-02"}]});
        assert_eq!(data.at_version(1).patch(&at(&user, ""), &raised).faults(), ["/roles/1/role rule_given_by_direction"]);
        director.at_version(1).patch(&at(&user, ""), &raised).expect(200);
        data.post(&at(&user, "/invite"), &json!({})).refused(403, "forbidden");
        app.at("2026-03-03T08:00:00Z");
        let data = app.client_of(app.plie, jalon::ids::UserId::of(data.id.unwrap()));
        data.post(&at(&user, "/invite"), &json!({})).expect(200);
        let kept = json!({"roles": [raised["roles"][1], {"role": "referent", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}]});
        data.at_version(2).patch(&at(&user, ""), &kept).expect(200);
    }

    fn only_the_director_and_the_data_manager_manage_accounts_of_their_own_plie(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let user = data.post("/v1/users", &nadia()).expect(201);
        for role in [Role::Referent, Role::Assistant, Role::Auditor, Role::Partner, Role::PlatformAdmin] {
            let other = app.sign_in(role);
            other.get("/v1/users").refused(403, "forbidden");
            other.post("/v1/users", &nadia()).refused(403, "forbidden");
            other.get(&at(&user, "")).refused(404, "not_found");
            other.at_version(1).post(&at(&user, "/suspend"), &json!({})).refused(404, "not_found");
        }
        let foreign = app.sign_in_at(app.another_plie(), Role::Director);
        foreign.get(&at(&user, "")).refused(404, "not_found");
        foreign.at_version(1).patch(&at(&user, ""), &json!({"first_name": "x"})).refused(404, "not_found");
        foreign.post(&at(&user, "/invite"), &json!({})).refused(404, "not_found");
        assert_eq!(foreign.get("/v1/users?q=nadia").expect(200)["items"], json!([]));
    }

    // a limit that a role names holds for all that it does (decision 4): what is the whole PLIE's is not its
    fn who_is_limited_to_a_territory_does_not_lift_the_limit(app: TestApp) {
        let territory = app.given_a_territory();
        let scope = (jalon::auth::actor::ScopeType::Territory, territory["id"].as_str().unwrap().parse().unwrap());
        let other = app.sign_in(Role::DataManager).post("/v1/users", &nadia()).expect(201);
        for role in [Role::DataManager, Role::Director] {
            let user = app.user(app.plie, role, Some(scope));
            let limited = app.client_of(app.plie, user);
            let own = format!("/v1/users/{}", user.0);
            let whole = json!({"roles": [{"role": role.code(), "valid_from": "2026-01-01"}]});
            limited.at_version(1).patch(&own, &whole).refused(404, "not_found");
            let mut new = nadia();
            new["email"] = json!("x@plie.example");
            limited.post("/v1/users", &new).refused(403, "forbidden");
            limited.at_version(1).post(&at(&other, "/suspend"), &json!({})).refused(404, "not_found");
            limited.at_version(1).patch("/v1/plie", &json!({"name": "Autre"})).refused(403, "forbidden");
            for path in ["/v1/users", "/v1/audit-log", "/v1/access-log"] {
                limited.get(path).refused(403, "forbidden");
            }
            limited.get("/v1/participants").expect(200);
        }
        let limited = app.client_of(app.plie, app.user(app.plie, Role::DataManager, Some(scope)));
        limited.post("/v1/api-clients", &json!({"name": "x", "scopes": ["participants:read"]})).refused(403, "forbidden");
        limited.get("/v1/api-clients").refused(403, "forbidden");
        app.sign_in(Role::DataManager).post("/v1/territories", &json!({"name": "Autre", "commune_codes": []})).expect(201);
        app.sequence();
        let told = limited.get("/v1/changes").expect(200);
        let of = |kind: &str| told["items"].as_array().unwrap().iter().filter(|c| c["type"] == kind).count();
        assert_eq!((of("users"), of("territories")), (0, 1), "the feed tells of its own territory, as the list does: {told}");
    }

    fn a_suspended_account_is_refused_on_its_next_request(app: TestApp) {
        let id = app.account(app.plie, "paul@plie.example", Role::Referent);
        let session = app.sign_in_with("paul@plie.example", OLD).expect(200);
        let paul = app.bearer(&session["access_token"]);
        paul.get("/v1/me").expect(200);
        let director = app.sign_in(Role::Director);
        let path = format!("/v1/users/{id}");
        director.post(&format!("{path}/suspend"), &json!({})).refused(428, "precondition_required");
        director.at_version(1).post(&format!("{path}/suspend"), &json!({})).expect(200);
        paul.get("/v1/me").refused(401, "unauthenticated");
        app.anonymous().post("/v1/auth/sessions/refresh", &json!({"refresh_token": session["refresh_token"]})).refused(401, "unauthenticated");
        app.sign_in_with("paul@plie.example", OLD).refused(401, "unauthenticated");
        let again = director.at_version(2).post(&format!("{path}/suspend"), &json!({}));
        assert_eq!(again.refused(409, "illegal_transition")["allowed"], json!(["reactivate"]));
        director.post(&format!("{path}/invite"), &json!({})).refused(409, "illegal_transition");
        director.at_version(2).post(&format!("{path}/reactivate"), &json!({})).expect(200);
        paul.get("/v1/me").refused(401, "unauthenticated");
        app.sign_in_with("paul@plie.example", OLD).expect(200);
    }

    fn changed_roles_bite_on_the_next_request(app: TestApp) {
        let id = app.account(app.plie, "paul@plie.example", Role::DataManager);
        let session = app.sign_in_with("paul@plie.example", OLD).expect(200);
        let paul = app.bearer(&session["access_token"]);
        paul.get("/v1/users").expect(200);
        app.sign_in(Role::Director).at_version(1).patch(&format!("/v1/users/{id}"), &json!({"roles": [{"role": "referent", "valid_from": "2026-01-01"}]})).expect(200);
        paul.get("/v1/users").refused(401, "unauthenticated");
        let renewed = app.anonymous().post("/v1/auth/sessions/refresh", &json!({"refresh_token": session["refresh_token"]})).expect(200);
        app.bearer(&renewed["access_token"]).get("/v1/users").refused(403, "forbidden");
    }

    fn an_invitation_sets_a_password_once(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let user = data.post("/v1/users", &nadia()).expect(201);
        let former = data.post(&at(&user, "/invite"), &json!({})).expect(200);
        let invitation = data.post(&at(&user, "/invite"), &json!({})).expect(200);
        assert_eq!(invitation["expires_at"], "2026-03-09T08:00:00Z");
        assert!(invitation["url"].as_str().unwrap().starts_with("http://jalon.test/invite?token="));
        let set = |token: &Value, password: &str| app.anonymous().post("/v1/auth/password", &json!({"invite_token": token, "new_password": password}));
        set(&former["token"], NEW).refused(401, "unauthenticated");
        assert_eq!(set(&invitation["token"], "court").faults(), ["/new_password password_length"]);
        assert_eq!(set(&invitation["token"], "vive benali 2026").faults(), ["/new_password password_guessable"]);
        assert_eq!(set(&invitation["token"], NEW).status, 204);
        set(&invitation["token"], NEW).refused(401, "unauthenticated");
        let me = app.bearer(&app.sign_in_with("nadia@plie.example", NEW).expect(200)["access_token"]).get("/v1/me").expect(200);
        assert_eq!(me["name"], "Nadia Benali");
        let late = data.post(&at(&user, "/invite"), &json!({})).expect(200);
        app.at("2026-03-09T08:00:01Z");
        set(&late["token"], NEW).refused(401, "unauthenticated");
        assert_eq!(app.anonymous().post("/v1/auth/password", &json!({"new_password": NEW})).faults(), ["/invite_token required"]);
    }

    fn a_password_is_changed_by_whoever_knows_the_old_one(app: TestApp) {
        app.account(app.plie, "paul@plie.example", Role::Referent);
        let here = app.bearer(&app.sign_in_with("paul@plie.example", OLD).expect(200)["access_token"]);
        let there = app.bearer(&app.sign_in_with("paul@plie.example", OLD).expect(200)["access_token"]);
        let change = |who: &Client, old: &str, new: &str| who.post("/v1/auth/password", &json!({"old_password": old, "new_password": new}));
        change(&app.anonymous(), OLD, NEW).refused(401, "unauthenticated");
        assert_eq!(change(&here, "wrong", NEW).faults(), ["/old_password wrong_password"]);
        assert_eq!(change(&here, OLD, "paul@plie.example").faults(), ["/new_password password_guessable"]);
        assert_eq!(change(&here, OLD, NEW).status, 204);
        here.get("/v1/me").expect(200);
        there.get("/v1/me").refused(401, "unauthenticated");
        app.sign_in_with("paul@plie.example", OLD).refused(401, "unauthenticated");
        app.sign_in_with("paul@plie.example", NEW).expect(200);
        for _ in 0..5 {
            change(&here, "wrong", NEW);
        }
        change(&here, NEW, OLD).refused(429, "rate_limited");
    }

    fn a_second_factor_is_asked_for_once_confirmed_and_each_code_is_good_once(app: TestApp) {
        app.account(app.plie, "paul@plie.example", Role::Referent);
        let paul = app.bearer(&app.sign_in_with("paul@plie.example", OLD).expect(200)["access_token"]);
        paul.post("/v1/me/totp/confirm", &json!({"code": "123456"})).refused(409, "conflict_totp_not_begun");
        let begun = paul.post("/v1/me/totp", &json!({})).expect(201);
        app.sign_in_with("paul@plie.example", OLD).expect(200);
        let secret = totp::from_base32(begun["secret"].as_str().unwrap()).unwrap();
        assert!(begun["otpauth_url"].as_str().unwrap().starts_with("otpauth://totp/Jalon:paul%40plie.example?secret="));
        let code = || totp::code(&secret, app.clock.now()).unwrap();
        assert_eq!(paul.post("/v1/me/totp/confirm", &json!({"code": "12345"})).faults(), ["/code wrong_code"]);
        assert_eq!(paul.post("/v1/me/totp/confirm", &json!({"code": code()})).status, 204);
        paul.post("/v1/me/totp", &json!({})).refused(409, "conflict_totp_enabled");
        app.sign_in_with("paul@plie.example", OLD).refused(401, "totp_required");
        app.sign_in_with("paul@plie.example", "wrong").refused(401, "unauthenticated");
        let with = |code: &str| app.anonymous().post("/v1/auth/sessions", &json!({"email": "paul@plie.example", "password": OLD, "totp": code}));
        with(&code()).refused(401, "unauthenticated");
        app.at("2026-03-02T08:00:30Z");
        with("000000").refused(401, "unauthenticated");
        with(&code()).expect(200);
        with(&code()).refused(401, "unauthenticated");
        assert_eq!(paul.get("/v1/me").expect(200)["totp_enabled"], true);
        assert_eq!(paul.delete("/v1/me/totp").status, 204);
        app.sign_in_with("paul@plie.example", OLD).expect(200);
    }

    /// Meets S1.3: get_me.
    fn me_tells_who_i_am_and_what_i_may_do(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let me = data.get("/v1/me").expect(200);
        assert_eq!((&me["kind"], &me["plie"]["name"], &me["roles"][0]["role"]), (&json!("user"), &json!("PLIE de Grenoble"), &json!("data_manager")));
        let may = |me: &Value, operation: &str| {
            me["permissions"].as_array().unwrap().iter().find(|p| p["operation"] == operation).cloned()
        };
        assert_eq!(may(&me, "create_user").unwrap(), json!({"operation": "create_user", "method": "POST", "path": "/v1/users", "relations": ["whole"]}));
        assert_eq!(may(&me, "get_me").unwrap()["relations"], json!(["self"]));
        assert!(may(&me, "create_session").is_none());
        let referent = app.sign_in(Role::Referent).get("/v1/me").expect(200);
        assert!(may(&referent, "create_user").is_none() && may(&referent, "list_territories").is_some());
        app.anonymous().get("/v1/me").refused(401, "unauthenticated");
    }
}

#[test]
fn a_suspension_bites_on_the_next_request_of_another_node() {
    let site = Site::new(Kind::Postgres);
    let (one, two) = (site.node(), site.node());
    let data = site.client(&one);
    let user = data.post("/v1/users", &nadia()).expect(201);
    let invitation = data.post(&at(&user, "/invite"), &json!({})).expect(200);
    let set = json!({"invite_token": invitation["token"], "new_password": NEW});
    let anonymous = |url: &str| Client::new(url, None, None);
    assert_eq!(anonymous(&two.url).post("/v1/auth/password", &set).status, 204);
    let credentials = json!({"email": "nadia@plie.example", "password": NEW});
    let session = anonymous(&one.url).post("/v1/auth/sessions", &credentials).expect(200);
    let nadia = Client::new(&two.url, Some(session["access_token"].as_str().unwrap().to_owned()), None);
    nadia.get("/v1/me").expect(200);
    data.at_version(1).post(&at(&user, "/suspend"), &json!({})).expect(200);
    nadia.get("/v1/me").refused(401, "unauthenticated");
    anonymous(&two.url).post("/v1/auth/sessions", &credentials).refused(401, "unauthenticated");

    fn a_role_may_speak_for_a_structure_that_the_plie_has(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let unit = app.given_a_structure("ccas");
        let hire = |structure: &Value, email: &str| {
            let role = json!({"role": "social_worker", "scope_type": "structure", "scope_id": structure, "valid_from": "2026-01-01"});
            data.post(
                "/v1/users",
                &json!({"email": email, "first_name": "Agnès", "last_name": "Roux", "roles": [role]}),
            )
        };
        let made = hire(&unit["id"], "a.roux@ccas.example").expect(201);
        assert_eq!(made["roles"][0]["scope_id"], unit["id"]);
        let mut staff = json!({"email": "c@plie.example", "first_name": "C", "last_name": "C"});
        staff["roles"] = json!([{"role": "referent", "scope_type": "structure", "scope_id": unit["id"], "valid_from": "2026-01-01"}]);
        assert_eq!(data.post("/v1/users", &staff).faults(), ["/roles/0/scope_type rule_structure_scope"]);
        let nobody = json!(uuid::Uuid::now_v7());
        assert_eq!(hire(&nobody, "b.roux@ccas.example").faults(), ["/roles/0/scope_id reference_not_found"]);
    }
}
