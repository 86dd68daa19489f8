//! The caseload on a day, by referent and by status, and how it was renewed in the year before (§ 8.1, § 8.2).

use std::collections::BTreeMap;

use super::{Asked, Figures, Group, GroupBy, Report};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::decimal::Decimal4;
use crate::directory::referents::{self, ReferentRow};
use crate::directory::rules;
use crate::esf::norms;
use crate::failure::Outcome;
use crate::identity::users;
use crate::ids::{ReferentId, UserId};
use crate::pathways::rules::PathwayStatus;
use crate::reports::figures::{self, Figure, FigureName as F};
use crate::reports::store;

/// The figures whose members can be listed.
pub(super) const FIGURES: &[F] = &[
    F::ActiveCaseload,
    F::CaseloadPerFte,
    F::AverageCaseload,
    F::WaitingForReferent,
    F::WaitingForReception,
    F::Entries,
    F::RenewalRate,
];

/// Who waits, which is nobody's caseload.
const WAITING: [F; 2] = [F::WaitingForReferent, F::WaitingForReception];

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
    let mut lines = lines(cx, asked)?;
    let mut statuses: BTreeMap<PathwayStatus, i64> = BTreeMap::new();
    for row in store::by_status(cx, scope)? {
        *statuses.entry(row.status).or_default() += row.n;
        let line = lines.entry(row.referent_id).or_default();
        line.user = Some(row.user_id);
        if scope.statuses.contains(&row.status) {
            line.active += row.n;
        }
    }
    let mut all = of_line(asked, &whole(&lines), &[]);
    let ends = store::month_ends(cx, scope)?;
    let entries = store::counts(cx, scope, &[F::Entries])?.get(&F::Entries).map_or(0, |n| n.0);
    all.push(asked.listed(F::Entries, Figure::count(F::Entries, entries), &[]));
    all.push(asked.listed(F::AverageCaseload, figures::average_caseload(&ends), &[]));
    all.push(asked.listed(F::RenewalRate, figures::renewal_rate(entries, &ends), &[]));
    all.extend(waiting(cx, asked)?);
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

/// Who waits for a referent or for the reception on the last day, of the whole PLIE: until then they are nobody's.
pub(super) fn waiting(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<Figures> {
    if asked.scope.users.is_some() {
        return Ok(Vec::new());
    }
    let counts = store::counts(cx, &asked.scope, &WAITING)?;
    let figure = |name: F| asked.listed(name, Figure::count(name, counts.get(&name).map_or(0, |n| n.0)), &[]);
    Ok(WAITING.into_iter().map(figure).collect())
}

/// The caseload of the last day against what the referents asked for can follow.
pub(super) fn capacity(cx: &mut Ctx<'_>, asked: &Asked<'_>, active: i64) -> Outcome<Figures> {
    let line = Line { active, ..whole(&lines(cx, asked)?) };
    let figures = of_line(asked, &line, &[]);
    Ok(figures.into_iter().filter(|(name, _)| *name != F::ActiveCaseload).collect())
}

/// The referents asked for, each with what they should follow by the norm that they are under (S2.3, S4.3).
fn lines(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<BTreeMap<ReferentId, Line>> {
    let rows = followers(cx, asked)?;
    let users: Vec<UserId> = rows.iter().map(|row| row.user_id).collect();
    let own = norms::caseloads(cx, &users, asked.scope.to)?;
    let per_fte = cx.settings().caseload_per_fte;
    let line = |row: ReferentRow| {
        let fte = row.fte_participant_support.0;
        let target = fte * own.get(&row.user_id).copied().unwrap_or(per_fte);
        (row.id, Line { user: Some(row.user_id), fte, target, active: 0 })
    };
    Ok(rows.into_iter().map(line).collect())
}

fn whole(lines: &BTreeMap<ReferentId, Line>) -> Line {
    let sum = |of: fn(&Line) -> i64| lines.values().map(of).sum();
    Line { user: None, fte: sum(|l| l.fte), target: sum(|l| l.target), active: sum(|l| l.active) }
}

/// The terms of referents on the last day, of those asked for.
fn followers(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<Vec<ReferentRow>> {
    let mut rows = referents::active_on(cx, &Reach::everything(), asked.scope.to)?;
    rows.retain(|row| {
        let wanted = asked.query.referent_id.is_none_or(|id| id == row.id);
        wanted && asked.scope.users.as_ref().is_none_or(|users| users.contains(&row.user_id))
    });
    Ok(rows)
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
