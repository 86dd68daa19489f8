//! Commissions (CLAS), their sessions, agenda items and decisions (S0.6, S0.7).
//!
//! A commission belongs to a territory and has members who vote or advise. A session is planned, convened
//! (which freezes its agenda), held with its attendance, and closed when the chair validates the minutes; a
//! cancelled one passes its items on. An item is decided once: what corrects a decision is a new one of a later
//! session, which supersedes it (R4.7). Rules R4.1–R4.9 of the domain page.
//!
//! `rules.rs` holds the session and its agenda, `rules/decisions.rs` what may be decided and what it does to the
//! orientation, the file or the pathway.

pub(crate) mod rules;
