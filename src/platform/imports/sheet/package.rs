//! What a workbook is held against before anything reads it: few entries, none larger than it may be once it is
//! unpacked, none that leads elsewhere, no macros, no document type.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::platform::imports::rules::Unreadable;

/// Entries of a workbook.
const ENTRIES: usize = 1000;
/// Bytes of all entries once they are unpacked.
const UNPACKED: u64 = 100 * 1024 * 1024;
/// How many times larger than its packed bytes an entry may be.
const RATIO: u64 = 200;
/// Below so many bytes no ratio matters.
const SMALL: u64 = 1024 * 1024;
/// Where a package says what its parts are.
const TYPES: &str = "[Content_Types].xml";
/// What it says of a workbook without macros.
const WORKBOOK: &[u8] = b"spreadsheetml.sheet.main+xml";

pub(super) fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_damaged| Unreadable::Damaged)?;
    if zip.len() > ENTRIES {
        return Err(Unreadable::Entries);
    }
    if zip.has_duplicate_names() || zip.has_overlapping_files().map_err(|_damaged| Unreadable::Damaged)? {
        return Err(Unreadable::Damaged);
    }
    let mut promised = 0u64;
    for at in 0..zip.len() {
        promised = promised.saturating_add(promise(&mut zip, at)?);
    }
    if promised > UNPACKED {
        return Err(Unreadable::Unpacked);
    }
    let (mut left, mut workbook) = (UNPACKED, false);
    for at in 0..zip.len() {
        let entry = zip.by_index(at).map_err(|_damaged| Unreadable::Damaged)?;
        let name = entry.name().map_err(|_damaged| Unreadable::Damaged)?.to_ascii_lowercase();
        if [".xml", ".rels", ".vml"].iter().any(|end| name.ends_with(end)) {
            workbook |= markup(entry, name == TYPES.to_ascii_lowercase(), &mut left)?;
        }
    }
    if workbook { Ok(()) } else { Err(Unreadable::Form) }
}

/// How large an entry says that it is, where it may be there at all.
fn promise(zip: &mut ZipArchive<Cursor<&[u8]>>, at: usize) -> Result<u64, Unreadable> {
    let entry = zip.by_index_raw(at).map_err(|_damaged| Unreadable::Damaged)?;
    let name = entry.name().map_err(|_damaged| Unreadable::Damaged)?.to_ascii_lowercase();
    if entry.is_symlink() || entry.enclosed_name().is_none() || name.contains('\\') {
        return Err(Unreadable::Damaged);
    }
    if entry.encrypted() {
        return Err(Unreadable::Encrypted);
    }
    if name.ends_with("vbaproject.bin") || name.contains("/macrosheets/") {
        return Err(Unreadable::Macros);
    }
    if entry.size() > SMALL && entry.size() / entry.compressed_size().max(1) > RATIO {
        return Err(Unreadable::Unpacked);
    }
    Ok(entry.size())
}

/// Reads a part through, whatever it has promised. Whether it says that this is a workbook.
fn markup(mut entry: impl Read, types: bool, left: &mut u64) -> Result<bool, Unreadable> {
    let (mut kept, mut chunk, mut workbook) = (Vec::new(), vec![0; 64 * 1024], false);
    loop {
        let read = entry.read(&mut chunk).map_err(|_damaged| Unreadable::Damaged)?;
        *left = left.checked_sub(u64::try_from(read).unwrap_or(u64::MAX)).ok_or(Unreadable::Unpacked)?;
        let fresh = chunk.get(..read).unwrap_or_default();
        if fresh.is_empty() {
            return Ok(workbook);
        }
        kept.extend_from_slice(fresh);
        // UTF-16 would hide what is looked for; nobody writes a workbook so
        if kept.contains(&0) {
            return Err(Unreadable::Damaged);
        }
        let holds = |what: &[u8]| kept.windows(what.len()).any(|w| w.eq_ignore_ascii_case(what));
        if kept.windows(3).any(|w| matches!(w, [b'<', b'!', b'D' | b'E'])) {
            return Err(Unreadable::Doctype);
        }
        if types && holds(b"macroEnabled") {
            return Err(Unreadable::Macros);
        }
        workbook |= types && holds(WORKBOOK);
        // what is looked for may lie across two chunks
        let tail = kept.len().saturating_sub(WORKBOOK.len());
        kept.drain(..tail);
    }
}
