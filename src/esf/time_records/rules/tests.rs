//! Every check of § 6.2 by table: one good record, and what each change to it or to the facts gives.

use super::*;
use crate::esf::absences::rules::HalfDay;
use uuid::Uuid;

mod contacts;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}
fn user(n: u128) -> UserId {
    UserId::of(Uuid::from_u128(n))
}
fn participant(n: u128) -> ParticipantId {
    ParticipantId::of(Uuid::from_u128(n))
}
fn operation(n: u128) -> Option<OperationId> {
    Some(OperationId::of(Uuid::from_u128(n)))
}
fn any() -> AnyId {
    AnyId::of(Uuid::from_u128(9))
}

fn charter() -> Charter {
    let tasks = crate::esf::charters::rules::DEFAULT_TASKS;
    let task = |t: &crate::esf::charters::rules::DefaultTask| CharterTask {
        code: t.code.to_owned(),
        attribution: t.attribution,
        signature_required: t.signature_required,
        linked_types: t.linked_types.iter().map(|l| (*l).to_owned()).collect(),
    };
    Charter { step_minutes: 5, tasks: tasks.iter().map(task).collect() }
}

/// Tuesday 3 March 2026, 9:00 to 10:00, an interview with participant 1 by account 1.
fn record() -> Proposed {
    Proposed {
        user: user(1),
        date: day("2026-03-03"),
        start: Some(540),
        end: Some(600),
        break_minutes: 0,
        duration: None,
        task: "interview_in_person".to_owned(),
        operation: operation(1),
        participants: vec![participant(1)],
        linked: Some(("interview".to_owned(), any())),
        comment: None,
    }
}

fn known(n: u128) -> ParticipantFacts {
    ParticipantFacts {
        id: participant(n),
        open: true,
        exited_on: None,
        assigned_to: Some(user(1)),
        operations: operation(1).into_iter().collect(),
    }
}

fn contact() -> LinkedContact {
    LinkedContact {
        kind: ContactKind::Interview,
        span: Span { from: (day("2026-03-03"), 540), to: (day("2026-03-03"), 600) },
        participant: Some(participant(1)),
        planned: false,
        signature_required: true,
        signed: true,
    }
}

fn other(times: Option<(i64, i64)>, duration: i64, op: Option<OperationId>) -> Other {
    Other { id: TimeRecordId::of(Uuid::from_u128(5)), times, duration, operation: op, worked: true }
}

fn facts() -> Facts {
    Facts {
        today: day("2026-03-05"),
        charter: Some(Arc::new(charter())),
        operation: Some(OperationFacts {
            number: "2026-01".to_owned(),
            starts_on: day("2026-01-01"),
            ends_on: day("2026-12-31"),
            counts_people: true,
        }),
        away: Away::Present,
        others: vec![other(Some((480, 540)), 60, operation(1))],
        week_minutes: 480,
        month_signed: false,
        locked_until: None,
        mission_letter: true,
        participants: vec![known(1), known(2), known(3)],
        contact: Some(contact()),
        linked_attribution: None,
        expected_minutes: Some(420),
        public_holiday: false,
        file_days: FILE_DAYS,
        day_norm: DAY_NORM_MINUTES,
        week_norm: WEEK_NORM_MINUTES,
    }
}

type Change = fn(&mut Proposed, &mut Facts);

/// The faults as `code pointer`, then the warnings as codes.
fn found(change: Change) -> (Vec<String>, Vec<&'static str>) {
    let (mut p, mut f) = (record(), facts());
    change(&mut p, &mut f);
    let (faults, warnings) = check(&p, &f);
    assert!(faults.iter().all(|f| !f.fr.is_empty() && !f.en.is_empty() && f.fr != f.en));
    let faults = faults.iter().map(|f| format!("{} {}", f.code, f.pointer).trim_end().to_owned()).collect();
    (faults, warnings.iter().map(|w| w.code).collect())
}

fn assert_faults(cases: &[(&str, Change, &[&str])]) {
    for (what, change, expected) in cases {
        assert_eq!(found(*change).0, *expected, "{what}");
    }
}
fn assert_warnings(cases: &[(&str, Change, &[&str])]) {
    for (what, change, expected) in cases {
        let (faults, warnings) = found(*change);
        assert_eq!((faults, warnings.as_slice()), (vec![], *expected), "{what}");
    }
}

