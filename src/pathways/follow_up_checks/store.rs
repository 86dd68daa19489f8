//! Rows of checks of the follow-up.

use diesel::prelude::*;

use super::api::FollowUpCheckFilter;
use super::rules::Reached;
use crate::ctx::Ctx;
use crate::db::schema::follow_up_checks;
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::ids::{AnyId, FollowUpCheckId, ParticipantId, PathwayId, PlieId, UserId};
use crate::keyset;

/// A row of `follow_up_checks`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = follow_up_checks, treat_none_as_default_value = false)]
pub(crate) struct CheckRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: FollowUpCheckId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) checked_on: Day,
    pub(crate) reached: Reached,
    pub(crate) still_employed: Option<bool>,
    pub(crate) qualification_gained: Option<bool>,
    pub(crate) channel: String,
    pub(crate) evidence_document_id: Option<AnyId>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

fn of<'a>(cx: &Ctx<'_>, pathway: PathwayId) -> follow_up_checks::BoxedQuery<'a, MultiBackend> {
    follow_up_checks::table
        .filter(follow_up_checks::plie_id.eq(cx.plie()))
        .filter(follow_up_checks::pathway_id.eq(pathway))
        .into_boxed()
}

/// The pathway was found in reach before: its checks are in reach with it.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    filter: &FollowUpCheckFilter,
    page: &PageIn,
) -> Outcome<Page<CheckRow>> {
    let filtered = |cx: &Ctx<'_>| -> follow_up_checks::BoxedQuery<'_, MultiBackend> {
        let mut query = of(cx, pathway);
        if let Some(reached) = filter.reached {
            query = query.filter(follow_up_checks::reached.eq(reached));
        }
        match page.updated_after {
            Some(after) => query.filter(follow_up_checks::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-on", "on"])?;
    let query = filtered(cx).select(CheckRow::as_select());
    let rows = if sort == "on" {
        keyset!(query, page, asc, follow_up_checks::checked_on, follow_up_checks::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, follow_up_checks::checked_on, follow_up_checks::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &CheckRow| (r.checked_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The first 500 of a pathway, in order of time.
pub(crate) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<CheckRow>> {
    let query = of(cx, pathway)
        .order((follow_up_checks::checked_on, follow_up_checks::id))
        .limit(500)
        .select(CheckRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The last day since one on which the person was reached.
pub(crate) fn last_reached(cx: &mut Ctx<'_>, pathway: PathwayId, since: Day) -> Outcome<Option<Day>> {
    let query = of(cx, pathway)
        .filter(follow_up_checks::reached.eq(Reached::Yes))
        .filter(follow_up_checks::checked_on.ge(since))
        .order(follow_up_checks::checked_on.desc())
        .limit(1)
        .select(follow_up_checks::checked_on);
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn find(cx: &mut Ctx<'_>, pathway: PathwayId, id: FollowUpCheckId) -> Outcome<CheckRow> {
    let query = of(cx, pathway).filter(follow_up_checks::id.eq(id)).select(CheckRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The check with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: FollowUpCheckId) -> Outcome<Option<CheckRow>> {
    let query = follow_up_checks::table.find((cx.plie(), id)).select(CheckRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &CheckRow) -> Outcome<()> {
    diesel::insert_into(follow_up_checks::table).values(row).execute(cx.conn)?;
    Ok(())
}
