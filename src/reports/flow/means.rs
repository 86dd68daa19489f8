//! The means of the PLIE: full-time equivalents on a day and at month-ends, by role, job title, employer, territory and
//! operation, and the minutes that contracts, absences and records make of a period (S0.4, S1.19, § 6.1, § 8).

use std::collections::{BTreeMap, BTreeSet};

use super::listing::{address, known_territory};
use super::{Figures, Group, GroupBy, Report, codes, only_known, period, scope};
use crate::auth::actor::HeldRole;
use crate::auth::role::Role;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::decimal::Decimal4;
use crate::directory::partner_structures;
use crate::esf::{operations, staff};
use crate::failure::{Failure, Outcome};
use crate::http::query::malformed;
use crate::ids::{OperationId, UserId};
use crate::reports::api::{ReportName, ReportQuery};
use crate::reports::figures::{Figure, FigureName as F, Quantity};
use crate::reports::store::terms::{self, FixedLetter, Term, fixed_letters, role_of};
use crate::reports::store::{Scope, operation_numbers};

mod members;
mod minutes;

pub(super) use members::members;

/// What has no name of its own in a group.
const NONE: &str = "none";

/// The means as they are asked for.
struct Asked<'a> {
    query: &'a ReportQuery,
    scope: Scope,
    /// The days of the averages; none for a single day.
    ends: Vec<Day>,
    terms: Vec<Term>,
    roles: BTreeMap<UserId, Vec<HeldRole>>,
    letters: Vec<FixedLetter>,
    lists_members: bool,
}

/// The days whose terms are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Day,
    Ends,
}

impl Asked<'_> {
    /// Whether terms alone are asked for: what is not told apart by them would look narrowed and not be.
    fn narrowed(&self) -> bool {
        let q = self.query;
        q.role.is_some() || q.job_title.is_some() || q.structure_id.is_some() || q.territory_id.is_some()
    }

    fn days(&self, over: Over) -> Vec<Day> {
        if over == Over::Day { vec![self.scope.to] } else { self.ends.clone() }
    }

    fn role(&self, term: &Term, day: Day) -> Option<Role> {
        role_of(term, self.roles.get(&term.user).map(Vec::as_slice).unwrap_or_default(), day)
    }

    /// The terms that hold on a day and are asked for.
    fn holding(&self, day: Day) -> impl Iterator<Item = &Term> {
        let q = self.query;
        self.terms.iter().filter(move |term| {
            term.holds_on(day)
                && q.role.is_none_or(|role| self.role(term, day) == Some(role))
                && q.job_title.as_ref().is_none_or(|title| term.job_title.as_ref() == Some(title))
                && q.structure_id.is_none_or(|id| term.structure == Some(id))
                && q.territory_id.is_none_or(|id| term.territory == Some(id))
        })
    }

    /// The fixed shares that hold on a day: letter, and ten-thousandths of ten-thousandths of a full time.
    fn fixed(&self, day: Day) -> impl Iterator<Item = (&FixedLetter, i64)> {
        let holds = move |letter: &&FixedLetter| letter.starts_on <= day && day <= letter.ends_on;
        self.letters.iter().filter(holds).map(move |letter| {
            let theirs = self.terms.iter().filter(|term| term.user == letter.user && term.holds_on(day));
            (letter, theirs.map(|term| term.fte).sum::<i64>() * letter.share)
        })
    }

    fn listed(&self, name: F, mut figure: Figure, more: &[(&str, String)]) -> (F, Figure) {
        if !self.lists_members {
            return (name, figure);
        }
        let q = self.query;
        let single = self.ends.is_empty();
        let day = |day: Day| Some(day.to_string());
        let mut pairs = vec![
            ("on", day(self.scope.to).filter(|_| single)),
            ("from", day(self.scope.from).filter(|_| !single)),
            ("to", day(self.scope.to).filter(|_| !single)),
            ("user_id", q.user_id.map(|id| id.to_string())),
            ("role", q.role.map(|role| role.to_string())),
            ("job_title", q.job_title.clone()),
            ("structure_id", q.structure_id.map(|id| id.to_string())),
            ("territory_id", q.territory_id.map(|id| id.to_string())),
            ("operation_id", q.operation_id.map(|id| id.to_string())),
        ];
        for (name, value) in more {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, Some(value.clone())));
        }
        figure.members_url = Some(address(ReportName::Means, name, &pairs));
        (name, figure)
    }
}

