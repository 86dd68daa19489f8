//! Jalon: the open API for French PLIEs (plans locaux pour l'insertion et l'emploi).
//!
//! This page is the table of contents; `docs/ARCHITECTURE.md` walks through one request.

/// Civil days, weeks and months of Europe/Paris, public holidays.
pub mod civil;
/// The two databases behind one connection type, and the threads that own the connections.
pub mod db;
/// Typed identifiers.
pub mod ids;
/// State machines as data: the same table decides, and answers `GET /v1/transitions`.
pub mod machine;
/// What a rule answers when it says no.
pub mod refusal;
/// Enums whose values are short codes, alike on the wire and in the database.
pub mod text_enum;
