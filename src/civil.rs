//! Civil time: days, weeks and months of Europe/Paris, whatever the zone of the machine.
//! No clock here: who calls says which instant it is.

use chrono::{Datelike, Months, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Europe::Paris;

use crate::db::{Day, Instant};

mod holidays;
mod period;

pub use holidays::{add_working_days, easter, is_public_holiday, is_working_day, public_holidays};
pub use period::{IsoWeek, Month, TimeOfDay};

/// The civil day of an instant.
pub fn day_of(at: Instant) -> Day {
    Day(at.0.with_timezone(&Paris).date_naive())
}

/// Minutes on the wall clock since local midnight, 0 to 1439.
pub fn minute_of(at: Instant) -> i64 {
    use chrono::Timelike;
    i64::from(at.0.with_timezone(&Paris).time().num_seconds_from_midnight() / 60)
}

/// The instant at which the wall clock shows `minute` minutes after midnight of that day.
///
/// An hour that the clock shows twice is the first of the two; one that it skips is read as if
/// the clock had not yet moved.
pub fn instant_at(day: Day, minute: i64) -> Instant {
    let midnight = day.0.and_time(NaiveTime::MIN);
    let delta = TimeDelta::try_minutes(minute).unwrap_or_default();
    Instant::of(resolve(midnight.checked_add_signed(delta).unwrap_or(midnight)))
}

fn resolve(local: NaiveDateTime) -> chrono::DateTime<chrono::Utc> {
    if let Some(at) = Paris.from_local_datetime(&local).earliest() {
        return at.to_utc();
    }
    let hour = TimeDelta::hours(1);
    let before = local.checked_sub_signed(hour).and_then(|l| Paris.from_local_datetime(&l).latest());
    before.and_then(|at| at.to_utc().checked_add_signed(hour)).unwrap_or_else(|| local.and_utc())
}

/// The first instant of a day: 00:00:00 in Paris.
pub fn start_of_day(day: Day) -> Instant {
    instant_at(day, 0)
}

/// The last second of a day, 23:59:59 in Paris: until when what is due that day is on time.
pub fn end_of_day(day: Day) -> Instant {
    start_of_day(add_days(day, 1)).plus_seconds(-1)
}

/// Seconds by which the clocks of Paris are ahead of UTC at an instant: 3600 or 7200.
pub fn utc_offset_seconds(at: Instant) -> i64 {
    i64::from(at.0.with_timezone(&Paris).offset().fix().local_minus_utc())
}

/// So many months later, clamped to the end of a shorter month (§ 4.6, T2).
pub fn add_months(day: Day, months: u32) -> Day {
    Day(day.0.checked_add_months(Months::new(months)).unwrap_or(chrono::NaiveDate::MAX))
}

/// So many months earlier, clamped to the end of a shorter month.
pub fn sub_months(day: Day, months: u32) -> Day {
    Day(day.0.checked_sub_months(Months::new(months)).unwrap_or(chrono::NaiveDate::MIN))
}

/// So many days later, earlier if negative.
pub fn add_days(day: Day, days: i64) -> Day {
    let edge = if days < 0 { chrono::NaiveDate::MIN } else { chrono::NaiveDate::MAX };
    Day(TimeDelta::try_days(days).and_then(|d| day.0.checked_add_signed(d)).unwrap_or(edge))
}

/// Days from `from` to `to`, negative when `to` is earlier.
pub fn days_between(from: Day, to: Day) -> i64 {
    to.0.signed_duration_since(from.0).num_days()
}

/// Whole months from `from` to `to`: the largest n for which `add_months(from, n)` is not after
/// `to`; negative when `to` is earlier.
pub fn months_between(from: Day, to: Day) -> i64 {
    if to < from {
        return -months_between(to, from);
    }
    let index = |d: Day| i64::from(d.0.year()) * 12 + i64::from(d.0.month());
    let months = index(to) - index(from);
    let reached = u32::try_from(months).is_ok_and(|n| add_months(from, n) <= to);
    if reached { months } else { months - 1 }
}

/// The first day of a quarter written `YYYY-Qn`.
pub fn quarter_starts_on(code: &str) -> Option<Day> {
    let (year, quarter) = code.split_once("-Q")?;
    let month = match quarter {
        "1" => "01",
        "2" => "04",
        "3" => "07",
        "4" => "10",
        _ => return None,
    };
    format!("{year}-{month}-01").parse().ok()
}

/// The quarter that a day falls in, written `YYYY-Qn`.
pub fn quarter_of(day: Day) -> String {
    format!("{}-Q{}", day.0.year(), day.0.month0() / 3 + 1)
}

/// Monday is 1, Sunday 7, as in ISO 8601.
pub fn weekday(day: Day) -> i64 {
    i64::from(day.0.weekday().number_from_monday())
}

/// A day as a French reader writes it: `02/03/2026`.
pub fn french(day: Day) -> String {
    format!("{:02}/{:02}/{:04}", day.0.day(), day.0.month(), day.0.year())
}

/// A day as a printed document writes it: `jeudi 12 mars 2026`, `dimanche 1er mars 2026`.
pub fn french_long(day: Day) -> String {
    const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let word = |words: &[&'static str], at: u32| {
        usize::try_from(at).ok().and_then(|at| words.get(at)).copied().unwrap_or_default()
    };
    let first = if day.0.day() == 1 { "er" } else { "" };
    let (weekday, month) = (word(&DAYS, day.0.weekday().num_days_from_monday()), word(&MONTHS, day.0.month0()));
    format!("{weekday} {}{first} {month} {}", day.0.day(), day.0.year())
}

/// An instant as a printed document writes it, by the clock of Paris: `jeudi 12 mars 2026 à 14 h 05`.
pub fn french_moment(at: Instant) -> String {
    format!("{} à {}", french_long(day_of(at)), hours(minute_of(at)))
}

/// Minutes as hours, for a sentence: `7 h 30`.
pub fn hours(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    format!("{sign}{} h {:02}", minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_quarter_starts_on_the_first_of_its_three_months() {
        for (code, first) in [("2026-Q1", "2026-01-01"), ("2026-Q4", "2026-10-01")] {
            assert_eq!(quarter_starts_on(code), Some(day(first)));
        }
        for wrong in ["2026-Q0", "2026-Q5", "2026-Q11", "26-Q1", "2026Q1", "1899-Q1", "-Q1"] {
            assert_eq!(quarter_starts_on(wrong), None, "{wrong}");
        }
    }
    fn instant(text: &str) -> Instant {
        Instant::of(chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc())
    }

    #[test]
    fn a_printed_day_is_french() {
        for (day, written) in [
            ("2026-03-12", "jeudi 12 mars 2026"),
            ("2026-03-01", "dimanche 1er mars 2026"),
            ("2024-02-29", "jeudi 29 février 2024"),
            ("2026-08-31", "lundi 31 août 2026"),
        ] {
            assert_eq!(french_long(day.parse().unwrap()), written);
        }
    }

    #[test]
    fn the_day_of_an_instant_is_that_of_paris() {
        for (at, expected) in [
            ("2026-01-01T22:59:59Z", "2026-01-01"),
            ("2026-01-01T23:00:00Z", "2026-01-02"),
            ("2026-07-01T21:59:59Z", "2026-07-01"),
            ("2026-07-01T22:00:00Z", "2026-07-02"),
            ("2026-03-28T23:00:00Z", "2026-03-29"),
            ("2026-03-29T21:59:59Z", "2026-03-29"),
            ("2026-10-24T22:00:00Z", "2026-10-25"),
            ("2026-10-25T22:59:59Z", "2026-10-25"),
            ("2026-12-31T23:00:00Z", "2027-01-01"),
        ] {
            assert_eq!(day_of(instant(at)), day(expected), "{at}");
        }
    }

    #[test]
    fn a_day_begins_and_ends_by_the_clock_of_paris_also_when_it_changes() {
        for (text, start, end, hours) in [
            ("2026-01-15", "2026-01-14T23:00:00Z", "2026-01-15T22:59:59Z", 24),
            ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", 23),
            ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", 25),
            ("2026-12-31", "2026-12-30T23:00:00Z", "2026-12-31T22:59:59Z", 24),
        ] {
            let (s, e) = (start_of_day(day(text)), end_of_day(day(text)));
            assert_eq!((s, e), (instant(start), instant(end)), "{text}");
            assert_eq!(e.micros() - s.micros() + 1_000_000, hours * 3_600_000_000, "{text}");
            assert_eq!((day_of(s), day_of(e)), (day(text), day(text)));
        }
    }

    #[test]
    fn a_skipped_hour_and_a_doubled_hour_have_one_reading() {
        assert_eq!(instant_at(day("2026-03-29"), 150), instant("2026-03-29T01:30:00Z"));
        assert_eq!(instant_at(day("2026-10-25"), 150), instant("2026-10-25T00:30:00Z"));
        assert_eq!(instant_at(day("2026-06-02"), 9 * 60), instant("2026-06-02T07:00:00Z"));
        assert_eq!(minute_of(instant("2026-06-02T07:05:59Z")), 545);
        assert_eq!(utc_offset_seconds(instant("2026-06-02T07:05:59Z")), 7200);
    }

    #[test]
    fn months_are_added_by_the_calendar_and_clamped() {
        for (from, months, to) in [
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2023-09-30", 5, "2024-02-29"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2026-10-31", 5, "2027-03-31"),
            ("2026-12-15", 0, "2026-12-15"),
        ] {
            assert_eq!(add_months(day(from), months), day(to), "{from} + {months}");
        }
        assert_eq!(add_days(day("2026-12-28"), 7), day("2027-01-04"));
        assert_eq!(add_days(day("2024-03-01"), -1), day("2024-02-29"));
    }

    #[test]
    fn whole_months_are_counted_between_two_days() {
        for (from, to, months) in [
            ("2026-01-15", "2026-02-14", 0),
            ("2026-01-15", "2026-02-15", 1),
            ("2026-01-31", "2026-02-28", 1),
            ("2025-12-31", "2026-12-30", 11),
            ("2026-02-15", "2026-01-15", -1),
            ("2026-02-15", "2026-02-15", 0),
        ] {
            assert_eq!(months_between(day(from), day(to)), months, "{from} to {to}");
        }
        assert_eq!(days_between(day("2026-03-28"), day("2026-03-30")), 2);
    }

    #[test]
    fn days_and_durations_read_well() {
        assert_eq!(french(day("2026-03-02")), "02/03/2026");
        assert_eq!((hours(605), hours(-30)), ("10 h 05".to_owned(), "-0 h 30".to_owned()));
        assert_eq!((weekday(day("2026-03-02")), weekday(day("2026-03-08"))), (1, 7));
    }
}
