//! Rows of actions, the themes they are found by, and the places taken in them.

pub(super) mod public;

use std::collections::HashMap;

use diesel::prelude::*;

use super::api::ActionFilter;
use super::rules::{ActionStatus, WITHOUT_PLACE};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::schema::{action_themes, actions, stages};
use crate::db::{Conn, Day, Instant, Json, MultiBackend};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::http::{Page, PageIn};
use crate::ids::{
    ActionId, OperationId, PartnerStructureId, PlieId, ProcurementContractId, StageId, TerritoryId, UserId,
};
use crate::keyset;

/// A row of `actions`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = actions, primary_key(plie_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ActionRow {
    pub(crate) plie_id: PlieId,
    pub(crate) id: ActionId,
    pub(crate) title: String,
    pub(crate) type_: String,
    pub(crate) themes: Json,
    pub(crate) description: Option<String>,
    pub(crate) territory_id: Option<TerritoryId>,
    pub(crate) provider_structure_id: Option<PartnerStructureId>,
    pub(crate) operation_id: Option<OperationId>,
    pub(crate) procurement_contract_id: Option<ProcurementContractId>,
    pub(crate) fund: Option<String>,
    pub(crate) capacity: Option<i64>,
    pub(crate) starts_on: Option<Day>,
    pub(crate) ends_on: Option<Day>,
    pub(crate) place: Option<String>,
    pub(crate) innovative: bool,
    pub(crate) target_criteria: Json,
    pub(crate) status: ActionStatus,
    pub(crate) opened_at: Option<Instant>,
    pub(crate) recorded_by: Option<UserId>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

/// The catalogue is everybody's; a role that names a territory reads its own and what is the whole PLIE's.
fn scoped<'a>(cx: &Ctx<'_>, reach: &Reach) -> actions::BoxedQuery<'a, MultiBackend> {
    let query = actions::table.filter(actions::plie_id.eq(cx.plie())).into_boxed();
    if reach.all {
        return query;
    }
    let here = actions::territory_id.eq_any(reach.territories.clone());
    query.filter(actions::territory_id.is_null().or(here.assume_not_null()))
}

fn filtered<'a>(cx: &Ctx<'_>, filter: &ActionFilter, page: &PageIn) -> actions::BoxedQuery<'a, MultiBackend> {
    let mut query = scoped(cx, &cx.reach);
    if let Some(territory) = filter.territory_id {
        query = query.filter(actions::territory_id.eq(territory));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(actions::type_.eq(kind.as_str().to_owned()));
    }
    if let Some(theme) = &filter.theme {
        let named = action_themes::table
            .filter(action_themes::plie_id.eq(cx.plie()))
            .filter(action_themes::theme.eq(theme.as_str().to_owned()))
            .select(action_themes::action_id);
        query = query.filter(actions::id.eq_any(named));
    }
    if let Some(status) = filter.status {
        query = query.filter(actions::status.eq(status));
    }
    let enters = actions::status.eq(ActionStatus::Open);
    let lasts = actions::ends_on.is_null().or(actions::ends_on.ge(cx.today).assume_not_null());
    match filter.open {
        Some(true) => query = query.filter(enters).filter(lasts),
        Some(false) => query = query.filter(diesel::dsl::not(enters.and(lasts))),
        None => {}
    }
    if let Some(provider) = filter.provider_structure_id {
        query = query.filter(actions::provider_structure_id.eq(provider));
    }
    if let Some(innovative) = filter.innovative {
        query = query.filter(actions::innovative.eq(innovative));
    }
    match page.updated_after {
        Some(after) => query.filter(actions::updated_at.gt(after)),
        None => query,
    }
}

