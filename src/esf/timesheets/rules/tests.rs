//! Totals, hash, signatures.

use super::*;
use crate::esf::absences::rules::HalfDay;
use uuid::Uuid;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}
fn month(text: &str) -> Month {
    text.parse().unwrap()
}
fn user(n: u128) -> UserId {
    UserId::of(Uuid::from_u128(n))
}
fn operation(n: u128) -> Option<OperationId> {
    Some(OperationId::of(Uuid::from_u128(n)))
}
fn people(n: &[u128]) -> Vec<ParticipantId> {
    n.iter().map(|n| ParticipantId::of(Uuid::from_u128(*n))).collect()
}

fn record(n: u128, date: &str, minutes: i64, task: &str, attribution: Attribution) -> SheetRecord {
    SheetRecord {
        id: TimeRecordId::of(Uuid::from_u128(n)),
        date: day(date),
        times: Some((540, 540 + minutes)),
        break_minutes: 0,
        minutes,
        task: task.to_owned(),
        attribution,
        operation: operation(1),
        participants: vec![],
    }
}

fn march() -> Vec<SheetRecord> {
    use Attribution::{G, N, O, P};
    vec![
        SheetRecord { participants: people(&[1]), ..record(1, "2026-03-02", 60, "interview_in_person", P) },
        SheetRecord { participants: people(&[2]), ..record(2, "2026-03-02", 45, "interview_in_person", P) },
        SheetRecord { participants: people(&[1, 2, 3]), ..record(3, "2026-03-02", 120, "collective_session", G) },
        record(4, "2026-03-31", 30, "esf_admin", O),
        SheetRecord { operation: None, ..record(5, "2026-03-31", 90, "other_operation", N) },
        SheetRecord { operation: None, ..record(6, "2026-03-30", 420, "leave", N) },
        record(7, "2026-04-01", 60, "esf_admin", O),
    ]
}

#[test]
fn the_sheet_of_a_month_adds_up_days_tasks_and_operations() {
    let s = sheet(month("2026-03"), &march(), &[]);
    assert_eq!((s.days.len(), s.total, s.absence), (31, 345, 420));
    assert_eq!(s.by_operation.values().sum::<i64>(), s.total);
    assert_eq!(s.by_attribution.values().sum::<i64>(), s.total);
    assert_eq!(s.days.iter().map(|d| d.worked).sum::<i64>(), s.total);
    assert_eq!(s.by_task.values().sum::<i64>(), s.total + s.absence);
    assert_eq!((s.by_operation[&operation(1)], s.by_operation[&None]), (255, 90));
    let monday = &s.days[1];
    let cells: Vec<(&str, i64, i64)> =
        monday.cells.iter().map(|c| (c.task.as_str(), c.minutes, c.participants)).collect();
    assert_eq!(cells, [("collective_session", 120, 3), ("interview_in_person", 105, 2)]);
}

#[test]
fn the_hours_of_a_group_count_once() {
    let group = &march()[2..3];
    assert_eq!(sheet(month("2026-03"), group, &[]).total, 120);
}

#[test]
fn the_same_month_has_the_same_hash_in_any_order() {
    let (mut records, m) = (march(), month("2026-03"));
    let hash = |r: &[SheetRecord]| content_hash(&canonical_text(user(1), m, r, &[]));
    let first = hash(&records);
    records.reverse();
    records[4].participants.reverse();
    assert_eq!(hash(&records), first);
    assert_eq!(first.len(), 64);
    records[0].minutes = 65; // of April
    assert_eq!(hash(&records), first);
}

#[test]
fn every_change_of_a_month_changes_its_hash() {
    type Change = fn(&mut SheetRecord);
    let m = month("2026-03");
    let hash = |r: &[SheetRecord], a: &[Absence]| content_hash(&canonical_text(user(1), m, r, a));
    let mut seen = vec![hash(&march(), &[])];
    let changes: [Change; 8] = [
        |r| r.minutes += 5,
        |r| r.date = day("2026-03-03"),
        |r| r.times = None,
        |r| r.break_minutes = 5,
        |r| "diagnosis".clone_into(&mut r.task),
        |r| r.operation = None,
        |r| r.participants = people(&[9]),
        |r| r.attribution = Attribution::G,
    ];
    for change in changes {
        let mut records = march();
        change(&mut records[0]);
        seen.push(hash(&records, &[]));
    }
    seen.push(hash(&march()[1..], &[]));
    for half_day in [None, Some(HalfDay::Morning)] {
        let absence = Absence { starts_on: day("2026-03-10"), ends_on: day("2026-03-10"), half_day };
        seen.push(hash(&march(), &[absence]));
    }
    seen.push(content_hash(&canonical_text(user(2), m, &march(), &[])));
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all);
}

