//! Commands on objectives.

use super::ObjectiveResult;
use super::api::{ObjectiveIn, ObjectivePatch};
use super::rules::{self, Objective};
use super::store::{self, ObjectiveRow};
use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::Outcome;
use crate::faults;
use crate::ids::{ObjectiveId, ParticipantId, PathwayId};
use crate::participants::nir_faults;
use crate::patch::{patch_fields, patch_options};
use crate::pathways::{self, PathwayRow, parent};
use crate::refusal::Refusal;

pub(super) fn create(cx: &mut Ctx<'_>, pathway: PathwayId, new: ObjectiveIn) -> Outcome<ObjectiveRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let row = ObjectiveRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ObjectiveId::new),
        pathway_id: pathway,
        text: new.text.into_string(),
        theme: new.theme.map(Into::into),
        set_on: new.set_on,
        due_on: new.due_on,
        result: new.result.unwrap_or(ObjectiveResult::Open),
        reason: new.reason.map(Into::into),
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
    check(cx, &row)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("objectives", row.id).about(of.participant_id));
    Ok(row)
}

/// An objective agreed on elsewhere: in the entry file, or at a milestone (S3.26).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Agreed<'a> {
    /// The words agreed.
    pub(crate) text: &'a str,
    /// Its theme.
    pub(crate) theme: Option<&'a str>,
    /// The day it was set.
    pub(crate) set_on: Day,
    /// The day it should be reached.
    pub(crate) due_on: Option<Day>,
}

/// Keeps an objective that was agreed on elsewhere.
///
/// # Errors
/// The database refuses.
pub(crate) fn agree(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    participant: ParticipantId,
    agreed: &Agreed<'_>,
) -> Outcome<ObjectiveId> {
    let row = ObjectiveRow {
        plie_id: cx.plie(),
        id: ObjectiveId::new(),
        pathway_id: pathway,
        text: agreed.text.to_owned(),
        theme: agreed.theme.map(str::to_owned),
        set_on: agreed.set_on,
        due_on: agreed.due_on,
        result: ObjectiveResult::Open,
        reason: None,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    store::insert(cx, &row)?;
    cx.record(Entry::created("objectives", row.id).about(participant));
    Ok(row.id)
}

/// What a milestone says became of an objective of the pathway (S3.26).
///
/// # Errors
/// The database refuses.
pub(crate) fn judge(
    cx: &mut Ctx<'_>,
    of: &PathwayRow,
    id: ObjectiveId,
    result: ObjectiveResult,
    reason: Option<&str>,
) -> Outcome<()> {
    let mut row = store::find(cx, of.id, id)?;
    row.result = result;
    row.reason = reason.map(str::to_owned);
    save(cx, of, row, &["result", "reason"]).map(drop)
}

fn save(cx: &mut Ctx<'_>, of: &PathwayRow, mut row: ObjectiveRow, fields: &[&'static str]) -> Outcome<ObjectiveRow> {
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("objectives", row.id, row.version).about(of.participant_id).fields(fields));
    Ok(row)
}

fn same(a: &ObjectiveRow, b: &ObjectiveRow) -> bool {
    (a.pathway_id, &a.text, &a.theme, a.set_on, a.due_on) == (b.pathway_id, &b.text, &b.theme, b.set_on, b.due_on)
        && (a.result, &a.reason) == (b.result, &b.reason)
}

fn check(cx: &Ctx<'_>, row: &ObjectiveRow) -> Outcome<()> {
    let mut found = rules::objective_faults(&Objective {
        text: &row.text,
        set_on: row.set_on,
        due_on: row.due_on,
        result: row.result,
        reason: row.reason.as_deref(),
    });
    found.extend(nir_faults(&[("/theme", row.theme.as_deref())]));
    found.extend(faults::to_come("/set_on", row.set_on, cx.today));
    Ok(Refusal::unless_empty(found)?)
}

pub(super) fn update(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    id: ObjectiveId,
    patch: ObjectivePatch,
) -> Outcome<ObjectiveRow> {
    let of = pathways::find(cx, &cx.reach.clone(), pathway)?;
    let mut row = store::find(cx, pathway, id)?;
    cx.guard(row.version)?;
    parent::still_written(&of)?;
    let fields = apply(&mut row, patch);
    check(cx, &row)?;
    if fields.is_empty() {
        return Ok(row);
    }
    save(cx, &of, row, &fields)
}

fn apply(row: &mut ObjectiveRow, patch: ObjectivePatch) -> Vec<&'static str> {
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: text);
    patch_options!(patch => row, fields: theme);
    patch_fields!(patch => row, fields: set_on, due_on, result);
    patch_options!(patch => row, fields: reason);
    fields
}
