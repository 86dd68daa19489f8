//! The printed documents of Jalon: a template and its data in, a PDF out.
//!
//! Nothing here knows the server. The same data gives the same bytes: the document carries the date it is given and an
//! identifier made from its data, never the time of printing.

use std::sync::LazyLock;

use typst::foundations::{Datetime, Dict, IntoValue, Smart};
use typst_as_lib::TypstEngine;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// What can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// The minutes of a commission session.
    Minutes,
}

impl Template {
    fn file(self) -> &'static str {
        match self {
            Template::Minutes => "minutes.typ",
        }
    }
}

/// Why a document could not be typeset: the template and its data do not fit.
#[derive(Debug)]
pub struct PrintError(pub String);

impl std::fmt::Display for PrintError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PrintError {}

static ENGINE: LazyLock<TypstEngine> = LazyLock::new(|| {
    TypstEngine::builder()
        .fonts([
            include_bytes!("../fonts/Inter_400Regular.ttf").as_slice(),
            include_bytes!("../fonts/Inter_400Regular_Italic.ttf").as_slice(),
            include_bytes!("../fonts/Inter_600SemiBold.ttf").as_slice(),
        ])
        .with_static_source_file_resolver([
            ("house.typ", include_str!("../templates/house.typ")),
            ("minutes.typ", include_str!("../templates/minutes.typ")),
        ])
        .build()
});

/// Typesets a document as PDF/A-2b from its data, which is JSON.
///
/// # Errors
/// The data lacks what the template reads.
pub fn pdf(template: Template, data: &str) -> Result<Vec<u8>, PrintError> {
    let mut inputs = Dict::new();
    inputs.insert("data".into(), data.into_value());
    let document: PagedDocument = ENGINE
        .compile_with_input(template.file(), inputs)
        .output
        .map_err(|e| PrintError(format!("{}: {e}", template.file())))?;
    let day = dated(data).ok_or_else(|| PrintError("the data is not dated".to_owned()))?;
    let options = PdfOptions {
        ident: Smart::Custom(data.to_owned()),
        timestamp: Some(Timestamp::new_utc(day)),
        standards: PdfStandards::new(&[PdfStandard::A_2b]).map_err(|e| PrintError(format!("{e:?}")))?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|e| PrintError(format!("{}: {e:?}", template.file())))
}

/// The day that the document bears: `dated` of its data, `YYYY-MM-DD`.
fn dated(data: &str) -> Option<Datetime> {
    let data: serde_json::Value = serde_json::from_str(data).ok()?;
    let mut parts = data.get("dated")?.as_str()?.split('-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Datetime::from_ymd(year, month, day)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test says what went wrong by stopping")]

    use super::*;
    use serde_json::json;

    fn minutes() -> serde_json::Value {
        json!({
            "title": "Compte rendu de la CLAS Grenoble Nord", "plie": "PLIE de Grenoble",
            "funding": "Cofinancé par l’Union européenne", "reference": "Empreinte 4f1c…", "draft": false, "dated": "2026-03-13",
            "held": "jeudi 12 mars 2026, 14 h 00", "place": "Maison de l’emploi, 4 rue de Boston", "chair": "Hélène Lefèvre",
            "quorum": "3 membres, atteint", "status": "Validé", "rule": "Les décisions sont définitives.",
            "validated": "Validé le 13 mars 2026 à 9 h 12",
            "attendance": [{"name": "Maëlle N’Diaye", "voice": "Délibérative", "presence": "Présente"}],
            "items": [{"position": 1, "kind": "Admission", "outcome": "Admise",
                "facts": [["Participant", "Nadia Çelik"], ["Motif", "RSA, projet à construire"], ["Effet", "16 mars 2026"]]}],
        })
    }

    #[test]
    fn the_same_minutes_give_the_same_bytes() {
        let one = pdf(Template::Minutes, &minutes().to_string()).unwrap();
        assert!(one.starts_with(b"%PDF-1."));
        assert_eq!(one, pdf(Template::Minutes, &minutes().to_string()).unwrap());
    }

    #[test]
    fn data_that_the_template_cannot_read_is_an_error_and_no_panic() {
        assert!(pdf(Template::Minutes, r#"{"title": 1}"#).is_err());
    }
}
