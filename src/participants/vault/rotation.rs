//! Another wrapping key: data keys are wrapped anew, what they seal is not touched.

use diesel::prelude::*;

use super::{about_key, missing};
use crate::auth::keys::{Keys, wrapping};
use crate::db::schema::{data_keys as t, instance, plie_keys as p};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Outcome};
use crate::ids::{DataKeyId, PlieId};

/// The wrapping key in use.
pub(super) fn in_use(conn: &mut Conn) -> Outcome<String> {
    let name: Option<Option<String>> = instance::table.select(instance::wrapping_key).first(conn).optional()?;
    Ok(name.flatten().unwrap_or_else(|| wrapping::FIRST.to_owned()))
}

/// Data keys re-wrapped in one transaction.
const BATCH: i64 = 500;

/// From now on another wrapping key is in use; what is wrapped by others is re-wrapped by [`rewrap`].
///
/// # Errors
/// The database refuses.
pub(crate) fn put_in_use(conn: &mut Conn, name: &str) -> Outcome<()> {
    match diesel::update(instance::table).set(instance::wrapping_key.eq(name)).execute(conn)? {
        0 => Err(Failure::defect("the database has never been served: it has no keys yet")),
        _ => Ok(()),
    }
}

type Wrapped = (PlieId, DataKeyId, String, Vec<u8>);

/// Re-wraps some of the data keys that another wrapping key still wraps: how many; none once all are. No data is
/// rewritten, and requests go on meanwhile.
///
/// # Errors
/// This node lacks a wrapping key, or the database refuses.
pub(crate) fn rewrap(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let name = in_use(conn)?;
    let people: Vec<Wrapped> = t::table
        .filter(t::wrapping_key.ne(&name))
        .limit(BATCH)
        .select((t::plie_id, t::id, t::wrapping_key, t::wrapped))
        .load(conn)?;
    let houses: Vec<Wrapped> = p::table
        .filter(p::wrapping_key.ne(&name))
        .limit(BATCH)
        .select((p::plie_id, p::id, p::wrapping_key, p::wrapped))
        .load(conn)?;
    let again = |(plie, id, old, wrapped): &Wrapped| {
        let key = keys.unwrapped(old, &about_key(*plie, *id), wrapped).map_err(missing)?;
        keys.wrap(&name, &about_key(*plie, *id), &key).map_err(missing)
    };
    for row in &people {
        diesel::update(t::table.find((row.0, row.1)))
            .set((t::wrapping_key.eq(&name), t::wrapped.eq(again(row)?), t::updated_at.eq(now)))
            .execute(conn)?;
    }
    for row in &houses {
        diesel::update(p::table.find(row.0))
            .set((p::wrapping_key.eq(&name), p::wrapped.eq(again(row)?), p::updated_at.eq(now)))
            .execute(conn)?;
    }
    Ok(people.len() + houses.len())
}
