//! Rules of accounts: their roles and their two states.

use crate::auth::actor::{HeldRole, ScopeType};
use crate::auth::role::Role;
use crate::db::Day;
use crate::faults;
use crate::machine::{Step, step};
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// Whether an account may sign in.
    pub enum UserStatus {
        Active = "active",
        Suspended = "suspended",
    }
}

/// Roles that one account may hold, past ones included.
pub const MOST_ROLES: u64 = 50;

/// What the verbs do.
pub static STEPS: &[Step<UserStatus>] = &[
    Step { verb: "suspend", from: &[UserStatus::Active], to: UserStatus::Suspended, guard: "nobody suspends themself" },
    Step { verb: "reactivate", from: &[UserStatus::Suspended], to: UserStatus::Active, guard: "" },
];

/// Where a verb leads.
///
/// # Errors
/// `Illegal` with the verbs that the state knows.
pub fn after(status: UserStatus, verb: &str) -> Result<UserStatus, Refusal> {
    step(STEPS, status, verb)
}

/// Who gives the roles.
#[derive(Debug, Clone, Copy)]
pub struct Giver {
    /// An administrator of the platform, in the platform's own PLIE.
    pub platform: bool,
    /// Holds the director's role.
    pub director: bool,
    /// The account is the giver's own.
    pub own: bool,
}

/// Whether a role is given by the direction alone: who directs, and who looks into the PLIE from outside (R3.5).
const fn is_given_by_direction(role: Role) -> bool {
    matches!(role, Role::Director | Role::Auditor)
}

/// Whether an account holds, today or later, a role that only the direction or the platform gives. Whoever gives
/// none of them has no hand in such an account either: its address or its invitation would be the way to the role.
pub fn is_of_direction(roles: &[HeldRole], today: Day) -> bool {
    let guarded = |role: Role| is_given_by_direction(role) || role == Role::PlatformAdmin;
    roles.iter().any(|held| guarded(held.role) && held.valid_to.is_none_or(|last| today <= last))
}

/// What is wrong with the roles of an account, beside identifiers that name nothing. The roles that it held
/// `before` may stay, whoever sends them again.
pub fn role_faults(before: &[HeldRole], roles: &[HeldRole], giver: Giver) -> Vec<Fault> {
    let mut found = Vec::new();
    for (i, held) in roles.iter().enumerate() {
        match (held.scope_type, held.scope_id) {
            (Some(_), None) => found.push(faults::required(format!("/roles/{i}/scope_id"))),
            (None, Some(_)) => found.push(faults::required(format!("/roles/{i}/scope_type"))),
            _ => {}
        }
        if held.scope_type == Some(ScopeType::Structure) && held.role.is_staff() {
            found.push(Fault::new(
                format!("/roles/{i}/scope_type"),
                "rule_structure_scope",
                "Une structure limite un rôle extérieur au PLIE, jamais celui d'un de ses agents.",
                "A structure limits a role from outside the PLIE, never that of its own staff.",
            ));
        }
        found.extend(faults::period(&format!("/roles/{i}/valid_to"), Some(held.valid_from), held.valid_to));
        if held.role == Role::PlatformAdmin && !giver.platform {
            found.push(Fault::new(
                format!("/roles/{i}/role"),
                "rule_platform_admin",
                "Seule l'administration de la plateforme donne ce rôle.",
                "Only the platform's administration gives this role.",
            ));
        }
        found.extend(direction_fault(i, held, before, giver));
    }
    found
}

fn direction_fault(i: usize, held: &HeldRole, before: &[HeldRole], giver: Giver) -> Option<Fault> {
    if !is_given_by_direction(held.role) || giver.director || giver.platform || before.contains(held) {
        return None;
    }
    let pointer = format!("/roles/{i}/role");
    Some(if held.role == Role::Director && giver.own {
        Fault::new(
            pointer,
            "rule_own_role",
            "Nul ne se donne à soi-même le rôle de direction.",
            "Nobody gives themself the director's role.",
        )
    } else {
        Fault::new(
            pointer,
            "rule_given_by_direction",
            "Seule la direction donne ce rôle (R3.5).",
            "Only the direction gives this role (R3.5).",
        )
    })
}

