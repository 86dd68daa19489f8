//! Files that are made to harm: each is refused by its code in little time, leaves nothing, and the server goes on (T13).

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use jalon::auth::role::Role;
use jalon::config::Given;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::both;
use crate::support::builders::imports::sent;
use crate::support::{Client, Kind, TestApp, json};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Feuille1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

type Parts = Vec<(&'static str, Vec<u8>)>;

/// The parts of a workbook with this sheet.
fn parts(sheet: &str) -> Parts {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>"#
    );
    vec![
        ("[Content_Types].xml", TYPES.into()),
        ("_rels/.rels", RELS.into()),
        ("xl/workbook.xml", BOOK.into()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.into()),
        ("xl/styles.xml", STYLES.into()),
        ("xl/worksheets/sheet1.xml", sheet.into_bytes()),
    ]
}

fn with(mut parts: Parts, name: &'static str, bytes: impl Into<Vec<u8>>) -> Parts {
    parts.retain(|(other, _)| *other != name);
    parts.push((name, bytes.into()));
    parts
}

fn zipped(parts: &Parts) -> Vec<u8> {
    packed(parts, |_| {})
}

fn packed(parts: &Parts, more: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, deflated).unwrap();
        zip.write_all(bytes).unwrap();
    }
    more(&mut zip);
    zip.finish().unwrap().into_inner()
}

fn text(place: &str, what: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{what}</t></is></c>"#)
}

/// Cells of a sheet, row by row.
#[derive(Default)]
pub struct Cells {
    done: String,
    row: String,
    rows: usize,
    column: u8,
}