/// Turns the record into another task without a linked contact.
fn task(p: &mut Proposed, f: &mut Facts, code: &str, participants: &[u128]) {
    p.task = code.to_owned();
    p.linked = None;
    p.participants = participants.iter().map(|n| participant(*n)).collect();
    f.contact = None;
}

#[test]
fn a_good_record_has_neither_fault_nor_warning() {
    assert_eq!(found(|_, _| ()), (vec![], vec![]));
}

#[test]
fn times_and_durations_are_checked() {
    assert_faults(&[
        ("ends before it starts", |p, _| p.end = Some(500), &["rule_midnight /end_time"]),
        ("ends as it starts", |p, _| p.end = p.start, &["rule_midnight /end_time"]),
        ("ends at 24:00", |p, _| (p.start, p.end) = (Some(1380), Some(1440)), &[]),
        ("ends after 24:00", |p, _| (p.start, p.end) = (Some(1380), Some(1500)), &["rule_midnight /end_time"]),
        ("no end", |p, _| p.end = None, &["required /end_time"]),
        ("no start", |p, _| p.start = None, &["required /start_time"]),
        ("neither times nor duration", |p, _| (p.start, p.end) = (None, None), &["required /duration_minutes"]),
        ("a break as long as the record", |p, _| p.break_minutes = 60, &["invalid /break_minutes"]),
        ("a negative break", |p, _| p.break_minutes = -5, &["invalid /break_minutes"]),
        ("a duration that disagrees", |p, _| p.duration = Some(55), &["invalid /duration_minutes"]),
        ("a duration that agrees", |p, _| p.duration = Some(60), &[]),
        ("off the step by times", |p, _| p.end = Some(603), &["rule_step /end_time"]),
        ("off the step by break", |p, _| p.break_minutes = 7, &["rule_step /end_time"]),
        (
            "on another step",
            |p, f| (p.end, Arc::make_mut(f.charter.as_mut().unwrap()).step_minutes) = (Some(603), 1),
            &[],
        ),
        (
            "off a step of 30",
            |p, f| (p.end, Arc::make_mut(f.charter.as_mut().unwrap()).step_minutes) = (Some(615), 30),
            &["rule_step /end_time"],
        ),
    ]);
    let alone = |minutes: i64, pause: i64| {
        let p = Proposed { start: None, end: None, duration: Some(minutes), break_minutes: pause, ..record() };
        duration(&p).map_err(|f| f.iter().map(|f| f.code).collect::<Vec<_>>())
    };
    assert_eq!(alone(90, 0), Ok(90));
    assert_eq!(alone(1440, 0), Ok(1440));
    assert_eq!(alone(0, 5), Err(vec!["invalid", "invalid"]));
    assert_eq!(alone(1445, 0), Err(vec!["rule_midnight"]));
    assert_eq!(duration(&Proposed { break_minutes: 15, ..record() }), Ok(45));
}

#[test]
fn the_attribution_says_how_many_participants() {
    assert_faults(&[
        ("P without", |p, _| p.participants.clear(), &["rule_participants /participant_ids"]),
        ("P with two", |p, _| p.participants.push(participant(2)), &["rule_participants /participant_ids"]),
        ("G with three", |p, f| task(p, f, "collective_session", &[1, 2, 3]), &[]),
        ("G with one", |p, f| task(p, f, "reception", &[1]), &[]),
        ("G without", |p, f| task(p, f, "quarterly_review", &[]), &["rule_participants /participant_ids"]),
        ("G twice the same", |p, f| task(p, f, "reception", &[1, 1]), &["rule_participants /participant_ids"]),
        ("O without", |p, f| task(p, f, "network", &[]), &[]),
        ("O with one", |p, f| task(p, f, "network", &[1]), &["rule_participants /participant_ids"]),
        ("N with one", |p, f| task(p, f, "other_operation", &[1]), &["rule_participants /participant_ids"]),
        (
            "travel inherits P",
            |p, f| {
                task(p, f, "travel", &[1]);
                f.linked_attribution = Some(Attribution::P);
            },
            &[],
        ),
        ("travel alone is O", |p, f| task(p, f, "travel", &[]), &[]),
        ("P without operation", |p, _| p.operation = None, &["required /operation_id"]),
        (
            "N without operation",
            |p, f| {
                task(p, f, "other_operation", &[]);
                p.operation = None;
            },
            &[],
        ),
    ]);
}

