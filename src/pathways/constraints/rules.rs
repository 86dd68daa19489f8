//! The rules of a constraint (S3.18): no diagnosis.

use crate::db::Day;
use crate::faults;
use crate::participants::nir_faults;
use crate::refusal::Fault;

crate::text_enum! {
    /// What a constraint is about (S3.18).
    pub enum ConstraintKind {
        Hours = "hours",
        Area = "area",
        Transport = "transport",
        Family = "family",
        Health = "health",
        Other = "other",
    }
}

crate::text_enum! {
    /// What the work must be like for reasons of health: what an employer may know, and nothing of the illness.
    pub enum HealthFlag {
        NoHeavyLoads = "no_heavy_loads",
        NoProlongedStanding = "no_prolonged_standing",
        NoRepetitiveGestures = "no_repetitive_gestures",
        NoHeights = "no_heights",
        NoDriving = "no_driving",
        NoNightWork = "no_night_work",
        NoNoise = "no_noise",
        NoDustOrChemicals = "no_dust_or_chemicals",
        ReducedHours = "reduced_hours",
        AdaptedWorkstation = "adapted_workstation",
    }
}

/// A constraint as it would stand.
#[derive(Debug, Clone, Copy)]
pub struct Constraint<'a> {
    /// What it is about.
    pub kind: ConstraintKind,
    /// The words, or the code of one of health.
    pub value: &'a str,
    /// First day.
    pub valid_from: Day,
    /// Last day; open if none.
    pub valid_to: Option<Day>,
}

/// Every fault of a constraint: of health a code and no words, its days in order.
pub fn constraint_faults(c: &Constraint<'_>) -> Vec<Fault> {
    let mut out = nir_faults(&[("/value", Some(c.value))]);
    if c.kind == ConstraintKind::Health && HealthFlag::parse(c.value).is_none() {
        let mut fault = Fault::new(
            "/value",
            "rule_no_diagnosis",
            "Une contrainte de santé se dit par un code, sans diagnostic (S3.18).",
            "A constraint of health is told by a code, without diagnosis (S3.18).",
        );
        fault.allowed = HealthFlag::ALL.iter().map(|flag| flag.code().to_owned()).collect();
        out.push(fault);
    }
    out.extend(faults::period("/valid_to", Some(c.valid_from), c.valid_to));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_health_a_constraint_says_a_code_and_no_words() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let base = Constraint {
            kind: ConstraintKind::Hours,
            value: "Pas avant 9 h : école",
            valid_from: day("2026-03-02"),
            valid_to: None,
        };
        for (c, codes) in [
            (base, vec![]),
            (Constraint { valid_to: Some(day("2026-03-02")), ..base }, vec![]),
            (Constraint { valid_to: Some(day("2026-03-01")), ..base }, vec!["rule_period"]),
            (Constraint { kind: ConstraintKind::Health, value: "no_heavy_loads", ..base }, vec![]),
            (Constraint { kind: ConstraintKind::Health, value: "hernie discale", ..base }, vec!["rule_no_diagnosis"]),
            (Constraint { value: "269054958815780", ..base }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(constraint_faults(&c).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{c:?}");
        }
    }
}