impl Cells {
    fn place(&mut self) -> String {
        self.column += 1;
        format!("{}{}", char::from(b'A' + self.column - 1), self.rows + 1)
    }
    pub fn text(&mut self, what: &str) -> &mut Self {
        let place = self.place();
        self.row.push_str(&text(&place, what));
        self
    }
    pub fn number(&mut self, n: f64) -> &mut Self {
        let place = self.place();
        self.row.push_str(&format!(r#"<c r="{place}"><v>{n}</v></c>"#));
        self
    }
    /// A day by its serial number.
    pub fn day(&mut self, n: f64) -> &mut Self {
        let place = self.place();
        self.row.push_str(&format!(r#"<c r="{place}" s="1"><v>{n}</v></c>"#));
        self
    }
    pub fn row(&mut self) -> &mut Self {
        self.rows += 1;
        self.done.push_str(&format!(r#"<row r="{}">{}</row>"#, self.rows, std::mem::take(&mut self.row)));
        self.column = 0;
        self
    }
}

/// A workbook with one sheet of these cells.
pub fn workbook(build: impl FnOnce(&mut Cells)) -> Vec<u8> {
    let mut cells = Cells::default();
    build(&mut cells);
    zipped(&parts(&cells.done))
}

/// Every crafted file, with the status and the code that it is refused with.
fn hostile() -> Vec<(&'static str, Vec<u8>, u16, &'static str)> {
    let row = |cells: &str| format!(r#"<row r="1">{cells}</row>"#);
    let plain = || parts(&row(&text("A1", "last_name")));
    let doctype = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>"#;
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>"#;
    let sheets: String = (0..50_000).map(|n| format!(r#"<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>"#)).collect();
    let many: Parts = (0..110).map(|n| (LEAKED[n].as_str(), vec![b' '; 1024 * 1024])).collect();
    let mut several = plain();
    several.extend(many);
    let lie = {
        let mut bytes = zipped(&with(plain(), "xl/worksheets/sheet1.xml", vec![b' '; 40 * 1024 * 1024]));
        // the central directory promises ten bytes
        let head = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
        bytes[head + 24..head + 28].copy_from_slice(&10u32.to_le_bytes());
        bytes
    };
    let entries = packed(&plain(), |zip| {
        for n in 0..1500 {
            zip.start_file(format!("xl/media/{n}"), SimpleFileOptions::default()).unwrap();
        }
    });
    let link =
        packed(&plain(), |zip| zip.add_symlink("xl/link.xml", "/etc/passwd", SimpleFileOptions::default()).unwrap());
    let macros = TYPES.replace("spreadsheetml.sheet.main+xml", "x").replace(
        "application/vnd.openxmlformats-officedocument.x",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    );
    let letter = TYPES.replace("spreadsheetml.sheet.main", "wordprocessingml.document.main");
    let whole = zipped(&plain());
    let wide = |n: usize| (0..n).map(|c| format!("c{c}")).collect::<Vec<_>>().join(";").into_bytes();
    vec![
        (
            "a far cell",
            zipped(&parts(
                &(row(&text("A1", "a")) + &format!(r#"<row r="1048576">{}</row>"#, text("XFD1048576", "b"))),
            )),
            422,
            "rule_import_columns",
        ),
        ("a wide cell", zipped(&parts(&row(&(text("A1", "a") + &text("BZZ60000", "b"))))), 422, "rule_import_columns"),
        ("a cell beyond the sheet", zipped(&parts(&row(&text("ZZZZZZZZ99999999999", "b")))), 422, "rule_import_"),
        (
            "a bomb by ratio",
            zipped(&with(plain(), "xl/worksheets/sheet1.xml", vec![b' '; 60 * 1024 * 1024])),
            422,
            "rule_import_unpacked",
        ),
        ("a bomb in many parts", zipped(&several), 422, "rule_import_unpacked"),
        ("a bomb that promises to be small", lie, 422, "rule_import_damaged"),
        ("too many parts", entries, 422, "rule_import_entries"),
        (
            "a great many sheets",
            zipped(&with(plain(), "xl/workbook.xml", BOOK.replace("</sheets>", &(sheets + "</sheets>")))),
            422,
            "rule_import_entries",
        ),
        ("a symbolic link", link, 422, "rule_import_damaged"),
        ("a way out", zipped(&with(plain(), "../../../etc/cron.d/x.xml", "x")), 422, "rule_import_damaged"),
        ("macros", zipped(&with(plain(), "xl/vbaProject.bin", "x")), 422, "rule_import_macros"),
        ("a type with macros", zipped(&with(plain(), "[Content_Types].xml", macros)), 422, "rule_import_macros"),
        (
            "an external entity",
            zipped(&with(plain(), "xl/workbook.xml", format!("{doctype}{BOOK}"))),
            422,
            "rule_import_doctype",
        ),
        (
            "entities within entities",
            zipped(&with(plain(), "xl/sharedStrings.xml", laughs)),
            422,
            "rule_import_doctype",
        ),
        (
            "a part in another encoding",
            zipped(&with(
                plain(),
                "xl/workbook.xml",
                BOOK.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
            )),
            422,
            "rule_import_damaged",
        ),
        (
            "a promise of strings",
            zipped(&with(
                plain(),
                "xl/sharedStrings.xml",
                r#"<sst count="1" uniqueCount="400000000000"><si><t>a</t></si></sst>"#,
            )),
            422,
            "rule_import_resources",
        ),
        ("half a file", whole[..whole.len() / 2].to_vec(), 422, "rule_import_damaged"),
        ("a letter", zipped(&with(plain(), "[Content_Types].xml", letter)), 415, "unsupported_media_type"),
        ("an encrypted workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0".to_vec(), 415, "unsupported_media_type"),
        ("a page", b"<html><script>alert(1)</script></html>".to_vec(), 415, "unsupported_media_type"),
        ("a PDF", b"%PDF-1.7\n".to_vec(), 415, "unsupported_media_type"),
        ("a NUL", b"last_name\nBen\0ali\n".to_vec(), 415, "unsupported_media_type"),
        ("one endless line", vec![b'a'; 19 * 1024 * 1024], 422, "rule_import_cell"),
        (
            "one endless quote",
            [b"last_name\n\"".to_vec(), vec![b'\n'; 19 * 1024 * 1024]].concat(),
            422,
            "rule_import_cell",
        ),
        ("too many rows", [b"last_name\n".to_vec(), b"a\n".repeat(50_001)].concat(), 422, "rule_import_rows"),
        ("too many columns", wide(201), 422, "rule_import_columns"),
        ("a long cell", [b"last_name\n".to_vec(), vec![b'a'; 10_001]].concat(), 422, "rule_import_cell"),
        ("nothing", b"\n \n;;\n".to_vec(), 422, "rule_import_empty"),
        ("too large a file", vec![b'a'; 20 * 1024 * 1024 + 1], 413, "payload_too_large"),
    ]
}

/// Names of parts that live as long as the tests.
static LEAKED: std::sync::LazyLock<Vec<String>> =
    std::sync::LazyLock::new(|| (0..110).map(|n| format!("xl/worksheets/extra{n}.xml")).collect());

fn left(app: &TestApp) -> (usize, String) {
    let files = std::fs::read_dir(app.database.dir.join("results")).map_or(0, Iterator::count);
    (files, app.read_text("select count(*) from jobs"))
}

/// Five seconds; on a machine that has no time, a multiple of what it takes to receive as many bytes and read none.
fn cheap(manager: &Client) -> Duration {
    let begun = Instant::now();
    sent(manager, "participants", &[], &vec![b'<'; 19 * 1024 * 1024]).refused(415, "unsupported_media_type");
    Duration::from_secs(5).max(20 * begun.elapsed())
}

both! {
    fn every_crafted_file_is_refused_cheaply_and_the_server_goes_on(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let mut faults = Vec::new();
        let cheap = cheap(&manager);
        for (what, bytes, status, code) in hostile() {
            let begun = Instant::now();
            let answer = sent(&manager, "participants", &[], &bytes);
            let (took, told) = (begun.elapsed(), answer.body["code"].as_str().unwrap_or_default().to_owned());
            if answer.status != status || !told.starts_with(code) || took > cheap {
                faults.push(format!("{what}: {} {told} in {took:?}", answer.status));
            }
        }
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
        assert_eq!(left(&app), (0, "0".to_owned()), "nothing stays behind");
        let good = workbook(|cells| {
            cells.text("last_name").row().text("Benali").row();
        });
        sent(&manager, "participants", &[], &good).expect(202);
    }
}

/// A reader that does not come back, and one that has not the memory to begin.
#[test]
fn a_reader_that_takes_too_much_is_ended() {
    let stubborn = std::env::temp_dir().join(format!("jalon-stubborn-{}", uuid::Uuid::now_v7()));
    std::fs::write(&stubborn, "#!/bin/sh\nexec sleep 60\n").unwrap();
    std::fs::set_permissions(&stubborn, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    for what in ["time", "memory"] {
        let app = TestApp::start_with(Kind::Sqlite, |given| match what {
            "time" => {
                let (reader, seconds) = (stubborn.clone(), "1".to_owned());
                Given { sheet_reader: Some(reader), import_seconds: Some(seconds), ..given }
            }
            _ => Given { import_memory: Some("1".to_owned()), ..given },
        });
        let (manager, begun) = (app.sign_in(Role::DataManager), Instant::now());
        sent(&manager, "participants", &[], b"last_name\nBenali\n").refused(422, "rule_import_resources");
        assert!(begun.elapsed() < Duration::from_secs(40), "{what}: not before it would have ended by itself");
        assert_eq!(left(&app).0, 0, "{what}");
        manager.get("/v1/me").expect(200);
    }
    std::fs::remove_file(stubborn).unwrap();
}
