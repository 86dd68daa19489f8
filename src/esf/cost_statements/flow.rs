//! A statement put together: what the database sums, what letters, costs and rates say, what the rules make of it.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::{self, LaterMonth, LetterFacts, MonthFacts, Person, PersonFacts, YearFacts};
use super::store::{self, Aside, ClaimedRow};
use super::support::Supported;
use crate::civil::{Month, days_between};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::employment_costs::{self, rules::Cost};
use crate::esf::hourly_rates::{self, HeldRate};
use crate::esf::mission_letters::{self, CostMode, LetterRow};
use crate::esf::money::rules::caps::{CapMonth, RateSpan, cap_month};
use crate::esf::money::rules::flat::{self, Costs, Eligible, FlatRate};
use crate::esf::money::rules::{Fraction, RateBase, eu_part};
use crate::esf::operations::OperationRow;
use crate::failure::Outcome;
use crate::identity::users;
use crate::ids::{OperationId, UserId};

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// First day.
    pub(crate) from: Day,
    /// Last day, included.
    pub(crate) to: Day,
    /// Direct costs that are not staff, as the accounts have them, in cents.
    pub(crate) other_direct_cents: i64,
    /// Allowances and wages of participants, in cents.
    pub(crate) allowance_cents: i64,
    /// Flat rates besides that of the operation.
    pub(crate) flat_rates: Vec<FlatRate>,
    /// As though the operation had claimed nothing of these days: what the evidence comes to.
    pub(crate) anew: bool,
}

/// A statement.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) operation: OperationRow,
    pub(crate) from: Day,
    pub(crate) to: Day,
    pub(crate) people: Vec<Person>,
    pub(crate) names: BTreeMap<UserId, (String, String)>,
    pub(crate) flat_rates: Vec<FlatRate>,
    pub(crate) eligible: Eligible,
    pub(crate) eu_cents: i64,
    /// Cents of claims filed before: eligible, and of the fund.
    pub(crate) before: (i64, i64),
}

impl Statement {
    /// Every line with whose it is.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (UserId, &rules::Line)> {
        self.people.iter().flat_map(|p| p.lines.iter().map(move |line| (p.user, line)))
    }
}

/// What was read, by person.
struct Known {
    letters: Vec<LetterRow>,
    costs: BTreeMap<UserId, Vec<Cost>>,
    rates: Vec<HeldRate>,
    worked: BTreeMap<(UserId, Month), i64>,
    claimed: Vec<ClaimedRow>,
    minutes: BTreeMap<(UserId, Month), BTreeMap<rules::Support, i64>>,
}

/// The period of a statement, within its operation.
#[derive(Debug, Clone, Copy)]
struct Period {
    operation: OperationId,
    /// First day of the operation.
    begins: Day,
    from: Day,
    to: Day,
}

/// Makes the statement of an operation that the caller may see.
///
/// # Errors
/// `Invalid` for flat rates that exclude each other.
pub(crate) fn make(cx: &mut Ctx<'_>, operation: OperationRow, asked: &Asked) -> Outcome<Statement> {
    let mut flat_rates: Vec<FlatRate> = FlatRate::parse(&operation.cost_option).into_iter().collect();
    for rate in &asked.flat_rates {
        if !flat_rates.contains(rate) {
            flat_rates.push(*rate);
        }
    }
    let period = Period {
        operation: operation.id,
        begins: operation.starts_on,
        from: asked.from.max(operation.starts_on),
        to: asked.to.min(operation.ends_on),
    };
    let aside = asked.anew.then_some(Aside { operation: operation.id, from: asked.from, to: asked.to });
    let (people, names) = if period.from <= period.to { staff(cx, &period, aside)? } else { Default::default() };
    let costs = Costs {
        staff_cents: people.iter().flat_map(|p| &p.lines).map(|l| l.amount).sum(),
        other_direct_cents: asked.other_direct_cents,
        allowance_cents: asked.allowance_cents,
    };
    let eligible = flat::eligible("/flat_rates", &flat_rates, costs)?;
    let before = store::claimed_cents(cx, operation.id, aside)?;
    let (part, whole) = (operation.eu_contribution_cents, operation.total_cost_cents);
    let eu_cents = eu_part(eligible.total_cents, part, whole, before.1);
    Ok(Statement { operation, from: asked.from, to: asked.to, people, names, flat_rates, eligible, eu_cents, before })
}

