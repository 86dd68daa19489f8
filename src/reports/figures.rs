//! A figure shows how it was made: numerator, denominator, rule, and where its members are listed.
//! Each formula of § 8 has a name, so that a report, its CSV and its page of members agree.

use crate::decimal::Decimal4;

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
    /// What is counted.
    pub numerator: Decimal4,
    /// What it is set against; 1 for a plain count.
    pub denominator: Decimal4,
    /// Numerator over denominator, four digits, rounded half up; null when the denominator is 0.
    #[schema(required = true)]
    pub value: Option<Decimal4>,
    /// The formula in words, with its paragraph.
    #[schema(example = "entries ÷ average caseload (§ 8.2)")]
    pub rule: &'static str,
    /// Where the rows counted in the numerator are listed.
    #[schema(required = true, example = "/v1/reports/caseload/members?figure=renewal_rate")]
    pub members_url: Option<String>,
}

impl Figure {
    /// The figure of a formula.
    pub fn new(name: FigureName, numerator: Quantity, denominator: Quantity) -> Self {
        Self {
            numerator: numerator.shown(),
            denominator: denominator.shown(),
            value: numerator.over(denominator),
            rule: name.rule(),
            members_url: None,
        }
    }
    /// A plain count.
    pub fn count(name: FigureName, n: i64) -> Self {
        Self::new(name, Quantity::count(n), Quantity::count(1))
    }
    /// The same figure with the address of its members.
    #[must_use]
    pub fn listed_at(mut self, url: impl Into<String>) -> Self {
        self.members_url = Some(url.into());
        self
    }
}

/// Declares the names with the formula of each.
macro_rules! figure_names {
    ($($(#[$m:meta])* $v:ident = $code:literal : $rule:literal),+ $(,)?) => {
        crate::text_enum! {
            /// The formulas of § 8 by name.
            pub enum FigureName { $(#[doc = $rule] $v = $code),+ }
        }
        impl FigureName {
            /// The formula in words, with its paragraph.
            pub const fn rule(self) -> &'static str { match self { $(Self::$v => $rule),+ } }
        }
    };
}
figure_names! {
    ActiveCaseload = "active_caseload": "pathways active or in job follow-up on the day, assigned to the referent (§ 8.1)",
    CaseloadPerFte = "caseload_per_fte": "active caseload ÷ FTE of participant support; norm 70 (§ 8.1)",
    CaseloadTarget = "caseload_target": "caseload of a full time × FTE of participant support, rounded half up (§ 8.1)",
    CapacityLeft = "capacity_left": "caseload target − active caseload (§ 8.1)",
    Pathways = "pathways": "pathways with this status on the day, assigned to the referent (§ 8.1)",
    AverageCaseload = "average_caseload": "sum of the active caseload at month-ends ÷ month-ends (§ 8.1)",
    Entries = "entries": "admissions taking effect in the period (§ 8.2)",
    Exits = "exits": "exits validated in the period (§ 8.2)",
    RenewalRate = "renewal_rate": "entries ÷ average caseload at month-ends; norm 0.30 a year (§ 8.2)",
    Conversion = "conversion": "admitted ÷ oriented (§ 8.2)",
    RefusalRate = "refusal_rate": "refused ÷ decided (§ 8.2)",
    PositiveExitRate = "positive_exit_rate": "positive ÷ (positive + other), neutral exits left out (§ 8.3)",
    RawPositiveRate = "raw_positive_rate": "positive ÷ all exits (§ 8.3)",
    JobRetention = "job_retention": "still employed 6 months after the start ÷ job starts (§ 8.3)",
    Relapse = "relapse": "returns to active from job follow-up ÷ job starts (§ 8.3)",
    InterviewsHeld = "interviews_held": "interviews held in the period (§ 8.4)",
    NoShows = "no_shows": "interviews that the participant missed without excuse (§ 8.4)",
    StagesStarted = "stages_started": "stages started in the period (§ 8.4)",
    ContactRate = "contact_rate": "participants with a held interview in the month ÷ active caseload (§ 8.4)",
    InterviewsPerParticipant = "interviews_per_participant": "held interviews ÷ average caseload (§ 8.4)",
    NoShowRate = "no_show_rate": "no_show ÷ (held + no_show) (§ 8.4)",
    MilestoneOnTimeRate = "milestone_on_time_rate": "milestones held by their due day ÷ milestones due (§ 8.4)",
    ObjectivesReached = "objectives_reached": "objectives achieved ÷ objectives evaluated (§ 8.4)",
    StagesPerParticipant = "stages_per_participant": "stages started ÷ participants assigned in the period (§ 8.4)",
    WithoutStage = "without_stage": "pathways of 3 months or more without a stage ÷ such pathways (§ 8.4)",
    OnTimeRate = "on_time_rate": "entries recorded within 7 days ÷ all entries (§ 6.4, § 8.4)",
    AgendaOnTimeRate = "agenda_on_time_rate": "agenda weeks complete on time ÷ agenda weeks due (§ 8.4)",
    SignatureRate = "signature_rate": "signed ÷ in-person interviews held (§ 8.4)",
    MinutesWorked = "minutes_worked": "minutes of live time records, absences left out (§ 8.4)",
    MinutesP = "minutes_p": "minutes of tasks for one named participant ÷ minutes worked (§ 8.4)",
    MinutesG = "minutes_g": "minutes of group tasks, each session once ÷ minutes worked (§ 8.4)",
    MinutesO = "minutes_o": "minutes for the operation without participant ÷ minutes worked (§ 8.4)",
    MinutesN = "minutes_n": "minutes outside the operation ÷ minutes worked (§ 8.4)",
    DirectShare = "direct_share": "(P + G) minutes ÷ minutes worked (§ 8.4)",
    MinutesPerParticipant = "minutes_per_participant": "P and allocated G minutes ÷ participants (§ 6.2, § 8.4)",
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
        assert_eq!((value(&f).as_deref(), f.denominator.to_string().as_str()), (Some("0.3"), "70"));
        // mean 200/3: 20 ÷ 66.666… is exactly 0.3, though 20 ÷ 66.6667 is not
        let f = renewal_rate(20, &[66, 67, 67]);
        assert_eq!((value(&f).as_deref(), f.denominator.to_string().as_str()), (Some("0.3"), "66.6667"));
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
    fn a_figure_shows_how_it_was_made() {
        let f = no_show_rate(3, 1).listed_at("/v1/reports/support-activity/members?figure=no_show_rate");
        assert_eq!(
            serde_json::to_string(&f).unwrap(),
            "{\"numerator\":1,\"denominator\":4,\"value\":0.25,\"rule\":\"no_show ÷ (held + no_show) (§ 8.4)\",\
             \"members_url\":\"/v1/reports/support-activity/members?figure=no_show_rate\"}"
        );
    }
}
