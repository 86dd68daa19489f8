//! The public holidays of France and the working days between them.

use chrono::{Datelike, NaiveDate};

use super::{add_days, weekday};
use crate::db::Day;

/// Month and day of the eight holidays that do not move (code du travail, L. 3133-1).
const FIXED: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];

/// Easter Sunday of a year (Gregorian calendar); none outside the range of the calendar.
pub fn easter(year: i32) -> Option<Day> {
    // The anonymous Gregorian computus; the names are those of its usual statement.
    let y = i64::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let after_22_march = h + l - 7 * m;
    NaiveDate::from_ymd_opt(year, 3, 22).map(|d| add_days(Day(d), after_22_march))
}

/// The public holidays of a year in order: eight fixed, Easter Monday, Ascension, Whit Monday;
/// in Alsace and Moselle also Good Friday and 26 December.
pub fn public_holidays(year: i32, alsace_moselle: bool) -> Vec<Day> {
    let fixed = FIXED.iter().filter_map(|&(m, d)| NaiveDate::from_ymd_opt(year, m, d).map(Day));
    let moving = easter(year).into_iter().flat_map(|e| [1, 39, 50].map(|n| add_days(e, n)));
    let mut all: Vec<Day> = fixed.chain(moving).collect();
    if alsace_moselle {
        all.extend(easter(year).map(|e| add_days(e, -2)));
        all.extend(NaiveDate::from_ymd_opt(year, 12, 26).map(Day));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether that day is a public holiday.
pub fn is_public_holiday(day: Day, alsace_moselle: bool) -> bool {
    let month_day = (day.0.month(), day.0.day());
    let from_easter = easter(day.0.year()).map(|e| super::days_between(e, day));
    FIXED.contains(&month_day)
        || matches!(from_easter, Some(1 | 39 | 50))
        || (alsace_moselle && (from_easter == Some(-2) || month_day == (12, 26)))
}

/// Monday to Friday, public holidays apart.
pub fn is_working_day(day: Day, alsace_moselle: bool) -> bool {
    weekday(day) <= 5 && !is_public_holiday(day, alsace_moselle)
}

/// The `days`-th working day after `day`; `day` itself, working or not, for 0.
pub fn add_working_days(day: Day, days: u32, alsace_moselle: bool) -> Day {
    let (mut at, mut left) = (day, days);
    while left > 0 && at.0 < NaiveDate::MAX {
        at = add_days(at, 1);
        if is_working_day(at, alsace_moselle) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_calendars_print_it() {
        for text in [
            "2020-04-12",
            "2021-04-04",
            "2022-04-17",
            "2023-04-09",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "1981-04-19",
            "1954-04-18",
        ] {
            assert_eq!(easter(day(text).0.year()), Some(day(text)));
        }
    }

    #[test]
    fn france_has_eleven_public_holidays_and_alsace_moselle_thirteen() {
        let all: Vec<String> = public_holidays(2026, true).iter().map(ToString::to_string).collect();
        assert_eq!(
            all,
            [
                "2026-01-01",
                "2026-04-03",
                "2026-04-06",
                "2026-05-01",
                "2026-05-08",
                "2026-05-14",
                "2026-05-25",
                "2026-07-14",
                "2026-08-15",
                "2026-11-01",
                "2026-11-11",
                "2026-12-25",
                "2026-12-26"
            ]
        );
        assert_eq!(public_holidays(2026, false).len(), 11);
    }

    #[test]
    fn the_list_and_the_question_agree() {
        for year in 2020..=2030 {
            for alsace_moselle in [false, true] {
                let listed = public_holidays(year, alsace_moselle);
                let mut at = Day(NaiveDate::from_ymd_opt(year, 1, 1).unwrap());
                while at.0.year() == year {
                    assert_eq!(is_public_holiday(at, alsace_moselle), listed.contains(&at), "{at}");
                    at = add_days(at, 1);
                }
            }
        }
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        for (from, n, alsace_moselle, to) in [
            ("2026-04-30", 1, false, "2026-05-04"),
            ("2026-04-02", 1, false, "2026-04-03"),
            ("2026-04-02", 1, true, "2026-04-07"),
            ("2026-05-13", 1, false, "2026-05-15"),
            ("2026-12-24", 3, false, "2026-12-30"),
            ("2026-12-31", 1, false, "2027-01-04"),
            ("2026-05-02", 0, false, "2026-05-02"),
        ] {
            assert_eq!(add_working_days(day(from), n, alsace_moselle), day(to), "{from} + {n}");
        }
    }
}
