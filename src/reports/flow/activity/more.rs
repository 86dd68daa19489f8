//! What the activity of referents says beside interviews: barriers, stages and exits told apart, and the alerts that stand now (§ 8.1–8.5).

use std::collections::BTreeMap;

use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::platform::alerts::{self, Wanted, rules::AlertKind};
use crate::reports::figures::{self, Figure, FigureName as F};
use crate::reports::flow::{Asked, Figures, Group, GroupBy};
use crate::reports::store::{self, terms};

/// The figure of each timer.
const ALERTS: [(AlertKind, F); 15] = [
    (AlertKind::Interview, F::AlertsInterview),
    (AlertKind::Milestone, F::AlertsMilestone),
    (AlertKind::File, F::AlertsFile),
    (AlertKind::Agenda, F::AlertsAgenda),
    (AlertKind::TimesheetEmployee, F::AlertsEmployee),
    (AlertKind::TimesheetSupervisor, F::AlertsSupervisor),
    (AlertKind::EsfExit, F::AlertsEsfExit),
    (AlertKind::EsfSixMonth, F::AlertsEsfSixMonth),
    (AlertKind::JobFollowUp, F::AlertsJobFollowUp),
    (AlertKind::QuarterlyReview, F::AlertsQuarterlyReview),
    (AlertKind::EngagementContract, F::AlertsEngagement),
    (AlertKind::EngagementMissing, F::AlertsEngagementMissing),
    (AlertKind::Eligibility, F::AlertsEligibility),
    (AlertKind::RetentionReview, F::AlertsRetention),
    (AlertKind::PlannedEnd, F::AlertsPlannedEnd),
];

/// Barriers by theme, stages by type, origin, provider and result, exits by reason.
pub(super) fn told_apart(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<Vec<Group>> {
    type Counts = BTreeMap<F, (i64, Option<i64>)>;
    let mut found: BTreeMap<(GroupBy, String), Counts> = BTreeMap::new();
    for row in store::told_apart(cx, &asked.scope)? {
        let (mark, name) = row.figure.split_at(1);
        let (Some(by), Some(figure)) = (GroupBy::parse(&row.kind), F::parse(name)) else { continue };
        let both = found.entry((by, row.code)).or_default().entry(figure).or_default();
        if mark == "+" {
            both.0 = row.n;
        } else {
            both.1 = Some(row.n);
        }
    }
    let providers = found.keys().filter(|(by, _)| *by == GroupBy::Provider).filter_map(|(_, key)| key.parse().ok());
    let names = terms::structure_names(cx, providers.collect())?;
    let group = |((by, key), counts): ((GroupBy, String), Counts)| {
        let parameter = if by == GroupBy::Provider { "structure_id" } else { by.code() };
        let more = [(parameter, key.clone())];
        let figure = |(name, (above, below)): (F, (i64, Option<i64>))| {
            let figure = below.map_or_else(|| Figure::count(name, above), |below| figures::rate(name, above, below));
            // no parameter asks for exits without a reason, nor for stages without a provider
            if key == "none" { (name, figure) } else { asked.listed(name, figure, &more) }
        };
        let label = key.parse().ok().filter(|_| by == GroupBy::Provider).and_then(|id| names.get(&id).cloned());
        Group { by, key: key.clone(), label, figures: counts.into_iter().map(figure).collect() }
    };
    Ok(found.into_iter().map(group).collect())
}

/// The alerts that stand now, each with the list that shows them: of the referent asked for, else of all whom the caller
/// reads alerts of.
pub(super) fn alerts(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<Figures> {
    let reach = cx.reach_in("list_alerts");
    if reach.is_empty() {
        return Ok(Vec::new());
    }
    let referent_id = asked.query.referent_id;
    let wanted = Wanted { kinds: AlertKind::ALL.to_vec(), referent_id, due_before: None };
    let counts = match alerts::text(cx, reach, wanted)? {
        Some(heads) => store::alerts(cx, &heads)?,
        None => BTreeMap::new(),
    };
    let whose = referent_id.map(|id| format!("&referent_id={id}")).unwrap_or_default();
    let figure = |(kind, name): &(AlertKind, F)| {
        let n = counts.get(kind.code()).copied().unwrap_or_default();
        (*name, Figure::count(*name, n).listed_at(format!("/v1/alerts?kind={kind}{whose}")))
    };
    Ok(ALERTS.iter().map(figure).collect())
}
