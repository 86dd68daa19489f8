//! What the house does by itself, whoever asks or not: safe to do twice, and on several nodes at once.

use crate::db::{Conn, Instant};
use crate::failure::Outcome;

/// Does what has come due; tells how many objects changed.
///
/// # Errors
/// The database is away.
pub fn chores(conn: &mut Conn, now: Instant) -> Outcome<usize> {
    crate::intake::orientations::expire(conn, now)
}