#[test]
fn a_closed_pathway_only_takes_file_updates_for_a_week() {
    assert_faults(&[
        ("nothing open", |_, f| f.participants[0].open = false, &["rule_participants /participant_ids/0"]),
        (
            "closed the day before",
            |_, f| (f.participants[0].open, f.participants[0].exited_on) = (false, Some(day("2026-03-02"))),
            &["rule_participants /participant_ids/0"],
        ),
        (
            "file update seven days after",
            |p, f| {
                task(p, f, "file_update", &[1]);
                (f.participants[0].open, f.participants[0].exited_on) = (false, Some(day("2026-02-24")));
            },
            &[],
        ),
        (
            "file update eight days after",
            |p, f| {
                task(p, f, "file_update", &[1]);
                (f.participants[0].open, f.participants[0].exited_on) = (false, Some(day("2026-02-23")));
            },
            &["rule_participants /participant_ids/0"],
        ),
        (
            "two of three closed",
            |p, f| {
                task(p, f, "reception", &[1, 2, 3]);
                (f.participants[1].open, f.participants[2].open) = (false, false);
            },
            &["rule_participants /participant_ids/1", "rule_participants /participant_ids/2"],
        ),
    ]);
}

#[test]
fn the_same_minutes_are_neither_recorded_nor_funded_twice() {
    assert_faults(&[
        ("ends where the other begins", |_, f| f.others[0].times = Some((600, 660)), &[]),
        ("overlaps by a minute", |_, f| f.others[0].times = Some((599, 660)), &["rule_overlap /start_time"]),
        ("inside the other", |_, f| f.others[0].times = Some((480, 720)), &["rule_overlap /start_time"]),
        (
            "overlaps on another operation",
            |_, f| f.others[0] = other(Some((570, 630)), 60, operation(2)),
            &["rule_overlap /start_time", "rule_duplicate_funding /operation_id"],
        ),
        (
            "overlaps with work outside operations",
            |_, f| f.others[0] = other(Some((570, 630)), 60, None),
            &["rule_overlap /start_time"],
        ),
        ("beside, on another operation", |_, f| f.others[0] = other(Some((600, 660)), 60, operation(2)), &[]),
        ("the other has no times", |_, f| f.others[0].times = None, &[]),
        (
            "more than a day holds",
            |_, f| f.others[0] = other(None, 1385, operation(1)),
            &["rule_overlap /duration_minutes"],
        ),
    ]);
}

/// Work without times, on a day whose morning is off.
fn untimed_on_a_morning_off(p: &mut Proposed, f: &mut Facts, minutes: i64) {
    task(p, f, "esf_admin", &[]);
    (p.start, p.end, p.duration) = (None, None, Some(minutes));
    f.away = Away::Half(HalfDay::Morning);
}

