//! The norms of an operation (S4.3): its `parameters` go before the PLIE's settings for the pathways and the staff that
//! are under it.
//!
//! A pathway is under the operation that its person takes part in, a member of staff under that of their mission letter;
//! of several at a time the latest counts. An operation that is over sets no norms any more. Timers that run keep their
//! day until something starts them anew; what the week and the month of staff ask for stays the PLIE's, since they hold
//! the time of all operations.

use std::collections::HashMap;

use diesel::prelude::*;
use serde_json::{Map, Value};

use crate::ctx::Ctx;
use crate::db::schema::{mission_letters, operations, participations};
use crate::db::{Day, Json};
use crate::failure::{Failure, Outcome};
use crate::identity::plies::Settings;
use crate::ids::{OperationId, PathwayId, UserId};

/// The settings that hold under an operation with these parameters.
pub(crate) fn with(cx: &Ctx<'_>, parameters: &Json) -> Outcome<Settings> {
    let own: Map<String, Value> = parameters.read().map_err(Failure::defect)?;
    if own.is_empty() {
        return Ok(cx.settings().clone());
    }
    let mut all = serde_json::to_value(cx.settings()).map_err(Failure::defect)?;
    if let Some(all) = all.as_object_mut() {
        all.extend(own);
    }
    serde_json::from_value(all).map_err(Failure::defect)
}

fn settled(cx: &Ctx<'_>, found: Option<Json>) -> Outcome<Settings> {
    found.map_or_else(|| Ok(cx.settings().clone()), |parameters| with(cx, &parameters))
}

/// The settings that hold for a pathway on a day.
pub(crate) fn of_pathway(cx: &mut Ctx<'_>, pathway: PathwayId, on: Day) -> Outcome<Settings> {
    let lasts = participations::exited_on.is_null().or(participations::exited_on.ge(on).assume_not_null());
    let query =
        participations::table
            .inner_join(operations::table.on(
                operations::plie_id.eq(participations::plie_id).and(operations::id.eq(participations::operation_id)),
            ))
            .filter(participations::plie_id.eq(cx.plie()))
            .filter(participations::pathway_id.eq(pathway))
            .filter(participations::voided_at.is_null())
            .filter(participations::entered_on.le(on))
            .filter(lasts)
            .filter(operations::ends_on.ge(on))
            .order((participations::entered_on.desc(), participations::id.desc()))
            .select(operations::parameters);
    let found: Option<Json> = query.first(cx.conn).optional()?;
    settled(cx, found)
}

/// The settings that hold for a member of staff on a day.
pub(crate) fn of_staff(cx: &mut Ctx<'_>, user: UserId, on: Day) -> Outcome<Settings> {
    let found = of_many(cx, &[user], on)?.remove(&user);
    settled(cx, found)
}

/// People a full-time referent follows (S2.3), of each of these members of staff whose operation has a number of its own.
pub(crate) fn caseloads(cx: &mut Ctx<'_>, users: &[UserId], on: Day) -> Outcome<HashMap<UserId, i64>> {
    let of_each = of_many(cx, users, on)?;
    of_each.into_iter().map(|(user, parameters)| Ok((user, with(cx, &parameters)?.caseload_per_fte))).collect()
}

fn of_many(cx: &mut Ctx<'_>, users: &[UserId], on: Day) -> Outcome<HashMap<UserId, Json>> {
    let query =
        mission_letters::table
            .inner_join(operations::table.on(
                operations::plie_id.eq(mission_letters::plie_id).and(operations::id.eq(mission_letters::operation_id)),
            ))
            .filter(mission_letters::plie_id.eq(cx.plie()))
            .filter(mission_letters::user_id.eq_any(users.to_vec()))
            .filter(mission_letters::starts_on.le(on))
            .filter(mission_letters::ends_on.ge(on))
            .filter(operations::ends_on.ge(on))
            // the latest stays in the map
            .order((mission_letters::starts_on, mission_letters::id))
            .select((mission_letters::user_id, operations::parameters));
    Ok(query.load::<(UserId, Json)>(cx.conn)?.into_iter().collect())
}

/// Whether an operation with these parameters sets how often its people are met.
pub(crate) fn sets_timers(parameters: &Json) -> Outcome<bool> {
    let own: Map<String, Value> = parameters.read().map_err(Failure::defect)?;
    Ok(["interview_every_months", "milestone_every_months"].iter().any(|name| own.contains_key(*name)))
}

/// The operations that have a number of their own for a setting, for statements over many pathways.
pub(crate) fn own(cx: &mut Ctx<'_>, setting: &str) -> Outcome<Vec<(OperationId, i64)>> {
    let query = operations::table
        .filter(operations::plie_id.eq(cx.plie()))
        .order(operations::id)
        .select((operations::id, operations::parameters));
    let mut found = Vec::new();
    for (id, parameters) in query.load::<(OperationId, Json)>(cx.conn)? {
        let own: Map<String, Value> = parameters.read().map_err(Failure::defect)?;
        found.extend(own.get(setting).and_then(Value::as_i64).map(|value| (id, value)));
    }
    Ok(found)
}