pub(super) fn list(cx: &mut Ctx<'_>, filter: &ActionFilter, page: &PageIn) -> Outcome<Page<ActionRow>> {
    let total = if page.include_total { Some(filtered(cx, filter, page).count().get_result(cx.conn)?) } else { None };
    let sort = page.sort(&["-created_at", "created_at"])?;
    let query = filtered(cx, filter, page).select(ActionRow::as_select());
    let rows = if sort == "created_at" {
        keyset!(query, page, asc, actions::created_at, actions::id, Instant).load(cx.conn)?
    } else {
        keyset!(query, page, desc, actions::created_at, actions::id, Instant).load(cx.conn)?
    };
    let mut found = page.cut(rows, sort, |r: &ActionRow| (r.created_at.to_string().into(), r.id))?;
    found.total = total;
    Ok(found)
}

pub(super) fn find(cx: &mut Ctx<'_>, reach: &Reach, id: ActionId) -> Outcome<ActionRow> {
    let query = scoped(cx, reach).filter(actions::id.eq(id)).select(ActionRow::as_select());
    Ok(query.get_result(cx.conn)?)
}

/// Whether the action is in reach.
pub(crate) fn exists(cx: &mut Ctx<'_>, reach: &Reach, id: ActionId) -> Outcome<bool> {
    if reach.is_empty() {
        return Ok(false);
    }
    find(cx, reach, id).map(|_| true).or_else(|f| if f == Failure::NotFound { Ok(false) } else { Err(f) })
}

/// The action with this identifier, whoever asks: for a create that is sent twice.
pub(super) fn by_id(cx: &mut Ctx<'_>, id: ActionId) -> Outcome<Option<ActionRow>> {
    let query = actions::table.find((cx.plie(), id)).select(ActionRow::as_select());
    Ok(query.get_result(cx.conn).optional()?)
}

/// The places taken in each of these actions; one without is left out.
pub(super) fn taken(conn: &mut Conn, plie: PlieId, ids: &[ActionId]) -> Outcome<HashMap<ActionId, i64>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Option<ActionId>, i64)> = stages::table
        .filter(stages::plie_id.eq(plie))
        .filter(stages::action_id.eq_any(ids.to_vec()))
        .filter(stages::status.ne_all(WITHOUT_PLACE.to_vec()))
        .group_by(stages::action_id)
        .select((stages::action_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, n)| Some((id?, n))).collect())
}

/// The places that stages other than this one take.
pub(super) fn taken_beside(cx: &mut Ctx<'_>, action: ActionId, stage: StageId) -> Outcome<i64> {
    let query = stages::table
        .filter(stages::plie_id.eq(cx.plie()))
        .filter(stages::action_id.eq(action))
        .filter(stages::id.ne(stage))
        .filter(stages::status.ne_all(WITHOUT_PLACE.to_vec()));
    Ok(query.count().get_result(cx.conn)?)
}

pub(super) fn insert(cx: &mut Ctx<'_>, row: &ActionRow) -> Outcome<()> {
    diesel::insert_into(actions::table).values(row).execute(cx.conn)?;
    themes(cx, row)
}

/// Writes the row over the version before its own; another writer in between makes it stale.
pub(super) fn update(cx: &mut Ctx<'_>, row: &ActionRow) -> Outcome<()> {
    let before = actions::table
        .filter(actions::plie_id.eq(row.plie_id))
        .filter(actions::id.eq(row.id))
        .filter(actions::version.eq(row.version - 1));
    if diesel::update(before).set(row).execute(cx.conn)? == 0 {
        return Err(Failure::Stale { current: row.version });
    }
    let mine =
        action_themes::table.filter(action_themes::plie_id.eq(row.plie_id)).filter(action_themes::action_id.eq(row.id));
    diesel::delete(mine).execute(cx.conn)?;
    themes(cx, row)
}

fn themes(cx: &mut Ctx<'_>, row: &ActionRow) -> Outcome<()> {
    let themes: std::collections::BTreeSet<String> = row.themes.read().map_err(Failure::defect)?;
    let rows: Vec<_> = themes
        .into_iter()
        .map(|theme| {
            (
                action_themes::plie_id.eq(row.plie_id),
                action_themes::action_id.eq(row.id),
                action_themes::theme.eq(theme),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(cx.conn, |c| diesel::insert_into(action_themes::table).values(&rows).execute(c))?;
    Ok(())
}
