//! Months, ISO weeks and times of the day: small types with one text form each.

use std::fmt::{self, Display};
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;

use super::{add_days, add_months, weekday};
use crate::db::Day;

/// A calendar month, `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Self {
        Self(day.0.with_day(1).unwrap_or(day.0))
    }
    /// Month 1 to 12 of a year.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, 1).map(Self)
    }
    /// Its year.
    pub fn year(self) -> i32 {
        self.0.year()
    }
    /// Its number, 1 to 12.
    pub fn number(self) -> u32 {
        self.0.month()
    }
    /// Its first day.
    pub fn first(self) -> Day {
        Day(self.0)
    }
    /// Its last day.
    pub fn last(self) -> Day {
        add_days(self.next().first(), -1)
    }
    /// The month so many months later.
    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        Self(add_months(self.first(), months).0)
    }
    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }
    /// The month before.
    #[must_use]
    pub fn prev(self) -> Self {
        Self::of(add_days(self.first(), -1))
    }
    /// Whether the day is one of its days.
    pub fn contains(self, day: Day) -> bool {
        Self::of(day) == self
    }
    /// Its days in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        self.first().0.iter_days().take_while(move |d| self.contains(Day(*d))).map(Day)
    }
    /// The ISO weeks that have a day in it, in order.
    pub fn weeks(self) -> impl Iterator<Item = IsoWeek> {
        std::iter::successors(Some(IsoWeek::of(self.first())), |w| Some(w.next()))
            .take_while(move |w| w.monday() <= self.last())
    }
}
impl Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}
impl FromStr for Month {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a month is written YYYY-MM, between 1900 and 2200";
        let (year, month) = s.split_once('-').ok_or(FORM)?;
        let (year, month) = (digits(year, 4).ok_or(FORM)?, digits(month, 2).ok_or(FORM)?);
        year_within(year).and_then(|y| Self::new(y, month)).ok_or(FORM)
    }
}

/// A week of ISO 8601, Monday to Sunday, `YYYY-Www`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct IsoWeek(NaiveDate);

impl IsoWeek {
    /// The week of a day.
    pub fn of(day: Day) -> Self {
        Self(add_days(day, 1 - weekday(day)).0)
    }
    /// Week 1 to 53 of an ISO year.
    pub fn new(iso_year: i32, week: u32) -> Option<Self> {
        NaiveDate::from_isoywd_opt(iso_year, week, Weekday::Mon).map(Self)
    }
    /// The ISO year, which is not always the year of its days.
    pub fn iso_year(self) -> i32 {
        self.0.iso_week().year()
    }
    /// Its number, 1 to 53.
    pub fn number(self) -> u32 {
        self.0.iso_week().week()
    }
    /// Its first day.
    pub fn monday(self) -> Day {
        Day(self.0)
    }
    /// Its last day.
    pub fn sunday(self) -> Day {
        add_days(self.monday(), 6)
    }
    /// The week after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(add_days(self.monday(), 7).0)
    }
    /// The week before.
    #[must_use]
    pub fn prev(self) -> Self {
        Self(add_days(self.monday(), -7).0)
    }
    /// Whether the day is one of its days.
    pub fn contains(self, day: Day) -> bool {
        Self::of(day) == self
    }
    /// Its seven days, Monday first.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (0..7).map(move |n| add_days(self.monday(), n))
    }
    /// The one or two months its days belong to (R6.6).
    pub fn months(self) -> Vec<Month> {
        let mut months = vec![Month::of(self.monday()), Month::of(self.sunday())];
        months.dedup();
        months
    }
}
impl Display for IsoWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.iso_year(), self.number())
    }
}
impl FromStr for IsoWeek {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a week is written YYYY-Www, between 1900 and 2200";
        let (year, week) = s.split_once("-W").ok_or(FORM)?;
        let (year, week) = (digits(year, 4).ok_or(FORM)?, digits(week, 2).ok_or(FORM)?);
        year_within(year).and_then(|y| Self::new(y, week)).ok_or(FORM)
    }
}

/// A time on the wall clock of Paris, `HH:MM`; `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(i64);

impl TimeOfDay {
    /// The time so many minutes after midnight, 0 to 1440.
    pub fn of_minutes(minutes: i64) -> Option<Self> {
        (0..=1440).contains(&minutes).then_some(Self(minutes))
    }
    /// Minutes since midnight.
    pub const fn minutes(self) -> i64 {
        self.0
    }
}
impl Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}
impl FromStr for TimeOfDay {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a time is written HH:MM, from 00:00 to 24:00";
        let (hour, minute) = s.split_once(':').ok_or(FORM)?;
        let (hour, minute) = (digits(hour, 2).ok_or(FORM)?, digits(minute, 2).ok_or(FORM)?);
        let minute = if minute < 60 { minute } else { return Err(FORM) };
        Self::of_minutes(i64::from(hour * 60 + minute)).ok_or(FORM)
    }
}

fn digits(text: &str, length: usize) -> Option<u32> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn year_within(year: u32) -> Option<i32> {
    i32::try_from(year).ok().filter(|y| (1900..=2200).contains(y))
}

