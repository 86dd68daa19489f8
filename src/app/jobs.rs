//! The work of jobs: claimed, done as whoever asked for it, kept or given up. Any node does it, one job at a time.

mod imports;

use std::sync::Arc;
use std::time::Duration;

use super::{AppState, blocking};
use crate::audit::access::{self, AccessRow};
use crate::audit::{self, Entry, store::EntryRow};
use crate::auth::actor;
use crate::civil;
use crate::ctx::Ctx;
use crate::db::{Conn, Wall};
use crate::esf::audit_missions;
use crate::failure::{Failure, Outcome};
use crate::http::{Call, Lang, problem};
use crate::ids::AnyId;
use crate::jobs::{self, Binding, Failed, JobKind, JobRow, Made, Meter, Results, away};
use crate::reports::exports;

/// How often the claim of a job under way is renewed.
const BEAT: Duration = Duration::from_secs(5);

/// How long another sequencer is left alone before its work is looked at again.
const GLANCE: Duration = Duration::from_millis(50);

/// Does what is due, job by job; tells how many were taken up.
///
/// # Errors
/// The database is away.
pub async fn work(state: &Arc<AppState>) -> Outcome<usize> {
    let mut taken = 0;
    while !state.draining() {
        let now = state.clock.now();
        // looking costs the writer nothing
        if !state.store.read(Wall::System, move |conn| jobs::due(conn, now)).await? {
            break;
        }
        let Some(job) = state.store.write(Wall::System, move |conn| jobs::claim(conn, now)).await? else { break };
        taken += 1;
        if let Some(claim) = job.claim.filter(|_| !job.state.is_over()) {
            one(state, job, claim).await?;
        }
    }
    Ok(taken)
}

/// One job to its end, its claim renewed meanwhile.
async fn one(state: &Arc<AppState>, job: JobRow, claim: AnyId) -> Outcome<()> {
    let meter = Meter::default();
    let asked = job.clone();
    let mut done = std::pin::pin!(done(state, &asked, &meter));
    let mut beat = tokio::time::interval(BEAT);
    beat.tick().await;
    let made = loop {
        tokio::select! {
            made = &mut done => break made,
            _ = beat.tick() => {
                let (held, percent, now) = (job.clone(), meter.percent(), state.clock.now());
                let beaten = state.store.write(Wall::System, move |conn| jobs::beat(conn, &held, percent, now));
                // a sign of life that fails is given again; the claim holds for a minute
                if let Err(e) = beaten.await {
                    log::warn!(target: "jalon::jobs", "{}: {e}", job.id);
                }
            }
        }
    };
    end(state, job, claim, made).await
}

/// The work, by what it does to the database.
async fn done(state: &Arc<AppState>, job: &JobRow, meter: &Meter) -> Outcome<(Made, Vec<AccessRow>)> {
    if job.kind == JobKind::Import {
        return imports::run(state, job, meter).await;
    }
    while !state.draining() {
        let taken = state.store.write(Wall::System, super::sequence).await?;
        let (app, asked, told) = (state.clone(), job.clone(), meter.clone());
        let made = state.store.job(Wall::Plie(job.plie_id), move |conn| run(conn, &app, &asked, &told)).await?;
        if let Some(made) = made {
            return Ok(made);
        }
        if taken == 0 {
            // another sequencer is at it: what it numbers is seen when it commits
            tokio::time::sleep(GLANCE).await;
        }
    }
    Err(Failure::Unavailable)
}

/// What only reads, on the thread kept for jobs: what is read is read as of one moment. Nothing where the journal holds
/// an entry without a number at that moment: what is read is held against the chain, and such an entry stands in no
/// segment of it.
fn run(conn: &mut Conn, app: &AppState, job: &JobRow, meter: &Meter) -> Outcome<Option<(Made, Vec<AccessRow>)>> {
    let results = Results::of(&app.config.data_dir);
    conn.begin_snapshot()?;
    let gathered = match audit::chain::waits(conn, job.plie_id) {
        Ok(false) => as_asker(conn, app, job, |cx| gather(cx, job, &results, meter)).map(Some),
        Ok(true) => Ok(None),
        Err(failure) => Err(failure),
    };
    conn.rollback();
    let Some((bind, read)) = gathered? else { return Ok(None) };
    Ok(Some((bind(meter)?, read)))
}

