//! Suspending a pathway and taking it up again (§ 4.5).

use super::{Happening, code_faults, load, moved, set_dues};
use crate::audit::Entry;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::norms;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, PathwayId};
use crate::pathways::api::SuspendIn;
use crate::pathways::rules::{self, Pause};
use crate::pathways::store::{self, PathwayRow, SuspensionRow};
use crate::reference::names::SUSPENSION_REASON;

/// The reason of a suspension that the commission decided in its own words.
const BY_COMMISSION: &str = "other";

pub(in crate::pathways) fn suspend(cx: &mut Ctx<'_>, id: PathwayId, body: &SuspendIn) -> Outcome<PathwayRow> {
    let row = load(cx, id)?;
    let reason = body.reason.as_str();
    let asked = Pause {
        reason: Some(reason),
        unknown: code_faults(cx, SUSPENSION_REASON, "/reason", reason),
        starts_on: body.starts_on,
        planned_end_on: body.planned_end_on,
        today: cx.today,
    };
    pause(cx, row, &asked, reason)
}

/// The commission suspends a pathway, for as long as it says or may be.
pub(crate) fn suspend_by_decision(
    cx: &mut Ctx<'_>,
    id: PathwayId,
    on: Day,
    until: Option<Day>,
    motive: &str,
) -> Outcome<PathwayRow> {
    let row = super::held(cx, id)?;
    let planned_end_on = match until {
        Some(day) => day,
        None => civil::add_months(on, longest(cx, id)?),
    };
    let (reason, today) = (Some(BY_COMMISSION), cx.today);
    pause(cx, row, &Pause { reason, unknown: Vec::new(), starts_on: on, planned_end_on, today }, motive)
}

fn longest(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<u32> {
    let norms = norms::of_pathway(cx, id, cx.today)?;
    Ok(u32::try_from(norms.suspension_max_months).unwrap_or(12))
}

fn pause(cx: &mut Ctx<'_>, mut row: PathwayRow, asked: &Pause<'_>, told: &str) -> Outcome<PathwayRow> {
    let known = store::suspensions(cx, row.id)?;
    let resumed_on = known.iter().filter_map(|s| s.ended_on).max();
    let from = row.status;
    let activated_on = row.activated_on.unwrap_or(asked.starts_on);
    let longest = longest(cx, row.id)?;
    row.status = rules::suspend(from, activated_on, resumed_on, asked, longest)?;
    row.status_reason = asked.reason.map(str::to_owned);
    row.suspended_from = Some(asked.starts_on);
    row.suspended_until = Some(asked.planned_end_on);
    set_dues(cx, &mut row, &known)?;
    let fields = ["status", "suspended_from", "suspended_until", "next_interview_due_on", "next_milestone_due_on"];
    let happening = Happening { from: Some(from), effective_on: asked.starts_on, reason: Some(told), fields: &fields };
    let row = moved(cx, row, happening)?;
    let new = SuspensionRow {
        plie_id: row.plie_id,
        id: AnyId::new(),
        pathway_id: row.id,
        reason: asked.reason.unwrap_or(BY_COMMISSION).to_owned(),
        starts_on: asked.starts_on,
        planned_end_on: asked.planned_end_on,
        ended_on: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert_suspension(cx, &new)?;
    cx.record(Entry::created("suspensions", new.id).about(row.participant_id));
    Ok(row)
}

pub(in crate::pathways) fn resume(cx: &mut Ctx<'_>, id: PathwayId, on: Day) -> Outcome<PathwayRow> {
    let mut row = load(cx, id)?;
    let from = row.status;
    let (to, _days) = rules::resume(from, row.suspended_from.unwrap_or(on), on, cx.today)?;
    let mut known = store::suspensions(cx, id)?;
    let Some(last) = known.iter_mut().rfind(|s| s.ended_on.is_none()) else {
        return Err(Failure::defect("a suspended pathway without suspension"));
    };
    last.ended_on = Some(on);
    last.version += 1;
    last.updated_at = cx.now;
    let last = last.clone();
    row.status = to;
    row.status_reason = None;
    row.suspended_from = None;
    row.suspended_until = None;
    set_dues(cx, &mut row, &known)?;
    let fields = ["status", "suspended_from", "suspended_until", "next_interview_due_on", "next_milestone_due_on"];
    let row = moved(cx, row, Happening { from: Some(from), effective_on: on, reason: None, fields: &fields })?;
    store::update_suspension(cx, &last)?;
    cx.record(Entry::changed("suspensions", last.id, last.version).about(row.participant_id).fields(&["ended_on"]));
    Ok(row)
}
