//! The change feed as a stream, on a socket of its own: nothing lost, nothing twice, and over when the rights are.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use jalon::auth::role::Role;
use jalon::config::Given;

use crate::both;
use crate::support::{Client, TestApp, Value, json};

/// What came over the socket: its head, then piece by piece.
struct Stream {
    head: String,
    from: BufReader<TcpStream>,
}

/// Opens a stream by plain HTTP/1.1.
fn open(app: &TestApp, client: &Client, query: &str, headers: &[(&str, &str)]) -> Stream {
    let address = app.url.strip_prefix("http://").unwrap();
    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let token = client.token.as_deref().unwrap_or("none");
    let mut request = format!(
        "GET /v1/changes/stream{query} HTTP/1.1\r\nHost: jalon.test\r\nAuthorization: Bearer {token}\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip\r\n"
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    socket.write_all(format!("{request}\r\n").as_bytes()).unwrap();
    let mut from = BufReader::new(socket);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(from.read_line(&mut head).unwrap() > 0, "closed in its head: {head}");
    }
    Stream { head: head.to_lowercase(), from }
}

impl Stream {
    fn status(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    /// The next piece of the body; none at its end.
    fn piece(&mut self) -> Option<String> {
        let mut size = String::new();
        if self.from.read_line(&mut size).expect("the stream says nothing and does not end") == 0 {
            return None;
        }
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        let mut bytes = vec![0; size + 2];
        self.from.read_exact(&mut bytes).unwrap();
        bytes.truncate(size);
        (size > 0).then(|| String::from_utf8(bytes).unwrap())
    }

    /// So many events, each with its id.
    fn events(&mut self, many: usize) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        while found.len() < many {
            let piece = self.piece().expect("the stream ended before its events");
            for event in piece.split("\n\n").filter(|e| e.starts_with("id: ")) {
                let (id, data) = event.split_once('\n').unwrap();
                let change: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
                found.push((id.strip_prefix("id: ").unwrap().to_owned(), change));
            }
        }
        assert_eq!(found.len(), many, "{found:?}");
        found
    }

    /// That nothing comes for a while, and it goes on.
    fn is_silent(&mut self) {
        self.from.get_ref().set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        let read = self.from.read_line(&mut String::new());
        assert!(read.is_err_and(|e| matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)));
    }

    /// That the stream ends, whatever it still had to say.
    fn ends(&mut self) {
        while self.piece().is_some() {}
    }
}

fn quick(given: Given) -> Given {
    Given { stream_interval: Some("20".to_owned()), ..given }
}

fn started(app: TestApp) -> TestApp {
    let kind = app.database.kind;
    drop(app);
    TestApp::start_with(kind, quick)
}

/// A territory, whose entry in the journal has its number.
fn territory(app: &TestApp, name: &str, commune: &str) -> Value {
    let made =
        app.sign_in(Role::DataManager).post("/v1/territories", &json!({"name": name, "commune_codes": [commune]}));
    let made = made.expect(201);
    jalon::app::sequence(&mut app.conn()).unwrap();
    made
}

/// Whether the caller has as many streams open as it may.
fn full(app: &TestApp, client: &Client) -> bool {
    open(app, client, "?after=now", &[]).status() == "429"
}

