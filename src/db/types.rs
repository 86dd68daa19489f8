//! Column types that each database stores in its own best way, sorting alike in both.

use std::io::Write;

use chrono::{Datelike, NaiveDate, Timelike};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Date, HasSqlType, SqlType};
use diesel::sqlite::{Sqlite, SqliteValue};
use serde::{Deserialize, Serialize};

use super::{MultiBackend, MultiRawValue};

/// `uuid` in PostgreSQL, a blob of 16 bytes in SQLite.
#[derive(Debug, Clone, Copy, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
pub struct UuidSql;

/// `timestamptz` in PostgreSQL, microseconds since 1970 in SQLite.
#[derive(Debug, Clone, Copy, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Long"))]
pub struct InstantSql;

/// `jsonb` in PostgreSQL, checked text in SQLite.
#[derive(Debug, Clone, Copy, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807), sqlite_type(name = "Text"))]
pub struct JsonSql;

macro_rules! known_to_both {
    ($($sql:ty),*) => { $(
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$sql>(lookup)
            }
        } )* };
}
known_to_both!(UuidSql, InstantSql, JsonSql);

macro_rules! through_both {
    ($sql:ident => $t:ty) => {
        impl ToSql<$sql, MultiBackend> for $t {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($sql, self));
                Ok(IsNull::No)
            }
        }
        impl FromSql<$sql, MultiBackend> for $t {
            fn from_sql(v: MultiRawValue<'_>) -> deserialize::Result<Self> {
                v.from_sql::<Self, $sql>()
            }
        }
    };
}
through_both!(InstantSql => Instant);
through_both!(JsonSql => Json);
through_both!(Date => Day);

/// An instant to the microsecond, which is what PostgreSQL keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = InstantSql)]
pub struct Instant(pub chrono::DateTime<chrono::Utc>);

impl Instant {
    /// The instant, cut to the microsecond.
    pub fn of(at: chrono::DateTime<chrono::Utc>) -> Self {
        use chrono::SubsecRound;
        Self(at.trunc_subsecs(6))
    }
    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }
    /// The instant so many microseconds after 1970.
    pub fn from_micros(n: i64) -> Option<Self> {
        chrono::DateTime::from_timestamp_micros(n).map(Self)
    }
    /// The instant so many seconds later (earlier, if negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + chrono::TimeDelta::seconds(seconds))
    }
}
impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let t = self.0.time();
        write!(f, "{}T{:02}:{:02}:{:02}", Day(self.0.date_naive()), t.hour(), t.minute(), t.second())?;
        match t.nanosecond() / 1000 {
            0 => f.write_str("Z"),
            micros => write!(f, ".{micros:06}Z"),
        }
    }
}
impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let at = chrono::DateTime::<chrono::Utc>::deserialize(d)?;
        if !(1900..=2200).contains(&at.year()) {
            return Err(D::Error::custom("the year must be between 1900 and 2200"));
        }
        Ok(Self::of(at))
    }
}
impl utoipa::PartialSchema for Instant {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        crate::text_enum::text_schema(
            "date-time",
            "Instant, RFC 3339 in UTC, to the microsecond.",
            "2026-03-02T08:15:00Z",
        )
    }
}
impl utoipa::ToSchema for Instant {}

/// A civil day: `date` in PostgreSQL, `YYYY-MM-DD` in SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Date)]
pub struct Day(pub NaiveDate);

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}
impl std::str::FromStr for Day {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let written = Self::written(s).filter(|day| (1900..=2200).contains(&day.0.year()));
        written.ok_or("a day is written YYYY-MM-DD, between 1900 and 2200")
    }
}
impl Day {
    /// The day that a text of ten characters says, of any year: what is computed may lie past what may be typed.
    fn written(s: &str) -> Option<Self> {
        let bytes = s.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if !shape {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            bytes.get(range).unwrap_or_default().iter().fold(0u32, |n, b| n * 10 + u32::from(b.wrapping_sub(b'0')))
        };
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        i32::try_from(year).ok().and_then(|y| NaiveDate::from_ymd_opt(y, month, day)).map(Self)
    }
}
impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
impl utoipa::PartialSchema for Day {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        crate::text_enum::text_schema("date", "Civil day of Europe/Paris.", "2026-03-02")
    }
}
impl utoipa::ToSchema for Day {}

/// JSON as text: checked once on the way in, never parsed again on the way through.
#[derive(Debug, Clone, AsExpression, FromSqlRow, Serialize, Deserialize)]
#[diesel(sql_type = JsonSql)]
#[serde(transparent)]
pub struct Json(pub Box<serde_json::value::RawValue>);

impl Json {
    /// The JSON of a value.
    ///
    /// # Errors
    /// The value has a map whose keys are not texts.
    pub fn of(v: &impl Serialize) -> serde_json::Result<Self> {
        serde_json::value::to_raw_value(v).map(Self)
    }
    /// The value that this JSON is.
    ///
    /// # Errors
    /// It has another shape.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> serde_json::Result<T> {
        serde_json::from_str(self.0.get())
    }
}

impl ToSql<Date, Pg> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Date, Pg>::to_sql(&self.0, out)
    }
}
impl ToSql<Date, Sqlite> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.to_string());
        Ok(IsNull::No)
    }
}
impl FromSql<Date, Pg> for Day {
    fn from_sql(v: diesel::pg::PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(FromSql::<Date, Pg>::from_sql(v)?))
    }
}
impl FromSql<Date, Sqlite> for Day {
    fn from_sql(mut v: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self::written(v.read_text()).ok_or("not a day")?)
    }
}

/// Seconds between 1970, where we count from, and 2000, where PostgreSQL does, in microseconds.
const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;

impl ToSql<InstantSql, Pg> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&(self.micros() - PG_EPOCH_MICROS).to_be_bytes())?;
        Ok(IsNull::No)
    }
}
impl ToSql<InstantSql, Sqlite> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.micros());
        Ok(IsNull::No)
    }
}
impl FromSql<InstantSql, Pg> for Instant {
    fn from_sql(v: diesel::pg::PgValue<'_>) -> deserialize::Result<Self> {
        let micros = i64::from_be_bytes(v.as_bytes().try_into()?);
        Ok(Self::from_micros(micros.saturating_add(PG_EPOCH_MICROS)).ok_or("instant out of range")?)
    }
}
impl FromSql<InstantSql, Sqlite> for Instant {
    fn from_sql(mut v: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self::from_micros(v.read_long()).ok_or("instant out of range")?)
    }
}

impl ToSql<JsonSql, Pg> for Json {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        // the version byte of jsonb's binary form
        out.write_all(&[1])?;
        out.write_all(self.0.get().as_bytes())?;
        Ok(IsNull::No)
    }
}
impl ToSql<JsonSql, Sqlite> for Json {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.get());
        Ok(IsNull::No)
    }
}
fn raw(s: &str) -> deserialize::Result<Json> {
    Ok(Json(serde_json::value::RawValue::from_string(s.to_owned())?))
}
impl FromSql<JsonSql, Pg> for Json {
    fn from_sql(v: diesel::pg::PgValue<'_>) -> deserialize::Result<Self> {
        raw(std::str::from_utf8(v.as_bytes().get(1..).unwrap_or_default())?)
    }
}
impl FromSql<JsonSql, Sqlite> for Json {
    fn from_sql(mut v: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        raw(v.read_text())
    }
}
