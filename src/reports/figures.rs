//! A figure shows how it was made: numerator, denominator, rule, and where its members are listed.

use crate::decimal::Decimal4;

pub mod indicators;
mod names;

pub use names::FigureName;

/// An exact quantity: a count, or a mean kept as its sum and the number of its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    sum: i64,
    terms: i64,
}

impl Quantity {
    /// A count of rows or of minutes.
    pub const fn count(n: i64) -> Self {
        Self { sum: n, terms: 1 }
    }
    /// The mean of some values, such as a caseload at month-ends; 0 without values.
    pub fn mean(values: &[i64]) -> Self {
        let terms = i64::try_from(values.len()).unwrap_or(i64::MAX).max(1);
        Self { sum: values.iter().sum(), terms }
    }
    /// A decimal such as an FTE.
    pub const fn decimal(value: Decimal4) -> Self {
        Self { sum: value.ten_thousandths(), terms: 10_000 }
    }
    /// A sum of exact fractions over one denominator, such as shares of FTEs.
    pub const fn fraction(sum: i64, denominator: i64) -> Self {
        Self { sum, terms: denominator }
    }
    /// A sum of days in months of 30.4375 days, a twelfth of 365.25: 487 sixteenths of a day.
    pub const fn months_of_days(days: i64) -> Self {
        Self { sum: days.saturating_mul(16), terms: 487 }
    }
    fn shown(self) -> Decimal4 {
        Decimal4::ratio(self.sum.into(), self.terms.into()).unwrap_or_default()
    }
    fn over(self, other: Self) -> Option<Decimal4> {
        let n = i128::from(self.sum).checked_mul(other.terms.into())?;
        let d = i128::from(self.terms).checked_mul(other.sum.into())?;
        Decimal4::ratio(n, d)
    }
}

/// One figure of a report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(example = json!({"numerator": 21, "denominator": 70, "value": 0.3, "rule": "entries ÷ average caseload at month-ends; norm 0.30 a year (§ 8.2)", "members_url": "/v1/reports/caseload/members?figure=renewal_rate&on=2026-03-02"}))]
pub struct Figure {
    /// What is counted; null where the cell is masked.
    #[schema(required = true)]
    pub numerator: Option<Decimal4>,
    /// What it is set against; 1 for a plain count. Null where the cell is masked.
    #[schema(required = true)]
    pub denominator: Option<Decimal4>,
    /// Numerator over denominator, four digits, rounded half up; null when the denominator is 0, or the cell is masked.
    #[schema(required = true)]
    pub value: Option<Decimal4>,
    /// The formula in words, with its paragraph.
    #[schema(example = "entries ÷ average caseload (§ 8.2)")]
    pub rule: &'static str,
    /// Where the rows counted in the numerator are listed.
    #[schema(required = true, example = "/v1/reports/caseload/members?figure=renewal_rate")]
    pub members_url: Option<String>,
    /// How worrying it is, where the PLIE has thresholds for it (R7.4).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub level: Option<FigureLevel>,
    /// How many spans of time a mean, a median or a percentile is taken of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cases: Option<i64>,
}

crate::text_enum! {
    /// How worrying a figure is.
    pub enum FigureLevel { Fine = "fine", Alert = "alert", Red = "red" }
}

impl FigureLevel {
    /// The level of a share between two thresholds; none without a share.
    pub fn of(share: Option<Decimal4>, alert: Decimal4, red: Decimal4) -> Option<Self> {
        let share = share?;
        Some(if share >= red {
            Self::Red
        } else if share >= alert {
            Self::Alert
        } else {
            Self::Fine
        })
    }
}

