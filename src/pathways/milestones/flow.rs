//! Commands on milestones.

use super::api::{MilestoneIn, MilestoneObjectiveIn, MilestoneResult};
use super::rules::{self, Given, MilestoneStatus};
use super::store::{self, MilestoneRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::faults;
use crate::ids::{InterviewId, MilestoneId, ObjectiveId, PathwayId};
use crate::participants::nir_faults;
use crate::pathways::interviews::{self, InterviewStands};
use crate::pathways::objectives::{self, Agreed};
use crate::pathways::{self, PathwayRow, parent};
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: MilestoneIn) -> Outcome<MilestoneRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let fresh = new.new_objectives.unwrap_or_default();
    let row = MilestoneRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(MilestoneId::new),
        pathway_id: pathway,
        participant_id: of.participant_id,
        due_on: of.next_milestone_due_on,
        held_on: new.held_on,
        interview_id: new.interview_id,
        status: MilestoneStatus::Held,
        results: Json::of(&new.results).map_err(Failure::defect)?,
        new_objective_ids: Json::of(&Vec::<ObjectiveId>::new()).map_err(Failure::defect)?,
        next_due_on: None,
        validated_on: None,
        validated_by: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = store::by_id(cx, row.id)?
    {
        return if same(&first, &row) { Ok(first) } else { Err(parent::taken()) };
    }
    let activated_on = started(&of)?;
    let given: Vec<Given<'_>> = new
        .results
        .iter()
        .map(|r| Given {
            objective_id: r.objective_id,
            result: r.result,
            reason: r.reason.as_ref().map(|t| t.as_str()),
        })
        .collect();
    let last = store::last_held(cx, pathway)?;
    let mut found = rules::day_faults(row.held_on, activated_on, last, cx.today);
    let open = objectives::open_by(cx, pathway, row.held_on)?;
    found.extend(rules::milestone_faults(&open, &given, fresh.len()));
    found.extend(text_faults(&given, &fresh, &row));
    found.extend(interview_faults(cx, &row)?.0);
    Refusal::unless_empty(found)?;
    carry_out(cx, &of, &given, &fresh, row)
}

/// The objectives follow, and the next milestone has its day.
fn carry_out(
    cx: &mut Ctx<'_>,
    of: &PathwayRow,
    given: &[Given<'_>],
    fresh: &[MilestoneObjectiveIn],
    mut row: MilestoneRow,
) -> Outcome<MilestoneRow> {
    for result in given {
        objectives::judge(cx, of, result.objective_id, result.result, result.reason)?;
    }
    let mut made = Vec::new();
    for objective in fresh {
        let agreed = Agreed {
            text: objective.text.as_str(),
            theme: objective.theme.as_ref().map(|t| t.as_str()),
            set_on: row.held_on,
            due_on: objective.due_on,
        };
        made.push(objectives::agree(cx, of.id, of.participant_id, &agreed)?);
    }
    row.new_objective_ids = Json::of(&made).map_err(Failure::defect)?;
    row.next_due_on = pathways::milestone_held(cx, of.id, row.held_on)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("milestones", row.id).about(row.participant_id));
    Ok(row)
}

/// The first day of a pathway that is open and has begun.
fn started(of: &PathwayRow) -> Outcome<crate::db::Day> {
    parent::still_open(of)?;
    of.activated_on.ok_or_else(|| {
        Failure::conflict(
            "conflict_pathway_not_active",
            "Le parcours n'a pas encore de référent : aucun jalon n'y est tenu (S3.8).",
            "The pathway has no referent yet: no milestone is held in it (S3.8).",
        )
    })
}

/// Whether a milestone sent again is the one made first, which may have been validated since.
fn same(a: &MilestoneRow, b: &MilestoneRow) -> bool {
    let results = |r: &MilestoneRow| r.results.read::<Vec<MilestoneResult>>().unwrap_or_default();
    (a.pathway_id, a.held_on, results(a)) == (b.pathway_id, b.held_on, results(b))
        && (b.interview_id.is_none() || a.interview_id == b.interview_id)
}

fn text_faults(given: &[Given<'_>], fresh: &[MilestoneObjectiveIn], row: &MilestoneRow) -> Vec<Fault> {
    let mut out = Vec::new();
    for (i, result) in given.iter().enumerate() {
        out.extend(nir_faults(&[(format!("/results/{i}/reason").as_str(), result.reason)]));
    }
    for (i, objective) in fresh.iter().enumerate() {
        let at = |name: &str| format!("/new_objectives/{i}/{name}");
        let theme = objective.theme.as_ref().map(|t| t.as_str());
        out.extend(nir_faults(&[(at("text").as_str(), Some(objective.text.as_str())), (at("theme").as_str(), theme)]));
        out.extend(faults::period(&at("due_on"), Some(row.held_on), objective.due_on));
    }
    out
}

/// What is wrong with the interview that the milestone names, and how that one stands.
fn interview_faults(cx: &mut Ctx<'_>, row: &MilestoneRow) -> Outcome<(Vec<Fault>, Option<InterviewStands>)> {
    let Some(id) = row.interview_id else { return Ok((Vec::new(), None)) };
    Ok(match interviews::stands(cx, row.pathway_id, id)? {
        None => (vec![reference_fault("/interview_id")], None),
        Some(it) => (rules::interview_fault("/interview_id", row.held_on, it.day).into_iter().collect(), Some(it)),
    })
}

pub(super) fn validate(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    id: MilestoneId,
    interview: Option<InterviewId>,
) -> Outcome<MilestoneRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let mut row = store::find(cx, pathway, id)?;
    cx.guard(row.version)?;
    parent::still_written(&of)?;
    let mut fields = vec!["status", "validated_on"];
    if interview.is_some() && interview != row.interview_id {
        row.interview_id = interview;
        fields.push("interview_id");
    }
    let (found, stands) = interview_faults(cx, &row)?;
    Refusal::unless_empty(found)?;
    row.status = rules::validate(row.status, stands.map(|it| (it.held, it.signature)))?;
    row.validated_on = Some(cx.today);
    row.validated_by = cx.actor.user();
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("milestones", id, row.version).about(of.participant_id).fields(&fields));
    Ok(row)
}
