//! `jalon migrate`, `backup`, `restore`, `verify`: the database without HTTP.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{erasures, papers, say};
use crate::audit::{access, chain};
use crate::auth::keys::Keys;
use crate::config::{Config, DatabaseConfig};
use crate::db::schema::plies;
use crate::db::{Conn, is_postgres, migrations, sqlite_file};
use crate::ids::PlieId;
use crate::participants::documents::{self, Blobs};

#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(subcommand)]
    what: Option<MigrateWhat>,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum MigrateWhat {
    /// Name the migrations that have not run yet
    Status,
    /// Run them
    Up,
}

pub(super) fn migrate(config: &Config, asked: &Migrate) -> Result<(), String> {
    let mut conn = open(config)?;
    if let Some(MigrateWhat::Status) = asked.what {
        let pending = migrations::pending(&mut conn).map_err(|e| e.to_string())?;
        if pending.is_empty() {
            say("the database is up to date");
        }
        for name in pending {
            say(&format!("pending: {name}"));
        }
        return Ok(());
    }
    let done = migrations::migrate(&mut conn).map_err(|e| e.to_string())?;
    say(&format!("{} migrations run", done.len()));
    Ok(())
}

/// Behind no wall: administration sees every PLIE.
pub(super) fn open(config: &Config) -> Result<Conn, String> {
    let mut conn = Conn::open(&config.database.url).map_err(|e| format!("the database does not answer ({e})"))?;
    if conn.is_pg() {
        conn.batch("set app.system = 'on'").map_err(|e| e.to_string())?;
    }
    Ok(conn)
}

#[derive(Debug, Args)]
pub(super) struct File {
    /// The copy
    file: PathBuf,
}

/// A consistent copy of the embedded database and of its documents, while it serves.
pub(super) fn backup(config: &Config, asked: &File) -> Result<(), String> {
    if is_postgres(&config.database.url) {
        return Err(
            "back PostgreSQL up with its own pg_dump or base backups and copy documents/ of the data directory \
                    after it; `jalon verify` checks what was restored"
                .to_owned(),
        );
    }
    if asked.file.exists() {
        return Err(format!("{} exists already", asked.file.display()));
    }
    let mut conn = open(config)?;
    let aside = asked.file.with_extension("part");
    drop(std::fs::remove_file(&aside));
    diesel::sql_query("vacuum into $1")
        .bind::<Text, _>(aside.display().to_string())
        .execute(&mut conn)
        .map_err(|e| e.to_string())?;
    sound(&aside)?;
    // the documents that the copy knows: each was on the disk before its row was
    let place = papers::beside(&asked.file);
    let copied = papers::copy_known(&aside, &Blobs::of(&config.data_dir), &place)?;
    let synced = std::fs::File::open(&aside).and_then(|f| f.sync_all());
    synced.and_then(|()| std::fs::rename(&aside, &asked.file)).map_err(|e| e.to_string())?;
    say(&format!(
        "{} holds the database and {} {copied} documents; keep keys/ and erasure.ledger of the data directory apart from both",
        asked.file.display(),
        place.display()
    ));
    Ok(())
}

/// A copy back into an empty place; whoever was erased since it was made is erased again.
pub(super) fn restore(config: &Config, asked: &File) -> Result<(), String> {
    if is_postgres(&config.database.url) {
        return Err(
            "restore PostgreSQL with its own pg_restore, and copy documents/ back; then `jalon erasures apply`"
                .to_owned(),
        );
    }
    let target = Path::new(sqlite_file(&config.database.url));
    if target.exists() {
        return Err(format!("{} exists already; restore goes into an empty place", target.display()));
    }
    sound(&asked.file)?;
    let blobs = Blobs::of(&config.data_dir);
    papers::copy_back(&papers::beside(&asked.file), blobs.dir())?;
    let aside = target.with_extension("part");
    std::fs::copy(&asked.file, &aside).map_err(|e| format!("{}: {e}", asked.file.display()))?;
    // nobody may see the copy under its name before the ledger was applied to it
    let copy = Config {
        database: DatabaseConfig { url: format!("sqlite:{}", aside.display()), ..config.database.clone() },
        ..config.clone()
    };
    migrations::migrate(&mut open(&copy)?).map_err(|e| format!("migrations: {e}"))?;
    erasures::apply(&copy)?;
    whole(&copy)?;
    let synced = std::fs::File::open(&aside).and_then(|f| f.sync_all());
    synced.and_then(|()| std::fs::rename(&aside, target)).map_err(|e| e.to_string())?;
    verify(config)
}

