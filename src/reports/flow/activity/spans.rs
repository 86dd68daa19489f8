//! How long people wait and how long it takes: means, medians and 90th percentiles of spans of time (§ 8.2, § 8.4).

use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::reports::figures::{Figure, FigureName as F, Quantity, median, ninetieth};
use crate::reports::flow::{Asked, Figures, Group, GroupBy};
use crate::reports::store::spans::{Measure, Span, measures};

/// Adds them to the whole, and to the groups that tell them apart: pathways by the reason of the exit, barriers by theme.
pub(super) fn add(cx: &mut Ctx<'_>, asked: &Asked<'_>, all: &mut Figures, groups: &mut [Group]) -> Outcome<()> {
    let measures = measures(cx, &asked.scope)?;
    let of = |span: Span, apart: &str| measures.get(&(span, apart.to_owned())).copied();
    for span in Span::ALL {
        let told = figures(span, of(span, "").unwrap_or_default());
        all.extend(told.into_iter().map(|(name, figure)| asked.listed(name, figure, &[])));
    }
    for group in groups {
        let (span, more) = match group.by {
            GroupBy::ExitReason => (Span::Pathway, [("exit_reason", group.key.clone())]),
            GroupBy::Theme => (Span::Barrier, [("theme", group.key.clone())]),
            _ => continue,
        };
        if let Some(measure) = of(span, &group.key) {
            let told = figures(span, measure).into_iter();
            // no parameter asks for exits without a reason
            let listed =
                |(name, figure)| if group.key == "none" { (name, figure) } else { asked.listed(name, figure, &more) };
            group.figures.extend(told.map(listed));
        }
    }
    Ok(())
}

fn figures(span: Span, m: Measure) -> Figures {
    let days = |name: F| (name, median(name, m.cases, Quantity::count(m.middle)));
    let most = |name: F| (name, ninetieth(name, m.cases, m.ninetieth));
    match span {
        Span::Reception => vec![days(F::DelayReceptionMedian), most(F::DelayReceptionP90)],
        Span::Commission => vec![days(F::DelayCommissionMedian), most(F::DelayCommissionP90)],
        Span::FirstInterview => vec![days(F::DelayInterviewMedian), most(F::DelayInterviewP90)],
        Span::Pathway => {
            let total = Quantity::months_of_days(m.total);
            let mean = Figure::new(F::PathwayLengthMean, total, Quantity::count(m.cases)).taken_of(m.cases);
            let middle = Quantity::months_of_days(m.middle);
            vec![
                (F::PathwayLengthMean, mean),
                (F::PathwayLengthMedian, median(F::PathwayLengthMedian, m.cases, middle)),
            ]
        }
        Span::Barrier => vec![days(F::TimeToLiftMedian)],
    }
}
