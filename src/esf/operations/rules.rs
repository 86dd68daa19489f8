//! Dates, money and retention of an operation.

use chrono::{Datelike, NaiveDate};

use crate::civil::french;
use crate::db::Day;
use crate::decimal::{Decimal4, round_div};
use crate::refusal::{Fault, Warning};

/// An operation as proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// First day.
    pub starts_on: Day,
    /// Last day, included.
    pub ends_on: Day,
    /// Total cost in cents.
    pub total_cost_cents: i64,
    /// What the fund pays, in cents.
    pub eu_contribution_cents: i64,
    /// Day of the managing authority's last payment.
    pub last_payment_on: Option<Day>,
}

/// Years that the evidence is kept after 31 December of the year of the last payment (§ 9.2).
pub const RETENTION_YEARS: i32 = 5;

/// The largest amount, in cents: sums of many stay far inside 64 bits.
pub const MONEY_MAX_CENTS: i64 = 10_000_000_000_000;

/// Contribution over total to four digits; none when the total is zero.
pub fn eu_rate(eu_contribution_cents: i64, total_cost_cents: i64) -> Option<Decimal4> {
    Decimal4::ratio(eu_contribution_cents.into(), total_cost_cents.into())
}

/// The part of an amount at a rate, rounded half up to the cent.
pub fn share_cents(amount_cents: i64, rate: Decimal4) -> i64 {
    let exact = i128::from(amount_cents) * i128::from(rate.ten_thousandths());
    round_div(exact, 10_000).and_then(|n| i64::try_from(n).ok()).unwrap_or(i64::MAX)
}

/// Whether a day is one of the operation's.
pub fn contains(starts_on: Day, ends_on: Day, day: Day) -> bool {
    starts_on <= day && day <= ends_on
}

/// Until when the evidence is kept: 31 December of the year of the last payment, and five years
/// (§ 9.2). For 2014-2020 the delay counts from accounts that are not held here and is shorter
/// (three years or two, [K]); five years keep too long rather than too short.
pub fn retain_until(last_payment_on: Option<Day>) -> Option<Day> {
    last_payment_on.and_then(|d| NaiveDate::from_ymd_opt(d.0.year() + RETENTION_YEARS, 12, 31)).map(Day)
}

/// Every fault and warning of an operation. A rate that does not give the contribution back to the
/// cent is only a warning: many agreements fix the amounts, not the rate (S1.1).
pub fn check(p: &Proposed) -> (Vec<Fault>, Vec<Warning>) {
    let mut faults = Vec::new();
    let (from, to) = (p.starts_on, p.ends_on);
    if to < from {
        faults.push(Fault::new(
            "/ends_on",
            "rule_operation_dates",
            format!("L'opération finit le {} avant de commencer le {}.", french(to), french(from)),
            format!("The operation ends on {to}, before it starts on {from}."),
        ));
    }
    if let Some(paid) = p.last_payment_on.filter(|paid| *paid < from) {
        faults.push(Fault::new(
            "/last_payment_on",
            "rule_operation_dates",
            format!("Le dernier paiement ({}) précède le début de l'opération ({}).", french(paid), french(from)),
            format!("The last payment ({paid}) is before the start of the operation ({from})."),
        ));
    }
    let (total, part) = (p.total_cost_cents, p.eu_contribution_cents);
    if total <= 0 {
        faults.push(Fault::new(
            "/total_cost_cents",
            "invalid",
            format!("Le coût total ({}) doit dépasser zéro.", euros_fr(total)),
            format!("The total cost ({}) must be above zero.", euros_en(total)),
        ));
    }
    if total > MONEY_MAX_CENTS {
        let (fr, en) = (euros_fr(MONEY_MAX_CENTS), euros_en(MONEY_MAX_CENTS));
        faults.push(Fault::new(
            "/total_cost_cents",
            "too_large",
            format!("Le coût total dépasse {fr}."),
            format!("The total cost is above {en}."),
        ));
    }
    if part < 0 || part > total.max(0) {
        faults.push(Fault::new(
            "/eu_contribution_cents",
            "rule_eu_contribution",
            format!(
                "La part européenne ({}) doit être entre 0 et le coût total ({}).",
                euros_fr(part),
                euros_fr(total)
            ),
            format!("The EU share ({}) must be between 0 and the total cost ({}).", euros_en(part), euros_en(total)),
        ));
    }
    let warnings = if faults.is_empty() { rate_warning(total, part).into_iter().collect() } else { Vec::new() };
    (faults, warnings)
}

