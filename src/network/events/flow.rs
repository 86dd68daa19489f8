//! Commands on events.

use super::api::{EventIn, EventPatch};
use super::rules::{self, Event};
use super::store::{self, EventRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::failure::{Outcome, sent_again};
use crate::ids::EventId;
use crate::network::attendances::{self, AttendanceIn, Held};
use crate::network::known;
use crate::patch::{patch_fields, patch_options};
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: EventIn) -> Outcome<EventRow> {
    let row = EventRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(EventId::new),
        kind: new.kind,
        title: new.title.into_string(),
        description: new.description.map(Into::into),
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        day: civil::day_of(new.starts_at),
        place: new.place.map(Into::into),
        territory_id: new.territory_id,
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if new.id.is_some()
        && let Some(first) = sent_again(store::find(cx, &Reach::everything(), row.id), |first| same(first, &row))?
    {
        return Ok(first);
    }
    let mut found = faults(cx, &row, None)?;
    found.extend(outcome_faults(cx, &row, new.attendances.as_deref().unwrap_or_default()));
    Refusal::unless_empty(found)?;
    store::insert(cx, &row)?;
    if let Some(given) = new.attendances {
        attend(cx, &row, &given)?;
    }
    cx.record(Entry::created("events", row.id));
    Ok(row)
}

fn same(a: &EventRow, b: &EventRow) -> bool {
    let what = |r: &EventRow| (r.kind, r.title.clone(), r.description.clone(), r.place.clone());
    let when = |r: &EventRow| (r.starts_at, r.ends_at, r.territory_id);
    what(a) == what(b) && when(a) == when(b)
}

fn faults(cx: &mut Ctx<'_>, row: &EventRow, given: Option<&[&'static str]>) -> Outcome<Vec<Fault>> {
    let mut found = rules::event_faults(&Event {
        title: &row.title,
        description: row.description.as_deref(),
        place: row.place.as_deref(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
    });
    if given.is_none_or(|fields| fields.contains(&"territory_id")) {
        found.extend(known::territory_fault(cx, "/territory_id", row.territory_id)?);
    }
    Ok(found)
}

fn outcome_faults(cx: &Ctx<'_>, row: &EventRow, given: &[AttendanceIn]) -> Vec<Fault> {
    let outcomes: Vec<_> = given.iter().map(|one| one.outcome).collect();
    attendances::outcome_faults(row.starts_at, &outcomes, cx.now)
}

/// Whoever came was there on a day that has come, also when the event is moved: of those whom the caller does not send,
/// one fault of the day tells it.
fn standing_faults(cx: &mut Ctx<'_>, row: &EventRow, given: Option<&[AttendanceIn]>) -> Outcome<Vec<Fault>> {
    let sent = |id| given.is_some_and(|given| given.iter().any(|one| one.pathway_id == id));
    let all = attendances::load(cx, &[Held::Event(row.id)], None)?.remove(&row.id.0).unwrap_or_default();
    let outcomes: Vec<_> = all.iter().filter(|one| !sent(one.pathway_id)).map(|one| Some(one.outcome)).collect();
    let early = attendances::outcome_faults(row.starts_at, &outcomes, cx.now).into_iter().next();
    Ok(early.map(|fault| Fault { pointer: "/starts_at".to_owned(), ..fault }).into_iter().collect())
}

/// The people whom the caller follows take the places of those of them who stood there; those of others stay.
fn attend(cx: &mut Ctx<'_>, row: &EventRow, given: &[AttendanceIn]) -> Outcome<bool> {
    let reach = cx.reach_in("get_pathway");
    attendances::replace(cx, Held::Event(row.id), given, Some(&reach), std::slice::from_ref(&reach))
}

pub(super) fn update(cx: &mut Ctx<'_>, id: EventId, patch: EventPatch) -> Outcome<EventRow> {
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let starts_at = row.starts_at;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: kind, starts_at, ends_at, territory_id, title);
    patch_options!(patch => row, fields: description, place);
    row.day = civil::day_of(row.starts_at);
    let mut found = faults(cx, &row, Some(&fields))?;
    found.extend(outcome_faults(cx, &row, patch.attendances.as_deref().unwrap_or_default()));
    if row.starts_at != starts_at {
        found.extend(standing_faults(cx, &row, patch.attendances.as_deref())?);
    }
    Refusal::unless_empty(found)?;
    if let Some(given) = patch.attendances
        && attend(cx, &row, &given)?
    {
        fields.push("attendances");
    }
    if fields.is_empty() {
        return Ok(row);
    }
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("events", id, row.version).fields(&fields));
    Ok(row)
}