/// Everything in the one file, nothing beside it.
fn whole(config: &Config) -> Result<(), String> {
    let mut conn = open(config)?;
    conn.batch("pragma wal_checkpoint(truncate); pragma journal_mode = delete").map_err(|e| e.to_string())
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// That a SQLite file is whole.
fn sound(file: &Path) -> Result<(), String> {
    let damaged = |why: String| format!("{}: {why}", file.display());
    if !file.is_file() {
        return Err(damaged("no such file".to_owned()));
    }
    let mut conn = diesel::SqliteConnection::establish(&format!("file:{}?mode=ro", file.display()))
        .map_err(|e| damaged(e.to_string()))?;
    let found: Vec<Line> = diesel::sql_query("select integrity_check as line from pragma_integrity_check")
        .load(&mut conn)
        .map_err(|e| damaged(e.to_string()))?;
    match found.first() {
        Some(first) if first.line == "ok" => Ok(()),
        Some(first) => Err(damaged(first.line.clone())),
        None => Err(damaged("nothing to check".to_owned())),
    }
}

/// Integrity of the database, of its references, of the roll-ups and of every audit chain.
pub(super) fn verify(config: &Config) -> Result<(), String> {
    let mut conn = open(config)?;
    let mut wrong = Vec::new();
    if let Conn::Sqlite(c) = &mut conn {
        let found: Vec<Line> = diesel::sql_query("select integrity_check as line from pragma_integrity_check")
            .load(c)
            .map_err(|e| e.to_string())?;
        wrong.extend(found.into_iter().map(|l| l.line).filter(|l| l != "ok"));
        let found: Vec<Line> =
            diesel::sql_query("select \"table\" || ' row ' || rowid || ' names a ' || parent || ' that is not there' as line from pragma_foreign_key_check")
                .load(c)
                .map_err(|e| e.to_string())?;
        wrong.extend(found.into_iter().map(|l| l.line));
        say("database: checked");
    }
    let all: Vec<(PlieId, String)> =
        plies::table.select((plies::id, plies::name)).load(&mut conn).map_err(|e| e.to_string())?;
    for (plie, name) in all {
        // what was committed a moment ago may still wait for its number
        conn.write(crate::app::sequence).map_err(|e| e.to_string())?;
        let found = chain::verify(&mut conn, plie).map_err(|e| e.to_string())?;
        let read = access::verify(&mut conn, plie).map_err(|e| e.to_string())?;
        for (what, found) in [("audit", found), ("access log", read)] {
            let head = crate::platform::audit_log::hex(&found.head);
            match found.broken {
                None => say(&format!("{what} of {name}: OK seq={} head={head}", found.entries)),
                Some((seq, reason)) => wrong.push(format!("{what} of {name}: BAD seq={seq} reason={reason}")),
            }
        }
    }
    let drift = crate::esf::time_records::verify_totals(&mut conn).map_err(|e| e.to_string())?;
    wrong.extend(drift.iter().map(|d| format!("time totals: {d:?}")));
    say("time totals: checked");
    let keys = Keys::known(&config.data_dir).map_err(|e| format!("JALON_DATA_DIR: {e}"))?;
    let blobs = Blobs::of(&config.data_dir);
    wrong.extend(documents::strayed(&mut conn, &blobs, keys.as_ref()).map_err(|e| e.to_string())?);
    say(if keys.is_some() {
        "documents: checked"
    } else {
        "documents: are there; without keys/ their bytes are not read"
    });
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}
