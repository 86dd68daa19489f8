//! A person's months, worked by hand.

use super::*;
use crate::esf::money::rules::{RateMethod, YEAR_MINUTES, denominator};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn letter(mode: CostMode) -> LetterFacts {
    LetterFacts { mode, percentage: 6_000, signed: true, late: false, accepted: true, days: 31 }
}

fn facts(mode: Option<CostMode>, supported: i64) -> MonthFacts {
    MonthFacts {
        month: month("2026-01"),
        minutes: BTreeMap::from([(Support::Supported, supported)]),
        worked: 8_400,
        letter: mode.map(letter),
        cost: Some((370_833, true)),
        rate: None,
        taken: Fraction::ZERO,
        claimed_before: 0,
        weight: Fraction::ONE,
    }
}

fn alone(months: Vec<MonthFacts>) -> Person {
    person(&PersonFacts { user: UserId::new(), months, years: Vec::new() })
}

fn only(facts: MonthFacts) -> Line {
    alone(vec![facts]).lines.remove(0)
}

fn rate(share: Fraction) -> (RateBase, Rate) {
    let denominator = denominator(YEAR_MINUTES, share);
    (RateBase::Annual, Rate { base_cents: 4_450_000, denominator, method: RateMethod::FloorOfProduct })
}

#[test]
fn an_accepted_letter_is_the_proof_and_no_sheet_is_asked_for() {
    let unsigned = BTreeMap::from([(Support::NotSigned, 4_000)]);
    let fixed = MonthFacts { minutes: unsigned, ..facts(Some(CostMode::FixedPercentage), 0) };
    let line = only(fixed.clone());
    assert_eq!((line.supported, line.lacking(), line.claimed, line.amount), (4_000, 0, 0, 222_499));
    assert_eq!(line.share, Fraction::ratio(3, 5));
    for (signed, accepted, missing) in [
        (false, true, vec![Missing::LetterNotSigned]),
        (true, false, vec![Missing::LetterNotAccepted]),
        (false, false, vec![Missing::LetterNotSigned, Missing::LetterNotAccepted]),
    ] {
        let letter = LetterFacts { signed, accepted, ..letter(CostMode::FixedPercentage) };
        let line = only(MonthFacts { letter: Some(letter), ..fixed.clone() });
        assert_eq!((line.amount, line.missing), (0, missing));
    }
    let half = LetterFacts { days: 16, ..letter(CostMode::FixedPercentage) };
    let line = only(MonthFacts { letter: Some(half), cost: Some((310_000, true)), ..fixed.clone() });
    assert_eq!(line.amount, 96_000, "60 % of 3 100.00 for 16 of 31 days");
    let line = only(MonthFacts { cost: None, ..fixed });
    assert_eq!((line.amount, line.missing), (0, vec![Missing::NoCost]));
}

#[test]
fn hours_need_both_signatures() {
    let minutes = BTreeMap::from([
        (Support::Supported, 4_200),
        (Support::NotSigned, 100),
        (Support::NotCountersigned, 200),
        (Support::ContactNotSigned, 300),
        (Support::NoMissionLetter, 400),
    ]);
    let line = only(MonthFacts { minutes, ..facts(Some(CostMode::ActualHours), 0) });
    assert_eq!((line.minutes, line.supported, line.lacking(), line.claimed), (5_200, 4_200, 1_000, 4_200));
    assert_eq!((line.amount, line.share), (185_416, Fraction::ratio(1, 2)), "half of 3 708.33 €, floored");
    let line = only(facts(None, 0));
    assert_eq!((line.mode, line.amount, line.missing), (CostMode::None, 0, vec![]));
}

#[test]
fn what_others_pay_is_not_paid_again() {
    let taken = |n, d| MonthFacts { taken: Fraction::ratio(n, d), ..facts(Some(CostMode::ActualHours), 4_200) };
    let line = only(taken(3, 5));
    assert_eq!((line.claimed, line.over_cap, line.amount), (3_360, 840, 148_333), "40 % of 8 400 are left");
    assert_eq!(only(taken(1, 2)).over_cap, 0);
    assert_eq!((only(taken(1, 1)).claimed, only(taken(1, 1)).amount), (0, 0));
    let fixed = MonthFacts { taken: Fraction::ratio(1, 2), ..facts(Some(CostMode::FixedPercentage), 0) };
    let line = only(fixed);
    assert_eq!((line.share, line.amount), (Fraction::ratio(1, 2), 185_416), "60 % where 50 % are left");
}

