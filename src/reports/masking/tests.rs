//! What is masked, and what is masked beside it.

use super::*;
use crate::reports::figures::{Quantity, rate};

mod derived;

fn of(counts: &[(F, i64)], base: i64) -> Figures {
    counts.iter().map(|(name, n)| (*name, rate(*name, *n, base))).collect()
}

fn shown(figures: &Figures) -> Vec<Option<i64>> {
    figures.iter().map(|(_, figure)| whole_number(figure.numerator)).collect()
}

fn report(whole: Figures, groups: Vec<(&str, Figures)>) -> Report {
    let day = "2026-03-02".parse().unwrap();
    let group =
        |(key, figures): (&str, Figures)| Group { by: GroupBy::Gender, key: key.to_owned(), label: None, figures };
    Report { from: day, to: day, as_known_on: None, figures: whole, groups: groups.into_iter().map(group).collect() }
}

#[test]
fn a_small_count_is_masked_and_does_not_follow_from_the_others() {
    let mut one = report(
        of(&[(F::Eeco12, 33), (F::Eeco16, 0)], 100),
        vec![
            ("man", of(&[(F::Eeco12, 20), (F::Eeco16, 0)], 60)),
            ("non_binary", of(&[(F::Eeco12, 3), (F::Eeco16, 0)], 30)),
            ("woman", of(&[(F::Eeco12, 10), (F::Eeco16, 0)], 10)),
        ],
    );
    mask(&mut one);
    assert_eq!(shown(&one.figures), [Some(33), Some(0)]);
    let groups: Vec<_> = one.groups.iter().map(|g| shown(&g.figures)).collect();
    assert_eq!(groups, [[Some(20), Some(0)], [None, Some(0)], [None, Some(0)]], "the next smallest goes with it");
}

#[test]
fn parts_of_a_whole_do_not_tell_of_each_other() {
    let mut one = report(of(&[(F::Eeco02, 60), (F::Eeco04, 4), (F::Eeco05, 36)], 100), vec![]);
    mask(&mut one);
    assert_eq!(shown(&one.figures), [Some(60), None, None]);
}

#[test]
fn a_share_of_few_is_masked_too() {
    let mut one = report(of(&[(F::Eecr04, 0), (F::Eecr01, 0)], 4), vec![]);
    mask(&mut one);
    assert_eq!(shown(&one.figures), [None, None]);
    assert!(one.figures.iter().all(|(_, f)| f.value.is_none() && f.denominator.is_none()));
    let mut plain = report(vec![(F::Participants, Figure::count(F::Participants, 5))], vec![]);
    mask(&mut plain);
    assert_eq!(shown(&plain.figures), [Some(5)]);
}

fn grouped(by: GroupBy, groups: &[(&str, F, i64)]) -> Vec<Group> {
    let group = |(key, name, n): &(&str, F, i64)| Group {
        by,
        key: (*key).to_owned(),
        label: None,
        figures: vec![(*name, Figure::count(*name, *n))],
    };
    groups.iter().map(group).collect()
}

fn of_keys(report: &Report) -> Vec<(String, Option<i64>)> {
    report.groups.iter().flat_map(|g| shown(&g.figures).into_iter().map(|n| (g.key.clone(), n))).collect()
}

#[test]
fn a_hidden_count_is_neither_above_nor_below_a_share() {
    // three missed of ten: the rate over thirteen would tell them
    let figures = vec![
        (F::InterviewsHeld, Figure::count(F::InterviewsHeld, 10)),
        (F::NoShows, Figure::count(F::NoShows, 3)),
        (F::NoShowRate, rate(F::NoShowRate, 3, 13)),
        (F::SignatureRate, rate(F::SignatureRate, 5, 7)),
    ];
    let mut one = report(figures, vec![]);
    mask(&mut one);
    assert_eq!(shown(&one.figures), [Some(10), None, None, Some(5)]);
    // the next smallest count is hidden beside the small one, and so is the share of it
    let exits =
        |n: i64| vec![(F::Exits, Figure::count(F::Exits, n)), (F::RawPositiveRate, rate(F::RawPositiveRate, 6, n))];
    let mut one = report(exits(29), vec![("man", exits(8)), ("unknown", exits(1)), ("woman", exits(20))]);
    mask(&mut one);
    let groups: Vec<_> = one.groups.iter().map(|g| shown(&g.figures)).collect();
    assert_eq!(groups, [[None, None], [None, None], [Some(20), Some(6)]]);
}

#[test]
fn the_reasons_of_a_category_do_not_tell_of_each_other() {
    let mut one = report(vec![(F::Exits, Figure::count(F::Exits, 48))], vec![]);
    one.groups = grouped(
        GroupBy::ExitReason,
        &[
            ("job_cdi", F::Exits, 20),
            ("job_interim_6m", F::Exits, 3),
            ("dropped_out", F::Exits, 18),
            ("no_contact", F::Exits, 7),
        ],
    );
    mask(&mut one);
    let told = [("job_cdi", None), ("job_interim_6m", None), ("dropped_out", Some(18)), ("no_contact", Some(7))];
    assert_eq!(of_keys(&one), told.map(|(key, n)| (key.to_owned(), n)));
}

#[test]
fn both_rates_of_exits_do_not_tell_of_a_few_neutral_ones() {
    let rates = |counted, all| {
        vec![
            (F::PositiveExitRate, rate(F::PositiveExitRate, 20, counted)),
            (F::RawPositiveRate, rate(F::RawPositiveRate, 20, all)),
        ]
    };
    for (counted, all, told) in [(40, 50, Some(20)), (40, 43, None), (23, 50, None), (40, 40, Some(20))] {
        let mut one = report(rates(counted, all), vec![]);
        mask(&mut one);
        assert_eq!(shown(&one.figures), [told, told], "{counted} {all}");
    }
}

#[test]
fn few_cases_are_masked_however_long_they_took() {
    let median = |cases| crate::reports::figures::median(F::TimeToLiftMedian, cases, Quantity::count(2));
    for (cases, told) in [(4, None), (5, Some(2)), (0, Some(2))] {
        let mut one = report(vec![(F::TimeToLiftMedian, median(cases))], vec![]);
        mask(&mut one);
        assert_eq!(shown(&one.figures), [told], "{cases}");
    }
}

#[test]
fn communes_with_few_people_are_one_line() {
    let told = |communes: &[(&str, i64)]| {
        let mut one = report(vec![], vec![]);
        let groups: Vec<_> = communes.iter().map(|(key, n)| (*key, F::Accompanied, *n)).collect();
        one.groups = grouped(GroupBy::Commune, &groups);
        mask(&mut one);
        of_keys(&one)
    };
    let some = |key: &str, n| (key.to_owned(), n);
    assert_eq!(told(&[("a", 5), ("b", 9)]), [some("a", Some(5)), some("b", Some(9))]);
    assert_eq!(told(&[("a", 2), ("b", 9), ("c", 3)]), [some("b", Some(9)), some(OTHER_COMMUNES, Some(5))]);
    assert_eq!(told(&[("a", 2), ("b", 9), ("c", 7)]), [some("b", Some(9)), some(OTHER_COMMUNES, Some(9))]);
    assert_eq!(told(&[("a", 2), ("b", 1)]), [some(OTHER_COMMUNES, None)]);
}
