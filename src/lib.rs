//! Jalon: the open API for French PLIEs (plans locaux pour l'insertion et l'emploi).
//!
//! This page is the table of contents; `docs/ARCHITECTURE.md` walks through one request.

/// Civil days, weeks and months of Europe/Paris, public holidays.
pub mod civil;
/// The two databases behind one connection type, and the threads that own the connections.
pub mod db;
/// Exact decimals of four digits.
pub mod decimal;
/// ESF: operations, time, money, evidence.
pub(crate) mod esf;
/// Typed identifiers.
pub mod ids;
/// State machines as data: the same table decides, and answers `GET /v1/transitions`.
pub mod machine;
/// Alerts and what else serves the other rooms.
pub(crate) mod platform;
/// What a rule answers when it says no.
pub mod refusal;
/// Figures with their formula.
pub(crate) mod reports;
/// Enums whose values are short codes, alike on the wire and in the database.
pub mod text_enum;
