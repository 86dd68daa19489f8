//! The life of a claim, the days that it may hold, what a correction takes away from it (R6.19, R6.20).

/// What is left of a claim after corrections.
pub mod net;

use crate::civil::french;
use crate::db::Day;
use crate::esf::cost_statements::rules::worth;
use crate::esf::mission_letters::CostMode;
use crate::esf::money::rules::{Fraction, Rate};
use crate::faults;
use crate::machine::{self, Step};
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// Where a claim stands.
    pub enum ClaimStatus {
        Filed = "filed",
        Decided = "decided",
    }
}
use ClaimStatus::{Decided, Filed};

/// The machine of a claim.
pub static STEPS: &[Step<ClaimStatus>] = &[Step {
    verb: "decide",
    from: &[Filed],
    to: Decided,
    guard: "the service-done check has fixed the amount; read-only afterwards, but for a note (R6.20)",
}];

/// The days of a claim as asked for.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// First day of the operation.
    pub starts_on: Day,
    /// Last day of the operation.
    pub ends_on: Day,
}

/// Every fault of the days of a claim: in order, past, within the operation.
pub fn period_faults(p: &Period, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::period("/to", Some(p.from), Some(p.to)).into_iter().collect();
    out.extend(faults::to_come("/to", p.to, today));
    for (pointer, day) in [("/from", p.from), ("/to", p.to)] {
        if day < p.starts_on || day > p.ends_on {
            let (from, to) = (p.starts_on, p.ends_on);
            out.push(Fault::new(
                pointer,
                "rule_outside_operation",
                format!("Le {} est hors de l'opération, du {} au {}.", french(day), french(from), french(to)),
                format!("{day} is outside the operation, from {from} to {to}."),
            ));
        }
    }
    out
}

/// Claims of one operation never overlap.
pub fn overlap(from: Day, to: Day) -> Refusal {
    Refusal::conflict(
        "conflict_claim_overlap",
        format!("Un bilan est déjà déposé du {} au {} pour cette opération.", french(from), french(to)),
        format!("A claim from {from} to {to} was filed already for this operation."),
    )
}

