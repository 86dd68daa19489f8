//! The index of a pack, for a reader: French, one page of HTML that needs nothing else, and the same to be printed.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;

use jalon_press::Template;
use serde_json::Value;

use super::costs::Costs;
use super::figures::Ended;
use super::journal::Checkpoint;
use super::spool::{Page, Spool};
use super::{Counts, Head, NOTES};
use crate::audit::chain::hex;
use crate::civil::{french, hours};
use crate::esf::audit_missions::api::wire::AuditSample;
use crate::esf::audit_missions::rules::evidence::{Missing, MissingPiece};
use crate::esf::audit_missions::rules::sample::SampleDraw;
use crate::esf::audit_missions::store::MissionRow;
use crate::esf::audit_missions::store::dossier::Dossiers;
use crate::esf::time_records::TimeRecordRow;
use crate::failure::Outcome;
use crate::jobs::away;

mod printed;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1a1a1a}\
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top}\
th{background:#eee}td.n{text-align:right;white-space:nowrap}code{font-size:.85em;overflow-wrap:anywhere}.lacks{color:#8a1c1c}";

/// A text that is no markup.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// A piece, as a French reader calls it.
fn label(piece: MissingPiece) -> &'static str {
    match piece {
        MissingPiece::LinkedObject => "objet du temps non désigné",
        MissingPiece::ContactOfAnother => "entretien d'un autre agent ou d'une autre personne",
        MissingPiece::InterviewHeld => "entretien non tenu",
        MissingPiece::InterviewReport => "compte rendu absent",
        MissingPiece::Attendance => "personne non présente",
        MissingPiece::ContactTimes => "horaires contredits par le contact",
        MissingPiece::Signature => "émargement absent",
        MissingPiece::SignatureProof => "émargement sans fichier ni procédé",
        MissingPiece::Eligibility => "éligibilité non justifiée",
        MissingPiece::EligibilityAtEntry => "justificatif postérieur à l'entrée",
        MissingPiece::EligibilityDocument => "justificatif d'éligibilité non joint",
        MissingPiece::MissionLetter => "lettre de mission absente ou non signée",
        MissingPiece::MissionLetterInTime => "lettre de mission signée après le mois",
        MissingPiece::AgendaWeek => "semaine d'agenda non validée",
        MissingPiece::EmployeeSignature => "mois non signé par l'agent",
        MissingPiece::SupervisorSignature => "mois non contresigné",
        MissingPiece::SignedMinutes => "minutes différentes de celles signées",
        MissingPiece::LiveRecord => "saisie remplacée depuis le tirage",
    }
}

/// All that the index tells beside the records.
pub(super) struct Told<'a> {
    pub(super) mission: &'a MissionRow,
    pub(super) head: &'a Head,
    pub(super) ended: &'a Ended,
    pub(super) checkpoint: &'a Checkpoint,
    pub(super) costs: &'a Costs,
}

/// The index under way: the rows of the sample as HTML, and the first of them for the page that is printed.
pub(super) struct Index {
    rows: Page,
    printed: Vec<Value>,
    records: usize,
}

impl Index {
    pub(super) fn begin(spool: &mut Spool) -> Outcome<Self> {
        Ok(Self { rows: spool.open()?, printed: Vec::new(), records: 0 })
    }

    /// One more record of the sample.
    pub(super) fn record(
        &mut self,
        position: i64,
        record: &TimeRecordRow,
        all: &Dossiers,
        lacks: &[Missing],
    ) -> Outcome<()> {
        self.records += 1;
        if self.printed.len() < printed::RECORDS {
            self.printed.push(printed::record(position, record, all, lacks));
        }
        self.rows.write_all(line(position, record, all, lacks).as_bytes()).map_err(away)
    }

    /// Writes the index around the rows of the sample, and leaves the same to be printed.
    pub(super) fn write(self, spool: &mut Spool, told: &Told<'_>) -> Outcome<()> {
        let rows = self.rows.aside()?;
        let mut page = spool.open()?;
        let mut put = |html: &str| page.write_all(html.as_bytes()).map_err(away);
        put(&head(told))?;
        put(
            "<h2>Échantillon</h2>\n<table><tr><th>N°</th><th>Jour</th><th>Agent</th><th>Tâche</th><th>Durée</th><th>Participants</th><th>Pièces manquantes</th><th>Saisie</th></tr>\n",
        )?;
        std::io::copy(&mut File::open(rows).map_err(away)?, &mut page).map_err(away)?;
        page.write_all(tail(told).as_bytes()).map_err(away)?;
        spool.keep("index.html", page)?;
        let data = printed::printed(told, self.printed, self.records);
        spool.press_later("index.pdf", Template::PackIndex, &data)
    }
}