#[test]
fn the_hours_of_a_year_stop_at_the_cap() {
    let half = Fraction::ratio(1, 2);
    let hourly = |text: &str, supported| MonthFacts {
        month: month(text),
        rate: Some(rate(half)),
        cost: None,
        ..facts(Some(CostMode::HourlyRate), supported)
    };
    let cap = CapMonth { year_minutes: denominator(YEAR_MINUTES, half), weight: Fraction::ONE };
    let year = YearFacts { year: 2026, months: vec![cap; 2], claimed_before: 1_000, later: vec![] };
    let months = vec![hourly("2026-01", 4_000), hourly("2026-02", 5_000)];
    let out = person(&PersonFacts { user: UserId::new(), months, years: vec![year] });
    // two months at half time: 8 600 minutes, of which 7 600 are left
    assert_eq!(out.caps, [CapUse { year: 2026, cap: 8_600, before: 1_000, claimed: 7_600, over: 1_400 }]);
    let claimed: Vec<(i64, i64)> = out.lines.iter().map(|l| (l.claimed, l.over_cap)).collect();
    assert_eq!(claimed, [(4_000, 0), (3_600, 1_400)]);
    // later months: what they count for, claimed | the cap of January and February
    let at = |counts: Option<CapMonth>, claimed| LaterMonth { counts, claimed };
    for (later, expected) in [
        (vec![at(Some(cap), 4_300)], 8_600),
        (vec![at(Some(cap), 5_000)], 7_900),
        (vec![at(Some(cap), 5_000), at(Some(cap), 0)], 7_900),
        (vec![at(Some(cap), 0), at(Some(cap), 8_600)], 8_600),
        (vec![at(Some(cap), 8_600), at(Some(cap), 0)], 4_300),
        (vec![at(None, 9_000)], 0),
    ] {
        let year = YearFacts { year: 2026, months: vec![cap; 2], claimed_before: 0, later };
        assert_eq!(year.cap(), expected, "{year:?}");
    }
    assert_eq!(out.lines[1].amount, 310_465, "60 h × 5 174.4186 € … floored: 44 500 × 3 600 ÷ 51 600 = 3 104.651");
    let line = only(MonthFacts { rate: None, ..hourly("2026-01", 10) });
    assert_eq!((line.claimed, line.over_cap, line.missing), (0, 0, vec![Missing::NoRate]));
    let monthly = Rate { base_cents: 303_334, denominator: Fraction::whole(4_000), method: RateMethod::FlooredRate };
    let month =
        MonthFacts { rate: Some((RateBase::Monthly, monthly)), claimed_before: 500, ..hourly("2026-01", 4_000) };
    assert_eq!(only(month.clone()).claimed, 3_500, "a month's base is capped by the month");
    // the month in two halves: minutes, claimed before, weight up to the end | claimed, over the month
    for (supported, before, weight, out) in [
        (2_500, 0, Fraction::ratio(1, 2), (2_000, 500)),
        (1_800, 0, Fraction::ratio(1, 2), (1_800, 0)),
        (1_800, 1_800, Fraction::ONE, (1_800, 0)),
        (2_500, 1_800, Fraction::ONE, (2_200, 300)),
    ] {
        let minutes = BTreeMap::from([(Support::Supported, supported)]);
        let line = only(MonthFacts { minutes, claimed_before: before, weight, ..month.clone() });
        assert_eq!((line.claimed, line.over_month), out, "{supported} after {before}");
    }
}

#[test]
fn fewer_minutes_are_worth_what_they_would_have_been_claimed_at() {
    let (_, rate) = rate(Fraction::ONE);
    assert_eq!(worth(CostMode::HourlyRate, 0, rate.denominator, Some(rate), 24_750), 1_067_223);
    assert_eq!(worth(CostMode::ActualHours, 370_833, Fraction::whole(8_400), None, 4_140), 182_767);
    assert_eq!(worth(CostMode::FixedPercentage, 370_833, Fraction::ONE, None, 60), 0);
}
