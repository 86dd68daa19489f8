//! Reception slots: the half-day a week kept to welcome people before their first appointment (S3.10).
//!
//! A slot belongs to a site, or to one referent there; it names a weekday, a half-day, how many people it takes
//! and the period it holds for. Booking takes a place on one date of the slot's weekday.

pub(crate) mod rules;
