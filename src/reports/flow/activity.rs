//! What referents did in a period: contacts, signatures, punctuality, stages, time (§ 8.4).

use std::collections::BTreeMap;

use super::{Asked, Group, GroupBy, Report, caseload, time};
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::reports::figures::{self, Figure, FigureName as F, Quantity};
use crate::reports::store::{self, InterviewRow};

mod more;
mod spans;

/// Figures that count rows above and, but for plain counts, below.
const COUNTED: &[F] = &[
    F::ActiveCaseload,
    F::Conversion,
    F::RefusalRate,
    F::Entries,
    F::Exits,
    F::PositiveExitRate,
    F::RawPositiveRate,
    F::JobRetention,
    F::Relapse,
    F::InterviewsHeld,
    F::NoShows,
    F::NoShowRate,
    F::SignatureRate,
    F::OnTimeRate,
    F::ContactRate,
    F::StagesStarted,
    F::StagesPerParticipant,
    F::WithoutStage,
    F::AgendaOnTimeRate,
    F::MilestoneOnTimeRate,
    F::ObjectivesReached,
    F::StagesEnded,
    F::StagesCompleted,
    F::BarriersOpen,
    F::BarriersLifted,
];

/// The figures whose members can be listed.
pub(super) const FIGURES: &[F] = &[
    F::ActiveCaseload,
    F::CaseloadPerFte,
    F::AverageCaseload,
    F::WaitingForReferent,
    F::WaitingForReception,
    F::Conversion,
    F::RefusalRate,
    F::Entries,
    F::RenewalRate,
    F::Exits,
    F::PositiveExitRate,
    F::RawPositiveRate,
    F::JobRetention,
    F::Relapse,
    F::DelayReceptionMedian,
    F::DelayReceptionP90,
    F::DelayCommissionMedian,
    F::DelayCommissionP90,
    F::DelayInterviewMedian,
    F::DelayInterviewP90,
    F::PathwayLengthMean,
    F::PathwayLengthMedian,
    F::InterviewsHeld,
    F::InterviewsPerParticipant,
    F::NoShows,
    F::NoShowRate,
    F::SignatureRate,
    F::OnTimeRate,
    F::ContactRate,
    F::StagesStarted,
    F::StagesPerParticipant,
    F::WithoutStage,
    F::AgendaOnTimeRate,
    F::MilestoneOnTimeRate,
    F::ObjectivesReached,
    F::StagesEnded,
    F::StagesCompleted,
    F::BarriersOpen,
    F::BarriersLifted,
    F::TimeToLiftMedian,
    F::MinutesPerParticipant,
    F::MinutesWorked,
    F::MinutesP,
    F::MinutesG,
    F::MinutesO,
    F::MinutesN,
    F::DirectShare,
];

pub(super) fn report(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<Report> {
    let scope = &asked.scope;
    let counts = store::counts(cx, scope, COUNTED)?;
    let ends = store::month_ends(cx, scope)?;
    let mut all: super::Figures = Vec::new();
    for name in COUNTED {
        let (numerator, denominator) = counts.get(name).copied().unwrap_or_default();
        // the caseload of each month, which is read once
        let denominator = if *name == F::ContactRate { Some(ends.iter().sum()) } else { denominator };
        let figure = denominator.map_or_else(
            || Figure::count(*name, numerator),
            |denominator| figures::rate(*name, numerator, denominator),
        );
        all.push(asked.listed(*name, figure, &[]));
    }
    all.push(asked.listed(F::AverageCaseload, figures::average_caseload(&ends), &[]));
    let held = counts.get(&F::InterviewsHeld).map_or(0, |n| n.0);
    let each = Figure::new(F::InterviewsPerParticipant, Quantity::count(held), Quantity::mean(&ends));
    all.push(asked.listed(F::InterviewsPerParticipant, each, &[]));
    let entries = counts.get(&F::Entries).map_or(0, |n| n.0);
    all.push(asked.listed(F::RenewalRate, figures::renewal_rate(entries, &ends), &[]));
    all.extend(caseload::capacity(cx, asked, counts.get(&F::ActiveCaseload).map_or(0, |n| n.0))?);
    let minutes = store::minutes(cx, scope)?;
    let people = counts.get(&F::StagesPerParticipant).and_then(|(_, people)| *people).unwrap_or_default();
    all.push(time::per_participant(asked, minutes.iter(), people));
    all.extend(time::split(asked, minutes.iter(), &[]));
    all.extend(caseload::waiting(cx, asked)?);
    let interviews = Interviews { rows: store::interviews(cx, scope)?, average: Quantity::mean(&ends) };
    let mut groups = by(asked, &interviews, GroupBy::InterviewType, "type", |r| &r.kind);
    groups.extend(by(asked, &interviews, GroupBy::Modality, "modality", |r| &r.modality));
    groups.extend(more::told_apart(cx, asked)?);
    spans::add(cx, asked, &mut all, &mut groups)?;
    all.extend(more::alerts(cx, asked)?);
    Ok(Report { from: scope.from, to: scope.to, as_known_on: None, figures: all, groups })
}

/// Interviews held and missed, and the caseload that they are set against.
struct Interviews {
    rows: Vec<InterviewRow>,
    average: Quantity,
}

/// Interviews held and missed, by type or by modality.
fn by(
    asked: &Asked<'_>,
    interviews: &Interviews,
    by: GroupBy,
    parameter: &str,
    key: impl Fn(&InterviewRow) -> &String,
) -> Vec<Group> {
    let mut sums: BTreeMap<&String, (i64, i64)> = BTreeMap::new();
    for row in &interviews.rows {
        let both = sums.entry(key(row)).or_default();
        both.0 += row.held;
        both.1 += row.no_show;
    }
    let group = |(key, (held, no_show)): (&String, (i64, i64))| {
        let more = [(parameter, key.clone())];
        let each = Figure::new(F::InterviewsPerParticipant, Quantity::count(held), interviews.average);
        let figures = vec![
            asked.listed(F::InterviewsHeld, Figure::count(F::InterviewsHeld, held), &more),
            asked.listed(F::InterviewsPerParticipant, each, &more),
            asked.listed(F::NoShows, Figure::count(F::NoShows, no_show), &more),
            asked.listed(F::NoShowRate, figures::no_show_rate(held, no_show), &more),
        ];
        Group { by, key: key.clone(), label: None, figures }
    };
    sums.into_iter().map(group).collect()
}
