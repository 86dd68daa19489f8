//! The feed's query: the sequenced journal, cut to what the caller may see.

use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::audit::Change;
use crate::audit::store::EntryRow;
use crate::ctx::Ctx;
use crate::db::MultiBackend;
use crate::db::schema::audit_entries as t;
use crate::failure::Outcome;

/// Objects of the PLIE that hang on no participant and that all of its people may read.
const COMMON: [&str; 9] = [
    "territories",
    "sites",
    "referents",
    "partner_structures",
    "operations",
    "charters",
    "reception_slots",
    "commissions",
    "plies",
];

/// A stretch of the feed.
pub(super) struct Stretch {
    /// The entries.
    pub(super) rows: Vec<EntryRow>,
    /// The last number that was looked at.
    pub(super) seen: i64,
    /// Whether more is there.
    pub(super) more: bool,
}

type Filter = Box<dyn BoxableExpression<t::table, MultiBackend, SqlType = Bool>>;

fn visible(cx: &Ctx<'_>) -> Filter {
    let reach = &cx.reach;
    if let Some(structure) = reach.structure {
        // a partner hears of what it sent, and of nothing else
        return Box::new(
            t::resource
                .eq("orientations")
                .and(t::structure_id.is_not_null())
                .and(t::structure_id.assume_not_null().eq(structure)),
        );
    }
    let common = t::resource.eq_any(COMMON.to_vec());
    let people = t::subject_id.is_not_null().and(crate::participants::in_reach(cx, reach, t::subject_id));
    let mine = t::subject_id.is_null().and(t::owner_id.is_not_null()).and(t::owner_id.assume_not_null().eq(reach.user));
    Box::new(common.or(people).or(mine))
}

pub(super) fn after(cx: &mut Ctx<'_>, after: i64, types: &[String], limit: i64) -> Outcome<Stretch> {
    let mut query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::seq.gt(after))
        .filter(t::change.ne(Change::None))
        .into_boxed();
    if !types.is_empty() {
        query = query.filter(t::resource.eq_any(types.to_vec()));
    }
    if !cx.reach.all {
        query = query.filter(visible(cx));
    }
    let mut rows: Vec<EntryRow> =
        query.order(t::seq.asc()).limit(limit + 1).select(EntryRow::as_select()).load(cx.conn)?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let seen = rows.last().and_then(|r| r.seq).unwrap_or(after);
    Ok(Stretch { rows, seen, more })
}
