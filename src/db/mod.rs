//! The database, as the rest of the house sees it.

#[expect(missing_docs, reason = "diesel derives undocumented items beside Conn")]
mod conn;
/// Typed values as literals, for hand-written statements.
pub(crate) mod literal;
/// Bringing a database up to date.
pub mod migrations;
/// Tables as diesel knows them; used by the stores of the resources only.
pub(crate) mod schema;
/// Statements written by hand.
pub(crate) mod statement;
mod store;
/// Column types that each database stores in its own best way.
pub mod types;
mod wall;

pub use conn::{Both, Conn, MultiBackend, MultiRawValue, is_postgres, sqlite_file};
pub use store::{Store, StoreSize, Wall};
pub use types::{Day, Instant, Json};
