//! Commands on commissions, sessions, agenda items and decisions.

mod agenda;
mod commission;
mod decide;
mod effects;
mod known;
mod session;

pub(crate) use agenda::{add_admission, drop_admission, hold_agendas_of};
pub(super) use agenda::{add_item, build, remove_item};
pub(super) use commission::{create as create_commission, update as update_commission};
pub(super) use decide::{confirm_department, decide, status_of};
pub(super) use session::{
    cancel as cancel_session, convene, create as create_session, hold, update as update_session, validate_minutes,
};
