//! Sessions, machine tokens, and what becomes of forged ones.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jalon::auth::actor::HeldRole;
use jalon::auth::passwords::Cost;
use jalon::auth::role::Role;
use jalon::identity::admin::{self, NewUser};
use jalon::ids::{ApiClientId, PlieId, UserId};

use crate::both;
use crate::support::{Answer, Client, TestApp, Value, json};

const PASSWORD: &str = "cheval agrafe pile";

impl TestApp {
    /// An account with the usual password.
    pub fn account(&self, plie: PlieId, email: &str, role: Role) -> UserId {
        let held = HeldRole {
            role,
            scope_type: None,
            scope_id: None,
            valid_from: "2020-01-01".parse().unwrap(),
            valid_to: None,
        };
        let new = NewUser {
            email: email.to_owned(),
            first_name: "Camille".to_owned(),
            last_name: "Roux".to_owned(),
            roles: vec![held],
            password: Some((PASSWORD.to_owned(), Cost::Cheap)),
        };
        admin::create_user(&mut self.conn(), plie, &new, self.clock.now()).unwrap()
    }

    pub fn sign_in_with(&self, email: &str, password: &str) -> Answer {
        self.anonymous().post("/v1/auth/sessions", &json!({"email": email, "password": password}))
    }

    /// A caller with this token.
    pub fn bearer(&self, token: &Value) -> Client {
        Client::new(&self.url, Some(token.as_str().unwrap().to_owned()), None)
    }

    fn machine(&self, scopes: &[&str], secret: &str) -> ApiClientId {
        let scopes: Vec<String> = scopes.iter().map(|s| (*s).to_owned()).collect();
        admin::create_client(&mut self.conn(), self.plie, "DORA", None, &scopes, secret, self.clock.now()).unwrap()
    }

    fn token(&self, form: &str) -> Answer {
        form_post(&self.anonymous(), form)
    }

    fn refresh(&self, token: &Value) -> Answer {
        self.anonymous().post("/v1/auth/sessions/refresh", &json!({"refresh_token": token}))
    }
}

pub fn form_post(client: &Client, form: &str) -> Answer {
    client.send("POST", "/v1/auth/token", Some(("application/x-www-form-urlencoded", form.as_bytes().to_vec())))
}

#[track_caller]
fn oauth_error(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.body["error"].as_str()), (status, Some(error)), "{}", answer.text);
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let members: BTreeSet<&str> = answer.body.as_object().unwrap().keys().map(String::as_str).collect();
    assert!(members.is_subset(&BTreeSet::from(["error", "error_description", "error_uri"])), "{members:?}");
}

