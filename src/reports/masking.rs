//! Small counts are masked in whatever leaves the PLIE (§ 8.5): below five, somebody could be recognised. So that no
//! masked cell follows from the others, one more is masked where a single one of those that add up would be, and a number
//! that is hidden is shown nowhere else in its group. Communes with few people are told together.

use std::collections::BTreeSet;

use super::figures::{Figure, FigureName as F};
use super::flow::{Figures, Group, GroupBy, Report};
use crate::decimal::Decimal4;

mod lists;

use lists::{BASE_OF_NOBODY, FOLLOWING, IMPLYING, OF_NOBODY, OPEN_STATUSES, PARTS, REASONS};

/// The least count that is shown, beside none at all.
const SHOWN_FROM: i64 = 5;

/// The key of the communes that are told together.
const OTHER_COMMUNES: &str = "other_communes";

/// Masks the small counts of a report, and lists nobody.
pub(super) fn mask(report: &mut Report) {
    few_communes(report);
    let known = report.clone();
    for figures in cells(report) {
        for (name, figure) in figures.iter_mut() {
            figure.members_url = None;
            if !OF_NOBODY.contains(name) && is_small(*name, figure) {
                hide(figure);
            }
        }
    }
    // each cell that is masked beside may leave another one alone
    while beside_reasons(report)
        | beside_groups(report)
        | beside_parts(report)
        | open_statuses(report)
        | shown_elsewhere(report, &known)
        | implied(report)
        | following(report)
        | exits_told(report)
    {}
}

/// The figures of the whole, then of each group.
fn cells(report: &mut Report) -> impl Iterator<Item = &mut Figures> {
    std::iter::once(&mut report.figures).chain(report.groups.iter_mut().map(|group| &mut group.figures))
}

fn shown_count(group: &Group) -> i64 {
    let people = group.figures.iter().find(|(name, _)| *name == F::Accompanied);
    people.and_then(|(_, figure)| whole_number(figure.numerator)).unwrap_or_default()
}

/// That somebody lives in a small commune says who they are: those with few people become one line, with the next larger
/// one where they are few even together.
fn few_communes(report: &mut Report) {
    let (mut communes, others): (Vec<Group>, Vec<Group>) =
        std::mem::take(&mut report.groups).into_iter().partition(|group| group.by == GroupBy::Commune);
    communes.sort_by_key(shown_count);
    let mut together = 0;
    communes.retain(|group| {
        let n = shown_count(group);
        let kept = n >= SHOWN_FROM && (together == 0 || together >= SHOWN_FROM);
        together += if kept { 0 } else { n };
        kept
    });
    communes.sort_by(|a, b| a.key.cmp(&b.key));
    if together > 0 {
        let figures = vec![(F::Accompanied, Figure::count(F::Accompanied, together))];
        communes.push(Group { by: GroupBy::Commune, key: OTHER_COMMUNES.to_owned(), label: None, figures });
    }
    report.groups = others;
    report.groups.extend(communes);
}

/// Rates that would tell what a masked part counts.
fn following(report: &mut Report) -> bool {
    let mut done = false;
    for (by, part, rates) in FOLLOWING {
        let parts = report.groups.iter().filter(|group| group.by == *by).flat_map(|group| &group.figures);
        if !parts.clone().any(|(name, figure)| name == part && figure.numerator.is_none()) {
            continue;
        }
        for figures in cells(report) {
            for (_, figure) in figures.iter_mut().filter(|(name, _)| rates.contains(name)) {
                done |= hide(figure);
            }
        }
    }
    done
}

fn whole_number(n: Option<Decimal4>) -> Option<i64> {
    n.map(|n| n.ten_thousandths() / 10_000)
}

fn few(n: Option<i64>) -> bool {
    n.is_some_and(|n| (1..SHOWN_FROM).contains(&n))
}

/// A share has a division in its formula; the 1 below a plain count is no count.
fn is_share(figure: &Figure) -> bool {
    figure.rule.contains('÷')
}

fn is_small(name: F, figure: &Figure) -> bool {
    if let Some(cases) = figure.cases {
        return few(Some(cases));
    }
    if BASE_OF_NOBODY.contains(&name) {
        return few(whole_number(figure.numerator)) || (name == F::AverageCaseload && few(whole_number(figure.value)));
    }
    few(whole_number(figure.numerator)) || (is_share(figure) && few(whole_number(figure.denominator)))
}

/// Masks a figure; whether it was not.
fn hide(figure: &mut Figure) -> bool {
    let shown = figure.numerator.is_some();
    figure.numerator = None;
    figure.denominator = None;
    figure.value = None;
    figure.members_url = None;
    figure.level = None;
    figure.cases = None;
    shown
}

/// Masks the smallest of some cells where exactly one of them is masked; whether it did. Among shares of nobody, that of the
/// fewest.
fn one_more<'a>(cells: impl Iterator<Item = &'a mut Figure>) -> bool {
    let cells: Vec<&mut Figure> = cells.collect();
    if cells.iter().filter(|figure| figure.numerator.is_none()).count() != 1 {
        return false;
    }
    let some = |n: Option<Decimal4>| n.is_some_and(|n| n.ten_thousandths() > 0);
    let shown = cells.into_iter().filter(|f| some(f.numerator) || (is_share(f) && some(f.denominator)));
    match shown.min_by_key(|f| (!some(f.numerator), f.numerator, f.denominator)) {
        Some(next) => hide(next),
        None => false,
    }
}

