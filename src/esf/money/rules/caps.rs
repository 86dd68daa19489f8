//! Hours that a rate may pay: those it was made of, prorated by months (R6.25, R6.4).

use super::Fraction;

/// A month that counts towards the cap of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapMonth {
    /// Minutes a year at the working share that holds that month: 1 720 × 60 × q.
    pub year_minutes: Fraction,
    /// How much of the month counts: one, or its days that the operation holds.
    pub weight: Fraction,
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
