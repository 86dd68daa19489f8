//! Small counts are masked in whatever leaves the PLIE (§ 8.5): below five, somebody could be recognised. So that no
//! masked cell follows from the others, one more is masked where a single one of those that add up would be, and a number
//! that is hidden is shown nowhere else in its group. Communes with few people are told together.

use std::collections::BTreeSet;

use super::figures::{Figure, FigureName as F};
use super::flow::{Figures, Group, GroupBy, Report};
use crate::decimal::Decimal4;

mod esf;
mod lists;

use lists::{BASE_OF_NOBODY, FOLLOWING, IMPLYING, OF_NOBODY, OPEN_STATUSES, PARTS, REASONS};

/// The least count that is shown, beside none at all.
const SHOWN_FROM: i64 = 5;

/// The key of the communes that are told together.
pub(super) const OTHER_COMMUNES: &str = "other_communes";

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
        | beside_parts(report, &known)
        | open_statuses(report)
        | shown_elsewhere(report, &known)
        | implied(report)
        | esf::bases_told(report, &known)
        | esf::left_told(report, &known)
        | esf::completeness_told(report, &known)
        | following(report)
        | exits_told(report)
    {}
}

/// The figures of the whole, then of each group.
fn cells(report: &mut Report) -> impl Iterator<Item = &mut Figures> {
    std::iter::once(&mut report.figures).chain(report.groups.iter_mut().map(|group| &mut group.figures))
}

/// The same of a report that is left as it is.
fn known_cells(known: &Report) -> impl Iterator<Item = &Figures> {
    std::iter::once(&known.figures).chain(known.groups.iter().map(|group| &group.figures))
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
    next_to(cells, 1)
}

/// The same, where exactly so many of them are masked.
fn next_to<'a>(cells: impl Iterator<Item = &'a mut Figure>, masked: usize) -> bool {
    let cells: Vec<&mut Figure> = cells.collect();
    if cells.iter().filter(|figure| figure.numerator.is_none()).count() != masked {
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

/// The groups of one kind add up to the whole; a whole that is masked would follow from them all.
fn beside_groups(report: &mut Report) -> bool {
    let told: BTreeSet<(GroupBy, F)> =
        report.groups.iter().flat_map(|group| group.figures.iter().map(|(name, _)| (group.by, *name))).collect();
    let mut done = false;
    for (by, name) in told {
        done |= one_more(of_groups(report, name, move |group| group.by == by));
        if report.figures.iter().any(|(f, figure)| *f == name && figure.numerator.is_none()) {
            done |= next_to(of_groups(report, name, move |group| group.by == by), 0);
        }
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

/// Some figures of one group add up to another; those that are masked must not be few even together.
fn beside_parts(report: &mut Report, known: &Report) -> bool {
    let mut done = false;
    for (figures, known) in cells(report).zip(known_cells(known)) {
        for parts in PARTS {
            let is_hidden = |(name, figure): &(F, Figure)| parts.contains(name) && figure.numerator.is_none();
            let hidden = figures.iter().zip(known).filter(|&(cell, _)| is_hidden(cell));
            let counts: Vec<i64> = hidden.filter_map(|(_, (_, was))| whole_number(was.numerator)).collect();
            if counts.len() != 1 && !few(Some(counts.iter().sum())) {
                continue;
            }
            let parts = figures.iter_mut().filter_map(|(name, figure)| parts.contains(name).then_some(figure));
            done |= next_to(parts, counts.len());
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
    let few_there = esf::few_participants(known);
    let mut done = false;
    for (figures, known) in cells(report).zip(known_cells(known)) {
        let hidden: BTreeSet<Decimal4> = figures
            .iter()
            .zip(known)
            .filter(|((name, figure), (_, was))| {
                let counts_people = !is_share(was) && was.cases.is_none() && !OF_NOBODY.contains(name);
                figure.numerator.is_none() && counts_people && (few_there || *name != F::Participants)
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
mod tests;
