//! Commands on corrections.

use std::collections::HashMap;

use super::api::{CorrectedValues, LinkedTo, TimeCorrectionIn, TimeCorrectionRefuseIn, TimeCorrectionView};
use super::store::{self, CorrectionRow};
use crate::audit::Entry;
use crate::civil::TimeOfDay;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::esf::claims::{self, Kept};
use crate::esf::staff;
use crate::esf::time_records::draft::{Allocation, Draft};
use crate::esf::time_records::flow::{self, Checked};
use crate::esf::time_records::known::{self, Known, Wanted};
use crate::esf::time_records::rules::correction::{self, CORRECTION_STEPS, CorrectionStatus};
use crate::esf::time_records::rules::{self, Proposed, STEPS, TimeStatus};
use crate::esf::time_records::store::{self as records, TimeRecordRow};
use crate::esf::time_records::totals::Deltas;
use crate::failure::{Failure, Outcome};
use crate::ids::{AnyId, TimeCorrectionId, TimeRecordId, UserId};
use crate::machine;

/// Asks for a correction; every check is made, nothing of the record changes.
pub(super) fn request(cx: &mut Ctx<'_>, id: TimeRecordId, mut new: TimeCorrectionIn) -> Outcome<CorrectionRow> {
    let row = flow::to_change(cx, id)?;
    records::one_at_a_time(cx, &[row.user_id])?;
    cx.guard(row.version)?;
    machine::step(STEPS, row.status, "correct")?;
    let requested_by = cx.actor.user().ok_or_else(|| Failure::Forbidden { right: cx.call.op.id.to_owned() })?;
    let cancel = new.cancel.take().unwrap_or_default();
    let reason = new.reason.clone().into_string();
    let (draft, fields) = Draft::of_row(&row)?.patch(&row, new.changes());
    correction::values_or_cancel(cancel, !fields.is_empty())?;
    if store::pending(cx, id)? {
        return Err(correction::already_pending().into());
    }
    let values = if cancel { None } else { Some(checked(cx, &row, &draft)?.1) };
    if let Some(held) = claims::of_record(cx, id)? {
        held.allows(values.as_ref().map(|v| kept(id, v)).as_ref())?;
    }
    let correction = CorrectionRow {
        plie_id: cx.plie(),
        id: TimeCorrectionId::new(),
        time_record_id: id,
        new_values: values.map(|v| Json::of(&v)).transpose().map_err(Failure::defect)?,
        reason: reason.clone(),
        requested_by,
        requested_at: cx.now,
        status: CorrectionStatus::Pending,
        decided_by: None,
        decided_at: None,
        replaced_by: None,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        refused_reason: None,
    };
    store::insert(cx, &correction)?;
    cx.record(Entry::created("time_corrections", correction.id).owned_by(row.user_id).because(reason));
    Ok(correction)
}

/// What the checks of § 6.2 make of the new values, but for the month that is signed: that is what is corrected.
fn checked(cx: &mut Ctx<'_>, row: &TimeRecordRow, draft: &Draft) -> Outcome<(Checked, CorrectedValues)> {
    let mut wanted = Wanted::default();
    draft.wants(&mut wanted);
    wanted.days.entry(row.user_id).or_default().insert(row.date);
    let known = Known { correcting: true, ..known::load(cx, &wanted)? };
    let mut checked = flow::check(cx, &known, draft, row.id)?;
    if draft.proposed.date == row.date {
        // what was on file in time stays so, however often it is put right
        checked.warnings.retain(|w| w.code != "late");
    }
    for warning in checked.warnings.drain(..) {
        cx.warn(warning);
    }
    let values = values(draft, checked.minutes);
    Ok((checked, values))
}

