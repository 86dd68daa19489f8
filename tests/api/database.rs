//! What the database itself promises, whatever the code does.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use jalon::db::{Conn, Store, StoreSize, Wall};
use jalon::failure::Failure;
use jalon::ids::PlieId;

use crate::both;
use crate::support::{Database, Kind, TestApp};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

fn columns(conn: &mut Conn) -> BTreeMap<String, Vec<(String, bool)>> {
    let sql = match conn {
        Conn::Pg(_) => {
            "select table_name::text, column_name::text, is_nullable = 'YES' as nullable from information_schema.columns \
             where table_schema = 'public' order by table_name, ordinal_position"
        }
        Conn::Sqlite(_) => {
            "select m.name as table_name, c.name as column_name, c.\"notnull\" = 0 as nullable from sqlite_schema m, pragma_table_info(m.name) c \
             where m.type = 'table' and m.name not like 'sqlite_%' order by m.name, c.cid"
        }
    };
    let rows: Vec<Column> = diesel::sql_query(sql).load(conn).unwrap();
    let mut tables: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for row in rows {
        if row.table_name != "__diesel_schema_migrations" {
            tables.entry(row.table_name).or_default().push((row.column_name, row.nullable));
        }
    }
    tables
}

/// The tables as `src/db/schema.rs` writes them.
fn declared() -> BTreeMap<String, Vec<(String, bool)>> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs")).unwrap();
    let mut tables = BTreeMap::new();
    for block in text.split("diesel::table! {").skip(1) {
        let body = block.split("\n}\n").next().unwrap();
        let (head, rest) = body.split_once(") {").unwrap();
        let name = head.rsplit_once('(').unwrap().0.trim().rsplit(['\n', ' ']).next().unwrap().to_owned();
        let mut columns = Vec::new();
        let mut renamed = None;
        for piece in rest.replace('\n', " ").split_inclusive([',', ']']) {
            let piece = piece.trim().trim_end_matches(',');
            if let Some(at) = piece.find("sql_name = \"") {
                renamed = Some(piece[at + 12..].split('"').next().unwrap().to_owned());
            }
            if let Some((column, kind)) = piece.split_once("->") {
                let column = column.trim().rsplit(' ').next().unwrap();
                columns.push((renamed.take().unwrap_or_else(|| column.to_owned()), kind.contains("Nullable")));
            }
        }
        tables.insert(name, columns);
    }
    tables
}

both! {
    fn the_tables_are_those_that_the_program_declares(app: TestApp) {
        let (real, declared) = (columns(&mut app.conn()), declared());
        assert_eq!(real.keys().collect::<Vec<_>>(), declared.keys().collect::<Vec<_>>());
        for (table, columns) in &declared {
            assert_eq!(&real[table], columns, "{table}");
        }
    }

    fn no_table_is_wider_than_thirty_two_columns(app: TestApp) {
        for (table, columns) in columns(&mut app.conn()) {
            assert!(columns.len() <= 32, "{table} has {}", columns.len());
        }
    }

    fn a_row_of_another_plie_is_refused_by_the_database_itself(app: TestApp) {
        let (ours, theirs) = (app.plie, app.another_plie());
        let store = Store::open(&app.database.url, StoreSize { threads: 1, queue: 8 }).unwrap();
        let insert = move |owner: PlieId| {
            let store = store.clone();
            let id = uuid::Uuid::now_v7();
            block_on(async move {
                store.write(Wall::Plie(ours), move |conn| {
                    let sql = match conn {
                        Conn::Pg(_) => format!("insert into territories (plie_id, id, name, commune_codes, version, created_at, updated_at) values ('{owner}', '{id}', 'x', '[]', 1, now(), now())"),
                        Conn::Sqlite(_) => format!("insert into territories (plie_id, id, name, commune_codes, version, created_at, updated_at) values (x'{}', x'{}', 'x', '[]', 1, 0, 0)", owner.0.simple(), id.simple()),
                    };
                    conn.batch(&sql).map_err(Failure::from)
                }).await
            })
        };
        assert_eq!(insert(ours), Ok(()));
        assert!(insert(theirs).is_err());
    }
}

fn block_on<T>(f: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(f)
}

/// Keys that name no tenant, each with its reason.
const WITHOUT_TENANT: &[(&str, &str)] = &[
    ("one_time_links_token", "a link is found before anybody is known; the token has 256 bits"),
    ("reference_codes_national", "national codes belong to no PLIE"),
];

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    index_name: String,
    #[diesel(sql_type = Text)]
    first_column: String,
}

#[test]
fn every_unique_key_starts_with_the_tenant() {
    let app = TestApp::start(Kind::Postgres);
    let sql = "select i.relname::text as index_name, a.attname::text as first_column from pg_index x \
               join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid \
               join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0] \
               join pg_attribute p on p.attrelid = t.oid and p.attname = 'plie_id' \
               where x.indisunique and t.relnamespace = 'public'::regnamespace";
    let rows: Vec<Index> = diesel::sql_query(sql).load(&mut app.conn()).unwrap();
    assert!(rows.len() > 30);
    let allowed: BTreeSet<&str> = WITHOUT_TENANT.iter().map(|(name, _)| *name).collect();
    let wrong: Vec<&str> = rows
        .iter()
        .filter(|r| {
            r.first_column != "plie_id" && !allowed.contains(r.index_name.as_str()) && !r.index_name.ends_with("_pkey")
        })
        .map(|r| r.index_name.as_str())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_table_of_a_tenant_stands_behind_row_level_security() {
    let app = TestApp::start(Kind::Postgres);
    let sql = "select t.relname::text as index_name, '' as first_column from pg_class t \
               join pg_attribute p on p.attrelid = t.oid and p.attname = 'plie_id' \
               where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace and not (t.relrowsecurity and t.relforcerowsecurity)";
    let open: Vec<Index> = diesel::sql_query(sql).load(&mut app.conn()).unwrap();
    assert!(open.is_empty(), "{:?}", open.iter().map(|r| &r.index_name).collect::<Vec<_>>());
}

#[test]
fn a_connection_that_names_no_tenant_sees_nothing() {
    let app = TestApp::start(Kind::Postgres);
    let mut conn = Conn::open(&app.database.url).unwrap();
    let rows: Vec<Index> =
        diesel::sql_query("select name as index_name, '' as first_column from plies").load(&mut conn).unwrap();
    assert!(rows.is_empty());
}

#[test]
fn migrations_have_the_same_steps_on_both_and_can_be_undone() {
    let list = |dir: &str| -> Vec<String> {
        let root = format!("{}/migrations/{dir}", env!("CARGO_MANIFEST_DIR"));
        let mut names: Vec<String> =
            std::fs::read_dir(root).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(list("sqlite"), list("postgres"));
    for (kind, dir) in [(Kind::Sqlite, "sqlite"), (Kind::Postgres, "postgres")] {
        let database = Database::fresh(kind);
        let mut conn = Conn::open(&database.url).unwrap();
        for name in list(dir).into_iter().rev() {
            let file = format!("{}/migrations/{dir}/{name}/down.sql", env!("CARGO_MANIFEST_DIR"));
            conn.batch(&std::fs::read_to_string(&file).unwrap()).unwrap_or_else(|e| panic!("{file}: {e}"));
        }
        assert_eq!(columns(&mut conn).keys().collect::<Vec<_>>(), Vec::<&String>::new(), "{kind:?}");
    }
}
