//! What the checks need to know, read in two statements for a record or for a whole batch: one about
//! the person and their days, one about participants and linked objects.

mod others;
mod person;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use super::rules::{Attribution, ContactKind, LinkedContact, OperationFacts, Other};
use crate::civil::{self, IsoWeek};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::directory::schedule;
use crate::esf::absences::Absence;
use crate::failure::Outcome;
use crate::identity::plies::Settings;
use crate::ids::{OperationId, ParticipantId, TimeRecordId, UserId};

/// What a set of records needs known.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) days: BTreeMap<UserId, BTreeSet<Day>>,
    pub(super) operations: BTreeSet<OperationId>,
    pub(super) participants: BTreeSet<ParticipantId>,
    pub(super) linked: BTreeSet<(String, Uuid)>,
}

/// A live record of a person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recorded {
    pub(super) date: Day,
    pub(super) other: Other,
}

/// Terms that hold between two days, with their minutes a weekday as JSON: the first ones, and how they changed.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) from: Day,
    pub(super) to: Option<Day>,
    pub(super) first: String,
    pub(super) changes: String,
}

/// A person and their days.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) exists: bool,
    pub(super) records: Vec<Recorded>,
    pub(super) absences: Vec<Absence>,
    pub(super) signed: HashSet<String>,
    pub(super) letters: Vec<(OperationId, Day, Day)>,
    pub(super) terms: Vec<Terms>,
}

/// An operation, with the settings that it overrides.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) facts: OperationFacts,
    pub(super) file_days: Option<i64>,
    pub(super) day_norm: Option<i64>,
    pub(super) week_norm: Option<i64>,
}

/// A span of days in which something of a participant was open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) from: Day,
    pub(super) to: Option<Day>,
    /// Whether its end is an exit from a pathway.
    pub(super) pathway: bool,
    /// Who answers for it, for an entry file.
    pub(super) referent: Option<UserId>,
}

/// A participant's history, as far as time is concerned.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) open: Vec<Open>,
    pub(super) assigned: Vec<(UserId, Day, Option<Day>)>,
    /// The operations that they take part in, from when to when.
    pub(super) entered: Vec<(OperationId, Day, Day)>,
}

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) people: HashMap<UserId, Person>,
    pub(super) operations: HashMap<OperationId, Operation>,
    pub(super) participants: HashMap<ParticipantId, History>,
    pub(super) contacts: HashMap<Uuid, LinkedContact>,
    /// Who was at a session and signed it.
    pub(super) signed_there: HashSet<(Uuid, ParticipantId)>,
    pub(super) linked: HashMap<(String, Uuid), Option<Attribution>>,
    /// Whether a signed record is corrected: then the lock of its month is no obstacle.
    pub(super) correcting: bool,
}

/// Reads all that these records need known. Whom they name is held, since a merge may give their time to another record.
pub(super) fn load(cx: &mut Ctx<'_>, wanted: &Wanted) -> Outcome<Known> {
    let mut known = Known::default();
    if !wanted.participants.is_empty() {
        crate::db::share_rows(cx.conn, "participants", cx.plie(), wanted.participants.iter().copied())?;
    }
    for (user, days) in &wanted.days {
        for (from, to) in spans(days) {
            person::read(cx, &mut known, wanted, *user, from, to)?;
        }
    }
    if !wanted.participants.is_empty() || !wanted.linked.is_empty() {
        others::read(cx, &mut known, wanted)?;
    }
    Ok(known)
}

/// Whole weeks that hold all the days; days far apart give several, so that no year is read for two days.
fn spans(days: &BTreeSet<Day>) -> Vec<(Day, Day)> {
    const FAR: i64 = 31;
    let mut out: Vec<(Day, Day)> = Vec::new();
    for day in days {
        let week = IsoWeek::of(*day);
        match out.last_mut() {
            Some((_, to)) if civil::days_between(*to, week.monday()) <= FAR => *to = (*to).max(week.sunday()),
            _ => out.push((week.monday(), week.sunday())),
        }
    }
    out
}

impl Known {
    /// The contact of a record that names these people.
    pub(super) fn contact(&self, id: Uuid, people: &[ParticipantId]) -> Option<LinkedContact> {
        let mut contact = *self.contacts.get(&id)?;
        if contact.kind == ContactKind::Session {
            contact.signed = !people.is_empty() && people.iter().all(|who| self.signed_there.contains(&(id, *who)));
        }
        Some(contact)
    }
}

impl Person {
    /// The other records of a day.
    pub(super) fn others(&self, date: Day, own: TimeRecordId) -> Vec<Other> {
        self.records.iter().filter(|r| r.date == date && r.other.id != own).map(|r| r.other).collect()
    }
    /// Minutes worked in the other records of the week.
    pub(super) fn week_minutes(&self, week: IsoWeek, own: TimeRecordId) -> i64 {
        let others = self.records.iter().filter(|r| r.other.worked && r.other.id != own && week.contains(r.date));
        others.map(|r| r.other.duration).sum()
    }
    /// Minutes that the contract expects on a day, all terms that hold together, whatever the calendar says.
    pub(super) fn expected(&self, date: Day) -> Outcome<Option<i64>> {
        let weekday = usize::try_from(civil::weekday(date) - 1).unwrap_or_default();
        let mut expected = None;
        for terms in self.terms.iter().filter(|t| t.from <= date && t.to.is_none_or(|to| date <= to)) {
            let patterns = schedule::read(terms.from, terms.to, &terms.first, &terms.changes)?;
            *expected.get_or_insert(0) += patterns.on(date).get(weekday).copied().unwrap_or_default();
        }
        Ok(expected)
    }
}

impl Operation {
    /// A setting of the operation, or that of its PLIE.
    pub(super) fn norms(operation: Option<&Self>, settings: &Settings) -> (i64, i64, i64) {
        let pick = |own: Option<i64>, general: i64| own.unwrap_or(general);
        (
            pick(operation.and_then(|o| o.file_days), settings.file_completion_days),
            pick(operation.and_then(|o| o.day_norm), settings.day_warning_minutes),
            pick(operation.and_then(|o| o.week_norm), settings.week_warning_minutes),
        )
    }
}
