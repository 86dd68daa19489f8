//! The database, as the rest of the house sees it.

#[expect(missing_docs, reason = "diesel derives undocumented items beside Conn")]
mod conn;
/// Tables as diesel knows them; private to the stores of the resources.
pub mod schema;
/// Column types that each database stores in its own best way.
pub mod types;

pub use conn::{Both, Conn, MultiBackend, MultiRawValue, is_postgres, sqlite_file};
pub use types::{Day, Instant, Json};
