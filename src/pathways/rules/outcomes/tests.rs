use super::*;

fn day(s: &str) -> Day {
    s.parse().unwrap()
}

const DEFAULTS: Criteria = Criteria {
    follow_up_months: 6,
    business_months: 6,
    fixed_term_months: 6,
    fixed_term_strict: true,
    min_time_share_e4: 5_000,
    mission_months: 6,
    mission_gap_days: 3,
    seasonal_months: 8,
    seasonal_window_months: 12,
    long_course_months: 9,
};

fn job(counts: CountsAs, starts_on: &str, ends_on: Option<&str>) -> Job {
    Job {
        counts: Some(counts),
        starts_on: day(starts_on),
        ends_on: ends_on.map(day),
        broken_on: None,
        share_e4: 10_000,
        documented: true,
    }
}

fn there(on: &str) -> Check {
    Check { on: day(on), still_there: true, qualified: false, attested: true }
}

fn found(reason: &str, jobs: &[Job], courses: &[Course], checks: &[Check], c: &Criteria, on: &str) -> Outcome {
    let facts =
        Facts { activated_on: day("2025-01-01"), born_on: day("1970-03-15"), attested: false, jobs, courses, checks };
    outcome(Some(reason), &facts, c, day(on))
}

/// What is missing of one job: the rule, the day it qualifies, days and proofs missing.
#[track_caller]
fn missing(reason: &str, jobs: &[Job], checks: &[Check], on: &str, expected: (Option<&str>, i64, &[&str])) {
    let a = found(reason, jobs, &[], checks, &DEFAULTS, on).assessment;
    assert_eq!((a.on, a.days_missing, a.proofs_missing.as_slice()), (expected.0.map(day), expected.1, expected.2));
}

#[test]
fn a_permanent_job_is_six_months_in_post_at_half_time() {
    use CountsAs::Job as Cdi;
    let cdi = job(Cdi, "2025-08-31", None);
    let proofs = [there("2026-02-28")];
    missing("job_cdi", &[cdi], &proofs, "2026-02-28", (Some("2026-02-28"), 0, &[]));
    missing("job_cdi", &[cdi], &[], "2026-02-26", (Some("2026-02-28"), 2, &["proof_of_presence"]));
    missing("job_cdi", &[cdi], &[there("2026-02-27")], "2026-02-28", (Some("2026-02-28"), 0, &["proof_of_presence"]));
    let unproved = Job { documented: false, ..cdi };
    missing("job_cdi", &[unproved], &proofs, "2026-02-28", (Some("2026-02-28"), 0, &["employment_contract"]));
    for (share_e4, expected) in [(5_000, vec![]), (4_999, vec!["time_share"])] {
        missing("job_cdi", &[Job { share_e4, ..cdi }], &proofs, "2026-02-28", (Some("2026-02-28"), 0, &expected));
    }
    for (broken, expected) in [("2026-02-27", vec![]), ("2026-02-26", vec!["months_in_post"])] {
        let broken = Job { broken_on: Some(day(broken)), ..cdi };
        missing("job_cdi", &[broken], &proofs, "2026-03-01", (Some("2026-02-28"), 0, &expected));
    }
}

#[test]
fn what_never_counts_or_began_before_the_pathway_is_no_outcome() {
    let nothing = (None, 0, ["employment_contract", "start_date", "proof_of_presence"].as_slice());
    let integration = Job { counts: CountsAs::of(false, None), ..job(CountsAs::Job, "2025-08-31", None) };
    missing("job_cdi", &[integration], &[], "2026-02-28", nothing);
    missing("job_cdi", &[job(CountsAs::Job, "2024-12-31", None)], &[], "2026-02-28", nothing);
    missing("job_cdi", &[job(CountsAs::Job, "2026-03-01", None)], &[], "2026-02-28", nothing);
    missing("job_cdi", &[job(CountsAs::Job, "2025-08-31", Some("2026-08-30"))], &[], "2026-02-28", nothing);
    assert_eq!(found("job_cdi", &[], &[], &[], &DEFAULTS, "2026-02-28").rule, None);
}

#[test]
fn a_fixed_term_contract_is_over_six_months_or_at_least_six_as_the_plie_decided() {
    let checks = [there("2026-03-10")];
    for (ends_on, strict, proofs) in [
        ("2026-02-28", true, vec!["contract_length"]),
        ("2026-02-28", false, vec![]),
        ("2026-03-01", true, vec![]),
        ("2026-02-27", false, vec!["contract_length", "months_in_post"]),
    ] {
        let c = Criteria { fixed_term_strict: strict, ..DEFAULTS };
        let cdd = job(CountsAs::Job, "2025-09-01", Some(ends_on));
        let it = found("job_cdd_over_6m", &[cdd], &[], &checks, &c, "2026-03-15");
        assert_eq!((it.rule, it.assessment.proofs_missing), (Some(R::FixedTermJob), proofs), "{ends_on} {strict}");
    }
}

