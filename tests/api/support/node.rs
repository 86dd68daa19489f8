//! A server as operators run it: the binary in a process of its own, that can be killed.

use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use base64::Engine;
use jalon::auth::keys::Keys;
use jalon::auth::role::Role;
use jalon::auth::tokens::Tokens;
use jalon::clock::Clock;
use jalon::db::Conn;
use jalon::identity::admin::{self, NewUser};
use jalon::identity::plies::Settings;
use jalon::ids::{PlieId, UserId};

use super::{Client, Database, KEY, Kind};

/// The address that tokens of nodes name.
pub const PUBLIC_URL: &str = "http://jalon.test";

/// A database with one PLIE and one data manager, for nodes to serve.
pub struct Site {
    pub database: Database,
    pub plie: PlieId,
    pub user: UserId,
}

pub struct Node {
    child: Child,
    pub url: String,
}

impl Site {
    /// A database with nothing in it yet; its PLIE and account are nobody.
    pub fn empty(kind: Kind) -> Self {
        let database = Database::fresh(kind);
        std::fs::create_dir_all(database.dir.join("keys")).unwrap();
        let text = base64::engine::general_purpose::STANDARD.encode(KEY);
        std::fs::write(database.dir.join("keys").join("master.key"), text).unwrap();
        let nobody = uuid::Uuid::nil();
        Self { database, plie: PlieId::of(nobody), user: UserId::of(nobody) }
    }

    /// What a command needs to know of the database and its keys.
    pub fn settings(&self) -> [(&'static str, std::ffi::OsString); 5] {
        [
            ("JALON_DATABASE_URL", self.database.url.clone().into()),
            ("JALON_DATA_DIR", self.database.dir.clone().into()),
            ("JALON_PUBLIC_URL", PUBLIC_URL.into()),
            ("JALON_RATE_LIMIT", "0".into()),
            ("JALON_LOG", "error".into()),
        ]
    }

    pub fn new(kind: Kind) -> Self {
        let Self { database, .. } = Self::empty(kind);
        let mut conn = conn(&database);
        let now = Clock::machine().now();
        let plie = admin::create_plie(&mut conn, "PLIE de Grenoble", &Settings::default(), now).unwrap();
        let held = jalon::auth::actor::HeldRole {
            role: Role::DataManager,
            scope_type: None,
            scope_id: None,
            valid_from: "2020-01-01".parse().unwrap(),
            valid_to: None,
        };
        let new = NewUser {
            email: "data@plie.example".to_owned(),
            first_name: "Dominique".to_owned(),
            last_name: "Martin".to_owned(),
            roles: vec![held],
            password: None,
        };
        let user = admin::create_user(&mut conn, plie, &new, now).unwrap();
        Self { database, plie, user }
    }

    /// Starts a node and waits until it is ready.
    pub fn node(&self) -> Node {
        let node = self.start();
        node.ready();
        node
    }

    /// Starts a node and does not wait.
    pub fn start(&self) -> Node {
        let port = free_port();
        let child = Command::new(env!("CARGO_BIN_EXE_jalon"))
            .arg("serve")
            .envs(self.settings())
            .env("JALON_LISTEN", format!("127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Node { child, url: format!("http://127.0.0.1:{port}") }
    }

    /// The data manager, signed in, for any node.
    pub fn token(&self) -> String {
        let tokens = Tokens::new(&Keys::of(KEY), PUBLIC_URL).unwrap();
        admin::token_for_user(&mut conn(&self.database), &tokens, self.plie, self.user, Clock::machine().now()).unwrap()
    }

    pub fn client(&self, node: &Node) -> Client {
        Client::new(&node.url, Some(self.token()), Some(self.user.0))
    }

    /// Another account, signed in.
    pub fn client_as(&self, node: &Node, role: Role) -> Client {
        let (mut conn, now) = (self.conn(), Clock::machine().now());
        let valid_from = "2020-01-01".parse().unwrap();
        let held = jalon::auth::actor::HeldRole { role, scope_type: None, scope_id: None, valid_from, valid_to: None };
        let new = NewUser {
            email: format!("{}@plie.example", role.code()),
            first_name: "Camille".to_owned(),
            last_name: format!("{role}"),
            roles: vec![held],
            password: None,
        };
        let user = admin::create_user(&mut conn, self.plie, &new, now).unwrap();
        let tokens = Tokens::new(&Keys::of(KEY), PUBLIC_URL).unwrap();
        let token = admin::token_for_user(&mut conn, &tokens, self.plie, user, now).unwrap();
        Client::new(&node.url, Some(token), Some(user.0))
    }

    pub fn conn(&self) -> Conn {
        conn(&self.database)
    }
}

fn conn(database: &Database) -> Conn {
    let mut conn = Conn::open(&database.url).unwrap();
    if conn.is_pg() {
        conn.batch("set app.system = 'on'").unwrap();
    }
    conn
}

/// A port that nobody listens on, below those that the system gives to the connections of the other tests.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 10_000 + u16::try_from(std::process::id() % 20_000).unwrap();
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::Relaxed) % 2_000;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

impl Node {
    pub fn ready(&self) {
        let until = Instant::now() + Duration::from_secs(60);
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        while agent.get(format!("{}/readyz", self.url)).call().map(|r| r.status().as_u16()).unwrap_or(0) != 200 {
            assert!(Instant::now() < until, "the node is not ready");
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    /// As the power cut of a process: no handler runs.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop; waits; its exit status.
    pub fn stop(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }

    /// Waits until it has stopped by itself; its exit status.
    pub fn stop_status(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
