//! The follow-up of a job: six months after access to it, until the exit or the return (S2.16, S3.19, T8).

use super::{Happening, dues_from, held, load, moved};
use crate::audit::Entry;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::{norms, participations};
use crate::failure::{Failure, Outcome};
use crate::identity::plies::Settings;
use crate::identity::plies::settings::ExitDatePolicy;
use crate::ids::{EmploymentContractId, JobFollowUpId, PathwayId};
use crate::machine;
use crate::participants::nir_faults;
use crate::pathways::employment_contracts::{self, ContractRow};
use crate::pathways::follow_up_checks;
use crate::pathways::rules::outcomes::{CountsAs, Job};
use crate::pathways::rules::{PathwayStatus, STEPS, jobs};
use crate::pathways::store::{self, FollowUpRow, PathwayRow};
use crate::reference::Lists;
use crate::reference::names::CONTRACT_TYPE;
use crate::refusal::{Refusal, Warning};

/// A contract, as it counts by the PLIE's list of types.
pub(super) fn job_of(lists: &Lists, row: &ContractRow) -> Job {
    let positive = lists.attr_bool(CONTRACT_TYPE, &row.type_, "positive").unwrap_or(false);
    Job {
        counts: CountsAs::of(positive, lists.attr_str(CONTRACT_TYPE, &row.type_, "positive_rule")),
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        broken_on: row.broken_on,
        share_e4: row.weekly_minutes.saturating_mul(10_000) / row.full_time_minutes.max(1),
        documented: row.document_state == employment_contracts::rules::DocumentState::Received,
    }
}

