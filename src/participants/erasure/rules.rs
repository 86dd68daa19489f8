//! What of a person is erased, what stays, until when and by which rule (§ 9.2).

use chrono::{Datelike, NaiveDate};

use crate::db::Day;
use crate::ids::UserId;
use crate::refusal::Refusal;

/// What stands where words were.
pub const GONE: &str = "(effacé)";

crate::text_enum! {
    /// By which rule a part is erased or stays.
    pub enum ErasureRule {
        /// Erased: nothing asks for it any more (GDPR art. 17 § 1).
        Erased = "art_17",
        /// Stays, restricted: evidence of ESF spending (Regulation 2021/1060, art. 82; GDPR art. 17 § 3 b).
        EsfEvidence = "esf_evidence",
        /// Stays as what counts and names nobody.
        AnonymousCounts = "anonymous_counts",
        /// Stays: who read what, for the security of everybody's data (R3.6).
        AccessLog = "access_log",
        /// Stays: who changed what, without the values and now without the reasons.
        AuditTrail = "audit_trail",
    }
}

/// A part of what is held about a person: its name in French and in English, and whether what stays of it is evidence.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub code: &'static str,
    pub fr: &'static str,
    pub en: &'static str,
    pub stays: ErasureRule,
}

use ErasureRule::{AccessLog, AuditTrail, EsfEvidence};

const fn part(code: &'static str, fr: &'static str, en: &'static str, stays: ErasureRule) -> Kind {
    Kind { code, fr, en, stays }
}

/// Every part, in the order of the answer.
pub const KINDS: &[Kind] = &[
    part("identity", "Identité", "Identity", EsfEvidence),
    part("contacts", "Coordonnées et numéros d'autres systèmes", "Contacts and numbers of other systems", EsfEvidence),
    part("situations", "Situations datées", "Dated situations", EsfEvidence),
    part("sensitive_facts", "Données sensibles", "Sensitive facts", EsfEvidence),
    part("eligibility", "Éligibilité", "Eligibility", EsfEvidence),
    part("documents", "Documents", "Documents", EsfEvidence),
    part("signatures", "Signatures", "Signatures", EsfEvidence),
    part("orientations", "Orientations", "Orientations", EsfEvidence),
    part("entry_files", "Dossiers d'entrée", "Entry files", EsfEvidence),
    part("decisions", "Décisions de la commission", "Decisions of the commission", EsfEvidence),
    part("pathways", "Parcours", "Pathways", EsfEvidence),
    part("objectives", "Objectifs", "Objectives", EsfEvidence),
    part("barriers", "Freins", "Barriers", EsfEvidence),
    part("constraints", "Contraintes", "Constraints", EsfEvidence),
    part("stages", "Étapes et bilans", "Stages and their reviews", EsfEvidence),
    part("interviews", "Entretiens", "Interviews", EsfEvidence),
    part("milestones", "Bilans intermédiaires", "Milestones", EsfEvidence),
    part("employment_contracts", "Contrats de travail et suivi", "Employment contracts and follow-up", EsfEvidence),
    part("engagement_contracts", "Contrats d'engagement", "Engagement contracts", EsfEvidence),
    part("liaison_notes", "Notes de liaison", "Liaison notes", EsfEvidence),
    part("quarterly_reviews", "Points trimestriels", "Quarterly reviews", EsfEvidence),
    part("attendances", "Présences et offres transmises", "Attendances and offers passed on", EsfEvidence),
    part("time_records", "Temps passé par l'équipe", "Time spent by staff", EsfEvidence),
    part("participations", "Participations aux opérations", "Participations in operations", EsfEvidence),
    part("duplicates", "Doublons et fusions", "Doubles and merges", EsfEvidence),
    part("access_log", "Journal des consultations", "Access log", AccessLog),
    part("audit_log", "Journal des modifications", "Audit log", AuditTrail),
];

/// The part with this code.
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == code)
}

/// That ESF evidence of the person must stay, and until when; none: until the last payment is known and five years
/// have passed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    pub until: Option<Day>,
}

/// What the operations that the person is evidence of ask for: each with the day until which its evidence is kept, or
/// none where its last payment is not known. None where no operation asks, or all may forget.
pub fn evidence(operations: &[Option<Day>], today: Day) -> Option<Evidence> {
    let known: Option<Vec<Day>> = operations.iter().copied().collect();
    match known {
        None => Some(Evidence { until: None }),
        Some(days) => {
            days.into_iter().max().filter(|until| *until >= today).map(|until| Evidence { until: Some(until) })
        }
    }
}

crate::text_enum! {
    /// Where an erasure stands.
    pub enum ErasureStatus {
        /// Somebody asks for it; nothing is erased before another person confirms it.
        Proposed = "proposed",
        Erased = "erased",
    }
}