both! {
    fn what_happens_is_told_as_it_happens_and_no_event_is_lost_or_told_twice(app: TestApp) {
        let app = started(app);
        let before = territory(&app, "Avant", "38185");
        let data = app.sign_in(Role::DataManager);
        let mut stream = open(&app, &data, "?types=territories", &[]);
        assert_eq!(stream.status(), "200");
        assert!(stream.head.contains("content-type: text/event-stream") && stream.head.contains("cache-control: no-store"), "{}", stream.head);
        assert!(!stream.head.contains("content-encoding: gzip"), "{}", stream.head);
        let first = stream.events(1).remove(0);
        assert_eq!((&first.1["id"], &first.1["type"], &first.1["change"]), (&before["id"], &json!("territories"), &json!("created")));
        assert_eq!(first.1["cursor"], json!(first.0));
        let later = [territory(&app, "Un", "38186"), territory(&app, "Deux", "38187")];
        let told = stream.events(2);
        assert_eq!([&told[0].1["id"], &told[1].1["id"]], [&later[0]["id"], &later[1]["id"]]);
        drop(stream);
        // who comes back with what it heard last hears the rest, and that once
        let missed = territory(&app, "Trois", "38188");
        let mut again = open(&app, &data, "?types=territories", &[("Last-Event-ID", &told[0].0)]);
        let rest: Vec<Value> = again.events(2).into_iter().map(|e| e.1["id"].clone()).collect();
        assert_eq!(rest, [later[1]["id"].clone(), missed["id"].clone()]);
        let feed = data.get(&format!("/v1/changes?types=territories&after={}", told[0].0)).expect(200);
        let feed: Vec<Value> = feed["items"].as_array().unwrap().iter().map(|c| c["id"].clone()).collect();
        assert_eq!(rest, feed, "it is the feed");
        let mut now = open(&app, &data, "?types=territories&after=now", &[]);
        assert_eq!(now.piece().as_deref(), Some("retry: 3000\n\n"));
        let last = territory(&app, "Quatre", "38189");
        assert_eq!(now.events(1)[0].1["id"], last["id"]);
    }

    fn a_stream_tells_what_the_feed_tells_its_caller(app: TestApp) {
        let app = started(app);
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let mut stream = open(&app, &nadia.referent, "?types=barriers", &[]);
        let theirs = app.given_a_barrier(&karim);
        let mine = app.given_a_barrier(&nadia);
        jalon::app::sequence(&mut app.conn()).unwrap();
        let told = stream.events(1).remove(0).1;
        assert_eq!((&told["id"], &told["participant_id"]), (&mine["id"], &json!(nadia.participant)));
        assert_ne!(told["id"], theirs["id"]);
        let mut other = open(&app, &app.sign_in_at(app.another_plie(), Role::DataManager), "?types=barriers", &[]);
        assert_eq!(other.piece().as_deref(), Some("retry: 3000\n\n"));
        app.given_a_barrier(&nadia);
        jalon::app::sequence(&mut app.conn()).unwrap();
        stream.events(1);
        // nothing of another PLIE
        other.is_silent();
    }

    fn who_may_not_hear_the_feed_hears_no_stream(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        app.anonymous().get("/v1/changes/stream").refused(401, "unauthenticated");
        for role in [Role::FinanceOfficer, Role::Auditor, Role::FranceTravail, Role::Provider, Role::EmployerRelationsOfficer] {
            app.sign_in(role).get("/v1/changes/stream").refused(403, "forbidden");
        }
        data.get("/v1/changes/stream?after=x").refused(400, "invalid_cursor");
        data.with("Last-Event-ID", "x").get("/v1/changes/stream").refused(400, "invalid_cursor");
        data.get("/v1/changes/stream?kinds=sites").refused(400, "unknown_parameter");
    }

    fn a_stream_ends_with_the_rights_of_its_account_and_with_its_token(app: TestApp) {
        let app = started(app);
        let user = app.user(app.plie, Role::DataManager, None);
        let client = app.client_of(app.plie, user);
        let mut stream = open(&app, &client, "?after=now", &[]);
        assert_eq!(stream.status(), "200");
        let director = app.sign_in(Role::Director);
        let path = format!("/v1/users/{}", user.0);
        let version = director.get(&path).expect(200)["version"].as_i64().unwrap();
        director.at_version(version).post(&format!("{path}/suspend"), &json!({})).expect(200);
        stream.ends();
        let mut stream = open(&app, &director, "?after=now", &[]);
        assert_eq!(stream.status(), "200");
        app.at("2026-03-02T08:11:00Z");
        stream.ends();
    }

    fn a_stream_ends_when_the_node_is_about_to_stop(app: TestApp) {
        let app = started(app);
        let mut stream = open(&app, &app.sign_in(Role::Director), "?after=now", &[]);
        assert_eq!(stream.status(), "200");
        app.state.drain();
        stream.ends();
    }

    fn an_account_has_so_many_streams_and_no_more(app: TestApp) {
        let app = started(app);
        let (director, other) = (app.sign_in(Role::Director), app.sign_in(Role::Director));
        let held: Vec<Stream> = (0..5).map(|_| open(&app, &director, "?after=now", &[])).collect();
        assert!(held.iter().all(|s| s.status() == "200"));
        let more = director.get("/v1/changes/stream");
        assert!(more.headers.contains_key("retry-after"));
        more.refused(429, "rate_limited");
        assert_eq!(open(&app, &other, "?after=now", &[]).status(), "200");
        drop(held);
        let waits = std::time::Instant::now();
        while full(&app, &director) {
            assert!(waits.elapsed() < Duration::from_secs(20), "the places were not given back");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn a_node_has_so_many_streams_and_no_more(app: TestApp) {
        let kind = app.database.kind;
        let app = TestApp::start_with(kind, |given| Given { streams: Some("1".to_owned()), ..given });
        let first = open(&app, &app.sign_in(Role::Director), "?after=now", &[]);
        assert_eq!(first.status(), "200");
        app.sign_in(Role::Director).get("/v1/changes/stream").refused(503, "unavailable");
    }
}
