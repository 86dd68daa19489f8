//! `jalon keys rotate`: another wrapping key, without rewriting any data. `jalon keys seal`: what is older than its
//! encryption. Both while the server serves. `jalon keys checkpoint`: what auditors hold the checkpoints of packs against.

use clap::Subcommand;

use super::say;
use super::serve::prepare;
use crate::app;
use crate::audit::checkpoint::Signer;
use crate::auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Conn;
use crate::failure::Outcome;
use crate::participants::documents::{self, Blobs};
use crate::participants::vault;

/// Keys
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Keys {
    /// Make a new wrapping key and re-wrap the keys of people's sealed data with it
    Rotate,
    /// Seal the interview reports, notes and documents that were recorded before they were sealed
    Seal,
    /// Print the public key that the checkpoints of the audit chain are signed with; needs no database
    Checkpoint,
}

pub(super) fn keys(config: &Config, asked: Keys) -> Result<(), String> {
    match asked {
        Keys::Rotate => rotate(config),
        Keys::Seal => seal(config),
        Keys::Checkpoint => checkpoint(config),
    }
}

fn checkpoint(config: &Config) -> Result<(), String> {
    let keys = auth::keys::Keys::known(&config.data_dir).map_err(|e| e.to_string())?;
    let keys = keys.ok_or_else(|| "there are no keys yet: they are made on the first start".to_owned())?;
    say(&Signer::of(&keys).map_err(|e| e.to_string())?.public_key());
    Ok(())
}

fn rotate(config: &Config) -> Result<(), String> {
    let clock = Clock::machine();
    let keys = prepare(config, clock.now())?;
    let mut conn = super::database::open(config)?;
    let told = |e: crate::failure::Failure| e.to_string();
    let name = keys.new_wrapping_key().map_err(|e| e.to_string())?;
    conn.write(|conn| vault::put_in_use(conn, &name)).map_err(told)?;
    let mut rewrapped = 0;
    loop {
        let done: Outcome<usize> = conn.write(|conn| vault::rewrap(conn, &keys, clock.now()));
        match done.map_err(told)? {
            0 => break,
            done => rewrapped += done,
        }
    }
    say(&format!(
        "keys/wrapping-{name}.key is in use and wraps {rewrapped} data keys; every node needs this file, and backups made before need the former one"
    ));
    Ok(())
}

fn seal(config: &Config) -> Result<(), String> {
    let clock = Clock::machine();
    let keys = prepare(config, clock.now())?;
    let mut conn = super::database::open(config)?;
    let told = |e: crate::failure::Failure| e.to_string();
    let mut reports = 0;
    loop {
        let done: Outcome<usize> = conn.write(|conn| app::seal_clear_reports(conn, &keys, clock.now()));
        match done.map_err(told)? {
            0 => break,
            done => reports += done,
        }
    }
    let mut rows = 0;
    loop {
        let done: Outcome<usize> = conn.write(|conn| app::seal_clear_words(conn, &keys, clock.now()));
        match done.map_err(told)? {
            0 => break,
            done => rows += done,
        }
    }
    let (blobs, mut papers) = (Blobs::of(&config.data_dir), 0);
    loop {
        let done: Outcome<Vec<String>> = conn.write(|conn| documents::seal_clear(conn, &blobs, &keys, clock.now()));
        let clear = done.map_err(told)?;
        if clear.is_empty() {
            break;
        }
        papers += clear.len();
        clear.iter().try_for_each(|name| blobs.remove(name)).map_err(|e| e.to_string())?;
    }
    if let Conn::Sqlite(_) = &conn {
        // the pages that held the words are written anew; what was overwritten stands in no file any more
        conn.batch("vacuum; pragma wal_checkpoint(truncate)").map_err(|e| e.to_string())?;
    }
    say(&format!(
        "{reports} reports and {papers} documents are sealed, and the words of {rows} other objects; copies made before hold them in the clear"
    ));
    Ok(())
}