/// The row of one record of the sample.
fn line(position: i64, record: &TimeRecordRow, all: &Dossiers, lacks: &[Missing]) -> String {
    let (last, first) = all.staff.get(&record.user_id).cloned().unwrap_or_default();
    let people: Vec<String> = people(record, all).iter().map(|name| text(name)).collect();
    let lacks: Vec<&str> = lacks.iter().map(|one| label(one.piece)).collect();
    format!(
        "<tr><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"lacks\">{}</td><td><code>{}</code></td></tr>\n",
        position + 1,
        french(record.date),
        text(&format!("{last} {first}")),
        text(&record.task),
        hours(record.duration_minutes),
        people.join("<br>"),
        lacks.join("<br>"),
        record.id,
    )
}

/// Whom a record was for.
fn people(record: &TimeRecordRow, all: &Dossiers) -> Vec<String> {
    let shares = all.shares.get(&record.id).into_iter().flatten();
    let people = shares.filter_map(|share| all.people.get(&share.participant_id));
    people.map(|p| format!("{} {}", p.last_name, p.first_name)).collect()
}

/// How the sample was drawn.
fn drawn(mission: &MissionRow) -> String {
    let sample: Option<AuditSample> = mission.sample.read().ok();
    let drawn = match sample.and_then(|s| s.rule) {
        None => "saisies désignées une à une".to_owned(),
        Some(rule) => {
            let what = match rule.draw {
                SampleDraw::Records => "saisies tirées au sort",
                SampleDraw::Participants => "participants tirés au sort, avec toutes leurs saisies",
                SampleDraw::LongestRecords => "saisies les plus longues",
            };
            format!("{} {what}, graine « {} »", rule.count, rule.seed.map(String::from).unwrap_or_default())
        }
    };
    format!("{drawn}, parmi {} saisies", mission.population)
}

/// What the sample and the chain come to, label by label.
fn facts(told: &Told<'_>) -> Vec<(&'static str, String)> {
    let (mission, totals, checkpoint) = (told.mission, &told.ended.totals, told.checkpoint);
    let hash = checkpoint.hash.as_deref().map(hex).unwrap_or_default();
    vec![
        ("Opération", told.head.payer.named()),
        ("Période", format!("du {} au {}", french(mission.period_from), french(mission.period_to))),
        ("Tirage", drawn(mission)),
        ("Échantillon", mission.sample_hash.clone()),
        (
            "Saisies",
            format!(
                "{} ({}) ; agents : {} ; participants : {}",
                totals.records,
                hours(totals.minutes),
                totals.people,
                totals.participants
            ),
        ),
        ("Signées deux fois", hours(totals.signed_minutes)),
        ("Prouvées", format!("{} ({})", totals.proved_records, hours(totals.proved_minutes))),
        (
            "Journal scellé",
            format!("{} entrées, jusqu'au n° {} : {hash}", checkpoint.entries, checkpoint.last_seq.unwrap_or_default()),
        ),
    ]
}

/// What the operation cost in the period, label by label.
fn costs(told: &Told<'_>) -> Vec<(&'static str, String)> {
    let totals = &told.costs.statement.totals;
    vec![
        ("Minutes saisies", hours(totals.minutes)),
        ("Dont justifiées", hours(totals.supported_minutes)),
        ("Dont payées", hours(totals.claimed_minutes)),
        ("Frais de personnel", euros(totals.staff_cents)),
        ("Forfaits", euros(totals.indirect_cents + totals.residual_cents)),
        ("Total éligible", euros(totals.total_cents)),
        ("Part du fonds", euros(totals.eu_cents)),
    ]
}

/// What the pack holds, path by path.
const CONTENTS: &[(&str, &str)] = &[
    ("manifest.json", "tous les fichiers, avec leur taille et leur empreinte SHA-256"),
    ("index.html, index.pdf", "cette page, à l'écran et à imprimer"),
    ("figures/", "les données, chacune en CSV (point-virgule, UTF-8) et en JSON"),
    (
        "timesheets/",
        "tous les mois payés tels qu'ils ont été signés, avenants compris, et leur relevé imprimé ; l'empreinte signée est celle du fichier texte",
    ),
    ("attendance-sheets/", "les feuilles d'émargement des entretiens et des temps collectifs de l'échantillon"),
    ("documents/", "les justificatifs, les émargements numérisés, les lettres de mission et les pièces des coûts"),
    (
        "cost-statement.json",
        "l'état des coûts de la période ; ses lignes sont dans figures/cost-lines, ce dont elles sont faites dans figures/month-records, contacts, criteria, employment-costs et hourly-rates",
    ),
    ("claims/", "les bilans déposés, à l'octet près ; les saisies que chacun paie sont dans figures/claim-records"),
    (
        "journal/",
        "le segment du journal scellé qui parle de l'échantillon, des mois et des bilans, et son point de contrôle ; il lie l'empreinte de ce qui a été signé ou déposé",
    ),
    ("charters.json", "les chartes de saisie suivies"),
];

