//! Wrong passwords. Those of a known account are counted in its row, for all nodes; those of an
//! address, and of accounts that do not exist, here, so that the answer does not tell them apart.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use crate::auth::keys::sha256;
use crate::db::Instant;
use crate::failure::{Failure, Outcome};

/// Failures that cost nothing yet.
const FREE: i64 = 5;
/// The first delay, in seconds; each further failure doubles it.
const FIRST_DELAY: i64 = 30;
/// The longest delay: an account is slowed down, never locked.
const LONGEST_DELAY: i64 = 15 * 60;
/// Failures that one address may have in a window: an office behind one address has many people.
const PER_ADDRESS: i64 = 30;
/// How long the failures of an address count, in seconds.
const WINDOW: i64 = 15 * 60;
const REMEMBERED: usize = 20_000;

/// How long an account with so many failures in a row waits, in seconds.
pub(crate) fn delay(failures: i64) -> Option<i64> {
    let doublings = u32::try_from(failures - FREE).ok()?;
    Some(FIRST_DELAY.saturating_mul(2_i64.saturating_pow(doublings)).min(LONGEST_DELAY))
}

/// Too many wrong passwords: until when to wait.
pub(crate) fn slow_down(until: Instant, now: Instant) -> Failure {
    let micros = until.micros().saturating_sub(now.micros()).max(0);
    Failure::Request {
        code: "rate_limited",
        faults: Vec::new(),
        fr: "Trop d'essais ; réessayez plus tard.".to_owned(),
        en: "Too many attempts; try again later.".to_owned(),
        retry_after: Some(u64::try_from(micros / 1_000_000 + 1).unwrap_or(1)),
    }
}

/// What this node remembers of failures.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<[u8; 32], Failures>>);

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: i64,
    until: Instant,
}

fn address(ip: Option<IpAddr>) -> [u8; 32] {
    match ip {
        Some(IpAddr::V4(ip)) => sha256(&[b"ip", &ip.octets()]),
        // a subscriber has a /64 at least
        Some(IpAddr::V6(ip)) => sha256(&[b"ip", ip.octets().get(..8).unwrap_or_default()]),
        None => sha256(&[b"ip"]),
    }
}

fn account(email: &str) -> [u8; 32] {
    sha256(&[b"account", email.as_bytes()])
}

impl Attempts {
    /// Whether an address may try.
    ///
    /// # Errors
    /// 429 until its window ends.
    pub(crate) fn admit_address(&self, ip: Option<IpAddr>, now: Instant) -> Outcome<()> {
        match self.of(&address(ip)) {
            Some(f) if f.until > now && f.count >= PER_ADDRESS => Err(slow_down(f.until, now)),
            _ => Ok(()),
        }
    }

    /// Whether an account that does not exist may be tried.
    ///
    /// # Errors
    /// 429, as one that exists would answer.
    pub(crate) fn admit_unknown(&self, email: &str, now: Instant) -> Outcome<()> {
        match self.of(&account(email)) {
            Some(f) if f.until > now && delay(f.count).is_some() => Err(slow_down(f.until, now)),
            _ => Ok(()),
        }
    }

    /// Counts a failure of an address.
    pub(crate) fn fail_address(&self, ip: Option<IpAddr>, now: Instant) {
        self.change(address(ip), now, |known| match known {
            Some(f) if f.until > now => Failures { count: f.count + 1, until: f.until },
            _ => Failures { count: 1, until: now.plus_seconds(WINDOW) },
        });
    }

    /// Counts a failure of an account that does not exist.
    pub(crate) fn fail_unknown(&self, email: &str, now: Instant) {
        self.change(account(email), now, |known| {
            let count = known.map_or(0, |f| f.count) + 1;
            // before the first delay it is only remembered
            Failures { count, until: now.plus_seconds(delay(count).unwrap_or(LONGEST_DELAY)) }
        });
    }

    fn of(&self, key: &[u8; 32]) -> Option<Failures> {
        self.0.lock().ok().and_then(|known| known.get(key).copied())
    }

    fn change(&self, key: [u8; 32], now: Instant, f: impl FnOnce(Option<Failures>) -> Failures) {
        let Ok(mut known) = self.0.lock() else { return };
        if known.len() >= REMEMBERED {
            known.retain(|_, f| f.until > now);
            if known.len() >= REMEMBERED {
                known.clear();
            }
        }
        let next = f(known.get(&key).copied());
        known.insert(key, next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_and_ends() {
        assert_eq!(delay(4), None);
        assert_eq!((delay(5), delay(6), delay(7)), (Some(30), Some(60), Some(120)));
        assert_eq!(delay(1_000_000), Some(900));
    }

    #[test]
    fn an_address_waits_for_its_window_and_no_longer() {
        let (attempts, now) = (Attempts::default(), Instant::from_micros(0).unwrap());
        let ip: Option<IpAddr> = "2001:db8::1".parse().ok();
        for _ in 0..PER_ADDRESS {
            attempts.admit_address(ip, now).unwrap();
            attempts.fail_address(ip, now);
        }
        assert!(attempts.admit_address(ip, now).is_err());
        assert!(attempts.admit_address("2001:db8::2".parse().ok(), now).is_err(), "the same /64");
        assert!(attempts.admit_address("2001:db8:1::2".parse().ok(), now).is_ok());
        assert!(attempts.admit_address(ip, now.plus_seconds(WINDOW)).is_ok());
    }
}
