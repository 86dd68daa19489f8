//! The first sheet of a workbook, cell by cell as they stand in the file: a cell far away costs no more than one near.

use std::io::{Cursor, Write};

use calamine::{Cell, DataRef, ExcelDateTime, Reader, Xlsx};

use super::{Stopped, Teller};
use crate::platform::imports::rules::Unreadable;

/// Sheets of a workbook.
const SHEETS: usize = 1000;

pub(super) fn read(bytes: Vec<u8>, teller: &mut Teller<impl Write>) -> Result<(), Stopped> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_damaged| Unreadable::Damaged)?;
    let sheets = book.sheet_names();
    if sheets.len() > SHEETS {
        return Err(Unreadable::Entries.into());
    }
    let first = sheets.first().ok_or(Unreadable::Empty)?;
    let mut cells = book.worksheet_cells_reader(first).map_err(|_damaged| Unreadable::Damaged)?;
    let (mut at, mut row) = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(|_damaged| Unreadable::Damaged)? {
        let (line, column) = place(&cell)?;
        let text = shown(cell.get_value());
        // a cell that is only coloured is no cell
        if text.is_empty() {
            continue;
        }
        if line < at {
            return Err(Unreadable::Damaged.into());
        }
        if column >= teller.bounds.columns {
            return Err(Unreadable::Columns.into());
        }
        if line != at {
            teller.row(number(at), std::mem::take(&mut row))?;
            at = line;
        }
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        if let Some(place) = row.get_mut(column) {
            *place = text;
        }
    }
    teller.row(number(at), row)
}

fn place(cell: &Cell<DataRef<'_>>) -> Result<(usize, usize), Unreadable> {
    let (line, column) = cell.get_position();
    let whole = |n: u32| usize::try_from(n).map_err(|_large| Unreadable::Damaged);
    Ok((whole(line)?, whole(column)?))
}

/// The number of a row as a spreadsheet shows it.
fn number(line: usize) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX).saturating_add(1)
}

/// What a cell shows, written as the API would have it.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => format!("{n:.0}"),
        DataRef::Float(n) => n.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(at) => moment(*at),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A day, a time of day, or both.
fn moment(at: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    if at.as_f64() < 1.0 {
        return format!("{hour:02}:{minute:02}");
    }
    if (hour, minute, second) == (0, 0, 0) {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}
