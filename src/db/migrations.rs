//! Migrations: embedded, forward only while serving, under a lock.

use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Conn;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
/// Any number that nobody else uses on this server.
const LOCK: i64 = 7_214_001;

type Refused = Box<dyn std::error::Error + Send + Sync>;

/// Brings the database up to date; several nodes may start at once.
///
/// # Errors
/// A migration is refused; those before it hold.
pub fn migrate(conn: &mut Conn) -> Result<Vec<String>, Refused> {
    let names = |done: Vec<diesel::migration::MigrationVersion<'_>>| done.iter().map(ToString::to_string).collect();
    match conn {
        Conn::Pg(c) => {
            diesel::sql_query(format!("select pg_advisory_lock({LOCK})")).execute(c)?;
            diesel::sql_query("select set_config('app.system', 'on', false)").execute(c)?;
            let done = c.run_pending_migrations(POSTGRES).map(names);
            diesel::sql_query(format!("select pg_advisory_unlock({LOCK})")).execute(c)?;
            done
        }
        // The file is locked by whoever migrates; the others wait at busy_timeout.
        Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(names),
    }
}

/// The migrations that have not run yet.
///
/// # Errors
/// The database cannot be read.
pub fn pending(conn: &mut Conn) -> Result<Vec<String>, Refused> {
    use diesel::migration::Migration;
    Ok(match conn {
        Conn::Pg(c) => c.pending_migrations(POSTGRES)?.iter().map(|m| m.name().to_string()).collect(),
        Conn::Sqlite(c) => c.pending_migrations(SQLITE)?.iter().map(|m| m.name().to_string()).collect(),
    })
}