/// The cells of a figure in the groups of a kind that a condition picks.
fn of_groups<'a>(
    report: &'a mut Report,
    name: F,
    wanted: impl Fn(&Group) -> bool + 'a,
) -> impl Iterator<Item = &'a mut Figure> {
    let groups = report.groups.iter_mut().filter(move |group| wanted(group));
    groups.flat_map(|group| group.figures.iter_mut()).filter_map(move |(f, figure)| (*f == name).then_some(figure))
}

/// The groups of one kind add up to the whole.
fn beside_groups(report: &mut Report) -> bool {
    let told: BTreeSet<(GroupBy, F)> =
        report.groups.iter().flat_map(|group| group.figures.iter().map(|(name, _)| (group.by, *name))).collect();
    let mut done = false;
    for (by, name) in told {
        done |= one_more(of_groups(report, name, move |group| group.by == by));
    }
    done
}

/// The reasons of a category of exits add up to what the rates are made of.
fn beside_reasons(report: &mut Report) -> bool {
    let mut done = false;
    for reasons in REASONS {
        let of_category = |group: &Group| group.by == GroupBy::ExitReason && reasons.contains(&group.key.as_str());
        done |= one_more(of_groups(report, F::Exits, of_category));
    }
    let listed = |group: &Group| REASONS.iter().any(|reasons| reasons.contains(&group.key.as_str()));
    done | one_more(of_groups(report, F::Exits, move |group| group.by == GroupBy::ExitReason && !listed(group)))
}

/// Some figures of one group add up to another.
fn beside_parts(report: &mut Report) -> bool {
    let mut done = false;
    for figures in cells(report) {
        for part in PARTS {
            done |= one_more(figures.iter_mut().filter_map(|(name, figure)| part.contains(name).then_some(figure)));
        }
    }
    done
}

/// The open pathways add up to the caseload, whichever of them the PLIE counts in it.
fn open_statuses(report: &mut Report) -> bool {
    let open = |group: &Group| group.by == GroupBy::Status && OPEN_STATUSES.contains(&group.key.as_str());
    if !of_groups(report, F::Pathways, open).any(|figure| figure.numerator.is_none()) {
        return false;
    }
    of_groups(report, F::Pathways, open).fold(false, |done, figure| hide(figure) | done)
}

/// A count that is hidden is neither above nor below a share of its group.
fn shown_elsewhere(report: &mut Report, known: &Report) -> bool {
    let counted = std::iter::once(&known.figures).chain(known.groups.iter().map(|group| &group.figures));
    let mut done = false;
    for (figures, known) in cells(report).zip(counted) {
        let hidden: BTreeSet<Decimal4> = figures
            .iter()
            .zip(known)
            .filter(|((name, figure), (_, was))| {
                figure.numerator.is_none() && !is_share(was) && was.cases.is_none() && !OF_NOBODY.contains(name)
            })
            .filter_map(|(_, (_, was))| was.numerator.filter(|n| n.ten_thousandths() > 0))
            .collect();
        let tells = |n: Option<Decimal4>| n.is_some_and(|n| hidden.contains(&n));
        for (name, figure) in figures.iter_mut().filter(|(name, _)| !OF_NOBODY.contains(name)) {
            let cases = figure.cases.map(|n| Decimal4::of_ten_thousandths(n.saturating_mul(10_000)));
            let base = figure.denominator.filter(|_| !BASE_OF_NOBODY.contains(name));
            if (is_share(figure) && (tells(figure.numerator) || tells(base))) || tells(cases) {
                done |= hide(figure);
            }
        }
    }
    done
}

/// Figures from which another one of their group follows.
fn implied(report: &mut Report) -> bool {
    let mut done = false;
    for figures in cells(report) {
        for (name, others) in IMPLYING {
            if figures.iter().any(|(f, figure)| f == name && figure.numerator.is_none()) {
                let tell = figures.iter_mut().filter(|(f, _)| others.contains(f));
                done |= tell.fold(false, |done, (_, figure)| hide(figure) | done);
            }
        }
    }
    done
}

/// Both rates of positive exits together tell how many were neutral, and each how many were not positive.
fn exits_told(report: &mut Report) -> bool {
    let of = |name: F| report.figures.iter().find(|(f, _)| *f == name).map(|(_, figure)| figure);
    let (Some(national), Some(raw)) = (of(F::PositiveExitRate), of(F::RawPositiveRate)) else { return false };
    let [positive, counted, all] =
        [national.numerator, national.denominator, raw.denominator].map(whole_number).map(Option::unwrap_or_default);
    if national.numerator.is_none()
        || raw.numerator.is_none()
        || !(few(Some(counted - positive)) || few(Some(all - counted)))
    {
        return false;
    }
    let rates = [F::PositiveExitRate, F::RawPositiveRate];
    let both = report.figures.iter_mut().filter(|(name, _)| rates.contains(name));
    both.fold(false, |done, (_, figure)| hide(figure) | done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::figures::{Quantity, rate};

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
        Report {
            from: day,
            to: day,
            as_known_on: None,
            figures: whole,
            groups: groups.into_iter().map(group).collect(),
        }
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
}
