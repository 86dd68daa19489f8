//! What the house does by itself, whoever asks or not: safe to do twice, and on several nodes at once.

use std::sync::Arc;
use std::time::Duration;

use super::{AppState, blocking};
use crate::auth::keys::Keys;
use crate::db::{Conn, Instant, Wall};
use crate::failure::{Failure, Outcome};
use crate::participants::documents::{self, Blobs};
use crate::{intake, network, pathways};

/// Does what has come due: orientations expire, relays begin; tells how many objects changed.
///
/// # Errors
/// The database is away.
pub fn chores(conn: &mut Conn, now: Instant) -> Outcome<usize> {
    let expired = intake::orientations::expire(conn, now)?;
    Ok(expired + pathways::begin_relays(conn, now)?)
}

/// Removes the bytes of documents that no row knows and that nobody has written to for so long: what a power cut,
/// or a client that went away, has left. Tells how many.
///
/// # Errors
/// The database or the data directory is away.
pub async fn sweep_documents(state: &Arc<AppState>, untouched_for: Duration) -> Outcome<usize> {
    let away = |e: std::io::Error| {
        log::error!(target: "jalon::documents", "{e}");
        Failure::Unavailable
    };
    let blobs = Blobs::of(&state.config.data_dir);
    let place = blobs.clone();
    let names = blocking(move || place.untouched_for(untouched_for)).await?.map_err(away)?;
    let lost = state.store.read(Wall::System, move |conn| documents::forgotten(conn, names)).await?;
    let swept = lost.len();
    blocking(move || lost.iter().try_for_each(|name| blobs.remove(name))).await?.map_err(away)?;
    Ok(swept)
}

/// Seals some of the interview reports that are older than their encryption: how many; none once all are.
///
/// # Errors
/// The database or a key is away.
pub fn seal_clear_reports(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    crate::pathways::interviews::seal_clear(conn, keys, now)
}

/// Seals some rows of a kind that stand in the clear, and says how many.
type SealWords = fn(&mut Conn, &Keys, Instant) -> Outcome<usize>;

/// Seals some of the words about people that stand in the clear in their rows: of how many; none once all are sealed.
///
/// # Errors
/// The database or a key is away.
pub fn seal_clear_words(conn: &mut Conn, keys: &Keys, now: Instant) -> Outcome<usize> {
    let ways: [SealWords; 6] = [
        network::liaison_notes::seal_clear,
        network::quarterly_reviews::seal_clear,
        intake::entry_files::seal_clear,
        intake::orientations::seal_clear,
        pathways::seal_clear,
        pathways::stages::seal_clear,
    ];
    ways.iter().try_fold(0, |done, way| Ok(done + way(conn, keys, now)?))
}