pub(in crate::pathways) fn start_follow_up(
    cx: &mut Ctx<'_>,
    id: PathwayId,
    contract: EmploymentContractId,
) -> Outcome<PathwayRow> {
    let mut row = load(cx, id)?;
    let from = row.status;
    // what the state forbids comes before what the body names
    machine::step(STEPS, from, "start-job-follow-up")?;
    let Some(contract) = employment_contracts::within(cx, id, contract)? else {
        return Err(Failure::reference("/employment_contract_id"));
    };
    let job = job_of(cx.lists(), &contract);
    let activated_on = row.activated_on.unwrap_or(job.starts_on);
    let norms = norms::of_pathway(cx, id, cx.today)?;
    let months = super::months(norms.follow_up_months);
    let (to, due_on) = jobs::start_job_follow_up(from, activated_on, job.starts_on, months, cx.today)?;
    may_count(cx, &contract, &job, &norms)?;
    row.status = to;
    row.next_interview_due_on = None;
    row.next_milestone_due_on = None;
    let fields = ["status", "job_follow_up", "next_interview_due_on", "next_milestone_due_on"];
    let row =
        moved(cx, row, Happening { from: Some(from), effective_on: job.starts_on, reason: None, fields: &fields })?;
    let reached = follow_up_checks::last_reached(cx, id, job.starts_on)?;
    let new = FollowUpRow {
        plie_id: row.plie_id,
        id: JobFollowUpId::new(),
        pathway_id: id,
        employment_contract_id: contract.id,
        starts_on: job.starts_on,
        due_on,
        next_check_on: jobs::next_check(job.starts_on, due_on, &check_months(&norms), reached),
        ended_on: None,
        end_reason: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert_follow_up(cx, &new)?;
    cx.record(Entry::created("job_follow_ups", new.id).about(row.participant_id));
    if norms.exit_date_policy == ExitDatePolicy::OnStart {
        // § 4.5: the exit is recorded at hiring, and the six months are followed afterwards; T6 and T7 run from that day
        participations::pathway_left(cx, &row, job.starts_on)?;
    }
    Ok(row)
}

/// Only what may count as a positive outcome is followed (§ 4.5): a contract of integration is a stage (S3.14).
fn may_count(cx: &mut Ctx<'_>, contract: &ContractRow, job: &Job, norms: &Settings) -> Outcome<()> {
    if job.counts.is_none() {
        return Err(Failure::invalid(
            "/employment_contract_id",
            "rule_contract_never_counts",
            format!(
                "Un contrat de type {} ne compte pas comme sortie positive : c'est une étape (S3.14).",
                contract.type_
            ),
            format!("A contract of type {} never counts as a positive exit: it is a stage (S3.14).", contract.type_),
        ));
    }
    if job.last_day().is_some_and(|last| last < cx.today) {
        return Err(Failure::invalid(
            "/employment_contract_id",
            "rule_job_over",
            "Cet emploi est terminé.",
            "This job is over.",
        ));
    }
    if job.counts != Some(CountsAs::Business) && job.share_e4 < norms.min_time_share.0 {
        cx.warn(Warning::new(
            "/employment_contract_id",
            "time_share_below_minimum",
            "Ce temps de travail ne suffit pas pour une sortie positive (§ 5.5).",
            "These hours do not suffice for a positive exit (§ 5.5).",
        ));
    }
    Ok(())
}

/// The months at which the person is asked how it goes, before the last (§ 4.5).
fn check_months(norms: &Settings) -> Vec<u32> {
    vec![super::months(norms.follow_up_first_check_months), super::months(norms.follow_up_second_check_months)]
}

/// A check was recorded: the next one is due later.
pub(crate) fn job_checked(cx: &mut Ctx<'_>, of: &PathwayRow) -> Outcome<()> {
    let Some(row) = store::follow_up(cx, of.id)? else { return Ok(()) };
    let reached = follow_up_checks::last_reached(cx, of.id, row.starts_on)?;
    // those of the day the job began: the person may have left the operation with it
    let norms = norms::of_pathway(cx, of.id, row.starts_on)?;
    let next_check_on = jobs::next_check(row.starts_on, row.due_on, &check_months(&norms), reached);
    if next_check_on == row.next_check_on {
        return Ok(());
    }
    changed(cx, of, FollowUpRow { next_check_on, ..row }, &["next_check_on"])
}

/// The first day of a job that is followed was corrected: so are its due days (T8).
pub(crate) fn job_started(
    cx: &mut Ctx<'_>,
    of: &PathwayRow,
    contract: EmploymentContractId,
    starts_on: Day,
) -> Outcome<()> {
    let followed = store::follow_up(cx, of.id)?.filter(|row| row.employment_contract_id == contract);
    let Some(row) = followed else { return Ok(()) };
    let norms = norms::of_pathway(cx, of.id, row.starts_on)?;
    let months = super::months(norms.follow_up_months);
    let activated_on = of.activated_on.unwrap_or(starts_on);
    let from = PathwayStatus::Active;
    let moved = jobs::start_job_follow_up(from, activated_on, starts_on, months, cx.today);
    let (_, due_on) = moved.map_err(|refusal| at(refusal, "/starts_on"))?;
    let reached = follow_up_checks::last_reached(cx, of.id, starts_on)?;
    let next_check_on = jobs::next_check(starts_on, due_on, &check_months(&norms), reached);
    if norms.exit_date_policy == ExitDatePolicy::OnStart {
        participations::pathway_taken_back(cx, of, row.starts_on)?;
        participations::pathway_left(cx, of, starts_on)?;
    }
    let row = FollowUpRow { starts_on, due_on, next_check_on, ..row };
    changed(cx, of, row, &["starts_on", "due_on", "next_check_on"])
}

/// The refusal, where the body of this request has what it is about.
fn at(refusal: Refusal, pointer: &str) -> Refusal {
    match refusal {
        Refusal::Invalid(mut found) => {
            found.iter_mut().for_each(|fault| pointer.clone_into(&mut fault.pointer));
            Refusal::Invalid(found)
        }
        other => other,
    }
}

fn changed(cx: &mut Ctx<'_>, of: &PathwayRow, mut row: FollowUpRow, fields: &[&'static str]) -> Outcome<()> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update_follow_up(cx, &row)?;
    cx.record(Entry::changed("job_follow_ups", row.id, row.version).about(of.participant_id).fields(fields));
    Ok(())
}

