//! What commissions read of structures.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::partner_structures;
use crate::failure::Outcome;
use crate::ids::PartnerStructureId;

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
