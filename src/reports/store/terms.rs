//! The terms of staff, and what tells them apart: role, employer, place; and the letters with a fixed share.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::amount::Share;
use crate::auth::actor::HeldRole;
use crate::auth::role::Role;
use crate::ctx::Ctx;
use crate::db::schema::{mission_letters, partner_structures, referents, sites, staff_assignments, territories, users};
use crate::db::{Day, Json};
use crate::esf::mission_letters::CostMode;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, MissionLetterId, OperationId, PartnerStructureId, ReferentId, SiteId, StaffAssignmentId};
use crate::ids::{TerritoryId, UserId};

/// The terms of a member of staff.
#[derive(Debug, Clone)]
pub(in crate::reports) struct Term {
    pub(in crate::reports) what: &'static str,
    pub(in crate::reports) id: AnyId,
    pub(in crate::reports) user: UserId,
    /// Ten-thousandths of a full time.
    pub(in crate::reports) fte: i64,
    /// Those of them given to participants.
    pub(in crate::reports) support: i64,
    pub(in crate::reports) territory: Option<TerritoryId>,
    pub(in crate::reports) structure: Option<PartnerStructureId>,
    pub(in crate::reports) job_title: Option<String>,
    pub(in crate::reports) valid_from: Day,
    pub(in crate::reports) valid_to: Option<Day>,
}

impl Term {
    pub(in crate::reports) fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// The terms that hold on some day between two, of these people or of everybody.
pub(in crate::reports) fn terms(cx: &mut Ctx<'_>, people: Option<&[UserId]>, from: Day, to: Day) -> Outcome<Vec<Term>> {
    type Of = (UserId, SiteId, Share, Option<PartnerStructureId>, Day, Option<Day>);
    let places: Vec<(SiteId, Option<TerritoryId>)> =
        sites::table.filter(sites::plie_id.eq(cx.plie())).select((sites::id, sites::territory_id)).load(cx.conn)?;
    let places: BTreeMap<SiteId, TerritoryId> =
        places.into_iter().filter_map(|(site, territory)| Some((site, territory?))).collect();
    let mut followers = referents::table
        .filter(referents::plie_id.eq(cx.plie()))
        .filter(referents::valid_from.le(to))
        .filter(referents::valid_to.is_null().or(referents::valid_to.ge(from)))
        .select((
            referents::id,
            referents::fte_participant_support_e4,
            (
                referents::user_id,
                referents::site_id,
                referents::fte_e4,
                referents::employer_structure_id,
                referents::valid_from,
                referents::valid_to,
            ),
        ))
        .into_boxed();
    let mut others = staff_assignments::table
        .filter(staff_assignments::plie_id.eq(cx.plie()))
        .filter(staff_assignments::valid_from.le(to))
        .filter(staff_assignments::valid_to.is_null().or(staff_assignments::valid_to.ge(from)))
        .select((
            staff_assignments::id,
            staff_assignments::job_title,
            (
                staff_assignments::user_id,
                staff_assignments::site_id,
                staff_assignments::fte_e4,
                staff_assignments::employer_structure_id,
                staff_assignments::valid_from,
                staff_assignments::valid_to,
            ),
        ))
        .into_boxed();
    if let Some(people) = people {
        followers = followers.filter(referents::user_id.eq_any(people.to_vec()));
        others = others.filter(staff_assignments::user_id.eq_any(people.to_vec()));
    }
    let term =
        |what, id: AnyId, support: i64, job_title, (user, site, fte, structure, valid_from, valid_to): Of| Term {
            what,
            id,
            user,
            fte: fte.0,
            support,
            territory: places.get(&site).copied(),
            structure,
            job_title,
            valid_from,
            valid_to,
        };
    let followers: Vec<(ReferentId, Share, Of)> = followers.load(cx.conn)?;
    let others: Vec<(StaffAssignmentId, Option<String>, Of)> = others.load(cx.conn)?;
    let followers = followers.into_iter().map(|(id, support, of)| term("referent", id.cast(), support.0, None, of));
    let others = others.into_iter().map(|(id, title, of)| term("staff_assignment", id.cast(), 0, title, of));
    Ok(followers.chain(others).collect())
}

/// The roles of some accounts, with the days on which each is held.
pub(in crate::reports) fn roles(cx: &mut Ctx<'_>, people: &[UserId]) -> Outcome<BTreeMap<UserId, Vec<HeldRole>>> {
    let rows: Vec<(UserId, Json)> = users::table
        .filter(users::plie_id.eq(cx.plie()))
        .filter(users::id.eq_any(people.to_vec()))
        .select((users::id, users::roles))
        .load(cx.conn)?;
    rows.into_iter().map(|(user, roles)| Ok((user, roles.read().map_err(Failure::defect)?))).collect()
}

/// The role that terms count under on a day: that of referents for theirs, else the first that the account holds.
pub(in crate::reports) fn role_of(term: &Term, held: &[HeldRole], day: Day) -> Option<Role> {
    if term.what == "referent" {
        return Some(Role::Referent);
    }
    let held = |role: &&Role| held.iter().any(|h| h.role == **role && h.holds_on(day));
    Role::ALL.iter().filter(|role| **role != Role::Referent).find(held).copied()
}

/// A letter that gives a fixed share of somebody's time to an operation.
#[derive(Debug, Clone)]
pub(in crate::reports) struct FixedLetter {
    pub(in crate::reports) id: MissionLetterId,
    pub(in crate::reports) user: UserId,
    pub(in crate::reports) operation: OperationId,
    /// Ten-thousandths of the person's time.
    pub(in crate::reports) share: i64,
    pub(in crate::reports) starts_on: Day,
    pub(in crate::reports) ends_on: Day,
}

/// The letters with a fixed share that hold on some day between two, of these people or of everybody.
pub(in crate::reports) fn fixed_letters(
    cx: &mut Ctx<'_>,
    people: Option<&[UserId]>,
    operation: Option<OperationId>,
    from: Day,
    to: Day,
) -> Outcome<Vec<FixedLetter>> {
    type Row = (MissionLetterId, UserId, OperationId, Option<i64>, Day, Day);
    use mission_letters as t;
    let mut query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::cost_mode.eq(CostMode::FixedPercentage))
        .filter(t::starts_on.le(to))
        .filter(t::ends_on.ge(from))
        .select((t::id, t::user_id, t::operation_id, t::fixed_percentage_e4, t::starts_on, t::ends_on))
        .into_boxed();
    if let Some(people) = people {
        query = query.filter(t::user_id.eq_any(people.to_vec()));
    }
    if let Some(operation) = operation {
        query = query.filter(t::operation_id.eq(operation));
    }
    let rows: Vec<Row> = query.load(cx.conn)?;
    let letter = |(id, user, operation, share, starts_on, ends_on): Row| FixedLetter {
        id,
        user,
        operation,
        share: share.unwrap_or_default(),
        starts_on,
        ends_on,
    };
    Ok(rows.into_iter().map(letter).collect())
}

