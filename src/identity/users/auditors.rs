//! Accounts from outside that look into the PLIE while an audit mission is open (R3.5). The direction makes them with
//! the mission: they hold nothing but the auditor's role, dated like its window, and wait for their invitation.

use super::flow;
use super::rules::UserStatus;
use super::store::{self, UserRow};
use crate::audit::Entry;
use crate::auth::actor::{HeldRole, ScopeType};
use crate::auth::role::{Reach, Role};
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::failure::{Failure, Outcome};
use crate::identity::admin::fold_email;
use crate::ids::{OperationId, UserId};
use crate::refusal::Fault;

/// A window in which an account audits an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// The operation.
    pub(crate) operation: OperationId,
    /// First day.
    pub(crate) opens_on: Day,
    /// Last day.
    pub(crate) closes_on: Day,
}

/// The account with an address, made where there is none; or why it may not audit.
///
/// # Errors
/// The database refuses.
pub(crate) fn auditor(cx: &mut Ctx<'_>, pointer: &str, email: &str) -> Outcome<Result<UserId, Fault>> {
    let folded = fold_email(email);
    if let Some(row) = store::by_email(cx, &folded)? {
        let roles: Vec<HeldRole> = row.roles.read().map_err(Failure::defect)?;
        let today = cx.today;
        return Ok(match fault(pointer, row.status, &roles, today) {
            Some(fault) => Err(fault),
            None => Ok(row.id),
        });
    }
    let name: String = email.split('@').next().unwrap_or_default().chars().take(100).collect();
    let row = UserRow {
        plie_id: cx.plie(),
        id: UserId::new(),
        email: email.to_owned(),
        email_folded: folded,
        first_name: "Contrôle".to_owned(),
        last_name: if name.is_empty() { email.chars().take(100).collect() } else { name },
        status: UserStatus::Active,
        roles: Json::of(&[(); 0]).map_err(Failure::defect)?,
        external_subject: None,
        totp_confirmed: false,
        auth_version: 1,
        last_seen_at: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    cx.record(Entry::created("users", row.id));
    Ok(Ok(row.id))
}

/// Nobody of the house checks the house, and an account that was suspended is not let in by another door.
fn fault(pointer: &str, status: UserStatus, roles: &[HeldRole], today: Day) -> Option<Fault> {
    if status != UserStatus::Active {
        return Some(Fault::new(
            pointer,
            "rule_auditor_suspended",
            "Ce compte est suspendu.",
            "This account is suspended.",
        ));
    }
    let works_here = |held: &HeldRole| held.role.is_staff() && held.valid_to.is_none_or(|last| today <= last);
    roles.iter().any(works_here).then(|| {
        Fault::new(
            pointer,
            "rule_auditor_of_the_house",
            "Un agent du PLIE ne contrôle pas le PLIE (R3.5).",
            "Nobody of the PLIE's own staff audits the PLIE (R3.5).",
        )
    })
}

/// Gives an account the auditor's role for these windows, in place of those that it had for other operations.
///
/// # Errors
/// The database refuses.
pub(crate) fn set_windows(cx: &mut Ctx<'_>, user: UserId, windows: &[Window]) -> Outcome<()> {
    let mut row = store::find(cx, &Reach::everything(), user)?;
    let before: Vec<HeldRole> = row.roles.read().map_err(Failure::defect)?;
    let of_missions = |held: &&HeldRole| held.role == Role::Auditor && held.scope_type == Some(ScopeType::Operation);
    let mut roles: Vec<HeldRole> = before.iter().filter(|held| !of_missions(held)).cloned().collect();
    for window in windows {
        let held = HeldRole {
            role: Role::Auditor,
            scope_type: Some(ScopeType::Operation),
            scope_id: Some(window.operation.0),
            valid_from: window.opens_on,
            valid_to: Some(window.closes_on),
        };
        if !roles.contains(&held) {
            roles.push(held);
        }
    }
    if roles == before {
        return Ok(());
    }
    row.roles = Json::of(&roles).map_err(Failure::defect)?;
    // tokens that say other rights are good no more
    row.auth_version += 1;
    flow::save(cx, &mut row, &["roles"])
}
