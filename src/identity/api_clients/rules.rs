//! Rules of API clients.

use std::collections::BTreeSet;

use crate::db::Instant;
use crate::machine::{Step, step};
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// Whether a client may get tokens.
    pub enum ApiClientStatus {
        Active = "active",
        Revoked = "revoked",
    }
}

/// What the verbs do; a revoked client stays so.
pub static STEPS: &[Step<ApiClientStatus>] =
    &[Step { verb: "revoke", from: &[ApiClientStatus::Active], to: ApiClientStatus::Revoked, guard: "" }];

/// How long an old secret may live beside the new one, in minutes.
pub const LONGEST_OVERLAP: i64 = 30 * 24 * 60;

/// Where a verb leads.
///
/// # Errors
/// `Illegal` with the verbs that the state knows.
pub fn after(status: ApiClientStatus, verb: &str) -> Result<ApiClientStatus, Refusal> {
    step(STEPS, status, verb)
}

/// That a client may still be changed.
///
/// # Errors
/// `Illegal` when it is revoked.
pub fn alive(status: ApiClientStatus) -> Result<(), Refusal> {
    match status {
        ApiClientStatus::Active => Ok(()),
        ApiClientStatus::Revoked => Err(Refusal::Illegal { from: status.code(), allowed: Vec::new() }),
    }
}

/// What is wrong with scopes: unknown ones, each with those that are known.
pub fn scope_faults(asked: &[String], known: &BTreeSet<String>) -> Vec<Fault> {
    let unknown = asked.iter().enumerate().filter(|(_, scope)| !known.contains(*scope));
    unknown
        .map(|(i, _)| {
            let mut fault = Fault::new(
                format!("/scopes/{i}"),
                "unknown_code",
                "Cette portée n'existe pas.",
                "This scope does not exist.",
            );
            fault.allowed = known.iter().cloned().collect();
            fault
        })
        .collect()
}

/// What is wrong with an end in the past.
pub fn expiry_fault(expires_at: Option<Instant>, now: Instant) -> Option<Fault> {
    expires_at
        .filter(|at| *at <= now)
        .map(|_| Fault::new("/expires_at", "rule_period", "Cette échéance est passée.", "This expiry is in the past."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_scope_is_named_with_the_known_ones() {
        let known = BTreeSet::from(["sites:read".to_owned()]);
        let faults = scope_faults(&["sites:read".to_owned(), "root".to_owned()], &known);
        assert_eq!((faults[0].pointer.as_str(), faults[0].allowed.len(), faults.len()), ("/scopes/1", 1, 1));
    }

    #[test]
    fn a_revoked_client_stays_revoked() {
        assert_eq!(after(ApiClientStatus::Active, "revoke").unwrap(), ApiClientStatus::Revoked);
        assert!(after(ApiClientStatus::Revoked, "revoke").is_err());
        assert!(alive(ApiClientStatus::Revoked).is_err());
    }
}
