//! What a documented cost must hold, and what it makes of a month.

use std::collections::BTreeMap;

use crate::civil::{Month, add_days, days_between, french, months_between};
use crate::db::Day;
use crate::esf::money::rules::{Fraction, GROSS_MAX_CENTS, by_days};
use crate::faults;
use crate::refusal::{Fault, Refusal};

/// Months that one cost covers at most.
pub const MONTHS_MAX: i64 = 24;

/// What somebody has cost from one day to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// Salary, the employer's contributions and benefits, in cents.
    pub gross_cents: i64,
}

impl Cost {
    fn days(&self) -> i64 {
        days_between(self.from, self.to) + 1
    }
    fn days_in(&self, from: Day, to: Day) -> i64 {
        (days_between(self.from.max(from), self.to.min(to)) + 1).max(0)
    }
}

/// Every fault of a cost by itself.
pub fn faults(c: &Cost) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::period("/period_to", Some(c.from), Some(c.to)).into_iter().collect();
    if out.is_empty() && months_between(c.from, add_days(c.to, 1)) > MONTHS_MAX {
        out.push(Fault::new(
            "/period_to",
            "invalid",
            format!("Une période couvre au plus {MONTHS_MAX} mois."),
            format!("A period covers at most {MONTHS_MAX} months."),
        ));
    }
    if !(0..=GROSS_MAX_CENTS).contains(&c.gross_cents) {
        out.push(Fault::new(
            "/gross_cost_cents",
            "invalid",
            format!("Un montant de 0 à {GROSS_MAX_CENTS} centimes."),
            format!("An amount from 0 to {GROSS_MAX_CENTS} cents."),
        ));
    }
    out
}

/// A day is documented once.
///
/// # Errors
/// `Conflict` `conflict_cost_overlap`.
pub fn beside(this: &Cost, others: &[Cost]) -> Result<(), Refusal> {
    let Some(other) = others.iter().find(|o| o.days_in(this.from, this.to) > 0) else { return Ok(()) };
    let (from, to) = (other.from, other.to);
    Err(Refusal::conflict(
        "conflict_cost_overlap",
        format!("Un coût est déjà enregistré du {} au {}.", french(from), french(to)),
        format!("A cost is recorded already from {from} to {to}."),
    ))
}

/// What a month cost, and whether a document says so of the month itself rather than of a longer period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthCost {
    /// In cents; of a longer period the part by days, floored.
    pub cents: i64,
    /// Whether every cost lies within the month.
    pub documented: bool,
}

/// What a month cost; none when no cost covers a day of it.
pub fn of_month(costs: &[Cost], month: Month) -> Option<MonthCost> {
    let (from, to) = (month.first(), month.last());
    let mut found: Option<MonthCost> = None;
    for c in costs {
        let days = c.days_in(from, to);
        if days > 0 {
            let sum = found.get_or_insert(MonthCost { cents: 0, documented: true });
            sum.cents += by_days(c.gross_cents, days, c.days());
            sum.documented &= days == c.days();
        }
    }
    found
}

/// What is documented between two days, and for how many months (R6.24): a part of a month counts by its days.
pub fn documented(costs: &[Cost], from: Day, to: Day) -> (i64, Fraction) {
    let cents = costs.iter().map(|c| by_days(c.gross_cents, c.days_in(from, to), c.days())).sum();
    let mut months: BTreeMap<Month, i64> = BTreeMap::new();
    for c in costs.iter().filter(|c| c.days_in(from, to) > 0) {
        let (first, last) = (c.from.max(from), c.to.min(to));
        let touched = std::iter::successors(Some(Month::of(first)), |m| Some(m.next()));
        for month in touched.take_while(|m| *m <= Month::of(last)) {
            *months.entry(month).or_default() +=
                Cost { from: first, to: last, ..*c }.days_in(month.first(), month.last());
        }
    }
    let sum = |all: Fraction, (month, days): (&Month, &i64)| {
        all.plus(Fraction::ratio(*days, days_between(month.first(), month.last()) + 1))
    };
    (cents, months.iter().fold(Fraction::ZERO, sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(from: &str, to: &str, gross_cents: i64) -> Cost {
        Cost { from: from.parse().unwrap(), to: to.parse().unwrap(), gross_cents }
    }

    #[test]
    fn a_day_is_documented_once() {
        let january = cost("2026-01-01", "2026-01-31", 370_000);
        assert!(beside(&cost("2026-02-01", "2026-02-28", 1), &[january]).is_ok());
        assert!(beside(&cost("2026-01-31", "2026-02-28", 1), &[january]).is_err());
        let codes = |c: Cost| faults(&c).into_iter().map(|f| f.code).collect::<Vec<_>>();
        assert_eq!(codes(january), Vec::<&str>::new());
        assert_eq!(codes(cost("2026-01-31", "2026-01-01", -1)), ["rule_period", "invalid"]);
        assert_eq!(codes(cost("2024-01-01", "2025-12-31", 0)), Vec::<&str>::new());
        assert_eq!(codes(cost("2024-01-01", "2026-01-31", 0)), ["invalid"]);
    }

    #[test]
    fn a_month_costs_what_its_payslip_says_or_its_days_of_a_year() {
        let month: Month = "2026-02".parse().unwrap();
        let year = cost("2026-01-01", "2026-12-31", 4_450_000);
        assert_eq!(of_month(&[], month), None);
        let slips = [cost("2026-02-01", "2026-02-15", 150_000), cost("2026-02-16", "2026-02-28", 150_001)];
        assert_eq!(of_month(&slips, month), Some(MonthCost { cents: 300_001, documented: true }));
        // 44 500.00 × 28/365 = 3 413.698 €
        assert_eq!(of_month(&[year], month), Some(MonthCost { cents: 341_369, documented: false }));
    }

    #[test]
    fn what_is_documented_counts_its_months_by_days() {
        let (from, to) = ("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
        let slips = [cost("2026-01-01", "2026-01-31", 100), cost("2026-02-01", "2026-02-14", 50)];
        assert_eq!(documented(&slips, from, to), (150, Fraction::ratio(3, 2)));
        let year = cost("2025-07-01", "2026-06-30", 365);
        assert_eq!(documented(&[year], from, to), (181, Fraction::whole(6)), "January to June have 181 days");
        assert_eq!(documented(&[], from, to), (0, Fraction::ZERO));
    }
}
