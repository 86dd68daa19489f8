//! Tokens of another issuer, which here is a few lines of ours.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jalon::auth::role::Role;
use jalon::config::Given;

use crate::support::{Answer, Client, Kind, TestApp, Value, json};

enum Key {
    Ed(Ed25519KeyPair),
    Ec(EcdsaKeyPair),
    Rsa(RsaPair),
}

fn b64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Key {
    fn ed() -> Self {
        Self::Ed(Ed25519KeyPair::generate().unwrap())
    }

    fn ec() -> Self {
        Self::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    fn rsa() -> Self {
        Self::Rsa(RsaPair::generate(KeySize::Rsa2048).unwrap())
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed(_) => "EdDSA",
            Self::Ec(_) => "ES256",
            Self::Rsa(_) => "RS256",
        }
    }

    fn jwk(&self, kid: &str) -> Value {
        match self {
            Self::Ed(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": b64(pair.public_key().as_ref())})
            }
            Self::Ec(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256", "x": b64(x), "y": b64(y)})
            }
            Self::Rsa(pair) => {
                // RSAPublicKey: SEQUENCE { INTEGER of 257 bytes, INTEGER 65537 }
                let der = pair.public_key().as_ref().to_vec();
                json!({"kty": "RSA", "use": "sig", "kid": kid, "n": b64(&der[9..265]), "e": "AQAB"})
            }
        }
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ed(pair) => pair.sign(text.as_bytes()).as_ref().to_vec(),
            Self::Ec(pair) => pair.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).unwrap();
                signature
            }
        }
    }

    fn token(&self, kid: &str, claims: &Value) -> String {
        self.token_with(&json!({"alg": self.algorithm(), "typ": "JWT", "kid": kid}), claims)
    }

    fn token_with(&self, header: &Value, claims: &Value) -> String {
        let text = format!("{}.{}", b64(header.to_string().as_bytes()), b64(claims.to_string().as_bytes()));
        format!("{text}.{}", b64(&self.sign(&text)))
    }
}

/// An issuer that answers what it is told to, and counts how often it is asked for its keys.
struct Issuer {
    url: String,
    keys: Arc<Mutex<Vec<Value>>>,
    asked: Arc<AtomicUsize>,
}

impl Issuer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (keys, asked) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let (told, count, own) = (keys.clone(), asked.clone(), url.clone());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                let first = lines.next().unwrap_or_default();
                let rest: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
                assert!(!rest.iter().any(|line| line.to_lowercase().starts_with("authorization")));
                let body = if first.contains("/.well-known/openid-configuration") {
                    json!({"issuer": own, "jwks_uri": format!("{own}/keys")})
                } else {
                    count.fetch_add(1, Ordering::SeqCst);
                    json!({"keys": *told.lock().unwrap()})
                };
                let body = body.to_string();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                drop(stream.write_all(format!("{head}{body}").as_bytes()));
            }
        });
        Self { url, keys, asked }
    }

    fn publish(&self, keys: &[(&Key, &str)]) {
        *self.keys.lock().unwrap() = keys.iter().map(|(key, kid)| key.jwk(kid)).collect();
    }

    fn app(&self, kind: Kind) -> TestApp {
        let issuer = Some(self.url.clone());
        TestApp::start_with(kind, |given| Given {
            oidc_issuer: issuer,
            oidc_audience: Some("jalon".to_owned()),
            ..given
        })
    }

    /// Claims that hold at the time of the tests.
    fn claims(&self, app: &TestApp, subject: &str) -> Value {
        let now = app.clock.now().0.timestamp();
        json!({"iss": self.url, "aud": "jalon", "sub": subject, "iat": now, "exp": now + 300})
    }
}

fn me(app: &TestApp, token: &str) -> Answer {
    Client::new(&app.url, Some(token.to_owned()), None).get("/v1/me")
}

/// The account `sub-1`.
fn nadia(app: &TestApp) -> Value {
    let body = json!({"email": "nadia@plie.example", "first_name": "Nadia", "last_name": "Benali", "external_subject": "sub-1",
        "roles": [{"role": "referent", "valid_from": "2026-01-01"}]});
    app.sign_in(Role::DataManager).post("/v1/users", &body).expect(201)
}

#[test]
fn a_person_signed_in_elsewhere_is_who_its_token_names() {
    let issuer = Issuer::start();
    let (rsa, ec, ed) = (Key::rsa(), Key::ec(), Key::ed());
    issuer.publish(&[(&rsa, "rsa"), (&ec, "ec"), (&ed, "ed")]);
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let app = issuer.app(kind);
        let user = nadia(&app);
        for (key, kid) in [(&rsa, "rsa"), (&ec, "ec"), (&ed, "ed")] {
            let mine = me(&app, &key.token(kid, &issuer.claims(&app, "sub-1"))).expect(200);
            assert_eq!((&mine["id"], &mine["roles"][0]["role"]), (&user["id"], &json!("referent")));
        }
        // by an address that the issuer has verified, where no subject is known
        app.account(app.plie, "paul@plie.example", Role::Assistant);
        let mut claims = issuer.claims(&app, "sub-2");
        claims["email"] = json!("Paul@plie.example");
        me(&app, &ed.token("ed", &claims)).refused(401, "unauthenticated");
        claims["email_verified"] = json!(false);
        me(&app, &ed.token("ed", &claims)).refused(401, "unauthenticated");
        claims["email_verified"] = json!(true);
        assert_eq!(me(&app, &ed.token("ed", &claims)).expect(200)["email"], "paul@plie.example");
        // an account that names another subject is not its own, whatever the address
        claims["email"] = json!("nadia@plie.example");
        me(&app, &ed.token("ed", &claims)).refused(401, "unauthenticated");
        // no session here, so none to end; a suspension bites at once
        let token = ed.token("ed", &issuer.claims(&app, "sub-1"));
        let caller = Client::new(&app.url, Some(token.clone()), None);
        caller.delete("/v1/auth/sessions/current").refused(404, "not_found");
        let path = format!("/v1/users/{}/suspend", user["id"].as_str().unwrap());
        app.sign_in(Role::Director).at_version(1).post(&path, &json!({})).expect(200);
        me(&app, &token).refused(401, "unauthenticated");
    }
}

