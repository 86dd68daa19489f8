//! The rules of the directory: SIRET, terms of a referent, caseload figures.

use crate::db::Day;
use crate::faults;
use crate::ids::UserId;
use crate::machine::Step;
use crate::refusal::Fault;

mod patterns;

pub use patterns::{Held, Pattern, Patterns, signed_pattern};

crate::text_enum! {
    /// Whether the PLIE knows a structure (R3.7).
    pub enum Authorisation {
        Pending = "pending",
        Validated = "validated",
        Refused = "refused",
        NotRequired = "not_required",
    }
}
use Authorisation as A;

/// The machine of an authorisation: what was decided may be decided otherwise later.
pub static AUTHORISATION_STEPS: &[Step<A>] = &[
    Step {
        verb: "validate",
        from: &[A::Pending, A::Refused, A::NotRequired],
        to: A::Validated,
        guard: "what it pushes leaves the quarantine (R3.7)",
    },
    Step { verb: "refuse", from: &[A::Pending, A::Validated, A::NotRequired], to: A::Refused, guard: "a reason" },
];

impl Authorisation {
    /// Whether what the structure pushes waits until somebody has looked at it (R3.7).
    pub fn quarantines(self) -> bool {
        matches!(self, A::Pending | A::Refused)
    }
}

/// Whether the kind of a structure is shown: a sensitive one would tell a third party of somebody's health, justice
/// or family (§ 5.10).
pub fn kind_is_shown(sensitive: bool, to_staff: bool, to_itself: bool) -> bool {
    !sensitive || to_staff || to_itself
}

/// One full-time equivalent, in ten-thousandths.
pub const FULL_TIME: i64 = 10_000;
/// The most minutes a schedule may give to one weekday.
pub const DAY_MINUTES_MAX: i64 = 720;
/// La Poste's SIREN, whose establishments follow a rule of their own.
const LA_POSTE: &str = "356000000";

/// Whether 14 digits make a SIRET: Luhn's key, or for La Poste's establishments a sum of digits divisible by 5.
pub fn siret_is_valid(siret: &str) -> bool {
    let Some(digits) = digits(siret, 14) else { return false };
    luhn(&digits) || (siret.starts_with(LA_POSTE) && digits.iter().sum::<u32>() % 5 == 0)
}

/// Whether 9 digits make a SIREN (Luhn).
pub fn siren_is_valid(siren: &str) -> bool {
    digits(siren, 9).is_some_and(|d| luhn(&d))
}

/// `rule_siret` at `pointer` when the SIRET is not one.
pub fn siret_fault(pointer: &str, siret: &str) -> Option<Fault> {
    (!siret_is_valid(siret)).then(|| {
        Fault::new(
            pointer,
            "rule_siret",
            "Ce SIRET n'est pas valide : 14 chiffres, clé de Luhn.",
            "This SIRET is not valid: 14 digits with a Luhn key.",
        )
    })
}

/// The digits of a text that is `n` ASCII digits, not all zero.
fn digits(text: &str, n: usize) -> Option<Vec<u32>> {
    let digits: Vec<u32> = text.chars().map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    (digits.len() == n && digits.iter().any(|d| *d != 0)).then_some(digits)
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| if i % 2 == 0 { *d } else { d * 2 - if *d > 4 { 9 } else { 0 } })
        .sum();
    sum.is_multiple_of(10)
}

/// The members of a weekly schedule, Monday first.
pub const WEEKDAYS: [&str; 7] = [
    "monday_minutes",
    "tuesday_minutes",
    "wednesday_minutes",
    "thursday_minutes",
    "friday_minutes",
    "saturday_minutes",
    "sunday_minutes",
];

/// The terms on which somebody works, as a referent or as other staff.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Whose terms.
    pub user_id: UserId,
    /// Who countersigns (R6.15).
    pub supervisor_id: Option<UserId>,
    /// Share of full time, in ten-thousandths.
    pub fte: i64,
    /// The part given to supporting participants, in ten-thousandths; `None` for staff who follow nobody.
    pub fte_participant_support: Option<i64>,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
    /// Minutes of work on each weekday, Monday first, of every pattern that the terms hold.
    pub schedules: Vec<[i64; 7]>,
}

