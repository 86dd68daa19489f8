//! Commissions (CLAS), their sessions, agenda items and decisions (S0.6, S0.7).
//!
//! A commission belongs to a territory and has members who vote or advise. A session is planned, convened
//! (which freezes its agenda), held with its attendance, and closed when the chair validates the minutes; a
//! cancelled one passes its items on. An item is decided once: what corrects a decision is a new one of a later
//! session, which supersedes it (R4.7). Rules R4.1–R4.9 of the domain page.
//!
//! `rules.rs` holds the session and its agenda, `rules/decisions.rs` what may be decided and what it does to the
//! orientation, the file or the pathway.

mod api;
mod flow;
pub(crate) mod rules;
mod store;

use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::http::routes::Routes;
use crate::ids::{AgendaItemId, CommissionId, CommissionSessionId, DecisionId};

pub(crate) use flow::{add_admission, drop_admission, hold_agendas_of};
pub(crate) use store::ids_in_reach;

/// Whether the commission is within reach.
pub(crate) fn commission_exists(cx: &mut Ctx<'_>, reach: &Reach, id: CommissionId) -> Outcome<bool> {
    store::found(store::find_commission(cx, reach, id))
}

/// Whether the session is within reach.
pub(crate) fn session_exists(cx: &mut Ctx<'_>, reach: &Reach, id: CommissionSessionId) -> Outcome<bool> {
    store::found(store::find_session(cx, reach, id))
}

/// Whether the agenda item is within reach.
pub(crate) fn item_exists(cx: &mut Ctx<'_>, reach: &Reach, id: AgendaItemId) -> Outcome<bool> {
    store::found(store::find_item(cx, reach, id))
}

/// Whether the decision is within reach.
pub(crate) fn decision_exists(cx: &mut Ctx<'_>, reach: &Reach, id: DecisionId) -> Outcome<bool> {
    store::found(store::find_decision(cx, reach, id))
}

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::list_commissions)
        .service(api::create_commission)
        .service(api::get_commission)
        .service(api::update_commission)
        .service(api::list_commission_sessions)
        .service(api::create_commission_session)
        .service(api::get_commission_session)
        .service(api::update_commission_session)
        .service(api::convene_commission_session)
        .service(api::build_commission_agenda)
        .service(api::hold_commission_session)
        .service(api::validate_commission_minutes)
        .service(api::cancel_commission_session)
        .service(api::get_commission_minutes)
        .service(api::list_agenda_items)
        .service(api::create_agenda_item)
        .service(api::get_agenda_item)
        .service(api::get_agenda_item_summary)
        .service(api::delete_agenda_item)
        .service(api::decide_agenda_item)
        .service(api::list_decisions)
        .service(api::get_decision)
        .service(api::confirm_department_decision);
}
