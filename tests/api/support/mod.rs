//! A server of its own for each test: its database, its clock, its accounts.

pub mod builders;
pub mod calls;
pub mod client;
pub mod database;
pub mod node;
pub mod statements;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use jalon::app::AppState;
use jalon::auth::actor::HeldRole;
use jalon::auth::keys::Keys;
use jalon::auth::role::Role;
use jalon::clock::Clock;
use jalon::config::Given;
use jalon::db::{Conn, Instant, Store, StoreSize};
use jalon::identity::admin::{self, NewUser};
use jalon::identity::plies::Settings;
use jalon::ids::{PlieId, UserId};

pub use client::{Answer, Client};
pub use database::{Database, Kind};
pub use serde_json::{Value, json};

/// Declares tests that run on both databases: `both! { fn a_thing_holds(app: TestApp) { … } }`. One that says which
/// obligation it meets, and by which operations, has called them by its end.
#[macro_export]
macro_rules! both {
    ($($(#[$said:meta])* fn $name:ident($app:ident: TestApp) $body:block)+) => { $(
        $(#[$said])*
        mod $name {
            use super::*;
            fn run($app: $crate::support::TestApp) $body
            fn on(kind: $crate::support::Kind) {
                let app = $crate::support::TestApp::start(kind);
                let url = app.url.clone();
                run(app);
                $crate::support::calls::kept(&[$(stringify!($said)),*], &url);
            }
            #[test]
            fn sqlite() { on($crate::support::Kind::Sqlite); }
            #[test]
            fn postgres() { on($crate::support::Kind::Postgres); }
        }
    )+ };
}

/// The master key of every test.
pub const KEY: [u8; 32] = [42; 32];

/// A running server and the PLIE «Grenoble» in it.
pub struct TestApp {
    pub url: String,
    pub clock: Clock,
    pub plie: PlieId,
    pub state: Arc<AppState>,
    pub database: Database,
    at_hand: Mutex<Conn>,
    stop: Option<actix_web::dev::ServerHandle>,
    server: Option<std::thread::JoinHandle<()>>,
}

/// The instant at which tests begin: Monday 2 March 2026, 09:00 in Paris.
pub fn monday() -> Instant {
    instant("2026-03-02T08:00:00Z")
}

pub fn instant(text: &str) -> Instant {
    serde_json::from_value(json!(text)).unwrap()
}

impl TestApp {
    pub fn start(kind: Kind) -> Self {
        Self::start_with(kind, |given| given)
    }

    /// A server with other settings.
    pub fn start_with(kind: Kind, change: impl FnOnce(Given) -> Given) -> Self {
        let database = Database::fresh(kind);
        let given = Given {
            database_url: Some(database.url.clone()),
            listen: Some("127.0.0.1:0".to_owned()),
            public_url: Some("http://jalon.test".to_owned()),
            data_dir: Some(database.dir.clone()),
            workers: Some("1".to_owned()),
            sheet_reader: Some(env!("CARGO_BIN_EXE_jalon").into()),
            rate_limit: Some("0".to_owned()),
            ..Given::default()
        };
        let config = change(given).understand().unwrap();
        let clock = Clock::fixed(monday());
        let store = Store::open(&database.url, StoreSize { threads: 2, queue: 1024 }).unwrap();
        let state = Arc::new(AppState::new(config, store, clock.clone(), Keys::of(KEY)).unwrap());
        let (tx, rx) = mpsc::channel();
        let served = state.clone();
        let server = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let (server, address) = jalon::app::bind(served.clone(), served.config.http.listen).unwrap();
                tx.send((server.handle(), address)).unwrap();
                server.await.unwrap();
            });
        });
        let (handle, address) = rx.recv().unwrap();
        // what somebody asked who had this port before
        drop(calls::take(&format!("http://{address}")));
        let mut at_hand = system(&database);
        let plie = admin::create_plie(&mut at_hand, "PLIE de Grenoble", &Settings::default(), monday()).unwrap();
        Self {
            url: format!("http://{address}"),
            clock,
            plie,
            state,
            database,
            at_hand: Mutex::new(at_hand),
            stop: Some(handle),
            server: Some(server),
        }
    }

    /// A connection that stands behind no wall: for looking and for going around the code.
    pub fn conn(&self) -> Conn {
        system(&self.database)
    }

    /// The connection that accounts and other givens are made with: to open one costs more than what it is opened for.
    pub(crate) fn at_hand(&self) -> MutexGuard<'_, Conn> {
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A caller with this role in the PLIE, signed in; each call makes another account.
    pub fn sign_in(&self, role: Role) -> Client {
        self.sign_in_at(self.plie, role)
    }

    /// As [`TestApp::sign_in`], in another PLIE.
    pub fn sign_in_at(&self, plie: PlieId, role: Role) -> Client {
        let user = self.user(plie, role, None);
        self.client_of(plie, user)
    }

    /// An account; `scope` limits its role (type and id).
    pub fn user(&self, plie: PlieId, role: Role, scope: Option<(jalon::auth::actor::ScopeType, uuid::Uuid)>) -> UserId {
        let held = HeldRole {
            role,
            scope_type: scope.map(|s| s.0),
            scope_id: scope.map(|s| s.1),
            valid_from: "2020-01-01".parse().unwrap(),
            valid_to: None,
        };
        let unique = uuid::Uuid::now_v7().simple().to_string();
        let new = NewUser {
            email: format!("{}.{unique}@plie.example", role.code()),
            first_name: "Camille".to_owned(),
            last_name: format!("{role}"),
            roles: vec![held],
            password: None,
        };
        admin::create_user(&mut self.at_hand(), plie, &new, self.clock.now()).unwrap()
    }

    /// A signed-in caller for an account.
    pub fn client_of(&self, plie: PlieId, user: UserId) -> Client {
        let token =
            admin::token_for_user(&mut self.at_hand(), &self.state.tokens, plie, user, self.clock.now()).unwrap();
        Client::new(&self.url, Some(token), Some(user.0))
    }

    /// A caller without credentials.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.url, None, None)
    }

    /// Another PLIE on the same server.
    pub fn another_plie(&self) -> PlieId {
        admin::create_plie(&mut self.at_hand(), "PLIE de Dijon", &Settings::default(), self.clock.now()).unwrap()
    }

    /// The entries of the journal that a condition picks: operation, resource, reason.
    pub fn journal(&self, condition: &str) -> Vec<String> {
        use diesel::prelude::*;
        #[derive(QueryableByName)]
        struct Line {
            #[diesel(sql_type = diesel::sql_types::Text)]
            line: String,
        }
        let sql = format!(
            "select operation || ' ' || resource || coalesce(' ' || reason, '') as line from audit_entries where {condition} order by at, id"
        );
        let lines: Vec<Line> = jalon::each!(&mut *self.at_hand(), |c| diesel::sql_query(sql).load(c)).unwrap();
        lines.into_iter().map(|l| l.line).collect()
    }

    /// Sets the clock, and signs nobody out: sessions last twelve hours.
    pub fn at(&self, text: &str) {
        self.clock.set(instant(text));
    }
}

fn system(database: &Database) -> Conn {
    let mut conn = Conn::open(&database.url).unwrap();
    if conn.is_pg() {
        conn.batch("set app.system = 'on'").unwrap();
    }
    conn
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // an HTTP client may keep its connection; the server need not wait for it
            drop(stop.stop(false));
        }
        if let Some(server) = self.server.take() {
            drop(server);
        }
    }
}
