//! Weeks complete, short, overlapping, over holidays and borders of the year.

use super::*;
use crate::civil::Month;
use crate::esf::absences::rules::HalfDay;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}
fn week(text: &str) -> IsoWeek {
    text.parse().unwrap()
}
fn user(n: u128) -> UserId {
    UserId::of(uuid::Uuid::from_u128(n))
}
fn worked(date: &str, minutes: i64) -> Recorded {
    Recorded { date: day(date), times: None, minutes }
}
fn timed(date: &str, from: i64, to: i64) -> Recorded {
    Recorded { date: day(date), times: Some((from, to)), minutes: to - from }
}

/// Monday to Friday of a week, seven hours a day, except Wednesday for the part-timer.
fn facts(text: &str, part_time: bool, records: Vec<Recorded>) -> WeekFacts {
    let wednesday = if part_time { 0 } else { 420 };
    WeekFacts {
        week: week(text),
        schedules: vec![WorkSchedule {
            valid_from: day("2020-01-01"),
            valid_to: None,
            minutes: [420, 420, wednesday, 420, 420, 0, 0],
        }],
        absences: vec![],
        records,
        alsace_moselle: false,
        tolerance_minutes: 0,
    }
}

fn full(text: &str) -> Vec<Recorded> {
    week(text).days().take(5).map(|d| Recorded { date: d, times: Some((540, 960)), minutes: 420 }).collect()
}

fn gaps(f: &WeekFacts) -> Vec<(String, i64)> {
    completeness(f).gaps.iter().map(|d| (d.date.to_string(), d.missing)).collect()
}

#[test]
fn a_full_week_is_complete() {
    let done = completeness(&facts("2026-W10", false, full("2026-W10")));
    assert!(done.complete());
    assert_eq!((done.expected, done.covered, done.days.len()), (2100, 2100, 7));
}

#[test]
fn each_day_must_be_covered_for_itself() {
    let mut records = full("2026-W10");
    records[1].minutes = 390;
    records[2].minutes = 480;
    let f = facts("2026-W10", false, records);
    assert_eq!(gaps(&f), [("2026-03-03".to_owned(), 30)]);
    assert_eq!(completeness(&f).days[2].overtime, 60);
    assert_eq!(gaps(&WeekFacts { tolerance_minutes: 30, ..f }), []);
}

#[test]
fn a_part_timer_has_a_pattern_of_their_own() {
    let mut records = full("2026-W10");
    records.remove(2);
    assert_eq!(gaps(&facts("2026-W10", true, records.clone())), []);
    assert_eq!(gaps(&facts("2026-W10", false, records)), [("2026-03-04".to_owned(), 420)]);
}

#[test]
fn a_schedule_counts_from_its_first_to_its_last_day() {
    let mut f = facts("2026-W10", false, vec![]);
    f.schedules = vec![
        WorkSchedule { valid_from: day("2026-01-01"), valid_to: Some(day("2026-03-03")), minutes: [420; 7] },
        WorkSchedule { valid_from: day("2026-03-05"), valid_to: None, minutes: [240; 7] },
    ];
    let expected: Vec<i64> = completeness(&f).days.iter().map(|d| d.expected).collect();
    assert_eq!(expected, [420, 420, 0, 240, 240, 240, 240]);
    let half = WorkSchedule { valid_from: day("2026-03-05"), valid_to: None, minutes: [180; 7] };
    let both = [f.schedules.clone(), vec![half]].concat();
    assert_eq!(expected_minutes(&both, day("2026-03-05"), false), Some(420), "two part-time posts add up");
    assert_eq!(expected_minutes(&f.schedules, day("2026-03-04"), false), None);
}

#[test]
fn public_holidays_expect_nothing() {
    // Easter Monday 6 April; Good Friday 3 April is one in Alsace and Moselle only.
    let easter_monday = facts("2026-W15", false, full("2026-W15").split_off(1));
    assert_eq!(gaps(&easter_monday), []);
    let good_friday = facts("2026-W14", false, full("2026-W14")[..4].to_vec());
    assert_eq!(gaps(&good_friday), [("2026-04-03".to_owned(), 420)]);
    assert_eq!(gaps(&WeekFacts { alsace_moselle: true, ..good_friday }), []);
}

#[test]
fn absences_take_the_place_of_minutes() {
    let absence = |date: &str, half_day| Absence { starts_on: day(date), ends_on: day(date), half_day };
    let mut records = full("2026-W10");
    records[0].minutes = 210;
    records.truncate(3);
    let mut f = facts("2026-W10", false, records);
    assert_eq!(gaps(&f).len(), 3);
    f.absences.push(absence("2026-03-02", Some(HalfDay::Morning)));
    f.absences.push(Absence { starts_on: day("2026-03-05"), ends_on: day("2026-03-06"), half_day: None });
    assert_eq!(gaps(&f), []);
}

#[test]
fn overlapping_records_keep_a_week_open() {
    let mut records = full("2026-W10");
    records.push(timed("2026-03-04", 950, 1000));
    records.push(timed("2026-03-05", 960, 1000));
    records.push(worked("2026-03-05", 10));
    let done = completeness(&facts("2026-W10", false, records));
    assert_eq!((done.overlaps.clone(), done.complete()), (vec![day("2026-03-04")], false));
}

