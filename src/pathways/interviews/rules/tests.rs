use super::*;

fn day(s: &str) -> Day {
    s.parse().unwrap()
}

fn at(s: &str) -> Instant {
    Instant(s.parse().unwrap())
}

fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    match result {
        Err(Refusal::Invalid(faults)) => faults[0].code,
        Err(Refusal::Conflict { code, .. }) => code,
        Err(Refusal::Illegal { .. }) => "illegal_transition",
        Ok(ok) => panic!("{ok:?}"),
    }
}

#[test]
fn an_interview_has_one_outcome() {
    for (verb, to) in [
        ("hold", S::Held),
        ("no-show", S::NoShow),
        ("excuse", S::Excused),
        ("cancel", S::CancelledByService),
        ("reschedule", S::Rescheduled),
    ] {
        assert_eq!(machine::step(STEPS, S::Planned, verb), Ok(to));
        for from in S::ALL.iter().filter(|s| **s != S::Planned) {
            assert!(machine::step(STEPS, *from, verb).is_err(), "{verb} from {from}");
        }
    }
    assert_eq!(machine::verbs(STEPS, S::Held), ["sign"]);
}

#[test]
fn an_interview_fits_in_a_day_or_in_twelve_hours() {
    for (start, end, found) in [
        ("2026-03-12T08:00:00Z", "2026-03-12T08:45:00Z", None),
        ("2026-03-12T08:00:00Z", "2026-03-12T08:00:00Z", Some("rule_interview_end")),
        ("2026-03-12T08:00:00Z", "2026-03-12T07:59:59Z", Some("rule_interview_end")),
        ("2026-03-12T22:30:00Z", "2026-03-12T23:30:00Z", None),
        ("2026-03-12T22:00:00Z", "2026-03-13T10:00:00Z", None),
        ("2026-03-12T22:00:00Z", "2026-03-13T10:01:00Z", Some("rule_interview_length")),
    ] {
        let faults = times_faults(at(start), at(end));
        assert_eq!(faults.first().map(|f| f.code), found, "{start} {end}");
    }
    let draft = Draft {
        starts_at: at("2026-03-12T08:00:00Z"),
        ends_at: at("2026-03-12T09:00:00Z"),
        place: None,
        report: Some("n° 269054958815780"),
    };
    assert_eq!(draft_faults(&draft)[0].code, "rule_no_nir");
}

#[test]
fn only_what_has_come_is_held_or_missed() {
    let (start, end) = (at("2026-03-12T08:00:00Z"), at("2026-03-12T08:45:00Z"));
    let (eve, morning) = (at("2026-03-11T22:59:59Z"), at("2026-03-11T23:00:00Z"));
    assert_eq!(code(hold(S::Planned, start, end, eve)), "conflict_interview_to_come");
    assert_eq!(hold(S::Planned, start, end, morning), Ok(S::Held));
    assert_eq!(code(no_show(S::Planned, start, eve)), "conflict_interview_to_come");
    assert_eq!(no_show(S::Planned, start, morning), Ok(S::NoShow));
    assert_eq!(code(hold(S::Planned, start, start, morning)), "rule_interview_end");
    assert_eq!(reschedule(S::Planned, start, end), Ok(S::Rescheduled));
    assert_eq!(code(reschedule(S::Planned, end, start)), "rule_interview_end");
    assert_eq!(code(reschedule(S::Held, start, end)), "illegal_transition");
}

#[test]
fn the_file_is_completed_within_seven_local_days() {
    for (contact, deadline) in [
        ("2026-03-12T08:45:00Z", "2026-03-19T22:59:59Z"),
        // 23:30 local on the 12th, 00:30 local on the 13th.
        ("2026-03-12T22:30:00Z", "2026-03-19T22:59:59Z"),
        ("2026-03-12T23:30:00Z", "2026-03-20T22:59:59Z"),
        // The clocks go forward on 29 March 2026 and back on 25 October 2026.
        ("2026-03-24T09:00:00Z", "2026-03-31T21:59:59Z"),
        ("2026-03-22T09:00:00Z", "2026-03-29T21:59:59Z"),
        ("2026-10-20T09:00:00Z", "2026-10-27T22:59:59Z"),
        ("2026-10-18T09:00:00Z", "2026-10-25T22:59:59Z"),
    ] {
        let last = at(deadline);
        assert_eq!(file_deadline(at(contact), FILE_COMPLETION_DAYS), last, "{contact}");
        assert!(!is_late(at(contact), last, FILE_COMPLETION_DAYS));
        assert!(!is_late(at(contact), Instant(last.0 + chrono::TimeDelta::milliseconds(999)), FILE_COMPLETION_DAYS));
        assert!(is_late(at(contact), last.plus_seconds(1), FILE_COMPLETION_DAYS), "{contact}");
    }
}

#[test]
fn the_next_interview_is_due_by_the_end_of_the_following_month() {
    for (last, every, due) in [
        ("2026-01-01", 1, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-31"),
        ("2026-01-31", 2, "2026-03-31"),
    ] {
        assert_eq!(next_due(day(last), every), day(due), "{last} {every}");
    }
}
