//! The pathways that wait for a commission.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::db::types::UuidSql;
use crate::failure::Outcome;
use crate::ids::{ParticipantId, PathwayId, TerritoryId};
use crate::intake::commissions::rules::ItemKind;

/// A pathway, and what the commission is asked about it.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(in crate::intake::commissions) struct DueRow {
    #[diesel(sql_type = UuidSql)]
    pub(in crate::intake::commissions) id: PathwayId,
    #[diesel(sql_type = UuidSql)]
    pub(in crate::intake::commissions) participant_id: ParticipantId,
    #[diesel(sql_type = Text)]
    pub(in crate::intake::commissions) kind: ItemKind,
}

/// Until when something is due to be put on an agenda.
#[derive(Debug, Clone, Copy)]
pub(in crate::intake::commissions) struct Until {
    /// The day of the session.
    pub(in crate::intake::commissions) session: Day,
    /// The last planned end that is near enough to speak of an extension.
    pub(in crate::intake::commissions) planned_end: Day,
    /// Months after which a pathway that was given no planned end should end, where the PLIE sets some.
    pub(in crate::intake::commissions) max_months: Option<u32>,
}

/// The pathways of the people of a territory that wait for a commission and stand on no agenda for it yet, each for the
/// weightiest of its reasons: an exit that is proposed and on which no opinion was given (nobody waits for a commission to
/// move or to die), a suspension that is over, a planned end that is near, a milestone.
pub(in crate::intake::commissions) fn reviews(
    cx: &mut Ctx<'_>,
    territory: TerritoryId,
    until: Until,
    limit: usize,
) -> Outcome<Vec<DueRow>> {
    let lit = Literals::of(cx.conn);
    let ends = match until.max_months {
        Some(months) => format!("coalesce(p.planned_end_on, {})", lit.months_after("p.activated_on", months)),
        None => "p.planned_end_on".to_owned(),
    };
    let text = format!(
        "select q.id as id, q.participant_id as participant_id, q.kind as kind from (
           select p.plie_id as plie_id, p.id as id, p.participant_id as participant_id, case
             when p.exit_provisional_on is not null and p.exit_validated_on is null
               and p.exit_category in ('positive', 'other') then case when exists (
                 select 1 from decisions d join agenda_items i on i.plie_id = d.plie_id and i.id = d.agenda_item_id
                 where d.plie_id = p.plie_id and i.pathway_id = p.id and d.outcome = 'close' and d.superseded_by is null)
               then null else '{exit}' end
             when p.status = 'suspended' and p.suspended_until <= {day} then '{suspension}'
             when p.status = 'active' and {ends} <= {near} then '{extension}'
             when p.status = 'active' and p.next_milestone_due_on <= {day} then '{review}' end as kind
           from pathways p join participants w on w.plie_id = p.plie_id and w.id = p.participant_id
           where p.plie_id = {plie} and w.territory_id = {territory}
             and p.status in ('active', 'suspended', 'in_job_follow_up')) q
         where q.kind is not null and not exists (
           select 1 from agenda_items a join commission_sessions s on s.plie_id = a.plie_id and s.id = a.session_id
           where a.plie_id = q.plie_id and a.pathway_id = q.id and a.kind = q.kind and s.status <> 'minutes_validated'
             and not exists (select 1 from decisions d where d.plie_id = a.plie_id and d.agenda_item_id = a.id))
         order by q.id limit {limit}",
        exit = ItemKind::ExitProposal,
        suspension = ItemKind::Suspension,
        extension = ItemKind::Extension,
        review = ItemKind::PathwayReview,
        day = lit.day(until.session),
        near = lit.day(until.planned_end),
        plie = lit.id(cx.plie()),
        territory = lit.id(territory),
    );
    Ok(diesel::sql_query(text).load(cx.conn)?)
}
