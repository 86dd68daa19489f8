//! Jalon: the open API for French PLIEs (plans locaux pour l'insertion et l'emploi).
//!
//! This page is the table of contents; `docs/ARCHITECTURE.md` walks through one request.
// the example of the settings names each of them
#![recursion_limit = "256"]
#![expect(dead_code, reason = "rules of the reports are written and tested ahead of their operations")]

/// Exact shares.
pub mod amount;
/// The application: state, order of the middleware, fallbacks; the same for the server and the tests.
pub mod app;
/// Entries, their sequence and chain, the change feed.
pub(crate) mod audit;
/// Who is calling, and what they may do.
pub mod auth;
/// Civil days, weeks and months of Europe/Paris, public holidays.
pub mod civil;
/// The command line.
pub mod cli;
/// What time it is; tests own their clock.
pub mod clock;
/// Settings.
pub mod config;
/// What every flow receives.
pub(crate) mod ctx;
/// The two databases behind one connection type, and the threads that own the connections.
pub mod db;
/// Exact decimals of four digits.
pub mod decimal;
/// Partner structures, territories, sites, referents and other staff.
pub(crate) mod directory;
/// ESF: operations, time, money, evidence.
pub(crate) mod esf;
/// Why a request did not succeed.
pub mod failure;
/// The faults that many rules find, each with one wording.
pub(crate) mod faults;
/// Files that the database does not know of.
pub(crate) mod files;
/// What HTTP is to us.
pub mod http;
/// PLIEs, accounts, sessions, machines.
pub mod identity;
/// Typed identifiers.
pub mod ids;
/// From the push of a partner to the decision of the commission.
pub(crate) mod intake;
/// Work that is done after its request.
pub(crate) mod jobs;
/// State machines as data: the same table decides, and answers `GET /v1/transitions`.
pub mod machine;
/// Actions, employers and opportunities; meetings, reviews and notes shared with partners.
pub(crate) mod network;
/// The people, their situations and their doubles.
pub(crate) mod participants;
/// What a merge patch gives, put into a row.
pub(crate) mod patch;
/// The support itself: referent, stages, interviews, milestones, exit.
pub(crate) mod pathways;
/// Health, metrics, documentation, audit log, changes, alerts.
pub(crate) mod platform;
/// Code lists with their French and English labels.
pub(crate) mod reference;
/// What a rule answers when it says no.
pub mod refusal;
/// Figures with their formula.
pub(crate) mod reports;
/// Enums whose values are short codes, alike on the wire and in the database.
pub mod text_enum;
/// What `jalon verify` looks at besides the journal.
pub mod verify {
    pub use crate::esf::time_records::{Drift, verify_totals};
}
/// What a participation counts in: the rule that the reports in SQL are held against.
pub mod indicators {
    pub use crate::esf::participations::rules::indicators::{Indicator, counted};
    pub use crate::esf::participations::rules::{
        Codes, Entry, EsfAnswer, Exit, Household, LabourClass, Programme, Record, Situation, SixMonth, standing,
    };
}
