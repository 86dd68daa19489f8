//! What a pack shows beside the records: the charters they follow, the segment of the audit chain that tells of them.

use diesel::dsl::{max, min};
use diesel::prelude::*;
use uuid::Uuid;

use crate::audit::chain::GENESIS;
use crate::audit::store::EntryRow;
use crate::ctx::Ctx;
use crate::db::schema::{audit_entries as t, charters};
use crate::db::{Day, Json};
use crate::failure::Outcome;
use crate::ids::{AnyId, CharterId};

/// A charter.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct CharterFacts {
    pub(crate) id: CharterId,
    pub(crate) charter_version: String,
    pub(crate) valid_from: Day,
    pub(crate) step_minutes: i64,
    pub(crate) tasks: Json,
}

/// These charters, by identifier.
pub(crate) fn charters(cx: &mut Ctx<'_>, ids: &[CharterId]) -> Outcome<Vec<CharterFacts>> {
    use charters as c;
    let query = c::table.filter(c::plie_id.eq(cx.plie())).filter(c::id.eq_any(ids.to_vec())).order(c::id).select((
        c::id,
        c::charter_version,
        c::valid_from,
        c::step_minutes,
        c::tasks,
    ));
    Ok(query.load(cx.conn)?)
}

/// The first and the last number at which the journal tells of any of these objects.
pub(crate) fn span(cx: &mut Ctx<'_>, objects: &[Uuid]) -> Outcome<Option<(i64, i64)>> {
    let mut span: Option<(i64, i64)> = None;
    for chunk in objects.chunks(500) {
        let ids: Vec<AnyId> = chunk.iter().copied().map(AnyId::of).collect();
        let query = t::table
            .filter(t::plie_id.eq(cx.plie()))
            .filter(t::object_id.eq_any(ids))
            .filter(t::seq.is_not_null())
            .select((min(t::seq), max(t::seq)));
        let found: (Option<i64>, Option<i64>) = query.get_result(cx.conn)?;
        if let (Some(first), Some(last)) = found {
            span = Some(span.map_or((first, last), |(f, l)| (f.min(first), l.max(last))));
        }
    }
    Ok(span)
}

/// So many entries of the chain from a number on, up to another.
pub(crate) fn entries(cx: &mut Ctx<'_>, from: i64, to: i64, count: i64) -> Outcome<Vec<EntryRow>> {
    let query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::seq.between(from, to))
        .order(t::seq)
        .limit(count)
        .select(EntryRow::as_select());
    Ok(query.load(cx.conn)?)
}

/// The hash on which the entry of a number stands.
pub(crate) fn hash_before(cx: &mut Ctx<'_>, seq: i64) -> Outcome<Vec<u8>> {
    let query = t::table.filter(t::plie_id.eq(cx.plie())).filter(t::seq.eq(seq - 1)).select(t::hash);
    let hash: Option<Option<Vec<u8>>> = query.get_result(cx.conn).optional()?;
    Ok(hash.flatten().unwrap_or_else(|| GENESIS.to_vec()))
}
