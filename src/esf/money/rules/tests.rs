//! The vectors of § 6.8, and others worked by hand: the last column is the working.

use super::caps::{CapMonth, RateSpan, annual_cap, cap_month, granted, monthly_cap, share_cap};
use super::flat::{Costs, FlatRate, eligible, exclusions};
use super::*;
use crate::civil::Month;
use crate::db::Day;

fn q(num: i64, den: i64) -> Fraction {
    Fraction::ratio(num, den)
}

fn annual(base_cents: i64, share: Fraction, method: RateMethod) -> Rate {
    Rate { base_cents, denominator: denominator(YEAR_MINUTES, share), method }
}

#[test]
fn the_worked_example_of_the_field_comes_out_to_the_cent() {
    // C = 44 500.00 € full time: 44 500 ÷ 1 720 = 25.872093… €/h; 412 h 30 = 24 750 min
    let exact = annual(4_450_000, q(1, 1), RateMethod::FloorOfProduct);
    let floored = annual(4_450_000, q(1, 1), RateMethod::FlooredRate);
    assert_eq!((exact.cents_an_hour(), floored.cents_an_hour()), (2_587, 2_587));
    assert_eq!(exact.amount(24_750), 1_067_223, "412.5 × 25.872093… = 10 672.238… €");
    assert_eq!(floored.amount(24_750), 1_067_137, "412.5 × 25.87 = 10 671.375 €");
    assert_eq!(exact.amount(24_750) - floored.amount(24_750), 86, "0.86 €, so that the method is stored");
}

#[test]
fn hours_at_a_rate() {
    // cents a year, share, minutes | cents an hour, floor of the product, floored rate | the working
    #[rustfmt::skip]
    let vectors = [
        (4_450_000, (1, 1), 60, 2_587, 2_587, 2_587, "one hour: 4 450 000 ÷ 1 720 = 2 587.209 → 2 587"),
        (4_450_000, (1, 1), 1, 2_587, 43, 43, "one minute: 2 587.209 ÷ 60 = 43.12; 2 587 ÷ 60 = 43.11"),
        (4_450_000, (1, 1), 103_200, 2_587, 4_450_000, 4_449_640, "the whole year gives C back; 1 720 × 2 587 = 4 449 640"),
        (3_600_000, (4, 5), 4_320, 2_616, 188_372, 188_352, "q = 4/5: 1 376 h, 2 616.279 an hour; 72 h: 188 372.09, 72 × 2 616 = 188 352"),
        (2_225_000, (1, 2), 60, 2_587, 2_587, 2_587, "a half-timer's C is halved and so are the hours: the same 2 587.209 (R6.22)"),
        (2_225_000, (1, 2), 51_600, 2_587, 2_225_000, 2_224_820, "860 h give C back; 860 × 2 587 = 2 224 820"),
        (3_814_285, (6, 7), 9_100, 2_587, 392_393, 392_361, "30 h of 35: 619 200/7 min; 3 814 285 × 9 100 × 7 ÷ 619 200 = 392 393.3; 151 h 40 × 2 587 = 392 361.6"),
        (3_814_286, (6, 7), 88_457, 2_587, 3_814_279, 3_813_970, "a minute short of the year of 88 457.14: 3 814 279.8; 88 457 ÷ 60 × 2 587 = 3 813 970.9"),
        (1_720, (1, 1), 60, 1, 1, 1, "1 720 ÷ 1 720 = 1 cent exactly"),
        (1_719, (1, 1), 60, 0, 0, 0, "0.9994 cent: never rounded up"),
        (3_440_000, (1, 1), 45, 2_000, 1_500, 1_500, "20.00 € an hour exactly, three quarters of one"),
        (10_000_000, (1, 1), 30, 5_813, 2_906, 2_906, "5 813.953 ÷ 2 = 2 906.98; 5 813 ÷ 2 = 2 906.5"),
        (5_160_000, (1, 1), 7, 3_000, 350, 350, "30.00 € an hour: 7 × 50"),
        (4_128_000, (32, 35), 420, 2_625, 18_375, 18_375, "32 h of 35: 4 128 000 ÷ (1 720 × 32/35) = 2 625 exactly; 7 h"),
        (3_000_001, (1, 3), 34_400, 5_232, 3_000_001, 2_999_680, "573 h 20 of the year give C back; × 5 232 = 2 999 680"),
        (3_000_000, (7, 10), 1_260, 2_491, 52_325, 52_311, "1 204 h, 2 491.694 an hour; 21 h: 52 325.58; 21 × 2 491 = 52 311"),
        (2_400_000, (3, 5), 90, 2_325, 3_488, 3_487, "1 032 h, 2 325.581 an hour; 1 h 30: 3 488.37; 2 325 × 1.5 = 3 487.5"),
        (6_192_000, (1, 1), 13, 3_600, 780, 780, "36.00 € an hour, 60 cents a minute, 13 minutes"),
        (99, (1, 1), 103_199, 0, 98, 0, "a cost of 0.99 €: 98.999 for all but a minute; a rate of 0 pays nothing"),
        (4_450_000, (1, 1), 0, 2_587, 0, 0, "no minutes, no cost"),
    ];
    for (cents, (num, den), minutes, hour, product, floored, working) in vectors {
        let exact = annual(cents, q(num, den), RateMethod::FloorOfProduct);
        assert_eq!(exact.cents_an_hour(), hour, "{working}");
        assert_eq!(exact.amount(minutes), product, "{working}");
        assert_eq!(annual(cents, q(num, den), RateMethod::FlooredRate).amount(minutes), floored, "{working}");
    }
}

