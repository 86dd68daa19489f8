use super::*;

fn day(s: &str) -> Day {
    s.parse().unwrap()
}

fn at(s: &str) -> Instant {
    Instant(s.parse().unwrap())
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_owned()).collect()
}

#[test]
fn the_machine_follows_the_page() {
    for (verb, from, to) in [
        ("triage", S::Received, Some(S::InTriage)),
        ("triage", S::InTriage, None),
        ("book-reception", S::InTriage, Some(S::ReceptionBooked)),
        ("book-reception", S::Received, None),
        ("record-reception", S::ReceptionBooked, Some(S::ReceivedInPerson)),
        ("open-entry-file", S::ReceivedInPerson, Some(S::EntryFileOpened)),
        ("open-entry-file", S::InTriage, None),
        ("refuse", S::InTriage, Some(S::Refused)),
        ("refuse", S::EntryFileOpened, None),
        ("redirect", S::ReceivedInPerson, Some(S::Redirected)),
        ("withdraw", S::EntryFileOpened, Some(S::Withdrawn)),
        ("admitted", S::EntryFileOpened, Some(S::Admitted)),
        ("admitted", S::Received, None),
        ("duplicate", S::Received, Some(S::Duplicate)),
        ("expire", S::ReceptionBooked, Some(S::Expired)),
        ("expire", S::Admitted, None),
    ] {
        assert_eq!(machine::step(STEPS, from, verb).ok(), to, "{verb} from {from}");
    }
}

#[test]
fn a_later_decision_corrects_an_earlier_one_and_no_other_end() {
    for (from, event, to) in [
        (S::EntryFileOpened, "admitted", Some(S::Admitted)),
        (S::Admitted, "refused-by-commission", Some(S::Refused)),
        (S::Refused, "admitted", Some(S::Admitted)),
        (S::Refused, "redirected-by-commission", Some(S::Redirected)),
        (S::Redirected, "refused-by-commission", Some(S::Refused)),
        (S::Withdrawn, "admitted", None),
        (S::Expired, "refused-by-commission", None),
        (S::Admitted, "admitted", None),
    ] {
        assert_eq!(by_commission(from, event), Ok(to), "{event} from {from}");
    }
    assert!(by_commission(S::InTriage, "admitted").is_err());
}

#[test]
fn what_an_unknown_structure_sends_waits() {
    use crate::directory::rules::Authorisation as A;
    for (authorisation, waits) in
        [(A::Pending, true), (A::Refused, true), (A::Validated, false), (A::NotRequired, false)]
    {
        assert_eq!(out_of_quarantine(Some(authorisation)).is_err(), waits, "{authorisation}");
    }
}

#[test]
fn a_double_ends_as_one() {
    for (from, reason, to) in [
        (S::Received, "duplicate", Ok(S::Duplicate)),
        (S::InTriage, "duplicate", Ok(S::Duplicate)),
        (S::ReceivedInPerson, "duplicate", Ok(S::Refused)),
        (S::InTriage, "no_place", Ok(S::Refused)),
    ] {
        assert_eq!(refuse(from, Some(reason), Some("le parcours en cours")), to, "{reason} from {from}");
    }
    assert!(refuse(S::Received, Some("no_place"), Some("x")).is_err());
}

#[test]
fn nothing_leaves_a_terminal_state() {
    for status in S::ALL.iter().filter(|s| s.is_terminal()) {
        assert!(machine::verbs(STEPS, *status).is_empty(), "{status}");
    }
    assert_eq!(S::ALL.iter().filter(|s| s.is_terminal()).count(), 7);
    for status in OPEN {
        assert!(machine::verbs(STEPS, *status).contains(&"withdraw"), "{status}");
    }
}

#[test]
fn an_illegal_verb_tells_the_legal_ones() {
    let Err(Refusal::Illegal { from, allowed }) = machine::step(STEPS, S::ReceptionBooked, "triage") else { panic!() };
    assert_eq!((from, allowed), ("reception_booked", vec!["record-reception", "withdraw", "expire"]));
}

#[test]
fn a_first_absence_gives_another_date_and_the_second_ends_it() {
    use ReceptionOutcome::{Attended, Excused, NoShow};
    for (outcome, earlier, to) in [
        (Attended, 0, S::ReceivedInPerson),
        (Attended, 1, S::ReceivedInPerson),
        (NoShow, 0, S::InTriage),
        (NoShow, 1, S::NoShow),
        (NoShow, 5, S::NoShow),
        (Excused, 0, S::InTriage),
        (Excused, 1, S::InTriage),
    ] {
        assert_eq!(record_reception(S::ReceptionBooked, outcome, earlier, 2), Ok(to), "{outcome} after {earlier}");
        let told = STEPS.iter().any(|s| s.verb == "record-reception" && s.to == to);
        assert!(told, "the table knows {to}");
    }
    assert!(matches!(record_reception(S::InTriage, Attended, 0, 2), Err(Refusal::Illegal { .. })));
}

#[test]
fn a_reception_told_early_or_unsigned_is_worth_a_look() {
    use ReceptionOutcome::{Attended, Excused, NoShow};
    for (outcome, early, signed, told) in [
        (Attended, false, true, vec![]),
        (Attended, true, false, vec!["reception_not_yet", "no_signature"]),
        (NoShow, true, false, vec!["reception_not_yet"]),
        (Excused, true, false, vec![]),
    ] {
        let codes: Vec<_> = reception_warnings(outcome, early, signed).iter().map(|w| w.code).collect();
        assert_eq!(codes, told, "{outcome}");
    }
}

