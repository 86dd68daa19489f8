//! The arithmetic of money: hourly rates, shares of real costs, caps, flat rates (§ 6.8). Whole cents and whole minutes
//! in, whole cents out; fractions in between, never binary floating point. Every rounding is a floor, so that no
//! amount is above the exact one; where two ways of rounding are in use, the one chosen is stored with the rate.

pub mod rules;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use rules::Fraction;

/// An exact fraction, as the wire has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"num": 4, "den": 5}))]
pub(crate) struct FractionValue {
    /// Its numerator.
    pub(crate) num: i64,
    /// Its denominator, above zero.
    #[schema(minimum = 1)]
    pub(crate) den: i64,
}

impl FractionValue {
    /// The fraction.
    pub(crate) fn exact(self) -> Fraction {
        Fraction::ratio(self.num, self.den)
    }
    /// A fraction for the wire; its numbers are of 64 bits for every amount that is taken in.
    pub(crate) fn of(fraction: Fraction) -> Self {
        let whole = |n: i128| i64::try_from(n).unwrap_or(i64::MAX);
        Self { num: whole(fraction.num()), den: whole(fraction.den()) }
    }
}
