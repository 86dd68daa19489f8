//! How often one caller may ask. Counted by each node alone: a limit that protects this process,
//! not a quota. (What must hold across nodes, such as slowing down failed sign-ins, is in the database.)

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use crate::failure::{Failure, Outcome};

type Limiter = RateLimiter<Uuid, DefaultKeyedStateStore<Uuid>, DefaultClock, StateInformationMiddleware>;

/// Questions an hour of one caller that tell whether a person is known: enough for a desk, too few to fish.
const LOOKUPS: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);

/// Requests a minute of one address to what asks for no account.
const OPEN: NonZeroU32 = NonZeroU32::MIN.saturating_add(59);

pub(super) struct Limits {
    default: Option<NonZeroU32>,
    by_rate: Mutex<HashMap<NonZeroU32, Arc<Limiter>>>,
    lookups: Limiter,
    addresses: Limiter,
    clock: DefaultClock,
}

impl Limits {
    pub(super) fn new(per_minute: usize) -> Self {
        let default = u32::try_from(per_minute).ok().and_then(NonZeroU32::new);
        let lookups = RateLimiter::keyed(Quota::per_hour(LOOKUPS)).with_middleware::<StateInformationMiddleware>();
        let addresses = RateLimiter::keyed(Quota::per_minute(OPEN)).with_middleware::<StateInformationMiddleware>();
        Self { default, by_rate: Mutex::new(HashMap::new()), lookups, addresses, clock: DefaultClock::default() }
    }

    pub(super) fn count(&self, caller: Uuid, own: Option<u32>) -> Outcome<Option<(u32, u32)>> {
        let Some(rate) = own.and_then(NonZeroU32::new).or(self.default) else { return Ok(None) };
        match self.limiter(rate).check_key(&caller) {
            Ok(state) => Ok(Some((state.remaining_burst_capacity(), rate.get()))),
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.clock.now()).as_secs() + 1;
                Err(Failure::Request {
                    code: "rate_limited",
                    faults: Vec::new(),
                    fr: format!("Au plus {rate} requêtes par minute."),
                    en: format!("At most {rate} requests a minute."),
                    retry_after: Some(wait),
                })
            }
        }
    }

    /// Counts a question of the kind «do you know this person?».
    pub(super) fn count_lookup(&self, caller: Uuid) -> Outcome<()> {
        self.lookups.check_key(&caller).map(drop).map_err(|not_until| Failure::Request {
            code: "rate_limited",
            faults: Vec::new(),
            fr: format!("Au plus {LOOKUPS} vérifications par heure."),
            en: format!("At most {LOOKUPS} checks an hour."),
            retry_after: Some(not_until.wait_time_from(self.clock.now()).as_secs() + 1),
        })
    }

    /// Counts a request of nobody in particular by the address it comes from.
    pub(super) fn count_address(&self, from: IpAddr) -> Outcome<(u32, u32)> {
        match self.addresses.check_key(&network_of(from)) {
            Ok(state) => Ok((state.remaining_burst_capacity(), OPEN.get())),
            Err(not_until) => Err(Failure::Request {
                code: "rate_limited",
                faults: Vec::new(),
                fr: format!("Au plus {OPEN} requêtes par minute sans compte."),
                en: format!("At most {OPEN} requests a minute without an account."),
                retry_after: Some(not_until.wait_time_from(self.clock.now()).as_secs() + 1),
            }),
        }
    }

    fn limiter(&self, rate: NonZeroU32) -> Arc<Limiter> {
        let make =
            || Arc::new(RateLimiter::keyed(Quota::per_minute(rate)).with_middleware::<StateInformationMiddleware>());
        match self.by_rate.lock() {
            Ok(mut known) => known.entry(rate).or_insert_with(make).clone(),
            Err(_poisoned) => make(),
        }
    }
}

/// What one household or office holds: an IPv4 address, or the /64 of an IPv6 one.
fn network_of(address: IpAddr) -> Uuid {
    match address.to_canonical() {
        IpAddr::V4(v4) => Uuid::from_u128(u128::from(v4.to_bits())),
        IpAddr::V6(v6) => Uuid::from_u128(v6.to_bits() & !u128::from(u64::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_counts_with_its_network() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
    }
}
