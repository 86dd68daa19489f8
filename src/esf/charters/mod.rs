//! Charters: the versioned list of tasks of a PLIE, each with its attribution, and the step in
//! which time is entered (§ 5.15, R6.31).

pub mod rules;

pub use rules::{Attribution, is_absence};
