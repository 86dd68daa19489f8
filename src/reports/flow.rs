//! Reports: what is asked for, within what the caller may see, and the figures of each.

use super::api::{ReportName, ReportQuery};
use super::figures::{Figure, FigureName};
use super::masking;
use super::store::{self, MemberRow, Scope};
use crate::auth::role::Reach;
use crate::civil::{IsoWeek, Month, add_days, days_between};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::directory::{partner_structures, referents};
use crate::esf::agenda_weeks;
use crate::esf::staff;
use crate::failure::{Failure, Outcome};
use crate::http::query::malformed;
use crate::http::{Page, PageIn};
use crate::ids::{Any, UserId};
use crate::pathways::rules::PathwayStatus;

mod activity;
mod annual;
mod calendar;
mod caseload;
mod esf;
mod listing;
mod means;
mod parameters;
mod quality;
mod time;

use parameters::{LONGEST_DAYS, codes, only_known, period};

crate::text_enum! {
    /// What the rows of a breakdown are.
    pub enum GroupBy {
        Referent = "referent",
        Status = "status",
        InterviewType = "interview_type",
        Modality = "modality",
        Operation = "operation",
        Task = "task",
        Gender = "gender",
        AgeBand = "age_band",
        LabourClass = "labour_class",
        Education = "education",
        ExitReason = "exit_reason",
        StageType = "stage_type",
        Theme = "theme",
        Role = "role",
        Commune = "commune",
        Housing = "housing_situation",
        PriorityDistrict = "priority_district",
        Criterion = "criterion",
        ExitCategory = "exit_category",
        MeetingKind = "meeting_kind",
        JobTitle = "job_title",
        Structure = "structure",
        Territory = "territory",
        Month = "month",
        ResourceOrigin = "resource_origin",
        Provider = "provider_structure",
    }
}

crate::text_enum! {
    /// How a stage ended.
    pub enum StageEnd { Completed = "completed", Interrupted = "interrupted" }
}

/// Figures with their names.
pub(super) type Figures = Vec<(FigureName, Figure)>;

/// The figures of one group.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) by: GroupBy,
    pub(super) key: String,
    pub(super) label: Option<String>,
    pub(super) figures: Figures,
}

/// A report as it was computed.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub(super) from: Day,
    pub(super) to: Day,
    /// As of whose end it was known, where one was asked for.
    pub(super) as_known_on: Option<Day>,
    pub(super) figures: Figures,
    pub(super) groups: Vec<Group>,
}

/// A question with its scope.
pub(super) struct Asked<'a> {
    pub(super) name: ReportName,
    pub(super) query: &'a ReportQuery,
    pub(super) scope: Scope,
    /// Whether the caller may list the rows that figures count.
    pub(super) lists_members: bool,
}

impl Asked<'_> {
    /// The figure with the address of its members, narrowed by some more parameters; none for a caller
    /// who may not list them.
    fn listed(&self, name: FigureName, figure: Figure, more: &[(&str, String)]) -> (FigureName, Figure) {
        if !self.lists_members {
            return (name, figure);
        }
        let q = self.query;
        let mut pairs = vec![("figure", name.code().to_owned())];
        if self.name == ReportName::Caseload {
            pairs.push(("on", self.scope.to.to_string()));
        } else {
            pairs.extend([("from", self.scope.from.to_string()), ("to", self.scope.to.to_string())]);
        }
        let given = [
            ("referent_id", q.referent_id.map(|id| id.to_string())),
            ("user_id", q.user_id.map(|id| id.to_string())),
            ("operation_id", q.operation_id.map(|id| id.to_string())),
            ("task", q.task.clone()),
            ("type", q.interview_type.clone()),
            ("modality", q.modality.clone()),
            ("exit_reason", q.exit_reason.clone()),
            ("stage_type", q.stage_type.clone()),
            ("theme", q.theme.clone()),
            ("resource_origin", q.resource_origin.clone()),
            ("structure_id", q.structure_id.map(|id| id.to_string())),
            ("status", q.status.map(|status| status.to_string())),
        ];
        pairs.extend(given.into_iter().filter_map(|(name, value)| Some((name, value?))));
        for (name, value) in more {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, value.clone()));
        }
        let query = serde_urlencoded::to_string(&pairs).unwrap_or_default();
        (name, figure.listed_at(format!("/v1/reports/{}/members?{query}", self.name)))
    }
}

