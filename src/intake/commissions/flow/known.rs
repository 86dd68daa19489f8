//! What commissions read of accounts and structures.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::{partner_structures, users};
use crate::failure::Outcome;
use crate::ids::{PartnerStructureId, UserId};

/// Which of these accounts the PLIE has, with their first and last names.
pub(in crate::intake::commissions) fn accounts(
    cx: &mut Ctx<'_>,
    ids: &[UserId],
) -> Outcome<HashMap<UserId, (String, String)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(UserId, String, String)> = users::table
        .filter(users::plie_id.eq(cx.plie()))
        .filter(users::id.eq_any(ids.to_vec()))
        .select((users::id, users::first_name, users::last_name))
        .load(cx.conn)?;
    Ok(rows.into_iter().map(|(id, first, last)| (id, (first, last))).collect())
}

/// Which of these structures the PLIE has.
pub(super) fn structures(cx: &mut Ctx<'_>, ids: &[PartnerStructureId]) -> Outcome<Vec<PartnerStructureId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = partner_structures::table
        .filter(partner_structures::plie_id.eq(cx.plie()))
        .filter(partner_structures::id.eq_any(ids.to_vec()))
        .select(partner_structures::id);
    Ok(query.load(cx.conn)?)
}
