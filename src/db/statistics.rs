//! What SQLite's planner knows of the tables. PostgreSQL keeps its own (autovacuum).
//!
//! Without statistics SQLite takes one index for as good as another and begins a question wherever it likes: a caseload
//! with every open pathway of the PLIE, a search by name with every name.

use diesel::prelude::*;

use super::Conn;

/// Analyses the tables that have none yet or have outgrown theirs, by a sample: milliseconds, inside a transaction.
/// Connections that are already open plan as before ([`super::Store::refresh_statistics`] opens them anew).
///
/// # Errors
/// The database refuses.
pub(super) fn refresh(conn: &mut Conn) -> QueryResult<()> {
    // 2: analyse what may profit; 0x10000: look at every table, not only at those this connection has read
    if let Conn::Sqlite(_) = conn { conn.batch("PRAGMA optimize = 0x10002") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::store::{Store, StoreSize, Wall};
    use super::*;

    #[derive(QueryableByName)]
    struct Plan {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }

    async fn plan(store: &Store) -> String {
        store
            .read(Wall::System, |c| {
                let rows: Vec<Plan> =
                    diesel::sql_query("explain query plan select id from people where plie = 1 and name = 7")
                        .load(c)?;
                Ok(rows.into_iter().map(|r| r.detail).collect::<Vec<_>>().join("; "))
            })
            .await
            .unwrap()
    }

    #[actix_web::test]
    async fn a_reader_that_was_open_before_plans_by_the_new_statistics() {
        let dir = std::env::temp_dir().join(format!("jalon-statistics-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&dir).unwrap();
        let url = format!("sqlite:{}", dir.join("t.db").display());
        let store = Store::open(&url, StoreSize { threads: 1, queue: 8 }).unwrap();
        let filled = store.write(Wall::System, |c| {
            c.batch(
                "create table people (id integer primary key, plie int, name int); \
                 create index by_name on people(name); create index by_plie on people(plie); \
                 insert into people(plie, name) with recursive n(i) as (select 1 union all select i + 1 from n where i < 500) \
                 select 1, i from n;",
            )?;
            Ok(())
        });
        filled.await.unwrap();
        assert!(plan(&store).await.contains("by_plie"), "without statistics SQLite takes the index made last");
        store.refresh_statistics().await.unwrap();
        assert!(plan(&store).await.contains("by_name"));
        std::fs::remove_dir_all(dir).unwrap();
    }
}
