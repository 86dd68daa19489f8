//! The terms, letters, people, months and records behind the means.

use std::collections::BTreeSet;

use super::minutes::{MonthOf, calendar};
use super::{Asked, Over, ask};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::decimal::Decimal4;
use crate::failure::Outcome;
use crate::http::query::malformed;
use crate::http::{Page, PageIn};
use crate::ids::{Any, AnyId, UserId};
use crate::reports::api::ReportQuery;
use crate::reports::figures::FigureName as F;
use crate::reports::flow::listing::{cut, page_of};
use crate::reports::store::terms::Term;
use crate::reports::store::{self, Days, Fte, MemberRow};

/// The figures whose members can be listed.
const FIGURES: &[F] = &[
    F::Fte,
    F::FteSupport,
    F::Staff,
    F::AverageFte,
    F::AverageFteSupport,
    F::FteFixed,
    F::AverageFteFixed,
    F::MinutesScheduled,
    F::MinutesAbsent,
    F::MinutesWorked,
    F::WorkedShare,
];

/// The terms, letters, months or records that a figure adds up.
pub(in crate::reports) fn members(
    cx: &mut Ctx<'_>,
    figure: F,
    query: &ReportQuery,
    page: &PageIn,
) -> Outcome<Page<MemberRow>> {
    let sort = page.sort(&["day"])?;
    let asked = ask(cx, query)?;
    let single = asked.ends.is_empty();
    let of_period = [F::AverageFte, F::AverageFteSupport, F::AverageFteFixed];
    let of_minutes = [F::MinutesScheduled, F::MinutesAbsent, F::MinutesWorked, F::WorkedShare];
    let of_all = of_minutes.contains(&figure) || matches!(figure, F::FteFixed | F::AverageFteFixed);
    let told = |f: F| {
        let needs_period = of_period.contains(&f) || of_minutes.contains(&f);
        FIGURES.contains(&f) && !(single && needs_period)
    };
    if !told(figure) || (of_all && asked.narrowed()) {
        let known = FIGURES.iter().copied().filter(|f| told(*f)).map(|f| f.code().to_owned()).collect();
        return Err(malformed("figure", figure.code(), known));
    }
    if matches!(figure, F::MinutesWorked | F::WorkedShare) {
        return recorded(cx, &asked, page, sort);
    }
    let rows = match figure {
        F::MinutesScheduled => months(cx, &asked, |m| m.scheduled)?,
        F::MinutesAbsent => months(cx, &asked, |m| m.absent)?,
        F::FteFixed => of_letters(&asked, Over::Day),
        F::AverageFteFixed => of_letters(&asked, Over::Ends),
        F::Staff => people(&asked),
        F::AverageFte => of_terms(&asked, Over::Ends, |term| term.fte),
        F::AverageFteSupport => of_terms(&asked, Over::Ends, |term| term.support),
        F::FteSupport => of_terms(&asked, Over::Day, |term| term.support),
        _ => of_terms(&asked, Over::Day, |term| term.fte),
    };
    page_of(rows, page, sort)
}

/// The records behind the minutes worked.
fn recorded(cx: &mut Ctx<'_>, asked: &Asked<'_>, page: &PageIn, sort: &str) -> Outcome<Page<MemberRow>> {
    let after = page.after::<Day, Any>()?;
    let rows = store::members(cx, &asked.scope, F::MinutesWorked, after, page.fetch())?.unwrap_or_default();
    let total = match page.include_total {
        true => store::counts(cx, &asked.scope, &[F::MinutesWorked])?.get(&F::MinutesWorked).map(|(n, _)| *n),
        false => None,
    };
    Ok(Page { total, ..cut(rows, page, sort)? })
}

fn row(what: &str, id: AnyId, day: Day, user: UserId) -> MemberRow {
    let (what, user_id) = (what.to_owned(), Some(user));
    MemberRow {
        what,
        id,
        day,
        participant_id: None,
        user_id,
        minutes: None,
        fte: Fte::default(),
        days: Days::default(),
    }
}

/// Only those that add something.
fn of_terms(asked: &Asked<'_>, over: Over, part: fn(&Term) -> i64) -> Vec<MemberRow> {
    let mut out = Vec::new();
    for day in asked.days(over) {
        for term in asked.holding(day).filter(|term| part(term) > 0) {
            let fte = Fte(Some(Decimal4::of_ten_thousandths(part(term))));
            out.push(MemberRow { fte, ..row(term.what, term.id, day, term.user) });
        }
    }
    out
}

fn people(asked: &Asked<'_>) -> Vec<MemberRow> {
    let day = asked.scope.to;
    let all: BTreeSet<UserId> = asked.holding(day).map(|term| term.user).collect();
    all.into_iter().map(|user| row("user", user.cast(), day, user)).collect()
}

fn of_letters(asked: &Asked<'_>, over: Over) -> Vec<MemberRow> {
    let mut out = Vec::new();
    for day in asked.days(over) {
        for (letter, share) in asked.fixed(day) {
            let fte = Fte(Decimal4::ratio(share.into(), 100_000_000));
            out.push(MemberRow { fte, ..row("mission_letter", letter.id.cast(), day, letter.user) });
        }
    }
    out
}

fn months(cx: &mut Ctx<'_>, asked: &Asked<'_>, part: fn(&MonthOf) -> i64) -> Outcome<Vec<MemberRow>> {
    let all = calendar(cx, &asked.scope)?;
    let counted = all.iter().filter(|month| part(month) > 0);
    let month = |m: &MonthOf| MemberRow { minutes: Some(part(m)), ..row("timesheet", m.user.cast(), m.from, m.user) };
    Ok(counted.map(month).collect())
}
