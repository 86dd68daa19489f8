//! The application: what every request shares, and the two doors to the database. `main` and the
//! tests build the same one.

mod build;
mod chores;
mod commands;
mod jobs;
mod limits;
mod streams;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{HttpRequest, web};
use diesel::prelude::*;
use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};

pub(crate) use commands::{KEPT_SECONDS, forget_answers};

pub use build::{Server, bind, bind_metrics, document};
pub use chores::{chores, seal_clear_reports, seal_clear_words, sweep_documents};
pub use jobs::{sweep_results, work};
pub(crate) use streams::Seat;

use crate::audit::access::{self, AccessRow};
use crate::auth::keys::Keys;
use crate::auth::oidc::Oidc;
use crate::auth::passwords::Cost;
use crate::auth::tokens::Tokens;
use crate::clock::Clock;
use crate::config::Config;
use crate::ctx::{Ctx, Tenant};
use crate::db::schema::plies;
use crate::db::{Conn, Json, Store, Wall};
use crate::failure::{Failure, Outcome};
use crate::http::openapi::Ops;
use crate::http::{Call, Caller, Reply, Valid, numbers};
use crate::identity::sessions::Attempts;
use crate::ids::PlieId;
use crate::platform::metrics::Metrics;
use crate::reference::Lists;
use limits::Limits;
use streams::Streams;

/// What every request shares; many nodes may share one database.
pub struct AppState {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// The installation's keys.
    pub keys: Keys,
    /// The installation's tokens.
    pub tokens: Tokens,
    /// The settings.
    pub config: Config,
    /// The operations.
    pub ops: Ops,
    /// The contract.
    pub document: Arc<Value>,
    /// How dear a password hash is.
    pub password_cost: Cost,
    /// How long a request may take.
    pub request_time: Duration,
    pub(crate) metrics: Metrics,
    pub(crate) sign_ins: Attempts,
    /// Another issuer of tokens, where there is one.
    pub(crate) oidc: Option<Oidc>,
    hash_slots: Semaphore,
    press_slots: Semaphore,
    sheet_slots: Semaphore,
    limits: Limits,
    streams: Streams,
    draining: AtomicBool,
    tenants: Mutex<HashMap<PlieId, (i64, Arc<Tenant>)>>,
}

/// Passwords that are hashed at once.
const HASH_SLOTS: usize = 2;
/// Documents typeset at once.
const PRESS_SLOTS: usize = 1;
/// How long a document waits for its turn.
const PRESS_WAIT: Duration = Duration::from_secs(10);
/// Files to import that are read at once, each in a process of its own.
const SHEET_SLOTS: usize = 2;
/// How long a file to import waits for its turn.
pub(crate) const SHEET_WAIT: Duration = Duration::from_secs(10);
/// How long a sign-in waits for its turn.
const HASH_WAIT: Duration = Duration::from_secs(8);

/// Runs what would hold up other requests (a password's hash, a fetch) on a thread of its own.
///
/// # Errors
/// The thread was lost.
pub(crate) async fn blocking<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    web::block(f).await.map_err(|_e| Failure::Unavailable)
}

/// The state, as handlers take it.
pub type App = web::Data<AppState>;

impl AppState {
    /// The state of a node.
    ///
    /// # Errors
    /// The contract and the policy do not agree, or the keys cannot be used.
    pub fn new(config: Config, store: Store, clock: Clock, keys: Keys) -> Result<Self, String> {
        let (document, ops) = build::document()?;
        let tokens = Tokens::new(&keys, &config.http.public_url).map_err(|e| e.to_string())?;
        Ok(Self {
            limits: Limits::new(config.http.rate_limit),
            streams: Streams::new(config.http.streams),
            store,
            clock,
            keys,
            tokens,
            ops,
            document,
            password_cost: Cost::Full,
            request_time: crate::http::middleware::REQUEST_TIME,
            metrics: Metrics::install(),
            sign_ins: Attempts::default(),
            oidc: config.oidc.clone().map(Oidc::new),
            hash_slots: Semaphore::new(HASH_SLOTS),
            press_slots: Semaphore::new(PRESS_SLOTS),
            sheet_slots: Semaphore::new(SHEET_SLOTS),
            draining: AtomicBool::new(false),
            tenants: Mutex::new(HashMap::new()),
            config,
        })
    }

