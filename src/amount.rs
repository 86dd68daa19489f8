//! Shares and full-time equivalents: exact to four decimals, never binary floating point.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;
use serde::{Deserialize, Serialize};

use crate::db::{MultiBackend, MultiRawValue};

/// A decimal of at most four places, kept as ten-thousandths: 0.8 is `Share(8000)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Share(pub i64);

impl Share {
    /// Ten-thousandths in one.
    pub const ONE: i64 = 10_000;
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs() / 10_000;
        let part = format!("{:04}", self.0.unsigned_abs() % 10_000);
        match part.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{part}"),
        }
    }
}
impl std::str::FromStr for Share {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a number with at most 4 decimals";
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let part = part.trim_end_matches('0');
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if part.len() > 4 || whole.is_empty() || whole.len() > 12 || !plain(whole) || !plain(part) {
            return Err(FORM);
        }
        let whole: i64 = whole.parse().map_err(|_e| FORM)?;
        let part: i64 = format!("{part:0<4}").parse().map_err(|_e| FORM)?;
        Ok(Self(sign * (whole * Self::ONE + part)))
    }
}
impl Serialize for Share {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match serde_json::value::RawValue::from_string(self.to_string()) {
            Ok(number) => number.serialize(s),
            Err(e) => Err(serde::ser::Error::custom(e)),
        }
    }
}
impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        // serde_json hands a number over as the shortest text that means the same double; a number
        // of at most four decimals and twelve digits comes through that unchanged
        let number = serde_json::Number::deserialize(d)?;
        number.to_string().parse().map_err(serde::de::Error::custom)
    }
}
impl utoipa::PartialSchema for Share {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, Type};
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .multiple_of(Some(0.0001f64))
            .description(Some("Decimal with at most 4 places, exact."))
            .examples([serde_json::json!(0.8)])
            .into()
    }
}
impl utoipa::ToSchema for Share {}

impl<DB: diesel::backend::Backend> ToSql<BigInt, DB> for Share
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <i64 as ToSql<BigInt, DB>>::to_sql(&self.0, out)
    }
}
impl FromSql<BigInt, Pg> for Share {
    fn from_sql(v: diesel::pg::PgValue<'_>) -> deserialize::Result<Self> {
        <i64 as FromSql<BigInt, Pg>>::from_sql(v).map(Self)
    }
}
impl FromSql<BigInt, Sqlite> for Share {
    fn from_sql(v: diesel::sqlite::SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        <i64 as FromSql<BigInt, Sqlite>>::from_sql(v).map(Self)
    }
}
impl FromSql<BigInt, MultiBackend> for Share {
    fn from_sql(v: MultiRawValue<'_>) -> deserialize::Result<Self> {
        v.from_sql::<Self, BigInt>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_decimals_come_and_go_unchanged() {
        for (text, kept) in [("0.8", 8000), ("10.48", 104_800), ("1", 10_000), ("0.0001", 1), ("-0.5", -5000)] {
            let share: Share = serde_json::from_str(text).unwrap();
            assert_eq!(share, Share(kept));
            assert_eq!(serde_json::to_string(&share).unwrap(), text);
        }
    }

    #[test]
    fn a_fifth_decimal_is_refused() {
        for text in ["0.00001", "1e-7", "\"0.8\"", "1e20"] {
            assert!(serde_json::from_str::<Share>(text).is_err(), "{text}");
        }
    }
}
