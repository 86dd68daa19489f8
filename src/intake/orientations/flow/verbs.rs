//! The verbs of an orientation, but the opening of its entry file.

use super::{held, moved};
use crate::ctx::Ctx;
use crate::directory::rules::Authorisation;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::OrientationId;
use crate::intake::orientations::api::wire::{
    BookReceptionIn, RecordReceptionIn, RedirectOrientationIn, RefuseOrientationIn, WithdrawOrientationIn,
};
use crate::intake::orientations::rules::{self, OrientationStatus, ReceptionOutcome};
use crate::intake::orientations::signing;
use crate::intake::orientations::store::OrientationRow;
use crate::intake::{entry_files, known, reception_slots};
use crate::machine;
use crate::refusal::{Fault, Refusal};

pub(in crate::intake::orientations) fn triage(cx: &mut Ctx<'_>, id: OrientationId) -> Outcome<OrientationRow> {
    let mut row = held(cx, id)?;
    let to = machine::step(rules::STEPS, row.status, "triage")?;
    let authorisation = known::authorisation(cx, row.partner_structure_id)?;
    rules::out_of_quarantine(authorisation.as_deref().and_then(Authorisation::parse))?;
    moved(cx, &mut row, to, None, &[])?;
    Ok(row)
}

pub(in crate::intake::orientations) fn book(
    cx: &mut Ctx<'_>,
    id: OrientationId,
    booking: &BookReceptionIn,
) -> Outcome<OrientationRow> {
    let mut row = held(cx, id)?;
    let to = machine::step(rules::STEPS, row.status, "book-reception")?;
    reception_slots::take_place(cx, booking.slot_id, booking.date)?;
    row.slot_id = Some(booking.slot_id);
    row.booked_on = Some(booking.date);
    moved(cx, &mut row, to, None, &["slot_id", "booked_on"])?;
    Ok(row)
}

pub(in crate::intake::orientations) fn record_reception(
    cx: &mut Ctx<'_>,
    id: OrientationId,
    told: RecordReceptionIn,
) -> Outcome<OrientationRow> {
    let mut row = held(cx, id)?;
    let to = rules::record_reception(row.status, told.outcome, row.no_show_count, cx.settings().no_show_limit)?;
    let early = row.booked_on.is_some_and(|day| day > cx.today);
    rules::reception_warnings(told.outcome, early, told.signature.is_some()).into_iter().for_each(|w| cx.warn(w));
    if told.outcome == ReceptionOutcome::NoShow {
        row.no_show_count += 1;
    }
    let signature = told.signature.filter(|_| told.outcome == ReceptionOutcome::Attended);
    if let Some(signature) = signature {
        signing::sign_reception(cx, &row, &signature)?;
    }
    moved(cx, &mut row, to, Some(told.outcome.code()), &["no_show_count"])?;
    Ok(row)
}

pub(in crate::intake::orientations) fn refuse(
    cx: &mut Ctx<'_>,
    id: OrientationId,
    why: RefuseOrientationIn,
) -> Outcome<OrientationRow> {
    let mut row = held(cx, id)?;
    let (reason, alternative) = (why.reason.into_string(), why.alternative.map(String::from));
    let unknown = reason_faults(cx, &reason);
    let to = with(rules::refuse(row.status, Some(&reason), alternative.as_deref()), unknown)?;
    row.alternative = alternative;
    moved(cx, &mut row, to, Some(&reason), &["alternative"])?;
    Ok(row)
}

pub(in crate::intake::orientations) fn redirect(
    cx: &mut Ctx<'_>,
    id: OrientationId,
    why: &RedirectOrientationIn,
) -> Outcome<OrientationRow> {
    let mut row = held(cx, id)?;
    let reason = why.reason.as_str();
    let mut unknown = reason_faults(cx, reason);
    if known::authorisation(cx, why.partner_structure_id)?.is_none() {
        unknown.push(reference_fault("/partner_structure_id"));
    }
    let to = with(rules::redirect(row.status, Some(reason), true), unknown)?;
    row.redirected_to = Some(why.partner_structure_id);
    moved(cx, &mut row, to, Some(reason), &["redirected_to"])?;
    Ok(row)
}

pub(in crate::intake::orientations) fn withdraw(
    cx: &mut Ctx<'_>,
    id: OrientationId,
    why: &WithdrawOrientationIn,
) -> Outcome<OrientationRow> {
    entry_files::hold_of_orientation(cx, id)?;
    let mut row = held(cx, id)?;
    let reason = why.reason.as_str();
    let unknown = reason_faults(cx, reason);
    let to = with(rules::withdraw(row.status, Some(reason)), unknown)?;
    moved(cx, &mut row, to, Some(reason), &[])?;
    entry_files::abandon(cx, id)?;
    Ok(row)
}

fn reason_faults(cx: &Ctx<'_>, reason: &str) -> Vec<Fault> {
    cx.lists().faults_for("refusal_reason", cx.today, &[("/reason", reason)])
}

/// What the rules say, with the faults found beside them: an illegal verb comes first, then every fault at once.
fn with(said: Result<OrientationStatus, Refusal>, mut also: Vec<Fault>) -> Outcome<OrientationStatus> {
    match said {
        Ok(to) => Refusal::unless_empty(also).map(|()| to).map_err(Failure::from),
        Err(Refusal::Invalid(mut faults)) => {
            faults.append(&mut also);
            Err(Failure::from(faults))
        }
        Err(other) => Err(other.into()),
    }
}
