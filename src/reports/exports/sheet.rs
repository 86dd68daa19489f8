//! The table of an export under way. CSV is written in the bytes that the profile asks for; XLSX as any other table of the
//! house. No text of either is a formula (T12).

use encoding_rs::WINDOWS_1252;

use super::api::ExportForm;
use crate::failure::{Failure, Outcome};
use crate::http::table::{Cell, Form, Table, harmless};
use crate::jobs::{Sealed, away};
use crate::reports::export_profiles::rules::{ExportEncoding, Row, Telling, Told, told};
use crate::reports::export_profiles::{ExportColumn, Profile};

/// A table whose columns are those of a profile.
pub(super) struct Sheet {
    profile: Profile,
    sink: Sink,
}

enum Sink {
    Csv(Box<csv::Writer<Sealed>>),
    Xlsx(Box<Table<Sealed>>),
}

fn broken(e: csv::Error) -> Failure {
    away(std::io::Error::other(e))
}

impl Sheet {
    /// Begins with the headings.
    pub(super) fn begin(mut out: Sealed, profile: &Profile, form: ExportForm) -> Outcome<Self> {
        let headings: Vec<&str> = profile.columns.iter().map(|column| column.header.as_str()).collect();
        let sink = match form {
            ExportForm::Xlsx => Sink::Xlsx(Box::new(Table::onto(Form::Xlsx, out, &headings)?)),
            ExportForm::Csv => {
                if profile.encoding == ExportEncoding::Utf8Bom {
                    std::io::Write::write_all(&mut out, "\u{FEFF}".as_bytes()).map_err(away)?;
                }
                let mut writer = csv::WriterBuilder::new()
                    .delimiter(profile.delimiter.byte())
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(out);
                let headings = headings.iter().map(|heading| bytes_of(profile.encoding, &harmless(heading)));
                writer.write_record(headings).map_err(broken)?;
                Sink::Csv(Box::new(writer))
            }
        };
        Ok(Self { profile: profile.clone(), sink })
    }

    /// What it is.
    pub(super) fn media_type(&self) -> &'static str {
        match (&self.sink, self.profile.encoding) {
            (Sink::Xlsx(_), _) => Form::Xlsx.media_type(),
            (Sink::Csv(_), ExportEncoding::Windows1252) => "text/csv; charset=windows-1252; header=present",
            (Sink::Csv(_), ExportEncoding::Utf8 | ExportEncoding::Utf8Bom) => Form::Csv.media_type(),
        }
    }

    /// One more row.
    pub(super) fn row(&mut self, row: &Row) -> Outcome<()> {
        let cells: Vec<Told> =
            self.profile.columns.iter().map(|column| cell(&self.profile, column, row)).collect::<Outcome<_>>()?;
        match &mut self.sink {
            Sink::Csv(writer) => {
                let encoding = self.profile.encoding;
                let texts = cells.iter().map(|cell| match cell {
                    Told::Text(text) => bytes_of(encoding, &harmless(text)),
                    Told::Number(number) => number.clone().into_bytes(),
                    Told::Nothing => Vec::new(),
                });
                writer.write_record(texts).map_err(broken)
            }
            Sink::Xlsx(table) => {
                let cells: Vec<Cell<'_>> = cells
                    .iter()
                    .map(|cell| match cell {
                        Told::Text(text) => Cell::Text(text),
                        Told::Number(number) => Cell::Number(number),
                        Told::Nothing => Cell::Empty,
                    })
                    .collect();
                table.row(&cells)
            }
        }
    }

    /// The table is whole.
    pub(super) fn finish(self) -> Outcome<Sealed> {
        match self.sink {
            Sink::Csv(writer) => writer.into_inner().map_err(|e| away(std::io::Error::other(e.error().to_string()))),
            Sink::Xlsx(table) => table.finish(),
        }
    }
}

fn cell(profile: &Profile, column: &ExportColumn, row: &Row) -> Outcome<Told> {
    let field = column.field.as_str();
    let value =
        row.get(field).ok_or_else(|| Failure::defect(format!("a row of {} without {field}", profile.source)))?;
    let theirs = |code: &str| column.mapping.as_ref()?.get(code).map(|theirs| theirs.as_str());
    Ok(told(
        value,
        Telling {
            format: column.format,
            default: column.default.as_ref().map(|text| text.as_str()),
            dates: profile.date_format,
        },
        theirs,
    ))
}

/// A text in the bytes of an encoding; a character that it lacks becomes a question mark.
fn bytes_of(encoding: ExportEncoding, text: &str) -> Vec<u8> {
    if encoding != ExportEncoding::Windows1252 {
        return text.as_bytes().to_vec();
    }
    let (bytes, _, lacks) = WINDOWS_1252.encode(text);
    if !lacks {
        return bytes.into_owned();
    }
    let one = |c: char| {
        let mut buffer = [0; 4];
        let (bytes, _, lacks) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
        if lacks { vec![b'?'] } else { bytes.into_owned() }
    };
    text.chars().flat_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_encoding_lacks_becomes_a_question_mark() {
        assert_eq!(bytes_of(ExportEncoding::Utf8, "é"), "é".as_bytes());
        assert_eq!(bytes_of(ExportEncoding::Windows1252, "Élève à 5 €"), b"\xC9l\xE8ve \xE0 5 \x80");
        assert_eq!(bytes_of(ExportEncoding::Windows1252, "Şule é"), b"?ule \xE9");
    }
}
