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
    /// The minutes of a commission session.
    Minutes,
    /// The figures of a report.
    Report,
    /// The month of a member of staff.
    Timesheet,
}

impl Template {
    const ALL: [(Template, &'static str, &'static str); 3] = [
        (Template::Minutes, "minutes.md", include_str!("../templates/minutes.md")),
        (Template::Report, "report.md", include_str!("../templates/report.md")),
        (Template::Timesheet, "timesheet.md", include_str!("../templates/timesheet.md")),
    ];

    fn file(self) -> &'static str {
        Self::ALL.iter().find(|known| known.0 == self).map_or("", |known| known.1)
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
/// `reference`, `dated` (`YYYY-MM-DD`), and if need be `funding` (the statement of the fund) and `draft`.
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

    fn report() -> Value {
        serde_json::from_str(include_str!("../samples/report.json")).unwrap()
    }

    #[test]
    fn a_report_is_printed_and_is_a_page_without_script() {
        let data = report();
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
        let mut data = report();
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
        json!({
            "title": "Compte rendu de la CLAS Grenoble Nord", "plie": "PLIE de Grenoble",
            "funding": "Cofinancé par l’Union européenne", "reference": "Séance 0191", "draft": false, "dated": "2026-03-13",
            "held": "jeudi 12 mars 2026, 14 h 00", "place": "Maison de l’emploi, 4 rue de Boston", "chair": "Hélène Lefèvre",
            "quorum": "3 membres, atteint", "status": "Validé", "rule": "Les décisions sont définitives.",
            "validated": "Validé le 13 mars 2026 à 9 h 12",
            "attendance": [{"name": "Maëlle N’Diaye", "voice": "Délibérative", "presence": "Présente"}],
            "items": [{"position": 1, "kind": "Admission", "outcome": "Admission",
                "facts": [["Personne", "Nadia Çelik"], ["Motif", "RSA, projet à construire"], ["Effet", "16 mars 2026"]]}],
        })
    }

    fn timesheet() -> Value {
        let line = |day: &str, task: &str, duration: Option<&str>| {
            json!({"day": day, "task": task, "operation": duration.map(|_| "202301234"), "attribution": duration.map(|_| "Participant"),
                "participants": duration.map(|_| 2), "duration": duration})
        };
        json!({
            "title": "Relevé de temps, mars 2026", "plie": "PLIE de Grenoble", "funding": null, "reference": "Relevé 2026-03",
            "draft": true, "dated": "2026-03-31", "person": "Camille Martin", "month": "mars 2026, première version",
            "status": "À signer", "operations": [{"number": "202301234", "title": "Accompagnement renforcé"}],
            "lines": [line("lundi 2 mars 2026", "Entretien individuel en face à face", Some("1 h 30")), line("mardi 3 mars 2026", "Absence", None)],
            "totals": [{"label": "Temps travaillé", "duration": "1 h 30"}], "rule": "Signé par les deux.",
            "signatures": [{"quality": "La personne", "name": null, "signed": null}, {"quality": "Sa responsable", "name": "A B", "signed": "Signé"}],
            "hash": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        })
    }

    fn pages(pdf: &[u8]) -> usize {
        String::from_utf8_lossy(pdf).matches("/Type/Page/").count()
            + String::from_utf8_lossy(pdf).matches("/Type /Page\n").count()
    }

    #[test]
    fn the_same_data_gives_the_same_bytes() {
        let one = pdf(Template::Minutes, &minutes().to_string()).unwrap();
        assert!(one.starts_with(b"%PDF-1."));
        assert_eq!(one, pdf(Template::Minutes, &minutes().to_string()).unwrap());
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
        assert!(pdf(Template::Minutes, &lacking.to_string()).unwrap_err().to_string().contains("minutes.md"));
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
