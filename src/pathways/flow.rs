//! Commands on pathways. Each transition leaves its event, its journal entry about the participant, and puts the
//! participant where the pathway now is.

use super::api::PathwayPatch;
use super::rules::{self, Gap, PathwayStatus};
use super::store::{self, EventRow, PathwayRow, SuspensionRow};
use super::{interviews, milestones, parent, placing};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::norms;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, DecisionId, EntryFileId, ParticipantId, PathwayId, TerritoryId};
use crate::participants;
use crate::patch::patch_fields;
use crate::refusal::{Fault, Refusal};

mod assign;
mod exit;
mod job;
mod pause;

pub(super) use assign::{assign, decide, relay, warn_above_target};
pub(crate) use exit::withdraw_exit;
pub(super) use exit::{assess_exit, close, propose_exit, validate_exit};
pub(crate) use job::{job_checked, job_started, milestone_held, outcome_since};
pub(super) use job::{return_from_job, start_follow_up};
pub(crate) use pause::suspend_by_decision;
pub(super) use pause::{resume, suspend};

/// What happened to a pathway.
pub(super) struct Happening<'a> {
    from: Option<PathwayStatus>,
    effective_on: Day,
    reason: Option<&'a str>,
    fields: &'a [&'static str],
}

/// An admission that has taken effect.
#[derive(Debug, Clone)]
pub(crate) struct Admission {
    pub(crate) participant_id: ParticipantId,
    pub(crate) entry_file_id: Option<EntryFileId>,
    pub(crate) decision_id: Option<DecisionId>,
    pub(crate) effective_on: Day,
    pub(crate) rsa_referent: bool,
    pub(crate) territory_id: Option<TerritoryId>,
    pub(crate) out_of_area_reason: Option<String>,
}

