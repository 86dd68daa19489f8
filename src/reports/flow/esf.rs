//! The common indicators of the ESF, and how complete the data behind them is (§ 7, § 8.5). Both look at the people who
//! entered in the period, and at what had happened to them by its last day: so each result is of people who are counted.

use std::collections::BTreeMap;

use super::{Figures, Group, GroupBy, Report, codes, only_known};
use crate::amount::Share;
use crate::auth::role::Reach;
use crate::civil::{self, Month, add_days, days_between};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::decimal::Decimal4;
use crate::esf::norms;
use crate::esf::operations;
use crate::esf::participations::rules::Programme;
use crate::failure::Outcome;
use crate::http::query::malformed;
use crate::http::{Page, PageIn};
use crate::ids::{Any, OperationId};
use crate::participants::in_reach_text;
use crate::reports::api::{ReportName, ReportQuery};
use crate::reports::figures::indicators::{ENTERED_2014, ENTERED_2021, RESULTS_2014, RESULTS_2021};
use crate::reports::figures::{self, Figure, FigureLevel, FigureName as F};
use crate::reports::store::esf::{Cell, Cells, Counts, EsfScope, cells, members as member_rows, outputs, total};
use crate::reports::store::{MemberRow, operation_numbers};

/// The longest period, in days: ten years, longer than any operation.
const LONGEST_DAYS: i64 = 10 * 366;

/// The figures of `esf-participants`.
const OF_PARTICIPANTS: &[F] = &[
    F::Participants,
    F::Left,
    F::IncompleteRate,
    F::IncompleteEntry,
    F::IncompleteExit,
    F::IncompleteSixMonth,
    F::LateExit,
    F::CarriedOver,
    F::Unreachable,
];

/// Figures that nobody may list people by (G4).
const UNLISTED: &[F] = &[F::Co15, F::Co16, F::Co17, F::Cr05, F::Cr09, F::Eeco12, F::Eeco13, F::Eeco14, F::Eeco15];

/// A question of the ESF with its scope.
struct Asked<'a> {
    name: ReportName,
    query: &'a ReportQuery,
    scope: EsfScope,
    /// The periods whose figures it has: that of the operation, else both.
    programmes: Vec<Programme>,
    /// The shares of incomplete data from which the figure is a warning, and red, of the operation or the PLIE.
    incomplete: (Share, Share),
    /// Whether the caller may list the rows that figures count.
    lists_members: bool,
    /// Whether the caller reaches every participation, so that what counts none may stand beside.
    whole: bool,
}

impl Asked<'_> {
    fn figures(&self) -> Vec<F> {
        if self.name == ReportName::EsfParticipants {
            return OF_PARTICIPANTS.to_vec();
        }
        let of = |programme: &Programme| match programme {
            Programme::Esf2014 => [ENTERED_2014, RESULTS_2014],
            Programme::EsfPlus => [ENTERED_2021, RESULTS_2021],
        };
        let mut all = vec![F::Participants, F::IncompleteRate];
        all.extend(self.programmes.iter().flat_map(of).flatten().copied());
        all
    }

    /// Where the rows of a figure are listed; nowhere for whoever may not, or where nobody may.
    fn address(&self, name: F, more: &[(&str, &str)]) -> Option<String> {
        if !self.lists_members || UNLISTED.contains(&name) {
            return None;
        }
        let (from, to) = (self.scope.from.to_string(), self.scope.to.to_string());
        let mut pairs = vec![("figure", name.code().to_owned()), ("from", from), ("to", to)];
        let given = [
            ("operation_id", self.scope.operation.map(|id| id.to_string())),
            ("gender", self.scope.gender.clone()),
            ("as_known_on", self.query.as_known_on.map(|day| day.to_string())),
        ];
        pairs.extend(given.into_iter().filter_map(|(name, value)| Some((name, value?))));
        for (name, value) in more {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, (*value).to_owned()));
        }
        let query = serde_urlencoded::to_string(&pairs).unwrap_or_default();
        Some(format!("/v1/reports/{}/members?{query}", self.name))
    }

    /// The figures of some counts; `more` narrows the list of their rows, none where it can't be narrowed so.
    fn shown(&self, counts: &Counts, more: Option<&[(&str, &str)]>) -> Figures {
        let (alert, red) = self.incomplete;
        let decimal = |share: Share| Decimal4::of_ten_thousandths(share.0);
        self.figures()
            .into_iter()
            .map(|name| {
                let (numerator, base) = counts.get(&name).copied().unwrap_or_default();
                // a share among none at all is one of nothing, no plain count
                let base = base.or_else(|| name.rule().contains('÷').then_some(0));
                let mut figure = match base {
                    Some(base) => figures::rate(name, numerator, base),
                    None => Figure::count(name, numerator),
                };
                figure.members_url = more.and_then(|more| self.address(name, more));
                if name == F::IncompleteRate {
                    figure.level = FigureLevel::of(figure.value, decimal(alert), decimal(red));
                }
                (name, figure)
            })
            .collect()
    }
}