/// Approves a correction: the signed record stays as it was, and another takes its place.
pub(super) fn approve(cx: &mut Ctx<'_>, id: TimeCorrectionId) -> Outcome<CorrectionRow> {
    let (mut correction, row, decided_by) = to_decide(cx, id)?;
    correction.status = machine::step(CORRECTION_STEPS, correction.status, "approve")?;
    let new = match &correction.new_values {
        None => None,
        Some(values) => Some(draft(row.user_id, &values.read().map_err(Failure::defect)?)),
    };
    let made = match &new {
        None => None,
        Some(draft) => Some(replacement(cx, &row, draft, &correction)?),
    };
    let minutes = made.as_ref().map(|m| m.duration_minutes);
    rules::approve_correction(row.status, correction.requested_by, decided_by, row.duration_minutes, minutes)?;
    let held = claims::of_record(cx, row.id)?;
    let kept =
        made.as_ref().map(|m| Kept { id: m.id, operation: m.operation_id, date: m.date, minutes: m.duration_minutes });
    if let Some(held) = &held {
        held.allows(kept.as_ref())?;
    }
    supersede(cx, row.clone(), made.as_ref(), &correction.reason)?;
    correction.replaced_by = made.as_ref().map(|m| m.id);
    let correction = decided(cx, correction, decided_by, row.user_id)?;
    if let Some(held) = &held {
        claims::adjust(cx, held, id, kept.as_ref(), &correction.reason)?;
    }
    Ok(correction)
}

/// Refuses a correction.
pub(super) fn refuse(cx: &mut Ctx<'_>, id: TimeCorrectionId, body: TimeCorrectionRefuseIn) -> Outcome<CorrectionRow> {
    let (mut correction, row, decided_by) = to_decide(cx, id)?;
    correction.status = machine::step(CORRECTION_STEPS, correction.status, "refuse")?;
    correction.refused_reason = Some(body.reason.into_string());
    decided(cx, correction, decided_by, row.user_id)
}

/// A correction that the caller may decide on: of somebody else's time, asked for by somebody else (R6.18).
fn to_decide(cx: &mut Ctx<'_>, id: TimeCorrectionId) -> Outcome<(CorrectionRow, TimeRecordRow, UserId)> {
    let shown = cx.reach_in("get_time_correction");
    let correction = store::find(cx, &shown, id)?;
    let row = records::find(cx, &crate::auth::role::Reach::everything(), correction.time_record_id)?;
    staff::admit_other(cx, row.user_id, "get_time_correction")?;
    records::one_at_a_time(cx, &[row.user_id])?;
    // read again: who came first may have decided
    let correction = store::find(cx, &shown, id)?;
    let row = records::find(cx, &crate::auth::role::Reach::everything(), row.id)?;
    cx.guard(correction.version)?;
    let decider = cx.actor.user().ok_or_else(|| Failure::Forbidden { right: cx.call.op.id.to_owned() })?;
    correction::by_another(decider == correction.requested_by)?;
    Ok((correction, row, decider))
}

fn decided(cx: &mut Ctx<'_>, mut row: CorrectionRow, by: UserId, owner: UserId) -> Outcome<CorrectionRow> {
    row.decided_by = Some(by);
    row.decided_at = Some(cx.now);
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    let entry = Entry::changed("time_corrections", row.id, row.version).owned_by(owner).fields(&["status"]);
    cx.record(match &row.refused_reason {
        Some(reason) => entry.because(reason.clone()),
        None => entry,
    });
    Ok(row)
}

/// The record that takes the place of a signed one; it is signed with the amendment of its month.
fn replacement(
    cx: &mut Ctx<'_>,
    row: &TimeRecordRow,
    draft: &Draft,
    correction: &CorrectionRow,
) -> Outcome<TimeRecordRow> {
    let (checked, _) = checked(cx, row, draft)?;
    let id = TimeRecordId::new();
    let mut made = flow::row(cx, draft, &checked, id)?;
    if made.date == row.date {
        made.late = row.late;
    }
    made.recorded_by = Some(correction.requested_by);
    made.performed_by = row.performed_by;
    made.supersedes = Some(row.id);
    made.reason = Some(correction.reason.clone());
    Ok(made)
}

/// Takes the signed record out of the live ones, and puts the other in its place.
fn supersede(cx: &mut Ctx<'_>, row: TimeRecordRow, made: Option<&TimeRecordRow>, reason: &str) -> Outcome<()> {
    let mut deltas = Deltas::default();
    deltas.take(&row);
    let read = row.version;
    let old = TimeRecordRow {
        status: TimeStatus::Superseded,
        superseded_by: made.map(|m| m.id),
        version: read + 1,
        updated_at: cx.now,
        ..row
    };
    records::update(cx, &old, read)?;
    // history has no shares in the index of participants; those of a live signed record are kept by the database
    records::delete_shares(cx, old.id)?;
    deltas.write(cx)?;
    let line = Entry::changed("time_records", old.id, old.version).fields(&["status", "superseded_by"]);
    let line = flow::entry(line, &old)?.because(reason);
    cx.record(line);
    match made {
        Some(made) => flow::write(cx, std::slice::from_ref(made)),
        None => Ok(()),
    }
}

