//! Commands on stages.

mod check;

use super::api::{StageEndIn, StageIn, StagePatch, StageRefuseIn};
use super::rules::{self, RefusedBy, Review, ReviewKind, StageStatus};
use super::store::{self, ReviewOf, ReviewRow, StageRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::esf::norms;
use crate::failure::{Failure, Outcome};
use crate::http::text::Note;
use crate::ids::{PathwayId, StageId, StageReviewId};
use crate::machine;
use crate::participants::nir_faults;
use crate::patch::patch_field;
use crate::pathways::interviews::rules::{is_late, late_warning};
use crate::pathways::{self, PathwayRow, parent};
use crate::refusal::Refusal;
use check::{Given, check, distinct};

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: StageIn) -> Outcome<StageRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let objectives = distinct(new.objective_ids.unwrap_or_default());
    let barriers = distinct(new.barrier_ids.unwrap_or_default());
    let row = StageRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(StageId::new),
        pathway_id: pathway,
        participant_id: of.participant_id,
        type_: new.kind.into_string(),
        action_id: new.action_id,
        procurement_contract_id: new.procurement_contract_id,
        provider_structure_id: new.provider_structure_id,
        resource_origin: new.resource_origin.into_string(),
        planned_starts_on: new.planned_starts_on,
        started_on: new.started_on,
        ended_on: new.ended_on,
        hours: new.hours,
        rome: new.rome.map(Into::into),
        objective_ids: Json::of(&objectives).map_err(Failure::defect)?,
        barrier_ids: Json::of(&barriers).map_err(Failure::defect)?,
        status: StageStatus::Proposed,
        status_reason: None,
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
    parent::still_open(&of)?;
    check(cx, &of, &row, Given::everything())?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("stages", row.id).about(row.participant_id));
    Ok(row)
}

/// Whether a stage sent again is the one made first, which may have moved since.
fn same(a: &StageRow, b: &StageRow) -> bool {
    let what =
        |r: &StageRow| (r.pathway_id, r.type_.clone(), r.action_id, r.resource_origin.clone(), r.provider_structure_id);
    let details = |r: &StageRow| (r.planned_starts_on, r.hours, r.rome.clone(), r.procurement_contract_id);
    let purpose = |r: &StageRow| {
        let ids = |json: &Json| json.read::<Vec<uuid::Uuid>>().unwrap_or_default();
        (ids(&r.objective_ids), ids(&r.barrier_ids))
    };
    what(a) == what(b) && details(a) == details(b) && purpose(a) == purpose(b)
}

/// The stage within reach, its pathway held and still written, and the version that the caller has read.
fn load(cx: &mut Ctx<'_>, id: StageId) -> Outcome<(StageRow, PathwayRow)> {
    let found = store::find(cx, &cx.reach.clone(), id)?;
    parent::hold(cx, [found.pathway_id])?;
    // read again behind the lock: its person may have been merged meanwhile
    let row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let of = pathways::find(cx, &Reach::everything(), row.pathway_id)?;
    parent::still_written(&of)?;
    Ok((row, of))
}

fn save(cx: &mut Ctx<'_>, mut row: StageRow, fields: &[&'static str]) -> Outcome<StageRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    let mut entry = Entry::changed("stages", row.id, row.version).about(row.participant_id).fields(fields);
    if let Some(reason) = row.status_reason.as_ref().filter(|_| fields.contains(&"status_reason")) {
        entry = entry.because(reason);
    }
    cx.record(entry);
    Ok(row)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: StageId, patch: StagePatch) -> Outcome<StageRow> {
    let (mut row, of) = load(cx, id)?;
    if patch.more_than_its_course() && store::provided(cx, id)? {
        // the provider tells when and how long, not what for (§ 3)
        return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
    }
    if matches!(row.status, StageStatus::Cancelled | StageStatus::RefusedByParticipant | StageStatus::RefusedByProvider)
    {
        return Err(Failure::conflict(
            "conflict_stage_over",
            "Cette étape n'a pas eu lieu : elle ne change plus.",
            "This stage did not take place: it does not change any more.",
        ));
    }
    let fields = apply(&mut row, patch)?;
    check(cx, &of, &row, Given::of(&fields))?;
    if fields.is_empty() { Ok(row) } else { save(cx, row, &fields) }
}

fn apply(row: &mut StageRow, patch: StagePatch) -> Outcome<Vec<&'static str>> {
    let mut fields = Vec::new();
    patch_field!(fields, patch.kind, "type", |kind| row.type_ = kind.into_string());
    // the place that it has already is not asked for again
    patch_field!(fields, patch.action_id.filter(|id| *id != row.action_id), "action_id", |id| row.action_id = id);
    patch_field!(fields, patch.procurement_contract_id, "procurement_contract_id", |id| row.procurement_contract_id =
        id);
    patch_field!(fields, patch.provider_structure_id, "provider_structure_id", |id| row.provider_structure_id = id);
    patch_field!(fields, patch.resource_origin, "resource_origin", |origin| row.resource_origin = origin.into_string());
    patch_field!(fields, patch.planned_starts_on, "planned_starts_on", |day| row.planned_starts_on = day);
    patch_field!(fields, patch.started_on, "started_on", |day| row.started_on = day);
    patch_field!(fields, patch.ended_on, "ended_on", |day| row.ended_on = day);
    patch_field!(fields, patch.hours, "hours", |hours| row.hours = hours);
    patch_field!(fields, patch.rome, "rome", |code| row.rome = code.map(Into::into));
    patch_field!(fields, patch.objective_ids, "objective_ids", |ids| {
        row.objective_ids = Json::of(&distinct(ids)).map_err(Failure::defect)?;
    });
    patch_field!(fields, patch.barrier_ids, "barrier_ids", |ids| {
        row.barrier_ids = Json::of(&distinct(ids)).map_err(Failure::defect)?;
    });
    Ok(fields)
}

