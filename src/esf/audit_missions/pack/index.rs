//! The index of a pack, for a reader: French, one page of HTML that needs nothing else.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use super::figures::Ended;
use super::journal::Checkpoint;
use super::spool::{Spool, away};
use super::{Counts, NOTES};
use crate::audit::chain::hex;
use crate::civil::{french, hours};
use crate::esf::audit_missions::api::wire::AuditSample;
use crate::esf::audit_missions::rules::evidence::{Missing, MissingPiece};
use crate::esf::audit_missions::rules::sample::SampleDraw;
use crate::esf::audit_missions::store::MissionRow;
use crate::esf::audit_missions::store::dossier::Dossiers;
use crate::esf::operations::OperationRow;
use crate::esf::time_records::TimeRecordRow;
use crate::failure::Outcome;

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
        MissingPiece::InterviewHeld => "entretien non tenu",
        MissingPiece::InterviewReport => "compte rendu absent",
        MissingPiece::Attendance => "personne non présente",
        MissingPiece::Signature => "émargement absent",
        MissingPiece::SignatureProof => "émargement sans fichier ni procédé",
        MissingPiece::Eligibility => "éligibilité non justifiée",
        MissingPiece::EligibilityAtEntry => "justificatif postérieur à l'entrée",
        MissingPiece::EligibilityDocument => "justificatif d'éligibilité non joint",
        MissingPiece::AgendaWeek => "semaine d'agenda non validée",
        MissingPiece::EmployeeSignature => "mois non signé par l'agent",
        MissingPiece::SupervisorSignature => "mois non contresigné",
        MissingPiece::SignedMinutes => "minutes différentes de celles signées",
        MissingPiece::LiveRecord => "saisie remplacée depuis le tirage",
    }
}