/// Computes a report of the ESF.
pub(super) fn report(cx: &mut Ctx<'_>, name: ReportName, query: &ReportQuery) -> Outcome<Report> {
    let asked = ask(cx, name, query)?;
    let by = if name == ReportName::EsfIndicators { Cells::ByGender } else { Cells::ByPublic };
    let found = cells(cx, &asked.scope, &asked.figures(), by)?;
    let mut whole = Counts::new();
    found.iter().for_each(|cell| add(&mut whole, &cell.counts));
    let mut all = asked.shown(&whole, Some(&[]));
    if name == ReportName::EsfIndicators && asked.whole && asked.scope.gender.is_none() {
        for programme in &asked.programmes {
            let brought = outputs(cx, &asked.scope, *programme)?;
            all.extend(brought.into_iter().map(|(name, n)| (name, Figure::count(name, n))));
        }
    }
    let groups = groups(cx, &asked, &found, by)?;
    let (from, to) = (asked.scope.from, asked.scope.to);
    Ok(Report { from, to, as_known_on: query.as_known_on, figures: all, groups })
}

/// The participations that a figure counts.
pub(super) fn members(
    cx: &mut Ctx<'_>,
    name: ReportName,
    figure: F,
    query: &ReportQuery,
    page: &PageIn,
) -> Outcome<Page<MemberRow>> {
    let sort = page.sort(&["day"])?;
    let asked = ask(cx, name, query)?;
    let known: Vec<F> = asked.figures().into_iter().filter(|name| !UNLISTED.contains(name)).collect();
    let after = page.after::<Day, Any>()?;
    let rows = if known.contains(&figure) { member_rows(cx, &asked.scope, figure, after, page.fetch())? } else { None };
    let Some(rows) = rows else {
        return Err(malformed("figure", figure.code(), known.iter().map(|f| f.code().to_owned()).collect()));
    };
    let total = if page.include_total { total(cx, &asked.scope, figure)? } else { None };
    Ok(Page { total, ..page.cut(rows, sort, |r: &MemberRow| (r.day.to_string().into(), r.id))? })
}

fn add(sums: &mut Counts, counts: &Counts) {
    for (name, (numerator, base)) in counts {
        let both = sums.entry(*name).or_insert((0, base.map(|_| 0)));
        both.0 += numerator;
        if let (Some(sum), Some(base)) = (both.1.as_mut(), base) {
            *sum += base;
        }
    }
}

/// The cells added up by one thing after the other.
fn groups(cx: &mut Ctx<'_>, asked: &Asked<'_>, found: &[Cell], by: Cells) -> Outcome<Vec<Group>> {
    let summed = |key: &dyn Fn(&Cell) -> Option<String>| {
        let mut sums: BTreeMap<String, Counts> = BTreeMap::new();
        for cell in found {
            if let Some(key) = key(cell) {
                add(sums.entry(key).or_default(), &cell.counts);
            }
        }
        sums
    };
    let mut groups = Vec::new();
    let genders = summed(&|cell| cell.gender.clone());
    for (key, counts) in &genders {
        let listed = key != "unknown";
        let more = [("gender", key.as_str())];
        let figures = asked.shown(counts, listed.then_some(&more[..]));
        groups.push(Group { by: GroupBy::Gender, key: key.clone(), label: None, figures });
    }
    if matches!(by, Cells::ByGender) {
        return Ok(groups);
    }
    let operations = summed(&|cell| cell.operation.map(|id| id.to_string()));
    let ids: Vec<OperationId> = operations.keys().filter_map(|id| id.parse().ok()).collect();
    let numbers = operation_numbers(cx, ids)?;
    for (key, counts) in &operations {
        let label = key.parse().ok().and_then(|id| numbers.get(&id).cloned());
        let figures = asked.shown(counts, Some(&[("operation_id", key.as_str())]));
        groups.push(Group { by: GroupBy::Operation, key: key.clone(), label, figures });
    }
    let publics = [
        (GroupBy::AgeBand, summed(&|cell| cell.age_band.clone())),
        (GroupBy::LabourClass, summed(&|cell| cell.labour_class.clone())),
        (GroupBy::Education, summed(&|cell| cell.education.clone())),
    ];
    for (by, sums) in publics {
        for (key, counts) in sums {
            let figures = asked.shown(&counts, None);
            groups.push(Group { by, key, label: None, figures });
        }
    }
    Ok(groups)
}

