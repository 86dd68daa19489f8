//! Commands on commissions.

use super::known;
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::directory::territories;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::faults;
use crate::identity::users;
use crate::ids::{CommissionId, PartnerStructureId, TerritoryId, UserId};
use crate::intake::commissions::api::{CommissionIn, CommissionPatch, Member};
use crate::intake::commissions::rules::{self, Voice};
use crate::intake::commissions::store::{self, CommissionRow};
use crate::patch::patch_fields;
use crate::refusal::{Fault, Refusal};

pub(in crate::intake::commissions) fn create(cx: &mut Ctx<'_>, new: CommissionIn) -> Outcome<CommissionRow> {
    let mut found = member_faults(cx, &new.members)?;
    found.extend(territory_fault(cx, new.territory_id)?);
    found.extend(rules::quorum_fault(new.quorum, voting(&new.members)));
    Refusal::unless_empty(found)?;
    let row = CommissionRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(CommissionId::new),
        name: new.name.into_string(),
        territory_id: new.territory_id,
        quorum: new.quorum,
        members: Json::of(&new.members).map_err(Failure::defect)?,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(known) = before(store::find_commission(cx, &Reach::everything(), row.id))?
    {
        let same = known.name == row.name
            && known.territory_id == row.territory_id
            && known.quorum == row.quorum
            && members(&known)? == new.members;
        return if same { Ok(known) } else { Err(taken()) };
    }
    one_name(cx, &row)?;
    store::insert_commission(cx, &row)?;
    cx.record(Entry::created("commissions", row.id));
    Ok(row)
}

pub(in crate::intake::commissions) fn update(
    cx: &mut Ctx<'_>,
    id: CommissionId,
    patch: CommissionPatch,
) -> Outcome<CommissionRow> {
    let mut row = store::find_commission(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    let mut found = Vec::new();
    patch_fields!(patch => row, fields: name);
    if let Some(territory) = patch.territory_id {
        found.extend(territory_fault(cx, territory)?);
        row.territory_id = territory;
        fields.push("territory_id");
    }
    if let Some(new) = &patch.members {
        found.extend(member_faults(cx, new)?);
        row.members = Json::of(new).map_err(Failure::defect)?;
        fields.push("members");
    }
    patch_fields!(patch => row, fields: quorum);
    found.extend(rules::quorum_fault(row.quorum, voting(&members(&row)?)));
    Refusal::unless_empty(found)?;
    if fields.is_empty() {
        return Ok(row);
    }
    one_name(cx, &row)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update_commission(cx, &row)?;
    cx.record(Entry::changed("commissions", id, row.version).fields(&fields));
    Ok(row)
}

/// A commission stands in a territory where the caller may have one.
fn territory_fault(cx: &mut Ctx<'_>, id: TerritoryId) -> Outcome<Option<Fault>> {
    let reach = cx.reach_in("get_territory");
    let own = cx.reach.all || cx.reach.territories.contains(&id);
    let there = own && territories::exists(cx, &reach, id)?;
    Ok((!there).then(|| reference_fault("/territory_id")))
}

/// The members of a commission.
pub(super) fn members(row: &CommissionRow) -> Outcome<Vec<Member>> {
    row.members.read().map_err(Failure::defect)
}

/// What was found, nothing where there is nothing.
pub(super) fn before<T>(found: Outcome<T>) -> Outcome<Option<T>> {
    match found {
        Ok(row) => Ok(Some(row)),
        Err(Failure::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The answer to a create whose id names something else.
pub(super) fn taken() -> Failure {
    Failure::conflict(
        "duplicate",
        "Cet identifiant désigne déjà un autre objet.",
        "This identifier names another object already.",
    )
}

fn one_name(cx: &mut Ctx<'_>, row: &CommissionRow) -> Outcome<()> {
    if store::same_name(cx, row)? {
        return Err(Failure::conflict(
            "duplicate",
            "Ce territoire a déjà une commission de ce nom.",
            "This territory has a commission of this name already.",
        ));
    }
    Ok(())
}

fn voting(members: &[Member]) -> i64 {
    i64::try_from(members.iter().filter(|m| m.voice == Voice::Vote).count()).unwrap_or(i64::MAX)
}

fn member_faults(cx: &mut Ctx<'_>, members: &[Member]) -> Outcome<Vec<Fault>> {
    let users: Vec<UserId> = members.iter().filter_map(|m| m.user_id).collect();
    let structures: Vec<PartnerStructureId> = members.iter().filter_map(|m| m.structure_id).collect();
    let users = users::names(cx, &users)?;
    let structures = known::structures(cx, &structures)?;
    let mut found = Vec::new();
    for (i, member) in members.iter().enumerate() {
        if member.user_id.is_none() && member.name.is_none() {
            found.push(faults::required(format!("/members/{i}/name")));
        }
        if member.user_id.is_some_and(|id| !users.contains_key(&id)) {
            found.push(reference_fault(format!("/members/{i}/user_id")));
        }
        if member.structure_id.is_some_and(|id| !structures.contains(&id)) {
            found.push(reference_fault(format!("/members/{i}/structure_id")));
        }
        if members.iter().take(i).any(|other| other.same_person(member)) {
            found.push(Fault::new(
                format!("/members/{i}"),
                "rule_member_twice",
                "Un membre ne siège qu'une fois (R4.1).",
                "A member sits once only (R4.1).",
            ));
        }
    }
    Ok(found)
}
