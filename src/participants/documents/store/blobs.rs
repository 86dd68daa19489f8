//! The bytes of documents, in the data directory under random names, sealed as they are written
//! (`vault/stream.rs`). Their keys are with their rows.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::auth::keys::random_32;
use crate::files;
use crate::participants::documents::metadata::Cleaner;
use crate::participants::documents::rules::ContentType;
use crate::participants::vault::ContentKey;
use crate::participants::vault::stream::{Opening, Sealing};

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

    /// Sealed bytes that are needed for a while, among the results of jobs and swept with them.
    pub(crate) fn for_a_while(data_dir: &Path) -> Self {
        Self { dir: data_dir.join("results") }
    }

    /// Its directory.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Begins a document. Until it is finished it is removed when it is dropped.
    pub(crate) fn begin(&self) -> io::Result<Incoming> {
        let (draft, hash) = (self.draft()?, Sha256::new());
        Ok(Incoming { draft, hash, head: Vec::with_capacity(HEAD), cleaner: None, kind: None, received: 0 })
    }

    /// Begins sealed bytes under a name and a key of their own.
    pub(crate) fn draft(&self) -> io::Result<Draft> {
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
        let key = ContentKey::new().map_err(io::Error::other)?;
        let out = Some(Sealing::new(options.open(&path)?, &key)?);
        Ok(Draft { out, key, name, path, dir: self.dir.clone(), size: 0, kept: false })
    }

    /// The bytes under a name: so many, sealed under a key or in the clear.
    pub(crate) fn open(&self, name: &str, key: Option<&ContentKey>, size: u64) -> io::Result<Opening<File>> {
        Opening::new(File::open(self.dir.join(name))?, key, size)
    }

    /// Removes the bytes under a name; that they are gone already is fine.
    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        match std::fs::remove_file(self.dir.join(name)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }

    /// The hash of the bytes under a name.
    pub(crate) fn fingerprint(&self, name: &str, key: Option<&ContentKey>, size: u64) -> io::Result<String> {
        let (mut hash, mut bytes) = (Sha256::new(), self.open(name, key, size)?);
        loop {
            let chunk = bytes.chunk()?;
            if chunk.is_empty() {
                return Ok(hex(&hash.finalize()));
            }
            hash.update(chunk);
        }
    }

    /// The names of what nobody has written to for so long.
    pub(crate) fn untouched_for(&self, age: Duration) -> io::Result<Vec<String>> {
        files::untouched_for(&self.dir, age)
    }
}

/// Sealed bytes that are being written. Until they are kept they are removed when this is dropped.
#[derive(Debug)]
pub(crate) struct Draft {
    out: Option<Sealing<File>>,
    key: ContentKey,
    name: String,
    path: PathBuf,
    dir: PathBuf,
    size: u64,
    kept: bool,
}

impl Draft {
    fn finish(&mut self) -> io::Result<File> {
        self.out.take().ok_or_else(|| io::Error::other("finished already"))?.finish()
    }

    /// Nothing more comes: the bytes and their name are on the disk. Their name, their key and how many they are.
    pub(crate) fn keep(mut self) -> io::Result<(String, ContentKey, u64)> {
        self.finish()?.sync_all()?;
        File::open(&self.dir)?.sync_all()?;
        self.kept = true;
        Ok((std::mem::take(&mut self.name), self.key.clone(), self.size))
    }

    /// Nothing more comes, and the bytes are wanted once: they can be read as long as this is held, and by no name.
    pub(crate) fn reread(mut self) -> io::Result<(Opening<File>, u64)> {
        self.finish()?;
        let file = File::open(&self.path)?;
        Ok((Opening::new(file, Some(&self.key), self.size)?, self.size))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let out = self.out.as_mut().ok_or_else(|| io::Error::other("finished already"))?;
        let taken = out.write(bytes)?;
        self.size += u64::try_from(taken).unwrap_or(u64::MAX);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            // what stays behind is swept later
            drop(std::fs::remove_file(&self.path));
        }
    }
}

/// A document that is being received: cleaned, hashed and sealed as it comes.
#[derive(Debug)]
pub(crate) struct Incoming {
    draft: Draft,
    hash: Sha256,
    head: Vec<u8>,
    cleaner: Option<Cleaner>,
    kind: Option<ContentType>,
    received: u64,
}

/// A document that is on the disk whole.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// Its name in the data directory.
    pub(crate) name: String,
    /// The key that seals it.
    pub(crate) key: ContentKey,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// The hash of its bytes.
    pub(crate) sha256: String,
    /// What it is, as its first bytes tell.
    pub(crate) kind: Option<ContentType>,
}

impl Incoming {
    /// Bytes received so far.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    /// More bytes.
    ///
    /// # Errors
    /// `InvalidData` where an image is damaged; else the disk's.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.received += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.cleaner.is_some() {
            return self.pass(bytes);
        }
        self.head.extend_from_slice(bytes);
        if self.head.len() < HEAD { Ok(()) } else { self.told() }
    }

    /// What it is, is told by now: what was held back goes on.
    fn told(&mut self) -> io::Result<()> {
        let head = std::mem::take(&mut self.head);
        self.kind = ContentType::of(&head);
        self.cleaner = Some(Cleaner::of(self.kind));
        self.pass(&head)
    }

    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut clean = Vec::with_capacity(bytes.len());
        if let Some(cleaner) = &mut self.cleaner {
            let damaged = |_damaged| io::Error::new(io::ErrorKind::InvalidData, "the image is damaged");
            cleaner.feed(bytes, &mut clean).map_err(damaged)?;
        }
        self.hash.update(&clean);
        self.draft.write_all(&clean)
    }

    /// Nothing more comes: the bytes and their name are on the disk.
    ///
    /// # Errors
    /// As [`Incoming::write`].
    pub(crate) fn finish(mut self) -> io::Result<Stored> {
        if self.cleaner.is_none() {
            self.told()?;
        }
        let (name, key, size) = self.draft.keep()?;
        Ok(Stored { name, key, size, sha256: hex(&self.hash.finalize()), kind: self.kind })
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
        assert_eq!((stored.size, stored.kind), (8, Some(ContentType::Pdf)));
        let read = |key: Option<&ContentKey>| {
            let mut out = Vec::new();
            blobs.open(&stored.name, key, 8)?.copy_to(&mut out).map(|()| out)
        };
        assert_eq!(read(Some(&stored.key)).unwrap(), b"%PDF-1.7");
        assert!(read(None).is_err());
        assert!(read(Some(&ContentKey::new().unwrap())).is_err());
        assert_eq!(blobs.fingerprint(&stored.name, Some(&stored.key), 8).unwrap(), stored.sha256);
        let on_disk = std::fs::read(blobs.dir().join(&stored.name)).unwrap();
        assert!(!on_disk.windows(5).any(|w| w == b"%PDF-"));
        assert_eq!(blobs.untouched_for(Duration::ZERO).unwrap(), std::slice::from_ref(&stored.name));
        assert!(blobs.untouched_for(Duration::from_secs(3600)).unwrap().is_empty());
        blobs.remove(&stored.name).unwrap();
        blobs.remove(&stored.name).unwrap();
        let mut once = blobs.draft().unwrap();
        once.write_all(&[3; 200_000]).unwrap();
        let (mut bytes, size) = once.reread().unwrap();
        assert!(blobs.untouched_for(Duration::ZERO).unwrap().is_empty(), "it has no name any more");
        let mut out = Vec::new();
        bytes.copy_to(&mut out).unwrap();
        assert_eq!((out.len(), size), (200_000, 200_000));
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
