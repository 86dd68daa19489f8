//! Commands on reception slots.

use super::api::{SlotIn, SlotPatch};
use super::rules;
use super::store::{self, SlotRow};
use crate::audit::Entry;
use crate::auth::role::Reach;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{ReceptionSlotId, ReferentId, SiteId};
use crate::intake::known;
use crate::refusal::{Fault, Refusal};

/// Days ahead in which a booking may lie when a slot changes.
const FAR: i64 = 3660;

pub(super) fn create(cx: &mut Ctx<'_>, new: SlotIn) -> Outcome<(SlotRow, bool)> {
    let row = SlotRow {
        plie_id: cx.plie(),
        id: new.id.unwrap_or_else(ReceptionSlotId::new),
        site_id: new.site_id,
        referent_id: new.referent_id,
        weekday: new.weekday,
        half_day: new.half_day,
        capacity: new.capacity,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        version: 1,
        created_at: cx.now,
        updated_at: cx.now,
    };
    if let Some(known) = repeated(cx, new.id, &row)? {
        return Ok((known, true));
    }
    let mut faults = rules::slot_faults(&row.slot());
    faults.extend(place_faults(cx, row.site_id, row.referent_id)?);
    Refusal::unless_empty(faults)?;
    store::insert(cx, &row)?;
    cx.record(Entry::created("reception_slots", row.id));
    Ok((row, false))
}

/// The first result of a create that comes again under its own identifier.
fn repeated(cx: &mut Ctx<'_>, id: Option<ReceptionSlotId>, row: &SlotRow) -> Outcome<Option<SlotRow>> {
    let Some(id) = id else { return Ok(None) };
    let Ok(known) = store::find(cx, &cx.reach.clone(), id) else { return Ok(None) };
    let content = |r: &SlotRow| (r.site_id, r.referent_id, r.weekday, r.half_day, r.capacity, r.valid_from, r.valid_to);
    if content(&known) == content(row) {
        return Ok(Some(known));
    }
    Err(Failure::conflict(
        "duplicate",
        "Cet identifiant désigne déjà un autre créneau.",
        "This identifier names another slot already.",
    ))
}

/// The site is one where the caller may keep slots; the referent works for the PLIE.
fn place_faults(cx: &mut Ctx<'_>, site: SiteId, referent: Option<ReferentId>) -> Outcome<Vec<Fault>> {
    let mut faults = Vec::new();
    let territory = known::site(cx, site)?;
    let mine = |reach: &Reach| match territory {
        None => false,
        Some(territory) => {
            reach.all || reach.sites.contains(&site) || territory.is_some_and(|t| reach.territories.contains(&t))
        }
    };
    if !mine(&cx.reach) {
        faults.push(reference_fault("/site_id"));
    }
    if let Some(id) = referent
        && known::referent(cx, id)?.is_none()
    {
        faults.push(reference_fault("/referent_id"));
    }
    Ok(faults)
}

pub(super) fn update(cx: &mut Ctx<'_>, id: ReceptionSlotId, patch: SlotPatch) -> Outcome<SlotRow> {
    known::lock(cx.conn, "reception_slots", cx.plie(), id)?;
    let mut row = store::find(cx, &cx.reach.clone(), id)?;
    cx.guard(row.version)?;
    let mut fields = Vec::new();
    macro_rules! take {
        ($($field:ident),+) => { $(
            if let Some(value) = patch.$field {
                row.$field = value;
                fields.push(stringify!($field));
            }
        )+ };
    }
    take!(site_id, referent_id, weekday, half_day, capacity, valid_from, valid_to);
    if fields.is_empty() {
        return Ok(row);
    }
    let mut faults = rules::slot_faults(&row.slot());
    faults.extend(place_faults(cx, row.site_id, row.referent_id)?);
    Refusal::unless_empty(faults)?;
    let taken = store::taken(cx, &[id], cx.today, civil::add_days(cx.today, FAR))?;
    let booked: Vec<(Day, i64)> = taken.into_iter().map(|((_, day), n)| (day, n)).collect();
    rules::keeps_bookings(&row.slot(), &booked)?;
    row.version += 1;
    row.updated_at = cx.now;
    store::update(cx, &row)?;
    cx.record(Entry::changed("reception_slots", id, row.version).fields(&fields));
    Ok(row)
}

/// Takes a place in a slot on a date, for a booking about to be written in this transaction: of many who ask
/// for the last place at once, one has it.
pub(crate) fn take_place(cx: &mut Ctx<'_>, slot: ReceptionSlotId, on: Day) -> Outcome<()> {
    known::lock(cx.conn, "reception_slots", cx.plie(), slot)?;
    let reach = cx.reach_in("get_reception_slot");
    let row = store::find(cx, &reach, slot).map_err(|f| match f {
        Failure::NotFound => Failure::reference("/slot_id"),
        other => other,
    })?;
    let booked = store::taken(cx, &[slot], on, on)?.into_values().sum();
    rules::book(&row.slot(), on, booked, cx.today)?;
    Ok(())
}
