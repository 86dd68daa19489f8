//! What a client may count on when things go wrong. Each client keeps a ledger of what was
//! acknowledged; at the end the ledger is held against what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jalon::auth::role::Role;
use jalon::http::middleware::REQUEST_TIME;
use uuid::Uuid;

use crate::support::node::{Node, Site};
use crate::support::{Kind, TestApp, Value, json};

/// What one client knows of its writes: the key of each, and whether it was acknowledged.
#[derive(Default)]
struct Ledger {
    acknowledged: BTreeSet<Uuid>,
    unclear: BTreeSet<Uuid>,
}

fn agent() -> ureq::Agent {
    let timeout = Some(Duration::from_secs(20));
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_idle_connections(0)
        .timeout_global(timeout)
        .build()
        .into()
}

/// Posts the territory that this key names; nothing when no answer came.
fn post(agent: &ureq::Agent, url: &str, token: &str, key: Uuid) -> Option<u16> {
    let body = json!({"id": key, "name": key.to_string(), "commune_codes": []}).to_string();
    let answer = agent
        .post(format!("{url}/v1/territories"))
        .header("Authorization", format!("Bearer {token}"))
        .header("Idempotency-Key", key.to_string())
        .header("Content-Type", "application/json")
        .send(body);
    answer.ok().map(|r| r.status().as_u16())
}

fn write_until(stop: &AtomicBool, url: &str, token: &str, ledger: &Mutex<Ledger>) {
    let agent = agent();
    while !stop.load(Ordering::SeqCst) {
        let retry = ledger.lock().unwrap().unclear.pop_first();
        let key = retry.unwrap_or_else(Uuid::now_v7);
        let status = post(&agent, url, token, key);
        let mut ledger = ledger.lock().unwrap();
        match status {
            Some(201) => drop(ledger.acknowledged.insert(key)),
            Some(503) | None => drop(ledger.unclear.insert(key)),
            Some(other) => panic!("{other}"),
        }
    }
}

fn under_load<T>(
    node: &Node,
    token: &str,
    writers: usize,
    ledger: &Arc<Mutex<Ledger>>,
    then: impl FnOnce(&AtomicBool) -> T,
) -> T {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..writers {
            scope.spawn(|| write_until(&stop, &node.url, token, ledger));
        }
        let done = then(&stop);
        stop.store(true, Ordering::SeqCst);
        done
    })
}

fn acknowledged(ledger: &Mutex<Ledger>) -> usize {
    ledger.lock().unwrap().acknowledged.len()
}

