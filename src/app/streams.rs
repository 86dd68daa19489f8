//! The streams that are open on this node: so many in all, and so many of one account or client. A limit that protects
//! this process; each node counts its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use crate::failure::{Failure, Outcome};

/// Streams of one account or client: a screen or two, and the mirror that is being replaced by another.
const OF_ONE: usize = 5;
/// After how many seconds another try is worth it.
const RETRY_SECONDS: u64 = 30;

type Open = Arc<Mutex<HashMap<Uuid, usize>>>;

/// The open streams.
pub(super) struct Streams {
    most: usize,
    open: Open,
}

/// A place among them, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    open: Open,
    caller: Uuid,
}

impl Streams {
    pub(super) fn new(most: usize) -> Self {
        Self { most, open: Open::default() }
    }

    pub(super) fn take(&self, caller: Uuid) -> Outcome<Seat> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().sum::<usize>() >= self.most {
            return Err(Failure::Unavailable);
        }
        let own = open.entry(caller).or_default();
        if *own >= OF_ONE {
            return Err(Failure::Request {
                code: "rate_limited",
                faults: Vec::new(),
                fr: format!("Au plus {OF_ONE} flux ouverts à la fois."),
                en: format!("At most {OF_ONE} streams open at a time."),
                retry_after: Some(RETRY_SECONDS),
            });
        }
        *own += 1;
        drop(open);
        Ok(Seat { open: self.open.clone(), caller })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.caller) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                open.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_given_back_is_taken_again() {
        let streams = Streams::new(OF_ONE + 1);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut held: Vec<Seat> = (0..OF_ONE).map(|_| streams.take(one).unwrap()).collect();
        assert!(matches!(streams.take(one), Err(Failure::Request { code: "rate_limited", .. })));
        let theirs = streams.take(other).unwrap();
        assert_eq!(streams.take(Uuid::from_u128(3)).unwrap_err(), Failure::Unavailable, "the node is full");
        held.pop();
        drop(theirs);
        assert!(streams.take(one).is_ok() && streams.take(other).is_ok());
        held.clear();
        assert!(streams.open.lock().unwrap().is_empty());
    }
}
