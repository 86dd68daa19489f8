//! One binary for every test that goes through HTTP; each runs on SQLite and on PostgreSQL from one source.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by stopping"
)]

mod support;

mod agenda_weeks;
mod alerts;
mod audit;
mod auth;
mod barriers;
mod boundaries;
mod charters;
mod database;
mod faults;
mod objectives;
mod openapi;
mod operations;
mod participants;
mod partner_structures;
mod referents;
mod sites;
mod stages;
mod territories;
mod timesheets;
mod users;
mod wire;
