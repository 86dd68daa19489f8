//! What time it is. Tests own their clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::db::Instant;

/// A source of the current instant.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    Machine,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn machine() -> Self {
        Self(Source::Machine)
    }
    /// A clock that stands still until it is set.
    pub fn fixed(at: Instant) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(at.micros()))))
    }
    /// Sets a fixed clock; the machine's cannot be set.
    pub fn set(&self, at: Instant) {
        if let Source::Fixed(micros) = &self.0 {
            micros.store(at.micros(), Ordering::SeqCst);
        }
    }
    /// Now, to the microsecond.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    pub fn now(&self) -> Instant {
        match &self.0 {
            Source::Machine => Instant::of(chrono::Utc::now()),
            Source::Fixed(micros) => {
                Instant::from_micros(micros.load(Ordering::SeqCst)).unwrap_or_else(|| Instant::of(chrono::Utc::now()))
            }
        }
    }
}