/// What the terms of one group add up to.
#[derive(Default)]
struct Sums {
    fte: i64,
    support: i64,
    staff: BTreeSet<UserId>,
    ends_fte: i64,
    ends_support: i64,
}

impl Sums {
    fn add(&mut self, term: &Term, over: Over) {
        match over {
            Over::Day => {
                self.fte += term.fte;
                self.support += term.support;
                self.staff.insert(term.user);
            }
            Over::Ends => {
                self.ends_fte += term.fte;
                self.ends_support += term.support;
            }
        }
    }

    fn figures(&self, asked: &Asked<'_>, more: Option<&[(&str, String)]>) -> Figures {
        let staff = i64::try_from(self.staff.len()).unwrap_or(i64::MAX);
        let mut out = vec![
            (F::Fte, Figure::new(F::Fte, e4(self.fte), Quantity::count(1))),
            (F::FteSupport, Figure::new(F::FteSupport, e4(self.support), Quantity::count(1))),
            (F::Staff, Figure::count(F::Staff, staff)),
        ];
        if !asked.ends.is_empty() {
            let ends = Quantity::count(i64::try_from(asked.ends.len()).unwrap_or(i64::MAX));
            out.push((F::AverageFte, Figure::new(F::AverageFte, e4(self.ends_fte), ends)));
            out.push((F::AverageFteSupport, Figure::new(F::AverageFteSupport, e4(self.ends_support), ends)));
        }
        match more {
            None => out,
            Some(more) => out.into_iter().map(|(name, figure)| asked.listed(name, figure, more)).collect(),
        }
    }
}

fn e4(sum: i64) -> Quantity {
    Quantity::decimal(Decimal4::of_ten_thousandths(sum))
}

pub(super) fn report(cx: &mut Ctx<'_>, query: &ReportQuery) -> Outcome<Report> {
    let asked = ask(cx, query)?;
    let mut whole = Sums::default();
    let mut parts: BTreeMap<(GroupBy, String), Sums> = BTreeMap::new();
    for over in [Over::Day, Over::Ends] {
        for day in asked.days(over) {
            for term in asked.holding(day) {
                whole.add(term, over);
                for key in keys(&asked, term, day) {
                    parts.entry(key).or_default().add(term, over);
                }
            }
        }
    }
    let mut all = whole.figures(&asked, Some(&[]));
    let mut groups = groups(cx, &asked, &parts)?;
    if !asked.narrowed() {
        let (figures, operations) = shares(cx, &asked)?;
        all.extend(figures);
        groups.extend(operations);
        if !asked.ends.is_empty() {
            all.extend(minutes::figures(cx, &asked)?);
        }
    }
    let (from, to) = (asked.scope.from, asked.scope.to);
    Ok(Report { from, to, as_known_on: None, figures: all, groups })
}

/// The groups that terms count in on a day.
fn keys(asked: &Asked<'_>, term: &Term, day: Day) -> [(GroupBy, String); 4] {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
    [
        (GroupBy::Role, or_none(asked.role(term, day).map(|role| role.to_string()))),
        (GroupBy::JobTitle, or_none(term.job_title.clone())),
        (GroupBy::Structure, or_none(term.structure.map(|id| id.to_string()))),
        (GroupBy::Territory, or_none(term.territory.map(|id| id.to_string()))),
    ]
}

fn groups(cx: &mut Ctx<'_>, asked: &Asked<'_>, parts: &BTreeMap<(GroupBy, String), Sums>) -> Outcome<Vec<Group>> {
    let territories = terms::territory_names(cx)?;
    let named = asked.terms.iter().filter_map(|term| term.structure).collect::<BTreeSet<_>>();
    let structures = terms::structure_names(cx, named.into_iter().collect())?;
    let group = |((by, key), sums): (&(GroupBy, String), &Sums)| {
        let label = match by {
            GroupBy::Structure => key.parse().ok().and_then(|id| structures.get(&id).cloned()),
            GroupBy::Territory => key.parse().ok().and_then(|id| territories.get(&id).cloned()),
            _ => None,
        };
        let parameter = match by {
            GroupBy::Role => "role",
            GroupBy::JobTitle => "job_title",
            GroupBy::Structure => "structure_id",
            _ => "territory_id",
        };
        // no parameter asks for what has none
        let more = [(parameter, key.clone())];
        let figures = sums.figures(asked, (key != NONE).then_some(&more[..]));
        Group { by: *by, key: key.clone(), label, figures }
    };
    Ok(parts.iter().map(group).collect())
}

