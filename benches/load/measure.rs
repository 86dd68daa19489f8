//! Rounds of requests, and what they took.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::client::{Connection, Request};
use crate::cpu;
use crate::settings::Settings;

/// So many requests over so many connections, numbered from `first`.
pub(crate) struct Load<'a> {
    pub(crate) address: &'a str,
    pub(crate) connections: usize,
    pub(crate) requests: usize,
    pub(crate) first: usize,
}

/// What a round took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Figures {
    /// Requests a second.
    pub(crate) rate: f64,
    /// Milliseconds until the answer.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// CPU milliseconds a request: of the process that answers, and of PostgreSQL.
    pub(crate) server: f64,
    pub(crate) postgres: f64,
    /// Bytes of a body.
    pub(crate) bytes: usize,
}

struct Clocks {
    server: Duration,
    postgres: Duration,
}

impl Clocks {
    fn read(settings: &Settings, address: &str) -> Self {
        let pid = if address == settings.floor { settings.floor_pid } else { settings.server_pid };
        let postgres = settings.postgres_pid.map_or(Duration::ZERO, cpu::of_family);
        Self { server: cpu::of(pid), postgres }
    }
}

/// One round; anything but the expected status ends the bench.
pub(crate) fn round(
    settings: &Settings,
    load: &Load<'_>,
    make: &(impl Fn(usize) -> Request + Sync),
    expected: u16,
) -> Result<Figures, String> {
    let next = AtomicUsize::new(0);
    let before = Clocks::read(settings, load.address);
    let began = Instant::now();
    let parts: Vec<Part> = std::thread::scope(|scope| {
        let hands: Vec<_> =
            (0..load.connections).map(|_| scope.spawn(|| connection(load, &next, make, expected))).collect();
        let join = |hand: std::thread::ScopedJoinHandle<'_, _>| {
            hand.join().map_err(|_panic| "a connection stopped".to_owned())?
        };
        hands.into_iter().map(join).collect::<Result<_, String>>()
    })?;
    let took = began.elapsed();
    let after = Clocks::read(settings, load.address);
    let mut waits: Vec<Duration> = parts.iter().flat_map(|part| part.waits.iter().copied()).collect();
    waits.sort_unstable();
    let number = count(load.requests);
    Ok(Figures {
        rate: number / took.as_secs_f64(),
        p50: milliseconds(quantile(&waits, 50)),
        p99: milliseconds(quantile(&waits, 99)),
        server: milliseconds(after.server.saturating_sub(before.server)) / number,
        postgres: milliseconds(after.postgres.saturating_sub(before.postgres)) / number,
        bytes: parts.iter().map(|part| part.bytes).sum::<usize>() / load.requests.max(1),
    })
}

struct Part {
    waits: Vec<Duration>,
    bytes: usize,
}

fn connection(
    load: &Load<'_>,
    next: &AtomicUsize,
    make: &impl Fn(usize) -> Request,
    expected: u16,
) -> Result<Part, String> {
    let mut connection = Connection::open(load.address)?;
    let mut part = Part { waits: Vec::with_capacity(load.requests), bytes: 0 };
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= load.requests {
            return Ok(part);
        }
        let request = make(load.first + n);
        let began = Instant::now();
        let answer = connection.ask(&request)?;
        part.waits.push(began.elapsed());
        part.bytes += answer.body.len();
        if answer.status != expected {
            return Err(format!("{} {}: {} {}", request.method, request.path, answer.status, answer.text()));
        }
    }
}

/// The median of each figure.
pub(crate) fn median(rounds: &[Figures]) -> Figures {
    let middle = |of: fn(&Figures) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Figures {
        rate: middle(|f| f.rate),
        p50: middle(|f| f.p50),
        p99: middle(|f| f.p99),
        server: middle(|f| f.server),
        postgres: middle(|f| f.postgres),
        bytes: rounds.first().map_or(0, |f| f.bytes),
    }
}

fn quantile(sorted: &[Duration], percent: usize) -> Duration {
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

pub(crate) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