pub(in crate::pathways) fn return_from_job(
    cx: &mut Ctx<'_>,
    id: PathwayId,
    on: Day,
    reason: &str,
) -> Outcome<PathwayRow> {
    let mut row = load(cx, id)?;
    let from = row.status;
    Refusal::unless_empty(nir_faults(&[("/reason", Some(reason))]))?;
    let followed = store::follow_up(cx, id)?;
    let (starts_on, due_on) = followed.as_ref().map_or((on, on), |f| (f.starts_on, f.due_on));
    row.status = jobs::return_from_job(from, starts_on, due_on, on, Some(reason), cx.today)?;
    let Some(followed) = followed else {
        return Err(Failure::defect("a pathway in job follow-up without follow-up"));
    };
    job_is_over(cx, &followed, on)?;
    row.status_reason = None;
    let mut fields = vec!["status", "job_follow_up", "next_interview_due_on", "next_milestone_due_on"];
    // the exit was proposed for the job that is over
    if super::exit::forget_proposal(&mut row) {
        fields.push("exit");
    }
    if norms::of_pathway(cx, id, starts_on)?.exit_date_policy == ExitDatePolicy::OnStart {
        // who comes back takes up the same participation (R7.6)
        participations::pathway_taken_back(cx, &row, starts_on)?;
    }
    end(cx, &row, followed, on, Some(reason))?;
    let suspensions = store::suspensions(cx, id)?;
    let milestone = crate::pathways::milestones::last_held(cx, id)?;
    dues_from(cx, &mut row, &suspensions, Some(on), milestone)?;
    moved(cx, row, Happening { from: Some(from), effective_on: on, reason: Some(reason), fields: &fields })
}

/// The job has ended, or ends now; while another one goes on, or begins soon, the follow-up does too (§ 4.5).
fn job_is_over(cx: &mut Ctx<'_>, followed: &FollowUpRow, on: Day) -> Outcome<()> {
    let gap = norms::of_pathway(cx, followed.pathway_id, cx.today)?.job_gap_days;
    let tenant = cx.tenant();
    for contract in employment_contracts::rows(cx, followed.pathway_id)? {
        let job = job_of(&tenant.lists, &contract);
        if contract.id == followed.employment_contract_id {
            if job.last_day().is_none_or(|last| last > on) {
                employment_contracts::broken(cx, contract, on)?;
            }
        } else if job.counts.is_some()
            && job.starts_on <= civil::add_days(on, gap)
            && job.last_day().is_none_or(|last| last > on)
        {
            return Err(Failure::conflict(
                "conflict_another_job",
                format!("Un autre emploi, commencé le {}, continue : le suivi aussi (§ 4.5).", job.starts_on),
                format!("Another job, started on {}, goes on: so does the follow-up (§ 4.5).", job.starts_on),
            ));
        }
    }
    Ok(())
}

fn end(cx: &mut Ctx<'_>, of: &PathwayRow, row: FollowUpRow, on: Day, reason: Option<&str>) -> Outcome<()> {
    let ended = FollowUpRow {
        ended_on: Some(on.max(row.starts_on)),
        end_reason: reason.map(str::to_owned),
        next_check_on: None,
        ..row
    };
    changed(cx, of, ended, &["ended_on"])
}

/// Who leaves is followed no more.
pub(super) fn end_follow_up(cx: &mut Ctx<'_>, of: &PathwayRow, on: Day) -> Outcome<()> {
    match store::follow_up(cx, of.id)? {
        Some(row) => end(cx, of, row, on, None),
        None => Ok(()),
    }
}

/// A milestone of the pathway was held on a day: T2 starts again. Until when the next one is due then.
pub(crate) fn milestone_held(cx: &mut Ctx<'_>, id: PathwayId, day: Day) -> Outcome<Option<Day>> {
    let mut row = held(cx, id)?;
    crate::pathways::parent::still_open(&row)?;
    let suspensions = store::suspensions(cx, id)?;
    let back = store::last_return(cx, id)?;
    dues_from(cx, &mut row, &suspensions, back, Some(day))?;
    Ok(super::changed(cx, row, &["next_milestone_due_on"])?.next_milestone_due_on)
}

/// The first day of the first job or course of a pathway.
pub(crate) fn outcome_since(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<Option<Day>> {
    let (job, course) = (store::first_job(cx, id)?, store::courses(cx, id)?.first().map(|c| c.starts_on));
    Ok(match (job, course) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    })
}
