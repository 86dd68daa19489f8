//! The rules of an opportunity (S3.18).

use crate::db::Day;
use crate::faults;
use crate::participants::nir_faults;
use crate::pathways::constraints::rules::{Demand, OF_BODY, OF_HOURS, OF_TRANSPORT, code_fault};
use crate::pathways::rules::PathwayStatus;
use crate::pathways::stages::rules::is_rome;
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// What an offer asks for.
    pub enum OpportunityConstraintKind {
        Hours = "hours",
        Area = "area",
        DrivingLicence = "driving_licence",
        Physical = "physical",
        Other = "other",
    }
}

crate::text_enum! {
    /// Why an opportunity fits somebody.
    pub enum Reason {
        /// Their diagnosis aims at the occupation.
        Occupation = "occupation",
        /// They are of a public that it is for.
        Criterion = "criterion",
    }
}

crate::text_enum! {
    /// Why an opportunity does not fit somebody: they neither aim at the occupation nor are of a public; a barrier that
    /// rules it out is felt; a constraint on hours, the area, the licence or the vehicle, or what the work asks of the
    /// body.
    pub enum Obstacle {
        NotSought = "not_sought",
        Barrier = "barrier",
        Hours = "hours",
        Area = "area",
        DrivingLicence = "driving_licence",
        Physical = "physical",
    }
}

impl OpportunityConstraintKind {
    /// The codes that may stand in one of this kind.
    pub const fn demands(self) -> &'static [Demand] {
        match self {
            Self::Hours => OF_HOURS,
            Self::DrivingLicence => OF_TRANSPORT,
            Self::Physical => OF_BODY,
            Self::Area | Self::Other => &[],
        }
    }
}

crate::text_enum! {
    /// What came of an opportunity that somebody heard of (S2.12).
    pub enum NoticeResult {
        Pending = "pending",
        Interested = "interested",
        Applied = "applied",
        Hired = "hired",
        Declined = "declined",
        NoAnswer = "no_answer",
    }
}

/// The severity from which a barrier rules out an opportunity that it blocks (§ 5.2).
pub const BLOCKING_SEVERITY: i64 = 2;

/// The pathways of those who look for something.
pub const LOOKING: &[PathwayStatus] = &[PathwayStatus::Admitted, PathwayStatus::Active];

/// An opportunity as it would stand.
#[derive(Debug, Clone, Default)]
pub struct Opportunity<'a> {
    /// Its title.
    pub title: &'a str,
    /// What it is about.
    pub description: Option<&'a str>,
    /// The occupation.
    pub rome: Option<&'a str>,
    /// What it asks for: the kind, its code and its words.
    pub constraints: Vec<(OpportunityConstraintKind, Option<Demand>, &'a str)>,
}

/// Every fault of an opportunity: an occupation that is a code of the ROME, nobody's health number, codes of their kind.
pub fn opportunity_faults(o: &Opportunity<'_>) -> Vec<Fault> {
    let mut out = Vec::new();
    if o.rome.is_some_and(|code| !is_rome(code)) {
        out.push(Fault::new(
            "/rome",
            "invalid",
            "Un code ROME : une lettre de A à N et quatre chiffres.",
            "A ROME code: a letter from A to N and four digits.",
        ));
    }
    out.extend(nir_faults(&[("/title", Some(o.title)), ("/description", o.description)]));
    for (n, (kind, code, text)) in o.constraints.iter().enumerate() {
        out.extend(nir_faults(&[(&format!("/constraints/{n}/value"), Some(text))]));
        if code.is_some_and(|code| !kind.demands().contains(&code)) {
            out.push(code_fault(format!("/constraints/{n}/code"), kind.demands()));
        }
    }
    out
}

/// The fault of a last day that has passed already when the opportunity is recorded.
pub fn closed_already(closes_on: Option<Day>, today: Day) -> Option<Fault> {
    closes_on
        .filter(|last| *last < today)
        .map(|_| Fault::new("/closes_on", "rule_past", "Ce jour est déjà passé.", "This day has passed already."))
}

/// Whether it may still be passed on.
///
/// # Errors
/// `conflict_opportunity_closed` after its last day.
pub fn still_open(closes_on: Option<Day>, today: Day) -> Result<(), Refusal> {
    if closes_on.is_some_and(|last| last < today) {
        return Err(Refusal::conflict(
            "conflict_opportunity_closed",
            "Cette offre est close : on ne la transmet plus.",
            "This opportunity is closed: it is passed on no more.",
        ));
    }
    Ok(())
}

/// An employer by identifier or by name, not both.
pub fn employer_fault(id: bool, name: Option<&str>) -> Option<Fault> {
    match (id, faults::blank(name)) {
        (false, true) => Some(faults::required("/employer/name")),
        (true, false) => Some(Fault::new(
            "/employer/name",
            "rule_employer_named",
            "Un employeur connu garde son nom : donner son identifiant seul.",
            "A known employer keeps its name: give its identifier alone.",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opportunity_names_its_occupation_by_a_code() {
        use OpportunityConstraintKind as Kind;
        let base = Opportunity { title: "Préparateur de commandes", ..Opportunity::default() };
        for (o, codes) in [
            (base.clone(), vec![]),
            (Opportunity { rome: Some("N1103"), ..base.clone() }, vec![]),
            (Opportunity { rome: Some("Z1103"), ..base.clone() }, vec!["invalid"]),
            (
                Opportunity { constraints: vec![(Kind::Other, None, "1 85 05 78 006 084 91")], ..base.clone() },
                vec!["rule_no_nir"],
            ),
            (Opportunity { constraints: vec![(Kind::Hours, Some(Demand::Evening), "")], ..base.clone() }, vec![]),
            (
                Opportunity { constraints: vec![(Kind::Hours, Some(Demand::Heights), "")], ..base },
                vec!["rule_constraint_code"],
            ),
        ] {
            assert_eq!(opportunity_faults(&o).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{o:?}");
        }
    }

    #[test]
    fn an_opportunity_is_passed_on_until_its_last_day() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let today = day("2026-03-02");
        assert!(still_open(None, today).is_ok() && still_open(Some(today), today).is_ok());
        assert!(still_open(Some(day("2026-03-01")), today).is_err());
        assert!(closed_already(Some(today), today).is_none());
        assert_eq!(closed_already(Some(day("2026-03-01")), today).unwrap().code, "rule_past");
    }

    #[test]
    fn an_employer_is_known_or_named() {
        assert!(employer_fault(true, None).is_none() && employer_fault(false, Some("Boulangerie")).is_none());
        assert_eq!(employer_fault(false, Some(" ")).unwrap().code, "required");
        assert_eq!(employer_fault(true, Some("Boulangerie")).unwrap().code, "rule_employer_named");
    }
}