fn rate_warning(total: i64, part: i64) -> Option<Warning> {
    let rate = eu_rate(part, total)?;
    let back = share_cents(total, rate);
    if back == part {
        return None;
    }
    Some(Warning::new(
        "/eu_contribution_cents",
        "eu_rate_mismatch",
        format!("Au taux de {rate}, la part européenne serait de {} et non de {}.", euros_fr(back), euros_fr(part)),
        format!("At the rate of {rate} the EU share would be {}, not {}.", euros_en(back), euros_en(part)),
    ))
}

fn grouped(cents: i64, separator: &str) -> (String, u64) {
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(c);
    }
    (if cents < 0 { format!("-{out}") } else { out }, rest)
}

/// Cents as a French reader writes them, with no-break spaces: `981 567,48 €`.
pub fn euros_fr(cents: i64) -> String {
    let (whole, rest) = grouped(cents, "\u{202f}");
    format!("{whole},{rest:02}\u{a0}€")
}

/// Cents as an English reader writes them: `€981,567.48`.
pub fn euros_en(cents: i64) -> String {
    let (whole, rest) = grouped(cents, ",");
    format!("€{whole}.{rest:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }
    fn operation(total: i64, part: i64) -> Proposed {
        Proposed {
            starts_on: day("2015-01-01"),
            ends_on: day("2016-12-31"),
            total_cost_cents: total,
            eu_contribution_cents: part,
            last_payment_on: None,
        }
    }

    #[test]
    fn the_figures_of_the_first_operation_are_exactly_half() {
        let p = operation(98_156_748, 49_078_374);
        assert_eq!(eu_rate(49_078_374, 98_156_748).unwrap().to_string(), "0.5");
        assert_eq!(share_cents(98_156_748, eu_rate(49_078_374, 98_156_748).unwrap()), 49_078_374);
        assert_eq!(check(&p), (vec![], vec![]));
    }

    #[test]
    fn a_contribution_that_is_not_the_rate_of_the_total_is_worth_a_look() {
        for (total, part, warned) in [
            (98_156_748, 49_078_375, true),
            (98_156_748, 49_078_373, true),
            (100, 33, false),
            (300, 100, false),
            (10_000_000, 3_333_333, true),
            (10_000_000, 0, false),
            (10_000_000, 10_000_000, false),
        ] {
            let codes: Vec<&str> = check(&operation(total, part)).1.iter().map(|w| w.code).collect();
            assert_eq!(codes, if warned { vec!["eu_rate_mismatch"] } else { vec![] }, "{part} of {total}");
        }
        let warning = &check(&operation(98_156_748, 49_078_375)).1[0];
        assert!(warning.en.contains("€490,783.74, not €490,783.75"), "{}", warning.en);
    }

    #[test]
    fn every_fault_of_an_operation_is_named_at_once() {
        let p = Proposed { ends_on: day("2014-12-31"), last_payment_on: Some(day("2014-06-30")), ..operation(0, 5) };
        let found: Vec<String> = check(&p).0.into_iter().map(|f| f.pointer).collect();
        assert_eq!(found, ["/ends_on", "/last_payment_on", "/total_cost_cents", "/eu_contribution_cents"]);
    }

    #[test]
    fn evidence_is_kept_five_years_after_the_year_of_the_last_payment() {
        assert_eq!(retain_until(Some(day("2024-02-29"))), Some(day("2029-12-31")));
        assert_eq!(retain_until(Some(day("2025-12-31"))), Some(day("2030-12-31")));
        assert_eq!(retain_until(None), None);
    }

    #[test]
    fn the_first_and_the_last_day_belong_to_the_operation() {
        let (from, to) = (day("2015-01-01"), day("2016-12-31"));
        for (on, inside) in [("2014-12-31", false), ("2015-01-01", true), ("2016-12-31", true), ("2017-01-01", false)] {
            assert_eq!(contains(from, to, day(on)), inside, "{on}");
        }
        assert_eq!((euros_fr(-123_456), euros_en(5)), ("-1\u{202f}234,56\u{a0}€".to_owned(), "€0.05".to_owned()));
    }
}