/// Whether the person may be erased now.
///
/// # Errors
/// `Conflict` while a pathway goes on.
pub fn erasable(open_pathway: bool) -> Result<(), Refusal> {
    if open_pathway {
        return Err(Refusal::conflict(
            "conflict_open_pathway",
            "Le parcours de cette personne est en cours ; il se termine avant l'effacement.",
            "The pathway of this person goes on; it ends before the erasure.",
        ));
    }
    Ok(())
}

/// Nobody validates an erasure of their own (`trust.md` § 2.1): a second person confirms it.
///
/// # Errors
/// `Conflict` where it is the same one.
pub fn second_person(proposed_by: UserId, confirms: Option<UserId>) -> Result<(), Refusal> {
    if confirms.is_none_or(|user| user == proposed_by) {
        return Err(Refusal::conflict(
            "conflict_same_person",
            "Un effacement est confirmé par une autre personne que celle qui l'a proposé.",
            "An erasure is confirmed by another person than the one who proposed it.",
        ));
    }
    Ok(())
}

/// The first day of the five years that a birth day falls in: an age to count by, no birthday.
pub fn birth_band(day: Day) -> Day {
    let year = day.0.year();
    NaiveDate::from_ymd_opt(year - year.rem_euclid(5), 1, 1).map_or(day, Day)
}

/// By which rule a part stands after an erasure.
pub fn rule(kind: &Kind, kept: i64, evidence: Option<Evidence>) -> ErasureRule {
    match kind.stays {
        _ if kept == 0 => ErasureRule::Erased,
        EsfEvidence if evidence.is_none() => ErasureRule::AnonymousCounts,
        stays => stays,
    }
}

/// What became of a part, in French and in English.
pub fn sentence(rule: ErasureRule, until: Option<Day>) -> (String, String) {
    let plain = |fr: &str, en: &str| (fr.to_owned(), en.to_owned());
    match (rule, until) {
        (ErasureRule::Erased, _) => plain("Effacé ; rien ne reste.", "Erased; nothing stays."),
        (ErasureRule::EsfEvidence, Some(until)) => (
            format!("Preuve FSE, à accès restreint jusqu'au {}.", crate::civil::french(until)),
            format!("ESF evidence, restricted until {until}."),
        ),
        (ErasureRule::EsfEvidence, None) => plain(
            "Preuve FSE, à accès restreint : cinq ans après l'année du dernier paiement, qui n'est pas connu.",
            "ESF evidence, restricted: five years after the year of the last payment, which is not known.",
        ),
        (ErasureRule::AnonymousCounts, _) => {
            plain("Ce qui reste compte et ne nomme personne.", "What stays counts and names nobody.")
        }
        (ErasureRule::AccessLog, _) => plain(
            "Qui a lu quoi : gardé pour la sécurité des données (R3.6).",
            "Who read what: kept for the security of the data (R3.6).",
        ),
        (ErasureRule::AuditTrail, _) => plain(
            "Qui a modifié quoi, sans les valeurs ni les motifs.",
            "Who changed what, without the values and the reasons.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn evidence_stays_as_long_as_the_last_operation_asks_for_it() {
        let today = day("2026-03-02");
        let (past, soon, late) = (Some(day("2025-12-31")), Some(day("2031-12-31")), Some(day("2033-12-31")));
        for (operations, expected) in [
            (vec![], None),
            (vec![past], None),
            (vec![Some(today)], Some(Evidence { until: Some(today) })),
            (vec![soon, late, past], Some(Evidence { until: late })),
            (vec![soon, None], Some(Evidence { until: None })),
        ] {
            assert_eq!(evidence(&operations, today), expected, "{operations:?}");
        }
    }

    #[test]
    fn a_birth_day_becomes_the_five_years_it_falls_in() {
        for (born, band) in [("1985-04-12", "1985-01-01"), ("1989-12-31", "1985-01-01"), ("2000-01-01", "2000-01-01")] {
            assert_eq!(birth_band(day(born)), day(band));
        }
    }

    #[test]
    fn each_part_has_its_rule_and_its_sentence() {
        let kept = Some(Evidence { until: None });
        let identity = kind("identity").unwrap();
        assert_eq!(rule(identity, 1, kept), ErasureRule::EsfEvidence);
        assert_eq!(rule(identity, 1, None), ErasureRule::AnonymousCounts);
        assert_eq!(rule(identity, 0, kept), ErasureRule::Erased);
        assert_eq!(rule(kind("access_log").unwrap(), 3, None), ErasureRule::AccessLog);
        assert!(erasable(true).is_err() && erasable(false).is_ok());
        let user = |n: u128| UserId::of(uuid::Uuid::from_u128(n));
        assert!(second_person(user(1), Some(user(2))).is_ok());
        assert!(second_person(user(1), Some(user(1))).is_err() && second_person(user(1), None).is_err());
        for rule in ErasureRule::ALL {
            let (fr, en) = sentence(*rule, Some(day("2031-12-31")));
            assert!(fr.ends_with('.') && en.ends_with('.'));
        }
        assert!(sentence(ErasureRule::EsfEvidence, Some(day("2031-12-31"))).0.contains("31/12/2031"));
        let mut codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), KINDS.len());
    }
}
