//! Actions and network: what the PLIE offers beside its referents, and with whom it works.
//!
//! Actions are the catalogue in which stages are places (S0.12, S0.22), paid for by procurement contracts (S0.11);
//! employers bring opportunities, which are passed on to the people whom they fit (S0.9, S3.18). Meetings and events
//! make the network live (S0.10, S0.15, S3.28), collective sessions the group (S2.13). Quarterly reviews and liaison
//! notes are what is shared with the département, France Travail and social workers about people (S3.20, S3.21).
//!
//! `known.rs` answers what a body may name, `attendances.rs` and `attendees.rs` keep who takes part.

pub(crate) mod actions;
mod attendances;
mod attendees;
pub(crate) mod collective_sessions;
pub(crate) mod employers;
pub(crate) mod events;
mod known;
pub(crate) mod liaison_notes;
pub(crate) mod meetings;
pub(crate) mod opportunities;
pub(crate) mod procurement_contracts;
pub(crate) mod quarterly_reviews;

pub(crate) use attendances::AttendanceOutcome;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    actions::routes(cfg);
    liaison_notes::routes(cfg);
    quarterly_reviews::routes(cfg);
    collective_sessions::routes(cfg);
    meetings::routes(cfg);
    events::routes(cfg);
    employers::routes(cfg);
    opportunities::routes(cfg);
    procurement_contracts::routes(cfg);
}