type Staff = (Vec<Person>, BTreeMap<UserId, (String, String)>);

/// Who worked on the operation or has a letter for it, month by month.
fn staff(cx: &mut Ctx<'_>, period: &Period, aside: Option<Aside>) -> Outcome<Staff> {
    let (first, last) = (Month::of(period.from), Month::of(period.to));
    let supported = Supported::new(cx, period.operation, period.from, period.to);
    let mut minutes: BTreeMap<(UserId, Month), BTreeMap<rules::Support, i64>> = BTreeMap::new();
    for row in store::minutes(cx, &supported)? {
        minutes.entry((row.user_id, row.month)).or_default().insert(row.support, row.minutes);
    }
    let letters = mission_letters::between(cx, period.operation, &[], period.from, period.to)?;
    let people: BTreeSet<UserId> =
        minutes.keys().map(|(user, _)| *user).chain(letters.iter().map(|l| l.user_id)).collect();
    let people: Vec<UserId> = people.into_iter().collect();
    let (year_begins, year_ends) =
        (Month::new(first.year(), 1).unwrap_or(first), Month::new(last.year(), 12).unwrap_or(last));
    let known = Known {
        letters: mission_letters::between(cx, period.operation, &people, first.first(), last.last())?,
        costs: employment_costs::between(cx, &people, first.first(), last.last())?,
        rates: hourly_rates::held(cx, &people, year_begins.first(), year_ends.last())?,
        worked: store::worked(cx, &people, first, last)?,
        claimed: store::claimed(cx, &people, (year_begins, year_ends), aside)?,
        minutes,
    };
    let of = |user: &UserId| rules::person(&known.person(*user, period));
    let counted = people.iter().map(of).filter(|p| !p.lines.is_empty()).collect();
    Ok((counted, users::names(cx, &people)?))
}

fn months(from: Month, to: Month) -> impl Iterator<Item = Month> {
    std::iter::successors(Some(from), |m| Some(m.next())).take_while(move |m| *m <= to)
}

/// Days of a month that a span holds.
fn days_in(month: Month, from: Day, to: Day) -> i64 {
    (days_between(month.first().max(from), month.last().min(to)) + 1).max(0)
}

fn month_days(month: Month) -> i64 {
    days_between(month.first(), month.last()) + 1
}

impl Known {
    fn person(&self, user: UserId, period: &Period) -> PersonFacts {
        let (first, last) = (Month::of(period.from), Month::of(period.to));
        let spans: Vec<RateSpan> = self.rates.iter().filter(|r| r.user == user).map(|r| r.span).collect();
        let facts = |month: Month| {
            let letter = self.letter(user, month, period);
            let minutes = self.minutes.get(&(user, month)).cloned().unwrap_or_default();
            (letter.is_some() || !minutes.is_empty()).then(|| MonthFacts {
                month,
                minutes,
                letter,
                worked: self.worked.get(&(user, month)).copied().unwrap_or_default(),
                cost: self.cost(user, month),
                rate: self.rate(user, month, period).map(|held| (held.base, held.rate)),
                taken: self.taken(user, month, period),
                claimed_before: self.hours(user, |m| m == month),
                weight: cap_month(month, period.to, &spans).map_or(Fraction::ZERO, |counted| counted.weight),
            })
        };
        let years = (first.year()..=last.year()).filter_map(|year| self.year(user, year, period, &spans)).collect();
        PersonFacts { user, months: months(first, last).filter_map(facts).collect(), years }
    }

