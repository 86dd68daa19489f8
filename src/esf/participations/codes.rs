//! The sensitive answers of an entry as codes of the ESF, kept apart from the person (`docs/decisions/0007-esf-codes.md`).
//! Written here, read by the indicators alone: no view, list or other query names the table, which a test checks.

use diesel::prelude::*;

use super::rules::{Codes, EsfAnswer};
use crate::ctx::Ctx;
use crate::db::schema::esf_codes as t;
use crate::failure::Outcome;
use crate::ids::ParticipationRecordId;

/// Keeps the answers of an entry beside it.
pub(super) fn keep(cx: &mut Ctx<'_>, record: ParticipationRecordId, codes: &Codes) -> Outcome<()> {
    diesel::insert_into(t::table)
        .values((
            t::plie_id.eq(cx.plie()),
            t::record_id.eq(record),
            t::disabled.eq(codes.disabled),
            t::third_country.eq(codes.third_country),
            t::foreign_background.eq(codes.foreign_background),
            t::minority.eq(codes.minority),
        ))
        .execute(cx.conn)?;
    Ok(())
}

/// The answers kept with one entry go with the next one, when that tells them no differently.
pub(super) fn pass_on(cx: &mut Ctx<'_>, from: ParticipationRecordId, to: ParticipationRecordId) -> Outcome<()> {
    type Row = (EsfAnswer, EsfAnswer, EsfAnswer, EsfAnswer);
    let query =
        t::table.find((cx.plie(), from)).select((t::disabled, t::third_country, t::foreign_background, t::minority));
    let (disabled, third_country, foreign_background, minority): Row = query.get_result(cx.conn)?;
    keep(cx, to, &Codes { disabled, third_country, foreign_background, minority })
}
