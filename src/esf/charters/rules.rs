//! Which tasks there are, and which charter holds on a day.

use crate::db::Day;
use crate::refusal::Fault;

crate::text_enum! {
    /// Whom the minutes of a task are for (§ 5.15): P one named participant, G a group of named
    /// participants, O the operation without participant, N outside the operation.
    pub enum Attribution { P = "P", G = "G", O = "O", N = "N" }
}

/// The steps of entry a charter may choose, in minutes (R6.31).
pub const STEPS_MINUTES: [i64; 5] = [1, 5, 10, 15, 30];
/// The step of a charter that does not say, in minutes (R6.31).
pub const DEFAULT_STEP_MINUTES: i64 = 5;

/// A task of a charter as a table knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefaultTask {
    /// Code on the wire.
    pub code: &'static str,
    /// Label for a French reader.
    pub label_fr: &'static str,
    /// Label for an English reader.
    pub label_en: &'static str,
    /// Whom its minutes are for.
    pub attribution: Attribution,
    /// Whether it needs a signed contact (R6.7).
    pub signature_required: bool,
    /// What kinds of object a record of it may be linked to.
    pub linked_types: &'static [&'static str],
}

macro_rules! tasks {
    ($($code:literal $attr:ident $signed:literal [$($linked:literal),*] $fr:literal / $en:literal;)+) => {
        /// The charter a PLIE starts with (§ 5.15). Where the field leaves P or G open the task is G,
        /// which takes one participant or more; `travel` inherits from the record it is linked to.
        pub static DEFAULT_TASKS: &[DefaultTask] = &[$(DefaultTask {
            code: $code, label_fr: $fr, label_en: $en, attribution: Attribution::$attr,
            signature_required: $signed, linked_types: &[$($linked),*],
        }),+];
    };
}
tasks! {
    "reception" G false ["orientation"] "Accueil sur flux" / "Reception of newcomers";
    "diagnosis" P false ["entry_file"] "Diagnostic, dossier d'entrée" / "Diagnosis, entry file";
    "interview_in_person" P true ["interview"] "Entretien individuel en face à face" / "Individual interview face to face";
    "interview_remote" P false ["interview"] "Entretien téléphone / visio" / "Interview by phone or video";
    "milestone" P false ["milestone_review", "interview"] "Jalon des 5 mois" / "Five-month milestone";
    "stage_building" P false ["stage"] "Recherche et montage d'étape" / "Finding and setting up a stage";
    "stage_review" P true ["stage_review", "stage", "interview"] "Point ou bilan d'étape, tripartite" / "Stage review, tripartite";
    "employer_contact" P false ["employer_contact"] "Contact employeur pour un participant" / "Contact with an employer for a participant";
    "opportunity" P false ["notice"] "Transmission d'offre, appui candidature" / "Passing on an offer, help to apply";
    "job_follow_up" P false ["follow_up_check"] "Suivi dans l'emploi" / "Follow-up in the job";
    "file_update" P false ["participant"] "Mise à jour du dossier, compte rendu" / "Updating the file, report";
    "partner_contact" P false ["liaison_note"] "Échange partenaire / travailleur social sur un participant" / "Exchange with a partner or social worker about a participant";
    "rsa_contract" P false ["engagement_contract"] "Contrat d'engagement RSA" / "RSA engagement contract";
    "commission_item" G false ["agenda_item"] "Présentation en CLAS" / "Presentation to the commission";
    "quarterly_review" G false ["quarterly_review"] "Point trimestriel département / France Travail" / "Quarterly review with the département or France Travail";
    "collective_session" G true ["session"] "Temps collectif" / "Collective session";
    "action_review" G true ["action", "session"] "Bilan collectif d'action" / "Collective review of an action";
    "event_with_participants" G false ["event"] "Événement avec participants" / "Event with participants";
    "referent_meeting" O false ["meeting"] "Réunion de référents / animation" / "Meeting of referents";
    "network" O false ["meeting"] "Réseau, veille juridique, partenariat général" / "Network, legal watch, general partnership";
    "employer_prospecting" O false ["employer"] "Prospection non nominative" / "Prospecting of employers for nobody in particular";
    "esf_admin" O false [] "Gestion FSE : agenda, émargements, bilan" / "ESF administration: agenda, attendance sheets, report";
    "team_admin" O false [] "Administratif d'équipe" / "Team administration";
    "training_staff" O false [] "Formation du salarié" / "Training of the employee";
    "travel" O false ["time_record"] "Déplacement" / "Travel";
    "other_operation" N false [] "Autre opération / autre mission" / "Other operation, other mission";
    "leave" N false [] "Congé" / "Leave";
    "sick" N false [] "Maladie" / "Sick leave";
    "public_holiday" N false [] "Jour férié" / "Public holiday";
    "rtt" N false [] "RTT" / "Time off in lieu (RTT)";
    "strike" N false [] "Grève" / "Strike";
    "union" N false [] "Délégation syndicale" / "Union time";
}

