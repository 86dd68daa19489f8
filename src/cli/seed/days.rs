//! Days of work: which ones, and what fills them.

use crate::civil;
use crate::db::Day;

/// The Mondays of so many weeks before `today`, the present one included.
pub(super) fn mondays(today: Day, weeks: i64) -> Vec<Day> {
    let this = civil::add_days(today, 1 - civil::weekday(today));
    (0..weeks).rev().map(|back| civil::add_days(this, -7 * back)).collect()
}

/// The days worked of a week by somebody who works `days` of five.
pub(super) fn worked(monday: Day, days: i64) -> Vec<Day> {
    (0..days).map(|n| civil::add_days(monday, n)).filter(|d| !civil::is_public_holiday(*d, false)).collect()
}

/// Minutes of the day as the wire writes them.
pub(super) fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The instant of a minute of a day, as the wire writes it.
pub(super) fn instant(day: Day, minute: i64) -> String {
    civil::instant_at(day, minute).to_string()
}

/// The last so many working days up to `today`.
pub(super) fn last_worked(today: Day, count: usize) -> Vec<Day> {
    let back = (0..).map(|n| civil::add_days(today, -n));
    let mut days: Vec<Day> = back.filter(|day| civil::is_working_day(*day, false)).take(count).collect();
    days.reverse();
    days
}