/// However slow the machine is: only what never comes fails.
fn wait_until(what: &str, happened: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(120);
    while !happened() {
        assert!(Instant::now() < until, "{what}: never");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

/// Every territory there is, by name, with how often.
fn present(client: &crate::support::Client) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut next = "/v1/territories?limit=200".to_owned();
    loop {
        let answer = client.get(&next);
        let link = answer.headers.get("link").cloned();
        let page = answer.expect(200);
        for item in page["items"].as_array().unwrap() {
            *found.entry(item["name"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let Value::String(_) = &page["next_cursor"] else { return found };
        next = link.unwrap().trim_start_matches('<').split('>').next().unwrap().to_owned();
    }
}

fn nothing_acknowledged_is_lost_and_nothing_is_there_twice(kind: Kind) {
    let site = Site::new(kind);
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    for round in 0u64..20 {
        let node = site.node();
        let token = site.token();
        under_load(&node, &token, 8, &ledger, |stop| {
            // by what was acknowledged, not by the clock alone: a busy machine is killed in the midst of work too
            let before = acknowledged(&ledger);
            wait_until("the node acknowledges", || acknowledged(&ledger) >= before + 6);
            std::thread::sleep(Duration::from_millis(round * 17 % 240));
            let pid = node.pid().to_string();
            assert!(std::process::Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
            stop.store(true, Ordering::SeqCst);
        });
        node.kill();
    }
    let node = site.node();
    let client = site.client(&node);
    let unclear = std::mem::take(&mut ledger.lock().unwrap().unclear);
    for key in unclear {
        assert_eq!(post(&agent(), &node.url, client.token.as_ref().unwrap(), key), Some(201));
        ledger.lock().unwrap().acknowledged.insert(key);
    }
    let acknowledged: BTreeSet<String> = ledger.lock().unwrap().acknowledged.iter().map(Uuid::to_string).collect();
    let present = present(&client);
    let lost: Vec<&String> = acknowledged.iter().filter(|k| !present.contains_key(*k)).collect();
    let twice: Vec<&String> = present.iter().filter(|(_, n)| **n > 1).map(|(k, _)| k).collect();
    assert!(lost.is_empty() && twice.is_empty(), "lost {lost:?}, twice {twice:?}");
    assert!(acknowledged.len() > 100, "only {} writes were acknowledged", acknowledged.len());
    assert_eq!(present.len(), acknowledged.len(), "nothing is there that nobody sent");
    assert_eq!(journalled(&site), present.len(), "each has its line in the journal");
    jalon::app::sequence(&mut site.conn()).unwrap();
    assert_eq!(jalon::app::verify_chain(&mut site.conn(), site.plie).unwrap(), None);
    assert_eq!(node.stop(), Some(0));
}

fn journalled(site: &Site) -> usize {
    use diesel::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let count: Count = diesel::sql_query(
        "select count(*) as n from audit_entries where resource = 'territories' and change = 'created'",
    )
    .get_result(&mut site.conn())
    .unwrap();
    usize::try_from(count.n).unwrap()
}

fn a_request_under_way_is_answered_when_the_node_is_told_to_stop(kind: Kind) {
    let site = Site::new(kind);
    let node = site.node();
    let token = site.token();
    let ledger = Mutex::new(Ledger::default());
    let stop = AtomicBool::new(false);
    let (url, pid) = (node.url.clone(), node.pid().to_string());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| write_until(&stop, &url, &token, &ledger));
        }
        // as a proxy does: no new request once /readyz says no
        scope.spawn(|| {
            let agent = agent();
            while agent.get(format!("{url}/readyz")).call().is_ok_and(|r| r.status() == 200) {
                std::thread::park_timeout(Duration::from_millis(5));
            }
            stop.store(true, Ordering::SeqCst);
        });
        wait_until("the node acknowledges", || acknowledged(&ledger) >= 20);
        assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    });
    assert_eq!(node.stop_status(), Some(0));
    let ledger = ledger.into_inner().unwrap();
    assert!(ledger.unclear.is_empty(), "{} requests were cut", ledger.unclear.len());
    let node = site.node();
    assert_eq!(present(&site.client(&node)).len(), ledger.acknowledged.len());
}

fn half_open_bodies_are_cut_and_others_stay_served(kind: Kind) {
    let app = TestApp::start(kind);
    let data = app.sign_in(Role::DataManager);
    let address = app.url.trim_start_matches("http://").to_owned();
    let head = format!(
        "POST /v1/territories HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{{",
        data.token.as_ref().unwrap()
    );
    let mut held: Vec<TcpStream> = (0..900)
        .map(|_| {
            let mut socket = TcpStream::connect(&address).unwrap();
            socket.write_all(head.as_bytes()).unwrap();
            socket
        })
        .collect();
    let mut slowest = Duration::ZERO;
    for _ in 0..200 {
        let started = Instant::now();
        data.get("/v1/territories").expect(200);
        slowest = slowest.max(started.elapsed());
    }
    // who waits behind a half-open body waits for the whole of its time
    assert!(slowest < REQUEST_TIME / 2, "{slowest:?}");
    for socket in &mut held {
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut answer = String::new();
        drop(socket.read_to_string(&mut answer));
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
}

mod sqlite {
    use super::*;

    #[test]
    fn nothing_acknowledged_is_lost_when_the_node_is_killed() {
        nothing_acknowledged_is_lost_and_nothing_is_there_twice(Kind::Sqlite);
    }

    #[test]
    fn no_request_is_cut_when_the_node_is_told_to_stop() {
        a_request_under_way_is_answered_when_the_node_is_told_to_stop(Kind::Sqlite);
    }

    #[test]
    fn half_open_bodies_do_not_keep_others_waiting() {
        half_open_bodies_are_cut_and_others_stay_served(Kind::Sqlite);
    }
}

mod postgres {
    use super::*;

    #[test]
    fn nothing_acknowledged_is_lost_when_the_node_is_killed() {
        nothing_acknowledged_is_lost_and_nothing_is_there_twice(Kind::Postgres);
    }

    #[test]
    fn no_request_is_cut_when_the_node_is_told_to_stop() {
        a_request_under_way_is_answered_when_the_node_is_told_to_stop(Kind::Postgres);
    }

    #[test]
    fn half_open_bodies_do_not_keep_others_waiting() {
        half_open_bodies_are_cut_and_others_stay_served(Kind::Postgres);
    }

    #[test]
    fn two_nodes_on_one_database_are_one_server() {
        let site = Site::new(Kind::Postgres);
        // both at once: the migrations run under a lock
        let (first, second) = (site.start(), site.start());
        first.ready();
        second.ready();
        let (one, two) = (site.client(&first), site.client(&second));
        for n in 0..50 {
            let made = one
                .with("Idempotency-Key", format!("k{n}"))
                .post("/v1/territories", &json!({"name": format!("t{n}"), "commune_codes": []}));
            let location = made.headers["location"].clone();
            assert_eq!(two.get(&location).status, 200, "what one node wrote the other reads at once");
            let replay = two
                .with("Idempotency-Key", format!("k{n}"))
                .post("/v1/territories", &json!({"name": format!("t{n}"), "commune_codes": []}));
            assert_eq!((replay.status, replay.text), (made.status, made.text));
        }
        site.conn().batch("update users set auth_version = auth_version + 1").unwrap();
        one.get("/v1/territories").refused(401, "unauthenticated");
        two.get("/v1/territories").refused(401, "unauthenticated");
        drop(first);
        // the sequencer's lead was with either: the other goes on
        let alone = site.client(&second);
        alone.post("/v1/territories", &json!({"name": "later", "commune_codes": []})).expect(201);
        wait_until("the journal is numbered", || !journal_waits(&site));
        assert_eq!(jalon::app::verify_chain(&mut site.conn(), site.plie).unwrap(), None);
    }
}

fn journal_waits(site: &Site) -> bool {
    use diesel::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Waits {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        waits: bool,
    }
    let row: Waits = diesel::sql_query("select exists(select 1 from audit_entries where seq is null) as waits")
        .get_result(&mut site.conn())
        .unwrap();
    row.waits
}
