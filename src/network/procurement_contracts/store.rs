//! Rows of procurement contracts.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::api::ProcurementContractFilter;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{procurement_contracts as t, stages};
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{OperationId, PartnerStructureId, PlieId, ProcurementContractId, UserId};
use crate::keyset;
use crate::pathways::stages::rules::StageStatus;

/// A row of `procurement_contracts`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = t, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ContractRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ProcurementContractId,
    pub(crate) reference: String,
    pub(crate) title: String,
    pub(crate) lot: Option<String>,
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    pub(crate) operation_id: Option<OperationId>,
    pub(crate) amount_cents: Option<i64>,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Option<Day>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) clause_hours: Option<i64>,
}

/// Whoever reads contracts reads those of the whole PLIE.
fn scoped<'a>(cx: &Ctx<'_>, _reach: &Reach) -> t::BoxedQuery<'a, MultiBackend> {
    t::table.filter(t::plie_id.eq(cx.plie())).into_boxed()
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &ProcurementContractFilter, page: &PageIn) -> Outcome<Page<ContractRow>> {
    let filtered = |cx: &Ctx<'_>| {
        let mut query = scoped(cx, &cx.reach);
        if let Some(provider) = filter.provider_structure_id {
            query = query.filter(t::provider_structure_id.eq(provider));
        }
        if let Some(operation) = filter.operation_id {
            query = query.filter(t::operation_id.eq(operation));
        }
        if let Some(on) = filter.on {
            let lasts = t::ends_on.is_null().or(t::ends_on.ge(on).assume_not_null());
            query = query.filter(t::starts_on.le(on)).filter(lasts);
        }
        match page.updated_after {
            Some(after) => query.filter(t::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-starts_on", "starts_on"])?;
    let query = filtered(cx).select(ContractRow::as_select());
    let rows = if sort == "starts_on" {
        keyset!(query, page, asc, t::starts_on, t::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, t::starts_on, t::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &ContractRow| (r.starts_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ProcurementContractId) -> Outcome<ContractRow> {
    let query = scoped(cx, reach).filter(t::id.eq(id)).select(ContractRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the contract is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ProcurementContractId) -> Outcome<bool> {
    if reach.is_empty() {
        return Ok(false);
    }
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// Hours of the stages under contracts: those that are over, and those to come or under way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ClauseHours {
    pub(crate) done: i64,
    pub(crate) planned: i64,
}

/// The hours under each of these contracts, summed in the database.
pub(super) fn hours(
    cx: &mut Ctx<'_>,
    ids: &[ProcurementContractId],
) -> Outcome<HashMap<ProcurementContractId, ClauseHours>> {
    let rows: Vec<(Option<ProcurementContractId>, StageStatus, Option<i64>)> = stages::table
        .filter(stages::plie_id.eq(cx.plie()))
        .filter(stages::procurement_contract_id.eq_any(ids.iter().map(|id| Some(*id)).collect::<Vec<_>>()))
        .group_by((stages::procurement_contract_id, stages::status))
        .select((
            stages::procurement_contract_id,
            stages::status,
            sql::<Nullable<BigInt>>("cast(sum(hours) as bigint)"),
        ))
        .load(cx.conn)?;
    let mut found: HashMap<ProcurementContractId, ClauseHours> = HashMap::new();
    for (id, status, sum) in rows {
        let Some(id) = id else { continue };
        let hours = found.entry(id).or_default();
        match status {
            StageStatus::Completed | StageStatus::Interrupted => hours.done += sum.unwrap_or(0),
            StageStatus::Proposed | StageStatus::Accepted | StageStatus::Planned | StageStatus::InProgress => {
                hours.planned += sum.unwrap_or(0);
            }
            StageStatus::Cancelled | StageStatus::RefusedByParticipant | StageStatus::RefusedByProvider => {}
        }
    }
    Ok(found)
}

/// Whether another contract has the reference and the lot.
pub(super) fn same_reference(cx: &mut Ctx<'_>, row: &ContractRow) -> Outcome<bool> {
    let mut other = t::table
        .filter(t::plie_id.eq(row.plie_id))
        .filter(t::reference.eq(&row.reference))
        .filter(t::id.ne(row.id))
        .select(t::id)
        .into_boxed();
    other = match &row.lot {
        Some(lot) => other.filter(t::lot.eq(lot)),
        None => other.filter(t::lot.is_null()),
    };
    Ok(other.first::<ProcurementContractId>(cx.conn).optional()?.is_some())
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ContractRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ContractRow) -> Outcome<()> {
    let before =
        t::table.filter(t::plie_id.eq(row.plie_id)).filter(t::id.eq(row.id)).filter(t::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
