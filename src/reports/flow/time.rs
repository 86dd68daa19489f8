//! How worked time splits: for one participant, for a group, for the operation, outside it (§ 8.4).

use std::collections::BTreeMap;

use super::{Asked, Figures, Group, GroupBy, Report};
use crate::ctx::Ctx;
use crate::esf::charters::Attribution;
use crate::failure::Outcome;
use crate::ids::OperationId;
use crate::reports::figures::{self, Figure, FigureName as F};
use crate::reports::store::{self, MinutesRow};

/// The figures whose members can be listed.
pub(super) const FIGURES: &[F] =
    &[F::MinutesWorked, F::MinutesP, F::MinutesG, F::MinutesO, F::MinutesN, F::DirectShare, F::MinutesPerParticipant];

/// Those of the split alone.
pub(super) const OF_SPLIT: &[F] =
    &[F::MinutesWorked, F::MinutesP, F::MinutesG, F::MinutesO, F::MinutesN, F::DirectShare];

const SPLIT: [F; 5] = [F::MinutesP, F::MinutesG, F::MinutesO, F::MinutesN, F::DirectShare];

pub(super) fn report(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<Report> {
    let scope = &asked.scope;
    let rows = store::minutes(cx, scope)?;
    let mut operations: BTreeMap<OperationId, Vec<&MinutesRow>> = BTreeMap::new();
    let mut tasks: BTreeMap<&str, Vec<&MinutesRow>> = BTreeMap::new();
    for row in &rows {
        operations.entry(row.operation_id).or_default().push(row);
        tasks.entry(&row.task).or_default().push(row);
    }
    let nil = OperationId::of(uuid::Uuid::nil());
    let numbers = store::operation_numbers(cx, operations.keys().copied().filter(|id| *id != nil).collect())?;
    let mut groups = Vec::new();
    for (id, of) in &operations {
        let none = *id == nil;
        let code = if none { "none".to_owned() } else { id.to_string() };
        let mut figures = split(asked, of.iter().copied(), &[("operation_id", id.to_string())]);
        if none {
            // no parameter asks for work outside operations
            figures.iter_mut().for_each(|(_, figure)| figure.members_url = None);
        }
        groups.push(Group { by: GroupBy::Operation, key: code, label: numbers.get(id).cloned(), figures });
    }
    for (task, of) in &tasks {
        let figures = split(asked, of.iter().copied(), &[("task", (*task).to_owned())]);
        groups.push(Group { by: GroupBy::Task, key: (*task).to_owned(), label: None, figures });
    }
    let mut figures = split(asked, rows.iter(), &[]);
    figures.push(per_participant(asked, rows.iter(), store::followed(cx, scope)?));
    Ok(Report { from: scope.from, to: scope.to, as_known_on: None, figures, groups })
}

/// The minutes for people, group time counted once, against so many people followed: the parts of a group add up to its
/// minutes (§ 6.2).
pub(super) fn per_participant<'a>(
    asked: &Asked<'_>,
    rows: impl Iterator<Item = &'a MinutesRow>,
    people: i64,
) -> (F, Figure) {
    let direct = rows.filter(|row| matches!(row.attribution, Attribution::P | Attribution::G));
    let figure = figures::rate(F::MinutesPerParticipant, direct.map(|row| row.minutes).sum(), people);
    asked.listed(F::MinutesPerParticipant, figure, &[])
}

/// Minutes worked, and how they split.
pub(super) fn split<'a>(
    asked: &Asked<'_>,
    rows: impl Iterator<Item = &'a MinutesRow>,
    more: &[(&str, String)],
) -> Figures {
    let mut sums: BTreeMap<Attribution, i64> = BTreeMap::new();
    for row in rows {
        *sums.entry(row.attribution).or_default() += row.minutes;
    }
    let [p, g, o, n] = [Attribution::P, Attribution::G, Attribution::O, Attribution::N]
        .map(|attribution| sums.get(&attribution).copied().unwrap_or_default());
    let worked = Figure::count(F::MinutesWorked, p + g + o + n);
    let parts = SPLIT.into_iter().zip(figures::time_split(p, g, o, n));
    std::iter::once((F::MinutesWorked, worked))
        .chain(parts)
        .map(|(name, figure)| asked.listed(name, figure, more))
        .collect()
}
