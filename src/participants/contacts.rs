//! When a person was last met or reached: in an interview that was held, by a check of the follow-up, by an attempt
//! after an ESF exit.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::schema::{follow_up_checks, interviews, participation_attempts, participations};
use crate::failure::Outcome;
use crate::ids::ParticipantId;

/// The last day on which the person was met or reached; none where nobody ever was.
pub(super) fn last(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<Option<Day>> {
    let plie = cx.plie();
    let met: Option<Day> = interviews::table
        .filter(interviews::plie_id.eq(plie))
        .filter(interviews::participant_id.eq(participant))
        .filter(interviews::outcome.eq("held"))
        .select(diesel::dsl::max(interviews::day))
        .get_result(cx.conn)?;
    let checked: Option<Day> = follow_up_checks::table
        .filter(follow_up_checks::plie_id.eq(plie))
        .filter(follow_up_checks::participant_id.eq(participant))
        .filter(follow_up_checks::reached.eq("yes"))
        .select(diesel::dsl::max(follow_up_checks::checked_on))
        .get_result(cx.conn)?;
    let theirs = participations::table
        .filter(participations::plie_id.eq(plie))
        .filter(participations::participant_id.eq(participant))
        .select(participations::id);
    let attempted: Option<Day> = participation_attempts::table
        .filter(participation_attempts::plie_id.eq(plie))
        .filter(participation_attempts::participation_id.eq_any(theirs))
        .filter(participation_attempts::reached.eq("yes"))
        .select(diesel::dsl::max(participation_attempts::attempted_on))
        .get_result(cx.conn)?;
    Ok(met.max(checked).max(attempted))
}