#[test]
fn a_monthly_base_over_average_hours() {
    // cents a month, share, minutes | cents an hour, floor of the product | the working (R6.23)
    #[rustfmt::skip]
    let vectors = [
        (303_334, (1, 1), 9_100, 2_000, 303_334, "151 h 40 a month: 303 334 ÷ 151.667 = 2 000.004; the month gives the cost back"),
        (303_334, (1, 1), 60, 2_000, 2_000, "one hour: 2 000.004"),
        (242_667, (4, 5), 7_280, 2_000, 242_667, "121 h 20 at four fifths, the whole month"),
        (151_667, (1, 2), 420, 2_000, 14_000, "75 h 50 at half time, 2 000.004 an hour; 7 h: 14 000.03"),
    ];
    for (cents, (num, den), minutes, hour, product, working) in vectors {
        let denominator = denominator(MONTH_MINUTES, q(num, den));
        let rate = Rate { base_cents: cents, denominator, method: RateMethod::FloorOfProduct };
        assert_eq!((rate.cents_an_hour(), rate.amount(minutes)), (hour, product), "{working}");
    }
}

#[test]
fn real_and_fixed_shares_of_a_month() {
    // cents a month, minutes on the operation, minutes worked | cents | the working (R6.27)
    #[rustfmt::skip]
    let real = [
        (370_833, 4_200, 8_400, 185_416, "half of 3 708.33 € is 1 854.165"),
        (370_833, 8_400, 8_400, 370_833, "all of it"),
        (370_833, 1, 8_400, 44, "370 833 ÷ 8 400 = 44.15"),
        (370_833, 2_800, 8_400, 123_611, "a third, exactly"),
        (370_833, 0, 8_400, 0, "nothing"),
        (370_833, 0, 0, 0, "a month without work pays nothing"),
        (370_833, 9_000, 8_400, 370_833, "never more than the month"),
    ];
    for (gross, minutes, worked, cents, working) in real {
        assert_eq!(real_cost(gross, minutes, worked), cents, "{working}");
    }
    // cents a month, share in ten-thousandths, days, days of the month | cents | the working
    #[rustfmt::skip]
    let fixed = [
        (370_833, 6_000, 31, 31, 222_499, "60 % of 3 708.33 € is 2 224.998"),
        (370_833, 10_000, 28, 28, 370_833, "the whole"),
        (370_833, 3_333, 30, 30, 123_598, "33.33 %: 123 598.6"),
        (310_000, 5_000, 16, 31, 80_000, "50 % from the 16th: 3 100.00 × 0.5 × 16/31 = 800.00"),
        (370_833, 1, 31, 31, 37, "0.01 %: 37.08"),
    ];
    for (gross, share, days, of_days, cents, working) in fixed {
        assert_eq!(fixed_cost(gross, share, days, of_days), cents, "{working}");
    }
}