/// The accounts behind terms of referents.
pub(in crate::reports) fn accounts(cx: &mut Ctx<'_>, ids: Vec<ReferentId>) -> Outcome<BTreeMap<ReferentId, UserId>> {
    let rows: Vec<(ReferentId, UserId)> = referents::table
        .filter(referents::plie_id.eq(cx.plie()))
        .filter(referents::id.eq_any(ids))
        .select((referents::id, referents::user_id))
        .load(cx.conn)?;
    Ok(rows.into_iter().collect())
}

/// The names of territories, for a reader.
pub(in crate::reports) fn territory_names(cx: &mut Ctx<'_>) -> Outcome<BTreeMap<TerritoryId, String>> {
    let rows: Vec<(TerritoryId, String)> = territories::table
        .filter(territories::plie_id.eq(cx.plie()))
        .select((territories::id, territories::name))
        .load(cx.conn)?;
    Ok(rows.into_iter().collect())
}

/// The names of structures, for a reader.
pub(in crate::reports) fn structure_names(
    cx: &mut Ctx<'_>,
    ids: Vec<PartnerStructureId>,
) -> Outcome<BTreeMap<PartnerStructureId, String>> {
    let rows: Vec<(PartnerStructureId, String)> = partner_structures::table
        .filter(partner_structures::plie_id.eq(cx.plie()))
        .filter(partner_structures::id.eq_any(ids))
        .select((partner_structures::id, partner_structures::name))
        .load(cx.conn)?;
    Ok(rows.into_iter().collect())
}
