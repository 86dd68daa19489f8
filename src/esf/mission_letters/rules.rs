//! Dates, cost mode and fixed share of a mission letter (§ 6.1, R6.27).

use crate::amount::Share;
use crate::civil::{Month, french};
use crate::db::Day;
use crate::faults;
use crate::ids::OperationId;
use crate::participants::nir_faults;
use crate::refusal::{Fault, Refusal, Warning};

crate::text_enum! {
    /// How somebody's time on an operation is proved and paid (§ 6.1).
    pub enum CostMode {
        FixedPercentage = "fixed_percentage",
        ActualHours = "actual_hours",
        HourlyRate = "hourly_rate",
        None = "none",
    }
}
use CostMode::FixedPercentage;

impl CostMode {
    /// Whether the minutes themselves are the proof, so that both have to sign them.
    pub fn needs_sheets(self) -> bool {
        matches!(self, Self::ActualHours | Self::HourlyRate)
    }
}

/// All of a person's months, in hundredths of a percent.
pub const WHOLE: i64 = 10_000;

/// A letter as it would stand.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// What the person does.
    pub missions: &'a str,
    /// First day.
    pub starts_on: Day,
    /// Last day, included.
    pub ends_on: Day,
    /// How the time is proved.
    pub cost_mode: CostMode,
    /// The fixed share in hundredths of a percent, where the mode is one.
    pub percentage: Option<i64>,
    /// When the person and the employer signed it.
    pub signed_on: Option<Day>,
    /// When the managing authority accepted it.
    pub accepted_on: Option<Day>,
}

/// The operation's number and dates.
#[derive(Debug, Clone)]
pub struct OfOperation {
    /// Its number.
    pub number: String,
    /// First day.
    pub starts_on: Day,
    /// Last day, included.
    pub ends_on: Day,
}

/// The share that a percentage with two decimals at most is, in hundredths of a percent; none when it has more.
pub fn hundredths(percentage: Share) -> Option<i64> {
    (percentage.0 % 100 == 0).then_some(percentage.0 / 100)
}

/// Every fault of a letter by itself.
pub fn faults(l: &Letter<'_>, operation: Option<&OfOperation>, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::period("/ends_on", Some(l.starts_on), Some(l.ends_on)).into_iter().collect();
    match (l.cost_mode, l.percentage) {
        (FixedPercentage, None) => out.push(faults::required("/fixed_percentage")),
        (FixedPercentage, Some(share)) if !(1..=WHOLE).contains(&share) => out.push(Fault::new(
            "/fixed_percentage",
            "rule_fixed_percentage",
            "La part fixe est supérieure à 0 et au plus 100 %, à deux décimales près.",
            "The fixed share is above 0 and at most 100%, with two decimals at most.",
        )),
        (mode, Some(_)) if mode != FixedPercentage => out.push(Fault::new(
            "/fixed_percentage",
            "rule_fixed_percentage",
            "Une part fixe ne vaut que pour le mode « fixed_percentage » (§ 6.1).",
            "A fixed share is only for the mode `fixed_percentage` (§ 6.1).",
        )),
        _ => {}
    }
    if let Some(o) = operation.filter(|o| l.starts_on < o.starts_on || l.ends_on > o.ends_on) {
        let (number, from, to) = (&o.number, o.starts_on, o.ends_on);
        out.push(Fault::new(
            "/starts_on",
            "rule_outside_operation",
            format!("La lettre sort de l'opération {number}, du {} au {}.", french(from), french(to)),
            format!("The letter goes beyond operation {number}, from {from} to {to}."),
        ));
    }
    for (pointer, day) in [("/signed_on", l.signed_on), ("/accepted_by_ma_on", l.accepted_on)] {
        out.extend(day.and_then(|day| faults::to_come(pointer, day, today)));
    }
    out.extend(nir_faults(&[("/missions", Some(l.missions))]));
    out
}

/// Whether a letter was signed only after a month that it is to prove was over (§ 6.10).
pub fn signed_late(signed_on: Option<Day>, month: Month) -> bool {
    signed_on.is_some_and(|day| day > month.last())
}