    /// From now on `/readyz` says no: the listener is about to close.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    /// Whether the node is about to stop.
    pub fn draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }

    /// Reads for a caller.
    ///
    /// # Errors
    /// What `f` says, after the caller was admitted.
    pub async fn read<F>(self: &Arc<Self>, caller: Caller, f: F) -> Outcome<Reply>
    where
        F: FnOnce(&mut Ctx<'_>) -> Outcome<Reply> + Send + 'static,
    {
        self.look(caller, move |cx| f(cx)?.with_fields(&cx.call.fields)).await
    }

    /// Looks something up for a caller. What is restricted of it is in the access log, on the disk, before it is
    /// known here.
    ///
    /// # Errors
    /// What `f` says, after the caller was admitted; `Unavailable` where the access log can't be written.
    pub async fn look<T, F>(self: &Arc<Self>, caller: Caller, f: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Ctx<'_>) -> Outcome<T> + Send + 'static,
    {
        let (app, asked) = (self.clone(), caller.clone());
        let answer = self.store.read(caller.wall(), move |conn| commands::look(conn, &app, &asked, f)).await;
        self.disclosed(caller, answer).await
    }

    /// Reads for a caller, on the thread kept for long questions.
    ///
    /// # Errors
    /// As [`AppState::read`].
    pub async fn report<F>(self: &Arc<Self>, caller: Caller, f: F) -> Outcome<Reply>
    where
        F: FnOnce(&mut Ctx<'_>) -> Outcome<Reply> + Send + 'static,
    {
        self.look_long(caller, move |cx| f(cx)?.with_fields(&cx.call.fields)).await
    }

    /// As [`AppState::look`], on the thread kept for long questions.
    ///
    /// # Errors
    /// As [`AppState::look`].
    pub async fn look_long<T, F>(self: &Arc<Self>, caller: Caller, f: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Ctx<'_>) -> Outcome<T> + Send + 'static,
    {
        let (app, asked) = (self.clone(), caller.clone());
        let answer = self.store.report(caller.wall(), move |conn| commands::look(conn, &app, &asked, f)).await;
        self.disclosed(caller, answer).await
    }

    /// What was found, once the access log has what is restricted of it.
    async fn disclosed<T: Send + 'static>(
        self: &Arc<Self>,
        caller: Caller,
        answer: Outcome<(T, Vec<AccessRow>)>,
    ) -> Outcome<T> {
        let wall = caller.wall();
        let (found, read) = self.noted(caller, answer).await?;
        if !read.is_empty() {
            self.store.write(wall, move |conn| access::insert(conn, &read)).await?;
        }
        Ok(found)
    }

    /// Writes for a caller: one transaction with its journal, once per `Idempotency-Key`, rehearsed
    /// when `dry_run` asks for it.
    ///
    /// # Errors
    /// What `f` says, after the caller was admitted; then nothing is written.
    pub async fn write<B, F>(self: &Arc<Self>, caller: Caller, body: Valid<B>, f: F) -> Outcome<Reply>
    where
        B: Send + 'static,
        F: FnOnce(&mut Ctx<'_>, B) -> Outcome<Reply> + Send + 'static,
    {
        let (app, asked) = (self.clone(), caller.clone());
        let Valid { value, hash, numbers } = body;
        // a batch answers item by item, and so do the rules of what it holds
        let numbers = if asked.call.op.id.ends_with("_batch") { Vec::new() } else { numbers };
        let work = move |cx: &mut Ctx<'_>| numbers::refused(f(cx, value), numbers);
        let answer =
            self.store.write(caller.wall(), move |conn| commands::write(conn, &app, &asked, &hash, work)).await;
        self.noted(caller, answer).await
    }

    /// A caller that may not leaves a line in the journal (ASVS 16.3.2).
    async fn noted<T>(self: &Arc<Self>, caller: Caller, answer: Outcome<T>) -> Outcome<T> {
        if matches!(answer, Err(Failure::Forbidden { .. })) {
            let app = self.clone();
            let wall = Wall::Plie(caller.claims.plie);
            self.store.write(wall, move |conn| commands::denied(conn, &app, &caller)).await?;
        }
        answer
    }

    /// A place among those who may hash a password now; hashing is dear, and the cheapest way to
    /// keep the machine busy (`trust.md` § 0.12).
    ///
    /// # Errors
    /// Too many wait.
    pub(crate) async fn hash_slot(&self) -> Outcome<SemaphorePermit<'_>> {
        match tokio::time::timeout(HASH_WAIT, self.hash_slots.acquire()).await {
            Ok(Ok(slot)) => Ok(slot),
            _ => Err(Failure::Unavailable),
        }
    }

    /// A place at the press: typesetting takes a whole core for a while.
    ///
    /// # Errors
    /// Too many wait.
    pub(crate) async fn press_slot(&self) -> Outcome<SemaphorePermit<'_>> {
        match tokio::time::timeout(PRESS_WAIT, self.press_slots.acquire()).await {
            Ok(Ok(slot)) => Ok(slot),
            _ => Err(Failure::Unavailable),
        }
    }

    /// A place among the files to import that are read now.
    ///
    /// # Errors
    /// Too many wait.
    pub(crate) async fn sheet_slot(&self) -> Outcome<SemaphorePermit<'_>> {
        match tokio::time::timeout(SHEET_WAIT, self.sheet_slots.acquire()).await {
            Ok(Ok(slot)) => Ok(slot),
            _ => Err(Failure::Unavailable),
        }
    }

    /// Writes for somebody whose PLIE is not known yet: sign-in, tokens, invitations.
    ///
    /// # Errors
    /// What `f` says.
    pub async fn open_write<T, F>(self: &Arc<Self>, call: Call, f: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn, &AppState, &Call) -> Outcome<T> + Send + 'static,
    {
        let app = self.clone();
        self.store.write(Wall::System, move |conn| f(conn, &app, &call)).await
    }

    /// What a PLIE has set and the codes it knows, as of this version of it.
    ///
    /// # Errors
    /// The database is away.
    pub(crate) fn tenant(&self, conn: &mut Conn, plie: PlieId, version: i64) -> Outcome<Arc<Tenant>> {
        if let Ok(known) = self.tenants.lock()
            && let Some((at, tenant)) = known.get(&plie)
            && *at == version
        {
            return Ok(tenant.clone());
        }
        let settings: Json = plies::table.find(plie).select(plies::settings).get_result(conn)?;
        let settings = settings.read().map_err(Failure::defect)?;
        let lists = Lists::of(crate::reference::store::load(conn, plie)?).map_err(Failure::defect)?;
        let charters = crate::esf::charters::held(conn, plie)?;
        let tenant = Arc::new(Tenant { settings, lists, charters });
        if let Ok(mut known) = self.tenants.lock() {
            known.insert(plie, (version, tenant.clone()));
        }
        Ok(tenant)
    }

    /// Counts a request of a caller against its limit: how many are left of how many a minute.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn limit(&self, caller: uuid::Uuid, own: Option<u32>) -> Outcome<Option<(u32, u32)>> {
        self.limits.count(caller, own)
    }

    /// Counts a question that tells whether a person is known; the limit is an hourly one of its own.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn limit_lookups(&self, caller: uuid::Uuid) -> Outcome<()> {
        self.limits.count_lookup(caller)
    }

    /// Counts a request that asks for no account by where it comes from: how many are left of how many a minute.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn limit_address(&self, from: IpAddr) -> Outcome<(u32, u32)> {
        self.limits.count_address(from)
    }

    /// A place among the open streams of this node.
    ///
    /// # Errors
    /// 429 with `Retry-After` where the caller has enough of them open, 503 where the node has.
    pub(crate) fn take_stream(&self, caller: uuid::Uuid) -> Outcome<Seat> {
        self.streams.take(caller)
    }

    /// Where a request comes from: the peer, or what a trusted proxy says of it.
    pub fn client_ip(&self, req: &HttpRequest) -> Option<IpAddr> {
        let peer = req.peer_addr().map(|a| a.ip())?;
        if !self.config.http.trusted_proxies.contains(&peer) {
            return Some(peer);
        }
        let forwarded = req.headers().get("X-Forwarded-For").and_then(|v| v.to_str().ok()).unwrap_or_default();
        let hops = forwarded.split(',').rev().filter_map(|hop| hop.trim().parse::<IpAddr>().ok());
        hops.into_iter().find(|hop| !self.config.http.trusted_proxies.contains(hop)).or(Some(peer))
    }
}

/// Numbers the lines of the journal and of the access log that were committed since: how many. For the background task, the
/// command line and the tests, behind the system's wall.
///
/// # Errors
/// The database is away.
pub fn sequence(conn: &mut Conn) -> Outcome<usize> {
    Ok(crate::audit::chain::sequence(conn)? + access::sequence(conn)?)
}

/// The first number at which a PLIE's chain does not hold, and why.
///
/// # Errors
/// The database is away.
pub fn verify_chain(conn: &mut Conn, plie: PlieId) -> Outcome<Option<(i64, String)>> {
    Ok(crate::audit::chain::verify(conn, plie)?.broken)
}

/// As [`verify_chain`], of the PLIE's access log.
///
/// # Errors
/// The database is away.
pub fn verify_access_log(conn: &mut Conn, plie: PlieId) -> Outcome<Option<(i64, String)>> {
    Ok(access::verify(conn, plie)?.broken)
}
