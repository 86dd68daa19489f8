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
mod statistics;
mod store;
/// Column types that each database stores in its own best way.
pub mod types;
mod wall;

pub use conn::{Both, Conn, MultiBackend, MultiRawValue, is_postgres, sqlite_file};
pub use store::{Store, StoreSize, Wall};
pub use types::{Day, Instant, Json};

/// On PostgreSQL the transactions that ask this for one id come one after the other, each seeing what the one before
/// has left; SQLite has one writer anyway. Ask before what you read is decided on.
///
/// # Errors
/// The database refuses.
pub(crate) fn one_at_a_time(conn: &mut Conn, id: uuid::Uuid) -> crate::failure::Outcome<()> {
    let Conn::Pg(conn) = conn else { return Ok(()) };
    // the low half of an id is random, the high half is its time
    let (_, low) = id.as_u64_pair();
    let lock = statement::Statement::<diesel::sql_types::Bool>::new("select pg_advisory_xact_lock(")
        .number(i64::from_ne_bytes(low.to_ne_bytes()))
        .sql(") is null");
    diesel::RunQueryDsl::get_result::<bool>(lock, conn)?;
    Ok(())
}

/// Holds a row until the transaction ends, so that what is read of it next is still true when it is written.
/// SQLite has one writer and needs no lock.
///
/// # Errors
/// The database refuses.
pub(crate) fn hold_row<T>(
    conn: &mut Conn,
    table: &'static str,
    plie: crate::ids::PlieId,
    id: crate::ids::Id<T>,
) -> crate::failure::Outcome<()> {
    let Conn::Pg(conn) = conn else { return Ok(()) };
    // not «for update»: a row that refers to this one may be written beside us
    let query = diesel::sql_query(format!("select 1 from {table} where plie_id = $1 and id = $2 for no key update"));
    let query = query.bind::<types::UuidSql, _>(plie).bind::<types::UuidSql, _>(id);
    diesel::RunQueryDsl::execute(query, conn)?;
    Ok(())
}

/// As [`hold_row`], of several rows and beside others that do the same: what is written names them, and changes none.
///
/// # Errors
/// The database refuses.
pub(crate) fn share_rows<T: 'static>(
    conn: &mut Conn,
    table: &'static str,
    plie: crate::ids::PlieId,
    ids: impl IntoIterator<Item = crate::ids::Id<T>>,
) -> crate::failure::Outcome<()> {
    let Conn::Pg(conn) = conn else { return Ok(()) };
    let ids: Vec<_> = ids.into_iter().map(|id| id.0).collect();
    let query =
        diesel::sql_query(format!("select 1 from {table} where plie_id = $1 and id = any($2) order by id for share"));
    let query = query.bind::<types::UuidSql, _>(plie);
    let query = query.bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(ids);
    diesel::RunQueryDsl::execute(query, conn)?;
    Ok(())
}
