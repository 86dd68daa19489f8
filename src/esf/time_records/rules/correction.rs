//! A correction after sign-off waits for another person (R6.18).

use crate::machine::Step;
use crate::refusal::Refusal;

crate::text_enum! {
    /// Where a correction stands.
    pub enum CorrectionStatus {
        Pending = "pending",
        Approved = "approved",
        Refused = "refused",
    }
}
use CorrectionStatus::{Approved, Pending, Refused};

/// The machine of a correction.
pub static CORRECTION_STEPS: &[Step<CorrectionStatus>] = &[
    Step {
        verb: "approve",
        from: &[Pending],
        to: Approved,
        guard: "by another person than who asked and than whose time it is; after a claim it only takes minutes away (R6.18, R6.19)",
    },
    Step { verb: "refuse", from: &[Pending], to: Refused, guard: "by another person, with a reason" },
];

/// Who asks for a correction does not decide on it (R6.18).
///
/// # Errors
/// `Conflict` `conflict_same_person`.
pub fn by_another(same_person: bool) -> Result<(), Refusal> {
    if !same_person {
        return Ok(());
    }
    Err(Refusal::conflict(
        "conflict_same_person",
        "La correction est approuvée ou refusée par une autre personne que celle qui la demande.",
        "The correction is approved or refused by another person than the one who asks for it.",
    ))
}

/// A record waits for one decision at a time.
pub fn already_pending() -> Refusal {
    Refusal::conflict(
        "conflict_correction_pending",
        "Une correction de cette saisie attend déjà une décision.",
        "A correction of this record waits for a decision already.",
    )
}

/// A correction gives new values, or cancels; not both, and not neither.
///
/// # Errors
/// `Invalid` at `/cancel`.
pub fn values_or_cancel(cancel: bool, changes: bool) -> Result<(), Refusal> {
    if cancel != changes {
        return Ok(());
    }
    Err(Refusal::invalid(
        "/cancel",
        "invalid",
        "Une correction donne de nouvelles valeurs ou annule la saisie, l'un ou l'autre.",
        "A correction gives new values or cancels the record, one of the two.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_is_decided_once_by_another_person() {
        assert_eq!(crate::machine::step(CORRECTION_STEPS, Pending, "approve"), Ok(Approved));
        assert!(crate::machine::step(CORRECTION_STEPS, Approved, "refuse").is_err());
        assert!(by_another(false).is_ok() && by_another(true).is_err());
        assert!(values_or_cancel(true, false).is_ok() && values_or_cancel(false, true).is_ok());
        assert!(values_or_cancel(true, true).is_err() && values_or_cancel(false, false).is_err());
    }
}
