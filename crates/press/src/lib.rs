//! The printed documents of Jalon: a template and its data in, a PDF out; a report as a page for a browser too.
//!
//! A template is Markdown with placeholders (`templates/`), so that its wording can be changed by whoever can read it.
//! It is filled ([`markup`]), set in lines ([`text`]), columns ([`table`]) and pages ([`page`]), and written as
//! PDF/A-2u ([`pdf`]). Nothing here knows the server. The same data gives the same bytes: a document carries the day
//! it is given and an identifier made from its data, never the time of printing.

mod html;
mod markup;
mod page;
mod pdf;
mod table;
mod text;

/// What can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// The interviews of a person, each with its signature.
    AttendanceSheet,
    /// A collective session, each person with their signature.
    CollectiveAttendanceSheet,
    /// What the person and the PLIE or the département have signed.
    EngagementContract,
    /// An entry file as the commission sees it.
    EntryFile,
    /// The minutes of a commission session.
    Minutes,
    /// The figures of a report.
    Report,
    /// What the pack of an audit mission holds.
    PackIndex,
    /// The month of a member of staff.
    Timesheet,
}

impl Template {
    /// Every template.
    pub const ALL: &[Self] = &[
        Self::AttendanceSheet,
        Self::CollectiveAttendanceSheet,
        Self::EngagementContract,
        Self::EntryFile,
        Self::Minutes,
        Self::PackIndex,
        Self::Report,
        Self::Timesheet,
    ];

    /// Its name: that of its file, of its sample and of its picture.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AttendanceSheet => "attendance-sheet",
            Self::CollectiveAttendanceSheet => "collective-attendance-sheet",
            Self::EngagementContract => "engagement-contract",
            Self::EntryFile => "entry-file",
            Self::Minutes => "minutes",
            Self::PackIndex => "pack-index",
            Self::Report => "report",
            Self::Timesheet => "timesheet",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::AttendanceSheet => include_str!("../templates/attendance-sheet.md"),
            Self::CollectiveAttendanceSheet => include_str!("../templates/collective-attendance-sheet.md"),
            Self::EngagementContract => include_str!("../templates/engagement-contract.md"),
            Self::EntryFile => include_str!("../templates/entry-file.md"),
            Self::Minutes => include_str!("../templates/minutes.md"),
            Self::PackIndex => include_str!("../templates/pack-index.md"),
            Self::Report => include_str!("../templates/report.md"),
            Self::Timesheet => include_str!("../templates/timesheet.md"),
        }
    }
}

/// Why a document could not be printed: the template and its data do not fit.
#[derive(Debug)]
pub struct PressError(pub String);

impl std::fmt::Display for PressError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PressError {}

/// Prints a document from its data, a JSON object. Beside what its template reads it has `title`, `plie`,
/// `reference`, `dated` (`YYYY-MM-DD`), and if need be `funding` (the statement of the fund), `draft` with the word that
/// `mark`s one, and `hash`, which a program finds among the keywords of the file.
///
/// # Errors
/// The data lacks what the template or the frame reads.
pub fn pdf(template: Template, data: &str) -> Result<Vec<u8>, PressError> {
    let data: serde_json::Value = serde_json::from_str(data).map_err(|e| PressError(e.to_string()))?;
    let frame = pdf::Frame::read(&data)?;
    let blocks = markup::fill(template, &data)?;
    let pages = page::set(&blocks);
    pdf::write(&frame, &pages)
}

