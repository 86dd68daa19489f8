//! The bytes of documents, in the data directory under random names.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::auth::keys::random_32;

/// The place where documents are.
#[derive(Debug, Clone)]
pub(crate) struct Blobs {
    dir: PathBuf,
}

/// Bytes enough to tell what a document is.
const HEAD: usize = 4096;

impl Blobs {
    /// The place in a data directory.
    pub(crate) fn of(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("documents") }
    }

    /// Begins a document. Until it is finished it is removed when it is dropped.
    pub(crate) fn begin(&self) -> io::Result<Incoming> {
        std::fs::create_dir_all(&self.dir)?;
        let name = hex(&random_32().map_err(io::Error::other)?);
        let path = self.dir.join(&name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&path)?;
        let dir = self.dir.clone();
        Ok(Incoming { file, name, path, dir, hash: Sha256::new(), size: 0, head: Vec::new(), finished: false })
    }

    /// The bytes under a name.
    pub(crate) fn open(&self, name: &str) -> io::Result<File> {
        File::open(self.dir.join(name))
    }

    /// Removes the bytes under a name; that they are gone already is fine.
    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        match std::fs::remove_file(self.dir.join(name)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }

    /// The size and the hash of the bytes under a name.
    pub(crate) fn fingerprint(&self, name: &str) -> io::Result<(u64, String)> {
        let mut hash = Sha256::new();
        let (mut file, mut size, mut chunk) = (self.open(name)?, 0, vec![0; 64 * 1024]);
        loop {
            let read = file.read(&mut chunk)?;
            if read == 0 {
                return Ok((size, hex(&hash.finalize())));
            }
            hash.update(chunk.get(..read).unwrap_or_default());
            size += u64::try_from(read).unwrap_or(u64::MAX);
        }
    }

    /// The names of what nobody has written to for so long.
    pub(crate) fn untouched_for(&self, age: Duration) -> io::Result<Vec<String>> {
        let entries = match std::fs::read_dir(&self.dir) {
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
}

/// A document that is being received.
#[derive(Debug)]
pub(crate) struct Incoming {
    file: File,
    name: String,
    path: PathBuf,
    dir: PathBuf,
    hash: Sha256,
    size: u64,
    head: Vec<u8>,
    finished: bool,
}

/// A document that is on the disk whole.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// Its name in the data directory.
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// The hash of its bytes.
    pub(crate) sha256: String,
    /// Its first bytes.
    pub(crate) head: Vec<u8>,
}

impl Incoming {
    /// Bytes so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// More bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let wanted = HEAD.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(wanted));
        Ok(())
    }

    /// Nothing more comes: the bytes and their name are on the disk.
    pub(crate) fn finish(mut self) -> io::Result<Stored> {
        self.file.sync_all()?;
        File::open(&self.dir)?.sync_all()?;
        self.finished = true;
        let sha256 = hex(&std::mem::take(&mut self.hash).finalize());
        let (name, head) = (std::mem::take(&mut self.name), std::mem::take(&mut self.head));
        Ok(Stored { name, size: self.size, sha256, head })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.finished {
            // what stays behind is swept later
            drop(std::fs::remove_file(&self.path));
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finished_leaves_nothing_behind() {
        let dir = std::env::temp_dir().join(format!("jalon-blobs-{}", uuid::Uuid::now_v7()));
        let blobs = Blobs::of(&dir);
        let mut lost = blobs.begin().unwrap();
        lost.write(b"half").unwrap();
        drop(lost);
        assert!(blobs.untouched_for(Duration::ZERO).unwrap().is_empty());
        let mut whole = blobs.begin().unwrap();
        whole.write(b"%PDF-").unwrap();
        whole.write(b"1.7").unwrap();
        let stored = whole.finish().unwrap();
        assert_eq!((stored.size, stored.head.as_slice()), (8, b"%PDF-1.7".as_slice()));
        assert_eq!(blobs.fingerprint(&stored.name).unwrap(), (8, stored.sha256.clone()));
        assert_eq!(blobs.untouched_for(Duration::ZERO).unwrap(), std::slice::from_ref(&stored.name));
        assert!(blobs.untouched_for(Duration::from_secs(3600)).unwrap().is_empty());
        blobs.remove(&stored.name).unwrap();
        blobs.remove(&stored.name).unwrap();
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