#[test]
fn a_token_that_is_not_wholly_right_opens_nothing() {
    let issuer = Issuer::start();
    let (rsa, ed, other) = (Key::rsa(), Key::ed(), Key::ed());
    issuer.publish(&[(&rsa, "rsa"), (&ed, "ed")]);
    let app = issuer.app(Kind::Sqlite);
    nadia(&app);
    let good = issuer.claims(&app, "sub-1");
    let now = app.clock.now().0.timestamp();
    me(&app, &ed.token("ed", &good)).expect(200);
    let changes = [
        ("iss", json!("http://evil.example")),
        ("iss", json!(null)),
        ("aud", json!("another")),
        ("aud", json!([])),
        ("aud", json!(null)),
        ("sub", json!(null)),
        ("sub", json!("")),
        ("sub", json!(1)),
        ("exp", json!(null)),
        ("exp", json!("tomorrow")),
        ("nbf", json!(now + 60)),
        ("iat", json!(now + 60)),
    ];
    for (name, value) in changes {
        let mut claims = good.clone();
        claims[name] = value.clone();
        me(&app, &ed.token("ed", &claims)).refused(401, "unauthenticated");
        claims.as_object_mut().unwrap().remove(name);
        if matches!(name, "iss" | "aud" | "sub" | "exp") {
            me(&app, &ed.token("ed", &claims)).refused(401, "unauthenticated");
        }
    }
    let mut late = good.clone();
    late["exp"] = json!(now - 5);
    me(&app, &ed.token("ed", &late)).refused(401, "token_expired");
    late["exp"] = json!(now - 4);
    me(&app, &ed.token("ed", &late)).expect(200);

    let headers = [
        json!({"alg": "none", "kid": "ed"}),
        json!({"alg": "HS256", "kid": "rsa"}),
        json!({"alg": "RS256", "kid": "ed"}),
        json!({"alg": "EdDSA", "kid": "rsa"}),
        json!({"alg": "RS512", "kid": "rsa"}),
        json!({"alg": "EdDSA", "kid": "ed", "crit": ["exp"], "exp": 1}),
        json!({"alg": "EdDSA", "kid": "ed", "typ": "logout+jwt"}),
        json!({"alg": "EdDSA", "kid": "ed", "jwk": other.jwk("ed")}),
    ];
    for header in &headers[..7] {
        me(&app, &ed.token_with(header, &good)).refused(401, "unauthenticated");
    }
    me(&app, &other.token_with(&headers[7], &good)).refused(401, "unauthenticated");
    me(&app, &other.token("ed", &good)).refused(401, "unauthenticated");
    me(&app, &format!("{}x", ed.token("ed", &good))).refused(401, "unauthenticated");
    // a token of ours that says to be of the other issuer is not read as one of ours
    let mut ours = good.clone();
    ours["kind"] = json!("user");
    ours["external"] = json!(true);
    me(&app, &other.token_with(&json!({"alg": "EdDSA", "typ": "at+jwt"}), &ours)).refused(401, "unauthenticated");
    // without a name an only key of its kind is meant
    me(&app, &ed.token_with(&json!({"alg": "EdDSA"}), &good)).expect(200);
}

#[test]
fn keys_are_fetched_seldom_and_a_new_one_is_found() {
    let issuer = Issuer::start();
    let (first, second) = (Key::ed(), Key::ed());
    issuer.publish(&[(&first, "1")]);
    let app = issuer.app(Kind::Sqlite);
    nadia(&app);
    let asked = || issuer.asked.load(Ordering::SeqCst);
    assert_eq!(asked(), 0);
    for _ in 0..5 {
        me(&app, &first.token("1", &issuer.claims(&app, "sub-1"))).expect(200);
    }
    assert_eq!(asked(), 1);
    issuer.publish(&[(&second, "2")]);
    for _ in 0..5 {
        me(&app, &second.token("2", &issuer.claims(&app, "sub-1"))).refused(401, "unauthenticated");
    }
    assert_eq!(asked(), 1, "not again within a minute");
    app.at("2026-03-02T08:01:00Z");
    me(&app, &second.token("2", &issuer.claims(&app, "sub-1"))).expect(200);
    me(&app, &first.token("1", &issuer.claims(&app, "sub-1"))).refused(401, "unauthenticated");
    assert_eq!(asked(), 2);
    app.at("2026-03-02T08:11:00Z");
    me(&app, &second.token("2", &issuer.claims(&app, "sub-1"))).expect(200);
    assert_eq!(asked(), 3, "held for ten minutes");
}

#[test]
fn an_issuer_that_does_not_answer_is_not_the_callers_fault() {
    let key = Key::ed();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = Issuer {
        url: format!("http://{}", listener.local_addr().unwrap()),
        keys: Arc::default(),
        asked: Arc::default(),
    };
    drop(listener);
    let app = gone.app(Kind::Sqlite);
    nadia(&app);
    me(&app, &key.token("1", &gone.claims(&app, "sub-1"))).refused(503, "unavailable");
    app.sign_in(Role::Referent).get("/v1/me").expect(200);
}
