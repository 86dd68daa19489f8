//! Commands on accounts.

use super::api::{UserIn, UserPatch};
use super::links;
use super::rules::{self, Giver, UserStatus};
use super::store::{self, UserRow};
use crate::audit::Entry;
use crate::auth::actor::{HeldRole, ScopeType};
use crate::auth::role::Role;
use crate::ctx::Ctx;
use crate::db::{Instant, Json};
use crate::failure::{Failure, Outcome, reference_fault};
use crate::identity::admin::fold_email;
use crate::identity::sessions;
use crate::ids::UserId;
use crate::patch::patch_fields;
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, new: UserIn) -> Outcome<UserRow> {
    let email = new.email.into_string();
    let row = UserRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(UserId::new),
        email_folded: fold_email(&email),
        email,
        first_name: new.first_name.into_string(),
        last_name: new.last_name.into_string(),
        status: UserStatus::Active,
        roles: Json::of(&new.roles).map_err(Failure::defect)?,
        external_subject: new.external_subject.map(String::from),
        totp_confirmed: false,
        auth_version: 1,
        last_seen_at: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    check_roles(cx, &[], &new.roles, row.id)?;
    if new.id.is_some()
        && let Some(known) = known(cx, row.id)?
    {
        let held: Vec<HeldRole> = known.roles.read().map_err(Failure::defect)?;
        let same = (&known.email, &known.first_name, &known.last_name, &known.external_subject)
            == (&row.email, &row.first_name, &row.last_name, &row.external_subject)
            && held == new.roles;
        return if same { Ok(known) } else { Err(duplicate()) };
    }
    unique(cx, &row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("users", row.id));
    Ok(row)
}

fn known(cx: &mut Ctx<'_>, id: UserId) -> Outcome<Option<UserRow>> {
    match store::find(cx, &cx.reach.clone(), id) {
        Ok(row) => Ok(Some(row)),
        Err(Failure::NotFound) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn duplicate() -> Failure {
    Failure::conflict(
        "duplicate",
        "Un compte de ce PLIE a déjà cette adresse ou cet identifiant.",
        "An account of this PLIE has this address or identifier already.",
    )
}

fn unique(cx: &mut Ctx<'_>, row: &UserRow) -> Outcome<()> {
    match store::by_email(cx, &row.email_folded)? {
        Some(other) if other.id != row.id => Err(duplicate()),
        _ => Ok(()),
    }
}

/// What the caller is to an account.
fn giver(cx: &Ctx<'_>, of: UserId) -> Giver {
    Giver {
        platform: cx.actor.is(Role::PlatformAdmin) && cx.plie().0.is_nil(),
        director: cx.actor.is(Role::Director),
        own: cx.actor.user() == Some(of),
    }
}

/// That the caller may have a hand in who signs in with this account, and as what.
fn admit(cx: &Ctx<'_>, row: &UserRow) -> Outcome<()> {
    let roles: Vec<HeldRole> = row.roles.read().map_err(Failure::defect)?;
    let giver = giver(cx, row.id);
    if giver.director || giver.platform || !rules::is_of_direction(&roles, cx.today) {
        return Ok(());
    }
    Err(Failure::Forbidden { right: cx.call.op.id.to_owned() })
}

/// Every fault of the roles: their form, who may give them, and what they name.
fn check_roles(cx: &mut Ctx<'_>, before: &[HeldRole], roles: &[HeldRole], of: UserId) -> Outcome<()> {
    let mut faults = rules::role_faults(before, roles, giver(cx, of));
    for kind in ScopeType::ALL {
        let named: Vec<(usize, uuid::Uuid)> = roles
            .iter()
            .enumerate()
            .filter(|(_, r)| r.scope_type == Some(*kind))
            .filter_map(|(i, r)| Some((i, r.scope_id?)))
            .collect();
        if named.is_empty() {
            continue;
        }
        let ids: Vec<uuid::Uuid> = named.iter().map(|n| n.1).collect();
        let there = store::scopes_there(cx, *kind, &ids)?;
        let missing = named.iter().filter(|(_, id)| !there.contains(id));
        faults.extend(missing.map(|(i, _)| reference_fault(format!("/roles/{i}/scope_id"))));
    }
    Ok(Refusal::unless_empty(faults)?)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: UserId, patch: UserPatch) -> Outcome<UserRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    if patch.email.is_some() || patch.external_subject.is_some() || patch.roles.is_some() {
        admit(cx, &row)?;
    }
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    if let Some(email) = patch.email {
        row.email = email.into_string();
        row.email_folded = fold_email(&row.email);
        unique(cx, &row)?;
        fields.push("email");
    }
    patch_fields!(patch => row, fields: first_name, last_name);
    if let Some(subject) = patch.external_subject {
        row.external_subject = subject.map(String::from);
        fields.push("external_subject");
    }
    if let Some(roles) = patch.roles {
        let before: Vec<HeldRole> = row.roles.read().map_err(Failure::defect)?;
        if before != roles {
            check_roles(cx, &before, &roles, id)?;
            if cx.actor.user() == Some(id) {
                rules::keeps_own_director(&before, &roles, cx.today)?;
            }
            row.roles = Json::of(&roles).map_err(Failure::defect)?;
            row.auth_version += 1;
        }
        fields.push("roles");
    }
    if fields.is_empty() {
        return Ok(row);
    }
    save(cx, &mut row, &fields)?;
    Ok(row)
}

pub(super) fn save(cx: &mut Ctx<'_>, row: &mut UserRow, fields: &[&'static str]) -> Outcome<()> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, row)?;
    cx.record(Entry::changed("users", row.id, row.version).fields(fields));
    Ok(())
}

pub(super) fn suspend(cx: &mut Ctx<'_>, id: UserId) -> Outcome<UserRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    admit(cx, &row)?;
    cx.guard(row.version)?;
    row.status = rules::after(row.status, "suspend")?;
    rules::not_oneself(cx.actor.user() == Some(id))?;
    row.auth_version += 1;
    save(cx, &mut row, &["status"])?;
    let (plie, now) = (cx.plie(), cx.now);
    sessions::end_all(cx.conn, plie, id, None, "suspended", now)?;
    Ok(row)
}

pub(super) fn reactivate(cx: &mut Ctx<'_>, id: UserId) -> Outcome<UserRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    admit(cx, &row)?;
    cx.guard(row.version)?;
    row.status = rules::after(row.status, "reactivate")?;
    row.auth_version += 1;
    save(cx, &mut row, &["status"])?;
    Ok(row)
}

/// An invitation of an account: its token, and until when.
pub(super) fn invite(cx: &mut Ctx<'_>, id: UserId) -> Outcome<(String, Instant)> {
    let row = store::find(cx, &cx.reach.clone(), id)?;
    admit(cx, &row)?;
    cx.guard(row.version)?;
    if row.status != UserStatus::Active {
        return Err(Refusal::Illegal { from: row.status.code(), allowed: vec!["reactivate"] }.into());
    }
    let (plie, now) = (cx.plie(), cx.now);
    let link = links::invite(cx.conn, plie, id, now)?;
    cx.record(Entry::event("users", Some(id.0)).because("invited"));
    Ok(link)
}
