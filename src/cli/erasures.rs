//! `jalon erasures apply`: after a restore, whoever was erased since the copy was made is erased again.

use clap::Subcommand;

use super::say;
use crate::auth::keys::Keys;
use crate::clock::Clock;
use crate::config::Config;
use crate::participants::documents::Blobs;
use crate::participants::erasure;

/// Erasures
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Erasures {
    /// Apply erasure.ledger of the data directory to the database; `serve` and `restore` do it by themselves
    Apply,
}

pub(super) fn erasures(config: &Config, asked: Erasures) -> Result<(), String> {
    match asked {
        Erasures::Apply => apply(config),
    }
}

/// Applies the ledger; without one there is nothing to do, and no key is needed.
pub(super) fn apply(config: &Config) -> Result<(), String> {
    if !erasure::any(&config.data_dir).map_err(|e| format!("erasure.ledger: {e}"))? {
        return Ok(());
    }
    let keys = Keys::known(&config.data_dir).map_err(|e| format!("JALON_DATA_DIR: {e}"))?;
    let keys = keys.ok_or("JALON_DATA_DIR: the erasures want keys/, which is not there")?;
    let mut conn = super::database::open(config)?;
    let now = Clock::machine().now();
    let (people, names) = erasure::again(&mut conn, &keys, &config.data_dir, now).map_err(|e| e.to_string())?;
    let blobs = Blobs::of(&config.data_dir);
    names.iter().try_for_each(|name| blobs.remove(name)).map_err(|e| format!("documents: {e}"))?;
    if people > 0 {
        say(&format!("erasure.ledger: {people} erased again"));
    }
    Ok(())
}
