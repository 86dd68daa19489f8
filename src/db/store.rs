//! Database threads. Each owns one connection, and so its prepared statements; requests queue.
//!
//! SQLite: readers, and one writer that lets the writes that wait share one commit (one fsync).
//! PostgreSQL: readers and writers, a transaction for each write. Reports have a thread of their
//! own on both, so that a long one never starves the short reads; jobs have another.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use diesel::Connection;
use diesel::result::{DatabaseErrorKind, Error};
use tokio::sync::oneshot;

use super::{Conn, is_postgres, statistics, wall};
use crate::each;
use crate::failure::{Failure, Outcome};
use crate::ids::PlieId;

/// Whose rows a job may touch: the second wall behind the scoped queries (`trust.md` § 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// The rows of one PLIE.
    Plie(PlieId),
    /// All rows: sign-in (an e-mail names no tenant yet), sequencing, administration.
    System,
}

type Read = Box<dyn FnOnce(&mut Conn) + Send>;
/// Runs inside the transaction; what it gives back is called once the commit is known.
type Write = Box<dyn FnOnce(&mut Conn) -> Result<Ack, Error> + Send>;
type Ack = Box<dyn FnOnce(bool) + Send>;

struct Job<F> {
    wall: Wall,
    run: F,
}

/// The way to the database: cheap to clone, safe to share.
#[derive(Clone)]
pub struct Store {
    reads: flume::Sender<Job<Read>>,
    reports: flume::Sender<Job<Read>>,
    jobs: flume::Sender<Job<Read>>,
    writes: flume::Sender<Job<Write>>,
    shared: Arc<Shared>,
}

/// What the threads and the store tell each other.
struct Shared {
    url: String,
    healthy: AtomicBool,
    /// Counts the refreshed statistics; a connection opened under an older count is opened anew.
    statistics: AtomicU64,
}

/// How many threads, and how many writes may share a commit.
#[derive(Debug, Clone, Copy)]
pub struct StoreSize {
    /// Threads that read; on PostgreSQL as many that write.
    pub threads: usize,
    /// Requests that may wait in each queue before the answer is 503.
    pub queue: usize,
}

const SHARED_COMMIT: usize = 64;

impl Store {
    /// Starts the threads; each opens its connection at once and again whenever it breaks.
    ///
    /// # Errors
    /// The machine gives no more threads.
    pub fn open(url: &str, size: StoreSize) -> std::io::Result<Self> {
        let postgres = is_postgres(url);
        let (reads, read_queue) = flume::bounded(size.queue);
        let (reports, report_queue) = flume::bounded(size.queue);
        let (jobs, job_queue) = flume::bounded(size.queue);
        let (writes, write_queue) = flume::bounded(size.queue);
        let shared =
            Arc::new(Shared { url: url.to_owned(), healthy: AtomicBool::new(true), statistics: AtomicU64::new(0) });
        for n in 0..size.threads {
            let seat = Seat::new(&shared);
            let queue = read_queue.clone();
            spawn(format!("db-read-{n}"), move || serve_reads(seat, &queue))?;
        }
        for (name, queue) in [("db-report", report_queue), ("db-job", job_queue)] {
            let seat = Seat::new(&shared);
            spawn(name.to_owned(), move || serve_reads(seat, &queue))?;
        }
        for n in 0..if postgres { size.threads } else { 1 } {
            let seat = Seat::new(&shared);
            let queue = write_queue.clone();
            let batch = if postgres { 1 } else { SHARED_COMMIT };
            spawn(format!("db-write-{n}"), move || serve_writes(seat, &queue, batch))?;
        }
        Ok(Self { reads, reports, jobs, writes, shared })
    }