#[test]
fn the_canonical_text_never_changes_its_form() {
    let text = canonical_text(user(1), month("2026-03"), &march()[..1], &[]);
    assert_eq!(
        text,
        "jalon-timesheet 1\nuser 00000000-0000-0000-0000-000000000001\nmonth 2026-03\n\
         record 2026-03-02 540-600 0 60 P 00000000-0000-0000-0000-000000000001 \
         00000000-0000-0000-0000-000000000001 00000000-0000-0000-0000-000000000001 interview_in_person\ntotal 60\n"
    );
    assert_eq!(content_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn the_employee_signs_first_and_another_person_second() {
    let code = |r: Result<TimesheetStatus, Refusal>| match r {
        Ok(s) => s.code(),
        Err(Refusal::Conflict { code, .. }) => code,
        Err(Refusal::Illegal { .. }) => "illegal",
        Err(Refusal::Invalid(_)) => "invalid",
    };
    let (me, boss) = (user(1), user(2));
    let week: IsoWeek = "2026-W10".parse().unwrap();
    let record = TimeRecordId::of(uuid::Uuid::from_u128(7));
    let absent = [Work { record, date: "2026-03-03".parse().unwrap(), times: None, minutes: 420, operation: None }];
    let Err(Refusal::Conflict { missing, .. }) = sign(Open, me, me, false, &[week], &absent) else {
        panic!("refused with the week and the record")
    };
    let listed: Vec<(&str, &str)> = missing.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
    assert_eq!(listed, [("", "week_not_accepted"), ("/days/2", "rule_absent")]);
    for (got, expected) in [
        (sign(Open, me, me, false, &[], &[]), "employee_signed"),
        (sign(Open, me, boss, false, &[], &[]), "conflict_employee_first"),
        (sign(Open, me, me, false, &[week], &[]), "conflict_weeks_not_accepted"),
        (sign(Open, me, me, false, &[], &absent), "invalid"),
        (sign(Open, me, boss, false, &[], &absent), "conflict_employee_first"),
        (sign(Open, me, me, false, &[week], &absent), "conflict_weeks_not_accepted"),
        (sign(EmployeeSigned, me, me, true, &[], &[]), "illegal"),
        (sign(Countersigned, me, me, false, &[], &[]), "illegal"),
        (sign(Countersigned, me, me, true, &[], &[]), "employee_signed"),
        (countersign(Open, me, boss, "a", "a"), "illegal"),
        (countersign(EmployeeSigned, me, boss, "a", "a"), "countersigned"),
        (countersign(EmployeeSigned, me, me, "a", "a"), "conflict_same_person"),
        (countersign(EmployeeSigned, me, boss, "a", "b"), "conflict_content_changed"),
        (countersign(Countersigned, me, boss, "a", "a"), "illegal"),
        (reopen(EmployeeSigned, Some("oubli du 12")), "open"),
        (reopen(EmployeeSigned, Some("  ")), "invalid"),
        (reopen(Open, Some("oubli")), "illegal"),
        (reopen(Countersigned, Some("oubli")), "illegal"),
    ] {
        assert_eq!(code(got), expected);
    }
    assert_eq!(TimesheetStatus::ALL.iter().map(|s| frozen(*s)).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(TimesheetStatus::ALL.iter().map(|s| takes_records(*s)).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn a_month_is_signed_within_so_many_days() {
    for (m, days, due) in [("2026-02", 10, "2026-03-10"), ("2026-12", 20, "2027-01-20"), ("2024-02", 10, "2024-03-10")]
    {
        assert_eq!(due_on(month(m), days), day(due));
    }
}

#[test]
fn a_content_is_read_back_as_it_was() {
    let absence = |date: &str, half_day| Absence { starts_on: day(date), ends_on: day(date), half_day };
    let absences = [absence("2026-03-10", None), absence("2026-03-11", Some(HalfDay::Afternoon))];
    let timeless = SheetRecord { times: None, ..record(8, "2026-03-12", 25, "network", Attribution::O) };
    let records = [march(), vec![timeless]].concat();
    let text = canonical_text(user(1), month("2026-03"), &records, &absences);
    let (read, away) = read_text(&text).unwrap();
    assert_eq!(canonical_text(user(1), month("2026-03"), &read, &away), text);
    assert_eq!(sheet(month("2026-03"), &read, &away), sheet(month("2026-03"), &records, &absences));
    for broken in [
        "",
        "jalon-timesheet 2\n",
        "jalon-timesheet 1\nrecord 2026-03-02 x\n",
        "jalon-timesheet 1\nabsence 2026-03-02 noon\n",
    ] {
        assert_eq!(read_text(broken), None, "{broken}");
    }
}
