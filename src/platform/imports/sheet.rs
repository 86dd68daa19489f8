//! Tables as they are sent: CSV or XLSX, read in a process of its own that holds itself to so much memory and so much
//! time (T13). A library that is led to allocate a sheet for two cells, or to read for ever, takes that process down and
//! nothing else. The process knows no setting, no database and no key: it gets bytes and tells rows.

/// The side of the server: the process, and what it tells.
pub(crate) mod apart;
mod package;
mod text;
mod workbook;

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::rules::Unreadable;

/// How much a table may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Bytes of the file.
    pub(crate) bytes: u64,
    /// Rows below the heading.
    pub(crate) rows: usize,
    /// Columns.
    pub(crate) columns: usize,
}

/// Characters of a cell.
const CELL: usize = 10_000;

/// A line that the process tells, as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Told {
    /// What stands above the columns.
    Heading(Vec<String>),
    /// The number of a row in its file, and its cells.
    Row(i64, Vec<String>),
    /// The file can't be taken.
    Refused(Unreadable),
    /// Nothing more comes.
    End,
}

/// Why a table was not read to its end.
#[derive(Debug)]
enum Stopped {
    Refused(Unreadable),
    Away(io::Error),
}

impl From<Unreadable> for Stopped {
    fn from(why: Unreadable) -> Self {
        Self::Refused(why)
    }
}
impl From<io::Error> for Stopped {
    fn from(e: io::Error) -> Self {
        Self::Away(e)
    }
}

/// Reads a table from one side and tells its rows to the other.
///
/// # Errors
/// A pipe is broken.
pub(crate) fn read(mut from: impl Read, to: impl Write, bounds: Bounds) -> io::Result<()> {
    let mut bytes = Vec::new();
    from.by_ref().take(bounds.bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    let mut teller = Teller { to: io::BufWriter::new(to), bounds, heading: None, rows: 0 };
    let read = match form(&bytes) {
        _ if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > bounds.bytes => Err(Unreadable::Size.into()),
        Some(Form::Xlsx) => {
            package::check(&bytes).map_err(Stopped::from).and_then(|()| workbook::read(bytes, &mut teller))
        }
        Some(Form::Csv) => text::read(&bytes, &mut teller),
        None => Err(Unreadable::Form.into()),
    };
    let read = read.and_then(|()| if teller.heading.is_none() { Err(Unreadable::Empty.into()) } else { Ok(()) });
    match read {
        Ok(()) => teller.tell(&Told::End)?,
        Err(Stopped::Refused(why)) => teller.tell(&Told::Refused(why))?,
        Err(Stopped::Away(e)) => return Err(e),
    }
    teller.to.flush()
}

enum Form {
    Csv,
    Xlsx,
}

/// What begins like this is something else than a table as text.
const OTHERS: &[&[u8]] =
    &[b"%PDF", b"<", b"{\\rtf", b"GIF8", b"PK", b"Rar!", b"7z", b"\xff\xd8", b"\xff\xfe", b"\xfe\xff"];

/// What the bytes say: a zip is held to be a workbook, and text a table.
fn form(bytes: &[u8]) -> Option<Form> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(Form::Xlsx);
    }
    let text = !OTHERS.iter().any(|head| bytes.starts_with(head)) && !bytes.iter().any(|b| *b < b'\t');
    text.then_some(Form::Csv)
}

/// Tells rows, and stops where they are more than is taken.
struct Teller<W: Write> {
    to: io::BufWriter<W>,
    bounds: Bounds,
    heading: Option<Vec<String>>,
    rows: usize,
}

impl<W: Write> Teller<W> {
    fn tell(&mut self, told: &Told) -> io::Result<()> {
        serde_json::to_writer(&mut self.to, told)?;
        self.to.write_all(b"\n")
    }

    /// One row of the file; the first that holds something is the heading, and those that hold nothing are left out.
    fn row(&mut self, number: i64, mut cells: Vec<String>) -> Result<(), Stopped> {
        // bytes bound characters from above
        if cells.iter().any(|cell| cell.len() > CELL && cell.chars().count() > CELL) {
            return Err(Unreadable::Cell.into());
        }
        while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if cells.len() > self.bounds.columns {
            return Err(Unreadable::Columns.into());
        }
        if self.heading.is_some() {
            self.rows += 1;
            if self.rows > self.bounds.rows {
                return Err(Unreadable::Rows.into());
            }
            return Ok(self.tell(&Told::Row(number, cells))?);
        }
        let heading: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        let twice =
            |(at, name): (usize, &String)| !name.is_empty() && heading.iter().take(at).any(|before| before == name);
        if heading.iter().enumerate().any(twice) {
            return Err(Unreadable::Headings.into());
        }
        self.heading = Some(heading.clone());
        Ok(self.tell(&Told::Heading(heading))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { bytes: 1000, rows: 3, columns: 4 };

    fn told(bytes: &[u8]) -> Vec<String> {
        let mut out = Vec::new();
        read(bytes, &mut out, BOUNDS).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_table_is_told_row_by_row_whatever_its_encoding_and_delimiter() {
        let rows = [
            r#"{"Heading":["nom","ville"]}"#,
            r#"{"Row":[2,["Éloïse","Grenoble"]]}"#,
            r#"{"Row":[4,["B"]]}"#,
            "\"End\"",
        ];
        assert_eq!(told("nom;ville\nÉloïse;Grenoble\n\nB;\n".as_bytes()), rows);
        assert_eq!(told("\u{feff}nom,ville\r\nÉloïse,Grenoble\r\n\r\nB,\r\n".as_bytes()), rows);
        assert_eq!(told(b"nom;ville\n\xc9lo\xefse;Grenoble\n\nB;\n"), rows);
        assert_eq!(
            told("nom;ville\n\"Élo\"\"ïse\";\"Gre\nnoble\"\n".as_bytes())[1],
            r#"{"Row":[2,["Élo\"ïse","Gre\nnoble"]]}"#
        );
    }

    #[test]
    fn what_an_export_has_made_harmless_is_given_back_as_it_was() {
        let lines = told("a;b;c\n'=1+1;'+33612345678;'quoted\n".as_bytes());
        assert_eq!(lines[1], r#"{"Row":[2,["=1+1","+33612345678","'quoted"]]}"#);
    }

    #[test]
    fn a_table_over_its_bounds_is_refused_by_its_code() {
        let cases: [(Vec<u8>, &str); 9] = [
            (b"a;b\n1\n2\n3\n4\n".to_vec(), "rule_import_rows"),
            (b"a;b\n1;2;3;4;5\n".to_vec(), "rule_import_columns"),
            (b"a;a\n1;2\n".to_vec(), "rule_import_headings"),
            (b"\n\n ; \n".to_vec(), "rule_import_empty"),
            (b"a;b\n1;\0\n".to_vec(), "rule_import_form"),
            (b"%PDF-1.7\n".to_vec(), "rule_import_form"),
            (b"\xff\xfea\0;\0b\0".to_vec(), "rule_import_form"),
            (vec![b'a'; 1001], "rule_import_size"),
            (b"PK\x03\x04nothing".to_vec(), "rule_import_damaged"),
        ];
        for (bytes, code) in cases {
            assert!(told(&bytes).last().unwrap().contains(code), "{code}: {:?}", told(&bytes));
        }
    }
}
