//! What the events of a timeline are called.

/// Each kind of object, how it is called, and the reference list that its detail is a code of.
const KINDS: &[(&str, &str, &str, Option<&str>)] = &[
    ("barriers", "Frein", "Barrier", Some("barrier")),
    ("collective_sessions", "Temps collectif", "Collective session", None),
    ("constraints", "Contrainte", "Constraint", None),
    ("decisions", "Décision de la commission", "Decision of the commission", Some("decision_outcome")),
    ("documents", "Document", "Document", Some("document_kind")),
    ("eligibility", "Justificatif d'éligibilité", "Evidence of eligibility", Some("criterion")),
    ("employment_contracts", "Contrat de travail", "Employment contract", Some("contract_type")),
    ("engagement_contracts", "Contrat d'engagement", "Engagement contract", Some("engagement_contract_kind")),
    ("entry_files", "Dossier d'entrée", "Entry file", None),
    ("events_calendar", "Événement", "Event", None),
    ("follow_up_checks", "Suivi en emploi", "Job follow-up", None),
    ("interviews", "Entretien", "Interview", Some("interview_type")),
    ("liaison_notes", "Note de liaison", "Liaison note", None),
    ("merges", "Fusion de fiches", "Merge of records", None),
    ("milestones", "Jalon", "Milestone", None),
    ("objectives", "Objectif", "Objective", None),
    ("opportunity_notices", "Opportunité", "Opportunity", Some("channel")),
    ("orientations", "Orientation", "Orientation", None),
    ("participants", "Fiche", "Record", None),
    ("participations", "Participation FSE", "ESF participation", None),
    ("pathways", "Parcours", "Pathway", None),
    ("quarterly_reviews", "Point trimestriel", "Quarterly review", None),
    ("referent_assignments", "Référent", "Referent", None),
    ("sensitive_facts", "Données sensibles", "Sensitive facts", None),
    ("signatures", "Signature", "Signature", None),
    ("situations", "Situation", "Situation", Some("labour_status")),
    ("stage_reviews", "Bilan d'étape", "Review of a stage", Some("stage_review_kind")),
    ("stages", "Étape", "Stage", Some("stage_type")),
    ("time_records", "Temps", "Time", Some("task")),
];

/// What happened, in words; the states of the machines among them.
const TYPES: &[(&str, &str, &str)] = &[
    ("absent", "absence", "absent"),
    ("accepted", "accepté", "accepted"),
    ("active", "actif", "active"),
    ("admitted", "admission", "admitted"),
    ("assigned", "désigné", "assigned"),
    ("broken", "rompu", "broken"),
    ("cancelled", "annulé", "cancelled"),
    ("cancelled_by_service", "annulé par le service", "cancelled by the service"),
    ("closed", "clos", "closed"),
    ("completed", "complet", "complete"),
    ("created", "créé", "created"),
    ("decided", "décidé", "decided"),
    ("duplicate", "doublon", "duplicate"),
    ("entry", "entrée", "entry"),
    ("entry_file_opened", "dossier ouvert", "file opened"),
    ("excused", "excusé", "excused"),
    ("exit", "sortie", "exit"),
    ("exited", "sortie", "exited"),
    ("expired", "expirée", "expired"),
    ("held", "tenu", "held"),
    ("in_job_follow_up", "suivi en emploi", "in job follow-up"),
    ("in_triage", "en tri", "in triage"),
    ("interrupted", "interrompu", "interrupted"),
    ("lifted", "levé", "lifted"),
    ("merged", "fusionné", "merged"),
    ("no_show", "absence", "no-show"),
    ("notified", "transmise", "passed on"),
    ("opened", "ouvert", "opened"),
    ("planned", "prévu", "planned"),
    ("present", "présence", "present"),
    ("received", "reçu", "received"),
    ("received_in_person", "reçu en personne", "received in person"),
    ("reception_booked", "accueil réservé", "reception booked"),
    ("recorded", "enregistré", "recorded"),
    ("redirected", "réorienté", "redirected"),
    ("refused", "refusé", "refused"),
    ("registered", "inscription", "registered"),
    ("rescheduled", "reporté", "rescheduled"),
    ("signed", "signé", "signed"),
    ("six_month", "situation à six mois", "situation after six months"),
    ("started", "commencé", "started"),
    ("submitted", "soumis", "submitted"),
    ("suspended", "suspendu", "suspended"),
    ("undone", "défait", "undone"),
    ("validated", "validé", "validated"),
    ("withdrawn", "retirée", "withdrawn"),
];

/// The reference list that the detail of a kind is a code of.
pub fn list_of(kind: &str) -> Option<&'static str> {
    KINDS.iter().find(|(code, ..)| *code == kind).and_then(|(.., list)| *list)
}

/// The sentence of an event in French and in English; the label of its detail, in the language asked for, is added
/// to it by whoever has the lists.
pub fn sentence(kind: &str, what: &str) -> (String, String) {
    let of = KINDS.iter().find(|(code, ..)| *code == kind).map_or((kind, kind), |(_, fr, en, _)| (*fr, *en));
    let did = TYPES.iter().find(|(code, ..)| *code == what).map_or((what, what), |(_, fr, en)| (*fr, *en));
    (format!("{} : {}", of.0, did.0), format!("{}: {}", of.1, did.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_sentence_in_both_languages() {
        let (fr, en) = sentence("interviews", "held");
        assert_eq!((fr.as_str(), en.as_str()), ("Entretien : tenu", "Interview: held"));
        assert_eq!(list_of("interviews"), Some("interview_type"));
        let (fr, _) = sentence("kites", "flown");
        assert_eq!((fr.as_str(), list_of("kites")), ("kites : flown", None));
    }
}
