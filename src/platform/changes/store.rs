//! The feed's query: the sequenced journal, cut to what the caller may see.

use diesel::prelude::*;

use super::shown;
use crate::audit::Change;
use crate::audit::store::EntryRow;
use crate::ctx::Ctx;
use crate::db::schema::{audit_entries as t, audit_heads};
use crate::failure::Outcome;

/// A stretch of the feed.
pub(super) struct Stretch {
    /// The entries.
    pub(super) rows: Vec<EntryRow>,
    /// The last number that was looked at.
    pub(super) seen: i64,
    /// Whether more is there.
    pub(super) more: bool,
}

/// The last number that was given; 0 where none was.
pub(super) fn head(cx: &mut Ctx<'_>) -> Outcome<i64> {
    let last = audit_heads::table.find(cx.plie()).select(audit_heads::seq).get_result(cx.conn).optional()?;
    Ok(last.unwrap_or(0))
}

pub(super) fn after(cx: &mut Ctx<'_>, after: i64, types: &[String], limit: i64) -> Outcome<Stretch> {
    let visible = shown::visible(cx)?;
    let mut query = t::table
        .filter(t::plie_id.eq(cx.plie()))
        .filter(t::seq.gt(after))
        .filter(t::change.ne(Change::None))
        .filter(visible)
        .into_boxed();
    if !types.is_empty() {
        query = query.filter(t::resource.eq_any(types.to_vec()));
    }
    let mut rows: Vec<EntryRow> =
        query.order(t::seq.asc()).limit(limit + 1).select(EntryRow::as_select()).load(cx.conn)?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let seen = rows.last().and_then(|r| r.seq).unwrap_or(after);
    Ok(Stretch { rows, seen, more })
}