/// What is asked for, within what the caller may see.
fn ask<'a>(cx: &mut Ctx<'_>, name: ReportName, query: &'a ReportQuery) -> Outcome<Asked<'a>> {
    only_known(name, query)?;
    codes(cx, query)?;
    let operation = match query.operation_id {
        Some(id) => {
            let reach = cx.reach_in("get_operation");
            Some(operations::find(cx, &reach, id)?)
        }
        None => None,
    };
    let known_on = query.as_known_on;
    if known_on.is_some_and(|day| day > cx.today) {
        return Err(malformed("as_known_on", "a day to come", Vec::new()));
    }
    let today = known_on.unwrap_or(cx.today);
    let (from, to) = period(query, operation.as_ref().map(|o| o.starts_on), today)?;
    let reach = cx.reach.clone();
    let settings = match &operation {
        Some(operation) => norms::with(cx, &operation.parameters)?,
        None => cx.settings().clone(),
    };
    let programmes = match &operation {
        Some(operation) => Programme::parse(&operation.programme_period).into_iter().collect(),
        None => Programme::ALL.to_vec(),
    };
    let scope = EsfScope {
        plie: cx.plie(),
        people: reached(cx, &reach),
        operation: query.operation_id,
        gender: query.gender.clone(),
        from,
        to,
        today,
        known_before: known_on.map(|day| civil::start_of_day(add_days(day, 1))),
        window_days: settings.six_month_window_days,
        own_window_days: norms::own(cx, "six_month_window_days")?,
    };
    let lists_members = !cx.reach_in("list_report_members").is_empty();
    let incomplete = (settings.incomplete_rate_alert, settings.incomplete_rate_red);
    Ok(Asked { name, query, scope, programmes, incomplete, lists_members, whole: reach.all })
}

/// The condition on the people and operations in reach; one's own are those whom one follows.
pub(super) fn reached(cx: &Ctx<'_>, reach: &Reach) -> String {
    let lit = Literals::of(cx.conn);
    let own = Reach { own: reach.own || reach.myself, ..reach.clone() };
    let people = in_reach_text(lit, cx, &own, "p.participant_id");
    if reach.all || reach.operations.is_empty() {
        return people;
    }
    format!("({people} or p.operation_id in ({}))", lit.ids(&reach.operations))
}

/// The period: from the beginning of the operation, else of the year.
fn period(query: &ReportQuery, starts_on: Option<Day>, today: Day) -> Outcome<(Day, Day)> {
    let to = query.to.unwrap_or_else(|| query.from.map_or(today, |from| from.max(today)));
    let year = Month::new(Month::of(to).year(), 1).map_or(to, Month::first);
    let from = query.from.unwrap_or_else(|| starts_on.unwrap_or(year).min(to));
    if to < from {
        return Err(malformed("to", "before from", Vec::new()));
    }
    if days_between(from, to) > LONGEST_DAYS {
        return Err(malformed("to", "more than ten years", Vec::new()));
    }
    Ok((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::esf::participations::rules::indicators::Indicator;

    #[test]
    fn the_report_has_every_indicator_and_lists_nobody_by_a_sensitive_one() {
        let all = [ENTERED_2014, RESULTS_2014, ENTERED_2021, RESULTS_2021].concat();
        for indicator in Indicator::ALL {
            let figure = F::parse(indicator.code()).unwrap();
            assert!(all.contains(&figure), "{indicator}");
            assert_eq!(UNLISTED.contains(&figure), indicator.is_sensitive(), "{indicator}");
        }
        assert_eq!(all.len(), Indicator::ALL.len());
    }
}