/// What fixed shares give to operations: of all, then of each.
fn shares(cx: &mut Ctx<'_>, asked: &Asked<'_>) -> Outcome<(Figures, Vec<Group>)> {
    let mut sums: BTreeMap<OperationId, (i64, i64)> = BTreeMap::new();
    for (letter, share) in asked.fixed(asked.scope.to) {
        sums.entry(letter.operation).or_default().0 += share;
    }
    for day in &asked.ends {
        for (letter, share) in asked.fixed(*day) {
            sums.entry(letter.operation).or_default().1 += share;
        }
    }
    let ends = i64::try_from(asked.ends.len()).unwrap_or(i64::MAX);
    let figures = |(on, at_ends): (i64, i64), more: &[(&str, String)]| {
        let exact = |sum| Quantity::fraction(sum, 100_000_000);
        let mut out = vec![asked.listed(F::FteFixed, Figure::new(F::FteFixed, exact(on), Quantity::count(1)), more)];
        if ends > 0 {
            let average = Figure::new(F::AverageFteFixed, exact(at_ends), Quantity::count(ends));
            out.push(asked.listed(F::AverageFteFixed, average, more));
        }
        out
    };
    let numbers = operation_numbers(cx, sums.keys().copied().collect())?;
    let group = |(id, sums): (&OperationId, &(i64, i64))| Group {
        by: GroupBy::Operation,
        key: id.to_string(),
        label: numbers.get(id).cloned(),
        figures: figures(*sums, &[("operation_id", id.to_string())]),
    };
    let groups = sums.iter().map(group).collect();
    let whole = sums.values().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    Ok((figures(whole, &[]), groups))
}

/// What is asked for, within what the caller may see.
fn ask<'a>(cx: &mut Ctx<'_>, query: &'a ReportQuery) -> Outcome<Asked<'a>> {
    only_known(ReportName::Means, query)?;
    codes(cx, query)?;
    let (from, to, single) = days(cx, query)?;
    let reach = cx.reach.clone();
    let mut users = staff::in_reach(cx, &reach)?;
    if let Some(user) = query.user_id {
        if !staff::reaches(cx, &reach, user)? {
            return Err(Failure::NotFound);
        }
        users = Some(vec![user]);
    }
    known_territory(cx, query.territory_id)?;
    if let Some(id) = query.structure_id {
        let reach = cx.reach_in("get_partner_structure");
        partner_structures::find(cx, &reach, id)?;
    }
    if let Some(id) = query.operation_id {
        let reach = cx.reach_in("get_operation");
        operations::find(cx, &reach, id)?;
    }
    // the operation tells letters apart, not the minutes
    let mut scope = scope(cx, query, users, from, to);
    scope.operation = None;
    let ends = if single { Vec::new() } else { scope.month_ends.clone() };
    let terms = terms::terms(cx, scope.users.as_deref(), from, to)?;
    let people: BTreeSet<UserId> = terms.iter().map(|term| term.user).collect();
    let roles = terms::roles(cx, &people.into_iter().collect::<Vec<_>>())?;
    let letters = fixed_letters(cx, scope.users.as_deref(), query.operation_id, from, to)?;
    let lists_members = !cx.reach_in("list_report_members").is_empty();
    Ok(Asked { query, scope, ends, terms, roles, letters, lists_members })
}

/// The day, or the period; whether it is a day.
fn days(cx: &Ctx<'_>, query: &ReportQuery) -> Outcome<(Day, Day, bool)> {
    if query.from.is_none() && query.to.is_none() {
        let on = query.on.unwrap_or(cx.today);
        return Ok((on, on, true));
    }
    if query.on.is_some() {
        return Err(malformed("on", "beside from or to", Vec::new()));
    }
    let (from, to) = period(cx, ReportName::Means, query)?;
    Ok((from, to, false))
}