/// Every fault of the terms (S0.4, S2.1, R6.1, R6.15).
pub fn terms_faults(t: &Terms) -> Vec<Fault> {
    let mut out = Vec::new();
    if !(1..=FULL_TIME).contains(&t.fte) {
        out.push(Fault::new(
            "/fte",
            "rule_fte",
            "L'équivalent temps plein est supérieur à 0 et au plus 1 (S0.4).",
            "The full-time equivalent is above 0 and at most 1 (S0.4).",
        ));
    }
    if t.fte_participant_support.is_some_and(|share| share < 0 || share > t.fte) {
        out.push(Fault::new(
            "/fte_participant_support",
            "rule_fte_participant_support",
            "La part consacrée aux participants ne dépasse pas l'équivalent temps plein (S2.1).",
            "The part given to participants is at most the full-time equivalent (S2.1).",
        ));
    }
    if t.supervisor_id == Some(t.user_id) {
        out.push(Fault::new(
            "/supervisor_id",
            "rule_supervisor",
            "Le responsable est une autre personne (R6.15).",
            "The supervisor is somebody else (R6.15).",
        ));
    }
    out.extend(faults::period("/valid_to", Some(t.valid_from), t.valid_to));
    for (n, name) in WEEKDAYS.iter().enumerate() {
        let mut minutes = t.schedules.iter().filter_map(|schedule| schedule.get(n));
        if minutes.any(|minutes| !(0..=DAY_MINUTES_MAX).contains(minutes)) {
            out.push(Fault::new(
                format!("/work_schedule/{name}"),
                "rule_work_schedule",
                "Une journée compte de 0 à 720 minutes.",
                "A day has 0 to 720 minutes.",
            ));
        }
    }
    out
}

/// A share of full time held for a period.
#[derive(Debug, Clone, Copy)]
pub struct Holding {
    /// Share of full time, in ten-thousandths.
    pub fte: i64,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
}

/// `rule_fte` when the terms that one person holds at the same time are more than one full time (§ 10.1).
pub fn total_fte_fault(this: Holding, others: &[Holding]) -> Option<Fault> {
    let holds = |h: &Holding, on: Day| covers(h.valid_from, h.valid_to, on);
    // the sum only grows where some terms begin
    let beginnings = others.iter().map(|h| h.valid_from).filter(|on| holds(&this, *on));
    let full = |on: Day| this.fte + others.iter().filter(|h| holds(h, on)).map(|h| h.fte).sum::<i64>() > FULL_TIME;
    let day = beginnings.chain([this.valid_from]).filter(|on| full(*on)).min()?;
    (this.fte <= FULL_TIME).then(|| {
        Fault::new(
            "/fte",
            "rule_fte",
            format!("Les fonctions de cette personne dépassent ensemble un temps plein le {day} (§ 10.1)."),
            format!("This person's terms together are above one full time on {day} (§ 10.1)."),
        )
    })
}

/// Whether a period holds `on`, both ends included.
pub fn covers(valid_from: Day, valid_to: Option<Day>, on: Day) -> bool {
    valid_from <= on && valid_to.is_none_or(|end| on <= end)
}

/// People a referent should follow: `per_fte` × share, rounded half up (S2.3). 70 × 10.48 = 733.6 gives 734.
pub fn caseload_target(per_fte: i64, fte_participant_support: i64) -> i64 {
    (per_fte * fte_participant_support + FULL_TIME / 2).div_euclid(FULL_TIME)
}

/// Places left under the target; negative above it, which warns and never blocks (S2.3).
pub fn capacity_left(target: i64, active: i64) -> i64 {
    target - active
}

/// A rate as it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// What was counted.
    pub numerator: i64,
    /// Out of how many.
    pub denominator: i64,
}

/// What a year's entries are compared with (§ 8.2).
#[derive(Debug, Clone, Copy)]
pub enum RenewalBasis<'a> {
    /// The mean of these caseloads at the ends of months.
    MonthEnds(&'a [i64]),
    /// The target, people per full time and share in ten-thousandths.
    Target {
        /// People a full time.
        per_fte: i64,
        /// Share given to participants, in ten-thousandths.
        fte_participant_support: i64,
    },
}