/// An obstacle that refuses a claim: its code, and how it is said.
#[derive(Debug, Clone)]
pub struct Obstacle {
    /// Its code.
    pub code: &'static str,
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

/// What refuses a claim while errors stand.
pub fn not_ready(obstacles: Vec<Obstacle>) -> Refusal {
    let n = obstacles.len();
    Refusal::Conflict {
        code: "conflict_claim_not_ready",
        fr: format!("{n} obstacle(s) empêchent le dépôt ; la direction peut passer outre avec un motif."),
        en: format!("{n} obstacle(s) stand in the way; the director may override them with a reason."),
        missing: obstacles.into_iter().map(|o| Fault::new("", o.code, o.fr, o.en)).collect(),
    }
}

/// `decide`: on a day that is not before the claim was filed nor to come, for no more than corrections have left of it
/// (`left_cents`).
///
/// # Errors
/// `Illegal` when decided already; `Invalid` for the day or the amount.
pub fn decide(
    status: ClaimStatus,
    filed_on: Day,
    decided_on: Day,
    today: Day,
    accepted_cents: Option<i64>,
    left_cents: i64,
) -> Result<ClaimStatus, Refusal> {
    let next = machine::step(STEPS, status, "decide")?;
    let mut found: Vec<Fault> = faults::to_come("/decided_on", decided_on, today).into_iter().collect();
    if decided_on < filed_on {
        found.push(Fault::new(
            "/decided_on",
            "rule_decided_on",
            format!("La décision ({}) précède le dépôt ({}).", french(decided_on), french(filed_on)),
            format!("The decision ({decided_on}) is before the claim was filed ({filed_on})."),
        ));
    }
    if accepted_cents.is_some_and(|cents| !(0..=left_cents).contains(&cents)) {
        found.push(Fault::new(
            "/accepted_cents",
            "rule_accepted_amount",
            format!("Le montant retenu va de 0 à ce qui reste du montant déclaré, {left_cents} centimes."),
            format!("The amount accepted is from 0 to what is left of what was claimed, {left_cents} cents."),
        ));
    }
    Refusal::unless_empty(found).map(|()| next)
}

/// A line of a claim, with what adjustments have taken away from it.
#[derive(Debug, Clone, Copy)]
pub struct ClaimedLine {
    /// How the time is paid.
    pub mode: CostMode,
    /// Supported minutes when it was filed.
    pub supported: i64,
    /// Minutes that were paid then.
    pub claimed: i64,
    /// Cents that were claimed then.
    pub amount: i64,
    /// The cost of the month, or the base of the rate.
    pub cost_cents: i64,
    /// The minutes that it pays.
    pub denominator: Fraction,
    /// The rate.
    pub rate: Option<Rate>,
    /// Minutes of adjustments so far, not above zero.
    pub adjusted_minutes: i64,
    /// Cents of adjustments so far, not above zero.
    pub adjusted_cents: i64,
}

impl ClaimedLine {
    /// The cents that so many minutes less take away, not above zero; minutes over a cap were not paid, and cost
    /// nothing when they go.
    pub fn less(&self, minutes: i64) -> i64 {
        let supported = self.supported + self.adjusted_minutes + minutes;
        let paid = self.claimed.min(supported.max(0));
        let before = self.amount + self.adjusted_cents;
        let after = if paid == self.claimed {
            self.amount
        } else {
            worth(self.mode, self.cost_cents, self.denominator, self.rate, paid)
        };
        (after - before).min(0)
    }
}

/// After a claim minutes are only taken away (R6.19).
///
/// # Errors
/// `Conflict` `conflict_claimed`.
pub fn only_less(before: i64, kept: i64) -> Result<(), Refusal> {
    if kept <= before {
        return Ok(());
    }
    Err(Refusal::conflict(
        "conflict_claimed",
        format!("Après le dépôt du bilan, {before} minutes ne peuvent que baisser, non passer à {kept}."),
        format!("After the claim {before} minutes can only be lowered, not raised to {kept}."),
    ))
}

/// A claim that was decided on takes no more adjustments (R6.20).
///
/// # Errors
/// `Conflict` `conflict_claim_decided`.
pub fn still_open(status: ClaimStatus) -> Result<(), Refusal> {
    if status == Filed {
        return Ok(());
    }
    Err(Refusal::conflict(
        "conflict_claim_decided",
        "Le contrôle de service fait a statué sur ce bilan : il ne se corrige plus (R6.20).",
        "The service-done check has decided on this claim: it is corrected no more (R6.20).",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::esf::money::rules::{RateMethod, YEAR_MINUTES};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_claim_is_of_past_days_of_its_operation() {
        let today = day("2026-04-15");
        let of = |from: &str, to: &str| Period {
            from: day(from),
            to: day(to),
            starts_on: day("2026-01-01"),
            ends_on: day("2026-12-31"),
        };
        for (p, codes) in [
            (of("2026-01-01", "2026-03-31"), vec![]),
            (of("2026-03-31", "2026-01-01"), vec!["rule_period"]),
            (of("2026-04-01", "2026-04-30"), vec!["rule_future"]),
            (of("2025-12-31", "2026-03-31"), vec!["rule_outside_operation"]),
        ] {
            assert_eq!(period_faults(&p, today).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{p:?}");
        }
    }

    #[test]
    fn a_decision_comes_once_and_accepts_no_more_than_was_claimed() {
        let (filed, today) = (day("2026-04-15"), day("2026-07-01"));
        let at = |status, on: &str, cents| decide(status, filed, day(on), today, cents, 1_000).is_ok();
        assert!(at(Filed, "2026-06-30", Some(1_000)) && at(Filed, "2026-04-15", None));
        assert!(!at(Decided, "2026-06-30", None) && !at(Filed, "2026-04-14", None));
        assert!(!at(Filed, "2026-07-02", None) && !at(Filed, "2026-06-30", Some(1_001)));
        assert!(still_open(Filed).is_ok() && still_open(Decided).is_err());
        assert!(only_less(60, 60).is_ok() && only_less(60, 61).is_err());
    }

    #[test]
    fn fewer_minutes_take_cents_away_and_those_over_a_cap_take_none() {
        let denominator = Fraction::whole(YEAR_MINUTES);
        let rate = Rate { base_cents: 4_450_000, denominator, method: RateMethod::FloorOfProduct };
        let line = ClaimedLine {
            mode: CostMode::HourlyRate,
            supported: 24_750,
            claimed: 24_750,
            amount: 1_067_223,
            cost_cents: 4_450_000,
            denominator,
            rate: Some(rate),
            adjusted_minutes: 0,
            adjusted_cents: 0,
        };
        // 24 690 min: 4 450 000 × 24 690 ÷ 103 200 = 1 064 636.6
        assert_eq!(line.less(-60), 1_064_636 - 1_067_223);
        let once = ClaimedLine { adjusted_minutes: -60, adjusted_cents: -2_587, ..line };
        // 24 630 min: 1 062 049.4
        assert_eq!(once.less(-60), 1_062_049 - 1_064_636);
        assert_eq!(line.less(-24_750), -1_067_223, "all of it");
        assert_eq!(line.less(0), 0);
        let capped = ClaimedLine { supported: 25_000, ..line };
        assert_eq!(capped.less(-250), 0, "the 250 minutes over the cap were never paid");
        assert_eq!(capped.less(-310), -2_587);
        let real = ClaimedLine {
            mode: CostMode::ActualHours,
            supported: 4_200,
            claimed: 4_200,
            amount: 185_416,
            cost_cents: 370_833,
            denominator: Fraction::whole(8_400),
            rate: None,
            ..line
        };
        // 4 140 min: 370 833 × 4 140 ÷ 8 400 = 182 767.69
        assert_eq!(real.less(-60), 182_767 - 185_416);
    }
}
