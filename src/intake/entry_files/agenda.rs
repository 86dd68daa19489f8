//! A file on the agenda of a session.

use diesel::prelude::*;

use crate::civil;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::db::schema::{agenda_items, commission_sessions, decisions};
use crate::failure::{Failure, Outcome};
use crate::ids::{AgendaItemId, CommissionSessionId, EntryFileId, ParticipantId};
use crate::intake::commissions::rules::{self, SessionStatus};
use crate::intake::known;

/// Puts the admission of a file on the agenda of a session that still takes items (R4.3).
pub(super) fn add_admission(
    cx: &mut Ctx<'_>,
    session: CommissionSessionId,
    file: EntryFileId,
    participant: ParticipantId,
) -> Outcome<()> {
    known::lock(cx.conn, "commission_sessions", cx.plie(), session)?;
    let row: Option<(SessionStatus, Instant)> = commission_sessions::table
        .find((cx.plie(), session))
        .select((commission_sessions::status, commission_sessions::starts_at))
        .get_result(cx.conn)
        .optional()?;
    let Some((status, starts_at)) = row else { return Err(Failure::reference("/session_id")) };
    let session_on = civil::day_of(starts_at);
    let days = u32::try_from(cx.settings().agenda_freeze_working_days).unwrap_or(rules::FREEZE_WORKING_DAYS);
    let holidays = civil::public_holidays(chrono::Datelike::year(&session_on.0), cx.settings().alsace_moselle);
    let last_free = rules::last_free_day(session_on, days, &holidays);
    rules::add_item(rules::door(status, last_free, cx.today), false)?;
    let last: Option<i64> = agenda_items::table
        .filter(agenda_items::plie_id.eq(cx.plie()))
        .filter(agenda_items::session_id.eq(session))
        .select(diesel::dsl::max(agenda_items::position))
        .get_result(cx.conn)?;
    diesel::insert_into(agenda_items::table)
        .values((
            agenda_items::plie_id.eq(cx.plie()),
            agenda_items::id.eq(AgendaItemId::new()),
            agenda_items::session_id.eq(session),
            agenda_items::kind.eq("admission"),
            agenda_items::entry_file_id.eq(file),
            agenda_items::participant_id.eq(participant),
            agenda_items::position.eq(last.unwrap_or(0) + 1),
            agenda_items::version.eq(1i64),
            agenda_items::created_at.eq(cx.now),
            agenda_items::updated_at.eq(cx.now),
        ))
        .execute(cx.conn)?;
    Ok(())
}

/// Takes a file off the agenda where nothing was decided of it yet.
pub(super) fn drop_admission(cx: &mut Ctx<'_>, file: EntryFileId) -> Outcome<()> {
    let decided = decisions::table.filter(decisions::plie_id.eq(cx.plie())).select(decisions::agenda_item_id);
    let undecided = agenda_items::table
        .filter(agenda_items::plie_id.eq(cx.plie()))
        .filter(agenda_items::entry_file_id.eq(file))
        .filter(diesel::dsl::not(agenda_items::id.eq_any(decided)));
    diesel::delete(undecided).execute(cx.conn)?;
    Ok(())
}
