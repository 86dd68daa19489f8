//! Files that the database does not know of.

use std::io;
use std::path::Path;
use std::time::Duration;

/// The names of what nobody has written to for so long, in a folder that need not be there.
///
/// # Errors
/// The disk is away.
pub(crate) fn untouched_for(dir: &Path, age: Duration) -> io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(dir) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        // one that is gone meanwhile, or that was written in the future, is left alone
        let old = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        if let (Some(true), Ok(name)) = (old.map(|old| old >= age), entry.file_name().into_string()) {
            names.push(name);
        }
    }
    Ok(names)
}
