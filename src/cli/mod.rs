//! The `jalon` command: one file a subcommand.

mod admin;
mod database;
mod erasures;
mod healthcheck;
mod keys;
mod log;
mod openapi;
mod papers;
mod read_sheet;
mod seed;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Given, Misconfigured};

/// The asked-for thing failed.
pub(crate) const FAILED: u8 = 1;
/// The configuration is wrong.
pub(crate) const MISCONFIGURED: u8 = 78;

/// Jalon: the open API for French PLIEs.
#[derive(Debug, Parser)]
#[command(name = "jalon", version, about)]
struct Cli {
    #[command(flatten)]
    settings: Given,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API; makes the embedded database and its keys on the first start
    Serve,
    /// Serve invented PLIEs from a database of its own
    Demo,
    /// Fill an empty database with invented data
    Seed(seed::Seed),
    /// Bring the database up to date, or say what is pending
    Migrate(database::Migrate),
    /// Copy the embedded database and its documents while it serves
    Backup(database::File),
    /// Put a copy into an empty place, without whom was erased since
    Restore(database::File),
    /// Check the database, its references and its audit trail
    Verify,
    /// PLIEs
    #[command(subcommand)]
    Plie(admin::Plie),
    /// Accounts
    #[command(subcommand)]
    User(admin::User),
    /// Machines
    #[command(subcommand)]
    Client(admin::Client),
    /// Keys of sealed data
    #[command(subcommand)]
    Keys(keys::Keys),
    /// People who were erased
    #[command(subcommand)]
    Erasures(erasures::Erasures),
    /// Print the contract; needs no database
    Openapi(openapi::Openapi),
    /// Read one file to import, as the server asks for it
    #[command(hide = true)]
    ReadSheet(read_sheet::ReadSheet),
    /// Say whether the settings are understood
    CheckConfig,
    /// Say whether a server on this machine is ready (for containers)
    Healthcheck,
}

/// Runs the command line: 0 fine, 1 failed, 2 wrong usage, 78 wrong configuration.
pub fn run() -> ExitCode {
    // clap itself ends with 2 on wrong usage
    let cli = Cli::parse();
    if let Command::Openapi(asked) = &cli.command {
        return ended(openapi::run(asked));
    }
    if let Command::ReadSheet(asked) = &cli.command {
        return ended(read_sheet::run(asked));
    }
    let mut settings = cli.settings;
    if matches!(cli.command, Command::Demo) && settings.database_url.is_none() {
        settings.database_url = Some("sqlite:jalon-demo.db".to_owned());
    }
    let config = match understood(settings) {
        Ok(config) => config,
        Err(wrong) => return misconfigured(&wrong.to_string()),
    };
    match cli.command {
        Command::Serve => serve::run(config),
        Command::Demo => seed::run_demo(config),
        Command::Seed(asked) => ended(seed::run(&config, &asked)),
        Command::CheckConfig => {
            say("the settings are understood");
            ExitCode::SUCCESS
        }
        Command::Migrate(asked) => ended(database::migrate(&config, &asked)),
        Command::Backup(asked) => ended(database::backup(&config, &asked)),
        Command::Restore(asked) => ended(database::restore(&config, &asked)),
        Command::Verify => ended(database::verify(&config)),
        Command::Plie(asked) => ended(admin::plie(&config, asked)),
        Command::User(asked) => ended(admin::user(&config, asked)),
        Command::Client(asked) => ended(admin::client(&config, asked)),
        Command::Keys(asked) => ended(keys::keys(&config, asked)),
        Command::Erasures(asked) => ended(erasures::erasures(&config, asked)),
        Command::Healthcheck => ended(healthcheck::run(&config)),
        Command::Openapi(_) | Command::ReadSheet(_) => ExitCode::SUCCESS,
    }
}

#[expect(clippy::disallowed_methods, reason = "the name of the file of settings cannot be a setting of that file")]
fn understood(given: Given) -> Result<Config, Misconfigured> {
    match std::env::var("JALON_CONFIG") {
        Ok(file) if !file.is_empty() => given.over_file(std::path::Path::new(&file))?.understand(),
        _ => given.understand(),
    }
}

/// A line for whoever runs the command.
#[expect(clippy::print_stdout, reason = "this is the command line")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

fn ended(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("jalon: {why}");
            ExitCode::from(FAILED)
        }
    }
}

pub(crate) fn misconfigured(why: &str) -> ExitCode {
    eprintln!("jalon: {why}");
    ExitCode::from(MISCONFIGURED)
}
