use super::*;

fn day(s: &str) -> Day {
    s.parse().unwrap()
}

fn rsa(issued_on: Option<Day>) -> Criterion<'static> {
    Criterion { code: "rsa", has_document: true, issued_on, validity: Validity::Months(3) }
}

fn whole<'a>(criteria: &'a [Criterion<'a>]) -> Contents<'a> {
    Contents {
        identity_known: true,
        reachable: true,
        address_parts: 3,
        in_area: Some(true),
        out_of_area_reason: false,
        consent_given: true,
        privacy_notice: true,
        esf_notice: true,
        questionnaire: (6, 6),
        criteria,
        project_maturity: true,
        autonomy_level: true,
        barriers: 1,
        objectives: 1,
        signed_by_candidate: true,
        signed_by_prescriber: Some(true),
        department_opinion: DepartmentOpinion::Favourable,
        rsa: true,
    }
}

#[test]
fn evidence_ages_by_criterion() {
    let issued = day("2025-11-30");
    assert_eq!(valid_until(issued, national_validity("rsa")), Some(day("2026-02-28")), "clamped to the month's end");
    assert_eq!(valid_until(issued, national_validity("qpv")), Some(day("2026-05-30")));
    assert_eq!(valid_until(issued, national_validity("ase")), Some(day("2026-11-30")));
    assert_eq!(valid_until(issued, Validity::Days(10)), Some(day("2025-12-10")));
    assert_eq!(valid_until(issued, national_validity("senior_50")), None);
    for (on, state) in [
        ("2025-11-29", EvidenceState::NotMet),
        ("2025-11-30", EvidenceState::Met),
        ("2026-02-28", EvidenceState::Met),
        ("2026-03-01", EvidenceState::Expired),
    ] {
        assert_eq!(evidence_state(&rsa(Some(issued)), day(on)), state, "{on}");
    }
    assert_eq!(evidence_state(&rsa(None), issued), EvidenceState::NotMet, "a document that ages must be dated");
    let identity = Criterion { code: "senior_50", validity: Validity::Unlimited, ..rsa(None) };
    assert_eq!(evidence_state(&identity, issued), EvidenceState::Met);
}

#[test]
fn a_whole_file_is_complete() {
    let on = day("2026-03-10");
    let criteria = [rsa(Some(day("2026-01-10")))];
    let c = whole(&criteria);
    assert!(checklist(&c, on).iter().all(|l| l.state == ItemState::Complete));
    assert_eq!(complete(S::InPreparation, &c, on), Ok(S::Complete));
    assert_eq!(complete(S::Returned, &c, on), Ok(S::Complete));
    assert!(matches!(complete(S::Submitted, &c, on), Err(Refusal::Illegal { .. })));
}

#[test]
fn an_empty_file_is_refused_with_every_missing_item() {
    let c = Contents {
        identity_known: false,
        reachable: false,
        address_parts: 0,
        in_area: None,
        consent_given: false,
        privacy_notice: false,
        esf_notice: false,
        questionnaire: (0, 6),
        project_maturity: false,
        autonomy_level: false,
        barriers: 0,
        objectives: 0,
        signed_by_candidate: false,
        signed_by_prescriber: Some(false),
        department_opinion: DepartmentOpinion::None,
        ..whole(&[])
    };
    let Err(Refusal::Invalid(faults)) = complete(S::InPreparation, &c, day("2026-03-10")) else { panic!() };
    assert_eq!(faults.len(), ITEMS.len());
    let mut codes: Vec<_> = faults.iter().map(|f| f.code).collect();
    codes.dedup();
    assert_eq!(codes.len(), ITEMS.len(), "one code an item");
}

#[test]
fn each_item_has_its_state() {
    let on = day("2026-03-10");
    let fresh = [rsa(Some(day("2026-01-10")))];
    let old = [rsa(Some(day("2025-01-10")))];
    let base = whole(&fresh);
    let cases: Vec<(Item, Contents<'_>, ItemState, bool)> = vec![
        (Item::Identity, Contents { reachable: false, ..base.clone() }, ItemState::Partial, true),
        (Item::Address, Contents { address_parts: 1, ..base.clone() }, ItemState::Partial, true),
        (Item::Address, Contents { in_area: Some(false), ..base.clone() }, ItemState::Partial, true),
        (
            Item::Address,
            Contents { in_area: Some(false), out_of_area_reason: true, ..base.clone() },
            ItemState::Complete,
            false,
        ),
        (Item::EsfQuestionnaire, Contents { questionnaire: (5, 6), ..base.clone() }, ItemState::Partial, true),
        (Item::Criteria, whole(&old), ItemState::Partial, true),
        (Item::Criteria, whole(&[]), ItemState::Due, true),
        (Item::Diagnosis, Contents { autonomy_level: false, ..base.clone() }, ItemState::Partial, true),
        (
            Item::SignedByPrescriber,
            Contents { signed_by_prescriber: None, ..base.clone() },
            ItemState::NotApplicable,
            false,
        ),
        (
            Item::DepartmentOpinion,
            Contents { department_opinion: DepartmentOpinion::None, ..base.clone() },
            ItemState::Due,
            true,
        ),
        (
            Item::DepartmentOpinion,
            Contents { department_opinion: DepartmentOpinion::Pending, ..base.clone() },
            ItemState::Partial,
            false,
        ),
        (
            Item::DepartmentOpinion,
            Contents { department_opinion: DepartmentOpinion::None, rsa: false, ..base.clone() },
            ItemState::NotApplicable,
            false,
        ),
    ];
    for (item, contents, expected, blocks) in cases {
        let line = checklist(&contents, on).into_iter().find(|l| l.item == item).unwrap();
        assert_eq!(line.state, expected, "{item}");
        assert_eq!(!missing(&contents, on).is_empty(), blocks, "{item}");
    }
}

#[test]
fn a_complete_file_whose_evidence_aged_is_not_submitted() {
    let criteria = [rsa(Some(day("2026-01-10")))];
    let c = whole(&criteria);
    assert_eq!(submit(S::Complete, &c, day("2026-04-10")), Ok(S::Submitted));
    let Err(Refusal::Conflict { code, missing, .. }) = submit(S::Complete, &c, day("2026-04-11")) else { panic!() };
    assert_eq!((code, missing[0].pointer.as_str()), ("conflict_incomplete", "/criteria"));
    assert!(matches!(submit(S::InPreparation, &c, day("2026-04-10")), Err(Refusal::Illegal { .. })));
}

#[test]
fn a_file_is_returned_with_a_reason_and_a_decided_one_is_shut() {
    assert_eq!(give_back(S::Submitted, Some("RIB manquant")), Ok(S::Returned));
    assert!(matches!(give_back(S::Submitted, None), Err(Refusal::Invalid(_))));
    assert!(matches!(give_back(S::Decided, Some("x")), Err(Refusal::Illegal { .. })));
    assert!(machine::verbs(STEPS, S::Decided).is_empty());
    for open in [S::InPreparation, S::Complete, S::Submitted, S::Returned] {
        assert_eq!(machine::step(STEPS, open, "abandon"), Ok(S::Decided));
    }
    assert!(S::Returned.is_editable() && !S::Submitted.is_editable() && !S::Decided.is_editable());
}
