//! A database of its own for each test: a copy of one that was migrated once.

use std::path::PathBuf;
use std::sync::LazyLock;

use jalon::db::{Conn, migrations};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

pub struct Database {
    pub url: String,
    pub dir: PathBuf,
    pub kind: Kind,
    name: String,
}

static SQLITE: LazyLock<PathBuf> = LazyLock::new(|| {
    let file = std::env::temp_dir().join(format!("jalon-template-{}.db", std::process::id()));
    drop(std::fs::remove_file(&file));
    let mut conn = Conn::open(&format!("sqlite:{}", file.display())).unwrap();
    migrations::migrate(&mut conn).unwrap();
    conn.batch("pragma wal_checkpoint(truncate); pragma journal_mode = delete").unwrap();
    file
});

const TEMPLATE: &str = "jalon_template";

static POSTGRES: LazyLock<String> = LazyLock::new(|| {
    let server = std::env::var("JALON_TEST_POSTGRES").expect("JALON_TEST_POSTGRES: run the tests through scripts/test");
    let template = format!("{TEMPLATE}_{}", std::process::id());
    let mut admin = Conn::open(&server).unwrap();
    admin.batch(&format!("create database {template}")).unwrap();
    let mut conn = Conn::open(&on_server(&server, &template)).unwrap();
    migrations::migrate(&mut conn).unwrap();
    server
});

fn on_server(server: &str, database: &str) -> String {
    let (head, _) = server.rsplit_once('/').unwrap();
    format!("{head}/{database}")
}

impl Database {
    pub fn fresh(kind: Kind) -> Self {
        let name = format!("jalon_{}", uuid::Uuid::now_v7().simple());
        let dir = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&dir).unwrap();
        let url = match kind {
            Kind::Sqlite => {
                let file = dir.join("jalon.db");
                std::fs::copy(&*SQLITE, &file).unwrap();
                format!("sqlite:{}", file.display())
            }
            Kind::Postgres => {
                let server = POSTGRES.clone();
                let template = format!("{TEMPLATE}_{}", std::process::id());
                Conn::open(&server)
                    .unwrap()
                    .batch(&format!("create database {name} template {template} strategy file_copy"))
                    .unwrap();
                on_server(&server, &name)
            }
        };
        Self { url, dir, kind, name }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.dir));
        if self.kind == Kind::Postgres
            && let Ok(mut admin) = Conn::open(&POSTGRES)
        {
            drop(admin.batch(&format!("drop database if exists {} with (force)", self.name)));
        }
    }
}
