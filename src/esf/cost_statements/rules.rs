//! From minutes, letters, costs and rates to eligible cents: a line a person and month (R6.17, R6.22–R6.27).

use std::collections::BTreeMap;

use crate::civil::Month;
use crate::esf::mission_letters::CostMode;
use crate::esf::money::rules::caps::{CapMonth, annual_cap, granted, monthly_cap, share_cap};
use crate::esf::money::rules::{Fraction, Rate, RateBase, fixed_cost, real_cost};
use crate::ids::UserId;

#[cfg(test)]
mod tests;

crate::text_enum! {
    /// Whether minutes are supported, and if not by what they lack: the first of these that fits.
    pub enum Support {
        NoMissionLetter = "no_mission_letter",
        NotSigned = "not_signed",
        NotCountersigned = "not_countersigned",
        NoParticipation = "no_participation",
        ContactOfAnother = "contact_of_another",
        ContactNotHeld = "contact_not_held",
        NotAttended = "not_attended",
        ContactNotSigned = "contact_not_signed",
        Supported = "supported",
    }
}

crate::text_enum! {
    /// What a line lacks for its cost to be eligible.
    pub enum Missing {
        LetterNotSigned = "letter_not_signed",
        LetterNotAccepted = "letter_not_accepted",
        NoCost = "cost_missing",
        NoRate = "rate_missing",
    }
}

/// The letter that holds for a person, an operation and a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterFacts {
    /// How the time is proved.
    pub mode: CostMode,
    /// The fixed share in hundredths of a percent.
    pub percentage: i64,
    /// Whether every letter of the month is signed.
    pub signed: bool,
    /// Whether one was signed only after the month was over (§ 6.10).
    pub late: bool,
    /// Whether the managing authority has accepted it.
    pub accepted: bool,
    /// Days of the month that the letter and the period hold.
    pub days: i64,
}

/// What is known of a person's month on an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthFacts {
    /// The month.
    pub month: Month,
    /// Minutes on the operation in the period, by whether they are supported.
    pub minutes: BTreeMap<Support, i64>,
    /// Minutes worked in the month, on whatever.
    pub worked: i64,
    /// The letter.
    pub letter: Option<LetterFacts>,
    /// What the month cost in cents, and whether a document says so of the month itself.
    pub cost: Option<(i64, bool)>,
    /// What an hour costs.
    pub rate: Option<(RateBase, Rate)>,
    /// The share of the month that others pay, or that the operation was claimed for already.
    pub taken: Fraction,
    /// Minutes of the month that were claimed by the hour before, on whatever operation.
    pub claimed_before: i64,
    /// The part of the month on which a rate of the person holds, on whatever operation, up to the end of the period.
    pub weight: Fraction,
}

/// A year in which hours are capped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearFacts {
    /// The year.
    pub year: i32,
    /// The months in which a rate of the person holds, on whatever operation, up to the end of the period.
    pub months: Vec<CapMonth>,
    /// Minutes of the year that were claimed by the hour before, on whatever operation, up to the last month of the period.
    pub claimed_before: i64,
    /// The months of the year after the period, in their order.
    pub later: Vec<LaterMonth>,
}

/// A month after the period: an operation that began later may have been claimed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaterMonth {
    /// What it counts for; none without a rate.
    pub counts: Option<CapMonth>,
    /// Minutes of it that were claimed by the hour, on whatever operation.
    pub claimed: i64,
}

impl YearFacts {
    /// Minutes that may be declared up to the end of the period: the cap of its months, and no more than keeps what is
    /// claimed of later months within theirs (R6.25).
    fn cap(&self) -> i64 {
        let (mut months, mut later) = (self.months.clone(), 0);
        let mut cap = annual_cap(&months);
        for month in &self.later {
            months.extend(month.counts);
            later += month.claimed;
            cap = cap.min(annual_cap(&months) - later);
        }
        cap.max(0)
    }
}

/// What is known of a person on an operation, in order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// Who.
    pub user: UserId,
    /// The months.
    pub months: Vec<MonthFacts>,
    /// The years of annual rates.
    pub years: Vec<YearFacts>,
}

