//! Exact fractions, and what a minute of somebody's time costs (R6.22–R6.27, R6.30).

/// Annual and monthly caps on hours.
pub mod caps;
/// Flat rates over direct costs.
pub mod flat;
#[cfg(test)]
mod tests;

/// Minutes of a full-time year in every annual rate: 1 720 hours, never another number (R6.22, R6.26).
pub const YEAR_MINUTES: i64 = 1_720 * 60;
/// Minutes of an average full-time month of 35 hours a week: 35 h × 52 ÷ 12 (R6.23).
pub const MONTH_MINUTES: i64 = 9_100;
/// The largest cost of one person for one period, in cents: with it no product of a rate leaves 64 bits.
pub const GROSS_MAX_CENTS: i64 = 10_000_000_000;
/// The largest denominator of a working share.
pub const SHARE_DEN_MAX: i64 = 1_000_000;

/// An exact fraction in lowest terms, its denominator above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    num: i128,
    den: i128,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// The whole.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num ÷ den`; none on a zero denominator.
    pub fn of(num: i128, den: i128) -> Option<Self> {
        if den == 0 {
            return None;
        }
        let (mut a, mut b) = (num.unsigned_abs(), den.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let by = i128::try_from(a.max(1)).ok()? * den.signum();
        Some(Self { num: num / by, den: den / by })
    }
    /// A whole number.
    pub fn whole(n: i64) -> Self {
        Self { num: n.into(), den: 1 }
    }
    /// A ratio of whole numbers; zero on a zero denominator.
    pub fn ratio(num: i64, den: i64) -> Self {
        Self::of(num.into(), den.into()).unwrap_or(Self::ZERO)
    }
    /// Its numerator.
    pub fn num(self) -> i128 {
        self.num
    }
    /// Its denominator, above zero.
    pub fn den(self) -> i128 {
        self.den
    }
    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::of(self.num * other.den + other.num * self.den, self.den * other.den).unwrap_or(Self::ZERO)
    }
    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.plus(Self { num: -other.num, den: other.den })
    }
    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self::of(self.num * other.num, self.den * other.den).unwrap_or(Self::ZERO)
    }
    /// The quotient; zero when divided by zero.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        Self::of(self.num * other.den, self.den * other.num).unwrap_or(Self::ZERO)
    }
    /// The larger of the two.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        if self.num * other.den >= other.num * self.den { self } else { other }
    }
    /// The smaller of the two.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        if self.num * other.den <= other.num * self.den { self } else { other }
    }
    /// The largest whole number that is not above it.
    pub fn floor(self) -> i64 {
        i64::try_from(self.num.div_euclid(self.den)).unwrap_or(i64::MAX)
    }
    /// The smallest whole number that is not below it.
    pub fn ceil(self) -> i64 {
        i64::try_from(-(-self.num).div_euclid(self.den)).unwrap_or(i64::MAX)
    }
}

crate::text_enum! {
    /// How the product of hours and an hourly rate is rounded (R6.30): the two differ, so that it is stored.
    pub enum RateMethod {
        FloorOfProduct = "floor_of_product",
        FlooredRate = "floored_rate",
    }
}

crate::text_enum! {
    /// What an hourly rate is made of: the cost of a year over 1 720 hours, or of a month over its average hours (R6.23).
    pub enum RateBase {
        Annual = "annual",
        Monthly = "monthly",
    }
}

crate::text_enum! {
    /// Where the cost behind a rate comes from (R6.24): twelve documented months, fewer brought to twelve, the contract.
    pub enum BaseSource {
        Documented = "documented",
        Derived = "derived",
        Contract = "contract",
    }
}

/// What an hour of somebody costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The cost of the year or the month, in cents.
    pub base_cents: i64,
    /// The minutes that it pays: 1 720 × 60 × q for a year.
    pub denominator: Fraction,
    /// How the product is rounded.
    pub method: RateMethod,
}

impl Rate {
    /// Cents an hour, exact.
    pub fn exact(&self) -> Fraction {
        Fraction::whole(self.base_cents).times(Fraction::whole(60)).over(self.denominator)
    }
    /// Cents an hour, floored to the cent (R6.30).
    pub fn cents_an_hour(&self) -> i64 {
        self.exact().floor()
    }
    /// What so many minutes cost, in cents, never above the exact amount.
    pub fn amount(&self, minutes: i64) -> i64 {
        match self.method {
            RateMethod::FloorOfProduct => {
                Fraction::whole(self.base_cents).times(Fraction::whole(minutes)).over(self.denominator).floor()
            }
            RateMethod::FlooredRate => {
                Fraction::whole(self.cents_an_hour()).times(Fraction::ratio(minutes, 60)).floor()
            }
        }
    }
}

/// The minutes that a base pays at a working share: 1 720 × 60 × q of a year, or the average month's × q.
pub fn denominator(full_time_minutes: i64, share: Fraction) -> Fraction {
    Fraction::whole(full_time_minutes).times(share)
}

/// A cost documented for fewer or more months, brought to twelve (R6.24), floored.
pub fn to_twelve_months(documented_cents: i64, months: Fraction) -> i64 {
    Fraction::whole(documented_cents).times(Fraction::whole(12)).over(months).floor()
}

/// The part of a period's cost that falls on some of its days, floored: what a month costs where only a year is known.
pub fn by_days(cost_cents: i64, days: i64, of_days: i64) -> i64 {
    Fraction::whole(cost_cents).times(Fraction::ratio(days, of_days)).floor()
}

/// The real cost of a month for the minutes on one operation out of all that were worked (R6.27), floored.
pub fn real_cost(gross_cents: i64, minutes: i64, worked_minutes: i64) -> i64 {
    Fraction::whole(gross_cents).times(Fraction::ratio(minutes.min(worked_minutes), worked_minutes)).floor()
}

/// The cost of a month at a fixed share (R6.27), for the days of it that the letter and the period hold, floored.
pub fn fixed_cost(gross_cents: i64, percentage_e4: i64, days: i64, month_days: i64) -> i64 {
    let share = Fraction::ratio(percentage_e4, 10_000).times(Fraction::ratio(days, month_days));
    Fraction::whole(gross_cents).times(share).floor()
}

/// The fund's part of an eligible amount, floored, and at most what is left of its contribution.
pub fn eu_part(eligible_cents: i64, contribution_cents: i64, total_cost_cents: i64, before_cents: i64) -> i64 {
    let exact = Fraction::whole(eligible_cents).times(Fraction::ratio(contribution_cents, total_cost_cents)).floor();
    exact.clamp(0, (contribution_cents - before_cents).max(0))
}

/// A share in millionths, floored: of one person and month all operations together take at most the whole.
pub fn in_millionths(share: Fraction) -> i64 {
    share.times(Fraction::whole(1_000_000)).floor().clamp(0, 1_000_000)
}
