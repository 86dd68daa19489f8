//! `jalon seed` and `jalon demo`: invented PLIEs, made through the public API by invented staff
//! whose clock the seed moves, so that every row has passed every rule and stands in the journal.
//! The big profile alone goes around it in one place (`big.rs`).

mod admission;
mod big;
mod days;
mod demo;
mod desk;
mod matrix;
mod money;
mod people;
mod plie;
mod support;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::say;
use crate::civil;
use crate::config::Config;
use crate::db::{Day, Instant};
use desk::Office;

pub(super) use demo::run as run_demo;

/// The minute of a day in Europe/Paris at which the last thing is recorded.
const CLOSING: i64 = 18 * 60;

#[derive(Debug, Args)]
pub(super) struct Seed {
    /// What to make
    #[arg(long, value_enum)]
    profile: Profile,
    /// The same number makes the same data up to the same day
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to write what a client needs: accounts, secrets, named objects
    #[arg(long)]
    out: PathBuf,
    /// The day up to which the data goes [default: today; of demo and big the last day that is over at 18:00]
    #[arg(long)]
    today: Option<Day>,
    /// How many weeks of life it tells [default: 26 for demo, 8 for matrix]
    #[arg(long)]
    weeks: Option<i64>,
    /// How many PLIEs [default: 20; big only]
    #[arg(long)]
    plies: Option<usize>,
    /// How many participants a PLIE [default: 2000; big only]
    #[arg(long)]
    participants: Option<usize>,
    /// How many time records a PLIE, in whole years of a referent [default: 50000; big only]
    #[arg(long)]
    records: Option<usize>,
    /// How many referents a PLIE, of 2500 to 5000 records each [default: as many as make 2500 each; big only]
    #[arg(long)]
    referents: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Profile {
    /// Two PLIEs on the scale of the seeds
    Demo,
    /// Two PLIEs with every role and objects in every state
    Matrix,
    /// Twenty PLIEs of 2,000 participants and a year of 50,000 time records, for load
    Big,
}

pub(super) fn run(config: &Config, asked: &Seed) -> Result<(), String> {
    super::serve::prepare(config, crate::clock::Clock::machine().now())?;
    let profile = asked.profile;
    let size = big::Size::asked(asked.plies, asked.participants, asked.records, asked.referents);
    let made = fill(config, profile, asked.seed, asked.today, asked.weeks, size)?;
    write(&asked.out, &made)?;
    say(&format!("{} holds the accounts", asked.out.display()));
    Ok(())
}

/// Fills an empty database and answers what a client needs.
fn fill(
    config: &Config,
    profile: Profile,
    seed: u64,
    today: Option<Day>,
    weeks: Option<i64>,
    size: big::Size,
) -> Result<Value, String> {
    let office = Office::open(config)?;
    if !office.is_empty()? {
        return Err("the database is not empty; seed fills an empty one".to_owned());
    }
    let now = crate::clock::Clock::machine().now();
    let today = today.unwrap_or_else(|| match profile {
        Profile::Demo | Profile::Big => last_day_over(now),
        Profile::Matrix => civil::day_of(now),
    });
    let plies = match profile {
        Profile::Demo => vec![
            plie::grenoble(&office, seed, today, weeks.unwrap_or(26))?,
            plie::dijon(&office, seed.wrapping_add(1), today, weeks.unwrap_or(26))?,
        ],
        Profile::Matrix => vec![
            matrix::make(&office, "PLIE du Nord", seed, today, weeks.unwrap_or(8))?,
            matrix::make(&office, "PLIE du Sud", seed.wrapping_add(1), today, weeks.unwrap_or(8))?,
        ],
        Profile::Big => big::make(&office, seed, today, size)?,
    };
    office.close();
    Ok(json!({ "plies": plies }))
}

/// The last day whose offices are closed: a life told up to then has nothing that was recorded in time to come.
fn last_day_over(now: Instant) -> Day {
    let today = civil::day_of(now);
    if now < civil::instant_at(today, CLOSING) { civil::add_days(today, -1) } else { today }
}

fn write(file: &Path, value: &Value) -> Result<(), String> {
    let text = serde_json::to_string_pretty(value).map_err(|e| e.to_string())?;
    std::fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))
}
