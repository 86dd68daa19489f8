//! The floor below the database's part: the statements of a case through pgbench, without Jalon.

use std::process::{Command, Stdio};

use crate::cases::Case;
use crate::cpu;
use crate::measure::{count, milliseconds};
use crate::settings::Settings;
use crate::world::World;

/// CPU milliseconds of PostgreSQL for one transaction of the case; none on SQLite, or without a file.
pub(crate) fn sql(settings: &Settings, world: &World, case: &Case<'_>) -> Result<Option<f64>, String> {
    let file = settings.sql.join(format!("{}.sql", case.name));
    let (Some(pid), Some(url)) = (settings.postgres_pid, &settings.postgres_url) else { return Ok(None) };
    if !file.is_file() {
        return Ok(None);
    }
    let transactions = case.counts.one.clamp(50, 2000);
    let mut rounds = Vec::new();
    for round in 0..settings.rounds {
        let mut pgbench = Command::new(&settings.pgbench);
        pgbench.args(["--no-vacuum", "--protocol=prepared", "--client=1", "--jobs=1"]);
        pgbench.arg(format!("--transactions={transactions}")).arg("--file").arg(&file);
        for (name, value) in variables(world, round * transactions) {
            pgbench.arg(format!("--define={name}={value}"));
        }
        // behind the wall of the PLIE, like the connections of Jalon
        pgbench.env("PGOPTIONS", format!("-c app.plie={}", world.plie)).arg(url);
        let before = cpu::of_family(pid);
        let ended = pgbench.stdout(Stdio::null()).stderr(Stdio::piped()).output().map_err(|e| e.to_string())?;
        if !ended.status.success() {
            return Err(format!("pgbench {}: {}", case.name, String::from_utf8_lossy(&ended.stderr)));
        }
        rounds.push(milliseconds(cpu::of_family(pid).saturating_sub(before)) / count(transactions));
    }
    rounds.sort_by(f64::total_cmp);
    Ok(rounds.get(rounds.len() / 2).copied())
}

/// What the statements name. `n` counts the transactions, so that no two write the same minutes.
fn variables(world: &World, n: usize) -> Vec<(&'static str, String)> {
    let referent = world.referent(0);
    vec![
        ("plie", world.plie.clone()),
        ("director", world.director_id.clone()),
        ("referent", referent.id.clone()),
        ("person", referent.person(0).to_owned()),
        ("operation", world.operation.clone()),
        ("territory", world.territory.clone()),
        ("month", world.month.clone()),
        ("day", world.days.first().cloned().unwrap_or_default()),
        ("first_month", world.year.0.get(..7).unwrap_or_default().to_owned()),
        ("last_month", world.year.1.get(..7).unwrap_or_default().to_owned()),
        ("n", n.to_string()),
        ("first", "1".to_owned()),
    ]
}
