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

/// That of the server (`src/main.rs`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod support;

mod absences;
mod access_log;
mod actions;
mod addresses;
mod agenda_weeks;
mod alerts;
mod api_clients;
mod attendance_sheets;
mod audit;
mod audit_missions;
mod auth;
mod barriers;
mod boundaries;
mod changes_stream;
mod charters;
mod claim_readiness;
mod claims;
mod collective_sessions;
mod commissions;
mod constraints;
mod corrections;
mod cost_statements;
mod data_export;
mod database;
mod documents;
mod duplicates;
mod eligibility;
mod employers;
mod employment_contracts;
mod employment_costs;
mod engagement_contracts;
mod entry_files;
mod erasure;
mod esf_reports;
mod events;
mod export_profiles;
mod exports;
mod faults;
mod first_start;
mod frauds;
mod handover;
mod hourly_rates;
mod imports;
mod imports_hostile;
mod interviews;
mod job_follow_up;
mod jobs;
mod liaison_notes;
mod lives;
mod machines;
mod meetings;
mod milestones;
mod mission_letters;
mod norms;
mod objectives;
mod obligations;
mod oidc;
mod openapi;
mod operations;
mod operator_annual;
mod opportunities;
mod orientations;
mod outside;
mod packs;
mod participants;
mod participations;
mod partner_structures;
mod pathways;
mod plies;
mod privacy;
mod procurement_contracts;
mod proof_file;
mod quarterly_reviews;
mod races;
mod reception_slots;
mod reference_lists;
mod referents;
mod report_snapshots;
mod reports;
mod reports_activity;
mod reports_calendar;
mod reports_delays;
mod reports_masked;
mod reports_means;
mod reports_quality;
mod reports_tables;
mod roles;
mod scale;
mod schemas;
mod sealed_words;
mod sensitive;
mod signatures;
mod sites;
mod situations;
mod staff_assignments;
mod stages;
mod supported_minutes;
mod territories;
mod time_corrections;
mod time_records;
mod timeline;
mod timesheets;
mod transitions;
mod users;
mod wire;