/// The tasks that are absences: recorded, but not worked.
pub const ABSENCE_TASKS: [&str; 6] = ["leave", "sick", "public_holiday", "rtt", "strike", "union"];

/// Whether a task is an absence, so that its minutes are not worked ones.
pub fn is_absence(task: &str) -> bool {
    ABSENCE_TASKS.contains(&task)
}

/// The charter that holds on a day: the latest of those valid from that day or before.
pub fn holding<T>(charters: &[T], day: Day, valid_from: impl Fn(&T) -> Day) -> Option<&T> {
    charters.iter().filter(|c| valid_from(c) <= day).max_by_key(|c| valid_from(c))
}

/// A task as proposed in a new charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedTask {
    /// Code on the wire.
    pub code: String,
    /// Label for a French reader.
    pub label_fr: String,
}

/// What is wrong with a new charter. `taken` are the first days of the PLIE's other charters.
pub fn check(step_minutes: i64, valid_from: Day, tasks: &[ProposedTask], taken: &[Day]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !STEPS_MINUTES.contains(&step_minutes) {
        let mut fault = Fault::new(
            "/step_minutes",
            "invalid",
            format!("Le pas de saisie de {step_minutes} minutes n'est pas 1, 5, 10, 15 ou 30."),
            format!("The step of {step_minutes} minutes is not 1, 5, 10, 15 or 30."),
        );
        fault.allowed = STEPS_MINUTES.iter().map(ToString::to_string).collect();
        faults.push(fault);
    }
    if taken.contains(&valid_from) {
        faults.push(Fault::new(
            "/valid_from",
            "rule_charter_date",
            format!("Une charte commence déjà le {}.", crate::civil::french(valid_from)),
            format!("Another charter already starts on {valid_from}."),
        ));
    }
    if tasks.is_empty() {
        faults.push(Fault::new("/tasks", "required", "La charte n'a aucune tâche.", "The charter has no task."));
    }
    for (i, task) in tasks.iter().enumerate() {
        faults.extend(check_task(i, task, tasks.get(..i).unwrap_or_default()));
    }
    faults
}

fn check_task(i: usize, task: &ProposedTask, before: &[ProposedTask]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let code = &task.code;
    let shape = code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if code.is_empty() || code.len() > 60 || !shape {
        faults.push(Fault::new(
            format!("/tasks/{i}/code"),
            "invalid",
            "Un code de tâche a 1 à 60 lettres minuscules, chiffres ou traits bas.",
            "A task code has 1 to 60 lower-case letters, digits or underscores.",
        ));
    }
    if before.iter().any(|t| t.code == *code) {
        faults.push(Fault::new(
            format!("/tasks/{i}/code"),
            "rule_task_unique",
            format!("La tâche « {code} » est déjà dans la charte."),
            format!("The task \"{code}\" is already in the charter."),
        ));
    }
    if task.label_fr.trim().is_empty() {
        faults.push(Fault::new(
            format!("/tasks/{i}/label_fr"),
            "required",
            "Le libellé de la tâche manque.",
            "The label of the task is missing.",
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }
    fn task(code: &str) -> ProposedTask {
        ProposedTask { code: code.to_owned(), label_fr: "Tâche".to_owned() }
    }

    #[test]
    fn the_default_charter_passes_its_own_check() {
        let tasks: Vec<ProposedTask> = DEFAULT_TASKS.iter().map(|t| task(t.code)).collect();
        assert_eq!(check(DEFAULT_STEP_MINUTES, day("2026-01-01"), &tasks, &[]), []);
        assert_eq!(tasks.len(), 32);
        assert!(ABSENCE_TASKS.iter().all(|a| DEFAULT_TASKS.iter().any(|t| t.code == *a)));
    }

    #[test]
    fn every_fault_of_a_charter_is_named_at_once() {
        let tasks =
            [task("travel"), task("Réunion"), task("travel"), ProposedTask { code: "x".into(), label_fr: " ".into() }];
        let faults = check(7, day("2026-01-01"), &tasks, &[day("2026-01-01")]);
        let found: Vec<(&str, &str)> = faults.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
        assert_eq!(
            found,
            [
                ("/step_minutes", "invalid"),
                ("/valid_from", "rule_charter_date"),
                ("/tasks/1/code", "invalid"),
                ("/tasks/2/code", "rule_task_unique"),
                ("/tasks/3/label_fr", "required"),
            ]
        );
        assert_eq!(check(15, day("2026-01-01"), &[], &[])[0].code, "required");
    }

    #[test]
    fn the_latest_charter_that_has_begun_holds() {
        let charters = [day("2025-01-01"), day("2026-01-01"), day("2024-01-01")];
        for (on, expected) in [
            ("2023-12-31", None),
            ("2024-12-31", Some("2024-01-01")),
            ("2025-12-31", Some("2025-01-01")),
            ("2026-01-01", Some("2026-01-01")),
        ] {
            assert_eq!(holding(&charters, day(on), |c| *c).copied(), expected.map(day), "{on}");
        }
    }
}
