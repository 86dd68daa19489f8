use super::decisions::*;
use super::*;
use crate::intake::entry_files::DepartmentOpinion;

fn day(s: &str) -> Day {
    s.parse().unwrap()
}

fn code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Invalid(faults) => faults[0].code,
        Refusal::Conflict { code, .. } => code,
        Refusal::Illegal { .. } => "illegal_transition",
    }
}

#[test]
fn the_session_follows_the_page() {
    for (verb, from, to) in [
        ("convene", S::Planned, Some(S::Convened)),
        ("convene", S::Convened, None),
        ("hold", S::Convened, Some(S::Held)),
        ("hold", S::Planned, None),
        ("validate-minutes", S::Held, Some(S::MinutesValidated)),
        ("cancel", S::Convened, Some(S::Cancelled)),
        ("cancel", S::Held, None),
        ("convene", S::Cancelled, None),
    ] {
        assert_eq!(step(from, true, verb).ok(), to, "{verb} from {from}");
    }
}

#[test]
fn only_a_session_held_without_its_quorum_is_cancelled_afterwards() {
    let known = |could_decide| match step(S::Held, could_decide, "convene") {
        Err(Refusal::Illegal { from, allowed }) => (from, allowed),
        other => panic!("{other:?}"),
    };
    assert_eq!(known(true), ("held", vec!["validate-minutes"]));
    assert_eq!(known(false), ("held", vec!["validate-minutes", "cancel"]));
    let (open, decided) = ([item(ItemKind::PathwayReview, false)], [item(ItemKind::PathwayReview, true)]);
    for (from, quorum_met, items, expected) in [
        (S::Held, false, &open, Ok((S::Cancelled, vec![open[0].id]))),
        (S::Held, true, &open, Err("illegal_transition")),
        (S::Held, false, &decided, Err("illegal_transition")),
        (S::MinutesValidated, false, &open, Err("illegal_transition")),
        (S::Cancelled, false, &open, Err("illegal_transition")),
    ] {
        let found = cancel(from, quorum_met, Some("quorum"), items).map_err(|r| code(&r));
        assert_eq!(found, expected, "{from} {quorum_met}");
    }
    assert_eq!(code(&cancel(S::Held, false, None, &open).unwrap_err()), "required");
}

#[test]
fn only_voting_members_present_make_the_quorum() {
    let seat = |voice, present| Seat { voice, present };
    let seats = [seat(Voice::Vote, true), seat(Voice::Vote, true), seat(Voice::Vote, false), seat(Voice::Advice, true)];
    for (quorum, met) in [(0, true), (2, true), (3, false)] {
        assert_eq!(quorum_met(quorum, &seats), met, "{quorum}");
    }
    assert!(quorum_met(0, &[]));
    assert!(quorum_fault(3, 3).is_none() && quorum_fault(0, 0).is_none());
    assert_eq!(quorum_fault(4, 3).unwrap().code, "rule_quorum");
    assert!(quorum_fault(-1, 3).is_some());
}

#[test]
fn the_agenda_freezes_two_working_days_before() {
    let holidays = [day("2026-05-01"), day("2026-05-08")];
    for (session, last) in [
        ("2026-03-12", "2026-03-10"),
        ("2026-03-09", "2026-03-05"),
        ("2026-03-10", "2026-03-06"),
        ("2026-05-11", "2026-05-06"),
        ("2026-05-04", "2026-04-29"),
    ] {
        assert_eq!(last_free_day(day(session), FREEZE_WORKING_DAYS, &holidays), day(last), "{session}");
    }
    let last = day("2026-03-10");
    for (status, today, expected) in [
        (S::Planned, "2026-03-10", Door::Open),
        (S::Planned, "2026-03-11", Door::NeedsChair),
        (S::Convened, "2026-03-01", Door::NeedsChair),
        (S::Held, "2026-03-01", Door::Shut),
        (S::Cancelled, "2026-03-01", Door::Shut),
    ] {
        assert_eq!(door(status, last, day(today)), expected, "{status} {today}");
    }
}

#[test]
fn a_late_item_needs_the_chair() {
    assert_eq!(add_item(Door::Open, false), Ok(None));
    assert_eq!(add_item(Door::NeedsChair, true).unwrap().unwrap().code, "late_agenda_item");
    assert_eq!(code(&add_item(Door::NeedsChair, false).unwrap_err()), "conflict_agenda_frozen");
    assert_eq!(code(&add_item(Door::Shut, true).unwrap_err()), "conflict_agenda_frozen");
    assert!(remove_item(S::Planned).is_ok());
    assert!(remove_item(S::Convened).is_err());
}