/// What is worth a look: a letter signed after the first month that it is to prove (§ 6.10).
pub fn warnings(l: &Letter<'_>) -> Vec<Warning> {
    let Some(signed) = l.signed_on.filter(|day| signed_late(Some(*day), Month::of(l.starts_on))) else {
        return Vec::new();
    };
    let (signed_fr, first) = (french(signed), french(l.starts_on));
    vec![Warning::new(
        "/signed_on",
        "letter_signed_late",
        format!("Signée le {signed_fr} pour un temps qui commence le {first} : motif de rejet fréquent."),
        format!("Signed on {signed} for time that begins on {}: a frequent reason of rejection.", l.starts_on),
    )]
}

/// Another letter of the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    /// Its operation.
    pub operation: OperationId,
    /// First day.
    pub starts_on: Day,
    /// Last day, included.
    pub ends_on: Day,
    /// How the time is proved.
    pub cost_mode: CostMode,
    /// The fixed share in hundredths of a percent.
    pub percentage: Option<i64>,
}

impl Other {
    fn touches(&self, month: Month) -> bool {
        self.starts_on <= month.last() && month.first() <= self.ends_on
    }
    fn shares_a_month(&self, other: &Self) -> bool {
        Month::of(self.starts_on) <= Month::of(other.ends_on) && Month::of(other.starts_on) <= Month::of(self.ends_on)
    }
    fn fixed(&self) -> i64 {
        self.percentage.filter(|_| self.cost_mode == FixedPercentage).unwrap_or_default()
    }
}