/// The day so many months earlier, clamped to the end of a shorter month.
pub(in crate::reports) fn months_before(day: Day, months: u32) -> Day {
    let first = (0..months).fold(Month::of(day), |m, _| m.prev());
    add_days(first.first(), days_between(Month::of(day).first(), day)).min(first.last())
}

/// A report as the caller may have it: small counts are masked where it is asked for, and always for a caller from outside.
pub(super) fn read(cx: &mut Ctx<'_>, name: ReportName, query: &ReportQuery) -> Outcome<Report> {
    if !is_masked(cx, query) {
        return computed(cx, name, query);
    }
    if let Some(gender) = &query.gender {
        return masked_of_gender(cx, name, query, gender);
    }
    let mut report = computed(cx, name, query)?;
    masking::mask(&mut report);
    Ok(report)
}

/// The masked report cut to one gender: masked by itself, it would tell what the report of all hides.
fn masked_of_gender(cx: &mut Ctx<'_>, name: ReportName, query: &ReportQuery, gender: &str) -> Outcome<Report> {
    only_known(name, query)?;
    codes(cx, query)?;
    let mut all = computed(cx, name, &ReportQuery { gender: None, ..query.clone() })?;
    masking::mask(&mut all);
    all.groups.retain(|group| group.by == GroupBy::Gender && group.key == gender);
    let figures = all.groups.first().map(|group| group.figures.clone());
    if let Some(figures) = figures {
        return Ok(Report { figures, ..all });
    }
    // there is nobody: a report of zeros
    let mut none = computed(cx, name, query)?;
    masking::mask(&mut none);
    Ok(none)
}

fn is_masked(cx: &Ctx<'_>, query: &ReportQuery) -> bool {
    query.masked == Some(true) || !cx.actor.is_staff()
}

fn computed(cx: &mut Ctx<'_>, name: ReportName, query: &ReportQuery) -> Outcome<Report> {
    let report = match name {
        ReportName::Caseload => caseload::report,
        ReportName::ReferentActivity => activity::report,
        ReportName::TimeSplit => time::report,
        ReportName::EsfIndicators | ReportName::EsfParticipants => return esf::report(cx, name, query),
        ReportName::OperatorAnnual => return annual::report(cx, query),
        ReportName::Means => return means::report(cx, query),
        ReportName::DataQuality => return quality::report(cx, query),
        ReportName::ComplianceCalendar => return calendar::report(cx, query),
    };
    let asked = ask(cx, name, query)?;
    report(cx, &asked)
}

/// The rows that a figure of a report counts.
pub(super) fn members(
    cx: &mut Ctx<'_>,
    name: ReportName,
    figure: FigureName,
    query: &ReportQuery,
    page: &PageIn,
) -> Outcome<Page<MemberRow>> {
    // whoever is not told how many there are is not shown who they are
    if is_masked(cx, query) {
        return Err(malformed("masked", "true", vec!["false".to_owned()]));
    }
    let sort = page.sort(&["day"])?;
    let known = match name {
        ReportName::Caseload => caseload::FIGURES,
        ReportName::ReferentActivity => activity::FIGURES,
        ReportName::TimeSplit => time::FIGURES,
        ReportName::EsfIndicators | ReportName::EsfParticipants => {
            return esf::members(cx, name, figure, query, page);
        }
        ReportName::OperatorAnnual => return annual::members(cx, figure, query, page),
        ReportName::Means => return means::members(cx, figure, query, page),
        ReportName::DataQuality => return quality::members(cx, figure, query, page),
        ReportName::ComplianceCalendar => return calendar::members(cx, figure, query, page),
    };
    let asked = ask(cx, name, query)?;
    let after = page.after::<Day, Any>()?;
    let found =
        if known.contains(&figure) { store::members(cx, &asked.scope, figure, after, page.fetch())? } else { None };
    let Some(rows) = found else {
        let known = known.iter().map(|f| f.code().to_owned()).collect();
        return Err(malformed("figure", figure.code(), known));
    };
    let total = match page.include_total {
        true => store::counts(cx, &asked.scope, &[figure])?.get(&figure).map(|(n, _)| *n),
        false => None,
    };
    Ok(Page { total, ..page.cut(rows, sort, |r: &MemberRow| (r.day.to_string().into(), r.id))? })
}

