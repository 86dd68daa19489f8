//! The files of a pack bound into its zip: sorted, dated alike, compressed at one level, so that the same files give the
//! same bytes.

use std::fs::File;
use std::io::ErrorKind::{InvalidData, NotFound, UnexpectedEof};
use std::io::{self, BufWriter, Read, Write};
use std::path::PathBuf;

use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::spool::{Kept, Place, Spool};
use crate::audit::chain::hex;
use crate::failure::{Failure, Outcome};
use crate::ids::AuditMissionId;
use crate::jobs::{Made, Meter, away};
use crate::participants::documents::Blobs;
use crate::participants::vault::stream::Opening;

/// The files of a pack, before they are bound.
#[derive(Debug)]
pub(crate) struct Gathered {
    pub(super) spool: Spool,
    pub(super) mission: AuditMissionId,
    pub(super) data_dir: PathBuf,
    /// What the manifest says beside the files.
    pub(super) manifest: Value,
}

/// The name of the zip in the work.
const ZIP: &str = "pack.zip";

/// The level of compression: part of what the bytes follow from.
const LEVEL: i64 = 6;

impl Gathered {
    /// Typesets the documents, writes the manifest and binds the files; what was read of the database is needed no more.
    ///
    /// # Errors
    /// The disk is away; 409 `conflict_document_bytes` where a document is no longer what its record says.
    pub(crate) fn bind(mut self, meter: &Meter) -> Outcome<Made> {
        self.spool.press(meter)?;
        super::manifest(&mut self.spool, &mut self.manifest)?;
        let path = self.spool.working.path(ZIP);
        let blobs = Blobs::of(&self.data_dir);
        let mut zip = ZipWriter::new(BufWriter::new(File::create_new(&path).map_err(away)?));
        let all = i64::try_from(self.spool.files.len()).unwrap_or(i64::MAX);
        for (n, (path, kept)) in (0i64..).zip(&self.spool.files) {
            zip.start_file(path.as_str(), options(path, kept.size)).map_err(|e| broken(&e))?;
            self.pour(&mut zip, path, kept, &blobs)?;
            meter.at(n, all, (90, 99));
        }
        let mut file = zip.finish().map_err(|e| broken(&e))?;
        file.flush().map_err(away)?;
        drop(file);
        let file_name = format!("jalon-audit-{}.zip", self.mission);
        self.spool.working.made(ZIP, file_name, "application/zip").map_err(away)
    }

    /// The bytes of a file, held against the hash that the manifest tells.
    fn pour(&self, zip: &mut impl Write, path: &str, kept: &Kept, blobs: &Blobs) -> Outcome<()> {
        let copied = match &kept.place {
            Place::Spool(at) => File::open(at).and_then(|file| copy(file, zip)),
            Place::Blob(name, key) => {
                blobs.open(name, key.as_ref(), kept.size).and_then(|mut bytes| opened(&mut bytes, zip))
            }
        };
        let (size, sha256) = match copied {
            Ok(copied) => copied,
            // sealed bytes that were touched open no more
            Err(e) if matches!(e.kind(), NotFound | UnexpectedEof | InvalidData) => (0, String::new()),
            Err(e) => return Err(away(e)),
        };
        if (size, &sha256) == (kept.size, &kept.sha256) {
            return Ok(());
        }
        log::error!(target: "jalon::defect", "{path} of the pack of {} is not what its record says", self.mission);
        Err(Failure::conflict(
            "conflict_document_bytes",
            format!("Le fichier {path} n'est plus celui que son enregistrement décrit."),
            format!("The file {path} is no longer the one that its record describes."),
        ))
    }
}

/// Papers and what was printed are compressed already.
fn options(path: &str, size: u64) -> SimpleFileOptions {
    let stored = path.starts_with("documents/") || path.ends_with(".pdf");
    let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    SimpleFileOptions::default()
        .compression_method(method)
        .compression_level(if stored { None } else { Some(LEVEL) })
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .system(System::Unix)
        .large_file(size >= u64::from(u32::MAX))
}

fn broken(e: &zip::result::ZipError) -> Failure {
    log::error!(target: "jalon::jobs", "{e}");
    Failure::Unavailable
}

/// A document's bytes, opened on their way: how many, and their hash.
fn opened(from: &mut Opening<File>, to: &mut impl Write) -> io::Result<(u64, String)> {
    let (mut hash, mut size) = (Sha256::new(), 0);
    loop {
        let bytes = from.chunk()?;
        if bytes.is_empty() {
            return Ok((size, hex(&hash.finalize())));
        }
        hash.update(&bytes);
        to.write_all(&bytes)?;
        size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    }
}

/// Bytes from one place to another: how many, and their hash.
fn copy(mut from: impl Read, to: &mut impl Write) -> io::Result<(u64, String)> {
    let (mut hash, mut size, mut chunk) = (Sha256::new(), 0, vec![0; 64 * 1024]);
    loop {
        let read = from.read(&mut chunk)?;
        let bytes = chunk.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok((size, hex(&hash.finalize())));
        }
        hash.update(bytes);
        to.write_all(bytes)?;
        size += u64::try_from(read).unwrap_or(u64::MAX);
    }
}
