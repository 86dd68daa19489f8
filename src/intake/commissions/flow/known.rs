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

/// Whether one of these structures is a social service of the département, which decides beside the commission (R4.6).
pub(super) fn of_the_department(cx: &mut Ctx<'_>, ids: &[PartnerStructureId]) -> Outcome<bool> {
    let query = partner_structures::table
        .filter(partner_structures::plie_id.eq(cx.plie()))
        .filter(partner_structures::id.eq_any(ids.to_vec()))
        .filter(partner_structures::kind.eq("dept"))
        .select(partner_structures::id);
    Ok(query.first::<PartnerStructureId>(cx.conn).optional()?.is_some())
}
