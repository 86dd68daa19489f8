//! What § 5.7 asks of the exits that are not positive, by their reason.

use crate::db::Day;
use crate::refusal::Fault;

/// What is known of a pathway that is to be left for a reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grounds {
    /// The days since the last contact on which somebody tried to reach the person in vain.
    pub attempts: Vec<Day>,
    /// How many such days the PLIE asks for.
    pub attempts_required: i64,
    /// The commission has decided that the pathway ends.
    pub commission_closes: bool,
    /// The structure that takes over is named.
    pub target_named: bool,
    /// The last contact with the person.
    pub last_contact_on: Option<Day>,
}

/// What is missing for an exit to be validated: three attempts for somebody lost from sight, the day of the last contact
/// of who dropped out, the decision of the commission for who did not keep their commitments, the structure that somebody
/// is reoriented to. The other reasons, and those of the PLIE's own, ask for nothing.
pub fn missing(reason: &str, known: &Grounds) -> Option<Fault> {
    match reason {
        "no_contact" => contacts_missing(known),
        "dropped_out" => known.last_contact_on.is_none().then(|| {
            Fault::new(
                "/reason",
                "last_contact",
                "Il manque la date du dernier contact avec la personne (§ 5.7).",
                "The day of the last contact with the person is missing (§ 5.7).",
            )
        }),
        "non_compliance" => (!known.commission_closes).then(|| {
            Fault::new(
                "/reason",
                "commission_decision",
                "Il manque la décision de la commission (§ 5.7).",
                "The commission's decision is missing (§ 5.7).",
            )
        }),
        "reoriented" => (!known.target_named).then(|| {
            Fault::new(
                "/target_structure_id",
                "target_structure",
                "La structure vers laquelle la personne est réorientée n'est pas nommée (§ 5.7).",
                "The structure that the person is reoriented to is not named (§ 5.7).",
            )
        }),
        _ => None,
    }
}

/// Attempts of one day are one attempt.
fn contacts_missing(known: &Grounds) -> Option<Fault> {
    let mut days = known.attempts.clone();
    days.sort_unstable();
    days.dedup();
    let (logged, needed) = (i64::try_from(days.len()).unwrap_or(i64::MAX), known.attempts_required);
    (logged < needed).then(|| {
        Fault::new(
            "/reason",
            "contact_attempts",
            format!(
                "{logged} tentative(s) de contact depuis le dernier échange, à des jours différents, sur {needed} (§ 5.7)."
            ),
            format!("{logged} attempt(s) to reach the person since the last contact, on different days, of {needed} (§ 5.7)."),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(all: &[&str]) -> Vec<Day> {
        all.iter().map(|day| day.parse().unwrap()).collect()
    }

    #[test]
    fn each_reason_asks_for_its_own() {
        let nothing = Grounds { attempts_required: 3, ..Grounds::default() };
        let whole = Grounds {
            attempts: days(&["2026-02-10", "2026-02-17", "2026-02-24"]),
            commission_closes: true,
            target_named: true,
            last_contact_on: Some("2026-02-01".parse().unwrap()),
            ..nothing.clone()
        };
        for (reason, code) in [
            ("no_contact", Some("contact_attempts")),
            ("dropped_out", Some("last_contact")),
            ("non_compliance", Some("commission_decision")),
            ("reoriented", Some("target_structure")),
            ("moved_away", None),
            ("max_duration", None),
            ("short_job", None),
            ("of_the_plie", None),
        ] {
            assert_eq!(missing(reason, &nothing).map(|f| f.code), code, "{reason}");
            assert_eq!(missing(reason, &whole), None, "{reason}");
        }
    }

    #[test]
    fn attempts_count_by_their_days() {
        for (attempts, required, lacks) in [
            (vec![], 0, false),
            (vec!["2026-02-10", "2026-02-10", "2026-02-11"], 3, true),
            (vec!["2026-02-10", "2026-02-10", "2026-02-11"], 2, false),
        ] {
            let known = Grounds { attempts: days(&attempts), attempts_required: required, ..Grounds::default() };
            assert_eq!(missing("no_contact", &known).is_some(), lacks, "{attempts:?} of {required}");
        }
    }
}