/// Opens the pathway of a participant, linked to the one before (§ 4.5).
pub(crate) fn admit(cx: &mut Ctx<'_>, admission: Admission) -> Outcome<PathwayRow> {
    // held against a merge: else the pathway would be that of a record which is no more
    let person = participants::held(cx, &Reach::everything(), admission.participant_id)?;
    participants::still_kept(&person)?;
    let others = store::of_participant(cx, admission.participant_id)?;
    let states: Vec<PathwayStatus> = others.iter().map(|p| p.status).collect();
    rules::may_open(&states)?;
    let previous = others.iter().find(|p| p.status != PathwayStatus::Cancelled);
    let row = PathwayRow {
        plie_id: cx.plie(),
        id: PathwayId::new(),
        participant_id: admission.participant_id,
        entry_file_id: admission.entry_file_id,
        decision_id: admission.decision_id,
        status: PathwayStatus::Admitted,
        status_reason: None,
        activated_on: None,
        planned_end_on: None,
        exit_on: None,
        exit_reason: None,
        exit_category: None,
        exit_provisional_on: None,
        exit_validated_on: None,
        exit_evidence: None,
        exit_target_structure_id: None,
        previous_pathway_id: previous.map(|p| p.id),
        out_of_area_reason: admission.out_of_area_reason,
        rsa_referent: admission.rsa_referent,
        territory_id: admission.territory_id,
        current_referent_id: None,
        current_referent_user_id: None,
        last_interview_on: None,
        next_milestone_due_on: None,
        next_interview_due_on: None,
        suspended_from: None,
        suspended_until: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    tell(cx, &row, None, admission.effective_on, None)?;
    cx.record(Entry::created("pathways", row.id).about(row.participant_id));
    placing::place(cx, &row)?;
    Ok(row)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: PathwayId, patch: PathwayPatch) -> Outcome<PathwayRow> {
    let mut row = load(cx, id)?;
    open_to_change(&row)?;
    let mut fields = Vec::new();
    let before = row.planned_end_on;
    patch_fields!(patch => row, fields: planned_end_on);
    if let Some(reason) = patch.out_of_area_reason {
        let text = reason.as_ref().map(|r| r.as_str());
        Refusal::unless_empty(crate::participants::nir_faults(&[("/out_of_area_reason", text)]))?;
        row.out_of_area_reason = reason.map(String::from);
        fields.push("out_of_area_reason");
    }
    patch_fields!(patch => row, fields: rsa_referent);
    if let (Some(end), Some(start)) = (row.planned_end_on, row.activated_on)
        && fields.contains(&"planned_end_on")
    {
        let mut found: Vec<Fault> =
            crate::faults::period("/planned_end_on", Some(start), Some(end)).into_iter().collect();
        let most = cx.settings().max_pathway_months.map(|most| civil::add_months(start, months(most)));
        found.extend(most.and_then(|most| rules::planned_end_fault(end, before, most)));
        Refusal::unless_empty(found)?;
    }
    let health = row.out_of_area_reason.as_deref();
    Refusal::unless_empty(crate::participants::nir_faults(&[("/out_of_area_reason", health)]))?;
    if fields.is_empty() {
        return Ok(row);
    }
    changed(cx, row, &fields)
}

pub(super) fn cancel(cx: &mut Ctx<'_>, id: PathwayId, reason: &str) -> Outcome<PathwayRow> {
    let mut row = load(cx, id)?;
    Refusal::unless_empty(crate::participants::nir_faults(&[("/reason", Some(reason))]))?;
    let from = row.status;
    row.status = rules::cancel(from, Some(reason))?;
    row.status_reason = Some(reason.to_owned());
    let effective_on = cx.today;
    moved(cx, row, Happening { from: Some(from), effective_on, reason: Some(reason), fields: &["status"] })
}

/// A correction takes back the admission it supersedes, while nobody has started it (R4.7).
pub(crate) fn withdraw_admission(cx: &mut Ctx<'_>, decision: DecisionId, motive: &str) -> Outcome<()> {
    let Some(mut row) = store::of_decision(cx, decision)? else { return Ok(()) };
    let from = row.status;
    if from == PathwayStatus::Cancelled {
        return Ok(());
    }
    if from != PathwayStatus::Admitted {
        return Err(Failure::conflict(
            "conflict_pathway_started",
            "Le parcours a commencé : il se termine par une sortie (§ 5.7).",
            "The pathway has started: it ends with an exit (§ 5.7).",
        ));
    }
    row.status = rules::cancel(from, Some(motive))?;
    row.status_reason = Some(motive.to_owned());
    let effective_on = cx.today;
    let happening = Happening { from: Some(from), effective_on, reason: Some(motive), fields: &["status"] };
    moved(cx, row, happening).map(drop)
}

/// An interview of the pathway was held on a day: T1 starts again (§ 4.6).
pub(crate) fn contact_held(cx: &mut Ctx<'_>, id: PathwayId, day: Day) -> Outcome<()> {
    let row = held(cx, id)?;
    // closed since the interview was read: the file changes no more
    parent::still_written(&row)?;
    if row.last_interview_on.is_some_and(|last| last >= day) {
        return Ok(());
    }
    contact_stands(cx, row, Some(day))
}

/// The day of a held interview was corrected: `last` is the last one that stands.
pub(crate) fn contact_corrected(cx: &mut Ctx<'_>, id: PathwayId, last: Option<Day>) -> Outcome<()> {
    let row = held(cx, id)?;
    parent::still_written(&row)?;
    if row.last_interview_on == last { Ok(()) } else { contact_stands(cx, row, last) }
}

fn contact_stands(cx: &mut Ctx<'_>, mut row: PathwayRow, last: Option<Day>) -> Outcome<()> {
    row.last_interview_on = last;
    let suspensions = store::suspensions(cx, row.id)?;
    set_dues(cx, &mut row, &suspensions)?;
    changed(cx, row, &["next_interview_due_on"]).map(drop)
}

/// A decision of the commission that leaves the pathway where it is: kept in its history. A file closed meanwhile
/// is read-only, and the decision stands in the minutes alone (R4.7).
pub(crate) fn keep_by_decision(cx: &mut Ctx<'_>, id: PathwayId, on: Day, motive: &str) -> Outcome<PathwayRow> {
    let row = held(cx, id)?;
    if open_to_change(&row).is_err() {
        return Ok(row);
    }
    tell(cx, &row, Some(row.status), on, Some(motive))?;
    changed(cx, row, &["history"])
}

/// The pathway that a decision changes, with the decision in its history.
fn decided_of(cx: &mut Ctx<'_>, id: PathwayId, on: Day, motive: &str) -> Outcome<PathwayRow> {
    let row = held(cx, id)?;
    open_to_change(&row)?;
    tell(cx, &row, Some(row.status), on, Some(motive))?;
    Ok(row)
}

/// The commission lets a pathway last longer.
pub(crate) fn extend_by_decision(
    cx: &mut Ctx<'_>,
    id: PathwayId,
    on: Day,
    until: Option<Day>,
    motive: &str,
) -> Outcome<PathwayRow> {
    let mut row = decided_of(cx, id, on, motive)?;
    let Some(until) = until else { return changed(cx, row, &["history"]) };
    let earliest = row.planned_end_on.or(row.activated_on).unwrap_or(on);
    Refusal::unless_empty(crate::faults::period("/ends_on", Some(earliest), Some(until)).into_iter().collect())?;
    row.planned_end_on = Some(until);
    changed(cx, row, &["planned_end_on", "history"])
}

/// The commission sends the person to another scheme: the exit `reoriented` is proposed (§ 5.7).
pub(crate) fn reorient_by_decision(cx: &mut Ctx<'_>, id: PathwayId, on: Day, motive: &str) -> Outcome<PathwayRow> {
    let row = decided_of(cx, id, on, motive)?;
    exit::propose_reorientation(cx, row, on)
}

/// The pathway, held for a change that nobody read it for: two interviews of one person may be told at once.
fn held(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<PathwayRow> {
    crate::intake::known::lock(cx.conn, "pathways", cx.plie(), id)?;
    store::find(cx, &Reach::everything(), id)
}

fn load(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<PathwayRow> {
    let row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    Ok(row)
}

/// A closed file is read-only (§ 4.5).
fn open_to_change(row: &PathwayRow) -> Outcome<()> {
    if matches!(row.status, PathwayStatus::Closed | PathwayStatus::Cancelled) {
        return Err(Failure::conflict(
            "conflict_pathway_closed",
            "Ce parcours est clos : son dossier ne change plus (§ 4.5).",
            "This pathway is closed: its file does not change any more (§ 4.5).",
        ));
    }
    Ok(())
}

/// Writes a pathway that changed without moving.
fn changed(cx: &mut Ctx<'_>, mut row: PathwayRow, fields: &[&'static str]) -> Outcome<PathwayRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("pathways", row.id, row.version).about(row.participant_id).fields(fields));
    Ok(row)
}

