//! The version of a PLIE: settings and code lists in memory hold until it changes, on every node.

use diesel::prelude::*;

use crate::audit::Entry;
use crate::ctx::Ctx;
use crate::db::schema::plies;
use crate::failure::Outcome;

/// Gives the caller's PLIE its next version, because something that hangs on it changed.
pub(crate) fn touch(cx: &mut Ctx<'_>, fields: &[&'static str]) -> Outcome<i64> {
    let plie = cx.plie();
    diesel::update(plies::table.find(plie))
        .set((plies::version.eq(plies::version + 1), plies::updated_at.eq(cx.now)))
        .execute(cx.conn)?;
    let version: i64 = plies::table.find(plie).select(plies::version).get_result(cx.conn)?;
    cx.record(Entry::changed("plies", plie, version).fields(fields));
    Ok(version)
}
