//! What intake reads of the directory: whether a site, a referent, a structure stands in the PLIE, and the
//! little that its rules ask of them. Locks a row for a race that PostgreSQL alone can have.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::Day;
pub(crate) use crate::db::hold_row as lock;
use crate::db::schema::{partner_structures, referents, sites};
use crate::failure::Outcome;
use crate::ids::{PartnerStructureId, ReferentId, SiteId, TerritoryId, UserId};

/// A referent, as intake needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Referent {
    /// The account.
    pub(crate) user_id: UserId,
    valid_from: Day,
    valid_to: Option<Day>,
}

impl Referent {
    /// Whether the person follows people on that day.
    pub(crate) fn works_on(&self, on: Day) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|end| on <= end)
    }
}

/// The territory of a site, where the PLIE has this site.
pub(crate) fn site(cx: &mut Ctx<'_>, id: SiteId) -> Outcome<Option<Option<TerritoryId>>> {
    let query = sites::table.find((cx.plie(), id)).select(sites::territory_id);
    Ok(query.get_result(cx.conn).optional()?)
}

/// A referent of the PLIE.
pub(crate) fn referent(cx: &mut Ctx<'_>, id: ReferentId) -> Outcome<Option<Referent>> {
    let query =
        referents::table.find((cx.plie(), id)).select((referents::user_id, referents::valid_from, referents::valid_to));
    let row: Option<(UserId, Day, Option<Day>)> = query.get_result(cx.conn).optional()?;
    Ok(row.map(|(user_id, valid_from, valid_to)| Referent { user_id, valid_from, valid_to }))
}

/// The authorisation of a partner structure of the PLIE (R3.7).
pub(crate) fn authorisation(cx: &mut Ctx<'_>, id: PartnerStructureId) -> Outcome<Option<String>> {
    let query = partner_structures::table.find((cx.plie(), id)).select(partner_structures::authorisation);
    Ok(query.get_result(cx.conn).optional()?)
}
