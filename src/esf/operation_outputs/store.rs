//! Rows of the outputs of operations.

use diesel::prelude::*;

use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::db::schema::operation_outputs as t;
use crate::esf::operations;
use crate::failure::Outcome;
use crate::ids::{Id, OperationId, OperationOutputsId, PlieId, UserId};

/// A row of `operation_outputs`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = t, treat_none_as_default_value = false)]
pub(super) struct OutputsRow {
    pub(super) plie_id: PlieId,
    pub(super) id: OperationOutputsId,
    pub(super) operation_id: OperationId,
    pub(super) revision: i64,
    pub(super) by_social_partners: bool,
    pub(super) for_women_in_work: bool,
    pub(super) for_public_services: bool,
    pub(super) public_services_supported: i64,
    pub(super) enterprises_supported: i64,
    pub(super) recorded_at: Instant,
    pub(super) recorded_by: Option<UserId>,
}

/// The identifiers of those of the operations in reach, for the feed of changes.
pub(crate) fn ids_in_reach(cx: &mut Ctx<'_>, reach: &Reach) -> Outcome<Vec<OperationOutputsId>> {
    let of: Vec<OperationId> = operations::ids_in_reach(cx, reach)?.into_iter().map(Id::cast).collect();
    Ok(t::table.filter(t::plie_id.eq(cx.plie())).filter(t::operation_id.eq_any(of)).select(t::id).load(cx.conn)?)
}

/// What was told last of an operation that was found in reach before.
pub(super) fn last(cx: &mut Ctx<'_>, operation: OperationId) -> Outcome<Option<OutputsRow>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::operation_id.eq(operation))
        .order(t::revision.desc())
        .limit(1)
        .select(OutputsRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &OutputsRow) -> Outcome<()> {
    diesel::insert_into(t::table).values(row).execute(cx.conn)?;
    Ok(())
}
