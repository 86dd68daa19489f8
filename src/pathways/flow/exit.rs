//! Proposing and validating an exit (§ 5.7), and closing the pathway (§ 4.5).

use super::job::{end_follow_up, job_of};
use super::{Happening, assign, changed, load, months, moved};
use crate::audit::Entry;
use crate::auth::role::{Reach, Role};
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::directory::partner_structures;
use crate::esf::{norms, participations};
use crate::failure::{Failure, Outcome, reference_fault};
use crate::identity::plies::Settings;
use crate::ids::{AnyId, PartnerStructureId, PathwayId};
use crate::participants::{self, documents};
use crate::pathways::api::ProposeExitIn;
use crate::pathways::employment_contracts;
use crate::pathways::follow_up_checks::{self, CheckRow, Reached};
use crate::pathways::rules::PathwayStatus;
use crate::pathways::rules::exits::grounds::Grounds;
use crate::pathways::rules::exits::{self, ExitCategory, Proposal, Validation};
use crate::pathways::rules::outcomes::{self, Check, Criteria, Facts, Job};
use crate::pathways::store::{self, PathwayRow};
use crate::reference::names::EXIT_REASON;
use crate::refusal::Refusal;

const REORIENTED: &str = "reoriented";

pub(in crate::pathways) fn propose_exit(cx: &mut Ctx<'_>, id: PathwayId, body: &ProposeExitIn) -> Outcome<PathwayRow> {
    let row = load(cx, id)?;
    let mut unknown = Vec::new();
    for (i, document) in body.evidence_document_ids.iter().enumerate() {
        let pointer = format!("/evidence_document_ids/{i}");
        unknown.extend(documents::evidence_fault(cx, &pointer, document.0, Some(row.participant_id))?);
    }
    if let Some(target) = body.target_structure_id
        && !partner_structures::exists(cx, &Reach::everything(), target)?
    {
        unknown.push(reference_fault("/target_structure_id"));
    }
    Refusal::unless_empty(unknown)?;
    let documents = &body.evidence_document_ids;
    // no document is no evidence, and not an empty one
    let evidence = (!documents.is_empty()).then(|| Json::of(documents)).transpose().map_err(Failure::defect)?;
    propose(cx, row, body.reason.as_str(), body.on, Beside { evidence, target: body.target_structure_id })
}

/// The exit that a reorientation by the commission calls for.
pub(super) fn propose_reorientation(cx: &mut Ctx<'_>, row: PathwayRow, on: Day) -> Outcome<PathwayRow> {
    propose(cx, row, REORIENTED, on, Beside::default())
}

/// What comes with a proposal.
#[derive(Default)]
struct Beside {
    evidence: Option<Json>,
    target: Option<PartnerStructureId>,
}

fn propose(cx: &mut Ctx<'_>, mut row: PathwayRow, reason: &str, on: Day, with: Beside) -> Outcome<PathwayRow> {
    let asked = Proposal {
        reason,
        on,
        activated_on: row.activated_on.unwrap_or(on),
        by_data_manager: cx.actor.is(Role::DataManager),
    };
    Refusal::unless_empty(super::code_faults(cx, EXIT_REASON, "/reason", reason))?;
    let category = exits::propose(row.status, &asked, &categories(cx))?;
    row.exit_reason = Some(reason.to_owned());
    // what was entered by error counts nowhere, so that it has no category (§ 5.7)
    row.exit_category = (category != ExitCategory::Excluded).then_some(category);
    row.exit_provisional_on = Some(on);
    row.exit_evidence = with.evidence;
    row.exit_target_structure_id = with.target;
    super::tell(cx, &row, Some(row.status), on, Some(reason))?;
    changed(cx, row, &["exit"])
}

/// The exit that was proposed will not be: the proposal is forgotten, and its history kept. Whether there was one; what
/// was validated stands.
pub(super) fn forget_proposal(row: &mut PathwayRow) -> bool {
    if row.exit_provisional_on.is_none() || row.exit_validated_on.is_some() {
        return false;
    }
    row.exit_reason = None;
    row.exit_category = None;
    row.exit_provisional_on = None;
    row.exit_evidence = None;
    row.exit_target_structure_id = None;
    true
}