#[test]
fn an_item_points_at_what_its_kind_is_about() {
    use ItemKind as K;
    for (kind, file, pathway, pointer) in [
        (K::Admission, true, false, None),
        (K::Admission, false, true, Some("/entry_file_id")),
        (K::Admission, true, true, Some("")),
        (K::PathwayReview, false, true, None),
        (K::Extension, false, false, Some("/pathway_id")),
        (K::Suspension, true, false, Some("/pathway_id")),
        (K::Information, false, false, None),
        (K::Information, false, true, None),
        (K::Information, true, true, Some("")),
    ] {
        let found = target_faults(kind, file, pathway);
        assert_eq!(found.first().map(|f| f.pointer.as_str()), pointer, "{kind} {file} {pathway}");
    }
}

fn item(kind: ItemKind, decided: bool) -> AgendaItem {
    AgendaItem { id: AgendaItemId::new(), kind, decided }
}

#[test]
fn the_chair_validates_minutes_whose_items_are_all_decided() {
    let (chair, other) = (UserId::new(), UserId::new());
    let all = [item(ItemKind::Admission, true), item(ItemKind::Information, false)];
    assert_eq!(validate_minutes(S::Held, chair, chair, &all), Ok(S::MinutesValidated));
    assert_eq!(code(&validate_minutes(S::Held, other, chair, &all).unwrap_err()), "conflict_not_chair");
    let open = [item(ItemKind::Admission, false), item(ItemKind::Extension, true)];
    let Err(Refusal::Conflict { code, missing, .. }) = validate_minutes(S::Held, chair, chair, &open) else { panic!() };
    assert_eq!((code, missing.len()), ("conflict_undecided_items", 1));
    assert_eq!(missing[0].pointer, format!("/agenda-items/{}", open[0].id));
}

#[test]
fn a_cancelled_session_passes_its_items_on() {
    let items = [item(ItemKind::Admission, false), item(ItemKind::Information, false)];
    let (to, rolled) = cancel(S::Convened, false, Some("neige"), &items).unwrap();
    assert_eq!((to, rolled), (S::Cancelled, vec![items[0].id, items[1].id]));
    assert_eq!(code(&cancel(S::Planned, false, None, &items).unwrap_err()), "required");
    assert_eq!(code(&cancel(S::Held, true, Some("x"), &items).unwrap_err()), "illegal_transition");
    assert_eq!(code(&hold(S::Convened, false, &[]).unwrap_err()), "rule_attendance");
    assert!(members_see_items(S::Held) && !members_see_items(S::MinutesValidated) && !members_see_items(S::Planned));
}

fn case(kind: ItemKind) -> Case {
    Case {
        session: S::Held,
        quorum_met: true,
        kind,
        decided: false,
        file_referent: Some(UserId::new()),
        rsa: false,
        opinion: DepartmentOpinion::None,
    }
}

fn ruling(outcome: DecisionOutcome) -> Ruling<'static> {
    Ruling {
        actor: UserId::new(),
        outcome,
        motive: Some("besoin d'un accompagnement renforcé"),
        alternative: Some("Mission locale"),
        effective_on: "2026-03-12".parse().ok(),
        today: "2026-03-12".parse().unwrap(),
    }
}

#[test]
fn each_outcome_belongs_to_its_kind_and_has_its_effect() {
    use {DecisionOutcome as O, Effect as E, ItemKind as K};
    let effects = [
        (K::Admission, O::Admitted, E::AdmitPathway),
        (K::Admission, O::Refused, E::RefuseOrientation),
        (K::Admission, O::Redirected, E::RedirectOrientation),
        (K::Admission, O::Adjourned, E::ReturnEntryFile),
        (K::PathwayReview, O::Continue, E::KeepPathway),
        (K::PathwayReview, O::Reorient, E::ReorientPathway),
        (K::Suspension, O::Suspend, E::SuspendPathway),
        (K::Extension, O::Extend, E::ExtendPathway),
        (K::ExitProposal, O::Close, E::ClosePathway),
    ];
    for (kind, outcome, effect) in effects {
        assert_eq!(decide(&case(kind), &ruling(outcome)), Ok((DecisionStatus::Effective, effect)), "{kind} {outcome}");
    }
    for kind in K::ALL {
        for outcome in O::ALL.iter().filter(|o| !outcomes_of(*kind).contains(o)) {
            let Err(Refusal::Invalid(faults)) = decide(&case(*kind), &ruling(*outcome)) else { panic!() };
            assert_eq!((faults[0].code, faults[0].allowed.len()), ("rule_outcome", outcomes_of(*kind).len()));
        }
    }
}

#[test]
fn a_refusal_or_redirection_without_alternative_is_refused() {
    for outcome in [DecisionOutcome::Refused, DecisionOutcome::Redirected] {
        let without = Ruling { alternative: Some(" "), ..ruling(outcome) };
        assert_eq!(code(&decide(&case(ItemKind::Admission), &without).unwrap_err()), "rule_alternative");
    }
    let admitted = Ruling { alternative: None, ..ruling(DecisionOutcome::Admitted) };
    assert!(decide(&case(ItemKind::Admission), &admitted).is_ok());
}

