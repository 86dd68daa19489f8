//! `erasure.ledger` in the data directory: a line for each person who was erased, identifiers and nothing else. It is
//! no part of a backup, so that what a backup brings back is erased again (T40).

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::db::Instant;
use crate::ids::{ParticipantId, PlieId};

/// A line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) at: Instant,
    pub(super) plie_id: PlieId,
    pub(super) participant_id: ParticipantId,
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("erasure.ledger")
}

/// Adds a line; it is on the disk when this returns.
pub(super) fn append(data_dir: &Path, line: Line) -> io::Result<()> {
    std::fs::create_dir_all(data_dir)?;
    let mut text = serde_json::to_string(&line).map_err(io::Error::other)?;
    text.push('\n');
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut out = options.open(file(data_dir))?;
    // in one piece, so that the lines of two nodes stay apart
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    File::open(data_dir)?.sync_all()
}

/// Whether anybody is in it.
pub(crate) fn any(data_dir: &Path) -> io::Result<bool> {
    lines(data_dir).map(|lines| !lines.is_empty())
}

/// Every line. What a power cut has left of the last one is no line: its erasure was never acknowledged.
pub(super) fn lines(data_dir: &Path) -> io::Result<Vec<Line>> {
    let text = match std::fs::read_to_string(file(data_dir)) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let whole = text.rfind('\n').map_or("", |end| text.get(..end).unwrap_or_default());
    let lines = whole.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).map_err(io::Error::other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_in_order_and_half_a_line_is_none() {
        let dir = std::env::temp_dir().join(format!("jalon-ledger-{}", uuid::Uuid::now_v7()));
        assert_eq!(lines(&dir).unwrap(), []);
        let at = Instant::from_micros(1_772_438_400_000_000).unwrap();
        let line = |n: u128| Line {
            at,
            plie_id: PlieId::of(uuid::Uuid::from_u128(1)),
            participant_id: ParticipantId::of(uuid::Uuid::from_u128(n)),
        };
        append(&dir, line(2)).unwrap();
        append(&dir, line(3)).unwrap();
        assert_eq!(lines(&dir).unwrap(), [line(2), line(3)]);
        let mut out = OpenOptions::new().append(true).open(file(&dir)).unwrap();
        out.write_all(b"{\"at\":\"2026-").unwrap();
        assert_eq!(lines(&dir).unwrap(), [line(2), line(3)]);
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
