//! The sheet that a person signs: what the template reads, in French.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::civil::{day_of, french, french_long, hours, minute_of};
use crate::db::{Day, Instant};
use crate::esf::operations::Payer;
use crate::http::Lang;
use crate::participants::signatures::{Said, awaited};
use crate::reference::{Lists, names};

/// An interview that was held.
#[derive(Debug)]
pub(crate) struct Met {
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) object: String,
    pub(crate) place: Option<String>,
    pub(crate) referent: String,
    pub(crate) said: Said,
    pub(crate) facts_hash: Option<String>,
}

/// Whose sheet it is.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) plie: &'a str,
    pub(crate) operations: &'a [Payer],
    pub(crate) reference: String,
    pub(crate) person: String,
    pub(crate) period: (Day, Day),
    pub(crate) hash: &'a str,
}

/// What an interview was for and how the two met, as a French reader calls it.
pub(crate) fn object(lists: &Lists, kind: &str, modality: &str) -> String {
    let kind = lists.label(names::INTERVIEW_TYPE, kind, Lang::Fr).unwrap_or(kind);
    let modality = lists.label(names::MODALITY, modality, Lang::Fr).unwrap_or(modality);
    format!("{kind}, {}", modality.to_lowercase())
}

/// The data of the template `attendance-sheet`.
pub(crate) fn printed(frame: &Frame<'_>, met: &[Met]) -> Value {
    let open = met.iter().filter(|m| m.said.open).count();
    let lines = met.iter().enumerate().map(|(n, m)| {
        json!({
            "number": n + 1,
            "day": french_long(day_of(m.starts_at)),
            "times": format!("de {} à {}", hours(minute_of(m.starts_at)), hours(minute_of(m.ends_at))),
            "object": m.object,
            "place": m.place,
            "referent": m.referent,
            "signed": m.said.text,
            "open": m.said.open,
            "facts_hash": m.facts_hash,
        })
    });
    let referents: BTreeSet<&str> = met.iter().map(|m| m.referent.as_str()).collect();
    let operations: Vec<String> = frame.operations.iter().map(Payer::named).collect();
    json!({
        "title": "Feuille d’émargement individuelle",
        "plie": frame.plie,
        "funding": frame.operations.first().and_then(|o| o.statement.as_deref()),
        "reference": frame.reference,
        "draft": open > 0,
        "mark": "À SIGNER",
        "dated": frame.period.1.to_string(),
        "person": frame.person,
        "period": format!("du {} au {}", french(frame.period.0), french(frame.period.1)),
        "operation": (!operations.is_empty()).then(|| operations.join(" ; ")),
        "status": awaited(open),
        "lines": lines.collect::<Vec<_>>(),
        "rule": "Chaque signature porte sur la date, les heures, la personne et la référente ou le référent ; si l’un d’eux change, elle ne vaut plus (R6.11).",
        "referents": referents,
        "hash": frame.hash,
    })
}