    /// Runs `f` on a reading connection behind `wall`.
    ///
    /// # Errors
    /// What `f` says; `Unavailable` when the queue is full or the database is away.
    pub async fn read<T: Send + 'static>(
        &self,
        wall: Wall,
        f: impl FnOnce(&mut Conn) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        Self::ask(&self.reads, wall, f).await
    }

    /// As [`Store::read`], on the thread kept for long questions.
    ///
    /// # Errors
    /// As `read`.
    pub async fn report<T: Send + 'static>(
        &self,
        wall: Wall,
        f: impl FnOnce(&mut Conn) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        Self::ask(&self.reports, wall, f).await
    }

    /// As [`Store::read`], on the thread kept for work that goes on after its request.
    ///
    /// # Errors
    /// As `read`.
    pub async fn job<T: Send + 'static>(
        &self,
        wall: Wall,
        f: impl FnOnce(&mut Conn) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        Self::ask(&self.jobs, wall, f).await
    }

    async fn ask<T: Send + 'static>(
        queue: &flume::Sender<Job<Read>>,
        wall: Wall,
        f: impl FnOnce(&mut Conn) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (tx, rx) = oneshot::channel();
        let run: Read = Box::new(move |c| {
            // a client that has gone costs the database nothing more
            if !tx.is_closed() {
                drop(tx.send(f(c)));
            }
        });
        queue.try_send(Job { wall, run }).map_err(|_full| Failure::Unavailable)?;
        rx.await.map_err(|_lost| Failure::Unavailable)?
    }

    /// Runs `f` in a transaction of its own: an `Err` undoes it, an `Ok` reaches the caller only
    /// after the commit is on the disk.
    ///
    /// # Errors
    /// What `f` says; `Unavailable` when the queue is full, the database is away or the commit failed.
    pub async fn write<T: Send + 'static>(
        &self,
        wall: Wall,
        f: impl FnOnce(&mut Conn) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (tx, rx) = oneshot::channel();
        let run: Write = Box::new(move |c| {
            let answer = if tx.is_closed() { Err(Failure::Unavailable) } else { f(c) };
            match answer {
                Ok(value) => Ok(Box::new(move |committed| {
                    drop(tx.send(if committed { Ok(value) } else { Err(Failure::Unavailable) }));
                })),
                Err(failure) => {
                    drop(tx.send(Err(failure)));
                    Err(Error::RollbackTransaction)
                }
            }
        });
        self.writes.try_send(Job { wall, run }).map_err(|_full| Failure::Unavailable)?;
        rx.await.map_err(|_lost| Failure::Unavailable)?
    }

    /// Whether every thread had its connection when it last looked.
    pub fn healthy(&self) -> bool {
        self.shared.healthy.load(Ordering::Relaxed)
    }

    /// Lets SQLite's planner know how the tables have grown, on every connection (`statistics::refresh`).
    ///
    /// # Errors
    /// As `write`.
    pub async fn refresh_statistics(&self) -> Outcome<()> {
        if is_postgres(&self.shared.url) {
            return Ok(());
        }
        self.write(Wall::System, |c| Ok(statistics::refresh(c)?)).await?;
        self.shared.statistics.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Requests waiting: reads, reports, writes.
    pub fn waiting(&self) -> (usize, usize, usize) {
        (self.reads.len(), self.reports.len(), self.writes.len())
    }
}

fn spawn(name: String, f: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    std::thread::Builder::new().name(name).spawn(f).map(drop)
}

/// A thread's place at the database: its connection and the wall it now stands behind.
struct Seat {
    shared: Arc<Shared>,
    conn: Option<Conn>,
    wall: Option<Wall>,
    writes: bool,
    statistics: u64,
}

impl Seat {
    fn new(shared: &Arc<Shared>) -> Self {
        Self { shared: shared.clone(), conn: None, wall: None, writes: false, statistics: 0 }
    }

    /// The connection, opened anew if it is lost, behind the wall asked for.
    fn behind(&mut self, wall: Wall) -> Option<&mut Conn> {
        let statistics = self.shared.statistics.load(Ordering::Relaxed);
        if statistics != self.statistics {
            self.lose();
            self.statistics = statistics;
        }
        if self.wall != Some(wall) || self.conn.is_none() {
            let ready = self.raise(wall) || {
                self.lose();
                self.raise(wall)
            };
            if !ready {
                self.shared.healthy.store(false, Ordering::Relaxed);
                return None;
            }
        }
        self.conn.as_mut()
    }

