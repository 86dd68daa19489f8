//! Alerts: the timers of § 4.6, computed from what is stored, never stored themselves.

pub mod rules;
