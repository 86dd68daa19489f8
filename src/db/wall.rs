//! The second wall between tenants (`trust.md` § 2.3), below the scoped queries.
//!
//! PostgreSQL: row-level security reads `app.plie`, set once per change of tenant of a connection.
//! SQLite has none: on the writing connection temporary triggers refuse a row of another tenant,
//! and every reading connection is `query_only`.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Conn;
use super::statement::Statement;
use super::store::Wall;

#[derive(QueryableByName)]
struct TableName {
    #[diesel(sql_type = Text)]
    name: String,
}

/// What a new connection needs before its first job.
///
/// # Errors
/// The database refuses.
pub(super) fn prepare(conn: &mut Conn, writes: bool) -> QueryResult<()> {
    let c = match conn {
        // a write looks things up by key: planning that anew would cost more than doing it
        Conn::Pg(c) if writes => {
            return diesel::sql_query("set plan_cache_mode = force_generic_plan").execute(c).map(drop);
        }
        Conn::Pg(_) => return Ok(()),
        Conn::Sqlite(c) => c,
    };
    if !writes {
        return diesel::sql_query("PRAGMA query_only = ON").execute(c).map(drop);
    }
    let tables: Vec<TableName> = diesel::sql_query(
        "select m.name as name from sqlite_schema m join pragma_table_info(m.name) t on t.name = 'plie_id' where m.type = 'table'",
    )
    .load(c)?;
    use diesel::connection::SimpleConnection;
    c.batch_execute("create temp table jalon_wall (plie_id blob, system integer not null); insert into jalon_wall values (null, 0);")?;
    for table in tables {
        for event in ["insert", "update"] {
            c.batch_execute(&format!(
                "create temp trigger wall_{event}_{name} before {event} on main.{name} \
                 when not exists (select 1 from temp.jalon_wall w where w.system = 1 or w.plie_id = new.plie_id) \
                 begin select raise(abort, 'tenant_tripwire'); end;",
                name = table.name
            ))?;
        }
    }
    Ok(())
}

/// Puts the connection behind the wall of one tenant.
///
/// # Errors
/// The connection is lost.
pub(super) fn raise(conn: &mut Conn, wall: Wall, writes: bool) -> QueryResult<()> {
    let (plie, system) = match wall {
        Wall::Plie(id) => (Some(id), false),
        Wall::System => (None, true),
    };
    match conn {
        Conn::Pg(c) => {
            let plie = plie.map(|id| id.to_string()).unwrap_or_default();
            let settings = Statement::<()>::new("select set_config('app.plie', ")
                .text(plie)
                .sql(", false), set_config('app.system', ")
                .text(if system { "on" } else { "off" })
                .sql(", false)");
            settings.execute(c).map(drop)
        }
        Conn::Sqlite(c) if writes => {
            let stood = match plie {
                Some(id) => Statement::<()>::new("update temp.jalon_wall set system = 0, plie_id = ").id(id),
                None => Statement::<()>::new("update temp.jalon_wall set system = 1, plie_id = null"),
            };
            stood.execute(c).map(drop)
        }
        Conn::Sqlite(_) => Ok(()),
    }
}