fn kept(id: TimeRecordId, values: &CorrectedValues) -> Kept {
    Kept { id, operation: values.operation_id, date: values.date, minutes: values.duration_minutes }
}

/// A draft as it is shown and kept.
fn values(draft: &Draft, minutes: i64) -> CorrectedValues {
    let p = &draft.proposed;
    CorrectedValues {
        date: p.date,
        start_time: p.start.and_then(TimeOfDay::of_minutes),
        end_time: p.end.and_then(TimeOfDay::of_minutes),
        break_minutes: p.break_minutes,
        duration_minutes: minutes,
        task: p.task.clone(),
        operation_id: p.operation,
        participant_ids: p.participants.clone(),
        linked: p.linked.as_ref().map(|(kind, id)| LinkedTo { kind: kind.clone(), id: id.0 }),
        place: draft.place.clone(),
        modality: draft.modality.clone(),
        comment: p.comment.clone(),
    }
}

/// The draft that kept values were made of.
fn draft(user: UserId, v: &CorrectedValues) -> Draft {
    let timed = v.start_time.is_some() || v.end_time.is_some();
    let proposed = Proposed {
        user,
        date: v.date,
        start: v.start_time.map(TimeOfDay::minutes),
        end: v.end_time.map(TimeOfDay::minutes),
        break_minutes: v.break_minutes,
        duration: (!timed).then_some(v.duration_minutes),
        task: v.task.clone(),
        operation: v.operation_id,
        participants: v.participant_ids.clone(),
        linked: v.linked.as_ref().map(|l| (l.kind.clone(), AnyId::of(l.id))),
        comment: v.comment.clone(),
    };
    Draft { proposed, place: v.place.clone(), modality: v.modality.clone(), draft: false }
}

/// Corrections with what was signed, one query for all of them.
pub(super) fn views(cx: &mut Ctx<'_>, rows: Vec<CorrectionRow>) -> Outcome<Vec<TimeCorrectionView>> {
    let ids: Vec<TimeRecordId> = rows.iter().map(|row| row.time_record_id).collect();
    let signed: HashMap<TimeRecordId, TimeRecordRow> =
        records::with_ids(cx, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    rows.into_iter()
        .map(|row| {
            let record = signed.get(&row.time_record_id).ok_or(Failure::NotFound)?;
            view(row, record)
        })
        .collect()
}

fn view(row: CorrectionRow, record: &TimeRecordRow) -> Outcome<TimeCorrectionView> {
    let shares: Vec<Allocation> = record.allocations.read().map_err(Failure::defect)?;
    let before = CorrectedValues {
        date: record.date,
        start_time: record.start_minute.and_then(TimeOfDay::of_minutes),
        end_time: record.end_minute.and_then(TimeOfDay::of_minutes),
        break_minutes: record.break_minutes,
        duration_minutes: record.duration_minutes,
        task: record.task.clone(),
        operation_id: record.operation_id,
        participant_ids: shares.into_iter().map(|share| share.participant_id).collect(),
        linked: record.linked_type.clone().zip(record.linked_id).map(|(kind, id)| LinkedTo { kind, id: id.0 }),
        place: record.place.clone(),
        modality: record.modality.clone(),
        comment: record.comment.clone(),
    };
    let after = row.new_values.as_ref().map(|v| v.read()).transpose().map_err(Failure::defect)?;
    Ok(TimeCorrectionView {
        before,
        cancel: row.new_values.is_none(),
        after,
        id: row.id,
        time_record_id: row.time_record_id,
        user_id: record.user_id,
        status: row.status,
        reason: row.reason,
        requested_by: row.requested_by,
        requested_at: row.requested_at,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        refused_reason: row.refused_reason,
        replaced_by: row.replaced_by,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
