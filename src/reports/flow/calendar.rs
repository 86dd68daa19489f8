//! The compliance calendar: what is due on which day of the months around today, and what of it has passed (§ 4.6, § 6.1,
//! § 9.2, S0.11, S1.4, S1.5). The timers are those of the alerts.

use std::collections::BTreeMap;

use super::listing::{address, cut, page_of};
use super::{Figures, Group, GroupBy, LONGEST_DAYS, Report, only_known};
use crate::auth::role::Reach;
use crate::civil::{Month, add_days, days_between};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::directory::referents;
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::http::query::malformed;
use crate::http::{Page, PageIn};
use crate::ids::Any;
use crate::platform::alerts::{self, Wanted, rules::AlertKind};
use crate::reports::api::{ReportName, ReportQuery};
use crate::reports::figures::{Figure, FigureName as F};
use crate::reports::store::MemberRow;
use crate::reports::store::calendar::{self as store, CalendarScope, Kept, Kind};

/// Months before and after that of today which are shown where no period is asked for.
const MONTHS_AROUND: u32 = 3;
/// How far ahead the calendar looks, in days: as far as alerts do.
const AHEAD_DAYS: i64 = 366;

/// Where the days of a duty come from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// A kind of the statement, and what its rows are.
    Stated(&'static str, &'static str),
    Kept(Kept),
}

/// What is due, and the figure of what has passed where that is not merely over.
struct Duty {
    due: F,
    overdue: Option<F>,
    source: Source,
}

const fn timer(kind: AlertKind, what: &'static str, due: F, overdue: F) -> Duty {
    Duty { due, overdue: Some(overdue), source: Source::Stated(kind.code(), what) }
}

const fn kept(kind: Kept, due: F, overdue: Option<F>) -> Duty {
    Duty { due, overdue, source: Source::Kept(kind) }
}

const DUTIES: &[Duty] = &[
    timer(AlertKind::Interview, "pathway", F::DueInterview, F::OverdueInterview),
    timer(AlertKind::Milestone, "pathway", F::DueMilestone, F::OverdueMilestone),
    timer(AlertKind::File, "interview", F::DueFile, F::OverdueFile),
    timer(AlertKind::Agenda, "agenda_week", F::DueAgenda, F::OverdueAgenda),
    timer(AlertKind::TimesheetEmployee, "timesheet", F::DueEmployee, F::OverdueEmployee),
    timer(AlertKind::TimesheetSupervisor, "timesheet", F::DueSupervisor, F::OverdueSupervisor),
    timer(AlertKind::EsfExit, "participation", F::DueEsfExit, F::OverdueEsfExit),
    timer(AlertKind::EsfSixMonth, "participation", F::DueEsfSixMonth, F::OverdueEsfSixMonth),
    timer(AlertKind::JobFollowUp, "pathway", F::DueJobFollowUp, F::OverdueJobFollowUp),
    timer(AlertKind::QuarterlyReview, "quarterly_review", F::DueQuarterlyReview, F::OverdueQuarterlyReview),
    timer(AlertKind::EngagementContract, "engagement_contract", F::DueEngagement, F::OverdueEngagement),
    timer(AlertKind::EngagementMissing, "pathway", F::DueEngagementMissing, F::OverdueEngagementMissing),
    timer(AlertKind::PlannedEnd, "pathway", F::DuePlannedEnd, F::OverduePlannedEnd),
    timer(AlertKind::Eligibility, "criterion", F::DueEligibility, F::OverdueEligibility),
    timer(AlertKind::RetentionReview, "participant", F::DueRetentionReview, F::OverdueRetentionReview),
    kept(Kept::RetentionEnd, F::DueRetentionEnd, Some(F::OverdueRetentionEnd)),
    kept(Kept::OperationEnd, F::DueOperationEnd, None),
    kept(Kept::Claim, F::DueClaim, Some(F::OverdueClaim)),
    kept(Kept::LetterEnd, F::DueMissionLetterEnd, Some(F::OverdueMissionLetterEnd)),
    kept(Kept::ContractEnd, F::DueContractEnd, None),
    kept(Kept::ClauseEnd, F::DueClauseEnd, None),
    kept(Kept::ProtocolEnd, F::DueProtocolEnd, Some(F::OverdueProtocolEnd)),
    kept(Kept::CharterStart, F::DueCharterStart, None),
    kept(Kept::TeamMeeting, F::DueTeamMeeting, Some(F::OverdueTeamMeeting)),
    kept(Kept::TechnicalCommittee, F::DueTechnicalCommittee, Some(F::OverdueTechnicalCommittee)),
];

struct Asked<'a> {
    query: &'a ReportQuery,
    scope: CalendarScope,
    lists_members: bool,
}

/// How many are due, and of these how many days have passed, by figure.
type Counts = BTreeMap<F, i64>;

fn add(counts: &mut Counts, duty: &Duty, due: i64, overdue: i64) {
    *counts.entry(duty.due).or_default() += due;
    if let Some(name) = duty.overdue {
        *counts.entry(name).or_default() += overdue;
    }
}

impl Asked<'_> {
    fn figures(&self, counts: &Counts, from: Day, to: Day) -> Figures {
        let pairs = [
            ("from", Some(from.to_string())),
            ("to", Some(to.to_string())),
            ("referent_id", self.query.referent_id.map(|id| id.to_string())),
        ];
        let figure = |(name, n): (&F, &i64)| {
            let figure = Figure::count(*name, *n);
            match self.lists_members {
                true => (*name, figure.listed_at(address(ReportName::ComplianceCalendar, *name, &pairs))),
                false => (*name, figure),
            }
        };
        counts.iter().map(figure).collect()
    }
}