fn codes(refusal: Refusal) -> Vec<(String, &'static str)> {
    match refusal {
        Refusal::Invalid(faults) => faults.into_iter().map(|f| (f.pointer, f.code)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_refusal_without_alternative_is_refused() {
    assert_eq!(refuse(S::InTriage, Some("not_eligible"), Some("Mission locale")), Ok(S::Refused));
    let both = codes(refuse(S::InTriage, Some(" "), None).unwrap_err());
    assert_eq!(both, [("/reason".to_owned(), "required"), ("/alternative".to_owned(), "rule_alternative")]);
    assert!(matches!(refuse(S::Received, Some("x"), Some("y")), Err(Refusal::Illegal { .. })));
}

#[test]
fn a_redirection_names_the_structure_and_a_withdrawal_its_reason() {
    assert_eq!(redirect(S::InTriage, Some("other_scheme_better"), true), Ok(S::Redirected));
    assert_eq!(codes(redirect(S::InTriage, None, false).unwrap_err()).len(), 2);
    assert_eq!(withdraw(S::Received, Some("hired_elsewhere")), Ok(S::Withdrawn));
    assert_eq!(codes(withdraw(S::Received, None).unwrap_err()).len(), 1);
    assert!(matches!(withdraw(S::Expired, Some("x")), Err(Refusal::Illegal { .. })));
}

#[test]
fn a_health_number_in_a_reason_is_refused() {
    let found = codes(refuse(S::InTriage, Some("NIR 2 69 05 49 588 157 80"), Some("ML")).unwrap_err());
    assert_eq!(found, [("/reason".to_owned(), "rule_no_nir")]);
}

fn draft(motives: &[String]) -> Draft<'_> {
    Draft {
        prescriber_name: Some("Claire Roux"),
        prescriber_email: Some("c.roux@example.org"),
        first_name: Some("Ana"),
        last_name: Some("Silva"),
        birth_date: "1990-02-03".parse().ok(),
        contact: Contact { phone: Some("0612345678"), ..Contact::default() },
        motives,
        data_protection_commitment: true,
        ..Draft::default()
    }
}

#[test]
fn a_whole_orientation_is_accepted() {
    let motives = texts(&["job_search"]);
    assert_eq!(draft_faults(&draft(&motives), day("2026-06-01")), []);
    assert_eq!(draft_warnings(&draft(&motives), day("2026-06-01")), []);
}

#[test]
fn everything_missing_from_an_orientation_comes_at_once() {
    let long = "x".repeat(2_001);
    let empty = Draft { comment: Some(&long), ..Draft::default() };
    let found: Vec<_> = draft_faults(&empty, day("2026-06-01")).into_iter().map(|f| (f.pointer, f.code)).collect();
    let expected = [
        ("/prescriber/name", "required"),
        ("/candidate/first_name", "required"),
        ("/candidate/last_name", "required"),
        ("/candidate/birth_date", "required"),
        ("/candidate", "rule_contact"),
        ("/motives", "required"),
        ("/data_protection_commitment", "rule_data_protection_commitment"),
        ("/comment", "too_long"),
    ];
    assert_eq!(found, expected.map(|(p, c)| (p.to_owned(), c)));
    assert_eq!(draft_warnings(&empty, day("2026-06-01"))[0].code, "prescriber_unreachable");
}

#[test]
fn a_health_number_in_a_comment_is_refused() {
    let motives = texts(&["job_search"]);
    let d = Draft { comment: Some("sécu 1 85 05 78 006 084 91"), ..draft(&motives) };
    assert_eq!(draft_faults(&d, day("2026-06-01"))[0].code, "rule_no_nir");
}

#[test]
fn the_age_tells_its_publics_and_overrules_what_was_given() {
    let today = day("2026-06-01");
    for (birth, given, told) in [
        (Some("2000-06-02"), vec!["rsa"], vec!["rsa", "youth_under_26"]),
        (Some("2000-06-01"), vec!["rsa", "youth_under_26", "rsa"], vec!["rsa"]),
        (Some("1976-06-01"), vec!["senior_50", "deld"], vec!["senior_50", "deld"]),
        (Some("1976-06-02"), vec![], vec![]),
        (None, vec!["senior_50"], vec!["senior_50"]),
    ] {
        let found = eligible_criteria(birth.map(day), &texts(&given), today);
        assert_eq!(found, texts(&told), "{birth:?} {given:?}");
    }
}

#[test]
fn an_untouched_orientation_expires_the_day_after_its_last_day() {
    // 22:30 UTC in winter is 23:30 the same day in Paris; in summer it is the next day.
    for (touched, last) in [("2026-01-10T22:30:00Z", "2026-03-11"), ("2026-06-10T22:30:00Z", "2026-08-10")] {
        assert_eq!(last_open_day(at(touched), 60), day(last));
        assert!(!has_expired(S::InTriage, at(touched), 60, day(last)));
        assert!(has_expired(S::InTriage, at(touched), 60, civil::add_days(day(last), 1)));
        assert!(!has_expired(S::Refused, at(touched), 60, day("2030-01-01")));
    }
}

#[test]
fn waiting_is_counted_in_civil_days() {
    assert_eq!(waiting_days(at("2026-06-10T21:59:00Z"), at("2026-06-10T22:01:00Z")), 1);
    assert_eq!(waiting_days(at("2026-06-10T08:00:00Z"), at("2026-06-10T15:00:00Z")), 0);
    assert_eq!(waiting_days(at("2026-06-10T08:00:00Z"), at("2026-06-01T08:00:00Z")), 0);
}