/// Holds a letter against the others of the person: one mode an operation and month, one fixed share a month, no two
/// letters of an operation on one day; fixed shares of all operations make the whole at most in any month.
///
/// # Errors
/// `Conflict` `conflict_letter_overlap` or `conflict_letter_share`.
pub fn beside(this: &Other, others: &[Other]) -> Result<(), Refusal> {
    let same = others.iter().filter(|o| o.operation == this.operation && o.shares_a_month(this));
    let clash = |o: &&Other| {
        let days = o.starts_on <= this.ends_on && this.starts_on <= o.ends_on;
        o.cost_mode != this.cost_mode || this.cost_mode == FixedPercentage || days
    };
    if let Some(other) = same.filter(clash).min_by_key(|o| o.starts_on) {
        let (from, to) = (other.starts_on, other.ends_on);
        return Err(Refusal::conflict(
            "conflict_letter_overlap",
            format!(
                "Une autre lettre va du {} au {} pour cette opération : un seul mode, et une seule part fixe, par mois.",
                french(from),
                french(to)
            ),
            format!(
                "Another letter goes from {from} to {to} on this operation: one mode, and one fixed share, a month."
            ),
        ));
    }
    // the sum only grows where a letter begins
    let beginnings = others.iter().map(|o| Month::of(o.starts_on)).chain([Month::of(this.starts_on)]);
    let sum = |month: Month| this.fixed() + others.iter().filter(|o| o.touches(month)).map(Other::fixed).sum::<i64>();
    let over = beginnings.filter(|m| this.touches(*m) && sum(*m) > WHOLE).min();
    match over.filter(|_| this.fixed() > 0) {
        None => Ok(()),
        Some(month) => {
            let percent = Share(sum(month) * 100);
            Err(Refusal::conflict(
                "conflict_letter_share",
                format!("Les parts fixes de cette personne feraient {percent} % en {month}, plus que 100 %."),
                format!("The fixed shares of this person would make {percent}% in {month}, more than 100%."),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn letter() -> Letter<'static> {
        Letter {
            missions: "Référente de parcours",
            starts_on: day("2026-01-01"),
            ends_on: day("2026-12-31"),
            cost_mode: FixedPercentage,
            percentage: Some(6_000),
            signed_on: Some(day("2026-01-02")),
            accepted_on: None,
        }
    }

    #[test]
    fn each_fault_of_a_letter_has_its_code() {
        let operation =
            OfOperation { number: "1".to_owned(), starts_on: day("2025-01-01"), ends_on: day("2027-12-31") };
        let today = day("2026-03-02");
        for (l, codes) in [
            (letter(), vec![]),
            (Letter { percentage: None, ..letter() }, vec!["required"]),
            (Letter { percentage: Some(0), ..letter() }, vec!["rule_fixed_percentage"]),
            (Letter { percentage: Some(10_001), ..letter() }, vec!["rule_fixed_percentage"]),
            (Letter { cost_mode: CostMode::ActualHours, ..letter() }, vec!["rule_fixed_percentage"]),
            (Letter { cost_mode: CostMode::None, percentage: None, ..letter() }, vec![]),
            (Letter { ends_on: day("2025-12-31"), ..letter() }, vec!["rule_period"]),
            (Letter { ends_on: day("2028-01-01"), ..letter() }, vec!["rule_outside_operation"]),
            (Letter { signed_on: Some(day("2026-03-03")), ..letter() }, vec!["rule_future"]),
            (Letter { accepted_on: Some(day("2026-03-03")), ..letter() }, vec!["rule_future"]),
            (Letter { missions: "1 85 05 78 006 084 91", ..letter() }, vec!["rule_no_nir"]),
        ] {
            assert_eq!(faults(&l, Some(&operation), today).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{l:?}");
        }
        assert!(warnings(&letter()).is_empty());
        let late = Letter { signed_on: Some(day("2026-02-01")), ..letter() };
        assert_eq!(warnings(&late)[0].code, "letter_signed_late");
        assert_eq!((hundredths(Share(333_300)), hundredths(Share(333_350))), (Some(3_333), None));
    }

    #[test]
    fn one_way_an_operation_and_month_and_the_whole_at_most() {
        let (a, b) = (OperationId::new(), OperationId::new());
        let of = |operation, from: &str, to: &str, cost_mode, percentage| Other {
            operation,
            starts_on: day(from),
            ends_on: day(to),
            cost_mode,
            percentage,
        };
        use CostMode::{ActualHours, HourlyRate};
        let fixed = |operation, from: &str, to: &str, share| of(operation, from, to, FixedPercentage, Some(share));
        let year = fixed(a, "2026-01-01", "2026-12-31", 6_000);
        for (this, others, code) in [
            (year, vec![], None),
            (fixed(b, "2026-01-01", "2026-12-31", 4_000), vec![year], None),
            (fixed(b, "2026-01-01", "2026-12-31", 4_001), vec![year], Some("conflict_letter_share")),
            (fixed(b, "2027-01-01", "2027-12-31", 10_000), vec![year], None),
            (fixed(b, "2026-12-31", "2027-12-31", 4_001), vec![year], Some("conflict_letter_share")),
            (fixed(a, "2026-12-31", "2027-01-31", 1), vec![year], Some("conflict_letter_overlap")),
            (of(a, "2026-06-01", "2026-06-30", ActualHours, None), vec![year], Some("conflict_letter_overlap")),
            (of(b, "2026-06-01", "2026-06-30", ActualHours, None), vec![year], None),
            (
                of(b, "2026-06-16", "2026-06-30", ActualHours, None),
                vec![of(b, "2026-01-01", "2026-06-15", ActualHours, None)],
                None,
            ),
            (
                of(b, "2026-06-15", "2026-06-30", ActualHours, None),
                vec![of(b, "2026-01-01", "2026-06-15", ActualHours, None)],
                Some("conflict_letter_overlap"),
            ),
            (
                of(b, "2026-06-16", "2026-06-30", HourlyRate, None),
                vec![of(b, "2026-01-01", "2026-06-15", ActualHours, None)],
                Some("conflict_letter_overlap"),
            ),
            (
                fixed(b, "2026-01-01", "2026-12-31", 3_000),
                vec![fixed(a, "2026-01-01", "2026-05-31", 6_000), fixed(a, "2026-06-01", "2026-12-31", 8_000)],
                Some("conflict_letter_share"),
            ),
        ] {
            let found = beside(&this, &others).err();
            let found = found.map(|r| if let Refusal::Conflict { code, .. } = r { code } else { "?" });
            assert_eq!(found, code, "{this:?} beside {others:?}");
        }
    }
}
