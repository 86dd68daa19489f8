//! The work of an import. It writes: stretch by stretch through the store's writer, between which everybody else
//! writes too, and not in one long transaction like what only reads.

use std::sync::Arc;

use super::as_asker;
use crate::app::{AppState, blocking};
use crate::audit::access::{self, AccessRow};
use crate::ctx::Ctx;
use crate::db::{Conn, Wall};
use crate::failure::{Failure, Outcome};
use crate::ids::ImportId;
use crate::jobs::{JobRow, Made, Meter, Results};
use crate::participants::documents::Blobs;
use crate::platform::imports::{self, Pass, Prepared, Seen, away};

/// Rows of one transaction: the writer is free again in a fraction of a second.
const STRETCH: usize = 100;

/// Does what is left of an import, and makes its report.
pub(super) async fn run(state: &Arc<AppState>, job: &JobRow, meter: &Meter) -> Outcome<(Made, Vec<AccessRow>)> {
    let id: ImportId = job.object_id.ok_or(Failure::NotFound)?.cast();
    let done = passes(state, job, id, meter).await;
    if let Err(failure) = &done
        && !matches!(failure, Failure::Unavailable)
    {
        let (asked, why, now) = (job.clone(), failure.clone(), state.clock.now());
        let wall = Wall::Plie(job.plie_id);
        let gone = state.store.write(wall, move |conn| imports::give_up(conn, &asked, id, &why, now)).await?;
        remove(state, gone).await?;
    }
    done?;
    let (app, asked) = (state.clone(), job.clone());
    let wall = Wall::Plie(job.plie_id);
    let made = state.store.job(wall, move |conn| {
        let results = Results::of(&app.config.data_dir);
        as_asker(conn, &app, &asked, |cx| imports::report(cx, &asked, &results, id))
    });
    made.await
}

/// Each pass that waits: validating, then committing where that was asked for.
async fn passes(state: &Arc<AppState>, job: &JobRow, id: ImportId, meter: &Meter) -> Outcome<()> {
    loop {
        let (app, asked) = (state.clone(), job.clone());
        let begun = state.store.read(Wall::Plie(job.plie_id), move |conn| {
            as_asker(conn, &app, &asked, |cx| imports::begin(cx, id)).map(|(pass, _)| pass)
        });
        let Some(pass) = begun.await? else { return Ok(()) };
        through(state, job, id, pass, meter).await?;
        let (app, asked) = (state.clone(), job.clone());
        let ended = state
            .store
            .write(Wall::Plie(job.plie_id), move |conn| written(conn, &app, &asked, |cx| imports::end(cx, &asked, id)));
        remove(state, ended.await?).await?;
    }
}

/// The rows of a pass, from where it was left.
async fn through(state: &Arc<AppState>, job: &JobRow, id: ImportId, mut pass: Pass, meter: &Meter) -> Outcome<()> {
    let (mut seen, mut at) = (Seen::default(), 0);
    loop {
        // a node that stops leaves the rest to another
        if state.draining() {
            return Err(Failure::Unavailable);
        }
        let read = blocking(move || {
            let rows = next(&mut pass, &mut seen)?;
            Ok::<_, std::io::Error>((pass, seen, rows))
        });
        let rows: Vec<Prepared>;
        (pass, seen, rows) = read.await?.map_err(away)?;
        if rows.is_empty() {
            return Ok(());
        }
        let from = at;
        at += i64::try_from(rows.len()).map_err(Failure::defect)?;
        if at > pass.position {
            let skipped = usize::try_from(pass.position.saturating_sub(from).max(0)).map_err(Failure::defect)?;
            let (app, asked, first) = (state.clone(), job.clone(), from.max(pass.position));
            let done = state.store.write(Wall::Plie(job.plie_id), move |conn| {
                let rows = rows.get(skipped..).unwrap_or_default();
                written(conn, &app, &asked, |cx| imports::stretch(cx, &asked, id, first, rows))
            });
            done.await?;
        }
        meter.at(at, pass.rows, pass.part);
    }
}

/// Something written as whoever asked for the job, with its lines of the access log.
fn written<T>(conn: &mut Conn, app: &AppState, job: &JobRow, f: impl FnOnce(&mut Ctx<'_>) -> Outcome<T>) -> Outcome<T> {
    let (done, read) = as_asker(conn, app, job, f)?;
    access::insert(conn, &read)?;
    Ok(done)
}

/// The next rows; all of them are looked at, since who stands twice in a file may have stood before.
fn next(pass: &mut Pass, seen: &mut Seen) -> std::io::Result<Vec<Prepared>> {
    let mut rows = Vec::with_capacity(STRETCH);
    while rows.len() < STRETCH
        && let Some(line) = pass.lines.next()?
    {
        rows.push(seen.row(pass, line));
    }
    Ok(rows)
}

/// Takes a file away that is needed no more; where that fails it is swept later.
async fn remove(state: &Arc<AppState>, name: Option<String>) -> Outcome<()> {
    let Some(name) = name else { return Ok(()) };
    let blobs = Blobs::for_a_while(&state.config.data_dir);
    if let Err(e) = blocking(move || blobs.remove(&name)).await? {
        log::warn!(target: "jalon::imports", "{e}");
    }
    Ok(())
}
