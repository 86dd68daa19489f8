//! Rows of reception slots, and the places taken in them.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::rules::{HalfDay, Slot};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{orientations, reception_slots, sites};
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{PlieId, ReceptionSlotId, ReferentId, SiteId};
use crate::keyset;

/// A row of `reception_slots`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = reception_slots, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct SlotRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ReceptionSlotId,
    pub(crate) site_id: SiteId,
    pub(crate) referent_id: Option<ReferentId>,
    pub(crate) weekday: i64,
    pub(crate) half_day: HalfDay,
    pub(crate) capacity: i64,
    pub(crate) valid_from: Day,
    pub(crate) valid_to: Option<Day>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl SlotRow {
    /// What the rules look at.
    pub(crate) fn slot(&self) -> Slot {
        Slot { weekday: self.weekday, capacity: self.capacity, valid_from: self.valid_from, valid_to: self.valid_to }
    }
}

/// Which slots a list is about.
#[derive(Debug, Default, Clone)]
pub(super) struct Wanted {
    pub(super) site_id: Option<SiteId>,
    pub(super) referent_id: Option<ReferentId>,
    pub(super) weekday: Option<i64>,
    pub(super) half_day: Option<HalfDay>,
    /// Slots that receive people at some time of this period.
    pub(super) during: Option<(Day, Day)>,
}

fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> reception_slots::BoxedQuery<'a, MultiBackend> {
    let query = reception_slots::table.filter(reception_slots::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    let there = sites::table
        .filter(sites::plie_id.eq(cx.plie()))
        .filter(sites::territory_id.assume_not_null().eq_any(reach.territories.clone()))
        .select(sites::id);
    query.filter(reception_slots::site_id.eq_any(reach.sites.clone()).or(reception_slots::site_id.eq_any(there)))
}

fn wanted<'a>(cx: &Ctx<'_>, reach: &Reach, w: &Wanted) -> reception_slots::BoxedQuery<'a, MultiBackend> {
    let mut query = scoped(cx, reach);
    if let Some(id) = w.site_id {
        query = query.filter(reception_slots::site_id.eq(id));
    }
    if let Some(id) = w.referent_id {
        query = query.filter(reception_slots::referent_id.eq(id));
    }
    if let Some(weekday) = w.weekday {
        query = query.filter(reception_slots::weekday.eq(weekday));
    }
    if let Some(half_day) = w.half_day {
        query = query.filter(reception_slots::half_day.eq(half_day));
    }
    if let Some((from, to)) = w.during {
        let open = reception_slots::valid_to.is_null().or(reception_slots::valid_to.ge(from));
        query = query.filter(reception_slots::valid_from.le(to)).filter(open.assume_not_null());
    }
    query
}

pub(super) fn list(cx: &mut Ctx<'_>, w: &Wanted, page: &PageIn) -> Outcome<Page<SlotRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let query = wanted(cx, &cx.reach, w);
        match page.updated_after {
            Some(after) => query.filter(reception_slots::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "weekday"])?;
    let query = filtered(cx).select(SlotRow::as_select());
    let mut found = if sort == "weekday" {
        let rows = keyset!(query, page, asc, reception_slots::weekday, reception_slots::id, i64).load(cx.conn)?;
        page.cut(rows, sort, |r: &SlotRow| (r.weekday.into(), r.id))?
    } else {
        let rows =
            keyset!(query, page, desc, reception_slots::created_at, reception_slots::id, Instant).load(cx.conn)?;
        page.cut(rows, sort, |r: &SlotRow| (r.created_at.to_string().into(), r.id))?
    };
    found.total = total;
    Ok(found)
}

/// Every slot that receives people at some time of a period, by weekday.
pub(super) fn during(cx: &mut Ctx<'_>, w: &Wanted) -> Outcome<Vec<SlotRow>> {
    let query = wanted(cx, &cx.reach, w).order((reception_slots::weekday.asc(), reception_slots::id.asc()));
    Ok(query.select(SlotRow::as_select()).load(cx.conn)?)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ReceptionSlotId) -> Outcome<SlotRow> {
    let query = scoped(cx, reach).filter(reception_slots::id.eq(id)).select(SlotRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the slot is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ReceptionSlotId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &SlotRow) -> Outcome<()> {
    diesel::insert_into(reception_slots::table).values(row).execute(cx.conn)?;
    Ok(())
}

pub(super) fn update(cx: &mut Ctx<'_>, row: &SlotRow) -> Outcome<()> {
    diesel::update(reception_slots::table.find((row.plie_id, row.id))).set(row).execute(cx.conn)?;
    Ok(())
}

/// The places taken, by slot and date, in a period.
pub(super) fn taken(
    cx: &mut Ctx<'_>,
    slots: &[ReceptionSlotId],
    from: Day,
    to: Day,
) -> Outcome<BTreeMap<(ReceptionSlotId, Day), i64>> {
    let rows: Vec<(Option<ReceptionSlotId>, Option<Day>)> = orientations::table
        .filter(orientations::plie_id.eq(cx.plie()))
        .filter(orientations::slot_id.assume_not_null().eq_any(slots.to_vec()))
        .filter(orientations::booked_on.between(from, to))
        .select((orientations::slot_id, orientations::booked_on))
        .load(cx.conn)?;
    let mut taken = BTreeMap::new();
    for key in rows.into_iter().filter_map(|(slot, day)| slot.zip(day)) {
        *taken.entry(key).or_insert(0) += 1;
    }
    Ok(taken)
}