/// The commission lets the pathway go on: the exit that was proposed is taken back; one that was validated stands.
pub(crate) fn withdraw_exit(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<()> {
    let mut row = super::held(cx, id)?;
    if forget_proposal(&mut row) {
        changed(cx, row, &["exit"])?;
    }
    Ok(())
}

/// The reasons that may be given today, with what each counts as.
fn categories(cx: &Ctx<'_>) -> Vec<(String, ExitCategory)> {
    let lists = cx.lists();
    let codes = lists.codes(EXIT_REASON).unwrap_or_default();
    codes
        .into_iter()
        .filter(|(code, _)| lists.check(EXIT_REASON, code, cx.today).is_ok())
        .filter_map(|(code, _)| {
            let category = lists.attr_str(EXIT_REASON, code, "category").and_then(ExitCategory::parse)?;
            Some((code.to_owned(), category))
        })
        .collect()
}

pub(in crate::pathways) fn validate_exit(cx: &mut Ctx<'_>, id: PathwayId, on: Day) -> Outcome<PathwayRow> {
    let mut row = load(cx, id)?;
    let from = row.status;
    let reason = row.exit_reason.clone();
    let proposed = reason.as_ref().map(|_| row.exit_category.unwrap_or(ExitCategory::Excluded));
    let norms = norms_of(cx, &row, on)?;
    let longest = months(norms.suspension_max_months);
    let policy = norms.exit_date_policy;
    let grounds = grounds_of(cx, &row, norms.lost_contact_attempts)?;
    let outcome = match proposed {
        Some(ExitCategory::Positive) => Some(outcome_on(cx, &row, reason.as_deref(), on, &norms)?),
        _ => None,
    };
    let suspension = match row.suspended_from.filter(|_| from == PathwayStatus::Suspended) {
        Some(day) => Some((day, store::commission_closes(cx, id)?)),
        None => None,
    };
    row.status = exits::validate(
        from,
        &Validation {
            proposed,
            grounds: reason.as_deref().map(|reason| (reason, &grounds)),
            assessment: outcome.as_ref().map(|found| &found.assessment),
            on,
            activated_on: row.activated_on.unwrap_or(on),
            today: cx.today,
            suspension,
            suspension_max_months: longest,
        },
    )?;
    end_suspension(cx, &mut row, on)?;
    end_follow_up(cx, &row, on)?;
    row.status_reason.clone_from(&reason);
    row.exit_on = Some(outcome.map_or(on, |found| exits::exit_day(policy, on, found.started_on)));
    row.exit_validated_on = Some(cx.today);
    row.next_interview_due_on = None;
    row.next_milestone_due_on = None;
    let fields = ["status", "exit", "next_interview_due_on", "next_milestone_due_on"];
    let row =
        moved(cx, row, Happening { from: Some(from), effective_on: on, reason: reason.as_deref(), fields: &fields })?;
    participations::pathway_exited(cx, &row)?;
    Ok(row)
}

/// The settings that hold for the exit of a pathway: those of the day on which the job that is followed began, for the
/// person may have left the operation with it (§ 4.5).
fn norms_of(cx: &mut Ctx<'_>, row: &PathwayRow, on: Day) -> Outcome<Settings> {
    let since = store::follow_up(cx, row.id)?.map(|followed| followed.starts_on);
    norms::of_pathway(cx, row.id, since.unwrap_or(on))
}

/// What is known of the outcome of a pathway on a day, by the parameters of its operation or the PLIE (§ 5.7).
fn outcome_on(
    cx: &mut Ctx<'_>,
    row: &PathwayRow,
    reason: Option<&str>,
    on: Day,
    settings: &Settings,
) -> Outcome<outcomes::Outcome> {
    let tenant = cx.tenant();
    let jobs: Vec<Job> = employment_contracts::rows(cx, row.id)?.iter().map(|c| job_of(&tenant.lists, c)).collect();
    let courses = store::courses(cx, row.id)?;
    let checks: Vec<Check> = follow_up_checks::rows(cx, row.id)?.iter().map(check_of).collect();
    let criteria = Criteria {
        follow_up_months: months(settings.follow_up_months),
        business_months: u32::try_from(settings.business_months).unwrap_or(0),
        fixed_term_months: months(settings.fixed_term_months),
        fixed_term_strict: settings.fixed_term_strict,
        min_time_share_e4: settings.min_time_share.0,
        mission_months: months(settings.mission_months),
        mission_gap_days: settings.mission_gap_days,
        seasonal_months: months(settings.seasonal_months),
        seasonal_window_months: months(settings.seasonal_window_months),
        long_course_months: months(settings.long_course_months),
    };
    let activated_on = row.activated_on.unwrap_or(on);
    let born_on = participants::find(cx, &Reach::everything(), row.participant_id)?.birth_date;
    let proposed = reason.is_none() || reason == row.exit_reason.as_deref();
    let attested = proposed && !documents_of(row)?.is_empty();
    let facts = Facts { activated_on, born_on, attested, jobs: &jobs, courses: &courses, checks: &checks };
    Ok(outcomes::outcome(reason, &facts, &criteria, on))
}

/// The documents that came with the proposal.
fn documents_of(row: &PathwayRow) -> Outcome<Vec<AnyId>> {
    let stored = row.exit_evidence.as_ref().map(Json::read).transpose().map_err(Failure::defect)?;
    Ok(stored.unwrap_or_default())
}

/// Who was not reached has told nothing; a document attests what was.
fn check_of(row: &CheckRow) -> Check {
    Check {
        on: row.checked_on,
        still_there: row.reached == Reached::Yes && row.still_employed == Some(true),
        qualified: row.qualification_gained == Some(true),
        attested: row.evidence_document_id.is_some(),
    }
}

/// What an exit that is not positive rests on (§ 5.7).
fn grounds_of(cx: &mut Ctx<'_>, row: &PathwayRow, attempts_required: i64) -> Outcome<Grounds> {
    let last_contact_on = participants::find(cx, &Reach::everything(), row.participant_id)?.last_contact_on;
    Ok(Grounds {
        attempts: store::attempts_since(cx, row, last_contact_on)?,
        attempts_required,
        commission_closes: store::commission_closes(cx, row.id)?,
        target_named: row.exit_target_structure_id.is_some() || store::commission_names_another(cx, row.id)?,
        last_contact_on,
    })
}

/// What `exit-assessment` tells.
#[derive(Debug)]
pub(in crate::pathways) struct Assessed {
    /// The reason it was asked for, or that is proposed.
    pub(in crate::pathways) reason: Option<String>,
    /// What is known of the outcome.
    pub(in crate::pathways) outcome: outcomes::Outcome,
    /// The day that the exit would have, once it qualifies.
    pub(in crate::pathways) exit_on: Option<Day>,
}

/// Whether a positive exit would hold today (§ 5.7): for the reason asked for, else for the one proposed, else for
/// the outcome that comes nearest.
pub(in crate::pathways) fn assess_exit(cx: &mut Ctx<'_>, id: PathwayId, reason: Option<String>) -> Outcome<Assessed> {
    let row = store::find(cx, &cx.reach.clone(), id)?;
    let proposed = row.exit_reason.clone().filter(|_| row.exit_category == Some(ExitCategory::Positive));
    let reason = reason.or(proposed);
    let norms = norms_of(cx, &row, cx.today)?;
    let outcome = outcome_on(cx, &row, reason.as_deref(), cx.today, &norms)?;
    let day_of = |day| exits::exit_day(norms.exit_date_policy, day, outcome.started_on);
    let exit_on = outcome.assessment.on.map(day_of);
    Ok(Assessed { reason, outcome, exit_on })
}

/// Who leaves while suspended is no longer suspended.
fn end_suspension(cx: &mut Ctx<'_>, row: &mut PathwayRow, on: Day) -> Outcome<()> {
    row.suspended_from = None;
    row.suspended_until = None;
    let known = store::suspensions(cx, row.id)?;
    for mut last in known.into_iter().filter(|s| s.ended_on.is_none()) {
        last.ended_on = Some(on.max(last.starts_on));
        last.version += 1;
        last.updated_at = cx.now;
        store::update_suspension(cx, &last)?;
        let entry = Entry::changed("suspensions", last.id, last.version).about(row.participant_id);
        cx.record(entry.fields(&["ended_on"]));
    }
    Ok(())
}

pub(in crate::pathways) fn close(cx: &mut Ctx<'_>, id: PathwayId) -> Outcome<PathwayRow> {
    let mut row = load(cx, id)?;
    let from = row.status;
    let unfinished = store::unfinished(cx, &row)?;
    row.status = exits::close(from, &unfinished)?;
    row.current_referent_id = None;
    row.current_referent_user_id = None;
    let effective_on = cx.today;
    let fields = ["status", "referent"];
    let row = moved(cx, row, Happening { from: Some(from), effective_on, reason: None, fields: &fields })?;
    assign::close(cx, id, effective_on)?;
    Ok(row)
}