    /// The letters of a month on the operation: one mode, as the database says; several may follow each other.
    fn letter(&self, user: UserId, month: Month, period: &Period) -> Option<LetterFacts> {
        let (from, to) = (month.first().max(period.from), month.last().min(period.to));
        let mine: Vec<&LetterRow> = self
            .letters
            .iter()
            .filter(|l| l.user_id == user && l.operation_id == period.operation)
            .filter(|l| l.starts_on <= to && from <= l.ends_on)
            .collect();
        let first = mine.first()?;
        Some(LetterFacts {
            mode: first.cost_mode,
            percentage: first.percentage.unwrap_or_default(),
            signed: mine.iter().all(|l| l.signed_on.is_some()),
            late: mine.iter().any(|l| mission_letters::signed_late(l.signed_on, month)),
            accepted: mine.iter().all(|l| l.accepted_by_ma_on.is_some()),
            days: mine.iter().map(|l| (days_between(l.starts_on.max(from), l.ends_on.min(to)) + 1).max(0)).sum(),
        })
    }

    fn cost(&self, user: UserId, month: Month) -> Option<(i64, bool)> {
        let cost = employment_costs::rules::of_month(self.costs.get(&user)?, month)?;
        Some((cost.cents, cost.documented))
    }

    /// The rate of a month on the operation.
    fn rate(&self, user: UserId, month: Month, period: &Period) -> Option<&HeldRate> {
        let own = |r: &&HeldRate| r.user == user && r.operation == period.operation;
        self.rates.iter().filter(own).rfind(|r| Month::of(r.span.from) <= month)
    }

    /// The share of a person's month that others pay: what each operation was claimed for or has a fixed share of,
    /// whichever is more; of this operation, what was claimed before. What corrections took from a claim is nobody's.
    fn taken(&self, user: UserId, month: Month, period: &Period) -> Fraction {
        let mut shares: BTreeMap<OperationId, Fraction> = BTreeMap::new();
        for row in self.claimed.iter().filter(|c| c.user_id == user && c.month == month) {
            shares.insert(row.operation_id, Fraction::ratio(row.share_ppm, 1_000_000));
        }
        let others = self.letters.iter().filter(|l| l.user_id == user && l.operation_id != period.operation);
        for letter in others.filter(|l| l.cost_mode == CostMode::FixedPercentage) {
            let days = days_in(month, letter.starts_on, letter.ends_on);
            let share = Fraction::ratio(letter.percentage.unwrap_or_default(), 10_000);
            let pledged = share.times(Fraction::ratio(days, month_days(month)));
            let known = shares.entry(letter.operation_id).or_insert(Fraction::ZERO);
            *known = known.max(pledged);
        }
        shares.into_values().fold(Fraction::ZERO, Fraction::plus)
    }

    /// Minutes paid by the hour before and not corrected away since, in some months.
    fn hours(&self, user: UserId, within: impl Fn(Month) -> bool) -> i64 {
        self.claimed.iter().filter(|c| c.user_id == user && within(c.month)).map(|c| c.hours).sum()
    }

    /// The cap of a year with an annual rate on the operation. It is of all operations together, as are the hours held
    /// against it: every month counts in which a rate of the person holds, up to the end of the period (R6.25); those after it
    /// tell what was claimed of them first.
    fn year(&self, user: UserId, year: i32, period: &Period, spans: &[RateSpan]) -> Option<YearFacts> {
        let (january, december) = Month::new(year, 1).zip(Month::new(year, 12))?;
        let (begins, last) = (Month::of(period.begins).max(january), Month::of(period.to).min(december));
        let annual = |month| self.rate(user, month, period).is_some_and(|held| held.base == RateBase::Annual);
        if !months(begins, last).any(annual) {
            return None;
        }
        let counted: Vec<CapMonth> =
            months(january, last).filter_map(|month| cap_month(month, period.to, spans)).collect();
        let claimed_before = self.hours(user, |m| m.year() == year && m <= last);
        let later = |month: Month| LaterMonth {
            counts: cap_month(month, month.last(), spans),
            claimed: self.hours(user, |m| m == month),
        };
        let later = months(last.next(), december).map(later).collect();
        Some(YearFacts { year, months: counted, claimed_before, later })
    }
}
