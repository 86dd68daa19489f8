//! A record told of from outside, row by row: made, changed where something differs, or left as it is.

use serde_json::{Map, Value};

use super::api::{TimeRecordIn, TimeRecordPatch};
use super::draft::{self, Draft};
use super::flow;
use super::store::{self, TimeRecordRow};
use crate::audit::Change;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::failure::{Failure, Outcome};
use crate::http::valid;
use crate::ids::TimeRecordId;
use crate::participants::rules::OnDuplicate;
use crate::refusal::Warning;

/// What is told of a record.
#[derive(Debug)]
pub(crate) struct Told<'a> {
    /// The members that were given, its identifier among them, as a create would send them.
    pub(crate) members: &'a Map<String, Value>,
    /// Whether the identifier follows from what is told: the same told twice is one record.
    pub(crate) derived: bool,
    /// Since when it is so, where that is told: what is stored and newer stays.
    pub(crate) as_of: Option<Instant>,
    /// What becomes of a record with this identifier and other content.
    pub(crate) on_duplicate: OnDuplicate,
}

/// Makes or changes a record, as `create_time_record` and `update_time_record` would; what is written already is not
/// written again.
pub(crate) fn enter(cx: &mut Ctx<'_>, told: &Told<'_>) -> Outcome<(Change, TimeRecordId)> {
    let new: TimeRecordIn = valid::read(&serde_json::to_vec(told.members).map_err(Failure::defect)?)?;
    let id = new.id.ok_or_else(|| Failure::defect("a record of a row without an identifier"))?;
    let known = store::with_ids(cx, &[id])?.pop();
    match known {
        Some(row) => again(cx, &row, &new, told),
        None => as_in(cx, "create_time_record", |cx| flow::create(cx, &new)).map(|row| (Change::Created, row.id)),
    }
}

/// One of the operations of the API: its reach, and its name where a right is missing.
fn as_in<T>(cx: &mut Ctx<'_>, operation: &str, f: impl FnOnce(&mut Ctx<'_>) -> Outcome<T>) -> Outcome<T> {
    let reach = cx.reach_in(operation);
    let own = std::mem::replace(&mut cx.reach, reach);
    let done = if cx.reach.is_empty() { Err(Failure::NotFound) } else { f(cx) };
    cx.reach = own;
    done.map_err(|failure| match failure {
        Failure::Forbidden { .. } => Failure::Forbidden { right: operation.to_owned() },
        other => other,
    })
}

fn again(
    cx: &mut Ctx<'_>,
    row: &TimeRecordRow,
    new: &TimeRecordIn,
    told: &Told<'_>,
) -> Outcome<(Change, TimeRecordId)> {
    let seen = store::exists(cx, &cx.reach_in("get_time_record"), row.id)?;
    if !seen {
        return Err(flow::duplicate(row.id));
    }
    if draft::same(row, &Draft::of(new))? {
        return Ok((Change::None, row.id));
    }
    let newer = told.as_of.is_some_and(|at| at < row.updated_at);
    if newer || told.derived || told.on_duplicate == OnDuplicate::Skip {
        cx.warn(left(newer || told.derived));
        return Ok((Change::None, row.id));
    }
    if told.on_duplicate != OnDuplicate::Update {
        return Err(flow::duplicate(row.id));
    }
    if new.user_id != row.user_id {
        return Err(Failure::invalid(
            "/user_id",
            "rule_other_person",
            "Une saisie ne change pas de personne.",
            "A record does not change hands.",
        ));
    }
    let mut members = told.members.clone();
    members.retain(|name, _| name != "id" && name != "user_id");
    let patch: TimeRecordPatch = valid::read(&serde_json::to_vec(&members).map_err(Failure::defect)?)?;
    let (draft, _) = Draft::of_row(row)?.patch(row, patch.clone());
    if draft::same(row, &draft)? {
        return Ok((Change::None, row.id));
    }
    as_in(cx, "update_time_record", |cx| flow::update(cx, row.id, patch)).map(|row| (Change::Changed, row.id))
}

fn left(newer: bool) -> Warning {
    if newer {
        return Warning::new(
            "/updated_at",
            "older",
            "La saisie a changé depuis cette ligne : rien n'est changé.",
            "The record has changed since this row: nothing is changed.",
        );
    }
    Warning::new(
        "",
        "already_known",
        "Cette saisie est déjà connue : rien n'est changé.",
        "This record is known already: nothing is changed.",
    )
}