#[test]
fn costs_are_brought_to_twelve_months_and_down_to_one() {
    // cents, months | cents a year | the working (R6.24)
    #[rustfmt::skip]
    let year = [
        (4_450_000, q(12, 1), 4_450_000, "a full year stays"),
        (1_112_500, q(3, 1), 4_450_000, "a quarter × 4"),
        (370_834, q(1, 1), 4_450_008, "a month × 12"),
        (1_000_000, q(7, 1), 1_714_285, "10 000.00 ÷ 7 × 12 = 17 142.857"),
        (550_000, q(47, 31), 4_353_191, "a month and 16 of 31 days: 5 500.00 × 12 × 31 ÷ 47 = 43 531.91"),
    ];
    for (cents, months, out, working) in year {
        assert_eq!(to_twelve_months(cents, months), out, "{working}");
    }
    assert_eq!(by_days(4_450_000, 31, 365), 377_945, "44 500.00 × 31/365 = 3 779.452");
    assert_eq!(by_days(4_450_000, 365, 365), 4_450_000);
    assert_eq!(by_days(100, 1, 3), 33);
}

#[test]
fn hours_are_capped_at_those_of_the_rate() {
    let months = |n: usize, share: Fraction| {
        vec![CapMonth { year_minutes: denominator(YEAR_MINUTES, share), weight: Fraction::ONE }; n]
    };
    assert_eq!(annual_cap(&months(12, q(1, 1))), 103_200, "1 720 h");
    assert_eq!(annual_cap(&months(12, q(1, 2))), 51_600, "860 h for a half-timer");
    assert_eq!(annual_cap(&months(5, q(1, 1))), 43_000, "five months: 716 h 40");
    assert_eq!(annual_cap(&months(1, q(6, 7))), 7_371, "619 200/7 ÷ 12 = 7 371.43");
    assert_eq!(annual_cap(&months(7, q(6, 7))), 51_600, "seven of them are whole again: 51 600");
    let mut moved = months(6, q(1, 1));
    moved.extend(months(6, q(4, 5)));
    assert_eq!(annual_cap(&moved), 92_880, "half a year at each: 51 600 + 41 280");
    let part = CapMonth { year_minutes: denominator(YEAR_MINUTES, q(1, 1)), weight: q(17, 31) };
    assert_eq!(annual_cap(&[part]), 4_716, "17 of 31 days: 8 600 × 17/31 = 4 716.13");
    assert_eq!(annual_cap(&[]), 0);
    assert_eq!(monthly_cap(denominator(MONTH_MINUTES, q(4, 5)), Fraction::ONE), 7_280, "121 h 20");
    assert_eq!(share_cap(9_100, q(3, 5)), 3_640, "another operation pays 60 %: 40 % of 9 100 are left");
    assert_eq!(share_cap(9_100, q(7, 5)), 0, "what is pledged twice leaves nothing");
    assert_eq!(
        granted(10_000, 2_000, &[5_000, 5_000, 1_000]),
        [5_000, 3_000, 0],
        "8 000 are left: the first month whole"
    );
    assert_eq!(granted(1_000, 2_000, &[500]), [0]);
}

