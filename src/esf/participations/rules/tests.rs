use super::*;
use crate::refusal::Fault;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at_work(class: LabourClass) -> Situation {
    Situation { class, months: None, in_education: false, isced: 3, housing_exclusion: Some(false) }
}

/// A record of 2021-2027 with nothing missing.
fn whole(class: LabourClass) -> Record {
    Record {
        programme: Programme::EsfPlus,
        entered_on: day("2026-01-05"),
        entry: Entry {
            gender: Some("woman".to_owned()),
            age: 34,
            situation: Some(at_work(class)),
            household: Household::default(),
            rural: None,
            codes: Codes::UNKNOWN,
        },
        exit: Some(Exit {
            on: day("2026-02-20"),
            situation: Some(at_work(LabourClass::Inactive)),
            searching: Some(false),
            qualification_gained: Some(false),
        }),
        six_month: Some(SixMonth {
            situation: Some(at_work(LabourClass::Employed)),
            improved: Some(false),
            not_reached: false,
        }),
    }
}

fn codes(record: &Record) -> Vec<String> {
    standing(record).missing.iter().map(|m| format!("{}/{}", m.moment, m.item)).collect()
}

#[test]
fn a_record_is_complete_without_sensitive_answers_and_without_housing() {
    for class in LabourClass::ALL {
        let done = standing(&whole(*class));
        assert_eq!((done.entry, done.exit, done.six_month, done.missing), (true, true, true, vec![]), "{class}");
    }
    let declined = EsfAnswer::Declined;
    let mut told = whole(LabourClass::Unemployed);
    told.entry.codes =
        Codes { disabled: declined, third_country: declined, foreign_background: declined, minority: declined };
    assert!(standing(&told).missing.is_empty(), "declined is not missing (R7.3)");
}

#[test]
fn what_is_missing_is_named_by_its_moment() {
    let mut none = whole(LabourClass::Inactive);
    none.entry.gender = None;
    none.entry.situation = None;
    none.exit = none.exit.map(|exit| Exit { situation: None, qualification_gained: None, searching: None, ..exit });
    none.six_month = none.six_month.map(|six| SixMonth { situation: None, improved: None, ..six });
    assert_eq!(
        codes(&none),
        [
            "entry/gender",
            "entry/labour_status",
            "exit/labour_status",
            "exit/qualification_gained",
            "six_month/labour_status"
        ]
    );
}

#[test]
fn searching_and_improvement_are_asked_of_those_whom_they_concern() {
    for (entry, exit, asks) in [
        (LabourClass::Inactive, LabourClass::Inactive, true),
        (LabourClass::Inactive, LabourClass::Unemployed, false),
        (LabourClass::Inactive, LabourClass::Employed, false),
        (LabourClass::Unemployed, LabourClass::Inactive, false),
        (LabourClass::Employed, LabourClass::Inactive, false),
    ] {
        let mut record = whole(entry);
        record.exit = record.exit.map(|x| Exit { situation: Some(at_work(exit)), searching: None, ..x });
        assert_eq!(codes(&record) == ["exit/searching"], asks, "{entry} {exit}");
    }
    for class in LabourClass::ALL {
        let mut record = whole(*class);
        record.six_month = record.six_month.map(|six| SixMonth { improved: None, ..six });
        assert_eq!(codes(&record) == ["six_month/improved"], *class == LabourClass::Employed, "{class}");
        record.six_month = Some(SixMonth { situation: None, improved: None, not_reached: true });
        assert!(standing(&record).six_month, "nobody could be reached: nothing more is owed");
    }
}

#[test]
fn nothing_is_owed_of_what_has_not_come() {
    let mut here = whole(LabourClass::Unemployed);
    here.exit = None;
    here.six_month = None;
    let done = standing(&here);
    assert_eq!((done.entry, done.exit, done.six_month, done.missing), (true, false, false, vec![]));
}

#[test]
fn the_household_was_asked_of_older_operations_until_it_was_removed() {
    for (programme, on, asked) in [
        (Programme::Esf2014, "2018-08-01", true),
        (Programme::Esf2014, "2018-08-02", false),
        (Programme::EsfPlus, "2018-08-01", false),
    ] {
        let mut record = Record { programme, entered_on: day(on), ..whole(LabourClass::Unemployed) };
        assert_eq!(codes(&record) == ["entry/household"], asked, "{programme} {on}");
        let said = Some(false);
        record.entry.household = Household { jobless: said, dependent_children: said, single_adult: said };
        assert!(standing(&record).entry);
    }
}