/// Writes a pathway that moved, tells its history and places the participant.
fn moved(cx: &mut Ctx<'_>, mut row: PathwayRow, what: Happening<'_>) -> Outcome<PathwayRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    tell(cx, &row, what.from, what.effective_on, what.reason)?;
    let mut entry = Entry::changed("pathways", row.id, row.version).about(row.participant_id).fields(what.fields);
    if let Some(reason) = what.reason {
        entry = entry.because(reason);
    }
    cx.record(entry);
    placing::place(cx, &row)?;
    Ok(row)
}

fn tell(
    cx: &mut Ctx<'_>,
    row: &PathwayRow,
    from: Option<PathwayStatus>,
    effective_on: Day,
    reason: Option<&str>,
) -> Outcome<()> {
    let event = EventRow {
        plie_id: row.plie_id,
        id: AnyId::new(),
        pathway_id: row.id,
        from_status: from,
        to_status: row.status,
        at: cx.now,
        effective_on,
        actor_id: Some(AnyId::of(cx.actor.id)),
        reason: reason.map(str::to_owned),
    };
    store::insert_event(cx, &event)
}

/// T1 and T2 as they stand after the suspensions, the last milestone and the last return from a job; none unless
/// active.
fn set_dues(cx: &mut Ctx<'_>, row: &mut PathwayRow, suspensions: &[SuspensionRow]) -> Outcome<()> {
    let (back, milestone) = (store::last_return(cx, row.id)?, milestones::last_held(cx, row.id)?);
    dues_from(cx, row, suspensions, back, milestone)
}

/// Another operation sets the norms of a pathway from now on, or none any more (S4.3): the timers stand by them.
pub(crate) fn norms_changed(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<()> {
    let mut row = held(cx, id)?;
    if row.status != PathwayStatus::Active {
        return Ok(());
    }
    let before = (row.next_interview_due_on, row.next_milestone_due_on);
    let suspensions = store::suspensions(cx, id)?;
    set_dues(cx, &mut row, &suspensions)?;
    if before != (row.next_interview_due_on, row.next_milestone_due_on) {
        changed(cx, row, &["next_interview_due_on", "next_milestone_due_on"])?;
    }
    Ok(())
}

/// As [`set_dues`], of the day the person came back from a job and the day of the last milestone.
fn dues_from(
    cx: &mut Ctx<'_>,
    row: &mut PathwayRow,
    suspensions: &[SuspensionRow],
    back: Option<Day>,
    milestone: Option<Day>,
) -> Outcome<()> {
    let gaps: Vec<Gap> = suspensions.iter().map(|s| Gap { starts_on: s.starts_on, resumed_on: s.ended_on }).collect();
    let active = row.activated_on.filter(|_| row.status == PathwayStatus::Active);
    let start = active.map(|day| back.map_or(day, |back| back.max(day)));
    let today = cx.today;
    let norms = start.map(|_| norms::of_pathway(cx, row.id, today)).transpose()?;
    let started = start.zip(norms.as_ref());
    row.next_interview_due_on = started.and_then(|(start, norms)| {
        let last = row.last_interview_on.map_or(start, |day| day.max(start));
        let due = interviews::rules::next_due(last, months(norms.interview_every_months));
        rules::due_after(due, last, &gaps)
    });
    row.next_milestone_due_on = started.and_then(|(start, norms)| {
        let last = milestone.map_or(start, |day| day.max(start));
        let due = milestones::rules::due_on(last, months(norms.milestone_every_months));
        rules::due_after(due, last, &gaps)
    });
    Ok(())
}

/// A number of months of the settings, whose ranges keep it small.
fn months(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(1)
}

/// A fault of a code that the list does not have.
fn code_faults(cx: &Ctx<'_>, list: &str, pointer: &str, code: &str) -> Vec<Fault> {
    cx.lists().faults_for(list, cx.today, &[(pointer, code)])
}
