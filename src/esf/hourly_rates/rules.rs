//! What an hourly rate must hold (R6.22–R6.26).

use chrono::Datelike;

use crate::civil::{Month, french};
use crate::db::Day;
use crate::esf::money::rules::{
    BaseSource, Fraction, GROSS_MAX_CENTS, MONTH_MINUTES, RateBase, SHARE_DEN_MAX, YEAR_MINUTES, to_twelve_months,
};
use crate::faults;
use crate::refusal::Fault;

/// Most minutes of a month.
pub const MONTH_MINUTES_MAX: i64 = 31 * 1_440;

/// A rate as it would stand.
#[derive(Debug, Clone, Copy)]
pub struct Proposed {
    /// What it is made of.
    pub base: RateBase,
    /// Where the cost comes from.
    pub source: BaseSource,
    /// The cost, where it is given.
    pub base_cents: Option<i64>,
    /// The days whose documented cost it is derived from, instead.
    pub documented: Option<(Day, Day)>,
    /// The working share.
    pub share: (i64, i64),
    /// Full-time minutes of the base.
    pub full_time_minutes: i64,
    /// The month from which it holds.
    pub valid_from: Day,
    /// First and last day of the operation.
    pub operation: Option<(Day, Day)>,
}

/// Full-time minutes of a base that does not say: 1 720 hours of a year, 151 h 40 of a month.
pub fn full_time_minutes(base: RateBase, given: Option<i64>) -> i64 {
    given.unwrap_or(match base {
        RateBase::Annual => YEAR_MINUTES,
        RateBase::Monthly => MONTH_MINUTES,
    })
}

/// Every fault of a rate by itself.
pub fn faults(p: &Proposed) -> Vec<Fault> {
    let mut out = Vec::new();
    let (num, den) = p.share;
    if num < 1 || den < num || den > SHARE_DEN_MAX {
        out.push(Fault::new(
            "/working_share",
            "rule_working_share",
            "La quotité de travail est une fraction au-dessus de 0 et d'au plus 1 (R6.22).",
            "The working share is a fraction above 0 and at most 1 (R6.22).",
        ));
    }
    if p.base == RateBase::Annual && p.full_time_minutes != YEAR_MINUTES {
        out.push(Fault::new(
            "/full_time_minutes",
            "rule_1720_hours",
            "Le dénominateur annuel est toujours de 1 720 heures, soit 103 200 minutes (R6.26).",
            "The annual denominator is always 1,720 hours, that is 103,200 minutes (R6.26).",
        ));
    }
    if !(1..=MONTH_MINUTES_MAX.max(YEAR_MINUTES)).contains(&p.full_time_minutes)
        || (p.base == RateBase::Monthly && p.full_time_minutes > MONTH_MINUTES_MAX)
    {
        out.push(Fault::new(
            "/full_time_minutes",
            "invalid",
            "Ce n'est pas la durée d'un mois de travail.",
            "This is not the working time of a month.",
        ));
    }
    if p.valid_from.0.day() != 1 {
        out.push(Fault::new(
            "/valid_from",
            "rule_month_start",
            "Un taux vaut à partir du premier jour d'un mois.",
            "A rate holds from the first day of a month.",
        ));
    }
    if let Some((from, to)) = p.operation
        && !(Month::of(from)..=Month::of(to)).contains(&Month::of(p.valid_from))
    {
        out.push(Fault::new(
            "/valid_from",
            "rule_outside_operation",
            format!("Le taux est hors de l'opération, du {} au {}.", french(from), french(to)),
            format!("The rate is outside the operation, from {from} to {to}."),
        ));
    }
    out.extend(base_faults(p));
    out
}

/// The cost is given, or derived from documented costs: one of the two.
fn base_faults(p: &Proposed) -> Vec<Fault> {
    let mut out = Vec::new();
    match (p.base_cents, p.documented) {
        (None, None) => out.push(faults::required("/base_cents")),
        (Some(cents), _) if !(1..=GROSS_MAX_CENTS).contains(&cents) => out.push(Fault::new(
            "/base_cents",
            "invalid",
            format!("Un montant de 1 à {GROSS_MAX_CENTS} centimes."),
            format!("An amount from 1 to {GROSS_MAX_CENTS} cents."),
        )),
        (Some(_), Some(_)) => out.push(Fault::new(
            "/base_cents",
            "invalid",
            "Le coût est donné, ou déduit de coûts documentés : l'un ou l'autre (R6.24).",
            "The cost is given, or derived from documented costs: one of the two (R6.24).",
        )),
        (None, Some((from, to))) => {
            out.extend(faults::period("/documented_to", Some(from), Some(to)));
            if p.base == RateBase::Monthly {
                out.push(Fault::new(
                    "/base",
                    "invalid",
                    "Seule une base annuelle se déduit de coûts documentés (R6.24).",
                    "Only an annual base is derived from documented costs (R6.24).",
                ));
            }
        }
        (Some(_), None) => {}
    }
    if (p.source == BaseSource::Derived) != p.documented.is_some() {
        out.push(Fault::new(
            "/base_source",
            "invalid",
            "Une base déduite dit de quels jours (documented_from et documented_to), et elle seule.",
            "A derived base says from which days (documented_from and documented_to), and no other does.",
        ));
    }
    out
}

/// The cost of a year that documented costs make, and `rule_no_cost` where none is documented (R6.24).
pub fn derived(cents: i64, months: Fraction) -> Result<i64, Fault> {
    let year = to_twelve_months(cents, months);
    if year > 0 {
        return Ok(year);
    }
    Err(Fault::new(
        "/documented_from",
        "rule_no_cost",
        "Aucun coût n'est documenté pour cette personne sur cette période (R6.24).",
        "No cost of this person is documented in this period (R6.24).",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_of_a_rate_has_its_code() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let good = Proposed {
            base: RateBase::Annual,
            source: BaseSource::Documented,
            base_cents: Some(4_450_000),
            documented: None,
            share: (4, 5),
            full_time_minutes: YEAR_MINUTES,
            valid_from: day("2026-01-01"),
            operation: Some((day("2026-01-15"), day("2026-12-31"))),
        };
        let documented = Some((day("2025-01-01"), day("2025-12-31")));
        for (p, codes) in [
            (good, vec![]),
            (Proposed { share: (0, 1), ..good }, vec!["rule_working_share"]),
            (Proposed { share: (6, 5), ..good }, vec!["rule_working_share"]),
            (Proposed { full_time_minutes: 1_607 * 60, ..good }, vec!["rule_1720_hours"]),
            (Proposed { base: RateBase::Monthly, full_time_minutes: MONTH_MINUTES, ..good }, vec![]),
            (Proposed { base: RateBase::Monthly, full_time_minutes: 50_000, ..good }, vec!["invalid"]),
            (Proposed { valid_from: day("2026-01-02"), ..good }, vec!["rule_month_start"]),
            (Proposed { valid_from: day("2025-12-01"), ..good }, vec!["rule_outside_operation"]),
            (Proposed { base_cents: None, ..good }, vec!["required"]),
            (Proposed { base_cents: Some(0), ..good }, vec!["invalid"]),
            (Proposed { base_cents: None, documented, source: BaseSource::Derived, ..good }, vec![]),
            (Proposed { documented, ..good }, vec!["invalid", "invalid"]),
        ] {
            assert_eq!(faults(&p).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{p:?}");
        }
        assert_eq!(derived(1_112_500, Fraction::whole(3)), Ok(4_450_000));
        assert_eq!(derived(0, Fraction::ZERO).unwrap_err().code, "rule_no_cost");
    }
}