/// A person's month on an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The month.
    pub month: Month,
    /// How the time is proved; none without a letter.
    pub mode: CostMode,
    /// Minutes on the operation.
    pub minutes: i64,
    /// Those that proofs support; all of them where a letter is the proof.
    pub supported: i64,
    /// The others, by what they lack.
    pub unsupported: BTreeMap<Support, i64>,
    /// Supported minutes that caps take away (R6.25), or that other operations pay.
    pub over_cap: i64,
    /// Of these, those that the cap of the month takes away, or what others pay of it; not that of the year.
    pub over_month: i64,
    /// Minutes that are paid.
    pub claimed: i64,
    /// Minutes worked in the month, on whatever.
    pub worked: i64,
    /// The cost of the month, or the base of the rate, in cents.
    pub cost_cents: Option<i64>,
    /// Whether a document says so of the month itself.
    pub documented: bool,
    /// The minutes that the cost pays: those worked, or those of the rate.
    pub denominator: Option<Fraction>,
    /// The rate.
    pub rate: Option<Rate>,
    /// The part of the person's month that is paid.
    pub share: Fraction,
    /// What is eligible, in cents.
    pub amount: i64,
    /// What is missing for it to be eligible.
    pub missing: Vec<Missing>,
    /// Whether its letter was signed only after the month was over: paid all the same, and told before a claim (§ 6.10).
    pub letter_late: bool,
}

/// How the cap of a year is used (R6.25).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapUse {
    /// The year.
    pub year: i32,
    /// Minutes that may be declared up to the end of the period, all operations together, and with what later months hold.
    pub cap: i64,
    /// Those declared before.
    pub before: i64,
    /// Those of this statement.
    pub claimed: i64,
    /// Those that the cap takes away.
    pub over: i64,
}

/// A person on an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// A line a month.
    pub lines: Vec<Line>,
    /// The caps, a year each.
    pub caps: Vec<CapUse>,
}

impl Line {
    /// Minutes that nothing supports.
    pub fn lacking(&self) -> i64 {
        self.unsupported.values().sum()
    }

    fn of(facts: &MonthFacts) -> Self {
        let minutes = facts.minutes.values().sum();
        let supported = facts.minutes.get(&Support::Supported).copied().unwrap_or_default();
        let unsupported = facts.minutes.iter().filter(|(s, n)| **s != Support::Supported && **n > 0);
        Self {
            month: facts.month,
            mode: facts.letter.map_or(CostMode::None, |l| l.mode),
            minutes,
            supported,
            unsupported: unsupported.map(|(s, n)| (*s, *n)).collect(),
            over_cap: 0,
            over_month: 0,
            claimed: 0,
            worked: facts.worked,
            cost_cents: None,
            documented: false,
            denominator: None,
            rate: None,
            share: Fraction::ZERO,
            amount: 0,
            missing: Vec::new(),
            letter_late: facts.letter.is_some_and(|l| l.late && l.mode != CostMode::None),
        }
    }
}

/// What a person's months on an operation are worth.
pub fn person(facts: &PersonFacts) -> Person {
    let mut lines: Vec<Line> = facts.months.iter().map(first_look).collect();
    let caps = facts.years.iter().map(|year| cap_year(year, &mut lines)).collect();
    for (line, month) in lines.iter_mut().zip(&facts.months) {
        pay(line, month);
    }
    Person { user: facts.user, lines, caps }
}

