//! The files that jobs make, in the data directory under random names: written aside, on the disk, then renamed.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::covers::Covers;
use super::rules::Meter;
use crate::audit::chain::hex;
use crate::auth::keys::{KeyError, Keys, random_32};
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::ids::JobId;
use crate::participants::vault::ContentKey;
use crate::participants::vault::stream::{Opening, Sealing};

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
    /// Whom it tells of, where that is not the object of the job.
    pub(crate) covers: Option<Covers>,
    /// The key of its bytes, sealed; none where they stand in the clear.
    pub(crate) key: Option<Vec<u8>>,
}

/// What the keys of results are sealed for.
const PURPOSE: &str = "results";

fn unusable(e: KeyError) -> io::Error {
    io::Error::other(e)
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

    /// The result of a job under a name, so many bytes: sealed under its key, or in the clear.
    pub(crate) fn open(&self, name: &str, size: u64, key: Option<(&Keys, JobId, &[u8])>) -> io::Result<Opening<File>> {
        let key = key.map(|(keys, job, sealed)| ContentKey::unsealed(keys, PURPOSE, job.0.as_bytes(), sealed));
        Opening::new(File::open(self.dir.join(name))?, key.transpose().map_err(unusable)?.as_ref(), size)
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
        Ok(Made { name: self.keep(file)?, file_name, content_type, size, sha256, covers: None, key: None })
    }

    /// A file of the work that is sealed as it grows: what it tells of people stands nowhere in the clear.
    pub(crate) fn seal(&self, file: &str, keys: &Keys, job: JobId) -> io::Result<Sealed> {
        let key = ContentKey::new().map_err(unusable)?;
        let out = BufWriter::new(File::create_new(self.path(file))?);
        Ok(Sealed {
            out: Sealing::new(out, &key)?,
            hash: Sha256::new(),
            size: 0,
            key: key.sealed_by(keys, PURPOSE, job.0.as_bytes()).map_err(unusable)?,
            file: file.to_owned(),
        })
    }

    /// As [`Working::made`], of a sealed file that is whole now. Size and hash are those of what is given, not of what is
    /// kept.
    pub(crate) fn made_of(&self, sealed: Sealed, file_name: String, content_type: &'static str) -> io::Result<Made> {
        let Sealed { out, hash, size, key, file } = sealed;
        out.finish()?.flush()?;
        let (name, sha256) = (self.keep(&file)?, hex(&hash.finalize()));
        Ok(Made { name, file_name, content_type, size, sha256, covers: None, key: Some(key) })
    }

    fn keep(&self, file: &str) -> io::Result<String> {
        let path = self.path(file);
        File::open(&path)?.sync_all()?;
        std::fs::rename(&path, self.place.join(&self.name))?;
        File::open(&self.place)?.sync_all()?;
        Ok(self.name.clone())
    }
}

/// A result under way whose bytes are sealed.
#[derive(Debug)]
pub(crate) struct Sealed {
    out: Sealing<BufWriter<File>>,
    hash: Sha256,
    size: u64,
    key: Vec<u8>,
    file: String,
}

impl Write for Sealed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.hash.update(bytes.get(..taken).unwrap_or_default());
        self.size += u64::try_from(taken).unwrap_or(u64::MAX);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
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
        let read = |name: &str, size, key| {
            let mut out = Vec::new();
            results.open(name, size, key).unwrap().copy_to(&mut out).map(|()| out)
        };
        assert_eq!(read(&name, 5, None).unwrap(), b"whole");
        results.remove(&name).unwrap();
        let lost = results.begin().unwrap();
        std::mem::forget(lost);
        for name in results.untouched_for(Duration::ZERO).unwrap() {
            results.remove(&name).unwrap();
            results.remove(&name).unwrap();
        }
        assert!(results.untouched_for(Duration::ZERO).unwrap().is_empty());
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn what_is_sealed_opens_for_its_job_alone() {
        let dir = std::env::temp_dir().join(format!("jalon-results-{}", uuid::Uuid::now_v7()));
        let (results, keys, job) = (Results::of(&dir), Keys::of([7; 32]), JobId::new());
        let working = results.begin().unwrap();
        let mut sealed = working.seal("table", &keys, job).unwrap();
        sealed.write_all(b"Benali;Nadia").unwrap();
        let made = working.made_of(sealed, "table.csv".to_owned(), "text/csv").unwrap();
        assert_eq!((made.size, made.sha256), (12, hex(&Sha256::digest("Benali;Nadia"))));
        assert!(!std::fs::read(dir.join("results").join(&made.name)).unwrap().windows(6).any(|w| w == b"Benali"));
        let key = made.key.unwrap();
        let mut out = Vec::new();
        results.open(&made.name, 12, Some((&keys, job, &key))).unwrap().copy_to(&mut out).unwrap();
        assert_eq!(out, b"Benali;Nadia");
        assert!(results.open(&made.name, 12, Some((&keys, JobId::new(), &key))).is_err());
        drop(working);
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
