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

crate::text_enum! {
    /// What an offer asks for, and what the constraint of a person may rule out (S3.18).
    pub enum Demand {
        NightWork = "night_work",
        EarlyMorning = "early_morning",
        Evening = "evening",
        Weekend = "weekend",
        SplitShifts = "split_shifts",
        FullTime = "full_time",
        DrivingLicence = "driving_licence",
        Vehicle = "vehicle",
        HeavyLoads = "heavy_loads",
        ProlongedStanding = "prolonged_standing",
        RepetitiveGestures = "repetitive_gestures",
        Heights = "heights",
        Driving = "driving",
        Noise = "noise",
        DustOrChemicals = "dust_or_chemicals",
    }
}

use Demand as D;

/// What an offer may ask of one's hours.
pub const OF_HOURS: &[Demand] = &[D::NightWork, D::EarlyMorning, D::Evening, D::Weekend, D::SplitShifts, D::FullTime];
/// What it may ask of how one gets about.
pub const OF_TRANSPORT: &[Demand] = &[D::DrivingLicence, D::Vehicle];
/// What it may ask of the body.
pub const OF_BODY: &[Demand] =
    &[D::HeavyLoads, D::ProlongedStanding, D::RepetitiveGestures, D::Heights, D::Driving, D::Noise, D::DustOrChemicals];

/// What a constraint of health says no to, by its code alone; an adapted workstation says no to nothing.
pub const fn health_flag(demand: Demand) -> Option<HealthFlag> {
    Some(match demand {
        D::NightWork => HealthFlag::NoNightWork,
        D::FullTime => HealthFlag::ReducedHours,
        D::Driving | D::Vehicle => HealthFlag::NoDriving,
        D::HeavyLoads => HealthFlag::NoHeavyLoads,
        D::ProlongedStanding => HealthFlag::NoProlongedStanding,
        D::RepetitiveGestures => HealthFlag::NoRepetitiveGestures,
        D::Heights => HealthFlag::NoHeights,
        D::Noise => HealthFlag::NoNoise,
        D::DustOrChemicals => HealthFlag::NoDustOrChemicals,
        D::EarlyMorning | D::Evening | D::Weekend | D::SplitShifts | D::DrivingLicence => return None,
    })
}

/// What a constraint of this kind may rule out; of health its code says so.
const fn may_rule_out(kind: ConstraintKind) -> &'static [Demand] {
    match kind {
        ConstraintKind::Hours | ConstraintKind::Family => OF_HOURS,
        ConstraintKind::Transport => OF_TRANSPORT,
        ConstraintKind::Area | ConstraintKind::Health | ConstraintKind::Other => &[],
    }
}

/// The fault of a code that does not belong where it stands.
pub fn code_fault(pointer: String, known: &[Demand]) -> Fault {
    let mut fault = Fault::new(
        pointer,
        "rule_constraint_code",
        "Ce code n'est pas de cette sorte de contrainte.",
        "This code is not of this kind of constraint.",
    );
    fault.allowed = known.iter().map(|demand| demand.code().to_owned()).collect();
    fault
}

/// A constraint as it would stand.
#[derive(Debug, Clone, Copy)]
pub struct Constraint<'a> {
    /// What it is about.
    pub kind: ConstraintKind,
    /// The words, or the code of one of health.
    pub value: &'a str,
    /// What it rules out of an offer.
    pub rules_out: &'a [Demand],
    /// How many communes it names as those where alone the person can work.
    pub communes: usize,
    /// First day.
    pub valid_from: Day,
    /// Last day; open if none.
    pub valid_to: Option<Day>,
}

/// Every fault of a constraint: of health a code and no words, codes and communes of its kind alone, its days in order.
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
    let known = may_rule_out(c.kind);
    for (n, _) in c.rules_out.iter().enumerate().filter(|(_, demand)| !known.contains(demand)) {
        out.push(code_fault(format!("/rules_out/{n}"), known));
    }
    if c.communes > 0 && c.kind != ConstraintKind::Area {
        out.push(Fault::new(
            "/commune_codes",
            "rule_constraint_area",
            "Seule une contrainte de secteur nomme des communes.",
            "Only a constraint of area names communes.",
        ));
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
            rules_out: &[D::EarlyMorning],
            communes: 0,
            valid_from: day("2026-03-02"),
            valid_to: None,
        };
        for (c, codes) in [
            (base, vec![]),
            (Constraint { rules_out: &[D::Heights], ..base }, vec!["rule_constraint_code"]),
            (Constraint { kind: ConstraintKind::Transport, ..base }, vec!["rule_constraint_code"]),
            (Constraint { communes: 1, ..base }, vec!["rule_constraint_area"]),
            (Constraint { kind: ConstraintKind::Area, rules_out: &[], communes: 1, ..base }, vec![]),
            (Constraint { valid_to: Some(day("2026-03-02")), ..base }, vec![]),
            (Constraint { valid_to: Some(day("2026-03-01")), ..base }, vec!["rule_period"]),
            (Constraint { kind: ConstraintKind::Health, value: "no_heavy_loads", rules_out: &[], ..base }, vec![]),
            (
                Constraint { kind: ConstraintKind::Health, value: "hernie discale", rules_out: &[], ..base },
                vec!["rule_no_diagnosis"],
            ),
            (Constraint { value: "269054958815780", ..base }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(constraint_faults(&c).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{c:?}");
        }
    }
}
