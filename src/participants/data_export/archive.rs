//! The archive as a file: ZIP, written in one go without looking back, each entry with the same date and rights, so
//! that the same data make the same bytes. The file is sealed, and has no name once it is whole.

use std::fs::File;
use std::io::{self, Write};

use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::participants::documents::{Blobs, DocumentRow, Draft};
use crate::participants::vault::ContentKey;
use crate::participants::vault::stream::Opening;

/// An archive that is being written.
pub(super) struct Archive(ZipWriter<StreamWriter<Draft>>);

/// An archive that wants nothing but its documents.
pub(super) struct Gathered {
    pub(super) archive: Archive,
    pub(super) documents: Vec<(DocumentRow, Option<ContentKey>)>,
}

fn failed(e: ZipError) -> io::Error {
    match e {
        ZipError::Io(e) => e,
        other => io::Error::other(other.to_string()),
    }
}

impl Archive {
    /// Begins.
    pub(super) fn new(blobs: &Blobs) -> io::Result<Self> {
        Ok(Self(ZipWriter::new_stream(blobs.draft()?)))
    }

    /// Begins an entry; what is written next is its.
    pub(super) fn entry(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o600);
        self.0.start_file(name, options).map_err(failed)
    }
}

impl Write for Archive {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where the bytes of a document stand in the archive.
pub(super) fn place(row: &DocumentRow) -> String {
    format!("documents/{}.{}", row.id, row.content_type.extension())
}

/// Adds the documents: the bytes of the archive, and how many they are.
pub(super) fn finish(gathered: Gathered, blobs: &Blobs) -> io::Result<(Opening<File>, u64)> {
    let Gathered { mut archive, documents } = gathered;
    for (row, key) in documents {
        let size = u64::try_from(row.size_bytes).map_err(io::Error::other)?;
        let mut bytes = blobs.open(&row.stored_as, key.as_ref(), size)?;
        archive.entry(&place(&row))?;
        bytes.copy_to(&mut archive)?;
    }
    archive.0.finish().map_err(failed)?.into_inner().reread()
}
