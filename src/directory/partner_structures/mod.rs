//! A partner structure: who orients people to the PLIE or hosts them (France Travail, a mission
//! locale, a CCAS, an employer …). Its authorisation is pending, validated, refused or not required
//! (R3.7): a structure that is not known yet may push orientations, which wait in quarantine.

mod api;
mod flow;
mod store;

pub(crate) use store::{exists, find};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_partner_structures)
        .service(api::create_partner_structure)
        .service(api::get_partner_structure)
        .service(api::update_partner_structure)
        .service(api::validate_partner_structure)
        .service(api::refuse_partner_structure);
}
