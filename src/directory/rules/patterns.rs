//! Weekly patterns of work, and how they change from a day on (R6.1).

use super::covers;
use crate::civil::add_days;
use crate::db::Day;
use crate::refusal::Fault;

/// A weekly pattern that holds from a day on (R6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    /// Its first day.
    pub valid_from: Day,
    /// Minutes of work on each weekday, Monday first.
    pub minutes: [i64; 7],
}

/// A pattern with the days on which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// First day.
    pub from: Day,
    /// Last day, included; none while it lasts.
    pub to: Option<Day>,
    /// Minutes of work on each weekday, Monday first.
    pub minutes: [i64; 7],
}

/// The patterns of some terms: one from their first day on, and those that followed, in order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patterns {
    /// First day of the terms.
    pub from: Day,
    /// Last day of the terms.
    pub to: Option<Day>,
    /// The first pattern.
    pub first: [i64; 7],
    /// Those that followed.
    pub changes: Vec<Pattern>,
}

impl Patterns {
    /// The pattern of a day: the last that has begun by then, else the first.
    pub fn on(&self, day: Day) -> [i64; 7] {
        self.changes.iter().rfind(|c| c.valid_from <= day).map_or(self.first, |c| c.minutes)
    }

    /// Every pattern that holds, each with its days.
    pub fn held(&self) -> Vec<Held> {
        let later = self.changes.iter().map(|c| c.valid_from);
        let begins: Vec<Day> =
            std::iter::once(self.from).chain(later.filter(|day| *day > self.from && self.holds(*day))).collect();
        let ends = begins.iter().skip(1).map(|next| Some(add_days(*next, -1))).chain([self.to]);
        begins.iter().zip(ends).map(|(from, to)| Held { from: *from, to, minutes: self.on(*from) }).collect()
    }

    /// The days on which the pattern of a day holds.
    pub fn around(&self, day: Day) -> Option<Held> {
        self.held().into_iter().find(|held| covers(held.from, held.to, day))
    }

    /// The same with another pattern from a day on, up to the next change that is known already.
    #[must_use]
    pub fn changed(&self, on: Day, minutes: [i64; 7]) -> Self {
        let mut changes: Vec<Pattern> =
            self.changes.iter().filter(|c| c.valid_from > self.from && c.valid_from != on).copied().collect();
        let first = if on <= self.from { minutes } else { self.on(self.from) };
        if on > self.from {
            changes.push(Pattern { valid_from: on, minutes });
        }
        changes.sort_by_key(|c| c.valid_from);
        // what changes nothing is no change
        let mut before = first;
        changes.retain(|c| std::mem::replace(&mut before, c.minutes) != c.minutes);
        Self { first, changes, ..self.clone() }
    }

    fn holds(&self, day: Day) -> bool {
        covers(self.from, self.to, day)
    }

    /// What is wrong with the day from which another pattern is to hold.
    pub fn change_fault(&self, on: Day) -> Option<Fault> {
        let full = self.changes.len() >= CHANGES_MAX;
        if self.holds(on) && !full {
            return None;
        }
        let (fr, en) = if full {
            (
                format!("Au plus {CHANGES_MAX} changements d'horaire par fonction."),
                format!("At most {CHANGES_MAX} changes of schedule a term."),
            )
        } else {
            (
                "Un horaire change un jour où la fonction est exercée.".to_owned(),
                "A schedule changes on a day on which the terms hold.".to_owned(),
            )
        };
        Some(Fault::new("/work_schedule_from", "rule_work_schedule_from", fr, en))
    }
}

/// Most changes of pattern that some terms hold.
const CHANGES_MAX: usize = 60;

/// The fault of a pattern that would change the expected minutes of a month that somebody has signed (R6.16).
pub fn signed_pattern() -> Fault {
    Fault::new(
        "/work_schedule_from",
        "rule_period_signed",
        "Un mois signé a ce jour : l'horaire change à partir d'un mois qui n'est pas signé (R6.16).",
        "A signed month holds this day: a schedule changes from a month on that is not signed (R6.16).",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_changes_from_a_day_on_and_leaves_the_past() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let (whole, short, shorter) = ([420; 7], [300; 7], [200; 7]);
        let terms = Patterns { from: day("2026-01-01"), to: Some(day("2026-12-31")), first: whole, changes: vec![] };
        let changed = terms.changed(day("2026-04-01"), short);
        assert_eq!([changed.on(day("2026-03-31")), changed.on(day("2026-04-01"))], [whole, short]);
        let held = |from: &str, to: &str, minutes| Held { from: day(from), to: Some(day(to)), minutes };
        assert_eq!(changed.held(), [held("2026-01-01", "2026-03-31", whole), held("2026-04-01", "2026-12-31", short)]);
        let between = changed.changed(day("2026-03-01"), shorter);
        assert_eq!(between.around(day("2026-03-15")), Some(held("2026-03-01", "2026-03-31", shorter)));
        assert_eq!(between.on(day("2026-04-01")), short, "what is known of later stays");
        // the same again, the first pattern anew, a change taken back
        assert_eq!(changed.changed(day("2026-04-01"), short), changed);
        assert_eq!(changed.changed(day("2026-01-01"), short).held(), [held("2026-01-01", "2026-12-31", short)]);
        assert_eq!(changed.changed(day("2026-04-01"), whole), terms);
        // terms that begin later or end sooner than a change
        let later = Patterns { from: day("2026-05-01"), ..changed.clone() };
        assert_eq!(later.held(), [held("2026-05-01", "2026-12-31", short)]);
        let sooner = Patterns { to: Some(day("2026-03-31")), ..changed.clone() };
        assert_eq!(sooner.held(), [held("2026-01-01", "2026-03-31", whole)]);
        let code = |on: &str| changed.change_fault(day(on)).map(|f| f.code);
        assert_eq!(
            ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"].map(code),
            [Some("rule_work_schedule_from"), None, None, Some("rule_work_schedule_from")]
        );
    }
}
