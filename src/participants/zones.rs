//! The territory of people, when it is the territories that change.

use diesel::prelude::*;

use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::schema::participants as t;
use crate::each;
use crate::failure::Outcome;
use crate::ids::{ParticipantId, TerritoryId};

/// Communes have left a territory, others have joined it: the people who live there follow. A commune belongs to one
/// territory, so that none of those that left has another yet.
pub(crate) fn rezone(cx: &mut Ctx<'_>, territory: TerritoryId, left: &[String], joined: &[String]) -> Outcome<()> {
    moved(cx, left, None)?;
    moved(cx, joined, Some(territory))
}

/// Gives the people of some communes this territory, in one statement.
fn moved(cx: &mut Ctx<'_>, communes: &[String], to: Option<TerritoryId>) -> Outcome<()> {
    if communes.is_empty() {
        return Ok(());
    }
    let (plie, now) = (cx.plie(), cx.now);
    let set = (t::territory_id.eq(to), t::version.eq(t::version + 1), t::updated_at.eq(now));
    let people: Vec<(ParticipantId, i64)> = each!(cx.conn, |c| {
        let there = t::table.filter(t::plie_id.eq(plie)).filter(t::commune_code.eq_any(communes));
        match to {
            Some(to) => diesel::update(there.filter(t::territory_id.is_null().or(t::territory_id.ne(to))))
                .set(set)
                .returning((t::id, t::version))
                .get_results(c),
            None => diesel::update(there.filter(t::territory_id.is_not_null()))
                .set(set)
                .returning((t::id, t::version))
                .get_results(c),
        }
    })?;
    for (id, version) in people {
        cx.record(Entry::changed("participants", id, version).about(id).fields(&["territory_id"]));
    }
    Ok(())
}
