//! What keeps a pathway from closing (§ 4.5).

use diesel::prelude::*;

use super::PathwayRow;
use crate::ctx::Ctx;
use crate::db::schema::{interviews, signatures, situations, stages, time_record_participants, time_records};
use crate::esf::participations;
use crate::esf::time_records::rules::TimeStatus;
use crate::failure::Outcome;
use crate::ids::{InterviewId, SituationId, StageId};
use crate::pathways::interviews::rules::InterviewOutcome;
use crate::pathways::interviews::rules::signing;
use crate::pathways::rules::exits::Unfinished;
use crate::pathways::stages::rules::StageStatus;

/// The stages and interviews of a pathway that are not finished, and what is not known of its exit.
pub(in crate::pathways) fn unfinished(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<Unfinished> {
    let id = row.id;
    let open: Vec<StageStatus> = StageStatus::ALL.iter().copied().filter(|s| s.is_open()).collect();
    let stages: Vec<StageId> = stages::table
        .filter(stages::plie_id.eq(cx.plie()))
        .filter(stages::pathway_id.eq(id))
        .filter(stages::status.eq_any(open))
        .order(stages::id)
        .select(stages::id)
        .load(cx.conn)?;
    let held: Vec<(InterviewId, String, String)> = interviews::table
        .left_join(
            signatures::table.on(signatures::plie_id
                .eq(interviews::plie_id)
                .and(signatures::id.nullable().eq(interviews::signature_id))
                .and(signatures::void_at.is_null())),
        )
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(interviews::pathway_id.eq(id))
        .filter(interviews::outcome.eq(InterviewOutcome::Held))
        .filter(signatures::id.nullable().is_null())
        .order((interviews::starts_at, interviews::id))
        .select((interviews::id, interviews::type_, interviews::modality))
        .load(cx.conn)?;
    let owed =
        held.into_iter().filter(|(_, kind, modality)| signing::is_required(kind, modality, InterviewOutcome::Held));
    Ok(Unfinished {
        open_stages: stages.iter().map(ToString::to_string).collect(),
        unsigned_interviews: owed.map(|(id, ..)| id.to_string()).collect(),
        esf_exit_missing: esf_exit_missing(cx, row)?,
        unsigned_months: unsigned_months(cx, row)?,
    })
}

/// The months with time for the person, since the pathway began, that both have not signed yet (§ 6.6).
fn unsigned_months(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<Vec<String>> {
    let Some(activated_on) = row.activated_on else { return Ok(Vec::new()) };
    let waiting = [TimeStatus::Draft, TimeStatus::Submitted, TimeStatus::EmployeeSigned];
    let months = time_record_participants::table
        .inner_join(
            time_records::table.on(time_records::plie_id
                .eq(time_record_participants::plie_id)
                .and(time_records::id.eq(time_record_participants::time_record_id))),
        )
        .filter(time_record_participants::plie_id.eq(cx.plie()))
        .filter(time_record_participants::participant_id.eq(row.participant_id))
        .filter(time_records::status.eq_any(waiting))
        .filter(time_records::date.ge(activated_on))
        .select(time_records::month)
        .distinct()
        .order(time_records::month);
    Ok(months.load(cx.conn)?)
}

/// What is not known of the exit (§ 7.7): by the participations under the pathway; where there are none, the person's
/// situation.
fn esf_exit_missing(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<Vec<String>> {
    match participations::missing_at_close(cx, row)? {
        Some(missing) => Ok(missing),
        None if situation_at_exit(cx, row)? => Ok(Vec::new()),
        None => Ok(vec!["labour_status".to_owned()]),
    }
}

/// Whether the person's situation at the exit or after it is known (§ 7.7); what was entered by error counts nowhere
/// and owes none.
fn situation_at_exit(cx: &mut Ctx<'_>, row: &PathwayRow) -> Outcome<bool> {
    let (Some(exit_on), Some(_)) = (row.exit_on, row.exit_category) else { return Ok(true) };
    let superseded = situations::table
        .filter(situations::plie_id.eq(cx.plie()))
        .filter(situations::participant_id.eq(row.participant_id))
        .filter(situations::supersedes.is_not_null())
        .select(situations::supersedes.assume_not_null());
    let superseded: Vec<SituationId> = superseded.load(cx.conn)?;
    let told = situations::table
        .filter(situations::plie_id.eq(cx.plie()))
        .filter(situations::participant_id.eq(row.participant_id))
        .filter(situations::as_of.ge(exit_on))
        .filter(situations::id.ne_all(superseded));
    Ok(diesel::select(diesel::dsl::exists(told)).get_result(cx.conn)?)
}
