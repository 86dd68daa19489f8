//! Tables as CSV, for the spreadsheet of a French office: UTF-8 with its mark, `;` between cells, CRLF
//! at the end of a line, quotes by RFC 4180. A text that a spreadsheet would take for a formula gets an
//! apostrophe before it (T12).

use std::io::Write;

use super::{Call, Reply};
use crate::failure::{Failure, Outcome};

/// A cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// A text, made harmless.
    Text(&'a str),
    /// A number, as it stands.
    Number(&'a str),
    /// Nothing.
    Empty,
}

crate::text_enum! {
    /// The form of an answer.
    pub enum Format {
        Json = "json",
        Csv = "csv",
        Xlsx = "xlsx",
        Pdf = "pdf",
        Html = "html",
    }
}

impl Format {
    /// Whether CSV is asked for: by `format`, else by the `Accept` header; JSON if by neither.
    ///
    /// # Errors
    /// 406 for the forms that are not made here.
    pub fn is_csv(asked: Option<Self>, call: &Call) -> Outcome<bool> {
        match asked {
            None => Ok(call.accepts_csv),
            Some(Self::Json) => Ok(false),
            Some(Self::Csv) => Ok(true),
            Some(other) => Err(Failure::request(
                "not_acceptable",
                format!("Le format {other} n'est pas disponible ici : demandez json ou csv."),
                format!("The format {other} is not available here: ask for json or csv."),
            )),
        }
    }
}

/// What a spreadsheet would begin a formula with, full-width forms included.
const ACTIVE: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet runs.
pub fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    if text.starts_with(ACTIVE) { format!("'{text}").into() } else { text.into() }
}

/// A table under way.
pub struct Table<W: Write = Vec<u8>> {
    out: csv::Writer<W>,
}

impl Table {
    /// A table with its heading.
    ///
    /// # Errors
    /// Never: it is written to memory.
    pub fn with(heading: &[&str]) -> Outcome<Self> {
        Self::onto(Vec::new(), heading)
    }

    /// The answer, as a file with this name.
    ///
    /// # Errors
    /// Never: it is in memory.
    pub fn reply(self, file_name: &str) -> Outcome<Reply> {
        let text = String::from_utf8(self.finish()?).map_err(Failure::defect)?;
        Ok(Reply::text(200, "text/csv; charset=utf-8; header=present", text).attached(file_name))
    }
}

impl<W: Write> Table<W> {
    /// A table with its heading, written to where it goes as it grows.
    ///
    /// # Errors
    /// It can't be written there.
    pub fn onto(mut out: W, heading: &[&str]) -> Outcome<Self> {
        out.write_all("\u{FEFF}".as_bytes()).map_err(Failure::defect)?;
        let mut out = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out);
        out.write_record(heading).map_err(Failure::defect)?;
        Ok(Self { out })
    }

    /// One more row.
    ///
    /// # Errors
    /// The row has another number of cells than the heading, which is a defect; or it can't be written.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Outcome<()> {
        let texts = cells.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text).into_owned(),
            Cell::Number(number) => (*number).to_owned(),
            Cell::Empty => String::new(),
        });
        self.out.write_record(texts).map_err(Failure::defect)
    }

    /// The table is whole: what it was written to.
    ///
    /// # Errors
    /// Its end can't be written.
    pub fn finish(self) -> Outcome<W> {
        self.out.into_inner().map_err(|e| Failure::defect(e.error()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        let mut table = Table::with(&["name", "minutes"]).unwrap();
        for text in
            ["=HYPERLINK(\"http://x\")", "+33612345678", "-2+3", "@SUM(A1)", "\tx", "\rx", "＝1+1", "l'été; \"vu\""]
        {
            table.row(&[Cell::Text(text), Cell::Number("-5")]).unwrap();
        }
        let reply = table.reply("t.csv").unwrap();
        let text = reply.body.strip_prefix('\u{FEFF}').unwrap();
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 8);
        for row in &rows {
            assert!(!row[0].starts_with(ACTIVE), "{row:?}");
            assert_eq!(&row[1], "-5");
        }
        assert_eq!((&rows[0][0], &rows[7][0]), ("'=HYPERLINK(\"http://x\")", "l'été; \"vu\""));
        assert!(text.starts_with("name;minutes\r\n"));
    }
}
