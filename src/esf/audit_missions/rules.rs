//! When an audit mission may be opened, what it draws, what each record of its sample must be proved by.

use crate::civil::{self, french};
use crate::db::Day;
use crate::esf::operations::rules::contains;
use crate::faults;
use crate::machine::Step;
use crate::refusal::{Fault, Refusal};

/// The pieces of evidence of a record.
pub mod evidence;
/// How a sample is drawn.
pub mod sample;

crate::text_enum! {
    /// Where the window of a mission stands today.
    pub enum AuditMissionStatus {
        Planned = "planned",
        Open = "open",
        Closed = "closed",
    }
}

crate::text_enum! {
    /// Whether a finding has its answer.
    pub enum AuditFindingStatus {
        Open = "open",
        Answered = "answered",
    }
}

/// The machine of a finding.
pub static STEPS: &[Step<AuditFindingStatus>] = &[Step {
    verb: "answer",
    from: &[AuditFindingStatus::Open],
    to: AuditFindingStatus::Answered,
    guard: "once, by another person than the auditor who wrote it",
}];

/// The longest window of a mission, in days: an account from outside is never open for good (R3.5).
pub const LONGEST_WINDOW_DAYS: i64 = 366;

/// Most auditors of a mission.
pub const MOST_AUDITORS: usize = 20;

/// Where a window stands on a day.
pub fn status(opens_on: Day, closes_on: Day, today: Day) -> AuditMissionStatus {
    if today < opens_on {
        AuditMissionStatus::Planned
    } else if today <= closes_on {
        AuditMissionStatus::Open
    } else {
        AuditMissionStatus::Closed
    }
}

/// Every fault of a window. One that is over already opens for nobody.
pub fn window_faults(opens_on: Day, closes_on: Day, today: Day) -> Vec<Fault> {
    let mut found: Vec<Fault> = faults::period("/closes_on", Some(opens_on), Some(closes_on)).into_iter().collect();
    if found.is_empty() && closes_on < today {
        found.push(Fault::new(
            "/closes_on",
            "rule_past",
            format!("Le {} est déjà passé.", french(closes_on)),
            format!("{closes_on} is over already."),
        ));
    }
    if civil::days_between(opens_on, closes_on) >= LONGEST_WINDOW_DAYS {
        found.push(Fault::new(
            "/closes_on",
            "rule_window",
            format!("Un accès d'auditeur dure au plus {LONGEST_WINDOW_DAYS} jours (R3.5)."),
            format!("An auditor's access lasts {LONGEST_WINDOW_DAYS} days at most (R3.5)."),
        ));
    }
    found
}

/// Every fault of the period under check: it lies within the operation.
pub fn period_faults(from: Day, to: Day, operation: (Day, Day)) -> Vec<Fault> {
    let mut found: Vec<Fault> = faults::period("/to", Some(from), Some(to)).into_iter().collect();
    for (pointer, day) in [("/from", from), ("/to", to)] {
        if !contains(operation.0, operation.1, day) {
            found.push(Fault::new(
                pointer,
                "rule_outside_operation",
                format!("Le {} n'est pas un jour de l'opération.", french(day)),
                format!("{day} is not a day of the operation."),
            ));
        }
    }
    found
}

/// Every fault of the addresses, as they are compared: each once, and not too many.
pub fn email_faults(folded: &[String]) -> Vec<Fault> {
    let mut found = Vec::new();
    for (n, email) in folded.iter().enumerate() {
        if folded.iter().take(n).any(|before| before == email) {
            found.push(Fault::new(
                format!("/auditor_emails/{n}"),
                "rule_twice",
                "Cette adresse figure deux fois.",
                "This address stands twice.",
            ));
        }
    }
    found
}

/// Who answers a finding.
///
/// # Errors
/// `illegal_transition` once it is answered; `conflict_same_person` for whoever wrote it (R3.2).
pub fn answer(status: AuditFindingStatus, own: bool) -> Result<AuditFindingStatus, Refusal> {
    let next = crate::machine::step(STEPS, status, "answer")?;
    if own {
        return Err(Refusal::conflict(
            "conflict_same_person",
            "Un constat reçoit sa réponse d'une autre personne que celle qui l'a écrit.",
            "A finding is answered by another person than the one who wrote it.",
        ));
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_window_ends_after_it_opens_in_time_to_come_and_within_a_year() {
        for (opens, closes, codes) in [
            ("2026-03-02", "2026-03-02", vec![]),
            ("2026-01-01", "2026-03-02", vec![]),
            ("2026-03-10", "2026-03-09", vec!["rule_period"]),
            ("2026-02-01", "2026-03-01", vec!["rule_past"]),
            ("2026-03-02", "2027-03-02", vec![]),
            ("2026-03-02", "2027-03-03", vec!["rule_window"]),
        ] {
            let found = window_faults(day(opens), day(closes), day("2026-03-02"));
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{opens} {closes}");
        }
    }

    #[test]
    fn the_first_and_the_last_day_of_a_window_are_open() {
        let told = |on| status(day("2026-03-02"), day("2026-03-06"), day(on)).code();
        assert_eq!(
            ["2026-03-01", "2026-03-02", "2026-03-06", "2026-03-07"].map(told),
            ["planned", "open", "open", "closed"]
        );
    }

    #[test]
    fn a_period_lies_within_its_operation() {
        let operation = (day("2025-01-01"), day("2025-12-31"));
        for (from, to, pointers) in [
            ("2025-01-01", "2025-12-31", vec![]),
            ("2024-12-31", "2025-06-30", vec!["/from"]),
            ("2025-06-30", "2026-01-01", vec!["/to"]),
            ("2025-06-30", "2025-06-01", vec!["/to"]),
        ] {
            let found = period_faults(day(from), day(to), operation);
            assert_eq!(found.iter().map(|f| f.pointer.as_str()).collect::<Vec<_>>(), pointers, "{from} {to}");
        }
        let twice = ["a@x.fr".to_owned(), "b@x.fr".to_owned(), "a@x.fr".to_owned()];
        assert_eq!(email_faults(&twice).iter().map(|f| f.pointer.as_str()).collect::<Vec<_>>(), ["/auditor_emails/2"]);
    }

    #[test]
    fn a_finding_is_answered_once_and_by_another() {
        assert_eq!(answer(AuditFindingStatus::Open, false), Ok(AuditFindingStatus::Answered));
        assert!(answer(AuditFindingStatus::Open, true).is_err());
        assert!(answer(AuditFindingStatus::Answered, false).is_err());
    }
}
