//! Participations over HTTP.

mod read;
mod verbs;
mod wire;

pub(super) use read::*;
pub(super) use verbs::*;
pub(super) use wire::{
    ParticipationEntryIn, ParticipationExitIn, ParticipationFilter, ParticipationIn, ParticipationSixMonthIn, ReenterIn,
};
