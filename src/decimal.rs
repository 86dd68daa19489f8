//! Exact decimals of four digits: shares, rates, FTE. Never binary floating point in a computation.

use std::fmt::{self, Display};

/// A decimal number kept as ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal4(i64);

const ONE: i64 = 10_000;

impl Decimal4 {
    /// So many ten-thousandths.
    pub const fn of_ten_thousandths(n: i64) -> Self {
        Self(n)
    }
    /// The number in ten-thousandths.
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }
    /// A whole number; none when it is too large.
    pub fn whole(n: i64) -> Option<Self> {
        n.checked_mul(ONE).map(Self)
    }
    /// `numerator / denominator`, the fifth digit rounded half up (away from zero); none when the
    /// denominator is zero or the result too large.
    pub fn ratio(numerator: i128, denominator: i128) -> Option<Self> {
        let scaled = numerator.checked_mul(i128::from(ONE))?;
        i64::try_from(round_div(scaled, denominator)?).ok().map(Self)
    }
    /// The product with a whole number, rounded half up to a whole number; none when too large.
    pub fn times(self, n: i64) -> Option<i64> {
        i64::try_from(round_div(i128::from(self.0) * i128::from(n), i128::from(ONE))?).ok()
    }
}

/// Integer division rounded half away from zero; none on a zero divisor.
pub fn round_div(n: i128, d: i128) -> Option<i128> {
    let (quotient, rest) = (n.checked_div(d)?, n.checked_rem(d)?);
    let up = rest.unsigned_abs() >= d.unsigned_abs() - rest.unsigned_abs();
    let away = if (n < 0) == (d < 0) { 1 } else { -1 };
    Some(if up { quotient + away } else { quotient })
}

impl Display for Decimal4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 10_000, self.0.unsigned_abs() % 10_000);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{rest:04}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

impl std::str::FromStr for Decimal4 {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a number with at most 4 decimals";
        let (sign, digits) = s.strip_prefix('-').map_or((1, s), |rest| (-1, rest));
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(rest) || rest.len() > 4 {
            return Err(FORM);
        }
        let value = whole.parse::<i64>().ok().and_then(|w| w.checked_mul(ONE));
        let part = format!("{rest:0<4}").parse::<i64>().ok();
        value.zip(part).and_then(|(v, p)| v.checked_add(p)).map(|v| Self(sign * v)).ok_or(FORM)
    }
}

impl serde::Serialize for Decimal4 {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.0 % ONE == 0 {
            return s.serialize_i64(self.0 / ONE);
        }
        // The shortest text of the nearest double is the decimal itself up to 15 digits.
        let text = self.to_string();
        s.serialize_f64(text.parse().map_err(serde::ser::Error::custom)?)
    }
}
impl<'de> serde::Deserialize<'de> for Decimal4 {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let number = <serde_json::Number as serde::Deserialize>::deserialize(d)?;
        let text = number.as_f64().map_or_else(|| number.to_string(), |n| n.to_string());
        text.parse().map_err(serde::de::Error::custom)
    }
}
impl utoipa::PartialSchema for Decimal4 {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Number)
            .multiple_of(Some(0.0001))
            .description(Some("Exact decimal of at most 4 digits."))
            .examples([serde_json::Value::from(0.5)])
            .into()
    }
}
impl utoipa::ToSchema for Decimal4 {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_rounded_half_up_at_the_fourth_digit() {
        for (n, d, text) in [
            (1, 3, Some("0.3333")),
            (2, 3, Some("0.6667")),
            (1, 20_000, Some("0.0001")),
            (1, 20_001, Some("0")),
            (-1, 3, Some("-0.3333")),
            (1, -20_000, Some("-0.0001")),
            (49_078_374, 98_156_748, Some("0.5")),
            (14_446, 36_802, Some("0.3925")),
            (1, 0, None),
            (i128::from(i64::MAX), 1, None),
        ] {
            assert_eq!(Decimal4::ratio(n, d).map(|v| v.to_string()).as_deref(), text, "{n}/{d}");
        }
    }

    #[test]
    fn a_team_of_10_48_fte_follows_734_people() {
        let fte: Decimal4 = "10.48".parse().unwrap();
        assert_eq!(fte.times(70), Some(734));
    }

    #[test]
    fn decimals_are_json_numbers_both_ways() {
        for (json, back) in [("0.3333", "0.3333"), ("1", "1"), ("0.8", "0.8"), ("-12.05", "-12.05"), ("1.0", "1")] {
            let value: Decimal4 = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), back);
        }
        for json in ["0.12345", "\"1\"", "1e300"] {
            assert!(serde_json::from_str::<Decimal4>(json).is_err(), "{json}");
        }
        for text in ["", ".5", "1.", "1,5", "--1", "0.00001"] {
            assert!(text.parse::<Decimal4>().is_err(), "{text}");
        }
    }
}
