//! Commands on meetings.

use super::api::{MeetingIn, MeetingPatch};
use super::rules::{self, Meeting};
use super::store::{self, AttendeeRow, MeetingRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::failure::{Failure, Outcome};
use crate::ids::MeetingId;
use crate::network::attendees::{self, Attendee};
use crate::network::known;
use crate::patch::{patch_fields, patch_options};
use crate::reference::names;
use crate::refusal::{Fault, Refusal};

pub(super) fn create(cx: &mut Ctx<'_>, new: MeetingIn) -> Outcome<MeetingRow> {
    let row = MeetingRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(MeetingId::new),
        kind: new.kind.into_string(),
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        day: civil::day_of(new.starts_at),
        place: new.place.map(Into::into),
        territory_id: new.territory_id,
        minutes: new.minutes.map(Into::into),
        recorded_by: cx.actor.user(),
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    let attendees = new.attendees.unwrap_or_default();
    let people = rows(&row, &attendees);
    if new.id.is_some() {
        match store::find(cx, &Reach::everything(), row.id) {
            Ok(first) => {
                let there = store::attendees(cx, &[row.id])?.remove(&row.id).unwrap_or_default();
                return if same(&first, &row) && there == people { Ok(first) } else { Err(Failure::taken_id()) };
            }
            Err(Failure::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    let mut found = faults(cx, &row, None)?;
    found.extend(attendees::faults(cx, &attendees)?);
    found.extend(presence_faults(cx, &row, &attendees));
    Refusal::unless_empty(found)?;
    store::insert(cx, &row)?;
    store::put_attendees(cx, row.id, &people)?;
    cx.record(Entry::created("meetings", row.id));
    Ok(row)
}

fn same(a: &MeetingRow, b: &MeetingRow) -> bool {
    (&a.kind, a.starts_at, a.ends_at, &a.place, a.territory_id, &a.minutes)
        == (&b.kind, b.starts_at, b.ends_at, &b.place, b.territory_id, &b.minutes)
}

fn rows(of: &MeetingRow, attendees: &[Attendee]) -> Vec<AttendeeRow> {
    let row = |(n, one): (usize, &Attendee)| AttendeeRow {
        plie_id: of.plie_id,
        meeting_id: of.id,
        position: i64::try_from(n).unwrap_or(i64::MAX),
        user_id: one.user_id,
        structure_id: one.structure_id,
        name: one.name.clone().map(Into::into),
        attended: one.attended,
    };
    attendees.iter().enumerate().map(row).collect()
}

fn faults(cx: &mut Ctx<'_>, row: &MeetingRow, given: Option<&[&'static str]>) -> Outcome<Vec<Fault>> {
    let has = |name: &str| given.is_none_or(|fields| fields.contains(&name));
    let mut found = rules::meeting_faults(&Meeting {
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        place: row.place.as_deref(),
        minutes: row.minutes.as_deref(),
    });
    if has("kind") {
        found.extend(cx.lists().faults_for(names::MEETING_KIND, cx.today, &[("/kind", &row.kind)]));
    }
    if has("territory_id") {
        found.extend(known::territory_fault(cx, "/territory_id", row.territory_id)?);
    }
    Ok(found)
}

fn presence_faults(cx: &Ctx<'_>, row: &MeetingRow, attendees: &[Attendee]) -> Vec<Fault> {
    let attended: Vec<Option<bool>> = attendees.iter().map(|one| one.attended).collect();
    rules::presence_faults(row.starts_at, &attended, cx.now)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: MeetingId, patch: MeetingPatch) -> Outcome<MeetingRow> {
    let seen = cx.reach_in("get_meeting");
    let mut row = store::find(cx, &seen, id)?;
    if store::find(cx, &cx.reach.clone(), id).is_err() {
        return Err(Failure::Forbidden { right: cx.call.op.id.to_owned() });
    }
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    patch_fields!(patch => row, fields: starts_at, ends_at, territory_id, kind);
    patch_options!(patch => row, fields: place, minutes);
    row.day = civil::day_of(row.starts_at);
    let given = patch.attendees;
    if given.is_some() {
        fields.push("attendees");
    }
    if fields.is_empty() {
        return Ok(row);
    }
    let mut found = faults(cx, &row, Some(&fields))?;
    match &given {
        Some(attendees) => {
            found.extend(attendees::faults(cx, attendees)?);
            found.extend(presence_faults(cx, &row, attendees));
        }
        None => {
            let standing = store::attendees(cx, &[id])?.remove(&id).unwrap_or_default();
            let attended: Vec<Option<bool>> = standing.iter().map(|one| one.attended).collect();
            found.extend(rules::presence_faults(row.starts_at, &attended, cx.now));
        }
    }
    Refusal::unless_empty(found)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    if let Some(attendees) = given {
        let people = rows(&row, &attendees);
        store::put_attendees(cx, id, &people)?;
    }
    cx.record(Entry::changed("meetings", id, row.version).fields(&fields));
    Ok(row)
}
