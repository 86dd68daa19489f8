//! Small counts are masked in whatever leaves the PLIE (§ 8.5): below five, somebody could be recognised. So that no
//! masked cell follows from the others, one more is masked where a single one of those that add up would be.

use std::collections::BTreeSet;

use super::figures::{Figure, FigureName as F};
use super::flow::{Figures, GroupBy, Report};
use crate::decimal::Decimal4;

/// The least count that is shown, beside none at all.
const SHOWN_FROM: i64 = 5;

/// Figures that add up to all.
const PARTS: &[&[F]] =
    &[&[F::Eeco02, F::Eeco04, F::Eeco05], &[F::Eeco09, F::Eeco10, F::Eeco11], &[F::Co01, F::Co03, F::Co05]];

/// Figures that count no people and nothing of one person: however small, nobody is recognised by them.
const OF_NOBODY: &[F] = &[
    F::MeansFte,
    F::MeansFteSupport,
    F::MinutesWorked,
    F::MinutesP,
    F::MinutesG,
    F::MinutesO,
    F::MinutesN,
    F::DirectShare,
    F::CollectiveSessions,
    F::Meetings,
];

/// Rates from which the parts of another figure follow: where one of those parts is masked, so are they.
const FOLLOWING: &[(GroupBy, F, &[F])] = &[
    (GroupBy::ExitCategory, F::Exits, &[F::PositiveExitRate, F::RawPositiveRate]),
    (GroupBy::Status, F::StagesEnded, &[F::StagesCompleted]),
];

/// Masks the small counts of a report.
pub(super) fn mask(report: &mut Report) {
    let whole = std::iter::once(&mut report.figures);
    for figures in whole.chain(report.groups.iter_mut().map(|group| &mut group.figures)) {
        for (_, figure) in figures.iter_mut().filter(|(name, figure)| !OF_NOBODY.contains(name) && is_small(figure)) {
            hide(figure);
        }
    }
    // each cell that is masked beside may leave another one alone
    while beside_groups(report) | beside_parts(report) {}
    following(report);
}

/// Rates that would tell what a masked part counts.
fn following(report: &mut Report) {
    for (by, part, rates) in FOLLOWING {
        let parts = report.groups.iter().filter(|group| group.by == *by).flat_map(|group| &group.figures);
        if !parts.clone().any(|(name, figure)| name == part && figure.numerator.is_none()) {
            continue;
        }
        for (_, figure) in report.figures.iter_mut().filter(|(name, _)| rates.contains(name)) {
            hide(figure);
        }
    }
}

fn whole_number(n: Option<Decimal4>) -> Option<i64> {
    n.map(|n| n.ten_thousandths() / 10_000)
}

fn is_small(figure: &Figure) -> bool {
    let small = |n: Option<Decimal4>| whole_number(n).is_some_and(|n| (1..SHOWN_FROM).contains(&n));
    // the 1 below a plain count is no count; a share has a division in its formula
    let base = figure.denominator.filter(|_| figure.rule.contains('÷'));
    small(figure.numerator) || small(base)
}

fn hide(figure: &mut Figure) {
    figure.numerator = None;
    figure.denominator = None;
    figure.value = None;
    figure.members_url = None;
    figure.level = None;
}

/// Masks the smallest of some cells where exactly one of them is masked; whether it did.
fn one_more<'a>(cells: impl Iterator<Item = &'a mut Figure>) -> bool {
    let cells: Vec<&mut Figure> = cells.collect();
    if cells.iter().filter(|figure| figure.numerator.is_none()).count() != 1 {
        return false;
    }
    let shown = cells.into_iter().filter(|figure| whole_number(figure.numerator).is_some_and(|n| n > 0));
    match shown.min_by_key(|figure| figure.numerator) {
        Some(next) => {
            hide(next);
            true
        }
        None => false,
    }
}

/// The groups of one kind add up to the whole.
fn beside_groups(report: &mut Report) -> bool {
    let kinds: BTreeSet<GroupBy> = report.groups.iter().map(|group| group.by).collect();
    let names: Vec<F> = report.figures.iter().map(|(name, _)| *name).collect();
    let mut done = false;
    for by in kinds {
        for name in &names {
            let groups = report.groups.iter_mut().filter(|group| group.by == by);
            done |= one_more(
                groups
                    .flat_map(|group| group.figures.iter_mut())
                    .filter_map(|(f, figure)| (f == name).then_some(figure)),
            );
        }
    }
    done
}

/// Some figures of one group add up to another.
fn beside_parts(report: &mut Report) -> bool {
    let parts = |figures: &mut Figures| {
        let mut done = false;
        for part in PARTS {
            done |= one_more(figures.iter_mut().filter_map(|(name, figure)| part.contains(name).then_some(figure)));
        }
        done
    };
    let mut done = parts(&mut report.figures);
    for group in &mut report.groups {
        done |= parts(&mut group.figures);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::figures::rate;
    use crate::reports::flow::Group;

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
}