/// What is asked for, within what the caller may see.
fn ask<'a>(cx: &mut Ctx<'_>, name: ReportName, query: &'a ReportQuery) -> Outcome<Asked<'a>> {
    only_known(name, query)?;
    codes(cx, query)?;
    if let Some(id) = query.structure_id {
        let reach = cx.reach_in("get_partner_structure");
        partner_structures::find(cx, &reach, id)?;
    }
    let (from, to) = period(cx, name, query)?;
    let reach = cx.reach.clone();
    let mut users = staff::in_reach(cx, &reach)?;
    let referent = match query.referent_id {
        Some(id) => Some(referents::find(cx, &Reach::everything(), id)?),
        None => None,
    };
    let wanted = referent.as_ref().map_or(query.user_id, |row| Some(row.user_id));
    if let Some(user) = wanted {
        if !staff::reaches(cx, &reach, user)? {
            return Err(Failure::NotFound);
        }
        users = Some(vec![user]);
    }
    let mut scope = scope(cx, query, users, from, to);
    if name == ReportName::Caseload {
        // the ends of the last twelve months, as the caseload of a referent counts them
        scope.month_ends.retain(|day| Month::of(*day).last() == *day);
        scope.month_ends = scope.month_ends.split_off(scope.month_ends.len().saturating_sub(12));
    }
    if let Some(referent) = referent {
        scope.month_ends.retain(|day| referent.holds_on(*day));
    }
    let lists_members = !cx.reach_in("list_report_members").is_empty();
    Ok(Asked { name, query, scope, lists_members })
}

fn scope(cx: &Ctx<'_>, query: &ReportQuery, users: Option<Vec<UserId>>, from: Day, to: Day) -> Scope {
    let months: Vec<Month> =
        std::iter::successors(Some(Month::of(from)), |m| Some(m.next())).take_while(|m| m.first() <= to).collect();
    let whole: Vec<Month> = months.iter().copied().filter(|m| from <= m.first() && m.last() <= to).collect();
    let cut = months.iter().filter(|m| !whole.contains(m)).map(|m| (m.first().max(from), m.last().min(to)));
    let settings = cx.settings();
    let counts =
        |s: &PathwayStatus| s.counts_in_caseload(settings.suspended_in_caseload, settings.follow_up_in_caseload);
    let due = |week: IsoWeek| (week, agenda_weeks::rules::due_at(week, settings.agenda_due_weekday));
    Scope {
        plie: cx.plie(),
        users,
        referent: query.referent_id,
        from,
        to,
        month_ends: months.iter().map(|m| m.last().min(to)).collect(),
        whole_months: whole.first().copied().zip(whole.last().copied()),
        cut_days: cut.collect(),
        weeks: std::iter::successors(Some(IsoWeek::of(from)), |w| Some(w.next()))
            .take_while(|w| w.monday() <= to)
            .filter(|w| from <= w.monday())
            .map(due)
            .filter(|(_, due_at)| *due_at < cx.now)
            .collect(),
        statuses: PathwayStatus::ALL.iter().copied().filter(counts).collect(),
        operation: query.operation_id,
        task: query.task.clone(),
        interview_type: query.interview_type.clone(),
        modality: query.modality.clone(),
        exit_reason: query.exit_reason.clone(),
        stage_type: query.stage_type.clone(),
        theme: query.theme.clone(),
        resource_origin: query.resource_origin.clone(),
        provider: query.structure_id,
        stage_status: query.status,
        today: cx.today,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_before_a_day_are_clamped() {
        for (day, months, before) in [
            ("2026-03-02", 12, "2025-03-02"),
            ("2024-02-29", 12, "2023-02-28"),
            ("2026-05-31", 3, "2026-02-28"),
            ("2026-01-15", 3, "2025-10-15"),
        ] {
            assert_eq!(months_before(day.parse().unwrap(), months).to_string(), before);
        }
    }
}