macro_rules! by_its_text {
    ($($t:ident $format:literal $description:literal $example:literal),+ $(,)?) => { $(
        impl serde::Serialize for $t {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.collect_str(self) }
        }
        impl<'de> serde::Deserialize<'de> for $t {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        impl utoipa::PartialSchema for $t {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                crate::text_enum::text_schema($format, $description, $example)
            }
        }
        impl utoipa::ToSchema for $t {}
    )+ };
}
by_its_text!(
    Month "month" "Calendar month of Europe/Paris." "2026-03",
    IsoWeek "iso-week" "ISO 8601 week of Europe/Paris, Monday to Sunday." "2026-W10",
    TimeOfDay "time-of-day" "Time on the wall clock of Europe/Paris; 24:00 ends the day." "09:30",
);

macro_rules! text_column {
    ($($t:ident),+) => { $(
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $t {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
                use std::io::Write;
                write!(out, "{self}")?;
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for $t {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>) -> diesel::serialize::Result {
                out.set_value(self.to_string());
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::serialize::ToSql<diesel::sql_types::Text, crate::db::MultiBackend> for $t {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, crate::db::MultiBackend>) -> diesel::serialize::Result {
                out.set_value((diesel::sql_types::Text, self));
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $t {
            fn from_sql(v: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok(std::str::from_utf8(v.as_bytes())?.parse()?)
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for $t {
            fn from_sql(mut v: diesel::sqlite::SqliteValue<'_, '_, '_>) -> diesel::deserialize::Result<Self> {
                Ok(v.read_text().parse()?)
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, crate::db::MultiBackend> for $t {
            fn from_sql(v: crate::db::MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                v.from_sql::<Self, diesel::sql_types::Text>()
            }
        }
    )+ };
}
text_column!(Month, IsoWeek);

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }
    fn week(text: &str) -> IsoWeek {
        text.parse().unwrap()
    }
    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_knows_its_days_and_neighbours() {
        for (text, last, next, prev) in [
            ("2024-02", "2024-02-29", "2024-03", "2024-01"),
            ("2026-02", "2026-02-28", "2026-03", "2026-01"),
            ("2026-12", "2026-12-31", "2027-01", "2026-11"),
            ("2026-01", "2026-01-31", "2026-02", "2025-12"),
        ] {
            let m = month(text);
            assert_eq!((m.to_string().as_str(), m.last()), (text, day(last)));
            assert_eq!((m.next(), m.prev()), (month(next), month(prev)));
            assert_eq!(m.days().last(), Some(day(last)));
            assert!(m.prev() < m && m < m.next());
        }
        let weeks: Vec<String> = month("2026-12").weeks().map(|w| w.to_string()).collect();
        assert_eq!(weeks, ["2026-W49", "2026-W50", "2026-W51", "2026-W52", "2026-W53"]);
    }

    #[test]
    fn weeks_at_the_border_of_a_year_belong_to_the_iso_year() {
        for (date, text, monday) in [
            ("2020-12-31", "2020-W53", "2020-12-28"),
            ("2021-01-03", "2020-W53", "2020-12-28"),
            ("2021-01-04", "2021-W01", "2021-01-04"),
            ("2024-12-30", "2025-W01", "2024-12-30"),
            ("2026-12-31", "2026-W53", "2026-12-28"),
            ("2027-01-03", "2026-W53", "2026-12-28"),
            ("2026-03-29", "2026-W13", "2026-03-23"),
        ] {
            let w = IsoWeek::of(day(date));
            assert_eq!((w.to_string().as_str(), w.monday()), (text, day(monday)), "{date}");
            assert_eq!(week(text), w);
            assert_eq!(w.sunday(), add_days(day(monday), 6));
            assert_eq!((w.next().prev(), w.days().count()), (w, 7));
        }
        assert_eq!(week("2026-W53").next(), week("2027-W01"));
        assert_eq!(week("2026-W53").months(), [month("2026-12"), month("2027-01")]);
        assert_eq!(week("2026-W10").months(), [month("2026-03")]);
    }

    #[test]
    fn badly_written_periods_are_refused() {
        for text in ["2026-13", "2026-0", "2026-1", "26-01", "2026-01-01", "1899-12", "+026-01", "2026_01", ""] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
        for text in ["2025-W53", "2026-W00", "2026-W54", "2026W10", "2026-10", "2026-w10", "2026-W1"] {
            assert!(text.parse::<IsoWeek>().is_err(), "{text}");
        }
        for text in ["24:01", "9:00", "09:60", "0900", "-1:00", "09:00:00"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
        assert_eq!("24:00".parse::<TimeOfDay>().unwrap().minutes(), 1440);
        assert_eq!(TimeOfDay::of_minutes(545).unwrap().to_string(), "09:05");
    }

    #[test]
    fn periods_are_texts_in_json() {
        assert_eq!(serde_json::to_string(&week("2026-W09")).unwrap(), "\"2026-W09\"");
        assert_eq!(serde_json::from_str::<Month>("\"2026-09\"").unwrap(), month("2026-09"));
        assert!(serde_json::from_str::<Month>("\"2026-9\"").is_err());
    }
}