    fn raise(&mut self, wall: Wall) -> bool {
        if self.conn.is_none() {
            match Conn::open(&self.shared.url) {
                Ok(mut conn) => {
                    if let Err(e) = wall::prepare(&mut conn, self.writes) {
                        log::error!("database: {e}");
                        return false;
                    }
                    self.conn = Some(conn);
                }
                Err(e) => {
                    log::error!("database: {e}");
                    return false;
                }
            }
        }
        let raised = self.conn.as_mut().is_some_and(|c| wall::raise(c, wall, self.writes).is_ok());
        self.wall = raised.then_some(wall);
        if raised {
            self.shared.healthy.store(true, Ordering::Relaxed);
        }
        raised
    }

    fn lose(&mut self) {
        self.conn = None;
        self.wall = None;
    }

    fn lose_if_broken(&mut self) {
        use diesel::r2d2::R2D2Connection;
        if self.conn.as_mut().is_some_and(|c| each!(c, |c| c.is_broken())) {
            self.lose();
        }
    }
}

fn serve_reads(mut seat: Seat, queue: &flume::Receiver<Job<Read>>) {
    while let Ok(job) = queue.recv() {
        // a job that is dropped answers 503
        let Some(conn) = seat.behind(job.wall) else { continue };
        let done = catch_unwind(AssertUnwindSafe(|| (job.run)(conn)));
        if done.is_err() {
            seat.lose();
        }
        seat.lose_if_broken();
    }
}

fn serve_writes(mut seat: Seat, queue: &flume::Receiver<Job<Write>>, batch: usize) {
    seat.writes = true;
    while let Ok(first) = queue.recv() {
        // BEGIN is where a connection lost since the last write shows; the job is not consumed yet
        let Some(_) = begin(&mut seat, first.wall) else { continue };
        let mut acks = Vec::new();
        let done = catch_unwind(AssertUnwindSafe(|| {
            let Some(conn) = seat.conn.as_mut() else { return Err(Error::BrokenTransactionManager) };
            if batch == 1 || queue.is_empty() {
                acks.push((first.run)(conn)?);
            } else {
                share_commit(conn, &mut seat.wall, first, queue, batch, &mut acks)?;
            }
            conn.commit()
        }));
        let committed = matches!(done, Ok(Ok(())));
        if !committed && let Some(conn) = seat.conn.as_mut() {
            conn.rollback();
        }
        for ack in acks {
            ack(committed);
        }
        let dead = match &done {
            Err(_) => true,
            Ok(Err(Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) | Error::BrokenTransactionManager)) => {
                true
            }
            Ok(_) => false,
        };
        if !committed {
            // what raised the wall may have been undone with the rest
            seat.wall = None;
        }
        if dead {
            seat.lose();
        }
        seat.lose_if_broken();
    }
}

fn begin(seat: &mut Seat, wall: Wall) -> Option<()> {
    for _ in 0..2 {
        match seat.behind(wall)?.begin() {
            Ok(()) => return Some(()),
            Err(e) => {
                log::warn!("begin: {e}");
                seat.lose();
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
    None
}

/// SQLite only: the writes that wait run in savepoints of one transaction; one job's failure is its own.
fn share_commit(
    conn: &mut Conn,
    wall: &mut Option<Wall>,
    first: Job<Write>,
    queue: &flume::Receiver<Job<Write>>,
    batch: usize,
    acks: &mut Vec<Ack>,
) -> Result<(), Error> {
    let more = std::iter::from_fn(|| queue.try_recv().ok());
    for job in std::iter::once(first).chain(more).take(batch) {
        if *wall != Some(job.wall) {
            wall::raise(conn, job.wall, true)?;
            *wall = Some(job.wall);
        }
        match conn.transaction(job.run) {
            Ok(ack) => acks.push(ack),
            Err(Error::RollbackTransaction) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}
