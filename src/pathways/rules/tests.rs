use super::*;

fn day(s: &str) -> Day {
    s.parse().unwrap()
}

fn codes<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Vec<&'static str> {
    match result {
        Ok(_) => vec![],
        Err(Refusal::Invalid(faults)) => faults.iter().map(|f| f.code).collect(),
        Err(Refusal::Conflict { code, .. }) => vec![code],
        Err(Refusal::Illegal { .. }) => vec!["illegal_transition"],
    }
}

#[test]
fn the_machine_follows_the_page() {
    for (verb, from, to) in [
        ("assign-referent", S::Admitted, Some(S::Active)),
        ("assign-referent", S::Suspended, Some(S::Suspended)),
        ("assign-referent", S::Exited, Some(S::Exited)),
        ("assign-referent", S::Closed, None),
        ("suspend", S::Active, Some(S::Suspended)),
        ("suspend", S::InJobFollowUp, None),
        ("resume", S::Suspended, Some(S::Active)),
        ("resume", S::Active, None),
        ("start-job-follow-up", S::Active, Some(S::InJobFollowUp)),
        ("return-from-job", S::InJobFollowUp, Some(S::Active)),
        ("propose-exit", S::InJobFollowUp, Some(S::InJobFollowUp)),
        ("propose-exit", S::Admitted, None),
        ("validate-exit", S::Suspended, Some(S::Exited)),
        ("validate-exit", S::Exited, None),
        ("close", S::Exited, Some(S::Closed)),
        ("close", S::Active, None),
        ("cancel", S::Admitted, Some(S::Cancelled)),
        ("cancel", S::Active, None),
    ] {
        assert_eq!(machine::step(STEPS, from, verb).ok(), to, "{verb} from {from}");
    }
    for end in [S::Closed, S::Cancelled] {
        assert!(machine::verbs(STEPS, end).is_empty());
    }
}

#[test]
fn a_person_has_one_open_pathway() {
    assert!(may_open(&[S::Closed, S::Cancelled, S::Exited]).is_ok());
    for open in OPEN {
        assert_eq!(codes(may_open(&[S::Closed, *open])), ["conflict_open_pathway"]);
    }
}

#[test]
fn the_caseload_counts_what_the_settings_say() {
    assert!(S::Active.counts_in_caseload(false, false));
    assert!(!S::Suspended.counts_in_caseload(false, true) && S::Suspended.counts_in_caseload(true, false));
    assert!(!S::InJobFollowUp.counts_in_caseload(true, false) && S::InJobFollowUp.counts_in_caseload(false, true));
    assert!(!S::Admitted.counts_in_caseload(true, true) && !S::Exited.counts_in_caseload(true, true));
}

fn relay(starts_on: &str) -> Relay<'static> {
    Relay {
        referent_id: ReferentId::new(),
        starts_on: day(starts_on),
        in_service: (day("2025-01-01"), Some(day("2026-12-31"))),
        reason: Some("congé maternité"),
        handover_note: Some("vu avec la personne"),
        today: day("2026-03-12"),
        replaces: false,
    }
}

#[test]
fn the_first_referent_starts_the_pathway() {
    let admitted = day("2026-03-12");
    let first = Relay { reason: None, handover_note: None, ..relay("2026-03-12") };
    let expected =
        Assigned { status: S::Active, current_ends_on: None, activated_on: Some(admitted), warnings: vec![] };
    assert_eq!(assign(S::Admitted, admitted, None, &first), Ok(expected));
    assert_eq!(codes(assign(S::Admitted, admitted, None, &relay("2026-03-11"))), ["rule_starts_on"]);
    assert_eq!(codes(assign(S::Admitted, admitted, None, &relay("2027-01-01"))), ["rule_referent_in_service"]);
    assert_eq!(codes(assign(S::Closed, admitted, None, &relay("2026-03-12"))), ["illegal_transition"]);
    let staying = |on| Relay { in_service: (day("2025-01-01"), None), ..relay(on) };
    assert!(assign(S::Admitted, admitted, None, &staying("2027-03-12")).is_ok());
    assert_eq!(codes(assign(S::Admitted, admitted, None, &staying("2027-03-13"))), ["rule_starts_too_far"]);
}

