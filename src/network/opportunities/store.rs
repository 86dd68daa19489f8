//! Rows of opportunities and of the notices given of them.

use diesel::prelude::*;

use super::api::{NoticeFilter, OpportunityFilter};
use super::rules::NoticeResult;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{opportunities as t, opportunity_notices as notices};
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{EmployerId, OpportunityId, OpportunityNoticeId, ParticipantId, PathwayId, PlieId, UserId};
use crate::keyset;
use crate::participants::in_reach;

/// A row of `opportunities`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct OpportunityRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: OpportunityId,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) kind: String,
    pub(crate) employer_id: Option<EmployerId>,
    pub(crate) employer_name: Option<String>,
    pub(crate) rome: Option<String>,
    pub(crate) commune_code: Option<String>,
    pub(crate) target_criteria: Json,
    pub(crate) blocking_barriers: Json,
    pub(crate) constraints: Json,
    pub(crate) closes_on: Option<Day>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// A row of `opportunity_notices`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = notices, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct NoticeRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: OpportunityNoticeId,
    pub(crate) opportunity_id: OpportunityId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) channel: String,
    pub(crate) notified_at: Instant,
    pub(crate) result: NoticeResult,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// Whoever reads opportunities reads those of the whole PLIE; one's own are those that one recorded.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).into_boxed();
    if reach.all || !reach.myself {
        return query;
    }
    query.filter(t::recorded_by.eq(reach.user))
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &OpportunityFilter, page: &PageIn) -> Outcome<Page<OpportunityRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(kind) = &filter.kind {
            query = query.filter(t::kind.eq(kind.as_str().to_owned()));
        }
        if let Some(rome) = &filter.rome {
            query = query.filter(t::rome.eq(rome.as_str().to_owned()));
        }
        if let Some(employer) = filter.employer_id {
            query = query.filter(t::employer_id.eq(employer));
        }
        match filter.open {
            Some(true) => {
                query = query.filter(t::closes_on.is_null().or(t::closes_on.ge(cx.today).assume_not_null()));
            }
            Some(false) => query = query.filter(t::closes_on.lt(cx.today)),
            None => {}
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "created_at"])?;
    let query = filtered(cx).select(OpportunityRow::as_select());
    let rows = if sort == "created_at" {
        keyset!(query, page, asc, t::created_at, t::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::created_at, t::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &OpportunityRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: OpportunityId) -> Outcome<OpportunityRow> {
    if reach.is_empty() {
        return Err(Failure::NotFound);
    }
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(OpportunityRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the opportunity is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: OpportunityId) -> Outcome<bool> {
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &OpportunityRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &OpportunityRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

/// Keeps the notices of those who have had none yet; of two at once, one is kept (S2.12).
pub(super) fn keep_notices(cx: &mut Ctx<'_>, rows: &[NoticeRow]) -> Outcome<()> {
    for chunk in rows.chunks(200) {
        each!(cx.conn, |c| { diesel::insert_into(notices::table).values(chunk).on_conflict_do_nothing().execute(c) })?;
    }
    Ok(())
}

/// The notices that these pathways have had of an opportunity.
pub(super) fn notices_of(
    cx: &mut Ctx<'_>,
    opportunity: OpportunityId,
    pathways: &[PathwayId],
) -> Outcome<Vec<NoticeRow>> {
    let query = notices::table
        .filter(notices::plie_id.eq(cx.plie()))
        .filter(notices::opportunity_id.eq(opportunity))
        .filter(notices::pathway_id.eq_any(pathways.to_vec()))
        .select(NoticeRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// A notice of an opportunity to somebody in reach.
pub(super) fn find_notice(cx: &mut Ctx<'_>, opportunity: OpportunityId, id: OpportunityNoticeId) -> Outcome<NoticeRow> {
    let query = notices::table
        .find((cx.plie(), id))
        .filter(notices::opportunity_id.eq(opportunity))
        .filter(in_reach(cx, &cx.reach, notices::participant_id))
        .select(NoticeRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update_notice(cx: &mut Ctx<'_>, row: &NoticeRow) -> Outcome<()> {
    let before = notices::table
        .filter(notices::plie_id.eq(row.plie_id))
        .filter(notices::id.eq(row.id))
        .filter(notices::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}

pub(super) fn list_notices(
    cx: &mut Ctx<'_>,
    opportunity: OpportunityId,
    filter: &NoticeFilter,
    page: &PageIn,
) -> Outcome<Page<NoticeRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = notices::table
            .filter(notices::plie_id.eq(cx.plie()))
            .filter(notices::opportunity_id.eq(opportunity))
            .filter(in_reach(cx, &cx.reach, notices::participant_id))
            .into_boxed();
        if let Some(pathway) = filter.pathway_id {
            query = query.filter(notices::pathway_id.eq(pathway));
        }
        if let Some(result) = filter.result {
            query = query.filter(notices::result.eq(result));
        }
        match page.updated_after {
            Some(after) => query.filter(notices::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-notified_at"])?;
    let query = filtered(cx).select(NoticeRow::as_select());
    let rows = keyset!(query, page, desc, notices::notified_at, notices::id, Instant).load(cx.conn)?;
    let mut found = page.cut(rows, sort, |r: &NoticeRow| (r.notified_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}