/// Whether a director would still be one: nobody leaves a PLIE without the role that gives roles.
///
/// # Errors
/// 409 when their own last director role would go.
pub fn keeps_own_director(before: &[HeldRole], after: &[HeldRole], today: Day) -> Result<(), Refusal> {
    let directs = |roles: &[HeldRole]| roles.iter().any(|r| r.role == Role::Director && r.holds_on(today));
    if directs(before) && !directs(after) {
        return Err(Refusal::conflict(
            "conflict_last_director",
            "Vous ne pouvez pas retirer votre propre rôle de direction.",
            "You cannot take away your own director role.",
        ));
    }
    Ok(())
}

/// That nobody suspends themself.
///
/// # Errors
/// 409.
pub fn not_oneself(own: bool) -> Result<(), Refusal> {
    if own {
        return Err(Refusal::conflict(
            "conflict_own_account",
            "Vous ne pouvez pas suspendre votre propre compte.",
            "You cannot suspend your own account.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(role: Role) -> HeldRole {
        HeldRole { role, scope_type: None, scope_id: None, valid_from: day("2026-01-01"), valid_to: None }
    }
    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }
    const DIRECTOR: Giver = Giver { platform: false, director: true, own: false };

    #[test]
    fn a_role_has_a_whole_scope_and_an_end_after_its_start() {
        let codes =
            |h: HeldRole| role_faults(&[], &[h], DIRECTOR).iter().map(|f| f.pointer.clone()).collect::<Vec<_>>();
        assert!(codes(held(Role::Referent)).is_empty());
        assert_eq!(
            codes(HeldRole { scope_type: Some(ScopeType::Site), ..held(Role::Referent) }),
            ["/roles/0/scope_id"]
        );
        assert_eq!(
            codes(HeldRole { scope_id: Some(uuid::Uuid::nil()), ..held(Role::Referent) }),
            ["/roles/0/scope_type"]
        );
        assert_eq!(
            codes(HeldRole { valid_to: Some(day("2025-12-31")), ..held(Role::Referent) }),
            ["/roles/0/valid_to"]
        );
    }

    #[test]
    fn nobody_makes_themself_more_than_they_are() {
        let codes = |before: &[HeldRole], role, giver| -> Vec<&str> {
            role_faults(before, &[held(role)], giver).iter().map(|f| f.code).collect()
        };
        assert_eq!(codes(&[], Role::PlatformAdmin, DIRECTOR), ["rule_platform_admin"]);
        let own = Giver { platform: false, director: false, own: true };
        assert_eq!(codes(&[], Role::Director, own), ["rule_own_role"]);
        let manager = Giver { own: false, ..own };
        for role in [Role::Director, Role::Auditor] {
            assert_eq!(codes(&[], role, manager), ["rule_given_by_direction"]);
            assert_eq!(codes(&[held(role)], role, manager), [""; 0], "a role that is held already stays");
            assert_eq!(codes(&[], role, DIRECTOR), [""; 0]);
            assert_eq!(codes(&[], role, Giver { platform: true, ..manager }), [""; 0]);
        }
        let ended = HeldRole { valid_to: Some(day("2026-03-01")), ..held(Role::Director) };
        let longer = role_faults(&[ended], &[held(Role::Director)], manager);
        assert_eq!(longer.len(), 1, "a role that has ended is given anew");
    }

    #[test]
    fn accounts_of_the_direction_are_those_that_hold_its_roles_now_or_later() {
        let today = day("2026-03-02");
        let until = |last: &str| HeldRole { valid_to: Some(day(last)), ..held(Role::Auditor) };
        assert!(is_of_direction(&[held(Role::Referent), held(Role::PlatformAdmin)], today));
        assert!(is_of_direction(&[until("2026-03-02")], today));
        assert!(!is_of_direction(&[until("2026-03-01"), held(Role::DataManager)], today));
        let next_year = HeldRole { valid_from: day("2027-01-01"), ..held(Role::Director) };
        assert!(is_of_direction(&[next_year], today));
    }

    #[test]
    fn a_director_stays_one() {
        let today = day("2026-03-02");
        let ended = HeldRole { valid_to: Some(day("2026-03-01")), ..held(Role::Director) };
        assert!(keeps_own_director(&[held(Role::Director)], &[held(Role::Referent)], today).is_err());
        assert!(keeps_own_director(&[held(Role::Director)], std::slice::from_ref(&ended), today).is_err());
        assert!(keeps_own_director(&[ended], &[], today).is_ok());
        assert!(not_oneself(true).is_err());
    }
}
