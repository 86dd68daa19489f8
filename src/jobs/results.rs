//! The files that jobs make, in the data directory under random names: written aside, on the disk, then renamed.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::rules::Meter;
use crate::audit::chain::hex;
use crate::auth::keys::random_32;
use crate::failure::{Failure, Outcome};
use crate::files;

/// The place where results are.
#[derive(Debug, Clone)]
pub(crate) struct Results {
    dir: PathBuf,
}

/// A result that is on the disk whole.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    /// Its name in the data directory.
    pub(crate) name: String,
    /// The name under which it is given.
    pub(crate) file_name: String,
    /// What it is.
    pub(crate) content_type: &'static str,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// The hash of its bytes.
    pub(crate) sha256: String,
}

/// What is left of a job once the database has been read.
pub(crate) type Binding = Box<dyn FnOnce(&Meter) -> Outcome<Made>>;

/// A full disk, or one that is away: the job is tried again.
pub(crate) fn away(e: io::Error) -> Failure {
    log::error!(target: "jalon::jobs", "{e}");
    Failure::Unavailable
}

/// What marks the place of a job that is under way.
const WORKING: &str = ".work";

impl Results {
    /// The place in a data directory.
    pub(crate) fn of(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("results") }
    }

    /// A place for a job to work in; it is taken away when it is dropped.
    pub(crate) fn begin(&self) -> io::Result<Working> {
        let bytes = random_32().map_err(io::Error::other)?;
        let name: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let dir = self.dir.join(format!("{name}{WORKING}"));
        std::fs::create_dir_all(&self.dir)?;
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(&dir)?;
        Ok(Working { dir, place: self.dir.clone(), name })
    }

    /// The result under a name.
    pub(crate) fn open(&self, name: &str) -> io::Result<File> {
        File::open(self.dir.join(name))
    }

    /// Removes what stands under a name; that it is gone already is fine.
    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        let path = self.dir.join(name);
        let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        match removed {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }

    /// The names of what nobody has written to for so long.
    pub(crate) fn untouched_for(&self, age: Duration) -> io::Result<Vec<String>> {
        files::untouched_for(&self.dir, age)
    }
}

/// Where a job puts what it has not finished.
#[derive(Debug)]
pub(crate) struct Working {
    dir: PathBuf,
    place: PathBuf,
    name: String,
}

impl Working {
    /// The path of a file of the work.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.dir.join(file)
    }

    /// The result is this file of the work, given under a name of its own: it is on the disk when this returns.
    pub(crate) fn made(&self, file: &str, file_name: String, content_type: &'static str) -> io::Result<Made> {
        let (size, sha256) = fingerprint(&self.path(file))?;
        Ok(Made { name: self.keep(file)?, file_name, content_type, size, sha256 })
    }

    fn keep(&self, file: &str) -> io::Result<String> {
        let path = self.path(file);
        File::open(&path)?.sync_all()?;
        std::fs::rename(&path, self.place.join(&self.name))?;
        File::open(&self.place)?.sync_all()?;
        Ok(self.name.clone())
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        // what stays behind is swept later
        drop(std::fs::remove_dir_all(&self.dir));
    }
}

/// The size of a file, and the hash of its bytes.
fn fingerprint(path: &Path) -> io::Result<(u64, String)> {
    let (mut file, mut hash, mut size, mut chunk) = (File::open(path)?, Sha256::new(), 0, vec![0; 64 * 1024]);
    loop {
        let read = file.read(&mut chunk)?;
        let bytes = chunk.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok((size, hex(&hash.finalize())));
        }
        hash.update(bytes);
        size += u64::try_from(read).unwrap_or(u64::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_leaves_its_result_and_nothing_else() {
        let dir = std::env::temp_dir().join(format!("jalon-results-{}", uuid::Uuid::now_v7()));
        let results = Results::of(&dir);
        assert!(results.untouched_for(Duration::ZERO).unwrap().is_empty());
        let working = results.begin().unwrap();
        std::fs::write(working.path("a"), b"half").unwrap();
        std::fs::write(working.path("pack"), b"whole").unwrap();
        let made = working.made("pack", "dossier.zip".to_owned(), "application/zip").unwrap();
        assert_eq!((made.size, made.sha256), (5, hex(&Sha256::digest("whole"))));
        let name = made.name;
        assert_eq!(results.untouched_for(Duration::ZERO).unwrap().len(), 2);
        drop(working);
        assert_eq!(results.untouched_for(Duration::ZERO).unwrap(), std::slice::from_ref(&name));
        assert!(results.untouched_for(Duration::from_secs(3600)).unwrap().is_empty());
        assert_eq!(std::io::read_to_string(results.open(&name).unwrap()).unwrap(), "whole");
        let lost = results.begin().unwrap();
        std::mem::forget(lost);
        for name in results.untouched_for(Duration::ZERO).unwrap() {
            results.remove(&name).unwrap();
            results.remove(&name).unwrap();
        }
        assert!(results.untouched_for(Duration::ZERO).unwrap().is_empty());
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
