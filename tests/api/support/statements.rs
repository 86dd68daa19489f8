//! What a server asks its database: the statements of a request, and how the database would carry one out.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::prelude::*;
use diesel::sql_types::Text;
use jalon::db::Conn;

use super::TestApp;

/// The database that is listened to, and what it was asked.
static HEARD: Mutex<Option<(String, Vec<String>)>> = Mutex::new(None);
static LISTENING: AtomicBool = AtomicBool::new(false);
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Hears what one connection is asked.
struct Ear {
    url: String,
}

impl Instrumentation for Ear {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => url.clone_into(&mut self.url),
            InstrumentationEvent::StartQuery { query, .. } if LISTENING.load(Ordering::Relaxed) => {
                if let Some((url, statements)) = HEARD.lock().unwrap().as_mut()
                    && url.ends_with(&self.url)
                {
                    statements.push(query.to_string());
                }
            }
            _ => {}
        }
    }
}

/// Gives an ear to each connection that is opened from now on; a test calls it before it starts its server.
pub fn listen() {
    set_default_instrumentation(|| Some(Box::new(Ear { url: String::new() }))).unwrap();
}

/// The statements that the server of this test sends while something is asked of it.
pub fn heard<T>(app: &TestApp, ask: impl FnOnce() -> T) -> (T, Vec<String>) {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(|e| e.into_inner());
    *HEARD.lock().unwrap() = Some((app.database.url.clone(), Vec::new()));
    LISTENING.store(true, Ordering::Relaxed);
    let answer = ask();
    LISTENING.store(false, Ordering::Relaxed);
    let mut statements = HEARD.lock().unwrap().take().unwrap().1;
    // what sets a connection up belongs to no request
    let sets_up = |s: &String| ["PRAGMA", "SET ", "select set_config("].iter().any(|head| s.starts_with(head));
    statements.retain(|s| !sets_up(s));
    (answer, statements)
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    detail: String,
}

/// How the database carries out a statement without parameters, with what it knows of its tables. PostgreSQL says it
/// as if reading a whole table were out of the question, so that what reads one all the same has no index to use.
pub fn plan(app: &TestApp, statement: &str) -> Vec<String> {
    let statement = statement.split(" -- binds:").next().unwrap();
    let mut conn = app.conn();
    match &mut conn {
        Conn::Sqlite(c) => {
            diesel::sql_query("analyze").execute(c).unwrap();
            let rows: Vec<SqliteStep> = diesel::sql_query(format!("explain query plan {statement}")).load(c).unwrap();
            rows.into_iter().map(|r| r.detail).collect()
        }
        Conn::Pg(c) => {
            diesel::sql_query("analyze").execute(c).unwrap();
            diesel::sql_query("set enable_seqscan = off").execute(c).unwrap();
            let rows: Vec<PostgresStep> = diesel::sql_query(format!("explain {statement}")).load(c).unwrap();
            rows.into_iter().map(|r| r.detail).collect()
        }
    }
}
