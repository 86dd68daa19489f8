//! What is open, for everybody (S0.13): read behind no PLIE's wall, so that each row names its PLIE in every join.

use std::collections::HashMap;

use diesel::prelude::*;

use super::ActionRow;
use crate::db::schema::{action_themes, actions, partner_structures, plies, stages, territories};
use crate::db::{Conn, Day, Instant};
use crate::failure::Outcome;
use crate::http::{Page, PageIn};
use crate::ids::{ActionId, PlieId};
use crate::keyset;
use crate::network::actions::api::PublicActionFilter;
use crate::network::actions::rules::{ActionStatus, WITHOUT_PLACE};

/// An open action, with the names of the structure that provides it and of its territory.
pub(in crate::network::actions) type Shown = (ActionRow, Option<String>, Option<String>);

/// The open actions that are not over, the newest first.
pub(in crate::network::actions) fn list(
    conn: &mut Conn,
    filter: &PublicActionFilter,
    today: Day,
    page: &PageIn,
) -> Outcome<Page<Shown>> {
    let filtered = || {
        let provider = partner_structures::plie_id
            .eq(actions::plie_id)
            .and(partner_structures::id.nullable().eq(actions::provider_structure_id));
        let territory =
            territories::plie_id.eq(actions::plie_id).and(territories::id.nullable().eq(actions::territory_id));
        let lasts = actions::ends_on.is_null().or(actions::ends_on.ge(today).assume_not_null());
        let mut query = actions::table
            .left_join(partner_structures::table.on(provider.assume_not_null()))
            .left_join(territories::table.on(territory.assume_not_null()))
            .filter(actions::status.eq(ActionStatus::Open))
            .filter(lasts)
            .into_boxed();
        if let Some(plie) = filter.plie_id {
            query = query.filter(actions::plie_id.eq(plie));
        }
        if let Some(territory) = filter.territory_id {
            query = query.filter(actions::territory_id.eq(territory));
        }
        if let Some(kind) = &filter.kind {
            query = query.filter(actions::type_.eq(kind.as_str().to_owned()));
        }
        if let Some(theme) = &filter.theme {
            let named = action_themes::table
                .filter(action_themes::plie_id.eq(actions::plie_id))
                .filter(action_themes::theme.eq(theme.as_str().to_owned()))
                .select(action_themes::action_id);
            query = query.filter(actions::id.eq_any(named));
        }
        match page.updated_after {
            Some(after) => query.filter(actions::updated_at.gt(after)),
            None => query,
        }
    };
    let total = if page.include_total { Some(filtered().count().get_result(conn)?) } else { None };
    let sort = page.sort(&["-opened_at"])?;
    let query =
        filtered().select((ActionRow::as_select(), partner_structures::name.nullable(), territories::name.nullable()));
    let opened = actions::opened_at.assume_not_null();
    let rows = keyset!(query, page, desc, opened, actions::id, Instant).load(conn)?;
    let key = |r: &Shown| (r.0.opened_at.unwrap_or(r.0.created_at).to_string().into(), r.0.id);
    let mut found = page.cut(rows, sort, key)?;
    found.total = total;
    Ok(found)
}

/// The names of these PLIEs, and the versions of their settings and lists.
pub(in crate::network::actions) fn plies(conn: &mut Conn, ids: Vec<PlieId>) -> Outcome<HashMap<PlieId, (String, i64)>> {
    let rows: Vec<(PlieId, String, i64)> =
        plies::table.filter(plies::id.eq_any(ids)).select((plies::id, plies::name, plies::version)).load(conn)?;
    Ok(rows.into_iter().map(|(id, name, version)| (id, (name, version))).collect())
}

/// The places taken in each of these actions of these PLIEs; one without is left out.
pub(in crate::network::actions) fn taken(
    conn: &mut Conn,
    of: &[(PlieId, ActionId)],
) -> Outcome<HashMap<(PlieId, ActionId), i64>> {
    let rows: Vec<(PlieId, Option<ActionId>, i64)> = stages::table
        .filter(stages::plie_id.eq_any(of.iter().map(|(plie, _)| *plie).collect::<Vec<_>>()))
        .filter(stages::action_id.eq_any(of.iter().map(|(_, id)| *id).collect::<Vec<_>>()))
        .filter(stages::status.ne_all(WITHOUT_PLACE.to_vec()))
        .group_by((stages::plie_id, stages::action_id))
        .select((stages::plie_id, stages::action_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(plie, id, n)| Some(((plie, id?), n))).collect())
}