#[test]
fn a_ruling_has_its_motive_and_day_of_effect_and_all_faults_come_at_once() {
    let bare = Ruling { motive: None, alternative: None, effective_on: None, ..ruling(DecisionOutcome::Refused) };
    let Err(Refusal::Invalid(faults)) = decide(&case(ItemKind::Admission), &bare) else { panic!() };
    let places: Vec<_> = faults.iter().map(|f| f.pointer.as_str()).collect();
    assert_eq!(places, ["/motive", "/alternative", "/effective_on"]);
}

#[test]
fn a_suspension_is_not_decided_ahead() {
    use {DecisionOutcome as O, ItemKind as K};
    for (kind, outcome, on, refused) in [
        (K::Suspension, O::Suspend, "2026-03-13", true),
        (K::PathwayReview, O::Suspend, "2026-04-01", true),
        (K::Suspension, O::Suspend, "2026-03-12", false),
        (K::Suspension, O::Suspend, "2026-03-01", false),
        (K::Extension, O::Extend, "2026-04-01", false),
        (K::Admission, O::Admitted, "2026-04-01", false),
    ] {
        let found = decide(&case(kind), &Ruling { effective_on: on.parse().ok(), ..ruling(outcome) });
        match found {
            Err(refusal) => assert_eq!((code(&refusal), refused), ("rule_future", true), "{outcome} {on}"),
            Ok(_) => assert!(!refused, "{outcome} {on}"),
        }
    }
}

#[test]
fn an_exit_that_the_commission_does_not_follow_falls() {
    use {Effect as E, ItemKind as K};
    for (kind, effect, falls) in [
        (K::ExitProposal, E::KeepPathway, true),
        (K::ExitProposal, E::ExtendPathway, true),
        (K::ExitProposal, E::ClosePathway, false),
        (K::ExitProposal, E::ReorientPathway, false),
        (K::ExitProposal, E::SuspendPathway, false),
        (K::PathwayReview, E::KeepPathway, false),
        (K::Extension, E::ExtendPathway, false),
    ] {
        assert_eq!(withdraws_exit(kind, effect), falls, "{kind} {effect:?}");
    }
}

#[test]
fn the_departement_is_waited_for() {
    use DepartmentOpinion as D;
    let pending = (DecisionStatus::AdmittedPendingDepartment, Effect::AwaitDepartment);
    let now = (DecisionStatus::Effective, Effect::AdmitPathway);
    for (rsa, opinion, expected) in [
        (false, D::None, Ok(now)),
        (false, D::Pending, Ok(pending)),
        (true, D::None, Ok(pending)),
        (true, D::Pending, Ok(pending)),
        (true, D::Favourable, Ok(now)),
        (true, D::Unfavourable, Err("conflict_department_unfavourable")),
    ] {
        let found = decide(&Case { rsa, opinion, ..case(ItemKind::Admission) }, &ruling(DecisionOutcome::Admitted));
        assert_eq!(found.map_err(|r| code(&r)), expected, "{rsa} {opinion}");
    }
    let from = DecisionStatus::AdmittedPendingDepartment;
    assert_eq!(confirm_department(from, true), Ok(now));
    let refused = (DecisionStatus::RefusedByDepartment, Effect::RefuseOrientation);
    assert_eq!(confirm_department(from, false), Ok(refused));
    assert_eq!(code(&confirm_department(DecisionStatus::Effective, true).unwrap_err()), "illegal_transition");
}

#[test]
fn the_room_may_forbid_the_decision() {
    let me = UserId::new();
    let base = case(ItemKind::Admission);
    for (c, expected) in [
        (Case { session: S::Planned, ..base.clone() }, "conflict_session_not_held"),
        (Case { session: S::Convened, ..base.clone() }, "conflict_session_not_held"),
        (Case { session: S::MinutesValidated, ..base.clone() }, "conflict_minutes_validated"),
        (Case { decided: true, ..base.clone() }, "conflict_already_decided"),
        (Case { quorum_met: false, ..base.clone() }, "conflict_quorum"),
        (Case { file_referent: Some(me), ..base.clone() }, "conflict_own_file"),
    ] {
        let mine = Ruling { actor: me, ..ruling(DecisionOutcome::Admitted) };
        assert_eq!(code(&decide(&c, &mine).unwrap_err()), expected);
    }
}

#[test]
fn only_a_later_session_supersedes() {
    let from = DecisionStatus::Effective;
    assert_eq!(supersede(from, day("2026-03-12"), day("2026-04-09")), Ok(DecisionStatus::Superseded));
    assert_eq!(code(&supersede(from, day("2026-03-12"), day("2026-03-12")).unwrap_err()), "conflict_not_later");
    let gone = supersede(DecisionStatus::Superseded, day("2026-03-12"), day("2026-04-09"));
    assert_eq!(code(&gone.unwrap_err()), "illegal_transition");
}
