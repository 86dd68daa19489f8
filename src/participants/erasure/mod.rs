//! Erasure of a person (GDPR art. 17; domain § 9.2, `trust.md` § 4.6).
//!
//! The social part goes: notes, reports, sensitive facts, housing, contacts, what others were told. ESF evidence stays
//! until its operations may forget it, restricted; where no operation asks for any, what remains counts and names
//! nobody. The person's key is destroyed, so that what it sealed opens nowhere, not in a backup either; the chain of
//! the journal still holds. Who knew the person hears 410 from then on, everybody else 404.
//!
//! Two people decide it (`trust.md` § 2.1): one asks, and a director who is somebody else confirms. What had to stay
//! goes later without a third: that was decided with it.
//!
//! Each erasure leaves a line in `erasure.ledger` of the data directory, which is no part of a backup: a restore
//! applies it again before anybody is served (T40). `store/steps.rs` says table by table what is done; a test holds
//! it against the foreign keys of the database.

mod api;
mod flow;
mod ledger;
mod rules;
mod store;

pub(crate) use flow::again;
pub(crate) use ledger::any;
pub(crate) use rules::{GONE, kind, sentence};
pub(crate) use store::knew;
pub(crate) use store::work::{Part, kept_now};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::erase_participant)
        .service(api::confirm_participant_erasure)
        .service(api::refuse_participant_erasure)
        .service(api::get_participant_erasure);
}