pub(super) fn accept(cx: &mut Ctx<'_>, id: StageId) -> Outcome<StageRow> {
    let (mut row, of) = load(cx, id)?;
    row.status = machine::step(rules::STEPS, row.status, "accept")?;
    parent::still_open(&of)?;
    save(cx, row, &["status"])
}

pub(super) fn plan(cx: &mut Ctx<'_>, id: StageId, starts_on: Option<Day>) -> Outcome<StageRow> {
    let (mut row, of) = load(cx, id)?;
    row.planned_starts_on = starts_on.or(row.planned_starts_on);
    row.status = rules::plan(row.status, row.planned_starts_on)?;
    parent::still_open(&of)?;
    save(cx, row, &["status", "planned_starts_on"])
}

pub(super) fn start(cx: &mut Ctx<'_>, id: StageId, started_on: Option<Day>) -> Outcome<StageRow> {
    let (mut row, of) = load(cx, id)?;
    let started_on = started_on.or(row.started_on).unwrap_or(cx.today);
    row.status = rules::start(row.status, started_on, of.activated_on.unwrap_or(started_on), cx.today)?;
    parent::still_open(&of)?;
    if of.activated_on.is_none() {
        return Err(Failure::conflict(
            "conflict_pathway_not_active",
            "Le parcours n'a pas encore de référent : aucune étape n'y commence (S3.8).",
            "The pathway has no referent yet: no stage starts in it (S3.8).",
        ));
    }
    row.started_on = Some(started_on);
    save(cx, row, &["status", "started_on"])
}

/// `complete` and `interrupt`: the last day, and the review (S3.24).
pub(super) fn end(cx: &mut Ctx<'_>, id: StageId, verb: &'static str, asked: StageEndIn) -> Outcome<StageRow> {
    let (mut row, _) = load(cx, id)?;
    let ended_on = asked.ended_on.or(row.ended_on).unwrap_or(cx.today);
    let review = asked.review.as_ref().map(|r| Review {
        held_on: Some(r.held_on),
        result: Some(r.result.as_str()),
        participant_view: r.participant_view.as_ref().map(|t| t.as_str()),
    });
    row.status = rules::end(row.status, verb, row.started_on, ended_on, review.as_ref(), cx.today)?;
    row.ended_on = Some(ended_on);
    if let Some(given) = asked.review {
        let days = norms::of_pathway(cx, row.pathway_id, given.held_on)?.file_completion_days;
        let late = is_late(civil::end_of_day(given.held_on), cx.now, days);
        let review = ReviewRow {
            plie_id: cx.plie(),
            id: StageReviewId::new(),
            stage_id: row.id,
            held_on: given.held_on,
            kind: given.kind.unwrap_or(ReviewKind::Referent),
            result: given.result.into_string(),
            participant_view: given.participant_view.map(Into::into),
            late,
            recorded_at: cx.now,
            recorded_by: cx.actor.user(),
            version: 1,
            created_at: cx.now,
            updated_at: cx.now,
            words_sealed: None,
        };
        let id = review.id;
        store::insert_review(cx, &ReviewOf { person: row.participant_id, review })?;
        cx.record(Entry::created("stage_reviews", id).about(row.participant_id));
        if late {
            cx.warn(late_warning("/review/held_on", days));
        }
    }
    save(cx, row, &["status", "ended_on", "review"])
}

pub(super) fn cancel(cx: &mut Ctx<'_>, id: StageId, reason: Option<Note>) -> Outcome<StageRow> {
    let (mut row, _) = load(cx, id)?;
    row.status = machine::step(rules::STEPS, row.status, "cancel")?;
    because(&mut row, reason)?;
    save(cx, row, &["status", "status_reason"])
}

pub(super) fn refuse(cx: &mut Ctx<'_>, id: StageId, asked: StageRefuseIn) -> Outcome<StageRow> {
    let (mut row, _) = load(cx, id)?;
    if asked.by == RefusedBy::Participant && store::provided(cx, id)? {
        // the provider speaks for itself
        return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
    }
    row.status = rules::refuse(row.status, asked.by)?;
    because(&mut row, asked.reason)?;
    save(cx, row, &["status", "status_reason"])
}

fn because(row: &mut StageRow, reason: Option<Note>) -> Outcome<()> {
    row.status_reason = reason.map(Into::into);
    Ok(Refusal::unless_empty(nir_faults(&[("/reason", row.status_reason.as_deref())]))?)
}
