//! `jalon keys rotate`: another wrapping key, without rewriting any data and while the server serves.

use clap::Subcommand;

use super::say;
use super::serve::prepare;
use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Outcome;
use crate::participants::vault;

/// Keys
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Keys {
    /// Make a new wrapping key and re-wrap the keys of people's sealed data with it
    Rotate,
}

pub(super) fn keys(config: &Config, asked: Keys) -> Result<(), String> {
    match asked {
        Keys::Rotate => rotate(config),
    }
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
