//! One connection type for both databases, and a write transaction that cannot deadlock on SQLite.

use diesel::connection::{AnsiTransactionManager as Ansi, SimpleConnection, TransactionManager};
use diesel::prelude::*;

/// A connection to the embedded or to the shared database. Opened by scheme with [`Conn::open`]:
/// the derived `establish` tries the variants in turn and would make an empty SQLite file of a
/// mistyped PostgreSQL address.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Pg(diesel::PgConnection),
    /// SQLite, bundled.
    Sqlite(diesel::SqliteConnection),
}

/// Whether the address names a PostgreSQL server.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// The file of an embedded database's address (`sqlite:jalon.db`, `sqlite:///var/lib/jalon.db`).
pub fn sqlite_file(url: &str) -> &str {
    let rest = url.strip_prefix("sqlite:").unwrap_or(url);
    rest.strip_prefix("//").unwrap_or(rest)
}

// FULL: an acknowledged write survives power loss; the writer's group commit pays for it. What is deleted or overwritten
// is overwritten in the file too: an erasure leaves no words in free pages. The log grows to 16 MB before
// its pages go to the file: a busy page is then copied once and not four times.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY; \
     PRAGMA recursive_triggers = ON; PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON;";

// An acknowledged write survives power loss whatever the server's default; no statement outlives its client's patience.
const POSTGRES_SETUP: &str = "SET synchronous_commit = on; SET statement_timeout = '30s'; \
     SET idle_in_transaction_session_timeout = '60s'; SET TimeZone = 'UTC';";

impl Conn {
    /// Opens by scheme and sets what is per connection.
    ///
    /// # Errors
    /// The database is away, or refuses.
    pub fn open(url: &str) -> ConnectionResult<Self> {
        if is_postgres(url) {
            let mut c = diesel::PgConnection::establish(url)?;
            c.batch_execute(POSTGRES_SETUP).map_err(ConnectionError::CouldntSetupConfiguration)?;
            return Ok(Self::Pg(c));
        }
        let mut c = diesel::SqliteConnection::establish(sqlite_file(url))?;
        c.batch_execute(SQLITE_SETUP).map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(Self::Sqlite(c))
    }

    /// Whether this is PostgreSQL.
    pub fn is_pg(&self) -> bool {
        matches!(self, Conn::Pg(_))
    }

    /// Statements without parameters, as they stand.
    ///
    /// # Errors
    /// The database refuses one of them.
    pub fn batch(&mut self, sql: &str) -> QueryResult<()> {
        match self {
            Conn::Pg(c) => c.batch_execute(sql),
            Conn::Sqlite(c) => c.batch_execute(sql),
        }
    }

    /// A transaction that writes: SQLite takes its one write lock at BEGIN, because a transaction
    /// that reads first and then writes fails at once when another writer has committed between.
    ///
    /// # Errors
    /// What `f` says (then nothing is written), or the database's refusal to begin or commit.
    pub fn write<T, E: From<diesel::result::Error>>(
        &mut self,
        f: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin()?;
        match f(self) {
            Ok(v) => {
                <Self as TransactionManager<Self>>::commit_transaction(self)?;
                Ok(v)
            }
            Err(e) => {
                self.rollback();
                Err(e)
            }
        }
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// The database is away or busy.
    pub fn begin(&mut self) -> QueryResult<()> {
        match self {
            Conn::Sqlite(c) => Ansi::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Conn::Pg(c) => Ansi::begin_transaction(c),
        }
    }

    /// Takes a lock until the end of the transaction, unless somebody has it. SQLite has one writer at a time: there it
    /// is always had.
    ///
    /// # Errors
    /// The database is away.
    pub fn try_lock(&mut self, key: i64) -> QueryResult<bool> {
        #[derive(QueryableByName)]
        struct Got {
            #[diesel(sql_type = diesel::sql_types::Bool)]
            got: bool,
        }
        let Conn::Pg(c) = self else { return Ok(true) };
        let query = diesel::sql_query("select pg_try_advisory_xact_lock($1) as got");
        let lock: Got = query.bind::<diesel::sql_types::BigInt, _>(key).get_result(c)?;
        Ok(lock.got)
    }

    /// Begins a transaction that only reads: every statement sees the database as the first one does, whoever writes
    /// meanwhile. [`Conn::rollback`] ends it.
    ///
    /// # Errors
    /// The database is away.
    pub fn begin_snapshot(&mut self) -> QueryResult<()> {
        match self {
            Conn::Sqlite(c) => Ansi::begin_transaction(c),
            Conn::Pg(c) => Ansi::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Commits what [`Conn::begin`] began.
    ///
    /// # Errors
    /// The commit failed: nothing is known to be written.
    pub fn commit(&mut self) -> QueryResult<()> {
        <Self as TransactionManager<Self>>::commit_transaction(self)
    }

    /// Undoes what [`Conn::begin`] began. A failure only means that the connection is lost, and
    /// with it the transaction.
    pub fn rollback(&mut self) {
        if let Err(e) = <Self as TransactionManager<Self>>::rollback_transaction(self) {
            log::warn!("rollback: {e}");
        }
    }
}

/// A query both dialects accept but the enum backend does not know (ON CONFLICT, FILTER …).
pub struct Both<T>(pub T);

mod both {
    use super::{Both, Conn, MultiBackend};
    use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
    use diesel::pg::Pg;
    use diesel::prelude::*;
    use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
    use diesel::sqlite::Sqlite;

    impl<T: QueryId> QueryId for Both<T> {
        type QueryId = T::QueryId;
        const HAS_STATIC_QUERY_ID: bool = T::HAS_STATIC_QUERY_ID;
    }
    impl<T: QueryFragment<Pg> + QueryFragment<Sqlite>> QueryFragment<MultiBackend> for Both<T> {
        fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
            MultiBackend::walk_variant_ast(&self.0, pass)
        }
    }
    impl<T: Query> Query for Both<T> {
        type SqlType = T::SqlType;
    }
    impl<T> RunQueryDsl<Conn> for Both<T> {}
    impl<T: Expression> Expression for Both<T> {
        type SqlType = T::SqlType;
    }
    impl<T: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Both<T> {}
    impl<T: SelectableExpression<QS>, QS> SelectableExpression<QS> for Both<T> {}
    impl<T: ValidGrouping<GB>, GB> ValidGrouping<GB> for Both<T> {
        type IsAggregate = T::IsAggregate;
    }
}

/// The body is compiled once for each connection type, so all of diesel is open to it.
#[macro_export]
macro_rules! each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::Conn::Pg($c) => $body,
            $crate::db::Conn::Sqlite($c) => $body,
        }
    };
}
