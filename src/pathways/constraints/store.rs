//! Rows of constraints.

use diesel::prelude::*;

use super::api::ConstraintFilter;
use super::rules::ConstraintKind;
use crate::ctx::Ctx;
use crate::db::schema::participant_constraints;
use crate::db::{Day, Instant, Json, MultiBackend};
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{ConstraintId, ParticipantId, PathwayId, PlieId, UserId};
use crate::keyset;

/// A row of `participant_constraints`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = participant_constraints, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ConstraintRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ConstraintId,
    pub(crate) pathway_id: PathwayId,
    pub(crate) participant_id: ParticipantId,
    pub(crate) kind: ConstraintKind,
    pub(crate) value: String,
    pub(crate) valid_from: Day,
    pub(crate) valid_to: Option<Day>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) rules_out: Json,
    pub(crate) commune_codes: Json,
}

fn of<'a>(cx: &Ctx<'_>, pathway: PathwayId) -> participant_constraints::BoxedQuery<'a, MultiBackend> {
    participant_constraints::table
        .filter(participant_constraints::plie_id.eq(cx.plie()))
        .filter(participant_constraints::pathway_id.eq(pathway))
        .into_boxed()
}

/// The pathway was found in reach before: its constraints are in reach with it.
pub(super) fn list(
    cx: &mut Ctx<'_>,
    pathway: PathwayId,
    health: bool,
    filter: &ConstraintFilter,
    page: &PageIn,
) -> Outcome<Page<ConstraintRow>> {
    let filtered = |cx: &Ctx<'_>| -> participant_constraints::BoxedQuery<'_, MultiBackend> {
        let mut query = of(cx, pathway);
        if !health {
            query = query.filter(participant_constraints::kind.ne(ConstraintKind::Health));
        }
        if let Some(kind) = filter.kind {
            query = query.filter(participant_constraints::kind.eq(kind));
        }
        if let Some(on) = filter.on {
            let lasts = participant_constraints::valid_to
                .is_null()
                .or(participant_constraints::valid_to.ge(on).assume_not_null());
            query = query.filter(participant_constraints::valid_from.le(on)).filter(lasts);
        }
        match page.updated_after {
            Some(after) => query.filter(participant_constraints::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered(cx).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-valid_from", "valid_from"])?;
    let query = filtered(cx).select(ConstraintRow::as_select());
    let rows = if sort == "valid_from" {
        keyset!(query, page, asc, participant_constraints::valid_from, participant_constraints::id, Day)
            .load(cx.conn)?
    } else {
        keyset!(query, page, desc, participant_constraints::valid_from, participant_constraints::id, Day)
            .load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &ConstraintRow| (r.valid_from.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, pathway: PathwayId, id: ConstraintId) -> Outcome<ConstraintRow> {
    let query = of(cx, pathway).filter(participant_constraints::id.eq(id)).select(ConstraintRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// The one with this identifier, of whatever pathway: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: ConstraintId) -> Outcome<Option<ConstraintRow>> {
    let query = participant_constraints::table.find((cx.plie(), id)).select(ConstraintRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ConstraintRow) -> Outcome<()> {
    diesel::insert_into(participant_constraints::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ConstraintRow) -> Outcome<()> {
    let before = participant_constraints::table
        .filter(participant_constraints::plie_id.eq(row.plie_id))
        .filter(participant_constraints::id.eq(row.id))
        .filter(participant_constraints::version.eq(row.version - 1));
    match diesel::update(before).set(row).execute(cx.conn)? {
        0 => Err(Failure::Stale { current: row.version }),
        _ => Ok(()),
    }
}