both! {
    fn a_session_is_opened_used_renewed_and_ended(app: TestApp) {
        app.account(app.plie, "nadia@plie.example", Role::DataManager);
        let session = app.sign_in_with(" Nadia@PLIE.example ", PASSWORD);
        assert_eq!(session.headers["cache-control"], "no-store");
        let session = session.expect(200);
        assert_eq!((&session["token_type"], &session["expires_in"]), (&json!("Bearer"), &json!(600)));
        let nadia = app.bearer(&session["access_token"]);
        nadia.get("/v1/territories").expect(200);
        let renewed = app.refresh(&session["refresh_token"]).expect(200);
        app.bearer(&renewed["access_token"]).get("/v1/territories").expect(200);
        assert_eq!(nadia.delete("/v1/auth/sessions/current").status, 204);
        nadia.get("/v1/territories").refused(401, "unauthenticated");
        app.bearer(&renewed["access_token"]).get("/v1/territories").refused(401, "unauthenticated");
        app.refresh(&renewed["refresh_token"]).refused(401, "unauthenticated");
    }

    fn a_refresh_token_used_twice_ends_the_whole_session(app: TestApp) {
        app.account(app.plie, "nadia@plie.example", Role::DataManager);
        let first = app.sign_in_with("nadia@plie.example", PASSWORD).expect(200);
        let second = app.refresh(&first["refresh_token"]).expect(200);
        app.refresh(&first["refresh_token"]).refused(401, "unauthenticated");
        app.refresh(&second["refresh_token"]).refused(401, "unauthenticated");
        app.bearer(&second["access_token"]).get("/v1/territories").refused(401, "unauthenticated");
        let entries = app.journal("resource = 'sessions' and outcome = 'denied'");
        assert_eq!(entries, ["refresh_session sessions a refresh token was used twice"]);
        for wrong in ["jalon_rt_AAAA", "x", ""] {
            assert!([401, 422].contains(&app.refresh(&json!(wrong)).status), "{wrong}");
        }
    }

    fn a_session_lasts_twelve_hours_unrenewed_and_thirty_days_at_most(app: TestApp) {
        app.account(app.plie, "nadia@plie.example", Role::DataManager);
        let session = app.sign_in_with("nadia@plie.example", PASSWORD).expect(200);
        app.at("2026-03-02T08:10:06Z");
        app.bearer(&session["access_token"]).get("/v1/territories").refused(401, "token_expired");
        app.at("2026-03-02T20:00:00Z");
        app.refresh(&session["refresh_token"]).refused(401, "unauthenticated");

        let mut session = app.sign_in_with("nadia@plie.example", PASSWORD).expect(200);
        for day in 3..=31 {
            for hour in ["00", "08", "16"] {
                app.at(&format!("2026-03-{day:02}T{hour}:00:00Z"));
                session = app.refresh(&session["refresh_token"]).expect(200);
            }
        }
        app.at("2026-04-01T03:00:00Z");
        session = app.refresh(&session["refresh_token"]).expect(200);
        app.at("2026-04-01T14:00:00Z");
        session = app.refresh(&session["refresh_token"]).expect(200);
        app.at("2026-04-01T20:00:00Z");
        app.refresh(&session["refresh_token"]).refused(401, "unauthenticated");
    }

    fn an_unknown_account_answers_like_a_known_one_and_both_slow_down(app: TestApp) {
        app.account(app.plie, "nadia@plie.example", Role::DataManager);
        let same = |a: &Answer, b: &Answer| {
            let strip = |v: &Value| { let mut v = v.clone(); v.as_object_mut().unwrap().remove("request_id"); v };
            assert_eq!((a.status, strip(&a.body), a.headers.get("retry-after")), (b.status, strip(&b.body), b.headers.get("retry-after")));
        };
        for _ in 0..5 {
            let known = app.sign_in_with("nadia@plie.example", "wrong wrong wrong");
            let unknown = app.sign_in_with("nobody@plie.example", "wrong wrong wrong");
            same(&known, &unknown);
            known.refused(401, "unauthenticated");
        }
        let known = app.sign_in_with("nadia@plie.example", PASSWORD);
        same(&known, &app.sign_in_with("nobody@plie.example", PASSWORD));
        assert_eq!(known.headers["retry-after"], "31");
        known.refused(429, "rate_limited");
        app.at("2026-03-02T08:00:31Z");
        same(&app.sign_in_with("nadia@plie.example", "wrong"), &app.sign_in_with("nobody@plie.example", "wrong"));
        let grown = app.sign_in_with("nadia@plie.example", PASSWORD);
        same(&grown, &app.sign_in_with("nobody@plie.example", PASSWORD));
        assert_eq!(grown.headers["retry-after"], "61");
        app.at("2026-03-02T08:01:32Z");
        app.sign_in_with("nadia@plie.example", PASSWORD).expect(200);
        app.sign_in_with("nadia@plie.example", "wrong").refused(401, "unauthenticated");
        app.sign_in_with("nadia@plie.example", PASSWORD).expect(200);
    }

    fn an_address_that_fails_too_often_waits(app: TestApp) {
        app.account(app.plie, "nadia@plie.example", Role::DataManager);
        for n in 0..30 {
            app.sign_in_with(&format!("n{n}@plie.example"), "wrong").refused(401, "unauthenticated");
        }
        app.sign_in_with("nadia@plie.example", PASSWORD).refused(429, "rate_limited");
        app.at("2026-03-02T08:15:01Z");
        app.sign_in_with("nadia@plie.example", PASSWORD).expect(200);
    }

    fn one_address_may_have_accounts_in_several_plies(app: TestApp) {
        let dijon = app.another_plie();
        app.account(dijon, "nadia@plie.example", Role::DataManager);
        let new = NewUser {
            email: "nadia@plie.example".to_owned(),
            first_name: "Nadia".to_owned(),
            last_name: "Benali".to_owned(),
            roles: Vec::new(),
            password: Some(("autre mot de passe".to_owned(), Cost::Cheap)),
        };
        admin::create_user(&mut app.conn(), app.plie, &new, app.clock.now()).unwrap();
        let in_dijon = app.sign_in_with("nadia@plie.example", PASSWORD).expect(200);
        app.bearer(&in_dijon["access_token"]).get("/v1/territories").expect(200);
        let here = app.sign_in_with("nadia@plie.example", "autre mot de passe").expect(200);
        app.bearer(&here["access_token"]).get("/v1/territories").refused(403, "forbidden");
    }

    fn a_machine_gets_a_token_as_the_rfc_says(app: TestApp) {
        let id = app.machine(&["territories:read", "territories:write"], "s3cret/+ é");
        let secret: String = form_urlencoded::byte_serialize("s3cret/+ é".as_bytes()).collect();
        let answer = app.token(&format!("grant_type=client_credentials&client_id={id}&client_secret={secret}"));
        assert_eq!((answer.headers["cache-control"].as_str(), answer.headers["pragma"].as_str()), ("no-store", "no-cache"));
        let token = answer.expect(200);
        assert_eq!((&token["token_type"], &token["expires_in"], &token["scope"]), (&json!("Bearer"), &json!(600), &json!("territories:read territories:write")));
        assert!(token.get("refresh_token").is_none());
        let body = json!({"name": "Nord", "commune_codes": []});
        app.bearer(&token["access_token"]).post("/v1/territories", &body).expect(201);

        let basic = STANDARD.encode(format!("{id}:{secret}"));
        let with_basic = app.anonymous().with("Authorization", format!("Basic {basic}"));
        let narrow = form_post(&with_basic, "grant_type=client_credentials&scope=territories:read&unknown=x&scope2=").expect(200);
        assert_eq!(narrow["scope"], "territories:read");
        let narrow = app.bearer(&narrow["access_token"]);
        narrow.get("/v1/territories").expect(200);
        narrow.post("/v1/territories", &body).refused(403, "forbidden");
    }

    fn token_errors_have_the_shapes_of_the_rfc(app: TestApp) {
        let id = app.machine(&["territories:read"], "secret");
        let good = format!("grant_type=client_credentials&client_id={id}&client_secret=secret");
        oauth_error(&app.token(&good.replace("=secret", "=wrong")), 401, "invalid_client");
        oauth_error(&app.token(&good.replace(&id.to_string(), "0")), 401, "invalid_client");
        oauth_error(&app.token(&good.replace(&id.to_string(), &ApiClientId::new().to_string())), 401, "invalid_client");
        oauth_error(&app.token("grant_type=client_credentials"), 401, "invalid_client");
        oauth_error(&app.token(&format!("{good}&scope=territories:write")), 400, "invalid_scope");
        oauth_error(&app.token(&format!("{good}&scope=%00")), 400, "invalid_scope");
        oauth_error(&app.token(&good.replace("client_credentials", "password")), 400, "unsupported_grant_type");
        oauth_error(&app.token(&good.replace("grant_type", "grant")), 400, "invalid_request");
        oauth_error(&app.token(&format!("{good}&client_id={id}")), 400, "invalid_request");
        oauth_error(&app.token(""), 400, "invalid_request");
        oauth_error(&app.anonymous().post("/v1/auth/token", &json!({"grant_type": "client_credentials"})), 400, "invalid_request");
        let basic = |pair: &str| app.anonymous().with("Authorization", format!("Basic {}", STANDARD.encode(pair)));
        let wrong = form_post(&basic(&format!("{id}:wrong")), "grant_type=client_credentials");
        assert!(wrong.headers["www-authenticate"].starts_with("Basic realm="));
        oauth_error(&wrong, 401, "invalid_client");
        oauth_error(&form_post(&basic("no colon"), "grant_type=client_credentials"), 401, "invalid_client");
        oauth_error(&form_post(&app.anonymous().with("Authorization", "Basic ***"), "grant_type=client_credentials"), 401, "invalid_client");
        oauth_error(&form_post(&basic(&format!("{id}:secret")), &good), 400, "invalid_request");
        assert_eq!(form_post(&app.anonymous(), &"a".repeat(2_000_000)).status, 413);
    }

    fn forged_tokens_are_refused_everywhere(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let good = data.token.clone().unwrap();
        data.get("/v1/territories").expect(200);
        let forged = forged(&app, &good);
        assert!(forged.len() >= 60, "{}", forged.len());
        for token in &forged {
            let caller = Client::new(&app.url, None, None).with("Authorization", token);
            let answers = [
                caller.get("/v1/territories"),
                caller.get("/v1/territories/01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"),
                caller.post("/v1/territories", &json!({"name": "x", "commune_codes": []})),
                caller.at_version(1).patch("/v1/territories/01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", &json!({})),
                caller.delete("/v1/auth/sessions/current"),
            ];
            for answer in answers {
                assert_eq!(answer.status, 401, "{token}: {}", answer.text);
                assert!(answer.headers["www-authenticate"].starts_with("Bearer"), "{token}");
            }
        }
        data.get("/v1/territories").expect(200);
    }
}

