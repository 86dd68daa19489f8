//! `jalon read-sheet`: one file to import, read from one pipe and told to another. The server begins it for each file,
//! so that a file that is made to harm takes down this process and nothing else (T13).
//!
//! What it may take is set by itself, and holds from the first instruction of the program that it then becomes: an
//! allocator that has reserved its arena already would go on using it.

use std::os::unix::process::CommandExt;
use std::process::Command;

use clap::Args;
use nix::sys::resource::{Resource, setrlimit};

use crate::platform::imports::{Bounds, read_sheet};

#[derive(Debug, Args)]
pub(super) struct ReadSheet {
    /// Bytes that the file may have
    #[arg(long)]
    bytes: u64,
    /// Rows that it may have
    #[arg(long)]
    rows: usize,
    /// Columns that it may have
    #[arg(long)]
    columns: usize,
    /// Bytes of memory that reading it may take
    #[arg(long)]
    memory: u64,
    /// Seconds that reading it may take
    #[arg(long)]
    seconds: u64,
    /// The limits hold already
    #[arg(long)]
    held: bool,
}

pub(super) fn run(asked: &ReadSheet) -> Result<(), String> {
    if asked.held {
        let bounds = Bounds { bytes: asked.bytes, rows: asked.rows, columns: asked.columns };
        return read_sheet(std::io::stdin().lock(), std::io::stdout().lock(), bounds).map_err(|e| e.to_string());
    }
    for (what, most) in [
        (Resource::RLIMIT_AS, asked.memory),
        (Resource::RLIMIT_CPU, asked.seconds),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_FSIZE, 0),
    ] {
        setrlimit(what, most, most).map_err(|e| e.to_string())?;
    }
    let program = crate::platform::imports::own_program().map_err(|e| e.to_string())?;
    // comes back only where it fails
    Err(Command::new(program).args(std::env::args_os().skip(1)).arg("--held").exec().to_string())
}