#[test]
fn missions_add_up_without_a_break() {
    use CountsAs::Mission as M;
    // Friday to Monday is no break
    let chain = [
        job(M, "2025-09-01", Some("2025-11-28")),
        job(M, "2025-12-01", Some("2026-01-30")),
        job(M, "2026-02-02", Some("2026-03-06")),
    ];
    missing("job_interim_6m", &chain, &[there("2026-03-02")], "2026-03-02", (Some("2026-03-01"), 0, &[]));
    missing("job_interim_6m", &chain[..2], &[], "2026-02-02", (None, 29, &["proof_of_presence"]));
    missing("job_interim_6m", &chain[..2], &[], "2026-03-02", (None, 184, &["proof_of_presence"]));
    let broken = [chain[0], job(M, "2025-12-03", Some("2026-03-31"))];
    missing("job_interim_6m", &broken, &[], "2026-03-02", (Some("2026-06-03"), 93, &["proof_of_presence"]));
    let lenient = Criteria { mission_gap_days: 4, ..DEFAULTS };
    let it = found("job_interim_6m", &broken, &[], &[there("2026-03-02")], &lenient, "2026-03-02");
    assert!(it.assessment.qualifies(), "{it:?}");
    assert_eq!((it.rule, it.started_on), (Some(R::Missions), Some(day("2025-09-01"))));
}

#[test]
fn seasonal_work_is_eight_months_of_the_last_twelve() {
    use CountsAs::Season as S;
    // 153 and 90 days
    let two = [job(S, "2025-05-01", Some("2025-09-30")), job(S, "2025-12-01", Some("2026-02-28"))];
    let on = "2026-03-15";
    missing("job_seasonal", &two, &[there("2026-02-28")], on, (Some("2026-02-25"), 0, &[]));
    missing("job_seasonal", &two[..1], &[], on, (None, 87, &["proof_of_presence"]));
    let running = [two[0], job(S, "2026-01-01", Some("2026-05-31"))];
    missing("job_seasonal", &running, &[], on, (Some("2026-03-28"), 13, &["proof_of_presence"]));
    let long_ago = [job(S, "2025-01-01", Some("2025-03-31")), job(S, "2026-01-01", Some("2026-05-31"))];
    assert!(found("job_seasonal", &long_ago, &[], &[], &DEFAULTS, "2026-05-31").assessment.days_missing > 0);
}

#[test]
fn a_business_shows_its_registration() {
    let unregistered = Job { documented: false, ..job(CountsAs::Business, "2025-09-01", None) };
    let checks = [there("2026-03-01")];
    missing("business_creation", &[unregistered], &checks, "2026-03-01", (Some("2026-03-01"), 0, &["registration"]));
    let small = Job { share_e4: 100, documented: true, ..unregistered };
    missing("business_creation", &[small], &checks, "2026-03-01", (Some("2026-03-01"), 0, &[]));
}

#[test]
fn a_course_counts_by_its_diploma_or_its_length() {
    let open = Course { starts_on: day("2025-03-01"), ends_on: None, planned_until: None };
    let of = |course: Course, checks: &[Check], on: &str| {
        found("qualifying_training", &[], &[course], checks, &DEFAULTS, on).assessment
    };
    let passed = Check { on: day("2025-06-01"), still_there: false, qualified: true, attested: true };
    let done = of(Course { ends_on: Some(day("2025-05-31")), ..open }, &[passed], "2025-06-10");
    assert_eq!((done.qualifies(), done.on), (true, Some(day("2025-06-01"))));
    let here = [there("2025-12-02")];
    assert_eq!(of(open, &here, "2025-11-30").proofs_missing, ["diploma"], "nine months are not over nine");
    assert!(of(open, &here, "2025-12-02").qualifies());
    let planned = Course { planned_until: Some(day("2026-01-31")), ..open };
    assert!(of(planned, &[there("2025-09-05")], "2025-09-05").qualifies(), "six months in a course planned for eleven");
    let short = Course { planned_until: Some(day("2025-11-30")), ..open };
    assert_eq!(of(short, &[there("2025-09-05")], "2025-09-05").proofs_missing, ["diploma"]);
    let cut = Course { ends_on: Some(day("2025-05-31")), ..planned };
    assert!(!of(cut, &[there("2025-05-31")], "2026-01-10").qualifies(), "what was planned and left is not long");
    let left = Course { ends_on: Some(day("2025-05-31")), ..open };
    assert_eq!(of(left, &[there("2025-05-31")], "2026-01-10").proofs_missing, ["diploma", "months_in_course"]);
}

