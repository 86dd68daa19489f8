//! Rows of meetings and of their attendees.

use std::collections::HashMap;

use diesel::prelude::*;

use super::api::MeetingFilter;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{meeting_attendees, meetings as t};
use crate::db::{Day, Instant, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{MeetingId, PartnerStructureId, PlieId, TerritoryId, UserId};
use crate::keyset;

/// A row of `meetings`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct MeetingRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: MeetingId,
    pub(crate) kind: String,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) day: Day,
    pub(crate) place: Option<String>,
    pub(crate) territory_id: Option<TerritoryId>,
    pub(crate) minutes: Option<String>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A row of `meeting_attendees`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = meeting_attendees, treat_none_as_default_value = false)]
pub(crate) struct AttendeeRow {
    pub(crate) plie_id: PlieId,
    pub(crate) meeting_id: MeetingId,
    pub(crate) position: i64,
    pub(crate) user_id: Option<UserId>,
    pub(crate) structure_id: Option<PartnerStructureId>,
    pub(crate) name: Option<String>,
    pub(crate) attended: Option<bool>,
}

/// Staff read every meeting; a role that names a territory reads its own and those of the whole PLIE; one's own are
/// those that one recorded.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    let mine = t::recorded_by.is_not_null().and(t::recorded_by.assume_not_null().eq(reach.user));
    if reach.myself && reach.territories.is_empty() {
        return query.filter(mine);
    }
    let here = t::territory_id.is_not_null();
    let here = here.and(t::territory_id.assume_not_null().eq_any(reach.territories.clone()));
    query.filter(t::territory_id.is_null().or(here).or(mine))
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &MeetingFilter, page: &PageIn) -> Outcome<Page<MeetingRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(kind) = &filter.kind {
            query = query.filter(t::kind.eq(kind.as_str().to_owned()));
        }
        if let Some(territory) = filter.territory_id {
            query = query.filter(t::territory_id.eq(territory));
        }
        if let Some(user) = filter.user_id {
            let invited = meeting_attendees::table
                .filter(meeting_attendees::plie_id.eq(cx.plie()))
                .filter(meeting_attendees::user_id.eq(user))
                .select(meeting_attendees::meeting_id);
            query = query.filter(t::id.eq_any(invited));
        }
        if let Some(from) = filter.from {
            query = query.filter(t::starts_at.ge(crate::civil::start_of_day(from)));
        }
        if let Some(to) = filter.to {
            query = query.filter(t::starts_at.le(crate::civil::end_of_day(to)));
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-starts_at", "starts_at"])?;
    let query = filtered(cx).select(MeetingRow::as_select());
    let rows = if sort == "starts_at" {
        keyset!(query, page, asc, t::starts_at, t::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::starts_at, t::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &MeetingRow| (r.starts_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: MeetingId) -> Outcome<MeetingRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(MeetingRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the meeting is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: MeetingId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Who was invited to each of these meetings, in their order.
pub(super) fn attendees(cx: &mut Ctx<'_>, ids: &[MeetingId]) -> Outcome<HashMap<MeetingId, Vec<AttendeeRow>>> {
    let mut all: HashMap<MeetingId, Vec<AttendeeRow>> = HashMap::new();
    if ids.is_empty() {
        return Ok(all);
    }
    let rows: Vec<AttendeeRow> = meeting_attendees::table
        .filter(meeting_attendees::plie_id.eq(cx.plie()))
        .filter(meeting_attendees::meeting_id.eq_any(ids.to_vec()))
        .order((meeting_attendees::meeting_id, meeting_attendees::position))
        .select(AttendeeRow::as_select())
        .load(cx.conn)?;
    for row in rows {
        all.entry(row.meeting_id).or_default().push(row);
    }
    Ok(all)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &MeetingRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Puts these attendees in place of those who stood there.
pub(super) fn put_attendees(cx: &mut Ctx<'_>, id: MeetingId, rows: &[AttendeeRow]) -> Outcome<()> {
    let before = meeting_attendees::table
        .filter(meeting_attendees::plie_id.eq(cx.plie()))
        .filter(meeting_attendees::meeting_id.eq(id));
    diesel::delete(before).execute(cx.conn)?;
    for chunk in rows.chunks(200) {
        each!(cx.conn, |c| diesel::insert_into(meeting_attendees::table).values(chunk).execute(c))?;
    }
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &MeetingRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
