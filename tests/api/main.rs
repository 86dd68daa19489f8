//! One binary for every test that goes through HTTP; each runs on SQLite and on PostgreSQL from one source.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by stopping"
)]

mod support;

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
mod reference_lists;
mod referents;
mod sites;
mod stages;
mod territories;
mod transitions;
mod users;
mod wire;