#[test]
fn submitting_an_incomplete_week_lists_every_gap() {
    let mut records = full("2026-W10");
    (records[0].minutes, records[4].minutes) = (390, 0);
    records.push(timed("2026-03-04", 950, 1000));
    let Err(Refusal::Conflict { code, en, missing, .. }) =
        submit(Open, &completeness(&facts("2026-W10", false, records)), &[])
    else {
        panic!("refused with a list")
    };
    assert_eq!(
        (code, en.as_str()),
        ("conflict_incomplete_week", "The week is not complete: 450 minutes are missing on 2 day(s).")
    );
    let listed: Vec<(&str, &str)> = missing.iter().map(|f| (f.pointer.as_str(), f.en.as_str())).collect();
    assert_eq!(
        listed,
        [
            ("/days/0", "2026-03-02: 6 h 30 of 7 h 00, 30 minutes are missing."),
            ("/days/4", "2026-03-06: 0 h 00 of 7 h 00, 420 minutes are missing."),
            ("/days/2", "2026-03-04: two records overlap."),
        ]
    );
}

#[test]
fn a_week_with_work_on_an_absence_is_not_handed_in() {
    let on = |date: &str| Work {
        record: crate::ids::TimeRecordId::of(uuid::Uuid::from_u128(7)),
        date: day(date),
        times: None,
        minutes: 420,
        operation: None,
    };
    let absent = [on("2026-03-03"), on("2026-03-06")];
    let mut records = full("2026-W10");
    let week = completeness(&facts("2026-W10", false, records.clone()));
    let Err(Refusal::Invalid(faults)) = submit(Open, &week, &absent) else { panic!("refused with both records") };
    let listed: Vec<(&str, &str)> = faults.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
    assert_eq!(listed, [("/days/1", "rule_absent"), ("/days/4", "rule_absent")]);
    records[0].minutes = 390;
    let week = completeness(&facts("2026-W10", false, records));
    let Err(Refusal::Conflict { code, missing, .. }) = submit(Open, &week, &absent) else { panic!("and the gap") };
    let listed: Vec<&str> = missing.iter().map(|f| f.code).collect();
    assert_eq!((code, listed), ("conflict_incomplete_week", vec!["gap", "rule_absent", "rule_absent"]));
}

#[test]
fn a_week_is_handed_in_reviewed_and_handed_in_again() {
    let full = completeness(&facts("2026-W10", false, full("2026-W10")));
    assert_eq!(submit(Open, &full, &[]), Ok(Submitted));
    assert_eq!(submit(Returned, &full, &[]), Ok(Submitted));
    assert!(matches!(submit(Accepted, &full, &[]), Err(Refusal::Illegal { from: "accepted", .. })));
    assert_eq!(review(Submitted, &full, "accept", user(1), user(2), None), Ok(Accepted));
    assert_eq!(review(Submitted, &full, "return", user(1), user(2), Some("vendredi")), Ok(Returned));
    assert!(matches!(review(Submitted, &full, "return", user(1), user(2), Some(" ")), Err(Refusal::Invalid(_))));
    assert!(matches!(review(Open, &full, "accept", user(1), user(2), None), Err(Refusal::Illegal { .. })));
    assert!(matches!(
        review(Submitted, &full, "accept", user(1), user(1), None),
        Err(Refusal::Conflict { code: "conflict_same_person", .. })
    ));
}

#[test]
fn a_week_that_became_shorter_is_returned_or_opened_again_and_not_accepted() {
    let mut records = full("2026-W10");
    records[3].minutes = 300;
    let short = completeness(&facts("2026-W10", false, records));
    let accepted = review(Submitted, &short, "accept", user(1), user(2), None);
    let Err(Refusal::Conflict { code, missing, .. }) = accepted else { panic!("a gap is not accepted") };
    let listed: Vec<(&str, &str)> = missing.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
    assert_eq!((code, listed), ("conflict_incomplete_week", vec![("/days/3", "gap")]));
    assert_eq!(review(Submitted, &short, "return", user(1), user(2), Some("jeudi")), Ok(Returned));
    assert_eq!(machine::step(STEPS, Accepted, "reopen"), Ok(Open));
    let warned = reopened(&[week("2026-W10"), week("2026-W11")]);
    assert!(warned.fr.contains("2026-W10, 2026-W11") && warned.en.contains("2026-W10, 2026-W11"));
}

#[test]
fn what_is_settled_is_no_gap() {
    let short = completeness(&facts("2026-W14", false, Vec::new()));
    let march: Month = "2026-03".parse().unwrap();
    let left: Vec<String> = short.but_for(|day| march.contains(day)).gaps.iter().map(|d| d.date.to_string()).collect();
    assert_eq!(left, ["2026-04-01", "2026-04-02", "2026-04-03"]);
}

#[test]
fn a_week_is_due_the_monday_after_by_the_clock_of_paris() {
    for (text, weekday, due) in [
        ("2026-W10", 1, "2026-03-09T22:59:59Z"),
        ("2026-W12", 7, "2026-03-29T21:59:59Z"),
        ("2026-W13", 1, "2026-03-30T21:59:59Z"),
        ("2026-W43", 1, "2026-10-26T22:59:59Z"),
        ("2026-W53", 3, "2027-01-06T22:59:59Z"),
        ("2026-W10", 99, "2026-03-15T22:59:59Z"),
    ] {
        let due_at = due_at(week(text), weekday);
        assert_eq!(due_at.to_string(), due, "{text}");
        assert!(!overdue(Open, due_at, due_at));
        let later = due_at.plus_seconds(1);
        let states: Vec<bool> = AgendaStatus::ALL.iter().map(|s| overdue(*s, due_at, later)).collect();
        assert_eq!(states, [true, false, false, true]);
    }
}

#[test]
fn a_week_over_two_months_is_submitted_once_but_belongs_to_both() {
    let months: Vec<String> = week("2026-W14").months().iter().map(ToString::to_string).collect();
    assert_eq!(months, ["2026-03", "2026-04"]);
    let march: Month = "2026-03".parse().unwrap();
    assert_eq!(week("2026-W14").days().filter(|d| march.contains(*d)).count(), 2);
}
