//! What serves the other rooms: alerts first. No other room imports this one.

/// What is due soon or overdue.
pub mod alerts;