impl Figure {
    /// The figure of a formula.
    pub fn new(name: FigureName, numerator: Quantity, denominator: Quantity) -> Self {
        Self {
            numerator: Some(numerator.shown()),
            denominator: Some(denominator.shown()),
            value: numerator.over(denominator),
            rule: name.rule(),
            members_url: None,
            level: None,
            cases: None,
        }
    }
    /// A plain count.
    pub fn count(name: FigureName, n: i64) -> Self {
        Self::new(name, Quantity::count(n), Quantity::count(1))
    }
    /// The same figure, taken of so many spans of time.
    #[must_use]
    pub fn taken_of(mut self, cases: i64) -> Self {
        self.cases = Some(cases);
        self
    }
    /// The same figure with the address of its members.
    #[must_use]
    pub fn listed_at(mut self, url: impl Into<String>) -> Self {
        self.members_url = Some(url.into());
        self
    }
}

fn ratio(name: FigureName, numerator: i64, denominator: i64) -> Figure {
    Figure::new(name, Quantity::count(numerator), Quantity::count(denominator))
}

/// Entries against the mean of the caseload at month-ends (§ 8.2).
pub fn renewal_rate(entries: i64, month_ends: &[i64]) -> Figure {
    Figure::new(FigureName::RenewalRate, Quantity::count(entries), Quantity::mean(month_ends))
}

/// The active caseload against the FTE of participant support (§ 8.1).
pub fn caseload_per_fte(caseload: i64, fte: Decimal4) -> Figure {
    Figure::new(FigureName::CaseloadPerFte, Quantity::count(caseload), Quantity::decimal(fte))
}

/// The mean of the caseload at month-ends (§ 8.1).
pub fn average_caseload(month_ends: &[i64]) -> Figure {
    let terms = i64::try_from(month_ends.len()).unwrap_or(i64::MAX);
    ratio(FigureName::AverageCaseload, month_ends.iter().sum(), terms)
}

/// No-shows against the interviews that were held or missed (§ 8.4).
pub fn no_show_rate(held: i64, no_show: i64) -> Figure {
    ratio(FigureName::NoShowRate, no_show, held + no_show)
}

/// Positive exits against positive and other ones; neutral exits are left out (§ 8.3).
pub fn positive_exit_rate(positive: i64, other: i64) -> Figure {
    ratio(FigureName::PositiveExitRate, positive, positive + other)
}

/// Positive exits against all (§ 8.3).
pub fn raw_positive_rate(positive: i64, exits: i64) -> Figure {
    ratio(FigureName::RawPositiveRate, positive, exits)
}

/// The median of some values: the middle one, or the mean of the two in the middle, whose sum is given (§ 8.2).
pub fn median(name: FigureName, cases: i64, middle: Quantity) -> Figure {
    let middles = if cases == 0 { 0 } else { 2 - cases % 2 };
    Figure::new(name, middle, Quantity::count(middles)).taken_of(cases)
}

/// The 90th percentile of some values by nearest rank: the least of them that nine in ten do not exceed (§ 8.2).
pub fn ninetieth(name: FigureName, cases: i64, value: i64) -> Figure {
    Figure::new(name, Quantity::count(value), Quantity::count(cases.min(1))).taken_of(cases)
}

/// Any formula whose numerator and denominator are counts.
pub fn rate(name: FigureName, numerator: i64, denominator: i64) -> Figure {
    ratio(name, numerator, denominator)
}

