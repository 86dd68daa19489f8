//! Measures a Jalon that `scripts/bench` has seeded and started: requests a second, waiting times and
//! CPU time from `/proc`, each beside its floors. Prints Markdown.
#![expect(clippy::print_stdout, reason = "its output is the table")]

mod cases;
mod client;
mod cpu;
mod floors;
mod measure;
mod settings;
mod table;
mod world;

use std::process::ExitCode;

use cases::Case;
use measure::{Figures, Load};
use settings::Settings;
use table::Line;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("load: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let settings = Settings::from_arguments()?;
    let world = world::World::look(&settings)?;
    let cases = cases::all(&world, settings.rounds);
    table::head(&settings);
    for case in cases.iter().filter(|case| settings.wants(case.name)) {
        if let Some(why) = case.missing(&settings)? {
            eprintln!("load: {}: skipped, {why}", case.name);
            continue;
        }
        let sql = floors::sql(&settings, &world, case)?;
        for connections in [1, 16] {
            eprintln!("load: {} at {connections}", case.name);
            let (jalon, still) = both(&settings, case, connections)?;
            table::line(&Line { case, connections, jalon, still, sql });
        }
    }
    Ok(())
}

/// A case and the static answer of its size, round by round in turn, so that what else the machine
/// does meets both.
fn both(settings: &Settings, case: &Case<'_>, connections: usize) -> Result<(Figures, Figures), String> {
    let requests = case.requests(connections);
    let real = |k: usize| (case.make)(k);
    let first = Load { address: &settings.server, connections, requests: requests / 4 + 1, first: case.taken() };
    let warm = measure::round(settings, &first, &real, case.expected)?;
    case.take(first.requests);
    let size = warm.bytes;
    let small = move |k: usize| case.still(k, size);
    let (mut jalon, mut still) = (Vec::new(), Vec::new());
    for _ in 0..settings.rounds {
        let load = Load { address: &settings.server, connections, requests, first: case.taken() };
        jalon.push(measure::round(settings, &load, &real, case.expected)?);
        case.take(requests);
        let load = Load { address: &settings.floor, connections, requests: requests.max(1000), first: 0 };
        still.push(measure::round(settings, &load, &small, 200)?);
    }
    Ok((measure::median(&jalon), measure::median(&still)))
}