pub(super) fn report(cx: &mut Ctx<'_>, query: &ReportQuery) -> Outcome<Report> {
    let asked = ask(cx, query)?;
    let (from, to, today) = (asked.scope.from, asked.scope.to, asked.scope.today);
    let mut whole = Counts::new();
    DUTIES.iter().for_each(|duty| add(&mut whole, duty, 0, 0));
    let mut months: BTreeMap<String, Counts> = BTreeMap::new();
    let mut count = |duty: &Duty, month: String, due: i64, overdue: i64| {
        add(&mut whole, duty, due, overdue);
        add(months.entry(month).or_default(), duty, due, overdue);
    };
    for row in store::counts(cx, &asked.scope)? {
        let of_kind = |duty: &&Duty| matches!(duty.source, Source::Stated(kind, _) if kind == row.kind);
        let Some(duty) = DUTIES.iter().find(of_kind) else { continue };
        count(duty, row.month.clone(), row.due, row.overdue);
    }
    for (kind, row) in store::kept(cx, &asked.scope)? {
        let of_kind = |duty: &&Duty| matches!(duty.source, Source::Kept(kept) if kept == kind);
        let Some(duty) = DUTIES.iter().find(of_kind) else { continue };
        count(duty, Month::of(row.day).to_string(), 1, i64::from(row.day < today));
    }
    let group = |(key, mut counts): (String, Counts)| {
        let month: Month = key.parse().ok()?;
        // a month says what it has
        counts.retain(|_, n| *n > 0);
        let figures = asked.figures(&counts, month.first().max(from), month.last().min(to));
        Some(Group { by: GroupBy::Month, key, label: None, figures })
    };
    let groups = months.into_iter().filter_map(group).collect();
    Ok(Report { from, to, as_known_on: None, figures: asked.figures(&whole, from, to), groups })
}

/// The duties that a figure counts, by the day on which they are due.
pub(super) fn members(cx: &mut Ctx<'_>, figure: F, query: &ReportQuery, page: &PageIn) -> Outcome<Page<MemberRow>> {
    let sort = page.sort(&["day"])?;
    let asked = ask(cx, query)?;
    let Some(duty) = DUTIES.iter().find(|duty| duty.due == figure || duty.overdue == Some(figure)) else {
        let all = DUTIES.iter().flat_map(|duty| std::iter::once(duty.due).chain(duty.overdue));
        return Err(malformed("figure", figure.code(), all.map(|f| f.code().to_owned()).collect()));
    };
    let overdue = duty.overdue == Some(figure);
    match duty.source {
        Source::Stated(code, what) => {
            let after = page.after::<Day, Any>()?;
            let kind = Kind { code, what, overdue };
            let (rows, total) = store::members(cx, &asked.scope, kind, after, page.fetch(), page.include_total)?;
            Ok(Page { total, ..cut(rows, page, sort)? })
        }
        Source::Kept(kind) => {
            let today = asked.scope.today;
            let all = store::kept(cx, &asked.scope)?;
            let rows = all.into_iter().filter(|(of, row)| *of == kind && (!overdue || row.day < today));
            page_of(rows.map(|(_, row)| row).collect(), page, sort)
        }
    }
}

/// What is asked for, within what the caller may see.
fn ask<'a>(cx: &mut Ctx<'_>, query: &'a ReportQuery) -> Outcome<Asked<'a>> {
    only_known(ReportName::ComplianceCalendar, query)?;
    let (from, to) = days(cx.today, query)?;
    let reach = cx.reach.clone();
    let mut users = staff::in_reach(cx, &reach)?;
    if let Some(id) = query.referent_id {
        let row = referents::find(cx, &Reach::everything(), id)?;
        if !staff::reaches(cx, &reach, row.user_id)? {
            return Err(Failure::NotFound);
        }
        users = Some(vec![row.user_id]);
    }
    let wanted =
        Wanted { kinds: AlertKind::ALL.to_vec(), referent_id: query.referent_id, due_before: Some(add_days(to, 1)) };
    let alerts = alerts::text(cx, reach, wanted)?;
    let common = query.referent_id.is_none();
    let scope = CalendarScope { from, to, today: cx.today, users, alerts, common };
    let lists_members = !cx.reach_in("list_report_members").is_empty();
    Ok(Asked { query, scope, lists_members })
}

/// The period: three months before and after that of today where none is asked for.
fn days(today: Day, query: &ReportQuery) -> Outcome<(Day, Day)> {
    let this = Month::of(today);
    let first = (0..MONTHS_AROUND).fold(this, |month, _| month.prev()).first();
    let last = (0..MONTHS_AROUND).fold(this, |month, _| month.next()).last();
    let to = query.to.unwrap_or_else(|| query.from.map_or(last, |from| from.max(last)));
    let from = query.from.unwrap_or_else(|| first.min(Month::of(to).first()));
    if to < from {
        return Err(malformed("to", "before from", Vec::new()));
    }
    if to > add_days(today, AHEAD_DAYS - 1) {
        return Err(malformed("to", "more than a year ahead", Vec::new()));
    }
    if days_between(from, to) > LONGEST_DAYS {
        return Err(malformed("to", "more than five years", Vec::new()));
    }
    Ok((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_timer_of_the_alerts_is_a_duty_once() {
        for kind in AlertKind::ALL {
            let of_kind = |duty: &&Duty| matches!(duty.source, Source::Stated(code, _) if code == kind.code());
            let found: Vec<&Duty> = DUTIES.iter().filter(of_kind).collect();
            assert_eq!(found.len(), 1, "{kind}");
            assert_eq!(found[0].due.code(), format!("due_{kind}"));
            assert_eq!(found[0].overdue.unwrap().code(), format!("overdue_{kind}"));
        }
    }
}
