//! `jalon serve`: the database up to date, its keys in place, then HTTP until told to stop.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;

use super::{FAILED, misconfigured, say};
use crate::app::{self, AppState};
use crate::auth::keys::Keys;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::schema::instance;
use crate::db::{Both, Conn, Instant, Store, StoreSize, Wall};
use crate::failure::Outcome;

pub(super) fn run(config: Config) -> ExitCode {
    super::log::init(&config.log);
    let clock = Clock::machine();
    let keys = match prepare(&config, clock.now()) {
        Ok(keys) => keys,
        Err(why) => return misconfigured(&why),
    };
    // a database that was put back by other means than `jalon restore` brings nobody back either
    if let Err(why) = super::erasures::apply(&config) {
        return misconfigured(&why);
    }
    let size = StoreSize { threads: config.database.threads, queue: 1024 };
    let state = Store::open(&config.database.url, size)
        .map_err(|e| e.to_string())
        .and_then(|store| AppState::new(config, store, clock, keys));
    let state = match state {
        Ok(state) => Arc::new(state),
        Err(why) => return misconfigured(&why),
    };
    let served = actix_web::rt::System::new().block_on(serve(state));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("jalon: {e}");
            ExitCode::from(FAILED)
        }
    }
}

/// Migrations, keys, and the check that the keys are those of the database.
pub(crate) fn prepare(config: &Config, now: Instant) -> Result<Keys, String> {
    if !crate::db::is_postgres(&config.database.url) {
        let file = std::path::Path::new(crate::db::sqlite_file(&config.database.url));
        if let Some(dir) = file.parent().filter(|d| !d.as_os_str().is_empty()) {
            std::fs::create_dir_all(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        }
    }
    let mut conn = Conn::open(&config.database.url)
        .map_err(|e| format!("JALON_DATABASE_URL: the database does not answer ({e})"))?;
    let done = crate::db::migrations::migrate(&mut conn).map_err(|e| format!("migrations: {e}"))?;
    for name in done {
        log::info!("migrated to {name}");
    }
    let keys = Keys::open(&config.data_dir).map_err(|e| format!("JALON_DATA_DIR: {e}"))?;
    let fingerprint = keys.fingerprint().map_err(|e| e.to_string())?;
    // nodes that start at once on a new database all try; one of them is the first, and all read what it wrote
    let ours = (instance::id.eq(1i64), instance::key_fingerprint.eq(&fingerprint), instance::created_at.eq(now));
    Both(diesel::insert_into(instance::table).values(ours).on_conflict_do_nothing())
        .execute(&mut conn)
        .map_err(|e| e.to_string())?;
    let known: String = instance::table
        .find(1i64)
        .select(instance::key_fingerprint)
        .get_result(&mut conn)
        .map_err(|e| e.to_string())?;
    if known == fingerprint {
        return Ok(keys);
    }
    Err("JALON_DATA_DIR: its master key is not the one of this database; every node needs the same keys/master.key"
        .to_owned())
}

async fn serve(state: Arc<AppState>) -> std::io::Result<()> {
    let (server, address) = app::bind(state.clone(), state.config.http.listen)?;
    let handle = server.handle();
    say(&format!("Jalon {} serves http://{address} · documentation http://{address}/docs", env!("CARGO_PKG_VERSION")));
    if let Some(listen) = state.config.http.metrics_listen {
        drop(actix_web::rt::spawn(app::bind_metrics(state.clone(), listen)?));
    }
    let link = state.store.write(Wall::System, {
        let now = state.clock.now();
        move |conn| crate::identity::setup::first_link(conn, now)
    });
    if let Ok(Some(token)) = link.await {
        let url = &state.config.http.public_url;
        say(&format!("No account yet. Make the first one within 15 minutes: {url}/setup?token={token}"));
    }
    let background = actix_web::rt::spawn(sequence(state.clone()));
    drop(actix_web::rt::spawn(forget(state.clone())));
    let chores = actix_web::rt::spawn(chores(state.clone()));
    let jobs = actix_web::rt::spawn(jobs(state.clone()));
    actix_web::rt::spawn(async move {
        stop_signal().await;
        state.drain();
        // proxies see /readyz say no before the listener closes
        tokio::time::sleep(Duration::from_millis(200)).await;
        handle.stop(true).await;
    });
    let ended = server.await;
    background.abort();
    chores.abort();
    jobs.abort();
    ended
}

async fn stop_signal() {
    use actix_web::rt::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}

/// Forgets, every ten minutes, the answers that can no longer be replayed.
async fn forget(state: Arc<AppState>) {
    let mut tick = tokio::time::interval(Duration::from_secs(600));
    loop {
        tick.tick().await;
        let before = state.clock.now().plus_seconds(-app::KEPT_SECONDS);
        let done = state.store.write(Wall::System, move |c| app::forget_answers(c, before)).await;
        if let Err(e) = done {
            log::warn!("idempotency: {e}");
        }
    }
}

/// Numbers what was committed, five times a second.
async fn sequence(state: Arc<AppState>) {
    let mut tick = tokio::time::interval(Duration::from_millis(200));
    loop {
        tick.tick().await;
        let done: Outcome<usize> = state.store.write(Wall::System, app::sequence).await;
        if let Err(e) = done {
            log::warn!("sequencer: {e}");
        }
    }
}

/// Does the jobs that are due, looking once a second.
async fn jobs(state: Arc<AppState>) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tick.tick().await;
        if let Err(e) = app::work(&state).await {
            log::warn!("jobs: {e}");
        }
    }
}

/// How long a file of no document stays: longer than its row may take to commit.
const UNTOUCHED: Duration = Duration::from_secs(3600);
/// How long a file of no job stays: longer than any job works.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// Does what has come due, at the start and every ten minutes.
async fn chores(state: Arc<AppState>) {
    let mut tick = tokio::time::interval(Duration::from_secs(600));
    loop {
        tick.tick().await;
        if let Err(e) = state.store.refresh_statistics().await {
            log::warn!("statistics: {e}");
        }
        let now = state.clock.now();
        match state.store.write(Wall::System, move |conn| app::chores(conn, now)).await {
            Ok(0) => {}
            Ok(done) => log::info!("chores: {done} orientations expired or relays begun"),
            Err(e) => log::warn!("chores: {e}"),
        }
        match app::sweep_documents(&state, UNTOUCHED).await {
            Ok(0) => {}
            Ok(swept) => log::info!("chores: {swept} files of no document removed"),
            Err(e) => log::warn!("documents: {e}"),
        }
        match app::sweep_results(&state, ABANDONED).await {
            Ok(0) => {}
            Ok(swept) => log::info!("chores: {swept} results of jobs removed"),
            Err(e) => log::warn!("results: {e}"),
        }
    }
}