/// A report as one page for a browser, from the data that [`Template::Report`] prints.
///
/// # Errors
/// The data lacks what the template reads.
pub fn html(data: &str) -> Result<String, PressError> {
    html::report(&serde_json::from_str(data).map_err(|e| PressError(e.to_string()))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn sample(template: Template) -> Value {
        let file = format!("{}/samples/{}.json", env!("CARGO_MANIFEST_DIR"), template.name());
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    }

    #[test]
    fn a_report_is_printed_and_is_a_page_without_script() {
        let data = sample(Template::Report);
        assert!(pdf(Template::Report, &data.to_string()).unwrap().starts_with(b"%PDF-1."));
        let page = html(&data.to_string()).unwrap();
        for part in
            ["<html lang=\"fr\">", "<caption>Genre</caption>", "1 204", "width=\"288\"", "Critères d’entrée : rien"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        for never in ["<script", "http:", "https:", "style=", "url("] {
            assert!(!page.contains(never), "{never}");
        }
    }

    #[test]
    fn what_people_wrote_is_no_markup_in_a_page() {
        let mut data = sample(Template::Report);
        for place in [
            "/title",
            "/plie",
            "/funding",
            "/reference",
            "/facts/0/1",
            "/sections/0/title",
            "/notes/0",
            "/sections/0/tables/0/caption",
            "/sections/0/tables/0/head/0",
            "/sections/0/tables/0/rows/0/label",
            "/sections/0/tables/0/chart/bars/0/label",
            "/sections/0/tables/0/rows/0/cells/0",
        ] {
            *data.pointer_mut(place).unwrap() = json!("<b>\"'&</b><script>");
        }
        let page = html(&data.to_string()).unwrap();
        assert!(!page.contains("<b>") && !page.contains("<script") && page.contains("&lt;b&gt;&quot;"), "{page}");
        assert!(html("{}").unwrap_err().to_string().contains("report.html"));
    }

    fn minutes() -> Value {
        sample(Template::Minutes)
    }

    fn timesheet() -> Value {
        sample(Template::Timesheet)
    }

    fn pages(pdf: &[u8]) -> usize {
        String::from_utf8_lossy(pdf).matches("/Type/Page/").count()
            + String::from_utf8_lossy(pdf).matches("/Type /Page\n").count()
    }

    #[test]
    fn the_same_data_gives_the_same_bytes() {
        for template in Template::ALL {
            let one = pdf(*template, &sample(*template).to_string()).unwrap();
            assert!(one.starts_with(b"%PDF-1."), "{template:?}");
            assert_eq!(one, pdf(*template, &sample(*template).to_string()).unwrap(), "{template:?}");
        }
    }

    #[test]
    fn a_program_finds_the_hash_and_a_draft_is_another_document() {
        let whole = timesheet();
        let hash = whole.get("hash").and_then(Value::as_str).unwrap();
        let printed = pdf(Template::Timesheet, &whole.to_string()).unwrap();
        assert!(String::from_utf8_lossy(&printed).contains(&format!("sha256:{hash}")));
        let mut draft = whole.clone();
        *draft.get_mut("draft").unwrap() = json!(true);
        assert_ne!(pdf(Template::Timesheet, &draft.to_string()).unwrap(), printed);
    }

    #[test]
    fn every_template_prints_without_what_may_be_missing() {
        for template in Template::ALL {
            let mut empty = sample(*template);
            for value in empty.as_object_mut().unwrap().values_mut().filter(|v| v.is_array()) {
                *value = json!([]);
            }
            assert!(pdf(*template, &empty.to_string()).is_ok(), "{template:?}");
        }
    }

    #[test]
    fn a_month_without_time_is_a_sheet_too() {
        let mut empty = timesheet();
        assert!(pdf(Template::Timesheet, &empty.to_string()).is_ok());
        for list in ["lines", "operations", "totals"] {
            *empty.get_mut(list).unwrap() = json!([]);
        }
        assert!(pdf(Template::Timesheet, &empty.to_string()).is_ok());
    }

    #[test]
    fn data_that_the_template_cannot_read_is_an_error_and_no_panic() {
        assert!(pdf(Template::Minutes, r#"{"title": 1}"#).is_err());
        let mut lacking = minutes();
        lacking.as_object_mut().unwrap().remove("attendance");
        assert!(pdf(Template::Minutes, &lacking.to_string()).unwrap_err().to_string().contains("minutes"));
    }

    #[test]
    fn what_people_wrote_is_never_markup_and_always_fits() {
        for text in
            ["| a | b |", "# pas un titre", "<b>x</b> & **y**", "a\nb\n\n- c", "漢字 🙂 \u{202e}x", &"W".repeat(900)]
        {
            let mut data = minutes();
            *data.pointer_mut("/items/0/facts/1/1").unwrap() = json!(text);
            *data.pointer_mut("/attendance/0/name").unwrap() = json!(text);
            *data.pointer_mut("/title").unwrap() = json!(text);
            assert!(pdf(Template::Minutes, &data.to_string()).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_long_agenda_goes_on_over_pages() {
        let mut data = minutes();
        let item = data.pointer("/items/0").unwrap().clone();
        *data.pointer_mut("/items").unwrap() = Value::Array(vec![item; 60]);
        let long = pdf(Template::Minutes, &data.to_string()).unwrap();
        assert!(pages(&long) > pages(&pdf(Template::Minutes, &minutes().to_string()).unwrap()));
    }
}
