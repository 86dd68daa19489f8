//! Operations: what the ESF pays for, with dates, money and how long its evidence is kept.

pub mod rules;
