//! Jalon: the open API for French PLIEs (plans locaux pour l'insertion et l'emploi).
//!
//! This page is the table of contents; `docs/ARCHITECTURE.md` walks through one request.

/// Exact shares.
pub mod amount;
/// Who is calling, and what they may do.
pub mod auth;
/// What time it is; tests own their clock.
pub mod clock;
/// Settings.
pub mod config;
/// The two databases behind one connection type, and the threads that own the connections.
pub mod db;
/// Why a request did not succeed.
pub mod failure;
/// Typed identifiers.
pub mod ids;
/// State machines as data: the same table decides, and answers `GET /v1/transitions`.
pub mod machine;
/// Code lists with their French and English labels.
#[cfg_attr(not(test), expect(dead_code, reason = "its callers, the HTTP house and the rooms, come next"))]
pub(crate) mod reference;
/// What a rule answers when it says no.
pub mod refusal;
/// Enums whose values are short codes, alike on the wire and in the database.
pub mod text_enum;
