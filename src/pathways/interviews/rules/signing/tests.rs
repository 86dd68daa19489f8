use super::InterviewOutcome as O;
use super::*;

fn at(s: &str) -> Instant {
    Instant(s.parse().unwrap())
}

fn facts() -> Facts {
    Facts {
        starts_at: at("2026-03-12T08:00:00Z"),
        ends_at: at("2026-03-12T08:45:00Z"),
        participant_id: "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9".parse().unwrap(),
        user_id: "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca".parse().unwrap(),
    }
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
fn a_held_physical_interview_is_signed() {
    for (kind, modality, outcome, required) in [
        ("follow_up", "in_person", O::Held, true),
        ("follow_up", "home_or_outside", O::Held, true),
        ("follow_up", "phone", O::Held, false),
        ("follow_up", "video", O::Held, false),
        ("action_review", "video", O::Held, true),
        ("collective", "video", O::Held, true),
        ("follow_up", "in_person", O::Planned, false),
        ("follow_up", "in_person", O::NoShow, false),
    ] {
        assert_eq!(is_required(kind, modality, outcome), required, "{kind} {modality} {outcome}");
    }
}

#[test]
fn the_facts_hash_is_that_of_the_text_anybody_can_rebuild() {
    assert_eq!(
        canonical(&facts()),
        "jalon interview facts 1\nday 2026-03-12\nstarts_at 2026-03-12T08:00:00Z\nends_at 2026-03-12T08:45:00Z\n\
         participant 01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9\nreferent 01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca\n"
    );
    // printf '…' | sha256sum
    assert_eq!(facts_hash(&facts()), "b4da78bce4f04266a0f0d884c50d4c6c8415c6279cf21057f6d1f0bfb862cf50");
    for other in [
        Facts { starts_at: at("2026-03-12T08:01:00Z"), ..facts() },
        Facts { ends_at: at("2026-03-12T08:46:00Z"), ..facts() },
        Facts { participant_id: ParticipantId::new(), ..facts() },
        Facts { user_id: UserId::new(), ..facts() },
    ] {
        assert_ne!(facts_hash(&other), facts_hash(&facts()));
    }
}

#[test]
fn a_signature_on_another_day_is_kept_with_a_warning() {
    let hash = facts_hash(&facts());
    let now = at("2026-03-20T08:00:00Z");
    for (signed_at, warning) in [
        ("2026-03-12T08:46:00Z", None),
        ("2026-03-12T22:59:00Z", None),
        ("2026-03-12T23:01:00Z", Some("late_signature")),
        ("2026-03-11T08:00:00Z", Some("early_signature")),
    ] {
        let s = Signing { signed_at: at(signed_at), facts_hash: &hash, refused: false, refused_reason: None };
        let (state, warnings) = sign(O::Held, SignatureState::Missing, &facts(), &s, now).unwrap();
        assert_eq!((state, warnings.first().map(|w| w.code)), (SignatureState::Signed, warning), "{signed_at}");
    }
}

#[test]
fn a_refusal_to_sign_has_its_reason_and_a_signature_is_never_removed() {
    let hash = facts_hash(&facts());
    let now = at("2026-03-12T09:00:00Z");
    let base = Signing { signed_at: now, facts_hash: &hash, refused: true, refused_reason: Some("pressée") };
    let try_with = |outcome, state, s: &Signing<'_>| sign(outcome, state, &facts(), s, now);
    assert_eq!(try_with(O::Held, SignatureState::Missing, &base).unwrap().0, SignatureState::Refused);
    let silent = Signing { refused_reason: Some(" "), ..base.clone() };
    assert_eq!(code(try_with(O::Held, SignatureState::Missing, &silent)), "rule_refusal_reason");
    assert_eq!(code(try_with(O::Held, SignatureState::Signed, &base)), "conflict_already_signed");
    assert_eq!(code(try_with(O::Planned, SignatureState::NotRequired, &base)), "illegal_transition");
    let stale = Signing { facts_hash: "00", ..base.clone() };
    assert_eq!(code(try_with(O::Held, SignatureState::Missing, &stale)), "conflict_facts_changed");
    let early = Signing { signed_at: at("2026-03-13T09:00:00Z"), ..base.clone() };
    assert_eq!(code(try_with(O::Held, SignatureState::Missing, &early)), "rule_future");
    let second_thoughts = Signing { refused: false, refused_reason: None, ..base };
    assert!(try_with(O::Held, SignatureState::Refused, &second_thoughts).is_ok(), "who refused may sign later");
}

#[test]
fn changing_the_facts_voids_the_signature_and_says_so() {
    let signed = facts_hash(&facts());
    let moved = Facts { ends_at: at("2026-03-12T09:00:00Z"), ..facts() };
    let (state, warning) = after_change(SignatureState::Signed, Some(&signed), &moved, true);
    assert_eq!((state, warning.unwrap().code), (SignatureState::Voided, "signature_voided"));
    assert!(state.is_owed());
    for (state, facts, required, expected) in [
        (SignatureState::Signed, facts(), true, SignatureState::Signed),
        (SignatureState::Missing, moved, true, SignatureState::Missing),
        (SignatureState::Missing, moved, false, SignatureState::NotRequired),
        (SignatureState::NotRequired, moved, true, SignatureState::Missing),
        (SignatureState::Voided, facts(), true, SignatureState::Voided),
    ] {
        assert_eq!(after_change(state, Some(&signed), &facts, required), (expected, None));
    }
}