/// The row of one record of the sample.
pub(super) fn line(position: i64, record: &TimeRecordRow, all: &Dossiers, lacks: &[Missing]) -> String {
    let (last, first) = all.staff.get(&record.user_id).cloned().unwrap_or_default();
    let people = all.shares.get(&record.id).into_iter().flatten();
    let people: Vec<String> = people
        .filter_map(|share| all.people.get(&share.participant_id))
        .map(|p| text(&format!("{} {}", p.last_name, p.first_name)))
        .collect();
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

/// Writes the index around the rows of the sample.
pub(super) fn write(
    spool: &mut Spool,
    mission: &MissionRow,
    operation: &OperationRow,
    ended: &Ended,
    checkpoint: &Checkpoint,
    rows: &Path,
) -> Outcome<()> {
    let mut page = spool.open()?;
    let mut put = |html: &str| page.write_all(html.as_bytes()).map_err(away);
    put(&head(mission, operation, ended, checkpoint))?;
    put(
        "<h2>Échantillon</h2>\n<table><tr><th>N°</th><th>Jour</th><th>Agent</th><th>Tâche</th><th>Durée</th><th>Participants</th><th>Pièces manquantes</th><th>Saisie</th></tr>\n",
    )?;
    std::io::copy(&mut File::open(rows).map_err(away)?, &mut page).map_err(away)?;
    page.write_all(tail(ended).as_bytes()).map_err(away)?;
    spool.keep("index.html", page)
}

fn head(mission: &MissionRow, operation: &OperationRow, ended: &Ended, checkpoint: &Checkpoint) -> String {
    let totals = &ended.totals;
    let mut out = format!(
        "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Contrôle de service fait · opération {number}</title><style>{STYLE}</style></head><body>\n\
         <h1>Contrôle de service fait</h1>\n<p>Opération <strong>{number}</strong>, {title}. Période du {from} au {to}.</p>\n",
        number = text(&operation.number),
        title = text(&operation.title),
        from = french(mission.period_from),
        to = french(mission.period_to),
    );
    let sample: Option<AuditSample> = mission.sample.read().ok();
    let drawn = match sample.and_then(|s| s.rule) {
        None => "saisies désignées une à une".to_owned(),
        Some(rule) => {
            let what = match rule.draw {
                SampleDraw::Records => "saisies tirées au sort",
                SampleDraw::Participants => "participants tirés au sort, avec toutes leurs saisies",
                SampleDraw::LongestRecords => "saisies les plus longues",
            };
            let seed = rule.seed.map(String::from).unwrap_or_default();
            format!("{} {what}, graine <code>{}</code>", rule.count, text(&seed))
        }
    };
    // writing to a String cannot fail
    let _ = write!(
        out,
        "<table>\n<tr><th>Tirage</th><td>{drawn}, parmi {} saisies</td></tr>\n\
         <tr><th>Empreinte de l'échantillon</th><td><code>{}</code></td></tr>\n\
         <tr><th>Saisies</th><td>{} ({}), de {} agents pour {} participants</td></tr>\n\
         <tr><th>Minutes signées deux fois</th><td>{}</td></tr>\n\
         <tr><th>Saisies sans pièce manquante</th><td>{} ({})</td></tr>\n\
         <tr><th>Journal scellé</th><td>{} entrées, jusqu'au n° {} : <code>{}</code></td></tr>\n</table>\n",
        mission.population,
        mission.sample_hash,
        totals.records,
        hours(totals.minutes),
        totals.people,
        totals.participants,
        hours(totals.signed_minutes),
        totals.proved_records,
        hours(totals.proved_minutes),
        checkpoint.entries,
        checkpoint.last_seq.unwrap_or_default(),
        checkpoint.hash.as_deref().map(hex).unwrap_or_default(),
    );
    lacking(&mut out, &totals.missing);
    out
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

fn tail(ended: &Ended) -> String {
    let mut out = "</table>\n<h2>Mois des agents</h2>\n<table><tr><th>Agent</th><th>Mois</th><th>Saisies tirées</th><th>Durée tirée</th><th>Dont signée</th><th>Durée du mois signé</th><th>Dont l'opération</th></tr>\n".to_owned();
    let duration = |minutes: Option<i64>| minutes.map_or_else(|| "non signé".to_owned(), hours);
    for m in &ended.months {
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            text(&format!("{} {}", m.last_name, m.first_name)),
            m.month,
            m.sample_records,
            hours(m.sample_minutes),
            hours(m.signed_minutes),
            duration(m.sheet_minutes),
            duration(m.sheet_operation_minutes),
        );
    }
    out.push_str("</table>\n<h2>Contenu</h2>\n<ul>\n");
    for (path, what) in [
        ("manifest.json", "tous les fichiers, avec leur taille et leur empreinte SHA-256"),
        ("figures/", "les données, chacune en CSV (point-virgule, UTF-8) et en JSON"),
        ("timesheets/", "les mois tels qu'ils ont été signés ; l'empreinte signée est celle du fichier"),
        ("documents/", "les justificatifs et les émargements numérisés"),
        ("journal/", "le segment du journal scellé qui parle de l'échantillon, et son point de contrôle"),
        ("charters.json", "les chartes de saisie suivies"),
    ] {
        let _ = writeln!(out, "<li><code>{path}</code> : {what}</li>");
    }
    out.push_str("</ul>\n<p>Pour vérifier ce dossier sans son émetteur : <code>python3 verify_pack.py dossier.zip</code> (script publié avec Jalon, dans <code>tools/</code>).</p>\n<h2>Limites</h2>\n<ul>\n");
    for (_, fr) in NOTES {
        let _ = writeln!(out, "<li>{}</li>", text(fr));
    }
    out.push_str("</ul>\n</body></html>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        assert_eq!(text("<b>\"R&D\"</b>"), "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;");
    }

    #[test]
    fn every_piece_has_its_label() {
        let mut labels: Vec<&str> = MissingPiece::ALL.iter().map(|piece| label(*piece)).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), MissingPiece::ALL.len());
    }
}
