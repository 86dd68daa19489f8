//! The files of a pack while they are written: each to the disk as it grows, hashed on the way, so that no more than a
//! buffer of any is ever in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use jalon_press::Template;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::audit::chain::hex;
use crate::failure::{Failure, Outcome};
use crate::http::table::{Cell, Form, Table};
use crate::jobs::{Meter, Results, Working, away};
use crate::participants::vault::ContentKey;

/// Where the bytes of a file of the pack are.
#[derive(Debug)]
pub(super) enum Place {
    /// In the work of this job.
    Spool(PathBuf),
    /// Among the documents, under this name, sealed under this key.
    Blob(String, Option<ContentKey>),
}

/// A file of the pack.
#[derive(Debug)]
pub(super) struct Kept {
    /// Its size in bytes.
    pub(super) size: u64,
    /// The hash of its bytes.
    pub(super) sha256: String,
    /// Where they are.
    pub(super) place: Place,
}

/// The files of a pack, by their path in it.
#[derive(Debug)]
pub(super) struct Spool {
    pub(super) working: Working,
    pub(super) files: BTreeMap<String, Kept>,
    to_press: Vec<ToPress>,
    opened: usize,
}

/// A document that is still to be typeset: its data wait on the disk, so that no snapshot is held meanwhile.
#[derive(Debug)]
struct ToPress {
    path: String,
    template: Template,
    data: PathBuf,
}

impl Spool {
    pub(super) fn begin(results: &Results) -> Outcome<Self> {
        Ok(Self { working: results.begin().map_err(away)?, files: BTreeMap::new(), to_press: Vec::new(), opened: 0 })
    }

    /// A file that has no path yet.
    pub(super) fn open(&mut self) -> Outcome<Page> {
        self.opened += 1;
        let at = self.working.path(&self.opened.to_string());
        let file = File::create_new(&at).map_err(away)?;
        Ok(Page { out: BufWriter::new(file), hash: Sha256::new(), size: 0, at })
    }

    /// The file is whole, and stands in the pack under this path.
    pub(super) fn keep(&mut self, path: impl Into<String>, page: Page) -> Outcome<()> {
        let Page { mut out, hash, size, at } = page;
        out.flush().map_err(away)?;
        let kept = Kept { size, sha256: hex(&hash.finalize()), place: Place::Spool(at) };
        self.files.insert(path.into(), kept);
        Ok(())
    }

    /// A file that is small.
    pub(super) fn text(&mut self, path: impl Into<String>, text: &str) -> Outcome<()> {
        let mut page = self.open()?;
        page.write_all(text.as_bytes()).map_err(away)?;
        self.keep(path, page)
    }

    /// A document, to be typeset once nothing more is read of the database.
    pub(super) fn press_later(&mut self, path: impl Into<String>, template: Template, data: &Value) -> Outcome<()> {
        let mut page = self.open()?;
        serde_json::to_writer(&mut page, data).map_err(Failure::defect)?;
        let data = page.aside()?;
        self.to_press.push(ToPress { path: path.into(), template, data });
        Ok(())
    }

    /// Typesets what waits, one document after the other.
    pub(super) fn press(&mut self, meter: &Meter) -> Outcome<()> {
        let waiting = std::mem::take(&mut self.to_press);
        let all = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
        for (n, ToPress { path, template, data }) in (0i64..).zip(waiting) {
            let text = std::fs::read_to_string(&data).map_err(away)?;
            let mut page = self.open()?;
            page.write_all(&jalon_press::pdf(template, &text).map_err(Failure::defect)?).map_err(away)?;
            self.keep(path, page)?;
            std::fs::remove_file(&data).map_err(away)?;
            meter.at(n, all, (80, 90));
        }
        Ok(())
    }

    /// An object, as JSON that a person can read too.
    pub(super) fn json(&mut self, path: impl Into<String>, value: &impl Serialize) -> Outcome<()> {
        let mut text = serde_json::to_string_pretty(value).map_err(Failure::defect)?;
        text.push('\n');
        self.text(path, &text)
    }
}

/// A file under way.
#[derive(Debug)]
pub(super) struct Page {
    out: BufWriter<File>,
    hash: Sha256,
    size: u64,
    at: PathBuf,
}

