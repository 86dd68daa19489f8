//! Absences: whole days, or half of one day. They take the place of worked minutes in the agenda week
//! (R6.2) and refuse time records (§ 6.2).

pub mod rules;

pub use rules::{Absence, Away, away};