#[test]
fn without_a_reason_the_outcome_nearest_to_counting_speaks() {
    let jobs = [job(CountsAs::Job, "2025-08-31", None), job(CountsAs::Mission, "2025-06-01", Some("2026-02-28"))];
    let facts = Facts {
        activated_on: day("2025-01-01"),
        born_on: day("1985-04-12"),
        attested: false,
        jobs: &jobs,
        courses: &[],
        checks: &[there("2026-02-01")],
    };
    assert_eq!(outcome(None, &facts, &DEFAULTS, day("2026-02-01")).rule, Some(R::Missions));
    assert_eq!(outcome(Some("apprenticeship"), &facts, &DEFAULTS, day("2026-02-01")).rule, Some(R::Missions));
    assert_eq!(CountsAs::of(true, Some("ai_long_term_senior")), Some(CountsAs::LongIntegration));
    assert_eq!(CountsAs::of(false, Some("ai_long_term_senior")), None, "unless the PLIE counts it");
    assert_eq!(CountsAs::of(true, None), Some(CountsAs::Job));
}

#[test]
fn what_is_told_counts_once_a_document_attests_it() {
    let cdi = job(CountsAs::Job, "2025-08-31", None);
    let course = Course { starts_on: day("2025-08-31"), ends_on: None, planned_until: None };
    for (still_there, qualified, on_the_check, on_the_proposal, job_proofs, course_proofs) in [
        (true, true, false, false, vec!["proof_of_presence"], vec!["diploma", "proof_of_presence"]),
        (true, true, true, false, vec![], vec![]),
        (true, true, false, true, vec![], vec![]),
        (true, false, true, false, vec![], vec!["diploma"]),
        (false, true, true, true, vec!["proof_of_presence"], vec![]),
        (false, false, true, true, vec!["proof_of_presence"], vec!["diploma", "proof_of_presence"]),
    ] {
        let check = Check { on: day("2026-02-28"), still_there, qualified, attested: on_the_check };
        let facts = Facts {
            activated_on: day("2025-01-01"),
            born_on: day("1985-04-12"),
            attested: on_the_proposal,
            jobs: &[cdi],
            courses: &[course],
            checks: &[check],
        };
        let lacks = |reason| outcome(Some(reason), &facts, &DEFAULTS, day("2026-02-28")).assessment.proofs_missing;
        assert_eq!((lacks("job_cdi"), lacks("qualifying_training")), (job_proofs, course_proofs), "{check:?}");
    }
}

#[test]
fn a_business_lasts_as_long_as_the_plie_decided() {
    let registered = job(CountsAs::Business, "2025-09-01", None);
    for (months, checks, on, expected) in [
        (6, vec![], "2025-09-02", (Some("2026-03-01"), 180, vec!["proof_of_presence"])),
        (0, vec![], "2025-09-02", (Some("2025-09-01"), 0, vec![])),
        (3, vec![there("2025-12-01")], "2025-12-01", (Some("2025-12-01"), 0, vec![])),
        (12, vec![there("2026-03-01")], "2026-03-01", (Some("2026-09-01"), 184, vec!["proof_of_presence"])),
    ] {
        let c = Criteria { business_months: months, ..DEFAULTS };
        let a = found("business_creation", &[registered], &[], &checks, &c, on).assessment;
        assert_eq!((a.on, a.days_missing, a.proofs_missing), (expected.0.map(day), expected.1, expected.2), "{months}");
    }
}

#[test]
fn long_work_of_a_senior_counts_where_the_plie_says_so() {
    // 55 on 15 March 2025; in it since before the pathway
    let ai = Job { share_e4: 3_333, ..job(CountsAs::LongIntegration, "2023-05-02", None) };
    let checks = [there("2025-05-03")];
    let lacks = |job: Job, attested, on: &str| {
        let facts = Facts {
            activated_on: day("2024-01-01"),
            born_on: day("1970-03-15"),
            attested,
            jobs: &[job],
            courses: &[],
            checks: &checks,
        };
        let found = outcome(Some("ai_senior"), &facts, &DEFAULTS, day(on));
        (found.rule, found.assessment.days_missing, found.assessment.proofs_missing)
    };
    let rule = Some(R::LongIntegration);
    assert_eq!(lacks(ai, true, "2025-05-03"), (rule, 0, vec![]));
    assert_eq!(lacks(ai, false, "2025-05-03"), (rule, 0, vec!["statement_of_the_person"]));
    assert_eq!(lacks(ai, true, "2025-05-02"), (rule, 1, vec![]), "two years and not more");
    assert_eq!(lacks(ai, true, "2025-03-15"), (rule, 49, vec!["age"]), "55 and not over");
    assert_eq!(lacks(Job { share_e4: 3_332, ..ai }, true, "2025-05-03"), (rule, 0, vec!["time_share"]));
    let left = Job { broken_on: Some(day("2025-05-02")), ..ai };
    assert_eq!(lacks(left, true, "2025-06-01"), (rule, 0, vec!["months_in_post"]));
}
