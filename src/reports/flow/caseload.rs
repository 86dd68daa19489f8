//! The caseload on a day, by referent and by status, and how it was renewed in the year before (§ 8.1, § 8.2).

use std::collections::BTreeMap;

use super::{Asked, Figures, Group, GroupBy, Report};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::decimal::Decimal4;
use crate::db::Day;
use crate::directory::{referents, rules};
use crate::esf::norms;
use crate::failure::Outcome;
use crate::identity::users;
use crate::ids::{ReferentId, UserId};
use crate::pathways::rules::PathwayStatus;
use crate::reports::figures::{self, Figure, FigureName as F};
use crate::reports::store;

/// The figures whose members can be listed.
pub(super) const FIGURES: &[F] =
    &[F::ActiveCaseload, F::CaseloadPerFte, F::AverageCaseload, F::Entries, F::RenewalRate];

/// One referent on the day.
#[derive(Default)]
struct Line {
    user: Option<UserId>,
    /// Share of full time for participants, in ten-thousandths.
    fte: i64,
    /// The target, before it is divided by ten thousand and rounded: the number of the operation, else of the PLIE, for
    /// that share.
    target: i64,
    active: i64,
}

pub(super) fn report(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<Report> {
    let scope = &asked.scope;
    let mut lines: BTreeMap<ReferentId, Line> = BTreeMap::new();
    for row in referents::active_on(cx, &Reach::everything(), scope.to)? {
        let wanted = asked.query.referent_id.is_none_or(|id| id == row.id);
        if wanted && scope.users.as_ref().is_none_or(|users| users.contains(&row.user_id)) {
            let fte = row.fte_participant_support.0;
            lines.insert(row.id, Line { user: Some(row.user_id), fte, ..Line::default() });
        }
    }
    targets(cx, scope.to, &mut lines)?;
    let mut statuses: BTreeMap<PathwayStatus, i64> = BTreeMap::new();
    for row in store::by_status(cx, scope)? {
        *statuses.entry(row.status).or_default() += row.n;
        let line = lines.entry(row.referent_id).or_default();
        line.user = Some(row.user_id);
        if scope.statuses.contains(&row.status) {
            line.active += row.n;
        }
    }
    let sum = |of: fn(&Line) -> i64| lines.values().map(of).sum();
    let whole = Line { user: None, fte: sum(|l| l.fte), target: sum(|l| l.target), active: sum(|l| l.active) };
    let mut all = of_line(asked, &whole, &[]);
    let ends = store::month_ends(cx, scope)?;
    let entries = store::counts(cx, scope, &[F::Entries])?.get(&F::Entries).map_or(0, |n| n.0);
    all.push(asked.listed(F::Entries, Figure::count(F::Entries, entries), &[]));
    all.push(asked.listed(F::AverageCaseload, figures::average_caseload(&ends), &[]));
    all.push(asked.listed(F::RenewalRate, figures::renewal_rate(entries, &ends), &[]));
    let accounts: Vec<UserId> = lines.values().filter_map(|l| l.user).collect();
    let names = users::names(cx, &accounts)?;
    let by_referent = lines.iter().map(|(id, line)| Group {
        by: GroupBy::Referent,
        key: id.to_string(),
        label: line.user.and_then(|user| names.get(&user)).map(|(first, last)| format!("{first} {last}")),
        figures: of_line(asked, line, &[("referent_id", id.to_string())]),
    });
    let by_status = statuses.iter().map(|(status, n)| Group {
        by: GroupBy::Status,
        key: status.code().to_owned(),
        label: None,
        figures: vec![(F::Pathways, Figure::count(F::Pathways, *n))],
    });
    let groups = by_referent.chain(by_status).collect();
    Ok(Report { from: scope.from, to: scope.to, as_known_on: None, figures: all, groups })
}

/// What each referent should follow, by the norm that they are under (S2.3, S4.3).
fn targets(cx: &mut Ctx<'_>, on: Day, lines: &mut BTreeMap<ReferentId, Line>) -> Outcome<()> {
    let users: Vec<UserId> = lines.values().filter_map(|line| line.user).collect();
    let own = norms::caseloads(cx, &users, on)?;
    let per_fte = cx.settings().caseload_per_fte;
    for line in lines.values_mut() {
        line.target = line.fte * line.user.and_then(|user| own.get(&user).copied()).unwrap_or(per_fte);
    }
    Ok(())
}

fn of_line(asked: &Asked<'_>, line: &Line, more: &[(&str, String)]) -> Figures {
    let target = rules::caseload_target(1, line.target);
    let left = rules::capacity_left(target, line.active);
    vec![
        asked.listed(F::ActiveCaseload, Figure::count(F::ActiveCaseload, line.active), more),
        asked.listed(
            F::CaseloadPerFte,
            figures::caseload_per_fte(line.active, Decimal4::of_ten_thousandths(line.fte)),
            more,
        ),
        (F::CaseloadTarget, Figure::count(F::CaseloadTarget, target)),
        (F::CapacityLeft, Figure::count(F::CapacityLeft, left)),
    ]
}
