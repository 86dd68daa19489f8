//! Hours that a rate may pay: those it was made of, prorated by months (R6.25, R6.4).

use super::Fraction;
use crate::civil::Month;
use crate::db::Day;

/// Days on which an hourly rate of a person holds on one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateSpan {
    /// The first.
    pub from: Day,
    /// The last, included.
    pub to: Day,
    /// Minutes a year at its working share: 1 720 × 60 × q, for the base of a month too (R6.25).
    pub year_minutes: Fraction,
}

/// A month that counts towards the cap of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapMonth {
    /// Minutes a year at the working share that holds that month: 1 720 × 60 × q.
    pub year_minutes: Fraction,
    /// How much of the month counts: one, or its days on which a rate holds.
    pub weight: Fraction,
}

/// What a month up to some day counts for (R6.25): its days on which a rate of the person holds, on whatever operation,
/// each of them once. A day of several shares counts with the smallest, and a month of several with the mean of its
/// days. None without such a day.
pub fn cap_month(month: Month, until: Day, spans: &[RateSpan]) -> Option<CapMonth> {
    let smallest = |day: Day| {
        let held = spans.iter().filter(|span| span.from <= day && day <= span.to);
        held.map(|span| span.year_minutes).reduce(Fraction::min)
    };
    let held: Vec<Fraction> = month.days().take_while(|day| *day <= until).filter_map(smallest).collect();
    if held.is_empty() {
        return None;
    }
    let count = |days: usize| Fraction::whole(i64::try_from(days).unwrap_or_default());
    let (covered, sum) = (count(held.len()), held.iter().copied().fold(Fraction::ZERO, Fraction::plus));
    Some(CapMonth { year_minutes: sum.over(covered), weight: covered.over(count(month.days().count())) })
}

/// Minutes that may be declared for some months of one year, all operations together: a twelfth a month, floored.
pub fn annual_cap(months: &[CapMonth]) -> i64 {
    let twelfth = Fraction::ratio(1, 12);
    let sum = |cap: Fraction, m: &CapMonth| cap.plus(m.year_minutes.times(m.weight).times(twelfth));
    months.iter().fold(Fraction::ZERO, sum).floor()
}

/// Minutes that may be declared for a month whose rate has a monthly base, floored (R6.25).
pub fn monthly_cap(month_minutes: Fraction, weight: Fraction) -> i64 {
    month_minutes.times(weight).floor()
}

/// Minutes of a month that all operations together leave to this one: of those worked, the share that no other has.
pub fn share_cap(worked_minutes: i64, taken_elsewhere: Fraction) -> i64 {
    Fraction::whole(worked_minutes).times(Fraction::ONE.minus(taken_elsewhere).max(Fraction::ZERO)).floor()
}

/// What is granted of the minutes of some months, in their order, until the cap is used up.
pub fn granted(cap: i64, used: i64, minutes: &[i64]) -> Vec<i64> {
    let mut left = (cap - used).max(0);
    let grant = |asked: &i64| {
        let given = (*asked).min(left);
        left -= given;
        given
    };
    minutes.iter().map(grant).collect()
}