/// Values of the Authorization header that must open nothing.
fn forged(app: &TestApp, good: &str) -> Vec<String> {
    let parts: Vec<&str> = good.split('.').collect();
    let (header, claims, signature) = (parts[0], parts[1], parts[2]);
    let read = |part: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap() };
    let write = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
    let mut raw: Vec<String> = Vec::new();
    // another header over the same claims and signature
    let headers = [
        json!({"alg": "none", "typ": "at+jwt"}),
        json!({"alg": "None"}),
        json!({"alg": "HS256", "typ": "at+jwt"}),
        json!({"alg": "RS256", "typ": "at+jwt"}),
        json!({"alg": "ES256", "typ": "at+jwt"}),
        json!({"alg": "EdDSA"}),
        json!({"alg": "EdDSA", "typ": "JWT"}),
        json!({"alg": "EdDSA", "typ": "at+jwt", "kid": "../../etc/passwd"}),
        json!({"alg": "EdDSA", "typ": "at+jwt", "kid": "' or 1=1 --"}),
        json!({"alg": "EdDSA", "typ": "at+jwt", "jku": "http://evil.example/jwks"}),
        json!({"alg": "EdDSA", "typ": "at+jwt", "x5u": "http://evil.example/x5u"}),
        json!({"alg": "EdDSA", "typ": "at+jwt", "crit": ["exp"]}),
        json!({"typ": "at+jwt"}),
        json!([]),
        json!(null),
        json!("EdDSA"),
    ];
    raw.extend(headers.iter().map(|h| format!("{}.{claims}.{signature}", write(h))));
    raw.extend(headers.iter().map(|h| format!("{}.{claims}.", write(h))));
    // other claims under the same header and signature
    for (name, value) in [
        ("exp", json!(99_999_999_999_i64)),
        ("exp", json!("tomorrow")),
        ("exp", json!(null)),
        ("exp", json!(-1)),
        ("exp", json!(1e300)),
        ("nbf", json!(0)),
        ("iss", json!("http://evil.example")),
        ("aud", json!([])),
        ("sub", json!("00000000-0000-0000-0000-000000000000")),
        ("sub", json!({"$ne": null})),
        ("plie", json!("00000000-0000-0000-0000-000000000000")),
        ("kind", json!("client")),
        ("kind", json!("root")),
        ("sid", json!(null)),
        ("av", json!(0)),
        ("av", json!("1")),
        ("rl", json!(1_000_000)),
        ("scope", json!("participants:read")),
    ] {
        let mut changed = read(claims);
        changed[name] = value;
        raw.push(format!("{header}.{}.{signature}", write(&changed)));
    }
    // the signature, the parts, the length
    raw.extend([
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode([0u8; 64])),
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode([0u8; 63])),
        format!("{header}.{claims}.{}A", &signature[..signature.len() - 2]),
        format!("{header}.{claims}.{}", signature.to_uppercase()),
        format!("{header}.{claims}.{signature}="),
        format!("{header}.{claims}.{signature}."),
        format!("{header}.{claims}.{signature}.{signature}"),
        format!("{header}..{signature}"),
        format!(".{claims}.{signature}"),
        "..".to_owned(),
        ".".to_owned(),
        "a.b.c".to_owned(),
        "%00%00".to_owned(),
        "x".repeat(20_000),
        format!("{good}{}", "A".repeat(5000)),
    ]);
    // well made, but not for this
    let now = app.clock.now();
    let elsewhere = jalon::auth::keys::Keys::of([9; 32]);
    let bearer = jalon::auth::tokens::Bearer {
        kind: jalon::auth::tokens::CallerKind::User,
        plie: app.plie,
        sub: uuid::Uuid::now_v7(),
        sid: None,
        av: 1,
        rl: None,
        scope: None,
    };
    let others = jalon::auth::tokens::Tokens::new(&elsewhere, "http://jalon.test").unwrap();
    raw.push(others.access(&bearer, now).unwrap());
    raw.push(app.state.tokens.access(&bearer, now).unwrap());
    raw.push(app.state.tokens.access(&bearer, now.plus_seconds(3600)).unwrap());
    raw.push(app.state.tokens.access(&bearer, now.plus_seconds(-3600)).unwrap());
    raw.push(app.state.tokens.refresh(app.plie, jalon::ids::SessionId::new(), 1));
    let mut values: Vec<String> = raw.into_iter().map(|token| format!("Bearer {token}")).collect();
    values.extend(
        ["Bearer", "Bearer ", "bearer x y", "Basic dXNlcjpwYXNz", "Token x", "null", "undefined"].map(str::to_owned),
    );
    values.push(format!("Basic {good}"));
    values.push(good.to_owned());
    values
}
