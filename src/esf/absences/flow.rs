//! Commands on absences.

use super::api::{AbsenceCancelIn, AbsenceIn};
use super::rules::{self, Absence, AbsenceStatus};
use super::store::{self, AbsenceRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil::{french, months_between};
use crate::ctx::Ctx;
use crate::esf::{agenda_weeks, staff, time_records};
use crate::failure::{Failure, Outcome};
use crate::ids::{AbsenceId, UserId};
use crate::machine;
use crate::participants::nir_faults;
use crate::reference::names;
use crate::refusal::{Fault, Refusal, Warning};

pub(super) fn create(cx: &mut Ctx<'_>, new: AbsenceIn) -> Outcome<AbsenceRow> {
    if cx.actor.user() != Some(new.user_id) {
        admit_for_others(cx, new.user_id)?;
        if !staff::reaches(cx, &Reach::everything(), new.user_id)? {
            return Err(Failure::reference("/user_id"));
        }
    }
    let row = AbsenceRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(AbsenceId::new),
        user_id: new.user_id,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        kind: new.kind.into_string(),
        half_day: new.half_day,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
        status: AbsenceStatus::Recorded,
        cancelled_reason: None,
        cancelled_by: None,
        cancelled_at: None,
    };
    if new.id.is_some()
        && let Some(first) = made_before(cx, &row)?
    {
        return Ok(first);
    }
    let absence = Absence { starts_on: row.starts_on, ends_on: row.ends_on, half_day: row.half_day };
    let mut faults = rules::check(&absence);
    faults.extend(cx.lists().faults_for(names::ABSENCE_KIND, row.starts_on, &[("/kind", &row.kind)]));
    if months_between(row.starts_on, row.ends_on) > rules::MONTHS_MAX {
        faults.push(rules::too_long());
    }
    Refusal::unless_empty(faults)?;
    // whoever signs a month or hands in a week looks for absences behind the same lock
    time_records::one_at_a_time(cx, &[row.user_id])?;
    still_open(cx, &row)?;
    if let Some(day) = store::worked_between(cx, row.user_id, row.starts_on, row.ends_on)? {
        cx.warn(Warning::new(
            "/starts_on",
            "recorded_time",
            format!("Du temps de travail est déjà saisi le {}.", french(day)),
            format!("Working time is recorded already on {day}."),
        ));
    }
    store::insert(cx, &row)?;
    cx.record(Entry::created("absences", row.id).owned_by(row.user_id));
    Ok(row)
}

/// Takes back an absence that was entered by mistake: from then on it takes nothing out of its days.
pub(super) fn cancel(cx: &mut Ctx<'_>, id: AbsenceId, asked: AbsenceCancelIn) -> Outcome<AbsenceRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    if cx.actor.user() != Some(row.user_id) {
        admit_for_others(cx, row.user_id)?;
    }
    cx.guard(row.version)?;
    row.status = machine::step(rules::STEPS, row.status, "cancel")?;
    let reason = asked.reason.into_string();
    Refusal::unless_empty(nir_faults(&[("/reason", Some(&reason))]))?;
    time_records::one_at_a_time(cx, &[row.user_id])?;
    still_open(cx, &row)?;
    row.cancelled_reason = Some(reason.clone());
    row.cancelled_by = cx.actor.user();
    row.cancelled_at = Some(cx.now);
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    let fields = ["status", "cancelled_reason", "cancelled_by", "cancelled_at"];
    cx.record(Entry::changed("absences", id, row.version).owned_by(row.user_id).fields(&fields).because(&reason));
    agenda_weeks::reopen_where_short(cx, row.user_id, row.starts_on, row.ends_on)?;
    if let Some(week) = store::handed_in_between(cx, row.user_id, row.starts_on, row.ends_on)? {
        cx.warn(Warning::new(
            "",
            "week_handed_in",
            format!("La semaine {week} est déjà remise : il peut y manquer du temps."),
            format!("The week {week} is handed in already: it may lack time now."),
        ));
    }
    Ok(row)
}

/// Lets those at somebody else's absences who enter them for others; a supervisor alone does not.
fn admit_for_others(cx: &mut Ctx<'_>, user: UserId) -> Outcome<()> {
    let reach = cx.reach.clone();
    let only_own = !reach.all && reach.territories.is_empty() && reach.sites.is_empty();
    if only_own || !staff::reaches(cx, &reach, user)? && !reach.all {
        return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
    }
    Ok(())
}

/// No day of an absence changes once its month is signed, or the PLIE has locked it.
fn still_open(cx: &mut Ctx<'_>, row: &AbsenceRow) -> Outcome<()> {
    if staff::signed_between(cx, row.user_id, row.starts_on, row.ends_on)? {
        return Err(Failure::from(vec![signed(row)]));
    }
    let locked = time_records::rules::locked("/starts_on", row.starts_on, cx.settings().time_locked_until);
    Ok(Refusal::unless_empty(locked.into_iter().collect())?)
}

fn signed(row: &AbsenceRow) -> Fault {
    let (from, to) = (row.starts_on, row.ends_on);
    Fault::new(
        "/starts_on",
        "rule_period_signed",
        format!("Un mois du {} au {} est signé : demander une correction.", french(from), french(to)),
        format!("A month from {from} to {to} is signed: ask for a correction."),
    )
}

/// The absence that an earlier create with this id made: the same content answers it again.
fn made_before(cx: &mut Ctx<'_>, row: &AbsenceRow) -> Outcome<Option<AbsenceRow>> {
    let first = match store::find(cx, &Reach::everything(), row.id) {
        Ok(first) => first,
        Err(Failure::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let key = |r: &AbsenceRow| (r.user_id, r.starts_on, r.ends_on, r.kind.clone(), r.half_day);
    if key(&first) == key(row) {
        return Ok(Some(first));
    }
    Err(Failure::conflict(
        "duplicate",
        format!("Une autre absence porte cet identifiant ({}).", row.id),
        format!("Another absence has this id ({}).", row.id),
    ))
}
