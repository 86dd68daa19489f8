//! The operator's annual report (S2.19, § 8.5): means, publics, entries and exits, stages, barriers, what was done together,
//! and the indicators of the ESF by gender. On an operation, of the people who take part in it.

use std::collections::BTreeMap;

use super::{Asked, Figures, Group, GroupBy, Report, codes, esf, only_known, period, scope, time};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::esf::{operations, staff};
use crate::failure::Outcome;
use crate::http::query::malformed;
use crate::http::{Page, PageIn};
use crate::ids::Any;
use crate::participants::in_reach_text;
use crate::reports::api::{ReportName, ReportQuery};
use crate::reports::figures::{self, Figure, FigureName as F, Quantity};
use crate::reports::store::annual::{self, AnnualScope, Tally};
use crate::reports::store::{self, MemberRow, Scope};

/// The figures that count rows, in the order in which the report is read.
const COUNTED: &[F] = &[
    F::Accompanied,
    F::Entries,
    F::Exits,
    F::PositiveExitRate,
    F::RawPositiveRate,
    F::InterviewsHeld,
    F::StagesStarted,
    F::StagesEnded,
    F::StagesCompleted,
    F::PeopleWithBarrier,
    F::BarriersOpen,
    F::BarriersLifted,
    F::CollectiveSessions,
    F::CollectiveAttendances,
    F::Meetings,
];

/// Those whose rows nobody lists here: some barriers tell of health (G4).
const UNLISTED: &[F] = &[F::PeopleWithBarrier, F::BarriersOpen, F::BarriersLifted];

/// What an FTE is summed in: ten-thousandths of a term by ten-thousandths of a letter.
const FTE_PARTS: i64 = 10_000 * 10_000;

/// A question with what it looks at.
struct Question<'a> {
    asked: Asked<'a>,
    annual: AnnualScope,
}

impl Question<'_> {
    fn listed(&self, name: F, figure: Figure) -> (F, Figure) {
        if UNLISTED.contains(&name) { (name, figure) } else { self.asked.listed(name, figure, &[]) }
    }
}

pub(super) fn report(cx: &mut Ctx<'_>, query: &ReportQuery) -> Outcome<Report> {
    let question = ask(cx, query)?;
    let (from, to) = (question.asked.scope.from, question.asked.scope.to);
    let (mut all, mut groups) = means(cx, &question)?;
    let counted = counted(annual::tallies(cx, &question.annual, COUNTED)?);
    for name in COUNTED {
        let figure = counted.get(&(*name, None)).map_or_else(|| Figure::count(*name, 0), |n| told(*name, *n));
        all.push(question.listed(*name, figure));
    }
    for ((name, group), n) in counted {
        if let Some(group) = group {
            groups.entry(group).or_default().push((name, told(name, n)));
        }
    }
    let minutes = store::minutes(cx, &question.asked.scope)?;
    all.extend(time::split(&question.asked, minutes.iter(), &[]));
    indicators(cx, &question, &mut all, &mut groups)?;
    let groups = groups.into_iter().map(|((by, key), figures)| Group { by, key, label: None, figures }).collect();
    Ok(Report { from, to, as_known_on: None, figures: all, groups })
}

type Groups = BTreeMap<(GroupBy, String), Figures>;
type Counted = BTreeMap<(F, Option<(GroupBy, String)>), (i64, Option<i64>)>;

/// The tallies with what each is set against.
fn counted(tallies: Vec<Tally>) -> Counted {
    let mut out = Counted::new();
    for Tally { figure, base, group, n } in tallies {
        let both = out.entry((figure, group)).or_default();
        if base {
            both.1 = Some(n);
        } else {
            both.0 = n;
        }
    }
    out
}

fn told(name: F, (n, base): (i64, Option<i64>)) -> Figure {
    base.map_or_else(|| Figure::count(name, n), |base| figures::rate(name, n, base))
}

/// The full-time equivalents over the period (averages are those of month-ends, § 8), as a whole and by role.
fn means(cx: &mut Ctx<'_>, question: &Question<'_>) -> Outcome<(Figures, Groups)> {
    let ends = i64::try_from(question.annual.scope.month_ends.len()).unwrap_or(i64::MAX);
    let of = |fte: i64, support: i64| -> Figures {
        let ends = Quantity::count(ends);
        let figure = |name, sum| (name, Figure::new(name, Quantity::fraction(sum, FTE_PARTS), ends));
        vec![figure(F::MeansFte, fte), figure(F::MeansFteSupport, support)]
    };
    let roles = annual::ftes(cx, &question.annual)?;
    let whole = of(roles.iter().map(|r| r.fte).sum(), roles.iter().map(|r| r.support).sum());
    let groups = roles.into_iter().map(|r| ((GroupBy::Role, r.role), of(r.fte, r.support)));
    Ok((whole, groups.collect()))
}

