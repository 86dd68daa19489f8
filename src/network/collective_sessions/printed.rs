//! The sheet that the people of a session sign: what the template reads, in French.

use serde_json::{Value, json};

use crate::civil::{day_of, french_long, hours, minute_of};
use crate::db::Instant;
use crate::esf::operations::Payer;
use crate::network::attendances::AttendanceOutcome;
use crate::participants::signatures::{Said, awaited};

/// Somebody of a session.
#[derive(Debug)]
pub(crate) struct Present {
    pub(crate) name: String,
    pub(crate) outcome: AttendanceOutcome,
    pub(crate) said: Said,
    pub(crate) facts_hash: String,
}

/// The session.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) plie: &'a str,
    pub(crate) operation: Option<&'a Payer>,
    pub(crate) reference: String,
    pub(crate) object: &'a str,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) place: Option<&'a str>,
    pub(crate) leader: String,
    pub(crate) hash: &'a str,
}

/// Whether somebody came, as a French reader says it.
fn presence(outcome: AttendanceOutcome) -> &'static str {
    match outcome {
        AttendanceOutcome::Registered => "Inscrit·e",
        AttendanceOutcome::Present => "Présent·e",
        AttendanceOutcome::Absent => "Absent·e",
        AttendanceOutcome::Excused => "Excusé·e",
    }
}

/// The data of the template `collective-attendance-sheet`.
pub(crate) fn printed(frame: &Frame<'_>, people: &[Present]) -> Value {
    let open = people.iter().filter(|p| p.said.open).count();
    let lines = people.iter().enumerate().map(|(n, p)| {
        json!({
            "number": n + 1,
            "name": p.name,
            "presence": presence(p.outcome),
            "signed": p.said.text,
            "open": p.said.open,
            "facts_hash": p.facts_hash,
        })
    });
    let day = day_of(frame.starts_at);
    json!({
        "title": "Feuille d’émargement collective",
        "plie": frame.plie,
        "funding": frame.operation.and_then(|o| o.statement.as_deref()),
        "reference": frame.reference,
        "draft": open > 0,
        "mark": "À SIGNER",
        "dated": day.to_string(),
        "object": frame.object,
        "day": french_long(day),
        "times": format!("de {} à {}", hours(minute_of(frame.starts_at)), hours(minute_of(frame.ends_at))),
        "place": frame.place,
        "leader": frame.leader,
        "operation": frame.operation.map(Payer::named),
        "status": awaited(open),
        "lines": lines.collect::<Vec<_>>(),
        "rule": "Chaque signature porte sur les heures, la personne et l’animation ; si l’une d’elles change, elle ne vaut plus (R6.11).",
        "hash": frame.hash,
    })
}
