//! What exits rest on (§ 5.7).

use diesel::prelude::*;

use super::PathwayRow;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::db::schema::{
    agenda_items, decisions, follow_up_checks, interviews, participation_attempts, participations,
};
use crate::esf::participations::{EXIT_UNTOLD, left_on_text};
use crate::failure::Outcome;
use crate::ids::PathwayId;
use crate::pathways::follow_up_checks::Reached;
use crate::pathways::interviews::rules::InterviewOutcome;
use crate::pathways::rules::PathwayStatus;

/// No document proves the exit of a pathway `p`, neither with its proposal nor with a check of the follow-up, as SQL of
/// both databases: the proof file, the quality of data and the readiness of a claim ask the same.
pub(crate) const EXIT_UNPROVED: &str = "((p.exit_evidence is null or p.exit_evidence = '[]')
  and not exists (select 1 from follow_up_checks k where k.plie_id = p.plie_id and k.pathway_id = p.id
    and k.evidence_document_id is not null))";

/// The exit of a row of `pathways` is still to be told to the ESF, as SQL of both databases: of a participation under
/// it that was left, be the pathway still followed in a job, as the alert has it (T6); where nobody takes part, the
/// situation at the exit, which the closure asks for (§ 7.7), but of what was entered by error.
pub(in crate::pathways) fn exit_data_owed(lit: Literals, today: Day) -> String {
    format!(
        "(exists (select 1 from participations p join operations o on o.plie_id = p.plie_id and o.id = p.operation_id
             where p.plie_id = pathways.plie_id and p.pathway_id = pathways.id and p.voided_at is null
               and {EXIT_UNTOLD} and {left_on} is not null)
           or (pathways.status = '{exited}' and pathways.exit_on is not null and pathways.exit_category is not null
             and not exists (select 1 from participations p
               where p.plie_id = pathways.plie_id and p.pathway_id = pathways.id and p.voided_at is null)
             and not exists (select 1 from situations s
               where s.plie_id = pathways.plie_id and s.participant_id = pathways.participant_id
                 and s.as_of >= pathways.exit_on and not exists (
                   select 1 from situations n where n.plie_id = s.plie_id and n.supersedes = s.id))))",
        left_on = left_on_text(lit, today),
        exited = PathwayStatus::Exited,
    )
}

/// The days after the last contact on which somebody tried to reach the person in vain: an interview nobody came to, a
/// check of the follow-up, an attempt for the ESF.
pub(in crate::pathways) fn attempts_since(cx: &mut Ctx<'_>, of: &PathwayRow, last: Option<Day>) -> Outcome<Vec<Day>> {
    let mut met = interviews::table
        .filter(interviews::plie_id.eq(cx.plie()))
        .filter(interviews::pathway_id.eq(of.id))
        .filter(interviews::outcome.eq(InterviewOutcome::NoShow))
        .select(interviews::day)
        .into_boxed();
    let mut checked = follow_up_checks::table
        .filter(follow_up_checks::plie_id.eq(cx.plie()))
        .filter(follow_up_checks::pathway_id.eq(of.id))
        .filter(follow_up_checks::reached.eq(Reached::No))
        .select(follow_up_checks::checked_on)
        .into_boxed();
    let mut asked = participation_attempts::table
        .inner_join(
            participations::table.on(participations::plie_id
                .eq(participation_attempts::plie_id)
                .and(participations::id.eq(participation_attempts::participation_id))),
        )
        .filter(participation_attempts::plie_id.eq(cx.plie()))
        .filter(participations::pathway_id.eq(of.id))
        .filter(participation_attempts::reached.eq(Reached::No))
        .select(participation_attempts::attempted_on)
        .into_boxed();
    if let Some(last) = last {
        met = met.filter(interviews::day.gt(last));
        checked = checked.filter(follow_up_checks::checked_on.gt(last));
        asked = asked.filter(participation_attempts::attempted_on.gt(last));
    }
    let mut days: Vec<Day> = met.load(cx.conn)?;
    days.extend(checked.load::<Day>(cx.conn)?);
    days.extend(asked.load::<Day>(cx.conn)?);
    Ok(days)
}

/// Whether the commission gave its opinion that the pathway ends (§ 4.5).
pub(in crate::pathways) fn commission_closes(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<bool> {
    let given = decisions::table
        .inner_join(
            agenda_items::table
                .on(agenda_items::plie_id.eq(decisions::plie_id).and(agenda_items::id.eq(decisions::agenda_item_id))),
        )
        .filter(decisions::plie_id.eq(cx.plie()))
        .filter(agenda_items::pathway_id.eq(id))
        .filter(decisions::outcome.eq("close"))
        .filter(decisions::superseded_by.is_null());
    Ok(diesel::select(diesel::dsl::exists(given)).get_result(cx.conn)?)
}

/// Whether the commission reorients the person and names where to.
pub(in crate::pathways) fn commission_names_another(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<bool> {
    let given = decisions::table
        .inner_join(
            agenda_items::table
                .on(agenda_items::plie_id.eq(decisions::plie_id).and(agenda_items::id.eq(decisions::agenda_item_id))),
        )
        .filter(decisions::plie_id.eq(cx.plie()))
        .filter(agenda_items::pathway_id.eq(id))
        .filter(decisions::outcome.eq("reorient"))
        .filter(decisions::alternative.is_not_null())
        .filter(decisions::superseded_by.is_null());
    Ok(diesel::select(diesel::dsl::exists(given)).get_result(cx.conn)?)
}