/// The table of the ESF: the people who entered in the period, by gender.
fn indicators(cx: &mut Ctx<'_>, question: &Question<'_>, all: &mut Figures, groups: &mut Groups) -> Outcome<()> {
    let scope = &question.asked.scope;
    let query = ReportQuery {
        from: Some(scope.from),
        to: Some(scope.to),
        operation_id: scope.operation,
        ..ReportQuery::default()
    };
    let table = esf::report(cx, ReportName::EsfIndicators, &query)?;
    all.extend(table.figures);
    for group in table.groups {
        groups.entry((group.by, group.key)).or_default().extend(group.figures);
    }
    Ok(())
}

/// The rows that a figure counts.
pub(super) fn members(cx: &mut Ctx<'_>, figure: F, query: &ReportQuery, page: &PageIn) -> Outcome<Page<MemberRow>> {
    let sort = page.sort(&["day"])?;
    let question = ask(cx, query)?;
    let after = page.after::<Day, Any>()?;
    let (scope, annual) = (&question.asked.scope, &question.annual);
    let of_time = time::OF_SPLIT.contains(&figure);
    let listed = |figure: &F| !UNLISTED.contains(figure);
    let rows = match of_time {
        true => store::members(cx, scope, figure, after, page.fetch())?,
        false if COUNTED.contains(&figure) => annual::members(cx, annual, figure, after, page.fetch())?,
        false => None,
    };
    let Some(rows) = rows else {
        let known = COUNTED.iter().filter(|f| listed(f)).chain(time::OF_SPLIT);
        return Err(malformed("figure", figure.code(), known.map(|f| f.code().to_owned()).collect()));
    };
    let total = match (page.include_total, of_time) {
        (false, _) => None,
        (true, true) => store::counts(cx, scope, &[figure])?.get(&figure).map(|(n, _)| *n),
        (true, false) => {
            let tallies = annual::tallies(cx, annual, &[figure])?;
            tallies.iter().find(|t| t.group.is_none() && !t.base).map(|t| t.n)
        }
    };
    Ok(Page { total, ..page.cut(rows, sort, |r: &MemberRow| (r.day.to_string().into(), r.id))? })
}

/// What is asked for, within what the caller may see.
fn ask<'a>(cx: &mut Ctx<'_>, query: &'a ReportQuery) -> Outcome<Question<'a>> {
    let name = ReportName::OperatorAnnual;
    only_known(name, query)?;
    codes(cx, query)?;
    if let Some(id) = query.operation_id {
        let reach = cx.reach_in("get_operation");
        operations::find(cx, &reach, id)?;
    }
    let (from, to) = period(cx, name, query)?;
    let reach = cx.reach.clone();
    let users = staff::in_reach(cx, &reach)?;
    let mut scope = scope(cx, query, users, from, to);
    // a month that is not over counts as it stands today, one to come does not count
    scope.month_ends.iter_mut().for_each(|day| *day = (*day).min(cx.today));
    scope.month_ends.retain(|day| *day >= from);
    scope.month_ends.dedup();
    let lists_members = !cx.reach_in("list_report_members").is_empty();
    let annual = AnnualScope {
        people: people(cx, &reach),
        meetings: meetings(cx, &reach, &scope),
        done: to.min(cx.today),
        scope: scope.clone(),
    };
    Ok(Question { asked: Asked { name, query, scope, lists_members }, annual })
}

/// The condition on a pathway that its person is in reach, or takes part in an operation that is; one's own are those whom
/// one follows.
fn people(cx: &Ctx<'_>, reach: &Reach) -> String {
    let lit = Literals::of(cx.conn);
    let own = Reach { own: reach.own || reach.myself, ..reach.clone() };
    let people = in_reach_text(lit, cx, &own, "p.participant_id");
    if reach.all || reach.operations.is_empty() {
        return people;
    }
    format!(
        "({people} or exists (select 1 from participations y where y.plie_id = p.plie_id and y.pathway_id = p.id
           and y.voided_at is null and y.operation_id in ({})))",
        lit.ids(&reach.operations)
    )
}

/// The condition on a meeting: of the territories in reach, or with somebody in reach.
fn meetings(cx: &Ctx<'_>, reach: &Reach, scope: &Scope) -> String {
    let Some(users) = &scope.users else { return "1 = 1".to_owned() };
    let lit = Literals::of(cx.conn);
    let (places, users) = (lit.ids(&reach.territories), lit.ids(users));
    format!(
        "(m.territory_id in ({places}) or m.recorded_by in ({users}) or exists (
           select 1 from meeting_attendees q where q.plie_id = m.plie_id and q.meeting_id = m.id and q.user_id in ({users})))"
    )
}
