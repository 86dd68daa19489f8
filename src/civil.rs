//! Civil days and months in Europe/Paris, whatever the machine's zone.

use chrono::{Days, Months, NaiveTime, TimeZone};
use chrono_tz::Europe::Paris;

use crate::db::{Day, Instant};

/// The local day of an instant.
pub fn day_of(at: Instant) -> Day {
    Day(at.0.with_timezone(&Paris).date_naive())
}

/// The last second of the local day, 23:59:59.
pub fn end_of_day(day: Day) -> Instant {
    let last = day.0.and_time(NaiveTime::MIN) + chrono::TimeDelta::seconds(86_399);
    let at = Paris.from_local_datetime(&last).latest();
    Instant(at.map_or_else(|| last.and_utc(), |t| t.to_utc()))
}

/// The same day `n` months later, or the last of that month when it has no such day.
pub fn add_months(day: Day, n: u32) -> Day {
    day.0.checked_add_months(Months::new(n)).map_or(day, Day)
}

/// The day `n` days later (earlier, if negative).
pub fn add_days(day: Day, n: i64) -> Day {
    let days = Days::new(n.unsigned_abs());
    let moved = if n < 0 { day.0.checked_sub_days(days) } else { day.0.checked_add_days(days) };
    moved.map_or(day, Day)
}