impl Page {
    /// Where its bytes are, once nothing more comes; it stands in no pack.
    pub(super) fn aside(mut self) -> Outcome<PathBuf> {
        self.out.flush().map_err(away)?;
        Ok(self.at)
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.hash.update(bytes);
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A figure: the same rows as a table for a spreadsheet and as a list for a program, one object a line.
pub(super) struct Figure {
    name: &'static str,
    heading: &'static [&'static str],
    csv: Table<Page>,
    json: Page,
    rows: u64,
}

impl Figure {
    pub(super) fn begin(spool: &mut Spool, name: &'static str, heading: &'static [&'static str]) -> Outcome<Self> {
        let csv = Table::onto(Form::Csv, spool.open()?, heading)?;
        let mut json = spool.open()?;
        json.write_all(b"[").map_err(away)?;
        Ok(Self { name, heading, csv, json, rows: 0 })
    }

    /// One more row, an object whose members are those of the heading.
    pub(super) fn row(&mut self, row: &impl Serialize) -> Outcome<()> {
        let value = serde_json::to_value(row).map_err(Failure::defect)?;
        let members = value.as_object().ok_or_else(|| Failure::defect(format!("{}: a row is no object", self.name)))?;
        if !members.keys().map(String::as_str).eq(self.heading.iter().copied()) {
            return Err(Failure::defect(format!("{}: a row is not under its heading", self.name)));
        }
        let texts: Vec<(bool, String)> = members.values().map(cell).collect();
        let cells: Vec<Cell<'_>> = texts
            .iter()
            .map(|(number, text)| match (number, text.as_str()) {
                (_, "") => Cell::Empty,
                (true, text) => Cell::Number(text),
                (false, text) => Cell::Text(text),
            })
            .collect();
        self.csv.row(&cells)?;
        let before: &[u8] = if self.rows == 0 { b"\n" } else { b",\n" };
        self.json.write_all(before).map_err(away)?;
        serde_json::to_writer(&mut self.json, &value).map_err(Failure::defect)?;
        self.rows += 1;
        Ok(())
    }

    pub(super) fn end(mut self, spool: &mut Spool) -> Outcome<()> {
        self.json.write_all(b"\n]\n").map_err(away)?;
        spool.keep(format!("figures/{}.csv", self.name), self.csv.finish()?)?;
        spool.keep(format!("figures/{}.json", self.name), self.json)
    }
}

/// The text of a cell, and whether it is a number.
fn cell(value: &Value) -> (bool, String) {
    match value {
        Value::Null => (false, String::new()),
        Value::Bool(yes) => (false, yes.to_string()),
        Value::Number(number) => (true, number.to_string()),
        Value::String(text) => (false, text.clone()),
        other => (false, other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        name: Option<&'static str>,
        minutes: i64,
    }

    #[test]
    fn a_figure_says_the_same_twice_and_no_cell_is_a_formula() {
        let dir = std::env::temp_dir().join(format!("jalon-spool-{}", uuid::Uuid::now_v7()));
        let mut spool = Spool::begin(&Results::of(&dir)).unwrap();
        let mut figure = Figure::begin(&mut spool, "rows", &["name", "minutes"]).unwrap();
        figure.row(&Row { name: Some("=HYPERLINK(\"http://x\")"), minutes: -5 }).unwrap();
        figure.row(&Row { name: None, minutes: 60 }).unwrap();
        figure.end(&mut spool).unwrap();
        let read = |path: &str| match &spool.files[path].place {
            Place::Spool(at) => std::fs::read_to_string(at).unwrap(),
            Place::Blob(..) => panic!(),
        };
        assert_eq!(read("figures/rows.csv"), "\u{FEFF}name;minutes\r\n\"'=HYPERLINK(\"\"http://x\"\")\";-5\r\n;60\r\n");
        assert_eq!(
            read("figures/rows.json"),
            "[\n{\"name\":\"=HYPERLINK(\\\"http://x\\\")\",\"minutes\":-5},\n{\"name\":null,\"minutes\":60}\n]\n"
        );
        let kept = &spool.files["figures/rows.json"];
        assert_eq!(kept.sha256, hex(&Sha256::digest(read("figures/rows.json"))));
        assert_eq!(usize::try_from(kept.size).unwrap(), read("figures/rows.json").len());
        let mut wrong = Figure::begin(&mut spool, "wrong", &["minutes", "name"]).unwrap();
        assert!(wrong.row(&Row { name: None, minutes: 1 }).is_err());
        drop(spool);
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