#[test]
fn the_cap_is_of_all_operations_together() {
    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }
    let span = |from: &str, to: &str, share: Fraction| RateSpan {
        from: day(from),
        to: day(to),
        year_minutes: denominator(YEAR_MINUTES, share),
    };
    let (whole, half) = (q(1, 1), q(1, 2));
    let first = span("2026-01-01", "2026-06-30", whole);
    let second = span("2026-07-01", "2027-06-30", whole);
    // rates on operations, the end of the statement | minutes of 2026 | the working
    #[rustfmt::skip]
    let vectors: Vec<(Vec<RateSpan>, &str, i64, &str)> = vec![
        (vec![first], "2026-06-30", 51_600, "six months: 860 h"),
        (vec![first, second], "2026-12-31", 103_200, "the year: 1 720 h, of which the first operation may hold 860"),
        (vec![second], "2026-12-31", 51_600, "the second operation alone: 860 h"),
        (vec![first, second], "2026-07-31", 60_200, "seven months: 1 003 h 20"),
        (vec![first, first], "2026-06-30", 51_600, "two operations at once: each day counts once"),
        (vec![first, span("2026-01-01", "2026-06-30", half)], "2026-06-30", 25_800, "two shares at once: the smaller"),
        (vec![first, span("2026-04-01", "2026-09-30", whole)], "2026-12-31", 77_400, "nine months, three of them on both"),
        (vec![first, span("2026-10-01", "2026-12-31", whole)], "2026-12-31", 77_400, "nothing between June and October"),
        (vec![span("2026-02-01", "2026-02-15", whole), span("2026-02-16", "2026-02-28", whole)], "2026-02-28", 8_600, "a month handed over on the 16th is whole"),
        (vec![span("2026-02-01", "2026-02-14", whole), span("2026-02-15", "2026-02-28", half)], "2026-02-28", 6_450, "half a month at each share: 4 300 + 2 150"),
        (vec![span("2026-01-15", "2026-12-31", whole)], "2026-01-31", 4_716, "17 of 31 days: 8 600 × 17/31 = 4 716.13"),
        (vec![], "2026-12-31", 0, "no rate"),
    ];
    for (spans, until, minutes, working) in vectors {
        let year = (1..=12).filter_map(|n| Month::new(2026, n));
        let months: Vec<CapMonth> = year.filter_map(|month| cap_month(month, day(until), &spans)).collect();
        assert_eq!(annual_cap(&months), minutes, "{working}");
    }
    let february: Month = "2026-02".parse().unwrap();
    let held = [span("2026-01-01", "2026-12-31", whole)];
    let weight = |until: &str| cap_month(february, day(until), &held).map(|counted| counted.weight);
    assert_eq!(weight("2026-02-14"), Some(half), "the first half of the month");
    assert_eq!(weight("2026-02-28"), Some(whole), "up to its end it is the whole, whatever day a statement begins");
    assert_eq!(weight("2026-01-31"), None);
}

/// Rates, costs; staff, indirect, residual, total; the working.
type FlatVector<'a> = (&'a [FlatRate], Costs, i64, i64, i64, i64, &'a str);

#[test]
fn flat_rates_on_their_bases() {
    use FlatRate::{Indirect7, Indirect15, Indirect25, Residual40, Staff20};
    let costs =
        |staff, other, allowance| Costs { staff_cents: staff, other_direct_cents: other, allowance_cents: allowance };
    // rates, costs | staff, indirect, residual, total | the working (R6.29)
    #[rustfmt::skip]
    let vectors: Vec<FlatVector<'_>> = vec![
        (&[], costs(1_000_000, 250_000, 0), 1_000_000, 0, 0, 1_250_000, "real costs: the sum"),
        (&[Indirect15], costs(1_000_001, 250_000, 0), 1_000_001, 150_000, 0, 1_400_001, "15 % of staff alone: 150 000.15"),
        (&[Indirect7], costs(1_000_000, 250_007, 0), 1_000_000, 87_500, 0, 1_337_507, "7 % of 1 250 007 = 87 500.49"),
        (&[Indirect25], costs(1_000_000, 250_003, 0), 1_000_000, 312_500, 0, 1_562_503, "25 % of 1 250 003 = 312 500.75"),
        (&[Staff20], costs(999, 250_004, 0), 50_000, 0, 0, 300_004, "20 % of 250 004 = 50 000.8, whatever the sheets say"),
        (&[Staff20, Indirect7], costs(0, 250_000, 0), 50_000, 21_000, 0, 321_000, "20 % of 250 000, then 7 % of 300 000"),
        (&[Residual40], costs(1_000_002, 0, 30_000), 1_000_002, 0, 400_000, 1_430_002, "40 % of staff = 400 000.8, allowances beside it"),
    ];
    for (rates, costs, staff, indirect, residual, total, working) in vectors {
        let out = eligible("/flat_rates", rates, costs).unwrap();
        assert_eq!((out.staff_cents, out.indirect_cents, out.residual_cents), (staff, indirect, residual), "{working}");
        assert_eq!(out.total_cents, total, "{working}");
    }
}

