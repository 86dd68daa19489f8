//! Rows of addresses.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::participant_addresses as t;
use crate::db::{Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{AddressId, ParticipantId, PlieId, UserId};
use crate::keyset;
use crate::participants::ParticipantRow;
use crate::participants::api::wire::Address;

/// A row of `participant_addresses`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
pub(super) struct AddressRow {
    pub(super) plie_id: PlieId,
    pub(super) id: AddressId,
    pub(super) participant_id: ParticipantId,
    pub(super) address: Option<Json>,
    pub(super) valid_from: Day,
    pub(super) recorded_by: Option<UserId>,
    pub(super) recorded_at: Instant,
}

/// What is asked of the addresses of a participant.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// Those that held on this day or before.
    pub(super) as_of: Option<Day>,
    /// Those recorded before this instant.
    pub(super) known_before: Option<Instant>,
}

/// The addresses of a participant whose reach was looked at already.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    participant: ParticipantId,
    page: &PageIn,
    asked: Asked,
) -> Outcome<Page<AddressRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query =
            t::table.filter(t::plie_id.eq(cx.plie())).filter(t::participant_id.eq(participant)).into_boxed();
        if let Some(day) = asked.as_of {
            query = query.filter(t::valid_from.le(day));
        }
        if let Some(instant) = asked.known_before {
            query = query.filter(t::recorded_at.lt(instant));
        }
        match page.updated_after {
            Some(after) => query.filter(t::recorded_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-valid_from", "valid_from"])?;
    let query = filtered(cx).select(AddressRow::as_select());
    let rows = if sort == "valid_from" {
        keyset!(query, page, asc, t::valid_from, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::valid_from, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &AddressRow| (r.valid_from.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// Keeps the address that a person has now beside those that they had, unless it is the one that was told last.
pub(in crate::participants) fn keep(cx: &mut Ctx<'_>, person: &ParticipantRow) -> Outcome<()> {
    let told: Option<Option<Json>> = t::table
        .filter(t::plie_id.eq(person.plie_id))
        .filter(t::participant_id.eq(person.id))
        .order((t::recorded_at.desc(), t::id.desc()))
        .select(t::address)
        .first(cx.conn)
        .optional()?;
    let (before, now) = (read(told.flatten().as_ref())?, read(person.address.as_ref())?);
    if before == now {
        return Ok(());
    }
    let row = AddressRow {
        plie_id: person.plie_id,
        id: AddressId::new(),
        participant_id: person.id,
        address: person.address.clone(),
        valid_from: now.and_then(|address| address.valid_from).unwrap_or(cx.today),
        recorded_by: cx.actor.user(),
        recorded_at: cx.now,
    };
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

fn read(address: Option<&Json>) -> Outcome<Option<Address>> {
    address.map(|address| address.read().map_err(Failure::defect)).transpose()
}