/// How worked minutes split by attribution: P, G, O, N, then the direct share (§ 8.4).
pub fn time_split(p: i64, g: i64, o: i64, n: i64) -> [Figure; 5] {
    let worked = p + g + o + n;
    [
        ratio(FigureName::MinutesP, p, worked),
        ratio(FigureName::MinutesG, g, worked),
        ratio(FigureName::MinutesO, o, worked),
        ratio(FigureName::MinutesN, n, worked),
        ratio(FigureName::DirectShare, p + g, worked),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(f: &Figure) -> Option<String> {
        f.value.map(|v| v.to_string())
    }

    #[test]
    fn the_national_rate_of_positive_exits_leaves_neutral_ones_out() {
        // 2014: 14,446 positive; 25,882 without follow-up, of which 3,526 neutral (§ 8.3).
        assert_eq!(value(&positive_exit_rate(14_446, 25_882 - 3_526)).as_deref(), Some("0.3925"));
        assert_eq!(value(&raw_positive_rate(14_446, 14_446 + 25_882)).as_deref(), Some("0.3582"));
    }

    #[test]
    fn renewal_is_computed_from_the_exact_mean() {
        let f = renewal_rate(21, &[70; 12]);
        assert_eq!((value(&f).as_deref(), f.denominator.unwrap().to_string().as_str()), (Some("0.3"), "70"));
        // mean 200/3: 20 ÷ 66.666… is exactly 0.3, though 20 ÷ 66.6667 is not
        let f = renewal_rate(20, &[66, 67, 67]);
        assert_eq!((value(&f).as_deref(), f.denominator.unwrap().to_string().as_str()), (Some("0.3"), "66.6667"));
    }

    #[test]
    fn nothing_over_nothing_has_no_value() {
        for f in [no_show_rate(0, 0), renewal_rate(3, &[]), average_caseload(&[]), time_split(0, 0, 0, 0)[4].clone()] {
            assert_eq!(f.value, None, "{}", f.rule);
        }
    }

    #[test]
    fn rates_have_the_formula_of_their_name() {
        for (f, expected) in [
            (no_show_rate(7, 2), "0.2222"),
            (caseload_per_fte(56, "0.8".parse().unwrap()), "70"),
            (average_caseload(&[68, 70, 71]), "69.6667"),
            (rate(FigureName::SignatureRate, 5, 6), "0.8333"),
            (time_split(600, 200, 150, 50)[4].clone(), "0.8"),
            (Figure::count(FigureName::Entries, 12), "12"),
        ] {
            assert_eq!(value(&f).as_deref(), Some(expected), "{}", f.rule);
        }
    }

    #[test]
    fn a_median_is_the_middle_and_a_percentile_a_value_that_occurs() {
        use FigureName as F;
        let shown =
            |f: &Figure| (f.numerator.unwrap().to_string(), f.denominator.unwrap().to_string(), value(f), f.cases);
        let told =
            |n: &str, d: &str, v: Option<&str>, cases| (n.to_owned(), d.to_owned(), v.map(str::to_owned), Some(cases));
        // of 3, 5, 10 the one in the middle; of 3, 5, 10, 20 the mean of two
        assert_eq!(shown(&median(F::TimeToLiftMedian, 3, Quantity::count(5))), told("5", "1", Some("5"), 3));
        assert_eq!(shown(&median(F::TimeToLiftMedian, 4, Quantity::count(15))), told("15", "2", Some("7.5"), 4));
        assert_eq!(shown(&median(F::TimeToLiftMedian, 0, Quantity::count(0))), told("0", "0", None, 0));
        assert_eq!(shown(&ninetieth(F::DelayReceptionP90, 4, 20)), told("20", "1", Some("20"), 4));
        assert_eq!(shown(&ninetieth(F::DelayReceptionP90, 0, 0)), told("0", "0", None, 0));
        // four years are 48 months
        let years = Figure::new(F::PathwayLengthMean, Quantity::months_of_days(1461), Quantity::count(2));
        assert_eq!(value(&years).as_deref(), Some("24"));
    }

    #[test]
    fn a_figure_shows_how_it_was_made() {
        let f = no_show_rate(3, 1).listed_at("/v1/reports/support-activity/members?figure=no_show_rate");
        assert_eq!(
            serde_json::to_string(&f).unwrap(),
            "{\"numerator\":1,\"denominator\":4,\"value\":0.25,\"rule\":\"no_show ÷ (held + no_show) (§ 8.4)\",\
             \"members_url\":\"/v1/reports/support-activity/members?figure=no_show_rate\"}"
        );
    }
}
