//! Participants: the people a PLIE follows.
//!
//! A participant has a name, a birth date, a way to be reached (R7.5), an address and the numbers other systems
//! know the person by; never the national health number (G6). Two records of one person are found by strong
//! numbers, or by birth date and folded names together: a name alone never makes a double. Search folds case,
//! accents, ligatures, hyphens and apostrophes alike, so that `q=eloise` finds « Éloïse ».
//!
//! `rules/nir.rs` finds the health number, `rules/likeness.rs` folds names and compares two people;
//! `rules.rs` checks a whole participant.

pub(crate) mod reach;
pub(crate) mod rules;

pub(crate) use reach::in_reach;
pub(crate) use rules::likeness::fold_name;
pub(crate) use rules::{Contact, age_on, birth_date_fault, birth_date_warning, nir_faults};

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(_cfg: &mut ServiceConfig<'_>) {}
