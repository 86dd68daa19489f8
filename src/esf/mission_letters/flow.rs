//! Commands on mission letters.

use super::api::{MissionLetterIn, MissionLetterPatch};
use super::rules::{self, Letter, OfOperation};
use super::store::{self, LetterRow};
use crate::amount::Share;
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil::{Month, french};
use crate::ctx::Ctx;
use crate::esf::{claims, operations, staff};
use crate::failure::{Failure, Outcome, reference_fault, sent_again};
use crate::ids::MissionLetterId;
use crate::participants::documents;
use crate::patch::patch_fields;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: MissionLetterIn) -> Outcome<LetterRow> {
    // shares of one person are added up: who comes second must see the first
    crate::db::one_at_a_time(cx.conn, new.staff_id.0)?;
    let mut found = Vec::new();
    let row = LetterRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(MissionLetterId::new),
        user_id: new.staff_id,
        operation_id: new.operation_id,
        missions: new.missions.into_string(),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        cost_mode: new.cost_mode,
        percentage: percentage(new.fixed_percentage, &mut found),
        signed_on: new.signed_on,
        accepted_by_ma_on: new.accepted_by_ma_on,
        document_id: new.document_id,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = sent_again(store::find(cx, &Reach::everything(), row.id), |f| f.says_the_same(&row))?
    {
        return Ok(first);
    }
    check(cx, &row, found)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("mission_letters", row.id).owned_by(row.user_id));
    Ok(row)
}

/// A percentage of the wire; one with more than two decimals is a fault, and kept as one that no letter may have.
fn percentage(given: Option<Share>, found: &mut Vec<Fault>) -> Option<i64> {
    let hundredths = rules::hundredths(given?);
    if hundredths.is_none() {
        found.push(Fault::new(
            "/fixed_percentage",
            "rule_fixed_percentage",
            "La part fixe a deux décimales au plus.",
            "The fixed share has two decimals at most.",
        ));
    }
    Some(hundredths.unwrap_or(1))
}

pub(super) fn update(cx: &mut Ctx<'_>, id: MissionLetterId, patch: MissionLetterPatch) -> Outcome<LetterRow> {
    let before = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(before.version)?;
    let (mut row, mut found, mut fields) = (before.clone(), Vec::new(), Vec::new());
    macro_rules! set {
        ($($name:ident => $target:ident),+) => { $(
            if let Some(value) = patch.$name {
                row.$target = value;
                fields.push(stringify!($name));
            }
        )+ };
    }
    set!(staff_id => user_id, operation_id => operation_id, starts_on => starts_on, ends_on => ends_on);
    set!(cost_mode => cost_mode, signed_on => signed_on, accepted_by_ma_on => accepted_by_ma_on);
    set!(document_id => document_id);
    patch_fields!(patch => row, fields: missions);
    if let Some(given) = patch.fixed_percentage {
        row.percentage = percentage(given, &mut found);
        fields.push("fixed_percentage");
    }
    if fields.is_empty() {
        return Ok(before);
    }
    let mut people = [before.user_id, row.user_id];
    people.sort_unstable();
    people.into_iter().try_for_each(|user| crate::db::one_at_a_time(cx.conn, user.0))?;
    check(cx, &row, found)?;
    not_claimed(cx, &before, &row)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("mission_letters", id, row.version).owned_by(row.user_id).fields(&fields));
    Ok(row)
}

fn check(cx: &mut Ctx<'_>, row: &LetterRow, mut found: Vec<Fault>) -> Outcome<()> {
    let reach = cx.reach_in("get_operation");
    let operation = match operations::find(cx, &reach, row.operation_id) {
        Ok(o) => Some(OfOperation { number: o.number, starts_on: o.starts_on, ends_on: o.ends_on }),
        Err(Failure::NotFound) => None,
        Err(other) => return Err(other),
    };
    if operation.is_none() {
        found.push(reference_fault("/operation_id"));
    }
    if !staff::reaches(cx, &Reach::everything(), row.user_id)? {
        found.push(reference_fault("/staff_id"));
    }
    if let Some(document) = row.document_id {
        found.extend(documents::evidence_fault(cx, "/document_id", document.0, None)?);
    }
    let letter = Letter {
        missions: &row.missions,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        cost_mode: row.cost_mode,
        percentage: row.percentage,
        signed_on: row.signed_on,
        accepted_on: row.accepted_by_ma_on,
    };
    let own = rules::faults(&letter, operation.as_ref(), cx.today);
    // what could not be read is told once
    own.into_iter().for_each(|fault| {
        if !found.iter().any(|f| f.pointer == fault.pointer && f.code == fault.code) {
            found.push(fault);
        }
    });
    let warnings = rules::warnings(&letter);
    Refusal::unless_empty(found)?;
    let others = store::others(cx, row.user_id, row.id)?;
    rules::beside(&row.beside(), &others)?;
    warnings.into_iter().for_each(|warning| cx.warn(warning));
    Ok(())
}

/// What a claim rests on stays as it was claimed (R6.19).
fn not_claimed(cx: &mut Ctx<'_>, before: &LetterRow, after: &LetterRow) -> Outcome<()> {
    let what = |r: &LetterRow| (r.user_id, r.operation_id, r.cost_mode, r.percentage, r.starts_on);
    if what(before) == what(after) && after.ends_on >= before.ends_on {
        return Ok(());
    }
    let (from, to) = (Month::of(before.starts_on), Month::of(before.ends_on));
    match claims::last_day(cx, before.operation_id, before.user_id, from, to)? {
        Some(day) if what(before) != what(after) || after.ends_on < day => Err(Failure::conflict(
            "conflict_letter_claimed",
            format!("Un bilan déposé jusqu'au {} repose sur cette lettre.", french(day)),
            format!("A claim filed up to {day} rests on this letter."),
        )),
        _ => Ok(()),
    }
}
