use super::PathwayStatus as S;
use super::*;

fn day(s: &str) -> Day {
    s.parse().unwrap()
}

fn codes<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Vec<&'static str> {
    match result {
        Ok(_) => vec![],
        Err(Refusal::Invalid(faults)) => faults.iter().map(|f| f.code).collect(),
        Err(Refusal::Conflict { code, missing, .. }) => {
            [code].into_iter().chain(missing.iter().map(|f| f.code)).collect()
        }
        Err(Refusal::Illegal { .. }) => vec!["illegal_transition"],
    }
}

fn categories() -> Vec<(String, ExitCategory)> {
    [
        ("job_cdi", ExitCategory::Positive),
        ("moved_away", ExitCategory::Neutral),
        ("dropped_out", ExitCategory::Other),
        ("entered_by_error", ExitCategory::Excluded),
    ]
    .map(|(code, category)| (code.to_owned(), category))
    .to_vec()
}

#[test]
fn the_reason_gives_the_category() {
    let list = categories();
    for (reason, on, by_data_manager, expected) in [
        ("job_cdi", "2026-03-12", false, Ok(ExitCategory::Positive)),
        ("moved_away", "2026-03-13", false, Ok(ExitCategory::Neutral)),
        ("dropped_out", "2026-03-11", false, Err(vec!["rule_exit_date"])),
        ("unknown", "2026-03-11", false, Err(vec!["invalid", "rule_exit_date"])),
        ("entered_by_error", "2026-03-12", false, Err(vec!["rule_entered_by_error"])),
        ("entered_by_error", "2026-03-12", true, Ok(ExitCategory::Excluded)),
    ] {
        let p = Proposal { reason, on: day(on), activated_on: day("2026-03-12"), by_data_manager };
        let found = propose(S::Active, &p, &list);
        assert_eq!(found.map_err(|r| codes::<()>(Err(r))), expected, "{reason} {on}");
    }
    let p =
        Proposal { reason: "job_cdi", on: day("2026-03-12"), activated_on: day("2026-03-12"), by_data_manager: true };
    assert_eq!(codes(propose(S::Exited, &p, &list)), ["illegal_transition"]);
}

#[test]
fn a_positive_exit_is_six_months_in_post_with_its_proofs() {
    let job = OutcomeFacts {
        started_on: Some(day("2025-08-31")),
        title_proved: true,
        presence_proved: true,
        ..OutcomeFacts::default()
    };
    let done = assess("job_cdi", &job, 6, day("2026-02-28"));
    assert!(done.qualifies());
    assert_eq!(done.on, Some(day("2026-02-28")));
    let early = assess("job_cdi", &job, 6, day("2026-02-25"));
    assert_eq!((early.qualifies(), early.days_missing), (false, 3));
    let bare = assess("business_creation", &OutcomeFacts::default(), 6, day("2026-02-25"));
    assert_eq!(bare.proofs_missing, ["registration", "start_date", "proof_of_presence"]);
}

#[test]
fn a_training_is_proved_by_its_diploma_or_by_six_months_of_a_long_course() {
    let today = day("2026-03-12");
    let long = OutcomeFacts {
        started_on: Some(day("2025-09-12")),
        presence_proved: true,
        long_course: true,
        ..OutcomeFacts::default()
    };
    assert!(assess("qualifying_training", &long, 6, today).qualifies());
    let short = OutcomeFacts { long_course: false, ..long.clone() };
    assert_eq!(assess("qualifying_training", &short, 6, today).proofs_missing, ["diploma"]);
    let passed = OutcomeFacts { diploma: true, ..OutcomeFacts::default() };
    assert!(assess("qualifying_training", &passed, 6, today).qualifies());
}

#[test]
fn the_policy_says_which_day_is_the_exit() {
    let (end, start) = (day("2026-02-28"), day("2025-08-31"));
    assert_eq!(exit_day(ExitDatePolicy::OnValidation, end, Some(start)), end);
    assert_eq!(exit_day(ExitDatePolicy::OnStart, end, Some(start)), start);
    assert_eq!(exit_day(ExitDatePolicy::OnStart, end, None), end);
}

fn validation(proposed: ExitCategory) -> Validation<'static> {
    Validation {
        proposed: Some(proposed),
        grounds: None,
        assessment: None,
        on: day("2026-06-01"),
        activated_on: day("2025-03-12"),
        today: day("2026-06-01"),
        suspension: None,
        suspension_max_months: 12,
    }
}