#[test]
fn the_day_must_be_open_for_records() {
    assert_faults(&[
        ("absent", |_, f| f.away = Away::Whole, &["rule_absent /date"]),
        ("absent in the morning", |_, f| f.away = Away::Half(HalfDay::Morning), &["rule_absent /date"]),
        ("absent in the afternoon", |_, f| f.away = Away::Half(HalfDay::Afternoon), &[]),
        // 60 minutes of another record, and 210 left of 420
        ("absent in the morning, as long as the afternoon", |p, f| untimed_on_a_morning_off(p, f, 150), &[]),
        (
            "absent in the morning, longer than the afternoon",
            |p, f| untimed_on_a_morning_off(p, f, 155),
            &["rule_absent /date"],
        ),
        (
            "absent in the morning of a public holiday",
            |p, f| {
                untimed_on_a_morning_off(p, f, 5);
                f.public_holiday = true;
            },
            &["rule_absent /date"],
        ),
        (
            "absent in the morning, without a work schedule",
            |p, f| {
                untimed_on_a_morning_off(p, f, 420);
                f.expected_minutes = None;
            },
            &[],
        ),
        (
            "leave is an absence itself",
            |p, f| {
                task(p, f, "leave", &[]);
                f.away = Away::Whole;
            },
            &[],
        ),
        ("tomorrow", |_, f| f.today = day("2026-03-02"), &["rule_future_date /date"]),
        ("today", |_, f| f.today = day("2026-03-03"), &[]),
        (
            "tomorrow, for a planned interview",
            |_, f| (f.today, f.contact.as_mut().unwrap().planned) = (day("2026-03-02"), true),
            &[],
        ),
        ("a signed month", |_, f| f.month_signed = true, &["rule_period_signed /date"]),
        (
            "before the operation",
            |_, f| f.operation.as_mut().unwrap().starts_on = day("2026-03-04"),
            &["rule_outside_operation /operation_id"],
        ),
        ("its first day", |_, f| f.operation.as_mut().unwrap().starts_on = day("2026-03-03"), &[]),
        ("its last day", |_, f| f.operation.as_mut().unwrap().ends_on = day("2026-03-03"), &[]),
        (
            "after the operation",
            |_, f| f.operation.as_mut().unwrap().ends_on = day("2026-03-02"),
            &["rule_outside_operation /operation_id"],
        ),
        (
            "another operation than the pathway's",
            |_, f| f.participants[0].operations = operation(2).into_iter().collect(),
            &["rule_outside_operation /operation_id"],
        ),
        (
            "one of two operations of the pathway",
            |_, f| f.participants[0].operations = operation(2).into_iter().chain(operation(1)).collect(),
            &[],
        ),
        ("a pathway on no operation", |_, f| f.participants[0].operations = Vec::new(), &[]),
        (
            "an operation that counts nobody",
            |_, f| {
                f.participants[0].operations = operation(2).into_iter().collect();
                f.operation.as_mut().unwrap().counts_people = false;
            },
            &[],
        ),
        (
            "a group, some of it on another operation",
            |p, f| {
                task(p, f, "quarterly_review", &[1, 2]);
                f.participants[1].operations = operation(2).into_iter().collect();
            },
            &[],
        ),
        ("a task nobody knows", |p, _| "coffee".clone_into(&mut p.task), &["rule_task_not_in_charter /task"]),
        ("no charter", |_, f| f.charter = None, &["rule_task_not_in_charter /task"]),
        ("a long comment", |p, _| p.comment = Some("é".repeat(501)), &["too_long /comment"]),
        ("a comment of 500", |p, _| p.comment = Some("é".repeat(500)), &[]),
        ("a health number", |p, _| p.comment = Some("1 85 05 78 006 084 91".to_owned()), &["rule_no_nir /comment"]),
    ]);
}

#[test]
fn what_is_unusual_is_accepted_with_a_warning() {
    assert_warnings(&[
        ("ten hours", |_, f| f.others[0] = other(None, 540, operation(1)), &[]),
        ("over ten hours", |_, f| f.others[0] = other(None, 545, operation(1)), &["day_over_10h"]),
        ("over ten hours with leave", |_, f| (f.others[0].duration, f.others[0].worked) = (600, false), &[]),
        ("48 hours", |_, f| f.week_minutes = 2820, &[]),
        ("over 48 hours", |_, f| f.week_minutes = 2825, &["week_over_48h"]),
        ("a holiday", |_, f| f.public_holiday = true, &["not_working_day"]),
        ("a day off by schedule", |_, f| f.expected_minutes = Some(0), &["not_working_day"]),
        ("a Tuesday without schedule", |_, f| f.expected_minutes = None, &[]),
        ("no letter", |_, f| f.mission_letter = false, &["no_mission_letter"]),
        ("somebody else's participant", |_, f| f.participants[0].assigned_to = Some(user(2)), &["not_assigned"]),
        ("nobody's participant", |_, f| f.participants[0].assigned_to = None, &[]),
        ("unsigned", |_, f| f.contact.as_mut().unwrap().signed = false, &["no_signature"]),
        (
            "remote, unsigned",
            |p, f| {
                "interview_remote".clone_into(&mut p.task);
                let c = f.contact.as_mut().unwrap();
                (c.signed, c.signature_required) = (false, false);
            },
            &[],
        ),
        ("not linked", |_, f| f.contact = None, &["no_signature"]),
        ("five minutes apart", |_, f| f.contact.as_mut().unwrap().span.from.1 = 545, &[]),
        ("six minutes apart", |_, f| f.contact.as_mut().unwrap().span.to.1 = 606, &["interview_mismatch"]),
        (
            "another day",
            |_, f| f.contact.as_mut().unwrap().span = Span::day(day("2026-03-04")),
            &["interview_mismatch"],
        ),
        (
            "with somebody else",
            |_, f| f.contact.as_mut().unwrap().participant = Some(participant(2)),
            &["interview_mismatch"],
        ),
        ("by duration", |p, _| (p.start, p.end, p.duration) = (None, None, Some(50)), &["interview_mismatch"]),
        ("seven days later", |_, f| f.today = day("2026-03-10"), &[]),
        ("eight days later", |_, f| f.today = day("2026-03-11"), &["late"]),
        (
            "a Saturday without schedule",
            |p, f| {
                p.date = day("2026-02-28");
                f.contact.as_mut().unwrap().span = Span { from: (p.date, 540), to: (p.date, 600) };
                f.expected_minutes = None;
            },
            &["not_working_day"],
        ),
        (
            "leave on a holiday",
            |p, f| {
                task(p, f, "public_holiday", &[]);
                f.public_holiday = true;
            },
            &[],
        ),
    ]);
}