#[test]
fn rates_that_exclude_each_other_are_refused_by_name() {
    use FlatRate::{Indirect7, Indirect15, Indirect25, Residual40, Staff20};
    for (rates, codes) in [
        (vec![Indirect15, Residual40], vec!["rule_flat_15_and_40"]),
        (vec![Indirect7, Residual40], vec!["rule_flat_rates"]),
        (vec![Staff20, Residual40], vec!["rule_flat_rates"]),
        (vec![Indirect7, Indirect15], vec!["rule_flat_rates"]),
        (vec![Indirect15, Indirect25, Residual40], vec!["rule_flat_15_and_40", "rule_flat_rates", "rule_flat_rates"]),
        (vec![Staff20, Indirect15], vec![]),
        (vec![Staff20, Indirect25], vec![]),
        (vec![], vec![]),
    ] {
        let found: Vec<&str> = exclusions("/flat_rates", &rates).iter().map(|f| f.code).collect();
        assert_eq!(found, codes, "{rates:?}");
    }
    let twice = Costs { staff_cents: 1, other_direct_cents: 1, allowance_cents: 0 };
    assert!(eligible("/flat_rates", &[Residual40], twice).is_err(), "40 % covers the other direct costs");
}

#[test]
fn the_fund_pays_its_part_and_no_more_than_is_left() {
    // the operation of the first seed: 490 783.74 of 981 567.48 €
    assert_eq!(eu_part(98_156_748, 49_078_374, 98_156_748, 0), 49_078_374);
    assert_eq!(eu_part(3, 49_078_374, 98_156_748, 0), 1, "half of 3 cents is 1.5");
    assert_eq!(eu_part(98_156_748, 49_078_374, 98_156_748, 49_078_000), 374, "what is left of the contribution");
    assert_eq!(eu_part(100, 0, 100, 0), 0);
}

#[test]
fn fractions_are_exact_and_in_lowest_terms() {
    assert_eq!((q(28, 35), q(-2, -4), q(0, 7)), (q(4, 5), q(1, 2), Fraction::ZERO));
    assert_eq!(q(1, 3).plus(q(1, 6)), q(1, 2));
    assert_eq!((q(-1, 2).floor(), q(-1, 2).ceil(), q(5, 2).ceil()), (-1, 0, 3));
    assert_eq!(q(1, 0), Fraction::ZERO);
    assert_eq!((in_millionths(q(1, 3)), in_millionths(q(2, 1))), (333_333, 1_000_000));
    let largest = Rate {
        base_cents: GROSS_MAX_CENTS,
        denominator: denominator(YEAR_MINUTES, q(999_999, SHARE_DEN_MAX)),
        method: RateMethod::FloorOfProduct,
    };
    assert!(largest.exact().num() <= i64::MAX.into(), "the exact rate is written with whole numbers of 64 bits");
}

proptest::proptest! {
    #[test]
    fn an_amount_is_never_above_the_exact_one(cents in 1i64..GROSS_MAX_CENTS, num in 1i64..35, minutes in 0i64..200_000) {
        let share = q(num, 35);
        let exact = annual(cents, share, RateMethod::FloorOfProduct);
        let product = Fraction::whole(cents).times(Fraction::whole(minutes)).over(exact.denominator);
        let amount = exact.amount(minutes);
        proptest::prop_assert!(Fraction::whole(amount).minus(product).num() <= 0);
        proptest::prop_assert!(product.minus(Fraction::whole(amount)).minus(Fraction::ONE).num() < 0);
        proptest::prop_assert!(annual(cents, share, RateMethod::FlooredRate).amount(minutes) <= amount);
    }

    #[test]
    fn parts_of_a_month_are_never_more_than_the_month(gross in 0i64..GROSS_MAX_CENTS, parts in proptest::collection::vec(1i64..2_000, 1..6)) {
        let worked: i64 = parts.iter().sum();
        let paid: i64 = parts.iter().map(|minutes| real_cost(gross, *minutes, worked)).sum();
        proptest::prop_assert!(paid <= gross);
    }
}
