//! Rows of attempts.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::participation_attempts as t;
use crate::db::{Day, Instant};
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::ids::{ParticipationAttemptId, ParticipationId, PlieId, UserId};
use crate::keyset;
use crate::pathways::Reached;

/// A row of `participation_attempts`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
pub(super) struct AttemptRow {
    pub(super) plie_id: PlieId,
    pub(super) id: ParticipationAttemptId,
    pub(super) participation_id: ParticipationId,
    pub(super) attempted_on: Day,
    pub(super) channel: String,
    pub(super) reached: Reached,
    pub(super) recorded_by: Option<UserId>,
    pub(super) version: i64,
    pub(super) created_at: Instant,
    pub(super) updated_at: Instant,
}

/// The attempts of a participation that was found in reach before.
pub(super) fn list(cx: &mut Ctx<'_>, of: ParticipationId, page: &PageIn) -> Outcome<Page<AttemptRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::participation_id.eq(of)).into_boxed();
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["on", "-on"])?;
    let query = filtered(cx).select(AttemptRow::as_select());
    let rows = if sort == "on" {
        keyset!(query, page, asc, t::attempted_on, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::attempted_on, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &AttemptRow| (r.attempted_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The attempt with this identifier, of whatever participation.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: ParticipationAttemptId) -> Outcome<Option<AttemptRow>> {
    let query = t::table.find((cx.plie(), id)).select(AttemptRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// The days since one on which the person was not reached.
pub(in crate::esf::participations) fn in_vain_since(
    cx: &mut Ctx<'_>,
    of: ParticipationId,
    since: Day,
) -> Outcome<Vec<Day>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::participation_id.eq(of))
        .filter(t::attempted_on.ge(since))
        .filter(t::reached.eq(Reached::No))
        .select(t::attempted_on)
        .distinct();
    Ok(query.load(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &AttemptRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}
