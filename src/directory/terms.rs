//! The terms of one person taken together: those as a referent and those as other staff make one full time at most
//! (§ 10.1).

use diesel::prelude::*;

use super::rules::{self, Holding};
use crate::amount::Share;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::schema::{referents, staff_assignments};
use crate::failure::Outcome;
use crate::ids::{AnyId, UserId};
use crate::refusal::Fault;

/// What these terms hold too much beside the person's others; `own` are the terms themselves, where they are stored.
/// Who asks has taken the person's writers one at a time.
pub(super) fn total_fault(cx: &mut Ctx<'_>, user: UserId, own: AnyId, this: Holding) -> Outcome<Option<Fault>> {
    type Row = (AnyId, Share, Day, Option<Day>);
    let mut rows: Vec<Row> = referents::table
        .filter(referents::plie_id.eq(cx.plie()))
        .filter(referents::user_id.eq(user))
        .select((referents::id, referents::fte_e4, referents::valid_from, referents::valid_to))
        .load(cx.conn)?;
    let more: Vec<Row> = staff_assignments::table
        .filter(staff_assignments::plie_id.eq(cx.plie()))
        .filter(staff_assignments::user_id.eq(user))
        .select((
            staff_assignments::id,
            staff_assignments::fte_e4,
            staff_assignments::valid_from,
            staff_assignments::valid_to,
        ))
        .load(cx.conn)?;
    rows.extend(more);
    let others: Vec<Holding> = rows
        .into_iter()
        .filter(|(id, ..)| *id != own)
        .map(|(_, fte, valid_from, valid_to)| Holding { fte: fte.0, valid_from, valid_to })
        .collect();
    Ok(rules::total_fte_fault(this, &others))
}
