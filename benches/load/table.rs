//! The figures as Markdown.

use crate::cases::Case;
use crate::measure::Figures;
use crate::settings::Settings;

/// A case at so many connections, beside its floors.
pub(crate) struct Line<'a> {
    pub(crate) case: &'a Case<'a>,
    pub(crate) connections: usize,
    pub(crate) jalon: Figures,
    /// The static answer of the same size.
    pub(crate) still: Figures,
    /// CPU milliseconds of PostgreSQL for the statements alone.
    pub(crate) sql: Option<f64>,
}

pub(crate) fn head(settings: &Settings) {
    if settings.postgres_pid.is_some() {
        println!(
            "| case | conn. | req/s | p50 ms | p99 ms | CPU Jalon | CPU PostgreSQL | together | goal | static: req/s, CPU | pgbench: CPU |"
        );
        println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    } else {
        println!("| case | conn. | req/s | p50 ms | p99 ms | CPU Jalon | goal | static: req/s, CPU | bytes |");
        println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    }
}

pub(crate) fn line(line: &Line<'_>) {
    let (jalon, still) = (&line.jalon, &line.still);
    let front = format!(
        "| {} | {} | {:.0} | {:.2} | {:.2} | {:.3} |",
        line.case.title, line.connections, jalon.rate, jalon.p50, jalon.p99, jalon.server
    );
    let floor = format!("{:.0}, {:.3}", still.rate, still.server);
    let goal = |goal: Option<f64>| goal.map_or("–".to_owned(), |goal| format!("{goal:.2}"));
    if jalon.postgres > 0.0 {
        let together = jalon.server + jalon.postgres;
        let sql = line.sql.map_or("–".to_owned(), |sql| format!("{sql:.3}"));
        println!("{front} {:.3} | {together:.3} | {} | {floor} | {sql} |", jalon.postgres, goal(line.case.goals.0));
    } else {
        println!("{front} {} | {floor} | {} |", goal(line.case.goals.1), jalon.bytes);
    }
}