/// How the pack is verified.
const VERIFY: &str = "Pour vérifier ce dossier sans son émetteur : python3 verify_pack.py dossier.zip (script publié avec Jalon, dans tools/).";

/// Cents as a French reader writes them: `2 781,24 €`.
fn euros(cents: i64) -> String {
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped},{:02}\u{a0}€", cents % 100)
}

fn head(told: &Told<'_>) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Contrôle de service fait · opération {number}</title><style>{STYLE}</style></head><body>\n\
         <h1>Contrôle de service fait</h1>\n<p>{plie}</p>\n",
        number = text(&told.head.payer.number),
        plie = text(&told.head.plie),
    );
    if let Some(statement) = &told.head.payer.statement {
        let _ = writeln!(out, "<p>{}</p>", text(statement));
    }
    pairs(&mut out, &facts(told));
    lacking(&mut out, &told.ended.totals.missing);
    out
}

fn pairs(out: &mut String, pairs: &[(&str, String)]) {
    out.push_str("<table>\n");
    for (label, value) in pairs {
        // writing to a String cannot fail
        let _ = writeln!(out, "<tr><th>{}</th><td>{}</td></tr>", text(label), text(value));
    }
    out.push_str("</table>\n");
}

fn lacking(out: &mut String, counts: &Counts) {
    if counts.is_empty() {
        out.push_str("<p>Aucune pièce ne manque.</p>\n");
        return;
    }
    out.push_str("<h2>Pièces manquantes</h2>\n<table><tr><th>Pièce</th><th>Nombre</th></tr>\n");
    for piece in MissingPiece::ALL {
        if let Some(count) = counts.get(piece.code()) {
            let _ = writeln!(out, "<tr><td>{}</td><td class=\"n\">{count}</td></tr>", label(*piece));
        }
    }
    out.push_str("</table>\n");
}

fn tail(told: &Told<'_>) -> String {
    let mut out = "</table>\n<h2>Mois des agents</h2>\n<table><tr><th>Agent</th><th>Mois</th><th>Saisies tirées</th><th>Durée tirée</th><th>Dont signée</th><th>Durée du mois signé</th><th>Dont l'opération</th></tr>\n".to_owned();
    for m in &told.ended.months {
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            text(&format!("{} {}", m.last_name, m.first_name)),
            m.month,
            m.sample_records,
            hours(m.sample_minutes),
            hours(m.signed_minutes),
            signed(m.sheet_minutes),
            signed(m.sheet_operation_minutes),
        );
    }
    out.push_str("</table>\n<h2>Coûts</h2>\n");
    pairs(&mut out, &costs(told));
    claims(&mut out, told);
    out.push_str("<h2>Contenu</h2>\n<ul>\n");
    for (path, what) in CONTENTS {
        let _ = writeln!(out, "<li><code>{path}</code> : {what}</li>");
    }
    let _ = write!(out, "</ul>\n<p>{VERIFY}</p>\n<h2>À savoir</h2>\n<ul>\n");
    for (_, fr) in NOTES {
        let _ = writeln!(out, "<li>{}</li>", text(fr));
    }
    out.push_str("</ul>\n</body></html>\n");
    out
}

fn claims(out: &mut String, told: &Told<'_>) {
    if told.costs.claims.is_empty() {
        out.push_str("<p>Aucun bilan n'a été déposé pour ces jours.</p>\n");
        return;
    }
    out.push_str("<table><tr><th>Bilan déposé</th><th>Durée</th><th>Personnel</th><th>Total</th><th>Part du fonds</th><th>Total corrigé depuis</th></tr>\n");
    for c in &told.costs.claims {
        let _ = writeln!(
            out,
            "<tr><td>du {} au {}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            french(c.from),
            french(c.to),
            hours(c.claimed_minutes),
            euros(c.staff_cents),
            euros(c.total_cents),
            euros(c.eu_cents),
            euros(c.adjusted_total_cents),
        );
    }
    out.push_str("</table>\n");
}

/// The duration that a signed month says.
fn signed(minutes: Option<i64>) -> String {
    minutes.map_or_else(|| "non signé".to_owned(), hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        assert_eq!(text("<b>\"R&D\"</b>"), "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;");
    }

    #[test]
    fn cents_are_written_as_in_french() {
        for (cents, written) in [
            (0, "0,00\u{a0}€"),
            (278_124, "2\u{202f}781,24\u{a0}€"),
            (98_156_748, "981\u{202f}567,48\u{a0}€"),
            (-105, "-1,05\u{a0}€"),
        ] {
            assert_eq!(euros(cents), written);
        }
    }

    #[test]
    fn every_piece_has_its_label() {
        let mut labels: Vec<&str> = MissingPiece::ALL.iter().map(|piece| label(*piece)).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), MissingPiece::ALL.len());
    }
}
