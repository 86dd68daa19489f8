//! Tables for the spreadsheet of a French office. CSV: UTF-8 with its mark, `;` between cells, CRLF at the end of a
//! line, quotes by RFC 4180; a text that a spreadsheet would take for a formula gets an apostrophe before it (T12).
//! XLSX: the same rows, in which a text is never a formula; the same rows give the same bytes.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook};

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
    /// The form of an answer that is made in these: what `format` asks for, else CSV where `Accept` wants it, else the
    /// first.
    ///
    /// # Errors
    /// 406 for a form that is not made here.
    pub fn asked(asked: Option<Self>, call: &Call, made: &[Self]) -> Outcome<Self> {
        let Some(asked) = asked else {
            let csv = call.accepts_csv && made.contains(&Self::Csv);
            return Ok(if csv { Self::Csv } else { made.first().copied().unwrap_or(Self::Json) });
        };
        if made.contains(&asked) {
            return Ok(asked);
        }
        let names: Vec<&str> = made.iter().map(|form| form.code()).collect();
        let names = names.join(", ");
        Err(Failure::request(
            "not_acceptable",
            format!("Le format {asked} n'est pas disponible ici : demandez {names}."),
            format!("The format {asked} is not available here: ask for {names}."),
        ))
    }

    /// The form of a table, for those that are tables.
    pub const fn form(self) -> Option<Form> {
        match self {
            Self::Csv => Some(Form::Csv),
            Self::Xlsx => Some(Form::Xlsx),
            Self::Json | Self::Pdf | Self::Html => None,
        }
    }
}

/// The form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Texts between `;`.
    Csv,
    /// A workbook with one sheet.
    Xlsx,
}

impl Form {
    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// What the name of a file ends with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// What a spreadsheet would begin a formula with, full-width forms included.
const ACTIVE: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet runs.
pub fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    if text.starts_with(ACTIVE) { format!("'{text}").into() } else { text.into() }
}

/// The rows that a sheet of a workbook holds, its heading included.
const SHEET_ROWS: u32 = 1_048_576;

/// The characters that a cell of a workbook holds.
const CELL_CHARACTERS: usize = 32_767;

/// A table under way.
pub struct Table<W: Write = Vec<u8>> {
    form: Form,
    sink: Sink<W>,
}

enum Sink<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Xlsx(Box<Sheet>, W),
}

/// A sheet whose rows are on the disk as soon as the next one is begun.
struct Sheet {
    book: Workbook,
    rows: u32,
    columns: usize,
}

impl Table {
    /// A table with its heading.
    ///
    /// # Errors
    /// There is no place for the rows of a workbook.
    pub fn with(form: Form, heading: &[&str]) -> Outcome<Self> {
        Self::onto(form, Vec::new(), heading)
    }

    /// The answer, as a file whose name begins so.
    ///
    /// # Errors
    /// There is no place left for a workbook.
    pub fn reply(self, stem: &str) -> Outcome<Reply> {
        let form = self.form;
        let name = format!("{stem}.{}", form.extension());
        Ok(Reply::bytes(200, form.media_type(), self.finish()?).attached(&name))
    }
}

impl<W: Write + Send> Table<W> {
    /// A table with its heading, written to where it goes: CSV as it grows, a workbook when it is finished.
    ///
    /// # Errors
    /// It can't be written there.
    pub fn onto(form: Form, mut out: W, heading: &[&str]) -> Outcome<Self> {
        let sink = match form {
            Form::Csv => {
                out.write_all("\u{FEFF}".as_bytes()).map_err(Failure::defect)?;
                let mut out =
                    csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out);
                out.write_record(heading).map_err(Failure::defect)?;
                Sink::Csv(Box::new(out))
            }
            Form::Xlsx => Sink::Xlsx(Box::new(Sheet::with(heading)?), out),
        };
        Ok(Self { form, sink })
    }

    /// One more row.
    ///
    /// # Errors
    /// The row has another number of cells than the heading, which is a defect; 406 where a sheet holds no more rows;
    /// or it can't be written.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Outcome<()> {
        match &mut self.sink {
            Sink::Csv(out) => {
                let texts = cells.iter().map(|cell| match cell {
                    Cell::Text(text) => harmless(text).into_owned(),
                    Cell::Number(number) => (*number).to_owned(),
                    Cell::Empty => String::new(),
                });
                out.write_record(texts).map_err(Failure::defect)
            }
            Sink::Xlsx(sheet, _) => sheet.row(cells),
        }
    }

    /// The table is whole: what it was written to.
    ///
    /// # Errors
    /// Its end can't be written.
    pub fn finish(self) -> Outcome<W> {
        match self.sink {
            Sink::Csv(out) => out.into_inner().map_err(|e| Failure::defect(e.error())),
            Sink::Xlsx(mut sheet, mut out) => {
                sheet.book.save_to_writer(&mut out).map_err(Failure::defect)?;
                Ok(out)
            }
        }
    }
}

