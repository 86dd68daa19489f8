//! The seam to the participations (§ 7.6): which participants of an operation lack mandatory data (R7.1–R7.4).
//!
//! Participations are not kept here yet, so nothing is counted, and the answer says that it was not looked at
//! ([`NOT_CHECKED`]) rather than that all is well. Once they are, [`missing_data`] asks them and `NOT_CHECKED` is empty.

use super::rules::{Item, ObstacleKind};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::Outcome;
use crate::ids::OperationId;

/// The obstacles that nothing can tell of yet.
pub(super) const NOT_CHECKED: &[ObstacleKind] = &[ObstacleKind::ParticipantDataMissing];

/// An item a participant whose participation in the operation lacks mandatory data between two days, with the account of
/// the referent and the address of the participation.
pub(super) fn missing_data(_cx: &mut Ctx<'_>, _operation: OperationId, _from: Day, _to: Day) -> Outcome<Vec<Item>> {
    Ok(Vec::new())
}