#[test]
fn a_relay_leaves_no_gap_and_no_overlap() {
    let admitted = day("2026-03-12");
    let current = Assignment { referent_id: ReferentId::new(), starts_on: day("2026-03-20"), ends_on: None };
    let next = relay("2026-06-01");
    let done = assign(S::Suspended, admitted, Some(&current), &next).unwrap();
    assert_eq!((done.status, done.current_ends_on, done.activated_on), (S::Suspended, Some(day("2026-05-31")), None));
    let old = Assignment { ends_on: done.current_ends_on, ..current };
    let new = Assignment { referent_id: next.referent_id, starts_on: next.starts_on, ends_on: None };
    assert!(is_a_chain(&[old, new]));
    assert!(!is_a_chain(&[current, new]), "the old one still lasts");
    assert!(!is_a_chain(&[Assignment { ends_on: Some(day("2026-05-30")), ..current }, new]), "a gap");
    assert!(!is_a_chain(&[Assignment { ends_on: Some(day("2026-06-01")), ..current }, new]), "an overlap");
    assert!(!is_a_chain(&[Assignment { ends_on: Some(day("2026-03-19")), ..current }]), "ends before it starts");
    assert!(is_a_chain(&[]));
}

#[test]
fn what_has_not_begun_gives_way() {
    let periods = |days: &[&str]| -> Vec<Assignment> {
        days.iter().map(|on| Assignment { referent_id: ReferentId::new(), starts_on: day(on), ends_on: None }).collect()
    };
    for (known, start, stay) in [
        (vec![], "2026-03-12", 0),
        (vec!["2026-03-12"], "2026-03-12", 1),
        (vec!["2026-03-01", "2026-03-20"], "2026-03-16", 1),
        (vec!["2026-03-01", "2026-03-20"], "2026-04-01", 1),
        (vec!["2026-02-01", "2026-03-01", "2026-03-20", "2026-04-01"], "2026-04-01", 2),
        // the first of all gives way to an earlier one only, else the pathway would begin without a referent
        (vec!["2026-03-20"], "2026-03-20", 0),
        (vec!["2026-03-20"], "2026-03-21", 1),
        (vec!["2026-03-20", "2026-04-01"], "2026-04-08", 1),
    ] {
        assert_eq!(staying(&periods(&known), day(start), day("2026-03-12")), stay, "{known:?} {start}");
    }
}

#[test]
fn a_relay_is_undone_by_naming_who_is_in_place() {
    let admitted = day("2026-03-01");
    let current =
        Assignment { referent_id: ReferentId::new(), starts_on: day("2026-03-01"), ends_on: Some(day("2026-03-31")) };
    let back = Relay { referent_id: current.referent_id, replaces: true, handover_note: None, ..relay("2026-03-12") };
    let done = assign(S::Active, admitted, Some(&current), &back).unwrap();
    assert_eq!((done.current_ends_on, done.activated_on, done.warnings.len()), (None, None, 0));
    assert_eq!(
        codes(assign(S::Active, admitted, Some(&current), &Relay { reason: None, ..back.clone() })),
        ["required"]
    );
    assert_eq!(
        codes(assign(S::Active, admitted, Some(&current), &Relay { replaces: false, ..back })),
        ["rule_same_referent"]
    );
    let earlier = Relay { replaces: true, ..relay("2026-03-02") };
    assert_eq!(assign(S::Active, admitted, None, &earlier).unwrap().activated_on, Some(day("2026-03-02")));
}

#[test]
fn a_relay_has_all_its_faults_at_once_and_a_missing_note_is_a_warning() {
    let admitted = day("2026-03-12");
    let current = Assignment { referent_id: ReferentId::new(), starts_on: day("2026-03-20"), ends_on: None };
    let same_day = relay("2026-03-20");
    assert_eq!(codes(assign(S::Active, admitted, Some(&current), &same_day)), ["rule_single_referent"]);
    let bad = Relay { referent_id: current.referent_id, reason: None, ..relay("2024-12-31") };
    let expected =
        ["rule_starts_on", "rule_single_referent", "rule_same_referent", "rule_referent_in_service", "required"];
    assert_eq!(codes(assign(S::Active, admitted, Some(&current), &bad)), expected);
    let silent = Relay { handover_note: None, ..relay("2026-06-01") };
    let done = assign(S::Active, admitted, Some(&current), &silent).unwrap();
    assert_eq!(done.warnings[0].code, "handover_note_missing");
}