/// What is there and what is missing, before caps.
fn first_look(facts: &MonthFacts) -> Line {
    let mut line = Line::of(facts);
    let Some(letter) = facts.letter else { return line };
    if letter.mode == CostMode::None {
        return line;
    }
    if !letter.signed {
        line.missing.push(Missing::LetterNotSigned);
    }
    let worth = line.minutes > 0 || letter.mode == CostMode::FixedPercentage;
    match letter.mode {
        CostMode::FixedPercentage => {
            // a letter that was accepted is the proof: no sheet is needed (decree 2022-608)
            line.supported = line.minutes;
            line.unsupported = BTreeMap::new();
            if !letter.accepted {
                line.missing.push(Missing::LetterNotAccepted);
            }
            costs(&mut line, facts, worth);
        }
        CostMode::ActualHours => {
            costs(&mut line, facts, worth);
            line.denominator = (facts.worked > 0).then(|| Fraction::whole(facts.worked));
        }
        CostMode::HourlyRate => match facts.rate {
            Some((_, rate)) => {
                line.cost_cents = Some(rate.base_cents);
                line.documented = true;
                line.denominator = Some(rate.denominator);
                line.rate = Some(rate);
            }
            None if worth => line.missing.push(Missing::NoRate),
            None => {}
        },
        CostMode::None => {}
    }
    if letter.mode.needs_sheets() && line.missing.is_empty() {
        line.claimed = line.supported.min(share_cap(facts.worked, facts.taken));
        if let Some((RateBase::Monthly, rate)) = facts.rate.filter(|_| letter.mode == CostMode::HourlyRate) {
            let left = monthly_cap(rate.denominator, facts.weight) - facts.claimed_before;
            line.claimed = line.claimed.min(left.max(0));
        }
        line.over_month = line.supported - line.claimed;
    }
    line
}

fn costs(line: &mut Line, facts: &MonthFacts, worth: bool) {
    match facts.cost {
        Some((cents, documented)) => {
            line.cost_cents = Some(cents);
            line.documented = documented;
        }
        None if worth => line.missing.push(Missing::NoCost),
        None => {}
    }
}

/// Cuts the hours of a year down to what its rate was made of.
fn cap_year(facts: &YearFacts, lines: &mut [Line]) -> CapUse {
    let cap = facts.cap();
    let mut hours: Vec<&mut Line> =
        lines.iter_mut().filter(|l| l.mode == CostMode::HourlyRate && l.month.year() == facts.year).collect();
    let asked: Vec<i64> = hours.iter().map(|l| l.claimed).collect();
    let given = granted(cap, facts.claimed_before, &asked);
    for (line, minutes) in hours.iter_mut().zip(&given) {
        line.claimed = *minutes;
    }
    let (asked, claimed) = (asked.iter().sum::<i64>(), given.iter().sum::<i64>());
    CapUse { year: facts.year, cap, before: facts.claimed_before, claimed, over: asked - claimed }
}

/// The amount of what caps have left.
fn pay(line: &mut Line, facts: &MonthFacts) {
    let Some(letter) = facts.letter else { return };
    if letter.mode.needs_sheets() {
        line.over_cap = line.supported - line.claimed;
    }
    if !line.missing.is_empty() {
        // without its letter, its cost or its rate nothing is paid, and no cap is the reason
        line.over_cap = 0;
        line.claimed = 0;
        return;
    }
    let left = Fraction::ONE.minus(facts.taken).max(Fraction::ZERO);
    match letter.mode {
        CostMode::FixedPercentage => {
            let month_days = crate::civil::days_between(line.month.first(), line.month.last()) + 1;
            let share = Fraction::ratio(letter.percentage, 10_000).times(Fraction::ratio(letter.days, month_days));
            let gross = line.cost_cents.unwrap_or_default();
            let within = share.minus(left).num() <= 0;
            line.share = if within { share } else { left };
            line.amount = if within {
                fixed_cost(gross, letter.percentage, letter.days, month_days)
            } else {
                Fraction::whole(gross).times(left).floor()
            };
        }
        CostMode::ActualHours => {
            line.share = Fraction::ratio(line.claimed, line.worked);
            line.amount = real_cost(line.cost_cents.unwrap_or_default(), line.claimed, line.worked);
        }
        CostMode::HourlyRate => {
            line.share = Fraction::ratio(line.claimed, line.worked);
            line.amount = line.rate.map_or(0, |rate| rate.amount(line.claimed));
        }
        CostMode::None => {}
    }
}

/// What fewer minutes of a claimed line are worth, by the very cost, denominator and rounding it was claimed with.
pub fn worth(mode: CostMode, cost_cents: i64, denominator: Fraction, rate: Option<Rate>, minutes: i64) -> i64 {
    match (mode, rate) {
        (CostMode::HourlyRate, Some(rate)) => rate.amount(minutes),
        (CostMode::ActualHours, _) => {
            Fraction::whole(cost_cents).times(Fraction::whole(minutes)).over(denominator).floor()
        }
        _ => 0,
    }
}