#[test]
fn a_positive_exit_that_does_not_qualify_says_what_is_missing() {
    let bad = Assessment { on: None, days_missing: 12, proofs_missing: vec!["employment_contract"] };
    let v = Validation { assessment: Some(&bad), ..validation(ExitCategory::Positive) };
    assert_eq!(
        codes(validate(S::InJobFollowUp, &v)),
        ["conflict_exit_not_proved", "days_missing", "employment_contract"]
    );
    let none = validation(ExitCategory::Positive);
    assert_eq!(codes(validate(S::Active, &none)), ["conflict_exit_not_proved", "outcome_facts"]);
    let good = Assessment { on: Some(day("2026-05-31")), days_missing: 0, proofs_missing: vec![] };
    let v = Validation { assessment: Some(&good), ..validation(ExitCategory::Positive) };
    assert_eq!(validate(S::InJobFollowUp, &v), Ok(S::Exited));
    assert_eq!(validate(S::Active, &validation(ExitCategory::Other)), Ok(S::Exited));
}

#[test]
fn another_exit_is_validated_with_what_its_reason_rests_on() {
    let nothing = Grounds { attempts_required: 3, ..Grounds::default() };
    for (category, reason, found) in [
        (ExitCategory::Other, "no_contact", vec!["conflict_exit_not_proved", "contact_attempts"]),
        (ExitCategory::Neutral, "reoriented", vec!["conflict_exit_not_proved", "target_structure"]),
        (ExitCategory::Other, "max_duration", vec![]),
        (ExitCategory::Neutral, "moved_away", vec![]),
    ] {
        let v = Validation { grounds: Some((reason, &nothing)), ..validation(category) };
        assert_eq!(codes(validate(S::Active, &v)), found, "{reason}");
    }
    let suspended = Some((day("2025-06-01"), true));
    let v = Validation {
        grounds: Some(("no_contact", &nothing)),
        suspension: suspended,
        ..validation(ExitCategory::Other)
    };
    let both = ["conflict_suspended", "contact_attempts", "suspension_not_over"];
    assert_eq!(codes(validate(S::Suspended, &v)), both, "everything that is missing at once");
}

#[test]
fn an_exit_is_proposed_first_and_has_happened() {
    let v = Validation { proposed: None, ..validation(ExitCategory::Other) };
    assert_eq!(codes(validate(S::Active, &v)), ["conflict_no_exit_proposed"]);
    let v = Validation { on: day("2026-06-02"), ..validation(ExitCategory::Other) };
    assert_eq!(codes(validate(S::Active, &v)), ["rule_exit_future"]);
    let v = Validation { on: day("2025-03-11"), ..validation(ExitCategory::Other) };
    assert_eq!(codes(validate(S::Active, &v)), ["rule_exit_date"]);
}

#[test]
fn a_suspended_pathway_ends_past_its_limit_with_the_commission() {
    for (category, since, opinion, found) in [
        (ExitCategory::Other, "2025-05-31", true, vec![]),
        (ExitCategory::Other, "2025-05-31", false, vec!["conflict_suspended", "commission_opinion"]),
        (ExitCategory::Other, "2025-06-01", true, vec!["conflict_suspended", "suspension_not_over"]),
        (ExitCategory::Neutral, "2026-05-01", false, vec![]),
    ] {
        let v = Validation { suspension: Some((day(since), opinion)), ..validation(category) };
        assert_eq!(codes(validate(S::Suspended, &v)), found, "{category} {since}");
    }
}

#[test]
fn closing_lists_everything_that_is_missing() {
    assert_eq!(close(S::Exited, &Unfinished::default()), Ok(S::Closed));
    assert_eq!(codes(close(S::Active, &Unfinished::default())), ["illegal_transition"]);
    let u = Unfinished {
        open_stages: vec!["a".to_owned()],
        unsigned_interviews: vec!["b".to_owned(), "c".to_owned()],
        esf_exit_missing: vec!["labour_status".to_owned()],
        unsigned_months: vec!["2026-05".to_owned()],
    };
    let Err(Refusal::Conflict { missing, .. }) = close(S::Exited, &u) else { panic!() };
    let places: Vec<_> = missing.iter().map(|f| f.pointer.as_str()).collect();
    let expected = ["/stages/a", "/interviews/b", "/interviews/c", "/esf_exit/labour_status", "/timesheets/2026-05"];
    assert_eq!(places, expected);
}