impl Sheet {
    fn with(heading: &[&str]) -> Outcome<Self> {
        let mut book = Workbook::new();
        // the day of printing would make other bytes of the same rows
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(Failure::defect)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let sheet = book.add_worksheet_with_constant_memory().map_err(Failure::defect)?;
        let bold = Style::new().set_bold();
        for (column, name) in (0..).zip(heading) {
            sheet.write_string_with_format(0, column, *name, &bold).map_err(Failure::defect)?;
        }
        Ok(Self { book, rows: 1, columns: heading.len() })
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Outcome<()> {
        if cells.len() != self.columns {
            return Err(Failure::defect(format!("{} cells under {} headings", cells.len(), self.columns)));
        }
        if self.rows >= SHEET_ROWS {
            return Err(Failure::request(
                "not_acceptable",
                "Trop de lignes pour une feuille xlsx : demandez csv.",
                "Too many rows for a sheet of xlsx: ask for csv.",
            ));
        }
        let row = self.rows;
        self.rows += 1;
        let sheet = self.book.worksheet_from_index(0).map_err(Failure::defect)?;
        for (column, cell) in (0..).zip(cells) {
            let written = match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string(row, column, fitting(text)),
                Cell::Number(number) => match number.parse::<f64>() {
                    Ok(value) => sheet.write_number(row, column, value),
                    Err(_) => sheet.write_string(row, column, *number),
                },
            };
            written.map_err(Failure::defect)?;
        }
        Ok(())
    }
}

/// A text as far as a cell of a workbook holds it.
fn fitting(text: &str) -> &str {
    text.char_indices().nth(CELL_CHARACTERS).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        let mut table = Table::with(Form::Csv, &["name", "minutes"]).unwrap();
        for text in
            ["=HYPERLINK(\"http://x\")", "+33612345678", "-2+3", "@SUM(A1)", "\tx", "\rx", "＝1+1", "l'été; \"vu\""]
        {
            table.row(&[Cell::Text(text), Cell::Number("-5")]).unwrap();
        }
        let reply = table.reply("t").unwrap();
        assert_eq!(reply.attachment.as_deref(), Some("t.csv"));
        let text = String::from_utf8(reply.bytes.unwrap()).unwrap();
        let text = text.strip_prefix('\u{FEFF}').unwrap();
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

    #[test]
    fn a_workbook_holds_the_same_rows_in_the_same_bytes() {
        use calamine::{Data, Reader, Xlsx};
        let made = || {
            let mut table = Table::with(Form::Xlsx, &["name", "minutes"]).unwrap();
            table.row(&[Cell::Text("=1+1"), Cell::Number("90")]).unwrap();
            table.row(&[Cell::Text("l'été & <b>"), Cell::Empty]).unwrap();
            table.row(&[Cell::Text(&"é".repeat(40_000)), Cell::Number("0.7857")]).unwrap();
            assert!(table.row(&[Cell::Empty]).is_err());
            table.finish().unwrap()
        };
        let bytes = made();
        assert_eq!(bytes, made());
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        let rows: Vec<&[Data]> = range.rows().collect();
        assert_eq!(rows[0], [Data::String("name".into()), Data::String("minutes".into())]);
        assert_eq!(rows[1], [Data::String("=1+1".into()), Data::Float(90.0)]);
        assert_eq!(rows[2], [Data::String("l'été & <b>".into()), Data::Empty]);
        assert_eq!(rows[3], [Data::String("é".repeat(CELL_CHARACTERS)), Data::Float(0.7857)]);
    }
}
