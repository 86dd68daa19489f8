//! What the figures of the ESF tell of each other: what several of them are set against, and who is complete (§ 7).

use std::collections::BTreeSet;

use super::lists::{OF_COMPLETE, OF_LEFT};
use super::{F, Figure, Figures, GroupBy, Report, cells, few, hide, is_share, known_cells, whole_number};

/// What some figures are all set against; none where there is none of them.
fn base_of(figures: &[(F, Figure)], one: &[F]) -> Option<i64> {
    let share = figures.iter().find(|(name, figure)| one.contains(name) && is_share(figure));
    share.and_then(|(_, figure)| whole_number(figure.denominator))
}

/// Whether any of some figures is shown, and with it what they are all set against.
fn tells_base(figures: &[(F, Figure)], one: &[F]) -> bool {
    figures.iter().any(|(name, figure)| one.contains(name) && figure.numerator.is_some())
}

fn hide_all(figures: &mut [(F, Figure)], names: &[F]) -> bool {
    figures.iter_mut().filter(|(name, _)| names.contains(name)).fold(false, |done, (_, figure)| hide(figure) | done)
}

/// What several figures are set against adds up over the groups: where no figure of one group tells it, none of another
/// one does either.
pub(super) fn bases_told(report: &mut Report, known: &Report) -> bool {
    let kinds: BTreeSet<GroupBy> = known.groups.iter().map(|group| group.by).collect();
    let mut done = false;
    for one in OF_COMPLETE.iter().chain(OF_LEFT) {
        let whole_is_told = tells_base(&report.figures, one);
        for by in &kinds {
            let mut told: Vec<(i64, &mut Figures)> = Vec::new();
            let mut untold = 0;
            let groups = report.groups.iter_mut().zip(&known.groups).filter(|(_, was)| was.by == *by);
            for (group, was) in groups {
                match base_of(&was.figures, one) {
                    Some(n) if n > 0 && tells_base(&group.figures, one) => told.push((n, &mut group.figures)),
                    Some(n) if n > 0 => untold += 1,
                    _ => {}
                }
            }
            if untold != usize::from(whole_is_told) {
                continue;
            }
            if let Some((_, next)) = told.into_iter().min_by_key(|(n, _)| *n) {
                done |= hide_all(next, one);
            }
        }
    }
    done
}

/// Where nothing tells how many records are complete, who left does not either: they may be all of them.
pub(super) fn left_told(report: &mut Report, known: &Report) -> bool {
    let mut done = false;
    for (figures, known) in cells(report).zip(known_cells(known)) {
        for (complete, left) in OF_COMPLETE.iter().zip(OF_LEFT) {
            if base_of(known, complete).is_some_and(|n| n > 0) && !tells_base(figures, complete) {
                done |= hide_all(figures, left);
            }
        }
    }
    done
}

/// Whether somewhere few participants are counted: then what is hidden beside them must not stand below a share.
pub(super) fn few_participants(known: &Report) -> bool {
    known_cells(known).any(|figures| few(participants(figures)))
}

fn participants(figures: &[(F, Figure)]) -> Option<i64> {
    let figure = figures.iter().find(|(name, _)| *name == F::Participants);
    figure.and_then(|(_, figure)| whole_number(figure.numerator))
}

/// Participants are those whose record is complete and the others: where few are not, or the complete ones are hidden,
/// their sum is hidden (R7.1, R7.2).
pub(super) fn completeness_told(report: &mut Report, known: &Report) -> bool {
    let mut done = false;
    for (figures, known) in cells(report).zip(known_cells(known)) {
        let Some(all) = participants(known) else { continue };
        let complete: Vec<(&[F], i64)> =
            OF_COMPLETE.iter().filter_map(|one| Some((*one, base_of(known, one)?))).collect();
        if complete.is_empty() {
            continue;
        }
        let others = all - complete.iter().map(|(_, n)| n).sum::<i64>();
        let is_hidden = complete.iter().any(|(one, n)| *n > 0 && !tells_base(figures, one));
        if few(Some(others)) || is_hidden {
            done |= hide_all(figures, &[F::Participants]);
        }
    }
    done
}
