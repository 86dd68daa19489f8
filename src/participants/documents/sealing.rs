//! Documents received before their bytes were sealed: `jalon keys seal` writes them anew.

use std::io;

use super::store::blobs::Blobs;
use super::store::{self, DocumentRow};
use crate::auth::keys::Keys;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Outcome};
use crate::participants::vault::{self, Safe};

/// Documents written anew in one transaction.
const BATCH: i64 = 20;

/// Seals the bytes of some documents that stand in the clear: the names of the clear bytes, to be removed once this is
/// committed; none once all are sealed. A document whose bytes are not what its row says is left for `jalon verify`.
///
/// # Errors
/// The database, the data directory or a key is away.
pub(crate) fn seal_clear(conn: &mut Conn, blobs: &Blobs, keys: &Keys, now: Instant) -> Outcome<Vec<String>> {
    let mut done = Vec::new();
    for row in store::clear(conn, BATCH)? {
        let (name, sealed) = anew(conn, blobs, Safe { plie: row.plie_id, keys, now }, &row)?;
        if store::moved(conn, &row, &name, sealed)? == 1 {
            done.push(row.stored_as);
        }
    }
    Ok(done)
}

fn anew(conn: &mut Conn, blobs: &Blobs, safe: Safe<'_>, row: &DocumentRow) -> Outcome<(String, Vec<u8>)> {
    let away = |e: io::Error| {
        log::error!(target: "jalon::documents", "{}: {e}", row.id);
        Failure::Unavailable
    };
    let size = row.size()?;
    if blobs.fingerprint(&row.stored_as, None, size).map_err(away)? != row.sha256 {
        return Err(away(io::Error::other("its bytes have changed")));
    }
    let mut draft = blobs.draft().map_err(away)?;
    blobs.open(&row.stored_as, None, size).and_then(|mut clear| clear.copy_to(&mut draft)).map_err(away)?;
    let (name, key, _) = draft.keep().map_err(away)?;
    let sealed = vault::seal_content(conn, safe, row.participant_id, row.id, &key)?;
    Ok((name, sealed))
}
