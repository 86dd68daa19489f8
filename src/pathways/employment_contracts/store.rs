//! Rows of employment contracts.

use diesel::prelude::*;

use super::api::EmploymentContractFilter;
use super::rules::DocumentState;
use crate::ctx::Ctx;
use crate::db::schema::employment_contracts;
use crate::db::{Day, Instant, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{EmploymentContractId, ParticipantId, PathwayId, PlieId, UserId};
use crate::keyset;

/// A row of `employment_contracts`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = employment_contracts, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ContractRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: EmploymentContractId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) employer_name: String,
    pub(crate) employer_siret: Option<String>,
    pub(crate) type_: String,
    pub(crate) starts_on: Day,
    pub(crate) ends_on: Option<Day>,
    pub(crate) weekly_minutes: i64,
    pub(crate) full_time_minutes: i64,
    pub(crate) rome: Option<String>,
    pub(crate) document_state: DocumentState,
    pub(crate) broken_on: Option<Day>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

fn of<'a>(cx: &Ctx<'_>, pathway: PathwayId) -> employment_contracts::BoxedQuery<'a, MultiBackend> {
    employment_contracts::table
        .filter(employment_contracts::plie_id.eq(cx.plie()))
        .filter(employment_contracts::pathway_id.eq(pathway))
        .into_boxed()
}

/// The pathway was found in reach before: its contracts are in reach with it.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    filter: &EmploymentContractFilter,
    page: &PageIn,
) -> Outcome<Page<ContractRow>> {
    let filtered = |cx: &Ctx<'_>| -> employment_contracts::BoxedQuery<'_, MultiBackend> {
        let mut query = of(cx, pathway);
        if let Some(kind) = &filter.kind {
            query = query.filter(employment_contracts::type_.eq(kind.as_str().to_owned()));
        }
        match page.updated_after {
            Some(after) => query.filter(employment_contracts::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-starts_on", "starts_on"])?;
    let query = filtered(cx).select(ContractRow::as_select());
    let rows = if sort == "starts_on" {
        keyset!(query, page, asc, employment_contracts::starts_on, employment_contracts::id, Day).load(cx.conn)?
    } else {
        keyset!(query, page, desc, employment_contracts::starts_on, employment_contracts::id, Day).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &ContractRow| (r.starts_on.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

/// The first 500 of a pathway, in order of time.
pub(crate) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId) -> Outcome<Vec<ContractRow>> {
    let query = of(cx, pathway)
        .order((employment_contracts::starts_on, employment_contracts::id))
        .limit(500)
        .select(ContractRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The contract, where it is one of the pathway.
pub(crate) fn within(cx: &mut Ctx<'_>, pathway: PathwayId, id: EmploymentContractId) -> Outcome<Option<ContractRow>> {
    let query = of(cx, pathway).filter(employment_contracts::id.eq(id)).select(ContractRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn find(cx: &mut Ctx<'_>, pathway: PathwayId, id: EmploymentContractId) -> Outcome<ContractRow> {
    within(cx, pathway, id)?.ok_or(Failure::NotFound)
}

/// The contract with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: EmploymentContractId) -> Outcome<Option<ContractRow>> {
    let query = employment_contracts::table.find((cx.plie(), id)).select(ContractRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ContractRow) -> Outcome<()> {
    diesel::insert_into(employment_contracts::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ContractRow) -> Outcome<()> {
    let before = employment_contracts::table
        .filter(employment_contracts::plie_id.eq(row.plie_id))
        .filter(employment_contracts::id.eq(row.id))
        .filter(employment_contracts::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