/// What each kind reads; what is left to be done for it needs the database no more.
fn gather(cx: &mut Ctx<'_>, job: &JobRow, results: &Results, meter: &Meter) -> Outcome<Binding> {
    match job.kind {
        JobKind::AuditPack => {
            let mission = job.object_id.ok_or(Failure::NotFound)?.cast();
            let gathered = audit_missions::gather(cx, mission, results, meter)?;
            Ok(Box::new(move |meter| gathered.bind(meter)))
        }
        JobKind::Import => Err(Failure::defect("the rows of an import are not gathered")),
        JobKind::Export => exports::gather(cx, job, results, meter),
    }
}

/// Something done as whoever asked for the job, in the operation that asked, with the rights of their account as it
/// stands now; and the lines of the access log without which nothing of it may be given.
fn as_asker<T>(
    conn: &mut Conn,
    app: &AppState,
    job: &JobRow,
    f: impl FnOnce(&mut Ctx<'_>) -> Outcome<T>,
) -> Outcome<(T, Vec<AccessRow>)> {
    let op = app.ops.by_id(&job.operation).cloned();
    let op = op.ok_or_else(|| Failure::defect(format!("job {} of no operation", job.id)))?;
    let call = Call::of_job(op, job.request_id.clone(), job.object_id.map(|o| o.0), job.reason.clone());
    let now = app.clock.now();
    let today = civil::day_of(now);
    let actor = actor::in_absence(conn, job.plie_id, job.requested_by, today)?.ok_or(Failure::NotFound)?;
    let mut cx = Ctx::enter(conn, app, &call, actor, now, today)?;
    let done = f(&mut cx)?;
    let read = access::taken(&mut cx)?;
    Ok((done, read))
}

/// Keeps what was made, or why nothing was; a node that has lost its claim meanwhile leaves nothing behind.
async fn end(state: &Arc<AppState>, job: JobRow, claim: AnyId, made: Outcome<(Made, Vec<AccessRow>)>) -> Outcome<()> {
    // the database was away, or the node stops: the claim runs out, and the job is taken up again
    if matches!(made, Err(Failure::Unavailable)) {
        log::warn!(target: "jalon::jobs", "{}: put off", job.id);
        return Ok(());
    }
    let (now, id) = (state.clock.now(), job.id);
    let name = made.as_ref().ok().map(|(made, _)| made.name.clone());
    let kept = state.store.write(Wall::System, move |conn| {
        let (reason, kept) = match made {
            Ok((made, read)) => {
                let kept = jobs::finish(conn, &job, &made, now)?;
                if kept {
                    access::insert(conn, &read)?;
                }
                ("done", kept)
            }
            Err(failure) => ("failed", jobs::fail(conn, &job, claim, &why(&failure), now)?),
        };
        if kept {
            let entry = Entry::event("jobs", Some(job.id.0)).because(reason);
            let user = Some(job.requested_by);
            let row = EntryRow::system(job.plie_id, user, now, &job.request_id, &job.operation, entry)?;
            audit::store::insert(conn, &[row])?;
        }
        Ok(kept)
    });
    let kept = kept.await?;
    if let (false, Some(name)) = (kept, name) {
        log::warn!(target: "jalon::jobs", "{id}: another node has it");
        let results = Results::of(&state.config.data_dir);
        blocking(move || results.remove(&name)).await?.map_err(away)?;
    }
    Ok(())
}

/// What a failure tells whoever asked.
fn why(failure: &Failure) -> Failed {
    let told = |lang| problem::render(failure, lang, "", "");
    let (fr, en) = (told(Lang::Fr), told(Lang::En));
    Failed { code: fr.code, fr: fr.detail, en: en.detail }
}

/// Lets go of results that were kept long enough, and removes files that no job knows and nobody has written to for so
/// long: what a power cut has left. Tells how many.
///
/// # Errors
/// The database or the data directory is away.
pub async fn sweep_results(state: &Arc<AppState>, untouched_for: Duration) -> Outcome<usize> {
    let (results, now) = (Results::of(&state.config.data_dir), state.clock.now());
    let mut gone = state.store.write(Wall::System, move |conn| jobs::expire(conn, now)).await?;
    gone.extend(state.store.write(Wall::System, move |conn| crate::platform::imports::expire(conn, now)).await?);
    let place = results.clone();
    let names = blocking(move || place.untouched_for(untouched_for)).await?.map_err(away)?;
    let lost = state.store.read(Wall::System, move |conn| {
        let of_no_job = jobs::forgotten(conn, names)?;
        crate::platform::imports::forgotten(conn, of_no_job)
    });
    gone.extend(lost.await?);
    // what has just expired is forgotten as well
    gone.sort_unstable();
    gone.dedup();
    let swept = gone.len();
    blocking(move || gone.iter().try_for_each(|name| results.remove(name))).await?.map_err(away)?;
    Ok(swept)
}
