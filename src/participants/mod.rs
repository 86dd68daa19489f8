//! Participants: the people a PLIE follows.
//!
//! A participant has a name, a birth date, a way to be reached (R7.5), an address and the numbers other systems
//! know the person by; never the national health number (G6). Two records of one person are found by strong
//! numbers, or by birth date and folded names together: a name alone never makes a double. Search folds case,
//! accents, ligatures, hyphens and apostrophes alike, so that `q=eloise` finds « Éloïse ».
//!
//! `rules/nir.rs` finds the health number, `rules/likeness.rs` folds names and compares two people;
//! `rules.rs` checks a whole participant.

mod access_log;
mod addresses;
mod api;
mod beside;
mod contacts;
mod data_export;
pub(crate) mod documents;
pub(crate) mod duplicates;
pub(crate) mod eligibility;
mod embed;
pub(crate) mod erasure;
mod flow;
mod follower;
pub(crate) mod merges;
mod names;
pub(crate) mod proof_file;
pub(crate) mod reach;
pub(crate) mod rules;
pub(crate) mod sensitive;
pub(crate) mod signatures;
pub(crate) mod situations;
mod store;
mod timeline;
pub(crate) mod vault;
mod zones;

pub(crate) use api::wire::Address;
pub(crate) use api::{ParticipantFilter, moved};
pub(crate) use beside::{Whole, no_right, only_whole, whole};
mod criteria;

pub(crate) use criteria::{Proof, first_proof, prove};
pub(crate) use flow::{
    NewParticipant, PathwayPlace, Told, contact_corrected, create, likely_doubles, place, refuse_doubles, still_kept,
    touch_contact, upsert,
};
pub(crate) use follower::{Follower, followed_by};
pub(crate) use names::names;
pub(crate) use reach::{in_reach, in_reach_text};
pub(crate) use rules::likeness::{fold_name, sort_name};
pub(crate) use rules::{Contact, age_on, birth_date_fault, birth_date_warning, nir_faults};
pub(crate) use store::{ParticipantRow, all_in_reach, exists, find, held, is_erased, list, stands, with_ids};
pub(crate) use zones::rezone;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_participants)
        .service(api::create_participant)
        .service(api::get_participant_by_external_id)
        .service(api::put_participant_by_external_id)
        .service(api::get_participant)
        .service(api::update_participant);
    addresses::routes(cfg);
    situations::routes(cfg);
    signatures::routes(cfg);
    sensitive::routes(cfg);
    access_log::routes(cfg);
    documents::routes(cfg);
    eligibility::routes(cfg);
    duplicates::routes(cfg);
    merges::routes(cfg);
    timeline::routes(cfg);
    proof_file::routes(cfg);
    data_export::routes(cfg);
    erasure::routes(cfg);
}
