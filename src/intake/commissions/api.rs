//! Commissions over HTTP.

mod commissions;
mod decisions;
mod items;
mod minutes;
mod printed;
mod sessions;
mod summary;
mod views;

pub(super) use commissions::*;
pub(super) use decisions::*;
pub(super) use items::*;
pub(super) use minutes::*;
pub(super) use sessions::*;
pub(super) use summary::*;
pub(super) use views::{
    AgendaItemPage, AgendaItemView, BuiltAgenda, CommissionPage, CommissionSessionPage, CommissionSessionView,
    CommissionView, DecisionPage, DecisionView, item_view, item_views,
};
