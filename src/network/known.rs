//! What the bodies of this room may name: accounts, structures, territories, pathways.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::prelude::*;

use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{partner_structures, pathways, users};
use crate::directory::{partner_structures as structures_of, territories};
use crate::esf::operations;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{OperationId, ParticipantId, PartnerStructureId, PathwayId, TerritoryId, UserId};
use crate::participants::in_reach;
use crate::pathways::rules::PathwayStatus;
use crate::refusal::Fault;

/// A pathway that a body names.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamedPathway {
    /// Whose it is.
    pub(super) participant_id: ParticipantId,
    /// Where it stands.
    pub(super) status: PathwayStatus,
}

/// Those of the pathways that every one of these reaches holds.
pub(super) fn pathways(
    cx: &mut Ctx<'_>,
    reaches: &[Reach],
    ids: &[PathwayId],
) -> Outcome<HashMap<PathwayId, NamedPathway>> {
    if ids.is_empty() || reaches.iter().any(Reach::is_empty) {
        return Ok(HashMap::new());
    }
    let mut query = pathways::table
        .filter(pathways::plie_id.eq(cx.plie()))
        .filter(pathways::id.eq_any(ids.to_vec()))
        .select((pathways::id, pathways::participant_id, pathways::status))
        .into_boxed();
    for reach in reaches {
        query = query.filter(in_reach(cx, reach, pathways::participant_id));
    }
    let rows: Vec<(PathwayId, ParticipantId, PathwayStatus)> = query.load(cx.conn)?;
    let named = |(id, participant_id, status)| (id, NamedPathway { participant_id, status });
    Ok(rows.into_iter().map(named).collect())
}

/// Those of these accounts that the PLIE has.
pub(super) fn accounts(cx: &mut Ctx<'_>, ids: &BTreeSet<UserId>) -> Outcome<HashSet<UserId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let query = users::table
        .filter(users::plie_id.eq(cx.plie()))
        .filter(users::id.eq_any(ids.iter().copied().collect::<Vec<_>>()))
        .select(users::id);
    Ok(query.load(cx.conn)?.into_iter().collect())
}

/// Those of these structures that the PLIE has.
pub(super) fn structures(cx: &mut Ctx<'_>, ids: &BTreeSet<PartnerStructureId>) -> Outcome<HashSet<PartnerStructureId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let query = partner_structures::table
        .filter(partner_structures::plie_id.eq(cx.plie()))
        .filter(partner_structures::id.eq_any(ids.iter().copied().collect::<Vec<_>>()))
        .select(partner_structures::id);
    Ok(query.load(cx.conn)?.into_iter().collect())
}

/// The fault of a structure that the caller may not see.
pub(super) fn structure_fault(
    cx: &mut Ctx<'_>,
    pointer: &str,
    id: Option<PartnerStructureId>,
) -> Outcome<Option<Fault>> {
    let Some(id) = id else { return Ok(None) };
    let reach = cx.reach_in("get_partner_structure");
    Ok((!structures_of::exists(cx, &reach, id)?).then(|| reference_fault(pointer)))
}

/// The fault of an operation that the caller may not see.
pub(super) fn operation_fault(cx: &mut Ctx<'_>, pointer: &str, id: Option<OperationId>) -> Outcome<Option<Fault>> {
    let Some(id) = id else { return Ok(None) };
    let reach = cx.reach_in("get_operation");
    Ok((!operations::exists(cx, &reach, id)?).then(|| reference_fault(pointer)))
}

/// The fault of a territory where the caller may not write: one that the PLIE does not have, or another than those
/// of the caller's role; and of none at all, which is the whole PLIE, where the role names one.
pub(super) fn territory_fault(cx: &mut Ctx<'_>, pointer: &str, id: Option<TerritoryId>) -> Outcome<Option<Fault>> {
    let Some(id) = id else {
        return Ok((!writes_in(&cx.reach, None)).then(|| crate::faults::required(pointer)));
    };
    let there = writes_in(&cx.reach, Some(id)) && territories::exists(cx, &Reach::everything(), id)?;
    Ok((!there).then(|| reference_fault(pointer)))
}

/// Whether a reach writes what belongs to a territory, or to the whole PLIE.
pub(super) fn writes_in(reach: &Reach, territory: Option<TerritoryId>) -> bool {
    reach.all || reach.myself || territory.is_some_and(|id| reach.territories.contains(&id))
}

/// Lets only those write who write in the territory; the object is one that the caller may see.
///
/// # Errors
/// 403.
pub(super) fn admit(cx: &Ctx<'_>, territory: Option<TerritoryId>) -> Outcome<()> {
    if writes_in(&cx.reach, territory) {
        return Ok(());
    }
    Err(Failure::Forbidden { right: cx.call.op.id.to_owned() })
}
