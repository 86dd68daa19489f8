//! Minutes as the chair signs them: what the template reads, in French.

use serde_json::{Value, json};

use super::{AgendaItemView, Attended, MinutesView};
use crate::civil::{day_of, french_long, french_moment};
use crate::intake::commissions::rules::decisions::DecisionStatus;
use crate::intake::commissions::rules::{ItemKind, SessionStatus, Voice};
use crate::intake::commissions::store::KeptOutcome;

/// Whose document it is, and who pays.
#[derive(Debug, Clone)]
pub(crate) struct Letterhead {
    /// The PLIE.
    pub(crate) plie: String,
    /// The statement of the fund (S3.29); none where no operation runs that day.
    pub(crate) funding: Option<String>,
}

/// The data of the template `minutes`.
pub(crate) fn printed(minutes: &MinutesView, head: &Letterhead, names: &dyn Fn(&Attended) -> String) -> Value {
    let session = &minutes.session;
    let chair = minutes.chair.as_ref().map(|c| format!("{} {}", c.first_name, c.last_name)).unwrap_or_default();
    let attendance = session.attendance.iter().map(|member| {
        json!({"name": names(member), "voice": voice(member.voice), "presence": if member.present { "Présent·e" } else { "Absent·e" }})
    });
    json!({
        "title": format!("Compte rendu de la commission « {} »", minutes.commission_name),
        "plie": head.plie,
        "funding": head.funding,
        "reference": format!("Séance {}", session.id),
        "draft": !minutes.is_final,
        "dated": day_of(session.minutes_validated_at.unwrap_or(session.starts_at)).to_string(),
        "held": french_moment(session.starts_at),
        "place": session.place,
        "chair": chair,
        "quorum": quorum(minutes),
        "status": status(session.status),
        "rule": "Les décisions sont définitives dès la validation du compte rendu ; une correction est une nouvelle décision d’une séance ultérieure.",
        "validated": session.minutes_validated_at.map(|at| format!("Validé le {}", french_moment(at))),
        "attendance": attendance.collect::<Vec<_>>(),
        "items": minutes.items.iter().map(item).collect::<Vec<_>>(),
    })
}

fn item(item: &AgendaItemView) -> Value {
    let person = item.participant.as_ref().map(|p| format!("{} {}", p.first_name, p.last_name));
    let mut facts = vec![json!(["Personne", person])];
    if let Some(decision) = &item.decision {
        facts.push(json!(["Motif", decision.motive]));
        facts.push(json!(["Proposé à la place", decision.alternative]));
        facts.push(json!(["Date d’effet", french_long(decision.effective_on)]));
        facts.push(json!(["État", decision_status(decision.status)]));
    }
    json!({
        "position": item.position,
        "kind": kind(item.kind),
        "outcome": item.outcome.map_or("Non décidé", outcome),
        "facts": facts,
    })
}

fn quorum(minutes: &MinutesView) -> String {
    let wanted = match minutes.quorum {
        0 => return "Aucun quorum n’est fixé".to_owned(),
        1 => "1 voix délibérative".to_owned(),
        more => format!("{more} voix délibératives"),
    };
    match minutes.session.quorum_met {
        Some(true) => format!("{wanted}, atteint"),
        Some(false) => format!("{wanted}, non atteint"),
        None => wanted,
    }
}

fn voice(voice: Option<Voice>) -> &'static str {
    match voice {
        Some(Voice::Vote) => "Délibérative",
        Some(Voice::Advice) => "Consultative",
        None => "Invité·e",
    }
}

fn status(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Planned => "Prévue",
        SessionStatus::Convened => "Convoquée",
        SessionStatus::Held => "Tenue, compte rendu à valider",
        SessionStatus::MinutesValidated => "Compte rendu validé",
        SessionStatus::Cancelled => "Annulée",
    }
}

fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Admission => "Admission",
        ItemKind::PathwayReview => "Bilan de parcours",
        ItemKind::Extension => "Prolongation",
        ItemKind::Suspension => "Suspension",
        ItemKind::ExitProposal => "Proposition de sortie",
        ItemKind::Information => "Information",
    }
}

fn outcome(outcome: KeptOutcome) -> &'static str {
    match outcome {
        KeptOutcome::Admitted => "Admission",
        KeptOutcome::AdmittedPendingDepartment => "Admission sous réserve du département",
        KeptOutcome::Refused => "Refus",
        KeptOutcome::Adjourned => "Ajournement",
        KeptOutcome::Redirected => "Réorientation",
        KeptOutcome::Continue => "Poursuite du parcours",
        KeptOutcome::Reorient => "Parcours à réorienter",
        KeptOutcome::Suspend => "Suspension du parcours",
        KeptOutcome::Extend => "Prolongation du parcours",
        KeptOutcome::Close => "Fin du parcours",
    }
}

fn decision_status(status: DecisionStatus) -> Option<&'static str> {
    match status {
        DecisionStatus::Effective => None,
        DecisionStatus::AdmittedPendingDepartment => Some("En attente de l’avis du département"),
        DecisionStatus::RefusedByDepartment => Some("Refusée par le département"),
        DecisionStatus::Superseded => Some("Remplacée par une décision ultérieure"),
    }
}