/// Entries of twelve months ÷ the caseload of the basis, exact and in lowest terms; nothing when the basis is 0.
pub fn renewal_rate(entries_12m: i64, basis: RenewalBasis<'_>) -> Option<Ratio> {
    let (numerator, denominator) = match basis {
        RenewalBasis::MonthEnds(ends) => (entries_12m * i64::try_from(ends.len()).ok()?, ends.iter().sum::<i64>()),
        RenewalBasis::Target { per_fte, fte_participant_support } => {
            (entries_12m * FULL_TIME, per_fte * fte_participant_support)
        }
    };
    if denominator <= 0 {
        return None;
    }
    let (mut a, mut b) = (numerator.abs(), denominator);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    Some(Ratio { numerator: numerator / a, denominator: denominator / a })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siret_has_a_luhn_key_but_la_poste_has_its_own_rule() {
        for (siret, valid) in [
            ("73282932000074", true),
            ("73282932000075", false),
            ("35600000000048", true),
            ("35600000049837", true),
            ("35600000049838", false),
            ("00000000000000", false),
            ("7328293200007", false),
            ("732829320000741", false),
            ("7328293200007A", false),
            ("732829320 0074", false),
            ("732829320000７4", false),
        ] {
            assert_eq!(siret_is_valid(siret), valid, "{siret}");
        }
        assert!(siren_is_valid("732829320") && !siren_is_valid("732829321"));
        assert_eq!(siret_fault("/siret", "1").unwrap().code, "rule_siret");
    }

    #[test]
    fn a_structure_waits_in_quarantine_until_it_is_validated() {
        let verdicts: Vec<bool> = A::ALL.iter().map(|a| a.quarantines()).collect();
        assert_eq!(verdicts, [true, false, true, false]);
        assert_eq!(crate::machine::step(AUTHORISATION_STEPS, A::Refused, "validate"), Ok(A::Validated));
        assert!(crate::machine::step(AUTHORISATION_STEPS, A::Refused, "refuse").is_err());
    }

    #[test]
    fn a_sensitive_kind_is_kept_from_third_parties() {
        assert!(kind_is_shown(false, false, false) && kind_is_shown(true, true, false));
        assert!(kind_is_shown(true, false, true) && !kind_is_shown(true, false, false));
    }

    fn terms() -> Terms {
        Terms {
            user_id: UserId::new(),
            supervisor_id: None,
            fte: 8_000,
            fte_participant_support: Some(8_000),
            valid_from: "2026-01-01".parse().unwrap(),
            valid_to: None,
            schedules: vec![[420, 420, 420, 420, 420, 0, 0]],
        }
    }

    #[test]
    fn terms_in_order_are_accepted() {
        assert_eq!(terms_faults(&terms()), []);
        assert_eq!(terms_faults(&Terms { fte: FULL_TIME, fte_participant_support: None, ..terms() }), []);
        let one_day = Terms { valid_to: Some("2026-01-01".parse().unwrap()), ..terms() };
        assert_eq!(terms_faults(&one_day), []);
    }

    #[test]
    fn each_broken_term_has_its_fault_and_all_come_at_once() {
        let me = UserId::new();
        let bad = Terms {
            user_id: me,
            supervisor_id: Some(me),
            fte: 0,
            fte_participant_support: Some(1),
            valid_to: Some("2025-12-31".parse().unwrap()),
            schedules: vec![[-1, 0, 0, 0, 0, 0, 720], [0, 0, 721, 0, 0, 0, 0]],
            ..terms()
        };
        let found = terms_faults(&bad);
        let places: Vec<_> = found.iter().map(|f| f.pointer.as_str()).collect();
        assert_eq!(
            places,
            [
                "/fte",
                "/fte_participant_support",
                "/supervisor_id",
                "/valid_to",
                "/work_schedule/monday_minutes",
                "/work_schedule/wednesday_minutes"
            ]
        );
        assert_eq!(terms_faults(&Terms { fte: 10_001, ..terms() })[0].code, "rule_fte");
    }

    #[test]
    fn one_person_holds_one_full_time_at_most_on_any_day() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let held = |fte, from: &str, to: Option<&str>| Holding { fte, valid_from: day(from), valid_to: to.map(day) };
        let this = held(5_000, "2026-01-01", None);
        assert!(total_fte_fault(this, &[held(5_000, "2025-01-01", None)]).is_none());
        assert!(total_fte_fault(this, &[held(10_000, "2025-01-01", Some("2025-12-31"))]).is_none());
        assert!(total_fte_fault(this, &[held(10_000, "2025-01-01", Some("2026-01-01"))]).is_some());
        let twice = [held(3_000, "2026-02-01", Some("2026-03-31")), held(3_000, "2026-03-31", None)];
        let fault = total_fte_fault(this, &twice).unwrap();
        assert!(fault.code == "rule_fte" && fault.en.contains("2026-03-31"), "{fault:?}");
    }

    #[test]
    fn the_caseload_target_is_rounded_half_up() {
        for (per_fte, fte, target) in
            [(70, 104_800, 734), (70, 5_000, 35), (70, 10_000, 70), (70, 0, 0), (1, 5_000, 1), (1, 4_999, 0)]
        {
            assert_eq!(caseload_target(per_fte, fte), target, "{per_fte} × {fte}");
        }
        assert_eq!(capacity_left(35, 40), -5);
    }

    #[test]
    fn the_renewal_rate_is_exact() {
        let year = [60, 70, 80, 70];
        assert_eq!(
            renewal_rate(21, RenewalBasis::MonthEnds(&year)),
            Some(Ratio { numerator: 3, denominator: 10 }),
            "21 entries over a mean of 70 are 30 %"
        );
        let target = RenewalBasis::Target { per_fte: 70, fte_participant_support: 5_000 };
        assert_eq!(renewal_rate(7, target), Some(Ratio { numerator: 1, denominator: 5 }));
        assert_eq!(renewal_rate(0, target), Some(Ratio { numerator: 0, denominator: 1 }));
        assert_eq!(renewal_rate(3, RenewalBasis::MonthEnds(&[])), None);
    }

    #[test]
    fn a_period_covers_both_its_ends() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let (from, to) = (day("2026-01-01"), Some(day("2026-01-31")));
        assert!(covers(from, to, from) && covers(from, to, day("2026-01-31")) && covers(from, None, day("2030-01-01")));
        assert!(!covers(from, to, day("2026-02-01")) && !covers(from, to, day("2025-12-31")));
    }
}
