//! Participations of people in the operations of the ESF (§ 7), apart from their pathways: one a person and operation
//! (R7.6), with the situation at the entry, within four weeks of the exit, and six months later.
//!
//! What is told is appended, never overwritten (`participation_records`), so that the indicators can be computed as they
//! were known on any day; the row of the participation says what it comes to now. The first time that each moment was
//! told never moves. Sensitive answers stay sealed with the person; of them the ESF gets codes that only its indicators
//! read (`codes.rs`, decision 0007).
//!
//! `rules.rs` says what is missing and when; `rules/indicators.rs` what a participation counts in; `flow/hooks.rs` what
//! follows when a pathway ends, or when the person, a situation or a sensitive answer is corrected.

mod api;
mod attempts;
mod codes;
mod facts;
mod flow;
pub mod rules;
mod store;
mod whole;

pub(crate) use flow::{
    Owed, missing_at_close, owed, pathway_exited, pathway_left, pathway_taken_back, person_corrected, sensitive_told,
    situation_corrected,
};
pub(crate) use store::{
    EXIT_UNTOLD, RecordRow, both_take_part, days_in, exists, left_on_text, operations_of, six_months_after_text,
};
pub(crate) use whole::{Whole, of_operation};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_participations)
        .service(api::create_participation)
        .service(api::get_participation)
        .service(api::put_participation_entry)
        .service(api::put_participation_exit)
        .service(api::put_participation_six_month)
        .service(api::reenter_participation)
        .service(api::void_participation)
        .service(api::list_participation_history)
        .service(api::open_operation_participations);
    attempts::routes(cfg);
}
