//! One binary for every test that goes through HTTP; each runs on SQLite and on PostgreSQL from one source.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::cloned_ref_to_slice_refs,
    dead_code,
    unused_imports,
    reason = "a test says what went wrong by stopping"
)]

mod support;

mod absences;
mod access_log;
mod agenda_weeks;
mod alerts;
mod api_clients;
mod audit;
mod auth;
mod barriers;
mod boundaries;
mod charters;
mod commissions;
mod corrections;
mod database;
mod documents;
mod duplicates;
mod eligibility;
mod entry_files;
mod faults;
mod first_start;
mod interviews;
mod objectives;
mod oidc;
mod openapi;
mod operations;
mod orientations;
mod participants;
mod partner_structures;
mod pathways;
mod plies;
mod proof_file;
mod reception_slots;
mod reference_lists;
mod referents;
mod reports;
mod roles;
mod sensitive;
mod signatures;
mod sites;
mod situations;
mod stages;
mod territories;
mod time_records;
mod timeline;
mod timesheets;
mod transitions;
mod users;
mod wire;
