//! Commands on absences.

use super::api::AbsenceIn;
use super::rules::{self, Absence};
use super::store::{self, AbsenceRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil::{french, months_between};
use crate::ctx::Ctx;
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::ids::AbsenceId;
use crate::reference::names;
use crate::refusal::{Fault, Refusal, Warning};

pub(super) fn create(cx: &mut Ctx<'_>, new: AbsenceIn) -> Outcome<AbsenceRow> {
    if cx.actor.user() != Some(new.user_id) {
        let reach = cx.reach.clone();
        let only_own = !reach.all && reach.territories.is_empty() && reach.sites.is_empty();
        if only_own || !staff::reaches(cx, &reach, new.user_id)? && !reach.all {
            return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
        }
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
    if staff::signed_between(cx, row.user_id, row.starts_on, row.ends_on)? {
        return Err(Failure::from(vec![signed(&row)]));
    }
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