#[test]
fn all_faults_are_named_at_once_with_their_figures() {
    let (mut p, mut f) = (record(), facts());
    (p.end, p.operation, p.task) = (Some(603), None, "diagnosis".to_owned());
    p.participants.clear();
    (f.month_signed, f.away, f.others[0].times) = (true, Away::Whole, Some((540, 570)));
    let (faults, _) = check(&p, &f);
    let codes: Vec<&str> = faults.iter().map(|f| f.code).collect();
    assert_eq!(
        codes,
        ["rule_step", "required", "rule_participants", "rule_period_signed", "rule_absent", "rule_overlap"]
    );
    assert_eq!(faults[0].en, "The duration of 63 minutes is not a multiple of the step of 5 minutes (60 or 65).");
    assert!(faults[5].fr.contains("de 09:00 à 09:30"), "{}", faults[5].fr);
}

#[test]
fn the_seven_day_rule_ends_with_the_day_also_when_the_clock_changes() {
    assert_eq!(super::day::file_deadline(day("2026-03-25"), 7).to_string(), "2026-04-01T21:59:59Z");
    assert_eq!(super::day::file_deadline(day("2026-10-20"), 7).to_string(), "2026-10-27T22:59:59Z");
    assert!(!is_late(day("2026-12-28"), day("2027-01-04"), 7));
    assert!(is_late(day("2026-12-28"), day("2027-01-05"), 7));
}

#[test]
fn the_machine_goes_from_draft_to_claim() {
    use crate::machine::{step, verbs};
    let mut at = Draft;
    for (verb, to) in
        [("submit", Submitted), ("sign", EmployeeSigned), ("countersign", SupervisorSigned), ("claim", Claimed)]
    {
        at = step(STEPS, at, verb).unwrap();
        assert_eq!(at, to);
    }
    assert!(verbs(STEPS, Superseded).is_empty());
    assert!(step(STEPS, SupervisorSigned, "reopen").is_err());
    assert_eq!(step(STEPS, Draft, "withdraw").unwrap(), Superseded);
    assert!(step(STEPS, Submitted, "withdraw").is_err());
    assert!(delete(Draft).is_ok() && delete(Submitted).is_err());
}

#[test]
fn what_was_handed_in_once_stays_so_when_its_week_is_returned() {
    for (status, replaces, version, week_returned, expected) in [
        (Draft, false, 1, false, false),
        (Draft, false, 4, false, false),
        (Draft, false, 1, true, false),
        (Draft, false, 2, true, true),
        (Draft, true, 3, false, true),
        (Submitted, false, 1, false, true),
        (SupervisorSigned, false, 5, false, true),
    ] {
        let what = (status, replaces, version, week_returned);
        assert_eq!(handed_in(status, replaces, version, week_returned), expected, "{what:?}");
    }
}

#[test]
fn a_correction_needs_a_second_person_and_only_lowers_a_claim() {
    let code = |r: Result<TimeStatus, Refusal>| match r {
        Ok(s) => s.code(),
        Err(Refusal::Conflict { code, .. }) => code,
        Err(Refusal::Illegal { .. }) => "illegal",
        Err(Refusal::Invalid(_)) => "invalid",
    };
    for (status, approver, after, expected) in [
        (SupervisorSigned, 2, Some(90), "superseded"),
        (SupervisorSigned, 1, Some(30), "conflict_same_person"),
        (Claimed, 2, Some(30), "superseded"),
        (Claimed, 2, None, "superseded"),
        (Claimed, 2, Some(61), "conflict_claimed"),
        (Draft, 2, Some(30), "illegal"),
    ] {
        assert_eq!(code(approve_correction(status, user(1), user(approver), 60, after)), expected);
    }
}
