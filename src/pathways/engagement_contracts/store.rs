//! Rows of engagement contracts.

use diesel::prelude::*;

use super::api::EngagementContractFilter;
use super::rules::{Engagement, EngagementKind};
use crate::ctx::Ctx;
use crate::db::schema::engagement_contracts;
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{EngagementContractId, ParticipantId, PathwayId, PlieId, UserId};
use crate::keyset;

/// A row of `engagement_contracts`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = engagement_contracts, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct EngagementRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: EngagementContractId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) kind: EngagementKind,
    pub(crate) signed_on: Day,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Day,
    pub(crate) weekly_hours: Option<i64>,
    pub(crate) department_file_no: Option<String>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

impl EngagementRow {
    /// The contract as the rules see it.
    pub(super) fn engagement(&self) -> Engagement<'_> {
        Engagement {
            signed_on: self.signed_on,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            department_file_no: self.department_file_no.as_deref(),
        }
    }
}

fn of<'a>(cx: &Ctx<'_>, pathway: PathwayId) -> engagement_contracts::BoxedQuery<'a, MultiBackend> {
    engagement_contracts::table
        .filter(engagement_contracts::plie_id.eq(cx.plie()))
        .filter(engagement_contracts::pathway_id.eq(pathway))
        .into_boxed()
}

/// The pathway was found in reach before: its engagement contracts are in reach with it.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    filter: &EngagementContractFilter,
    page: &PageIn,
) -> Outcome<Page<EngagementRow>> {
    let filtered = |cx: &Ctx<'_>| -> engagement_contracts::BoxedQuery<'_, MultiBackend> {
        let mut query = of(cx, pathway);
        if let Some(kind) = filter.kind {
            query = query.filter(engagement_contracts::kind.eq(kind));
        }
        match page.updated_after {
            Some(after) => query.filter(engagement_contracts::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-starts_on", "starts_on"])?;
    let query = filtered(cx).select(EngagementRow::as_select());
    let rows = if sort == "starts_on" {
        keyset!(query, page, asc, engagement_contracts::starts_on, engagement_contracts::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, engagement_contracts::starts_on, engagement_contracts::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &EngagementRow| (r.starts_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, pathway: PathwayId, id: EngagementContractId) -> Outcome<EngagementRow> {
    let query = of(cx, pathway).filter(engagement_contracts::id.eq(id)).select(EngagementRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The one with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: EngagementContractId) -> Outcome<Option<EngagementRow>> {
    let query = engagement_contracts::table.find((cx.plie(), id)).select(EngagementRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// The first day of another contract of the pathway, of the same kind, that overlaps.
pub(super) fn overlapping(cx: &mut Ctx<'_>, row: &EngagementRow) -> Outcome<Option<Day>> {
    let query = of(cx, row.pathway_id)
        .filter(engagement_contracts::kind.eq(row.kind))
        .filter(engagement_contracts::id.ne(row.id))
        .filter(engagement_contracts::starts_on.le(row.ends_on))
        .filter(engagement_contracts::ends_on.ge(row.starts_on))
        .order(engagement_contracts::starts_on)
        .limit(1)
        .select(engagement_contracts::starts_on);
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &EngagementRow) -> Outcome<()> {
    diesel::insert_into(engagement_contracts::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &EngagementRow) -> Outcome<()> {
    let before = engagement_contracts::table
        .filter(engagement_contracts::plie_id.eq(row.plie_id))
        .filter(engagement_contracts::id.eq(row.id))
        .filter(engagement_contracts::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
