//! The process that reads a file: begun, fed, listened to, and ended where it takes too long.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::Told;
use crate::config::SheetConfig;
use crate::failure::{Failure, Outcome};
use crate::participants::documents::{Blobs, Draft};
use crate::participants::vault::ContentKey;
use crate::participants::vault::stream::Opening;
use crate::platform::imports::rules::Unreadable;

/// Bytes of a line that the process may tell: a row of large cells.
const LINE: u64 = 16 * 1024 * 1024;
/// Bytes of all that it may tell.
const ALL: u64 = 256 * 1024 * 1024;

/// A table, sealed row by row in the data directory.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name in the data directory.
    pub(crate) name: String,
    /// The key that seals it.
    pub(crate) key: ContentKey,
    /// Its bytes.
    pub(crate) bytes: u64,
    /// What stands above its columns.
    pub(crate) headings: Vec<String>,
    /// Its rows.
    pub(crate) rows: i64,
}

/// Reads a file that was received, in a process of its own, into a table of `blobs`.
///
/// # Errors
/// 422 with the code of what is wrong with the file, 415 where it is none; `Unavailable` where no process can be begun.
pub(crate) fn read(file: Draft, blobs: &Blobs, config: &SheetConfig) -> Outcome<Table> {
    let (mut bytes, _) = file.reread().map_err(away)?;
    let mut child = begin(config).map_err(away)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let child = Arc::new(Mutex::new(child));
    let (done, waiting) = channel::<()>();
    let (watched, limit) = (child.clone(), Duration::from_secs(config.seconds));
    let watch = std::thread::spawn(move || {
        if waiting.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            end(&watched);
        }
    });
    // one that has ended already takes nothing more: what it told says why
    feed(&mut bytes, stdin)?;
    let told = stdout.map(|out| listen(out, blobs));
    drop(done);
    end(&child);
    drop(watch.join());
    told.unwrap_or_else(|| Err(refused(Unreadable::Resources)))
}

/// This very program. On Linux by the name that stays true when its file was replaced: a server that runs on while a
/// later version is installed goes on reading sheets with itself.
///
/// # Errors
/// The system does not tell.
pub(crate) fn own_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") { Ok(PathBuf::from("/proc/self/exe")) } else { std::env::current_exe() }
}

fn begin(config: &SheetConfig) -> io::Result<Child> {
    let reader: PathBuf = config.reader.clone().map_or_else(own_program, Ok)?;
    Command::new(reader)
        .args(["read-sheet", "--bytes", &config.file_bytes.to_string(), "--rows", &config.rows.to_string()])
        .args(["--columns", &config.columns.to_string(), "--seconds", &config.seconds.to_string()])
        .args(["--memory", &config.memory_bytes.to_string()])
        // nothing of the server's settings, keys or database
        .env_clear()
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

fn end(child: &Mutex<Child>) {
    let Ok(mut child) = child.lock() else { return };
    // one that has ended is gone already
    drop(child.kill());
    drop(child.wait());
}

fn feed(bytes: &mut Opening<std::fs::File>, to: Option<impl Write>) -> Outcome<()> {
    let Some(mut to) = to else { return Ok(()) };
    loop {
        let chunk = bytes.chunk().map_err(away)?;
        if chunk.is_empty() || to.write_all(&chunk).is_err() {
            return Ok(());
        }
    }
}

fn listen(from: impl Read, blobs: &Blobs) -> Outcome<Table> {
    let mut lines = BufReader::new(from.take(ALL));
    let mut out = blobs.draft().map_err(away)?;
    let (mut headings, mut rows) = (None, 0);
    loop {
        let mut line = Vec::new();
        lines.by_ref().take(LINE).read_until(b'\n', &mut line).map_err(away)?;
        // a process that was ended, or told more than it may, has not said so
        match serde_json::from_slice(&line).map_err(|_cut| refused(Unreadable::Resources))? {
            Told::Heading(names) => headings = Some(names),
            Told::Row(..) => {
                out.write_all(&line).map_err(away)?;
                rows += 1;
            }
            Told::Refused(why) => return Err(refused(why)),
            Told::End => break,
        }
    }
    let headings = headings.ok_or_else(|| refused(Unreadable::Empty))?;
    let (name, key, bytes) = out.keep().map_err(away)?;
    Ok(Table { name, key, bytes, headings, rows })
}

/// What a file that can't be taken is answered with.
pub(crate) fn refused(why: Unreadable) -> Failure {
    let (fr, en) = why.sentence();
    match why {
        Unreadable::Form => Failure::request("unsupported_media_type", fr, en),
        Unreadable::Size => Failure::request("payload_too_large", fr, en),
        _ => Failure::invalid("/file", why.code(), fr, en),
    }
}

/// The disk is full or away, or no process can be begun.
pub(crate) fn away(e: io::Error) -> Failure {
    log::error!(target: "jalon::imports", "{e}");
    Failure::Unavailable
}

/// A row of a table: its number in the file that was sent, and its cells.
pub(crate) type Line = (i64, Vec<String>);

/// The rows of a table, opened as they are read.
#[derive(Debug)]
pub(crate) struct Lines {
    from: Opening<std::fs::File>,
    waiting: Vec<u8>,
    ended: bool,
}

impl Lines {
    /// The rows under a name.
    ///
    /// # Errors
    /// The file is away, or not what was written.
    pub(crate) fn open(blobs: &Blobs, name: &str, key: &ContentKey, bytes: u64) -> io::Result<Self> {
        Ok(Self { from: blobs.open(name, Some(key), bytes)?, waiting: Vec::new(), ended: false })
    }

    /// The next row; none at the end.
    ///
    /// # Errors
    /// As [`Lines::open`].
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            if let Some(end) = self.waiting.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = self.waiting.drain(..=end).collect();
                return match serde_json::from_slice(&line)? {
                    Told::Row(number, cells) => Ok(Some((number, cells))),
                    _ => Err(io::Error::other("a table holds something else than rows")),
                };
            }
            if self.ended {
                return Ok(None);
            }
            let chunk = self.from.chunk()?;
            self.ended = chunk.is_empty();
            self.waiting.extend_from_slice(&chunk);
        }
    }
}