/// A suspension told on 10 May.
fn paused<'a>(reason: Option<&'a str>, start: &str, end: &str) -> Pause<'a> {
    Pause { reason, unknown: Vec::new(), starts_on: day(start), planned_end_on: day(end), today: day("2026-05-10") }
}

#[test]
fn a_suspension_lasts_twelve_months_at_most() {
    for (start, end, resumed, found) in [
        ("2026-03-12", "2027-03-12", None, vec![]),
        ("2026-03-12", "2026-03-12", None, vec![]),
        ("2026-03-12", "2027-03-13", None, vec!["rule_suspension_length"]),
        ("2026-03-12", "2026-03-11", None, vec!["rule_period"]),
        ("2026-03-11", "2026-04-11", None, vec!["rule_suspension_start"]),
        ("2026-05-01", "2026-06-01", Some("2026-05-02"), vec!["rule_suspension_start"]),
        ("2026-05-02", "2026-06-01", Some("2026-05-02"), vec![]),
        ("2026-05-10", "2026-06-01", None, vec![]),
        ("2026-05-11", "2026-06-01", None, vec!["rule_future"]),
        ("2026-05-11", "2027-05-12", None, vec!["rule_future", "rule_suspension_length"]),
    ] {
        let pause = paused(Some("sickness"), start, end);
        let result = suspend(S::Active, day("2026-03-12"), resumed.map(day), &pause, 12);
        assert_eq!(codes(result), found, "{start} {end}");
    }
    let pause = paused(None, "2026-03-12", "2026-04-12");
    assert_eq!(codes(suspend(S::Active, day("2026-03-12"), None, &pause, 12)), ["required"]);
    assert_eq!(codes(suspend(S::Admitted, day("2026-03-12"), None, &pause, 12)), ["illegal_transition"]);
    let unknown = vec![Fault::new("/reason", "unknown_code", "Code inconnu.", "Unknown code.")];
    let pause = Pause { unknown, ..paused(Some("bored"), "2026-05-11", "2026-05-12") };
    assert_eq!(codes(suspend(S::Active, day("2026-03-12"), None, &pause, 12)), ["unknown_code", "rule_future"]);
}

#[test]
fn resuming_shifts_the_due_dates_by_the_suspended_days() {
    let start = day("2026-03-20");
    let today = day("2026-04-03");
    assert_eq!(resume(S::Suspended, start, today, today), Ok((S::Active, 14)));
    assert_eq!(resume(S::Suspended, start, start, today), Ok((S::Active, 0)));
    assert_eq!(codes(resume(S::Suspended, start, day("2026-03-19"), today)), ["rule_resume"]);
    assert_eq!(codes(resume(S::Suspended, start, day("2026-04-04"), today)), ["rule_future_date"]);
    assert_eq!(shifted_due(day("2026-03-31"), start, 14), day("2026-04-14"));
    assert_eq!(shifted_due(start, start, 14), day("2026-04-03"));
    assert_eq!(shifted_due(day("2026-03-19"), start, 14), day("2026-03-19"), "already late before");
}

#[test]
fn only_an_admission_that_never_started_is_cancelled() {
    assert_eq!(cancel(S::Admitted, Some("a déménagé")), Ok(S::Cancelled));
    assert_eq!(codes(cancel(S::Admitted, None)), ["required"]);
    assert_eq!(codes(cancel(S::Active, Some("x"))), ["illegal_transition"]);
}

#[test]
fn beyond_the_longest_only_the_commission_extends() {
    let longest = day("2028-03-02");
    for (end, before, refused) in [
        ("2028-03-02", None, false),
        ("2028-03-03", None, true),
        ("2027-03-02", Some("2028-03-02"), false),
        ("2028-09-02", Some("2028-09-02"), false),
        ("2028-09-03", Some("2028-09-02"), true),
    ] {
        assert_eq!(planned_end_fault(day(end), before.map(day), longest).is_some(), refused, "{end} {before:?}");
    }
}
