//! Tables as text: `;` or `,` between cells, UTF-8 with its mark or without, else windows-1252.

use std::borrow::Cow;
use std::io::Write;

use super::{Stopped, Teller};
use crate::http::table::harmless;
use crate::platform::imports::rules::Unreadable;

pub(super) fn read(bytes: &[u8], teller: &mut Teller<impl Write>) -> Result<(), Stopped> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_not_utf8) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut row = csv::StringRecord::new();
    loop {
        let more = rows.read_record(&mut row).map_err(|_damaged| Unreadable::Damaged)?;
        if !more {
            return Ok(());
        }
        let number = row.position().map_or(0, |at| line(&text, at));
        teller.row(number, row.iter().map(|cell| as_it_was(cell).to_owned()).collect())?;
    }
}

/// The line on which a row begins: the reader says where the empty lines before it do.
fn line(text: &str, at: &csv::Position) -> i64 {
    let from = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    let line = at.line().saturating_add(u64::try_from(empty).unwrap_or_default());
    i64::try_from(line).unwrap_or(i64::MAX)
}

/// Which of the two stands more often in the first line, outside quotes; `;` where none does.
fn delimiter(text: &str) -> u8 {
    let (mut quoted, mut semicolons, mut commas) = (false, 0, 0);
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            b';' if !quoted => semicolons += 1,
            b',' if !quoted => commas += 1,
            _ => {}
        }
    }
    if commas > semicolons { b',' } else { b';' }
}

/// A cell without the apostrophe by which an export has made it harmless (T12).
fn as_it_was(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if matches!(harmless(rest), Cow::Owned(_)) => rest,
        _ => cell,
    }
}