#[test]
fn months_without_work_that_nobody_told_are_just_above_the_least() {
    for (class, told, from, months) in [
        (LabourClass::Unemployed, Some(14), Some(12), Some(14)),
        (LabourClass::Unemployed, None, Some(12), Some(13)),
        (LabourClass::Unemployed, None, Some(0), Some(1)),
        (LabourClass::Unemployed, None, None, None),
        (LabourClass::Employed, Some(14), None, None),
    ] {
        assert_eq!(months_without_work(class, told, from), months, "{class} {told:?} {from:?}");
    }
}

#[test]
fn the_days_of_a_participation_are_those_of_its_operation() {
    let operation = Span { from: day("2025-01-01"), to: day("2025-12-31") };
    let today = day("2025-07-01");
    let pointers =
        |found: Vec<Fault>| found.into_iter().map(|f| format!("{} {}", f.pointer, f.code)).collect::<Vec<_>>();
    for (on, exit, expected) in [
        ("2025-01-01", None, vec![]),
        ("2024-12-31", None, vec!["/entered_on rule_outside_operation"]),
        ("2025-07-02", None, vec!["/entered_on rule_future"]),
        ("2026-01-01", None, vec!["/entered_on rule_future", "/entered_on rule_outside_operation"]),
        ("2025-06-02", Some("2025-06-01"), vec!["/entered_on rule_exit_date"]),
    ] {
        assert_eq!(pointers(entry_faults(day(on), exit.map(day), operation, today)), expected, "{on}");
    }
    for (on, expected) in [
        ("2025-06-01", vec![]),
        ("2025-05-31", vec!["/exited_on rule_exit_date"]),
        ("2025-07-02", vec!["/exited_on rule_future"]),
    ] {
        assert_eq!(pointers(exit_faults(day("2025-06-01"), day(on), operation, today)), expected, "{on}");
    }
    let late = exit_faults(day("2025-06-01"), day("2026-01-01"), operation, day("2026-02-01"));
    assert_eq!(pointers(late), ["/exited_on rule_outside_operation"]);
    let back = reentry_faults(day("2025-06-01"), day("2025-05-31"), operation, today);
    assert_eq!(pointers(back), ["/on rule_reentry_date"]);
}

#[test]
fn whoever_is_there_when_the_operation_ends_leaves_with_it() {
    let ends = day("2025-12-31");
    assert_eq!(left_on(None, ends, day("2025-12-31")), None, "the last day is one of its days");
    assert_eq!(left_on(None, ends, day("2026-01-01")), Some(ends));
    assert_eq!(left_on(Some(day("2025-06-01")), ends, day("2026-01-01")), Some(day("2025-06-01")));
}

#[test]
fn a_situation_tells_of_its_own_time() {
    let (entry, exit) = (day("2025-03-31"), day("2025-08-31"));
    assert_eq!(six_month_on(exit), day("2026-02-28"));
    assert_eq!(exit_due_on(exit), day("2025-09-28"));
    for (moment, as_of, fits) in [
        (Moment::Entry, "2020-01-01", true),
        (Moment::Entry, "2025-04-28", true),
        (Moment::Entry, "2025-04-29", false),
        (Moment::Exit, "2025-08-30", false),
        (Moment::Exit, "2025-08-31", true),
        (Moment::Exit, "2025-09-28", true),
        (Moment::Exit, "2025-09-29", false),
        (Moment::SixMonth, "2026-02-27", false),
        (Moment::SixMonth, "2026-02-28", true),
        (Moment::SixMonth, "2026-03-28", true),
        (Moment::SixMonth, "2026-03-29", false),
    ] {
        let fault = window_fault(moment, "/situation/as_of", day(as_of), window(moment, entry, exit, 28));
        assert_eq!(fault.is_none(), fits, "{moment} {as_of}");
    }
}

#[test]
fn nobody_is_unreachable_before_so_many_days_of_trying() {
    let days = |all: &[&str]| all.iter().map(|d| day(d)).collect::<Vec<_>>();
    assert!(unreachable(days(&["2026-03-01", "2026-03-02", "2026-03-03"]), 3).is_ok());
    assert!(
        unreachable(days(&["2026-03-01", "2026-03-01", "2026-03-03"]), 3).is_err(),
        "three calls on one day are one"
    );
    assert!(unreachable(Vec::new(), 1).is_err());
    assert!(carried_over_fault(day("2026-01-01"), day("2026-01-29"), 28).is_none());
    assert!(carried_over_fault(day("2026-01-01"), day("2026-01-30"), 28).is_some());
}
