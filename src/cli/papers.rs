//! Documents beside a copy of the embedded database. Their bytes never change under a name, so that a name that is
//! there already is copied no second time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::db::Conn;
use crate::failure::Failure;
use crate::participants::documents::{Blobs, names_of};

/// Where the documents of a copy are: `copy.db` has `copy.db.documents/`.
pub(super) fn beside(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(".documents");
    PathBuf::from(name)
}

/// Copies the documents that a copy of the database knows: how many. One that was erased since the copy was made is
/// not there any more, and need not be.
pub(super) fn copy_known(database: &Path, blobs: &Blobs, into: &Path) -> Result<usize, String> {
    let mut conn = Conn::open(&format!("sqlite:{}", database.display())).map_err(|e| e.to_string())?;
    let (mut copied, mut failed) = (0, None);
    fs::create_dir_all(into).map_err(|e| format!("{}: {e}", into.display()))?;
    let done = names_of(&mut conn, |name| match copy(&blobs.dir().join(name), &into.join(name)) {
        Ok(there) => {
            copied += usize::from(there);
            Ok(())
        }
        Err(why) => {
            failed = Some(why);
            Err(Failure::Unavailable)
        }
    });
    // as it was copied: nothing beside the file
    conn.batch("pragma wal_checkpoint(truncate); pragma journal_mode = delete").map_err(|e| e.to_string())?;
    done.map_err(|e| failed.unwrap_or_else(|| e.to_string()))?;
    synced(into)?;
    Ok(copied)
}

/// Copies every document of a copy back.
pub(super) fn copy_back(from: &Path, into: &Path) -> Result<(), String> {
    let told = |e: io::Error| format!("{}: {e}", from.display());
    let entries = match fs::read_dir(from) {
        // a copy that was made before documents were part of it
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(told)?,
    };
    fs::create_dir_all(into).map_err(|e| format!("{}: {e}", into.display()))?;
    for entry in entries {
        let entry = entry.map_err(told)?;
        copy(&entry.path(), &into.join(entry.file_name()))?;
    }
    synced(into)
}

/// Whether there was something to copy, which is on the disk then.
fn copy(from: &Path, to: &Path) -> Result<bool, String> {
    if to.exists() {
        return Ok(true);
    }
    let aside = to.with_extension("part");
    let copied = fs::copy(from, &aside).and_then(|_| fs::File::open(&aside)?.sync_all());
    match copied.and_then(|()| fs::rename(&aside, to)) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::NotFound && !from.exists() => Ok(false),
        Err(e) => Err(format!("{}: {e}", from.display())),
    }
}

fn synced(dir: &Path) -> Result<(), String> {
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(|e| format!("{}: {e}", dir.display()))
}
