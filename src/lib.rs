//! Jalon: the open API for French PLIEs (plans locaux pour l'insertion et l'emploi).
//!
//! This page is the table of contents; `docs/ARCHITECTURE.md` walks through one request.

/// Civil days and months in Europe/Paris.
pub mod civil;
/// The two databases behind one connection type, and the threads that own the connections.
pub mod db;
/// Partner structures, territories, sites and the people at work.
pub(crate) mod directory;
/// The faults that many rules find, each with one wording.
pub(crate) mod faults;
/// Typed identifiers.
pub mod ids;
/// From the push of a partner to the decision of the commission.
pub(crate) mod intake;
/// State machines as data: the same table decides, and answers `GET /v1/transitions`.
pub mod machine;
/// The people, their situations and their doubles.
pub(crate) mod participants;
/// The support itself: referent, stages, interviews, milestones, exit.
pub(crate) mod pathways;
/// What a rule answers when it says no.
pub mod refusal;
/// Enums whose values are short codes, alike on the wire and in the database.
pub mod text_enum;
